package discord

import (
	"context"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"brobygger/chat"
)

// Whatever the gateway sends, it is taken in without a fault, and what comes
// of it is an event with an id and a place, or nothing.
func FuzzDispatch(f *testing.F) {
	for kind, v := range map[string]any{
		"GUILD_CREATE": guild10(), "MESSAGE_CREATE": said("100", "<@99> hej <#20> <:ab:12> <@&11>"), "INTERACTION_CREATE": press("x"),
		"MESSAGE_DELETE":      map[string]any{"id": "100", "channel_id": "20", "guild_id": "10"},
		"MESSAGE_DELETE_BULK": map[string]any{"ids": []string{"1", "2"}, "channel_id": "20"},
		"GUILD_MEMBER_UPDATE": map[string]any{"guild_id": "10", "user": map[string]any{"id": "99"}, "roles": []string{"11"}},
		"CHANNEL_UPDATE":      map[string]any{"guild_id": "10", "id": "20", "permission_overwrites": []any{map[string]any{"id": "10", "type": 0, "allow": "0", "deny": "1024"}}},
		"GUILD_DELETE":        map[string]any{"id": "10"}, "GUILD_ROLE_DELETE": map[string]any{"guild_id": "10", "role_id": "11"},
		"THREAD_CREATE": map[string]any{"id": "100", "parent_id": "20", "guild_id": "10", "type": 11}, "THREAD_LIST_SYNC": map[string]any{"guild_id": "10", "threads": []any{}},
		"MESSAGE_UPDATE": said("100", "ny"), "GUILD_MEMBERS_CHUNK": map[string]any{"guild_id": "10", "members": []any{map[string]any{"user": nil}}},
	} {
		f.Add(kind, []byte(raw(v)))
	}
	f.Add("INTERACTION_CREATE", []byte(raw(sent(press("x")))))
	f.Add("INTERACTION_CREATE", []byte(raw(called())))
	f.Add("MESSAGE_CREATE", []byte(`{"author": null, "member": {}}`))
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		a, err := New(Options{Project: "p", Token: "T", AppID: "1", APIURL: "http://127.0.0.1:1", Guilds: []string{"10"}, Shards: 1, Clock: newClock(), State: &state{}, Commands: []chat.Command{bro()}})
		if err != nil {
			t.Fatal(err)
		}
		h := newHost()
		h.came = make(chan struct{}, 10000)
		a.host = h
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var g guildCreate
		if err := json.Unmarshal(raw(guild10()), &g); err != nil {
			t.Fatal(err)
		}
		a.guilds.setBot("99")
		a.guilds.put(g, newClock().Now())
		a.take(ctx, a.shards[0], nil, frame{Type: kind, Data: data}, func() {})
		a.Wait()
		for _, ev := range h.taken() {
			if ev.ID == "" || ev.Project != "p" || ev.Body == nil || ev.At.IsZero() || ev.Place.Platform != Platform {
				t.Errorf("event %+v", ev)
			}
		}
	})
}

// A person's text comes through whole: only Discord's own notations are read.
func FuzzSpoken(f *testing.F) {
	for _, s := range []string{"<@99> hej", "hej <@!99>: der", "<@5> <@&11> <#20> <a:vink:12>", "<@99", "<@>", "\xff<@99>", "<@U123> <!channel>"} {
		f.Add(s)
	}
	a, err := New(Options{Project: "p", Token: "T", AppID: "1", Shards: 1, Clock: newClock(), State: &state{}})
	if err != nil {
		f.Fatal(err)
	}
	a.guilds.setBot("99")
	f.Fuzz(func(t *testing.T, s string) {
		text, mention := a.spoken(message{Content: s})
		if !mentions.MatchString(s) && (text != s || mention) {
			t.Errorf("%q became %q, mention %v", s, text, mention)
		}
		if utf8.ValidString(s) && !utf8.ValidString(text) {
			t.Errorf("%q became invalid %q", s, text)
		}
		rest, key := splitKey(s)
		if rest+key != s {
			t.Errorf("%q was split into %q and %q", s, rest, key)
		}
	})
}
