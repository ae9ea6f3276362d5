package practice

import (
	"testing"

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
