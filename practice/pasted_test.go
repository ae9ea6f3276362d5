package practice

import (
	"slices"
	"strings"
	"testing"
)

func TestAmendList(t *testing.T) {
	fisk, fiskVisit := "Havnens Fisk; Else; 20304050; vaske kasser", "Havnens Fisk; Else; 20304050"
	smed := "Smeden Ib 12 feje"
	for _, c := range []struct {
		name   string
		before []string
		text   string
		want   []string // nil: no list
	}{
		{"a greeting", nil, "her kommer den", nil},
		{"first lines", nil, fisk + "\n- " + fiskVisit, []string{fisk, fiskVisit}},
		{"a corrected number", []string{fisk, smed}, "havnens fisk; Else; 20304051; vaske kasser", []string{"havnens fisk; Else; 20304051; vaske kasser", smed}},
		{"a line that could not be parted", []string{fisk, smed}, "Smeden; Ib; 22334455; feje", []string{fisk, "Smeden; Ib; 22334455; feje"}},
		{"the more alike of two", []string{fiskVisit, fisk}, "Havnens Fisk; Else; 20304051; vaske kasser", []string{fiskVisit, "Havnens Fisk; Else; 20304051; vaske kasser"}},
		{"a corrected company", []string{fisk}, "Havnens Fiskeri; Else; 20304050; vaske kasser", []string{"Havnens Fiskeri; Else; 20304050; vaske kasser"}},
		{"one more", []string{fisk}, "Bageren; Bo; 22334455; vaske plader", []string{fisk, "Bageren; Bo; 22334455; vaske plader"}},
		{"out by number", []string{fisk, smed}, "fjern linje 2", []string{fisk}},
		{"out by name", []string{fisk, smed, fiskVisit}, "Remove havnens fisk.", []string{smed}},
		{"out of what is not there", []string{fisk}, "fjern 7", nil},
		{"a remark", []string{fisk}, "det er vist rigtigt nok", nil},
	} {
		before := slices.Clone(c.before)
		got, ok := AmendList(c.before, c.text, false)
		if ok != (c.want != nil) || ok && !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, %v", c.name, got, ok)
		}
		if !slices.Equal(before, c.before) {
			t.Errorf("%s: the lines before were changed", c.name)
		}
	}
}

func TestAmendPost(t *testing.T) {
	for _, c := range []struct {
		text        string
		asked, want bool
	}{
		{"Husk kagen", true, true}, {"Husk kagen", false, false},
		{"ret teksten", true, false}, {"ret teksten", false, false}, {"Jeg vil rette teksten", true, false}, {"change the text", false, false},
		{"Husk mødet på torsdag kl 17", false, true}, {"er det sendt?", false, false}, {"Skal vi mødes hos Nordlys Pakkeri på torsdag?", false, true},
	} {
		got, ok := AmendPost([]string{"før"}, c.text, c.asked)
		if ok != c.want || ok && strings.Join(got, "") != c.text {
			t.Errorf("%q, asked %v: got %q, %v", c.text, c.asked, got, ok)
		}
	}
}

func TestCourteous(t *testing.T) {
	for text, want := range map[string]string{"Opgaver tak": "Opgaver", "hej, opgaver!": "opgaver", "tak": "tak", "please list, thanks.": "list", "besked Tak for i går": "besked Tak for i går"} {
		if got := courteous(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
