package discord

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brobygger/chat"
)

func TestASessionIsResumedAfterAStartWhereItWasCommitted(t *testing.T) {
	s, c, st := newServer(t), newClock(), &state{}
	h := newHost()
	a := s.adapter(c, st, nil)
	ended, stop := s.run(a, h)
	k := s.next(60000)
	if id := k.gets(opIdentify); id["token"] != "TOKEN" || id["intents"] != float64(1|1<<9|1<<12) {
		t.Errorf("identified with %v", id)
	}
	k.ready("s1")
	k.event(3, "MESSAGE_CREATE", said("100", "<@99> hej"))
	<-h.came
	a.Wait()
	if err := a.Ready(); err != nil {
		t.Errorf("not ready: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}

	// The next process knows nothing but what is stored.
	s.on("GET users/@me", says(200, `{"id": "99"}`))
	s.on("GET users/@me/guilds", says(200, `[{"id": "10"}]`))
	s.on("GET guilds/10", says(200, string(raw(guild10()))))
	s.on("GET guilds/10/channels", says(200, string(raw(guild10()["channels"]))))
	s.on("GET guilds/10/threads/active", says(200, `{"threads": []}`))
	s.on("GET guilds/10/members/99", says(200, `{"user": {"id": "99"}, "roles": []}`))
	h = newHost()
	s.run(s.adapter(c, st, nil), h)
	k = s.next(60000)
	resume := k.gets(opResume)
	if resume["session_id"] != "s1" || resume["seq"] != float64(3) || resume["token"] != "TOKEN" {
		t.Errorf("resumed with %v", resume)
	}
	k.event(4, "MESSAGE_CREATE", said("101", "<@99> igen"))
	k.event(5, "RESUMED", nil)
	<-h.came
	ev := h.taken()[0]
	if ev.ID != "m/101" || ev.From.Name != "Lene Holm" || !slices.Equal(ev.From.Channels, []string{"20"}) || !slices.Contains(ev.From.Groups, "lead") {
		t.Errorf("after the resume: %+v", ev)
	}
}

// What is not committed is not counted as read, and keeps its line waiting.
func TestWhatIsNotSavedIsOfferedAgainInOrder(t *testing.T) {
	s, st := newServer(t), &state{}
	h := newHost()
	h.fails = 2
	a := s.adapter(newClock(), st, nil)
	s.run(a, h)
	k := s.next(60000)
	k.gets(opIdentify)
	k.ready("s1")
	k.event(3, "MESSAGE_CREATE", said("100", "<@99> et"))
	k.event(4, "MESSAGE_CREATE", said("101", "<@99> to"))
	for range 4 {
		<-h.came
	}
	var ids []string
	for _, ev := range h.taken() {
		ids = append(ids, ev.ID)
	}
	if want := []string{"m/100", "m/100", "m/100", "m/101"}; !slices.Equal(ids, want) {
		t.Errorf("offered %v, want %v", ids, want)
	}
	a.Wait()
	eventually(t, "the sequence is stored", func() bool {
		b, _ := st.Get(t.Context(), "session/0/1")
		return strings.Contains(string(b), `"seq":4`)
	})
}

func TestHeartbeats(t *testing.T) {
	s := newServer(t)
	a := s.adapter(newClock(), &state{}, nil)
	s.run(a, newHost())
	k := s.next(60000)
	k.gets(opIdentify)
	k.ready("s1")
	k.send(frame{Op: opHeartbeat}) // asked for, it comes at once
	var f struct {
		Op   int   `json:"op"`
		Data int64 `json:"d"`
	}
	for f.Op != opHeartbeat || f.Data == 0 {
		if err := k.ws.ReadJSON(&f); err != nil {
			t.Fatal(err)
		}
	}
	if f.Data != 2 {
		t.Errorf("heartbeat with %d, want the last sequence received, 2", f.Data)
	}
}

// A gateway that is connected and silent is left for another connection, on
// which the session goes on.
func TestADeadConnectionIsLeft(t *testing.T) {
	s := newServer(t)
	s.run(s.adapter(newClock(), &state{}, nil), newHost())
	k := s.next(20) // milliseconds; no heartbeat is acknowledged
	if err := k.ws.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	k.ready("s1")
	for {
		if _, _, err := k.ws.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, closeResumable) {
				t.Errorf("closed with %v, want %d, which keeps the session", err, closeResumable)
			}
			break
		}
	}
	if resume := s.next(60000).gets(opResume); resume["session_id"] != "s1" {
		t.Errorf("resumed with %v", resume)
	}
}

func TestHowConnectionsEnd(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*socket)
		next int // op of the next connection, 0 for none: Run ends
		says string
	}{
		{"reconnect", func(k *socket) { k.send(frame{Op: opReconnect}) }, opResume, ""},
		{"session not valid just now", func(k *socket) { k.send(frame{Op: opInvalidSession, Data: raw(true)}) }, opResume, ""},
		{"session not valid", func(k *socket) { k.send(frame{Op: opInvalidSession, Data: raw(false)}) }, opIdentify, ""},
		{"lost", func(k *socket) { k.ws.Close() }, opResume, ""},
		{"4000", closes(4000), opResume, ""},
		{"4009 timed out", closes(4009), opIdentify, ""},
		{"4004 token", closes(4004), 0, "the bot's token is not valid"},
		{"4011 shards", closes(4011), 0, "set shards higher"},
		{"4013 intents", closes(4013), 0, "install a newer version"},
		{"4014 intents", closes(4014), 0, "Privileged Gateway Intents"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(t)
			a := s.adapter(newClock(), &state{}, nil)
			ended, _ := s.run(a, newHost())
			k := s.next(60000)
			k.gets(opIdentify)
			k.ready("s1")
			tt.end(k)
			if tt.next != 0 {
				s.next(60000).gets(tt.next)
				return
			}
			err := <-ended
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "TOKEN") {
				t.Errorf("ended with %v, want %q", err, tt.says)
			}
			if a.Ready() == nil {
				t.Error("still ready")
			}
		})
	}
}

func closes(code int) func(*socket) {
	return func(k *socket) {
		_ = k.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	}
}

func TestTheLastSessionsOfTheDayAreKeptBack(t *testing.T) {
	s, c := newServer(t), newClock()
	s.on("GET gateway/bot", says(200, `{"shards": 1, "session_start_limit": {"total": 1000, "remaining": 10, "reset_after": 7200000}}`))
	a := s.adapter(c, &state{}, nil)
	s.run(a, newHost())
	eventually(t, "says why it waits", func() bool {
		err := a.Ready()
		return err != nil && strings.Contains(err.Error(), "too many sessions were begun today")
	})
	s.on("GET gateway/bot", says(200, `{"shards": 1, "session_start_limit": {"total": 1000, "remaining": 1000, "reset_after": 0}}`))
	c.Move(2 * time.Hour)
	s.next(60000).gets(opIdentify)
}

func TestABadTokenEndsRun(t *testing.T) {
	s := newServer(t)
	s.on("GET gateway/bot", says(401, `{"code": 0, "message": "401: Unauthorized"}`))
	ended, _ := s.run(s.adapter(newClock(), &state{}, func(o *Options) { o.Shards = 0 }), newHost())
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "the bot's token is not valid") {
		t.Errorf("ended with %v", err)
	}
}

// What was written while no session was there is read from the last message seen.
func TestReadingOnAfterANewSession(t *testing.T) {
	s, st := newServer(t), &state{}
	if err := st.Put(t.Context(), readKey, []byte(`{"30": "100"}`)); err != nil {
		t.Fatal(err)
	}
	s.on("GET channels/30/messages", says(200, `[{"id": "102", "channel_id": "30", "content": "to", "author": {"id": "5"}}, {"id": "101", "channel_id": "30", "content": "et", "author": {"id": "5"}}, {"id": "100", "channel_id": "30", "author": {"id": "99", "bot": true}}]`))
	s.on("GET guilds/10/members/5", says(200, `{"user": {"id": "5", "username": "lene"}, "roles": []}`))
	h := newHost()
	s.run(s.adapter(newClock(), st, nil), h)
	k := s.next(60000)
	k.gets(opIdentify)
	k.ready("s1")
	<-h.came
	<-h.came
	for i, want := range []string{"et", "to"} {
		ev := h.taken()[i]
		if b, ok := ev.Body.(chat.Said); !ok || b.Text != want || ev.Place.String() != "discord/10/@5" {
			t.Errorf("event %d is %+v, want %q", i, ev, want)
		}
	}
}
