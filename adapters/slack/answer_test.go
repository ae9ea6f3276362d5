package slack

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"brobygger/chat"
)

// ackHost answers every event with the same Ack.
type ackHost struct{ ack chat.Ack }

func (h ackHost) Accept(context.Context, chat.Event) (chat.Ack, error) { return h.ack, nil }
func (h ackHost) Home(context.Context, chat.Query) (chat.Message, error) {
	return chat.Message{Kind: "home", Text: "Hjem"}, nil
}
func (h ackHost) Suggest(context.Context, chat.Query) ([]chat.Option, error) { return nil, nil }

// TestARepeatShowsNothingTwice: Slack repeats what it has no acknowledgement
// of. The bot gives the same answer; a person sees it once, unless Slack had
// refused to show it. An answer in the acknowledgement itself is given again.
func TestARepeatShowsNothingTwice(t *testing.T) {
	press := `{"type":"block_actions","trigger_id":"1.2.3","user":{"id":"U1"},"channel":{"id":"C1"},"container":{"message_ts":"1.2","channel_id":"C1"},
		"message":{"ts":"1.2"},"actions":[{"type":"button","action_id":"claim|o-1"}]}`
	notice := chat.Ack{Notice: &chat.Message{Kind: "claim.yours", Text: "Den er din"}}
	for name, tt := range map[string]struct {
		status   int
		body     string
		ack      chat.Ack
		read     func(decoder) (incoming, error)
		want     string // calls of two deliveries
		wantBody bool
	}{
		"a notice": {status: 200, body: `{"ok":true}`, ack: notice, want: "chat.postEphemeral"},
		"a notice that Slack has refused": {status: 429, body: `{"ok":false,"error":"ratelimited"}`, ack: notice,
			want: "chat.postEphemeral"}, // and is not asked again before its time
		"a notice for somebody it did not find": {status: 200, body: `{"ok":false,"error":"user_not_in_channel"}`, ack: notice,
			want: "chat.postEphemeral chat.postEphemeral"},
		"a notice whose fate is not known": {status: 500, body: ``, ack: notice, want: "chat.postEphemeral"},
		"a modal": {status: 200, body: `{"ok":true}`, ack: chat.Ack{Form: &chat.Form{ID: "f", Title: "T", Submit: "Send",
			Inputs: []chat.Input{{ID: "a", Kind: chat.TextInput, Label: "A"}}}}, want: "views.open"},
		"a command": {status: 200, body: `{"ok":true}`, ack: notice, wantBody: true, read: func(d decoder) (incoming, error) {
			return d.command(slash{Command: "/bro", UserID: "U1", ChannelID: "C1", TriggerID: "9.9"}, nil)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			var calls []string
			url, _ := api(t, func(w http.ResponseWriter, r *http.Request) {
				method := strings.TrimPrefix(r.URL.Path, "/api/")
				if method == "users.info" || strings.HasPrefix(method, "users.conv") || method == "conversations.members" {
					fmt.Fprint(w, `{"ok":true,"user":{"id":"U1"},"channels":[{"id":"C1"}]}`)
					return
				}
				mu.Lock()
				calls = append(calls, method)
				mu.Unlock()
				says(tt.status, tt.body)(w, r)
			})
			a := testAdapter(t, Options{Mode: HTTPMode, SigningSecret: "s", APIURL: url}, time.Now())
			a.serve(ackHost{tt.ack})
			for range 2 {
				read := tt.read
				if read == nil {
					read = func(d decoder) (incoming, error) { return d.interaction([]byte(press)) }
				}
				in, err := read(a.decoder())
				if err != nil {
					t.Fatal(err)
				}
				r, err := a.take(t.Context(), in)
				if err != nil {
					t.Fatal(err)
				}
				if (len(r.body) > 0) != tt.wantBody {
					t.Errorf("body %s", r.body)
				}
				if r.after != nil {
					r.after(t.Context())
				}
			}
			if got := strings.Join(calls, " "); got != tt.want {
				t.Errorf("calls %q, want %q", got, tt.want)
			}
		})
	}
}

// TestHomeIsRedrawn after what its owner does, wherever they do it; whoever
// has never opened theirs has none.
func TestHomeIsRedrawn(t *testing.T) {
	var mu sync.Mutex
	var shown []string
	url, _ := api(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/views.publish") {
			mu.Lock()
			shown = append(shown, r.FormValue("user_id"))
			mu.Unlock()
		}
		fmt.Fprint(w, `{"ok":true,"user":{"id":"U1"},"channels":[{"id":"C1"}],"members":["U1"]}`)
	})
	a := testAdapter(t, Options{Mode: HTTPMode, SigningSecret: "s", APIURL: url}, time.Now())
	a.serve(ackHost{})
	take := func(in incoming, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		r, err := a.take(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if r.after != nil {
			r.after(t.Context())
		}
	}
	press := func(trigger, user string) {
		take(a.decoder().interaction([]byte(`{"type":"block_actions","trigger_id":"` + trigger + `","user":{"id":"` + user + `"},"channel":{"id":"C1"},
			"container":{"message_ts":"1.2","channel_id":"C1"},"message":{"ts":"1.2"},"actions":[{"type":"button","action_id":"claim|o-1"}]}`)))
	}
	press("1", "U1")
	take(a.decoder().event(outer{EventID: "E1", Event: []byte(`{"type":"app_home_opened","user":"U1","channel":"D1","tab":"home"}`)}))
	press("2", "U1")
	press("3", "U2")
	if got := strings.Join(shown, " "); got != "U1 U1" {
		t.Errorf("shown to %q, want twice to U1", got)
	}
}
