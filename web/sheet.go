package web

import (
	"slices"
	"strconv"

	"brobygger/chat"
	"brobygger/play"
)

// sheetView is the form on somebody's screen.
type sheetView struct {
	Form   chat.Form
	Key    string // id on the page; another form has another
	Who    string
	Inputs []inputView
	Wrong  int // how many fields must be corrected
}

// inputView is one field of the form.
type inputView struct {
	chat.Input
	Key       string
	Error     string
	Described string // ids of hint and error
	Type      string // of the HTML input
	Mode      string // which keyboard a phone shows
	Most      string // characters
}

// sheetOf is the open form of who, nil when there is none.
func sheetOf(who string, seen play.View) *sheetView {
	if seen.Form == nil {
		return nil
	}
	v := &sheetView{Form: *seen.Form, Who: who, Key: "sheet-" + who + "-" + seen.Form.ID + "-" + seen.Form.Arg}
	for _, in := range seen.Form.Inputs {
		f := inputView{Input: in, Key: v.Key + "-" + in.ID, Error: seen.Errors[in.ID], Type: "text"}
		if in.Hint != "" {
			f.Described = f.Key + "-hint"
		}
		if f.Error != "" {
			v.Wrong++
			if f.Described != "" {
				f.Described += " "
			}
			f.Described += f.Key + "-error"
		}
		switch in.Kind {
		case chat.PhoneInput:
			f.Type = "tel"
		case chat.NumberInput:
			f.Mode = "decimal" // typed as people write it: "7,5"
		case chat.DateInput:
			f.Type = "date"
		}
		if in.Max > 0 {
			f.Most = strconv.Itoa(in.Max)
		}
		v.Inputs = append(v.Inputs, f)
	}
	return v
}

// text is what stands in a field of one text.
func (f inputView) text() string {
	if len(f.Value) == 0 {
		return ""
	}
	return f.Value[0]
}

// set reports whether option id is set.
func (f inputView) set(id string) bool { return slices.Contains(f.Value, id) }

// choice reports whether the field is a list of options.
func (f inputView) choice() bool { return f.Kind == chat.ChoiceInput || f.Kind == chat.SeveralInput }
