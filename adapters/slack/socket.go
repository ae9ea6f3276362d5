package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode
//
// slack-go's own client closes the old connection before it opens the next
// one, and its events are lost in between. This one opens the next when Slack
// announces that a connection will close, and reads both until the old one is
// gone: never more than two at a time, of the ten that Slack allows.

// frame is one message from Slack.
type frame struct {
	Type     string          `json:"type"` // hello, disconnect, events_api, interactive, slash_commands
	Envelope string          `json:"envelope_id"`
	Reason   string          `json:"reason"`
	Payload  json.RawMessage `json:"payload"`
}

// maxFrame is more than any payload Slack sends.
const maxFrame = 4 << 20

// runSocket keeps a connection open until ctx ends.
func (a *Adapter) runSocket(ctx context.Context) {
	var open sync.WaitGroup
	defer open.Wait()
	// A connection asks for its successor once: when Slack announces its end,
	// else when it ends.
	next := make(chan struct{}, 1)
	next <- struct{}{}
	for try := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-next:
		}
		deaf := a.health.silence()
		conn, err := a.connect(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return
			}
			a.refuse(err)
			a.health.failed(err)
			a.log.Warn("cannot connect", "error", err)
			a.rest(ctx, try, err)
			try++
			next <- struct{}{}
			continue
		}
		// Slack offers a missed event for about five minutes, so who joined or
		// left in a longer silence would never be known.
		if deaf > a.patience() {
			a.people.stale()
		}
		try = 0
		open.Go(func() {
			l := &line{a: a, conn: conn, successor: sync.OnceFunc(func() { next <- struct{}{} })}
			if err := l.read(ctx); err != nil && ctx.Err() == nil {
				a.health.failed(err)
				a.log.Info("connection lost", "error", err)
			}
			l.successor()
		})
	}
}

// connect opens a connection and waits for Slack's hello.
func (a *Adapter) connect(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, max(a.patience(), 10*time.Second))
	defer cancel()
	address, err := a.web.openSocket(ctx, a.o.AppToken)
	if err != nil {
		return nil, fmt.Errorf("apps.connections.open: %w", err)
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: 10 * time.Second}
	conn, response, err := dialer.DialContext(ctx, address, nil)
	if err != nil {
		if response != nil {
			return nil, fmt.Errorf("open socket: status %d", response.StatusCode)
		}
		return nil, fmt.Errorf("open socket: %w", clean(err))
	}
	conn.SetReadLimit(maxFrame)
	deadline, _ := ctx.Deadline()
	_ = conn.SetReadDeadline(deadline) // a connection that cannot take a deadline fails at the read
	var hello frame
	if err := conn.ReadJSON(&hello); err != nil || hello.Type != "hello" {
		conn.Close()
		if hello.Type == "disconnect" {
			return nil, fmt.Errorf("open socket: turned away: %w", ended(hello.Reason))
		}
		return nil, fmt.Errorf("open socket: no hello: %w", err)
	}
	a.health.ok()
	return conn, nil
}

// ended makes an error of Slack's reason to close a connection; link_disabled
// is for good.
func ended(reason string) error { return &denial{code: reason} }

// line is one open connection.
type line struct {
	a         *Adapter
	conn      *websocket.Conn
	successor func() // asks for the next connection, once
	writing   sync.Mutex
}

// read takes in frames until the connection is gone. Anything that comes, a
// pong too, is a sign of life; without one for long enough it is dead.
func (l *line) read(ctx context.Context) error {
	defer l.conn.Close()
	stop := context.AfterFunc(ctx, func() { l.conn.Close() })
	defer stop()
	alive := func() {
		_ = l.conn.SetReadDeadline(time.Now().Add(l.a.patience())) // fails only on a closed connection, as the next read will
		l.a.health.ok()
	}
	alive()
	l.conn.SetPongHandler(func(string) error { alive(); return nil })
	l.conn.SetPingHandler(func(data string) error {
		alive()
		return l.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(l.a.patience()))
	})
	done := make(chan struct{})
	defer close(done)
	go l.ping(done)
	for {
		_, data, err := l.conn.ReadMessage()
		if err != nil {
			return err
		}
		alive()
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			l.a.log.Warn("a frame that is no JSON", "bytes", len(data))
			continue
		}
		switch f.Type {
		case "disconnect":
			if f.Reason == "link_disabled" {
				l.a.refuse(ended(f.Reason))
				return errors.New("link_disabled")
			}
			l.successor() // warning, refresh_requested: Slack closes this one in a few seconds
		case "events_api", "interactive", "slash_commands":
			l.handle(ctx, f)
		}
	}
}

// ping asks for signs of life.
func (l *line) ping(done <-chan struct{}) {
	tick := time.NewTicker(l.a.o.KeepAlive)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			if l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(l.a.o.KeepAlive)) != nil {
				return // the read fails too
			}
		}
	}
}

// handle has one envelope decided on, behind those of the same person, and
// acknowledges it after the commit. Without an acknowledgement Slack repeats
// an event, and tells the person of anything else that it did not work.
func (l *line) handle(ctx context.Context, f frame) {
	a := l.a
	in, err := a.decoder().socket(f)
	if err != nil {
		a.log.Warn("a payload that cannot be read", "type", f.Type, "error", err)
		l.ack(f, nil) // repeating it would not help
		return
	}
	a.work.begin()
	a.lanes.run(in.user, func() {
		defer a.work.end()
		r, err := a.take(ctx, in)
		if err != nil {
			a.log.Warn("not saved, not acknowledged", "event", in.ID, "error", err)
			r = a.unsaved(in)
			if r.body == nil && r.after == nil {
				return
			}
		}
		l.ack(f, r.body)
		if r.after != nil {
			a.background(answered, r.after)
		}
	})
}

// ack acknowledges an envelope. When that fails the payload comes again, and
// changes nothing.
func (l *line) ack(f frame, payload json.RawMessage) {
	l.writing.Lock()
	defer l.writing.Unlock()
	_ = l.conn.SetWriteDeadline(time.Now().Add(l.a.patience())) // fails only as the write will
	err := l.conn.WriteJSON(struct {
		Envelope string          `json:"envelope_id"`
		Payload  json.RawMessage `json:"payload,omitempty"`
	}{f.Envelope, payload})
	if err != nil {
		l.a.log.Info("acknowledgement not sent", "envelope", f.Envelope, "error", err)
	}
}

// socket reads the payload of an envelope.
func (d decoder) socket(f frame) (incoming, error) {
	switch f.Type {
	case "events_api":
		var o outer
		if err := json.Unmarshal(f.Payload, &o); err != nil {
			return incoming{}, malformed("event", err)
		}
		return d.event(o)
	case "interactive":
		return d.interaction(f.Payload)
	}
	var s slash
	if err := json.Unmarshal(f.Payload, &s); err != nil {
		return incoming{}, malformed("command", err)
	}
	return d.command(s, f.Payload)
}

// lanes runs what comes from one person in order, and from several at the
// same time.
type lanes struct {
	mu   sync.Mutex
	last map[string]chan struct{} // by person: closed when the newest is done
}

func (l *lanes) run(key string, fn func()) {
	l.mu.Lock()
	if l.last == nil {
		l.last = map[string]chan struct{}{}
	}
	before, done := l.last[key], make(chan struct{})
	l.last[key] = done
	l.mu.Unlock()
	go func() {
		if before != nil {
			<-before
		}
		fn()
		close(done)
		l.mu.Lock()
		if l.last[key] == done {
			delete(l.last, key)
		}
		l.mu.Unlock()
	}()
}
