package practice

import (
	"encoding/json"
	"fmt"
	"time"

	"brobygger/chat"
)

// held is what is remembered of a message that waits for a working hour, so
// that it can be made anew from the opening as it then stands.
type held struct {
	Kind    string    `json:"kind"`
	Opening string    `json:"opening,omitempty"`
	Story   string    `json:"story,omitempty"`
	Lang    chat.Lang `json:"lang,omitempty"`
	Zone    string    `json:"zone,omitempty"`    // the reader's own
	Text    string    `json:"text,omitempty"`    // to staff and coordinators: the text's id
	Say     string    `json:"say,omitempty"`     // followed by what the leader would have read
	Buttons []string  `json:"buttons,omitempty"` // to staff and coordinators

	To chat.Account `json:"to,omitzero"` // whom its buttons ask, when it goes to one person
}

// write makes the message that h describes, of o as it stands now.
func (t *Turn) write(h held, o *Opening) chat.Message {
	w := t.Practice.Words(h.Lang).At(h.Zone)
	switch {
	case h.Kind == "handover.card":
		return t.card(o)
	case h.Text == "":
		return t.compose(h.Kind, o, w)
	}
	m := chat.Message{Kind: h.Kind, Lang: w.Lang(), Text: t.about(o, w, h.Text)}
	if h.Say != "" {
		m.Text += "\n\n" + t.compose(h.Say, o, w).Text
	}
	for _, id := range h.Buttons {
		m.Buttons = append(m.Buttons, t.button(w, id, o))
	}
	return m
}

// tell says something of an opening to its leader. Outside the hours in which
// companies are written to it is held. A leader without an account here is
// reached through the coordinator who entered the opening, or all of them.
func (t *Turn) tell(o *Opening, kind string) {
	leader, ok, err := get[Person](t, o.Leader)
	if err != nil || !ok || o.Leader == "" {
		t.askCoordinatorToTell(o, kind)
		return
	}
	h := held{Kind: kind, Opening: o.ID, Lang: t.langOf(leader), Zone: leader.Zone}
	s := Send{Place: t.place(leader), Subject: o.Key().String(), Message: t.write(h, o)}
	if t.Who == nil || t.Who.ID != leader.ID { // not the answer to what they just did
		if !t.Calendar.ContactOpen(t.Now) {
			t.hold(&s, t.Calendar.NextContact(t.Now), h, o)
		}
	}
	t.Post(s)
}

// askCoordinatorToTell has a coordinator ring up a leader who is not here, when it is
// news that nobody else brings: who is being called anyway needs no word first.
func (t *Turn) askCoordinatorToTell(o *Opening, kind string) {
	switch {
	case o.Contact.Phone == "":
		return // forgotten
	case kind == "opening.relevant", kind == "opening.closed", kind == "opening.expired", kind == "opening.delayed", kind == "opening.waiting", kind == "opening.no_answer" && o.Tries >= 3:
		t.alertOpening(o, held{Kind: "alert.call", Text: "alert.call", Say: kind})
	}
}

// truth is what must still hold of an opening for a held message to be sent.
func truth(kind string, o *Opening) string {
	switch kind {
	case "handover.card", "opening.behalf":
		return fmt.Sprintf("over %t", o.State.Over())
	case "opening.slipped", "opening.waiting":
		return fmt.Sprintf("%t %d %d", o.State.Waiting(), o.Slipped, o.Promise.Unix())
	case "opening.no_answer":
		return fmt.Sprintf("%s %d", o.State, o.Tries)
	case "opening.claimed": // it names the promise, which may slip in the moment of the release
		return fmt.Sprintf("%s %s %d", o.State, o.Owner, o.Slipped)
	}
	return string(o.State) + " " + o.Owner
}

// holdUntilOpen holds a message to the partner until its next working hour.
func (t *Turn) holdUntilOpen(s *Send, h held, o *Opening) {
	if !t.Calendar.Open(t.Now) && (t.Who == nil || s.Place != t.Event.From.Account.Direct()) {
		t.hold(s, t.Calendar.Next(t.Now), h, o)
	}
}

// hold keeps s back. What it says of an opening, nil for none, is checked again
// on release.
func (t *Turn) hold(s *Send, until time.Time, h held, o *Opening) {
	if s.ID == "" {
		s.ID = t.ItemID()
	}
	if o != nil {
		h.Opening, s.Fence = o.ID, truth(h.Kind, o)
	}
	s.Until = until
	if s.Place.IsDirect() {
		h.To = accountAt(s.Place)
	}
	t.After("release", s.ID, until, s.Fence, h)
}

// release takes a held message when its time has come: it is made anew, or
// dropped when it is no longer true.
func (t *Turn) release(d chat.Due) error {
	var h held
	if err := json.Unmarshal(d.Data, &h); err != nil {
		return err
	}
	s := Send{ID: d.Subject, Op: "release"}
	if h.Story != "" {
		if story, ok, err := get[Story](t, h.Story); err != nil {
			return err
		} else if !ok || string(story.State) != d.Fence {
			s.Op = "drop"
		}
	}
	if h.Opening != "" {
		o, ok, err := get[Opening](t, h.Opening)
		if err != nil {
			return err
		}
		card := h.Kind == "handover.card"
		switch {
		case !ok, truth(h.Kind, o) != d.Fence, card && o.Card != d.Subject:
			s.Op = "drop"
			if ok && card && o.Card == d.Subject {
				o.Card = "" // it was never shown; should the opening come back, it needs a new one
				t.Save(o)
			}
		default:
			s.Message, s.One = t.write(h, o), card
		}
	}
	if s.Op == "release" && h.To != (chat.Account{}) {
		t.asks(h.To, s.Message)
	}
	t.Sends = append(t.Sends, s)
	return nil
}

// alert writes to every coordinator, in the language of each.
func (t *Turn) alert(kind string, say func(w Words) (text string, buttons []chat.Button)) {
	t.toCoordinators(Send{}, t.Settings.Coordinators, nil, func(w Words) (held, chat.Message) {
		text, buttons := say(w)
		return held{Kind: kind}, chat.Message{Kind: kind, Lang: w.Lang(), Text: text, Buttons: buttons}
	})
}

// alertOpening tells the coordinators of an opening: the one who entered it,
// else all of them.
func (t *Turn) alertOpening(o *Opening, h held) {
	accounts := t.Settings.Coordinators
	if by, ok, err := get[Person](t, o.By); err == nil && ok && o.By != "" {
		for _, a := range by.Accounts {
			if t.isCoordinator(a) {
				accounts = []chat.Account{a}
				break
			}
		}
	}
	t.toCoordinators(Send{Subject: o.Key().String()}, accounts, o, func(w Words) (held, chat.Message) {
		h := h
		h.Lang = w.Lang()
		return h, t.write(h, o)
	})
}

// toCoordinators writes to coordinators, outside working hours from the next one on.
func (t *Turn) toCoordinators(s Send, accounts []chat.Account, o *Opening, say func(Words) (held, chat.Message)) {
	for _, a := range accounts {
		lang := t.Settings.Lang
		if who, err := t.importedPerson(a); err == nil && who != nil && who.Lang != "" {
			lang = who.Lang
		}
		var h held
		s := s
		s.Place, s.Lane = a.Direct(), Reminders
		h, s.Message = say(t.Practice.Words(lang))
		if !t.Calendar.Open(t.Now) && a != t.Event.From.Account {
			t.hold(&s, t.Calendar.Next(t.Now), h, o)
		}
		t.Post(s)
	}
}
