package flows

import (
	"fmt"
	"slices"

	"brobygger/chat"
)

// changeable gives the ids of the steps that can be changed from a summary.
func (r *run) changeable() []string {
	var ids []string
	path := r.s.Path[r.s.Floor:]
	if r.s.Return != "" {
		path = r.s.Before[min(r.s.Floor, len(r.s.Before)):]
	}
	for _, st := range r.f.steps {
		if st.short.empty() || !st.ask.waits() || st.ask == AskConfirm {
			continue
		}
		if slices.Contains(path, st.id) || st.always && !slices.Contains(r.s.Path, st.id) {
			ids = append(ids, st.id)
		}
	}
	return ids
}

// changeOptions are the answers by name, each with what it is now.
func (r *run) changeOptions() []chat.Option {
	ids := r.changeable()
	opts := make([]chat.Option, 0, len(ids))
	for _, id := range ids {
		st := r.f.steps[r.f.index[id]]
		opts = append(opts, chat.Option{ID: id, Label: r.plain(st.short), Hint: cut(r.stepLabel(st, false), 70)})
	}
	return opts
}

// changes asks which answer is to be changed.
func (r *run) changes() {
	opts := r.changeOptions()
	if len(opts) == 0 {
		r.say(chat.Message{Kind: r.f.name + ".miss", Lang: r.s.Lang, Text: r.word("no_back")})
		return
	}
	r.asked()
	r.s.Side = sideChange
	m := chat.Message{Kind: r.f.name + ".change", Lang: r.s.Lang, Text: r.word("which")}
	if len(opts) <= asButtons {
		for _, o := range opts {
			m.Buttons = append(m.Buttons, chat.Button{ID: o.ID, Arg: r.sideArg(), Label: o.Label})
		}
	} else {
		m.Selects = []chat.Select{{ID: idChange, Arg: r.sideArg(), Label: r.word("choose_one"), Options: opts}}
	}
	m.Buttons = append(m.Buttons, chat.Button{ID: idBack, Arg: r.sideArg(), Label: r.word(idBack)})
	r.say(m)
}

// change asks one step again and comes back to the summary.
func (r *run) change(id string) error {
	n, ok := r.f.index[id]
	if !ok {
		return fmt.Errorf("%w: %q", errStep, id)
	}
	if r.s.Return != "" { // one change instead of another
		r.s.Step, r.s.Path, r.s.Before, r.s.Return = r.s.Return, r.s.Before, nil, ""
	}
	r.s.Return = r.s.Step
	r.s.Before = r.s.Path
	cut := slices.Index(r.s.Path[r.s.Floor:], id)
	if cut < 0 {
		cut = slices.IndexFunc(r.s.Path[r.s.Floor:], func(p string) bool { return r.f.index[p] > n })
	}
	if cut >= 0 {
		r.s.Path = slices.Clone(r.s.Path[:r.s.Floor+cut])
	}
	r.forget(r.f.steps[n])
	return r.ask(r.f.steps[n])
}

// cut shortens to n characters.
func cut(s string, n int) string {
	if c := []rune(s); len(c) > n {
		return string(c[:n-1]) + "…"
	}
	return s
}
