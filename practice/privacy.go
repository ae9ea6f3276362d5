package practice

import (
	"fmt"
	"slices"
	"strings"

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
	names, err := t.namesOf(t.Who)
	if err != nil {
		return err
	}
	if err := t.erase(t.Who); err != nil {
		return err
	}
	if len(names) > 0 {
		t.Sends = append(t.Sends, Send{Op: "scrub", Subject: several, Names: names, Message: t.redacted()})
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
	openings, err := t.openingsAbout(who)
	if err != nil {
		return err
	}
	for _, o := range openings {
		if !o.State.Over() {
			o.move(Withdrawn, t.Now, "", "forgotten", "")
			t.ownerHears(o, "news.forgotten")
		}
		o.Leader, o.Contact, o.Unproven = "", Contact{}, false
		t.withoutWords(o)
		for i := range o.Log {
			if o.Log[i].Who == who.ID {
				o.Log[i].Who = ""
			}
		}
		t.changed(o)
		t.Sends = append(t.Sends, Send{Op: "redact", Subject: o.Key().String(), Root: o.Card, Message: t.redacted()})
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
		s.Author = ""
		t.takeDown(s)
	}
	t.Cancel(who.ID, "think", "ask_later")
	for _, a := range who.Accounts {
		t.delete(Key{"account", a.String()})
		t.Forgotten = append(t.Forgotten, a)
	}
	said, err := list[HandOn](t, Query{Name: "person", From: who.ID})
	if err != nil {
		return err
	}
	for _, h := range said {
		t.delete(h.Key())
	}
	t.delete(Key{"absence", who.ID})
	t.delete(Key{"rejected", who.ID})
	t.delete(who.Key())
	return nil
}

// several is the subject of what names contacts of several openings, or of one
// that was not sent yet: lists and previews, by namingSeveral's kinds.
const several = "contacts/several"

func namingSeveral() []string { return []string{"handover.digest", "behalf.summary", "batch.preview"} }

// namesOf is what a person may be named by in a list: their numbers, and first
// and last name together.
func (t *Turn) namesOf(who *Person) ([]string, error) {
	openings, err := t.openingsAbout(who)
	names := []string{who.Name, who.Phone}
	for _, o := range openings {
		names = append(names, o.Contact.Name, o.Contact.Phone)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return !strings.Contains(strings.TrimSpace(n), " ") })
	slices.Sort(names)
	return slices.Compact(names), err
}

func (t *Turn) redacted() chat.Message {
	return chat.Message{Kind: "privacy.redacted", Lang: t.Words.Lang(), Text: t.Words.T("privacy.redacted")}
}

// openingsAbout gives what a person has sent, and what was entered for them
// before they had an account here.
func (t *Turn) openingsAbout(who *Person) ([]*Opening, error) {
	openings, err := list[Opening](t, Query{Name: "leader", From: who.ID})
	if err != nil || who.Company == "" {
		return openings, err
	}
	all, err := list[Opening](t, Query{Name: "company", From: who.Company})
	for _, o := range all {
		k := o.Contact
		if o.Leader == "" && (k.Person == who.ID || k.Phone != "" && k.Phone == who.Phone || k.Name != "" && strings.EqualFold(k.Name, who.Name)) {
			openings = append(openings, o)
		}
	}
	return openings, err
}

// myData tells a person all that is remembered of them.
func (t *Turn) myData(_ string) error {
	w, who := t.Words, t.Who
	network := "–"
	if n := t.network(who.Network); n != nil {
		network = n.Name
	}
	lines := []string{w.T("data.head"), "- " + w.T("data.person", "name", who.Name, "phone", orDash(who.Phone)),
		"- " + w.T("data.more", "network", network, "language", w.T("data.lang."+string(t.langOf(who))), "seen", w.Day(who.Seen.In(t.Zone())))}
	if who.Zone != "" {
		lines = append(lines, "- "+w.T("data.zone", "zone", who.Zone))
	}
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
	owned, err := list[Opening](t, Query{Name: "owner", From: who.ID})
	if err != nil {
		return err
	}
	for _, o := range owned {
		lines = append(lines, "- "+w.T("data.owned", "number", fmt.Sprint(o.Number), "company", t.companyName(o)))
	}
	if away, ok, err := get[Absence](t, who.ID); err != nil {
		return err
	} else if ok {
		lines = append(lines, "- "+w.T("data.away", "until", w.Day(away.Until.In(t.Zone()))))
	}
	talks, err := t.Get(Key{"session", t.Event.From.Account.String()})
	if err != nil {
		return err
	}
	if talks[0].Rev > 0 {
		lines = append(lines, "- "+w.T("data.talk"))
	}
	stories, err := list[Story](t, Query{Name: "author", From: who.ID})
	if err != nil {
		return err
	}
	for _, s := range stories {
		lines = append(lines, "- "+w.T("data.story", "made", w.Day(s.At.In(t.Zone()))))
	}
	r := t.Settings.Retention
	foot := "data.foot"
	if t.isConfigured(who) {
		foot = "data.foot.configured"
	}
	lines = append(lines, "", w.T(foot, "words", fmt.Sprint(r.WordsDays), "contacts", fmt.Sprint(r.ContactMonths), "openings", fmt.Sprint(r.OpeningsMonths)))
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
