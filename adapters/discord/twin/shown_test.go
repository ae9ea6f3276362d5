package twin

import (
	"strings"
	"testing"

	"brobygger/chat"
)

func names(kind byte, id string) string {
	if kind == '@' && id == "111111111111111111" {
		return "Lene Holm"
	}
	return ""
}

func TestShown(t *testing.T) {
	for md, want := range map[string]string{
		"**fed** *kursiv* _også_ __under__ ~~væk~~ ||skjult||": "fed kursiv også under væk skjult",
		`\*\*ikke fed\*\* \_a\_ \~\~b\~\~ \|\|c\|\|`:           "**ikke fed** _a_ ~~b~~ ||c||",
		"a_b_c snake_case_word":                                "a_b_c snake_case_word",
		"2 * 3 * 4":                                            "2 * 3 * 4",
		"***begge***":                                          "begge",
		"`kode **her**` og ``to ` tre``":                       "kode **her** og to ` tre",
		"```go\nx := 1\n```":                                   "x := 1",
		"### Overskrift\n-# småt\n> citat\n>>> alt":            "Overskrift\nsmåt\ncitat\nalt",
		"#ikke en\n- et\n- to":                                 "#ikke en\n- et\n- to",
		"[tekst](https://x.example/a_b)":                       "tekst",
		`\[tekst](https://x.example)`:                          "[tekst](https://x.example)",
		"<https://x.example/a>":                                "https://x.example/a",
		"https://x.example/a_b_c?d=*e*":                        "https://x.example/a_b_c?d=*e*",
		"<@111111111111111111> og <@222222222222222222>":       "@Lene Holm og @unknown-user",
		"\\<@111111111111111111>":                              "<@111111111111111111>",
		":smile: kl. 10:30: nu":                                "⟦smile⟧ kl. 10:30: nu",
		`\:smile:`:                                             ":smile:",
		"usynlig\u200b\u2060t":                                 "usynligt",
		"<t:1700000000:R> </bro:111111111111111111>":           "1700000000 bro",
		"**uafsluttet":                                         "**uafsluttet",
		`C:\\mappe\fil`:                                        `C:\mappe\fil`,
		"1. et\n2) to":                                         "1. et\n2) to",
	} {
		if got := (shown{names}).text(md); got != want {
			t.Errorf("%q shows %q, want %q", md, got, want)
		}
	}
}

// FuzzShown: what is shown is never more than what was written, and text that
// was protected shows as it was.
func FuzzShown(f *testing.F) {
	for _, s := range []string{"**a** [b](https://c) <@111111111111111111>", "`a", "```", "__a", "> #", "[](", "\\", ":a:", "*a **b* c**"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = chat.Plain(chat.Escape(s[:min(len(s), 2000)])) // a message's length at most, without control characters
		(shown{names}).text(s)                             // anything can be read
		var protected strings.Builder
		for i := range len(s) {
			if protects(s[i]) && s[i] != '<' || s[i] == '<' {
				protected.WriteByte('\\')
			}
			protected.WriteByte(s[i])
		}
		if got := (shown{names}).text(protected.String()); got != invisible(s) && !strings.Contains(s, "http") {
			t.Errorf("%q protected shows %q", s, got)
		}
	})
}
