package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/slack"
	"brobygger/bot"
	"brobygger/store/sqlite"
)

// BenchmarkSignedPresses is the whole way of a press in Slack's HTTP mode: a
// signed request of 2.4 KB over loopback, the practice's answer, a durable
// commit, and only then the 200. The calls that show the answer go to a Web API
// that says yes to everything.
func BenchmarkSignedPresses(b *testing.B) {
	for _, atOnce := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("at_once=%d", atOnce), func(b *testing.B) { signedPresses(b, atOnce) })
	}
}

const benchSecret = "8f742231b10e8888abcd99yyyzzz85a5"

func signedPresses(b *testing.B, atOnce int) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer := `{"ok":true,"channels":[],"channel":{"id":"D1"},"ts":"1.1","message":{},"user":{"id":"U1","name":"lene"},"response_metadata":{}}`
		if strings.HasSuffix(r.URL.Path, "/auth.test") {
			answer = `{"ok":true,"team_id":"T1","user_id":"UBOT","bot_id":"B1","user":"brobygger"}`
		}
		if strings.HasSuffix(r.URL.Path, "/chat.postMessage") || strings.HasSuffix(r.URL.Path, "/chat.update") {
			answer = `{"ok":true,"channel":"D1","ts":"1.1","message":{}}`
		}
		_, _ = io.WriteString(w, answer)
	}))
	defer api.Close()
	quiet := slog.New(slog.DiscardHandler)
	a, err := slack.New(slack.Options{Project: rehearsalProject, BotToken: "xoxb-1", SigningSecret: benchSecret, Mode: slack.HTTPMode, APIURL: api.URL + "/api/", Clock: systemClock{}, Log: quiet})
	if err != nil {
		b.Fatal(err)
	}
	sim, err := newPlatform("sim", systemClock{}, quiet)
	if err != nil {
		b.Fatal(err)
	}
	p, lib, err := demoProject(nil, nil, "", sim)
	if err != nil {
		b.Fatal(err)
	}
	s, err := sqlite.Open(filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	t := bot.New(s, s, systemClock{}, quiet, bot.Project{Practice: p, Flows: lib, Adapters: []adapters.Adapter{a}})
	if err := t.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- t.Run(ctx) }()
	defer func() { stop(); <-ended }()
	server := httptest.NewServer(a.Handler())
	defer server.Close()
	for began := time.Now(); a.Ready() != nil; time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			b.Fatal(a.Ready())
		}
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	var n, refused atomic.Int64
	took := make([][]time.Duration, atOnce)
	var wg sync.WaitGroup
	b.ResetTimer()
	for w := range atOnce {
		wg.Go(func() {
			for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
				began := time.Now()
				if !press(client, server.URL, api.URL, i, w) {
					refused.Add(1)
				}
				took[w] = append(took[w], time.Since(began))
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	if refused.Load() > 0 {
		b.Errorf("%d presses were not taken", refused.Load())
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "presses/s")
	b.ReportMetric(all[len(all)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(all[len(all)*99/100].Seconds()*1000, "p99-ms")
}

// press sends one press of a button of an earlier conversation, signed.
func press(client *http.Client, at, api string, n int64, who int) bool {
	payload := fmt.Sprintf(`{"type":"block_actions","trigger_id":"t%d","response_url":"%s/response","team":{"id":"T1"},"user":{"id":"U%d","team_id":"T1"},"channel":{"id":"D%d"},`+
		`"container":{"type":"message","message_ts":"1.1","channel_id":"D%d"},"actions":[{"type":"button","action_id":"next|f-none.1","value":"f-none.1","action_ts":"%d"}],"message":{"ts":"1.1","text":"%s"}}`,
		n, api, who, who, who, n, strings.Repeat("Hvad kunne en anden tage fat på? ", 50))
	body := []byte(url.Values{"payload": {payload}}.Encode())
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(benchSecret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	req, err := http.NewRequest(http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := client.Do(req)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode == http.StatusOK
}
