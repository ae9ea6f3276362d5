package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"brobygger/chat"
	"brobygger/play"
	"brobygger/store"
	"brobygger/web"
)

// stage is the world that a page shows. Unlike a rehearsal it can begin anew,
// and every act is followed at once by all that is due because of it.
type stage struct {
	mu    sync.Mutex
	world *world
}

var _ web.Stage = (*stage)(nil)

func newStage(ctx context.Context, lang chat.Lang) (*stage, error) {
	w, err := newWorld(ctx, "sim", spoken(lang), nil, lang, os.Stderr)
	return &stage{world: w}, err
}

// spoken is the demo's settings, to be laid over themselves, with names in the
// language of its people; nil where they are as written.
func spoken(lang chat.Lang) []byte {
	if lang != chat.EN {
		return nil
	}
	names := strings.NewReplacer("Nordby Erhvervsnetværk", "Nordby Business Network", "Virksomhedsservice", "Business Services", "Erhverv Sydby", "Sydby Business")
	return []byte(names.Replace(string(demoSettings)))
}

func (s *stage) now() *world {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world
}

func (s *stage) Now() time.Time       { return s.now().Now() }
func (s *stage) Zone() *time.Location { return s.now().Zone() }
func (s *stage) Driver() play.Driver {
	w := s.now()
	return &prompt{driver: driver{w.platform, w}}
}

// Forward moves the clock, with all that falls due on the way.
func (s *stage) Forward(ctx context.Context, to time.Time) error { return s.now().Advance(ctx, to) }

// Scheduled tells what waits for its time, and what it is about.
func (s *stage) Scheduled(ctx context.Context) (all []web.Upcoming, err error) {
	w := s.now()
	ev := chat.Event{ID: "view", Project: w.practice.Settings.ID, At: w.clock.Now()}
	err = w.store.View(ctx, ev.Project, func(r store.Reader) error {
		t, err := w.practice.Turn(r, ev)
		if err != nil {
			return err
		}
		timers, err := r.Timers(200)
		if err != nil {
			return err
		}
		for _, timer := range timers {
			about, err := t.About(timer.Subject, timer.Data)
			if err != nil {
				return err
			}
			all = append(all, web.Upcoming{At: timer.Due, Kind: timer.Kind, About: about})
		}
		return nil
	})
	return all, err
}

// Restart begins anew in the language.
func (s *stage) Restart(ctx context.Context, lang chat.Lang) error {
	next, err := newWorld(context.WithoutCancel(ctx), "sim", spoken(lang), nil, lang, os.Stderr)
	if err != nil {
		return err
	}
	s.mu.Lock()
	old := s.world
	s.world = next
	s.mu.Unlock()
	return old.Close()
}

// prompt is a platform on which the bot's answers have come when an act returns.
type prompt struct{ driver }

func (p *prompt) Do(ctx context.Context, who string, act play.Act) error {
	err := p.driver.Do(ctx, who, act)
	return errors.Join(err, p.w.Settle(context.WithoutCancel(ctx)))
}

// runDemo serves the demo on addr, or on another port of the same host when
// that is taken, until ctx ends.
func runDemo(ctx context.Context, lang, addr string, out io.Writer) error {
	s, err := newStage(ctx, chat.Lang(lang))
	if err != nil {
		return err
	}
	defer func() { _ = s.now().Close() }()
	l, err := listen(addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Brobygger: http://%s\n", toOpen(l.Addr().String()))
	server := &http.Server{
		Handler:           web.Demo(s, chat.Lang(lang), slog.New(slog.NewTextHandler(os.Stderr, nil))),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(grace)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// listen listens on addr, or on another port of the same host when that one is
// taken. Anything else that is wrong with addr is told.
func listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("demo: address %q: want host:port, such as 127.0.0.1:8080", addr)
	}
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaAddrInUse) {
		l, err = net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	if err != nil {
		return nil, fmt.Errorf("demo: %w; write another address, such as 127.0.0.1:8080", err)
	}
	return l, nil
}

// wsaAddrInUse is what Windows says of a port that is taken.
const wsaAddrInUse = syscall.Errno(10048)

// toOpen is an address that a browser on this machine can open: one that stands
// for all of the machine's addresses is none.
func toOpen(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}
