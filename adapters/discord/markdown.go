package discord

import (
	"regexp"
	"slices"
	"strings"

	"brobygger/chat"
)

// markdown writes the Markdown of a message as Discord's. What is plain text
// in it stays plain: no formatting, mention, link, list or emoji comes of it.
// https://support.discord.com/hc/en-us/articles/210298617
//
// With bare, names of emoji are left to become emoji: it costs no character.
func markdown(md string, bare bool) string {
	var b strings.Builder
	var open []marker
	start := true // of a line
	turn := func(to []marker) {
		shared := 0
		for shared < len(open) && shared < len(to) && open[shared] == to[shared] {
			shared++
		}
		for _, m := range slices.Backward(open[shared:]) {
			b.WriteString(m.end)
		}
		for _, m := range to[shared:] {
			b.WriteString(m.begin)
		}
		open = to
	}
	for _, s := range chat.Spans(md) {
		if s.Item {
			turn(nil)
			b.WriteString("- ")
			start = false
			continue
		}
		turn(markers(s))
		for i, line := range strings.SplitAfter(s.Text, "\n") {
			escapeInto(&b, line, start || i > 0, bare)
		}
		start = strings.HasSuffix(s.Text, "\n")
	}
	turn(nil)
	return b.String()
}

// marker is what stands before and after marked text.
type marker struct{ begin, end string }

func markers(s chat.Span) (all []marker) {
	if s.URL != "" {
		all = append(all, marker{"[", "](" + s.URL + ")"})
	}
	if s.Bold {
		all = append(all, marker{"**", "**"})
	}
	if s.Italic {
		all = append(all, marker{"_", "_"})
	}
	return all
}

// plainText makes any one-line text safe in Discord's Markdown.
func plainText(s string, bare bool) string {
	var b strings.Builder
	escapeInto(&b, s, true, bare)
	return b.String()
}

var (
	// lineStarts are what begins a heading, small print, a list or a quote.
	lineStarts = regexp.MustCompile(`^\s*(#{1,3}\s|-#|[-+]\s|>|\d+\.\s)`)
	// emojiName becomes an emoji in clients, also in what a bot has written.
	emojiName = regexp.MustCompile(`^:[A-Za-z0-9_+~-]+:`)
	// channelID is a channel as texts name it, by its id; people see its name.
	channelID = regexp.MustCompile(`^#(\d{17,20})\b`)
)

// escapeInto writes one line, or part of one, as plain text.
func escapeInto(b *strings.Builder, line string, start, bare bool) {
	guard := -1
	if at := lineStarts.FindStringSubmatchIndex(line); start && at != nil {
		guard = at[2]
		for line[guard] >= '0' && line[guard] <= '9' {
			guard++ // "1." begins a list, and a backslash protects only the dot
		}
	}
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '\\', '*', '_', '~', '`', '|', '<', '[', ']', '@':
			b.WriteByte('\\')
		case '#':
			if name := channelID.FindStringSubmatch(line[i:]); name != nil {
				b.WriteString("<#" + name[1] + ">")
				i += len(name[1])
				continue
			}
			if i == guard {
				b.WriteByte('\\')
			}
		case ':':
			if strings.HasPrefix(line[i:], "://") || !bare && emojiName.MatchString(line[i:]) {
				b.WriteByte('\\')
			}
		default:
			if i == guard {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(line[i])
	}
}
