package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brobygger/practice"
	"brobygger/store"
)

func timers(t *testing.T, open Open) {
	t.Run("come by due time, then project, kind and subject", func(t *testing.T) {
		f := start(t, open)
		f.saveIn(other, store.Changes{Timers: []store.Timer{timer("b", "4", noon, "")}})
		f.save(store.Changes{Timers: []store.Timer{
			timer("b", "2", noon, ""), timer("b", "1", noon, ""), timer("a", "3", noon, ""), timer("z", "0", after(-1e9), ""), timer("y", "9", after(1e6), ""),
		}})
		f.due(noon, "z/0 a/3 b/1 b/2 b/4")
		f.due(after(-time.Hour), "")
		f.due(after(1e6), "z/0 a/3 b/1 b/2 b/4 y/9")
		if all, err := f.Due(t.Context(), noon, 2); len(all) != 2 || err != nil {
			t.Errorf("%d, %v", len(all), err)
		}
		f.view(project, func(r store.Reader) error {
			all, err := r.Timers(4)
			var got []string
			for _, tm := range all {
				got = append(got, tm.Kind+tm.Subject)
			}
			if g := strings.Join(got, " "); g != "z0 a3 b1 b2" {
				t.Error(g)
			}
			return err
		})
		f.next(after(-1e9))
	})
	t.Run("are read as they were set, moved and cancelled", func(t *testing.T) {
		f := start(t, open)
		tm := timer("nudge", "o-1", noon, "asked")
		tm.Data = []byte(`{"n":1}`)
		f.save(store.Changes{Timers: []store.Timer{tm}})
		moved := tm
		moved.Due, moved.Project = after(time.Hour), project
		f.save(store.Changes{Timers: []store.Timer{moved}})
		f.due(noon, "")
		got := f.due(after(time.Hour), "nudge/o-1")
		if d := cmp.Diff(moved, got[0]); d != "" {
			t.Error(d)
		}
		f.save(store.Changes{Cancel: []practice.TimerKey{tm.TimerKey, {Kind: "no", Subject: "such"}}})
		f.due(after(time.Hour), "")
		f.next(time.Time{})
		f.save(store.Changes{Cancel: []practice.TimerKey{tm.TimerKey}, Timers: []store.Timer{tm}})
		f.due(noon, "nudge/o-1")
	})
	t.Run("that have moved on do not fire", func(t *testing.T) {
		f := start(t, open)
		was := timer("nudge", "o-1", noon, "asked")
		for name, now := range map[string]store.Timer{
			"moved":       timer("nudge", "o-1", after(1e6), "asked"),
			"other fence": timer("nudge", "o-1", noon, "answered"),
			"other data":  {TimerKey: was.TimerKey, Due: noon, Fence: "asked", Data: []byte("1")},
		} {
			f.save(store.Changes{Timers: []store.Timer{now}})
			_, err := f.Update(t.Context(), work(project, "fire "+name, store.Changes{Fired: &was, Items: []store.Item{post("i")}}))
			wantErr(t, err, store.ErrStale)
			f.due(after(1e6), "nudge/o-1")
		}
		f.lease(noon, "")
	})
	t.Run("fire once and can set themselves again", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Timers: []store.Timer{timer("digest", "d", noon, "")}})
		tm := f.due(noon, "digest/d")[0]
		again := tm
		again.Due = after(time.Hour)
		f.save(store.Changes{Fired: &tm, Timers: []store.Timer{again}})
		f.due(noon, "")
		f.next(after(time.Hour))
		_, err := f.Update(t.Context(), work(project, "", store.Changes{Fired: &tm}))
		wantErr(t, err, store.ErrStale)
	})
	t.Run("fire once for many workers", func(t *testing.T) {
		f := start(t, open)
		var set []store.Timer
		for i := range 40 {
			set = append(set, timer("nudge", fmt.Sprint(i), after(time.Duration(i)*time.Millisecond), ""))
		}
		f.save(store.Changes{Timers: set})
		var fired, stale atomic.Int32
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				due, err := f.Due(t.Context(), after(time.Second), 0)
				if err != nil {
					t.Error(err)
				}
				for _, tm := range due {
					_, err := f.Update(t.Context(), work(project, "", store.Changes{Fired: &tm, At: noon, Items: []store.Item{post("i" + tm.Subject)}}))
					switch {
					case err == nil:
						fired.Add(1)
					case errors.Is(err, store.ErrStale):
						stale.Add(1)
					default:
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if fired.Load() != 40 {
			t.Errorf("fired %d, stale %d", fired.Load(), stale.Load())
		}
	})
}

func waking(t *testing.T, open Open) {
	t.Run("next is what comes first", func(t *testing.T) {
		f := start(t, open)
		f.next(time.Time{})
		f.save(store.Changes{Timers: []store.Timer{timer("a", "1", after(time.Hour), "")}})
		f.next(after(time.Hour))
		f.save(store.Changes{Items: []store.Item{post("i", notBefore(after(time.Minute)))}})
		f.next(after(time.Minute))
		f.save(store.Changes{Items: []store.Item{post("held", held), edit("e", "i", 1)}})
		f.next(after(time.Minute))
		f.save(store.Changes{Items: []store.Item{post("now")}})
		if n, err := f.Next(t.Context()); n.IsZero() || n.After(noon) || err != nil {
			t.Error(n, err)
		}
		b := f.lease(noon, "now")
		f.next(after(time.Minute)) // when the lease ends
		f.settle(b, noon, sent("now"))
		f.next(after(time.Minute))
		f.send(after(time.Minute), "i")
		f.send(after(time.Minute), "e")
		f.next(after(time.Hour))
	})
	t.Run("every commit that makes it earlier rings", func(t *testing.T) {
		f := start(t, open)
		var b store.Batch
		for _, step := range []struct {
			name string
			do   func()
		}{
			{"item", func() { f.save(store.Changes{Items: []store.Item{post("i"), post("h", held), post("j")}}) }},
			{"timer", func() { f.save(store.Changes{Timers: []store.Timer{timer("a", "1", after(time.Hour), "")}}) }},
			{"release", func() { f.save(store.Changes{Change: []store.ItemChange{{ID: "h", State: store.Ready}}}) }},
			{"settle", func() {
				b = f.leaseN(noon, 1, "i")
				f.settle(b, noon, sent("i"))
			}},
			{"settle without a result", func() {
				b = f.leaseN(noon, 1, "h")
				ch := f.Changed()
				f.settle(b, noon)
				if !rings(ch) {
					t.Error("settle without a result: does not ring")
				}
				f.save(store.Changes{Timers: []store.Timer{timer("a", "2", after(time.Hour), "")}})
			}},
			{"then", func() {
				b = f.lease(noon, "h j")
				r := sent("h")
				r.Then = []store.Timer{timer("b", "1", noon, "")}
				f.settle(b, noon, r, sent("j"))
			}},
			{"root sent", func() {
				f.save(store.Changes{Items: []store.Item{post("root"), post("reply", in(office), under("root"))}})
				b = f.lease(noon, "root")
				ch := f.Changed()
				f.settle(b, noon, sent("root"))
				if !rings(ch) {
					t.Error("root sent: does not ring")
				}
			}},
		} {
			ch := f.Changed()
			if rings(ch) {
				t.Errorf("%s: rings before", step.name)
			}
			step.do()
			if !rings(ch) {
				t.Errorf("%s: does not ring", step.name)
			}
		}
		ch := f.Changed()
		f.save(store.Changes{Ack: []byte("nothing to send")})
		if rings(ch) {
			t.Error("rings for nothing")
		}
	})
	t.Run("a worker that takes Changed before Next misses nothing", func(t *testing.T) {
		f := start(t, open)
		const n = 100
		stop := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() { // the worker sleeps only on Changed
			defer close(stop)
			for got := 0; got < n; {
				changed := f.Changed()
				next, err := f.Next(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				if next.IsZero() || next.After(noon) {
					<-changed
					continue
				}
				b, err := f.Lease(t.Context(), noon, ttl, 5)
				if err != nil {
					t.Error(err)
					return
				}
				var results []store.Result
				for _, it := range b.Items {
					results = append(results, sent(it.ID))
				}
				got += len(results)
				if err := f.Settle(t.Context(), b, noon, results); err != nil {
					t.Error(err)
					return
				}
			}
		})
		for i := range n {
			f.save(store.Changes{Items: []store.Item{post(fmt.Sprint("i", i))}})
		}
		all.Wait()
	})
}
