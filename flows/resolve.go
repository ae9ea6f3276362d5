package flows

import (
	"maps"
	"slices"

	"brobygger/chat"
)

// resolve gives every name of the file its meaning.
func (r *reading) resolve() {
	f := r.flow
	names := map[string]string{}
	for name, k := range r.vocab.Facts {
		switch k {
		case YesNo:
			names[name] = boolean
		case Number:
			names[name] = number
		default:
			names[name] = word
		}
	}
	add := func(p at, id, kind string) {
		if old, ok := names[id]; ok && old != kind {
			r.wrong(p, "%q is already the name of %s, this would be %s: choose another id", id, old, kind)
			return
		}
		names[id] = kind
	}
	for i, s := range f.steps {
		s.n, s.kind = i, f.name+"."+s.id
		r.shape(s)
		if s.ask.waits() && s.ask != AskForm {
			add(s.at, s.id, s.ask.kind())
		}
		for _, in := range s.form {
			_, isStep := f.index[in.id]
			if other, ok := f.formOf[in.id]; ok && other != s || isStep {
				r.wrong(in.at, "the answer %q is asked for elsewhere: choose another id", in.id)
			} else if ok {
				r.wrong(in.at, "the form has an input %q already: choose another id", in.id)
			}
			f.inputs[in.id], f.formOf[in.id] = in, s
			add(in.at, in.id, in.valueKind())
		}
		r.point(&s.target, i+1)
		for j := range s.options {
			o := &s.options[j]
			if o.to.name != "" {
				r.point(&o.to, 0)
			}
			if o.own.name != "" {
				r.ownList(s, o)
			}
		}
	}
	if len(r.problems) > 0 && len(f.steps) == 0 {
		return
	}
	for _, c := range r.conds {
		c.compile(&r.reader, names)
	}
	shown := append(slices.Sorted(maps.Keys(names)), "answers")
	for _, t := range r.texts {
		found, bad := t.compile()
		if bad >= 0 {
			r.wrong(t.place(bad), "a brace begins a name such as {company}; for the brace itself write {{")
		}
		for _, name := range found {
			if !slices.Contains(shown, name) {
				r.unknown(t.at, "there is no fact or answer", name, shown)
			}
		}
	}
}

// point turns a target's name into a number; following is used without one.
func (r *reading) point(t *target, following int) {
	switch n, ok := r.flow.index[t.name]; {
	case t.name == "end":
		t.n = end
	case t.name != "" && !ok:
		r.unknown(t.at, "there is no step", t.name, append(slices.Sorted(maps.Keys(r.flow.index)), "end"))
	case ok:
		t.n = n
	case following < len(r.flow.steps):
		t.n = following
	default:
		t.n = end
	}
}

// ownList checks where own words typed at a choice are put.
func (r *reading) ownList(s *step, o *option) {
	r.point(&o.own, 0)
	if o.own.n == end {
		r.wrong(o.own.at, "own words go on the list of a step, not to the end")
		return
	}
	if n, ok := r.flow.index[o.own.name]; ok && (r.flow.steps[n].ask != AskSeveral || !r.flow.steps[n].write) {
		r.wrong(o.own.at, "own words go on the list of a step with \"ask: several\" and \"write: true\", %q is none", o.own.name)
	}
	if s.ask != AskChoice || s.write {
		r.wrong(o.own.at, "\"own\" goes with ask: choice without \"write\"")
	}
}

// kind is the kind of value the answer has in a condition.
func (a Ask) kind() string {
	switch a {
	case AskSeveral:
		return several
	case AskHours, AskNumber:
		return number
	}
	return word
}

func (in *input) valueKind() string {
	switch in.kind {
	case "several":
		return several
	case "number":
		return number
	}
	return word
}

// fields that only make sense with some kinds of answer.
func fitting(field string) []Ask {
	switch field {
	case "send":
		return []Ask{AskConfirm}
	case "open", "form":
		return []Ask{AskForm}
	case "options", "list":
		return []Ask{AskChoice, AskSeveral, AskHours, AskDate, AskNumber, AskPhone}
	case "write":
		return []Ask{AskChoice, AskSeveral, AskDate}
	case "read":
		return []Ask{AskChoice, AskSeveral, AskHours, AskText}
	case "lines", "amend":
		return []Ask{AskText}
	case "aside":
		return []Ask{AskChoice, AskSeveral, AskText}
	case "optional":
		return []Ask{AskChoice, AskSeveral, AskText, AskHours, AskDate, AskPhone, AskNumber, AskForm}
	}
	return nil
}

// shape checks that the fields of a step go together.
func (r *reading) shape(s *step) {
	if s.bad {
		return
	}
	for _, w := range r.wants {
		if w.step == s && !slices.Contains(fitting(w.field), s.ask) {
			r.wrong(w.at, "%q does not go with %s", w.field, s.ask.name())
		}
	}
	for _, o := range s.options {
		if s.ask == AskSeveral && (o.to.name != "" || o.do != "") {
			r.wrong(o.at, "where several can be chosen an option can't lead anywhere: use \"next\" and \"when\"")
		}
		if o.max != 0 && o.max < o.min {
			r.wrong(o.at, "option %q: max is below min", o.id)
		}
	}
	switch {
	case s.ask == AskForm && len(s.form) == 0:
		r.wrong(s.at, "step %q asks for a form: list its inputs under \"form:\"", s.id)
	case (s.ask == AskChoice || s.ask == AskSeveral) && len(s.options) == 0 && s.list == "":
		r.wrong(s.at, "step %q has nothing to choose: write \"options:\" or \"list:\"", s.id)
	case s.ask != AskNothing && s.text.empty():
		r.wrong(s.at, "step %q has no words: write \"da:\" and \"en:\"", s.id)
	case s.ask == AskNothing && s.text.empty() && s.do == "" && s.target.name == "":
		r.wrong(s.at, "step %q does nothing: give it words, \"ask:\", \"do:\" or \"next:\"", s.id)
	}
}

func (a Ask) name() string {
	if a == AskNothing {
		return "a step that asks nothing"
	}
	return "ask: " + string(a)
}

// settle prepares what never changes between steps.
func (f *flow) settle() {
	for _, s := range f.steps {
		if len(s.options) == 0 || s.list != "" {
			continue
		}
		s.fixed, s.named = map[chat.Lang]choices{}, map[chat.Lang]choices{}
		for _, l := range []chat.Lang{chat.DA, chat.EN} {
			fixed, named := true, true
			for _, o := range s.options {
				fixed = fixed && o.label.in(l).fixed() && o.hint.in(l).fixed()
				named = named && o.typed.in(l).fixed()
			}
			r := &run{s: &Session{Lang: l}}
			if fixed {
				s.fixed[l] = readChoices(r.options(s))
			}
			if fixed && named {
				s.named[l] = readChoices(r.names(s, ""))
			}
		}
	}
}
