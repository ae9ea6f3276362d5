package practice

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"brobygger/chat"
)

// verbs are what dialogs may ask for.
func verbs() map[string]func(*Turn, chat.Answers) error {
	return map[string]func(*Turn, chat.Answers) error{
		"hand_over":        (*Turn).handOver,
		"complete":         (*Turn).complete,
		"hand_over_behalf": (*Turn).handOverBehalf,
		"hand_over_batch":  (*Turn).handOverBatch,
		"think_over": func(t *Turn, _ chat.Answers) error {
			t.After("think", t.Who.ID, t.Calendar.WorkingDays(t.Now, 3), "", nil)
			return nil
		},
		"ask_later": func(t *Turn, _ chat.Answers) error {
			t.After("ask_later", t.Who.ID, t.Calendar.Next(t.Now.AddDate(0, 3, 0)), "", nil)
			return nil
		},
		"story_submit":   (*Turn).storySubmit,
		"broadcast_send": (*Turn).broadcastSend,
	}
}

// Verbs lists what dialogs may ask for.
func Verbs() []string { return slices.Sorted(maps.Keys(verbs())) }

// Do carries out a verb of a dialog with what was answered.
func (t *Turn) Do(verb string, so chat.Answers) error {
	do := verbs()[verb]
	if do == nil {
		return fmt.Errorf("there is no verb %q", verb)
	}
	return do(t, so)
}

// handOver makes an opening of the sender's answers, hands it to the partner
// and gives the receipt, all in this turn.
func (t *Turn) handOver(so chat.Answers) error {
	t.Who.Told = true
	t.Save(t.Who)
	if t.Event.From.Account.User != "" {
		t.Cancel(t.Who.ID, "think", "ask_later")
	}
	if so.One("double") == "add" {
		if o := (&Facts{t: t}).duplicate(so); o != nil {
			return t.addTo(o, so)
		}
	}
	company, unproven, err := t.companyFor(so)
	if err != nil {
		return err
	}
	o := &Opening{Leader: t.Who.ID, Company: company.ID, Contact: t.contactOf(company, t.Who), Unproven: unproven}
	if o.Contact.Person != t.Who.ID || unproven {
		o.Contact = Contact{Person: t.Who.ID, Name: t.Who.Name, Phone: t.Who.Phone}
	}
	if phone := so.Words("phone"); phone != "" {
		o.Contact.Phone = phone // as the summary has shown it
	}
	t.fill(o, so)
	if err := t.number(o, t.whoNetwork(), company); err != nil {
		return err
	}
	t.Given = chat.Answers{"opening": {Text: []string{o.ID}}}
	if d := o.Details.Days; d != "" {
		t.Given["days"] = chat.Answer{Text: []string{d}} // it was said with the hours, and is not asked for again
	}
	t.receipt(o)
	if unproven {
		arg := "c-" + t.Who.ID + "." + company.ID
		// It names a person and a number, so it is about the opening and is redacted with it.
		t.toCoordinators(Send{Subject: o.Key().String()}, t.Settings.Coordinators, nil, func(w Words) (held, chat.Message) {
			return held{Kind: "company.contact"}, chat.Message{Kind: "company.contact", Lang: w.Lang(),
				Text: w.T("company.contact", "name", t.Who.Name, "company", company.Name, "phone", t.Who.Phone),
				Buttons: []chat.Button{
					{ID: "accept", Arg: arg, Label: w.L("button.accept_contact"), Style: chat.Primary},
					{ID: "decline", Arg: arg, Label: w.L("button.decline_contact")}}}
		})
	}
	return nil
}

// companyFor finds the sender's company, or the one they name, or makes it.
// unproven reports that a stranger named a company we knew: a name or a CVR
// number is no proof, so a coordinator is asked.
func (t *Turn) companyFor(so chat.Answers) (c *Company, unproven bool, err error) {
	name, phone := strings.TrimSpace(so.Words("company_name")), so.Words("phone")
	if phone != "" {
		t.Who.Phone = phone
	}
	if t.Who.Company != "" {
		c, ok, err := get[Company](t, t.Who.Company)
		if err != nil || ok {
			return c, false, err
		}
	}
	known, err := list[Company](t, Query{Name: "name", From: nameTerm(name)})
	if err != nil {
		return nil, false, err
	}
	if len(known) > 0 {
		c = known[0]
		if len(c.Contacts) == 0 {
			c.Contacts = []Contact{{Person: t.Who.ID, Name: t.Who.Name, Phone: phone}}
			t.Who.Company = c.ID
			t.Save(c)
			return c, false, nil
		}
		return c, true, nil
	}
	industry := so.One("industry")
	if _, listed := t.Catalogue.Industry(industry); !listed {
		industry = "" // "something else"
	}
	c = &Company{ID: t.newID("c"), Name: name, Industry: industry, Since: t.Now, Contacts: []Contact{{Person: t.Who.ID, Name: t.Who.Name, Phone: phone}}}
	t.Who.Company = c.ID
	t.Save(c)
	return c, false, nil
}

// contactPressed is a coordinator's word on somebody new at a known company.
func (t *Turn) contactPressed(button, arg string) error {
	if !t.is(Coordinator) {
		t.refuse("refused.coordinator", "coordinator", t.coordinatorName())
		return nil
	}
	person, company, _ := strings.Cut(strings.TrimPrefix(arg, "c-"), ".")
	who, ok, err := t.whoIs(person)
	if err != nil || !ok {
		t.done("press.gone")
		return err
	}
	c, ok, err := get[Company](t, company)
	if err != nil || !ok {
		t.done("press.gone")
		return err
	}
	if button != "accept" {
		t.done("company.declined", "name", who.Name, "company", c.Name)
		return nil
	}
	if who.Company == "" {
		who.Company = c.ID
		c.Contacts = append(c.Contacts, Contact{Person: who.ID, Name: who.Name, Phone: who.Phone})
		t.Save(who)
		t.Save(c)
		openings, err := list[Opening](t, Query{Name: "leader", From: who.ID})
		if err != nil {
			return err
		}
		for _, o := range openings {
			if o.Unproven && o.Company == c.ID {
				o.Unproven = false
				t.changed(o)
			}
		}
	}
	t.done("company.accepted", "name", who.Name, "company", c.Name)
	return nil
}

// number gives a new opening its number and hands it over.
func (t *Turn) number(o *Opening, n *Network, c *Company) error {
	counter, ok, err := get[Counter](t, "opening")
	if err != nil {
		return err
	}
	if !ok {
		counter = &Counter{ID: "opening"}
	}
	counter.Last++
	t.Save(counter)
	o.ID, o.Number, o.Made, o.State = t.newID("o"), counter.Last, t.Now, Reported
	if n != nil {
		o.Network = n.ID
		if p := t.partnerFor(n, c.Municipality); p != nil {
			o.Partner = p.ID
		}
	}
	o.note(t.Now, t.Who.ID, "reported", "")
	t.Save(o)
	c.Heard = t.Now
	t.Save(c)
	return t.passOn(o, t.Who.ID)
}

// passOn hands an opening to its partner's channel, with a promise; when that
// is not possible it stays reported and the coordinators are told.
func (t *Turn) passOn(o *Opening, who string) error {
	p := t.partner(o.Partner)
	unbound := p == nil || t.partnerPlace(p) == (chat.Place{})
	if unbound || p.CoordinatorFirst && !o.wasHandedOver() && (who == "" || !t.is(Coordinator)) {
		t.alertReported(o)
		t.arm(o)
		return nil
	}
	t.vow(o, t.promised(o, p))
	o.HandedOver = t.Now
	o.move(HandedOver, t.Now, who, "handed_over", "")
	t.postCard(o, p)
	t.arm(o)
	t.Save(o)
	return nil
}

// postCard puts the opening's card in the partner's channel, held until the
// partner's next working hour.
func (t *Turn) postCard(o *Opening, p *Partner) {
	s := Send{Place: t.partnerPlace(p), Lane: Handovers, Subject: o.Key().String(), Message: t.card(o), One: true}
	t.holdUntilOpen(&s, held{Kind: "handover.card"}, o)
	o.Card, o.CardAt = t.Post(s), s.Place
}

// moveCard shows an opening's card in the partner's channel of today; the one
// in the channel of before says that it has moved.
func (t *Turn) moveCard(o *Opening, p *Partner) {
	t.leaveCard(o, p.Lang, "card.moved", "number", fmt.Sprint(o.Number))
	t.postCard(o, p)
	t.Save(o)
}

// bringCard sees to it that an opening that comes back has its card in the
// partner's channel of today.
func (t *Turn) bringCard(o *Opening, p *Partner) {
	switch {
	case p == nil || t.partnerPlace(p) == (chat.Place{}):
	case o.Card == "":
		t.postCard(o, p)
	case o.CardAt != t.partnerPlace(p):
		t.moveCard(o, p)
	}
}

// leaveCard makes the opening's card a line that says where it went.
func (t *Turn) leaveCard(o *Opening, l chat.Lang, textID string, kv ...any) {
	if o.Card == "" {
		return
	}
	w := t.Practice.Words(l)
	t.Post(Send{Op: "edit", Place: o.CardAt, Root: o.Card, Revision: int64(o.Turn), Subject: o.Key().String(),
		Message: chat.Message{Kind: "handover.card", Lang: w.Lang(), Text: w.T(textID, kv...)}})
}

// moveCards takes the cards of all openings that are not over to the partner's
// channel of today, and gives how many there were.
func (t *Turn) moveCards(p *Partner) (n int, err error) {
	for _, s := range []State{HandedOver, Claimed, Contacted, Paused} {
		openings, err := list[Opening](t, Query{Name: "partner", From: p.ID + "/" + string(s)})
		if err != nil {
			return n, err
		}
		for _, o := range openings {
			if o.Card != "" && o.CardAt != t.partnerPlace(p) {
				t.moveCard(o, p)
				n++
			}
		}
	}
	return n, nil
}

// receipt tells the leader what has been sent, who calls which number, and by when.
func (t *Turn) receipt(o *Opening) {
	m := t.compose("opening.receipt", o, t.Words)
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: m})
}

// addTo puts the tasks of a new dialog on the company's open opening.
func (t *Turn) addTo(o *Opening, so chat.Answers) error {
	receipt := "receipt.there"
	if t.merge(o, so) {
		receipt = "receipt.added"
		t.wishHeld(o)
		o.note(t.Now, t.Who.ID, "added", "")
		t.changed(o)
		t.ownerHears(o, "news.changed")
	}
	t.Given = chat.Answers{"opening": {Text: []string{o.ID}}}
	if d := o.Details.Days; d != "" {
		t.Given["days"] = chat.Answer{Text: []string{d}} // it stands there, and is not asked for again
	}
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(),
		Message: chat.Message{Kind: "opening.receipt", Lang: t.Words.Lang(), Text: t.about(o, t.Words, receipt) + " " + t.about(o, t.Words, t.stand("mine.state.", o))}})
	return nil
}

// complete adds what was told after the receipt.
func (t *Turn) complete(so chat.Answers) error {
	o := (&Facts{t: t}).sent(so)
	if o == nil || o.State.Over() {
		return nil
	}
	t.fill(o, so)
	c, ok, err := get[Company](t, o.Company)
	if err != nil {
		return err
	}
	if ok && !o.Unproven {
		for to, id := range map[*string]string{&c.CVR: "cvr", &c.PNumber: "pnumber", &c.Address: "address"} {
			if v := so.Words(id); v != "" {
				*to = v
			}
		}
		t.Save(c)
	}
	o.note(t.Now, t.Who.ID, "completed", "")
	t.changed(o)
	return nil
}

// changed redraws the card and sets the reminders anew.
func (t *Turn) changed(o *Opening) {
	t.Save(o)
	t.arm(o)
	t.redraw(o)
}

func (t *Turn) redraw(o *Opening) {
	if o.Card == "" {
		return
	}
	t.Post(Send{Op: "edit", Place: o.CardAt, Root: o.Card, Revision: int64(o.Turn), Subject: o.Key().String(), Message: t.card(o)})
}

func (t *Turn) companyName(o *Opening) string { return t.companyCalled(o.Company) }

func (t *Turn) companyCalled(id string) string {
	if c, ok, err := get[Company](t, id); err == nil && ok {
		return c.Name
	}
	return t.Words.L("company.forgotten")
}

func (t *Turn) unit(o *Opening) string {
	if p := t.partner(o.Partner); p != nil {
		return p.Name
	}
	return t.unitFor(t.network(o.Network), nil)
}
