package flows

import (
	"regexp"
	"strings"

	"brobygger/chat"
)

// text is one text in one language with placeholders: {name} is the label of
// an answer, or a fact. Blanks and punctuation inside the braces belong to the
// value and go away with it: "Tak{, name}." is "Tak, Lene." or "Tak.".
// "{{" stands for a brace.
type text struct {
	src   string
	at    at
	parts []part // empty when there are no placeholders
}

type part struct {
	lit           string // text before the placeholder
	before, after string // inside the braces
	name          string // "" for the rest of the text
}

var placeholder = regexp.MustCompile(`\{\{|\{([ ,]*)([a-z][a-z0-9_]*)([ ,.!:]*)\}|\{`)

// compile splits the text; it reports the place of a brace that is no placeholder.
func (t *text) compile() (names []string, bad int) {
	bad = -1
	rest, pos, lit := t.src, 0, ""
	for {
		m := placeholder.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		lit += rest[:m[0]]
		switch {
		case rest[m[0]:m[1]] == "{{":
			lit += "{"
		case m[4] < 0:
			if bad < 0 {
				bad = pos + m[0]
			}
			lit += "{"
		default:
			name := rest[m[4]:m[5]]
			t.parts = append(t.parts, part{lit, rest[m[2]:m[3]], rest[m[6]:m[7]], name})
			names = append(names, name)
			lit = ""
		}
		pos += m[1]
		rest = rest[m[1]:]
	}
	if len(t.parts) > 0 || lit != "" {
		t.parts = append(t.parts, part{lit: lit + rest})
	}
	return names, bad
}

// place gives line and column of a byte of the text in its file, near enough
// for a block of lines.
func (t *text) place(offset int) at {
	before := t.src[:offset]
	if n := strings.Count(before, "\n"); n > 0 {
		return at{t.at.line + n, t.at.col + offset - strings.LastIndexByte(before, '\n') - 1}
	}
	return at{t.at.line, t.at.col + offset}
}

// words is a text in Danish and English.
type words struct{ da, en *text }

func (w words) empty() bool { return w.da == nil && w.en == nil }

// in gives the text in the language, else in the other.
func (w words) in(l chat.Lang) *text {
	if (l == chat.EN && w.en != nil) || w.da == nil {
		return w.en
	}
	return w.da
}

func (w words) get(l chat.Lang) *text {
	if l == chat.EN {
		return w.en
	}
	return w.da
}

// fixed reports that the text has no placeholder.
func (t *text) fixed() bool { return t == nil || len(t.parts) == 0 }

// values gives the value of a placeholder, ready for where it is to stand.
type values func(name string) string

// fill renders the text.
func (t *text) fill(v values) string {
	if t == nil {
		return ""
	}
	if t.fixed() {
		return t.src
	}
	var b strings.Builder
	b.Grow(len(t.src) + 64)
	for i := range t.parts {
		p := &t.parts[i]
		b.WriteString(p.lit)
		if p.name == "" {
			continue
		}
		if val := v(p.name); val != "" {
			b.WriteString(p.before)
			b.WriteString(val)
			b.WriteString(p.after)
		}
	}
	return b.String()
}
