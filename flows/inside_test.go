package flows

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brobygger/chat"
)

// What the codec writes is what encoding/json writes of the same fields.
func TestSessionCodecIsJSON(t *testing.T) {
	s := Session{
		ID: "f-1", Flow: "tasks", Version: "abc", Lang: chat.DA, Step: "hours", Turn: 3, Asked: 2, Side: "stale",
		Answers: chat.Answers{"a": {Choice: []string{"x", "y"}, Text: []string{"hej \"du\"\n\tå\\ \u2028<&>"}, Min: 2.5, Max: 1e6}, "b": {Skip: true}, "c": {}},
		Path:    []string{"a", "b"}, Floor: 1, Return: "summary", Before: []string{"a"}, Did: []string{"hand_over"},
		Draft: chat.Answers{"c": {Text: []string{"x"}}}, Stale: &Stale{"sent"}, Paused: true, Misses: 1, Asides: 2, Count: 9,
		Started: time.Date(2026, 11, 24, 9, 0, 0, 5, time.UTC), AskedAt: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
	}
	want, err := json.Marshal(plainSession(s))
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(want, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(s.AppendJSON(nil), &b); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(a, b); d != "" {
		t.Error(d)
	}
	for _, text := range [][]byte{want, s.AppendJSON(nil), []byte(strings.ReplaceAll(string(want), ":", ": "))} {
		if strings.Contains(string(text), "2026-11-24T09: ") {
			text = []byte(strings.ReplaceAll(string(text), "T09: 00: 00", "T09:00:00"))
		}
		got, err := ReadSession(text)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s, *got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
	p := sessionParser{s: string(s.AppendJSON(nil))}
	if !p.session(&Session{}) {
		t.Errorf("the fast reader stops at %q", p.s[p.i:])
	}
}

// Every key the engine asks for is in words.yaml, and each there is asked for.
func TestOwnWordsAreWhole(t *testing.T) {
	own, problems := readWords(ownWords)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, f := range files {
		if !strings.HasSuffix(f, "_test.go") {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			code.Write(b)
		}
	}
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`"([a-z_]+)"`).FindAllStringSubmatch(code.String(), -1) {
		used[m[1]] = true
	}
	for _, a := range asks() {
		if Ask(a).waits() {
			for _, kind := range []string{"help_", "miss_"} {
				used[kind+a] = true
				if _, ok := own.entries[kind+a]; !ok && kind+a != "miss_form" && kind+a != "miss_text" {
					t.Errorf("no words for %s%s", kind, a)
				}
			}
		}
	}
	for _, c := range Contract().Checks {
		used["check_"+c] = true
		if _, ok := own.entries["check_"+c]; !ok {
			t.Errorf("no words for check_%s", c)
		}
	}
	for _, m := range regexp.MustCompile(`(?:r\.word|r\.notice|words\.get)\("([a-z_]+)"`).FindAllStringSubmatch(code.String(), -1) {
		if _, ok := own.entries[m[1]]; !ok && !strings.HasSuffix(m[1], "_") {
			t.Errorf("no words for %q", m[1])
		}
	}
	for _, id := range append(controls(), idYes) {
		if _, ok := own.entries[id]; !ok && id != idIdea {
			t.Errorf("no words for the button %q", id)
		}
	}
	for key, w := range own.entries {
		if !used[key] {
			t.Errorf("nobody says %q", key)
		}
		for l, text := range map[chat.Lang]*text{chat.DA: w.da, chat.EN: w.en} {
			if bad := unfit(l, text.src); len(bad) > 0 {
				t.Errorf("%s in %s: %+v", key, l, bad)
			}
		}
	}
}

func TestFill(t *testing.T) {
	for src, want := range map[string]string{
		"Tak{, name}.":         "Tak, Lene.",
		"Hej{ nobody}.":        "Hej.",
		"{name}{nobody}{name}": "LeneLene",
		"{{name}":              "{name}",
		"ren tekst":            "ren tekst",
	} {
		x := &text{src: src}
		x.compile()
		got := x.fill(func(name string) string {
			if name == "name" {
				return "Lene"
			}
			return ""
		})
		if got != want {
			t.Errorf("%q is filled as %q, want %q", src, got, want)
		}
	}
}
