package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape makes any text safe inside the Markdown of a [Message]: no
// formatting, link, mention, list, heading or HTML can come of it. Lines stay
// lines. Space at the ends of lines goes, blank lines fold into one, and
// control characters (those that turn the direction of writing, too) become
// spaces. The result is valid UTF-8.
func Escape(s string) string {
	lines := strings.Split(tidy(s), "\n")
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	blank := true // nothing written yet, or the last line was blank
	for _, line := range lines {
		line = strings.TrimFunc(line, unicode.IsSpace)
		if line == "" {
			if !blank {
				b.WriteByte('\n')
			}
			blank = true
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		blank = false
		escapeLine(&b, line)
	}
	return strings.TrimRight(b.String(), "\n")
}

// tidy makes every line break "\n" and every other control character a space.
func tidy(s string) string {
	clean := utf8.ValidString(s)
	if clean {
		clean = !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && control(r) })
	}
	if clean {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n", "\v", "\n", "\f", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if r != '\n' && control(r) {
			return ' '
		}
		return r
	}, s)
}

// control knows the characters that are never shown but change what is.
func control(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// escapeLine writes one trimmed line.
func escapeLine(b *strings.Builder, line string) {
	front := guard(line)
	b.WriteString(front)
	at := max(0, len(front)-1) // all of it but the backslash stands in the line
	for i, r := range line {
		if i < at {
			continue
		}
		switch r {
		case '\\', '`', '*', '_', '[', ']', '<', '>', '~', '|', '@', '&', '#':
			b.WriteByte('\\')
		case ':':
			if strings.HasPrefix(line[i:], "://") {
				b.WriteByte('\\')
			}
		case '.':
			if i >= 3 && strings.EqualFold(line[i-3:i], "www") {
				b.WriteByte('\\')
			}
		}
		b.WriteRune(r)
	}
}

// guard gives what has to stand in front of the rest of a line so that the
// line begins no list, heading or rule: a backslash, and before it the digits
// of a number that would begin a list. It is "" where nothing is needed.
func guard(line string) string {
	if line == "" {
		return ""
	}
	switch line[0] {
	case '-', '+', '=':
		return `\`
	case ':': // the second line of a table
		if strings.HasPrefix(line, ":-") {
			return `\`
		}
	}
	n := 0
	for n < len(line) && line[n] >= '0' && line[n] <= '9' {
		n++
	}
	if n > 0 && n < len(line) && (line[n] == '.' || line[n] == ')') {
		return line[:n] + `\`
	}
	return ""
}

// Plain gives the text a person reads: markers and backslashes gone, links
// become their text, list items keep their dash. Plain(Escape(s)) is s, but
// for folded white space.
func Plain(md string) string {
	var b strings.Builder
	b.Grow(len(md))
	for _, a := range parse(md) {
		b.WriteString(a.plain())
	}
	return b.String()
}

// plain is the atom without its backslash.
func (a atom) plain() string {
	if len(a.text) == 2 && a.text[0] == '\\' {
		return a.text[1:]
	}
	return a.text
}

// atom is one character of a text or one backslash with what it protects,
// never to be split, and the markers around it, outermost first.
type atom struct {
	text  string
	marks *marks
}

// marks is one pair of markers and those around it.
type marks struct {
	open, close string
	outer       *marks
	depth       int
}

// parse reads the Markdown of a [Message]. What is no pair of markers is text.
func parse(md string) []atom {
	return parseInto(make([]atom, 0, len(md)), md, 0, len(md), nil)
}

// parseInto reads md[at:end]; looking outside those bounds tells only what
// stands beside a marker.
func parseInto(atoms []atom, md string, at, end int, around *marks) []atom {
	for at < end {
		switch c := md[at]; {
		case c == '\\' && at+1 < end && punctuation(md[at+1]):
			atoms, at = append(atoms, atom{md[at : at+2], around}), at+2
			continue
		case c == '*' && !around.has("**"):
			if stop := closing(md, at, end, "**"); stop > 0 {
				atoms = parseInto(atoms, md, at+2, stop, around.within("**", "**"))
				at = stop + 2
				continue
			}
		case c == '_' && !around.has("_"):
			if stop := closing(md, at, end, "_"); stop > 0 {
				atoms = parseInto(atoms, md, at+1, stop, around.within("_", "_"))
				at = stop + 1
				continue
			}
		case c == '[' && !around.has("["):
			if stop, url := link(md, at, end); stop > 0 {
				atoms = parseInto(atoms, md, at+1, stop, around.within("[", "]("+url+")"))
				at = stop + len("](") + len(url) + len(")")
				continue
			}
		}
		_, size := utf8.DecodeRuneInString(md[at:end])
		atoms, at = append(atoms, atom{md[at : at+size], around}), at+size
	}
	return atoms
}

func (m *marks) has(open string) bool {
	for ; m != nil; m = m.outer {
		if m.open == open {
			return true
		}
	}
	return false
}

func (m *marks) within(open, end string) *marks {
	depth := 1
	if m != nil {
		depth = m.depth + 1
	}
	return &marks{open, end, m, depth}
}

// closing gives where the marker that opens at md[at] is closed, 0 when it is
// not: in the same paragraph, with no space inside, and for "_" not inside a word.
func closing(md string, at, end int, mark string) int {
	from := at + len(mark)
	if from >= end || !strings.HasPrefix(md[at:end], mark) || space(md[from]) || strings.HasPrefix(md[from:end], mark) {
		return 0
	}
	if mark == "_" && at > 0 {
		if before, _ := utf8.DecodeLastRuneInString(md[:at]); wordRune(before) {
			return 0
		}
	}
	for i := from; i < end; {
		switch {
		case md[i] == '\\' && i+1 < end && punctuation(md[i+1]):
			i += 2
		case md[i] == '\n' && i+1 < end && md[i+1] == '\n':
			return 0
		case i > from && !space(md[i-1]) && strings.HasPrefix(md[i:end], mark) && (mark == "**" || !wordAt(md, i+1)):
			return i
		case mark == "_" && strings.HasPrefix(md[i:end], "**"):
			i += 2
		default:
			i++
		}
	}
	return 0
}

// link gives where the text of the link that opens at md[at] ends, and its
// address; 0 when it is no link.
func link(md string, at, end int) (stop int, url string) {
	for i := at + 1; i < end; i++ {
		switch md[i] {
		case '\\':
			i++
		case '\n', '[':
			return 0, ""
		case ']':
			rest, ok := strings.CutPrefix(md[i+1:end], "(")
			n := strings.IndexAny(rest, ") \n<>")
			if !ok || n < 0 || rest[n] != ')' || i == at+1 {
				return 0, ""
			}
			if url = rest[:n]; !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "mailto:") {
				return 0, ""
			}
			return i, url
		}
	}
	return 0, ""
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

func wordAt(md string, i int) bool {
	r, _ := utf8.DecodeRuneInString(md[i:])
	return i < len(md) && wordRune(r)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// punctuation knows what a backslash can protect.
func punctuation(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}
