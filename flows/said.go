package flows

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"brobygger/chat"
)

// written is a text as it is kept: valid UTF-8 without control characters, no
// space at its ends.
func written(text string) string {
	odd := func(c rune) bool { return c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c == utf8.RuneError }
	if strings.IndexFunc(text, odd) >= 0 {
		text = strings.Map(func(c rune) rune {
			if odd(c) {
				return ' '
			}
			return c
		}, strings.ReplaceAll(text, "\r\n", "\n"))
	}
	return strings.TrimSpace(text)
}

// said takes a text the person wrote.
func (r *run) said(st *step, text string) error {
	switch {
	case text == "":
		r.miss(st, r.word("miss_empty"))
		return nil
	case utf8.RuneCountInString(text) > MaxAnswer:
		if r.overdue() || !r.offer(st, text) {
			r.miss(st, r.word("too_long"))
		}
		return nil
	}
	w := ParseWord(text)
	if w != None && r.isLabel(st, text) {
		w = None // the answer itself comes before a command of the same name
	}
	if w == None && r.asksBack(st, text) {
		return nil
	}
	if done, err := r.saidAside(st, text, w); done || err != nil {
		return err
	}
	switch w {
	case Back:
		return r.back(st, false)
	case Stop:
		return r.stop()
	case Pause:
		r.pause()
		return nil
	case Help:
		r.help(st)
		return nil
	case Skip:
		if done, err := r.skipInput(st); done {
			return err
		}
		return r.skip(st)
	case Change:
		if st.ask == AskConfirm {
			r.changes()
			return nil
		}
		return r.back(st, false)
	}
	if r.overdue() {
		r.stale(st, text)
		return nil
	}
	if id, ok := r.wantsChange(st, text); ok {
		if id == st.id {
			return r.ask(st)
		}
		return r.change(id)
	}
	if w == Continue || w == Next || w == Send && st.ask == AskSeveral {
		switch {
		case st.ask == AskSeveral:
			return r.next(st, false)
		case st.ask == AskForm && r.keepRest(st):
			return r.filled(st)
		case st.optional:
			return r.skip(st)
		}
		if o := r.wayRound(st); o.ID != "" && w == Next {
			r.miss(st, r.word("miss_"+string(st.ask))+"\n\n"+r.told("miss_instead", "name", o.Label))
			return nil
		}
		return r.ask(st)
	}
	if w == Send && st.ask != AskConfirm {
		r.missed(st)
		return nil
	}
	return r.typed(st, text)
}

// saidAside takes a text while a side question is open; done is false when the
// text is for the question itself.
func (r *run) saidAside(st *step, text string, w Word) (done bool, err error) {
	yes, isYes := ParseYes(text, r.s.Lang)
	switch r.s.Side {
	case sideAgain:
		switch {
		case w == Continue || w == Next || isYes && yes:
			return true, r.ask(st)
		case isYes || isOver(text):
			return true, r.restart()
		}
	case sideStop:
		switch {
		case w == Stop || isYes && yes:
			return true, r.stopped()
		case w == Continue || w == Back || isYes:
			return true, r.ask(st)
		case w == None && !r.overdue():
			if !hasWord(text) || evades(text) {
				return true, r.stopAgain()
			}
			r.leaving = true
		}
	case sideStale:
		switch {
		case isYes && yes && r.s.Stale != nil && !r.overdue():
			late := r.s.Stale.Text
			r.clearSide()
			return true, r.typed(st, late)
		case w == Continue || w == Next || isYes && !r.overdue():
			return true, r.ask(st)
		}
	case sidePause:
		switch {
		case w == Continue || w == Next || w == Back || isYes && yes:
			return true, r.ask(st)
		case w == Stop || w == Help || w == Pause || w == Skip || w == Change:
			return false, nil
		}
		r.stale(st, text)
		return true, nil
	case sideHeard:
		if done, err := r.saidHeard(st, text, w); done || err != nil {
			return true, err
		}
	case sideUnread:
		if w != None || r.overdue() {
			return false, nil
		}
		text = r.s.Unread + "\n" + text
		r.s.Unread, r.in.Later = "", false
		r.clearSide()
		if found := r.hear(text); len(found) > 0 {
			r.heard(found)
			return true, nil
		}
		return true, r.asWritten(st, text)
	case sideChange:
		if ids, _ := Match(text, r.changeOptions()); len(ids) == 1 {
			return true, r.change(ids[0])
		}
		switch {
		case isYes && yes: // to what is wrong a yes is no answer, and sends nothing
			r.changes()
			return true, nil
		case w == Back, w == Continue, isYes:
			return true, r.ask(st)
		}
	default:
		return false, nil
	}
	if w == None && !r.overdue() {
		r.clearSide()
	}
	return false, nil
}

// isLabel reports whether the text is the whole label or the number of an option.
func (r *run) isLabel(st *step, text string) bool {
	if st.ask == AskForm || st.ask == AskConfirm || st.ask == AskText {
		return false
	}
	return slices.ContainsFunc(r.options(st), func(o chat.Option) bool { return strings.EqualFold(o.Label, text) })
}

// typed takes the text as the answer of the step.
func (r *run) typed(st *step, text string) error {
	if st.aside != nil {
		if ids, rest := Match(text, []chat.Option{{ID: idIdea, Label: r.plain(st.aside.label)}, {ID: idIdea, Label: r.word("idea_word")}, {ID: idIdea, Label: r.word("another_idea")}}); len(ids) > 0 && rest == "" && len(text) < 40 {
			if !isNumber(text) {
				r.idea(st)
				return nil
			}
		}
	}
	switch st.ask {
	case AskChoice:
		return r.typedChoice(st, text)
	case AskSeveral:
		return r.typedSeveral(st, text)
	case AskConfirm:
		return r.typedConfirm(st, text)
	case AskForm:
		return r.typedForm(st, text)
	case AskText:
		if passes(st, text) {
			return r.skip(st)
		}
		if !readable(text) {
			r.missed(st)
			return nil
		}
		return r.typedText(st, text)
	case AskHours:
		if lo, hi, ok := ParseHours(text, r.s.Lang); ok {
			lo, hi = Whole(text, r.s.Lang, lo, hi)
			a := chat.Answer{Min: lo, Max: hi}
			if strings.IndexFunc(text, isLetter) >= 0 {
				a.Text = []string{text}
			}
			return r.accept(st, a)
		}
	case AskDate:
		if ids, rest := r.named(st, text).match(text); len(ids) == 1 && rest == "" {
			return r.take1(st, ids[0])
		}
		if d, ok := ParseDate(text, r.s.Lang, r.in.At); ok {
			return r.accept(st, chat.Answer{Text: []string{d.Format("2006-01-02")}})
		}
		if st.write {
			return r.accept(st, chat.Answer{Text: []string{text}})
		}
	case AskPhone:
		if p, ok := ParsePhone(text); ok {
			return r.accept(st, chat.Answer{Text: []string{p}})
		}
	case AskNumber:
		if n, ok := parseNumber(text); ok {
			return r.accept(st, chat.Answer{Min: n, Max: n})
		}
	}
	named := r.named(st, text)
	if ids, _ := named.match(text); len(ids) == 1 {
		return r.take1(st, ids[0])
	}
	if id := r.stance(named.options, text); id != "" {
		return r.take1(st, id)
	}
	if passes(st, text) {
		return r.skip(st)
	}
	if r.ahead(st, text) || r.offer(st, text) {
		return nil
	}
	r.missed(st)
	return nil
}

// take1 takes the option of that id as the typed answer.
func (r *run) take1(st *step, id string) error {
	return r.accept(st, st.answer(id))
}

func (r *run) typedChoice(st *step, text string) error {
	if st.write && (r.onlyPhone(text) || r.tookPhone(text)) {
		return nil // a number is none of the person's own words
	}
	named := r.named(st, text)
	plainly := text
	if st.list != "" {
		plainly = told(text)
	}
	ids, rest := named.match(plainly)
	if len(ids) == 0 && st.list != "" {
		ids, rest = named.match(trades(plainly))
	}
	_, plain := ParseYes(text, r.s.Lang)
	if len(ids) == 0 {
		if id := r.stance(named.options, text); id != "" {
			return r.take1(st, id)
		}
		if passes(st, text) {
			return r.skip(st)
		}
		plain = plain || evades(text)
	}
	switch {
	case len(ids) == 1 && st.list != "" && rest != "" && !aboutUs(text) && r.namesOption(r.hear(text)) && r.offer(st, text):
		return nil // "en, der kan gøre rent på kontoret" tells of work, not of the line of business
	case len(ids) == 1:
		if st.write && !filling(rest) {
			return r.accept(st, chat.Answer{Text: []string{text}}) // it says more than the option does
		}
		return r.take1(st, ids[0])
	case st.write && r.asksWhen(st) && !saysWhen(text):
		r.missed(st)
		return nil
	case st.write && hasWord(text) && !plain && r.beyond(st, text) && r.offer(st, text):
		return nil
	case st.write && hasWord(text) && !plain:
		return r.accept(st, chat.Answer{Text: []string{text}})
	case len(ids) > 1:
		r.miss(st, r.word("miss_one"))
		return nil
	}
	if o := r.wayRound(st); o.ID != "" && r.s.Misses >= 2 { // it was just offered
		if yes, plain := ParseYes(text, r.s.Lang); plain && yes || none(text) || saysNo(text) {
			return r.take1(st, o.ID)
		}
	}
	if r.ahead(st, text) || r.offer(st, text) {
		return nil
	}
	if done, err := r.ownWords(st, text); done {
		return err
	}
	r.missed(st)
	return nil
}

func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-*•·–"))
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

func parseNumber(text string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(text), ",", ".", 1), 64)
	return n, err == nil && n >= 0 && n < 1e9
}

func isNumber(text string) bool { _, ok := parseNumber(text); return ok }

func isLetter(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c > 127 && c != '–'
}

// with adds a value that is not there yet.
func with(s []string, v string) []string {
	if slices.Contains(s, v) {
		return s
	}
	return append(s, v)
}
