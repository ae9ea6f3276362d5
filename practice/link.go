package practice

import (
	"slices"
	"strings"
	"time"
)

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
	if here, there := t.Who.Company, to.Company; here != "" && there != "" && here != there {
		t.notice("link.companies", t.Words.T("link.companies", "here", t.companyCalled(here), "there", t.companyCalled(there), "coordinator", t.coordinatorName()))
		return nil
	}
	to.Code, to.CodeEnds = "", time.Time{}
	if err := t.join(t.Who, to); err != nil {
		return err
	}
	t.Who = to
	t.notice("link.done", t.Words.T("link.done"))
	return nil
}

// join makes one person of two: all that is old's becomes to's, and old is gone.
// Their companies must not differ.
func (t *Turn) join(old, to *Person) error {
	for _, a := range old.Accounts {
		l, ok, err := get[Link](t, a.String())
		if err != nil {
			return err
		}
		if !ok {
			l = &Link{ID: a.String()}
		}
		l.Person = to.ID
		t.Save(l)
		if !slices.Contains(to.Accounts, a) {
			to.Accounts = append(to.Accounts, a)
		}
	}
	for _, f := range []struct{ to, old *string }{{&to.Name, &old.Name}, {&to.Company, &old.Company}, {&to.Phone, &old.Phone}, {&to.Network, &old.Network}} {
		if *f.to == "" {
			*f.to = *f.old
		}
	}
	if to.Lang == "" {
		to.Lang = old.Lang
	}
	to.Told = to.Told || old.Told
	to.Nudged = append(to.Nudged, old.Nudged...)
	slices.SortFunc(to.Nudged, time.Time.Compare)
	to.Seen = later(to.Seen, old.Seen)
	to.Missed = append(to.Missed, old.Missed...)
	to.Staff = append(to.Staff, slices.DeleteFunc(old.Staff, func(p string) bool { return slices.Contains(to.Staff, p) })...)
	to.Was = append(append(to.Was, old.ID), old.Was...)
	t.Save(to)
	for _, move := range []func(old, to *Person) error{t.moveOpenings, t.moveContact, t.moveWords, t.moveAbsence} {
		if err := move(old, to); err != nil {
			return err
		}
	}
	t.delete(old.Key())
	return nil
}

func (t *Turn) moveOpenings(old, to *Person) error {
	for _, name := range []string{"leader", "owner", "by"} {
		openings, err := list[Opening](t, Query{Name: name, From: old.ID})
		if err != nil {
			return err
		}
		for _, o := range openings {
			for _, who := range []*string{&o.Leader, &o.Owner, &o.By, &o.Contact.Person} {
				if *who == old.ID {
					*who = to.ID
				}
			}
			for i := range o.Log {
				if o.Log[i].Who == old.ID {
					o.Log[i].Who = to.ID
				}
			}
			if o.Unproven && o.Leader == to.ID && o.Company == to.Company {
				o.Unproven = false // it is the contact we knew, in another program
				t.changed(o)
			}
			t.Save(o)
		}
	}
	return nil
}

// moveContact leaves one entry of the two that stand for one person.
func (t *Turn) moveContact(old, to *Person) error {
	c, ok, err := get[Company](t, to.Company)
	if err != nil || !ok {
		return err
	}
	twice := slices.ContainsFunc(c.Contacts, func(k Contact) bool { return k.Person == to.ID })
	c.Contacts = slices.DeleteFunc(c.Contacts, func(k Contact) bool { return twice && k.Person == old.ID })
	for i := range c.Contacts {
		if c.Contacts[i].Person == old.ID {
			c.Contacts[i].Person = to.ID
		}
	}
	t.Save(c)
	return nil
}

func (t *Turn) moveWords(old, to *Person) error {
	stories, err := list[Story](t, Query{Name: "author", From: old.ID})
	if err != nil {
		return err
	}
	for _, s := range stories {
		s.Author = to.ID
		if s.Company == "" {
			s.Company = to.Company
		}
		t.Save(s)
	}
	broadcasts, err := list[Broadcast](t, Query{Name: "author", From: old.ID})
	if err != nil {
		return err
	}
	for _, b := range broadcasts {
		b.Author = to.ID
		t.Save(b)
	}
	return nil
}

func (t *Turn) moveAbsence(old, to *Person) error {
	away, ok, err := get[Absence](t, old.ID)
	if err != nil || !ok {
		return err
	}
	a, ok, err := get[Absence](t, to.ID)
	if err != nil {
		return err
	}
	if !ok {
		a = &Absence{Person: to.ID}
	}
	a.Until = later(a.Until, away.Until)
	t.Save(a)
	t.delete(away.Key())
	return nil
}

// whoIs reads a person by an id they have, or had before two accounts were joined.
func (t *Turn) whoIs(id string) (*Person, bool, error) {
	who, ok, err := get[Person](t, id)
	if err != nil || ok || id == "" {
		return who, ok, err
	}
	found, err := list[Person](t, Query{Name: "was", From: id})
	if err != nil || len(found) == 0 {
		return nil, false, err
	}
	return found[0], true, nil
}
