package discord

import "sync"

// inbox takes events further in lines: what belongs to one channel goes in
// its order, different channels go side by side.
type inbox struct {
	mu    sync.Mutex
	idle  *sync.Cond
	lines map[string][]func()
	work  int
}

func newInbox() *inbox {
	b := &inbox{lines: map[string][]func(){}}
	b.idle = sync.NewCond(&b.mu)
	return b
}

// enter and leave count what is in work without being in a line.
func (b *inbox) enter() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.work++
}

func (b *inbox) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.work--; b.work == 0 {
		b.idle.Broadcast()
	}
}

// put adds fn to the end of a line.
func (b *inbox) put(line string, fn func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.work++
	_, running := b.lines[line]
	b.lines[line] = append(b.lines[line], fn)
	if !running {
		go b.run(line)
	}
}

func (b *inbox) run(line string) {
	for {
		b.mu.Lock()
		if len(b.lines[line]) == 0 {
			delete(b.lines, line)
			b.mu.Unlock()
			return
		}
		fn := b.lines[line][0]
		b.lines[line] = b.lines[line][1:]
		b.mu.Unlock()
		fn()
		b.leave()
	}
}

// wait returns when nothing is in work.
func (b *inbox) wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.work > 0 {
		b.idle.Wait()
	}
}

// recent remembers who wrote the latest messages: a deletion does not say.
type recent struct {
	mu      sync.Mutex
	authors map[string]string
	order   []string
}

const mostRecent = 5000

func newRecent() *recent { return &recent{authors: map[string]string{}} }

func (r *recent) put(message, author string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.authors[message]; ok {
		return
	}
	r.authors[message] = author
	if r.order = append(r.order, message); len(r.order) > mostRecent {
		delete(r.authors, r.order[0])
		r.order = r.order[1:]
	}
}

func (r *recent) author(message string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.authors[message]
}
