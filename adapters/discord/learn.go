package discord

import (
	"context"
	"fmt"
	"net/http"
)

// learn asks for the guilds by REST: a session that is resumed after a start
// tells of changes only, not of what there is.
func (s *shard) learn(ctx context.Context) error {
	a := s.a
	if s.informed {
		return nil
	}
	if a.guilds.bot() == "" {
		var me user
		if err := a.rest.do(ctx, request{method: http.MethodGet, route: "users/@me"}, &me); err != nil {
			if statusOf(err) == http.StatusUnauthorized {
				return &permanent{badToken}
			}
			return fmt.Errorf("ask for the bot's user: %w", err)
		}
		a.guilds.setBot(me.ID)
	}
	ids := a.Guilds
	if len(ids) == 0 {
		var all []struct {
			ID string `json:"id"`
		}
		if err := a.rest.do(ctx, request{method: http.MethodGet, route: "users/@me/guilds"}, &all); err != nil {
			return fmt.Errorf("ask for the guilds: %w", err)
		}
		for _, g := range all {
			ids = append(ids, g.ID)
		}
	}
	for _, id := range ids {
		if s.holds(id) && !a.guilds.knows(id) {
			if err := s.learnGuild(ctx, id); err != nil {
				return fmt.Errorf("ask for guild %s: %w", id, err)
			}
		}
	}
	s.informed = true
	return nil
}

// learnGuild passes over a guild that the bot is not in.
func (s *shard) learnGuild(ctx context.Context, id string) error {
	g, err := fetchGuild(ctx, s.a.rest, id, s.a.guilds.bot())
	if status := statusOf(err); status == http.StatusForbidden || status == http.StatusNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	s.a.guilds.put(g, s.a.Clock.Now())
	if s.a.has("members") {
		s.mu.Lock()
		s.learnt = append(s.learnt, id)
		s.mu.Unlock()
	}
	return nil
}

// fetchGuild asks for what the gateway would tell of a guild, the bot as its
// only member.
func fetchGuild(ctx context.Context, r *rest, id, bot string) (g guildCreate, err error) {
	var me member
	var active struct {
		Threads []channel `json:"threads"`
	}
	for _, ask := range []struct {
		route string
		args  []string
		into  any
	}{
		{"guilds/" + id, nil, &g},
		{"guilds/" + id + "/channels", nil, &g.Channels},
		{"guilds/" + id + "/threads/active", nil, &active},
		{"guilds/" + id + "/members/{}", []string{bot}, &me},
	} {
		if err := r.do(ctx, request{method: http.MethodGet, route: ask.route, args: ask.args}, ask.into); err != nil {
			return g, err
		}
	}
	if me.User == nil {
		me.User = &user{ID: bot, Bot: true}
	}
	g.Threads, g.Members = active.Threads, []member{me}
	return g, nil
}

// holds reports whether events of a guild come on this shard.
// https://docs.discord.com/developers/events/gateway#sharding
func (s *shard) holds(guildID string) bool {
	return int(number(guildID)>>22%uint64(s.count)) == s.number
}

// askMembers asks the gateway for the members of guilds learnt otherwise.
func (s *shard) askMembers(c *connection) {
	s.mu.Lock()
	ids := s.learnt
	s.learnt = nil
	s.mu.Unlock()
	for _, id := range ids {
		if err := c.send(opRequestMembers, map[string]any{"guild_id": id, "query": "", "limit": 0}); err != nil {
			s.a.Log.Warn("members not asked for", "guild", id, "error", err)
		}
	}
}
