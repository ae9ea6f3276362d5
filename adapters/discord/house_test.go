package discord

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brobygger/chat"
	"brobygger/clock"
)

func newClock() *clock.Movable {
	return clock.NewMovable(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
}

// state is kept in memory.
type state struct {
	mu  sync.Mutex
	all map[string][]byte
}

func (s *state) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[key], nil
}

func (s *state) Put(_ context.Context, key string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string][]byte{}
	}
	s.all[key] = slices.Clone(value)
	return nil
}

// host records events, fails as told and answers with ack.
type host struct {
	mu     sync.Mutex
	events []chat.Event
	fails  int
	ack    chat.Ack
	came   chan struct{}
}

func newHost() *host { return &host{came: make(chan struct{}, 100)} }

func (h *host) Accept(_ context.Context, ev chat.Event) (chat.Ack, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, ev)
	h.came <- struct{}{}
	if h.fails--; h.fails >= 0 {
		return chat.Ack{}, errors.New("the store is not well")
	}
	return h.ack, nil
}

func (h *host) Suggest(_ context.Context, q chat.Query) ([]chat.Option, error) {
	return []chat.Option{{ID: "opgaver " + q.Text, Label: "opgaver", Hint: "fortæl"}}, nil
}

func (h *host) Home(context.Context, chat.Query) (chat.Message, error) { return chat.Message{}, nil }

func (h *host) taken() []chat.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.events)
}

// call is a request that came to the API.
type call struct {
	what string // "POST channels/5/messages"
	body string
	kind string
}

// server is as much of Discord as a test needs: routes with fixed answers, and
// a gateway that the test plays itself.
type server struct {
	*testing.T
	http    *httptest.Server
	mu      sync.Mutex
	answers map[string]func(http.ResponseWriter)
	calls   []call
	sockets chan *socket
}

// socket is one gateway connection from the server's side.
type socket struct {
	t  *testing.T
	ws *websocket.Conn
}

func newServer(t *testing.T) *server {
	s := &server{T: t, answers: map[string]func(http.ResponseWriter){}, sockets: make(chan *socket, 10)}
	upgrader := websocket.Upgrader{}
	mux := http.NewServeMux()
	mux.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "v=10&encoding=json" {
			t.Errorf("gateway asked with %q", r.URL.RawQuery)
		}
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		s.sockets <- &socket{t, ws}
	})
	mux.HandleFunc("/api/v10/", func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		what := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/v10/")
		s.mu.Lock()
		s.calls = append(s.calls, call{what, string(b), r.Header.Get(kindHeader)})
		answer := s.answers[what]
		s.mu.Unlock()
		if r.Header.Get("Authorization") != "Bot TOKEN" {
			t.Errorf("%s: authorization %q", what, r.Header.Get("Authorization"))
		}
		if answer == nil {
			answer = says(404, `{"code": 0, "message": "404: Not Found"}`)
		}
		answer(w)
	})
	s.http = httptest.NewServer(mux)
	t.Cleanup(s.http.Close)
	s.on("GET gateway/bot", says(200, `{"url": "ws://nowhere", "shards": 1, "session_start_limit": {"total": 1000, "remaining": 900, "reset_after": 3600000, "max_concurrency": 1}}`))
	s.on("PUT applications/1/commands", says(200, `[]`))
	return s
}

func says(status int, body string, headers ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // a client that has gone is the test's own doing
	}
}

func (s *server) on(what string, answer func(http.ResponseWriter)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[what] = answer
}

// made gives the calls of one kind.
func (s *server) made(what string) (all []call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if c.what == what {
			all = append(all, c)
		}
	}
	return all
}

func (s *server) adapter(c *clock.Movable, st *state, change func(*Options)) *Adapter {
	s.Helper()
	o := Options{Project: "p", Token: "TOKEN", AppID: "1", APIURL: s.http.URL, GatewayURL: "ws" + strings.TrimPrefix(s.http.URL, "http") + "/ws", Shards: 1, Clock: c, State: st, Pause: time.Millisecond}
	if change != nil {
		change(&o)
	}
	a, err := New(o)
	if err != nil {
		s.Fatal(err)
	}
	return a
}

// run runs an adapter until the test or stop ends it.
func (s *server) run(a *Adapter, h *host) (ended chan error, stop func()) {
	ctx, cancel := context.WithCancel(s.Context())
	ended = make(chan error, 1)
	go func() { ended <- a.Run(ctx, h) }()
	s.Cleanup(cancel)
	return ended, cancel
}

// next gives the next connection, after hello.
func (s *server) next(every int) *socket {
	s.Helper()
	select {
	case k := <-s.sockets:
		k.send(frame{Op: opHello, Data: raw(map[string]int{"heartbeat_interval": every})})
		return k
	case <-time.After(10 * time.Second):
		s.Fatal("no connection came")
		return nil
	}
}

func (k *socket) send(f frame) {
	k.t.Helper()
	if err := k.ws.WriteJSON(f); err != nil {
		k.t.Fatal(err)
	}
}

// event sends a dispatch.
func (k *socket) event(seq int64, kind string, data any) {
	k.t.Helper()
	k.send(frame{Op: opDispatch, Seq: &seq, Type: kind, Data: raw(data)})
}

// gets reads frames until one has this op.
func (k *socket) gets(op int) map[string]any {
	k.t.Helper()
	for {
		var f struct {
			Op   int `json:"op"`
			Data any `json:"d"`
		}
		if err := k.ws.ReadJSON(&f); err != nil {
			k.t.Fatalf("waiting for op %d: %v", op, err)
		}
		if f.Op == op {
			m, _ := f.Data.(map[string]any)
			return maps.Clone(m)
		}
		if f.Op == opHeartbeat {
			k.send(frame{Op: opHeartbeatAck})
		}
	}
}

// ready lets a session begin in guild 10 with channel 20.
func (k *socket) ready(session string) {
	k.t.Helper()
	k.event(1, "READY", map[string]any{"session_id": session, "resume_gateway_url": "ws://nowhere", "user": map[string]any{"id": "99", "bot": true}, "guilds": []map[string]any{{"id": "10", "unavailable": true}}})
	k.event(2, "GUILD_CREATE", guild10())
}

func guild10() map[string]any {
	return map[string]any{
		"id": "10", "owner_id": "7", "member_count": 1,
		"roles":    []map[string]any{{"id": "10", "name": "@everyone", "permissions": "68608"}, {"id": "11", "name": "lead", "permissions": "0"}},
		"channels": []map[string]any{{"id": "20", "type": 0, "name": "netvaerk", "permission_overwrites": []any{}}},
		"members":  []map[string]any{{"user": map[string]any{"id": "99", "bot": true}, "roles": []string{}}},
	}
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func said(id, text string) map[string]any {
	return map[string]any{"id": id, "channel_id": "20", "guild_id": "10", "content": text, "author": map[string]any{"id": "5", "username": "lene"}, "member": map[string]any{"nick": "Lene Holm", "roles": []string{"11"}}, "mentions": []any{map[string]any{"id": "99"}}}
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("never: " + what)
}
