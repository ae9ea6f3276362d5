package chat

import (
	"slices"
	"strconv"
	"strings"
)

// The smallest limits [Fit] keeps to; smaller ones count as these.
const (
	minText  = 100
	minLabel = 4
)

// Size is how much of Limits.Text the message takes: title, text, fields, note
// and mentions with what is written around them, in UTF-16 units of Markdown.
func (m Message) Size() int {
	n := length(m.Title) + length(m.Text) + length(m.Note)
	for _, f := range m.Fields {
		n += fieldSize(f)
	}
	for _, a := range m.Mentions {
		n += mentionSize(a)
	}
	for _, s := range []string{m.Title, m.Text, m.Note} {
		if s != "" {
			n += 2
		}
	}
	return n
}

func fieldSize(f Field) int       { return length(f.Label) + length(f.Value) + len("**:** \n") }
func mentionSize(a Account) int   { return length(a.User) + len("<@> ") + 1 }
func over(s string, max int) bool { return max > 0 && length(s) > max }

// Fit makes of one message what a platform can show: the same message, or
// several to be sent in this order. It loses no text and passes no limit.
//
//   - A title that is too long stands as text instead.
//   - A long text is cut between paragraphs, lines, sentences or words.
//   - A field that is too long stands as "**Label:** value" in the text;
//     fields beyond the limit go into the next message.
//   - The label of a button or an option that is too long is shortened with
//     "…", and stands whole in the text.
//   - A select with too many options becomes several, "Label (1/2)", with the
//     same ID and Arg: each reports its own choices only.
//   - Buttons and selects come after all text and fields; what is beyond the
//     limits goes into the next messages.
//
// Every part has the Kind and Lang of m; the mentions are in the first.
func Fit(m Message, l Limits) []Message {
	l = l.least()
	m = spell(m, l)
	p := packer{limits: l, kind: m.Kind, lang: m.Lang}
	p.begin()
	for _, a := range m.Mentions {
		if p.room() < mentionSize(a) {
			p.flush()
		}
		p.now.Mentions = append(p.now.Mentions, a)
	}
	if m.Title != "" {
		p.ensure(length(m.Title) + 2)
		p.now.Title = m.Title
	}
	p.text(m.Text, func(s string) { p.now.Text = s })
	for _, f := range m.Fields {
		if l.Fields > 0 && len(p.now.Fields) == l.Fields {
			p.flush()
		}
		p.ensure(fieldSize(f))
		p.now.Fields = append(p.now.Fields, f)
	}
	p.text(m.Note, func(s string) { p.now.Note = s })
	for _, s := range m.Selects {
		if l.Selects > 0 && len(p.now.Selects) == l.Selects {
			p.flush()
		}
		p.now.Selects = append(p.now.Selects, s)
	}
	for _, b := range m.Buttons {
		if l.Buttons > 0 && len(p.now.Buttons) == l.Buttons {
			p.flush()
		}
		p.now.Buttons = append(p.now.Buttons, b)
	}
	p.flush()
	return p.done
}

// least raises limits too small to say anything within.
func (l Limits) least() Limits {
	for _, n := range []*int{&l.Field, &l.ButtonLabel, &l.OptionLabel, &l.FormTitle, &l.InputLabel} {
		if *n > 0 {
			*n = max(*n, minLabel)
		}
	}
	if l.Text > 0 {
		l.Text = max(l.Text, minText)
	}
	return l
}

// spell moves into the text what is too long for its own place.
func spell(m Message, l Limits) Message {
	if over(m.Title, l.Title) || l.Text > 0 && length(m.Title)+2 > l.Text {
		m.Title, m.Text = "", paragraphs(bold(strings.Join(strings.Fields(m.Title), " ")), m.Text)
	}
	var fields []Field
	texts := []string{m.Text}
	for _, f := range m.Fields {
		if over(f.Value, l.Field) || over(f.Label, l.Field) || l.Text > 0 && fieldSize(f) > l.Text {
			texts = append(texts, spelled(f))
			continue
		}
		fields = append(fields, f)
	}
	m.Fields = fields
	m, whole := controls(m, l)
	m.Text = paragraphs(append(texts, whole)...)
	return m
}

// spelled is a field as text.
func spelled(f Field) string {
	return bold(Escape(strings.Join(strings.Fields(f.Label), " ")+":")) + f.Behind()
}

// controls shortens the labels of buttons and options, and parts what has too
// many options; whole lists the labels that were shortened.
func controls(m Message, l Limits) (_ Message, list string) {
	var whole []string
	m.Buttons = slices.Clone(m.Buttons)
	for i := range m.Buttons {
		whole = shorten(&m.Buttons[i].Label, l.ButtonLabel, whole)
	}
	var selects []Select
	for _, s := range m.Selects {
		var options []Option
		options, whole = shortOptions(s.Options, l.OptionLabel, whole)
		s.Options = options
		selects = append(selects, halve(s, l.Options)...)
	}
	m.Selects = selects
	return m, strings.Join(whole, "\n")
}

// paragraphs joins texts with blank lines between.
func paragraphs(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return strings.TrimSpace(s) == "" }), "\n\n")
}

// shorten cuts a label that is too long, and adds it whole to the list.
func shorten(label *string, limit int, whole []string) []string {
	if !over(*label, limit) {
		return whole
	}
	line := "- " + strings.ReplaceAll(Escape(*label), "\n", " ")
	if !slices.Contains(whole, line) {
		whole = append(whole, line)
	}
	n, end := 0, 0
	for i, r := range *label {
		if n += length(string(r)); n > limit-1 {
			end = i
			break
		}
	}
	*label = strings.TrimRight((*label)[:end], " ,.;:") + "…"
	return whole
}

func shortOptions(all []Option, limit int, whole []string) ([]Option, []string) {
	all = slices.Clone(all)
	for i := range all {
		whole = shorten(&all[i].Label, limit, whole)
		whole = shorten(&all[i].Hint, limit, whole)
	}
	return all, whole
}

// halve makes several selects of one with too many options, all about as long.
func halve(s Select, limit int) []Select {
	if limit <= 0 || len(s.Options) <= limit {
		return []Select{s}
	}
	parts := (len(s.Options) + limit - 1) / limit
	all := make([]Select, parts)
	for i := range all {
		part := s
		part.Options = s.Options[i*len(s.Options)/parts : (i+1)*len(s.Options)/parts]
		part.Label = strings.TrimSpace(s.Label + " (" + strconv.Itoa(i+1) + "/" + strconv.Itoa(parts) + ")")
		part.Chosen = nil
		for _, id := range s.Chosen {
			if slices.ContainsFunc(part.Options, func(o Option) bool { return o.ID == id }) {
				part.Chosen = append(part.Chosen, id)
			}
		}
		all[i] = part
	}
	return all
}

// packer fills messages one after another.
type packer struct {
	limits Limits
	kind   string
	lang   Lang
	now    Message
	done   []Message
}

func (p *packer) begin() { p.now = Message{Kind: p.kind, Lang: p.lang} }

func (p *packer) flush() {
	if m := p.now; m.Size() > 0 || len(m.Buttons)+len(m.Selects) > 0 || len(p.done) == 0 {
		p.done = append(p.done, m)
	}
	p.begin()
}

// room is how many characters the message at hand can still take.
func (p *packer) room() int {
	if p.limits.Text <= 0 {
		return 1 << 30
	}
	return p.limits.Text - p.now.Size()
}

// ensure makes room for n characters, in a new message if need be.
func (p *packer) ensure(n int) {
	if p.room() < n && p.now.Size() > 0 {
		p.flush()
	}
}

// text puts a text into as many messages as it needs; set puts one part
// into the message at hand.
func (p *packer) text(md string, set func(string)) {
	if strings.TrimSpace(md) == "" {
		return
	}
	if p.room() < min(length(md)+2, minText/2) {
		p.flush()
	}
	for i, part := range split(md, p.room()-2, p.limits.Text-2) {
		if i > 0 {
			p.flush()
		}
		set(part)
	}
}

// FitForm makes of a form what a platform can show. A title, label or option
// that is too long is shortened with "…", and stands whole in the form's text.
// An input has room for what stands in it already, whatever its Max. One in which
// more stands than Limits.Input is left out, for what would be cut off it would
// be lost: whoever reads the form leaves alone what it did not ask for.
// It splits no form: a dialog asks no more at once than Limits.Inputs and
// Limits.InputOptions allow.
func FitForm(f Form, l Limits) Form {
	l = l.least()
	var whole []string
	if over(f.Title, l.FormTitle) {
		var title []string
		title = shorten(&f.Title, l.FormTitle, title)
		f.Text = paragraphs(bold(strings.TrimPrefix(title[0], "- ")), f.Text)
	}
	whole = shorten(&f.Submit, l.FormTitle, whole)
	whole = shorten(&f.Cancel, l.FormTitle, whole)
	standing := func(in Input) int { return length(strings.Join(in.Value, "\n")) }
	f.Inputs = slices.DeleteFunc(slices.Clone(f.Inputs), func(in Input) bool {
		return len(in.Options) == 0 && l.Input > 0 && standing(in) > l.Input
	})
	for i := range f.Inputs {
		in := &f.Inputs[i]
		if in.Max > 0 {
			in.Max = max(in.Max, standing(*in))
		}
		whole = shorten(&in.Label, l.InputLabel, whole)
		in.Options, whole = shortOptions(in.Options, l.OptionLabel, whole)
	}
	f.Text = paragraphs(f.Text, strings.Join(whole, "\n"))
	return f
}
