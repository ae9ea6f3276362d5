// Package discord is the adapter for Discord: the gateway brings events and
// interactions in, REST carries messages out.
//
//	gateway → shard (resume, heartbeats) → dispatch (what is known is updated,
//	in order) → inbox (a line for each channel) → Host.Accept → answer
//
// discordgo gives the types and numbers of what is sent. Its session is not
// used: it cannot resume after a start, keeps trying with a bad token, waits
// inside calls and repeats them (docs/decisions/0006).
package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"brobygger/adapters"
	"brobygger/chat"
)

// Platform is the name of the platform in accounts and places.
const Platform = "discord"

var _ adapters.Adapter = (*Adapter)(nil)

// Options say what a bot is and where it works.
type Options struct {
	Project    string
	Token      string   // of the bot
	AppID      string   // of its application
	APIURL     string   // "" for Discord's own
	GatewayURL string   // "" for the one Discord names
	Guilds     []string // the guilds it works in; empty for all it is in
	// Intents are the privileged ones: "members" (welcome, and rights lost at
	// once) and "content" (words that do not mention the bot).
	Intents   []string
	Shards    int // connections to share the guilds between; 0 for as many as Discord says
	Commands  []chat.Command
	Shortcuts []chat.CommandWord // commands in the menu of a message
	Clock     chat.Clock
	Log       *slog.Logger
	State     adapters.State
	HTTP      *http.Client  // nil for one of its own
	Pause     time.Duration // between attempts to connect; 0 for a second
}

// Adapter is one bot application on Discord.
type Adapter struct {
	Options
	rest   *rest
	guilds *guilds
	inbox  *inbox
	seen   *recent
	words  map[string]word // of the slash commands, by their path

	mu       sync.Mutex
	host     adapters.Host
	shards   []*shard             // none until it is known how many
	tried    map[string]time.Time // when a delivery was first tried
	deleting map[string]bool      // messages the bot itself is deleting
	broken   error                // what must be put right by an operator
	read     map[string]string    // channel → the newest message there, of direct conversations and threads
	asides   map[string]string    // user → the private thread that stands for the direct conversation
	dirty    chan struct{}        // something is to be stored
	identify gate
}

// New makes an adapter; it connects in Run.
func New(o Options) (*Adapter, error) {
	var missing []string
	for name, v := range map[string]bool{"project": o.Project == "", "token": o.Token == "", "application": o.AppID == "", "clock": o.Clock == nil, "state": o.State == nil} {
		if v {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		return nil, fmt.Errorf("discord: no %s given", strings.Join(missing, ", no "))
	}
	for _, i := range o.Intents {
		if i != "members" && i != "content" {
			return nil, fmt.Errorf("discord: intent %q: there are members and content", i)
		}
	}
	for _, id := range append([]string{o.AppID}, o.Guilds...) {
		if !snowflake(id) {
			return nil, fmt.Errorf("discord: %q is not an id; copy it with Developer Mode on in Discord (Settings, Advanced)", id)
		}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Pause == 0 {
		o.Pause = time.Second
	}
	o.Token = strings.TrimPrefix(o.Token, "Bot ")
	a := &Adapter{
		Options: o, rest: newREST(o.APIURL, o.Token, o.HTTP, o.Clock), guilds: newGuilds(o.Guilds), inbox: newInbox(), seen: newRecent(),
		words: wordsOf(o.Commands), tried: map[string]time.Time{}, deleting: map[string]bool{}, read: map[string]string{}, asides: map[string]string{}, dirty: make(chan struct{}, 1),
	}
	a.share(o.Shards)
	return a, nil
}

// share makes the shards.
func (a *Adapter) share(count int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.shards = nil
	for i := range count {
		a.shards = append(a.shards, newShard(a, i, count))
	}
}

func (a *Adapter) Platform() string    { return Platform }
func (a *Adapter) Limits() chat.Limits { return Limits() }

// Run connects and hands what happens to host until ctx ends, and then returns
// nil. Any other end needs an operator, and its error says what to do.
func (a *Adapter) Run(ctx context.Context, host adapters.Host) error {
	a.mu.Lock()
	a.host = host
	a.mu.Unlock()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if a.Shards == 0 {
		if err := a.askShards(ctx); err != nil {
			a.fail(err)
			return err
		}
	}
	if err := a.recall(ctx); err != nil {
		return fmt.Errorf("discord: %w", err)
	}
	var connections, keeping sync.WaitGroup
	for _, s := range a.shards {
		connections.Go(func() {
			if err := s.run(ctx); err != nil {
				a.fail(err)
				stop()
			}
		})
	}
	keep, kept := context.WithCancel(context.WithoutCancel(ctx))
	keeping.Go(func() { a.keep(keep) })
	connections.Wait()
	a.inbox.wait()
	kept()
	keeping.Wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.broken
}

// Wait returns when nothing that has been taken in is in work any more, the
// calls that belong to answers included.
func (a *Adapter) Wait() { a.inbox.wait() }

// Ready says why the bot hears nothing just now, nil when it does.
func (a *Adapter) Ready() error {
	a.mu.Lock()
	broken, shards := a.broken, a.shards
	a.mu.Unlock()
	if broken != nil {
		return broken
	}
	if a.rest.limits.shutOut() {
		return errors.New("too many requests were refused; the bot waits before Discord shuts it out")
	}
	if len(shards) == 0 {
		return errors.New("the gateway is not connected yet")
	}
	for _, s := range shards {
		if err := s.ready(); err != nil {
			return err
		}
	}
	return nil
}

func (a *Adapter) fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.broken = err
}

// intents are what the gateway is asked to send.
func (a *Adapter) intents() discordgo.Intent {
	i := discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	if a.has("members") {
		i |= discordgo.IntentsGuildMembers
	}
	if a.has("content") {
		i |= discordgo.IntentMessageContent
	}
	return i
}

func (a *Adapter) has(intent string) bool { return slices.Contains(a.Intents, intent) }

// snowflake reports whether s can be one of Discord's ids.
func snowflake(s string) bool {
	return len(s) >= 1 && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}
