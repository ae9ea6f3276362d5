package flows

import (
	"slices"
	"strings"
	"unicode/utf8"

	"brobygger/chat"
)

// showable reports whether the platform can show the step's form at all;
// where it can't, the inputs are asked for one by one.
func (r *run) showable(st *step) bool {
	lim := r.in.Limits
	if lim.Inputs > 0 && len(st.form) > lim.Inputs {
		return false
	}
	for _, in := range st.form {
		if (in.kind == "choice" || in.kind == "several") && !lim.FormChoices {
			return false
		}
	}
	return true
}

// open opens the form with what is known already.
func (r *run) open(st *step) {
	if !r.showable(st) {
		r.nextInput(st)
		return
	}
	title := r.plain(st.title)
	if title == "" {
		title = r.plain(st.short)
	}
	if title == "" {
		title = r.plain(r.f.title)
	}
	f := chat.Form{
		ID: st.kind, Arg: r.arg(), Lang: r.s.Lang, Title: title,
		Submit: r.word("submit"), Cancel: r.word("cancel"),
	}
	for _, in := range st.form {
		c := chat.Input{
			ID: in.id, Label: r.plain(in.label), Kind: chat.InputKind(in.kind), Hint: r.plain(in.hint),
			Optional: in.optional, Max: in.max, Value: r.standing(in),
		}
		if in.kind == "choice" || in.kind == "several" {
			c.Options = r.optionsOf(in.list, in.options)
		}
		f.Inputs = append(f.Inputs, c)
	}
	r.out = append(r.out, Open{f})
}

// standing is what stands in the input already: what was rejected, else what
// was answered, else the value the flow gives it.
func (r *run) standing(in *input) []string {
	a, ok := r.s.Draft[in.id]
	if !ok {
		a, ok = r.s.Draft[was+in.id]
	}
	if !ok {
		a, ok = r.s.Answers[in.id]
	}
	switch {
	case ok && len(a.Choice) > 0:
		return a.Choice
	case ok && len(a.Text) > 0:
		return a.Text
	case ok && in.kind == "number" && !a.Skip:
		return []string{figure(a.Min, "")}
	case ok:
		return nil
	}
	if v := r.plain(in.value); v != "" {
		return []string{v}
	}
	return nil
}

// submitted takes a sent form.
func (r *run) submitted(st *step, b chat.Submitted) error {
	if _, open := r.which(b.Arg); !open || st.ask != AskForm || b.Form != st.kind {
		r.notice("answered")
		return nil
	}
	r.clearSide()
	errs := map[string]string{}
	var wrong []string
	for _, in := range st.form {
		values := b.Values[in.id]
		a, why := r.read(in, values)
		if why == "" {
			r.setDraft(in.id, a)
			continue
		}
		errs[in.id] = why
		wrong = append(wrong, "- **"+chat.Escape(r.plain(in.label))+":** "+why)
		r.dropDraft(in.id)
		r.setDraft(was+in.id, chat.Answer{Text: limited(values)})
	}
	if len(errs) == 0 {
		return r.filled(st)
	}
	if r.in.Limits.FormErrors {
		for id, why := range errs {
			errs[id] = chat.Plain(why)
		}
		r.out = append(r.out, Reject{errs})
		return nil
	}
	m := r.beside("fix", r.word("correct")+"\n\n"+strings.Join(wrong, "\n"))
	m.Buttons = []chat.Button{{ID: idFix, Arg: r.arg(), Label: r.word(idFix), Style: chat.Primary}}
	r.say(m)
	return nil
}

// limited keeps rejected values within the bounds of an answer.
func limited(values []string) []string {
	var out []string
	for i, v := range values {
		v = written(v)
		if c := []rune(v); len(c) > MaxAnswer {
			v = string(c[:MaxAnswer])
		}
		if i < 100 {
			out = append(out, v)
		}
	}
	return out
}

// filled takes the drafted inputs as the answers and goes on.
func (r *run) filled(st *step) error {
	for _, in := range st.form {
		a, ok := r.s.Draft[in.id]
		if !ok {
			a = chat.Answer{Skip: true}
		}
		r.setAnswer(in.id, a)
	}
	return r.accept(st, chat.Answer{})
}

// read checks the values of one input; why says in the person's words what to
// correct.
func (r *run) read(in *input, values []string) (a chat.Answer, why string) {
	var given []string
	for _, v := range values {
		if v = written(v); v != "" {
			given = append(given, v)
		}
	}
	if len(given) == 0 {
		if in.optional {
			return chat.Answer{Skip: true}, ""
		}
		return a, r.word("need")
	}
	if in.kind == "choice" || in.kind == "several" {
		for _, o := range r.optionsOf(in.list, in.options) {
			if slices.Contains(given, o.ID) {
				a.Choice = append(a.Choice, o.ID)
			}
		}
		if len(a.Choice) == 0 || in.kind == "choice" && len(a.Choice) > 1 {
			return chat.Answer{}, r.word("need_choice")
		}
		return a, ""
	}
	v := strings.Join(given, "\n")
	most := MaxAnswer
	if in.max > 0 {
		most = min(most, in.max)
	}
	if utf8.RuneCountInString(v) > most {
		return a, r.word("too_long_input")
	}
	switch in.kind {
	case "phone":
		p, ok := ParsePhone(v)
		if !ok {
			return a, r.word("check_phone")
		}
		v = p
	case "number":
		n, ok := parseNumber(v)
		if !ok {
			return a, r.word("need_number")
		}
		return chat.Answer{Min: n, Max: n}, ""
	case "date":
		d, ok := ParseDate(v, r.s.Lang, r.in.At)
		if !ok {
			return a, r.word("need_date")
		}
		v = d.Format("2006-01-02")
	}
	if in.check != "" {
		fn := r.l.check(in.check)
		if fn == nil && in.check == "phone" {
			fn = ParsePhone
		}
		if fn != nil {
			norm, ok := fn(v)
			if !ok {
				return a, r.word("check_" + in.check)
			}
			v = norm
		}
	}
	return chat.Answer{Text: []string{v}}, ""
}

// missing is the first input that has no value yet.
func (r *run) missing(st *step) *input {
	for _, in := range st.form {
		if _, ok := r.s.Draft[in.id]; !ok {
			return in
		}
	}
	return nil
}

func (r *run) inputQuestion(in *input) string {
	q := "**" + chat.Escape(r.plain(in.label)) + "**"
	if h := r.plain(in.hint); h != "" {
		q += "\n_" + chat.Escape(h) + "_"
	}
	if in.optional {
		q += "\n" + r.word("input_optional")
	}
	if opts := r.optionsOf(in.list, in.options); len(opts) > 0 {
		for _, o := range opts {
			q += "\n- " + chat.Escape(o.Label)
		}
	}
	return q
}

// nextInput asks for the next input by name.
func (r *run) nextInput(st *step) {
	in := r.missing(st)
	if in == nil {
		return
	}
	r.s.AskedAt = r.in.At.UTC()
	m := r.beside("fix", r.inputQuestion(in))
	m.Kind = st.kind
	r.say(m)
}

// typedForm takes a typed text as the next input of the form, or as all of
// them when it has as many parts as are missing.
func (r *run) typedForm(st *step, text string) error {
	var open []*input
	for _, in := range st.form {
		if _, ok := r.s.Draft[in.id]; !ok {
			open = append(open, in)
		}
	}
	if len(open) == 0 {
		return r.filled(st)
	}
	parts := strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == ';' || c == ',' })
	if len(parts) == len(open) && len(parts) > 1 {
		read := make([]chat.Answer, 0, len(parts))
		for i, in := range open {
			if a, why := r.typedInput(in, parts[i]); why == "" {
				read = append(read, a)
			}
		}
		if len(read) == len(open) {
			for i, in := range open {
				r.setDraft(in.id, read[i])
			}
			return r.filled(st)
		}
	}
	in := open[0]
	if _, ok := ParsePhone(text); ok && in.kind != "phone" {
		for _, other := range open[1:] {
			if other.kind == "phone" {
				in = other
				break
			}
		}
	}
	if in.kind == "text" && !evades(text) && hasWord(text) {
		if r.worksNotName(st, text) {
			return nil
		}
		if slices.ContainsFunc(st.form, func(i *input) bool { return i.kind == "phone" }) {
			text = justName(text)
		}
	}
	a, why := r.typedInput(in, text)
	if no := evades(text) || saysNo(text); no && in.optional {
		a, why = chat.Answer{Skip: true}, ""
	} else if no && why == "" && in.kind == "text" {
		why = r.word("need")
	}
	if why != "" {
		r.miss(st, "**"+chat.Escape(r.plain(in.label))+":** "+why)
		return nil
	}
	r.s.Misses = 0
	r.setDraft(in.id, a)
	if r.keepRest(st) {
		return r.filled(st)
	}
	r.nextInput(st)
	return nil
}

// keepRest takes what stands in the inputs not yet typed, when something good
// stands in all of them: "ret telefon" and the number is then all it takes.
func (r *run) keepRest(st *step) bool {
	kept := map[*input]chat.Answer{}
	for _, in := range st.form {
		if _, ok := r.s.Draft[in.id]; ok {
			continue
		}
		if a, ok := r.s.Answers[in.id]; ok {
			kept[in] = a
			continue
		}
		v := r.standing(in)
		a, why := r.read(in, v)
		if len(v) == 0 || why != "" {
			return false
		}
		kept[in] = a
	}
	for in, a := range kept {
		r.setDraft(in.id, a)
	}
	return true
}

func (r *run) typedInput(in *input, text string) (chat.Answer, string) {
	if in.kind == "choice" || in.kind == "several" {
		ids, _ := Match(text, r.optionsOf(in.list, in.options))
		return r.read(in, ids)
	}
	return r.read(in, []string{text})
}

// skipInput passes the one input over that is being asked for; done is false
// when none is.
func (r *run) skipInput(st *step) (done bool, err error) {
	in := r.missing(st)
	typing := slices.ContainsFunc(st.form, func(i *input) bool { _, ok := r.s.Draft[i.id]; return ok })
	if in == nil || !in.optional || !typing {
		return false, nil
	}
	r.setDraft(in.id, chat.Answer{Skip: true})
	if r.missing(st) == nil {
		return true, r.filled(st)
	}
	r.nextInput(st)
	return true, nil
}
