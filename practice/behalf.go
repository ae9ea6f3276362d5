package practice

import (
	"fmt"
	"strings"

	"brobygger/chat"
)

// handOverBehalf hands over what a leader said aloud to a coordinator.
func (t *Turn) handOverBehalf(so chat.Answers) error {
	if !t.is(Coordinator) {
		return nil
	}
	if so.One("double") == "add" {
		f := &Facts{t: t}
		if o := f.duplicate(so); o != nil && f.Err == nil {
			return t.addBehalf(o, so)
		}
	}
	o, err := t.enter(so.Words("company_name"), so.Words("contact_name"), so.Words("phone"), so)
	if err != nil {
		return err
	}
	t.Given = chat.Answers{"opening": {Text: []string{o.ID}}}
	text := t.about(o, t.Words, t.enteredText(o))
	if o.Leader != "" && o.State == HandedOver && !t.Calendar.ContactOpen(t.Now) {
		text = t.Words.T("entered.held", append([]any{"moment", Markdown(t.Words.Moment(t.Calendar.NextContact(t.Now), t.Now))}, t.values(o, t.Words)...)...)
	}
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: chat.Message{Kind: "opening.entered", Lang: t.Words.Lang(), Text: text}})
	return nil
}

// addBehalf puts what a leader said aloud on an opening they have already.
func (t *Turn) addBehalf(o *Opening, so chat.Answers) error {
	t.merge(o, so)
	o.note(t.Now, t.Who.ID, "added", "")
	t.changed(o)
	t.ownerHears(o, "news.changed")
	t.Given = chat.Answers{"opening": {Text: []string{o.ID}}}
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(),
		Message: chat.Message{Kind: "opening.entered", Lang: t.Words.Lang(), Text: t.about(o, t.Words, "entered.added")}})
	if o.Leader != "" {
		t.tell(o, "opening.behalf.added")
	}
	return nil
}

// enter makes one opening for a company on a leader's behalf; a leader with an
// account here is told and can correct it.
func (t *Turn) enter(company, contact, phone string, so chat.Answers) (*Opening, error) {
	known, err := list[Company](t, Query{Name: "name", From: nameTerm(company)})
	if err != nil {
		return nil, err
	}
	var c *Company
	if len(known) > 0 {
		c = known[0]
	} else {
		c = &Company{ID: t.newID("c"), Name: company, Since: t.Now, Contacts: []Contact{{Name: contact, Phone: phone}}}
	}
	if len(c.Contacts) == 0 {
		c.Contacts = []Contact{{Name: contact, Phone: phone}}
	}
	t.Save(c)
	o := &Opening{By: t.Who.ID, Company: c.ID, Contact: c.Contacts[0]}
	if contact != "" && !strings.EqualFold(contact, o.Contact.Name) {
		o.Contact = Contact{Name: contact, Phone: phone}
		for _, k := range c.Contacts {
			if strings.EqualFold(k.Name, contact) {
				o.Contact = k
			}
		}
	}
	if phone != "" {
		o.Contact.Phone = phone
	}
	o.Leader = o.Contact.Person
	t.fill(o, so)
	n := t.whoNetwork()
	if leader, ok, err := get[Person](t, o.Leader); err == nil && ok {
		if ln := t.network(leader.Network); ln != nil {
			n = ln
		}
	}
	if err := t.number(o, n, c); err != nil {
		return nil, err
	}
	if o.Leader != "" {
		t.tell(o, "opening.behalf")
	}
	return o, nil
}

func (t *Turn) enteredText(o *Opening) string {
	switch {
	case o.State == Reported:
		return "entered.waiting"
	case o.Leader == "":
		return "entered.unreached"
	}
	return "entered.done"
}

// batchLine is one line of a pasted list: company; contact; phone; tasks.
type batchLine struct {
	company, contact, phone string
	tasks                   []string
	wrong                   string // text id of what is wrong
	line                    string
}

func readBatch(text string) (lines []batchLine) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		b := batchLine{line: line}
		sep := ";"
		if !strings.Contains(line, sep) && strings.Contains(line, "\t") {
			sep = "\t"
		}
		parts := strings.SplitN(line, sep, 4)
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if len(parts) < 3 {
			b.wrong = "batch.wrong.parts"
			lines = append(lines, b)
			continue
		}
		parts = append(parts, "") // no tasks: the wish for a visit
		b.company, b.contact = parts[0], parts[1]
		phone, ok := ParsePhone(parts[2])
		b.phone = phone
		for _, task := range strings.FieldsFunc(parts[3], func(r rune) bool { return r == ',' || r == ';' }) {
			if task = strings.TrimSpace(task); task != "" {
				b.tasks = append(b.tasks, task)
			}
		}
		switch {
		case b.company == "":
			b.wrong = "batch.wrong.company"
		case !ok:
			b.wrong = "batch.wrong.phone"
		}
		lines = append(lines, b)
	}
	return lines
}

// answers are what a dialog would have asked of the line.
func (b batchLine) answers() chat.Answers {
	if len(b.tasks) == 0 {
		return chat.Answers{"visit_kind": {Choice: []string{"municipality"}}}
	}
	return chat.Answers{"tasks": {Text: b.tasks}}
}

// batchPreview shows what a pasted list would become, line by line.
func (f *Facts) batchPreview(so chat.Answers) string {
	t := f.t
	var out []string
	good := 0
	lines := readBatch(strings.Join(so["batch"].Text, "\n"))
	there, err := t.repeats(lines)
	if f.keep(err); err != nil {
		return ""
	}
	for i, b := range lines {
		if b.wrong != "" {
			out = append(out, "- "+t.Words.T("batch.wrong", "n", i+1, "line", b.line, "why", Markdown(t.Words.T(b.wrong))))
			continue
		}
		if there[i] != "" {
			out = append(out, "- "+t.Words.T("batch.skipped", "line", b.line, "why", there[i]))
			continue
		}
		good++
		what := t.Words.List(b.tasks)
		if what == "" {
			what = t.Words.L("visit.municipality")
		}
		out = append(out, "- "+t.Words.T("batch.line", "company", b.company, "contact", b.contact, "phone", b.phone, "what", what))
	}
	return strings.Join(out, "\n") + "\n\n" + t.Words.T("batch.total", "n", good)
}

// handOverBatch enters every line that can be read, and says which cannot.
func (t *Turn) handOverBatch(so chat.Answers) error {
	if !t.is(Coordinator) {
		return nil
	}
	var numbers, wrong, unreached []string
	skipped := 0
	lines := readBatch(strings.Join(so["batch"].Text, "\n"))
	there, err := t.repeats(lines)
	if err != nil {
		return err
	}
	for i, b := range lines {
		if b.wrong != "" {
			wrong = append(wrong, "- "+chat.Escape(b.line))
			continue
		}
		if there[i] != "" {
			skipped++
			continue
		}
		o, err := t.enter(b.company, b.contact, b.phone, b.answers())
		if err != nil {
			return err
		}
		// The result names companies and no person: it is about several
		// openings, so no one person's "forget me" could redact it.
		name := "#" + fmt.Sprint(o.Number) + " " + t.companyName(o)
		numbers = append(numbers, name)
		if o.Leader == "" {
			unreached = append(unreached, name)
		}
	}
	text := t.Words.T("batch.done", "n", len(numbers), "list", t.Words.List(numbers))
	if skipped > 0 {
		text += "\n\n" + t.Words.T("batch.not_twice", "n", skipped)
	}
	if len(unreached) > 0 {
		text += "\n\n" + t.Words.T("batch.unreached", "list", t.Words.List(unreached))
	}
	if len(wrong) > 0 {
		text += "\n\n" + t.Words.T("batch.left") + "\n" + strings.Join(wrong, "\n")
	}
	t.answer(chat.Message{Kind: "opening.entered", Lang: t.Words.Lang(), Text: text})
	return nil
}
