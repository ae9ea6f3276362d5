package discord

import (
	"context"
	"strings"
	"time"
)

// known updates what is known of guilds, and tells who came or went by it.
func (a *Adapter) known(ctx context.Context, s *shard, c *connection, kind string, read func(any) bool, now time.Time) []move {
	switch {
	case kind == "GUILD_CREATE":
		return a.knownGuild(ctx, s, c, read, now)
	case kind == "GUILD_DELETE":
		return a.knownNoMore(s, read)
	case strings.HasPrefix(kind, "GUILD_ROLE_"):
		return a.knownRole(kind, read)
	case strings.HasPrefix(kind, "GUILD_MEMBER"):
		return a.knownMember(kind, read, now)
	case strings.HasPrefix(kind, "CHANNEL_"):
		return a.knownChannel(kind, read)
	case strings.HasPrefix(kind, "THREAD_"):
		a.knownThread(kind, read)
	}
	return nil
}

// knownGuild takes a guild that is there: at a start, after an outage, or new.
func (a *Adapter) knownGuild(ctx context.Context, s *shard, c *connection, read func(any) bool, now time.Time) []move {
	var g guildCreate
	if !read(&g) || !a.guilds.serves(g.ID) || g.Unavailable {
		return nil
	}
	s.mu.Lock()
	expected := s.ours == nil || s.ours[g.ID]
	s.mu.Unlock()
	a.guilds.put(g, now)
	if a.has("members") && g.MemberCount > len(g.Members) {
		if err := c.send(opRequestMembers, map[string]any{"guild_id": g.ID, "query": "", "limit": 0}); err != nil {
			a.Log.Warn("members not asked for", "guild", g.ID, "error", err)
		}
	}
	s.arrived(ctx, g.ID)
	if expected {
		return nil
	}
	return a.guilds.arrived(g.ID)
}

// knownNoMore takes a guild that the bot has left.
func (a *Adapter) knownNoMore(s *shard, read func(any) bool) []move {
	var g struct {
		ID     string `json:"id"`
		Outage bool   `json:"unavailable"`
	}
	if !read(&g) || g.Outage {
		return nil
	}
	s.mu.Lock()
	delete(s.ours, g.ID)
	s.mu.Unlock()
	return a.guilds.guildGone(g.ID)
}

func (a *Adapter) knownRole(kind string, read func(any) bool) []move {
	var about struct {
		Guild string `json:"guild_id"`
		Role  role   `json:"role"`
		ID    string `json:"role_id"` // of one that is deleted
	}
	if !read(&about) {
		return nil
	}
	switch kind {
	case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE":
		return a.guilds.roleChanged(about.Guild, about.Role)
	case "GUILD_ROLE_DELETE":
		return a.guilds.roleGone(about.Guild, about.ID)
	}
	return nil
}

func (a *Adapter) knownMember(kind string, read func(any) bool, now time.Time) []move {
	var about struct {
		member
		Guild string   `json:"guild_id"`
		All   []member `json:"members"` // of a chunk
	}
	if !read(&about) {
		return nil
	}
	switch kind {
	case "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE":
		return a.guilds.memberChanged(about.Guild, about.member, kind == "GUILD_MEMBER_ADD", now)
	case "GUILD_MEMBER_REMOVE":
		if about.User == nil {
			return nil
		}
		return a.guilds.memberGone(about.Guild, about.User.ID)
	case "GUILD_MEMBERS_CHUNK":
		a.guilds.change(about.Guild, []string{}, nil, func(gd *guild) {
			for _, m := range about.All {
				gd.meet(m, now)
			}
		})
	}
	return nil
}

func (a *Adapter) knownChannel(kind string, read func(any) bool) []move {
	switch kind {
	case "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE":
	default:
		return nil // pins and the like
	}
	var ch channel
	switch {
	case !read(&ch):
	case ch.Guild == "":
		if len(ch.Recipients) > 0 {
			a.guilds.pair(ch.Recipients[0].ID, ch.ID)
		}
	case kind == "CHANNEL_DELETE":
		return a.guilds.channelGone(ch.Guild, ch.ID)
	default:
		return a.guilds.channelChanged(ch)
	}
	return nil
}

func (a *Adapter) knownThread(kind string, read func(any) bool) {
	switch kind {
	case "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE":
		var th channel
		if read(&th) && a.guilds.serves(th.Guild) {
			a.guilds.putThread(th, kind == "THREAD_DELETE")
		}
	case "THREAD_LIST_SYNC":
		var list struct {
			Guild   string    `json:"guild_id"`
			Threads []channel `json:"threads"`
		}
		if read(&list) && a.guilds.serves(list.Guild) {
			for _, th := range list.Threads {
				th.Guild = list.Guild
				a.guilds.putThread(th, false)
			}
		}
	}
}
