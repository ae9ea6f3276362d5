package discord

import (
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"brobygger/chat"
)

// guilds is what is known of the guilds the bot serves: roles, channels, who
// may see what. The gateway keeps it fresh; it does no I/O. Being in a channel
// means seeing it: Discord has no other membership.
type guilds struct {
	mu      sync.RWMutex
	me      string // the bot's user
	serve   []string
	known   map[string]*guild
	threads map[string]channel // by id, with Guild and Parent
	home    map[string]string  // user → the guild they were last met in
	last    map[string]string  // user → the channel they last did something in
	langs   map[string]chat.Lang
	direct  map[string]string // channel of a direct conversation → user
	opened  map[string]string // user → channel of the direct conversation
}

type guild struct {
	id, owner string
	roles     map[string]role
	channels  map[string]channel
	members   map[string]known
}

// known is what was last heard of a member.
type known struct {
	name  string
	roles []string
	at    time.Time
}

func newGuilds(serve []string) *guilds {
	return &guilds{
		serve: serve, known: map[string]*guild{}, threads: map[string]channel{}, home: map[string]string{}, last: map[string]string{},
		langs: map[string]chat.Lang{}, direct: map[string]string{}, opened: map[string]string{},
	}
}

// serves reports whether the bot works in a guild.
func (g *guilds) serves(id string) bool {
	return id != "" && (len(g.serve) == 0 || slices.Contains(g.serve, id))
}

func (g *guilds) bot() string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.me
}

func (g *guilds) setBot(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.me = id
}

// put takes in a whole guild.
func (g *guilds) put(c guildCreate, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	was := g.known[c.ID]
	now1 := &guild{id: c.ID, owner: c.Owner, roles: map[string]role{}, channels: map[string]channel{}, members: map[string]known{}}
	if was != nil {
		now1.members = was.members
	}
	for _, r := range c.Roles {
		now1.roles[r.ID] = r
	}
	for _, ch := range c.Channels {
		ch.Guild = c.ID
		now1.channels[ch.ID] = ch
	}
	for _, th := range c.Threads {
		th.Guild = c.ID
		g.threads[th.ID] = th
	}
	g.known[c.ID] = now1
	for _, m := range c.Members {
		now1.meet(m, now)
	}
}

// meet remembers a member.
func (g *guild) meet(m member, now time.Time) {
	if m.User == nil {
		return
	}
	name := m.Nick
	if name == "" {
		name = m.User.shown()
	}
	g.members[m.User.ID] = known{name: name, roles: slices.Clone(m.Roles), at: now}
}

// met remembers a member of a guild, and that this is where the user is at home.
func (g *guilds) met(guildID string, m member, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if gd := g.known[guildID]; gd != nil && m.User != nil {
		gd.meet(m, now)
		g.home[m.User.ID] = guildID
	}
}

// member gives what is known of a member.
func (g *guilds) member(guildID, userID string) (known, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	gd := g.known[guildID]
	if gd == nil {
		return known{}, false
	}
	m, ok := gd.members[userID]
	return m, ok
}

// forget lets go of somebody who is no member any more.
func (g *guilds) forget(guildID, userID string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if gd := g.known[guildID]; gd != nil {
		delete(gd.members, userID)
	}
}

// homeOf gives the guild a user was last met in, else one where the user is
// known, else "".
func (g *guilds) homeOf(userID string) string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if id := g.home[userID]; g.known[id] != nil {
		return id
	}
	for _, id := range g.ids() {
		if _, ok := g.known[id].members[userID]; ok {
			return id
		}
	}
	return ""
}

// knows reports whether a guild's roles and channels are known.
func (g *guilds) knows(id string) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.known[id] != nil
}

// all lists the guilds the bot is in.
func (g *guilds) all() []string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.ids()
}

// ids is called with g.mu held.
func (g *guilds) ids() []string {
	ids := make([]string, 0, len(g.known))
	for id := range g.known {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// sees lists the channels in which both a member and the bot are.
func (g *guilds) sees(guildID, userID string, roles []string) (channels []string) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	gd := g.known[guildID]
	if gd == nil {
		return nil
	}
	for id, ch := range gd.channels {
		if written(ch.Type) && gd.may(ch, userID, roles)&discordgo.PermissionViewChannel != 0 &&
			gd.may(ch, g.me, gd.members[g.me].roles)&discordgo.PermissionViewChannel != 0 {
			channels = append(channels, id)
		}
	}
	slices.Sort(channels)
	return channels
}

// written reports a channel in which people write to each other.
func written(t discordgo.ChannelType) bool {
	return t == discordgo.ChannelTypeGuildText || t == discordgo.ChannelTypeGuildNews
}

// groups gives the roles of a member by name and by id.
func (g *guilds) groups(guildID string, roles []string) (all []string) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if gd := g.known[guildID]; gd != nil {
		for _, id := range roles {
			if r, ok := gd.roles[id]; ok {
				all = append(all, r.Name)
			}
			all = append(all, id)
		}
	}
	return all
}

// channel gives a channel or thread by id.
func (g *guilds) channel(id string) (channel, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if th, ok := g.threads[id]; ok {
		return th, true
	}
	for _, gd := range g.known {
		if ch, ok := gd.channels[id]; ok {
			return ch, true
		}
	}
	return channel{}, false
}

// putThread remembers which channel a thread belongs to, or forgets it.
func (g *guilds) putThread(th channel, gone bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if gone {
		delete(g.threads, th.ID)
		return
	}
	g.threads[th.ID] = th
}

// did remembers in which channel, or in a thread of which, a user did something.
func (g *guilds) did(userID, channelID string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if th, ok := g.threads[channelID]; ok {
		channelID = th.Parent
	}
	g.last[userID] = channelID
}

// metIn gives the channel of a guild that a user was last met in, else the
// first that they and the bot see.
func (g *guilds) metIn(guildID, userID string) string {
	g.mu.RLock()
	id := g.last[userID]
	here := false
	if gd := g.known[guildID]; gd != nil {
		_, here = gd.channels[id]
	}
	g.mu.RUnlock()
	if here {
		return id
	}
	for _, id := range g.sees(guildID, userID, g.rolesOf(guildID, userID)) {
		return id
	}
	return ""
}

// speaks remembers the language a user has set.
func (g *guilds) speaks(userID string, l chat.Lang) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.langs[userID] = l
}

func (g *guilds) lang(userID string) chat.Lang {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.langs[userID]
}

// pair remembers the channel of a user's direct conversation, "" for none.
func (g *guilds) pair(userID, channelID string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.opened[userID] = channelID
	if channelID != "" {
		g.direct[channelID] = userID
	}
}

// directWith gives the channel of a user's direct conversation, "" when it has
// not been opened yet.
func (g *guilds) directWith(userID string) string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.opened[userID]
}

// directOf gives whose direct conversation a channel is, "" for none.
func (g *guilds) directOf(channelID string) string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.direct[channelID]
}

// named gives the name a mention stands for.
func (g *guilds) named(guildID, userID string) string {
	m, _ := g.member(guildID, userID)
	return m.name
}

func (g *guilds) roleName(guildID, id string) string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if gd := g.known[guildID]; gd != nil {
		return gd.roles[id].Name
	}
	return ""
}
