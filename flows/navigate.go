package flows

import (
	"fmt"
	"slices"

	"brobygger/chat"
)

// accept takes the answer and goes on.
func (r *run) accept(st *step, a chat.Answer) error {
	if st.ask != AskForm {
		r.setAnswer(st.id, a)
	}
	r.forget(st)
	r.clearSide()
	r.s.Misses = 0
	r.passed(st)
	verb, to := st.do, st.target.n
	if o := st.option(r.s.Answers.One(st.id)); o != nil && st.ask != AskSeveral {
		if o.do != "" {
			verb = o.do
		}
		if o.to.name != "" {
			to = o.to.n
		}
	}
	if verb != "" {
		r.do(verb)
	}
	return r.walk(to)
}

// passed puts the step on the path.
func (r *run) passed(st *step) {
	p := r.s.Path
	if i := slices.Index(p[r.s.Floor:], st.id); i >= 0 {
		p = p[:r.s.Floor+i]
	}
	r.s.Path = append(p[:len(p):len(p)], st.id)
}

// walk goes on from step n to the next one that waits for the person.
func (r *run) walk(n int) error {
	for range MaxSteps {
		if n == end {
			r.finish(Done)
			return nil
		}
		st := r.f.steps[n]
		if r.s.Return == st.id {
			r.s.Return = ""
			r.prune()
		}
		ok, err := r.holds(st.when)
		if err != nil {
			return err
		}
		switch {
		case !ok:
			if st.always && r.s.Return != "" && r.isAnswered(st) {
				r.passed(st)
			}
			n = r.f.after(st)
		case !st.ask.waits():
			if !st.text.empty() && r.s.Return == "" {
				r.say(chat.Message{Kind: st.kind, Lang: r.s.Lang, Title: r.markdown(st.title), Text: r.body(st)})
			}
			if st.do != "" {
				r.do(st.do)
			}
			n = st.target.n
		case r.isAnswered(st) && !r.visited(st):
			r.passed(st)
			n = st.target.n
			if o := st.option(r.s.Answers.One(st.id)); o != nil && o.to.name != "" && st.ask != AskSeveral {
				n = o.to.n
			}
		default:
			if i := slices.Index(r.s.Path[r.s.Floor:], st.id); i >= 0 {
				r.s.Path = slices.Clone(r.s.Path[:r.s.Floor+i])
			}
			return r.ask(st)
		}
	}
	return fmt.Errorf("more than %d steps without a question", MaxSteps)
}

func (r *run) visited(st *step) bool { return slices.Contains(r.s.Path, st.id) }

// isAnswered reports whether there is an answer that the step would take: one
// given in advance, or before a change.
func (r *run) isAnswered(st *step) bool {
	if st.ask == AskForm {
		for _, in := range st.form {
			if _, ok := r.s.Answers[in.id]; !ok {
				return false
			}
		}
		return true
	}
	a, ok := r.s.Answers[st.id]
	if !ok || st.ask == AskConfirm {
		return false
	}
	if len(a.Choice) > 0 {
		opts := r.options(st)
		for _, id := range a.Choice {
			if !slices.ContainsFunc(opts, func(o chat.Option) bool { return o.ID == id }) {
				return false
			}
		}
	}
	return a.Skip && st.optional || len(a.Choice) > 0 || len(a.Text) > 0 || a.Min != 0 || a.Max != 0
}

// canGoBack reports whether there is an earlier question that can be changed.
func (r *run) canGoBack() bool { return r.s.Return != "" || len(r.s.Path) > r.s.Floor }

// back asks the question before this one again; in a change it gives the
// change up when nothing has been answered anew.
func (r *run) back(st *step, pressed bool) error {
	if !r.canGoBack() {
		m := chat.Message{Kind: r.f.name + ".miss", Lang: r.s.Lang, Text: r.word("no_back")}
		r.say(m)
		return nil
	}
	if pressed {
		r.replace(st, r.word("went_back"))
	}
	unchanged := r.isAnswered(st) || st.always && !slices.Contains(r.s.Before, st.id) || len(r.s.Path) == r.s.Floor
	if r.s.Return != "" && unchanged {
		home := r.f.steps[r.f.index[r.s.Return]]
		r.s.Path, r.s.Before, r.s.Return = r.s.Before, nil, ""
		r.forget(st)
		return r.ask(home)
	}
	last := r.s.Path[len(r.s.Path)-1]
	n, ok := r.f.index[last]
	if !ok {
		return fmt.Errorf("%w: %q", errStep, last)
	}
	r.s.Path = slices.Clone(r.s.Path[:len(r.s.Path)-1])
	prev := r.f.steps[n]
	r.keepAsDraft(prev)
	return r.ask(prev)
}

// keepAsDraft turns the answer of a step back into what stands there already.
func (r *run) keepAsDraft(st *step) {
	if a, ok := r.s.Answers[st.id]; ok && !a.Skip && st.ask == AskSeveral {
		r.setDraft(st.id, a)
	}
	r.dropAnswer(st.id)
	for _, in := range st.form {
		if a, ok := r.s.Answers[in.id]; ok && !a.Skip {
			r.setDraft(was+in.id, a)
		}
		r.dropAnswer(in.id)
	}
}

// prune forgets the answers of questions that a change has taken off the way.
func (r *run) prune() {
	for _, id := range r.s.Before {
		if slices.Contains(r.s.Path, id) {
			continue
		}
		r.dropAnswer(id)
		if n, ok := r.f.index[id]; ok {
			for _, in := range r.f.steps[n].form {
				r.dropAnswer(in.id)
			}
		}
	}
	r.s.Before = nil
}

// skip passes an optional question over.
func (r *run) skip(st *step) error {
	if !st.optional {
		r.miss(st, r.word("no_skip"))
		return nil
	}
	for _, in := range st.form {
		if a, ok := r.s.Draft[in.id]; ok {
			r.setAnswer(in.id, a)
		} else if _, ok := r.s.Answers[in.id]; !ok {
			r.setAnswer(in.id, chat.Answer{Skip: true})
		}
	}
	return r.accept(st, chat.Answer{Skip: true})
}
