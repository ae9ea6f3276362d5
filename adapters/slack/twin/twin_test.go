package twin_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/adaptertest"
	"brobygger/adapters/slack/twin"
	"brobygger/chat"
	"brobygger/clock"
)

// TestAdapter runs the suite over the real adapter, in both modes.
func TestAdapter(t *testing.T) {
	for _, mode := range []twin.Mode{twin.Socket, twin.HTTP} {
		t.Run(string(mode), func(t *testing.T) {
			adaptertest.Run(t, func(t *testing.T) adaptertest.Fixture {
				w, c := workspace(t, mode)
				return adaptertest.Fixture{
					Driver: w, Project: "p1", Attached: w.Attached, Channel: w.Channel, Account: w.Account, Pings: w.Pings,
					Connect: func() adapters.Adapter { return &patient{w.Adapter(), c} },
					Lacks: map[string]string{
						"the sender's groups": "Slack's user groups are not read: that would take one more scope",
					},
				}
			})
		})
	}
}

// workspace is a fresh twin that must have found nothing wrong in the end.
func workspace(t *testing.T, mode twin.Mode) (*twin.Twin, *clock.Movable) {
	t.Helper()
	w, c := newTwin(t, mode)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, c
}

func newTwin(t *testing.T, mode twin.Mode) (*twin.Twin, *clock.Movable) {
	t.Helper()
	c := clock.NewMovable(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
	w, err := twin.New(c, "p1", mode, slog.New(slog.DiscardHandler), "network", "jobcenter")
	if err != nil {
		t.Fatal(err)
	}
	return w, c
}

// patient waits as the bot does when a place must wait for the pace of the
// channel; longer waits are for the tests.
type patient struct {
	adapters.Adapter
	clock *clock.Movable
}

func (p *patient) Send(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	for {
		ref, err := p.Adapter.Send(ctx, d)
		e, _ := err.(*adapters.Error)
		if e == nil || e.Class != adapters.Limited || e.After > 2*time.Second {
			return ref, err
		}
		p.clock.Move(e.After)
	}
}
