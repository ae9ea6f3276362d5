package twin

import (
	"sync"
	"time"

	"brobygger/chat"
)

// clock stands still until it is moved.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	waits map[chan struct{}]time.Time
}

var _ chat.Clock = (*clock)(nil)

func newClock() *clock {
	return &clock{now: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC), waits: map[chan struct{}]time.Time{}}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Until(t time.Time) (<-chan struct{}, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	reached := make(chan struct{})
	if c.waits[reached] = t; !c.now.Before(t) {
		delete(c.waits, reached)
		close(reached)
	}
	return reached, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waits, reached)
	}
}

// move moves the clock on.
func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for reached, at := range c.waits {
		if !c.now.Before(at) {
			delete(c.waits, reached)
			close(reached)
		}
	}
}

// waiting is how many wait for a moment to come.
func (c *clock) waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.waits)
}
