package practice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"brobygger/chat"
)

// compose makes a message to a leader about an opening as it stands now.
func (t *Turn) compose(kind string, o *Opening, w Words) chat.Message {
	m := chat.Message{Kind: kind, Lang: w.Lang()}
	kv := t.values(o, w)
	switch kind {
	case "opening.receipt":
		text := "receipt.tasks"
		switch {
		case o.State == Reported && o.By == "" && t.waitsForCoordinator(o):
			text = "receipt.coordinator"
		case o.State == Reported:
			text = "receipt.waiting"
		case o.Visit != "":
			text = "receipt.visit"
		}
		m.Text = w.T(text, kv...)
		if best := o.Contact.Best; best != "" && w.best(best, best) == best { // their own words
			m.Text += " " + w.T("receipt.wish", "wish", best)
		}
		if !t.Calendar.Open(t.Now) && o.State == HandedOver {
			m.Text += " " + w.T("receipt.held", "moment", Markdown(w.Moment(t.Calendar.Next(t.Now), t.Now)))
		}
	case "opening.slipped", "opening.waiting":
		m.Text = w.T(kind, kv...)
		m.Buttons = t.timeButtons(w, o, "called", "drop")
	case "opening.contacted":
		text := "opening.contacted"
		if o.Visit != "" && len(o.Tasks) == 0 {
			text = "opening.contacted.visit"
		}
		m.Text = w.T(text, kv...)
	case "opening.behalf":
		text := "opening.behalf"
		if o.State == Reported {
			text = "opening.behalf.waiting"
		}
		m.Text = w.T(text, kv...)
		m.Buttons = t.ownButtons(w, o)
	case "opening.behalf.added":
		m.Text = w.T(kind, kv...)
		m.Buttons = t.ownButtons(w, o)
	case "opening.closed":
		m.Text = w.T(toldOf(o.Reason), append(kv, "coordinator", t.coordinatorBeside("", "coordinator"))...)
	case "opening.no_answer":
		if o.Tries >= 3 {
			m.Text = w.T("opening.three_tries", kv...)
			m.Buttons = t.timeButtons(w, o, "called", "drop")
		} else {
			m.Text = w.T("opening.no_answer", kv...)
			m.Buttons = t.timeButtons(w, o, "called")
		}
	case "opening.relevant":
		m.Text = w.T("opening.relevant", kv...)
		m.Buttons = []chat.Button{t.button(w, "yes", o), t.button(w, "drop", o)}
	case "opening.sent_on":
		m.Text = w.T(kind, append(kv, "sender", t.whoDid(o, "sent_on", w))...)
	default:
		m.Text = w.T(kind, kv...)
	}
	return m
}

func (t *Turn) waitsForCoordinator(o *Opening) bool {
	p := t.partner(o.Partner)
	return p != nil && p.CoordinatorFirst && t.partnerPlace(p) != (chat.Place{})
}

func (t *Turn) timeButtons(w Words, o *Opening, more ...string) (buttons []chat.Button) {
	if _, ok := t.laterToday(); ok {
		buttons = append(buttons, t.button(w, "today", o))
	}
	tomorrow := t.button(w, "tomorrow", o)
	if next := t.nextDay(); daysBetween(t.Now, next) != 1 {
		tomorrow.Label = w.L("button.on_day", "day", w.Weekday(next))
	}
	buttons = append(buttons, tomorrow)
	for _, id := range more {
		buttons = append(buttons, t.button(w, id, o))
	}
	return buttons
}

// about says something of an opening to staff or coordinators.
func (t *Turn) about(o *Opening, w Words, textID string) string {
	return w.T(textID, t.values(o, w)...)
}

// stand is the id of the text, among those that begin with prefix, that says where
// an opening stands: "prefix+state", and beside it ".slipped" for a promise
// that was not kept and ".nobody" for a call that nobody has noted.
func (t *Turn) stand(prefix string, o *Opening) string {
	id := prefix + string(o.State)
	switch {
	case o.State.Waiting() && !t.ahead(o):
		id += ".slipped"
	case o.State == Contacted && o.Owner == "":
		id += ".nobody"
	}
	return id
}

// values are what texts about an opening may name.
func (t *Turn) values(o *Opening, w Words) []any {
	owner := t.ownerName(o, w)
	caller := owner
	if owner == "" {
		owner, caller = w.L("owner.nobody"), t.unit(o)
	}
	at := o.Promise.In(t.Zone())
	moment, by, promised := Markdown(w.Moment(at, t.Now)), Markdown(w.Clock(at)), "promise.was"
	if !sameDay(at, t.Now) {
		by = moment
	}
	if t.ahead(o) {
		promised = "promise.by"
	}
	told, heard := "told.coordinator", "heard.yes"
	if t.partner(o.Partner).led() {
		told = "told.lead"
	}
	if o.Leader == "" {
		heard = "heard.no"
	}
	return []any{
		"number", fmt.Sprint(o.Number), "company", t.companyName(o), "unit", t.unit(o), "owner", owner, "caller", caller,
		"name", firstName(o.Contact.Name), "contact", o.Contact.Name, "phone", o.Contact.Phone, "what", t.what(o, w), "call", Markdown(t.callLine(o, w)),
		"moment", moment, "by", by, "promised", Markdown(w.T(promised, "moment", moment)), "told", Markdown(w.T(told)), "heard", Markdown(w.T(heard)),
		"terms", Markdown(t.terms(o, w)), "tries", fmt.Sprint(o.Tries), "n", o.Tries, "until", w.Day(o.PausedUntil.In(t.Zone())), "said", o.Said,
	}
}

// ownerName is what whoever has the opening is called; "" when nobody has it.
// Somebody whose name the bot has not heard is never shown by an account's id.
func (t *Turn) ownerName(o *Opening, w Words) string {
	if o.Owner == "" || o.OwnerName != "" {
		return o.OwnerName
	}
	if who, ok, err := get[Person](t, o.Owner); err == nil && ok && who.Name != "" {
		return who.Name
	}
	return w.L("owner.unnamed")
}

// whoDid is what the person is called who last did this to an opening.
func (t *Turn) whoDid(o *Opening, what string, w Words) string {
	for _, e := range slices.Backward(o.Log) {
		if e.What != what {
			continue
		}
		if who, ok, err := get[Person](t, e.Who); err == nil && ok && who.Name != "" {
			return who.Name
		}
		break
	}
	return w.L("owner.unnamed")
}

// what names an opening in a few words: its tasks, or the visit.
func (t *Turn) what(o *Opening, w Words) string {
	if o.Visit != "" && len(o.Tasks) == 0 {
		return w.L("wish." + o.Visit)
	}
	var names []string
	for _, task := range o.Tasks {
		names = append(names, t.taskName(task, w))
	}
	if len(names) == 0 {
		return w.L("tasks.unnamed")
	}
	return w.List(names)
}

func (t *Turn) taskName(task Task, w Words) string {
	if c, ok := t.Catalogue.Task(task.Code); ok {
		return c.Name(w.Lang())
	}
	return task.Words
}

// terms are hours and pay in brackets, behind what it is; a visit has none.
func (t *Turn) terms(o *Opening, w Words) string {
	switch {
	case o.Visit != "" && len(o.Tasks) == 0:
		return ""
	case !o.Hours.Known() && o.Pay == "":
		return " (" + w.L("terms.both") + ")"
	}
	return " (" + chat.Escape(t.hours(o, w)+", "+t.pay(o, w)) + ")"
}

func (t *Turn) hours(o *Opening, w Words) string {
	if !o.Hours.Known() {
		return w.L("hours.unknown")
	}
	said := w.Hours(o.Hours.Min, o.Hours.Max)
	for _, h := range o.Others {
		said += ", " + w.L("hours.other", "hours", w.Hours(h.Min, h.Max))
	}
	return said
}

func (t *Turn) pay(o *Opening, w Words) string {
	if o.Pay == "" {
		return w.L("pay.unknown")
	}
	return w.L("pay." + o.Pay)
}

func (t *Turn) callLine(o *Opening, w Words) string {
	best := w.best(o.Contact.Best, o.Contact.Best)
	if !o.CallFrom.IsZero() { // "tomorrow" is another day to who reads it then
		best = w.L("best.from", "best", best, "day", w.Day(o.CallFrom.In(t.Zone())))
	}
	return w.T("card.call", "name", o.Contact.Name, "phone", o.Contact.Phone, "best", best)
}

// best says when to call, from a code or the leader's own words.
func (w Words) best(code, words string) string {
	switch code {
	case "", "any", "morning", "midday", "afternoon":
		if code == "" && words != "" {
			return words
		}
		if code == "" {
			code = "any"
		}
		return w.L("best." + code)
	}
	return words
}

// card is the opening as the partner's channel shows it: the phone first.
func (t *Turn) card(o *Opening) chat.Message {
	p := t.partner(o.Partner)
	lang := t.Settings.Lang
	if p != nil {
		lang = p.Lang
	}
	w := t.Practice.Words(lang)
	m := chat.Message{Kind: "handover.card", Lang: w.Lang()}
	head := []string{"#" + fmt.Sprint(o.Number) + " " + t.companyName(o)}
	if o.Visit != "" {
		head = append(head, w.L("visit."+o.Visit))
	}
	if o.Hours.Known() {
		head = append(head, w.Hours(o.Hours.Min, o.Hours.Max))
	}
	if o.Pay != "" {
		head = append(head, t.pay(o, w))
	}
	m.Title = chat.Escape(strings.Join(head, " · "))
	call := t.callLine(o, w)
	if o.Contact.Phone == "" {
		call = w.T("card.forgotten")
	}
	m.Text = "**" + call + "**\n" + t.status(o, w)
	m.Fields = t.facts(o, w)
	if o.Unproven {
		m.Note = w.T("card.unproven")
	}
	switch {
	case o.State.Waiting():
		if o.State == HandedOver {
			m.Buttons = append(m.Buttons, t.button(w, "claim", o))
		}
		m.Buttons = append(m.Buttons, t.button(w, "contacted", o), t.button(w, "no_answer", o), t.button(w, "more", o))
	case o.State == Contacted && o.Owner == "":
		m.Buttons = []chat.Button{t.button(w, "take", o), t.button(w, "more", o)}
	default:
		m.Buttons = []chat.Button{t.button(w, "more", o)}
	}
	return m
}

// status is the one line of the card that changes.
func (t *Turn) status(o *Opening, w Words) string {
	id := t.stand("card.", o)
	moment := ""
	if !o.Promise.IsZero() {
		moment = w.soon(o.Promise.In(t.Zone()), t.Now)
	}
	reason := ""
	if o.State == Closed {
		reason = ReasonName(o.Reason, w.Lang())
	}
	until := ""
	if !o.PausedUntil.IsZero() {
		until = w.Day(o.PausedUntil.In(t.Zone()))
	}
	text := w.T(id, "owner", t.ownerName(o, w), "moment", moment, "reason", reason, "until", until)
	if o.Tries > 0 && o.State.Waiting() {
		text += " " + w.T("card.tries", "n", o.Tries)
	}
	return text
}

// soon names a moment so that it is still true when it is read tomorrow: by
// weekday within six days, else by date.
func (w Words) soon(at, now time.Time) string {
	if days := daysBetween(now, at); days < 0 || days > 6 {
		return w.Day(at) + " " + w.Clock(at)
	}
	return w.Weekday(at) + " " + w.Clock(at)
}

// facts are the tasks, what is known beside them, and what to ask.
func (t *Turn) facts(o *Opening, w Words) (fields []chat.Field) {
	var ask []string
	fact := func(id, value string) {
		if value == "" {
			ask = append(ask, w.L("ask."+id))
			return
		}
		fields = append(fields, chat.Field{Label: w.L("field." + id), Value: chat.Escape(value), Short: len(value) < 40})
	}
	if len(o.Tasks) > 0 {
		var lines []string
		checks := t.needs(o, w)
		for _, task := range o.Tasks {
			lines = append(lines, "- "+chat.Escape(t.taskName(task, w)))
			if c, ok := t.Catalogue.Task(task.Code); ok {
				if check := c.CheckName(w.Lang()); check != "" && !slices.ContainsFunc(checks, func(s string) bool { return strings.EqualFold(s, check) }) {
					checks = append(checks, check)
				}
			}
		}
		if len(lines) == 1 { // no list
			lines[0] = strings.TrimPrefix(lines[0], "- ")
		}
		fields = append(fields, chat.Field{Label: w.L("field.tasks"), Value: strings.Join(lines, "\n")})
		if len(checks) > 0 {
			fields = append(fields, chat.Field{Label: w.L("field.checks"), Value: chat.Escape(w.List(checks)), Short: true})
		}
	}
	if o.Visit == "" {
		hours := ""
		if o.Hours.Known() {
			hours = t.hours(o, w)
		}
		fact("hours", hours)
		pay := ""
		if o.Pay != "" {
			pay = w.L("card.pay." + o.Pay)
		}
		fact("pay", pay)
		fact("days", o.Details.Days)
		if o.Details.Season != "" {
			fact("season", w.L("season."+o.Details.Season))
		}
		with := ""
		if o.Details.With != "" {
			with = w.L("with." + o.Details.With)
		}
		fact("with", with)
		fact("flexible", t.flexible(o, w))
		fact("start", w.start(o.Details.Start))
	}
	if c, ok, err := get[Company](t, o.Company); err == nil && ok {
		address := o.Details.Address
		if address == "" {
			address = c.Address
		}
		fact("address", address)
		if c.CVR != "" {
			fields = append(fields, chat.Field{Label: w.L("field.cvr"), Value: c.CVR, Short: true})
		}
		if c.PNumber != "" {
			fields = append(fields, chat.Field{Label: w.L("field.pnumber"), Value: c.PNumber, Short: true})
		}
	} else {
		fact("address", o.Details.Address)
	}
	if o.Details.Mentor != "" {
		fact("mentor", o.Details.Mentor)
	}
	if o.Details.Note != "" {
		fact("note", o.Details.Note)
	}
	if len(ask) > 0 && !o.State.Over() {
		fields = append(fields, chat.Field{Label: w.L("field.ask"), Value: chat.Escape(w.List(ask))})
	}
	return fields
}

// needs says what the company asks of somebody, beside what the tasks do by law.
func (t *Turn) needs(o *Opening, w Words) (all []string) {
	for _, need := range o.Details.Needs {
		all = append(all, w.L("need."+need))
	}
	return all
}

func (t *Turn) flexible(o *Opening, w Words) string {
	var all []string
	for _, f := range o.Details.Flexible {
		all = append(all, w.L("flexible."+f))
	}
	if o.Details.Also != "" {
		all = append(all, o.Details.Also)
	}
	return strings.Join(all, ", ")
}

func (w Words) start(code string) string {
	switch code {
	case "", "now", "month", "later":
		if code == "" {
			return ""
		}
		return w.L("start." + code)
	}
	if at, err := time.Parse(time.DateOnly, code); err == nil {
		return w.Day(at)
	}
	return code
}

// button is a press on an opening.
func (t *Turn) button(w Words, id string, o *Opening) chat.Button {
	b := chat.Button{ID: id, Arg: o.ID, Label: w.L("button."+id, "unit", t.unit(o))}
	switch id {
	case "claim", "take", "contacted", "today", "yes", "pass_on":
		b.Style = chat.Primary
	case "drop", "withdraw":
		b.Style = chat.Danger
	}
	return b
}

func cut(subject string) (kind, id string, ok bool) { return strings.Cut(subject, "/") }
