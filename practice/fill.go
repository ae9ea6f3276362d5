package practice

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"brobygger/chat"
)

// fillForm is what staff, or the leader, corrects most: tasks, hours, phone.
func (t *Turn) fillForm(o *Opening, id string, w Words) *chat.Form {
	hours := ""
	if o.Hours.Known() {
		hours = w.Hours(o.Hours.Min, o.Hours.Max)
	}
	last := chat.Input{ID: "note", Label: w.L("form.note"), Kind: chat.LongInput, Hint: w.L("form.note_hint"), Value: []string{o.Details.Note}, Optional: true, Max: 500}
	if id == "change" {
		last = chat.Input{ID: "best", Label: w.L("form.best"), Kind: chat.TextInput, Value: []string{w.best(o.Contact.Best, o.Contact.Best)}, Optional: true, Max: 100}
	}
	return &chat.Form{ID: id, Arg: o.ID, Lang: w.Lang(), Title: w.L("form."+id, "number", fmt.Sprint(o.Number)), Submit: w.L("form.save"), Cancel: w.L("form.cancel"), Inputs: []chat.Input{
		{ID: "tasks", Label: w.L("field.tasks"), Kind: chat.LongInput, Hint: w.L("form.tasks_hint"), Value: []string{t.taskLines(o, w)}, Optional: o.Visit != "", Max: 1000},
		{ID: "hours", Label: w.L("field.hours"), Kind: chat.TextInput, Value: []string{hours}, Optional: true, Max: 60},
		{ID: "days", Label: w.L("field.days"), Kind: chat.TextInput, Value: []string{o.Details.Days}, Optional: true, Max: 200},
		{ID: "phone", Label: w.L("form.phone"), Kind: chat.PhoneInput, Value: []string{o.Contact.Phone}, Max: 30},
		last,
	}}
}

// openingSubmitted takes a form about an opening.
func (t *Turn) openingSubmitted(b chat.Submitted) error {
	o, ok, err := get[Opening](t, b.Arg)
	if err != nil || !ok {
		t.done("press.gone")
		return err
	}
	byLeader := strings.HasPrefix(b.Form, "change")
	if byLeader && !t.ownerOf(o) && !t.is(Coordinator) {
		t.refuse("refused.owner", "company", t.companyName(o))
		return nil
	}
	if !byLeader && !t.mayHandle(o) {
		t.refuse("refused.staff", "unit", t.unit(o), "coordinator", t.coordinatorName())
		return nil
	}
	if b.Form == "pause" {
		return t.pauseUntil(o, b)
	}
	if o.State.Over() {
		t.tooLate(o)
		return nil
	}
	var errors map[string]string
	switch strings.TrimPrefix(b.Form, "change_") {
	case "terms":
		errors = t.correctTerms(o, b.Values)
	case "place":
		errors, err = t.correctPlace(o, b.Values)
	default:
		errors = t.correct(o, b.Values, byLeader)
	}
	if err != nil {
		return err
	}
	if len(errors) > 0 {
		return t.reject(t.form(o, b.Form, t.Words), b, errors)
	}
	if err := t.corrected(); err != nil {
		return err
	}
	what := "filled"
	if byLeader {
		what = "changed"
	}
	o.note(t.Now, t.Who.ID, what, "")
	moved := t.wishHeld(o)
	t.changed(o)
	if byLeader {
		t.ownerHears(o, "news.changed")
		text := t.about(o, t.Words, "mine.changed")
		if moved {
			text += " " + t.about(o, t.Words, t.stand("mine.state.", o))
		}
		t.doneText("mine.changed", text)
	} else {
		t.done("desk.filled", "number", fmt.Sprint(o.Number))
	}
	if m := t.Ack.Notice; m != nil { // what another form holds is one press away
		for _, part := range parts(o) {
			if byLeader {
				part = "change_" + part
			}
			if part != b.Form {
				m.Buttons = append(m.Buttons, t.button(t.Words, part, o))
			}
		}
	}
	return nil
}

// correct writes the values of the partner's form, or the leader's, into the
// opening; it gives what must be put right.
func (t *Turn) correct(o *Opening, values map[string][]string, byLeader bool) map[string]string {
	errors := map[string]string{}
	phone, ok := ParsePhone(first(values["phone"]))
	if !ok {
		errors["phone"] = t.Words.L("wrong.phone")
	}
	hours, hoursOK := o.Hours, true
	if text := strings.TrimSpace(first(values["hours"])); text == "" {
		hours = Hours{}
	} else if text != t.Words.Hours(o.Hours.Min, o.Hours.Max) {
		var h Hours
		h.Min, h.Max, hoursOK = t.ParseHours(text, t.Words.Lang())
		hours = h
	}
	if !hoursOK {
		errors["hours"] = t.Words.L("wrong.hours")
	}
	tasks := o.Tasks
	if lines, ok := t.rewritten(values, "tasks", t.taskLines(o, t.Words)); ok {
		tasks = t.readTasks(o, lines)
	}
	if len(tasks) == 0 && o.Visit == "" {
		errors["tasks"] = t.Words.L("wrong.tasks")
	}
	if len(errors) > 0 {
		return errors
	}
	if o.Tasks = tasks; hours != o.Hours {
		o.Hours, o.Others = hours, nil
	}
	if phone != o.Contact.Phone {
		t.correctPhone(o, phone)
	}
	if days, ok := t.rewritten(values, "days", o.Details.Days); ok {
		o.Details.Days = days
	}
	if byLeader {
		if best, ok := t.rewritten(values, "best", t.Words.best(o.Contact.Best, o.Contact.Best)); ok {
			t.wish(o, best)
		}
	} else if note, ok := t.rewritten(values, "note", o.Details.Note); ok {
		o.Details.Note = note
	}
	return nil
}

// rewritten gives what a form's input was made to say; ok is false where it
// says what stood there, and where that was too long to stand in a form at all.
func (t *Turn) rewritten(values map[string][]string, id, stood string) (v string, ok bool) {
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	v = strings.TrimSpace(lines.Replace(first(values[id])))
	leftOut := v == "" && t.Limits.Input > 0 && len(utf16.Encode([]rune(stood))) > t.Limits.Input
	return v, !leftOut && v != strings.TrimSpace(lines.Replace(stood))
}

// taskLines are the tasks as a form shows them, one a line.
func (t *Turn) taskLines(o *Opening, w Words) string {
	var lines []string
	for _, task := range o.Tasks {
		lines = append(lines, t.taskName(task, w))
	}
	return strings.Join(lines, "\n")
}

// readTasks reads tasks, one a line; one that stood there stays what it was.
func (t *Turn) readTasks(o *Opening, lines string) (tasks []Task) {
	for _, line := range strings.Split(lines, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		task := Task{Words: line}
		for _, old := range o.Tasks {
			if t.taskName(old, t.Words) == line {
				task = old
			}
		}
		tasks = append(tasks, task)
	}
	return tasks
}

// correctPhone puts a number right, here and with the company's contact, so
// that the next call does not go wrong too.
func (t *Turn) correctPhone(o *Opening, phone string) {
	old := o.Contact
	o.Contact.Phone = phone
	if c, ok, err := get[Company](t, o.Company); err == nil && ok && !o.Unproven {
		for i, k := range c.Contacts {
			if k.Phone == old.Phone && (k.Person == old.Person || strings.EqualFold(k.Name, old.Name)) {
				c.Contacts[i].Phone = phone
				t.Save(c)
			}
		}
	}
	if who, ok, err := get[Person](t, o.Leader); err == nil && ok && o.Leader != "" && who.Phone == old.Phone {
		who.Phone = phone
		t.Save(who)
	}
}

// pauseUntil puts an opening aside until the working day of the form's date or the first after it.
func (t *Turn) pauseUntil(o *Opening, b chat.Submitted) error {
	until, err := time.ParseInLocation(time.DateOnly, first(b.Values["until"]), t.Zone())
	if err != nil || !until.After(t.Now) {
		return t.reject(t.form(o, b.Form, t.Words), b, map[string]string{"until": t.Words.L("wrong.date")})
	}
	if err := t.corrected(); err != nil {
		return err
	}
	if !o.move(Paused, t.Now, t.Who.ID, "paused", "") {
		t.tooLate(o)
		return nil
	}
	o.PausedUntil = t.Calendar.Next(until)
	t.changed(o)
	t.tell(o, "opening.paused")
	t.done("desk.paused", "number", fmt.Sprint(o.Number), "until", t.Words.Day(o.PausedUntil))
	return nil
}
