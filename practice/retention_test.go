package practice

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"brobygger/chat"
)

// night runs the clean-up at a moment and gives when it wants to run again.
func (s shelf) night(t *testing.T, p *Practice, at time.Time) time.Time {
	t.Helper()
	turn, err := p.Turn(s, chat.Event{ID: at.String(), Project: "p", At: at, Body: chat.Due{Kind: "retention", Subject: "daily"}})
	if err != nil {
		t.Fatal(err)
	}
	s.saves(t, turn, turn.Handle)
	if len(turn.Timers) != 1 {
		t.Fatalf("timers %+v", turn.Timers)
	}
	return turn.Timers[0].Due
}

func (s shelf) has(kind, id string) bool { _, ok := s[Key{kind, id}]; return ok }

func TestRetentionPassesOverWhatIsKept(t *testing.T) {
	p, at := lifePractice(t), time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	old := at.AddDate(-2, 0, 0)
	s := shelf{}
	for i := range 150 { // they have an opening that is not over
		id := fmt.Sprintf("p-a%03d", i)
		lay(t, s, &Person{ID: id, Seen: old}, &Opening{ID: "o-" + id, Leader: id, State: Contacted})
	}
	for i := range 130 {
		lay(t, s, &Person{ID: fmt.Sprintf("p-z%03d", i), Seen: old.AddDate(0, 0, 1)})
	}
	duty := chat.Account{Platform: "sim", Workspace: "w", User: "lead"}
	lay(t, s, &Person{ID: "p-duty", Seen: old, Accounts: []chat.Account{duty}})
	again := s.night(t, p, at)
	if again.Sub(at) > time.Minute {
		t.Fatalf("30 are left, and it runs again at %v", again)
	}
	if next := s.night(t, p, again); next.Sub(at) < 12*time.Hour {
		t.Fatalf("all is done, and it runs again at %v", next)
	}
	people := 0
	for k := range s {
		if k.Kind == "person" {
			people++
		}
	}
	if people != 151 || !s.has("person", "p-duty") {
		t.Errorf("%d people are left", people)
	}
}

func TestRetentionOfCompaniesAndDialogs(t *testing.T) {
	p, at := lifePractice(t), time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	ago := func(months int) time.Time { return at.AddDate(0, -months, 0) }
	loose := []Contact{{Name: "Ib Dahl", Phone: "41 41 41 41"}}
	s := shelf{}
	lay(t, s,
		&Company{ID: "c-gone", Since: ago(13), Contacts: loose},
		&Company{ID: "c-new", Since: ago(11), Contacts: loose},
		&Company{ID: "c-heard", Since: ago(13), Heard: ago(1), Contacts: loose},
		&Company{ID: "c-open", Since: ago(13), Contacts: loose}, &Opening{ID: "o-open", Company: "c-open", State: Contacted, Contacted: ago(13)},
		&Company{ID: "c-ended", Since: ago(20), Contacts: loose}, &Opening{ID: "o-ended", Company: "c-ended", State: Closed, Ended: ago(13)},
		&Company{ID: "c-long", Since: ago(40), Contacts: loose}, &Opening{ID: "o-long", Company: "c-long", State: Closed, Ended: ago(25)},
		&Company{ID: "c-person", Since: ago(13), Contacts: append([]Contact{{Person: "p-1", Name: "Lene"}}, loose...)}, &Person{ID: "p-1", Company: "c-person", Seen: ago(1)})
	for id, asked := range map[string]time.Time{"left": at.AddDate(0, 0, -91), "going": at.AddDate(0, 0, -89), "unasked": {}} {
		s[Key{"session", id}] = Doc{Key: Key{"session", id}, Rev: 1, Body: json.RawMessage(`{}`), Terms: []Term{{"asked", TimeTerm(asked)}}}
	}
	s.night(t, p, at)
	for id, want := range map[string]int{"c-new": 1, "c-heard": 1, "c-open": 1, "c-ended": 0, "c-person": 1} {
		c, ok, err := Load[Company](s, id)
		if err != nil || !ok || len(c.Contacts) != want {
			t.Errorf("%s: %+v, %v", id, c, err)
		}
	}
	if s.has("company", "c-gone") || s.has("company", "c-long") {
		t.Error("companies that nothing names are still there")
	}
	if s.has("session", "left") || !s.has("session", "going") || !s.has("session", "unasked") {
		t.Error("dialogs: what was left is to go, and only that")
	}
}
