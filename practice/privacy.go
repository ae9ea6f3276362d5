package practice

import (
	"fmt"
	"strings"
	"time"

	"brobygger/chat"
)

// forget asks once before a person and what they wrote is deleted.
func (t *Turn) forget(_ string) error {
	m := chat.Message{Kind: "privacy.forget", Lang: t.Words.Lang(), Text: t.Words.T("privacy.forget"),
		Buttons: []chat.Button{{ID: "forget_yes", Arg: "forget", Label: t.Words.L("button.forget_yes"), Style: chat.Danger}, {ID: "forget_no", Arg: "forget", Label: t.Words.L("button.forget_no")}}}
	t.answer(m)
	return nil
}

func (t *Turn) forgetPressed(button string) error {
	if button != "forget_yes" {
		t.done("privacy.kept")
		return nil
	}
	if err := t.erase(t.Who); err != nil {
		return err
	}
	t.done("privacy.forgotten")
	return nil
}

// erase deletes a person everywhere the bot can reach: their openings lose
// name and number and end, the cards are redrawn so, whoever has one is told,
// their stories are taken down, their dialogs and accounts go.
func (t *Turn) erase(who *Person) error {
	if who == nil {
		return nil
	}
	openings, err := list[Opening](t, Query{Name: "leader", From: who.ID})
	if err != nil {
		return err
	}
	for _, o := range openings {
		if !o.State.Over() {
			o.move(Withdrawn, t.Now, "", "forgotten", "")
			t.ownerHears(o, "news.forgotten")
		}
		o.Leader, o.Contact = "", Contact{}
		t.withoutWords(o)
		for i := range o.Log {
			if o.Log[i].Who == who.ID {
				o.Log[i].Who = ""
			}
		}
		t.changed(o)
		t.Sends = append(t.Sends, Send{Op: "redact", Subject: o.Key().String(),
			Message: chat.Message{Kind: "privacy.redacted", Lang: t.Words.Lang(), Text: t.Words.T("privacy.redacted")}})
	}
	owned, err := list[Opening](t, Query{Name: "owner", From: who.ID})
	if err != nil {
		return err
	}
	for _, o := range owned {
		t.disown(o)
		if o.State == Claimed {
			o.move(HandedOver, t.Now, "", "released", "")
		} else {
			o.note(t.Now, "", "released", "")
		}
		t.changed(o)
	}
	if c, ok, err := get[Company](t, who.Company); err != nil {
		return err
	} else if ok {
		var rest []Contact
		for _, k := range c.Contacts {
			if k.Person != who.ID {
				rest = append(rest, k)
			}
		}
		c.Contacts = rest
		t.Save(c)
	}
	stories, err := list[Story](t, Query{Name: "author", From: who.ID})
	if err != nil {
		return err
	}
	for _, s := range stories {
		s.State, s.Withdrawn, s.Parts, s.Author = StoryWithdrawn, t.Now, nil, ""
		t.Cancel(s.ID, "story.review")
		t.Sends = append(t.Sends, Send{Op: "withdraw", Batch: s.ID})
		t.Save(s)
	}
	t.Cancel(who.ID, "think", "ask_later")
	for _, a := range who.Accounts {
		t.delete(Key{"account", a.String()})
		t.Forgotten = append(t.Forgotten, a)
	}
	t.delete(Key{"absence", who.ID})
	t.delete(who.Key())
	return nil
}

// myData tells a person all that is remembered of them.
func (t *Turn) myData(_ string) error {
	w, who := t.Words, t.Who
	lines := []string{w.T("data.head"), "- " + w.T("data.person", "name", who.Name, "phone", orDash(who.Phone))}
	for _, a := range who.Accounts {
		lines = append(lines, "- "+w.T("data.account", "account", a.Platform+": "+a.User))
	}
	if c, ok, err := get[Company](t, who.Company); err != nil {
		return err
	} else if ok {
		lines = append(lines, "- "+w.T("data.company", "company", c.Name, "cvr", orDash(c.CVR), "address", orDash(c.Address)))
	}
	openings, err := t.openingsOf(who)
	if err != nil {
		return err
	}
	for _, o := range openings {
		lines = append(lines, "- "+w.T("data.opening", "number", fmt.Sprint(o.Number), "what", t.what(o, w), "phone", orDash(o.Contact.Phone), "made", w.Day(o.Made.In(t.Zone()))))
	}
	stories, err := list[Story](t, Query{Name: "author", From: who.ID})
	if err != nil {
		return err
	}
	for _, s := range stories {
		lines = append(lines, "- "+w.T("data.story", "made", w.Day(s.At.In(t.Zone()))))
	}
	r := t.Settings.Retention
	lines = append(lines, "", w.T("data.foot", "words", fmt.Sprint(r.WordsDays), "contacts", fmt.Sprint(r.ContactMonths), "openings", fmt.Sprint(r.OpeningsMonths)))
	t.answer(chat.Message{Kind: "privacy.data", Lang: w.Lang(), Text: strings.Join(lines, "\n"),
		Buttons: []chat.Button{{ID: "forget", Arg: "begin", Label: w.L("button.forget")}}})
	return nil
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// link ties two accounts to one person by a one-time code: without a code it
// gives one, with a code from the other account it joins them.
func (t *Turn) link(rest string) error {
	if rest == "" {
		t.Who.Code, t.Who.CodeEnds = strings.ToUpper(hash(t.Event.Project, t.Event.ID, "code", t.Who.ID)[:8]), t.Now.Add(15*time.Minute)
		t.remember()
		t.notice("link.code", t.Words.T("link.code", "code", t.Who.Code))
		return nil
	}
	found, err := list[Person](t, Query{Name: "code", From: strings.ToUpper(rest)})
	if err != nil {
		return err
	}
	if len(found) != 1 || t.Now.After(found[0].CodeEnds) || found[0].ID == t.Who.ID {
		t.notice("link.wrong", t.Words.T("link.wrong"))
		return nil
	}
	to := found[0]
	to.Code, to.CodeEnds = "", time.Time{}
	to.Accounts = append(to.Accounts, t.Event.From.Account)
	l := &Link{ID: t.Event.From.Account.String()}
	if known, ok, err := get[Link](t, l.ID); err != nil {
		return err
	} else if ok {
		l = known
	}
	if l.Person != "" && l.Person != to.ID {
		if old, ok, err := get[Person](t, l.Person); err == nil && ok && len(old.Accounts) <= 1 {
			t.delete(old.Key())
		}
	}
	l.Person = to.ID
	t.Save(l)
	t.Save(to)
	t.notice("link.done", t.Words.T("link.done"))
	return nil
}

func (t *Turn) scheduleRetention() {
	next := time.Date(t.Now.Year(), t.Now.Month(), t.Now.Day()+1, 3, 0, 0, 0, t.Zone())
	t.After("retention", "daily", next, "", nil)
}

// retention deletes contacts nobody has heard from, and makes openings that
// ended long ago anonymous. A leader with an open opening is kept.
func (t *Turn) retention() error {
	t.scheduleRetention()
	r := t.Settings.Retention
	people, err := list[Person](t, Query{Name: "seen", To: TimeTerm(t.Now.AddDate(0, -r.ContactMonths, 0)), Limit: 100})
	if err != nil {
		return err
	}
	for _, who := range people {
		openings, err := list[Opening](t, Query{Name: "leader", From: who.ID})
		if err != nil {
			return err
		}
		open := false
		for _, o := range openings {
			open = open || !o.State.Over()
		}
		if !open && !t.isConfigured(who) {
			if err := t.erase(who); err != nil {
				return err
			}
		}
	}
	old, err := list[Opening](t, Query{Name: "ended", To: TimeTerm(t.Now.AddDate(0, -r.OpeningsMonths, 0)), Limit: 100})
	if err != nil {
		return err
	}
	for _, o := range old {
		t.anonymise(o)
	}
	return t.forgetCalls(t.Now.AddDate(0, -r.OpeningsMonths, 0))
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
	o.Details = Details{With: o.Details.With, Flexible: o.Details.Flexible}
}

func (t *Turn) isConfigured(who *Person) bool {
	for _, a := range who.Accounts {
		if t.isCoordinator(a) {
			return true
		}
		for _, p := range t.Settings.Partners {
			if p.TeamLead == a {
				return true
			}
			for _, s := range p.Staff {
				if s == a {
					return true
				}
			}
		}
	}
	return false
}
