package chat

import (
	"strings"
	"testing"
)

func fold(s string) string { return strings.Join(strings.Fields(tidy(s)), " ") }

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"pakke ordrer":             "pakke ordrer",
		"ca. 6 timer (fleksibelt)": "ca. 6 timer (fleksibelt)",
		"**fed** _skrå_":           `\*\*fed\*\* \_skrå\_`,
		"<@U1> @everyone <!here>":  `\<\@U1\> \@everyone \<!here\>`,
		"[se](https://x.dk)":       `\[se\](https\://x.dk)`,
		"www.x.dk":                 `www\.x.dk`,
		"- en\n2. to\n# tre\n===":  "\\- en\n2\\. to\n\\# tre\n\\===",
		"  a  \r\n\r\n\r\n b":      "a\n\nb",
		"tom & co":                 `tom \& co`,
		"a\x00b\u202Ec":            "a b c",
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"Tak, **Lene**. _Godt_ gået":            "Tak, Lene. Godt gået",
		"se [listen](https://x.dk/a_b_c) her":   "se listen her",
		"**_begge_**":                           "begge",
		"_a **b** c_":                           "a b c",
		"- en\n- to":                            "- en\n- to",
		"snake_case_word 2 ** 3 ** 4 a_ b":      "snake_case_word 2 ** 3 ** 4 a_ b",
		"**ikke\n\nlukket**":                    "**ikke\n\nlukket**",
		`\*\*\_\[\]\\`:                          `**_[]\`,
		"[x](javascript:alert) [y](http://a)":   "[x](javascript:alert) y",
		`[a\]b](https://x) **a \** b**`:         "a]b a ** b",
		"**[Ring](mailto:a@b.dk) til _os_** nu": "Ring til os nu",
	} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "**a**", "_a_\n- b", "[a](https://b)", "1. a\n\n\n# b", `\*`, "<!here> @x &amp; :tada:", "\xff\x00", "a__b__c", "`x`"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		md := Escape(s)
		if got, want := fold(Plain(md)), fold(s); got != want {
			t.Fatalf("Plain(Escape(%q)) = %q, want %q", s, got, want)
		}
		for _, a := range parse(md) {
			if a.marks != nil {
				t.Fatalf("Escape(%q) = %q has markers", s, md)
			}
			if len(a.text) == 1 && strings.Contains("`*_[]<>~|@&#", a.text) {
				t.Fatalf("Escape(%q) = %q leaves %q open", s, md, a.text)
			}
		}
		for line := range strings.SplitSeq(md, "\n") {
			if guard(line) != "" || strings.TrimSpace(line) != line {
				t.Fatalf("Escape(%q): line %q", s, line)
			}
		}
		bold := "**" + md + "**"
		if md != "" && !strings.Contains(md, "\n\n") && fold(Plain(bold)) != fold(s) {
			t.Fatalf("bold %q reads %q", bold, Plain(bold))
		}
	})
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"**a**", "_a_ __", "[a](https://b)", "**_a**_", "[[a](https://b)](https://c)", `**a\**`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, md string) {
		if got := write(parse(md)); got != md {
			t.Fatalf("%q written again is %q", md, got)
		}
	})
}
