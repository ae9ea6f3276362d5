package wording

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brobygger/chat"
)

// lines gives the parts of each line of a measured file, without comments.
func lines(t *testing.T, name string) (all [][]string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(measured, name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, strings.Split(line, "\t"))
		}
	}
	return all
}

// TestShortSayings: a task named in a few words, by a company of its line.
func TestShortSayings(t *testing.T) {
	r := rules(t)
	for _, line := range lines(t, "da.short.txt") {
		code, text := line[0], line[1]
		got, err := r.In(industryOf(code)).Read(t.Context(), text, chat.DA)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Tasks) != 1 || got.Tasks[0].Code != code {
			t.Errorf("%q is read as %s, want %s", text, shown(got), code)
		}
	}
}

// TestHoursInEveryPlace: an amount means the same wherever in a text it stands.
func TestHoursInEveryPlace(t *testing.T) {
	r := rules(t).In("lager")
	for _, line := range lines(t, "da.hours.txt") {
		want, text := line[0], line[1]
		for _, form := range []string{"pakke ordrer, %s", "pakke ordrer %s", "vi mangler en til at folde kasser. %s", "Det er %s. Returvarer.", "feje på lageret og pakke ordrer, %s"} {
			got, err := r.Read(t.Context(), fmt.Sprintf(form, text), chat.DA)
			if err != nil {
				t.Fatal(err)
			}
			have := "-"
			if got.Hours != nil {
				have = fmt.Sprintf("%g-%g", got.Hours.Min, got.Hours.Max)
			}
			if have != want {
				t.Errorf("%q: %s, want %s", fmt.Sprintf(form, text), have, want)
			}
		}
	}
}
