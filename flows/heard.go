package flows

import (
	"slices"
	"strings"
	"unicode/utf8"

	"brobygger/chat"
)

// sentence is how many words make more of a text than a short answer.
const sentence = 6

// offer shows what was read in a text that is no answer to the open question, or
// says that it is being read. It gives false when nothing was found.
func (r *run) offer(st *step, text string) bool {
	words := len(strings.Fields(text))
	if utf8.RuneCountInString(text) > maxRambled {
		return false
	}
	found := r.hear(text)
	if st.ask != AskConfirm && words < sentence && !hasDigit(text) {
		found = r.unanswered(found)
	}
	if len(found) == 0 && (words < sentence || !r.later(text)) || words < 3 && !r.namesOption(found) {
		return false
	}
	r.s.Misses = 0
	if r.later(text) && words > 3 {
		r.unread(text)
		return true
	}
	r.heard(found)
	return true
}

// unanswered leaves out the hours that were read in a few words about something
// else, "sådan en formiddag", where hours were given before.
func (r *run) unanswered(found chat.Answers) chat.Answers {
	for id := range found {
		if st := r.f.steps[r.f.index[id]]; st.ask == AskHours && r.isAnswered(st) {
			found = cloned(found)
			delete(found, id)
		}
	}
	return found
}

// later reports whether a slower reader may have the text.
func (r *run) later(text string) bool {
	return r.in.Later && utf8.RuneCountInString(text) <= MaxRead
}

// unread gives the words to the slower reader, and says so.
func (r *run) unread(text string) {
	r.clearSide()
	r.asked()
	r.s.Side, r.s.Unread = sideUnread, text
	r.say(r.beside(sideUnread, r.word("unread")))
	r.out = append(r.out, Read{Text: text, Turn: r.s.Turn})
}

// doubted is the key, in what was read, that says it was asked what is wrong.
const doubted = "doubted"

// heard shows what was read, for the person to say whether it is right.
func (r *run) heard(found chat.Answers) {
	r.s.Unread, r.s.Heard = "", nil
	r.clearSide()
	r.asked()
	if found[doubted].Skip {
		found = cloned(found)
		delete(found, doubted)
	}
	r.s.Side, r.s.Heard = sideHeard, found
	var lines []string
	for _, st := range r.f.steps {
		a, ok := found[st.id]
		if !ok {
			continue
		}
		if st.ask == AskSeveral && st.write || st.ask == AskText && st.lines {
			lines = append(lines, labels(r.options(st), a.Choice, nil)...)
			lines = append(lines, a.Text...)
			for i := range lines {
				lines[i] = "- " + chat.Escape(lines[i])
			}
			if gone, ok := found[off+st.id]; ok && len(lines) > 0 {
				lines[len(lines)-1] += " " + r.told("heard_off", "names", strings.Join(append(labels(r.options(st), gone.Choice, nil), gone.Text...), ", "))
			}
			continue
		}
		line := "- " + chat.Escape(r.plain(st.short)) + ": " + r.label(st, a, true)
		if was := r.label(st, r.s.Answers[st.id], true); st.ask != AskSeveral && was != "" && was != r.label(st, a, true) {
			line += " " + r.told("heard_was", "was", chat.Plain(was))
		}
		lines = append(lines, line)
	}
	m := r.beside(sideHeard, r.word("heard")+"\n\n"+strings.Join(lines, "\n")+"\n\n"+r.word("heard_right"))
	for _, o := range r.heardAnswers() {
		m.Buttons = append(m.Buttons, chat.Button{ID: o.ID, Arg: r.sideArg(), Label: o.Label})
	}
	m.Buttons[0].Style = chat.Primary
	r.say(m)
}

// heardAnswers are what can be said to what was read.
func (r *run) heardAnswers() []chat.Option {
	return []chat.Option{{ID: idYes, Label: r.word("heard_yes")}, {ID: idChange, Label: r.word("heard_change")}, {ID: idDrop, Label: r.word("heard_drop")}}
}

// Heard takes what a slower reader found in the words that [Read] was about, by
// the names that [Reader] has; nothing found, or a reader that failed, leaves
// what can be read at once. turn is that of the effect: when the person has
// done something else meanwhile, nothing happens. The given session is not
// modified. The error is ErrVersion, and then nothing happened.
func (l *Library) Heard(s *Session, in Input, turn int, found chat.Answers) (*Session, []Effect, error) {
	f := l.pinned(s.Flow, s.Version)
	if f == nil {
		return s, nil, ErrVersion
	}
	if s.Side != sideUnread || s.Turn != turn {
		return s, nil, nil
	}
	next := *s
	if in.Lang != "" {
		next.Lang = in.Lang
	}
	out, effects := l.guard(f, &next, in, func(r *run) error {
		st := r.f.steps[r.f.index[r.s.Step]]
		text := r.s.Unread
		r.s.Unread, r.s.Side = "", ""
		r.in.Later = false
		better := r.byStep(found)
		if !r.namesOption(better) {
			better = r.hear(text)
		}
		if len(better) == 0 {
			return r.asWritten(st, text)
		}
		r.heard(better)
		return nil
	})
	return out, effects, nil
}

// asWritten takes words in which nothing was recognised as the person's own, and
// goes on with them.
func (r *run) asWritten(st *step, text string) error {
	if utf8.RuneCountInString(text) > MaxAnswer {
		r.miss(st, r.word("too_long"))
		return nil
	}
	for _, list := range r.f.steps {
		if list.read == "" || list.ask != AskSeveral || !list.write {
			continue
		}
		if !r.put(list, text) {
			break
		}
		if st == list {
			r.onList(st)
			return nil
		}
		if o := r.ownOption(st); o != nil {
			return r.take1(st, o.id)
		}
		return r.ask(st)
	}
	r.missed(st)
	return nil
}

// shelve keeps lists that were read, and never answered for, where they will be
// asked for; the person has gone on with something else.
func (r *run) shelve() {
	found := r.s.Heard
	if r.s.Unread != "" {
		found = r.hear(r.s.Unread)
	}
	r.s.Heard, r.s.Unread = nil, ""
	for id, a := range found {
		n, ok := r.f.index[id]
		if !ok {
			continue // what was to be taken off
		}
		st := r.f.steps[n]
		if _, answered := r.s.Answers[id]; st.ask == AskSeveral && st.write && !answered {
			r.setDraft(id, r.joined(st, r.s.Draft[id], a))
		}
	}
}

// heardRight takes what was read as answered, all but one step, which is asked
// again with what was read standing there. It goes on where the dialog was.
func (r *run) heardRight(st *step, but string) error {
	again := r.takeHeard(st, but)
	if o := r.ownOption(st); o != nil {
		return r.take1(st, o.id)
	}
	if again != nil && r.visited(again) && r.s.Return == "" {
		draft, kept := r.s.Draft[but]
		if err := r.change(but); err != nil || !kept {
			return err
		}
		r.setDraft(but, draft)
		return nil
	}
	return r.walk(st.n)
}

// takeHeard takes what was read as answered; of the step that is asked again it
// leaves what stands on a list.
func (r *run) takeHeard(st *step, but string) (again *step) {
	found := r.s.Heard
	r.s.Heard = nil
	r.clearSide()
	for id, a := range found {
		n, ok := r.f.index[id]
		if !ok {
			continue // what is taken off
		}
		one := r.f.steps[n]
		if one.ask == AskSeveral {
			a = r.joined(one, minus(r.joined(one, r.s.Answers[id], r.s.Draft[id]), found[off+id]), a)
			r.dropDraft(id)
		}
		if id != but {
			r.setAnswer(id, a)
			r.onWay(one, st)
			continue
		}
		again = one
		if one.ask == AskSeveral {
			r.setDraft(id, a)
		}
	}
	return again
}

// onWay puts a step that was answered on its own behind the dialog, which is at
// st, so that it can be changed like any other.
func (r *run) onWay(one, st *step) {
	if one.n >= st.n || r.visited(one) || st.ask != AskConfirm {
		return
	}
	i := r.s.Floor
	for i < len(r.s.Path) && r.f.index[r.s.Path[i]] < one.n {
		i++
	}
	r.s.Path = slices.Insert(slices.Clone(r.s.Path), i, one.id)
}

// ownOption is the option of a choice that own words stand for.
func (r *run) ownOption(st *step) *option {
	for i := range st.options {
		if st.options[i].own.name != "" {
			return &st.options[i]
		}
	}
	return nil
}

// heardWrong asks which part of what was read is to be put right.
func (r *run) heardWrong(st *step) error {
	opts := r.heardOptions()
	if len(opts) == 1 {
		return r.heardRight(st, opts[0].ID)
	}
	found := r.s.Heard
	r.s.Heard = nil
	r.asked()
	r.s.Side, r.s.Heard = sideHeard, cloned(found)
	r.s.Heard[doubted] = chat.Answer{Skip: true}
	m := r.beside(sideChange, r.word("which"))
	for _, o := range opts {
		m.Buttons = append(m.Buttons, chat.Button{ID: o.ID, Arg: r.sideArg(), Label: o.Label})
	}
	m.Buttons = append(m.Buttons, chat.Button{ID: idDrop, Arg: r.sideArg(), Label: r.word("heard_drop")})
	r.say(m)
	return nil
}

// heardOptions are the steps that something was read for, by name.
func (r *run) heardOptions() (opts []chat.Option) {
	for _, st := range r.f.steps {
		if _, ok := r.s.Heard[st.id]; ok {
			opts = append(opts, chat.Option{ID: st.id, Label: r.plain(st.short)})
		}
	}
	return opts
}

// heardDropped forgets what was read.
func (r *run) heardDropped(st *step) error {
	r.s.Heard, r.s.Unread = nil, ""
	return r.ask(st)
}

// heardPressed takes a button under what was read.
func (r *run) heardPressed(st *step, button string) (done bool, err error) {
	switch button {
	case idYes:
		return true, r.heardRight(st, "")
	case idChange:
		return true, r.heardWrong(st)
	case idDrop:
		return true, r.heardDropped(st)
	}
	if _, ok := r.s.Heard[button]; ok {
		return true, r.heardRight(st, button)
	}
	return false, nil
}

// saidHeard takes a text while what was read waits for a yes: an answer, or more
// of the same.
func (r *run) saidHeard(st *step, text string, w Word) (done bool, err error) {
	yes, isYes := ParseYes(text, r.s.Lang)
	ids, rest := Match(text, r.heardAnswers())
	first, after, _ := strings.Cut(text, " ")
	agreed := isYes && yes || w == Next || w == Continue || w == Send
	switch {
	case agreed && r.s.Heard[doubted].Skip: // to what is wrong a yes is no answer
		r.heard(r.s.Heard)
		return true, nil
	case agreed:
		return true, r.heardRight(st, "")
	case len(ids) == 1 && rest == "" && !isNumber(text):
		return r.heardPressed(st, ids[0])
	case isYes && r.takeOffHeard(st, text): // "nej, ikke returvarer"
		return true, nil
	case isYes, w == Change:
		return true, r.heardWrong(st)
	case w == Back:
		return true, r.heardDropped(st)
	case w != None || r.overdue():
		return false, nil
	case ParseWord(first) == Change:
		if ids, _ := Match(after, r.heardOptions()); len(ids) == 1 {
			return true, r.heardRight(st, ids[0])
		}
		if id, ok := r.namesAnswer(after); ok && st.ask == AskConfirm {
			r.takeHeard(st, "")
			return true, r.change(id)
		}
		return true, r.heardWrong(st)
	case phoneOnly(text) && r.tookPhone(text):
		r.heard(r.s.Heard)
		return true, nil
	case holdsBack(text):
		return true, r.heardWrong(st)
	}
	more := r.instead(st, text)
	if len(more) == 0 && r.takeOffHeard(st, text) {
		return true, nil
	}
	if len(more) == 0 && surelyOff(text) {
		r.miss(st, r.word("miss_heard"))
		return true, nil
	}
	if len(more) == 0 {
		more = r.hear(text)
	}
	if len(more) == 0 {
		more = r.alone(text)
	}
	if len(more) == 0 {
		more = r.oneMore(text)
	}
	if len(more) == 0 {
		r.miss(st, r.word("miss_heard"))
		return true, nil
	}
	r.heard(r.together(r.s.Heard, more))
	return true, nil
}

// aboutIt begins a sentence about what was read, which is no more of the same.
var aboutIt = wordSet("det den de jeg vi i du han hun man hvis it that this they i we you he she if")

// oneMore reads a few words as one thing more on a list that was read, as they
// are written.
func (r *run) oneMore(text string) chat.Answers {
	words, _, ok := spoken(text, sentence)
	if !ok || len(words) < 2 || aboutIt[words[0]] || slices.ContainsFunc(words, func(w string) bool { return denying[w] }) {
		return nil
	}
	for _, st := range r.f.steps {
		if _, ok := r.s.Heard[st.id]; ok && st.ask == AskSeveral && st.write && st.read != "" && r.listable(st, text) {
			return chat.Answers{st.id: {Text: []string{text}}}
		}
	}
	return nil
}

// takeOffHeard takes off the list what "ikke returvarer" names: off what was
// read, else off what stood on the list before.
func (r *run) takeOffHeard(open *step, text string) bool {
	rest, ok := takesOff(text)
	if !ok {
		return false
	}
	for _, st := range r.f.steps {
		id := st.id
		a, ok := r.s.Heard[id]
		if !ok || st.ask != AskSeveral {
			continue
		}
		if left, ok := r.without(st, a, rest); ok {
			found := cloned(r.s.Heard)
			delete(found, doubted)
			if found[id] = left; len(left.Choice)+len(left.Text) == 0 {
				delete(found, id)
				delete(found, off+id)
			}
			r.s.Misses = 0
			if len(found) == 0 {
				r.s.Heard = nil
				_ = r.ask(open)
				return true
			}
			r.heard(found)
			return true
		}
		was := minus(r.joined(st, r.s.Answers[id], r.s.Draft[id]), r.s.Heard[off+id])
		if left, ok := r.without(st, was, rest); ok {
			found := cloned(r.s.Heard)
			found[off+id] = r.joined(st, found[off+id], minus(was, left))
			r.s.Misses = 0
			r.heard(found)
			return true
		}
	}
	return false
}
