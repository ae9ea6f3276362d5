package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
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
	"brobygger/clock"
	"brobygger/flows"
	"brobygger/store/sqlite"
)

// BenchmarkSignedPresses delivers presses of a dialog's buttons as Slack does,
// signed and over HTTP on the loopback interface, and takes the time until the
// bot has answered that they are kept: each is a step of its person's dialog,
// committed to a database on disk. The load comes from the same processors.
//
// With answer=shown the bot also redraws the message that was pressed: one call
// of the Web API for each press, as in production, though Slack would allow
// fifty a minute. With answer=kept it makes none: what an acknowledgement costs.
func BenchmarkSignedPresses(b *testing.B) {
	for _, run := range []struct {
		answer string
		atOnce int
	}{{"kept", 1}, {"kept", 16}, {"kept", 64}, {"shown", 1}, {"shown", 16}, {"shown", 64}} {
		b.Run(fmt.Sprintf("answer=%s/at-once=%d", run.answer, run.atOnce), func(b *testing.B) {
			atOnce := run.atOnce
			s := newPressing(b, atOnce+b.N/perPerson, run.answer == "shown")
			took := make([]time.Duration, b.N)
			var n atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			waiting := make(chan *presser, len(s.people))
			for _, p := range s.people {
				waiting <- p
			}
			for range atOnce {
				wg.Go(func() {
					p := <-waiting
					for i := n.Add(1) - 1; i < int64(b.N); i = n.Add(1) - 1 {
						if p.n == perPerson {
							p = <-waiting
						}
						began := time.Now()
						if err := s.post("application/x-www-form-urlencoded", p.press()); err != nil {
							b.Error(err)
							return
						}
						took[i] = time.Since(began)
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			slices.Sort(took)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(took[b.N/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[b.N*99/100].Microseconds())/1000, "p99-ms")
			s.check(b)
		})
	}
}

// perPerson is fewer than a dialog takes before it ends itself.
const perPerson = 400

// pressing is a bot with leaders, each in a dialog.
type pressing struct {
	store  *sqlite.Store
	file   string
	clock  *clock.Movable
	client *http.Client
	url    string
	secret string
	people []*presser
}

// presser presses to and fro: an answer to the first question, and back.
type presser struct {
	user    string
	session string
	turn, n int

	template string // of the body
}

func newPressing(b *testing.B, people int, shown bool) *pressing {
	b.Helper()
	start, err := time.Parse(time.RFC3339, rehearsalStart)
	if err != nil {
		b.Fatal(err)
	}
	clock, log := clock.NewMovable(start), slog.New(slog.DiscardHandler)
	names, err := slacktwin.New(clock, rehearsalProject, slacktwin.HTTP, log, rehearsalChannels()...)
	if err != nil {
		b.Fatal(err)
	}
	defer names.Close()
	s := &pressing{clock: clock, secret: "s3cret", client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: people}}}
	template := strings.ReplaceAll("payload="+url.QueryEscape(pressed), "%", "%%")
	template = strings.NewReplacer("%%24s", "%s", "%%24d", "%d").Replace(template)
	for i := range people {
		s.people = append(s.people, &presser{user: fmt.Sprintf("ULENE%d", i), template: template})
	}
	api := httptest.NewServer(s.webAPI(names.Channel("network")))
	b.Cleanup(api.Close)

	a, err := slack.New(slack.Options{
		Project: rehearsalProject, BotToken: "xoxb-1", SigningSecret: s.secret, Mode: slack.HTTPMode, APIURL: api.URL + "/api/", Clock: clock, Log: log,
	})
	if err != nil {
		b.Fatal(err)
	}
	project, lib, err := demoProject(nil, nil, "", alone{names})
	if err != nil {
		b.Fatal(err)
	}
	s.file = filepath.Join(b.TempDir(), "bench.db")
	if s.store, err = sqlite.Open(s.file); err != nil {
		b.Fatal(err)
	}
	prompts := &prompted{Adapter: a, args: map[string]string{}}
	t := bot.New(s.store, s.store, clock, log, bot.Project{Practice: project, Flows: lib, Adapters: []adapters.Adapter{prompts}})
	if err := t.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(listener) }() // ends with ErrServerClosed
	s.url = "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		if shown {
			ended <- a.Run(ctx, t)
		} else {
			ended <- a.Run(ctx, keeping{t})
		}
	}()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		server.Close()
		s.store.Close()
	})
	for a.Ready() != nil {
		time.Sleep(time.Millisecond)
	}
	for _, p := range s.people {
		begin := url.Values{"command": {"/bro"}, "text": {"opgaver"}, "user_id": {p.user}, "channel_id": {"D" + p.user[1:]}, "team_id": {"T"}, "trigger_id": {"begin" + p.user}}
		if err := s.post("application/x-www-form-urlencoded", []byte(begin.Encode())); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := t.Drain(b.Context()); err != nil {
		b.Fatal(err)
	}
	for _, p := range s.people {
		var ok bool
		if p.session, p.turn, ok = flows.SessionOf(prompts.args[p.user]); !ok {
			b.Fatalf("%s is in no dialog: %q", p.user, prompts.args[p.user])
		}
	}
	return s
}

// keeping is a bot whose answers show nothing.
type keeping struct{ *bot.Bot }

// Accept implements [adapters.Host].
func (k keeping) Accept(ctx context.Context, ev chat.Event) (chat.Ack, error) {
	_, err := k.Bot.Accept(ctx, ev)
	return chat.Ack{}, err
}

// prompted keeps the argument of the buttons each person was sent, in place of
// sending them.
type prompted struct {
	*slack.Adapter
	args map[string]string
	mu   sync.Mutex
}

func (p *prompted) Send(_ context.Context, d adapters.Delivery) (chat.Ref, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(d.Message.Buttons) > 0 {
		p.args[d.Place.User] = d.Message.Buttons[0].Arg
	}
	return "D1/1.000001", nil
}

// webAPI answers what the adapter asks: everybody is in the network's channel.
func (s *pressing) webAPI(network chat.Place) http.HandlerFunc {
	var members []string
	for _, p := range s.people {
		members = append(members, p.user)
	}
	answers := map[string]map[string]any{
		"auth.test":             {"team_id": network.Workspace, "user_id": "UBOT", "bot_id": "BBOT", "user": "bot"},
		"users.conversations":   {"channels": []any{map[string]any{"id": network.Channel, "name": "network"}}},
		"conversations.members": {"members": members},
		"users.info":            {"user": map[string]any{"id": "U1", "real_name": "Lene Holm", "locale": "da-DK"}},
		"chat.update":           {"channel": "D1", "ts": "1.000001", "text": "x"},
		"chat.postMessage":      {"channel": "D1", "ts": "1.000001"},
	}
	return func(w http.ResponseWriter, r *http.Request) {
		method := path.Base(r.URL.Path)
		answer := maps.Clone(answers[method])
		if answer == nil {
			answer = map[string]any{"error": "unknown_method"}
		}
		answer["ok"] = answers[method] != nil
		_ = json.NewEncoder(w).Encode(answer) // the caller sees it
	}
}

// post delivers one body and returns when it is answered.
func (s *pressing) post(kind string, body []byte) error {
	req, err := http.NewRequest(http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header = slacktwin.Sign(s.secret, s.clock.Now().Unix(), body)
	req.Header.Set("Content-Type", kind)
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", resp.StatusCode, answer)
	}
	return err
}

// press is the next press, 2.4 KB like those of a card with a few buttons.
func (p *presser) press() []byte {
	id := "name_tasks"
	if p.n%2 == 1 {
		id = "back"
	}
	arg := fmt.Sprintf("%s.%d", p.session, p.turn+p.n)
	p.n++
	return fmt.Appendf(nil, p.template, p.user, p.user[1:], p.user, p.n, p.user[1:], id, arg)
}

// pressed is the payload of a press: user, conversation, trigger, button.
const pressed = `{"type":"block_actions","token":"verification","api_app_id":"A1","team":{"id":"T","domain":"brobygger"},"enterprise":null,` +
	`"is_enterprise_install":false,"user":{"id":"$s","username":"lene","name":"lene","team_id":"T"},` +
	`"container":{"type":"message","message_ts":"1.000001","channel_id":"D$s","is_ephemeral":false},"trigger_id":"$s.$d",` +
	`"channel":{"id":"D$s","name":"directmessage"},"message":{"type":"message","user":"UBOT","bot_id":"BBOT","ts":"1.000001","text":"Hej Lene","blocks":[` +
	paragraph + "," + paragraph + "," + paragraph + "," + paragraph + "," + paragraph + "," + paragraph + "," + paragraph + "," + paragraph + `]},"state":{"values":{}},` +
	`"response_url":"https://hooks.slack.com/actions/T/1/x","actions":[{"type":"button","action_id":"$s|$s","block_id":"actions-0",` +
	`"value":"x","text":{"type":"plain_text","text":"Fortæl om opgaver"},"action_ts":"1764000000.000001"}]}`

const paragraph = `{"type":"rich_text","block_id":"text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Hej Lene. Ligger der noget, I aldrig når, når I har travlt? Et par timer om ugen er nok."}]}]}`

// check asks the database whether each press was a step: the question that
// comes next is in the outbox, as is the first one of each person.
func (s *pressing) check(b *testing.B) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+s.file+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	asked, want := 0, len(s.people)
	for _, p := range s.people {
		want += p.n
	}
	if err := db.QueryRowContext(b.Context(), `SELECT count(*) FROM item WHERE kind LIKE 'tasks.%' AND op = 'post'`).Scan(&asked); err != nil {
		b.Fatal(err)
	}
	if asked != want {
		b.Errorf("%d questions are in the outbox, want %d", asked, want)
	}
}
