package discord

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"brobygger/chat"
)

func TestMarkdown(t *testing.T) {
	for _, tt := range []struct{ md, want string }{
		{"Hej", "Hej"},
		{"**Fed _og skrå_** nu", "**Fed _og skrå_** nu"},
		{"se [**her**](https://x.dk/a_b)\n\n- et\n- **to**", "se [**her**](https://x.dk/a_b)\n\n- et\n- **to**"},
		{`\*fed\* \_skrå\_ \~væk\~ \` + "`kode\\`", `\*fed\* \_skrå\_ \~væk\~ \` + "`kode\\`"},
		{"snake_case og 2*3*4", `snake\_case og 2\*3\*4`},
		{"@everyone <@123> <#5>", `\@everyone \<\@123> \<#5>`},
		{"# stor\n## mindre\n-# små\n> citat\n1. et\n+ to\n#47", "\\# stor\n\\## mindre\n\\-# små\n\\> citat\n1\\. et\n\\+ to\n#47"},
		{`https\://evil.example`, `https\://evil.example`},
		{":smile: kl. 10:30", `\:smile: kl. 10:30`},
		{"Sendes til 3 (\\#1198336277794911121).", "Sendes til 3 (<#1198336277794911121>)."},
		{"#4711 og #123456789012345678901", "#4711 og #123456789012345678901"},
		{"||skjult||", `\|\|skjult\|\|`},
	} {
		if got := markdown(tt.md, false); got != tt.want {
			t.Errorf("%q:\nhave %q\nwant %q", tt.md, got, tt.want)
		}
	}
}

// Whatever a person wrote is shown as it was written: every sign that means
// something to Discord has a backslash before it.
func TestWhatPeopleWroteMeansNothing(t *testing.T) {
	live := regexp.MustCompile("(^|[^\\\\])(\\\\\\\\)*([*_~`|<@\\[\\]]|https?://)")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`([a-zæø .\-\n#>+:0-9*_~|<@&\\\[\]()!]|https://|:smile:|1\. |- |\x60){0,60}`).Draw(t, "written")
		out := markdown(chat.Escape(s), false)
		if at := live.FindString(out); at != "" {
			t.Fatalf("%q became %q, in which %q is live", s, out, at)
		}
		for _, line := range strings.Split(out, "\n") {
			if lineStarts.MatchString(line) {
				t.Fatalf("%q became %q: the line %q begins something", s, out, line)
			}
		}
		if fold(chat.Plain(out)) != fold(s) {
			t.Fatalf("%q is shown as %q", s, chat.Plain(out))
		}
	})
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }
