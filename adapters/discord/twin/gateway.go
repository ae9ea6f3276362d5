package twin

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Gateway opcodes (docs: topics/opcodes-and-status-codes#gateway-opcodes).
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalidSession = 9
	opHello          = 10
	opAck            = 11
)

// Close codes (docs: topics/opcodes-and-status-codes#gateway-close-event-codes).
const (
	closeUnknown          = 4000
	closeUnknownOp        = 4001
	closeDecode           = 4002
	closeNotAuthenticated = 4003
	closeAuthentication   = 4004
	closeAlready          = 4005
	closeBadSeq           = 4007
	closeRateLimited      = 4008
	closeTimedOut         = 4009
	closeBadShard         = 4010
	closeBadVersion       = 4012
	closeBadIntents       = 4013
	closeNotAllowed       = 4014
)

// frame is a dispatch that can be replayed.
type frame struct {
	seq  int64
	data []byte
}

// session is what a client can resume: it outlives its connection.
type session struct {
	id      string
	intents int
	shard   [2]int64

	sending  sync.Mutex // held while a frame gets its number and goes out, so that they go in order
	seq      int64
	frames   []frame
	link     *link // nil while nobody is connected
	received int64 // by the client's heartbeats
	begun    int64 // the client that has received this has the session
	fresh    bool  // identified, and what had happened before is not replayed
}

// link is one connection.
type link struct {
	ws      *websocket.Conn
	of      *running // the bot that opened it; nil when it runs elsewhere
	writing sync.Mutex
	beat    time.Time
	sent    []time.Time // of what the client sent, for 120 in 60 s
	deaf    bool        // a zombie: it stays open and nothing comes
	closing bool        // the twin has ended it
}

func (l *link) write(data []byte) {
	l.writing.Lock()
	defer l.writing.Unlock()
	if !l.deaf {
		_ = l.ws.WriteMessage(websocket.TextMessage, data) // the reader notices a broken connection
	}
}

func (l *link) send(op int, d any) {
	data, err := json.Marshal(object{"op": op, "d": d, "s": nil, "t": nil})
	if err == nil {
		l.write(data)
	}
}

// close ends the connection with a code; the reader goes on until the client
// has seen it.
func (l *link) close(code int, reason string) {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.closing = true
	_ = l.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
}

// drain reads what is left after a close, so that the code is not lost to a
// reset of the connection.
func (l *link) drain() {
	_ = l.ws.SetReadDeadline(time.Now().Add(time.Second))
	for l.ended() {
		if _, _, err := l.ws.ReadMessage(); err != nil {
			return
		}
	}
}

func (l *link) ended() bool {
	l.writing.Lock()
	defer l.writing.Unlock()
	return l.closing
}

// message is what a client sends.
type message struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
}

// serveGateway is one connection's life
// (docs: events/gateway#connection-lifecycle).
func (t *Twin) serveGateway(w http.ResponseWriter, r *http.Request) {
	l := &link{beat: time.Now()}
	t.track(l, true) // before the client can think that it is connected
	defer t.track(l, false)
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	if !t.connected(l, ws) {
		return
	}
	defer l.drain()
	if v := r.URL.Query().Get("v"); v != "" && v != "9" && v != "10" {
		l.close(closeBadVersion, "Invalid API version")
		return
	}
	if t.refuseConnection() {
		return
	}
	interval := t.opts.Heartbeat
	l.send(opHello, object{"heartbeat_interval": interval.Milliseconds(), "_trace": []string{}})

	var s *session
	defer func() { t.unlink(s, l) }()
	for {
		// A client that does not beat in time is dropped
		// (docs: events/gateway#heartbeat-interval).
		_ = ws.SetReadDeadline(l.beat.Add(2*interval + time.Second))
		_, data, err := ws.ReadMessage()
		if err != nil {
			if !l.ended() && websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway) {
				t.forget(s) // docs: events/gateway#initiating-a-disconnect
			}
			return
		}
		if l.ended() {
			continue
		}
		var m message
		if len(data) > 4096 || json.Unmarshal(data, &m) != nil { // docs: events/gateway#sending-events
			l.close(closeDecode, "Error while decoding payload")
			return
		}
		if !l.allows(time.Now()) {
			l.close(closeRateLimited, "You are sending payloads too quickly")
			return
		}
		switch {
		case m.Op == opHeartbeat:
			l.beat = time.Now()
			t.heard(s, m.D)
			l.send(opAck, nil)
		case m.Op == opIdentify && s != nil, m.Op == opResume && s != nil:
			l.close(closeAlready, "Already authenticated")
			return
		case m.Op == opIdentify:
			if s = t.identify(l, m.D); s == nil {
				continue
			}
		case m.Op == opResume:
			s = t.resume(l, m.D)
		case s == nil:
			l.close(closeNotAuthenticated, "Not authenticated")
			return
		case m.Op == opPresence, m.Op == opRequestMembers:
			if m.Op == opRequestMembers {
				t.sendMembers(s, m.D)
			}
		default:
			l.close(closeUnknownOp, "Unknown opcode")
			return
		}
	}
}

// allows counts what a client sends: 120 in 60 seconds
// (docs: events/gateway#rate-limiting). The answers to the twin's own requests
// for a heartbeat are part of it on Discord too; the twin asks far more often,
// so heartbeats do not count here.
func (l *link) allows(now time.Time) bool {
	keep := l.sent[:0]
	for _, at := range l.sent {
		if now.Sub(at) < time.Minute {
			keep = append(keep, at)
		}
	}
	l.sent = append(keep, now)
	return len(l.sent) <= 120
}

// identify begins a session. It gives nil when it refused.
func (t *Twin) identify(l *link, d json.RawMessage) *session {
	var in struct {
		Token      string   `json:"token"`
		Intents    *int     `json:"intents"`
		Properties object   `json:"properties"`
		Shard      *[]int64 `json:"shard"`
	}
	if json.Unmarshal(d, &in) != nil || in.Intents == nil || in.Properties == nil {
		l.close(closeDecode, "Error while decoding payload")
		return nil
	}
	shard := [2]int64{0, 1}
	if in.Shard != nil {
		if s := *in.Shard; len(s) != 2 || s[0] < 0 || s[0] >= s[1] {
			l.close(closeBadShard, "Invalid shard")
			return nil
		}
		shard = [2]int64{(*in.Shard)[0], (*in.Shard)[1]}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.newDay()
	switch {
	case trimBot(in.Token) != t.token:
		l.close(closeAuthentication, "Authentication failed")
		return nil
	case *in.Intents < 0 || *in.Intents&^intentsKnown != 0:
		l.close(closeBadIntents, "Invalid intent(s)")
		return nil
	case *in.Intents&intentsPrivileged&^t.allowed != 0:
		l.close(closeNotAllowed, "Disallowed intent(s)")
		return nil
	case t.identifies >= t.opts.Identifies:
		// All sessions end and the token is reset: docs: events/gateway#identifying.
		t.sessions, t.token = map[string]*session{}, t.token+"-reset"
		l.close(closeAuthentication, "Authentication failed")
		return nil
	case now.Sub(t.identified) < t.opts.IdentifyEvery:
		// docs: events/gateway#session-start-limit-object, max_concurrency is 1.
		l.send(opInvalidSession, false)
		return nil
	}
	t.identifies++
	t.identified = now
	t.counts.Identifies++
	s := &session{id: named("session", strconv.Itoa(t.identifies)), intents: *in.Intents, shard: shard, link: l, fresh: true}
	t.sessions[s.id] = s
	for id, old := range t.sessions { // one session a shard is enough here: the older one's events stop
		if old != s && old.shard == shard {
			delete(t.sessions, id)
		}
	}
	guilds := []object{}
	if !t.kicked && t.onShard(shard) {
		guilds = append(guilds, object{"id": t.guildID, "unavailable": true})
	}
	s.dispatch("READY", object{
		"v": 10, "user": t.botUser(), "guilds": guilds, "session_id": s.id, "resume_gateway_url": t.GatewayURL(),
		"shard": shard, "application": object{"id": t.appID, "flags": 0}, "private_channels": []object{},
	})
	if len(guilds) > 0 && s.intents&intentGuilds != 0 {
		s.dispatch("GUILD_CREATE", t.guildObject(s.intents&intentMembers != 0))
	}
	s.begun = s.last()
	t.tell()
	return s
}

// resume goes on with a session; what was missed is replayed
// (docs: events/gateway#resuming). It gives nil when it refused.
func (t *Twin) resume(l *link, d json.RawMessage) *session {
	var in struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int64  `json:"seq"`
	}
	if json.Unmarshal(d, &in) != nil {
		l.close(closeDecode, "Error while decoding payload")
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.sessions[in.Session]
	switch {
	case trimBot(in.Token) != t.token:
		l.close(closeAuthentication, "Authentication failed")
		return nil
	case s == nil:
		l.send(opInvalidSession, false)
		return nil
	case in.Seq > s.last() || in.Seq < 0:
		l.close(closeBadSeq, "Invalid seq")
		return nil
	}
	t.counts.Resumes++
	s.sending.Lock()
	defer s.sending.Unlock()
	s.link, s.fresh = l, false
	for _, f := range s.frames {
		if f.seq > in.Seq {
			t.counts.Replayed++
			l.write(f.data)
		}
	}
	s.begun = s.dispatchLocked("RESUMED", object{})
	t.tell()
	return s
}

// last is the number of the newest event.
func (s *session) last() int64 {
	s.sending.Lock()
	defer s.sending.Unlock()
	return s.seq
}

// dispatch sends an event, now or when the client resumes, and gives its number.
func (s *session) dispatch(name string, d any) int64 {
	s.sending.Lock()
	defer s.sending.Unlock()
	return s.dispatchLocked(name, d)
}

func (s *session) dispatchLocked(name string, d any) int64 {
	s.seq++
	data, err := json.Marshal(object{"op": opDispatch, "t": name, "s": s.seq, "d": d})
	if err != nil {
		panic(err) // the twin's own objects always marshal
	}
	s.frames = append(s.frames, frame{s.seq, data})
	if s.link != nil {
		s.link.write(data)
		s.link.send(opHeartbeat, nil) // docs: events/gateway#heartbeat-requests
	}
	return s.seq
}

// withdraw takes an event back that the World will offer again itself.
func (s *session) withdraw(seq int64) {
	s.sending.Lock()
	defer s.sending.Unlock()
	for i, f := range s.frames {
		if f.seq == seq {
			s.frames = append(s.frames[:i], s.frames[i+1:]...)
			return
		}
	}
}

// heard notes what the client has received. Frames far behind are dropped, as
// Discord keeps a session for minutes only.
func (t *Twin) heard(s *session, d json.RawMessage) {
	var seq int64
	if s == nil || json.Unmarshal(d, &seq) != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	s.sending.Lock()
	defer s.sending.Unlock()
	if s.received = max(s.received, seq); s.received >= s.begun && s.link != nil {
		t.attach(s.link.of)
	}
	if n := len(s.frames); n > 2000 {
		s.frames = append([]frame(nil), s.frames[n-1000:]...)
	}
	t.tell()
}

// unlink notes that a connection has ended.
func (t *Twin) unlink(s *session, l *link) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s != nil && s.link == l {
		s.sending.Lock()
		s.link = nil
		s.received = 0 // what it had received is known again by its seq
		s.sending.Unlock()
	}
	t.tell()
}

// forget ends a session for good.
func (t *Twin) forget(s *session) {
	if s == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.sessions, s.id)
}

// onShard reports whether the guild's events go to a shard
// (docs: events/gateway#sharding).
func (t *Twin) onShard(shard [2]int64) bool {
	id, _ := strconv.ParseInt(t.guildID, 10, 64)
	return (id>>lowBits)%shard[1] == shard[0]
}

// sendMembers answers a request for members: all of them need the members
// intent, named ones do not (docs: events/gateway-events#request-guild-members).
func (t *Twin) sendMembers(s *session, d json.RawMessage) {
	var in struct {
		Guild string          `json:"guild_id"`
		Users json.RawMessage `json:"user_ids"`
		Nonce string          `json:"nonce"`
	}
	if json.Unmarshal(d, &in) != nil || in.Guild != t.guildID {
		return
	}
	var ids []string
	if json.Unmarshal(in.Users, &ids) != nil {
		var one string
		if json.Unmarshal(in.Users, &one) == nil {
			ids = []string{one}
		}
	}
	found, missing := []object{}, []string{}
	for _, id := range ids {
		if m, ok := t.person(id); ok {
			found = append(found, t.memberObject(m))
		} else {
			missing = append(missing, id)
		}
	}
	if len(ids) == 0 && s.intents&intentMembers != 0 {
		for _, m := range t.World.Members() {
			found = append(found, t.memberObject(m))
		}
	}
	s.dispatch("GUILD_MEMBERS_CHUNK", object{"guild_id": t.guildID, "members": found, "not_found": missing, "chunk_index": 0, "chunk_count": 1, "nonce": in.Nonce})
}
