package twin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// most is how many sockets an app may have open.
// https://docs.slack.dev/apis/events-api/using-socket-mode/#multiple
const most = 10

// socket is one open connection in Socket Mode.
type socket struct {
	l        *link
	number   int
	conn     *websocket.Conn
	draining atomic.Bool   // it was told to make room for another
	mute     atomic.Bool   // half-open: nothing is read, written or answered any more
	gone     chan struct{} // closed when it is

	writing sync.Mutex
	mu      sync.Mutex
	acks    map[string]chan []byte // by envelope id: the payload of the ack
	pongs   map[string]chan struct{}
	pings   int
}

// envelope is what Slack sends over a socket.
// https://docs.slack.dev/apis/events-api/using-socket-mode/#events
type envelope struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Answers bool            `json:"accepts_response_payload"`
	Payload json.RawMessage `json:"payload"`
	Retry   int             `json:"retry_attempt,omitempty"`
	Reason  string          `json:"retry_reason,omitempty"`
}

// openConnection is apps.connections.open: it gives a URL for one socket.
// https://docs.slack.dev/reference/methods/apps.connections.open/
func (t *Twin) openConnection(c *call) (answer, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.links[c.token]
	if l == nil {
		return nil, refuse("invalid_auth")
	}
	if t.mode != Socket {
		return nil, refuse("socket_mode_not_enabled")
	}
	t.made++
	ticket := strconv.Itoa(t.made) + "-" + strings.TrimPrefix(c.token, appToken)
	t.tickets[ticket] = l
	return answer{"url": "ws" + strings.TrimPrefix(t.url, "http") + "/link/?ticket=" + ticket + "&app_id=" + app}, nil
}

// serveSocket opens a socket for a URL that was not used before.
func (t *Twin) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	t.mu.Lock()
	l := t.tickets[ticket]
	delete(t.tickets, ticket)
	t.sockets++
	number := t.sockets
	t.mu.Unlock()
	if l == nil {
		http.Error(w, "invalid_ticket", http.StatusNotFound)
		return
	}
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	s := &socket{l: l, number: number, conn: conn, gone: make(chan struct{}), acks: map[string]chan []byte{}, pongs: map[string]chan struct{}{}}
	l.mu.Lock()
	full := l.open == most
	if !full {
		l.open++
		l.reading.Add(1)
	}
	open := l.open
	l.mu.Unlock()
	if full {
		_ = s.write(map[string]any{"type": "disconnect", "reason": "too_many_websockets"})
		conn.Close()
		return
	}
	conn.SetPingHandler(func(data string) error {
		if s.mute.Load() {
			return nil
		}
		_ = conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second)) // a broken socket shows at the next read
		return nil
	})
	conn.SetPongHandler(s.ponged)
	_ = s.write(map[string]any{
		"type": "hello", "num_connections": open,
		"debug_info":      map[string]any{"host": "twin-" + strconv.Itoa(number), "build_number": 1, "approximate_connection_time": 18060},
		"connection_info": map[string]any{"app_id": app},
	})
	l.opened(s)
	go s.read() // its end takes the socket off the list
}

// read takes in acks until the socket is gone.
func (s *socket) read() {
	defer func() {
		s.conn.Close()
		close(s.gone) // before: what the world is just offering waits for it
		s.l.closed(s)
		s.l.reading.Done()
	}()
	for {
		_, data, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		if s.mute.Load() {
			continue
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := json.Unmarshal(data, &ack); err != nil || ack.ID == "" {
			s.l.t.isWrong("a message over the socket is no ack: %.200q", data)
			continue
		}
		s.mu.Lock()
		waiting := s.acks[ack.ID]
		delete(s.acks, ack.ID)
		s.mu.Unlock()
		if waiting != nil {
			waiting <- ack.Payload
		}
	}
}

func (s *socket) ponged(data string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if waiting := s.pongs[data]; waiting != nil && !s.mute.Load() {
		close(waiting)
		delete(s.pongs, data)
	}
	return nil
}

func (s *socket) close() { s.conn.Close() }

func (s *socket) write(v any) error {
	if s.mute.Load() {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.conn.SetWriteDeadline(time.Now().Add(answerWithin)); err != nil {
		return err
	}
	return s.conn.WriteJSON(v)
}

// disconnect tells the adapter to open another socket in place of this one.
// https://docs.slack.dev/apis/events-api/using-socket-mode/#disconnect
func (s *socket) disconnect(reason string) {
	_ = s.write(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "twin-" + strconv.Itoa(s.number)}})
}

// refresh has the adapter open another socket, and closes this one when it
// has: Slack leaves it open some seconds.
func (s *socket) refresh() {
	s.draining.Store(true)
	s.disconnect("refresh_requested")
	late := time.After(answerWithin)
	for {
		s.l.mu.Lock()
		other, changed := len(s.l.sockets) > 1, s.l.changed
		s.l.mu.Unlock()
		if other {
			break
		}
		select {
		case <-changed:
			continue
		case <-late:
			s.l.t.isWrong("no other socket was opened after refresh_requested")
		}
		break
	}
	s.close()
	<-s.gone
}

// offer sends p over a socket and gives the payload of the ack, once the
// adapter has done with it.
func (l *link) offer(ctx context.Context, p payload) ([]byte, error) {
	s := l.next()
	if s == nil {
		return nil, errDeaf
	}
	e := envelope{ID: p.id + "-" + strconv.Itoa(p.tries), Type: p.kind, Answers: p.kind != eventsAPI, Payload: p.body}
	if n := p.again(); n > 0 {
		e.Retry, e.Reason = n, "timeout"
	}
	ack := make(chan []byte, 1)
	s.mu.Lock()
	s.acks[e.ID] = ack
	s.mu.Unlock()
	if err := s.write(e); err != nil {
		return nil, fmt.Errorf("%w: %w", errDeaf, err)
	}
	// A pong tells that the adapter has read what came before the ping. When
	// it has done with that, a second one tells that what it wrote has come.
	// So nobody has to wait three seconds for an ack that will not come.
	if err := s.ping(ctx); err != nil {
		return nil, err
	}
	l.settle(ctx)
	if err := s.ping(ctx); err != nil {
		return nil, err
	}
	select {
	case payload := <-ack:
		return payload, nil
	default:
		return nil, errDeaf
	}
}

// ping returns when the adapter has answered a ping.
func (s *socket) ping(ctx context.Context) error {
	s.mu.Lock()
	s.pings++
	data := strconv.Itoa(s.pings)
	pong := make(chan struct{})
	s.pongs[data] = pong
	s.mu.Unlock()
	if !s.mute.Load() {
		if err := s.conn.WriteControl(websocket.PingMessage, []byte(data), time.Now().Add(answerWithin)); err != nil {
			return fmt.Errorf("%w: %w", errDeaf, err)
		}
	}
	select {
	case <-pong:
		return nil
	case <-s.gone:
		return errDeaf
	case <-ctx.Done():
		return errDeaf
	}
}

// settle returns when the adapter has done with all it has taken in.
func (l *link) settle(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.Wait()
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
