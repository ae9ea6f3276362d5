package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

var _ adapters.Host = (*Bot)(nil)

// acceptWithin is how long an event may take before nothing of it is claimed
// to be saved: platforms wait three seconds.
const acceptWithin = 2 * time.Second

// Accept commits what ev leads to and returns the answer to it.
func (b *Bot) Accept(ctx context.Context, ev chat.Event) (chat.Ack, error) {
	p, ok := b.projects[ev.Project]
	if !ok {
		return chat.Ack{}, fmt.Errorf("accept event: no project %q", ev.Project)
	}
	if byBot(ev) || overheard(ev) {
		return chat.Ack{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, acceptWithin)
	defer cancel()
	ack, err := b.store.Update(ctx, store.Work{Project: ev.Project, Event: ev.ID, Keys: keys(ev), Reads: b.reads(ev), Do: func(r store.Reader) (store.Changes, error) {
		return b.apply(r, p, ev)
	}})
	switch {
	case err == nil, errors.Is(err, store.ErrStale):
		b.failing.Delete(ev.ID)
	case !errors.Is(err, store.ErrBusy):
		b.failed(ev.ID)
	}
	if err != nil {
		b.log.Warn("event not saved", "project", ev.Project, "event", ev.ID, "error", err)
		return chat.Ack{}, fmt.Errorf("accept event %s: %w", ev.ID, err)
	}
	var out chat.Ack
	if len(ack) > 0 {
		if err := json.Unmarshal(ack, &out); err != nil {
			return chat.Ack{}, fmt.Errorf("read ack of event %s: %w", ev.ID, err)
		}
	}
	return out, nil
}

// byBot reports what bots do and say; that this one came into a channel or
// was removed from it is news all the same.
func byBot(ev chat.Event) bool {
	switch ev.Body.(type) {
	case chat.BotJoined, chat.BotLeft:
		return false
	}
	return ev.From.Bot
}

// overheard reports words that were not meant for the bot: it keeps nothing of
// them. Who writes "I'll call" under a card means it to be noted.
func overheard(ev chat.Event) bool {
	switch b := ev.Body.(type) {
	case chat.Said:
		return !b.Mention && !ev.Place.IsDirect() && (ev.Thread == "" || !practice.SaysClaim(b.Text))
	case chat.Edited:
		return !ev.Place.IsDirect()
	case chat.Deleted:
		return true
	}
	return false
}

// under gives the subject of the bot's message in whose thread ev happened.
func under(r store.Reader, ev chat.Event) (string, error) {
	if ev.Thread == "" {
		return "", nil
	}
	items, err := r.Items(store.ItemQuery{Ref: ev.Thread, Place: ev.Place, Limit: 1})
	if err != nil || len(items) == 0 {
		return "", err
	}
	return items[0].Subject, nil
}

// keys are what an event concerns: the conversation and the subject.
func keys(ev chat.Event) []string {
	var all []string
	if ev.From.Account.User != "" {
		all = append(all, "person/"+ev.From.Account.String())
	}
	switch b := ev.Body.(type) {
	case chat.Pressed:
		all = append(all, subject(b.Arg)...)
	case chat.Chose:
		all = append(all, subject(b.Arg)...)
	case chat.Submitted:
		all = append(all, subject(b.Arg)...)
	case chat.Due:
		all = append(all, "subject/"+b.Subject)
		if heard, ok := heardIn(b); ok {
			all = append(all, "person/"+heard.From.Account.String())
		}
	}
	return all
}

// reads are the documents that are asked for whatever the event is.
func (b *Bot) reads(ev chat.Event) []practice.Key {
	keys := append(practice.Reads(ev), conversationKey(ev.From.Account))
	if person, ok := b.people.Load(ev.From.Account); ok {
		keys = append(keys, person.(practice.Key))
	}
	return keys
}

// met remembers who the account's person is.
func (b *Bot) met(a chat.Account, who *practice.Person) {
	if who == nil {
		return
	}
	if before, _ := b.people.Load(a); before != who.Key() {
		b.people.Store(a, who.Key())
	}
}

func subject(arg string) []string {
	if arg == "" || strings.HasPrefix(arg, "f-") {
		return nil
	}
	return []string{"subject/" + arg}
}

// apply decides what an event leads to: a dialog takes what belongs to it, the
// practice all else. A panic ends this event, never the process. What panics,
// or fails time after time, is given up, and the sender and a coordinator are
// told.
func (b *Bot) apply(r store.Reader, p *Project, ev chat.Event) (c store.Changes, err error) {
	raw := ev
	fired := firing(&ev)
	defer func() {
		f := recover()
		switch {
		case f != nil:
			fault := fmt.Sprintf("%T", f) // its text may hold what somebody wrote
			if e, ok := f.(runtime.Error); ok {
				fault = e.Error()
			}
			b.log.Error("event failed", "project", ev.Project, "event", ev.ID, "fault", fault, "stack", string(debug.Stack()))
			c, err = store.Changes{}, fmt.Errorf("event %s: %s", ev.ID, fault)
		case err == nil || b.failures(ev.ID) < maxFailures:
			return
		default:
			b.log.Error("event given up", "project", ev.Project, "event", ev.ID, "error", err)
		}
		c, err = b.giveUp(r, p, raw, fired)
	}()
	turn, err := p.Practice.Turn(r, ev)
	if err != nil {
		return c, err
	}
	b.met(ev.From.Account, turn.Who)
	turn.Limits = p.limits(ev.From.Account.Platform)
	turn.CanDraft = func() (bool, error) { return p.Model.drafts(turn) }
	turn.Under = func() (string, error) { return under(r, ev) }
	turn.Batch = func(batch string) ([]practice.BatchItem, error) { return batchItems(r, batch) }
	var talk *conversation
	if unlawful(ev.Body) && !b.asksPNumber(r, p, ev) {
		turn.Refused()
	} else if talk, err = b.decide(r, p, turn); err != nil {
		return c, err
	}
	if err = turn.CatchUp(); err != nil {
		return c, err
	}
	lasting(turn)
	if c, err = b.changes(r, p, turn, talk); err != nil {
		return c, err
	}
	c.Fired = fired
	return c, nil
}

// giveUp lets go of an event that cannot be handled, and has those told whom it
// concerns. fired is the timer it stands for, nil for none.
func (b *Bot) giveUp(r store.Reader, p *Project, ev chat.Event, fired *store.Timer) (c store.Changes, err error) {
	defer func() {
		if f := recover(); f != nil {
			c, err = store.Changes{Fired: fired}, nil // not even that can be said; the log has it
		}
	}()
	turn, err := p.Practice.Turn(r, ev)
	if err != nil {
		return c, err
	}
	if due, ok := ev.Body.(chat.Due); ok {
		if err := turn.TimerFailed(due); err != nil {
			return c, err
		}
	} else {
		turn.EventFailed()
		lasting(turn)
	}
	if c, err = b.changes(r, p, turn, nil); err != nil {
		return c, err
	}
	c.Fired = fired
	return c, nil
}

// firing tells which timer an event is, and opens what its data hold.
func firing(ev *chat.Event) *store.Timer {
	due, ok := ev.Body.(chat.Due)
	if !ok {
		return nil
	}
	if heard, ok := heardIn(due); ok { // it goes on with the conversation it is about
		ev.From, ev.Place = heard.From, heard.From.Account.Direct()
	}
	timer := &store.Timer{Project: ev.Project, TimerKey: practice.TimerKey{Kind: due.Kind, Subject: due.Subject}, Due: due.Due, Fence: due.Fence, Data: due.Data}
	if due.Kind == outcomeTimer {
		var out chat.Outcome
		if json.Unmarshal(due.Data, &out) == nil {
			ev.Body = out
		}
	}
	return timer
}

// unlawful reports words with a CPR-like number, in any field but the one for
// the workplace's own ten-digit P-number.
func unlawful(body chat.Body) bool {
	switch b := body.(type) {
	case chat.Said:
		return practice.HasCPR(b.Text)
	case chat.Called:
		return practice.HasCPR(b.Args)
	case chat.Shortcut:
		return practice.HasCPR(b.Text)
	case chat.Submitted:
		for id, values := range b.Values {
			if practice.FieldHasCPR(id, values) {
				return true
			}
		}
	}
	return false
}

// lasting turns a notice that answers plain words in a person's own
// conversation into a message: there is nobody there to hide it from, and no
// interaction it could answer.
func lasting(turn *practice.Turn) {
	if _, said := turn.Event.Body.(chat.Said); said && turn.Event.Place.IsDirect() && turn.Ack.Notice != nil {
		turn.Post(practice.Send{Place: turn.Event.Place, Message: *turn.Ack.Notice})
		turn.Ack.Notice = nil
	}
}

// Suggest answers a query for options; there are none outside forms yet.
func (b *Bot) Suggest(ctx context.Context, q chat.Query) ([]chat.Option, error) {
	p, ok := b.projects[q.Project]
	if !ok {
		return nil, fmt.Errorf("suggest: no project %q", q.Project)
	}
	var options []chat.Option
	err := b.view(ctx, p, q, func(t *practice.Turn) error {
		options = t.Suggest(q.Text)
		return nil
	})
	return options, err
}

// Home shows a person their own view.
func (b *Bot) Home(ctx context.Context, q chat.Query) (m chat.Message, err error) {
	p, ok := b.projects[q.Project]
	if !ok {
		return m, fmt.Errorf("home: no project %q", q.Project)
	}
	err = b.view(ctx, p, q, func(t *practice.Turn) (err error) {
		m, err = t.Home()
		return err
	})
	return m, err
}

func (b *Bot) view(ctx context.Context, p *Project, q chat.Query, fn func(*practice.Turn) error) error {
	return b.store.View(ctx, q.Project, func(r store.Reader) error {
		t, err := p.Practice.Turn(r, chat.Event{ID: "view", Project: q.Project, At: b.clock.Now(), From: q.From, Place: q.Place})
		if err != nil {
			return err
		}
		return fn(t)
	})
}
