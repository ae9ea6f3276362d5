package practice

import (
	"slices"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
)

// Where forms hold no choices the same answers are typed, as they stand there.
func TestTermsInWords(t *testing.T) {
	p, at := lifePractice(t), time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	o := &Opening{ID: "o-1", Partner: "a", Company: "c-1", State: Contacted, Tasks: []Task{{Code: "lager.ordrer"}}, Pay: PayTalk,
		Details: Details{Flexible: []string{"breaks", "quiet"}, Also: "hunde", Start: "2026-12-01"}}
	turn := func(s shelf, body chat.Body, l chat.Limits) *Turn {
		from := chat.Sender{Account: account("staff"), Name: "Mette", Channels: []string{"jobcenter"}}
		turn, err := p.Turn(s, chat.Event{ID: "e", Project: "p", At: at, From: from, Place: from.Account.Direct(), Body: body})
		if err != nil {
			t.Fatal(err)
		}
		turn.Limits = l
		s.saves(t, turn, turn.Handle)
		return turn
	}
	for _, l := range []chat.Limits{{}, {FormChoices: true}} {
		s := shelf{}
		lay(t, s, o, &Company{ID: "c-1", Name: "Nordlys"})
		f := turn(s, chat.Pressed{Button: "terms", Arg: "o-1"}, l).Ack.Form
		values := map[string][]string{}
		for _, in := range f.Inputs {
			if in.Kind == chat.ChoiceInput || in.Kind == chat.SeveralInput {
				if !l.FormChoices {
					t.Errorf("%s is a choice", in.ID)
				}
			}
			values[in.ID] = in.Value
		}
		// Sent as it stands, nothing changes.
		if a := turn(s, chat.Submitted{Form: "terms", Arg: "o-1", Values: values}, l).Ack; a.Errors != nil {
			t.Fatalf("%+v", a.Errors)
		}
		got, _, err := Load[Opening](s, "o-1")
		if err != nil || got.Pay != o.Pay || got.Details.Start != o.Details.Start || !slices.Equal(got.Details.Flexible, o.Details.Flexible) || got.Details.Also != "hunde" {
			t.Errorf("%+v: %+v", l, got)
		}
	}
	s := shelf{}
	lay(t, s, o, &Company{ID: "c-1", Name: "Nordlys"})
	wrong := turn(s, chat.Submitted{Form: "terms", Arg: "o-1", Values: map[string][]string{"pay": {"gratis"}, "flexible": {"Ro, støj"}, "start_day": {"snart"}}}, chat.Limits{FormErrors: true})
	if e := wrong.Ack.Errors; !strings.Contains(e["pay"], "almindelig løn") || e["flexible"] == "" || e["start_day"] == "" || len(e) != 3 {
		t.Errorf("errors %+v", e)
	}
	turn(s, chat.Submitted{Form: "terms", Arg: "o-1", Values: map[string][]string{"pay": {"Almindelig løn"}, "flexible": {"Ro, pauser"}, "start": {"now"}, "start_day": {"2026-12-01"}}}, chat.Limits{FormErrors: true})
	if got, _, _ := Load[Opening](s, "o-1"); got.Pay != PayOrdinary || got.Details.Start != "now" || !slices.Equal(got.Details.Flexible, []string{"quiet", "breaks"}) {
		t.Errorf("typed: %+v", got)
	}
}
