package twin_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brobygger/adapters"
	"brobygger/adapters/slack/twin"
	"brobygger/chat"
	"brobygger/play"
)

// bot keeps what it was told, once, and answers as it should.
type bot struct {
	mu     sync.Mutex
	seen   []string
	said   []string
	answer chat.Ack
}

func (b *bot) Accept(_ context.Context, ev chat.Event) (chat.Ack, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s, ok := ev.Body.(chat.Said); ok {
		if !slices.Contains(b.seen, ev.ID) {
			b.seen, b.said = append(b.seen, ev.ID), append(b.said, s.Text)
		}
		return chat.Ack{}, nil
	}
	return b.answer, nil
}

func (b *bot) Suggest(context.Context, chat.Query) ([]chat.Option, error) { return nil, nil }
func (b *bot) Home(context.Context, chat.Query) (chat.Message, error)     { return chat.Message{}, nil }

func (b *bot) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.said)
}

// run connects b, whose adapter looks often whether its socket is alive.
func run(t *testing.T, w *twin.Twin, b *bot) (a adapters.Adapter, ended chan error) {
	t.Helper()
	if err := w.Cast(play.Member{Name: "lene", Shown: "Lene Holm", Channels: []string{"network"}}); err != nil {
		t.Fatal(err)
	}
	a, ended = w.Adapter(), make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ended <- a.Run(ctx, b)
	}()
	t.Cleanup(func() { stop(); <-done })
	<-w.Attached()
	return a, ended
}

func say(t *testing.T, w *twin.Twin, text string) {
	t.Helper()
	if err := w.Do(t.Context(), "lene", play.Say{Text: text}); err != nil {
		t.Fatal(err)
	}
}

func fault(t *testing.T, w *twin.Twin, kind string, args ...string) {
	t.Helper()
	if err := w.Fault(kind, args...); err != nil {
		t.Fatal(err)
	}
}

// A socket that Slack wants back is exchanged without a gap: nothing has to wait.
func TestRefreshLeavesNoGap(t *testing.T) {
	w, _ := workspace(t, twin.Socket)
	b := &bot{}
	run(t, w, b)
	attached := w.Attached()
	for _, text := range []string{"et", "to", "tre"} {
		fault(t, w, "refresh")
		say(t, w, text)
		if n := w.Waiting(); n > 0 {
			t.Fatalf("%q waits", text)
		}
	}
	if got := b.heard(); !slices.Equal(got, []string{"et", "to", "tre"}) {
		t.Errorf("heard %q", got)
	}
	if w.Attached() != attached {
		t.Error("there was a moment without a socket")
	}
}

// A socket that is cut, or dead without being closed, is noticed and replaced,
// and what was said meanwhile comes, in its order.
func TestDeafSocketsAreReplaced(t *testing.T) {
	for _, kind := range []string{"cut", "half-open"} {
		t.Run(kind, func(t *testing.T) {
			w, _ := workspace(t, twin.Socket)
			b := &bot{}
			run(t, w.KeepAlive(100*time.Millisecond), b) // only who looks often takes a busy machine for a dead one
			fault(t, w, kind)
			say(t, w, "et")
			say(t, w, "to")
			for len(b.heard()) < 2 { // the twin's people wait for the new socket as Slack's do
				<-w.Attached()
				fault(t, w, "connect")
			}
			if got := b.heard(); !slices.Equal(got, []string{"et", "to"}) {
				t.Errorf("heard %q", got)
			}
		})
	}
}

// An event can come after one that happened later.
func TestReorder(t *testing.T) {
	w, _ := workspace(t, twin.Socket)
	b := &bot{}
	run(t, w, b)
	fault(t, w, "reorder")
	for _, text := range []string{"et", "to", "tre"} {
		say(t, w, text)
	}
	if got := b.heard(); !slices.Equal(got, []string{"to", "et", "tre"}) {
		t.Errorf("heard %q", got)
	}
}

// A trigger that has expired opens no form, and the person is told that nothing came.
func TestExpiredTrigger(t *testing.T) {
	w, _ := workspace(t, twin.Socket)
	b := &bot{answer: chat.Ack{Form: &chat.Form{ID: "f", Title: "Firma", Submit: "Gem", Inputs: []chat.Input{{ID: "a", Label: "A", Kind: chat.TextInput}}}}}
	run(t, w, b)
	fault(t, w, "expired")
	if err := w.Do(t.Context(), "lene", play.Command{Text: "/bro firma"}); err == nil || !strings.Contains(err.Error(), "expired_trigger_id") {
		t.Errorf("have %v", err)
	}
	if w.See("lene").Form != nil {
		t.Error("the form is open")
	}
	if err := w.Do(t.Context(), "lene", play.Command{Text: "/bro firma"}); err != nil || w.See("lene").Form == nil {
		t.Errorf("once more: %v", err)
	}
}

// A revoked token ends the adapter, loudly.
func TestRevokedTokenEndsTheRun(t *testing.T) {
	w, _ := workspace(t, twin.Socket)
	_, ended := run(t, w, &bot{})
	fault(t, w, "revoked")
	fault(t, w, "cut")
	say(t, w, "et")
	if err := <-ended; err == nil || strings.Contains(err.Error(), "xapp-") {
		t.Errorf("Run ended with %v", err)
	}
}

// A new name of a channel changes nothing: the bot knows it by its id.
func TestRename(t *testing.T) {
	w, _ := workspace(t, twin.Socket)
	b := &bot{}
	a, _ := run(t, w, b)
	fault(t, w, "rename", "network", "erhverv")
	d := adapters.Delivery{ID: "d1", Op: adapters.Post, Place: w.Channel("network"), Message: chat.Message{Kind: "test", Text: "Hej"}}
	if _, err := a.Send(t.Context(), d); err != nil {
		t.Error(err)
	}
}

// A URL opens one socket, and an app has ten at most.
func TestSocketsAreCounted(t *testing.T) {
	w, _ := workspace(t, twin.Socket)
	a := &api{t, w, w.AppToken()}
	open := func() string {
		got, _ := a.call("apps.connections.open", nil)
		address, _ := got["url"].(string)
		if address == "" {
			t.Fatalf("have %v", got)
		}
		return address
	}
	dial := func(address string) (string, error) {
		conn, resp, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
		if err != nil {
			if resp == nil || resp.StatusCode != http.StatusNotFound {
				t.Fatalf("dial: %v", err)
			}
			return "", err
		}
		t.Cleanup(func() { conn.Close() })
		_, data, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		var m struct{ Type, Reason string }
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		return m.Type + m.Reason, nil
	}
	first := open()
	for i := range 10 {
		if i > 0 {
			first = open()
		}
		if got, err := dial(first); err != nil || got != "hello" {
			t.Fatalf("socket %d: %q, %v", i, got, err)
		}
	}
	if _, err := dial(first); err == nil {
		t.Error("one URL opened two sockets")
	}
	if got, err := dial(open()); err != nil || got != "disconnecttoo_many_websockets" {
		t.Errorf("the eleventh: %q, %v", got, err)
	}
}
