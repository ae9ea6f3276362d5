// Package slack is the adapter for Slack: Socket Mode or the HTTP Events API,
// Block Kit, modals and App Home.
//
// What comes in goes this way, from either transport:
//
//	socket.go or http.go (a payload, not yet acknowledged)
//	   → decode.go (a chat.Event, or a question)
//	   → answer.go (Host.Accept, then the acknowledgement, then the calls that belong to the answer)
//
// What goes out is Send and Find. Neither waits for a rate limit: they say how
// long it lasts.
package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
)

// Platform is the name of the platform in accounts and places. A place's
// workspace is the team id, its channel and user are Slack's ids, and a Ref is
// "CHANNEL/ts".
const Platform = "slack"

var (
	_ adapters.Adapter = (*Adapter)(nil)
	_ adapters.Called  = (*Adapter)(nil)
)

// underWay is how many calls go on side by side. More would find out together
// that they are too many.
const underWay = 16

// The two ways events come in.
const (
	SocketMode = "socket"
	HTTPMode   = "http"
)

// Options are what an adapter needs to know. Tokens never reach logs or errors.
type Options struct {
	Project       string // of every event
	BotToken      string // xoxb-…
	AppToken      string // xapp-…, for SocketMode
	SigningSecret string // for HTTPMode
	Mode          string // SocketMode or HTTPMode
	APIURL        string // ends in "/api/"; "" is Slack's own
	Clock         chat.Clock
	Log           *slog.Logger
	// NotSaved says, per language, that what a person did is not saved and is to
	// be done again. Without it Slack's own sign of failure stands alone.
	NotSaved      map[chat.Lang]string
	AllowExternal bool          // handover cards may go to channels shared with another organisation
	HTTP          *http.Client  // nil for a default
	KeepAlive     time.Duration // between pings of a socket, in real time; 0 for ten seconds
}

// Adapter is one bot application in one workspace.
type Adapter struct {
	o      Options
	log    *slog.Logger
	web    *web
	people people
	pace   pacer
	dms    sync.Map // user id → id of the direct conversation
	work   work
	lanes  lanes
	heard  latest // by which payload a message was taken in: a mention comes in two
	shown  latest // events whose answer has been shown
	homes  latest // users who have opened their Home: theirs is redrawn after what they do
	health health

	mu   sync.Mutex
	host adapters.Host // set while Run lasts and the workspace is known
	team string
	self string // the bot's user id

	ended   chan struct{} // closed when the platform has refused for good
	refusal error         // why; read after ended
	once    sync.Once
}

// New makes an adapter. It asks the network nothing.
func New(o Options) (*Adapter, error) {
	switch {
	case o.BotToken == "":
		return nil, errors.New("slack: no bot token")
	case o.Clock == nil || o.Log == nil:
		return nil, errors.New("slack: no clock or no log")
	case o.Mode == SocketMode && o.AppToken == "":
		return nil, errors.New("slack: Socket Mode needs an app token")
	case o.Mode == HTTPMode && o.SigningSecret == "":
		return nil, errors.New("slack: HTTP mode needs a signing secret")
	case o.Mode != SocketMode && o.Mode != HTTPMode:
		return nil, fmt.Errorf("slack: mode %q, want %s or %s", o.Mode, SocketMode, HTTPMode)
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{Timeout: 25 * time.Second, Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, MaxConnsPerHost: underWay, MaxIdleConnsPerHost: underWay, IdleConnTimeout: time.Minute,
		}}
	}
	if o.KeepAlive == 0 {
		o.KeepAlive = 10 * time.Second
	}
	if o.APIURL == "" {
		o.APIURL = ownAPI
	}
	if !strings.HasSuffix(o.APIURL, "/api/") {
		return nil, fmt.Errorf("slack: api url %q does not end in /api/", o.APIURL)
	}
	return &Adapter{
		o: o, log: o.Log.With("project", o.Project, "platform", Platform),
		web: &web{base: o.APIURL, token: o.BotToken, http: o.HTTP}, ended: make(chan struct{}),
	}, nil
}

func (a *Adapter) Platform() string    { return Platform }
func (a *Adapter) Limits() chat.Limits { return Limits() }

// Run finds out who the bot is and which channels it is in, and then takes
// events in until ctx ends (nil) or Slack refuses for good: an error that says
// what an operator has to do.
func (a *Adapter) Run(ctx context.Context, host adapters.Host) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-a.ended:
			cancel()
		case <-ctx.Done():
		}
	}()
	defer a.work.wait()
	if a.begin(ctx, host) {
		defer a.serve(nil)
		if a.o.Mode == SocketMode {
			a.runSocket(ctx)
		} else {
			a.probe(ctx)
		}
	}
	select {
	case <-a.ended:
		return a.refusal
	default:
		return nil
	}
}

// begin learns what must be known before the first event, again and again
// while the network is down. It reports false when Run is over.
func (a *Adapter) begin(ctx context.Context, host adapters.Host) bool {
	for try := 0; ctx.Err() == nil; try++ {
		err := a.learn(ctx)
		if err == nil {
			a.serve(host)
			return true
		}
		a.refuse(err)
		if ctx.Err() == nil {
			a.health.failed(err)
			a.log.Warn("cannot begin yet", "error", err)
			a.rest(ctx, try, err)
		}
	}
	return false
}

// learn asks who the bot is and who is in its channels.
func (a *Adapter) learn(ctx context.Context) error {
	who, _, err := a.web.authTest(ctx)
	if err != nil {
		return fmt.Errorf("auth.test: %w", err)
	}
	a.mu.Lock()
	a.team, a.self = who.TeamID, who.UserID
	a.mu.Unlock()
	return a.loadChannels(ctx)
}

// serve opens the adapter for events, or with nil closes it.
func (a *Adapter) serve(host adapters.Host) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.host = host
}

// ids gives the workspace and the bot's own user, "" before Run knows them.
func (a *Adapter) ids() (team, self string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.team, a.self
}

// refuse ends Run when err says that Slack will never let the bot in.
func (a *Adapter) refuse(err error) {
	if said := refusal(err); said != nil {
		a.once.Do(func() {
			a.refusal = said
			a.log.Error("slack refuses", "error", said)
			close(a.ended)
		})
	}
}

// rest waits in real time between tries to connect, longer each time, and at
// least as long as Slack asks.
func (a *Adapter) rest(ctx context.Context, try int, err error) {
	wait := a.o.KeepAlive / 10 << min(try, 5)
	if no, ok := errors.AsType[*denial](err); ok {
		wait = max(wait, no.after)
	}
	select {
	case <-ctx.Done():
	case <-time.After(wait):
	}
}

// Wait returns when nothing that was taken in is in work any more, the calls
// that belong to its answer included.
func (a *Adapter) Wait() { a.work.wait() }

// work counts what is being done.
type work struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n is 0 again
}

func (w *work) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n == 0 {
		w.idle = make(chan struct{})
	}
	w.n++
}

func (w *work) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n--; w.n == 0 {
		close(w.idle)
	}
}

func (w *work) wait() {
	w.mu.Lock()
	n, idle := w.n, w.idle
	w.mu.Unlock()
	if n > 0 {
		<-idle
	}
}
