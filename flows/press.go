package flows

import (
	"brobygger/chat"
)

// pressed takes a press of a button.
func (r *run) pressed(st *step, b chat.Pressed) error {
	side, open := r.which(b.Arg)
	if side {
		return r.sidePressed(st, b.Button)
	}
	if !open {
		r.notice("answered")
		return nil
	}
	r.clearSide()
	if st.ask != AskSeveral {
		for _, o := range r.options(st) {
			if o.ID == b.Button {
				return r.choose(st, o)
			}
		}
	}
	switch b.Button {
	case idNext:
		if st.ask == AskSeveral {
			return r.next(st, true)
		}
	case idSend:
		if st.ask == AskConfirm {
			return r.confirm(st, true)
		}
	case idChange:
		if st.ask == AskConfirm {
			r.changes()
			return nil
		}
	case idOpen, idFix:
		if st.ask == AskForm {
			r.open(st)
			return nil
		}
	case idIdea:
		if st.aside != nil {
			r.idea(st)
			return nil
		}
	case idSkip:
		if st.optional {
			r.replace(st, r.word("skipped"))
			return r.skip(st)
		}
	case idBack:
		return r.back(st, true)
	case idPause:
		r.pause()
		return nil
	case idStop:
		return r.stop()
	case idContinue:
		return r.ask(st)
	}
	r.notice("answered")
	return nil
}

// which says what a control belongs to: the side question, the open question,
// or something that is over.
func (r *run) which(arg string) (side, open bool) {
	id, turn, ok := SessionOf(arg)
	switch {
	case !ok || id != r.s.ID:
		return false, false
	case turn == r.s.Asked:
		return false, true
	}
	return r.s.Side != "" && turn == r.s.Turn, false
}

// sidePressed answers the side question.
func (r *run) sidePressed(st *step, button string) error {
	side := r.s.Side
	switch {
	case side == sideHeard:
		if done, err := r.heardPressed(st, button); done || err != nil {
			return err
		}
	case button == idStop && side == sideStop:
		return r.stopped()
	case button == idStop:
		return r.stop()
	case button == idContinue:
		return r.ask(st)
	case button == idRestart && side == sideAgain:
		return r.restart()
	case button == idYes && side == sideStale && r.s.Stale != nil:
		text := r.s.Stale.Text
		r.clearSide()
		return r.typed(st, text)
	case side == sideChange && button == idBack:
		return r.ask(st)
	case side == sideChange:
		for _, id := range r.changeable() {
			if id == button {
				return r.change(id)
			}
		}
	}
	r.notice("answered")
	return nil
}

// choose takes the one option.
func (r *run) choose(st *step, o chat.Option) error {
	r.replace(st, "**"+chat.Escape(o.Label)+"**")
	return r.take1(st, o.ID)
}

// chose takes a choice in a select.
func (r *run) chose(st *step, b chat.Chose) error {
	side, open := r.which(b.Arg)
	if side && r.s.Side == sideChange && len(b.Values) > 0 {
		return r.sidePressed(st, b.Values[0])
	}
	if !open || len(b.Values) > 200 {
		r.notice("answered")
		return nil
	}
	r.clearSide()
	if st.ask != AskSeveral {
		for _, o := range r.options(st) {
			if len(b.Values) > 0 && o.ID == b.Values[0] {
				return r.choose(st, o)
			}
		}
		return nil
	}
	r.tick(st, b)
	return nil
}

// next ends a list of several.
func (r *run) next(st *step, pressed bool) error {
	d := r.s.Draft[st.id]
	if len(d.Choice) == 0 && len(d.Text) == 0 {
		if st.optional {
			if pressed {
				r.replace(st, r.word("skipped"))
			}
			return r.skip(st)
		}
		r.miss(st, r.word("miss_none"))
		return nil
	}
	if pressed {
		r.replace(st, "**"+r.label(st, d, true)+"**")
	}
	return r.accept(st, d)
}

// confirm sends.
func (r *run) confirm(st *step, pressed bool) error {
	if pressed {
		label := r.plain(st.sendWord)
		if label == "" {
			label = r.word(idSend)
		}
		r.replace(st, "**"+chat.Escape(label)+"**")
	}
	return r.accept(st, chat.Answer{Choice: []string{idSend}})
}
