package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"brobygger/chat"
	"brobygger/play"
)

// NotSaved reports an interaction (press, choice, form, command, shortcut,
// home) that the bot did not keep: the person is to do it again. What a real
// platform shows then are its own words. Nothing has changed on the platform;
// a sent form is still open with what was filled in.
type NotSaved struct{ Err error }

func (e *NotSaved) Error() string { return fmt.Sprintf("not saved: %v", e.Err) }
func (e *NotSaved) Unwrap() error { return e.Err }

var (
	// ErrNoBot is the reason in a NotSaved when no bot is attached.
	ErrNoBot = errors.New("the bot did not answer")
	// ErrNoAnswer reports that the bot got the event and its answer never
	// came: what the person did may be saved or not. Again settles it.
	ErrNoAnswer = errors.New("the answer of the bot did not come")
)

// sent is an event on its way to the bot.
type sent struct {
	ev       chat.Event
	who      string // "" is the bot itself
	lasting  bool   // the platform offers it again until it is answered
	post     *post  // that was pressed or whose form was sent, or nil
	sheet    *sheet // that was sent, or nil
	answered bool
	ack      []byte // of the answer, as JSON
}

// event makes an event; At and From are filled when it is offered. It is
// called with w.mu held.
func (w *World) event(who string, place chat.Place, thread chat.Ref, body chat.Body) *sent {
	w.events++
	s := &sent{who: who, ev: chat.Event{
		ID: "sim-" + strconv.FormatInt(w.events, 10), Project: w.project, Place: place, Thread: thread, Body: body,
	}}
	switch body.(type) {
	case chat.Said, chat.Edited, chat.Deleted, chat.Joined, chat.Left, chat.BotJoined, chat.BotLeft:
		s.lasting = true
	}
	w.last = s
	return s
}

// hand brings s to the bot, behind what waits already. A lasting event that is
// not answered waits on, which is no error; an interaction is refused.
func (w *World) hand(ctx context.Context, s *sent) error {
	w.flush(ctx)
	w.mu.Lock()
	cut := take(&w.faults.disconnect)
	wait := s.lasting && (cut || len(w.queue) > 0)
	if wait {
		w.queue = append(w.queue, s)
	}
	w.mu.Unlock()

	var err error
	switch {
	case wait:
	case cut:
		err = &NotSaved{ErrNoBot}
	default:
		err = w.offer(ctx, s)
		if s.lasting && unanswered(err) {
			w.mu.Lock()
			w.queue = append(w.queue, s)
			w.mu.Unlock()
			err = nil
		}
	}
	w.flush(ctx)
	if _, ok := s.ev.Body.(chat.Dismissed); ok && unanswered(err) {
		return nil // the form is closed, and nobody waits for an answer
	}
	return err
}

// flush offers the waiting events in their order, until one is not answered.
func (w *World) flush(ctx context.Context) {
	next := func() *sent {
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(w.queue) == 0 || len(w.conns) == 0 || w.faults.disconnect > 0 {
			return nil
		}
		return w.queue[0]
	}
	if next() == nil {
		return
	}
	w.handing.Lock()
	defer w.handing.Unlock()
	for s := next(); s != nil; s = next() {
		if unanswered(w.offer(ctx, s)) {
			return
		}
		w.mu.Lock()
		w.queue = slices.Delete(w.queue, 0, 1)
		w.mu.Unlock()
	}
}

// Again delivers the last event once more, with the same id. When it has been
// answered before, a second answer must be the same, and shows nothing;
// otherwise the answer is shown now.
func (w *World) Again(ctx context.Context) error {
	w.flush(ctx)
	w.mu.Lock()
	s, cut := w.last, w.faults.disconnect > 0
	w.mu.Unlock()
	switch {
	case s == nil:
		return errors.New("again: nothing has happened yet")
	case cut:
		return &NotSaved{ErrNoBot}
	}
	return w.offer(ctx, s)
}

func unanswered(err error) bool {
	_, not := errors.AsType[*NotSaved](err)
	return not || errors.Is(err, ErrNoAnswer)
}

// offer lets the attached bot accept s, and shows its answer. The error is
// NotSaved, ErrNoAnswer, or what is wrong with the answer.
func (w *World) offer(ctx context.Context, s *sent) error {
	w.mu.Lock()
	late, repeat := take(&w.faults.late), take(&w.faults.repeat)
	w.mu.Unlock()
	err := w.accept(ctx, s, late)
	if repeat && !unanswered(err) {
		if again := w.accept(ctx, s, false); err == nil && !unanswered(again) {
			err = again
		}
	}
	return err
}

func (w *World) accept(ctx context.Context, s *sent, late bool) error {
	w.mu.Lock()
	if len(w.conns) == 0 {
		w.mu.Unlock()
		return &NotSaved{ErrNoBot}
	}
	bot := w.conns[len(w.conns)-1]
	ev := s.ev
	ev.At = w.clock.Now()
	ev.From = w.sender(s.who, ev.At)
	w.mu.Unlock()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(bot.ctx, cancel)()
	ack, err := bot.host.Accept(ctx, ev)
	switch {
	case err != nil:
		return &NotSaved{err}
	case late, bot.ctx.Err() != nil: // a bot that has ended answers nobody
		return fmt.Errorf("event %s: %w", ev.ID, ErrNoAnswer)
	}

	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.apply(s, ack); err != nil {
		err = fmt.Errorf("answer to %T %s: %w", ev.Body, ev.ID, err)
		w.wrong = append(w.wrong, err)
		return err
	}
	return nil
}

// apply shows an answer: nothing of it when anything is wrong with it. It is
// called with w.mu held.
func (w *World) apply(s *sent, ack chat.Ack) error {
	told, err := json.Marshal(ack)
	if err != nil {
		return err
	}
	if s.answered {
		if !bytes.Equal(told, s.ack) {
			return fmt.Errorf("a redelivery was answered differently: first %s, then %s", s.ack, told)
		}
		return nil
	}
	s.answered, s.ack = true, told
	if err := w.checkAck(s, ack); err != nil {
		return err
	}
	m := w.members[s.who]
	if m == nil {
		return nil
	}
	defer w.touch()
	if s.sheet != nil && m.sheet == s.sheet {
		if len(ack.Errors) > 0 {
			m.sheet.errors = maps.Clone(ack.Errors)
		} else {
			m.sheet = nil
		}
	}
	if ack.Replace != nil && !s.post.Deleted {
		w.show(s.post, *ack.Replace)
	}
	if ack.Notice != nil {
		w.put(&post{
			Post: play.Post{
				Channel: s.ev.Place.Channel, Root: string(s.ev.Thread), Author: play.Bot,
				Private: s.ev.Place.Channel != "",
			},
			owner: s.who, notice: true, answer: s.ev.ID,
		}, *ack.Notice)
	}
	if ack.Form != nil {
		f := *ack.Form
		f.Inputs = slices.Clone(f.Inputs)
		m.sheet = &sheet{form: f, place: s.ev.Place, thread: s.ev.Thread, from: s.post}
	}
	return nil
}

// checkAck reports what in an answer this platform cannot show.
func (w *World) checkAck(s *sent, ack chat.Ack) error {
	if ack.Form != nil {
		switch {
		case s.lasting:
			return errors.New("a form can only answer an interaction")
		case s.sheet != nil && !w.limits.FormFromForm:
			return errors.New("a form cannot answer a form here")
		case len(ack.Errors) > 0:
			return errors.New("both a form and errors")
		}
		if err := CheckForm(*ack.Form, w.limits); err != nil {
			return err
		}
	}
	if len(ack.Errors) > 0 {
		switch {
		case s.sheet == nil:
			return errors.New("errors, and no form was sent")
		case !w.limits.FormErrors:
			return errors.New("errors cannot be shown on a form here")
		}
		for id := range ack.Errors {
			if !slices.ContainsFunc(s.sheet.form.Inputs, func(in chat.Input) bool { return in.ID == id }) {
				return fmt.Errorf("an error for input %q, which the form does not have", id)
			}
		}
	}
	if ack.Notice != nil {
		if s.who == "" {
			return errors.New("a notice, and nobody to read it")
		}
		if err := CheckMessage(*ack.Notice, w.limits); err != nil {
			return fmt.Errorf("notice: %w", err)
		}
	}
	if ack.Replace != nil {
		if s.post == nil {
			return errors.New("a replacement, and no message was pressed")
		}
		if s.post.Author != play.Bot {
			return errors.New("a replacement of what is not the bot's own")
		}
		if err := CheckMessage(*ack.Replace, w.limits); err != nil {
			return fmt.Errorf("replacement: %w", err)
		}
	}
	return nil
}
