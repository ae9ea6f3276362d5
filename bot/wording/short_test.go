package wording

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// TestTwoSayings: two tasks in one sentence are both found, and each keeps what
// is said of it. Few of the pairs may fail: some read as one task, rightly.
func TestTwoSayings(t *testing.T) {
	r := rules(t)
	sayings := map[string][][]string{} // by industry; those without times and signs of their own
	ownTime := regexp.MustCompile(`dag|morgen|aften|timer|uge|nat|år|jul|sommer|mån|kl|weekend|[.:!?,;]`)
	for _, line := range lines(t, "da.short.txt") {
		if in := industryOf(line[0]); !ownTime.MatchString(line[1]) {
			sayings[in] = append(sayings[in], line)
		}
	}
	industries := slices.Sorted(maps.Keys(sayings))
	for _, form := range []struct{ text, want string }{
		{"%s og %s. 8 timer om ugen", "[%s] [%s] = 8-8"},
		{"%s mandag 2 timer, %s fredag 3 timer", "[%s 2-2 mon] [%s 3-3 fri] ="},
		{"%s hver dag 1 time og %s fredag 3 timer", "[%s 5-5] [%s 3-3 fri] ="},
		{"%s og %s mandag og torsdag 8-10", "[%s mon,thu] [%s mon,thu] = 4-4"},
		{"om mandagen %s, og om fredagen %s. 6 timer i alt", "[%s mon] [%s fri] = 6-6"},
		{"%s (3 timer) og %s (5 timer)", "[%s 3-3] [%s 5-5] ="},
		{"%s. Det tager 2 timer om ugen. %s tager 3 timer", "[%s 2-2] [%s 3-3] ="},
		{"10 timer om ugen til %s og %s", "[%s] [%s] = 10-10"},
	} {
		var wrong []string
		pairs, lot := 0, rand.New(rand.NewPCG(1, 2))
		for range 150 {
			in := industries[lot.IntN(len(industries))]
			of := sayings[in]
			a, b := of[lot.IntN(len(of))], of[lot.IntN(len(of))]
			if a[0] == b[0] {
				continue
			}
			pairs++
			text := fmt.Sprintf(form.text, a[1], b[1])
			got, err := r.In(in).Read(t.Context(), text, chat.DA)
			if err != nil {
				t.Fatal(err)
			}
			if have, want := shown(got), fmt.Sprintf(form.want, a[0], b[0]); have != want {
				wrong = append(wrong, fmt.Sprintf("%s\n   want %s\n   got  %s", text, want, have))
			}
		}
		if most := pairs / 12; len(wrong) > most {
			t.Errorf("%q: %d of %d pairs are read wrong, at most %d may be:\n%s", form.text, len(wrong), pairs, most, strings.Join(wrong, "\n"))
		}
	}
}
