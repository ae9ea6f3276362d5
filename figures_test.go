package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	discordtwin "brobygger/adapters/discord/twin"
	"brobygger/clock"
)

// BenchmarkServe starts the static binary on a new database, connected with the
// twin of Discord, and measures how long it takes until it is ready, what it
// keeps resident then, and the processor time it takes while nothing happens.
func BenchmarkServe(b *testing.B) {
	dir := b.TempDir()
	binary := filepath.Join(dir, "brobygger")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	size, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	one, err := newDiscordTwin(clock.System{}, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	twin := one.(*discordtwin.Twin)
	defer twin.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	var ready, resident, busy float64
	for n := range b.N {
		settings := strings.ReplaceAll(strings.TrimSpace(string(named(demoSettings, alone{one}))), "\n", "\n    ")
		o := twin.Options()
		config := fmt.Sprintf("data: %d.db\nlisten: %s\nprojects:\n  -\n    %s\n    discord: {token: %q, application: %q, api_url: %q, gateway_url: %q}\n",
			n, addr, settings, o.Token, o.AppID, o.APIURL, o.GatewayURL)
		file := filepath.Join(dir, "config.yaml")
		if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
			b.Fatal(err)
		}
		bot := exec.Command(binary, "serve", "--config", file)
		var log strings.Builder
		bot.Stderr = &log
		began := time.Now()
		if err := bot.Start(); err != nil {
			b.Fatal(err)
		}
		for !answers("http://" + addr + "/readyz") {
			if time.Since(began) > 20*time.Second {
				_ = bot.Process.Kill()
				_ = bot.Wait()
				b.Fatalf("not ready: %s", log.String())
			}
			time.Sleep(time.Millisecond)
		}
		ready += time.Since(began).Seconds() * 1000
		time.Sleep(time.Second)
		before := ticks(b, bot.Process.Pid)
		time.Sleep(5 * time.Second)
		busy += ticks(b, bot.Process.Pid) - before
		resident += residentMB(b, bot.Process.Pid)
		_ = bot.Process.Kill()
		_ = bot.Wait()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ready/float64(b.N), "ms-to-ready")
	b.ReportMetric(resident/float64(b.N), "MB-resident")
	b.ReportMetric(busy/float64(b.N)/5*10, "ms-cpu/idle-s") // a tick is 10 ms
	b.ReportMetric(float64(size.Size())/1e6, "MB-binary")
}

func answers(url string) bool {
	got, err := http.Get(url)
	if err != nil {
		return false
	}
	defer got.Body.Close()
	_, _ = io.Copy(io.Discard, got.Body)
	return got.StatusCode == http.StatusOK
}

// ticks is the processor time a process has taken, in hundredths of a second.
func ticks(b *testing.B, pid int) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip("no /proc to read the figures from")
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return user + system
}

func residentMB(b *testing.B, pid int) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("no /proc to read the figures from")
	}
	for line := range strings.Lines(string(raw)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n / 1000
		}
	}
	return 0
}
