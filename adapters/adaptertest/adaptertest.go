// Package adaptertest is what every adapter must do, tried through a
// [play.Driver] of the platform or of its twin.
package adaptertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// Fixture is one adapter on one fresh platform with the channels "network"
// and "jobcenter", the bot in both, and nobody else there: the suite casts its
// own people.
type Fixture struct {
	Driver  play.Driver
	Project string // of every event
	// Connect makes the adapter of a bot that starts; the suite runs it.
	Connect func() adapters.Adapter
	// Attached gives a channel that is closed while a running bot takes events
	// in and has been offered what had waited.
	Attached func() <-chan struct{}
	// Channel and Account say how the adapter calls a channel and a person.
	Channel func(name string) chat.Place
	Account func(who string) chat.Account
	// Pings names the people a post has notified by name; nil when the
	// platform's Driver cannot say.
	Pings func(post string) []string
	// Lacks are the tests this platform cannot pass, by name, each with the
	// reason: a difference between platforms is written down here and nowhere else.
	Lacks map[string]string
}

// Run tries everything on a fresh fixture each.
func Run(t *testing.T, fixture func(t *testing.T) Fixture) {
	for _, part := range [][]test{eventTests(), answerTests(), formTests(), sendTests(), faultTests()} {
		for _, tt := range part {
			t.Run(tt.name, func(t *testing.T) {
				f := fixture(t)
				if why := f.Lacks[tt.name]; why != "" {
					t.Skip(why)
				}
				b := newBench(t, f)
				b.start()
				tt.run(b)
			})
		}
	}
}

type test struct {
	name string
	run  func(*bench)
}

// bench is one fixture under test with the bot's side recorded.
type bench struct {
	*testing.T
	Fixture
	ctx     context.Context
	host    *host
	adapter adapters.Adapter
	stop    func() // ends the running bot and waits for it
}

// The people of every test.
var (
	lene = play.Member{Name: "lene", Shown: "Lene Holm", Lang: chat.DA, Channels: []string{"network"}}
	ali  = play.Member{Name: "ali", Shown: "Ali Kaya", Lang: chat.EN, Channels: []string{"network", "jobcenter"}, Groups: []string{"lead"}}
	sune = play.Member{Name: "sune", Shown: "Sune Bek", Lang: chat.DA, Channels: []string{"jobcenter"}}
)

func newBench(t *testing.T, f Fixture) *bench {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	b := &bench{T: t, Fixture: f, ctx: ctx, host: &host{}}
	for _, m := range []play.Member{lene, ali, sune} {
		if err := f.Driver.Cast(m); err != nil {
			t.Fatal(err)
		}
	}
	b.adapter = f.Connect()
	return b
}

// start runs the bot and returns when it takes events in.
func (b *bench) start() {
	b.Helper()
	ctx, cancel := context.WithCancel(b.ctx)
	ended := make(chan error, 1)
	adapter := b.adapter
	go func() { ended <- adapter.Run(ctx, b.host) }()
	b.stop = func() {
		b.Helper()
		b.stop = nil
		cancel()
		if err := <-ended; err != nil {
			b.Errorf("Run ended with %v; ended by its context it returns nil", err)
		}
	}
	b.Cleanup(func() {
		if b.stop != nil {
			b.stop()
		}
	})
	select {
	case <-b.Attached():
	case err := <-ended:
		b.Fatalf("Run ended early: %v", err)
	case <-ctx.Done():
		b.Fatal("the bot never got its connection")
	}
}

// do does what must work.
func (b *bench) do(who string, act play.Act) {
	b.Helper()
	if err := b.Driver.Do(b.ctx, who, act); err != nil {
		b.Fatalf("%s: %T: %v", who, act, err)
	}
}

// refused does what must not work.
func (b *bench) refused(who string, act play.Act) {
	b.Helper()
	if err := b.Driver.Do(b.ctx, who, act); err == nil {
		b.Fatalf("%s: %#v: want an error", who, act)
	}
}

func (b *bench) fault(kind string, args ...string) {
	b.Helper()
	if err := b.Driver.Fault(kind, args...); err != nil {
		b.Fatal(err)
	}
}

// send sends what must arrive.
func (b *bench) send(d adapters.Delivery) chat.Ref {
	b.Helper()
	ref, err := b.adapter.Send(b.ctx, d)
	if err != nil {
		b.Fatalf("send %s: %v", d.ID, err)
	}
	if ref == "" {
		b.Fatalf("send %s: no reference", d.ID)
	}
	return ref
}

// post posts m, which must arrive and be seen by who; it gives both names of it.
func (b *bench) post(id string, place chat.Place, m chat.Message, who string) (chat.Ref, play.Post) {
	b.Helper()
	ref := b.send(adapters.Delivery{ID: id, Op: adapters.Post, Place: place, Message: m})
	return ref, b.sees(who, m.Text)
}

// sees gives the newest post that who sees with text in it.
func (b *bench) sees(who, text string) play.Post {
	b.Helper()
	p, ok := b.look(who, text)
	if !ok {
		b.Fatalf("%q does not see %q; sees:\n%s", who, text, b.all(who))
	}
	return p
}

// blind asserts that who sees no post with text in it.
func (b *bench) blind(who, text string) {
	b.Helper()
	if p, ok := b.look(who, text); ok {
		b.Fatalf("%q sees %q in %s", who, text, p.ID)
	}
}

func (b *bench) look(who, text string) (play.Post, bool) {
	posts := b.Driver.See(who).Posts
	for i := len(posts) - 1; i >= 0; i-- {
		if !posts[i].Deleted && strings.Contains(fold(posts[i].Text), fold(text)) {
			return posts[i], true
		}
	}
	return play.Post{}, false
}

func (b *bench) all(who string) string {
	var s strings.Builder
	for _, p := range b.Driver.See(who).Posts {
		s.WriteString(p.ID + " " + p.Channel + " " + p.Author + ": " + p.Text + "\n")
	}
	return s.String()
}

// class asserts the class of a failed send.
func (b *bench) class(d adapters.Delivery, want adapters.Class) *adapters.Error {
	b.Helper()
	ref, err := b.adapter.Send(b.ctx, d)
	if got := adapters.ClassOf(err); got != want {
		b.Fatalf("send %s: %q, %v; want class %q", d.ID, ref, err, want)
	}
	e, _ := err.(*adapters.Error)
	return e
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

func text(s string) chat.Message { return chat.Message{Kind: "test.text", Lang: chat.DA, Text: s} }

// card is a message with something to press.
func card(s string, buttons ...chat.Button) chat.Message {
	return chat.Message{Kind: "test.card", Lang: chat.DA, Text: s, Buttons: buttons}
}

func button(id, arg, label string) chat.Button { return chat.Button{ID: id, Arg: arg, Label: label} }
