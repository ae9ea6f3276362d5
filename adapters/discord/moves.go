package discord

import (
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// move says that somebody came into or went out of a channel, which is that
// they can or cannot see it any more.
type move struct {
	guild, channel, user string
	in                   bool
}

// change applies fn to a guild and tells who came or went by it, among users
// and channels; nil means all that are known. Of channels that the bot does
// not see it tells nothing but the bot's own coming and going.
func (g *guilds) change(guildID string, users, channels []string, fn func(*guild)) (moves []move) {
	g.mu.Lock()
	defer g.mu.Unlock()
	gd := g.known[guildID]
	if gd == nil {
		return nil
	}
	before := gd.views(users, channels)
	fn(gd)
	after := gd.views(users, channels)
	bot := func(channel string) bool {
		ch, ok := gd.channels[channel]
		return ok && gd.may(ch, g.me, gd.members[g.me].roles)&discordgo.PermissionViewChannel != 0
	}
	for v := range before {
		if !after[v] && (v.user == g.me || bot(v.channel)) {
			moves = append(moves, v)
		}
	}
	for v := range after {
		if v.in = true; !before[move{v.guild, v.channel, v.user, false}] && (v.user == g.me || bot(v.channel)) {
			moves = append(moves, v)
		}
	}
	slices.SortFunc(moves, func(a, b move) int { return strings.Compare(a.channel+" "+a.user, b.channel+" "+b.user) })
	return moves
}

// views lists who sees which channel. It is called with guilds.mu held.
func (g *guild) views(users, channels []string) map[move]bool {
	all := map[move]bool{}
	for userID, m := range g.members {
		if users != nil && !slices.Contains(users, userID) {
			continue
		}
		for id, ch := range g.channels {
			if written(ch.Type) && (channels == nil || slices.Contains(channels, id)) && g.may(ch, userID, m.roles)&discordgo.PermissionViewChannel != 0 {
				all[move{g.id, id, userID, false}] = true
			}
		}
	}
	return all
}

// memberChanged takes in what Discord says of a member. Where a member was
// not known before, nothing can be said of what has changed, unless they are new.
func (g *guilds) memberChanged(guildID string, m member, fresh bool, now time.Time) []move {
	if m.User == nil {
		return nil
	}
	_, was := g.member(guildID, m.User.ID)
	moves := g.change(guildID, []string{m.User.ID}, nil, func(gd *guild) { gd.meet(m, now) })
	if !was && !fresh {
		return nil
	}
	return moves
}

func (g *guilds) memberGone(guildID, userID string) []move {
	return g.change(guildID, []string{userID}, nil, func(gd *guild) { delete(gd.members, userID) })
}

func (g *guilds) channelChanged(ch channel) []move {
	return g.change(ch.Guild, nil, []string{ch.ID}, func(gd *guild) { gd.channels[ch.ID] = ch })
}

// channelGone tells of the bot only: where there is no channel, nobody leaves.
func (g *guilds) channelGone(guildID, id string) []move {
	return g.change(guildID, []string{g.bot()}, []string{id}, func(gd *guild) { delete(gd.channels, id) })
}

func (g *guilds) roleChanged(guildID string, r role) []move {
	return g.change(guildID, nil, nil, func(gd *guild) { gd.roles[r.ID] = r })
}

func (g *guilds) roleGone(guildID, id string) []move {
	return g.change(guildID, nil, nil, func(gd *guild) { delete(gd.roles, id) })
}

// guildGone lets go of a guild; the bot has left all its channels.
func (g *guilds) guildGone(guildID string) []move {
	moves := g.change(guildID, []string{g.bot()}, nil, func(gd *guild) { clear(gd.channels) })
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.known, guildID)
	return moves
}

// arrived are the channels the bot came into with a new guild.
func (g *guilds) arrived(guildID string) (moves []move) {
	for _, id := range g.sees(guildID, g.bot(), g.rolesOf(guildID, g.bot())) {
		moves = append(moves, move{guildID, id, g.bot(), true})
	}
	return moves
}

func (g *guilds) rolesOf(guildID, userID string) []string {
	m, _ := g.member(guildID, userID)
	return m.roles
}
