package twin

import (
	"regexp"
	"slices"
	"strings"

	"brobygger/chat"
)

// read gives a message as people see it, in the vocabulary: the title, the
// facts and the small print are told apart by the way they stand in the
// content, and whatever is none of them is text.
func (t *Twin) read(p *payload, kind string) chat.Message {
	m := chat.Message{Kind: kind}
	if kind == "" {
		m.Kind = "discord.message"
	}
	see := shown{t.name}
	content := ""
	if p.Content != nil {
		content = invisible(*p.Content)
	}
	content = t.readMentions(&m, p, content)
	var small []string
	content, small = cutSmall(content)
	m.Note = t.escaped(see, strings.Join(small, "\n"))
	if line, rest, _ := strings.Cut(content, "\n"); strings.HasPrefix(line, "### ") {
		m.Title, content = strings.Join(strings.Fields(t.escaped(see, line)), " "), rest
	}
	content, m.Fields = t.readFields(see, content, m.Title != "")
	m.Text = t.escaped(see, content)
	for _, e := range p.Embeds {
		m.Text = paragraphs(m.Text, t.escaped(see, e.Title), t.escaped(see, e.Description))
		for _, f := range e.Fields {
			m.Fields = append(m.Fields, chat.Field{Label: see.text(f.Name), Value: t.escaped(see, f.Value), Short: f.Inline})
		}
		if e.Footer != nil { // a footer shows no Markdown
			m.Note = paragraphs(m.Note, chat.Escape(invisible(e.Footer.Text)))
		}
	}
	t.readComponents(&m, see, p.Components)
	return m
}

func (t *Twin) escaped(see shown, md string) string { return chat.Escape(see.text(md)) }

func paragraphs(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), "\n\n")
}

var (
	mentions  = regexp.MustCompile(`^(?:<@!?[0-9]{15,20}>[ \n]*)+`)
	oneUser   = regexp.MustCompile(`<@!?([0-9]{15,20})>`)
	everybody = regexp.MustCompile(`(?:^|[^\\])@(everyone|here)\b`)
	fieldLine = regexp.MustCompile(`^\*\*((?:\\.|[^*\\\n])+):\*\*(?: (.*))?$`)
)

// readMentions finds out who is notified (docs:
// resources/message#allowed-mentions-object: without the object everybody the
// text names), and takes the names off the front, where a person reads them too.
func (t *Twin) readMentions(m *chat.Message, p *payload, content string) string {
	a := p.AllowedMentions
	may := func(kind, id string) bool {
		if a == nil {
			return true
		}
		return slices.Contains(a.Parse, kind) || kind == "users" && slices.Contains(a.Users, id)
	}
	if may("everyone", "") && everybody.MatchString(content) {
		for _, who := range t.World.Members() {
			m.Mentions = append(m.Mentions, t.World.Account(who.Name))
		}
	}
	front := mentions.FindString(content)
	for _, found := range oneUser.FindAllStringSubmatch(content, -1) {
		who, ok := t.person(found[1])
		if !ok || !may("users", found[1]) || slices.Contains(m.Mentions, t.World.Account(who.Name)) {
			continue
		}
		m.Mentions = append(m.Mentions, t.World.Account(who.Name))
	}
	for _, found := range oneUser.FindAllStringSubmatch(front, -1) {
		if !may("users", found[1]) {
			return content // they only show, and stay where they are
		}
	}
	return content[len(front):]
}

// cutSmall takes the small print off the end.
func cutSmall(content string) (rest string, small []string) {
	lines := strings.Split(strings.TrimRight(content, "\n "), "\n")
	n := len(lines)
	for n > 0 && strings.HasPrefix(lines[n-1], "-# ") {
		n--
	}
	return strings.Join(lines[:n], "\n"), lines[n:]
}

// readFields takes the facts off the end: the last paragraph, when it begins
// with "**Label:** value". A line that does not belongs to the fact before it.
func (t *Twin) readFields(see shown, content string, titled bool) (rest string, fields []chat.Field) {
	content = strings.TrimRight(content, "\n ")
	at := strings.LastIndex(content, "\n\n")
	block := content[at+1:]
	for at >= 0 && !fieldLine.MatchString(firstLine(content[at+2:])) {
		// a fact may itself hold a blank line: look for the paragraph before
		if at = strings.LastIndex(content[:at], "\n\n"); at >= 0 {
			block = content[at+1:]
		} else {
			block = content
		}
	}
	block = strings.TrimLeft(block, "\n")
	if !fieldLine.MatchString(firstLine(block)) {
		return content, nil
	}
	for line := range strings.SplitSeq(block, "\n") {
		if m := fieldLine.FindStringSubmatch(line); m != nil {
			fields = append(fields, chat.Field{Label: see.text(m[1]), Value: m[2]})
		} else {
			fields[len(fields)-1].Value += "\n" + line
		}
	}
	for i := range fields {
		fields[i].Value = t.escaped(see, strings.TrimPrefix(fields[i].Value, "\n"))
	}
	if at < 0 {
		return "", fields
	}
	return content[:at], fields
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// readComponents reads what can be pressed, and the texts of the newer form.
func (t *Twin) readComponents(m *chat.Message, see shown, all []component) {
	for _, p := range all {
		switch p.Type {
		case textDisplay:
			m.Text = paragraphs(m.Text, t.escaped(see, p.Content))
		case buttonType:
			b := chat.Button{Label: p.Label, URL: p.URL, Style: map[int]chat.Style{1: chat.Primary, 3: chat.Primary, 4: chat.Danger}[p.Style]}
			if b.ID, b.Arg = ids(p.CustomID); p.Style == 5 {
				b.ID, b.Arg = "link", p.Label // a link button has no id of its own
				b.Arg = strings.Join(strings.FieldsFunc(b.Arg, func(r rune) bool { return r <= ' ' || r == '|' || r > '~' }), "-")
			}
			if !p.Disabled {
				m.Buttons = append(m.Buttons, b)
			}
		case stringSelect:
			s := chat.Select{Label: p.Placeholder, Several: p.most() > 1}
			s.ID, s.Arg = ids(p.CustomID)
			if s.Label == "" {
				s.Label = "Make a selection" // what the client shows
			}
			for _, o := range p.Options {
				s.Options = append(s.Options, chat.Option{ID: o.Value, Label: o.Label, Hint: o.Description})
				if o.Default {
					s.Chosen = append(s.Chosen, o.Value)
				}
			}
			m.Selects = append(m.Selects, s)
		}
		t.readComponents(m, see, p.Components)
	}
}

// ids reads the custom id of a button or select: kind|ID|Arg, and for a part
// of a list |n.
func ids(custom string) (id, arg string) {
	p := strings.Split(custom, "|")
	if len(p) < 3 {
		return custom, ""
	}
	return p[1], p[2]
}

// readForm gives a modal as people see it. The words of its buttons are
// Discord's own.
func (t *Twin) readForm(p *payload, lang chat.Lang) chat.Form {
	f := chat.Form{Title: p.Title, Lang: lang, Submit: "Indsend", Cancel: "Annullér"}
	if lang == chat.EN {
		f.Submit, f.Cancel = "Submit", "Cancel"
	}
	f.ID, f.Arg = ids(p.CustomID)
	see := shown{t.name}
	for _, c := range p.Components {
		switch {
		case c.Type == textDisplay:
			f.Text = paragraphs(f.Text, t.escaped(see, c.Content))
		case c.Type == label && c.Component != nil:
			in := *c.Component
			in.Label, in.Description = c.Label, c.Description
			f.Inputs = append(f.Inputs, readInput(in))
		case c.Type == actionRow && len(c.Components) == 1:
			f.Inputs = append(f.Inputs, readInput(c.Components[0]))
		}
	}
	return f
}

func readInput(c component) chat.Input {
	in := chat.Input{ID: c.CustomID, Label: c.Label, Hint: c.Description, Kind: chat.TextInput, Optional: c.Required != nil && !*c.Required}
	if in.Hint == "" {
		in.Hint = c.Placeholder
	}
	if c.Type == stringSelect {
		in.Kind = chat.ChoiceInput
		if c.most() > 1 {
			in.Kind = chat.SeveralInput
		}
		if c.least() == 0 {
			in.Optional = true
		}
		for _, o := range c.Options {
			in.Options = append(in.Options, chat.Option{ID: o.Value, Label: o.Label, Hint: o.Description})
			if o.Default {
				in.Value = append(in.Value, o.Value)
			}
		}
		return in
	}
	if c.Style == 2 {
		in.Kind = chat.LongInput
	}
	if c.MaxLength != nil {
		in.Max = *c.MaxLength
	}
	if c.Value != "" {
		in.Value = []string{c.Value}
	}
	return in
}
