package practice

import (
	"testing"
	"time"
)

// TestSaysOfCard holds which words are a button of a card, and which are left alone.
func TestSaysOfCard(t *testing.T) {
	for button, texts := range map[string][]string{
		"claim":     {"jeg tager den", "Jeg ringer!", "jeg ringer #12", "#12: jeg tager den.", "I’ll call", "I'll take #3", "ok jeg tager den", "Tager den", "Ja, jeg ringer nu", "jeg har den", "tak, jeg tager den i dag", "ok I'll call them", "jeg tager #1 og #2", "jeg tager dem begge", "I'll take both"},
		"no_answer": {"fik ikke svar", "Jeg fik ikke svar.", "har ringet, intet svar", "jeg har ringet men fik ikke svar", "de tog den ikke", "no answer", "I called, no answer", "they didn't answer", "fik ikke svar på #2", "#2 svarer ikke", "ringede, men telefonsvarer", "fik ikke svar, prøver igen i morgen"},
		"contacted": {"vi har talt sammen", "talt sammen", "jeg har talt med hende", "#2 har talt med dem", "We have talked", "talked to her", "I've spoken to them", "har talt med #1", "Har talt med ham, han vil vente til januar"},
		"release":   {"kan ikke nå det alligevel", "kan ikke nå det", "Jeg når det desværre ikke", "jeg lægger den tilbage", "I can't make it after all", "læg #2 tilbage", "jeg kan ikke nå den her"},
		"close":     {"luk #1", "close #3", "luk den"},
		"reminded":  {"det gør jeg", "Det gør jeg!"},
		"": {"", "#12", "tak", "ok", "jeg ringer ikke", "jeg ringer til dig i aften", "hvem ringer?", "skal jeg tage den?", "jeg tager den?", "har vi talt sammen?", "vi ringer måske", "vi tager den på mødet",
			"vi har ikke talt sammen", "fik ikke svar på min mail", "jeg kan ikke", "har", "jeg har talt med Bo om den", "jeg tager den, hvis Jens ikke kan", "fik ikke svar, men har talt med kollegaen", "har talt med ham, men ikke om #1", "luk døren"},
	} {
		for _, text := range texts {
			if got := SaysOfCard(text); got != button {
				t.Errorf("%q is %q, not %q", text, got, button)
			}
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
