package flows

import (
	"slices"

	"brobygger/chat"
)

// Amender reads what is typed as the text of a step with "amend:", or, when asked is
// false, beside it at the summary. before is what stands there, nil at first; ok is
// false for what is no such text, as a greeting is no list. It is pure.
type Amender func(before []string, text string, asked bool) (after []string, ok bool)

// AmendWith gives the library the code behind a name in "amend:". Without it any
// words are the text, and the summary takes none.
func (l *Library) AmendWith(name string, fn Amender) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.amenders[name] = fn
}

func (l *Library) amender(name string) Amender {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.amenders[name]
}

// typedText takes a text as the answer of a step that asks for one.
func (r *run) typedText(st *step, text string) error {
	if fn := r.l.amender(st.amend); fn != nil {
		after, ok := fn(r.s.Answers[st.id].Text, text, true)
		if !ok {
			if help := r.markdown(st.help); help != "" {
				r.miss(st, help)
			} else {
				r.missed(st)
			}
			return nil
		}
		return r.accept(st, chat.Answer{Text: after})
	}
	if startsOn(text) && r.ahead(st, text) {
		return nil
	}
	a := chat.Answer{Text: []string{text}}
	if st.lines {
		if a.Text = lines(text); len(a.Text) == 1 && st.read != "" && r.beyond(st, text) && r.offer(st, text) {
			return nil // a whole story on one line
		}
	}
	return r.accept(st, a)
}

// formPreset lets a form ask only for what was not given in advance.
func (r *run) formPreset() {
	for _, st := range r.f.steps {
		if st.ask != AskForm || r.isAnswered(st) {
			continue
		}
		for _, in := range st.form {
			if a, ok := r.s.Answers[in.id]; ok {
				r.setDraft(in.id, a)
			}
		}
	}
}

// amendable gives the steps whose text can be typed anew at the summary.
func (r *run) amendable() (steps []*step) {
	for _, st := range r.f.steps {
		if r.l.amender(st.amend) != nil && slices.Contains(r.s.Path[r.s.Floor:], st.id) {
			steps = append(steps, st)
		}
	}
	return steps
}

// amend takes what is typed at the summary as a new text, or a correction of it, and
// shows the summary again.
func (r *run) amend(text string) (done bool, err error) {
	for _, st := range r.amendable() {
		if after, ok := r.l.amender(st.amend)(r.s.Answers[st.id].Text, text, false); ok {
			at := slices.Index(r.s.Path[r.s.Floor:], st.id)
			r.s.Path = slices.Clone(r.s.Path[:r.s.Floor+at])
			return true, r.accept(st, chat.Answer{Text: after})
		}
	}
	return false, nil
}
