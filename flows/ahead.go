package flows

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"brobygger/chat"
)

// named gives the names of the step's options, ready to be compared with text.
func (r *run) named(st *step, text string) choices {
	ready := st.named
	if hasDigit(text) {
		ready = st.fixed
	}
	if named, ok := ready[r.s.Lang]; ok {
		return named
	}
	named := readChoices(r.names(st, text))
	if st.list != "" {
		named.shown = len(r.options(st))
	}
	return named
}

// names gives the options of the step, and after them, under the same ids, the
// other words that mean them. text is what is to be compared with them.
func (r *run) names(st *step, text string) []chat.Option {
	all := slices.Clip(r.options(st))
	if st.list != "" {
		all = append(all, r.in.Facts.Said(st.list)...)
	}
	if hasDigit(text) {
		return all // a number is a place in the list that was shown
	}
	for i := range st.options {
		o := &st.options[i]
		if o.typed.empty() {
			continue
		}
		for phrase := range strings.SplitSeq(r.plain(o.typed), ",") {
			if phrase = strings.TrimSpace(phrase); phrase != "" {
				all = append(all, chat.Option{ID: o.id, Label: phrase})
			}
		}
	}
	return all
}

func hasDigit(text string) bool { return strings.ContainsFunc(text, unicode.IsDigit) }

// readable reports whether there is a letter or a figure in a text: emoji alone
// are no answer in own words.
func readable(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
}

// hasWord reports whether a text can stand on a list: it is readable, and more
// than a greeting.
func hasWord(text string) bool {
	words, _, ok := spoken(text, 6)
	return readable(text) && (!ok || len(withoutPolite(words)) > 0)
}

var fillers = wordSet("ring ringe call om i paa ved omkring cirka ca kl klokken helst bedst gerne passer fint tak det er jeg vi kan in the at on around about best please is would be i can we")

// filling reports whether what is left of an answer says nothing more.
func filling(rest string) bool {
	words, _, ok := spoken(rest, 8)
	for _, w := range words {
		ok = ok && fillers[w]
	}
	return ok
}

// wantsChange reads "ret timer" at a question other than the summary, also at
// one that is itself being changed: then that one stays as it was.
func (r *run) wantsChange(st *step, text string) (id string, ok bool) {
	first, rest, _ := strings.Cut(text, " ")
	if st.ask == AskConfirm || ParseWord(first) != Change || len(strings.Fields(rest)) > 3 || r.s.Return != "" && !r.isAnswered(st) {
		return "", false
	}
	ids, left := Match(rest, r.changeOptions())
	if len(ids) != 1 || left != "" {
		return "", false
	}
	return ids[0], true
}

// ahead keeps an answer that was given too early, so that it is not asked for
// later; the open question stays open. It takes only what one of the coming
// questions alone can mean.
func (r *run) ahead(st *step, text string) bool {
	if len(strings.Fields(text)) > 6 || isNumber(text) || r.s.Return != "" {
		return false
	}
	var found *step
	var answer chat.Answer
	for _, next := range r.f.steps[st.n+1:] {
		if next.ask == AskConfirm {
			break
		}
		if _, done := r.s.Answers[next.id]; done || next.optional && next.ask != AskDate {
			continue
		}
		if ok, err := r.holds(next.when); err != nil || !ok {
			continue
		}
		a, ok := r.foretold(next, text)
		if !ok {
			continue
		}
		if found != nil {
			return false
		}
		found, answer = next, a
	}
	if found == nil {
		return false
	}
	r.setAnswer(found.id, answer)
	r.noted(r.plain(found.short), r.label(found, answer, false))
	return true
}

// noted says that something was kept though it was not asked for; the open
// question stays open.
func (r *run) noted(name, value string) {
	r.s.Misses = 0
	r.s.AskedAt = r.in.At.UTC()
	r.say(r.beside("noted", r.told("noted", "name", lowerFirst(name), "value", lowerFirst(value))))
}

// told is one of the engine's sentences with values in it.
func (r *run) told(key string, pairs ...string) string {
	return r.l.words.get(key, r.s.Lang).fill(func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return chat.Escape(pairs[i+1])
			}
		}
		return ""
	})
}

// lowerFirst makes of a label what can stand in a sentence; "CVR" stays.
func lowerFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

var startWords = wordSet("start starter starte begynd begynder begynde opstart starts starting begin begins")

// startsOn reports whether a text says when something is to start.
func startsOn(text string) bool {
	first, _, _ := strings.Cut(text, " ")
	return startWords[Fold(first)]
}

// foretold reads a text as the answer of a later step.
func (r *run) foretold(st *step, text string) (a chat.Answer, ok bool) {
	if st.short.empty() {
		return a, false
	}
	switch st.ask {
	case AskDate:
		_, when, _ := strings.Cut(text, " ")
		if !startsOn(text) {
			return a, false
		}
		d, ok := ParseDate(when, r.s.Lang, r.in.At)
		a.Text = []string{d.Format("2006-01-02")}
		return a, ok
	case AskHours:
		if !hasDigit(text) {
			return a, false
		}
		a.Min, a.Max, ok = ParseHours(text, r.s.Lang)
		a.Min, a.Max = Whole(text, r.s.Lang, a.Min, a.Max)
		return a, ok && (a.Min != 0 || a.Max != 0)
	case AskChoice:
		if _, plain := ParseYes(text, r.s.Lang); plain {
			return a, false
		}
		ids, rest := r.choices(st).match(text)
		if len(ids) != 1 || rest != "" {
			return a, false
		}
		a.Choice = ids
		return a, true
	}
	return a, false
}

// Resting reports whether nothing would be lost if the session ended now: what
// it was for is done, and nothing has been answered since.
func (s *Session) Resting() bool {
	return len(s.Did) > 0 && len(s.Path) <= s.Floor && len(s.Draft) == 0
}

// Begun reports whether there are answers that would be lost if the session
// ended now.
func (s *Session) Begun() bool {
	return s.Step != "" && !s.Resting() && (len(s.Path) > s.Floor || len(s.Draft) > 0)
}

// Awaits gives the id of the input of a form that a typed text would be taken
// as, "" for anything else.
func (l *Library) Awaits(s *Session) string {
	f := l.pinned(s.Flow, s.Version)
	if f == nil || s.Side != "" {
		return ""
	}
	n, ok := f.index[s.Step]
	if !ok || f.steps[n].ask != AskForm {
		return ""
	}
	r := &run{l: l, f: f, s: s}
	if in := r.missing(f.steps[n]); in != nil {
		return in.id
	}
	return ""
}

// Again asks whether to go on or begin from the start: somebody has begun the
// flow once more while it is going on. The given session is not modified. The
// error is ErrVersion, and then nothing happened.
func (l *Library) Again(s *Session, in Input) (*Session, []Effect, error) {
	f := l.pinned(s.Flow, s.Version)
	if f == nil {
		return s, nil, ErrVersion
	}
	next := *s
	if in.Lang != "" {
		next.Lang = in.Lang
	}
	out, effects := l.guard(f, &next, in, func(r *run) error {
		r.s.Stale, r.s.Paused = nil, false
		r.side(sideAgain, r.word("again"), idContinue, idRestart)
		return nil
	})
	return out, effects, nil
}

// PutAway is what to tell a person whose dialog ended because they began
// something else.
func (l *Library) PutAway(s *Session) chat.Message {
	key := "put_away"
	if len(s.Did) > 0 {
		key = "stopped_after"
	}
	return chat.Message{Kind: "dialog.put_away", Lang: s.Lang, Text: l.words.get(key, s.Lang).fill(nil)}
}

// Sorry is what to tell a person whose dialog can't go on because its version
// is lost.
func (l *Library) Sorry(s *Session) chat.Message {
	return chat.Message{Kind: s.Flow + ".sorry", Lang: s.Lang, Text: l.words.get("sorry", s.Lang).fill(nil)}
}

// restart begins the flow again with nothing answered.
func (r *run) restart() error {
	r.s.Answers, r.fresh = chat.Answers{}, true
	r.s.Draft, r.draft = nil, false
	r.s.Did, r.s.Path, r.s.Before, r.s.Return, r.s.Floor, r.s.Misses = nil, nil, nil, "", 0, 0
	r.clearSide()
	return r.walk(0)
}

// isOver reads "begynd forfra".
func isOver(text string) bool {
	words, _, ok := spoken(text, 4)
	return ok && len(words) > 0 && (words[len(words)-1] == "forfra" || strings.HasSuffix(strings.Join(words, " "), "start over"))
}
