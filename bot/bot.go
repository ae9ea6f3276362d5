// Package bot is the path, and nothing but the path:
//
//	event → Accept → one transaction (dialog or practice decides) → commit → ack
//	                     ↑ timer due                          ↓
//	        platform ← deliver ← leased items, one place at a time
//
// Everything that comes in is a chat.Event; everything that goes out is a
// store.Item. What an event leads to is committed as a whole before it is
// acked, and an event that comes again changes nothing.
package bot

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/flows"
	"brobygger/practice"
	"brobygger/store"
)

// Project is one project the bot serves.
type Project struct {
	Practice *practice.Practice
	Flows    *flows.Library
	Adapters []adapters.Adapter
	Model    *Model // nil reads leaders' own words by the rules alone
}

// Bot serves several projects, kept apart, over one store.
type Bot struct {
	store    store.Store
	queue    store.Queue
	clock    chat.Clock
	log      *slog.Logger
	projects map[string]*Project
	asking   sync.WaitGroup // requests to language models
	people   sync.Map       // account → key of its person as last seen, to be read with the rest
	failing  sync.Map       // event id → int: times it could not be handled
}

// New makes a bot. Its log lines carry ids, never words.
func New(s store.Store, q store.Queue, clock chat.Clock, log *slog.Logger, projects ...Project) *Bot {
	b := &Bot{store: s, queue: q, clock: clock, log: log, projects: map[string]*Project{}}
	for _, p := range projects {
		b.projects[p.Practice.Settings.ID] = &p
	}
	return b
}

// Start keeps the dialogs' texts for the sessions that will end in them, and
// sets the timers that every project has. It must return before Run or Drain.
func (b *Bot) Start(ctx context.Context) error {
	for id, p := range b.projects {
		ev := chat.Event{Project: id, At: b.clock.Now(), ID: "start"}
		_, err := b.store.Update(ctx, store.Work{Project: id, Keys: []string{"start"}, Do: func(r store.Reader) (store.Changes, error) {
			turn, err := p.Practice.Turn(r, ev)
			if err != nil {
				return store.Changes{}, err
			}
			timers, err := r.Timers(0)
			if err != nil {
				return store.Changes{}, err
			}
			turn.Schedule(func(kind, subject string) bool {
				for _, t := range timers {
					if t.Kind == kind && t.Subject == subject {
						return true
					}
				}
				return false
			})
			c, err := b.changes(r, p, turn, nil)
			if err != nil {
				return c, err
			}
			docs, err := p.versions(r)
			c.Put = append(c.Put, docs...)
			return c, err
		}})
		if err != nil {
			return fmt.Errorf("start project %s: %w", id, err)
		}
	}
	return nil
}

// Run serves until told to end: it lets every adapter take in events, delivers,
// and fires timers. It returns the first adapter's permanent error, if any; to
// be told to end, for whatever cause, is none.
func (b *Bot) Run(told context.Context) error {
	ctx, stop := context.WithCancelCause(told)
	defer stop(nil)
	var wg sync.WaitGroup
	for _, p := range b.projects {
		for _, a := range p.Adapters {
			wg.Go(func() {
				if err := a.Run(ctx, b); err != nil && ctx.Err() == nil {
					b.log.Error("adapter stopped", "project", p.Practice.Settings.ID, "platform", a.Platform(), "error", err)
					stop(fmt.Errorf("%s: %w", a.Platform(), err))
				}
			})
		}
	}
	wg.Go(func() {
		g := places()
		b.loop(ctx, "deliver", func(ctx context.Context) (bool, error) { return b.deliverNext(ctx, g) })
		_ = g.Wait() // logged where it happened
	})
	wg.Go(func() { b.loop(ctx, "timers", b.fireDue) })
	<-ctx.Done()
	wg.Wait()
	b.asking.Wait()
	if err := context.Cause(ctx); err != context.Cause(told) {
		return err
	}
	return nil
}

// loop repeats step while it finds work, and sleeps until something is due or
// has been committed. Nothing polls.
func (b *Bot) loop(ctx context.Context, name string, step func(context.Context) (worked bool, err error)) {
	for ctx.Err() == nil {
		changed := b.queue.Changed()
		worked, err := step(ctx)
		if worked && err == nil {
			continue
		}
		next, nextErr := b.queue.Next(ctx)
		if err != nil || nextErr != nil {
			if ctx.Err() == nil {
				b.log.Error(name, "error", err, "next", nextErr)
			}
			next = b.clock.Now().Add(time.Second)
		}
		var due <-chan struct{}
		stop := func() {}
		if !next.IsZero() {
			due, stop = b.clock.Until(next)
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-due:
		}
		stop()
	}
}

// Drain does all that can be done at the clock's present moment, in order of
// due time, then id, and gives the moment at which something is due next, zero
// for never. Rehearsals use it in place of Run's loops.
func (b *Bot) Drain(ctx context.Context) (next time.Time, err error) {
	for {
		fired, err := b.fireDue(ctx)
		if err != nil {
			return time.Time{}, err
		}
		sent, err := b.deliverAll(ctx)
		b.asking.Wait()
		if err != nil {
			return time.Time{}, err
		}
		if !fired && !sent {
			next, err := b.queue.Next(ctx)
			return next, err
		}
	}
}

// Now gives the time to adapters.
func (b *Bot) Now() time.Time { return b.clock.Now() }
