package slack

import (
	"sync"
	"time"
)

// Slack takes about one message a second in a channel, with short bursts, and
// asks to leave a method alone until Retry-After is over:
// https://docs.slack.dev/apis/web-api/rate-limits
const (
	every = time.Second
	burst = 10
)

// pacer knows what may be called now. It never waits; time is the injected clock's.
type pacer struct {
	mu    sync.Mutex
	held  map[string]time.Time // method → when it may be called again
	rooms map[string]time.Time // channel → when its burst is whole again
}

// ask gives how long method must wait, 0 when it may be called now.
func (p *pacer) ask(method string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(0, p.held[method].Sub(now))
}

// post gives how long a message to channel must wait; when it is 0 the message
// is counted.
func (p *pacer) post(channel string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rooms == nil || len(p.rooms) > 10_000 {
		p.rooms = map[string]time.Time{}
	}
	whole := p.rooms[channel]
	if whole.Before(now) {
		whole = now
	}
	if wait := whole.Sub(now) - (burst-1)*every; wait > 0 {
		return wait
	}
	p.rooms[channel] = whole.Add(every)
	return 0
}

// hold keeps method from being called for as long as Slack asked.
func (p *pacer) hold(method string, now time.Time, after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		p.held = map[string]time.Time{}
	}
	if until := now.Add(after); until.After(p.held[method]) {
		p.held[method] = until
	}
}
