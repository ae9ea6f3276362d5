package practice

import (
	"testing"
	"time"
)

// TestShortPromisesWaitForTheWish holds that a promise of six hours comes after
// the part of the day that was chosen has opened.
func TestShortPromisesWaitForTheWish(t *testing.T) {
	p := lifePractice(t)
	for _, tt := range []struct {
		now, best, want string
	}{
		{"24 08:00", "afternoon", "24 14:00"},
		{"24 08:00", "morning", "24 14:00"},
		{"23 12:00", "morning", "24 10:00"},
		{"23 12:30", "midday", "24 10:30"},
		{"23 14:00", "afternoon", "24 12:00"}, // the afternoon goes on
		{"24 08:00", "efter kl. 15", "24 16:00"},
		{"27 08:00", "efter kl. 14", "30 16:00"}, // nobody works on a Friday afternoon
	} {
		now, err := time.ParseInLocation("2006-01 02 15:04", "2026-11 "+tt.now, p.Zone())
		if err != nil {
			t.Fatal(err)
		}
		turn := &Turn{Practice: p, Now: now, bindings: &Bindings{}}
		if got := turn.promised(&Opening{Contact: Contact{Best: tt.best}}, p.partner("b")).Format("02 15:04"); got != tt.want {
			t.Errorf("%s on the %s is promised by the %s, not %s", tt.best, tt.now, got, tt.want)
		}
	}
}
