package twin

import (
	"log/slog"
	"maps"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/adaptertest"
	"brobygger/chat"
	"brobygger/clock"
)

// lacks are what Discord has not, or says of nobody.
var lacks = map[string]string{
	"home":                   "Discord has no home view",
	"form dismissed":         "Discord says nothing when a modal is closed",
	"form's own button":      "the button of a modal is labelled by Discord",
	"direct messages closed": "who has closed them is written to in a private thread, see TestClosed",
	"deleted, by whom":       "MESSAGE_DELETE does not say who deleted",
}

func newClock() *clock.Movable {
	return clock.NewMovable(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
}

// words are the commands of the suite.
func words() []chat.Command {
	word := func(id, da, en string) chat.CommandWord {
		both := map[chat.Lang]string{chat.DA: da, chat.EN: en}
		return chat.CommandWord{ID: id, Word: both, About: both}
	}
	free := word("help", "hjælp", "help")
	free.Arg = map[chat.Lang]string{chat.DA: "tekst", chat.EN: "text"}
	both := map[chat.Lang]string{chat.DA: "Netværkets bot", chat.EN: "The network's bot"}
	return []chat.Command{{Name: "bro", About: both, Bare: "help", Words: []chat.CommandWord{word("forget", "glem mig", "forget me"), word("firma", "firma", "company"), free}}}
}

func menu() []chat.CommandWord {
	both := map[chat.Lang]string{chat.DA: "Lav til opgave", chat.EN: "Make it a job"}
	return []chat.CommandWord{{ID: "opening", Word: both, About: both}}
}

func open(t *testing.T, o Options) *Twin {
	t.Helper()
	o.Project = "test"
	if o.Clock == nil {
		o.Clock = newClock()
	}
	if o.Channels == nil {
		o.Channels = []string{"network", "jobcenter"}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	o.Commands, o.Shortcuts = words(), menu()
	tw, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tw.Close(); err != nil {
			t.Error(err)
		}
	})
	return tw
}

// testLog puts log lines into the test's own output.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Logf("%s", b)
	return len(b), nil
}

func fixture(o Options, lacks map[string]string) func(*testing.T) adaptertest.Fixture {
	return func(t *testing.T) adaptertest.Fixture {
		tw := open(t, o)
		return adaptertest.Fixture{
			Driver: tw, Project: "test", Connect: func() adapters.Adapter { return tw.Adapter() }, Attached: tw.Attached,
			Channel: tw.Channel, Account: tw.Account, Pings: tw.Pings, Lacks: lacks,
		}
	}
}

func TestAdapter(t *testing.T) {
	adaptertest.Run(t, fixture(Options{Intents: []string{"members", "content"}}, lacks))
}

// TestAdapterWithoutPrivilegedIntents: what is lacking then, and nothing else.
func TestAdapterWithoutPrivilegedIntents(t *testing.T) {
	less := maps.Clone(lacks)
	less["said in a channel without a mention"] = "without the content intent the words do not come"
	less["joined and left"] = "without the members intent Discord does not say who got or lost a role"
	adaptertest.Run(t, fixture(Options{}, less))
}
