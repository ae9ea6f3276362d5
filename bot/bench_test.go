package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/sim"
	"brobygger/bot"
	"brobygger/chat"
	"brobygger/clock"
	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/sqlite"
)

// taker is a platform that takes everything at once and notes when.
type taker struct {
	sent atomic.Int64
	mu   sync.Mutex
	at   map[string]time.Time
}

func (*taker) Platform() string                               { return "sim" }
func (*taker) Limits() chat.Limits                            { return sim.DefaultLimits() }
func (*taker) Run(ctx context.Context, _ adapters.Host) error { <-ctx.Done(); return nil }
func (t *taker) Send(_ context.Context, d adapters.Delivery) (chat.Ref, error) {
	t.sent.Add(1)
	if t.at != nil {
		t.mu.Lock()
		t.at[d.ID] = time.Now()
		t.mu.Unlock()
	}
	return chat.Ref(d.ID), nil
}
func (*taker) Find(context.Context, adapters.Delivery) (chat.Ref, error) {
	return "", adapters.ErrAbsent
}

func newBench(b *testing.B, clock chat.Clock, a adapters.Adapter) (*bot.Bot, *sqlite.Store) {
	b.Helper()
	t, s, _ := newBot(b, filepath.Join(b.TempDir(), "bench.db"), practice.Settings{ID: "bench", Lang: chat.DA,
		Coordinators: []chat.Account{{Platform: "sim", Workspace: "w", User: "karen"}},
		Networks:     []practice.Network{{ID: "n", Name: "Netværket", Channel: chat.Place{Platform: "sim", Workspace: "w", Channel: "network"}, Partners: []string{"p"}}},
		Partners:     []practice.Partner{{ID: "p", Name: "Virksomhedsservice", Channel: chat.Place{Platform: "sim", Workspace: "w", Channel: "jobcenter"}}}}, clock, a, nil)
	return t, s
}

func tuesday() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

// BenchmarkPath is the whole path in process, durable: an event in, the
// dialog's step, session, outbox and commit, with many people at once. Event
// ids rise with time, as Discord's do.
func BenchmarkPath(b *testing.B) {
	for _, people := range []int{1, 16, 100, 400} {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			t, _ := newBench(b, clock.NewMovable(tuesday()), &taker{})
			ctx := context.Background()
			var n, snowflake atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for w := range people {
				wg.Go(func() {
					from := chat.Sender{Account: chat.Account{Platform: "sim", Workspace: "w", User: fmt.Sprintf("u%d", w)}, Name: "Lene Holm", Channels: []string{"network"}}
					for i := 0; n.Add(1) <= int64(b.N); i++ {
						ev := chat.Event{ID: fmt.Sprintf("said/%019d", snowflake.Add(1)), Project: "bench", At: tuesday(), From: from, Place: from.Account.Direct()}
						if i == 0 {
							ev.Body = chat.Called{Name: "bro", Args: "opgaver"}
						} else if i%2 == 1 {
							ev.Body = chat.Said{Text: "vi har opgaver", Mention: true}
						} else {
							ev.Body = chat.Said{Text: "tilbage", Mention: true}
						}
						if _, err := t.Accept(ctx, ev); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// BenchmarkDue is a reminder's way from the moment it is due until the adapter
// has it, with a million others pending.
func BenchmarkDue(b *testing.B) {
	a := &taker{at: map[string]time.Time{}}
	now, began := clock.NewMovable(tuesday()), time.Now()
	now.Forward(tuesday())
	t, s := newBench(b, now, a)
	ctx := context.Background()
	data, err := json.Marshal(map[string]string{"kind": "bench"})
	if err != nil {
		b.Fatal(err)
	}
	for from := 0; from < 1_000_000; from += 10_000 {
		var c store.Changes
		for i := range 10_000 {
			c.Timers = append(c.Timers, store.Timer{TimerKey: practice.TimerKey{Kind: "think", Subject: fmt.Sprintf("p-%d", from+i)}, Due: tuesday().AddDate(1, 0, 0).Add(time.Duration(from+i) * time.Second)})
		}
		if _, err := s.Update(ctx, store.Work{Project: "bench", Do: func(store.Reader) (store.Changes, error) { return c, nil }}); err != nil {
			b.Fatal(err)
		}
	}
	running, stop := context.WithCancel(ctx)
	done := make(chan error)
	go func() { done <- t.Run(running) }()
	b.ResetTimer()
	due := make(map[string]time.Time, b.N)
	for i := range b.N {
		id := fmt.Sprintf("i%d", i)
		at := now.Now().Add(20 * time.Millisecond).Truncate(time.Millisecond)
		due[id] = began.Add(at.Sub(tuesday()))
		c := store.Changes{
			Items:  []store.Item{{ID: id, Port: "chat", Op: "post", State: store.Held, NotBefore: at, Place: chat.Place{Platform: "sim", Workspace: "w", User: fmt.Sprintf("u%d", i%500)}, Body: []byte(`{"kind":"bench","text":"x"}`)}},
			Timers: []store.Timer{{TimerKey: practice.TimerKey{Kind: "release", Subject: id}, Due: at, Data: data}},
		}
		if _, err := s.Update(ctx, store.Work{Project: "bench", Do: func(store.Reader) (store.Changes, error) { return c, nil }}); err != nil {
			b.Fatal(err)
		}
	}
	for a.sent.Load() < int64(b.N) {
		<-time.After(time.Millisecond)
	}
	b.StopTimer()
	stop()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	var late []time.Duration
	for id, at := range due {
		late = append(late, a.at[id].Sub(at))
	}
	slices.Sort(late)
	b.ReportMetric(float64(late[len(late)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(late[len(late)*99/100].Microseconds())/1000, "p99-ms")
}
