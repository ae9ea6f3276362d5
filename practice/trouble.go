package practice

import (
	"slices"
	"strings"

	"brobygger/chat"
)

// outcome takes the news that a message will not arrive: a coordinator is
// told, and the person it was for when next possible.
func (t *Turn) outcome(b chat.Outcome) error {
	if strings.HasPrefix(b.Kind, "alert.") || b.Kind == "handover.first" {
		return nil // a coordinator who cannot be reached cannot be told so either
	}
	if b.Kind == "story.post" {
		return nil // storyEnded says so
	}
	kind, id, _ := cut(b.Subject)
	if kind == "opening" {
		o, ok, err := get[Opening](t, id)
		if err != nil || !ok {
			return err
		}
		if b.Item == o.Card && b.Kind == "handover.card" {
			t.cardLost(o, b.Class)
			return nil
		}
		toLeader := strings.HasPrefix(b.Kind, "opening.") && b.Kind != "opening.entered"
		if leader, ok, err := get[Person](t, o.Leader); err != nil {
			return err
		} else if ok && toLeader && !slices.Contains(leader.Missed, o.ID) {
			leader.Missed = append(leader.Missed, o.ID)
			t.Save(leader)
		}
		if b.Kind != "opening.stands" { // of the one before it they know
			t.alertOpening(o, held{Kind: "alert.undelivered", Text: "alert.message." + b.Class})
		}
		return nil
	}
	t.alert("alert.undelivered", func(w Words) (string, []chat.Button) { return w.T("alert.other", "kind", b.Kind), nil })
	return nil
}

// CatchUp tells the sender where those openings stand of which a message did
// not reach them. In a channel the answer to what they did carries it, for
// their own conversation may still be closed.
func (t *Turn) CatchUp() error {
	switch t.Event.Body.(type) {
	case chat.Called, chat.Said, chat.Pressed, chat.Chose, chat.Submitted, chat.Shortcut:
	default:
		return nil
	}
	if t.Who == nil || len(t.Who.Missed) == 0 || t.gone(t.Who.Key()) {
		return nil
	}
	var lines []string
	for _, id := range t.Who.Missed {
		o, ok, err := get[Opening](t, id)
		if err != nil {
			return err
		}
		shown := slices.ContainsFunc(t.Sends, func(s Send) bool { return ok && s.Subject == o.Key().String() && s.Message.Kind == "opening.mine" })
		if !ok || shown || !t.ownerOf(o) {
			continue
		}
		line := t.about(o, t.Words, "mine.opening") + " " + t.about(o, t.Words, t.stand("mine.state.", o))
		if lines = append(lines, "- "+line); !t.answersWithNotice() {
			t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(),
				Message: chat.Message{Kind: "opening.stands", Lang: t.Words.Lang(), Text: t.Words.T("mine.missed") + " " + line}})
		}
	}
	if len(lines) > 0 && t.answersWithNotice() {
		t.notice("opening.stands", t.Words.T("mine.missed")+"\n"+strings.Join(lines, "\n"))
	}
	t.Who.Missed = nil
	t.Save(t.Who)
	return nil
}

// answersWithNotice reports whether the answer to the event can carry a notice
// and has nothing to say yet but that the rest is in their own conversation.
func (t *Turn) answersWithNotice() bool {
	if t.Event.Place.IsDirect() || t.Ack.Replace != nil || t.Ack.Form != nil || t.Ack.Errors != nil || t.Ack.Notice != nil && t.Ack.Notice.Kind != "hello.direct" {
		return false
	}
	switch t.Event.Body.(type) {
	case chat.Called, chat.Pressed, chat.Chose, chat.Submitted:
		return true
	}
	return false
}

// cardLost takes the news that an opening's card is not in the partner's
// channel: nobody there knows of it, so nothing is promised any more, the
// company is told so, and a coordinator can hand it over anew.
func (t *Turn) cardLost(o *Opening, class string) {
	o.Card = ""
	if !o.State.Waiting() {
		t.Save(o)
		return
	}
	o.move(Reported, t.Now, "", "undelivered", class)
	o.Owner, o.OwnerName = "", ""
	t.vow(o, noPromise())
	t.Save(o)
	t.arm(o)
	t.tell(o, "opening.delayed")
	t.alertReported(o)
}

// alertReported tells the coordinators what keeps an opening from the partner.
func (t *Turn) alertReported(o *Opening) {
	p := t.partner(o.Partner)
	switch {
	case p == nil || t.partnerPlace(p) == (chat.Place{}):
		t.alertOpening(o, held{Kind: "alert.undelivered", Text: "alert.unbound"})
	case o.wasHandedOver():
		t.alertOpening(o, held{Kind: "alert.undelivered", Text: "alert.card", Buttons: []string{"pass_on"}})
	default:
		t.alertOpening(o, held{Kind: "handover.first", Text: "handover.first", Buttons: []string{"pass_on", "close"}})
	}
}

// botLeft takes the news that the bot was removed from a channel.
func (t *Turn) botLeft() error {
	if what := t.boundTo(t.Event.Place); what != "" {
		t.alert("alert.undelivered", func(w Words) (string, []chat.Button) { return w.T("alert.removed", "what", what), nil })
	}
	return nil
}

// botJoined takes the news that the bot is in a channel again: what could not
// be shown there meanwhile is handed over, and a coordinator, who may have been
// out of reach too, is told.
func (t *Turn) botJoined() error {
	what, n := t.boundTo(t.Event.Place), 0
	if p := t.partnerAt(t.Event.Place); p != nil {
		var err error
		if n, err = t.passWaiting(p); err != nil {
			return err
		}
	}
	switch {
	case n > 0:
		t.alert("alert.back", func(w Words) (string, []chat.Button) { return w.T("alert.back", "what", what, "n", n), nil })
	case what != "":
		t.alert("alert.back", func(w Words) (string, []chat.Button) { return w.T("alert.returned", "what", what), nil })
	}
	return nil
}

// boundTo names what a channel belongs to, "" for nothing.
func (t *Turn) boundTo(place chat.Place) (what string) {
	if n := t.networkAt(place); n != nil {
		what = n.Name
	}
	if p := t.partnerAt(place); p != nil {
		what = p.Name
	}
	return what
}

// passWaiting hands over what has waited for the partner's channel, and gives
// how many there were. What a coordinator is to see first stays with them.
func (t *Turn) passWaiting(p *Partner) (n int, err error) {
	waiting, err := list[Opening](t, Query{Name: "partner", From: p.ID + "/" + string(Reported)})
	if err != nil {
		return 0, err
	}
	for _, o := range waiting {
		if err := t.passOn(o, ""); err != nil {
			return n, err
		}
		if o.State == HandedOver {
			n++
			t.tell(o, "opening.passed_on")
		}
	}
	return n, nil
}

func (t *Turn) partnerAt(place chat.Place) *Partner {
	for i := range t.Settings.Partners {
		if p := &t.Settings.Partners[i]; t.partnerPlace(p) == place {
			return p
		}
	}
	return nil
}

// joined welcomes a leader whom the bot has never met to the network's
// channel: once, and seen by nobody else. Who knows the bot needs no welcome.
func (t *Turn) joined() error {
	if t.networkAt(t.Event.Place) == nil || t.Who == nil || t.Who.rev > 0 || !t.is(Leader) {
		return nil
	}
	t.notice("hello.welcome", t.Words.T("hello.short", "name", t.Who.First()),
		chat.Button{ID: "tasks", Arg: "begin", Label: t.Words.L("button.tasks"), Style: chat.Primary})
	return nil
}
