package bot_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/bot"
	"brobygger/chat"
	"brobygger/clock"
	"brobygger/flows"
	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/sqlite"
)

// platform is an adapter that fails as it is told, and remembers what arrived.
type platform struct {
	mu    sync.Mutex
	fails map[string][]error // by kind of message, one for each send; nil arrives
	slow  chan struct{}      // what goes to leaders waits until it is closed
	finds []error            // one for each Find; nil has it
	tried []string           // "kind to place", each send
	sent  []adapters.Delivery
	found int
}

func (p *platform) Platform() string                               { return "fake" }
func (p *platform) Limits() chat.Limits                            { return chat.Limits{} }
func (p *platform) Run(ctx context.Context, _ adapters.Host) error { <-ctx.Done(); return nil }

func (p *platform) Send(_ context.Context, d adapters.Delivery) (chat.Ref, error) {
	kind := d.Message.Kind
	p.mu.Lock()
	p.tried = append(p.tried, kind)
	p.mu.Unlock()
	if p.slow != nil && d.Place.User == "leader" {
		<-p.slow
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if fails := p.fails[kind]; len(fails) > 0 {
		p.fails[kind] = fails[1:]
		if fails[0] != nil {
			return "", fails[0]
		}
	}
	p.sent = append(p.sent, d)
	return chat.Ref("r-" + d.ID), nil
}

func (p *platform) Find(_ context.Context, d adapters.Delivery) (chat.Ref, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found++
	if len(p.finds) == 0 {
		return "", adapters.ErrAbsent
	}
	err := p.finds[0]
	p.finds = p.finds[1:]
	if err != nil {
		return "", err
	}
	p.sent = append(p.sent, d)
	return chat.Ref("r-" + d.ID), nil
}

// attempts counts the sends that have begun.
func (p *platform) attempts() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.tried)
}

// arrived counts the posts of one kind that are on the platform.
func (p *platform) arrived(kind string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range p.sent {
		if d.Op == adapters.Post && d.Message.Kind == kind {
			n++
		}
	}
	return n
}

// newest is the text of the newest message of one kind.
func (p *platform) newest(kind string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range slices.Backward(p.sent) {
		if d.Message.Kind == kind {
			return chat.Plain(d.Message.Text)
		}
	}
	return ""
}

// house is a bot on a real store, with one network and one partner.
type house struct {
	t        *testing.T
	bot      *bot.Bot
	store    *sqlite.Store
	platform *platform
	clock    *clock.Movable
	practice *practice.Practice
	events   int
}

func account(user string) chat.Account {
	return chat.Account{Platform: "fake", Workspace: "w", User: user}
}

func channel(name string) chat.Place {
	return chat.Place{Platform: "fake", Workspace: "w", Channel: name}
}

// newBot makes a bot on a real store in file, for one platform; m may be nil.
func newBot(t testing.TB, file string, settings practice.Settings, c chat.Clock, a adapters.Adapter, m *bot.Model) (*bot.Bot, *sqlite.Store, *practice.Practice) {
	t.Helper()
	texts, err := practice.LoadTexts()
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := practice.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	p, err := practice.New(settings, texts, catalogue)
	if err != nil {
		t.Fatal(err)
	}
	library, err := flows.Load(flows.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	bot.Acquaint(p, library)
	s, err := sqlite.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	b := bot.New(s, s, c, slog.New(slog.NewTextHandler(io.Discard, nil)), bot.Project{Practice: p, Flows: library, Adapters: []adapters.Adapter{a}, Model: m})
	if err := b.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return b, s, p
}

func newHouse(t *testing.T) *house { return newHouseWith(t, nil) }

func newHouseWith(t *testing.T, m *bot.Model) *house {
	t.Helper()
	settings := practice.Settings{ID: "p", Coordinators: []chat.Account{account("coordinator")},
		Networks: []practice.Network{{ID: "n", Name: "Nord", Channel: channel("network"), Partners: []string{"a"}}},
		Partners: []practice.Partner{{ID: "a", Name: "Virksomhedsservice", Channel: channel("jobcenter")}}}
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, platform: &platform{fails: map[string][]error{}}, clock: clock.NewMovable(time.Date(2026, 11, 24, 9, 0, 0, 0, zone))}
	h.bot, h.store, h.practice = newBot(t, ":memory:", settings, h.clock, h.platform, m)
	return h
}

func (h *house) event(user string, place chat.Place, body chat.Body) chat.Event {
	h.events++
	channels := map[string][]string{"leader": {"network"}, "staff": {"jobcenter"}, "staff2": {"jobcenter"}}
	return chat.Event{ID: "e" + string(rune('A'+h.events)), Project: "p", At: h.clock.Now(), Place: place, Body: body,
		From: chat.Sender{Account: account(user), Name: user, Channels: channels[user]}}
}

func (h *house) accept(ev chat.Event) chat.Ack {
	h.t.Helper()
	ack, err := h.bot.Accept(h.t.Context(), ev)
	if err != nil {
		h.t.Fatal(err)
	}
	return ack
}

func (h *house) press(user, button string) chat.Ack {
	h.t.Helper()
	return h.accept(h.event(user, channel("jobcenter"), chat.Pressed{Button: button, Arg: h.opening()}))
}

// drain does all that is due, and reports when something is due next.
func (h *house) drain() time.Time {
	h.t.Helper()
	next, err := h.bot.Drain(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return next
}

// wait lets d pass, stopping wherever something falls due.
func (h *house) wait(d time.Duration) {
	h.t.Helper()
	end := h.clock.Now().Add(d)
	for next := h.drain(); !next.IsZero() && !next.After(end); next = h.drain() {
		if next.After(h.clock.Now()) {
			h.clock.Set(next)
		}
	}
	h.clock.Set(end)
	h.drain()
}

// send hands an opening over, as the leader's dialog would.
func (h *house) send() {
	h.t.Helper()
	ev := h.event("leader", account("leader").Direct(), chat.Said{Text: "x", Mention: true})
	_, err := h.store.Update(h.t.Context(), store.Work{Project: "p", Event: ev.ID, Do: func(r store.Reader) (store.Changes, error) {
		turn, err := h.practice.Turn(r, ev)
		if err != nil {
			return store.Changes{}, err
		}
		if err := turn.Do("hand_over", chat.Answers{"company_name": {Text: []string{"Nordlys"}}, "phone": {Text: []string{"40 12 34 56"}}, "tasks": {Choice: []string{"lager.ordrer"}}}); err != nil {
			return store.Changes{}, err
		}
		return bot.Changes(h.bot, r, turn)
	}})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) opening() (id string) {
	h.t.Helper()
	o := h.read()
	if o == nil {
		return ""
	}
	return o.ID
}

func (h *house) read() (o *practice.Opening) {
	h.t.Helper()
	err := h.store.View(h.t.Context(), "p", func(r store.Reader) error {
		all, err := practice.List[practice.Opening](r, practice.Query{Name: "made", To: "\xff"})
		if len(all) > 0 {
			o = all[0]
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return o
}

func failed(c adapters.Class) error { return &adapters.Error{Class: c, Err: errors.New("no")} }
