package practice

import (
	"testing"
	"time"
)

func TestSaysClaim(t *testing.T) {
	for text, want := range map[string]bool{
		"jeg tager den": true, "Jeg ringer!": true, "jeg ringer #12": true, "#12: jeg tager den.": true, "I’ll call": true, "I'll take #3": true,
		"": false, "#12": false, "jeg ringer ikke": false, "jeg ringer til dig i aften": false, "hvem ringer?": false, "skal jeg tage den?": false, "tak": false,
	} {
		if got := SaysClaim(text); got != want {
			t.Errorf("%q claims: %t", text, got)
		}
	}
}

// TestAlertsSlowDown counts the words about a promise that nobody keeps in
// eighty days.
func TestAlertsSlowDown(t *testing.T) {
	p := lifePractice(t)
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, p.Zone())
	turn := &Turn{Practice: p, Now: start}
	var days []int
	for turn.Now = turn.stillLate(start); turn.Now.Before(start.AddDate(0, 0, 80)); turn.Now = turn.stillLate(start) {
		days = append(days, daysBetween(start, turn.Now))
	}
	if len(days) > 16 || days[0] != 1 || days[4] != 7 || days[5] != 14 {
		t.Errorf("alerts after %v days", days)
	}
}
