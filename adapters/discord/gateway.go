package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The gateway, https://docs.discord.com/developers/events/gateway.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11

	// closeResumable keeps the session: 1000 and 1001 would end it.
	closeResumable = 4000
	dialWithin     = 15 * time.Second
	writeWithin    = 10 * time.Second
)

type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int64          `json:"s,omitempty"`
	Type string          `json:"t,omitempty"`
}

// shard is one connection with its session.
type shard struct {
	a             *Adapter
	number, count int
	session       *session
	stored        string // what is kept of the session
	informed      bool   // what there is has been told; what follows are changes

	mu    sync.Mutex
	state string // why it hears nothing, "" when it does
	ack   time.Time
	every time.Duration
	// Guilds that READY named: their arrival is no news. Those still awaited
	// hold back the reading of what was written meanwhile.
	ours, awaited map[string]bool
	learnt        []string // guilds whose members the gateway has not told of
}

func newShard(a *Adapter, number, count int) *shard {
	return &shard{a: a, number: number, count: count, session: &session{}, state: "not connected yet"}
}

func (s *shard) key() string { return fmt.Sprintf("session/%d/%d", s.number, s.count) }

// ready is an error when nothing would be heard now.
func (s *shard) ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state != "":
		return errors.New("the gateway is " + s.state)
	case time.Since(s.ack) > 2*s.every+5*time.Second:
		return errors.New("the gateway has not answered a heartbeat for " + time.Since(s.ack).Round(time.Second).String())
	}
	return nil
}

func (s *shard) is(state string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = state
}

// run keeps connected until ctx ends; its error is one that no further attempt
// would mend.
func (s *shard) run(ctx context.Context) error {
	for failures := 0; ctx.Err() == nil; {
		began := time.Now()
		err := s.connect(ctx)
		s.is("not connected")
		if ctx.Err() != nil {
			return nil
		}
		if p, ok := errors.AsType[*permanent](err); ok {
			return p
		}
		if failures++; time.Since(began) > time.Minute {
			failures = 0
		}
		s.a.Log.Info("gateway connection ended", "shard", s.number, "error", err)
		wait := time.Duration(0)
		if later, ok := errors.AsType[*pause](err); ok {
			wait = later.wait
		} else if failures > 1 {
			wait = min(s.a.Pause<<min(failures-2, 6), 60*s.a.Pause)
		}
		sleep(ctx, wait)
	}
	return nil
}

// connection is one WebSocket; writes may come from several goroutines.
type connection struct {
	ws    *websocket.Conn
	mu    sync.Mutex
	acked bool
}

func (c *connection) send(op int, data any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	return c.ws.WriteJSON(struct {
		Op   int `json:"op"`
		Data any `json:"d"`
	}{op, data})
}

// end closes in the way that keeps the session.
func (c *connection) end() {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(closeResumable, ""), time.Now().Add(time.Second))
	_ = c.ws.Close() // either has no one left to tell
}

// connect holds one connection until it ends.
func (s *shard) connect(ctx context.Context) error {
	id, address, seq := s.session.at()
	if id == "" {
		var err error
		if address, err = s.mayIdentify(ctx); err != nil {
			return err
		}
	} else if err := s.learn(ctx); err != nil {
		return err
	}
	ws, err := s.dial(ctx, address)
	if err != nil {
		return err
	}
	c := &connection{ws: ws, acked: true}
	defer c.end()
	defer context.AfterFunc(ctx, c.end)()
	hello, err := s.hello(c)
	if err != nil {
		return err
	}
	if id == "" {
		err = c.send(opIdentify, s.identity())
	} else {
		err = c.send(opResume, map[string]any{"token": s.a.Token, "session_id": id, "seq": seq})
	}
	if err != nil {
		return err
	}
	beating, still := context.WithCancel(ctx)
	defer still()
	go s.beat(beating, c, hello)
	return s.listen(ctx, c, hello)
}

func (s *shard) dial(ctx context.Context, address string) (*websocket.Conn, error) {
	if s.a.GatewayURL != "" {
		address = s.a.GatewayURL
	}
	u, err := url.Parse(address)
	if err != nil || address == "" {
		s.session.forget()
		return nil, fmt.Errorf("gateway address %q: %w", address, err)
	}
	u.RawQuery = "v=10&encoding=json"
	ctx, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialWithin}
	ws, resp, err := dialer.DialContext(ctx, u.String(), nil)
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close() // nothing of it is read
	}
	if err != nil {
		return nil, fmt.Errorf("dial gateway: %w", err)
	}
	return ws, nil
}

// hello reads the first frame: how often to send heartbeats.
func (s *shard) hello(c *connection) (time.Duration, error) {
	if err := c.ws.SetReadDeadline(time.Now().Add(dialWithin)); err != nil {
		return 0, err
	}
	var f frame
	if err := c.ws.ReadJSON(&f); err != nil {
		return 0, s.ended(err)
	}
	var hello struct {
		Interval int `json:"heartbeat_interval"`
	}
	if err := json.Unmarshal(f.Data, &hello); f.Op != opHello || err != nil || hello.Interval <= 0 {
		return 0, fmt.Errorf("gateway began with op %d, not with hello", f.Op)
	}
	every := time.Duration(hello.Interval) * time.Millisecond
	s.mu.Lock()
	defer s.mu.Unlock()
	s.every, s.ack = every, time.Now()
	return every, nil
}

func (s *shard) identity() map[string]any {
	return map[string]any{
		"token":      s.a.Token,
		"intents":    s.a.intents(),
		"shard":      []int{s.number, s.count},
		"properties": map[string]string{"os": "linux", "browser": "brobygger", "device": "brobygger"},
	}
}

// beat sends heartbeats. One that is not acknowledged before the next is due
// means that the connection is dead, though it looks alive.
func (s *shard) beat(ctx context.Context, c *connection, every time.Duration) {
	sleep(ctx, time.Duration(rand.Float64()*float64(every)))
	for ctx.Err() == nil {
		c.mu.Lock()
		alive := c.acked
		c.acked = false
		c.mu.Unlock()
		if !alive {
			s.a.Log.Warn("gateway does not answer heartbeats; connecting anew", "shard", s.number)
			c.end()
			return
		}
		if err := s.heartbeat(c); err != nil {
			c.end()
			return
		}
		sleep(ctx, every)
	}
}

func (s *shard) heartbeat(c *connection) error {
	_, _, seq := s.session.at()
	if seq == 0 {
		return c.send(opHeartbeat, nil)
	}
	return c.send(opHeartbeat, seq)
}

// listen reads frames until the connection ends.
func (s *shard) listen(ctx context.Context, c *connection, every time.Duration) error {
	for {
		if err := c.ws.SetReadDeadline(time.Now().Add(2*every + dialWithin)); err != nil {
			return err
		}
		_, b, err := c.ws.ReadMessage()
		if err != nil {
			return s.ended(err)
		}
		var f frame
		if err := json.Unmarshal(b, &f); err != nil {
			return fmt.Errorf("gateway frame: %w", err)
		}
		switch f.Op {
		case opDispatch:
			s.a.inbox.enter()
			s.dispatch(ctx, c, f)
			s.a.inbox.leave()
		case opHeartbeat:
			if err := s.heartbeat(c); err != nil {
				return err
			}
		case opHeartbeatAck:
			c.mu.Lock()
			c.acked = true
			c.mu.Unlock()
			s.mu.Lock()
			s.ack = time.Now()
			s.mu.Unlock()
		case opReconnect:
			return errors.New("gateway asks for a new connection")
		case opInvalidSession:
			if resumable := string(f.Data) == "true"; resumable {
				return &pause{s.a.Pause, "gateway session not valid just now"}
			}
			s.session.forget()
			return &pause{s.a.Pause + time.Duration(rand.Float64()*4*float64(s.a.Pause)), "gateway session not valid any more"}
		}
	}
}

// dispatch takes an event in. READY and RESUMED say that the connection works.
func (s *shard) dispatch(ctx context.Context, c *connection, f frame) {
	switch f.Type {
	case "READY":
		var ready struct {
			Session string `json:"session_id"`
			Resume  string `json:"resume_gateway_url"`
			User    user   `json:"user"`
			Guilds  []struct {
				ID string `json:"id"`
			} `json:"guilds"`
		}
		if err := json.Unmarshal(f.Data, &ready); err != nil {
			s.a.Log.Error("gateway READY not readable", "shard", s.number, "error", err)
			return
		}
		s.informed = true
		s.session.forget()
		s.session.begin(ready.Session, ready.Resume)
		s.a.guilds.setBot(ready.User.ID)
		s.mu.Lock()
		s.ours, s.awaited = map[string]bool{}, map[string]bool{}
		for _, g := range ready.Guilds {
			s.ours[g.ID] = true
			s.awaited[g.ID] = s.a.guilds.serves(g.ID)
		}
		s.mu.Unlock()
		s.arrived(ctx, "")
		s.connected(ctx)
	case "RESUMED":
		s.askMembers(c)
		s.connected(ctx)
	}
	seq := int64(0)
	if f.Seq != nil {
		seq = *f.Seq
	}
	e := s.session.take(seq)
	s.a.take(ctx, s, c, f, func() {
		s.session.commit(e)
		s.a.touched()
	})
}

// arrived notes that a guild has come; when the last has, what was written in
// a time without a session is read.
func (s *shard) arrived(ctx context.Context, guildID string) {
	s.mu.Lock()
	if s.awaited == nil {
		s.mu.Unlock()
		return
	}
	delete(s.awaited, guildID)
	for _, waits := range s.awaited {
		if waits {
			s.mu.Unlock()
			return
		}
	}
	s.awaited = nil
	s.mu.Unlock()
	s.a.readOn(ctx)
}

func (s *shard) connected(ctx context.Context) {
	s.is("")
	s.a.Log.Info("gateway connected", "shard", s.number)
	if s.number == 0 {
		s.a.register(ctx)
	}
}
