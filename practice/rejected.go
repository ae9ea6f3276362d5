package practice

import (
	"slices"
	"time"

	"brobygger/chat"
)

// Rejected is what somebody filled in where something has to be corrected, kept
// for platforms whose forms close when they are sent.
type Rejected struct {
	Meta   `json:"-"`
	Person string              `json:"person"`
	Form   string              `json:"form"`
	Arg    string              `json:"arg"`
	Values map[string][]string `json:"values"`
	At     time.Time           `json:"at"`
}

func (r *Rejected) Key() Key { return Key{"rejected", r.Person} }

// Terms lets the words go with those of dialogs that were left.
func (r *Rejected) Terms() []Term { return []Term{{"asked", TimeTerm(r.At)}} }

// reject says what must be corrected: on the open form, or where that has
// closed, in a private list with a button that opens it again, filled.
func (t *Turn) reject(f *chat.Form, b chat.Submitted, wrong map[string]string) error {
	if t.Limits.FormErrors {
		t.Ack.Errors = wrong
		return nil
	}
	r, _, err := get[Rejected](t, t.Who.ID)
	if err != nil {
		return err
	}
	if r == nil {
		r = &Rejected{Person: t.Who.ID}
	}
	r.Form, r.Arg, r.Values, r.At = b.Form, b.Arg, b.Values, t.Now
	t.Save(r)
	text := t.Words.T("form.correct")
	for _, in := range f.Inputs {
		if problem, ok := wrong[in.ID]; ok {
			text += "\n- **" + chat.Escape(in.Label) + ":** " + chat.Escape(problem)
		}
	}
	t.notice("form.errors", text)
	t.Ack.Notice.Buttons = []chat.Button{{ID: "fix", Arg: b.Arg, Label: t.Words.L("button.fix"), Style: chat.Primary}}
	return nil
}

// fix opens the form again that the sender has to correct, as they filled it in.
func (t *Turn) fix(opening string) error {
	o, ok, err := get[Opening](t, opening)
	if err != nil {
		return err
	}
	if t.Who == nil || !ok {
		t.done("press.gone")
		return nil
	}
	r, ok, err := get[Rejected](t, t.Who.ID)
	if err != nil {
		return err
	}
	if !ok || r.Arg != opening {
		t.done("press.gone")
		return nil
	}
	f := t.form(o, r.Form, t.Words)
	for i := range f.Inputs {
		f.Inputs[i].Value = slices.Clone(r.Values[f.Inputs[i].ID])
	}
	t.Ack.Form = f
	return nil
}

// corrected lets go of what had to be corrected: it has been.
func (t *Turn) corrected() error {
	if t.Limits.FormErrors {
		return nil
	}
	r, ok, err := get[Rejected](t, t.Who.ID)
	if ok {
		t.delete(r.Key())
	}
	return err
}
