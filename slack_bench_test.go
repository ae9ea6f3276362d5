package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/slack"
	slacktwin "brobygger/adapters/slack/twin"
	"brobygger/bot"
	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/sqlite"
)

// BenchmarkSignedPresses is a press on a card from Slack's signed request to
// the 200 that follows the durable commit: each takes another opening, so that
// its state, its company's news and its timers change, and is answered beside
// the card when the 200 is out. Web API calls are answered at once.
func BenchmarkSignedPresses(b *testing.B) {
	for _, people := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("at_once=%d", people), func(b *testing.B) {
			p := newPresses(b, people)
			took := make([][]time.Duration, people)
			var pressed atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for who := range people {
				wg.Go(func() {
					for n := pressed.Add(1); n <= int64(b.N); n = pressed.Add(1) {
						body := p.body(who, int(n))
						began := time.Now()
						if status := p.press(b, body); status != http.StatusOK {
							b.Errorf("press %d: status %d", n, status)
							return
						}
						took[who] = append(took[who], time.Since(began))
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			p.adapter.Wait()
			all := slices.Concat(took...)
			slices.Sort(all)
			b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "presses/s")
			b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
			if claimed := p.claimed(b); claimed != b.N {
				b.Errorf("%d openings have been taken, want %d", claimed, b.N)
			}
		})
	}
}

// presses is a bot on a database of its own, behind Slack's HTTP delivery.
type presses struct {
	adapter *slack.Adapter
	clock   *movableClock
	store   *sqlite.Store
	server  *httptest.Server
	client  *http.Client
	channel chat.Place // of the cards
}

const benchSecret = "bench-signing-secret"

func newPresses(b *testing.B, people int) *presses {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	log := slog.New(slog.DiscardHandler)
	start, err := time.Parse(time.RFC3339, rehearsalStart)
	must(err)
	p := &presses{clock: newMovableClock(start)}
	names, err := newSingle("slack-http", p.clock, log) // gives the ids of people and channels only
	must(err)
	b.Cleanup(func() { names.(io.Closer).Close() })
	p.channel = names.Channel("jobcenter")

	api := httptest.NewServer(webAPI(p.channel, people))
	b.Cleanup(api.Close)
	p.adapter, err = slack.New(slack.Options{
		Project: rehearsalProject, BotToken: "xoxb-bench", SigningSecret: benchSecret, Mode: slack.HTTPMode,
		APIURL: api.URL + "/api/", Clock: p.clock, Log: log,
	})
	must(err)
	pr, library, err := demoProject(nil, nil, "", alone{names})
	must(err)
	p.store, err = sqlite.Open(filepath.Join(b.TempDir(), "bench.db"))
	must(err)
	b.Cleanup(func() { must(p.store.Close()) })
	running, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	one := bot.New(p.store, p.store, p.clock, log, bot.Project{Practice: pr, Flows: library, Adapters: []adapters.Adapter{p.adapter}})
	must(one.Start(b.Context()))
	w := &world{clock: p.clock, platform: alone{names}, practice: pr, store: p.store}
	for from := 1; from <= b.N; from += 1000 {
		must(w.remember(b.Context(), fmt.Sprintf("openings/%d", from), func(t *practice.Turn) error {
			for n := from; n <= min(from+999, b.N); n++ {
				t.Save(&practice.Opening{
					ID: fmt.Sprintf("o-%06d", n), Number: n, Network: "nordby", Partner: "nordby", State: practice.HandedOver, Visit: "both",
					Contact: practice.Contact{Name: "Lene Holm", Phone: "40 12 34 56"}, Tasks: []practice.Task{{Words: "feje gården"}},
					Made: start, HandedOver: start, Promise: start.Add(24 * time.Hour),
				})
			}
			return nil
		}))
	}
	go func() { ended <- one.Run(running) }()
	b.Cleanup(func() { stop(); must(<-ended) })
	for p.adapter.Ready() != nil {
		time.Sleep(time.Millisecond)
	}
	p.server = httptest.NewServer(p.adapter.Handler())
	b.Cleanup(p.server.Close)
	p.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: people}}
	return p
}

// webAPI answers what the adapter asks: everybody is in the cards' channel.
func webAPI(cards chat.Place, people int) http.Handler {
	members := make([]string, people)
	for i := range members {
		members[i] = fmt.Sprintf("%q", presser(i))
	}
	answers := map[string]string{
		"auth.test":             fmt.Sprintf(`"team_id":%q,"user_id":"UBOT"`, cards.Workspace),
		"users.conversations":   fmt.Sprintf(`"channels":[{"id":%q}]`, cards.Channel),
		"conversations.members": `"members":[` + strings.Join(members, ",") + `]`,
		"conversations.open":    `"channel":{"id":"D1"}`,
		"users.info":            `"user":{"id":"U1","tz":"Europe/Copenhagen","locale":"da-DK","profile":{"display_name":"Mette Krogh"}}`,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		said := answers[strings.TrimPrefix(r.URL.Path, "/api/")]
		if said == "" {
			said = fmt.Sprintf(`"channel":%q,"ts":"1795507200.000001","message_ts":"1795507200.000001","message":{}`, cards.Channel)
		}
		fmt.Fprintf(w, `{"ok":true,%s}`, said)
	})
}

func presser(who int) string { return fmt.Sprintf("UPRESSER%03d", who) }

// body is the n-th press, of the size that Slack's have: about 2.4 KB.
func (p *presses) body(who, n int) []byte {
	id := fmt.Sprintf("o-%06d", n)
	var fields, buttons []string
	for _, f := range []string{"Virksomhed", "Kontakt", "Telefon", "Opgaver", "Timer", "Løn", "Sted"} {
		fields = append(fields, fmt.Sprintf(`{"type":"text","text":"%s:","style":{"bold":true}},{"type":"text","text":" feje gården, vande planter\n"}`, f))
	}
	for _, button := range []string{"claim", "contacted", "no_answer", "more"} {
		buttons = append(buttons, fmt.Sprintf(`{"type":"button","action_id":"%s|%s","text":{"type":"plain_text","text":"Jeg tager den","emoji":false},"value":"%s"}`, button, id, id))
	}
	raw := fmt.Sprintf(`{"type":"block_actions","api_app_id":"ABENCH","token":"verification","is_enterprise_install":false,"enterprise":null,`+
		`"team":{"id":%[1]q,"domain":"brobygger"},"user":{"id":%[2]q,"username":"mette","name":"mette","team_id":%[1]q},`+
		`"trigger_id":"%[3]d.1234.bench","response_url":"https://hooks.slack.com/actions/T0/%[3]d/bench","channel":{"id":%[4]q,"name":"jobcenter"},`+
		`"container":{"type":"message","message_ts":"1795507200.%06[3]d","channel_id":%[4]q,"is_ephemeral":false},`+
		`"message":{"type":"message","user":"UBOT","bot_id":"BBENCH","app_id":"ABENCH","team":%[1]q,"ts":"1795507200.%06[3]d","text":"Nyt behov fra Nordlys Pakkeri","blocks":[`+
		`{"type":"header","block_id":"kind:handover.card","text":{"type":"plain_text","text":"Nyt behov fra Nordlys Pakkeri","emoji":false}},`+
		`{"type":"rich_text","block_id":"fields","elements":[{"type":"rich_text_section","elements":[%[5]s]}]},`+
		`{"type":"actions","block_id":"actions-0","elements":[%[6]s]}]},"state":{"values":{}},`+
		`"actions":[{"type":"button","action_id":"claim|%[7]s","block_id":"actions-0","value":"%[7]s","action_ts":"1795507201.000000"}]}`,
		p.channel.Workspace, presser(who), n, p.channel.Channel, strings.Join(fields, ","), strings.Join(buttons, ","), id)
	return []byte("payload=" + url.QueryEscape(raw))
}

// press delivers a signed body and gives the status of the answer.
func (p *presses) press(b *testing.B, body []byte) int {
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, p.server.URL, bytes.NewReader(body))
	if err != nil {
		b.Error(err)
		return 0
	}
	req.Header = slacktwin.Sign(benchSecret, p.clock.Now().Unix(), body)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := p.client.Do(req)
	if err != nil {
		b.Error(err)
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// claimed counts in the database what has been taken.
func (p *presses) claimed(b *testing.B) (n int) {
	b.Helper()
	err := p.store.View(b.Context(), rehearsalProject, func(r store.Reader) error {
		all, err := practice.List[practice.Opening](r, practice.Query{Name: "partner", From: "nordby/" + string(practice.Claimed)})
		n = len(all)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
