// Package clock has the clocks that everything runs by: the machine's own, and
// one that moves when it is told to.
package clock

import (
	"sync"
	"time"

	"brobygger/chat"
)

var (
	_ chat.Clock = System{}
	_ chat.Clock = (*Movable)(nil)
)

// System is the machine's own time.
type System struct{}

// Now implements [chat.Clock].
func (System) Now() time.Time { return time.Now() }

// Until implements [chat.Clock]. When the machine's clock is set back during
// the wait, the wait goes on until the clock reads t.
func (System) Until(t time.Time) (reached <-chan struct{}, stop func()) {
	w := &systemWait{at: t, reached: make(chan struct{})}
	w.arm()
	return w.reached, w.stop
}

// systemWait is one wait for a moment of the machine's clock.
type systemWait struct {
	at      time.Time
	reached chan struct{}

	mu    sync.Mutex
	timer *time.Timer
	over  bool
}

func (w *systemWait) arm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return
	}
	if left := time.Until(w.at); left > 0 {
		w.timer = time.AfterFunc(left, w.arm)
		return
	}
	w.over = true
	close(w.reached)
}

func (w *systemWait) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	if w.timer != nil {
		w.timer.Stop()
	}
}

// Movable moves when it is told to, and never back. It stands still until
// [Movable.Forward] lets it run. It is safe for concurrent use.
type Movable struct {
	mu      sync.Mutex
	reading time.Time // what it read when it was last set
	since   time.Time // when that was, by the machine's clock; zero while it stands still
	waits   map[*movableWait]struct{}
	timer   *time.Timer // wakes the earliest wait while the clock runs
}

type movableWait struct {
	at      time.Time
	reached chan struct{}
}

// NewMovable gives a clock that stands at start.
func NewMovable(start time.Time) *Movable {
	return &Movable{reading: start, waits: map[*movableWait]struct{}{}}
}

// Now implements [chat.Clock].
func (c *Movable) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Movable) now() time.Time {
	if c.since.IsZero() {
		return c.reading
	}
	return c.reading.Add(time.Since(c.since))
}

// Set moves the clock to t and wakes whoever waits for a moment until then. A
// t in the clock's past changes nothing. A clock that runs goes on from t.
func (c *Movable) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(t)
}

// Move moves the clock on by d.
func (c *Movable) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(c.now().Add(d))
}

// Waits is how many wait for a moment that has not come.
func (c *Movable) Waits() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.waits)
}

// Forward moves the clock to t, as Set, and lets it run along with real time
// from then on.
func (c *Movable) Forward(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		c.since = time.Now()
	}
	c.set(t)
}

// Stop lets the clock stand still at what it reads.
func (c *Movable) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reading, c.since = c.now(), time.Time{}
	c.wake()
}

func (c *Movable) set(t time.Time) {
	if t.After(c.now()) {
		c.reading = t
		if !c.since.IsZero() {
			c.since = time.Now()
		}
	}
	c.wake()
}

// Until implements [chat.Clock].
func (c *Movable) Until(t time.Time) (reached <-chan struct{}, stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := &movableWait{at: t, reached: make(chan struct{})}
	c.waits[w] = struct{}{}
	c.wake()
	return w.reached, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waits, w)
		c.wake()
	}
}

// wake ends the waits whose moment has come, and sees to it that the next one
// ends in time.
func (c *Movable) wake() {
	now := c.now()
	var next time.Time
	for w := range c.waits {
		switch {
		case !now.Before(w.at):
			delete(c.waits, w)
			close(w.reached)
		case next.IsZero() || w.at.Before(next):
			next = w.at
		}
	}
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	if c.since.IsZero() || next.IsZero() {
		return
	}
	c.timer = time.AfterFunc(next.Sub(now), func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.wake()
	})
}
