package twin

import (
	"regexp"
	"strings"

	"brobygger/chat"
	"brobygger/play"
)

// shown reads blocks back as a person sees them; without blocks it is the
// text. The kind is what the adapter wrote in the id of the first block.
func (t *Twin) shown(blocks []block, fallback string) chat.Message {
	var m chat.Message
	if len(blocks) == 0 {
		m.Text = literal(unescape(fallback))
		return m
	}
	m.Kind, _ = strings.CutPrefix(blocks[0].ID, "kind:")
	if m.Kind == blocks[0].ID {
		m.Kind = ""
	}
	var texts, notes []string
	for _, b := range blocks {
		switch b.Type {
		case "header":
			m.Title = literal(b.Text.Text)
		case "rich_text":
			switch b.ID {
			case "fields":
				m.Fields = append(m.Fields, t.fields(b.rich)...)
			case "note":
				notes = append(notes, t.written(b.rich, &m))
			default:
				texts = append(texts, t.written(b.rich, &m))
			}
		case "section":
			if b.Accessory != nil {
				m.Selects = append(m.Selects, b.Accessory.list(b.Text.read()))
			} else if b.Text != nil {
				texts = append(texts, literal(b.Text.read()))
			}
		case "context":
			for _, s := range b.small {
				notes = append(notes, literal(s.read()))
			}
		case "actions":
			for _, e := range b.elements {
				if e.Type == "button" {
					m.Buttons = append(m.Buttons, e.button())
				} else {
					m.Selects = append(m.Selects, e.list(e.Placeholder.read()))
				}
			}
		}
	}
	m.Text, m.Note = strings.Join(texts, "\n\n"), strings.Join(notes, "\n")
	return m
}

// read is a text object as it is shown. In mrkdwn only what is escaped is
// undone: the bot shows nothing in it but its own plain words.
func (t *text) read() string {
	switch {
	case t == nil:
		return ""
	case t.Type == "mrkdwn":
		return unescape(t.Text)
	}
	return t.Text
}

func (e *element) button() chat.Button {
	id, arg, _ := strings.Cut(e.ActionID, "|")
	arg, _, _ = strings.Cut(arg, "|")
	return chat.Button{ID: id, Arg: arg, Label: e.Text.Text, Style: chat.Style(e.Style), URL: e.URL}
}

func (e *element) list(label string) chat.Select {
	id, arg, _ := strings.Cut(e.ActionID, "|")
	arg, _, _ = strings.Cut(arg, "|")
	s := chat.Select{ID: id, Arg: arg, Label: label, Several: e.Type == "multi_static_select" || e.Type == "checkboxes", Options: seenOptions(e.Options)}
	s.Chosen = e.initial()
	return s
}

func (e *element) initial() (values []string) {
	if e.InitialOption != nil {
		values = append(values, e.InitialOption.Value)
	}
	for _, o := range e.InitialOptions {
		values = append(values, o.Value)
	}
	return values
}

func seenOptions(all []option) (seen []chat.Option) {
	for _, o := range all {
		seen = append(seen, chat.Option{ID: o.Value, Label: o.Text.read(), Hint: o.Description.read()})
	}
	return seen
}

// written is rich text as Markdown. A mention at the very front is for whom
// the message is, and goes to m.
func (t *Twin) written(all []rich, m *chat.Message) string {
	var lines []string
	for i, e := range all {
		switch e.Type {
		case "rich_text_list":
			for _, item := range e.Elements {
				lines = append(lines, "- "+t.inline(item.Elements))
			}
		default:
			inner := e.Elements
			for i == 0 && len(inner) > 0 && inner[0].Type == "user" {
				m.Mentions = append(m.Mentions, t.world.Account(t.user(inner[0].UserID)))
				if inner = inner[1:]; len(inner) > 0 && inner[0].Type == "text" && inner[0].Text == " " {
					inner = inner[1:]
				}
			}
			lines = append(lines, t.inline(inner))
		}
	}
	return strings.Join(lines, "\n")
}

// inline is one line of rich text, or several, as Markdown.
func (t *Twin) inline(all []rich) string {
	var b strings.Builder
	for _, e := range all {
		bold, italic := e.looks()
		switch e.Type {
		case "text":
			b.WriteString(dressed(literal(e.Text), bold, italic))
		case "link":
			text := e.Text
			if text == "" {
				text = e.URL
			}
			b.WriteString(dressed("["+literal(text)+"]("+e.URL+")", bold, italic))
		case "user":
			b.WriteString(literal("@" + t.user(e.UserID)))
			t.isWrong("rich text notifies %s, and not at its front", e.UserID)
		case "broadcast":
			t.isWrong("rich text notifies everybody (%s)", e.Range)
		case "emoji":
			b.WriteString(":" + e.Name + ":")
		}
	}
	return b.String()
}

func (e rich) looks() (bold, italic bool) {
	style, _ := e.Style.(map[string]any)
	bold, _ = style["bold"].(bool)
	italic, _ = style["italic"].(bool)
	return bold, italic
}

// dressed puts the markers around text; space and line breaks stay outside.
func dressed(text string, bold, italic bool) string {
	inner := strings.TrimSpace(text)
	if inner == "" || !bold && !italic {
		return text
	}
	at := strings.Index(text, inner)
	before, after := text[:at], text[at+len(inner):]
	if italic {
		inner = "_" + inner + "_"
	}
	if bold {
		inner = "**" + inner + "**"
	}
	return before + inner + after
}

// fields reads lines "Label: value", each label bold; a list below a label is
// its value.
func (t *Twin) fields(all []rich) (fields []chat.Field) {
	var value []rich
	end := func() {
		if n := len(fields); n > 0 {
			fields[n-1].Value = strings.TrimSpace(fields[n-1].Value + t.inline(value))
		}
		value = nil
	}
	for _, part := range all {
		if part.Type == "rich_text_list" {
			end()
			if n := len(fields); n > 0 {
				fields[n-1].Value = strings.TrimSpace(fields[n-1].Value + "\n" + t.written([]rich{part}, nil))
			}
			continue
		}
		begins := true
		for _, e := range part.Elements {
			if bold, _ := e.looks(); begins && bold && strings.HasSuffix(e.Text, ":") {
				end()
				fields = append(fields, chat.Field{Label: strings.TrimSuffix(e.Text, ":")})
			} else {
				value = append(value, e)
			}
			begins = strings.HasSuffix(e.Text, "\n")
		}
	}
	end()
	return fields
}

// literal makes Markdown that shows s: markers get a backslash only when s
// would be read otherwise without, for the world's limits count them.
func literal(s string) string {
	if chat.Plain(s) == s {
		return s
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`).Replace(s)
}

// angled is what stands in angle brackets in Slack's notation.
var angled = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// unescape reads a text in Slack's notation as it is shown.
// https://docs.slack.dev/messaging/formatting-message-text
func unescape(s string) string {
	s = angled.ReplaceAllStringFunc(s, func(found string) string {
		part := angled.FindStringSubmatch(found)
		if part[2] != "" {
			return part[2]
		}
		if part[1] == "@"+botUser {
			return "@" + play.Bot
		}
		return part[1]
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}
