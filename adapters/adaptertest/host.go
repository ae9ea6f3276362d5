package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"brobygger/adapters"
	"brobygger/chat"
)

var _ adapters.Host = (*host)(nil)

// host is the bot: it records events and answers as it was told, a redelivered
// event as before.
type host struct {
	mu     sync.Mutex
	events []chat.Event
	acks   map[string]chat.Ack
	answer func(chat.Event) (chat.Ack, error) // nil answers nothing
	home   chat.Message
	asked  []chat.Query
}

func (h *host) Accept(_ context.Context, ev chat.Event) (chat.Ack, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, ev)
	if ack, ok := h.acks[ev.ID]; ok {
		return ack, nil
	}
	var ack chat.Ack
	if h.answer != nil {
		var err error
		if ack, err = h.answer(ev); err != nil {
			return chat.Ack{}, err
		}
	}
	if h.acks == nil {
		h.acks = map[string]chat.Ack{}
	}
	h.acks[ev.ID] = ack
	return ack, nil
}

func (h *host) Suggest(context.Context, chat.Query) ([]chat.Option, error) { return nil, nil }

func (h *host) Home(_ context.Context, q chat.Query) (chat.Message, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, q)
	return h.home, nil
}

// answers sets the answer to all further events.
func (h *host) answers(ack chat.Ack) {
	h.replies(func(chat.Event) (chat.Ack, error) { return ack, nil })
}

func (h *host) replies(f func(chat.Event) (chat.Ack, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = f
}

// fails lets the next n events fail.
func (h *host) fails(n int) {
	h.replies(func(chat.Event) (chat.Ack, error) {
		if n--; n >= 0 {
			return chat.Ack{}, errors.New("the store is not well")
		}
		return chat.Ack{}, nil
	})
}

// taken gives the events since the last call.
func (h *host) taken() []chat.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.events
	h.events = nil
	return all
}

func (h *host) queries() []chat.Query {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

// got gives the one event since the last call, with its body, and checks what
// holds for every event.
func got[B chat.Body](b *bench, who string, place chat.Place) (chat.Event, B) {
	b.Helper()
	all := b.host.taken()
	if len(all) != 1 {
		b.Fatalf("want one event, have %s", list(all))
	}
	ev := all[0]
	body, ok := ev.Body.(B)
	switch {
	case !ok:
		b.Fatalf("body is %#v, want %T", ev.Body, body)
	case ev.ID == "" || len(ev.ID) > 200:
		b.Fatalf("event id %q is empty or over 200 bytes", ev.ID)
	case ev.Project != b.Project:
		b.Fatalf("project %q, want %q", ev.Project, b.Project)
	case ev.At.IsZero():
		b.Fatal("event without its time")
	case ev.Place != place:
		b.Fatalf("place %q, want %q", ev.Place, place)
	case who != "" && ev.From.Account != b.Account(who):
		b.Fatalf("from %q, want %q", ev.From.Account, b.Account(who))
	case who != "" && ev.From.Bot:
		b.Fatal("a person is taken for a bot")
	case who != "" && ev.From.KnownAt.IsZero():
		b.Fatal("a sender without KnownAt")
	}
	return ev, body
}

// silent asserts that no event has come since the last call.
func (b *bench) silent() {
	b.Helper()
	if all := b.host.taken(); len(all) > 0 {
		b.Fatalf("want no event, have %s", list(all))
	}
}

func list(all []chat.Event) string {
	var s []string
	for _, ev := range all {
		s = append(s, fmt.Sprintf("%s %#v", ev.ID, ev.Body))
	}
	return fmt.Sprintf("%d: %q", len(all), s)
}
