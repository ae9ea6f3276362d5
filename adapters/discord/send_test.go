package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"brobygger/adapters"
	"brobygger/chat"
)

func body(t *testing.T, c call) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(c.body), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAPostCarriesItsNonceAndKey(t *testing.T) {
	s := newServer(t)
	s.on("POST channels/20/messages", says(200, `{"id": "7"}`))
	a := s.adapter(newClock(), &state{}, nil)
	ref, err := a.Send(t.Context(), post("d1"))
	if err != nil || ref != "20/7" {
		t.Fatal(ref, err)
	}
	made := s.made("POST channels/20/messages")[0]
	m := body(t, made)
	text, key := splitKey(m["content"].(string))
	if text != "Hej" || key != keyOf("d1") || m["nonce"] != nonceOf("d1") || m["enforce_nonce"] != true || made.kind != "test" {
		t.Errorf("sent %s as %s", made.body, made.kind)
	}
	if mentions := m["allowed_mentions"].(map[string]any); len(mentions["parse"].([]any)) != 0 || mentions["users"] != nil {
		t.Errorf("may notify %v", mentions)
	}
}

func TestADirectConversationIsOpenedOnce(t *testing.T) {
	s := newServer(t)
	s.on("POST users/@me/channels", says(200, `{"id": "30"}`))
	s.on("POST channels/30/messages", says(200, `{"id": "7"}`))
	st := &state{}
	a := s.adapter(newClock(), st, nil)
	d := post("d1")
	d.Place = chat.Place{Platform: Platform, Workspace: "10", User: "5"}
	for range 2 {
		if ref, err := a.Send(t.Context(), d); err != nil || ref != "30/7" {
			t.Fatal(ref, err)
		}
	}
	if n := len(s.made("POST users/@me/channels")); n != 1 {
		t.Errorf("opened %d times", n)
	}
	s.on("POST channels/30/messages", says(403, `{"code": 50007, "message": "Cannot send messages to this user"}`))
	if _, err := a.Send(t.Context(), d); adapters.ClassOf(err) != adapters.Gone {
		t.Errorf("closed: %v", err)
	}
}

func TestRepliesStandInTheThreadOfTheirRoot(t *testing.T) {
	s := newServer(t)
	s.on("GET channels/20/messages/100", says(200, `{"id": "100", "content": "<@5>\n### #47 **Nordlys** venter\nmere"}`))
	s.on("POST channels/20/messages/100/threads", says(200, `{"id": "100"}`))
	s.on("POST channels/100/messages", says(200, `{"id": "8"}`))
	a := s.adapter(newClock(), &state{}, nil)
	d := post("d1")
	d.Root = "20/100"
	for i := range 2 {
		if ref, err := a.Send(t.Context(), d); err != nil || ref != "100/8" {
			t.Fatal(i, ref, err)
		}
	}
	made := s.made("POST channels/20/messages/100/threads")
	if len(made) != 1 || body(t, made[0])["name"] != "#47 Nordlys venter" {
		t.Errorf("threads made: %v", made)
	}
	// Made by somebody else meanwhile, or before a restart.
	s.on("POST channels/20/messages/100/threads", says(400, `{"code": 160004, "message": "A thread has already been created for this message"}`))
	if ref, err := s.adapter(newClock(), &state{}, nil).Send(t.Context(), d); err != nil || ref != "100/8" {
		t.Error(ref, err)
	}
	// What stands in the thread is changed as a message of the channel.
	s.on("GET channels/100", says(200, `{"id": "100", "type": 11, "parent_id": "20"}`))
	s.on("PATCH channels/100/messages/8", says(200, `{}`))
	edit := adapters.Delivery{ID: "e", Op: adapters.Edit, Place: d.Place, Target: "100/8", Message: d.Message}
	if ref, err := s.adapter(newClock(), &state{}, nil).Send(t.Context(), edit); err != nil || ref != "100/8" {
		t.Error(ref, err)
	}
	edit.Place.Channel = "21"
	if _, err := s.adapter(newClock(), &state{}, nil).Send(t.Context(), edit); adapters.ClassOf(err) != adapters.Gone {
		t.Errorf("by another channel: %v", err)
	}
}

func TestAThreadAtRestIsWoken(t *testing.T) {
	s := newServer(t)
	a := s.adapter(newClock(), &state{}, nil)
	a.guilds.putThread(channel{ID: "100", Parent: "20", Type: 11, Guild: "10"}, false)
	tries := 0
	s.on("POST channels/100/messages", func(w http.ResponseWriter) {
		if tries++; tries == 1 {
			says(400, `{"code": 50083, "message": "Thread is archived"}`)(w)
			return
		}
		says(200, `{"id": "8"}`)(w)
	})
	s.on("PATCH channels/100", says(200, `{}`))
	d := post("d1")
	d.Root = "20/100"
	if ref, err := a.Send(t.Context(), d); err != nil || ref != "100/8" {
		t.Fatal(ref, err)
	}
}

func TestStoriesArePassedOnFromAnnouncementChannels(t *testing.T) {
	s := newServer(t)
	s.on("POST channels/20/messages", says(200, `{"id": "7"}`))
	s.on("POST channels/20/messages/7/crosspost", says(403, `{"code": 50013, "message": "Missing Permissions"}`)) // posted all the same
	for _, tt := range []struct {
		kind  string
		where string
		want  int
	}{{"story.post", `5`, 1}, {"story.post", `0`, 0}, {"handover.card", `5`, 0}} {
		a := s.adapter(newClock(), &state{}, nil)
		var g guildCreate
		if err := json.Unmarshal([]byte(`{"id": "10", "channels": [{"id": "20", "type": `+tt.where+`}]}`), &g); err != nil {
			t.Fatal(err)
		}
		a.guilds.put(g, newClock().Now())
		before := len(s.made("POST channels/20/messages/7/crosspost"))
		d := post("d")
		d.Message.Kind = tt.kind
		if _, err := a.Send(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if n := len(s.made("POST channels/20/messages/7/crosspost")) - before; n != tt.want {
			t.Errorf("%s in a channel of type %s: passed on %d times, want %d", tt.kind, tt.where, n, tt.want)
		}
	}
}

func TestFindReadsBackTheBotsOwnMessages(t *testing.T) {
	s := newServer(t)
	a := s.adapter(newClock(), &state{}, nil)
	a.guilds.setBot("99")
	own := func(id, key string) string {
		return fmt.Sprintf(`{"id": %q, "content": "Hej%s", "author": {"id": "99"}}`, id, key)
	}
	s.on("GET channels/20/messages", says(200, `[{"id": "9", "content": "Hej`+keyOf("d1")+`", "author": {"id": "5"}}, `+own("8", keyOf("other"))+`, `+own("7", keyOf("d1"))+`]`))
	if ref, err := a.Find(t.Context(), post("d1")); err != nil || ref != "20/7" {
		t.Errorf("found %q, %v; a copy by somebody else is not it", ref, err)
	}
	if _, err := a.Find(t.Context(), post("d2")); !errors.Is(err, adapters.ErrAbsent) {
		t.Errorf("absent: %v", err)
	}
	for status, absent := range map[int]bool{404: true, 403: false, 500: false, 429: false} {
		s.on("GET channels/20/messages", says(status, `{"message": "no"}`))
		if _, err := s.adapter(newClock(), &state{}, nil).Find(t.Context(), post("d1")); err == nil || errors.Is(err, adapters.ErrAbsent) != absent {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// Without the permission to read back, Discord gives an empty list: that must
// not be taken for certain absence.
func TestFindCannotTellWithoutHistory(t *testing.T) {
	s := newServer(t)
	s.on("GET channels/20/messages", says(200, `[]`))
	a := s.adapter(newClock(), &state{}, nil)
	a.guilds.setBot("99")
	a.guilds.put(guildCreate{ID: "10", Roles: []role{{ID: "10", Permissions: view}}, Channels: []channel{{ID: "20"}}, Members: []member{{User: &user{ID: "99"}}}}, newClock().Now())
	if _, err := a.Find(t.Context(), post("d1")); err == nil || errors.Is(err, adapters.ErrAbsent) || !strings.Contains(err.Error(), "Read Message History") {
		t.Errorf("have %v", err)
	}
}

// Who has closed direct messages is written to in a private thread, which then
// is their conversation with the bot.
func TestClosedDirectMessages(t *testing.T) {
	s, st := newServer(t), &state{}
	s.on("POST users/@me/channels", says(200, `{"id": "30"}`))
	s.on("POST channels/30/messages", says(403, `{"code": 50007, "message": "Cannot send messages to this user"}`))
	s.on("POST channels/20/threads", says(201, `{"id": "40", "type": 12}`))
	s.on("POST channels/40/messages", says(200, `{"id": "8"}`))
	d := post("d1")
	d.Place = chat.Place{Platform: Platform, Workspace: "10", User: "5"}
	start := func(permissions int64) *Adapter {
		a := s.adapter(newClock(), st, nil)
		a.guilds.setBot("99")
		a.guilds.put(guildCreate{ID: "10", Roles: []role{{ID: "10", Permissions: permissions}}, Channels: []channel{{ID: "20"}}, Members: []member{{User: &user{ID: "99"}}, {User: &user{ID: "5"}}}}, newClock().Now())
		if err := a.recall(t.Context()); err != nil {
			t.Fatal(err)
		}
		return a
	}
	if _, err := start(view).Send(t.Context(), d); adapters.ClassOf(err) != adapters.Gone {
		t.Errorf("without the permission: %v", err)
	}
	for range 2 { // and again after a start
		a := start(view | 1<<36 | 1<<38)
		ref, err := a.Send(t.Context(), d)
		if err != nil || ref != "40/8" {
			t.Fatal(ref, err)
		}
		if place, thread := a.place(t.Context(), "10", "40", "5", nil); place != d.Place || thread != "" {
			t.Errorf("what happens there is in %s, thread %q", place, thread)
		}
		if place, _ := a.place(t.Context(), "10", "40", "6", &channel{ID: "40", Parent: "20", Type: 12}); place.Channel != "20" {
			t.Errorf("somebody else there is in %s", place)
		}
	}
	if made := s.made("POST channels/20/threads"); len(made) != 1 {
		t.Errorf("threads made: %v", made)
	}
	made := s.made("POST channels/40/messages")
	if m := body(t, made[0]); !strings.HasPrefix(m["content"].(string), "<@5>\nHej") {
		t.Errorf("sent %v", m["content"])
	}
	// A thread that somebody has deleted: the conversation is tried anew.
	a := start(view | 1<<36 | 1<<38)
	s.on("POST channels/40/messages", says(404, `{"code": 10003, "message": "Unknown Channel"}`))
	s.on("POST channels/20/threads", says(201, `{"id": "41", "type": 12}`))
	s.on("POST channels/41/messages", says(200, `{"id": "9"}`))
	if ref, err := a.Send(t.Context(), d); err != nil || ref != "41/9" {
		t.Error(ref, err)
	}
}
