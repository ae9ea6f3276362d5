// Package twin is a strict fake of Discord with one guild, for rehearsals and
// tests: the gateway, the REST routes and the interactions that an application
// uses, with Discord's own rules and errors (each rule names its page of
// discord.com/developers/docs). People play on it as on the sim:
//
//	person ─Do→ sim.World ─host.Accept→ gateway ─JSON→ the real adapter → bot
//	person ←See─ sim.World ←conn.Send─ REST ←JSON─ the real adapter ← bot
//
// Read twin.go (what there is), dispatch.go (what people do, out through
// gateway.go and interact.go), rest.go (what the bot does, carried out by
// messages.go), read.go and shown.go (what people see of it).
package twin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"brobygger/adapters"
	"brobygger/adapters/discord"
	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/play"
)

// Options say what kind of guild it is and how the adapter is set up.
type Options struct {
	Project       string
	Clock         chat.Clock // of business time, interaction tokens, nonces and rate limits
	Log           *slog.Logger
	Channels      []string
	Announcement  []string       // those of Channels that are announcement channels
	Intents       []string       // privileged ones the adapter asks for: "members", "content"
	Portal        []string       // those switched on in the developer portal; nil: Intents
	State         adapters.State // the adapter's; nil: kept by the twin
	Commands      []chat.Command
	Shortcuts     []chat.CommandWord
	Heartbeat     time.Duration // of the gateway, real time; 0: 41.25 s
	Identifies    int           // the budget of a day; 0: 1000
	IdentifyEvery time.Duration // real time between two; 0: none is asked for
	Paced         bool          // requests are limited as narrowly as on Discord, see fault buckets
	Pause         time.Duration // of the adapter between attempts to connect; 0: 5 ms
}

// Counts is what the twin has seen so far.
type Counts struct {
	Identifies, Resumes, Replayed int
	Requests, Limited, Invalid    int // Invalid: 401, 403 and 429
	Responses, Registrations      int
	Crossposts                    int
}

// Twin is one guild with one application in it. All methods may be called at
// the same time.
type Twin struct {
	*sim.World // the people's side
	opts       Options
	conn       adapters.Adapter // carries out what the bot sends
	limits     *buckets
	server     *http.Server
	address    string
	born       time.Time

	appID, botID, guildID string

	posting sync.Mutex // held while a message is created, so that it is told of in order; taken before mu

	mu       sync.Mutex
	over     bool          // closed: a connection that comes late ends at once
	changed  chan struct{} // closed when anything a waiter may wait for has changed
	token    string
	allowed  int // privileged intents
	rooms    []*room
	kicked   bool
	opened   map[string]bool    // direct conversations that exist
	threads  map[string]*thread // by id
	sent     map[string]*stored // the bot's messages, by the World's id
	nonces   map[string]string  // the World's id, by nonce
	beside   map[string]bool    // replies that stand beside their root
	asides   map[string]string  // private threads, by the post in them
	closed   map[string]bool    // members who take no direct messages
	attached map[string][]chat.File
	notices  map[string]object // by the event they answer
	made     int64             // notices and interactions, for their ids
	unnamedN int               // deliveries without a nonce

	interactions  map[string]*interaction // by event
	byInteraction map[string]*interaction
	byToken       map[string]*interaction
	sheets        map[string]*sheet // open modals, by member
	commands      []registered
	commandRaw    []object

	sessions   map[string]*session
	links      map[*link]bool
	identifies int       // of the day that began at dayBegan
	dayBegan   time.Time // by the injected clock
	identified time.Time
	run        *running // the bot that runs, or nil
	watches    []*watch
	kept       []string // ids of what the bot has said it keeps
	faults     faults
	late       int
	counts     Counts
	wrong      []error
}

// New opens the guild on a port of its own; Close gives it back.
func New(o Options) (*Twin, error) {
	if o.Heartbeat == 0 {
		o.Heartbeat = 41250 * time.Millisecond
	}
	if o.Identifies == 0 {
		o.Identifies = 1000
	}
	if o.Pause == 0 {
		o.Pause = 5 * time.Millisecond
	}
	if o.Portal == nil {
		o.Portal = o.Intents
	}
	if o.State == nil {
		o.State = &memory{}
	}
	t := &Twin{
		opts: o, born: o.Clock.Now(), dayBegan: o.Clock.Now(), limits: newBuckets(o.Clock), changed: make(chan struct{}),
		appID: named("application", o.Project), botID: named("user", play.Bot), guildID: named("guild", o.Project),
		token:  "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.twin." + named("token", o.Project),
		opened: map[string]bool{}, threads: map[string]*thread{}, sent: map[string]*stored{}, nonces: map[string]string{}, beside: map[string]bool{}, asides: map[string]string{}, closed: map[string]bool{},
		attached: map[string][]chat.File{}, notices: map[string]object{}, interactions: map[string]*interaction{}, byInteraction: map[string]*interaction{},
		byToken: map[string]*interaction{}, sheets: map[string]*sheet{}, sessions: map[string]*session{}, links: map[*link]bool{},
	}
	if o.Paced {
		t.limits.narrow()
	}
	for _, name := range o.Portal {
		t.allowed |= map[string]int{"members": intentMembers, "content": intentContent}[name]
	}
	for _, name := range o.Channels {
		r := &room{name: name}
		if slices.Contains(o.Announcement, name) {
			r.kind = guildAnnouncement
		}
		t.rooms = append(t.rooms, r)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the twin of Discord: %w", err)
	}
	t.address = listener.Addr().String()
	a, err := t.connect()
	if err != nil {
		listener.Close()
		return nil, err
	}
	// The twin checks lengths and numbers itself, as Discord counts them.
	l := a.Limits()
	t.World = sim.New(o.Clock, o.Project, chat.Limits{
		FormErrors: l.FormErrors, FormFromForm: l.FormFromForm, FormChoices: l.FormChoices, Edit: l.Edit, Threads: l.Threads}, o.Channels...)
	t.conn = t.World.Adapter()
	t.server = &http.Server{Handler: t.handler(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go func() { _ = t.server.Serve(listener) }() // it ends with Close
	return t, nil
}

// Close ends all connections and gives the port back. The error tells also what
// Wrong tells.
func (t *Twin) Close() error {
	err := t.server.Close()
	t.mu.Lock()
	t.over = true
	for l := range t.links {
		if l.ws != nil {
			l.ws.Close()
		}
	}
	t.mu.Unlock()
	return errors.Join(append(t.Wrong(), err)...)
}

// APIURL and GatewayURL are where the adapter finds Discord.
func (t *Twin) APIURL() string     { return "http://" + t.address }
func (t *Twin) GatewayURL() string { return "ws://" + t.address }

// Account is the account of a member, as the adapter calls it.
func (t *Twin) Account(who string) chat.Account {
	return chat.Account{Platform: discord.Platform, Workspace: t.guildID, User: userID(who)}
}

// Channel is the place of a channel, as the adapter calls it.
func (t *Twin) Channel(name string) chat.Place {
	return chat.Place{Platform: discord.Platform, Workspace: t.guildID, Channel: channelID(name)}
}

// Counts tells what the twin has seen so far.
func (t *Twin) Counts() Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts
}

// Kept are the ids of the messages and interactions that the bot has said it
// keeps, in the order of their ends.
func (t *Twin) Kept() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.kept)
}

// MessageID is Discord's id of a post.
func (t *Twin) MessageID(post string) string {
	p, _ := t.World.Post(post)
	return t.messageID(p)
}

// Wrong lists what the bot has done that no error told it of.
func (t *Twin) Wrong() []error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append(t.World.Wrong(), t.wrong...)
}

// Do carries out what who does, as [sim.World.Do].
func (t *Twin) Do(ctx context.Context, who string, act play.Act) error {
	if _, ok := act.(play.Home); ok {
		return fmt.Errorf("%s: %w", who, errNoHome)
	}
	return t.World.Do(ctx, who, act)
}

// Cast adds a person to the guild; a bot with the members intent hears of it.
func (t *Twin) Cast(m play.Member) error {
	if err := t.World.Cast(m); err != nil {
		return err
	}
	all := t.roleObjects()
	for _, g := range m.Groups {
		i := slices.IndexFunc(all, func(r object) bool { return r["id"] == roleID(g) })
		t.echo("GUILD_ROLE_CREATE", spot{}, object{"role": all[i]})
	}
	if who, ok := t.member(m.Name); ok {
		t.echo("GUILD_MEMBER_ADD", spot{}, t.memberObject(who))
	}
	return nil
}

// Adapter is a new real adapter, for one running bot.
func (t *Twin) Adapter() adapters.Adapter {
	a, err := t.connect()
	if err != nil {
		panic(err) // the same options made one in New
	}
	return &running{Adapter: a, t: t}
}

// Options are those of an adapter that is to reach the twin, also from another
// process.
func (t *Twin) Options() discord.Options {
	return discord.Options{
		Project: t.opts.Project, Token: t.currentToken(), AppID: t.appID, APIURL: t.APIURL(), GatewayURL: t.GatewayURL(), Intents: t.opts.Intents,
		Commands: t.opts.Commands, Shortcuts: t.opts.Shortcuts, Clock: t.opts.Clock, Log: t.opts.Log, State: t.opts.State, Pause: t.opts.Pause,
	}
}

func (t *Twin) connect() (*discord.Adapter, error) { return discord.New(t.Options()) }

func (t *Twin) currentToken() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token
}

// portal are the privileged intents switched on.
func (t *Twin) portal() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.allowed
}

// unnamed is the id of a delivery that came without a nonce.
func (t *Twin) unnamed() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unnamedN++
	return fmt.Sprintf("unnamed-%d", t.unnamedN)
}

// track keeps the open connections.
func (t *Twin) track(l *link, open bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if delete(t.links, l); open {
		t.links[l], l.of = true, t.run
	}
	t.tell()
}

// connected notes the connection of l; it reports false after Close.
func (t *Twin) connected(l *link, ws *websocket.Conn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	l.ws = ws
	return !t.over
}

// left waits until the connections that r opened have ended here too: what
// they still hold is not to be taken for its successor's.
func (t *Twin) left(r *running) {
	for {
		t.mu.Lock()
		open, changed := false, t.changed
		for l := range t.links {
			open = open || l.of == r
		}
		t.mu.Unlock()
		if !open {
			return
		}
		<-changed
	}
}

// count keeps the figures.
func (t *Twin) count(_ *http.Request, e *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Requests++
	if e == nil {
		return
	}
	if e.status == http.StatusTooManyRequests {
		t.counts.Limited++
	}
	// docs: topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
	if e.status == 401 || e.status == 403 || e.status == 429 {
		t.counts.Invalid++
	}
}

func trimBot(token string) string { return strings.TrimPrefix(token, "Bot ") }

// memory is a State that outlives the bots but not the twin.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
}

func (m *memory) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.values[key]), nil
}

func (m *memory) Put(_ context.Context, key string, value []byte) error {
	if key == "" {
		return errors.New("put: no key")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = map[string][]byte{}
	}
	m.values[key] = slices.Clone(value)
	return nil
}
