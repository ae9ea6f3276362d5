// Package twin is a strict fake of Slack's servers, for tests and rehearsals:
// the Web API methods that the adapter uses, Socket Mode, and HTTP delivery
// with real signatures. It refuses what Slack refuses, in Slack's words.
//
// Its people are those of a [sim.World]. The twin stands between the world and
// the real adapter:
//
//	person ─Do→ world ─Accept→ twin ─Slack's JSON→ adapter ─→ bot
//	person ←See─ world ←Send─ twin ←Slack's JSON─ adapter ←─ bot
//
// What a person does becomes the payload Slack would send, over a real
// connection on the loopback interface; what the adapter answers and calls is
// checked, read back as a person would see it, and shown in the world.
package twin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/sim"
	"brobygger/adapters/slack"
	"brobygger/chat"
	"brobygger/play"
)

var (
	_ play.Driver = (*Twin)(nil)
	_ play.Roster = (*Twin)(nil)
	_ play.Via    = (*Twin)(nil)
)

// Mode is how events reach the adapter.
type Mode string

const (
	Socket Mode = "socket"
	HTTP   Mode = "http"
)

// BotToken is the token of the bot. Like the other secrets of the workspace it
// opens nothing but a twin.
const BotToken = "xoxb-twin-bot"

const (
	appToken = "xapp-twin-" // and the number of the adapter
	secret   = "twin-signing-secret"
)

// answerWithin is how long Slack waits for an answer to what it delivers.
// https://docs.slack.dev/apis/events-api/#responding
const answerWithin = 3 * time.Second

// Twin is one workspace with the bot's app in it. All methods may be called at
// the same time.
type Twin struct {
	world   *sim.World
	clock   chat.Clock
	project string
	mode    Mode
	log     *slog.Logger
	limits  chat.Limits
	url     string // of the servers, without a path
	server  *http.Server
	conn    adapters.Adapter // by which the Web API changes the world
	alive   time.Duration    // between the adapter's pings; 0 is its own default

	mu       sync.Mutex
	users    map[string]string // names by id
	channels map[string]string
	outside  map[string]bool // channels by name that the bot is not in
	links    map[string]*link
	tickets  map[string]*link // single-use: of sockets about to be opened
	sockets  int              // so far, and so the number of the newest
	records  map[string]*record
	flights  map[string]*flight // by event id
	triggers map[string]*flight
	replies  map[string]*flight // by the last part of the response_url
	views    map[string]*view   // the modal open for a user id
	telling  []chan struct{}    // closed when the adapter has heard what no person has caused
	late     []*flight          // events held back
	made     int                // of ids that nothing gave: views, deliveries without an id
	rates    rates
	hasty    int
	kept     []string
	faults   faults
	wrong    []error
}

// New starts a workspace with these channels, the bot in all of them, and with
// nobody there: people come by Cast. Business time and rate limits follow
// clock; project is the project of every event. Close ends it.
func New(clock chat.Clock, project string, mode Mode, log *slog.Logger, channels ...string) (*Twin, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start slack's twin: %w", err)
	}
	t := &Twin{
		clock: clock, project: project, mode: mode, log: log, url: "http://" + listener.Addr().String(),
		users: map[string]string{}, channels: map[string]string{}, outside: map[string]bool{},
		links: map[string]*link{}, tickets: map[string]*link{}, records: map[string]*record{},
		flights: map[string]*flight{}, triggers: map[string]*flight{}, replies: map[string]*flight{},
		views: map[string]*view{}, rates: rates{},
	}
	t.server = &http.Server{Handler: t.routes(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = t.server.Serve(listener) }() // ends with ErrServerClosed
	first, err := slack.New(t.options(appToken + "0"))
	if err != nil {
		return nil, fmt.Errorf("start slack's twin: %w", err)
	}
	t.limits = first.Limits()
	t.world = sim.New(clock, project, t.limits, channels...)
	t.conn = t.world.Adapter()
	for _, name := range channels {
		t.channels[channelID(name)] = name
	}
	return t, nil
}

// KeepAlive sets how often adapters made from now on look whether their socket
// is alive, and returns t.
func (t *Twin) KeepAlive(every time.Duration) *Twin {
	t.alive = every
	return t
}

func (t *Twin) options(token string) slack.Options {
	return slack.Options{
		Project: t.project, BotToken: BotToken, AppToken: token, SigningSecret: secret,
		Mode: string(t.mode), APIURL: t.APIURL(), Clock: t.clock, Log: t.log, KeepAlive: t.alive,
	}
}

// APIURL is where the methods of the Web API are.
func (t *Twin) APIURL() string { return t.url + "/api/" }

func (t *Twin) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", t.serveAPI)
	mux.HandleFunc("GET /link/", t.serveSocket)
	mux.HandleFunc("POST /response/{reply}", t.serveResponse)
	return mux
}

// AppToken is a new app token, for an adapter that is made elsewhere and
// connects in Socket Mode. Meet tells the twin of it before it runs.
func (t *Twin) AppToken() string { return t.Adapter().(*link).token }

// Meet has the twin wait for a, made elsewhere with that app token, as it waits
// for its own: until all work on an event is done.
func (t *Twin) Meet(token string, a *slack.Adapter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.links[token].Adapter = a
}

// Adapter is the real adapter of a bot that starts, connected to the twin.
func (t *Twin) Adapter() adapters.Adapter {
	t.mu.Lock()
	token := appToken + strconv.Itoa(len(t.links)+1)
	l := &link{t: t, token: token, changed: make(chan struct{})}
	t.links[token] = l
	t.mu.Unlock()
	a, err := slack.New(t.options(token))
	if err != nil {
		panic(fmt.Sprintf("slack's twin: the options that New tried are refused: %v", err))
	}
	l.Adapter = a
	return l
}

// Close ends the workspace's servers; the bots must have ended. The error says
// what Wrong lists, and how many calls were too many.
func (t *Twin) Close() error {
	all := append(t.Wrong(), t.server.Close())
	if n := t.Hasty(); n > 0 {
		all = append(all, fmt.Errorf("slack's twin: %d calls came faster than Slack allows", n))
	}
	return errors.Join(all...)
}

// Via names the platform for scripts.
func (t *Twin) Via() string { return "slack" }

// Cast adds a person, as [sim.World.Cast]. The bot hears nothing of it.
func (t *Twin) Cast(m play.Member) error {
	if err := t.world.Cast(m); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.users[userID(m.Name)] = m.Name
	return nil
}

// Members says who there is.
func (t *Twin) Members() []play.Member { return t.world.Members() }

// Do carries out what who does, as [sim.World.Do]: what the bot's side must
// answer goes over the wire.
func (t *Twin) Do(ctx context.Context, who string, act play.Act) error {
	return t.world.Do(ctx, who, act)
}

// Again delivers the last event once more.
func (t *Twin) Again(ctx context.Context) error { return t.world.Again(ctx) }

// See gives all that who can see now.
func (t *Twin) See(who string) play.View { return t.world.See(who) }

// Changed is closed at the next change of anything that somebody sees.
func (t *Twin) Changed() <-chan struct{} { return t.world.Changed() }

// Attached is closed while an adapter is connected and has been offered what
// had waited for it.
func (t *Twin) Attached() <-chan struct{} { return t.world.Attached() }

// Deliveries counts how often each delivery id has been carried out.
func (t *Twin) Deliveries() map[string]int { return t.world.Deliveries() }

// Waiting is the number of lasting events that no bot has answered yet.
func (t *Twin) Waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.world.Waiting() + len(t.late)
}

// Kept are the timestamps of the messages and the triggers of the interactions
// that the bot has acknowledged, once for each delivery: it must not lose them.
func (t *Twin) Kept() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.kept)
}

// Pings names the members a post has notified by name.
func (t *Twin) Pings(id string) []string { return t.world.Pings(id) }

// Wrong lists what the adapter has done that Slack would refuse or show badly
// without its call telling, and what the world has found wrong with its answers.
func (t *Twin) Wrong() []error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append(t.world.Wrong(), t.wrong...)
}

func (t *Twin) isWrong(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wrong = append(t.wrong, fmt.Errorf(format, args...))
}
