package practice

import (
	"testing"
	"time"

	"brobygger/chat"
)

// What was bound from the chat may meet a channel that the settings give to a
// network later: openings do not go there then.
func TestOpeningsNeverGoToANetworksChannel(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	p := lifePractice(t)
	network := p.Settings.Networks[0].Channel
	for name, b := range map[string]*Bindings{
		"the partner's binding":  {Partners: map[string]chat.Place{"a": network}},
		"the network's binding":  {Networks: map[string]chat.Place{"n": p.Settings.Partners[0].Channel}},
		"both bound to the same": {Networks: map[string]chat.Place{"n": network}, Partners: map[string]chat.Place{"a": network}},
	} {
		s := shelf{}
		lay(t, s, b, &Company{ID: "c-1", Name: "Nordlys"}, &Opening{ID: "o-1", Company: "c-1", Partner: "a", State: Reported, Contact: Contact{Name: "Lene", Phone: "40 12 34 56"}})
		turn, err := p.Turn(s, chat.Event{ID: "e", Project: "p", At: at})
		if err != nil {
			t.Fatal(err)
		}
		o, _, err := get[Opening](turn, "o-1")
		if err != nil {
			t.Fatal(err)
		}
		if err := turn.passOn(o, ""); err != nil {
			t.Fatal(err)
		}
		if o.State != Reported || o.Card != "" {
			t.Errorf("%s: the opening is %s, with card %q", name, o.State, o.Card)
		}
		for _, s := range turn.Sends {
			if !s.Place.IsDirect() {
				t.Errorf("%s: %s goes to %v", name, s.Message.Kind, s.Place)
			}
		}
	}
}
