package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/chat"
)

// markdown renders a text of the flow, what people wrote in it escaped.
func (r *run) markdown(w words) string {
	t := w.in(r.s.Lang)
	if t.fixed() {
		return t.fill(nil)
	}
	return t.fill(func(name string) string { return r.shown(name, true) })
}

// plain renders a label.
func (r *run) plain(w words) string {
	t := w.in(r.s.Lang)
	if t.fixed() {
		return t.fill(nil)
	}
	return t.fill(func(name string) string { return r.shown(name, false) })
}

// word is one of the engine's own texts.
func (r *run) word(key string) string {
	t := r.l.words.get(key, r.s.Lang)
	if t == nil {
		return ""
	}
	if len(t.parts) == 0 {
		return t.src
	}
	return t.fill(func(name string) string {
		if name == "most" {
			return strconv.Itoa(MaxAnswer)
		}
		return ""
	})
}

// shown is the value of a placeholder: the label of an answer, else a fact.
func (r *run) shown(name string, md bool) string {
	if name == "answers" {
		return r.answersList(md)
	}
	if a, ok := r.s.Answers[name]; ok {
		if n, ok := r.f.index[name]; ok {
			return r.label(r.f.steps[n], a, md)
		}
		if in := r.f.inputs[name]; in != nil {
			return r.inputLabel(in, a, md)
		}
	}
	kind, ok := r.l.vocab.Facts[name]
	if !ok {
		return ""
	}
	switch v := r.in.Facts.Fact(name, r.s.Answers).(type) {
	case string:
		if md && kind != Markdown {
			return chat.Escape(v)
		}
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return figure(v, r.s.Lang)
	}
	return ""
}

// answersList is what was answered so far, one line each.
func (r *run) answersList(md bool) string {
	var out []string
	for _, id := range r.s.Path {
		n, ok := r.f.index[id]
		if !ok {
			continue
		}
		st := r.f.steps[n]
		if st.short.empty() {
			continue
		}
		v := r.stepLabel(st, md)
		if v == "" {
			v = "–"
		}
		name := r.plain(st.short)
		if md {
			name = "**" + chat.Escape(name) + ":**"
		} else {
			name += ":"
		}
		out = append(out, "- "+name+" "+v)
	}
	return strings.Join(out, "\n")
}

// stepLabel is the answer of a step, also of a form, in words.
func (r *run) stepLabel(st *step, md bool) string {
	if st.ask != AskForm {
		return r.label(st, r.s.Answers[st.id], md)
	}
	var parts []string
	for _, in := range st.form {
		v := r.inputLabel(in, r.s.Answers[in.id], md)
		if v == "" {
			if v = r.plain(in.value); md {
				v = chat.Escape(v)
			}
		}
		if v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, ", ")
}

// label is an answer in words.
func (r *run) label(st *step, a chat.Answer, md bool) string {
	if a.Skip {
		return ""
	}
	var parts []string
	if len(a.Choice) > 0 {
		parts = labels(r.options(st), a.Choice, parts)
	}
	switch {
	case st.ask == AskHours && len(a.Choice) == 0 && (a.Min > 0 || a.Max > 0):
		parts = append(parts, r.hoursLabel(a.Min, a.Max))
	case st.ask == AskNumber && len(a.Choice) == 0:
		parts = append(parts, figure(a.Min, r.s.Lang))
	case st.ask == AskDate:
		for _, t := range a.Text {
			parts = append(parts, r.dateLabel(t))
		}
	default:
		parts = append(parts, a.Text...)
	}
	s := strings.Join(parts, ", ")
	if st.lines {
		s = strings.Join(parts, "; ")
	}
	if md {
		return chat.Escape(s)
	}
	return s
}

func (r *run) inputLabel(in *input, a chat.Answer, md bool) string {
	if a.Skip {
		return ""
	}
	var parts []string
	switch {
	case len(a.Choice) > 0:
		parts = labels(r.optionsOf(in.list, in.options), a.Choice, parts)
	case in.kind == "number" && len(a.Text) == 0 && a.Max > 0:
		parts = append(parts, figure(a.Min, r.s.Lang))
	case in.kind == "date":
		for _, t := range a.Text {
			parts = append(parts, r.dateLabel(t))
		}
	default:
		parts = a.Text
	}
	s := strings.Join(parts, ", ")
	if md {
		return chat.Escape(s)
	}
	return s
}

func labels(opts []chat.Option, ids, to []string) []string {
	for i := range opts {
		if slices.Contains(ids, opts[i].ID) {
			to = append(to, opts[i].Label)
		}
	}
	return to
}

// hoursLabel says hours per week as a person does.
func (r *run) hoursLabel(lo, hi float64) string {
	key, n := "hours_other", figure(lo, r.s.Lang)
	switch {
	case hi == 0:
		key = "hours_from"
	case hi != lo && lo == 0:
		key, n = "hours_to", figure(hi, r.s.Lang)
	case hi != lo:
		n += "–" + figure(hi, r.s.Lang)
	case lo == 1:
		key = "hours_one"
	}
	return r.l.words.get(key, r.s.Lang).fill(func(string) string { return n })
}

func (r *run) dateLabel(iso string) string {
	d, err := time.Parse("2006-01-02", iso)
	if err != nil {
		return iso
	}
	day := strings.Split(r.word("weekdays"), " ")
	month := strings.Split(r.word("months"), " ")
	if len(day) != 7 || len(month) != 12 {
		return iso
	}
	return r.l.words.get("date", r.s.Lang).fill(func(name string) string {
		switch name {
		case "weekday":
			return day[d.Weekday()]
		case "month":
			return month[d.Month()-1]
		}
		return strconv.Itoa(d.Day())
	})
}

// figure writes a number with the language's decimal sign.
func figure(f float64, l chat.Lang) string {
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if l == chat.DA {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// holds evaluates a condition.
func (r *run) holds(c *cond) (bool, error) {
	if c == nil {
		return true, nil
	}
	return c.holds(r.l, r.value, func(id string) bool {
		a, ok := r.s.Answers[id]
		return ok && !a.Skip
	})
}

// value is what a name means in a condition: the answer, else the fact, else
// the empty value of its kind.
func (r *run) value(name string) (any, error) {
	kind := ""
	if n, ok := r.f.index[name]; ok && r.f.steps[n].ask.waits() && r.f.steps[n].ask != AskForm {
		kind = r.f.steps[n].ask.kind()
	} else if in := r.f.inputs[name]; in != nil {
		kind = in.valueKind()
	}
	if a, ok := r.s.Answers[name]; ok && kind != "" {
		switch kind {
		case number:
			return a.Min, nil
		case several:
			return append([]string{}, a.Choice...), nil
		}
		if len(a.Choice) > 0 {
			return a.Choice[0], nil
		}
		return strings.Join(a.Text, "\n"), nil
	}
	fact, ok := r.l.vocab.Facts[name]
	if !ok {
		return zeroOf(kind), nil
	}
	v := r.in.Facts.Fact(name, r.s.Answers)
	want := word
	switch fact {
	case YesNo:
		want = boolean
	case Number:
		want = number
	}
	switch v := v.(type) {
	case nil:
		return zeroOf(want), nil
	case int:
		if want == number {
			return float64(v), nil
		}
	case float64:
		if want == number {
			return v, nil
		}
	case bool:
		if want == boolean {
			return v, nil
		}
	case string:
		if want == word {
			return v, nil
		}
	}
	return nil, fmt.Errorf("fact %q is a %T, want %s", name, v, want)
}
