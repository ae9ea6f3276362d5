package flows

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"brobygger/chat"
)

// Start begins a flow. Answers given in preset are not asked for again; the
// person can change them from the summary like any other. The error is
// ErrFlow, or that of a bad id; anything wrong in the flow itself is an effect.
func (l *Library) Start(name, id string, in Input, preset chat.Answers) (*Session, []Effect, error) {
	f := l.flow(name)
	if f == nil {
		return nil, nil, fmt.Errorf("start flow %q: %w", name, ErrFlow)
	}
	if !sessionID(id) {
		return nil, nil, fmt.Errorf("start flow %q: session id %q: want f- and at most 22 of [a-z0-9-]", name, id)
	}
	s := &Session{
		ID: id, Flow: name, Version: f.version, Lang: in.Lang,
		Answers: maps.Clone(preset), Started: in.At.UTC(), AskedAt: in.At.UTC(), Count: 1,
	}
	if s.Lang == "" {
		s.Lang = chat.DA
	}
	s, out := l.guard(f, s, in, func(r *run) error {
		r.listPreset()
		r.formPreset()
		return r.walk(0)
	})
	return s, out, nil
}

// Step takes one thing that happened. The given session is not modified. The
// error is ErrVersion, and then nothing happened; anything wrong in the flow
// itself is an effect.
func (l *Library) Step(s *Session, in Input) (*Session, []Effect, error) {
	f := l.pinned(s.Flow, s.Version)
	if f == nil {
		return s, nil, fmt.Errorf("flow %s version %s: %w", s.Flow, s.Version, ErrVersion)
	}
	next := *s
	next.Count++
	if in.Lang != "" {
		next.Lang = in.Lang
	}
	out, effects := l.guard(f, &next, in, func(r *run) error {
		if r.s.Count > MaxEvents {
			return fmt.Errorf("more than %d events", MaxEvents)
		}
		return r.take()
	})
	return out, effects, nil
}

// SessionOf reads the Arg of a dialog's button, select or form.
func SessionOf(arg string) (id string, turn int, ok bool) {
	id, t, found := strings.Cut(arg, ".")
	if !found || !sessionID(id) || t == "" || len(t) > 6 {
		return "", 0, false
	}
	for i := range len(t) {
		if t[i] < '0' || t[i] > '9' {
			return "", 0, false
		}
		turn = turn*10 + int(t[i]-'0')
	}
	return id, turn, true
}

func sessionID(id string) bool {
	if !strings.HasPrefix(id, "f-") || len(id) > 24 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Over is what to tell a person who presses a button of a dialog that is over.
func (l *Library) Over(lang chat.Lang) chat.Message {
	return chat.Message{Kind: "dialog.over", Lang: lang, Text: l.words.get("over", lang).fill(nil)}
}

// run is one step of one session.
type run struct {
	l  *Library
	f  *flow
	s  *Session
	in Input

	out   []Effect
	first func(*step) error // what to say in place of the first question
	fresh bool              // Answers is the run's own
	draft bool              // Draft is the run's own

	leaving bool // the text may leave the question whether to stop, if it is an answer
}

// guard carries out fn. A fault, also a panic, ends the session with an
// apology; the session is then as it was before, with nothing open.
func (l *Library) guard(f *flow, s *Session, in Input, fn func(*run) error) (next *Session, out []Effect) {
	before := *s
	r := &run{l: l, f: f, s: s, in: in}
	if r.in.Facts == nil {
		r.in.Facts = nothing{}
	}
	defer func() {
		if v := recover(); v != nil {
			next, out = l.broken(f, before, fmt.Errorf("panic: %v", v))
		}
	}()
	if err := fn(r); err != nil {
		return l.broken(f, before, err)
	}
	return r.s, r.out
}

func (l *Library) broken(f *flow, s Session, err error) (*Session, []Effect) {
	at := s.Step
	s.Step = ""
	m := chat.Message{Kind: f.name + ".sorry", Lang: s.Lang, Text: l.words.get("sorry", s.Lang).fill(nil)}
	return &s, []Effect{
		Say{m},
		Failed{fmt.Sprintf("flow %s version %s step %q session %s: %v", f.name, f.version, at, s.ID, err)},
		End{Broken},
	}
}

// nothing is a practice that knows nothing.
type nothing struct{}

func (nothing) Fact(string, chat.Answers) any                      { return nil }
func (nothing) List(string, chat.Answers, chat.Lang) []chat.Option { return nil }
func (nothing) Said(string) []chat.Option                          { return nil }

var errStep = errors.New("no such step")

// take sorts what happened.
func (r *run) take() error {
	if r.s.Step == "" {
		r.notice("over")
		return nil
	}
	n, ok := r.f.index[r.s.Step]
	if !ok {
		return fmt.Errorf("%w: %q", errStep, r.s.Step)
	}
	st := r.f.steps[n]
	switch b := r.in.Body.(type) {
	case chat.Said:
		return r.said(st, written(b.Text))
	case chat.Pressed:
		return r.pressed(st, b)
	case chat.Chose:
		return r.chose(st, b)
	case chat.Submitted:
		return r.submitted(st, b)
	}
	return nil
}

func (r *run) say(m chat.Message) { r.out = append(r.out, Say{m}) }

// notice says one of the engine's own sentences to the person only.
func (r *run) notice(key string) {
	r.out = append(r.out, Notice{chat.Message{Kind: r.f.name + ".notice", Lang: r.s.Lang, Text: r.word(key)}})
}

// setAnswer and setDraft write to maps of the run's own.
func (r *run) setAnswer(id string, a chat.Answer) {
	if !r.fresh {
		r.s.Answers, r.fresh = cloned(r.s.Answers), true
	}
	was, changed := r.s.Answers[id]
	if r.s.Answers[id] = a; changed {
		r.keepDays(id, was, a)
	}
}

// keepDays keeps the days that hours were said with ("et par timer hver fredag")
// as an answer of their own, when only the hours are put right. Days that are said
// with the new ones take their place.
func (r *run) keepDays(id string, was, now chat.Answer) {
	st := r.f.steps[r.f.index[id]]
	days := slices.IndexFunc(r.f.steps, func(o *step) bool { return o.read == "days" })
	if st.id != id || st.ask != AskHours || days < 0 {
		return
	}
	into := r.f.steps[days].id
	before, after := r.daysNamed(was.Text), r.daysNamed(now.Text)
	switch _, known := r.s.Answers[into]; {
	case after != "":
		r.dropAnswer(into)
	case before != "" && !known:
		r.setAnswer(into, chat.Answer{Text: []string{before}})
	}
}

// daysNamed gives the days of the week that are named in full: "mandag, fredag".
func (r *run) daysNamed(said []string) string {
	low := strings.ToLower(strings.Join(said, " "))
	var days []string
	for day := range strings.FieldsSeq(strings.ToLower(r.word("weekdays"))) {
		if strings.Contains(low, day) {
			days = append(days, day)
		}
	}
	return strings.Join(days, ", ")
}

func (r *run) dropAnswer(id string) {
	if _, ok := r.s.Answers[id]; !ok {
		return
	}
	if !r.fresh {
		r.s.Answers, r.fresh = cloned(r.s.Answers), true
	}
	delete(r.s.Answers, id)
}

func (r *run) setDraft(id string, a chat.Answer) {
	if !r.draft {
		r.s.Draft, r.draft = cloned(r.s.Draft), true
	}
	r.s.Draft[id] = a
}

// was begins the draft key of an input's earlier or rejected value, which
// stands in the form but is no answer.
const was = "was."

// forget drops the drafts of one step.
func (r *run) forget(st *step) {
	r.dropDraft(st.id)
	for _, in := range st.form {
		r.dropDraft(in.id)
		r.dropDraft(was + in.id)
	}
}

func (r *run) dropDraft(id string) {
	if _, ok := r.s.Draft[id]; !ok {
		return
	}
	if len(r.s.Draft) == 1 {
		r.s.Draft, r.draft = nil, false
		return
	}
	if !r.draft {
		r.s.Draft, r.draft = cloned(r.s.Draft), true
	}
	delete(r.s.Draft, id)
}

func cloned(a chat.Answers) chat.Answers {
	c := make(chat.Answers, len(a)+2)
	maps.Copy(c, a)
	return c
}

// do asks the practice for a verb, once per step; what is done can't be
// undone by going back.
func (r *run) do(verb string) {
	r.out = append(r.out, Do{Verb: verb, Answers: maps.Clone(r.s.Answers)})
	r.s.Did = append(r.s.Did[:len(r.s.Did):len(r.s.Did)], verb)
	r.s.Floor = len(r.s.Path)
}

// finish ends the session.
func (r *run) finish(why Reason) {
	r.prune()
	r.s.Step, r.s.Return, r.s.Side = "", "", ""
	r.s.Stale, r.s.Paused, r.s.Heard, r.s.Unread = nil, false, nil, ""
	r.s.Draft, r.draft = nil, false
	r.out = append(r.out, End{why})
}

// asked notes that the person has been asked something at this moment.
func (r *run) asked() {
	r.s.Turn++
	r.s.AskedAt = r.in.At.UTC()
}

func (r *run) overdue() bool { return r.in.At.Sub(r.s.AskedAt) > StaleAfter }
