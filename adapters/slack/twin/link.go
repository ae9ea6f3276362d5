package twin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/slack"
	"brobygger/chat"
)

// link is one adapter with its connections to the twin. It is the host that
// the world asks while the adapter is connected.
type link struct {
	*slack.Adapter
	t     *Twin
	token string // its own app token, by which its sockets are known

	mu      sync.Mutex
	sockets []*socket // in Socket Mode, oldest first
	open    int       // sockets that have been let in
	reading sync.WaitGroup
	turn    int           // of the socket that gets the next event
	url     string        // of the adapter's handler, in HTTP mode
	stop    func()        // lets go of the world; nil when not attached
	changed chan struct{} // closed when sockets come or go
}

var (
	_ adapters.Adapter = (*link)(nil)
	_ adapters.Host    = (*link)(nil)
)

// errDeaf is why an event was not taken in.
var errDeaf = errors.New("slack's twin: no answer in time")

// Run runs the adapter, and returns when the twin knows it as gone.
func (l *link) Run(ctx context.Context, host adapters.Host) error {
	defer l.leave()
	if l.t.mode == HTTP {
		return l.serve(ctx, host)
	}
	return l.Adapter.Run(ctx, host)
}

// serve runs the adapter behind its handler, as the bot's own HTTP server
// would, and attaches it when it takes events in.
func (l *link) serve(ctx context.Context, host adapters.Host) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("serve slack's twin: %w", err)
	}
	server := &http.Server{Handler: l.Adapter.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with ErrServerClosed
	defer server.Close()
	l.mu.Lock()
	l.url = "http://" + listener.Addr().String() + "/"
	l.mu.Unlock()

	ended := make(chan error, 1)
	go func() { ended <- l.Adapter.Run(ctx, host) }()
	look := time.NewTicker(time.Millisecond) // the operator's address is there before the bot is; only Ready tells
	defer look.Stop()
	for l.Ready() != nil {
		select {
		case err := <-ended:
			return err
		case <-look.C:
		}
	}
	l.mu.Lock()
	l.attach()
	l.mu.Unlock()
	defer l.detach()
	return <-ended
}

// attach lets the world offer its events to the adapter. It does nothing when
// they are offered already. It is called with l.mu held.
func (l *link) attach() {
	if l.stop != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = l.t.world.Adapter().Run(ctx, l) // returns nil when ctx ends
	}()
	l.stop = func() { cancel(); <-gone }
}

func (l *link) detach() {
	l.mu.Lock()
	stop := l.stop
	l.stop = nil
	l.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// leave closes what the adapter left open, and lets go of the world.
func (l *link) leave() {
	l.mu.Lock()
	open := slices.Clone(l.sockets)
	l.mu.Unlock()
	for _, s := range open {
		s.close()
	}
	l.reading.Wait() // the last to close lets go of the world
	l.detach()
}

// Accept brings what happened to the adapter and gives what it answered.
func (l *link) Accept(ctx context.Context, ev chat.Event) (chat.Ack, error) {
	f := l.t.depart(ev)
	if l.t.holdBack(f) {
		return l.t.land(f, nil)
	}
	ack, err := l.t.land(f, l.all(ctx, f))
	l.release(ctx)
	return ack, err
}

// all delivers what one event has become.
func (l *link) all(ctx context.Context, f *flight) error {
	for _, p := range f.payloads {
		if err := l.deliver(ctx, f, p); err != nil {
			return err
		}
	}
	return nil
}

// release delivers what was held back, after what came later. What is not
// taken in is held back still.
func (l *link) release(ctx context.Context) {
	l.t.mu.Lock()
	late := l.t.late
	l.t.late = nil
	l.t.mu.Unlock()
	for _, f := range late {
		l.t.begin(f)
		if _, err := l.t.land(f, l.all(ctx, f)); err != nil {
			l.t.mu.Lock()
			l.t.late = append(l.t.late, f)
			l.t.mu.Unlock()
		}
	}
}

// Home has the person open the app's home, and gives what the adapter published.
// https://docs.slack.dev/reference/events/app_home_opened/
func (l *link) Home(ctx context.Context, q chat.Query) (chat.Message, error) {
	user := userID(q.From.Account.User)
	f := l.t.visit(user)
	ack, err := l.t.land(f, l.deliver(ctx, f, f.payloads[0]))
	switch {
	case err != nil:
		return chat.Message{}, err
	case ack.Replace == nil:
		return chat.Message{}, fmt.Errorf("home of %s: nothing was published", user)
	}
	return *ack.Replace, nil
}

// Suggest is never asked: no list of the adapter is external.
func (l *link) Suggest(context.Context, chat.Query) ([]chat.Option, error) { return nil, nil }

// deliver brings one payload to the adapter, waits until all work on it is
// done, and takes the answer in. An error means that the adapter has not
// taken it in.
func (l *link) deliver(ctx context.Context, f *flight, p payload) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	l.t.told()
	l.t.misbehave(l)
	answer, err := l.convey(ctx, p)
	if err != nil {
		return err
	}
	return l.t.take(f, p, answer)
}

// convey brings one payload over, and gives the answer.
func (l *link) convey(ctx context.Context, p payload) ([]byte, error) {
	if l.t.mode == HTTP {
		return l.post(ctx, p)
	}
	return l.offer(ctx, p)
}

// opened and closed keep the list of sockets; the world is attached while
// there is one.
func (l *link) opened(s *socket) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sockets = append(l.sockets, s)
	l.announce()
	l.attach()
}

func (l *link) closed(s *socket) {
	l.mu.Lock()
	l.sockets = slices.DeleteFunc(l.sockets, func(o *socket) bool { return o == s })
	l.open--
	var stop func() // taken in one step with the list: the next socket may open at once
	if len(l.sockets) == 0 {
		stop, l.stop = l.stop, nil
	}
	l.announce()
	l.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// takes reports whether the world offers its events to the adapter.
func (l *link) takes() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stop != nil
}

func (l *link) announce() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// next gives the socket whose turn it is: Slack sends each event over one of
// the open connections, and over one that is about to close only when there is
// no other. https://docs.slack.dev/apis/events-api/using-socket-mode/#multiple
func (l *link) next() *socket {
	l.mu.Lock()
	defer l.mu.Unlock()
	open := slices.DeleteFunc(slices.Clone(l.sockets), func(s *socket) bool { return s.draining.Load() })
	if len(open) == 0 {
		open = l.sockets
	}
	if len(open) == 0 {
		return nil
	}
	l.turn++
	return open[l.turn%len(open)]
}
