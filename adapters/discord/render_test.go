package discord

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"brobygger/chat"
)

// Every message that fits the limits can be sent, whatever people have written.
func TestWhatFitsCanBeSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		written := rapid.StringMatching(`([a-zæø🙂 .\-\n#*_~|<:]|:ab:|https://){0,900}`)
		m := chat.Message{Kind: "test", Title: oneLine(chat.Escape(rapid.StringN(0, 250, -1).Draw(t, "title"))), Text: chat.Escape(written.Draw(t, "text")), Note: chat.Escape(rapid.StringN(0, 300, -1).Draw(t, "note"))}
		for i := range rapid.IntRange(0, 30).Draw(t, "fields") {
			m.Fields = append(m.Fields, chat.Field{Label: fmt.Sprint("felt ", i), Value: chat.Escape(rapid.StringN(0, 90, -1).Draw(t, "value"))})
		}
		for i := range rapid.IntRange(0, 24).Draw(t, "buttons") {
			m.Buttons = append(m.Buttons, chat.Button{ID: "b", Arg: fmt.Sprint(i), Label: strings.Repeat("x", i+1)})
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "selects") {
			s := chat.Select{ID: fmt.Sprint("s", i), Label: "Vælg", Several: i == 1}
			for o := range rapid.IntRange(1, 60).Draw(t, "options") {
				s.Options = append(s.Options, chat.Option{ID: fmt.Sprint(o), Label: fmt.Sprint("Valg ", o)})
			}
			m.Selects = append(m.Selects, s)
		}
		for _, part := range chat.Fit(m, Limits()) {
			if part.Size() == 0 && len(part.Buttons)+len(part.Selects) == 0 {
				continue
			}
			out, err := render(part, keyOf("id"))
			if err != nil {
				t.Fatal(err)
			}
			if n := length(out.Content); n > mostContent || len(out.Components) > 5 {
				t.Fatalf("%d characters, %d rows", n, len(out.Components))
			}
			if _, err := json.Marshal(out); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestKeyIsHiddenAndFoundAgain(t *testing.T) {
	key := keyOf("0123/7")
	if key == keyOf("0123/8") || key != keyOf("0123/7") {
		t.Error("the key does not follow the id")
	}
	if strings.Trim(key, "\u200B\u200C\u200D\u2060") != "" || length(key) != keyLength {
		t.Errorf("the key can be seen: %q", key)
	}
	for _, text := range []string{"", "Hej", "🙂", "slut\u200B"} {
		if got, have := splitKey(text + key); got != text || have != key {
			t.Errorf("%q: text %q, key %q", text, got, have)
		}
	}
	for _, text := range []string{"", "Hej", "x", key[3:], "æ"} {
		if got, have := splitKey(text); got != text || have != "" {
			t.Errorf("%q has no key; got %q and %q", text, got, have)
		}
	}
	if n := nonceOf("0123/7"); len(n) > 25 || n == nonceOf("0123/8") {
		t.Errorf("nonce %q", n)
	}
}

func TestBeyondTheLimitsIsRefused(t *testing.T) {
	long := chat.Message{Kind: "long", Text: strings.Repeat("å", Limits().Text+1)}
	for _, m := range []chat.Message{long, {Kind: "none"}} {
		if out, err := render(m, ""); err == nil {
			t.Errorf("%s: rendered as %v", m.Kind, out)
		}
	}
}
