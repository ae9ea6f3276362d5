package slack

import "strings"

// said gives the text that a person wrote, as they typed it: Slack's
// references become what people see, and mentions of the bot go. who names a
// user; it may give "". mention reports that the bot was mentioned.
//
// https://docs.slack.dev/messaging/formatting-message-text: & < > are escaped,
// so every < begins a reference.
func said(text, self string, who func(id string) string) (plain string, mention bool) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "<")
		b.WriteString(unescape(before))
		if !ok {
			break
		}
		inside, after, closed := strings.Cut(rest, ">")
		if !closed {
			b.WriteString("<" + unescape(rest))
			break
		}
		target, label, _ := strings.Cut(inside, "|")
		if self != "" && target == "@"+self {
			mention = true
			after = strings.TrimLeft(after, " ")
		} else {
			b.WriteString(unescape(reference(target, label, who)))
		}
		text = after
	}
	return strings.TrimSpace(b.String()), mention
}

// unescape undoes Slack's three escapes and no other entity.
func unescape(s string) string { return unescapes.Replace(s) }

var unescapes = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// reference is what people see of one reference.
func reference(target, label string, who func(string) string) string {
	switch {
	case strings.HasPrefix(target, "@"):
		if label == "" {
			label = who(target[1:])
		}
		if label == "" {
			return target
		}
		return "@" + strings.TrimPrefix(label, "@")
	case strings.HasPrefix(target, "#"):
		if label == "" {
			return target
		}
		return "#" + strings.TrimPrefix(label, "#")
	case strings.HasPrefix(target, "!"):
		if label != "" {
			return label
		}
		name, _, _ := strings.Cut(target[1:], "^")
		return "@" + name
	}
	address := strings.TrimPrefix(strings.TrimPrefix(target, "mailto:"), "tel:")
	switch {
	case label == "", label == target, label == address:
		return address
	case strings.HasSuffix(target, "://"+label): // "nordlys.dk", which Slack made a link of
		return label
	}
	return label + " (" + address + ")"
}
