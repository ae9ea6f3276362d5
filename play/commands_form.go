package play

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"brobygger/chat"
)

// draft is what a person has filled into the open form and not sent.
type draft struct {
	id, arg string // of the form
	values  map[string][]string
	sent    bool
	left    bool // the person has gone on to something else
}

// formVerbs are about the open form.
func formVerbs() []verb {
	return []verb{{
		name: "fill", args: "WHO FIELD=VALUE...", least: 2, most: -1, passive: true,
		about: "fill in the open form; FIELD is a label or @id or id, VALUE of a list a label or @id; a FIELD named again takes one more line or choice",
		run: func(args []string) (func(*run) error, error) {
			for _, a := range args[1:] {
				if !strings.Contains(a, "=") {
					return nil, fmt.Errorf("%q is not FIELD=VALUE", a)
				}
			}
			return func(r *run) error { return r.fill(args[0], args[1:]) }, nil
		},
	}, {
		name: "submit", args: "WHO", least: 1, most: 1,
		about: "send what stands in the open form and what was filled in",
		prepare: prepareWho(func(r *run, who string, _ []string) (deed, error) {
			f, err := r.open(who)
			if err != nil {
				return deed{}, err
			}
			values := map[string][]string{}
			var says []string
			for _, in := range f.Inputs {
				v := r.value(who, in)
				values[in.ID] = v // an input that was emptied, too
				if len(v) > 0 {
					says = append(says, fold(in.Label)+": "+fold(optionLabels(in.Options, v)))
				}
			}
			d := r.does(who, Submit{Values: values}, "sends the form “%s” %s", fold(f.Title), strings.Join(says, " · "))
			d.done = func() {
				if dr := r.drafts[who]; dr != nil {
					dr.sent = true
				}
			}
			return d, nil
		}),
	}, {
		name: "dismiss", args: "WHO", least: 1, most: 1,
		about: "close the open form without sending it",
		prepare: prepareWho(func(r *run, who string, _ []string) (deed, error) {
			f, err := r.open(who)
			if err != nil {
				return deed{}, err
			}
			return r.leavesForm(who, r.does(who, Dismiss{}, "closes the form “%s”", fold(f.Title))), nil
		}),
	}, {
		name: "form", args: "WHO WHAT...", least: 2, most: -1, passive: true,
		about: "the open form shows all of it, as filled in so far: 'Label: value', its id is the @kind",
		run: func(args []string) (func(*run) error, error) {
			ws, err := parseWhats(args[1:])
			if err != nil {
				return nil, err
			}
			return func(r *run) error {
				if err := r.person(args[0]); err != nil {
					return err
				}
				f, err := r.open(args[0])
				if err != nil {
					return err
				}
				r.hit = r.form(args[0], true)
				if !ws.in(f.ID, formText(f, r.filled(args[0]), r.seen[args[0]].now.Errors)) {
					return fmt.Errorf("the open form does not show %s\n  it is: %s", ws, r.form(args[0], true))
				}
				return nil
			}, nil
		},
	}}
}

// open gives the form that who has open.
func (r *run) open(who string) (*chat.Form, error) {
	if f := r.seen[who].now.Form; f != nil {
		return f, nil
	}
	return nil, r.instead(spot{viewer: who, key: who}, nil, "%s has no form open", who)
}

func (r *run) fill(who string, args []string) error {
	if err := r.person(who); err != nil {
		return err
	}
	f, err := r.open(who)
	if err != nil {
		return err
	}
	fresh := map[string][]string{}
	for _, a := range args {
		in, value, err := field(f, a)
		if err != nil {
			return fmt.Errorf("%w\n  it is: %s", err, r.form(who, true))
		}
		v, again := fresh[in.ID]
		switch {
		case again && in.Kind != chat.SeveralInput && in.Kind != chat.LongInput:
			return fmt.Errorf("field %s takes one value", fold(in.Label))
		case value == "" && !again:
			v = []string{}
		case in.Kind == chat.ChoiceInput || in.Kind == chat.SeveralInput:
			l, err := parseLabel(value)
			if err != nil {
				return err
			}
			ids, err := pick(in.Options, []label{l})
			if err != nil {
				return fmt.Errorf("field %s: %w", fold(in.Label), err)
			}
			if !slices.Contains(v, ids[0]) {
				v = append(v, ids...)
			}
		case again && len(v) > 0:
			v = []string{v[0] + "\n" + value}
		case again:
			v = []string{"\n" + value}
		default:
			v = []string{value}
		}
		fresh[in.ID] = v
	}
	var says []string
	for _, in := range f.Inputs {
		if v, ok := fresh[in.ID]; ok {
			says = append(says, fold(in.Label)+": "+fold(optionLabels(in.Options, v)))
		}
	}
	d := r.drafts[who]
	if d == nil {
		d = &draft{id: f.ID, arg: f.Arg, values: map[string][]string{}}
		r.drafts[who] = d
	}
	maps.Copy(d.values, fresh)
	r.hit = who + " fills in " + strings.Join(says, " · ")
	r.sayf("%s", r.hit)
	return nil
}

// field finds the input that FIELD=VALUE names: by label, by @id, by id.
func field(f *chat.Form, word string) (chat.Input, string, error) {
	for _, is := range []func(in chat.Input, name string) bool{
		func(in chat.Input, name string) bool { return fold(in.Label) == fold(name) },
		func(in chat.Input, name string) bool { return "@"+in.ID == name },
		func(in chat.Input, name string) bool { return in.ID == name },
	} {
		var hits []chat.Input
		var value string
		for i := range len(word) { // a label may hold "=" itself
			if word[i] != '=' {
				continue
			}
			for _, in := range f.Inputs {
				if is(in, word[:i]) {
					hits, value = append(hits, in), word[i+1:]
				}
			}
			if len(hits) > 0 {
				break
			}
		}
		switch len(hits) {
		case 0:
		case 1:
			return hits[0], value, nil
		default:
			return chat.Input{}, "", fmt.Errorf("%d fields are called so in %q: write @id=VALUE", len(hits), word)
		}
	}
	name, _, _ := strings.Cut(word, "=")
	if name == "" {
		return chat.Input{}, "", errors.New("a value without a field")
	}
	return chat.Input{}, "", fmt.Errorf("the open form has no field %s", name)
}

// filled is what who has filled in and not sent, by input id.
func (r *run) filled(who string) map[string][]string {
	if d := r.drafts[who]; d != nil {
		return d.values
	}
	return nil
}

// value is what stands in an input of who's open form.
func (r *run) value(who string, in chat.Input) []string {
	if v, ok := r.filled(who)[in.ID]; ok {
		return v
	}
	return in.Value
}

// leavesForm makes d drop what who has filled in: one can't go on elsewhere
// and keep a form open.
func (r *run) leavesForm(who string, d deed) deed {
	d.done = func() {
		if dr := r.drafts[who]; dr != nil {
			dr.left = true
		}
	}
	return d
}

// forget drops who's draft when its form is gone: closed, another one, or sent
// and accepted. What the bot refused stays filled in.
func (r *run) forget(who string) {
	d := r.drafts[who]
	if d == nil {
		return
	}
	v := r.seen[who].now
	if v.Form == nil || v.Form.ID != d.id || v.Form.Arg != d.arg || d.left || d.sent && len(v.Errors) == 0 {
		delete(r.drafts, who)
		return
	}
	d.sent = false
}

// form shows who's open form with what was filled in.
func (r *run) form(who string, ids bool) string {
	v := r.seen[who].now
	return formatForm(v.Form, r.filled(who), v.Errors, ids)
}

// formText is all a person can read of a form: a line "Label: value" for each
// field, followed by its hint, its error and the options of a list.
func formText(f *chat.Form, filled map[string][]string, errs map[string]string) string {
	lines := []string{f.Title, f.Text}
	for _, in := range f.Inputs {
		v, ok := filled[in.ID]
		if !ok {
			v = in.Value
		}
		lines = append(lines, in.Label+": "+optionLabels(in.Options, v), in.Hint, errs[in.ID], formatOptions(in.Options, v, false))
	}
	return strings.Join(append(lines, f.Submit, f.Cancel), "\n")
}

// formatForm shows a form on one line for each field.
func formatForm(f *chat.Form, filled map[string][]string, errs map[string]string, ids bool) string {
	id := func(s string) string {
		if ids {
			return " @" + s
		}
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "[%s] “%s”", f.ID, fold(f.Title))
	if f.Text != "" {
		b.WriteString(" " + fold(f.Text))
	}
	for _, in := range f.Inputs {
		v, ok := filled[in.ID]
		if !ok {
			v = in.Value
		}
		fmt.Fprintf(&b, "\n        %s%s:", fold(in.Label), id(in.ID))
		if len(v) > 0 {
			b.WriteString(" " + fold(optionLabels(in.Options, v)))
		}
		if len(in.Options) > 0 {
			fmt.Fprintf(&b, " {%s}", formatOptions(in.Options, v, ids))
		}
		if e := errs[in.ID]; e != "" {
			fmt.Fprintf(&b, " (! %s)", fold(e))
		}
	}
	fmt.Fprintf(&b, "\n        [%s]", fold(f.Submit))
	if f.Cancel != "" {
		fmt.Fprintf(&b, " [%s]", fold(f.Cancel))
	}
	for _, key := range names(errs) {
		if !slices.ContainsFunc(f.Inputs, func(in chat.Input) bool { return in.ID == key }) {
			fmt.Fprintf(&b, " (! %s)", fold(errs[key]))
		}
	}
	return b.String()
}
