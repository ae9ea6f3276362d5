package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"brobygger/chat"
	"brobygger/play"
)

// across is a rehearsal on two platforms at once, with one bot on both: the
// network's channel and its people on one, the partners' on the other. Each
// person is on one of them; who would be in channels of both is in the
// network's.
type across struct {
	network, desk single

	mu   sync.Mutex
	last single // where somebody last did something
}

var _ platform = (*across)(nil)

// networkChannel is the channel that stands with the network; all others are partners'.
const networkChannel = "network"

// ofChannel is where a channel is.
func (a *across) ofChannel(name string) single {
	if name == networkChannel {
		return a.network
	}
	return a.desk
}

// of is where a person is; somebody who is not there yet may come to the network.
func (a *across) of(who string) single {
	if slices.ContainsFunc(a.desk.Members(), func(m play.Member) bool { return m.Name == who }) {
		return a.desk
	}
	return a.network
}

func (a *across) Connections() []connection { return []connection{a.network, a.desk} }

func (a *across) Account(who string) chat.Account {
	if strings.HasPrefix(who, "staff") {
		return a.desk.Account(who) // settings name them before they are cast
	}
	return a.of(who).Account(who)
}

func (a *across) Channel(name string) chat.Place { return a.ofChannel(name).Channel(name) }

func (a *across) Deliveries() map[string]int {
	all := a.network.Deliveries()
	maps.Copy(all, a.desk.Deliveries())
	return all
}

func (a *across) Members() []play.Member { return append(a.network.Members(), a.desk.Members()...) }

// Cast puts a person where their channels are.
func (a *across) Cast(m play.Member) error {
	if len(m.Channels) > 0 && !slices.Contains(m.Channels, networkChannel) {
		return a.desk.Cast(m)
	}
	m.Channels = slices.DeleteFunc(slices.Clone(m.Channels), func(c string) bool { return c != networkChannel })
	return a.network.Cast(m)
}

func (a *across) Do(ctx context.Context, who string, act play.Act) error {
	on := a.of(who)
	a.mu.Lock()
	a.last = on
	a.mu.Unlock()
	return on.Do(ctx, who, a.local(act))
}

func (a *across) Again(ctx context.Context) error {
	a.mu.Lock()
	last := a.last
	a.mu.Unlock()
	if last == nil {
		return errors.New("again: nothing has happened yet")
	}
	return last.Again(ctx)
}

// See gives each post an id of its own over both platforms.
func (a *across) See(who string) play.View {
	if who == "" {
		v := a.seen(a.network, who)
		v.Posts = append(v.Posts, a.seen(a.desk, who).Posts...)
		return v
	}
	return a.seen(a.of(who), who)
}

func (a *across) seen(on single, who string) play.View {
	mark := "n/"
	if on == a.desk {
		mark = "d/"
	}
	v := on.See(who)
	v.Posts = slices.Clone(v.Posts)
	for i := range v.Posts {
		p := &v.Posts[i]
		p.ID = mark + p.ID
		if p.Root != "" {
			p.Root = mark + p.Root
		}
	}
	return v
}

// local gives an act with the posts' ids as their platform has them.
func (a *across) local(act play.Act) play.Act {
	plain := func(id string) string {
		if _, rest, ok := strings.Cut(id, "/"); ok {
			return rest
		}
		return id
	}
	switch x := act.(type) {
	case play.Say:
		x.Root = plain(x.Root)
		return x
	case play.Press:
		x.Post = plain(x.Post)
		return x
	case play.Choose:
		x.Post = plain(x.Post)
		return x
	case play.Edit:
		x.Post = plain(x.Post)
		return x
	case play.Delete:
		x.Post = plain(x.Post)
		return x
	case play.Shortcut:
		x.Post = plain(x.Post)
		return x
	}
	return act
}

// Fault goes where the person or the channel is that it names, else to both.
func (a *across) Fault(kind string, args ...string) error {
	for _, on := range []single{a.network, a.desk} {
		named := slices.ContainsFunc(on.Members(), func(m play.Member) bool { return slices.Contains(args, m.Name) })
		if named || slices.ContainsFunc(args, func(arg string) bool { return slices.Contains(rehearsalChannels(), arg) && a.ofChannel(arg) == on }) {
			return on.Fault(kind, args...)
		}
	}
	if err := errors.Join(a.network.Fault(kind, args...), a.desk.Fault(kind, args...)); err != nil {
		return fmt.Errorf("on two platforms: %w", err)
	}
	return nil
}

// Changed is closed at a change on either platform.
func (a *across) Changed() <-chan struct{} {
	network, desk := a.network.Changed(), a.desk.Changed()
	out := make(chan struct{})
	go func() {
		select {
		case <-network:
		case <-desk:
		}
		close(out)
	}()
	return out
}

func (a *across) Close() error {
	var err error
	for _, on := range []single{a.network, a.desk} {
		if c, ok := on.(io.Closer); ok {
			err = errors.Join(err, c.Close())
		}
	}
	return err
}
