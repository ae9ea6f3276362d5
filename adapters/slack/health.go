package slack

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// health knows when Slack last answered. Real time: it tells a live
// connection from a dead one, not business hours.
type health struct {
	mu   sync.Mutex
	last time.Time // of a round trip
	err  error     // the last failure since
}

func (h *health) ok() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last, h.err = time.Now(), nil
}

func (h *health) failed(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.err = err
}

// silence is how long Slack has not been heard, 0 when it never was.
func (h *health) silence() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last.IsZero() {
		return 0
	}
	return time.Since(h.last)
}

// Ready reports why the bot may be deaf: nil while a round trip to Slack has
// succeeded lately, over the socket, or in HTTP mode over the Web API.
func (a *Adapter) Ready() error {
	select {
	case <-a.ended:
		return a.refusal
	default:
	}
	h := &a.health
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.last.IsZero() && h.err != nil:
		return fmt.Errorf("slack: not connected yet: %w", h.err)
	case h.last.IsZero():
		return errors.New("slack: not connected yet")
	case time.Since(h.last) <= a.patience():
		return nil
	case h.err != nil:
		return fmt.Errorf("slack: no answer since %s: %w", h.last.Format(time.TimeOnly), h.err)
	}
	return fmt.Errorf("slack: no answer since %s", h.last.Format(time.TimeOnly))
}

// patience is how long silence may last before a connection counts as dead.
func (a *Adapter) patience() time.Duration { return 3 * a.o.KeepAlive }
