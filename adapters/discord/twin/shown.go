package twin

import (
	"regexp"
	"strings"
)

// shown gives what a person reads of Discord Markdown, as plain text: markers
// and backslashes gone, mentions as names, links as their text. The rules are
// those of Discord's own client (support.discord.com article 210298617 and
// docs: reference#message-formatting). A list item keeps its dash.
type shown struct {
	name func(kind byte, id string) string // '@' a user, '&' a role, '#' a channel; "" when unknown
}

var (
	fence    = regexp.MustCompile("^```(?:[a-z0-9_+-]+\n)?\n*((?s:.+?))\n*```")
	ticks    = regexp.MustCompile("^`+")
	mention  = regexp.MustCompile(`^<(@!?|@&|#)([0-9]{15,20})>`)
	emoji    = regexp.MustCompile(`^<a?:([A-Za-z0-9_]{2,32}):[0-9]{15,20}>`)
	shortcut = regexp.MustCompile(`^:([+-]1|100|1234|[a-z0-9_]*[a-z][a-z0-9_+-]*):`)
	stamp    = regexp.MustCompile(`^<t:(-?[0-9]{1,17})(?::[tTdDfFR])?>`)
	command  = regexp.MustCompile(`^</([^<>:]+):[0-9]{15,20}>`)
	quietURL = regexp.MustCompile(`^<(https?://[^\s<>]+)>`)
	plainURL = regexp.MustCompile(`^https?://[^\s<]+[^<.,:;"'\])\s]`)
	lineMark = regexp.MustCompile(`^(?:(?:>>>|>) )?(?:(?:#{1,3}|-#) +)?`) // quotes, headings, small print
)

// text gives the plain text of a whole message text.
func (s shown) text(md string) string {
	var b strings.Builder
	s.write(&b, md, true)
	return invisible(b.String())
}

// invisible takes out what has no width.
func invisible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\u200B' && r <= '\u200F', r >= '\u2060' && r <= '\u2064', r == '\uFEFF', r == '\u034F', r >= 0xE0000 && r <= 0xE007F:
			return -1
		}
		return r
	}, s)
}

// write puts down what md shows; start says that md begins a line.
func (s shown) write(b *strings.Builder, md string, start bool) {
	for i := 0; i < len(md); {
		if start || i > 0 && md[i-1] == '\n' {
			i += len(lineMark.FindString(md[i:]))
			if start = false; i == len(md) {
				return
			}
		}
		if n := s.inline(b, md, i); n > 0 {
			i += n
			continue
		}
		b.WriteByte(md[i])
		i++
	}
}

// inline writes the element that begins at md[i] and gives its length, 0 when
// there is none but a character.
func (s shown) inline(b *strings.Builder, md string, i int) int {
	rest := md[i:]
	switch rest[0] {
	case '\\':
		if len(rest) > 1 && protects(rest[1]) {
			b.WriteByte(rest[1])
			return 2
		}
	case '`':
		if m := fence.FindStringSubmatch(rest); m != nil {
			b.WriteString(m[1])
			return len(m[0])
		}
		if text, n := codeSpan(rest); n > 0 {
			b.WriteString(strings.TrimSpace(text))
			return n
		}
	case '<':
		return s.angle(b, rest)
	case ':':
		if m := shortcut.FindStringSubmatch(rest); m != nil {
			b.WriteString("⟦" + m[1] + "⟧") // the picture of that name
			return len(m[0])
		}
	case 'h':
		if m := plainURL.FindString(rest); m != "" {
			b.WriteString(m)
			return len(m)
		}
	case '[':
		if text, n := masked(rest); n > 0 {
			s.write(b, text, false)
			return n
		}
	case '*', '_', '~', '|':
		return s.marked(b, md, i)
	}
	return 0
}

// codeSpan reads what stands between two equal runs of backticks.
func codeSpan(rest string) (text string, n int) {
	open := ticks.FindString(rest)
	for at := len(open); at < len(rest); at++ {
		run := ticks.FindString(rest[at:])
		if run == open {
			return rest[len(open):at], at + len(open)
		}
		at += len(run)
	}
	return "", 0
}

// angle reads what stands in angle brackets.
func (s shown) angle(b *strings.Builder, rest string) int {
	if m := mention.FindStringSubmatch(rest); m != nil {
		kind, sign := m[1][len(m[1])-1], m[1][:1]
		if kind == '!' {
			kind = '@'
		}
		name := s.name(kind, m[2])
		if name == "" {
			name = map[byte]string{'@': "unknown-user", '&': "deleted-role", '#': "deleted-channel"}[kind]
		}
		b.WriteString(sign + name)
		return len(m[0])
	}
	for _, re := range []*regexp.Regexp{emoji, stamp, command, quietURL} {
		if m := re.FindStringSubmatch(rest); m != nil {
			b.WriteString(m[1])
			return len(m[0])
		}
	}
	return 0
}

// marked reads **bold**, *italic*, _italic_, __underlined__, ~~struck~~ and
// ||hidden||.
func (s shown) marked(b *strings.Builder, md string, i int) int {
	rest := md[i:]
	for _, mark := range []string{"**", "__", "~~", "||", "*", "_"} {
		if !strings.HasPrefix(rest, mark) {
			continue
		}
		if mark == "_" && i > 0 && wordByte(md[i-1]) || mark == "*" && (len(rest) < 2 || strings.ContainsAny(rest[1:2], " \n\t")) {
			continue
		}
		stop := closing(rest, mark)
		if stop <= len(mark) {
			continue
		}
		s.write(b, rest[len(mark):stop], false)
		return stop + len(mark)
	}
	return 0
}

// closing gives where mark closes what it opened at the beginning of rest, 0
// when it never does.
func closing(rest, mark string) int {
	for j := len(mark); j < len(rest); j++ {
		switch {
		case rest[j] == '\\' && j+1 < len(rest) && protects(rest[j+1]):
			j++
		case strings.HasPrefix(rest[j:], mark) && j > len(mark):
			after := rest[j+len(mark):]
			switch {
			case mark == "_" && (strings.HasPrefix(after, "_") || after != "" && wordByte(after[0])):
			case mark == "*" && (strings.HasPrefix(after, "*") || strings.ContainsAny(rest[j-1:j], " \n\t")):
				if strings.HasPrefix(after, "*") {
					j++
				}
			case len(mark) == 2 && strings.HasPrefix(after, mark[:1]):
			default:
				return j
			}
		}
	}
	return 0
}

// masked reads [text](https://…), with an optional title and angle brackets.
func masked(rest string) (text string, n int) {
	depth := 0
	for j := 0; j < len(rest); j++ {
		switch rest[j] {
		case '\\':
			j++
		case '[':
			depth++
		case ']':
			if depth--; depth > 0 {
				continue
			}
			after, ok := strings.CutPrefix(rest[j+1:], "(")
			end := strings.IndexByte(after, ')')
			if !ok || end < 0 || j == 1 {
				return "", 0
			}
			url := strings.Trim(strings.Fields(after[:end] + " x")[0], "<>")
			if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
				return "", 0
			}
			return rest[1:j], j + 1 + 1 + end + 1
		case '\n':
			if j+1 < len(rest) && rest[j+1] == '\n' {
				return "", 0
			}
		}
	}
	return "", 0
}

// protects reports whether a backslash before c hides itself: before
// everything but letters, digits and white space.
func protects(c byte) bool {
	return c > ' ' && c < 0x7F && !wordByte(c) || c == '_'
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
