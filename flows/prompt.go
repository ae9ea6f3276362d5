package flows

import (
	"slices"
	"strconv"

	"brobygger/chat"
)

// Ids of the engine's own buttons and selects.
const (
	idNext     = "next"
	idBack     = "back"
	idSkip     = "skip"
	idIdea     = "idea"
	idSend     = "send"
	idChange   = "change"
	idFix      = "fix"
	idOpen     = "open"
	idYes      = "yes"
	idContinue = "continue"
	idPause    = "pause"
	idStop     = "stop"
	idRestart  = "restart"
	idDrop     = "drop"

	idChoose = "choose" // the select of a question
	idList   = "list"   // the select of what is on the list, own words included
)

// side questions, and the last part of the kinds of the engine's own messages.
const (
	sideStale  = "stale"
	sideStop   = "stop"
	sidePause  = "pause"
	sideChange = "change"
	sideAgain  = "again"
	sideHeard  = "heard"  // is this what you meant?
	sideUnread = "unread" // a slower reader has the words
)

// controls are the button ids no option may have.
func controls() []string {
	return []string{idNext, idBack, idSkip, idIdea, idSend, idChange, idFix, idOpen, idContinue, idPause, idStop, idRestart}
}

// sideKinds are the names no step may have.
func sideKinds() []string {
	return []string{"end", "answers", "notice", "sorry", "help", "miss", "stale", "stop", "pause", "change", "stopped", "idea", "list", "fix", "again", "noted", "heard", "unread"}
}

// asButtons is how many options still stand as buttons; more become a list.
const asButtons = 6

// ask puts the step's question, anew.
func (r *run) ask(st *step) error {
	if first := r.first; first != nil {
		r.first = nil
		r.s.Step, r.s.Asked = st.id, r.s.Turn
		return first(st)
	}
	r.asked()
	r.s.Asked = r.s.Turn
	r.s.Step = st.id
	r.clearSide()
	r.s.Misses = 0
	if a, ok := r.s.Answers[st.id]; ok && !a.Skip && st.ask == AskSeveral {
		if _, ok := r.s.Draft[st.id]; !ok {
			r.setDraft(st.id, a)
		}
	}
	m := chat.Message{Kind: st.kind, Lang: r.s.Lang, Title: r.markdown(st.title), Text: r.body(st)}
	r.answers(&m, st)
	r.controls(&m, st)
	if r.s.Turn == 1 {
		m.Note = r.word("words")
	}
	r.say(m)
	return nil
}

func (r *run) clearSide() {
	r.shelve()
	r.s.Side, r.s.Stale, r.s.Paused = "", nil, false
}

// body is the question with the paragraphs whose conditions hold.
func (r *run) body(st *step) string {
	text := r.markdown(st.text)
	for _, a := range st.also {
		ok, err := r.holds(a.when)
		if err != nil || !ok {
			continue // the condition was checked at load; a paragraph is never worth a session
		}
		text += "\n\n" + r.markdown(a.text)
	}
	return text
}

// arg is the Arg of a control of the open question.
func (r *run) arg() string { return r.s.ID + "." + strconv.Itoa(r.s.Asked) }

// sideArg is the Arg of a control of the side question.
func (r *run) sideArg() string { return r.s.ID + "." + strconv.Itoa(r.s.Turn) }

// answers adds what can be chosen.
func (r *run) answers(m *chat.Message, st *step) {
	arg := r.arg()
	switch st.ask {
	case AskSeveral:
		d := r.s.Draft[st.id]
		if len(d.Text) == 0 {
			m.Selects = r.selects(idChoose, r.options(st), d.Choice)
			return
		}
		all, chosen, names := r.listed(st, d)
		m.Text += "\n\n" + r.word("on_list") + "\n\n" + names
		m.Selects = r.selects(idList, all, chosen)
	case AskConfirm:
		label := r.plain(st.sendWord)
		if label == "" {
			label = r.word(idSend)
		}
		m.Buttons = append(m.Buttons, chat.Button{ID: idSend, Arg: arg, Label: label, Style: chat.Primary})
	case AskForm:
		if r.showable(st) {
			label := r.plain(st.openWord)
			if label == "" {
				label = r.word(idOpen)
			}
			m.Buttons = append(m.Buttons, chat.Button{ID: idOpen, Arg: arg, Label: label, Style: chat.Primary})
			m.Note = r.word("form_typed")
		} else if in := r.missing(st); in != nil {
			m.Text += "\n\n" + r.inputQuestion(in)
		}
	default:
		opts := r.options(st)
		if len(opts) == 0 {
			return
		}
		if len(opts) <= asButtons {
			m.Buttons = make([]chat.Button, 0, len(opts)+3)
			for _, o := range opts {
				m.Buttons = append(m.Buttons, chat.Button{ID: o.ID, Arg: arg, Label: o.Label})
			}
			return
		}
		m.Selects = []chat.Select{{ID: idChoose, Arg: arg, Label: r.word("choose_one"), Options: opts}}
	}
}

// controls adds the ways on and out that the question has.
func (r *run) controls(m *chat.Message, st *step) {
	arg := r.arg()
	add := func(id string, style chat.Style) {
		m.Buttons = append(m.Buttons, chat.Button{ID: id, Arg: arg, Label: r.word(id), Style: style})
	}
	if st.ask == AskSeveral {
		add(idNext, chat.Primary)
	}
	if st.aside != nil {
		m.Buttons = append(m.Buttons, chat.Button{ID: idIdea, Arg: arg, Label: r.plain(st.aside.label)})
	}
	if st.ask == AskConfirm {
		if len(r.changeable()) > 0 {
			add(idChange, chat.Normal)
		} else if r.canGoBack() {
			add(idBack, chat.Normal)
		}
		add(idStop, chat.Normal)
		return
	}
	if st.optional {
		add(idSkip, chat.Normal)
	}
	if r.canGoBack() {
		add(idBack, chat.Normal)
	}
}

// options gives what can be chosen at the step, in the session's language. The
// slice may be shared and must not be changed.
func (r *run) options(st *step) []chat.Option {
	if fixed, ok := st.fixed[r.s.Lang]; ok {
		return fixed.options
	}
	return r.optionsOf(st.list, st.options)
}

func (r *run) choices(st *step) choices {
	if fixed, ok := st.fixed[r.s.Lang]; ok {
		return fixed
	}
	return readChoices(r.options(st))
}

func (r *run) optionsOf(list string, inline []option) []chat.Option {
	var out []chat.Option
	if list != "" {
		out = slices.Clip(r.in.Facts.List(list, r.s.Answers, r.s.Lang))
	}
	for i := range inline {
		o := &inline[i]
		out = append(out, chat.Option{ID: o.id, Label: r.plain(o.label), Hint: r.plain(o.hint)})
	}
	return out
}

// replace takes the controls off the pressed message and shows the answer.
func (r *run) replace(st *step, answer string) {
	r.out = append(r.out, Replace{chat.Message{
		Kind: st.kind, Lang: r.s.Lang, Title: r.markdown(st.title),
		Text: r.body(st) + "\n\n→ " + answer,
	}})
}
