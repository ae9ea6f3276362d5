package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"brobygger/adapters"
	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/play"
	"brobygger/practice"
)

// errCrashed is what everything gives while the bot is down.
var errCrashed = errors.New("the bot has crashed")

// crasher brings the bot down at a chosen commit or send: from then on nothing
// is committed or sent, until the bot is started again.
type crasher struct {
	down           atomic.Bool
	crashes        int          // so far
	commits, sends atomic.Int64 // that many are still to come; 0 is unarmed
}

func (c *crasher) arm(point string, n int) error {
	switch point {
	case "commit":
		c.commits.Store(int64(n))
	case "send":
		c.sends.Store(int64(n))
	default:
		return fmt.Errorf("crash at %q: there is commit and send", point)
	}
	return nil
}

func (c *crasher) disarm() { c.commits.Store(0); c.sends.Store(0) }

func (c *crasher) commit(string) error {
	if c.commits.Load() > 0 && c.commits.Add(-1) == 0 {
		c.down.Store(true)
	}
	if c.down.Load() {
		return errCrashed
	}
	return nil
}

// crashing is an adapter whose n-th send arrives on the platform while the bot
// goes down before it can note it: the worst moment.
type crashing struct {
	adapters.Adapter
	crasher *crasher
}

func (a *crashing) Send(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	if a.crasher.down.Load() {
		return "", &adapters.Error{Class: adapters.Temporary, Err: errCrashed}
	}
	ref, err := a.Adapter.Send(ctx, d)
	if a.crasher.sends.Load() > 0 && a.crasher.sends.Add(-1) == 0 {
		a.crasher.down.Store(true)
		return "", &adapters.Error{Class: adapters.Unknown, Err: errCrashed}
	}
	return ref, err
}

// driver is the platform seen by people who, when the bot crashed under their
// press, press again as soon as it is back.
type driver struct {
	platform
	w *world
}

var _ play.Roster = (*driver)(nil)

func (d *driver) Do(ctx context.Context, who string, act play.Act) error {
	err := d.platform.Do(ctx, who, act)
	if !d.w.crasher.down.Load() {
		return err
	}
	if err := d.w.Crash(ctx); err != nil {
		return err
	}
	_, lost := errors.AsType[*sim.NotSaved](err)
	switch _, home := act.(play.Home); {
	case !lost && !errors.Is(err, sim.ErrNoAnswer):
		return nil
	case home:
		return d.platform.Do(ctx, who, act)
	}
	return d.platform.Again(ctx)
}

// Cast also makes the person's company known to the bot, as an import would.
func (d *driver) Cast(m play.Member) error {
	if err := d.platform.Cast(m); err != nil || m.Company == "" {
		return err
	}
	know := func() error {
		return d.w.remember(context.Background(), "cast/"+m.Name, func(t *practice.Turn) error {
			phone := fmt.Sprintf("50 00 %02d %02d", len(d.Members())/100, len(d.Members())%100)
			return d.w.importContact(t, practice.ImportedContact{Company: m.Company, Name: m.Shown, Phone: phone, Industry: "lager", Account: m.Name})
		})
	}
	err := know()
	if d.w.crasher.down.Load() {
		if err := d.w.Crash(context.Background()); err != nil {
			return err
		}
		return know()
	}
	return err
}
