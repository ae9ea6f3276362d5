package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// conn is the connection of one running bot.
type conn struct {
	w    *World
	ctx  context.Context
	host adapters.Host
}

// Adapter is a new connection to the platform, for one running bot. It can
// send at once; it takes events in while its Run lasts. While several run, the
// newest answers.
func (w *World) Adapter() adapters.Adapter { return &conn{w: w} }

// Attached is closed while a bot is attached and has been offered what had
// waited for it.
func (w *World) Attached() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.attached
}

func (c *conn) Platform() string    { return Platform }
func (c *conn) Limits() chat.Limits { return c.w.limits }

// Run attaches host until ctx ends, and then returns nil. Events that wait are
// offered first, in their order.
func (c *conn) Run(ctx context.Context, host adapters.Host) error {
	w := c.w
	run := &conn{w: w, ctx: ctx, host: host}
	w.mu.Lock()
	w.conns = append(w.conns, run)
	w.mu.Unlock()

	w.flush(ctx)
	w.mu.Lock()
	if ctx.Err() == nil {
		select {
		case <-w.attached:
		default:
			close(w.attached)
		}
	}
	w.mu.Unlock()

	<-ctx.Done()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conns = slices.DeleteFunc(w.conns, func(o *conn) bool { return o == run })
	if len(w.conns) == 0 {
		select {
		case <-w.attached:
			w.attached = make(chan struct{})
		default:
		}
	}
	return nil
}

// Send carries out d. It refuses what is over the limits (Rejected) and what
// is in a place or under a message that is not there (Gone). The same id twice
// is carried out twice, as real platforms do: Deliveries counts it.
func (c *conn) Send(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	if err := ctx.Err(); err != nil {
		return "", failed(adapters.Temporary, "send %s: %w", d.ID, err)
	}
	w := c.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.faults.before(d.Place, w.clock.Now()); err != nil {
		return "", err
	}
	p, err := w.prepare(d)
	if err != nil {
		return "", err
	}
	if take(&w.faults.dropped) {
		return "", failed(adapters.Unknown, "send %s: connection lost", d.ID)
	}
	switch d.Op {
	case adapters.Post:
		w.put(p, d.Message)
	case adapters.Edit:
		w.show(p, d.Message)
	case adapters.Delete:
		w.remove(p)
	}
	w.deliveries[d.ID]++
	w.done[d.ID] = chat.Ref(p.ID)
	if take(&w.faults.lost) {
		return "", failed(adapters.Unknown, "send %s: answer lost", d.ID)
	}
	return chat.Ref(p.ID), nil
}

// Find looks for what Send did under d.ID; an edit or deletion is found as the
// message it changed.
func (c *conn) Find(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("find %s: %w", d.ID, err)
	}
	w := c.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if take(&w.faults.blind) {
		return "", fmt.Errorf("find %s: the platform does not answer", d.ID)
	}
	if ref, ok := w.done[d.ID]; ok {
		return ref, nil
	}
	return "", adapters.ErrAbsent
}

// prepare checks d and gives the post it is about: a new one, not yet shown,
// or the one to change. It is called with w.mu held.
func (w *World) prepare(d adapters.Delivery) (*post, error) {
	if d.ID == "" {
		return nil, failed(adapters.Rejected, "send: no delivery id")
	}
	if err := w.reach(d.Place); err != nil {
		return nil, failed(adapters.Gone, "send %s: %w", d.ID, err)
	}
	if d.Op == adapters.Post || d.Op == adapters.Edit {
		if err := CheckMessage(d.Message, w.limits); err != nil {
			return nil, failed(adapters.Rejected, "send %s: %w", d.ID, err)
		}
	}
	switch d.Op {
	case adapters.Post:
		if d.Root != "" {
			if !w.limits.Threads {
				return nil, failed(adapters.Rejected, "send %s: no threads here", d.ID)
			}
			root := w.byID[string(d.Root)]
			if root == nil || root.notice || root.Deleted || w.place(root) != d.Place {
				return nil, failed(adapters.Gone, "send %s: no message %s to reply under", d.ID, d.Root)
			}
			if root.Root != "" {
				return nil, failed(adapters.Rejected, "send %s: %s is a reply itself", d.ID, d.Root)
			}
		}
		return &post{Post: play.Post{Channel: d.Place.Channel, Root: string(d.Root), Author: play.Bot}, owner: d.Place.User}, nil
	case adapters.Edit, adapters.Delete:
		if d.Op == adapters.Edit && !w.limits.Edit {
			return nil, failed(adapters.Rejected, "send %s: messages cannot be edited here", d.ID)
		}
		p := w.byID[string(d.Target)]
		if p == nil || p.notice || p.Deleted || w.place(p) != d.Place {
			return nil, failed(adapters.Gone, "send %s: no message %s", d.ID, d.Target)
		}
		if p.Author != play.Bot {
			return nil, failed(adapters.Rejected, "send %s: %s is not the bot's own", d.ID, d.Target)
		}
		return p, nil
	}
	return nil, failed(adapters.Rejected, "send %s: unknown op %q", d.ID, d.Op)
}

// reach reports why the bot cannot put anything at place. It is called with
// w.mu held.
func (w *World) reach(p chat.Place) error {
	if p.Platform != Platform || p.Workspace != w.workspace || (p.Channel == "") == (p.User == "") {
		return fmt.Errorf("no place %q here", p.String())
	}
	if p.User != "" {
		if w.members[p.User] == nil {
			return fmt.Errorf("no member %s", p.User)
		}
		if w.faults.closed[p.User] {
			return fmt.Errorf("%s takes no direct messages", p.User)
		}
		return nil
	}
	switch r := w.rooms[p.Channel]; {
	case r == nil:
		return fmt.Errorf("no channel %s", p.Channel)
	case !r.bot:
		return errors.New("the bot is not in " + p.Channel)
	}
	return nil
}

func failed(class adapters.Class, format string, args ...any) *adapters.Error {
	return &adapters.Error{Class: class, Err: fmt.Errorf(format, args...)}
}
