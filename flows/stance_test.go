package flows

import (
	"strings"
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

func TestSaidToTheBot(t *testing.T) {
	for text, want := range map[string]string{
		"fjern mig ikke": "bids", "slet det": "bids", "koordinator": "bids person", "can I talk to a human": "bids person", "jeg vil gerne tale med Karen": "person", "kan jeg tale med nogen?": "person",
		"send ikke": "bids held", "don't send it yet": "bids held", "do not send": "bids held", "send det": "bids",
		"talk to someone": "bids person", "kunne jeg tale med en rigtig person": "bids person", "fjern min virksomhed": "bids", "slet gamle mails": "", "person": "bids person", "send pakker": "", "ikke sende pakker": "", "tale med kunder": "", "vi vil gerne tale om det": "", "rette fejl": "", "pakke ordrer": "", "": "",
	} {
		got := ""
		for _, is := range []struct {
			name string
			is   func(string) bool
		}{{" bids", bids}, {" person", wantsPerson}, {" held", holdsBack}} {
			if is.is(text) {
				got += is.name
			}
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{"er det bindende": true, "is it binding": true, "koster det os noget": true, "er": false, "er det 6 timer": false} {
		if got := IsQuestion(text); got != want {
			t.Errorf("IsQuestion(%q) is %t", text, got)
		}
	}
}

func TestGreets(t *testing.T) {
	for text, want := range map[string]bool{
		"godmorgen": true, "Hej!": true, "hej igen": true, "good morning": true, "god morgen Bro": true, "hej du": true,
		"godmorgen til gæsterne": false, "pakke ordrer": false, "morgen": false, "": false,
	} {
		if got := greets(text); got != want {
			t.Errorf("greets(%q) is %t", text, got)
		}
	}
}

func TestContractions(t *testing.T) {
	for a, b := range map[string]string{"let us talk": "let's talk", "do not": "don't", "we are open": "we're open"} {
		if x, y := folded(lexemes(a)), folded(lexemes(b)); x != y {
			t.Errorf("%q is %q, %q is %q", a, x, b, y)
		}
	}
	if !unsure("I do not know") || ParseWord("I am done") != Next || ParseWord("let us continue") != Continue {
		t.Error("a contraction is not the long form")
	}
}
