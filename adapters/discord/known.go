package discord

import (
	"context"
	"time"
)

// known updates what is known of guilds, and tells who came or went by it.
func (a *Adapter) known(ctx context.Context, s *shard, c *connection, kind string, read func(any) bool, now time.Time) []move {
	var about struct {
		Guild string `json:"guild_id"`
		ID    string `json:"id"`
		User  user   `json:"user"`
		Role  role   `json:"role"`
		RoleI string `json:"role_id"`
		Gone  bool   `json:"unavailable"`
	}
	switch kind {
	case "GUILD_CREATE":
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
		if !expected {
			return a.guilds.arrived(g.ID)
		}
	case "GUILD_MEMBERS_CHUNK":
		var chunk struct {
			Guild   string   `json:"guild_id"`
			Members []member `json:"members"`
		}
		if read(&chunk) {
			a.guilds.change(chunk.Guild, []string{}, nil, func(gd *guild) {
				for _, m := range chunk.Members {
					gd.meet(m, now)
				}
			})
		}
	case "GUILD_DELETE":
		if read(&about) && !about.Gone { // unavailable is an outage, not the end
			s.mu.Lock()
			delete(s.ours, about.ID)
			s.mu.Unlock()
			return a.guilds.guildGone(about.ID)
		}
	case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE":
		if read(&about) {
			return a.guilds.roleChanged(about.Guild, about.Role)
		}
	case "GUILD_ROLE_DELETE":
		if read(&about) {
			return a.guilds.roleGone(about.Guild, about.RoleI)
		}
	case "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE":
		var m struct {
			member
			Guild string `json:"guild_id"`
		}
		if read(&m) {
			return a.guilds.memberChanged(m.Guild, m.member, kind == "GUILD_MEMBER_ADD", now)
		}
	case "GUILD_MEMBER_REMOVE":
		if read(&about) {
			return a.guilds.memberGone(about.Guild, about.User.ID)
		}
	case "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE":
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
	case "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE":
		var th channel
		if read(&th) && a.guilds.serves(th.Guild) {
			a.guilds.putThread(th, kind == "THREAD_DELETE")
		}
	case "THREAD_LIST_SYNC":
		var sync struct {
			Guild   string    `json:"guild_id"`
			Threads []channel `json:"threads"`
		}
		if read(&sync) && a.guilds.serves(sync.Guild) {
			for _, th := range sync.Threads {
				th.Guild = sync.Guild
				a.guilds.putThread(th, false)
			}
		}
	}
	return nil
}
