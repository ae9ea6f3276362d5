package wording

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"brobygger/chat"
)

// TestParts: a part of what a catalogue's name says is read as that part, and
// all of it as the name, in its own line of business. (Of the three things of
// detail.pant the reader hears two; the whole name is on the list as it stands.)
func TestParts(t *testing.T) {
	r := rules(t)
	for _, code := range slices.Sorted(maps.Keys(r.words.parts.of)) {
		task, _ := r.catalogue.Task(code)
		if !strings.Contains(task.DA, " og ") && code != "lager.gange" && code != "rengoring.let" {
			t.Errorf("%s has one piece of work: %s", code, task.DA)
		}
		for _, lang := range []chat.Lang{chat.DA, chat.EN} {
			for _, part := range r.words.parts.of[code].Parts {
				text := map[chat.Lang]string{chat.DA: part.DA, chat.EN: part.EN}[lang]
				got, err := r.In(industryOf(code)).Read(t.Context(), text, lang)
				if err != nil {
					t.Fatal(err)
				}
				for _, one := range got.Tasks {
					if one.Code == code && one.Name != text {
						t.Errorf("%s: %q is read as %q", code, text, one.Name)
					}
				}
			}
			got, err := r.In(industryOf(code)).Read(t.Context(), task.Name(lang), lang)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range got.Tasks {
				if len(got.Tasks) == 1 && code != "detail.pant" && one.Code == code && (one.Part || one.Name != task.Name(lang)) {
					t.Errorf("%s: %q is read as %q", code, task.Name(lang), one.Name)
				}
			}
		}
	}
}

func TestNoMoreThanWasOffered(t *testing.T) {
	r := rules(t)
	for _, c := range []struct{ industry, text, want string }{
		{"landbrug", "feje", "feje"},
		{"landbrug", "feje og salte", "feje og salte"},
		{"landbrug", "vi mangler en til at feje stierne, og der skal også saltes", "feje og salte"},
		{"", "feje", "feje"},
		{"lager", "oprydning på lageret", "rydde op på lageret"},
		{"lager", "gangene er spærret af paller", "holde gangene fri"},
		{"lager", "folde kasser", "folde kasser"},
		{"lager", "vi drukner i returvarer", "tjekke returvarer og lægge dem på plads"},
		{"horeca", "polere glas", "polere glas"},
		{"landbrug", "plukke og sortere", "plukke og sortere"},
		{"rengoring", "rengøring", "gøre let rent"},
		{"rengoring", "støvsuge kontoret", "støvsuge"},
	} {
		got, err := r.In(c.industry).Read(t.Context(), c.text, chat.DA)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, one := range got.Tasks {
			names = append(names, one.Name)
		}
		if have := strings.Join(names, "; "); have != c.want {
			t.Errorf("%s: %q is read as %q, want %q", c.industry, c.text, have, c.want)
		}
	}
}
