package slack

import "sync"

// heard remembers by which payload each of the latest messages was taken in: a
// mention of the bot comes as message and as app_mention when the app is
// subscribed to both, and the bot need not be asked twice. A repeat of the same
// payload passes.
type heard struct {
	mu     sync.Mutex
	by     map[string]string // event id → payload
	latest [512]string
	next   int
}

func (h *heard) other(id, payload string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	by, ok := h.by[id]
	return ok && by != payload
}

func (h *heard) add(id, payload string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by == nil {
		h.by = map[string]string{}
	}
	if _, ok := h.by[id]; ok {
		return
	}
	delete(h.by, h.latest[h.next])
	h.latest[h.next] = id
	h.next = (h.next + 1) % len(h.latest)
	h.by[id] = payload
}
