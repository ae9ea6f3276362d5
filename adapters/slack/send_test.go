package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/clock"
)

func testAdapter(t *testing.T, o Options, now time.Time) *Adapter {
	t.Helper()
	o.Project, o.BotToken, o.Log, o.Clock = "p", "xoxb-secret", slog.New(slog.DiscardHandler), clock.NewMovable(now)
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// api is a Web API that answers every call with what it is given.
func api(t *testing.T, answer http.HandlerFunc) (url string, calls *atomic.Int64) {
	t.Helper()
	calls = &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/api/", calls
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func delivery() adapters.Delivery {
	return adapters.Delivery{ID: "d1", Op: adapters.Post, Place: chat.Place{Platform: Platform, Workspace: "T1", Channel: "C1"}, Message: chat.Message{Kind: "test", Text: "Hej"}}
}

func TestClassesOfErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		want   adapters.Class
	}{
		"429":               {says(429, ""), adapters.Limited},
		"429 and no more":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }, adapters.Limited},
		"500":               {says(500, ""), adapters.Unknown},
		"503":               {says(503, ""), adapters.Temporary},
		"not_in_channel":    {says(200, `{"ok":false,"error":"not_in_channel"}`), adapters.Gone},
		"msg_too_long":      {says(200, `{"ok":false,"error":"msg_too_long"}`), adapters.Rejected},
		"internal_error":    {says(200, `{"ok":false,"error":"internal_error"}`), adapters.Unknown},
		"something new":     {says(200, `{"ok":false,"error":"a_new_word"}`), adapters.Temporary},
		"invalid_auth":      {says(200, `{"ok":false,"error":"invalid_auth"}`), adapters.Temporary},
		"a cut connection":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, adapters.Unknown},
		"half of an answer": {says(200, `{"ok":tr`), adapters.Unknown},
		"neither":           {says(200, `{"ts":"1.2"}`), adapters.Unknown},
	} {
		address, _ := api(t, tt.answer)
		a := testAdapter(t, Options{Mode: HTTPMode, SigningSecret: "s", APIURL: address}, time.Unix(1e9, 0))
		_, err := a.Send(t.Context(), delivery())
		if got := adapters.ClassOf(err); got != tt.want {
			t.Errorf("%s: class %q, %v; want %q", name, got, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "xoxb") {
			t.Errorf("%s: the token is in %v", name, err)
		}
	}
}

// What never reached Slack is tried again, and the error of it holds neither
// token nor address: that of a response is as good as a password.
func TestErrorsHoldNoSecret(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	a := testAdapter(t, Options{Mode: HTTPMode, SigningSecret: "s", APIURL: s.URL + "/api/"}, time.Unix(1e9, 0))
	_, unsent := a.Send(t.Context(), delivery())
	if adapters.ClassOf(unsent) != adapters.Temporary {
		t.Errorf("no connection: %v", unsent)
	}
	for _, err := range []error{
		unsent,
		a.respond(t.Context(), s.URL+"/xoxb-hook", rendered{text: "Hej"}, true, true),
		a.respond(t.Context(), "http://127.0.0.1\x7f/xoxb-hook", rendered{text: "Hej"}, true, true),
	} {
		if err == nil || strings.Contains(err.Error(), "xoxb") || strings.Contains(err.Error(), s.URL) {
			t.Errorf("the error is %v", err)
		}
	}
}

// A method gets its arguments as a form: texts as they are, all else as its
// JSON, and nothing for what is empty. The token stands in the header alone.
func TestArguments(t *testing.T) {
	var form url.Values
	var token string
	address, _ := api(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form, token = r.PostForm, r.Header.Get("Authorization")
		fmt.Fprint(w, `{"ok":true}`)
	})
	w := &web{base: address, token: "xoxb-secret", http: http.DefaultClient}
	if err := w.call(t.Context(), "m", args{"channel": "C1", "cursor": "", "limit": 200, "link": false, "metadata": stamp("id", "æ & b")}, nil); err != nil {
		t.Fatal(err)
	}
	want := url.Values{"channel": {"C1"}, "limit": {"200"}, "link": {"false"}, "metadata": {`{"event_type":"brobygger","event_payload":{"id":"æ \u0026 b"}}`}}
	if diff := cmp.Diff(want, form); diff != "" || token != "Bearer xoxb-secret" {
		t.Errorf("token %q, form (-want +got):\n%s", token, diff)
	}
}

// After a 429 the method is left alone until Retry-After is over.
func TestObeysRetryAfter(t *testing.T) {
	address, calls := api(t, says(429, ""))
	a := testAdapter(t, Options{Mode: HTTPMode, SigningSecret: "s", APIURL: address}, time.Unix(1e9, 0))
	clock := a.o.Clock.(*clock.Movable)
	for range 3 {
		_, err := a.Send(t.Context(), delivery())
		if e, ok := errors.AsType[*adapters.Error](err); !ok || e.Class != adapters.Limited || e.After <= 0 {
			t.Fatalf("have %v", err)
		}
		clock.Move(9 * time.Second)
	}
	if calls.Load() != 1 {
		t.Fatalf("%d calls within 27 of 30 seconds, want one", calls.Load())
	}
	clock.Move(4 * time.Second)
	_, _ = a.Send(t.Context(), delivery())
	if calls.Load() != 2 {
		t.Fatalf("%d calls after 31 seconds, want two", calls.Load())
	}
}

// A channel takes a burst and then one message a second; another channel is
// not held up by it.
func TestPace(t *testing.T) {
	var p pacer
	now := time.Unix(1e9, 0)
	for i := range burst {
		if wait := p.post("C1", now); wait != 0 {
			t.Fatalf("message %d waits %s", i, wait)
		}
	}
	if wait := p.post("C1", now); wait != every {
		t.Fatalf("waits %s, want %s", wait, every)
	}
	if wait := p.post("C2", now); wait != 0 {
		t.Fatalf("another channel waits %s", wait)
	}
	if wait := p.post("C1", now.Add(every)); wait != 0 {
		t.Fatalf("a second later it waits %s", wait)
	}
	if wait := p.post("C1", now.Add(every)); wait == 0 {
		t.Fatal("two a second")
	}
}

// Trouble that no trying again mends ends Run, with what to do.
func TestRunEndsWithTheSentenceAnOperatorNeeds(t *testing.T) {
	address, _ := api(t, says(200, `{"ok":false,"error":"account_inactive"}`))
	a := testAdapter(t, Options{Mode: SocketMode, AppToken: "xapp-1", APIURL: address}, time.Unix(1e9, 0))
	err := a.Run(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "install it again") {
		t.Fatalf("Run ended with %v", err)
	}
	if a.Ready() == nil {
		t.Fatal("ready all the same")
	}
}

func TestNotReadyWhileNothingAnswers(t *testing.T) {
	address, _ := api(t, says(503, ""))
	a := testAdapter(t, Options{Mode: SocketMode, AppToken: "xapp-1", APIURL: address, KeepAlive: 10 * time.Millisecond}, time.Unix(1e9, 0))
	if a.Ready() == nil {
		t.Fatal("ready before Run")
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() { // until it says why
		for err := a.Ready(); ctx.Err() == nil && (err == nil || !strings.Contains(err.Error(), "503")); err = a.Ready() {
			time.Sleep(time.Millisecond)
		}
		stop()
	}()
	if err := a.Run(ctx, nil); err != nil {
		t.Fatalf("Run ended with %v", err)
	}
	if a.Ready() == nil {
		t.Fatal("ready all the same")
	}
}

func TestRefusalsAreAboutTheApp(t *testing.T) {
	if refusal(&denial{code: "not_in_channel"}) != nil || fatal(&denial{code: "missing_scope"}) {
		t.Error("one channel or one scope ends everything")
	}
	if !fatal(fmt.Errorf("x: %w", &denial{code: "token_revoked"})) {
		t.Error("a revoked token is tried again for ever")
	}
}

// A handover holds names and phone numbers: it does not go where another
// organisation reads along, unless the operator wants that.
func TestHandoversStayInTheHouse(t *testing.T) {
	url, calls := api(t, says(200, `{"ok":true,"channel":"C1","ts":"1.2"}`))
	for name, tt := range map[string]struct {
		kind    string
		allowed bool
		want    adapters.Class
	}{
		"a card":              {"handover.card", false, adapters.Rejected},
		"a card, as set":      {"handover.card", true, ""},
		"any other message":   {"broadcast.post", false, ""},
		"a reminder of cards": {"handover.reminder", false, adapters.Rejected},
	} {
		t.Run(name, func(t *testing.T) {
			a := testAdapter(t, Options{Mode: HTTPMode, SigningSecret: "s", APIURL: url, AllowExternal: tt.allowed}, time.Now())
			a.people.channels = map[string]*channel{"C1": {shared: true, members: map[string]bool{}}}
			d := delivery()
			d.Message.Kind = tt.kind
			before := calls.Load()
			_, err := a.Send(t.Context(), d)
			if err != nil && calls.Load() != before {
				t.Error("Slack was called all the same")
			}
			if adapters.ClassOf(err) != tt.want || err != nil && !strings.Contains(err.Error(), "slack.allow_external") {
				t.Errorf("have %v, want class %q", err, tt.want)
			}
		})
	}
}

// A card may be waiting before Run has learned which channels there are: a
// channel nobody has read yet is asked for, and nothing is posted until it is
// known whose it is.
func TestHandoversWaitUntilTheChannelIsKnown(t *testing.T) {
	for name, tt := range map[string]struct {
		info    http.HandlerFunc
		allowed bool
		want    adapters.Class
		called  []string
	}{
		"ours":                 {says(200, `{"ok":true,"channel":{"id":"C1"}}`), false, "", []string{methodInfo, methodPost}},
		"shared":               {says(200, `{"ok":true,"channel":{"id":"C1","is_ext_shared":true}}`), false, adapters.Rejected, []string{methodInfo}},
		"to be shared":         {says(200, `{"ok":true,"channel":{"id":"C1","is_pending_ext_shared":true}}`), false, adapters.Rejected, []string{methodInfo}},
		"shared, as set":       {nil, true, "", []string{methodPost}},
		"no answer":            {says(500, ""), false, adapters.Temporary, []string{methodInfo}},
		"an answer of nothing": {says(200, `{"ok":true}`), false, adapters.Temporary, []string{methodInfo}},
		"too many calls":       {says(429, ""), false, adapters.Limited, []string{methodInfo}},
		"no such channel":      {says(200, `{"ok":false,"error":"channel_not_found"}`), false, adapters.Gone, []string{methodInfo}},
	} {
		t.Run(name, func(t *testing.T) {
			var called []string
			address, _ := api(t, func(w http.ResponseWriter, r *http.Request) {
				called = append(called, strings.TrimPrefix(r.URL.Path, "/api/"))
				if strings.HasSuffix(r.URL.Path, methodInfo) {
					tt.info(w, r)
				} else {
					fmt.Fprint(w, `{"ok":true,"channel":"C1","ts":"1.2"}`)
				}
			})
			a := testAdapter(t, Options{Mode: HTTPMode, SigningSecret: "s", APIURL: address, AllowExternal: tt.allowed}, time.Now())
			d := delivery()
			d.Message.Kind = "handover.card"
			_, err := a.Send(t.Context(), d)
			if adapters.ClassOf(err) != tt.want {
				t.Errorf("have %v, want class %q", err, tt.want)
			}
			if diff := cmp.Diff(tt.called, called); diff != "" {
				t.Errorf("calls (-want, +have):\n%s", diff)
			}
		})
	}
}
