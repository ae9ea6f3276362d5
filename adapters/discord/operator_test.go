package discord

import (
	"net/url"
	"strings"
	"testing"

	"brobygger/chat"
)

func TestInvitation(t *testing.T) {
	u, err := url.Parse(Invitation("42"))
	if err != nil {
		t.Fatal(err)
	}
	// Send in threads 1<<38, create public 1<<35 and private threads 1<<36, history, send, view.
	if q := u.Query(); q.Get("client_id") != "42" || q.Get("scope") != "bot applications.commands" || q.Get("permissions") != "377957190656" {
		t.Errorf("the link asks for %v", q)
	}
}

func TestCheck(t *testing.T) {
	network := chat.Place{Platform: Platform, Workspace: "10", Channel: "20"}
	lene := chat.Account{Platform: Platform, Workspace: "10", User: "5"}
	for _, tt := range []struct {
		name   string
		change func(*server, *Options)
		place  chat.Place
		want   []string // a part of each problem
	}{
		{"all in order", nil, network, nil},
		{"token", func(s *server, _ *Options) { s.on("GET users/@me", says(401, `{"message": "401: Unauthorized"}`)) }, network, []string{"Reset Token"}},
		{"no answer", func(s *server, _ *Options) { s.on("GET users/@me", says(502, `oops`)) }, network, []string{"Discord does not answer"}},
		{"another application", func(_ *server, o *Options) { o.AppID = "2" }, network, []string{"the token belongs to application 1, not to 2"}},
		{"endpoint", func(s *server, _ *Options) {
			s.on("GET applications/@me", says(200, `{"id": "1", "flags": 0, "interactions_endpoint_url": "https://x.dk"}`))
		}, network, []string{"empty Interactions Endpoint URL"}},
		{"intents", func(_ *server, o *Options) { o.Intents = []string{"members", "content"} }, network, []string{"Message Content Intent", "Server Members Intent"}},
		{"intents that are on", func(s *server, o *Options) {
			o.Intents = []string{"members", "content"}
			s.on("GET applications/@me", says(200, `{"id": "1", "flags": 557056}`)) // the limited ones of a small bot
		}, network, nil},
		{"not invited", func(s *server, _ *Options) {
			s.on("GET guilds/10", says(403, `{"code": 50001, "message": "Missing Access"}`))
		}, network, []string{"the bot is not in server 10; somebody who manages the server opens https://discord.com/oauth2/authorize?"}},
		{"no such channel", nil, chat.Place{Platform: Platform, Workspace: "10", Channel: "21"}, []string{"there is no channel 21 in server 10"}},
		{"no text channel", func(s *server, _ *Options) {
			s.on("GET guilds/10/channels", says(200, `[{"id": "20", "type": 2, "name": "tale"}]`))
		}, network, []string{"#tale (20) is no channel for messages"}},
		{"permissions", func(s *server, _ *Options) {
			s.on("GET guilds/10/channels", says(200, `[{"id": "20", "type": 0, "name": "net", "permission_overwrites": [{"id": "10", "type": 0, "allow": "0", "deny": "65536"}, {"id": "99", "type": 1, "allow": "0", "deny": "2048"}]}]`))
		}, network, []string{"in #net (20) the bot lacks Send Messages, Read Message History;"}},
		{"not seen at all", func(s *server, _ *Options) {
			s.on("GET guilds/10/channels", says(200, `[{"id": "20", "type": 0, "name": "net", "permission_overwrites": [{"id": "10", "type": 0, "allow": "0", "deny": "1024"}]}]`))
		}, network, []string{"the bot lacks View Channels, Send Messages,"}},
		{"no member", func(s *server, _ *Options) {
			s.on("GET guilds/10/members/5", says(404, `{"code": 10007, "message": "Unknown Member"}`))
		}, network, []string{"discord/10/5 is no member of the server"}},
		{"another server", func(_ *server, o *Options) { o.Guilds = []string{"10", "11"} }, network, []string{"the bot is not in server 11"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(t)
			s.on("GET users/@me", says(200, `{"id": "99"}`))
			s.on("GET applications/@me", says(200, `{"id": "1", "flags": 0}`))
			s.on("GET guilds/10", says(200, `{"id": "10", "owner_id": "7", "roles": [{"id": "10", "permissions": "377957190656"}]}`))
			s.on("GET guilds/10/channels", says(200, `[{"id": "20", "type": 0, "name": "net"}]`))
			s.on("GET guilds/10/threads/active", says(200, `{}`))
			s.on("GET guilds/10/members/99", says(200, `{"user": {"id": "99"}, "roles": []}`))
			s.on("GET guilds/10/members/5", says(200, `{"user": {"id": "5"}, "roles": []}`))
			o := Options{Token: "TOKEN", AppID: "1", APIURL: s.http.URL, Clock: newClock()}
			if tt.change != nil {
				tt.change(s, &o)
			}
			got := Check(t.Context(), o, []chat.Place{tt.place}, []chat.Account{lene, lene})
			if len(got) != len(tt.want) {
				t.Fatalf("%d problems %q, want %d", len(got), got, len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.Contains(got[i], want) || strings.Contains(got[i], "TOKEN") {
					t.Errorf("problem %q, want %q", got[i], want)
				}
			}
		})
	}
}
