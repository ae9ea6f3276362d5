package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"brobygger/adapters"
	"brobygger/chat"
)

// Limits are Slack's own, or less where it does not say:
//
//   - header text 150, button text and option text 75, 100 groups of 100
//     options (of which as many as a message bears), modal title, submit and
//     close 24: https://docs.slack.dev/reference/block-kit
//   - the text of all blocks of a message together has an unwritten limit of
//     about 12,000 with what stands around it (slackapi/bolt-js#2509, #2867);
//     a text object takes 3,000
//   - 50 blocks of a message, 100 of a modal
func Limits() chat.Limits {
	return chat.Limits{
		Text: 3000, Title: 150, Field: 1000, Fields: 20,
		Buttons: 20, ButtonLabel: 75, Selects: 4, Options: 400, OptionLabel: 75,
		Inputs: 10, InputOptions: 400, FormTitle: 24, InputLabel: 150, Input: longestText,
		FormErrors: true, FormFromForm: true, FormChoices: true, Edit: true, Threads: true,
	}
}

// rowOf is how many buttons stand in one row.
const rowOf = 5

// rendered is a message in Slack's form.
type rendered struct {
	blocks []slack.Block
	text   string // for notifications and screen readers, in Slack's notation
}

// render makes blocks of a message. One that needs several messages, or has
// nothing to show, is an error.
func render(m chat.Message) (rendered, error) {
	if m.Size() == 0 && len(m.Buttons)+len(m.Selects) == 0 {
		return rendered{}, fmt.Errorf("message %s: nothing in it", m.Kind)
	}
	parts := chat.Fit(m, Limits())
	if len(parts) != 1 {
		return rendered{}, fmt.Errorf("message %s: over the limits, needs %d messages", m.Kind, len(parts))
	}
	m = parts[0]
	return rendered{blocksOf(m, ""), fallback(m)}, nil
}

// blocksOf shows a message. The first block is named for its kind, the others
// for what they are; suffix keeps them apart from those of another part.
func blocksOf(m chat.Message, suffix string) (blocks []slack.Block) {
	name := func(id string) string {
		if len(blocks) == 0 {
			id = "kind:" + m.Kind
		}
		return id + suffix
	}
	if m.Title != "" {
		blocks = append(blocks, slack.NewHeaderBlock(plain(chat.Plain(m.Title)), slack.HeaderBlockOptionBlockID(name("title"))))
	}
	var front []slack.RichTextSectionElement
	for _, a := range m.Mentions {
		front = append(front, slack.NewRichTextSectionUserElement(a.User, nil), slack.NewRichTextSectionTextElement(" ", nil))
	}
	if text := richText(m.Text, front...); len(text) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock(name("text"), text...))
	}
	if len(m.Fields) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock(name("fields"), fields(m.Fields)...))
	}
	seen := map[string]int{}
	for i, s := range m.Selects {
		key := s.ID + "|" + s.Arg
		if seen[key]++; seen[key] > 1 { // a list in parts
			key += fmt.Sprint("|", seen[key])
		}
		section := slack.NewSectionBlock(plain(s.Label), nil, slack.NewAccessory(list(s.Options, s.Chosen, s.Several, key)))
		section.BlockID = name(fmt.Sprint("select-", i))
		blocks = append(blocks, section)
	}
	if m.Note != "" {
		blocks = append(blocks, note(m.Note, name("note")))
	}
	for i := 0; i < len(m.Buttons); i += rowOf {
		var row []slack.BlockElement
		for _, b := range m.Buttons[i:min(i+rowOf, len(m.Buttons))] {
			row = append(row, button(b))
		}
		blocks = append(blocks, slack.NewActionBlock(name(fmt.Sprint("actions-", i/rowOf)), row...))
	}
	return blocks
}

// fields are lines "Label: value", and a value that is a list stands below its
// label. They do not stand side by side: Slack's two columns take mrkdwn or
// plain text only, and phones show one column.
func fields(all []chat.Field) []slack.RichTextElement {
	var w writer
	for i, f := range all {
		if i > 0 {
			w.write(chat.Span{Text: "\n"})
		}
		w.write(chat.Span{Text: chat.Plain(f.Label) + ":", Bold: true})
		for _, s := range chat.Spans(f.Behind()) {
			w.write(s)
		}
	}
	w.end()
	return w.out
}

// note is small print; with a link or a look in it, it is text like any other,
// for small print in Slack is either plain or mrkdwn.
func note(md, id string) slack.Block {
	for _, s := range chat.Spans(md) {
		if s.Bold || s.Italic || s.URL != "" {
			return slack.NewRichTextBlock(id, richText(md)...)
		}
	}
	return slack.NewContextBlock(id, plain(chat.Plain(md)))
}

// button is pressed with action_id "ID|Arg". One that opens a link says so in
// a third part, because Slack reports its press all the same.
func button(b chat.Button) *slack.ButtonBlockElement {
	e := slack.NewButtonBlockElement(b.ID+"|"+b.Arg, b.Arg, plain(b.Label))
	switch b.Style {
	case chat.Primary:
		e.Style = slack.StylePrimary
	case chat.Danger:
		e.Style = slack.StyleDanger
	}
	if b.URL != "" {
		e.ActionID += "|" + linkPart
		e.URL = b.URL
	}
	return e
}

// linkPart is the third part of the action_id of a button that opens a link.
const linkPart = "url"

// list is a select with the chosen options set, in groups when they are many.
func list(all []chat.Option, chosen []string, several bool, actionID string) slack.BlockElement {
	opts, set := options(all, chosen)
	grouped := groups(opts)
	if grouped != nil {
		opts = nil
	}
	if several {
		e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, actionID, opts...)
		e.OptionGroups, e.InitialOptions = grouped, set
		return e
	}
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, actionID, opts...)
	e.OptionGroups = grouped
	if len(set) > 0 {
		e.InitialOption = set[0]
	}
	return e
}

// inGroup is how many options stand together; a list with more has groups.
const inGroup = 100

// groups deals options out evenly, nil when one group would do. A group is
// named by how its first and its last option begin.
func groups(opts []*slack.OptionBlockObject) (all []*slack.OptionGroupBlockObject) {
	parts := (len(opts) + inGroup - 1) / inGroup
	if parts < 2 {
		return nil
	}
	begins := func(o *slack.OptionBlockObject) string {
		runes := []rune(o.Text.Text)
		return string(runes[:min(3, len(runes))])
	}
	for i := range parts {
		part := opts[i*len(opts)/parts : (i+1)*len(opts)/parts]
		label := begins(part[0]) + " – " + begins(part[len(part)-1])
		all = append(all, slack.NewOptionGroupBlockElement(plain(label), part...))
	}
	return all
}

func options(all []chat.Option, chosen []string) (opts, set []*slack.OptionBlockObject) {
	for _, o := range all {
		var hint *slack.TextBlockObject
		if o.Hint != "" {
			hint = plain(o.Hint)
		}
		opt := slack.NewOptionBlockObject(o.ID, plain(o.Label), hint)
		opts = append(opts, opt)
		for _, c := range chosen {
			if c == o.ID {
				set = append(set, opt)
			}
		}
	}
	return opts, set
}

// fallback says all of a message as plain text, for notifications and screen readers.
func fallback(m chat.Message) string {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, escape(s))
		}
	}
	add(chat.Plain(m.Title))
	add(chat.Plain(m.Text))
	for _, f := range m.Fields {
		add(chat.Plain(f.Label) + ":" + chat.Plain(f.Behind()))
	}
	for _, s := range m.Selects {
		add(s.Label)
	}
	add(chat.Plain(m.Note))
	if len(lines) == 0 {
		for _, b := range m.Buttons {
			add(b.Label)
		}
	}
	var front strings.Builder
	for _, a := range m.Mentions {
		front.WriteString("<@" + escape(a.User) + "> ")
	}
	return front.String() + strings.Join(lines, "\n")
}

// posted are the arguments of a call that shows a message in channel.
func (r rendered) posted(channel string) args {
	return args{
		"channel": channel, "text": r.text, "blocks": r.blocks,
		"unfurl_links": false, "unfurl_media": false, "parse": "none",
	}
}

// stamp hides what a message is for in its metadata, where Find looks for it.
func stamp(key, value string) metadata {
	return metadata{Type: metadataType, Payload: map[string]any{key: value}}
}

const metadataType = "brobygger"

// refused is the error for what Slack would never take.
func refused(err error) *adapters.Error { return &adapters.Error{Class: adapters.Rejected, Err: err} }
