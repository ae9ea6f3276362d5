package slack

import "sync"

// latest remembers something of each of the latest events, by id. It is a
// memory of this process: what must never happen twice is the store's matter.
type latest struct {
	mu    sync.Mutex
	known map[string]string
	order [512]string
	next  int
}

func (l *latest) get(id string) (what string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	what, ok = l.known[id]
	return what, ok
}

// add remembers it unless something is known of the event, and reports whether
// it did.
func (l *latest) add(id, what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = map[string]string{}
	}
	if _, ok := l.known[id]; ok {
		return false
	}
	delete(l.known, l.order[l.next])
	l.order[l.next] = id
	l.next = (l.next + 1) % len(l.order)
	l.known[id] = what
	return true
}

func (l *latest) forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.known, id)
}
