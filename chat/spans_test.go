package chat

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSpans(t *testing.T) {
	for _, tt := range []struct {
		md   string
		want []Span
	}{
		{"", nil},
		{"Hej", []Span{{Text: "Hej"}}},
		{"**Fed _og skrå_** nu", []Span{{Text: "Fed ", Bold: true}, {Text: "og skrå", Bold: true, Italic: true}, {Text: " nu"}}},
		{"se [her](https://x.dk/)\n\n- et\n- **to**", []Span{
			{Text: "se "}, {Text: "her", URL: "https://x.dk/"}, {Text: "\n\n"},
			{Text: "- ", Item: true}, {Text: "et\n"}, {Text: "- ", Item: true}, {Text: "to", Bold: true}}},
		{`\- ingen liste \*ej fed\*`, []Span{{Text: "- ingen liste *ej fed*"}}},
		{"a - b", []Span{{Text: "a - b"}}},
	} {
		if diff := cmp.Diff(tt.want, Spans(tt.md)); diff != "" {
			t.Errorf("%q: %s", tt.md, diff)
		}
	}
}

// What spans say is what Plain says, and nothing a person wrote becomes a look.
func TestSpansSayWhatPlainSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		md := rapid.StringMatching(`([a-zæø .\-\n*_\\\[\]()]|\*\*|https://x\.dk){0,60}`).Draw(t, "md")
		var b strings.Builder
		for _, s := range Spans(md) {
			b.WriteString(s.Text)
		}
		if b.String() != Plain(md) {
			t.Fatalf("%q: spans %q, plain %q", md, b.String(), Plain(md))
		}
		for _, s := range Spans(Escape(md)) {
			if s.Bold || s.Italic || s.URL != "" || s.Item {
				t.Fatalf("%q: escaped text has the look %+v", md, s)
			}
		}
	})
}
