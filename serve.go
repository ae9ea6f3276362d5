package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"brobygger/adapters"
	"brobygger/bot"
	"brobygger/chat"
	"brobygger/store"
	"brobygger/store/sqlite"
)

// stopWithin is how long the bot has to end what it is doing.
const stopWithin = 20 * time.Second

// adaptersFor makes the adapters of one project; what they keep for themselves
// goes into s.
type adaptersFor func(p ProjectConfig, s store.Store, clock chat.Clock, log *slog.Logger) ([]adapters.Adapter, error)

// configuredAdapters makes the adapters of the platforms a project is set up for.
func configuredAdapters(p ProjectConfig, s store.Store, clock chat.Clock, log *slog.Logger) (all []adapters.Adapter, err error) {
	if p.Slack != nil {
		a, err := slackAdapter(p, clock, log)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	if p.Discord != nil {
		a, err := discordAdapter(p, s, clock, log)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// ready is what an adapter may implement to say why it cannot work just now;
// one that does not is ready as long as it runs.
type ready interface{ Ready() error }

// service is the running bot and what is asked of it over HTTP.
type service struct {
	store    *sqlite.Store
	projects []string
	adapters []adapters.Adapter
	handlers map[string]http.Handler // of adapters whose platform calls them, by path
	running  atomic.Bool
	metrics  *metrics
}

// connect notes a project with its adapters.
func (s *service) connect(project string, connected []adapters.Adapter) {
	s.projects, s.adapters = append(s.projects, project), append(s.adapters, connected...)
	for _, a := range connected {
		if c, ok := a.(adapters.Called); ok && c.Handler() != nil {
			s.handlers["/"+a.Platform()+"/"+project] = c.Handler()
		}
	}
}

// serve runs the bot until ctx ends. Its log goes to logTo.
func serve(ctx context.Context, config *Config, clock chat.Clock, make adaptersFor, logTo io.Writer) (err error) {
	log := newLog(config.Log, logTo)
	own, err := ownFlows(config.Flows)
	if err != nil {
		return err
	}
	if _, err := loadFlows(config.Flows, platformLimits(config)); err != nil {
		return err
	}
	s := &service{metrics: newMetrics(), handlers: map[string]http.Handler{}}
	if s.store, err = openStore(config); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.store.Close()) }()
	var projects []bot.Project
	for _, project := range config.Projects {
		connected, err := make(project, s.store, clock, log)
		if err != nil {
			return fmt.Errorf("project %s: %w", project.ID, err)
		}
		if len(connected) == 0 {
			return fmt.Errorf("project %s is connected to no chat platform, so there is nothing to serve; write slack or discord under the project (docs/slack.md, docs/discord.md), or try brobygger demo, which needs neither", project.ID)
		}
		p, lib, err := newProject(project.Settings, own)
		if err != nil {
			return fmt.Errorf("project %s: %w", project.ID, err)
		}
		s.connect(project.ID, connected)
		projects = append(projects, bot.Project{Practice: p, Flows: lib, Adapters: s.metrics.measured(project.ID, connected), Model: project.Wording.model(p, nil)})
	}
	s.metrics.watch(s.store, s.store, s.projects)
	listener, err := net.Listen("tcp", config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w; write another address under listen", err)
	}
	server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	served := goServe(server, listener)
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = errors.Join(err, server.Shutdown(closing), <-served)
	}()
	b := bot.New(s.store, s.store, clock, log, projects...)
	if err := b.Start(ctx); err != nil {
		return err
	}
	log.Info("serving", "version", version, "listen", listener.Addr().String(), "projects", strings.Join(s.projects, ","))
	debug.FreeOSMemory() // texts, words and dialogs took more to read than to keep
	s.running.Store(true)
	err = runBot(ctx, b)
	s.running.Store(false)
	log.Info("stopped")
	return err
}

// runBot runs the bot until ctx ends, and gives it some time to end.
func runBot(ctx context.Context, b *bot.Bot) error {
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(stopWithin):
		return fmt.Errorf("the bot did not end within %s; what it had taken in is saved", stopWithin)
	}
}

// goServe serves in the background; the channel gives the error it ended with.
func goServe(server *http.Server, l net.Listener) <-chan error {
	served := make(chan error, 1)
	go func() {
		err := server.Serve(l)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		served <- err
	}()
	return served
}

func newLog(c LogConfig, to io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}

// handler answers health checks, gives the figures, and takes what platforms send.
func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "up") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if why := s.notReady(ctx); why != "" {
			http.Error(w, why, http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.Handle("GET /metrics", s.metrics.handler())
	for path, h := range s.handlers {
		mux.Handle("POST "+path, h)
	}
	return mux
}

// notReady says in a sentence why the bot cannot work, "" when it can.
func (s *service) notReady(ctx context.Context) string {
	if !s.running.Load() {
		return "the bot is starting or stopping"
	}
	for _, id := range s.projects {
		err := s.store.View(ctx, id, func(r store.Reader) error { _, err := r.Timers(1); return err })
		if err != nil {
			return "the database does not answer for project " + id
		}
	}
	for _, a := range s.adapters {
		if r, ok := a.(ready); ok {
			if err := r.Ready(); err != nil {
				return a.Platform() + " is not connected: " + err.Error()
			}
		}
	}
	return ""
}

// askHealth asks the bot that listens on addr whether it is up.
func askHealth(ctx context.Context, addr string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("health: nobody answers on %s", addr)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("health: %s answers %s", addr, answer.Status)
	}
	return nil
}
