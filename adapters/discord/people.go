package discord

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
)

const (
	// fresh is how long what is known of a member is believed. With the
	// members intent Discord tells of every change.
	fresh = time.Minute
	// askWithin is how long an event may wait for what Discord is asked about
	// its sender; then what is known already must do.
	askWithin = 800 * time.Millisecond
)

func (a *Adapter) account(guildID, userID string) chat.Account {
	return chat.Account{Platform: Platform, Workspace: guildID, User: userID}
}

// sender is who did something, with what is known of them in the guild.
func (a *Adapter) sender(ctx context.Context, guildID string, u user) chat.Sender {
	now := a.Clock.Now()
	m, ok := a.guilds.member(guildID, u.ID)
	if !ok || !a.has("members") && now.Sub(m.at) > fresh {
		if asked, found := a.ask(ctx, guildID, u.ID); found {
			m = asked
		}
	}
	if m.at.IsZero() {
		m.at = now
	}
	if m.name == "" {
		m.name = u.shown()
	}
	return chat.Sender{
		Account: a.account(guildID, u.ID), Name: m.name, Lang: a.guilds.lang(u.ID), Bot: u.Bot, KnownAt: m.at,
		Channels: a.guilds.sees(guildID, u.ID, m.roles), Groups: a.guilds.groups(guildID, m.roles),
	}
}

// ask asks Discord for a member. Found is false when it cannot tell; somebody
// who is no member has no roles.
func (a *Adapter) ask(ctx context.Context, guildID, userID string) (m known, found bool) {
	if !a.guilds.knows(guildID) {
		return m, false
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	var got member
	err := a.rest.do(ctx, request{method: http.MethodGet, route: "guilds/" + guildID + "/members/{}", args: []string{userID}}, &got)
	switch {
	case statusOf(err) == http.StatusNotFound:
		a.guilds.forget(guildID, userID)
		return known{at: a.Clock.Now()}, true
	case err != nil || got.User == nil:
		a.Log.Debug("member not asked for", "guild", guildID, "user", userID, "error", err)
		return m, false
	}
	a.guilds.met(guildID, got, a.Clock.Now())
	return a.guilds.member(guildID, userID)
}

// homeOf gives the guild a direct conversation belongs to: where the user was
// last met, else the first that has them as a member.
func (a *Adapter) homeOf(ctx context.Context, userID string) string {
	if id := a.guilds.homeOf(userID); id != "" {
		return id
	}
	all := a.guilds.all()
	for _, id := range all {
		if m, found := a.ask(ctx, id, userID); found && m.name != "" {
			return id
		}
	}
	for _, ids := range [][]string{all, a.Guilds} {
		if len(ids) > 0 {
			return ids[0]
		}
	}
	return ""
}

// place gives where something happened, and in which thread. A channel that
// is not known is asked for; where says what an interaction knows of it.
func (a *Adapter) place(ctx context.Context, guildID, channelID, userID string, where *channel) (chat.Place, chat.Ref) {
	if guildID == "" {
		return a.account(a.homeOf(ctx, userID), userID).Direct(), ""
	}
	if a.asideOf(channelID, userID) {
		return a.account(guildID, userID).Direct(), ""
	}
	ch, ok := a.guilds.channel(channelID)
	if !ok && where != nil && where.ID == channelID {
		ch, ok = *where, true
	}
	if !ok {
		ctx, cancel := context.WithTimeout(ctx, askWithin)
		defer cancel()
		err := a.rest.do(ctx, request{method: http.MethodGet, route: "channels/" + channelID}, &ch)
		if ok = err == nil; !ok {
			a.Log.Debug("channel not asked for", "channel", channelID, "error", err)
		}
	}
	place := chat.Place{Platform: Platform, Workspace: guildID, Channel: channelID}
	if !ok || !isThread(ch) {
		return place, ""
	}
	ch.Guild = guildID
	a.guilds.putThread(ch, false)
	place.Channel = ch.Parent
	return place, refOf(ch.Parent, channelID) // a thread has the id of its root message
}

// isThread knows announcement threads, public and private ones.
func isThread(ch channel) bool { return ch.Type >= 10 && ch.Type <= 12 && ch.Parent != "" }

// repliedTo gives the message a text answers, where that means being under it:
// in a direct conversation, which has no threads, and under the bot's own.
func (a *Adapter) repliedTo(m message) chat.Ref {
	if m.Reference == nil || m.Reference.Message == "" {
		return ""
	}
	if m.Guild == "" || m.Replied != nil && m.Replied.Author != nil && m.Replied.Author.ID == a.guilds.bot() {
		return refOf(m.Channel, m.Reference.Message)
	}
	return ""
}

// spoken gives what a person reads in a text, without the bot's own mention,
// and whether it was addressed to the bot.
func (a *Adapter) spoken(m message) (text string, mention bool) {
	bot := a.guilds.bot()
	for _, u := range m.Mentions {
		mention = mention || u.ID == bot
	}
	names := map[string]string{}
	for _, u := range m.Mentions {
		names[u.ID] = u.shown()
	}
	var b strings.Builder
	rest, called := m.Content, false
	for {
		at := mentions.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		b.WriteString(rest[:at[0]])
		kind, name, id := rest[at[2]:at[3]], "", rest[at[6]:at[7]]
		if at[4] >= 0 {
			name = rest[at[4]:at[5]]
		}
		rest = rest[at[1]:]
		if (kind == "@" || kind == "@!") && id == bot {
			called = true
			rest = strings.TrimLeft(strings.TrimLeft(rest, ":,"), " ")
			continue
		}
		b.WriteString(a.shown(m.Guild, kind, name, id, names))
	}
	b.WriteString(rest)
	if text = b.String(); called {
		text = strings.TrimSpace(text)
	}
	return text, mention || called
}

// mentions are Discord's own notations for people, roles, channels and emoji:
// https://docs.discord.com/developers/reference#message-formatting
var mentions = regexp.MustCompile(`<(@!|@&|@|#|a?:(\w+):)(\d+)>`)

// shown is what a client shows for a mention.
func (a *Adapter) shown(guildID, kind, name, id string, names map[string]string) string {
	switch kind {
	case "@", "@!":
		if n := a.guilds.named(guildID, id); n != "" {
			return "@" + n
		}
		if names[id] != "" {
			return "@" + names[id]
		}
	case "@&":
		if n := a.guilds.roleName(guildID, id); n != "" {
			return "@" + n
		}
	case "#":
		if ch, ok := a.guilds.channel(id); ok {
			return "#" + ch.Name
		}
	default:
		return ":" + name + ":"
	}
	return strings.TrimRight(kind, "!&") + id
}

// A reference is "CHANNEL/MESSAGE", with the channel the message really
// stands in: for one in a thread the thread.
func refOf(channelID, messageID string) chat.Ref { return chat.Ref(channelID + "/" + messageID) }

func parseRef(r chat.Ref) (channelID, messageID string, err error) {
	channelID, messageID, _ = strings.Cut(string(r), "/")
	if !snowflake(channelID) || !snowflake(messageID) {
		return "", "", failed(adapters.Rejected, "reference %q: not of this platform", r)
	}
	return channelID, messageID, nil
}
