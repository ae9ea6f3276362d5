package chat

import "strings"

// Span is a run of the text of a [Message] that looks the same, for a platform
// that shows text in pieces and has no notation to escape.
type Span struct {
	Text         string // plain, as a person reads it
	Bold, Italic bool
	URL          string // of a link, else ""
	Item         bool   // the dash and space that begin an item of a list
}

// Spans reads the Markdown of a [Message]. The texts of all spans together are
// what [Plain] gives.
func Spans(md string) (spans []Span) {
	var b strings.Builder
	var now Span
	flush := func() {
		if b.Len() > 0 {
			now.Text = b.String()
			spans = append(spans, now)
			b.Reset()
		}
	}
	atoms := parse(md)
	start := true // of a line
	for i := 0; i < len(atoms); i++ {
		a := atoms[i]
		if start && a.marks == nil && a.text == "-" && i+1 < len(atoms) && atoms[i+1].text == " " {
			flush()
			spans = append(spans, Span{Text: "- ", Item: true})
			now, start = Span{}, false
			i++
			continue
		}
		look := Span{Bold: a.marks.has("**"), Italic: a.marks.has("_"), URL: a.marks.address()}
		if look != (Span{Bold: now.Bold, Italic: now.Italic, URL: now.URL}) {
			flush()
			now = look
		}
		b.WriteString(a.plain())
		start = a.text == "\n"
	}
	flush()
	return spans
}
