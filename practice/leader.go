package practice

import (
	"slices"
	"strings"
	"time"

	"brobygger/chat"
)

// leaderPressed takes a leader's press on what they have sent.
func (t *Turn) leaderPressed(button string, o *Opening) error {
	w := t.Words
	switch button {
	case "today", "tomorrow":
		return t.newTime(o, button)
	case "called":
		if !o.State.Waiting() {
			t.leaderTooLate(o)
			return nil
		}
		o.move(Contacted, t.Now, t.Who.ID, "called", "")
		o.Contacted = t.Now
		t.changed(o)
		t.ownerHears(o, "news.called")
		t.done("mine.called", t.values(o, w)...)
	case "drop", "withdraw":
		if button == "drop" && o.State == Contacted && !o.asked() || !o.move(Withdrawn, t.Now, t.Who.ID, "withdrawn", "") {
			t.leaderTooLate(o)
			return nil
		}
		t.changed(o)
		t.ownerHears(o, "news.withdrawn")
		t.doneText("mine.withdrawn", t.about(o, w, "mine.withdrawn"), t.button(w, "undo", o))
	case "undo":
		t.unwithdraw(o)
	case "yes":
		if o.State != Contacted {
			t.leaderTooLate(o)
			return nil
		}
		o.Relevant = t.Now
		o.note(t.Now, t.Who.ID, "still_relevant", "")
		t.changed(o)
		t.ownerHears(o, "news.relevant")
		t.done("mine.relevant", t.values(o, w)...)
	case "change", "change_terms", "change_place":
		if o.State.Over() {
			t.leaderTooLate(o)
			return nil
		}
		t.Ack.Form = t.form(o, button, w)
	}
	return nil
}

// unwithdraw takes a withdrawal back: the opening stands where it stood, with a
// new promise where the old one has passed.
func (t *Turn) unwithdraw(o *Opening) {
	if o.State != Withdrawn || o.Contact.Phone == "" || !o.move(o.Before, t.Now, t.Who.ID, "regretted", "") {
		t.leaderTooLate(o)
		return
	}
	p := t.partner(o.Partner)
	if o.State.Waiting() && !t.ahead(o) {
		t.vow(o, t.promised(o, p))
	}
	if o.State != Reported {
		t.bringCard(o, p)
	}
	t.changed(o)
	t.ownerHears(o, "news.regretted")
	t.doneText("mine.regretted", t.about(o, t.Words, "mine.regretted")+" "+t.about(o, t.Words, t.stand("mine.state.", o)))
}

func (t *Turn) leaderTooLate(o *Opening) {
	t.done(t.stand("mine.late.", o), t.values(o, t.Words)...)
}

// newTime takes the time a company chose, by a button or in words, and promises it.
func (t *Turn) newTime(o *Opening, when string) error {
	if !o.State.Waiting() {
		t.leaderTooLate(o)
		return nil
	}
	today, ok := t.laterToday()
	said := when != "today" && when != "tomorrow"
	switch {
	case said:
		t.wish(o, when)
	case !o.CallFrom.IsZero(), saysAny(o.Contact.Best, daysSaid): // words about another day are no longer true
		o.Contact.Best, o.CallFrom = "any", time.Time{}
	}
	switch {
	case said && ok && saysAny(when, "dag idag today"):
		t.vow(o, t.wished(o, today))
	case said:
		t.vow(o, t.promised(o, t.partner(o.Partner)))
	case when == "today" && ok:
		t.vow(o, today)
	default:
		t.vow(o, t.nextDay())
	}
	if said {
		when = "said"
	}
	o.note(t.Now, t.Who.ID, "new_time", when)
	t.changed(o)
	t.ownerHears(o, "news.new_time")
	if p := t.partner(o.Partner); p.led() && o.Slipped > 0 && !t.leadHas(o, p) {
		if err := t.lead(o, p, "handover.news", "news.new_time"); err != nil {
			return err
		}
	}
	t.done("mine.new_time", t.values(o, t.Words)...)
	return nil
}

// leadHas reports whether the team lead has the opening.
func (t *Turn) leadHas(o *Opening, p *Partner) bool {
	owner, ok, err := get[Person](t, o.Owner)
	return err == nil && ok && o.Owner != "" && slices.Contains(owner.Accounts, p.TeamLead)
}

// mineShown is how many of a leader's openings are shown unless they ask for all.
const mineShown = 5

// mine shows a leader what they have sent, each with what can be done with it:
// the newest, and all when they say so.
func (t *Turn) mine(_ string) error {
	_, more, _ := strings.Cut(t.typed(), "mine ")
	return t.mineUpTo(more == "alle" || more == "all")
}

func (t *Turn) mineUpTo(all bool) error {
	openings, err := t.openingsOf(t.Who)
	if err != nil {
		return err
	}
	slices.SortFunc(openings, func(a, b *Opening) int { return a.Number - b.Number })
	openings = slices.DeleteFunc(openings, func(o *Opening) bool { return o.State.Over() })
	if older := len(openings) - mineShown; older > 0 && !all {
		openings = openings[older:]
		t.answer(chat.Message{Kind: "mine.older", Lang: t.Words.Lang(), Text: t.Words.T("mine.older", "n", older),
			Buttons: []chat.Button{{ID: "mine", Arg: "all", Label: t.Words.L("button.all")}}})
	}
	for _, o := range openings { // the newest last, nearest to where one writes
		t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: t.mineMessage(o)})
	}
	if len(openings) == 0 {
		t.answer(chat.Message{Kind: "mine.none", Lang: t.Words.Lang(), Text: t.Words.T("mine.none"),
			Buttons: []chat.Button{{ID: "tasks", Arg: "begin", Label: t.Words.L("button.tasks"), Style: chat.Primary}}})
	}
	return nil
}

func (t *Turn) openingsOf(who *Person) ([]*Opening, error) {
	openings, err := list[Opening](t, Query{Name: "leader", From: who.ID})
	if err != nil || who.Company == "" {
		return openings, err
	}
	all, err := list[Opening](t, Query{Name: "company", From: who.Company})
	for _, o := range all {
		if o.Leader == "" {
			openings = append(openings, o)
		}
	}
	return openings, err
}

func (t *Turn) mineMessage(o *Opening) chat.Message {
	w := t.Words
	return chat.Message{Kind: "opening.mine", Lang: w.Lang(), Text: w.T("mine.opening", t.values(o, w)...) + " " + w.T(t.stand("mine.state.", o), t.values(o, w)...),
		Buttons: t.ownButtons(w, o)}
}

// ownButtons are what a leader can do with what they have sent.
func (t *Turn) ownButtons(w Words, o *Opening) []chat.Button {
	buttons := []chat.Button{t.button(w, "change", o)}
	for _, part := range parts(o) {
		buttons = append(buttons, t.button(w, "change_"+part, o))
	}
	return append(buttons, t.button(w, "withdraw", o))
}

// thoughtOver asks again, as the leader wished.
func (t *Turn) thoughtOver(d chat.Due) error {
	who, ok, err := t.whoIs(d.Subject)
	if err != nil || !ok {
		return err
	}
	if !t.mayNudge(who) { // they asked for it: it comes later, it is not dropped
		if len(who.Nudged) > 0 {
			t.After(d.Kind, d.Subject, t.Calendar.NextContact(who.Nudged[0].Add(7*24*time.Hour)), d.Fence, nil)
		}
		return nil
	}
	w := t.wordsFor(who)
	s := Send{Place: t.place(who), Lane: Reminders, Message: chat.Message{Kind: "think." + map[string]string{"think": "reminder", "ask_later": "later"}[d.Kind], Lang: w.Lang(),
		Text:    w.T("think."+d.Kind, "name", who.First()),
		Buttons: []chat.Button{{ID: "tasks", Arg: "begin", Label: w.L("button.tasks"), Style: chat.Primary}, {ID: "visit", Arg: "begin", Label: w.L("button.visit")}}}}
	if !t.Calendar.ContactOpen(t.Now) {
		t.hold(&s, t.Calendar.NextContact(t.Now), held{Kind: s.Message.Kind}, nil)
	}
	t.Post(s)
	return nil
}
