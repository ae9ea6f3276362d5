package discord

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"brobygger/chat"
)

// Permission is one the bot needs, by the name Discord's settings show.
type Permission struct {
	Name string
	Why  string
	bit  int64
}

// Permissions are all the bot uses.
func Permissions() []Permission {
	return []Permission{
		{"View Channels", "to be in the channels of networks and partners", discordgo.PermissionViewChannel},
		{"Send Messages", "to post cards, answers and stories", discordgo.PermissionSendMessages},
		{"Send Messages in Threads", "to answer under a card", discordgo.PermissionSendMessagesInThreads},
		{"Create Public Threads", "to begin the thread under a card", discordgo.PermissionCreatePublicThreads},
		{"Create Private Threads", "to reach somebody who has closed direct messages, in a thread that only they are in", discordgo.PermissionCreatePrivateThreads},
		{"Read Message History", "to see after an interruption whether a message of its own got through, so that nothing is posted twice", discordgo.PermissionReadMessageHistory},
	}
}

// Scopes are the OAuth2 scopes of the invitation.
func Scopes() []string { return []string{"bot", "applications.commands"} }

// Invitation is the link with which somebody who manages a server lets the bot in.
func Invitation(appID string) string {
	var all int64
	for _, p := range Permissions() {
		all |= p.bit
	}
	return "https://discord.com/oauth2/authorize?" + url.Values{
		"client_id": {appID}, "scope": {strings.Join(Scopes(), " ")}, "permissions": {strconv.FormatInt(all, 10)},
	}.Encode()
}

// Flags of an application that say which privileged intents it may use:
// https://docs.discord.com/developers/resources/application#application-object-application-flags
const (
	mayMembers = 1<<14 | 1<<15
	mayContent = 1<<18 | 1<<19
)

// checkWithin is how long all the questions of Check may take.
const checkWithin = 30 * time.Second

// Check asks Discord whether a bot with o can work in places and reach people,
// and gives a sentence for whatever an operator has to put right.
func Check(ctx context.Context, o Options, places []chat.Place, people []chat.Account) (problems []string) {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	c := checker{ctx: ctx, o: o, rest: newREST(o.APIURL, strings.TrimPrefix(o.Token, "Bot "), o.HTTP, o.Clock), guilds: map[string]guildCreate{}}
	if !c.application() {
		return c.problems
	}
	ids := slices.Clone(o.Guilds)
	for _, p := range places {
		ids = append(ids, p.Workspace)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		c.guild(id)
	}
	for _, p := range places {
		c.channel(p)
	}
	for i, a := range people {
		if !slices.Contains(people[:i], a) {
			c.person(a)
		}
	}
	return c.problems
}

type checker struct {
	ctx      context.Context
	o        Options
	rest     *rest
	me       string
	guilds   map[string]guildCreate // that the bot is in
	problems []string
}

func (c *checker) say(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *checker) get(route string, into any, args ...string) error {
	return c.rest.do(c.ctx, request{method: http.MethodGet, route: route, args: args}, into)
}

// application checks the token and what the portal says; without it there is
// nothing more to ask.
func (c *checker) application() bool {
	var me user
	err := c.get("users/@me", &me)
	switch {
	case statusOf(err) == http.StatusUnauthorized:
		c.say("%s", badToken)
		return false
	case err != nil:
		c.say("Discord does not answer (%v); is there a way out to the internet, or a proxy in between?", err)
		return false
	}
	c.me = me.ID
	var app struct {
		ID       string `json:"id"`
		Flags    int    `json:"flags"`
		Endpoint string `json:"interactions_endpoint_url"`
	}
	if err := c.get("applications/@me", &app); err != nil {
		c.say("Discord does not tell of the application (%v)", err)
		return false
	}
	if app.ID != c.o.AppID {
		c.say("the token belongs to application %s, not to %s; write %s as application, or take the token of the other", app.ID, c.o.AppID, app.ID)
	}
	if app.Endpoint != "" {
		c.say("presses and commands go to another address; empty Interactions Endpoint URL under General Information in the Developer Portal")
	}
	for intent, flags := range map[string]int{"members": mayMembers, "content": mayContent} {
		name := map[string]string{"members": "Server Members Intent", "content": "Message Content Intent"}[intent]
		if slices.Contains(c.o.Intents, intent) && app.Flags&flags == 0 {
			c.say("intent %s is in the configuration but not switched on; switch on %s under Bot in the Developer Portal, or take it out of the configuration", intent, name)
		}
	}
	slices.Sort(c.problems)
	return true
}

func (c *checker) guild(id string) {
	if !snowflake(id) {
		c.say("server %q is not an id; switch on Developer Mode in Discord (Settings, Advanced), right-click the server and choose Copy Server ID", id)
		return
	}
	if len(c.o.Guilds) > 0 && !slices.Contains(c.o.Guilds, id) {
		c.say("a channel is in server %s, which is not among guilds; add it there", id)
	}
	g, err := fetchGuild(c.ctx, c.rest, id, c.me)
	switch status := statusOf(err); {
	case status == http.StatusForbidden || status == http.StatusNotFound:
		c.say("the bot is not in server %s; somebody who manages the server opens %s", id, Invitation(c.o.AppID))
	case err != nil:
		c.say("Discord does not tell of server %s (%v)", id, err)
	default:
		c.guilds[id] = g
	}
}

func (c *checker) channel(p chat.Place) {
	g, ok := c.guilds[p.Workspace]
	if !ok {
		return // said already
	}
	known := newGuilds(nil)
	known.setBot(c.me)
	known.put(g, time.Time{})
	ch, ok := known.channel(p.Channel)
	switch {
	case !ok:
		c.say("there is no channel %s in server %s; right-click the channel in Discord and choose Copy Channel ID", p.Channel, p.Workspace)
		return
	case !written(ch.Type):
		c.say("#%s (%s) is no channel for messages; choose a text or announcement channel", ch.Name, p.Channel)
		return
	}
	may, _ := known.botMay(p.Channel)
	var lacks []string
	for _, need := range Permissions() {
		if may&need.bit == 0 {
			lacks = append(lacks, need.Name)
		}
	}
	if len(lacks) > 0 {
		c.say("in #%s (%s) the bot lacks %s; open Edit Channel, Permissions, add the bot's role and allow it", ch.Name, p.Channel, strings.Join(lacks, ", "))
	}
}

func (c *checker) person(a chat.Account) {
	if _, ok := c.guilds[a.Workspace]; !ok {
		return
	}
	if !snowflake(a.User) {
		c.say("%s: %q is not an id; right-click the person in Discord and choose Copy User ID", a, a.User)
		return
	}
	if err := c.get("guilds/"+a.Workspace+"/members/{}", nil, a.User); statusOf(err) == http.StatusNotFound {
		c.say("%s is no member of the server; invite them, or write another", a)
	} else if err != nil {
		c.say("Discord does not tell of %s (%v)", a, err)
	}
}
