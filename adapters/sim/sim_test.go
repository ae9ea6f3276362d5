package sim_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/adaptertest"
	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/clock"
	"brobygger/play"
)

func TestAdapter(t *testing.T) {
	adaptertest.Run(t, func(*testing.T) adaptertest.Fixture {
		w := sim.New(newClock(), "p1", sim.DefaultLimits(), "network", "jobcenter")
		return adaptertest.Fixture{
			Driver: w, Project: "p1", Connect: w.Adapter, Attached: w.Attached,
			Channel: w.Channel, Account: w.Account, Pings: w.Pings,
		}
	})
}

func newClock() *clock.Movable {
	return clock.NewMovable(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
}

// bot answers as it is told.
type bot struct {
	mu     sync.Mutex
	events []chat.Event
	answer func(context.Context, chat.Event) (chat.Ack, error)
}

func (b *bot) Accept(ctx context.Context, ev chat.Event) (chat.Ack, error) {
	b.mu.Lock()
	b.events = append(b.events, ev)
	answer := b.answer
	b.mu.Unlock()
	if answer == nil {
		return chat.Ack{}, nil
	}
	return answer(ctx, ev)
}

func (b *bot) Suggest(context.Context, chat.Query) ([]chat.Option, error) { return nil, nil }
func (b *bot) Home(context.Context, chat.Query) (chat.Message, error) {
	return chat.Message{Kind: "home", Text: "hjem"}, nil
}

func (b *bot) taken() []chat.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.events
	b.events = nil
	return all
}

// world is a platform with two people.
func world(t *testing.T, limits chat.Limits) (*sim.World, *clock.Movable) {
	t.Helper()
	c := newClock()
	w := sim.New(c, "p1", limits, "network", "jobcenter")
	for _, m := range []play.Member{
		{Name: "leader", Shown: "Lene Holm", Lang: chat.DA, Channels: []string{"network"}},
		{Name: "staff", Shown: "Ali Kaya", Channels: []string{"jobcenter"}},
	} {
		if err := w.Cast(m); err != nil {
			t.Fatal(err)
		}
	}
	return w, c
}

// run attaches b and gives what ends it.
func run(t *testing.T, w *sim.World, b *bot) (a adapters.Adapter, crash func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	a = w.Adapter()
	go func() {
		defer close(done)
		if err := a.Run(ctx, b); err != nil {
			t.Errorf("run: %v", err)
		}
	}()
	<-w.Attached()
	crash = func() { cancel(); <-done }
	t.Cleanup(crash)
	return a, crash
}

func do(t *testing.T, w *sim.World, who string, act play.Act) {
	t.Helper()
	if err := w.Do(t.Context(), who, act); err != nil {
		t.Fatalf("%s %T: %v", who, act, err)
	}
}

func post(id string, place chat.Place, text string, buttons ...chat.Button) adapters.Delivery {
	return adapters.Delivery{ID: id, Op: adapters.Post, Place: place, Message: chat.Message{Kind: "test", Text: text, Buttons: buttons}}
}
