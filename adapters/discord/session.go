package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// session is a gateway session: Discord keeps what has happened in it for a
// while, so that a connection can go on where the last one ended.
type session struct {
	mu       sync.Mutex
	id, url  string
	received int64 // newest sequence number taken in
	done     int64 // everything up to here is committed
	open     []*entry
}

// entry is a taken-in event that is not committed yet.
type entry struct {
	seq  int64
	done bool
}

// stored is a session as it is kept.
type stored struct {
	ID  string `json:"id"`
	URL string `json:"url"`
	Seq int64  `json:"seq"`
}

func (s *session) begin(id, url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id, s.url = id, url
}

// forget makes the next connection begin anew.
func (s *session) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id, s.url, s.received, s.done, s.open = "", "", 0, 0, nil
}

// take notes that an event has come in, and gives what to call when it is
// committed or needs no commit.
func (s *session) take(seq int64) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := &entry{seq: seq}
	s.received = max(s.received, seq)
	s.open = append(s.open, e)
	return e
}

// commit notes that an event is done with.
func (s *session) commit(e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.done = true
	if !slices.Contains(s.open, e) {
		return // of a session that is over
	}
	for len(s.open) > 0 && s.open[0].done {
		s.done = max(s.done, s.open[0].seq)
		s.open = s.open[1:]
	}
}

// at gives where to go on: id "" for a new session.
func (s *session) at() (id, url string, received int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id, s.url, s.received
}

func (s *session) stored() stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	return stored{s.id, s.url, s.done}
}

// recall reads what was stored before this start.
func (a *Adapter) recall(ctx context.Context) error {
	for _, s := range a.shards {
		b, err := a.State.Get(ctx, s.key())
		if err != nil {
			return fmt.Errorf("read session: %w", err)
		}
		var was stored
		if b != nil && json.Unmarshal(b, &was) == nil && was.ID != "" {
			s.session.id, s.session.url, s.session.received, s.session.done = was.ID, was.URL, was.Seq, was.Seq
			s.stored = string(b)
		}
	}
	b, err := a.State.Get(ctx, readKey)
	if err != nil {
		return fmt.Errorf("read what was read: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	var read map[string]string
	if b != nil && json.Unmarshal(b, &read) == nil && read != nil {
		a.read = read
	}
	if b, err = a.State.Get(ctx, asidesKey); err != nil {
		return fmt.Errorf("read private threads: %w", err)
	}
	var asides map[string]string
	if b != nil && json.Unmarshal(b, &asides) == nil && asides != nil {
		a.asides = asides
	}
	return nil
}

const (
	readKey  = "read"
	mostRead = 500 // channels whose newest message is remembered
	// restBetween is the least time between two writings: what is replayed for
	// it after a crash changes nothing.
	restBetween = 100 * time.Millisecond
)

// touched notes that something is to be stored.
func (a *Adapter) touched() {
	select {
	case a.dirty <- struct{}{}:
	default:
	}
}

// keep stores sessions and what was read whenever they have changed, until ctx
// ends. It is behind the commits, never before them.
func (a *Adapter) keep(ctx context.Context) {
	lastRead := ""
	save := func() {
		ctx := context.WithoutCancel(ctx)
		for _, s := range a.shards {
			b, err := json.Marshal(s.session.stored())
			if err == nil && string(b) != s.stored {
				if err = a.State.Put(ctx, s.key(), b); err == nil {
					s.stored = string(b)
				}
			}
			if err != nil {
				a.Log.Warn("gateway session not stored", "shard", s.number, "error", err)
			}
		}
		if b := a.readNow(); b != lastRead {
			if err := a.State.Put(ctx, readKey, []byte(b)); err != nil {
				a.Log.Warn("what was read is not stored", "error", err)
				return
			}
			lastRead = b
		}
	}
	for {
		select {
		case <-ctx.Done():
			save()
			return
		case <-a.dirty:
			save()
			sleep(ctx, restBetween)
		}
	}
}

func (a *Adapter) readNow() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	b, err := json.Marshal(a.read)
	if err != nil {
		return ""
	}
	return string(b)
}

// heard notes the newest message of a direct conversation or thread, from
// where it is read on when a session could not be resumed.
func (a *Adapter) heard(channel, message string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !later(message, a.read[channel]) {
		return
	}
	a.read[channel] = message
	if len(a.read) > mostRead {
		oldest := channel
		for c, m := range a.read {
			if later(a.read[oldest], m) {
				oldest = c
			}
		}
		delete(a.read, oldest)
	}
}

// later compares two snowflakes by age; "" is older than any.
func later(a, b string) bool {
	return number(a) > number(b)
}

// number is a snowflake's value, 0 for what is none.
func number(id string) uint64 {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
