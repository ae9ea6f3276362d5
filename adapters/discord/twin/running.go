package twin

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/discord"
	"brobygger/adapters/sim"
	"brobygger/chat"
)

// running is the adapter of one bot, with what the twin has to know of it: when
// it runs, and what its host refused.
type running struct {
	*discord.Adapter
	t    *Twin
	ctx  context.Context
	host bool // its host hears of the World's people
	gone sync.WaitGroup
}

func (r *running) Run(ctx context.Context, h adapters.Host) error {
	ctx, cancel := context.WithCancel(ctx)
	r.t.mu.Lock()
	r.ctx = ctx
	r.t.run = r
	r.t.tell()
	r.t.mu.Unlock()
	err := r.Adapter.Run(ctx, watched{h, r.t})
	cancel()
	r.t.mu.Lock()
	if r.t.run == r {
		r.t.run = nil
	}
	r.t.tell()
	r.t.mu.Unlock()
	r.gone.Wait()
	r.t.left(r)
	return err
}

// attach lets the people's acts reach the bot from now on. It is called with
// t.mu held, when a session stands and its client knows: a bot that was ended
// before would begin anew, and hear nothing of the time between.
func (t *Twin) attach(r *running) {
	if r == nil || r != t.run || r.host {
		return
	}
	r.host = true
	conn := t.World.Adapter()
	r.gone.Go(func() { _ = conn.Run(r.ctx, host{t}) }) // it ends with r.ctx, without an error
}

// watched is the bot's host, seen by the twin: Discord's gateway has no answer
// that says whether an event was kept.
type watched struct {
	adapters.Host
	t *Twin
}

func (w watched) Accept(ctx context.Context, ev chat.Event) (chat.Ack, error) {
	ack, err := w.Host.Accept(ctx, ev)
	w.t.mu.Lock()
	defer w.t.mu.Unlock()
	for _, o := range w.t.watches {
		switch {
		case !strings.Contains(ev.ID, o.key):
		case err != nil:
			o.refused++
		default:
			o.kept++
		}
	}
	if err != nil {
		w.t.tell()
	}
	return ack, err
}

// watch counts what the host said to the events about one id.
type watch struct {
	key           string // "" for all
	refused, kept int
}

func (t *Twin) watch(key string) *watch {
	w := &watch{key: key}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watches = append(t.watches, w)
	return w
}

func (t *Twin) unwatch(w *watch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watches = slices.DeleteFunc(t.watches, func(o *watch) bool { return o == w })
}

// tell wakes all who wait for a change. It is called with t.mu held.
func (t *Twin) tell() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// sessionFor is the connected session that the guild's events go to, or nil.
// It is called with t.mu held.
func (t *Twin) sessionFor() *session {
	for _, s := range t.sessions {
		if t.onShard(s.shard) {
			return s
		}
	}
	return nil
}

// live waits for a session of a running bot.
func (t *Twin) live(ctx context.Context) (*session, error) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		t.mu.Lock()
		s, changed, run := t.sessionFor(), t.changed, t.run
		t.mu.Unlock()
		switch {
		case run == nil:
			return nil, sim.ErrNoBot
		case s != nil:
			return s, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-deadline.C:
			return nil, sim.ErrNoBot
		}
	}
}

// refusals is how often the bot may refuse a lasting event, which it tries
// again by itself, before the twin takes it for not kept.
const refusals = 3

// taken waits until the bot has event seq and is done with it.
func (t *Twin) taken(ctx context.Context, s *session, seq int64, w *watch) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	var idle chan struct{}
	lost := false
	for {
		t.mu.Lock()
		changed, run, now := t.changed, t.run, t.sessionFor()
		if now != nil && now != s && !lost { // begun anew: the event will never come
			lost, s, seq, idle = true, now, 1, nil
		}
		refused, kept := w.refused, w.kept
		s.sending.Lock()
		has := s.link != nil && s.received >= seq
		s.sending.Unlock()
		t.mu.Unlock()
		switch {
		case run == nil:
			return errNoAnswer
		case refused >= refusals && kept == 0:
			return errRefused
		case has && idle == nil:
			idle = make(chan struct{})
			go func(done chan struct{}) { run.Wait(); close(done) }(idle)
		}
		select {
		case <-idle:
			switch {
			case lost:
				return errLost
			case w.refusedOnly(t):
				return errRefused
			}
			return nil
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			return errNoAnswer
		}
	}
}

func (w *watch) refusedOnly(t *Twin) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return w.refused > 0 && w.kept == 0
}
