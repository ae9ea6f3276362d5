package practice

import (
	"testing"
	"time"

	"brobygger/chat"
)

// A role on the platform gives the rights of its name in the settings, to
// those who have it at this moment.
func TestRolesOfThePlatform(t *testing.T) {
	s := &Settings{CoordinatorRoles: []string{"Koordinator"}, Partners: []Partner{{ID: "a", StaffRoles: []string{"11"}}, {ID: "b"}}}
	for _, tt := range []struct {
		groups      []string
		coordinator bool
		staff       int
	}{
		{nil, false, 0},
		{[]string{"Koordinator", "12"}, true, 0},
		{[]string{"Virksomhedsservice", "11"}, false, 1},
		{[]string{"koordinator", "", "1"}, false, 0},
	} {
		from := chat.Sender{Account: chat.Account{Platform: "x", Workspace: "w", User: "u"}, Groups: tt.groups}
		turn := &Turn{Practice: &Practice{Settings: *s}, bindings: &Bindings{}, Event: chat.Event{From: from}}
		if turn.is(Coordinator) != tt.coordinator || len(turn.partnersOf(from)) != tt.staff {
			t.Errorf("%q: coordinator %v, staff of %v", tt.groups, turn.is(Coordinator), turn.partnersOf(from))
		}
	}
}

// Nobody is told to ask themselves.
func TestWhomACoordinatorAsks(t *testing.T) {
	p := lifePractice(t)
	ask := func(user string, s shelf) string {
		turn, err := p.Turn(s, chat.Event{ID: "e", Project: "p", At: time.Date(2026, 11, 24, 9, 0, 0, 0, p.Zone()), From: chat.Sender{Account: account(user)}})
		if err != nil {
			t.Fatal(err)
		}
		return turn.coordinatorName()
	}
	s := shelf{}
	lay(t, s, &Person{ID: "p-1", Name: "Karen Dam", Accounts: []chat.Account{account("coordinator")}}, &Link{ID: account("coordinator").String(), Person: "p-1"},
		&Person{ID: "p-2", Name: "Ole Lund", Accounts: []chat.Account{account("third")}}, &Link{ID: account("third").String(), Person: "p-2"})
	if leader, karen := ask("leader", s), ask("coordinator", s); leader != "Karen Dam" || karen != p.Words(p.Settings.Lang).L("coordinator.none") {
		t.Errorf("a leader asks %q, the coordinator %q", leader, karen)
	}
	p.Settings.Coordinators = append(p.Settings.Coordinators, account("third"))
	if karen := ask("coordinator", s); karen != "Ole Lund" {
		t.Errorf("a coordinator asks %q, not the other one", karen)
	}
}
