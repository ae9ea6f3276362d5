package twin

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brobygger/play"
)

// client is a bare client of the gateway.
type client struct {
	*testing.T
	ws *websocket.Conn
	tw *Twin
}

type event struct {
	Op int             `json:"op"`
	T  string          `json:"t"`
	S  int64           `json:"s"`
	D  json.RawMessage `json:"d"`
}

func dial(t *testing.T, tw *Twin) *client {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial(tw.GatewayURL()+"/?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	c := &client{t, ws, tw}
	if hello := c.next(); hello.Op != opHello || !strings.Contains(string(hello.D), "heartbeat_interval") {
		t.Fatalf("first %+v, want hello", hello)
	}
	return c
}

func (c *client) send(op int, d any) {
	c.Helper()
	if err := c.ws.WriteJSON(object{"op": op, "d": d}); err != nil {
		c.Fatal(err)
	}
}

func (c *client) identify(token string, intents int) {
	c.Helper()
	c.send(opIdentify, object{"token": token, "intents": intents, "properties": object{"os": "linux"}})
}

// next gives the next frame that is no request for a heartbeat.
func (c *client) next() event {
	c.Helper()
	for {
		_ = c.ws.SetReadDeadline(time.Now().Add(5 * time.Second))
		var e event
		if err := c.ws.ReadJSON(&e); err != nil {
			c.Fatalf("read: %v", err)
		}
		if e.Op != opHeartbeat {
			return e
		}
	}
}

func (c *client) dispatched(name string) event {
	c.Helper()
	e := c.next()
	if e.T != name {
		c.Fatalf("got %d %s %s, want %s", e.Op, e.T, e.D, name)
	}
	return e
}

// closed reads until the connection ends, and gives the code.
func (c *client) closed() int {
	c.Helper()
	for {
		_ = c.ws.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, _, err := c.ws.ReadMessage(); err != nil {
			var e *websocket.CloseError
			if !errors.As(err, &e) {
				c.Fatalf("ended without a code: %v", err)
			}
			return e.Code
		}
	}
}

const plain = intentGuilds | intentGuildMessages | intentDirectMessages

// TestGatewayRefuses: every code a client can provoke.
func TestGatewayRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		do   func(*client)
		code int
	}{
		"a wrong token":         {func(c *client) { c.identify("nonsense", plain) }, closeAuthentication},
		"an unknown intent":     {func(c *client) { c.identify(c.tw.token, 1<<30) }, closeBadIntents},
		"an intent not allowed": {func(c *client) { c.identify(c.tw.token, plain|intentContent) }, closeNotAllowed},
		"no intents":            {func(c *client) { c.send(opIdentify, object{"token": c.tw.token, "properties": object{}}) }, closeDecode},
		"a bad shard": {func(c *client) {
			c.send(opIdentify, object{"token": c.tw.token, "intents": 1, "properties": object{}, "shard": []int{2, 2}})
		}, closeBadShard},
		"nothing of JSON":          {func(c *client) { _ = c.ws.WriteMessage(websocket.TextMessage, []byte("hello")) }, closeDecode},
		"a payload too long":       {func(c *client) { c.send(opHeartbeat, strings.Repeat("x", 5000)) }, closeDecode},
		"an op before identifying": {func(c *client) { c.send(opPresence, object{}) }, closeNotAuthenticated},
		"identifying twice":        {func(c *client) { c.identify(c.tw.token, plain); c.identify(c.tw.token, plain) }, closeAlready},
		"an unknown op":            {func(c *client) { c.identify(c.tw.token, plain); c.send(99, nil) }, closeUnknownOp},
		"a seq of the future": {func(c *client) {
			c.identify(c.tw.token, plain)
			var ready struct {
				Session string `json:"session_id"`
			}
			_ = json.Unmarshal(c.dispatched("READY").D, &ready)
			again := dial(c.T, c.tw)
			again.send(opResume, object{"token": c.tw.token, "session_id": ready.Session, "seq": 999})
			c.ws.Close()
			c.ws = again.ws
		}, closeBadSeq},
		"121 payloads in a minute": {func(c *client) {
			for range 121 {
				c.send(opHeartbeat, nil)
			}
		}, closeRateLimited},
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, open(t, Options{}))
			tt.do(c)
			if got := c.closed(); got != tt.code {
				t.Errorf("closed with %d, want %d", got, tt.code)
			}
		})
	}
}

// TestGatewayResumes: what was missed comes again, in order, and only that; a
// session that was closed by the client, or is unknown, cannot be resumed.
func TestGatewayResumes(t *testing.T) {
	tw := open(t, Options{})
	if err := tw.Cast(play.Member{Name: "lene", Shown: "Lene", Channels: []string{"network"}}); err != nil {
		t.Fatal(err)
	}
	c := dial(t, tw)
	c.identify(tw.token, plain)
	var ready struct {
		Session string `json:"session_id"`
	}
	if err := json.Unmarshal(c.dispatched("READY").D, &ready); err != nil {
		t.Fatal(err)
	}
	guild := c.dispatched("GUILD_CREATE")
	c.ws.Close()

	tw.mu.Lock()
	s := tw.sessions[ready.Session]
	tw.mu.Unlock()
	for _, name := range []string{"TYPING_START", "CHANNEL_UPDATE"} {
		s.dispatch(name, object{})
	}
	again := dial(t, tw)
	again.send(opResume, object{"token": tw.token, "session_id": ready.Session, "seq": guild.S})
	for _, want := range []string{"TYPING_START", "CHANNEL_UPDATE", "RESUMED"} {
		again.dispatched(want)
	}
	_ = again.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
	if got := again.closed(); got != websocket.CloseNormalClosure {
		t.Fatalf("closed with %d", got)
	}
	gone := dial(t, tw)
	for {
		tw.mu.Lock()
		known := tw.sessions[ready.Session] != nil
		tw.mu.Unlock()
		if !known {
			break
		}
	}
	gone.send(opResume, object{"token": tw.token, "session_id": ready.Session, "seq": guild.S})
	if e := gone.next(); e.Op != opInvalidSession || string(e.D) != "false" {
		t.Fatalf("got %+v, want an invalid session", e)
	}
}

// TestIdentifyLimits: one at a time, and a thousand a day; more, and the token
// is reset.
func TestIdentifyLimits(t *testing.T) {
	tw := open(t, Options{IdentifyEvery: time.Hour, Identifies: 1000})
	first := dial(t, tw)
	first.identify(tw.token, plain)
	first.dispatched("READY")
	second := dial(t, tw)
	second.identify(tw.token, plain)
	if e := second.next(); e.Op != opInvalidSession {
		t.Fatalf("got %+v, want an invalid session", e)
	}
	tw = open(t, Options{Identifies: 2})
	old := tw.token
	for range 2 {
		c := dial(t, tw)
		c.identify(old, plain)
		c.dispatched("READY")
	}
	third := dial(t, tw)
	third.identify(old, plain)
	if got := third.closed(); got != closeAuthentication {
		t.Fatalf("closed with %d", got)
	}
	later := dial(t, tw)
	later.identify(old, plain)
	if got := later.closed(); got != closeAuthentication || tw.token == old {
		t.Fatalf("the token is still %q, code %d", tw.token, got)
	}
}

// TestGatewayHeartbeat: an answer to each, and a client that falls silent is dropped.
func TestGatewayHeartbeat(t *testing.T) {
	c := dial(t, open(t, Options{Heartbeat: 20 * time.Millisecond}))
	c.send(opHeartbeat, nil)
	if e := c.next(); e.Op != opAck {
		t.Fatalf("got %+v, want an ack", e)
	}
	_ = c.ws.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, _, err := c.ws.ReadMessage(); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Fatalf("the silent client is still connected: %v", err)
	}
}

// TestContentIntent: words come only with the intent, by mention, or alone
// with the bot.
func TestContentIntent(t *testing.T) {
	for _, tt := range []struct {
		intents    int
		place, say string
		want       string
	}{
		{plain, "network", "God morgen", ""},
		{plain, "network", "@bot hej", "<@" + named("user", play.Bot) + "> hej"},
		{plain, "", "hej bot", "hej bot"},
		{plain | intentContent, "network", "God morgen", "God morgen"},
	} {
		tw := open(t, Options{Portal: []string{"content"}})
		if err := tw.Cast(play.Member{Name: "lene", Shown: "Lene", Channels: []string{"network"}}); err != nil {
			t.Fatal(err)
		}
		c := dial(t, tw)
		c.identify(tw.token, tt.intents)
		c.dispatched("READY")
		c.dispatched("GUILD_CREATE")
		if err := tw.Do(t.Context(), "lene", play.Say{Channel: tt.place, Text: tt.say}); err != nil {
			t.Fatal(err)
		}
		posts := tw.See("lene").Posts
		s := spot{who: "lene"}
		if tt.place != "" {
			s = spot{room: tw.rooms[0]}
		}
		if got := tw.messageObject(s, posts[len(posts)-1], tt.intents)["content"]; got != tt.want {
			t.Errorf("%q in %q with %b: content %q, want %q", tt.say, tt.place, tt.intents, got, tt.want)
		}
	}
}
