package flows

import (
	"testing"
)

func TestIsQuestion(t *testing.T) {
	for text, want := range map[string]bool{
		"hvad er praktik?": true, "hvem ringer?": true, "hvem ringer": true, "hvorfor vil I vide det": true, "Hvad skal jeg skrive": true, "øh, hvad koster det": true,
		"hvornår ringer de": true, "koster det noget?": true, "Er det gratis? ": true, "what is a trial": true, "who are you": true, "and how much is it": true, "hvorfor": true, "ok?": true,
		"hvad som helst": false, "når som helst": false, "hvornår som helst": false, "hvem som helst": false, "whatever suits you": false, "whenever": false,
		"hvad der bliver skubbet": false, "hvornår I vil": false, "when we open": false, "hvor der er plads": false, "pakke ordrer": false, "?": false, "": false, "efter kl. 14": false,
		"what a mess": false, "hvad end I vil": false,
	} {
		if got := IsQuestion(text); got != want {
			t.Errorf("IsQuestion(%q) is %t", text, got)
		}
	}
}

func TestStances(t *testing.T) {
	for text, want := range map[string]string{
		"aner det ikke": "unsure", "det ved jeg ikke": "unsure", "det ved jeg ikke endnu": "unsure", "no idea": "unsure", "I have no idea": "unsure", "ved det ikke helt": "unsure", "don't know yet": "unsure", "I'm not sure": "unsure",
		"ingenting": "none", "vi har ikke noget": "none", "øh ikke lige nu": "none", "we have nothing right now": "none", "ikke mere": "none", "ingen": "none",
		"tak for opkaldet": "thanks", "tusind tak": "thanks", "thanks for calling": "thanks",
		"pakke ordrer": "", "ikke pakke ordrer": "", "ja": "", "vi har ikke tid til at feje": "", "tak": "", "takke gæster": "", "ved ikke?": "",
	} {
		got := ""
		for name, is := range map[string]func(string) bool{"unsure": unsure, "none": none, "thanks": thanks} {
			if is(text) {
				got += name
			}
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
