package practice

import (
	"fmt"
	"regexp"
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
	o, err := t.enter(companyNamed(so), so.Words("contact_name"), so.Words("phone"), so)
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
	news := t.merge(o, so)
	text := "entered.there"
	if news {
		text = "entered.added"
		t.wishHeld(o)
		o.note(t.Now, t.Who.ID, "added", "")
		t.changed(o)
		t.ownerHears(o, "news.changed")
	}
	t.Given = chat.Answers{"opening": {Text: []string{o.ID}}}
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(),
		Message: chat.Message{Kind: "opening.entered", Lang: t.Words.Lang(), Text: t.about(o, t.Words, text)}})
	if news && o.Leader != "" {
		t.tell(o, "opening.behalf.added")
	}
	return nil
}

// companyNamed is the company that was typed: of "Else fra Havnens Fisk" the last, when
// Else is the contact.
func companyNamed(so chat.Answers) string {
	typed := so.Words("company_name")
	if name, company, ok := ofCompany(typed); ok {
		if contact := so.Words("contact_name"); contact != "" && strings.EqualFold(strings.Fields(name)[0], strings.Fields(contact)[0]) {
			return company
		}
	}
	return typed
}

// ofCompany takes "Else fra Havnens Fisk" apart.
func ofCompany(said string) (name, company string, ok bool) {
	for _, from := range []string{" fra ", " from "} {
		name, company, ok = strings.Cut(said, from)
		name, company = strings.TrimSpace(name), strings.TrimSpace(company)
		if n := len(strings.Fields(name)); ok && n >= 1 && n <= 3 && company != "" {
			return name, company, true
		}
	}
	return "", "", false
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

// batchLine is one line of a pasted list: company; contact; phone; what they said.
type batchLine struct {
	company, contact, phone string
	known                   []*Company   // of that name
	so                      chat.Answers // what a dialog would have asked of it
	wrong                   string       // text id of what is wrong
	line                    string
}

// visit reports whether the line names no task: a visit is wished for.
func (b batchLine) visit() bool { return b.so.One("visit_kind") != "" }

func (t *Turn) readBatch(text string) (lines []batchLine, err error) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		b := batchLine{line: line}
		parts := fieldsOf(line)
		if len(parts) < 3 {
			b.wrong = "batch.wrong.parts"
			lines = append(lines, b)
			continue
		}
		parts = append(parts, "") // no tasks: the wish for a visit
		b.company, b.contact = parts[0], parts[1]
		phone, ok := ParsePhone(parts[2])
		b.phone = phone
		switch {
		case b.company == "":
			b.wrong = "batch.wrong.company"
		case !ok:
			b.wrong = "batch.wrong.phone"
		default:
			if b.known, err = list[Company](t, Query{Name: "name", From: nameTerm(b.company)}); err != nil {
				return nil, err
			}
			b.so = t.readPledge(b.known, parts[3])
			if b.so["hours"].Min == 0 && b.so["hours"].Max == 0 && figureOfHours.MatchString(parts[3]) {
				b.wrong = "batch.wrong.hours"
			}
		}
		lines = append(lines, b)
	}
	return lines, nil
}

// readPledge gives what a dialog would have asked of what a company said: its
// tasks in its own words, part by part, and hours, days and the like where they
// are said. Nothing but a part that only says when, or what is needed, is left out
// of the tasks.
func (t *Turn) readPledge(company []*Company, said string) chat.Answers {
	parts := partsOf(said)
	if len(parts) == 0 {
		return chat.Answers{"visit_kind": {Choice: []string{"municipality"}}}
	}
	so := chat.Answers{"tasks": {Text: parts}}
	if t.Read == nil {
		return so
	}
	read := func(parts []string) chat.Answers {
		return t.Read(strings.Join(parts, ", "), func(name string) any {
			if name == "industry" && len(company) > 0 {
				return company[0].Industry
			}
			return nil
		}, t.Words.Lang())
	}
	var tasks []string
	for _, part := range parts {
		short := len(tasks) > 0 && len(strings.Fields(part)) <= 2 // "truckkort", "ren straffeattest"
		if t.OnlyWhen(part, t.Words.Lang()) || short && len(read([]string{tasks[len(tasks)-1], part})["needs"].Choice) > len(read(tasks[len(tasks)-1:])["needs"].Choice) {
			continue
		}
		tasks = append(tasks, part)
	}
	if len(tasks) > 0 {
		so["tasks"] = chat.Answer{Text: tasks}
	}
	for about, answer := range read(parts) {
		switch about {
		case "hours", "days", "season", "needs":
			so[about] = answer
		case "with":
			so["company_of"] = answer
		}
	}
	return so
}

// partsOf cuts what a company said at semicolons and commas, but not "1,5".
func partsOf(said string) (parts []string) {
	from := 0
	cut := func(to int) {
		if part := strings.TrimSpace(said[from:to]); part != "" {
			parts = append(parts, part)
		}
		from = to + 1
	}
	digit := func(i int) bool { return i >= 0 && i < len(said) && said[i] >= '0' && said[i] <= '9' }
	for i := range len(said) {
		if said[i] == ';' || said[i] == ',' && !(digit(i-1) && digit(i+1)) {
			cut(i)
		}
	}
	cut(len(said))
	return parts
}

// figureOfHours finds a number of hours; when none was read, it can't be right.
var figureOfHours = regexp.MustCompile(`(?i)\d\s*(?:timer|time|tim|t|hours|hour|hrs|h)\b`)

// batchGood counts the lines of a pasted list that can be sent.
func (f *Facts) batchGood(so chat.Answers) (good int) {
	lines, err := f.t.readBatch(strings.Join(so["batch"].Text, "\n"))
	if f.keep(err); err != nil {
		return 0
	}
	there, err := f.t.repeats(lines)
	f.keep(err)
	for i, b := range lines {
		if b.wrong == "" && (err != nil || there[i] == "") {
			good++
		}
	}
	return good
}

// batchPreview shows what a pasted list would become, line by line.
func (f *Facts) batchPreview(so chat.Answers) string {
	t := f.t
	var out []string
	good, wrong := 0, 0
	lines, err := t.readBatch(strings.Join(so["batch"].Text, "\n"))
	if f.keep(err); err != nil {
		return ""
	}
	there, err := t.repeats(lines)
	if f.keep(err); err != nil {
		return ""
	}
	for i, b := range lines {
		if b.wrong != "" {
			wrong++
			out = append(out, "- "+t.Words.T("batch.wrong", "n", i+1, "line", b.line, "why", Markdown(t.Words.T(b.wrong))))
			continue
		}
		if there[i] != "" {
			out = append(out, "- "+t.Words.T("batch.skipped", "line", b.line, "why", there[i]))
			continue
		}
		good++
		what := t.Words.L("visit.municipality")
		if !b.visit() {
			o := &Opening{}
			t.fill(o, b.so)
			what = t.pledged(o)
		}
		out = append(out, "- "+t.Words.T("batch.line", "company", b.company, "contact", b.contact, "phone", b.phone, "what", what))
	}
	text := strings.Join(out, "\n") + "\n\n"
	if good == 0 {
		return text + t.Words.T("batch.none")
	}
	text += t.Words.T("batch.total", "n", good)
	if wrong > 0 {
		text += " " + t.Words.T("batch.correct", "n", wrong)
	}
	return text
}

// pledged says in one line what an opening asks for.
func (t *Turn) pledged(o *Opening) string {
	what := []string{t.what(o, t.Words)}
	for _, s := range []string{t.Words.Hours(o.Hours.Min, o.Hours.Max), o.Details.Days} {
		if s != "" {
			what = append(what, s)
		}
	}
	return strings.Join(what, " · ")
}

// handOverBatch enters every line that can be read, and says which cannot.
func (t *Turn) handOverBatch(so chat.Answers) error {
	if !t.is(Coordinator) {
		return nil
	}
	var numbers, wrong, unreached []string
	skipped := 0
	lines, err := t.readBatch(strings.Join(so["batch"].Text, "\n"))
	if err != nil {
		return err
	}
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
		o, err := t.enter(b.company, b.contact, b.phone, b.so)
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
