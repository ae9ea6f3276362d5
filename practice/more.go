package practice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"brobygger/chat"
)

// morePressed takes what stands behind "more" on a card.
func (t *Turn) morePressed(button string, o *Opening) error {
	w := t.Words
	switch button {
	case "more":
		m, err := t.moreMenu(o)
		t.Ack.Notice = m
		return err
	case "copy":
		t.showCopy("more.copy", t.plainCopy(o), o)
	case "draft":
		return t.draft(o)
	case "fill", "terms", "place":
		if o.State.Over() {
			t.tooLate(o)
			return nil
		}
		t.Ack.Form = t.form(o, button, w)
	case "pause":
		if o.State == Paused || o.State.Over() || o.State == Reported {
			t.tooLate(o)
			return nil
		}
		t.Ack.Form = t.form(o, button, w)
	case "resume":
		if o.State != Paused {
			t.tooLate(o)
			return nil
		}
		t.resume(o, t.Who.ID)
		t.done("desk.resumed", t.values(o, w)...)
	case "reopen":
		t.reopen(o)
	case "close":
		if o.State.Over() {
			t.tooLate(o)
			return nil
		}
		t.ask(o, "reason", w.L("more.reason"), reasonOptions(w.Lang()))
	case "colleague":
		if !o.State.Waiting() && o.State != Contacted {
			t.tooLate(o)
			return nil
		}
		options, err := t.colleagues(o)
		if err != nil {
			return err
		}
		if len(options) == 0 {
			t.done("more.no_colleague")
			return nil
		}
		t.ask(o, "colleague", w.L("more.colleague"), options)
	case "elsewhere":
		if !o.State.Waiting() && o.State != Contacted {
			t.tooLate(o)
			return nil
		}
		var options []chat.Option
		for _, p := range t.Settings.Partners {
			if p.ID != o.Partner {
				options = append(options, chat.Option{ID: p.ID, Label: partnerLabel(p)})
			}
		}
		if len(options) == 0 {
			t.done("more.no_partner")
			return nil
		}
		t.ask(o, "partner", w.L("more.partner"), options)
	}
	return nil
}

func partnerLabel(p Partner) string {
	if p.Municipality != "" {
		return p.Name + " (" + p.Municipality + ")"
	}
	return p.Name
}

func (t *Turn) moreMenu(o *Opening) (*chat.Message, error) {
	w := t.Words
	m := &chat.Message{Kind: "handover.more", Lang: w.Lang(), Text: w.T("more.what", t.values(o, w)...)}
	var ids []string
	switch {
	case o.State.Over() && o.Contact.Phone == "": // the contact is forgotten; there is nobody to call
		ids = []string{"copy"}
	case o.State.Over():
		ids = []string{"reopen", "copy"}
	case o.State == Paused:
		ids = []string{"resume", "close", "copy"}
	case o.State == Claimed:
		ids = slices.Concat([]string{"release", "colleague", "elsewhere", "fill"}, parts(o), []string{"pause", "close", "copy"})
	case o.State == Reported:
		ids = []string{"pass_on", "close", "copy"}
	default:
		ids = slices.Concat([]string{"colleague", "elsewhere", "fill"}, parts(o), []string{"pause", "close", "copy"})
	}
	if can, err := t.canDraft(); err != nil {
		return nil, err
	} else if can && o.Contact.Phone != "" {
		ids = append(ids, "draft")
	}
	for _, id := range ids {
		m.Buttons = append(m.Buttons, t.button(w, id, o))
	}
	return m, nil
}

// ask shows a list to choose from, in place of the menu.
func (t *Turn) ask(o *Opening, id, label string, options []chat.Option) {
	m := &chat.Message{Kind: "handover.more", Lang: t.Words.Lang(), Text: t.Words.T("more.about", t.values(o, t.Words)...),
		Selects: []chat.Select{{ID: id, Arg: o.ID, Label: label, Options: options}}}
	if b, ok := t.Event.Body.(chat.Pressed); ok && b.Notice {
		t.Ack.Replace = m
	} else {
		t.Ack.Notice = m
	}
}

func (t *Turn) openingChose(sel, id, value string) error {
	o, ok, err := get[Opening](t, id)
	if err != nil || !ok {
		t.done("press.gone")
		return err
	}
	if !t.mayHandle(o) {
		t.refuse("refused.staff", "unit", t.unit(o), "coordinator", t.coordinatorName())
		return nil
	}
	t.remember()
	switch sel {
	case "reason":
		return t.close(o, value)
	case "colleague":
		return t.toColleague(o, value)
	case "partner":
		return t.elsewhere(o, value)
	}
	return nil
}

func (t *Turn) close(o *Opening, reason string) error {
	if !slices.Contains(Reasons(), reason) {
		return fmt.Errorf("close opening: no reason %q", reason)
	}
	if !o.move(Closed, t.Now, t.Who.ID, "closed", reason) {
		t.tooLate(o)
		return nil
	}
	o.Reason = reason
	t.changed(o)
	t.tell(o, "opening.closed")
	t.otherOwnerHears(o, "news.closed")
	t.done("desk.closed", "number", fmt.Sprint(o.Number), "reason", ReasonName(reason, t.Words.Lang()))
	return nil
}

// colleagueSeen is how long somebody no setting names is offered as a
// colleague after their last sign of life.
const colleagueSeen = 90 * 24 * time.Hour

// colleagues are the partner's people, but the one who asks: those the
// settings name, and those who have acted in the channel. Whose name is not
// known cannot be chosen by it, and is left out.
func (t *Turn) colleagues(o *Opening) (options []chat.Option, err error) {
	p := t.partner(o.Partner)
	if p == nil {
		return nil, nil
	}
	var people []*Person
	for _, a := range p.people() {
		who, err := t.person(a)
		if err != nil {
			return nil, err
		}
		people = append(people, who)
	}
	acted, err := list[Person](t, Query{Name: "staff", From: p.ID})
	if err != nil {
		return nil, err
	}
	for _, who := range acted {
		if t.Now.Sub(who.Seen) < colleagueSeen {
			people = append(people, who)
		}
	}
	seen := map[string]bool{o.Owner: true, t.Who.ID: true}
	for _, who := range people {
		if who == nil || seen[who.ID] || who.Name == "" {
			continue
		}
		seen[who.ID] = true
		options = append(options, chat.Option{ID: who.ID, Label: who.Name})
	}
	return options, nil
}

// people are the accounts the settings name for a partner, each once.
func (p *Partner) people() (all []chat.Account) {
	add := func(accounts ...chat.Account) {
		for _, a := range accounts {
			if a.User != "" && !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	add(p.Staff...)
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		add(p.Duty[day]...)
	}
	add(p.TeamLead)
	return all
}

func (t *Turn) toColleague(o *Opening, person string) error {
	who, ok, err := get[Person](t, person)
	if err != nil || !ok {
		t.done("press.gone")
		return err
	}
	to := Claimed
	if o.State == Contacted {
		to = Contacted
	}
	if o.Owner == who.ID || !o.State.Waiting() && o.State != Contacted {
		t.tooLate(o)
		return nil
	}
	o.move(to, t.Now, t.Who.ID, "handed_to", "")
	t.otherOwnerHears(o, "news.given_away")
	t.own(o, who)
	t.changed(o)
	if who.ID != t.Who.ID {
		if to == Claimed {
			t.remindPerson(o, who, "handover.given", "given.colleague", "contacted", "no_answer", "release")
		} else {
			t.remindPerson(o, who, "handover.given", "given.contacted")
		}
	}
	if to == Claimed {
		t.tell(o, "opening.claimed")
	} else {
		t.tell(o, "opening.taken")
	}
	t.done("desk.given", "number", fmt.Sprint(o.Number), "owner", t.ownerName(o, t.Words))
	return nil
}

// elsewhere sends an opening on to another partner: a new card there, a trace
// here, and the promise stands.
func (t *Turn) elsewhere(o *Opening, partner string) error {
	to := t.partner(partner)
	if to == nil || to.ID == o.Partner || !o.State.Waiting() && o.State != Contacted {
		t.tooLate(o)
		return nil
	}
	from := t.partner(o.Partner)
	if t.partnerPlace(to) == (chat.Place{}) {
		t.done("more.unbound", "unit", to.Name)
		return nil
	}
	if o.State != HandedOver {
		o.move(HandedOver, t.Now, t.Who.ID, "sent_on", "")
	} else {
		o.note(t.Now, t.Who.ID, "sent_on", "")
	}
	t.otherOwnerHears(o, "news.sent_on")
	o.Partner = to.ID
	t.disown(o)
	if !t.ahead(o) {
		t.vow(o, t.promised(o, to))
	}
	if from != nil {
		t.leaveCard(o, from.Lang, "card.sent_on", "number", fmt.Sprint(o.Number), "unit", to.Name, "owner", t.Who.Name)
	}
	t.postCard(o, to)
	t.Save(o)
	t.arm(o)
	t.tell(o, "opening.sent_on")
	t.done("desk.sent_on", "number", fmt.Sprint(o.Number), "unit", to.Name)
	return nil
}

// reopen takes up an opening that had ended: back in the channel, with a new promise.
func (t *Turn) reopen(o *Opening) {
	p := t.partner(o.Partner)
	if !o.State.Over() || o.Contact.Phone == "" || p == nil || t.partnerPlace(p) == (chat.Place{}) {
		t.tooLate(o)
		return
	}
	o.move(HandedOver, t.Now, t.Who.ID, "reopened", "")
	t.disown(o)
	o.Reason, o.Tries, o.HandedOver = "", 0, t.Now
	t.vow(o, t.promised(o, p))
	t.bringCard(o, p)
	t.changed(o)
	t.tell(o, "opening.reopened")
	t.done("desk.reopened", t.values(o, t.Words)...)
}

// resume ends a pause; who is "" when its day has come.
func (t *Turn) resume(o *Opening, who string) {
	back := o.Before
	if back == "" || back == Paused {
		back = HandedOver
	}
	if !o.move(back, t.Now, who, "resumed", "") {
		return
	}
	if o.State.Waiting() {
		o.Tries = 0
		t.vow(o, t.promised(o, t.partner(o.Partner)))
		t.tell(o, "opening.resumed")
	}
	if who == "" {
		t.ownerHears(o, "news.resumed")
	}
	t.changed(o)
}

// plainCopy is the opening as text for the municipality's own records.
func (t *Turn) plainCopy(o *Opening) string {
	m := t.card(o)
	lines := []string{m.Title, m.Text}
	for _, f := range m.Fields {
		lines = append(lines, f.Label+":"+f.Behind())
	}
	for _, e := range o.Log {
		lines = append(lines, e.At.In(t.Zone()).Format("02.01.2006 15.04")+" "+t.Words.T("log."+e.What))
	}
	return strings.Join(lines, "\n\n")
}

// showCopy shows a text that says all of an opening. What one answer cannot hold
// comes to who asked directly, in as many messages as it needs.
func (t *Turn) showCopy(kind, text string, o *Opening) {
	m := chat.Message{Kind: kind, Lang: t.Words.Lang(), Text: text}
	_, typed := t.Event.Body.(chat.Said)
	inTurn := typed && t.Event.Place.IsDirect()
	if most := t.Limits.Text; !inTurn && (most == 0 || m.Size() <= most) {
		t.doneText(kind, text)
		return
	}
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: m})
	if !inTurn {
		t.done("more.directly", "number", fmt.Sprint(o.Number), "company", t.companyName(o))
	}
}

func reasonOptions(l chat.Lang) (options []chat.Option) {
	for _, r := range Reasons() {
		options = append(options, chat.Option{ID: r, Label: ReasonName(r, l)})
	}
	return options
}

func first(values []string) string {
	if len(values) > 0 {
		return values[0]
	}
	return ""
}

func firstName(name string) string { f, _, _ := strings.Cut(name, " "); return f }
