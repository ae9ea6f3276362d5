package twin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// recorder is a bot that keeps every event once, by its id.
type recorder struct {
	mu   sync.Mutex
	seen []chat.Event
	ids  map[string]bool
}

func (r *recorder) Accept(_ context.Context, ev chat.Event) (chat.Ack, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ids == nil {
		r.ids = map[string]bool{}
	}
	if !r.ids[ev.ID] {
		r.ids[ev.ID] = true
		r.seen = append(r.seen, ev)
	}
	return chat.Ack{}, nil
}

func (r *recorder) Suggest(context.Context, chat.Query) ([]chat.Option, error) {
	return []chat.Option{{ID: "opgaver", Label: "opgaver"}}, nil
}
func (r *recorder) Home(context.Context, chat.Query) (chat.Message, error) {
	return chat.Message{}, nil
}

// texts are what was said, in the order it came.
func (r *recorder) texts() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, ev := range r.seen {
		if said, ok := ev.Body.(chat.Said); ok {
			all = append(all, said.Text)
		}
	}
	return all
}

// bot is one running adapter on a twin.
type bot struct {
	*testing.T
	*recorder
	tw   *Twin
	a    adapters.Adapter
	end  chan error
	stop context.CancelFunc
}

func start(t *testing.T, tw *Twin, r *recorder) *bot {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	b := &bot{t, r, tw, tw.Adapter(), make(chan error, 1), cancel}
	go func() { b.end <- b.a.Run(ctx, r) }()
	t.Cleanup(b.halt)
	select {
	case <-tw.Attached():
	case err := <-b.end:
		b.end <- err
	case <-time.After(10 * time.Second):
		t.Fatal("no connection")
	}
	return b
}

func (b *bot) halt() {
	b.stop()
	select {
	case err := <-b.end:
		b.end <- err
	case <-time.After(10 * time.Second):
		b.Error("the bot does not end")
	}
}

func (b *bot) do(who string, act play.Act) {
	b.Helper()
	if err := b.tw.Do(b.Context(), who, act); err != nil {
		b.Fatalf("%s %T: %v", who, act, err)
	}
}

func (b *bot) fault(kind string, args ...string) {
	b.Helper()
	if err := b.tw.Fault(kind, args...); err != nil {
		b.Fatal(err)
	}
}

// TestConnectionFaults: whatever happens to the connection, what people write
// meanwhile arrives, in order and once, and a session is resumed when it can be.
func TestConnectionFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		faults  [][]string
		options Options
		fresh   bool // the session cannot be resumed
	}{
		"reconnect":            {faults: [][]string{{"reconnect"}}},
		"drop":                 {faults: [][]string{{"drop"}}},
		"close 4000":           {faults: [][]string{{"close", "4000"}}},
		"close 4009":           {faults: [][]string{{"close", "4009"}}, fresh: true},
		"connections refused":  {faults: [][]string{{"refuse", "3"}, {"drop"}}},
		"zombie":               {faults: [][]string{{"zombie"}}, options: Options{Heartbeat: 50 * time.Millisecond}},
		"invalid":              {faults: [][]string{{"invalid"}}, fresh: true},
		"three times":          {faults: [][]string{{"drop"}, {"reconnect"}, {"drop"}}},
		"invalid, and limited": {faults: [][]string{{"invalid"}}, options: Options{IdentifyEvery: 30 * time.Millisecond}, fresh: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.options.Intents = []string{"members", "content"}
			tw := open(t, tt.options)
			people(t, tw)
			b := start(t, tw, &recorder{})
			b.do("lene", play.Say{Text: "nr. 0"}) // a conversation is open from here
			want := []string{"nr. 0"}
			for i, f := range tt.faults {
				b.fault(f[0], f[1:]...)
				if f[0] == "refuse" {
					continue
				}
				for j := range 3 {
					text := fmt.Sprintf("nr. %d.%d", i+1, j)
					b.do("lene", play.Say{Text: text})
					want = append(want, text)
				}
			}
			b.do("lene", play.Say{Text: "til sidst"})
			want = append(want, "til sidst")
			if got := b.texts(); !slices.Equal(got, want) {
				t.Errorf("came as %q\nwant     %q", got, want)
			}
			n := tw.Counts()
			if tt.fresh != (n.Identifies > 1) || tt.fresh == (n.Resumes > 0) {
				t.Errorf("counted %+v", n)
			}
		})
	}
}

// TestRestart: the next bot resumes the session of the last, and hears what was
// written in between; its commands are registered once.
func TestRestart(t *testing.T) {
	tw := open(t, Options{Intents: []string{"members", "content"}})
	people(t, tw)
	r := &recorder{}
	for i := range 4 {
		b := start(t, tw, r)
		b.do("lene", play.Command{Channel: "network", Text: "/bro firma"})
		b.do("lene", play.Say{Text: fmt.Sprint("med ", i)})
		b.halt()
		b.do("lene", play.Say{Text: fmt.Sprint("uden ", i)})
	}
	start(t, tw, r)
	if got, want := strings.Join(r.texts(), ","), "med 0,uden 0,med 1,uden 1,med 2,uden 2,med 3,uden 3"; got != want {
		t.Errorf("came as %s\nwant    %s", got, want)
	}
	if n := tw.Counts(); n.Identifies != 1 || n.Resumes != 4 || n.Registrations != 1 {
		t.Errorf("counted %+v", n)
	}
}

// TestPermanent: what only an operator can put right ends Run, with a sentence
// that says what to do.
func TestPermanent(t *testing.T) {
	t.Run("intent", func(t *testing.T) {
		b := start(t, open(t, Options{Intents: []string{"content"}, Portal: []string{}}), &recorder{})
		b.ended("intent")
	})
	t.Run("token", func(t *testing.T) {
		tw := open(t, Options{})
		b := start(t, tw, &recorder{})
		b.fault("token-reset")
		b.ended("token")
	})
}

func (b *bot) ended(want string) {
	b.Helper()
	select {
	case err := <-b.end:
		b.end <- err
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), want) || strings.Contains(err.Error(), b.tw.token) {
			b.Errorf("ended with %v, want a sentence about the %s", err, want)
		}
	case <-time.After(10 * time.Second):
		b.Error("still running")
	}
}

// TestPlaces: what becomes of channels and rights has the right class, and the
// bot hears of it.
func TestPlaces(t *testing.T) {
	tw := open(t, Options{Intents: []string{"members", "content"}})
	people(t, tw)
	b := start(t, tw, &recorder{})
	post := func(id, channel string) adapters.Class {
		place := tw.Channel(channel)
		_, err := b.a.Send(t.Context(), adapters.Delivery{ID: id, Op: adapters.Post, Place: place, Message: chat.Message{Kind: "test.text", Text: "hej"}})
		return adapters.ClassOf(err)
	}
	heard := func(want chat.Body, channel string) {
		t.Helper()
		b.mu.Lock()
		defer b.mu.Unlock()
		if !slices.ContainsFunc(b.seen, func(ev chat.Event) bool { return ev.Body == want && ev.Place == tw.Channel(channel) }) {
			t.Errorf("no %T in %s among %v", want, channel, b.seen)
		}
		b.seen = nil
	}
	b.fault("forbidden", "network")
	if got := post("a", "network"); got != adapters.Gone {
		t.Errorf("forbidden: %s", got)
	}
	b.fault("allowed", "network")
	if got := post("b", "network"); got != "" {
		t.Errorf("allowed again: %s", got)
	}
	b.fault("kicked")
	heard(chat.BotLeft{}, "network")
	if got := post("c", "jobcenter"); got != adapters.Gone {
		t.Errorf("kicked: %s", got)
	}
	b.fault("invited")
	heard(chat.BotJoined{}, "jobcenter")
	if got := post("d", "jobcenter"); got != "" {
		t.Errorf("invited: %s", got)
	}
	b.fault("deleted", "jobcenter")
	heard(chat.BotLeft{}, "jobcenter")
	if got := post("e", "jobcenter"); got != adapters.Gone {
		t.Errorf("deleted: %s", got)
	}
	if n := tw.Counts(); n.Invalid > 4 {
		t.Errorf("%d invalid requests: the bot does not remember where it may not write", n.Invalid)
	}
}

// TestLimited: the bucket and the limit of everything are told apart.
func TestLimited(t *testing.T) {
	c := newClock()
	tw := open(t, Options{Clock: c})
	people(t, tw)
	b := start(t, tw, &recorder{})
	b.fault("buckets", "2", "5", "50")
	send := func(id string, place chat.Place) error {
		_, err := b.a.Send(t.Context(), adapters.Delivery{ID: id, Op: adapters.Post, Place: place, Message: chat.Message{Kind: "test.text", Text: id}})
		return err
	}
	var err error
	for i := range 3 {
		err = send(fmt.Sprint("a", i), tw.Channel("network"))
	}
	if e, ok := err.(*adapters.Error); !ok || e.Class != adapters.Limited || e.All || e.After <= 0 || e.After > 5*time.Second {
		t.Fatalf("the third: %v", err)
	}
	if err := send("b", tw.Channel("jobcenter")); err != nil {
		t.Errorf("elsewhere: %v", err)
	}
	c.Move(5 * time.Second)
	if err := send("c", tw.Channel("network")); err != nil {
		t.Errorf("later: %v", err)
	}
	b.fault("buckets", "100", "5", "1")
	_ = send("d", tw.Channel("network"))
	err = send("e", tw.Channel("jobcenter"))
	if e, ok := err.(*adapters.Error); !ok || e.Class != adapters.Limited || !e.All {
		t.Errorf("the limit of everything: %v", err)
	}
}

// TestExpired: an answer that comes too late is not shown, and not lost either.
func TestExpired(t *testing.T) {
	tw := open(t, Options{})
	people(t, tw)
	b := start(t, tw, &recorder{})
	b.fault("late", "1")
	if err := tw.Do(t.Context(), "lene", play.Command{Channel: "network", Text: "/bro firma"}); err == nil {
		t.Error("the answer came too late, and nobody says so")
	}
	if len(b.seen) != 1 {
		t.Errorf("the bot has %v", b.seen)
	}
}

// TestComplete: what a person types is completed while they type, and nothing
// comes of it.
func TestComplete(t *testing.T) {
	tw := open(t, Options{})
	people(t, tw)
	b := start(t, tw, &recorder{})
	got, err := tw.Complete(t.Context(), "lene", "network", "bro", "opg")
	if err != nil || !slices.Equal(got, []string{"opgaver"}) {
		t.Errorf("proposed %q, %v", got, err)
	}
	if len(b.seen) > 0 {
		t.Errorf("the bot took in %v", b.seen)
	}
}

// TestClosed: who takes no direct messages is written to in a private thread of
// the channel they were met in, and answers there; who shares no channel is
// beyond reach.
func TestClosed(t *testing.T) {
	tw := open(t, Options{Intents: []string{"members", "content"}})
	people(t, tw)
	if err := tw.Cast(play.Member{Name: "ole", Shown: "Ole"}); err != nil {
		t.Fatal(err)
	}
	b := start(t, tw, &recorder{})
	b.do("lene", play.Say{Channel: "network", Text: "@bot hej"})
	send := func(who, text string) error {
		_, err := b.a.Send(t.Context(), adapters.Delivery{ID: text, Op: adapters.Post, Place: tw.Account(who).Direct(), Message: chat.Message{
			Kind: "test.card", Text: text, Buttons: []chat.Button{{ID: "yes", Label: "Ja"}}}})
		return err
	}
	b.fault("dm-closed", "lene")
	b.fault("dm-closed", "ole")
	if err := send("ole", "hej Ole"); adapters.ClassOf(err) != adapters.Gone {
		t.Errorf("to who shares no channel: %v", err)
	}
	for _, text := range []string{"hej Lene", "hej igen"} {
		if err := send("lene", text); err != nil {
			t.Fatal(err)
		}
	}
	posts := tw.See("lene").Posts
	last := posts[len(posts)-1]
	if !strings.Contains(last.Text, "hej igen") || len(tw.See("sune").Posts) > 0 {
		t.Fatalf("Lene sees %+v, Sune %+v", last, tw.See("sune").Posts)
	}
	if th := tw.threads[tw.asides[last.ID]]; th == nil || th.who != "lene" || th.parent.name != "network" || len(tw.threads) != 1 {
		t.Fatalf("the thread is %+v of %d", th, len(tw.threads))
	}
	b.do("lene", play.Press{Post: last.ID, Button: "yes"})
	got := b.seen[len(b.seen)-1]
	if pressed, ok := got.Body.(chat.Pressed); !ok || pressed.Button != "yes" || got.Place != tw.Account("lene").Direct() {
		t.Errorf("got %+v", got)
	}
	b.fault("dm-open", "lene")
	b.do("lene", play.Say{Text: "nu er der åbent"})
	if err := send("lene", "godt"); err != nil {
		t.Fatal(err)
	}
	if posts = tw.See("lene").Posts; tw.asides[posts[len(posts)-1].ID] != "" {
		t.Error("still in the thread")
	}
}

// TestFindLooksNoFurtherBack: a bot that starts anew among many messages settles
// a delivery within what Discord lets it read.
func TestFindLooksNoFurtherBack(t *testing.T) {
	c := newClock()
	tw := open(t, Options{Clock: c, Paced: true})
	people(t, tw)
	for i := range 1200 {
		if err := tw.World.Do(t.Context(), "lene", play.Say{Channel: "network", Text: fmt.Sprint("nr. ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	c.Move(time.Hour)
	b := start(t, tw, &recorder{})
	d := adapters.Delivery{ID: "d", Op: adapters.Post, Place: tw.Channel("network"), Made: c.Now(), Message: chat.Message{Kind: "test.text", Text: "hej"}}
	b.fault("dropped")
	if _, err := b.a.Send(t.Context(), d); adapters.ClassOf(err) != adapters.Unknown {
		t.Fatalf("dropped: %v", err)
	}
	b.halt()
	b = start(t, tw, &recorder{})
	if ref, err := b.a.Find(t.Context(), d); !errors.Is(err, adapters.ErrAbsent) {
		t.Errorf("found %q, %v; want ErrAbsent", ref, err)
	}
}

// TestIdentifyBudget: with next to nothing left of the day's IDENTIFY the bot
// waits for the next day, by the clock, and the token is not reset; what was
// written to it meanwhile is read back.
func TestIdentifyBudget(t *testing.T) {
	c := newClock()
	tw := open(t, Options{Clock: c})
	people(t, tw)
	b := start(t, tw, &recorder{})
	b.do("lene", play.Say{Text: "før"})
	token := tw.currentToken()
	b.fault("identifies", "3")
	b.halt()
	tw.forgetAll()
	b = &bot{t, b.recorder, tw, tw.Adapter(), make(chan error, 1), nil}
	ctx, cancel := context.WithCancel(t.Context())
	b.stop = cancel
	asked := tw.Counts().Requests
	go func() { b.end <- b.a.Run(ctx, b.recorder) }()
	t.Cleanup(b.halt)
	for tw.Counts().Requests <= asked || c.Waits() == 0 { // it has asked, and waits
		time.Sleep(time.Millisecond)
	}
	b.do("lene", play.Say{Text: "imens"})
	if n := tw.Counts(); n.Identifies != 1 {
		t.Fatalf("counted %+v, want no IDENTIFY out of the reserve", n)
	}
	c.Move(24 * time.Hour)
	select {
	case <-tw.Attached():
	case <-time.After(10 * time.Second):
		t.Fatal("no connection on the next day")
	}
	b.do("lene", play.Say{Text: "efter"})
	b.a.(*running).Wait()
	if n := tw.Counts(); n.Identifies != 2 || tw.currentToken() != token {
		t.Errorf("counted %+v, token %q", n, tw.currentToken())
	}
	if got := b.texts(); !slices.Equal(got, []string{"før", "imens", "efter"}) {
		t.Errorf("came as %q", got)
	}
}

// forgetAll ends every session, as Discord does after some minutes.
func (t *Twin) forgetAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.sessions)
}
