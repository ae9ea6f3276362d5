package discord

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/bwmarrin/discordgo"

	"brobygger/chat"
)

// Discord's own limits, https://docs.discord.com/developers/resources/message
// and /components/reference: 2,000 characters of content, 5 rows of 5 buttons
// or 1 list, 80 characters of a button, 25 options of 100, 150 of a
// placeholder, 5 components and 45 characters in a modal's title and labels.
const (
	mostContent     = 2000
	mostPlaceholder = 150
	mostDescription = 100
	mostInput       = 4000
	mostModal       = 5
	rowOf           = 5
)

// Limits is what Discord can show. It leaves room in the content for the key
// and what stands around title, fields and note; lists and buttons share the
// five rows.
func Limits() chat.Limits {
	return chat.Limits{
		Text: 1900, Title: 200, Field: 1000, Fields: 20,
		Buttons: 10, ButtonLabel: 80, Selects: 3, Options: 25, OptionLabel: 100,
		Inputs: mostModal, InputOptions: 25, FormTitle: 45, InputLabel: 45, Input: mostInput,
		FormChoices: true, Edit: true, Threads: true,
	}
}

// render puts a fitted message into Discord's form: all text in the content,
// lists and buttons in rows under it (docs/decisions/0006). key, "" for none,
// is hidden at the end. What is over the limits or shows nothing is an error.
func render(m chat.Message, key string) (*outgoing, error) {
	if m.Size() == 0 && len(m.Buttons)+len(m.Selects) == 0 {
		return nil, fmt.Errorf("message %s: nothing in it", m.Kind)
	}
	if n := len(chat.Fit(m, Limits())); n != 1 {
		return nil, fmt.Errorf("message %s: over the limits, needs %d messages", m.Kind, n)
	}
	text := content(m, false)
	if length(text)+keyLength > mostContent {
		text = content(m, true)
	}
	if key != "" {
		text += key
	}
	if n := length(text); n > mostContent {
		return nil, fmt.Errorf("message %s: %d characters, at most %d", m.Kind, n, mostContent)
	}
	out := &outgoing{
		Content: text, Components: rows(m), Flags: discordgo.MessageFlagsSuppressEmbeds,
		Mentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	}
	for _, a := range m.Mentions {
		out.Mentions.Users = append(out.Mentions.Users, a.User)
	}
	return out, nil
}

// content is all there is to read in a message.
func content(m chat.Message, bare bool) string {
	var b strings.Builder
	for i, a := range m.Mentions {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("<@" + a.User + ">")
	}
	part := func(gap, text string) {
		if b.Len() > 0 && text != "" {
			b.WriteString(gap)
		}
		b.WriteString(text)
	}
	if m.Title != "" {
		part("\n", "### "+strings.TrimSpace(markdown(m.Title, bare)))
	}
	part("\n", markdown(m.Text, bare))
	var lines []string
	for _, f := range m.Fields {
		lines = append(lines, "**"+plainText(f.Label, bare)+":**"+markdown(f.Behind(), bare))
	}
	gap := "\n\n"
	if m.Text == "" {
		gap = "\n"
	}
	part(gap, strings.Join(lines, "\n"))
	for _, line := range strings.Split(markdown(m.Note, bare), "\n") {
		if strings.TrimSpace(line) != "" {
			part("\n", "-# "+line)
		}
	}
	return b.String()
}

// rows are the lists, each in a row, and then the buttons.
func rows(m chat.Message) []discordgo.MessageComponent {
	all := []discordgo.MessageComponent{}
	seen := map[string]int{}
	for _, s := range m.Selects {
		id := "s|" + s.ID + "|" + s.Arg
		if seen[id]++; seen[id] > 1 { // a list in parts
			id += fmt.Sprint("|", seen[id])
		}
		all = append(all, discordgo.ActionsRow{Components: []discordgo.MessageComponent{list(s, id)}})
	}
	for i := 0; i < len(m.Buttons); i += rowOf {
		var row []discordgo.MessageComponent
		for _, b := range m.Buttons[i:min(i+rowOf, len(m.Buttons))] {
			row = append(row, button(b))
		}
		all = append(all, discordgo.ActionsRow{Components: row})
	}
	return all
}

func button(b chat.Button) discordgo.Button {
	out := discordgo.Button{Label: b.Label, Style: discordgo.SecondaryButton, CustomID: "b|" + b.ID + "|" + b.Arg}
	switch {
	case b.URL != "":
		out.Style, out.URL, out.CustomID = discordgo.LinkButton, b.URL, ""
	case b.Style == chat.Primary:
		out.Style = discordgo.PrimaryButton
	case b.Style == chat.Danger:
		out.Style = discordgo.DangerButton
	}
	return out
}

// list is a select; one in which several can be chosen can be emptied again.
func list(s chat.Select, id string) discordgo.SelectMenu {
	least := 1
	out := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: id, Placeholder: cut(s.Label, mostPlaceholder), MinValues: &least, MaxValues: 1}
	if s.Several {
		least = 0
		out.MaxValues = len(s.Options)
	}
	for _, o := range s.Options {
		option := discordgo.SelectMenuOption{Label: o.Label, Value: o.ID, Description: cut(o.Hint, mostDescription)}
		for _, c := range s.Chosen {
			option.Default = option.Default || c == o.ID
		}
		out.Options = append(out.Options, option)
	}
	return out
}

// modalOf puts a form into Discord's form. Its text stands above the inputs;
// where they take all five places, beside the first label. A form with more
// inputs is an error.
func modalOf(f chat.Form) (modal, error) {
	if n := len(f.Inputs); n == 0 || n > mostModal {
		return modal{}, fmt.Errorf("form %s: %d inputs, want 1 to %d", f.ID, n, mostModal)
	}
	f = chat.FitForm(f, Limits())
	m := modal{CustomID: "f|" + f.ID + "|" + f.Arg, Title: f.Title}
	aside := ""
	switch {
	case f.Text == "":
	case len(f.Inputs) < mostModal:
		m.Components = append(m.Components, textDisplay{discordgo.TextDisplayComponent, markdown(f.Text, false)})
	default:
		aside = chat.Plain(f.Text)
	}
	for i, in := range f.Inputs {
		l := label{Type: labelComponent, Label: in.Label, Description: cut(in.Hint, mostDescription), Component: input(in)}
		if i == 0 && aside != "" {
			l.Description = cut(strings.TrimSpace(aside+" "+in.Hint), mostDescription)
		}
		m.Components = append(m.Components, l)
	}
	return m, nil
}

func input(in chat.Input) any {
	if in.Kind == chat.ChoiceInput || in.Kind == chat.SeveralInput {
		l := listInput{Type: discordgo.SelectMenuComponent, CustomID: in.ID, Required: !in.Optional, MinValues: 1, MaxValues: 1}
		if in.Optional {
			l.MinValues = 0
		}
		if in.Kind == chat.SeveralInput {
			l.MaxValues = len(in.Options)
		}
		for _, o := range in.Options {
			option := listOption{Label: o.Label, Value: o.ID, Description: cut(o.Hint, mostDescription)}
			for _, v := range in.Value {
				option.Default = option.Default || v == o.ID
			}
			l.Options = append(l.Options, option)
		}
		return l
	}
	t := textInput{Type: discordgo.TextInputComponent, CustomID: in.ID, Style: discordgo.TextInputShort, Required: !in.Optional, MaxLength: mostInput}
	if in.Kind == chat.LongInput {
		t.Style = discordgo.TextInputParagraph
	}
	if in.Max > 0 {
		t.MaxLength = min(in.Max, mostInput)
	}
	t.Value = strings.Join(in.Value, "\n") // chat.FitForm has seen to it that it fits
	return t
}

// The key of a delivery is hidden at the end of its message in characters that
// nobody sees, two bits each. Discord keeps no nonce with a message, so this
// is what Find knows a message by.
const keyLength = 24

var keyMarks = [4]rune{'\u200B', '\u200C', '\u200D', '\u2060'}

func keyOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	var b strings.Builder
	for i := range keyLength {
		b.WriteRune(keyMarks[sum[i/4]>>(i%4*2)&3])
	}
	return b.String()
}

// splitKey parts a content from the key at its end, "" when there is none.
func splitKey(content string) (text, key string) {
	at, n := len(content), 0
	for n < keyLength && at >= 3 && strings.ContainsRune(string(keyMarks[:]), []rune(content[at-3:])[0]) {
		at, n = at-3, n+1
	}
	if n < keyLength {
		return content, ""
	}
	return content[:at], content[at:]
}

// nonceOf is at most 25 characters, the same for the same id.
func nonceOf(id string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte("nonce|"+id)))[:24]
}

// length counts as the strictest of Discord's clients does, in UTF-16 units.
func length(s string) (n int) {
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// cut shortens s to most characters.
func cut(s string, most int) string {
	if length(s) <= most {
		return s
	}
	n := 0
	for i, r := range s {
		if n += max(1, utf16.RuneLen(r)); n > most-1 {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}
