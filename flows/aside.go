package flows

import (
	"strconv"
	"strings"

	"brobygger/chat"
)

// beside starts a message that stands beside the open question.
func (r *run) beside(kind, text string) chat.Message {
	return chat.Message{Kind: r.f.name + "." + kind, Lang: r.s.Lang, Text: text}
}

// side puts a side question: the open one stays open.
func (r *run) side(kind, text string, buttons ...string) {
	r.asked()
	r.s.Side = kind
	m := r.beside(kind, text)
	for _, id := range buttons {
		label := r.word(id)
		style := chat.Style("")
		switch {
		case kind == sideStop && id == idStop:
			label = r.word("stop_yes")
		case kind == sideStale && id == idYes:
			label, style = r.word("stale_yes"), chat.Primary
		case kind == sideStale && id == idContinue && r.s.Stale != nil:
			label = r.word("stale_continue")
		case id == idContinue:
			style = chat.Primary
		}
		m.Buttons = append(m.Buttons, chat.Button{ID: id, Arg: r.sideArg(), Label: label, Style: style})
	}
	r.say(m)
}

// pause waits until the person says go on.
func (r *run) pause() {
	r.s.Stale = nil
	r.s.Paused = true
	r.side(sidePause, r.word("paused"), idContinue, idStop)
}

// stop ends the dialog: at once when there is little to lose, else after a
// light question. Nothing is sent.
func (r *run) stop() error {
	if len(r.s.Path)-r.s.Floor < 2 || r.s.Side == sideStop {
		return r.stopped()
	}
	r.s.Stale, r.s.Paused = nil, false
	return r.stopAgain()
}

// stopAgain asks whether to stop, also after words that are no answer to it.
func (r *run) stopAgain() error {
	key := "stop_sure"
	if len(r.s.Did) > 0 {
		key = "stop_sure_after"
	}
	r.side(sideStop, r.word(key), idStop, idContinue)
	return nil
}

func (r *run) stopped() error {
	key := "stopped"
	if len(r.s.Did) > 0 {
		key = "stopped_after"
	}
	r.say(r.beside("stopped", r.word(key)))
	r.finish(Stopped)
	return nil
}

// stale asks whether a late text is meant as the answer, and keeps it.
func (r *run) stale(st *step, text string) {
	question := cut(r.question(st), 200)
	key := "stale"
	r.s.Stale = &Stale{Text: text}
	switch greeted := greets(text); {
	case greeted && r.s.Paused:
		key, r.s.Stale = "stale_paused_greeted", nil
	case greeted:
		key, r.s.Stale = "stale_greeted", nil
	case r.s.Paused:
		key = "stale_paused"
	}
	body := r.l.words.get(key, r.s.Lang).fill(func(name string) string {
		if name == "question" {
			return chat.Escape(question)
		}
		return chat.Escape(cut(text, 200))
	})
	if r.s.Stale == nil {
		r.side(sideStale, body, idContinue, idStop)
		return
	}
	r.side(sideStale, body, idYes, idContinue, idStop)
}

// question is the sentence of the step's last paragraph that asks, else the
// paragraph.
func (r *run) question(st *step) string {
	text := chat.Plain(r.markdown(st.text))
	if i := strings.LastIndex(text, "\n\n"); i >= 0 {
		text = text[i+2:]
	}
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.LastIndexByte(text, '?'); i >= 0 {
		text = text[:i+1]
		if j := strings.LastIndexAny(text[:i], ".!?"); j >= 0 && j+2 < i && text[j+1] == ' ' {
			text = text[j+2:]
		}
	}
	return text
}

// help says what the question is about and which words work.
func (r *run) help(st *step) {
	words := "help_words"
	if st.optional {
		words = "help_words_optional"
	}
	r.say(r.beside("help", r.about(st)+"\n\n"+r.word(words)))
}

// about is what there is to say about the question.
func (r *run) about(st *step) string {
	text := r.markdown(st.help)
	if text == "" {
		text = r.word("help_" + string(st.ask))
	}
	return text
}

// asksBack answers a question with what there is to say about the open one,
// and who knows the rest. No question is ever an answer; in a text of the
// person's own, and in a list, it may be a part of one.
func (r *run) asksBack(st *step, text string) bool {
	if r.isLabel(st, text) {
		return false
	}
	if wantsPerson(text) && st.ask != AskText && st.ask != AskForm {
		if ids, _ := r.named(st, text).match(text); st.ask == AskChoice && len(ids) > 0 {
			return false
		}
		r.say(r.beside("help", r.word("help_person")))
		return true
	}
	if !IsQuestion(text) {
		return false
	}
	if st.ask == AskText && strings.HasSuffix(text, "?") && (st.lines || strings.ContainsAny(strings.TrimRight(text, "?!. "), ".!?\n")) {
		return false
	}
	if st.ask == AskText && !strings.HasSuffix(text, "?") && len(strings.Fields(text)) > 4 {
		return false // "Hvor kasserne altid stod og flød" tells something
	}
	rest := "help_question"
	if r.f.audience == "coordinator" {
		rest = "help_question_coordinator"
	}
	r.say(r.beside("help", r.about(st)+"\n\n"+r.word(rest)))
	return true
}

// miss answers what was not understood. The question is not said again; after
// two misses in a row it offers the ways out.
func (r *run) miss(st *step, why string) {
	if r.leaving {
		_ = r.stopAgain()
		return
	}
	r.s.Misses++
	m := r.beside("miss", why)
	if r.s.Misses >= 2 {
		m.Text += "\n\n" + r.word("way_out")
		add := func(id string) {
			m.Buttons = append(m.Buttons, chat.Button{ID: id, Arg: r.arg(), Label: r.word(id)})
		}
		if st.optional {
			add(idSkip)
		}
		if r.canGoBack() {
			add(idBack)
		}
		add(idPause)
		add(idStop)
	}
	r.say(m)
}

// missed is the hint for the kind of answer.
func (r *run) missed(st *step) {
	text := r.word("miss_" + string(st.ask))
	if r.s.Misses != 1 && (st.ask == AskChoice || st.ask == AskSeveral) {
		if opts := r.options(st); len(opts) <= 8 {
			labels := make([]string, len(opts))
			for i, o := range opts {
				labels[i] = "- " + strconv.Itoa(i+1) + ": " + chat.Escape(o.Label)
			}
			text += "\n\n" + strings.Join(labels, "\n")
		}
	}
	if o := r.wayRound(st); o.ID != "" && r.s.Misses >= 1 {
		text += "\n\n" + r.told("miss_instead", "name", o.Label)
	}
	r.miss(st, text)
}

var otherwise = phraseSet("noget andet|andet|something else|other")

// wayRound is the option for who finds none that fits: "noget andet", "ved ikke".
func (r *run) wayRound(st *step) (o chat.Option) {
	if st.ask == AskSeveral || st.write {
		return o
	}
	for _, o := range r.options(st) {
		if unsure(o.Label) || otherwise[folded(lexemes(o.Label))] {
			return o
		}
	}
	return o
}
