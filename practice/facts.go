package practice

import (
	"reflect"
	"slices"
	"strings"

	"brobygger/chat"
)

// Facts is what dialogs may ask of a turn. A failed reading is kept in Err;
// the host must look there after a step.
type Facts struct {
	t   *Turn
	Err error
}

// Facts opens the turn's facts.
func (t *Turn) Facts() *Facts { return &Facts{t: t} }

// Fact gives one value; nil for a name that is not known.
func (f *Facts) Fact(name string, so chat.Answers) any {
	t := f.t
	switch name {
	case "name":
		if t.Who != nil {
			return t.Who.First()
		}
		return ""
	case "known":
		c := f.company()
		return c != nil && len(c.Contacts) > 0 && f.contact(c).Phone != ""
	case "company":
		if c := f.company(); c != nil {
			return c.Name
		}
		return so.Words("company_name")
	case "industry":
		if c := f.company(); c != nil {
			return c.Industry
		}
		return ""
	case "phone":
		if c := f.company(); c != nil && f.contact(c).Phone != "" {
			return f.contact(c).Phone
		}
		if phone := so.Words("phone"); phone != "" || t.Who == nil {
			return phone
		}
		return t.Who.Phone
	case "address", "cvr", "pnumber":
		return f.place(name)
	case "unit":
		return t.unitFor(t.whoNetwork(), f.company())
	case "first_contact":
		return t.Who == nil || !t.Who.Told || so.One(firstContact) != ""
	case "coordinator":
		return t.coordinatorName()
	case "role":
		if t.is(Coordinator) {
			return string(Coordinator)
		}
		return string(Leader)
	case "duplicate":
		return f.duplicate(so) != nil
	case "duplicate_number":
		if o := f.duplicate(so); o != nil {
			return o.Number
		}
		return 0
	case "open_number":
		if o := f.sent(so); o != nil {
			return o.Number
		}
		return 0
	case "card_preview":
		return f.preview(so)
	case "batch_preview":
		return f.batchPreview(so)
	case "batch_good":
		return f.batchGood(so)
	case "batch_ask":
		return t.Words.L("batch.ask", "n", f.batchGood(so))
	case "batch_send":
		return t.Words.L("batch.send", "n", f.batchGood(so))
	case "story_preview":
		return t.storyPreview(so)
	case "broadcast_preview":
		return t.broadcastPreview(so)
	}
	return nil
}

// List gives the options of a named list, which the caller does not change.
func (f *Facts) List(name string, so chat.Answers, l chat.Lang) (options []chat.Option) {
	t := f.t
	switch name {
	case "industries":
		return t.Catalogue.choices.in(l)
	case "tasks":
		id := so.One("industry")
		if id == "" {
			if c := f.company(); c != nil {
				id = c.Industry
			}
		}
		if in, ok := t.Catalogue.Industry(id); ok {
			return in.choices.in(l)
		}
	case "ideas":
		for _, q := range t.Catalogue.Ideas() {
			options = append(options, chat.Option{ID: q.ID, Label: q.Text(l)})
		}
	case "networks":
		for _, n := range t.Settings.Networks {
			options = append(options, chat.Option{ID: n.ID, Label: n.Name})
		}
	}
	return options
}

// Said gives what else the options of a named list are called, in any language.
func (f *Facts) Said(name string) []chat.Option {
	if name == "industries" {
		return f.t.Catalogue.said
	}
	return nil
}

// place is what is known of the workplace of the sender's company.
func (f *Facts) place(name string) string {
	c := f.company()
	switch {
	case c == nil:
		return ""
	case name == "address":
		return c.Address
	case name == "cvr":
		return c.CVR
	}
	return c.PNumber
}

func (f *Facts) keep(err error) {
	if f.Err == nil {
		f.Err = err
	}
}

func (f *Facts) company() *Company {
	if f.t.Who == nil || f.t.Who.Company == "" {
		return nil
	}
	c, _, err := get[Company](f.t, f.t.Who.Company)
	f.keep(err)
	return c
}

// contact gives the person's own entry among a company's contacts, else the first.
func (f *Facts) contact(c *Company) Contact { return f.t.contactOf(c, f.t.Who) }

func (t *Turn) contactOf(c *Company, who *Person) Contact {
	for _, k := range c.Contacts {
		if who != nil && k.Person == who.ID {
			return k
		}
	}
	if len(c.Contacts) > 0 {
		return c.Contacts[0]
	}
	return Contact{}
}

// duplicate finds an open opening of the company the answers are about that
// has one of the tasks.
func (f *Facts) duplicate(so chat.Answers) *Opening {
	c := f.about(so)
	if c == nil {
		return nil
	}
	o, err := f.t.duplicate(c, f.t.tasksOf(so), false)
	f.keep(err)
	return o
}

// about is the company the answers are about: a coordinator names one, with
// its contact; anybody else speaks for their own.
func (f *Facts) about(so chat.Answers) *Company {
	if so.Words("contact_name") == "" {
		return f.company()
	}
	known, err := list[Company](f.t, Query{Name: "name", From: nameTerm(companyNamed(so))})
	f.keep(err)
	if len(known) == 0 {
		return nil
	}
	return known[0]
}

// sent is the opening the dialog has sent.
func (f *Facts) sent(so chat.Answers) *Opening {
	id := so.Words("opening")
	if id == "" {
		return nil
	}
	o, _, err := get[Opening](f.t, id)
	f.keep(err)
	return o
}

// preview shows what the partner will see of these answers.
func (f *Facts) preview(so chat.Answers) string {
	o := &Opening{}
	if c := f.about(so); c != nil {
		o.Contact, o.Company = f.contact(c), c.ID
	}
	if d := f.duplicate(so); d != nil && so.One("double") == "add" {
		copied := *d
		o = &copied
		f.t.merge(o, so)
	} else {
		f.t.fill(o, so)
	}
	if f.t.Who != nil && o.Contact.Name == "" {
		o.Contact.Name = f.t.Who.Name
	}
	if name := so.Words("contact_name"); name != "" {
		o.Contact.Name = name
	}
	if phone := so.Words("phone"); phone != "" {
		o.Contact.Phone = phone
	}
	company, _ := f.Fact("company", so).(string)
	if named := companyNamed(so); named != "" {
		company = named
	}
	w := f.t.Words
	head := "**" + chat.Escape(company) + "**"
	if o.Visit != "" {
		head += " · " + chat.Escape(w.L("visit."+o.Visit))
	}
	lines := []string{head, f.t.callLine(o, w)}
	for _, field := range f.t.facts(o, w) {
		lines = append(lines, "**"+field.Label+":**"+field.Behind())
	}
	text := strings.Join(lines, "\n")
	for _, sentence := range f.t.Glossary.Explain(chat.Plain(text), w.Lang()) {
		text += "\n_" + chat.Escape(sentence) + "_"
	}
	return text
}

// tasksOf reads the tasks of a dialog's answers. Own words that are the name of
// a task of any industry are that task.
func (p *Practice) tasksOf(so chat.Answers) (tasks []Task) {
	for _, code := range so["tasks"].Choice {
		tasks = append(tasks, Task{Code: code})
	}
	for _, text := range so["tasks"].Text {
		for _, line := range strings.Split(text, "\n") {
			if line = strings.TrimSpace(strings.TrimLeft(line, "-*• ")); line != "" {
				task := Task{Words: line}
				if code := p.Catalogue.Code(line); code != "" {
					task = Task{Code: code}
				}
				tasks = append(tasks, task)
			}
		}
	}
	return tasks
}

// fill writes a dialog's answers into an opening; what was not asked stays.
func (t *Turn) fill(o *Opening, so chat.Answers) {
	if so.One("start") == "visit" || so.One("visit_kind") != "" {
		o.Visit = so.One("visit_kind")
		if o.Visit == "" {
			o.Visit = "municipality"
		}
	}
	if tasks := t.tasksOf(so); len(tasks) > 0 {
		o.Tasks = tasks
	}
	if h, ok := so["hours"]; ok {
		o.Hours = Hours{h.Min, h.Max}
	}
	if so.One("full_time") == "few_first" {
		o.Details.Flexible = []string{"slow_start"}
	}
	set := func(to *string, v string) {
		if v != "" {
			*to = v
		}
	}
	set(&o.Pay, so.One("pay"))
	if call, ok := so["call"]; ok {
		t.wish(o, so.One("call"))
		if len(call.Text) > 0 {
			t.wish(o, call.Text[0])
		}
	}
	d := &o.Details
	set(&d.Days, daysIn(so.Words("hours")))
	set(&d.Days, so.Words("said_days"))
	set(&d.Days, so.Words("days"))
	set(&d.With, so.One("company_of"))
	set(&d.Season, so.One("season"))
	if needs, ok := so["needs"]; ok {
		d.Needs = needs.Choice
	}
	if flexible, ok := so["flexible"]; ok {
		d.Flexible, d.Also = flexible.Choice, so.Words("flexible")
	}
	set(&d.Start, so.One("start_date"))
	set(&d.Start, so.Words("start_date"))
	set(&d.Address, so.Words("address"))
	set(&d.Mentor, so.Words("mentor"))
}

// merge puts the answers of a second dialog on an opening that is sent already:
// what is new is added, and nothing of what stood there is lost but what one
// can only say once. It reports whether there was anything new.
func (t *Turn) merge(o *Opening, so chat.Answers) (news bool) {
	was := *o
	t.fill(o, so)
	o.Visit = was.Visit
	o.Tasks = slices.Clone(was.Tasks)
	for _, task := range t.tasksOf(so) {
		if !slices.ContainsFunc(o.Tasks, func(have Task) bool { return t.sameTask(task, have) }) {
			o.Tasks = append(o.Tasks, task)
		}
	}
	said := o.Hours
	o.Hours = was.Hours
	o.addHours(said)
	if so.One("call") == "any" {
		o.Contact.Best, o.CallFrom = was.Contact.Best, was.CallFrom
	}
	d := &o.Details
	if had := was.Details.Days; had != "" && !strings.Contains(strings.ToLower(had), strings.ToLower(d.Days)) {
		d.Days = had + ", " + d.Days
	} else if had != "" {
		d.Days = had
	}
	d.Needs, d.Flexible = union(was.Details.Needs, d.Needs), union(was.Details.Flexible, d.Flexible)
	if o.CallFrom.Equal(was.CallFrom) {
		o.CallFrom = was.CallFrom // the same moment is the same in any zone
	}
	return !reflect.DeepEqual(was, *o)
}

// addHours takes other hours than those that stand there: the most are the
// opening's, and the rest are still shown, for they are talked over on the phone.
func (o *Opening) addHours(said Hours) {
	switch {
	case !said.Known() || said == o.Hours || slices.Contains(o.Others, said):
	case !o.Hours.Known():
		o.Hours = said
	case said.Min > o.Hours.Min:
		o.Others = append(slices.Clone(o.Others), o.Hours)
		o.Hours = said
	default:
		o.Others = append(slices.Clone(o.Others), said)
	}
}

// union is what stands in either, each once.
func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// daysIn gives hours as they were said when they name a day of the week, for
// then they say more than a number ("et par timer hver fredag").
func daysIn(said string) string {
	low := strings.ToLower(said)
	if slices.ContainsFunc(daysOfWeek(), func(day string) bool { return strings.Contains(low, day) }) {
		return said
	}
	return ""
}

func daysOfWeek() []string {
	return []string{"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
}

// firstContact marks a dialog that told its leader what is stored, so that the
// sentence stays where it was shown.
const firstContact = "first_contact"

// Introduced notes that the sender has been told what is stored, as the first
// prompt of a leader's dialog does.
func (t *Turn) Introduced(flow string) {
	if flow == "tasks" && t.Who != nil && !t.Who.Told {
		t.Who.Told = true
		t.Save(t.Who)
	}
}

func (t *Turn) whoNetwork() *Network {
	if t.Who != nil {
		if n := t.network(t.Who.Network); n != nil {
			return n
		}
	}
	if n := t.networkOf(t.Event.From); n != nil {
		return n
	}
	if len(t.Settings.Networks) > 0 {
		return &t.Settings.Networks[0]
	}
	return nil
}

// unitFor is the shown name of the partner a company's openings go to.
func (t *Turn) unitFor(n *Network, c *Company) string {
	municipality := ""
	if c != nil {
		municipality = c.Municipality
	}
	if n != nil {
		if p := t.partnerFor(n, municipality); p != nil {
			return p.Name
		}
	}
	return ""
}
