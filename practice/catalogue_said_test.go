package practice

import (
	"slices"
	"testing"
)

// TestSaid holds that what leaders call their line of business means one only.
func TestSaid(t *testing.T) {
	c, err := LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	for _, o := range c.said {
		if first := of[o.Label]; first != "" {
			t.Errorf("%q stands for %s and for %s", o.Label, first, o.ID)
		}
		of[o.Label] = o.ID
	}
	for _, in := range c.industries {
		for _, w := range labelWords(in) {
			if of[w] == "" {
				continue // a word of several names
			}
			if own, _ := c.Industry(of[w]); !slices.Contains(labelWords(own), w) {
				t.Errorf("%q stands for %s and is a word of the name of %s", w, of[w], in.ID)
			}
		}
	}
	for word, want := range map[string]string{"køkken": "horeca", "børnehave": "skole", "tømrer": "byg", "advokat": "kontor", "fabrik": "produktion", "bakery": "horeca", "shop": "detail", "it": "it"} {
		if of[word] != want {
			t.Errorf("%q stands for %q, want %q", word, of[word], want)
		}
	}
	twice := []Industry{{ID: "a", DA: "A", EN: "A", Said: saidWords{"bager", "baker"}}, {ID: "b", DA: "B", EN: "B", Said: saidWords{"konditor", "baker"}}}
	if _, err := saidOf(twice); err == nil {
		t.Error("a name of two industries was loaded")
	}
}
