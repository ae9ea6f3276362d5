package twin

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"brobygger/chat"
)

// buckets counts requests as Discord does: a bucket for each route and its
// channel, guild or webhook, and one for everything
// (docs: topics/rate-limits). Discord promises no numbers for the buckets.
// They follow the injected clock.
type buckets struct {
	clock  chat.Clock
	mu     sync.Mutex
	limit  int // of a bucket
	window time.Duration
	global int // requests a second in all; interaction endpoints are not counted
	all    []time.Time
	by     map[string]*bucket
}

type bucket struct {
	used  int
	until time.Time
}

// The numbers are wide at first: a test's clock may stand still while much is
// done in one moment.
func newBuckets(clock chat.Clock) *buckets {
	return &buckets{clock: clock, limit: 1000, window: 5 * time.Second, global: 5000, by: map[string]*bucket{}}
}

// narrow sets the numbers seen on Discord: five requests in five seconds a
// route and channel, and 50 requests a second in all (docs: topics/rate-limits#global-rate-limit).
func (b *buckets) narrow() { b.set(5, 5*time.Second, 50) }

// take counts a request and sets the headers of its bucket.
func (b *buckets) take(h http.Header, r *http.Request, webhook bool) *trouble {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock.Now()
	if !webhook { // docs: topics/rate-limits#global-rate-limit
		keep := b.all[:0]
		for _, at := range b.all {
			if now.Sub(at) < time.Second {
				keep = append(keep, at)
			}
		}
		if b.all = keep; len(b.all) >= b.global {
			return &trouble{status: http.StatusTooManyRequests, after: b.all[0].Add(time.Second).Sub(now), global: true}
		}
		b.all = append(b.all, now)
	}
	_, route, _ := strings.Cut(r.Pattern, " ")
	key := r.Method + " " + route + " " + r.PathValue("channel") + r.PathValue("guild") + r.PathValue("app") + r.PathValue("token")
	k := b.by[key]
	if k == nil || !now.Before(k.until) {
		k = &bucket{until: now.Add(b.window)}
		b.by[key] = k
	}
	k.used++
	left := k.until.Sub(now)
	h.Set("X-RateLimit-Limit", strconv.Itoa(b.limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, b.limit-k.used)))
	h.Set("X-RateLimit-Reset", strconv.FormatFloat(float64(k.until.UnixMilli())/1000, 'f', 3, 64))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(left.Seconds(), 'f', 3, 64))
	h.Set("X-RateLimit-Bucket", named("bucket", r.Method+route))
	if k.used > b.limit {
		return &trouble{status: http.StatusTooManyRequests, after: left}
	}
	return nil
}

// set narrows or widens the limits.
func (b *buckets) set(limit int, window time.Duration, global int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.limit, b.window, b.global = limit, window, global
	b.by, b.all = map[string]*bucket{}, nil
}

// newDay gives the whole budget of IDENTIFY back when a day has passed, by the
// injected clock (docs: events/gateway#session-start-limit-object). It is called
// with t.mu held, and gives how long the day still lasts.
func (t *Twin) newDay() time.Duration {
	const day = 24 * time.Hour
	now := t.opts.Clock.Now()
	if now.Sub(t.dayBegan) >= day {
		t.dayBegan, t.identifies = now, 0
	}
	return t.dayBegan.Add(day).Sub(now)
}
