package discord

import (
	"slices"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

const view = discordgo.PermissionViewChannel

func TestWhoSeesAChannel(t *testing.T) {
	g := &guild{id: "10", owner: "7", roles: map[string]role{
		"10": {ID: "10", Permissions: view}, "11": {ID: "11"}, "12": {ID: "12", Permissions: discordgo.PermissionAdministrator}, "13": {ID: "13"},
	}}
	everyone := overwrite{ID: "10", Deny: view}
	for _, tt := range []struct {
		name  string
		user  string
		roles []string
		over  []overwrite
		want  bool
	}{
		{"everybody", "5", nil, nil, true},
		{"private", "5", nil, []overwrite{everyone}, false},
		{"by role", "5", []string{"11"}, []overwrite{{ID: "11", Allow: view}, everyone}, true},
		{"one role allows, another denies", "5", []string{"11", "13"}, []overwrite{everyone, {ID: "11", Allow: view}, {ID: "13", Deny: view}}, true},
		{"denied as a member", "5", []string{"11"}, []overwrite{{ID: "5", Type: 1, Deny: view}, {ID: "11", Allow: view}}, false},
		{"allowed as a member", "5", nil, []overwrite{everyone, {ID: "5", Type: 1, Allow: view}}, true},
		{"a role with the member's id is none", "5", nil, []overwrite{everyone, {ID: "5", Type: 0, Allow: view}}, false},
		{"administrator", "5", []string{"12"}, []overwrite{everyone}, true},
		{"owner", "7", nil, []overwrite{everyone}, true},
	} {
		if got := g.may(channel{Overwrites: tt.over}, tt.user, tt.roles)&view != 0; got != tt.want {
			t.Errorf("%s: sees %v, want %v", tt.name, got, tt.want)
		}
	}
}

func aGuild() (*guilds, time.Time) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	g := newGuilds(nil)
	g.setBot("99")
	private := []overwrite{{ID: "10", Deny: view}, {ID: "11", Allow: view}, {ID: "99", Type: 1, Allow: view}}
	g.put(guildCreate{
		ID: "10", Owner: "7", Roles: []role{{ID: "10", Permissions: view}, {ID: "11", Name: "jobcenter"}},
		Channels: []channel{{ID: "20", Name: "net"}, {ID: "21", Name: "job", Overwrites: private}, {ID: "22", Type: discordgo.ChannelTypeGuildVoice}, {ID: "23", Overwrites: []overwrite{{ID: "10", Deny: view}, {ID: "11", Allow: view}}}},
		Members:  []member{{User: &user{ID: "99"}}, {User: &user{ID: "5"}}},
	}, now)
	return g, now
}

func TestChannelsOfAPersonAreThoseTheBotSeesToo(t *testing.T) {
	g, _ := aGuild()
	if got := g.sees("10", "5", nil); !slices.Equal(got, []string{"20"}) {
		t.Errorf("without a role: %v", got)
	}
	if got := g.sees("10", "5", []string{"11"}); !slices.Equal(got, []string{"20", "21"}) {
		t.Errorf("with the role: %v; 23 is hidden from the bot", got)
	}
}

func TestComingsAndGoings(t *testing.T) {
	g, now := aGuild()
	lene := func(roles ...string) member { return member{User: &user{ID: "5"}, Roles: roles} }
	in := func(channel, user string) move { return move{"10", channel, user, true} }
	out := func(channel, user string) move { return move{"10", channel, user, false} }
	for _, tt := range []struct {
		name string
		do   func() []move
		want []move
	}{
		{"a role given", func() []move { return g.memberChanged("10", lene("11"), false, now) }, []move{in("21", "5")}},
		{"the same again", func() []move { return g.memberChanged("10", lene("11"), false, now) }, nil},
		{"a role taken", func() []move { return g.memberChanged("10", lene(), false, now) }, []move{out("21", "5")}},
		{"somebody never met", func() []move {
			return g.memberChanged("10", member{User: &user{ID: "6"}, Roles: []string{"11"}}, false, now)
		}, nil},
		{"somebody new", func() []move { return g.memberChanged("10", member{User: &user{ID: "8"}}, true, now) }, []move{in("20", "8")}},
		{"who leaves", func() []move { return g.memberGone("10", "8") }, []move{out("20", "8")}},
		{"the bot shut out", func() []move {
			return g.channelChanged(channel{ID: "21", Guild: "10", Overwrites: []overwrite{{ID: "10", Deny: view}, {ID: "11", Allow: view}}})
		}, []move{out("21", "99")}},
		{"what it no longer sees", func() []move { return g.memberChanged("10", lene("11"), false, now) }, nil},
		{"let in again", func() []move {
			return g.channelChanged(channel{ID: "21", Guild: "10", Overwrites: []overwrite{{ID: "10", Deny: view}, {ID: "11", Allow: view}, {ID: "99", Type: 1, Allow: view}}})
		}, []move{in("21", "99")}},
		{"a channel deleted", func() []move { return g.channelGone("10", "21") }, []move{out("21", "99")}},
		{"removed from the server", func() []move { return g.guildGone("10") }, []move{out("20", "99")}},
		{"after that", func() []move { return g.memberGone("10", "5") }, nil},
	} {
		if got := tt.do(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
