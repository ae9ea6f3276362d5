package discord

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
)

// Discord's limits, https://docs.discord.com/developers/topics/rate-limits:
// each route belongs to a bucket, named in the answer; 50 requests a second in
// all, interactions not counted; and an address that gets 10,000 answers of
// 401, 403 or 429 in ten minutes is shut out.
const (
	mostInvalid   = 9000
	invalidWindow = 10 * time.Minute
)

// rateLimits remembers what the answers said, so that a request that would be
// refused is not made.
type rateLimits struct {
	clock chat.Clock

	mu      sync.Mutex
	name    map[string]string // of the bucket, by method and route without ids
	buckets map[string]bucket // by bucket and the major id, or method and route
	all     time.Time         // no request before this
	invalid []time.Time       // answers that count towards being shut out
}

type bucket struct {
	left  int
	reset time.Time
}

func newRateLimits(clock chat.Clock) *rateLimits {
	return &rateLimits{clock: clock, name: map[string]string{}, buckets: map[string]bucket{}}
}

// major parts a route into what names its bucket and the id that has a bucket
// of its own: of a channel, guild or webhook.
func (q request) major() (route, id string) {
	parts := strings.Split(q.route, "/")
	if len(parts) > 1 && (parts[0] == "channels" || parts[0] == "guilds") {
		id, parts[1] = parts[1], "*"
	}
	return q.method + " " + strings.Join(parts, "/"), id
}

// before reports how long the request has to wait, nil when it may be made.
func (l *rateLimits) before(q request) error {
	if q.free {
		return nil
	}
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.all) {
		return &adapters.Error{Class: adapters.Limited, After: l.all.Sub(now), All: true, Err: errors.New("waiting for the global limit")}
	}
	l.forget(now)
	if len(l.invalid) >= mostInvalid {
		return &adapters.Error{Class: adapters.Limited, After: l.invalid[0].Add(invalidWindow).Sub(now), All: true,
			Err: errors.New("too many refused requests; waiting before Discord shuts this address out")}
	}
	key := l.key(q)
	b, ok := l.buckets[key]
	switch {
	case !ok:
		return nil
	case !now.Before(b.reset):
		delete(l.buckets, key)
		return nil
	case b.left > 0:
		b.left--
		l.buckets[key] = b
		return nil
	}
	return &adapters.Error{Class: adapters.Limited, After: b.reset.Sub(now), Err: errors.New("waiting for the limit of " + q.route)}
}

// after remembers what the answer says of its bucket. It is also told of 429s.
func (l *rateLimits) after(q request, resp *http.Response) {
	h := resp.Header
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case resp.StatusCode == http.StatusUnauthorized, resp.StatusCode == http.StatusForbidden,
		resp.StatusCode == http.StatusTooManyRequests && h.Get("X-RateLimit-Scope") != "shared":
		l.invalid = append(l.invalid, now)
	}
	route, _ := q.major()
	if name := h.Get("X-RateLimit-Bucket"); name != "" {
		l.name[route] = name
	}
	left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	if err != nil {
		return
	}
	after, err := seconds(h.Get("X-RateLimit-Reset-After"))
	if err != nil || h.Get("X-RateLimit-Global") != "" {
		return
	}
	key, reset := l.key(q), now.Add(after)
	if b, ok := l.buckets[key]; ok && b.left < left && b.reset.After(now) {
		left = b.left // answers to requests made at the same time come in any order
	}
	l.buckets[key] = bucket{left, reset}
}

// limited is the error of a 429, which holds its bucket or everything.
func (l *rateLimits) limited(q request, resp *http.Response, body []byte) error {
	var says struct {
		After  float64 `json:"retry_after"`
		Global bool    `json:"global"`
	}
	after, err := seconds(resp.Header.Get("Retry-After"))
	if json.Unmarshal(body, &says) == nil && says.After > 0 {
		after = time.Duration(says.After * float64(time.Second))
	} else if err != nil {
		after = time.Second
	}
	// An answer without JSON is not from the API but from what stands before it.
	all := says.Global || resp.Header.Get("X-RateLimit-Global") == "true" || resp.Header.Get("X-RateLimit-Scope") == "global" || says.After == 0
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if all {
		l.all = now.Add(after)
	} else {
		l.buckets[l.key(q)] = bucket{0, now.Add(after)}
	}
	return &adapters.Error{Class: adapters.Limited, After: after, All: all, Err: errors.New(q.method + " " + q.route + ": too many requests")}
}

// key names the bucket of a request. It is called with l.mu held.
func (l *rateLimits) key(q request) string {
	route, id := q.major()
	if name := l.name[route]; name != "" {
		route = name
	}
	return route + " " + id
}

// forget lets go of old refusals. It is called with l.mu held.
func (l *rateLimits) forget(now time.Time) {
	n := 0
	for n < len(l.invalid) && now.Sub(l.invalid[n]) >= invalidWindow {
		n++
	}
	l.invalid = l.invalid[n:]
}

// shutOut reports that so many requests were refused that none is made.
func (l *rateLimits) shutOut() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(l.clock.Now())
	return len(l.invalid) >= mostInvalid
}

func seconds(s string) (time.Duration, error) {
	n, err := strconv.ParseFloat(s, 64)
	return time.Duration(n * float64(time.Second)), err
}
