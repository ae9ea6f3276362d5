package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"brobygger/adapters"
	"brobygger/bot"
	"brobygger/chat"
	"brobygger/clock"
	"brobygger/flows"
	"brobygger/play"
	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/sqlite"
)

//go:embed demo.yaml
var demoSettings []byte

// rehearsalStart is when a rehearsal begins unless it says otherwise.
const rehearsalStart = "2026-11-24T09:00:00+01:00"

// world is the whole bot around a platform that people play on: the same store,
// flows and practice as in production. It is the stage of rehearsals and the demo.
type world struct {
	clock    *clock.Movable
	platform platform
	via      string
	practice *practice.Practice
	flows    *flows.Library
	model    *rehearsedModel
	log      *slog.Logger
	dir      string

	moving  sync.Mutex // held while the clock moves or what is due is done
	mu      sync.Mutex // held while the bot is exchanged
	store   *sqlite.Store
	bot     *bot.Bot
	stop    func() // lets go of the platform and waits until it has
	crasher crasher
}

var (
	_ play.Stage = (*world)(nil)
	_ play.Via   = (*world)(nil)
)

// newWorld builds the demo's project on the platform via, with settings and
// flows laid over it, on a new database in a directory of its own.
func newWorld(ctx context.Context, via string, settings []byte, own map[string][]byte, lang chat.Lang, log io.Writer) (*world, error) {
	start, err := time.Parse(time.RFC3339, rehearsalStart)
	if err != nil {
		return nil, err
	}
	w := &world{clock: clock.NewMovable(start), via: via, log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	if w.platform, err = newPlatform(via, w.clock, w.log); err != nil {
		return nil, err
	}
	if w.model, settings, err = rehearsed(settings); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if w.practice, w.flows, err = demoProject(settings, own, lang, w.platform); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if w.dir, err = os.MkdirTemp("", "brobygger-"); err != nil {
		return nil, errors.Join(fmt.Errorf("make a place for the database: %w", err), w.Close())
	}
	if err := errors.Join(w.cast(lang), w.open(ctx)); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if err := w.seed(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// demoProject reads the demo's settings with a rehearsal's own laid over them,
// people and channels named as on the platform.
func demoProject(over []byte, own map[string][]byte, lang chat.Lang, on platform) (*practice.Practice, *flows.Library, error) {
	var settings practice.Settings
	for _, src := range [][]byte{demoSettings, over} {
		if len(src) == 0 {
			continue
		}
		if err := yaml.UnmarshalWithOptions(named(src, on), &settings, yaml.Strict()); err != nil {
			return nil, nil, fmt.Errorf("config.yaml: %w", err)
		}
	}
	if lang != "" {
		settings.Lang = lang
	}
	if problems := settings.Check(); len(problems) > 0 {
		return nil, nil, fmt.Errorf("config.yaml: %s", problems[0])
	}
	return newProject(settings, own)
}

// newProject makes one project's practice and dialogs.
func newProject(settings practice.Settings, own map[string][]byte) (*practice.Practice, *flows.Library, error) {
	texts, err := practice.LoadTexts()
	if err != nil {
		return nil, nil, err
	}
	catalogue, err := practice.LoadCatalogue()
	if err != nil {
		return nil, nil, err
	}
	p, err := practice.New(settings, texts, catalogue)
	if err != nil {
		return nil, nil, err
	}
	sources := flows.Builtin()
	maps.Copy(sources, own)
	lib, err := flows.Load(sources)
	if err != nil {
		return nil, nil, err
	}
	bot.Acquaint(p, lib)
	return p, lib, nil
}

// cast puts the demo's people into the chat.
func (w *world) cast(lang chat.Lang) error {
	if lang == "" {
		lang = w.practice.Settings.Lang
	}
	for _, m := range []play.Member{
		{Name: "leader", Shown: "Lene Holm", Channels: []string{"network"}},
		{Name: "leader2", Shown: "Bo Friis", Channels: []string{"network"}},
		{Name: "leader3", Shown: "Iben Lund", Channels: []string{"network"}},
		{Name: "staff", Shown: "Mette Krogh", Channels: []string{"jobcenter"}},
		{Name: "staff2", Shown: "Jens Berg", Channels: []string{"jobcenter"}},
		{Name: "coordinator", Shown: "Karen Dam", Channels: []string{"network", "jobcenter", "sydby"}},
		{Name: "outsider", Shown: "Ole Vind"},
	} {
		m.Lang = lang
		if err := w.platform.Cast(m); err != nil {
			return err
		}
	}
	return nil
}

// seed remembers the three leaders' companies and the partner's people, as an
// import of contacts and a first day of use would have.
func (w *world) seed(ctx context.Context) error {
	err := w.remember(ctx, "seed", func(t *practice.Turn) error {
		for _, c := range []practice.ImportedContact{
			{Company: "Nordlys Pakkeri", Name: "Lene Holm", Phone: "40 12 34 56", Industry: "lager", Account: "leader"},
			{Company: "Friis Bageri", Name: "Bo Friis", Phone: "41 22 33 44", Industry: "horeca", Account: "leader2"},
			{Company: "Lund IT", Name: "Iben Lund", Phone: "42 33 44 55", Industry: "it", Account: "leader3"},
		} {
			if err := w.importContact(t, c); err != nil {
				return err
			}
		}
		for who, name := range map[string]string{"staff": "Mette Krogh", "staff2": "Jens Berg", "coordinator": "Karen Dam"} {
			if err := t.Name(w.platform.Account(who), name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("seed the demo: %w", err)
	}
	return nil
}

// importContact imports a contact of the demo's first network, whose Account is a name of the cast.
func (w *world) importContact(t *practice.Turn, c practice.ImportedContact) error {
	c.Account, c.Network, c.Municipality = w.platform.Account(c.Account).String(), w.practice.Settings.Networks[0].ID, "Nordby"
	return t.ImportContact(c)
}

// remember keeps what fn saves, outside any event of the platform.
func (w *world) remember(ctx context.Context, id string, fn func(*practice.Turn) error) error {
	ev := chat.Event{ID: id, Project: w.practice.Settings.ID, At: w.clock.Now()}
	_, err := w.store.Update(ctx, store.Work{Project: ev.Project, Do: func(r store.Reader) (store.Changes, error) {
		t, err := w.practice.Turn(r, ev)
		if err != nil {
			return store.Changes{}, err
		}
		if err := fn(t); err != nil {
			return store.Changes{}, err
		}
		docs, err := t.Docs()
		return store.Changes{Put: docs}, err
	}})
	return err
}

// open starts a bot on the database and connects it to the platform.
func (w *world) open(ctx context.Context) error {
	w.crasher.down.Store(false)
	s, err := sqlite.Open(filepath.Join(w.dir, "brobygger.db"), sqlite.WithFault(w.crasher.commit))
	if err != nil {
		return err
	}
	var connected []adapters.Adapter
	for _, c := range w.platform.Connections() {
		connected = append(connected, &crashing{Adapter: c.Adapter(), crasher: &w.crasher})
	}
	w.store = s
	w.bot = bot.New(s, s, w.clock, w.log, bot.Project{Practice: w.practice, Flows: w.flows, Adapters: connected, Model: w.model.model(w.practice)})
	if err := w.bot.Start(ctx); err != nil {
		return err
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var gone sync.WaitGroup
	w.stop = func() { cancel(); gone.Wait() }
	for i, c := range w.platform.Connections() {
		over := make(chan struct{})
		gone.Go(func() {
			defer close(over)
			if err := connected[i].Run(running, w.bot); err != nil {
				w.log.Error("adapter stopped", "error", err)
			}
		})
		if err := w.attached(c, over); err != nil {
			return err
		}
	}
	return nil
}

// attached waits until the bot is connected. A platform may ask it to wait: then
// the clock goes on.
func (w *world) attached(c connection, over <-chan struct{}) error {
	for {
		select {
		case <-c.Attached():
			return nil
		case <-over:
			return fmt.Errorf("%s let go of the bot before it was connected", w.via)
		case <-time.After(connecting):
			w.clock.Set(w.clock.Now().Add(time.Second))
		}
	}
}

// connecting is how long a bot may take before the clock goes on, in real time.
const connecting = 500 * time.Millisecond

func (w *world) close() error {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
	if w.store == nil {
		return nil
	}
	return w.store.Close()
}

// Close ends the bot and the platform, and removes the database.
func (w *world) Close() error {
	err := w.close()
	if c, ok := w.platform.(io.Closer); ok {
		err = errors.Join(err, c.Close())
	}
	if w.dir == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(w.dir))
}

func (w *world) Driver() play.Driver  { return &driver{w.platform, w} }
func (w *world) Via() string          { return w.via }
func (w *world) Now() time.Time       { return w.clock.Now().In(w.practice.Zone()) }
func (w *world) Zone() *time.Location { return w.practice.Zone() }

// Settle does all that is due now; when the bot crashed meanwhile it is
// started again first.
func (w *world) Settle(ctx context.Context) error {
	w.moving.Lock()
	defer w.moving.Unlock()
	return w.settle(ctx)
}

func (w *world) settle(ctx context.Context) error {
	for {
		next, err := w.bot.Drain(ctx)
		switch {
		case w.crasher.down.Load():
			if err := w.Crash(ctx); err != nil {
				return err
			}
		case err == nil && w.paced(next):
			w.clock.Set(next)
		default:
			return err
		}
	}
}

// paced reports whether what is next waits only for a platform that takes so
// many messages in so many seconds: a rehearsal does not wait for each of them.
func (w *world) paced(next time.Time) bool {
	return w.via != "sim" && !next.IsZero() && next.Sub(w.clock.Now()) <= patience
}

// patience is longer than platforms pace a place, and shorter than any
// interval of the practice.
const patience = 10 * time.Second

// Advance moves the clock to t, stopping wherever something falls due.
func (w *world) Advance(ctx context.Context, t time.Time) error {
	w.moving.Lock()
	defer w.moving.Unlock()
	for {
		next, err := w.bot.Drain(ctx)
		switch {
		case w.crasher.down.Load():
			if err := w.Crash(ctx); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		case next.IsZero() || next.After(t):
			w.clock.Set(t)
			return w.settle(ctx)
		}
		w.clock.Set(next)
	}
}

// Crash loses all that is not committed and starts the bot again.
func (w *world) Crash(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.crasher.down.Store(true)
	if err := w.close(); err != nil {
		return err
	}
	w.crasher.disarm()
	w.crasher.crashes++
	return w.open(ctx)
}

// CrashAt makes the bot crash at the n-th commit or send from now.
func (w *world) CrashAt(point string, n int) error { return w.crasher.arm(point, n) }
