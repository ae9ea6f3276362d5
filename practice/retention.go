package practice

import (
	"slices"
	"time"
)

// forgetAtOnce is how many records one event lets go of, so that answers never
// wait behind the nightly clean-up; what is left follows in the next event.
const forgetAtOnce = 100

func (t *Turn) scheduleRetention() {
	next := time.Date(t.Now.Year(), t.Now.Month(), t.Now.Day()+1, 3, 0, 0, 0, t.Zone())
	t.After("retention", "daily", next, "", nil)
}

// retention lets go of what has been kept its time: people and contacts nobody
// has heard from, who sent openings that ended long ago, dialogs that were left.
// What has to be kept longer is passed over, however much of it there is.
func (t *Turn) retention() error {
	t.scheduleRetention()
	r, left := t.Settings.Retention, forgetAtOnce
	for _, step := range []struct {
		do     func(before time.Time, most int) (n int, err error)
		before time.Time
	}{
		{t.forgetPeople, t.Now.AddDate(0, -r.ContactMonths, 0)},
		{t.forgetOpenings, t.Now.AddDate(0, -r.OpeningsMonths, 0)},
		{t.forgetCompanies, t.Now.AddDate(0, -r.ContactMonths, 0)},
		{t.forgetDialogs, t.Now.AddDate(0, 0, -r.WordsDays)},
		{t.forgetCalls, t.Now.AddDate(0, -r.OpeningsMonths, 0)},
	} {
		n, err := step.do(step.before, left)
		if err != nil {
			return err
		}
		if left -= n; left <= 0 {
			t.After("retention", "daily", t.Now.Add(time.Second), "", nil)
			return nil
		}
	}
	return nil
}

// forgetPeople deletes whom nobody has heard from since before, but not who is
// in the settings, has an opening that is not over or a story that stands.
func (t *Turn) forgetPeople(before time.Time, most int) (n int, err error) {
	people, err := list[Person](t, Query{Name: "seen", To: TimeTerm(before)})
	if err != nil {
		return 0, err
	}
	for _, who := range people {
		if t.isConfigured(who) {
			continue
		}
		openings, err := list[Opening](t, Query{Name: "leader", From: who.ID})
		if err != nil {
			return n, err
		}
		if slices.ContainsFunc(openings, func(o *Opening) bool { return !o.State.Over() }) {
			continue
		}
		stories, err := list[Story](t, Query{Name: "author", From: who.ID})
		if err != nil {
			return n, err
		}
		if slices.ContainsFunc(stories, func(s *Story) bool { return s.State == StoryApproved }) {
			continue // it is asked about once a year, and its end lets them go
		}
		if n == most {
			break
		}
		if err := t.erase(who); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// forgetOpenings makes anonymous what ended before.
func (t *Turn) forgetOpenings(before time.Time, most int) (n int, err error) {
	old, err := list[Opening](t, Query{Name: "ended", To: TimeTerm(before), Limit: most})
	for _, o := range old {
		t.anonymise(o)
	}
	return len(old), err
}

// forgetCompanies takes contacts without an account off companies nobody has
// heard of since before, and deletes a company when nothing names it any more:
// no contact, no person, no opening that is not anonymous.
func (t *Turn) forgetCompanies(before time.Time, most int) (n int, err error) {
	companies, err := list[Company](t, Query{Name: "heard", To: TimeTerm(before)})
	if err != nil {
		return 0, err
	}
	for _, c := range companies {
		openings, err := list[Opening](t, Query{Name: "company", From: c.ID})
		if err != nil {
			return n, err
		}
		people, err := list[Person](t, Query{Name: "company", From: c.ID})
		if err != nil {
			return n, err
		}
		if slices.ContainsFunc(openings, func(o *Opening) bool { return !o.State.Over() || later(o.Ended, o.lastWord()).After(before) }) {
			continue
		}
		if n == most {
			break
		}
		had := len(c.Contacts)
		c.Contacts = slices.DeleteFunc(c.Contacts, func(k Contact) bool {
			return !slices.ContainsFunc(people, func(who *Person) bool { return who.ID == k.Person })
		})
		switch {
		case len(c.Contacts) == 0 && len(people) == 0 && !slices.ContainsFunc(openings, func(o *Opening) bool { return !o.Anonymous }):
			t.delete(c.Key())
			n++
		case len(c.Contacts) < had:
			t.Save(c)
			n++
		}
	}
	return n, nil
}

// forgetDialogs deletes dialogs in which nothing has been asked since before,
// and forms that were not corrected since, with the words in them.
func (t *Turn) forgetDialogs(before time.Time, most int) (n int, err error) {
	for _, kind := range []string{"session", "rejected", "handon"} {
		docs, err := t.Find(Query{Kind: kind, Name: "asked", From: TimeTerm(time.Unix(0, 0)), To: TimeTerm(before), Limit: most - n})
		if err != nil {
			return n, err
		}
		for _, d := range docs {
			t.delete(d.Key)
		}
		if n += len(docs); n == most {
			break // a limit of none left would be no limit
		}
	}
	return n, nil
}

// anonymise keeps what counts (state, hours, task codes, times) and drops who.
func (t *Turn) anonymise(o *Opening) {
	o.Anonymous, o.Leader, o.By, o.Owner, o.OwnerName = true, "", "", "", ""
	o.Contact = Contact{}
	t.withoutWords(o)
	for i := range o.Log {
		o.Log[i].Who = ""
	}
	t.Save(o)
}

// withoutWords drops what somebody wrote in their own words.
func (t *Turn) withoutWords(o *Opening) {
	var codes []Task
	for _, task := range o.Tasks {
		if task.Code != "" {
			codes = append(codes, Task{Code: task.Code})
		}
	}
	o.Tasks = codes
	o.Details, o.Said = Details{With: o.Details.With, Flexible: o.Details.Flexible}, ""
}

// isConfigured reports whether the settings name the person.
func (t *Turn) isConfigured(who *Person) bool {
	for _, a := range who.Accounts {
		if t.isCoordinator(a) || slices.ContainsFunc(t.Settings.Partners, func(p Partner) bool { return slices.Contains(p.people(), a) }) {
			return true
		}
	}
	return false
}
