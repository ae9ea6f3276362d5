package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/clock"
	"brobygger/play"
	"brobygger/store"
)

// unsure is an adapter that can be made not ready.
type unsure struct {
	adapters.Adapter
	mu  sync.Mutex
	why error
}

func (u *unsure) Ready() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.why
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(raw)
}

func TestServe(t *testing.T) {
	world := sim.New(clock.System{}, "demo", sim.DefaultLimits(), "network", "jobcenter", "sydby")
	if err := world.Cast(play.Member{Name: "leader", Shown: "Lene Holm", Channels: []string{"network"}}); err != nil {
		t.Fatal(err)
	}
	adapter := &unsure{Adapter: world.Adapter()}
	p, _, err := demoProject(nil, nil, "", simPlatform(t))
	if err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	config := defaultConfig()
	config.Data, config.Listen, config.Projects = filepath.Join(t.TempDir(), "b.db"), addr, []ProjectConfig{{Settings: p.Settings}}
	ctx, stop := context.WithCancelCause(t.Context())
	var log lockedBuffer
	ended := make(chan error, 1)
	go func() {
		ended <- serve(ctx, config, clock.System{}, func(ProjectConfig, store.Store, chat.Clock, *slog.Logger) ([]adapters.Adapter, error) {
			return []adapters.Adapter{adapter}, nil
		}, &log)
	}()
	defer stop(nil)
	select {
	case <-world.Attached():
	case err := <-ended:
		t.Fatal(err, log.String())
	}
	if status, body := get(t, "http://"+addr+"/healthz"); status != 200 || body != "up\n" {
		t.Error(status, body)
	}
	if err := askHealth(ctx, addr); err != nil {
		t.Error(err)
	}
	if status, body := get(t, "http://"+addr+"/readyz"); status != 200 {
		t.Error(status, body)
	}
	adapter.mu.Lock()
	adapter.why = errors.New("the connection is being made anew")
	adapter.mu.Unlock()
	if status, body := get(t, "http://"+addr+"/readyz"); status != 503 || body != "sim is not connected: the connection is being made anew\n" {
		t.Error(status, body)
	}
	if err := world.Do(ctx, "leader", play.Say{Text: "hej"}); err != nil {
		t.Error(err)
	}
	_, figures := get(t, "http://"+addr+"/metrics")
	for _, want := range []string{`brobygger_events_total{platform="sim",project="demo",result="saved"} 1`, `brobygger_ack_seconds_count{platform="sim",project="demo"} 1`,
		`brobygger_items{project="demo",state="held"} `, `brobygger_timers{project="demo"} `, "brobygger_lag_seconds 0", "go_goroutines"} {
		if !strings.Contains(figures, want) {
			t.Errorf("the figures lack %s:\n%s", want, figures)
		}
	}
	stop(errors.New("terminated signal received")) // as signal.NotifyContext does; to be told to end is no failure
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("serve does not end")
	}
	if !strings.Contains(log.String(), "serving") || !strings.Contains(log.String(), "stopped") || strings.Contains(log.String(), "hej") {
		t.Error(log.String())
	}
	if err := askHealth(t.Context(), addr); err == nil {
		t.Error("somebody still answers")
	}
}

func TestServeNeedsItsAddress(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p, _, err := demoProject(nil, nil, "", simPlatform(t))
	if err != nil {
		t.Fatal(err)
	}
	config := defaultConfig()
	config.Data, config.Listen, config.Projects = filepath.Join(t.TempDir(), "b.db"), taken.Addr().String(), []ProjectConfig{{Settings: p.Settings}}
	world := sim.New(clock.System{}, "demo", sim.DefaultLimits())
	err = serve(t.Context(), config, clock.System{}, func(ProjectConfig, store.Store, chat.Clock, *slog.Logger) ([]adapters.Adapter, error) {
		return []adapters.Adapter{world.Adapter()}, nil
	}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "write another address under listen") {
		t.Error(err)
	}
}

// TestDemoEndsWell: to be told to end by a signal is no failure.
func TestDemoEndsWell(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	var out, errs lockedBuffer
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"demo", "--addr", "127.0.0.1:0"}, &out, &errs) }()
	for limit := time.Now().Add(20 * time.Second); !strings.Contains(out.String(), "http://"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("no address:", errs.String())
		}
	}
	stop(errors.New("interrupt signal received"))
	if code := <-ended; code != 0 || errs.String() != "" {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

// TestPlayThatIsStopped has not been through its rehearsals, and says so once.
func TestPlayThatIsStopped(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	stop(errors.New("interrupt signal received"))
	var out, errs lockedBuffer
	code := run(ctx, []string{"play", "testdata/play/01-eight-presses.txtar", "testdata/play/02-unknown-company.txtar"}, &out, &errs)
	if want := "brobygger: play: stopped before testdata/play/01-eight-presses.txtar was through\n"; code != 1 || errs.String() != want {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

// TestDemoAddress: only a port that is taken is changed for another.
func TestDemoAddress(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	other, err := listen(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if other.Addr().String() == taken.Addr().String() {
		t.Error("the same port twice")
	}
	for addr, want := range map[string]string{
		"127.0.0.1:99999": "invalid port; write another address, such as 127.0.0.1:8080",
		"127.0.0.1":       `address "127.0.0.1": want host:port, such as 127.0.0.1:8080`,
		"192.0.2.1:8091":  "write another address, such as 127.0.0.1:8080", // not this machine's
	} {
		if l, err := listen(addr); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v %v", addr, l, err)
		}
	}
	for addr, want := range map[string]string{"[::]:8091": "localhost:8091", "0.0.0.0:1": "localhost:1", "127.0.0.1:8080": "127.0.0.1:8080", "[::1]:2": "[::1]:2"} {
		if got := toOpen(addr); got != want {
			t.Errorf("%s is opened as %s, want %s", addr, got, want)
		}
	}
}
