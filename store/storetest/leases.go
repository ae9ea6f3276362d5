package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

func leases(t *testing.T, open Open) {
	t.Run("a place is nobody else's until it is settled", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1"), post("h2"), post("o1", in(office))}})
		b1 := f.leaseN(noon, 1, "h1")
		b2 := f.lease(noon, "o1")
		f.lease(noon, "")
		f.save(store.Changes{Items: []store.Item{post("h3")}})
		f.lease(noon, "")
		f.settle(b1, noon, sent("h1"))
		b3 := f.lease(noon, "h2 h3")
		f.settle(b2, noon, sent("o1"))
		f.lease(noon, "")
		if b1.Lease == b2.Lease || b1.Lease == b3.Lease {
			t.Error("leases of the same name")
		}
	})
	t.Run("nothing is asked for, nothing is leased", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1")}})
		f.leaseN(noon, 0, "")
		f.lease(noon, "h1")
	})
	t.Run("places take turns", func(t *testing.T) {
		f := start(t, open)
		var all []store.Item
		for i := range 3 {
			for _, p := range []string{"x", "y", "z"} {
				all = append(all, post(fmt.Sprint(p, i), in(chat.Place{Platform: "sim", Channel: p})))
			}
		}
		f.save(store.Changes{Items: all})
		var got []string
		for range 9 {
			b, err := f.Lease(t.Context(), noon, ttl, 1)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, ids(b))
			f.settle(b, noon, sent(ids(b)))
		}
		for i := range 3 {
			seen := strings.Join(got[3*i:3*i+3], " ")
			for _, p := range []string{"x", "y", "z"} {
				if !strings.Contains(seen, fmt.Sprint(p, i)) {
					t.Fatalf("went %v", got)
				}
			}
		}
	})
	t.Run("items of a lease that ended are unknown", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1"), post("h2"), post("r1", lane(practice.Reminders))}})
		lost := f.leaseN(noon, 2, "h1 h2")
		f.next(after(ttl))
		f.lease(after(ttl-1e6), "")
		b := f.lease(after(ttl), "h1 r1")
		f.states("h1:unknown h2:unknown r1:sending")
		// The late worker comes back: what it sent is remembered, nothing else.
		f.settle(lost, after(ttl), sent("h1"), store.Result{ID: "h2", State: store.Ready, Hold: after(time.Hour)})
		f.states("h1:sent h2:unknown r1:sending")
		f.settle(b, after(ttl), store.Result{ID: "h1", State: store.Ready}, sent("r1"))
		f.states("h1:sent r1:sent")
		f.send(after(ttl), "h2")
		f.lease(after(time.Hour), "")
	})
	t.Run("items without a result return as they were", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1"), post("h2"), post("r1", lane(practice.Reminders))}})
		b := f.lease(noon, "h1 h2 r1")
		f.settle(b, noon, store.Result{ID: "h1", State: store.Unknown})
		f.states("h1:unknown h2:ready r1:ready")
		b = f.lease(noon, "h1 r1")
		f.settle(b, noon)
		f.states("h1:unknown r1:ready")
		for id, want := range map[string]int{"h1": 1, "h2": 0, "r1": 0} {
			if it := f.item(id); it.Attempts != want {
				t.Errorf("%s: %d attempts, want %d", id, it.Attempts, want)
			}
		}
	})
	t.Run("a place on hold takes nothing", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1"), post("h2"), post("o1", in(office))}})
		b := f.leaseN(noon, 1, "h1")
		f.settle(b, noon, store.Result{ID: "h1", State: store.Sent, Ref: "r", Hold: after(time.Minute)})
		f.send(noon, "o1")
		f.lease(noon, "")
		f.save(store.Changes{Items: []store.Item{post("a1", lane(practice.Answers))}})
		f.lease(after(time.Minute-1e6), "")
		f.next(after(time.Minute))
		f.send(after(time.Minute), "a1 h2")
		f.next(time.Time{})
		f.save(store.Changes{Items: []store.Item{post("h3")}})
		f.send(after(time.Minute), "h3")
	})
	t.Run("all places of a platform on hold take nothing", func(t *testing.T) {
		f := start(t, open)
		far := chat.Place{Platform: "simple", Workspace: "w", Channel: "far"}
		f.save(store.Changes{Items: []store.Item{post("h1"), post("h2"), post("o1", in(office)), post("f1", in(far))}})
		b := f.leaseN(noon, 1, "h1")
		other := f.leaseN(noon, 1, "o1")
		f.settle(b, noon, store.Result{ID: "h1", State: store.Ready, Hold: after(time.Minute), All: true})
		f.settle(other, noon, sent("o1"))
		f.save(store.Changes{Items: []store.Item{post("o2", in(office))}})
		f.send(noon, "f1")
		f.lease(after(time.Minute-1e6), "")
		f.next(after(time.Minute))
		f.send(after(time.Minute), "h1 h2")
		f.send(after(time.Minute), "o2")
		f.next(time.Time{})
	})
	t.Run("what a hold sends back has not used up an attempt", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1"), post("r1", lane(practice.Reminders))}})
		for i := range 3 {
			now := after(time.Duration(i) * time.Hour)
			b := f.lease(now, "h1 r1")
			f.settle(b, now, store.Result{ID: "h1", State: store.Ready, Hold: now.Add(time.Hour)}, store.Result{ID: "r1", State: store.Ready})
		}
		if h, r := f.item("h1"), f.item("r1"); h.Attempts != 0 || r.Attempts != 3 {
			t.Errorf("%d and %d attempts", h.Attempts, r.Attempts)
		}
	})
	t.Run("timers of a result are written with it, once", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1")}})
		b := f.lease(noon, "h1")
		r := sent("h1")
		r.Then = []store.Timer{timer("outcome", "h1", noon, "")}
		f.settle(b, noon, r)
		tms := f.due(noon, "outcome/h1")
		if tms[0].Project != project {
			t.Errorf("%+v", tms[0])
		}
		f.save(store.Changes{Fired: &tms[0]})
		f.settle(b, noon, r) // the worker did not hear that it was done
		f.due(noon, "")
		f.states("h1:sent")
	})
	t.Run("a result must be of the batch and an end or a wait", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1"), post("h2")}})
		b := f.leaseN(noon, 1, "h1")
		for _, r := range []store.Result{sent("h2"), {ID: "h1", State: store.Sending}, {ID: "h1"}} {
			if err := f.Settle(t.Context(), b, noon, []store.Result{r}); err == nil {
				t.Errorf("%+v was taken", r)
			}
		}
		f.states("h1:sending h2:ready")
		f.settle(store.Batch{}, noon)
	})
	t.Run("no item is leased twice by many workers", func(t *testing.T) {
		f := start(t, open)
		var items []store.Item
		for i := range 200 {
			items = append(items, post(fmt.Sprint("i", i), in(chat.Place{Platform: "sim", Channel: fmt.Sprint(i % 7)}), lane(practice.Lane(i%3))))
		}
		f.save(store.Changes{Items: items})
		var mu sync.Mutex
		times := map[string]int{}
		busy := map[chat.Place]bool{}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for {
					b, err := f.Lease(t.Context(), noon, ttl, 3)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					done := len(times) == len(items)
					if len(b.Items) > 0 && busy[b.Place] {
						t.Errorf("%v is leased twice", b.Place)
					}
					if len(b.Items) > 0 {
						busy[b.Place] = true
					}
					var results []store.Result
					for _, it := range b.Items {
						times[it.ID]++
						results = append(results, sent(it.ID))
					}
					mu.Unlock()
					if len(b.Items) == 0 && done {
						return
					}
					if len(b.Items) == 0 {
						continue
					}
					mu.Lock()
					delete(busy, b.Place)
					mu.Unlock()
					if err := f.Settle(t.Context(), b, noon, results); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		for id, n := range times {
			if n != 1 {
				t.Errorf("%s was leased %d times", id, n)
			}
		}
	})
}

func findItems(t *testing.T, open Open) {
	f := start(t, open)
	story := post("s1", in(office), lane(practice.Broadcasts), held)
	story.Batch, story.Subject, story.Kind = "story/1", "story/1", "story.post"
	story2 := story
	story2.ID, story2.Place = "s2", chat.Place{Platform: "sim", Workspace: "w", User: "u"}
	elsewhere := post("far", in(chat.Place{Platform: "sim", Workspace: "w2", Channel: "hall"}))
	f.save(store.Changes{Items: []store.Item{post("h1"), edit("e1", "h1", 1), story, story2, elsewhere}})
	for range 2 {
		b, err := f.Lease(t.Context(), noon, ttl, 10)
		if err != nil {
			t.Fatal(err)
		}
		f.settle(b, noon, store.Result{ID: ids(b), State: store.Sent, Ref: "1.1"})
	}
	f.send(noon, "e1")
	for _, tc := range []struct {
		q    store.ItemQuery
		want string
	}{
		{store.ItemQuery{}, "h1 e1 s1 s2 far"},
		{store.ItemQuery{Limit: 2}, "h1 e1"},
		{store.ItemQuery{ID: "s1"}, "s1"},
		{store.ItemQuery{ID: "none"}, ""},
		{store.ItemQuery{Subject: "opening/o-1"}, "h1 e1 far"},
		{store.ItemQuery{Batch: "story/1"}, "s1 s2"},
		{store.ItemQuery{Kind: "story.post", Place: office}, "s1"},
		{store.ItemQuery{Place: hall}, "h1 e1"},
		{store.ItemQuery{Place: chat.Place{Platform: "sim", Workspace: "w"}}, "h1 e1 s1 s2"},
		{store.ItemQuery{States: []store.State{store.Held}}, "s1 s2"},
		{store.ItemQuery{States: []store.State{store.Held, store.Sent}}, "h1 e1 s1 s2 far"},
		{store.ItemQuery{States: []store.State{store.Failed, store.Unknown}}, ""},
		{store.ItemQuery{Batch: "story/1", States: []store.State{store.Ready}}, ""},
		{store.ItemQuery{Ref: "1.1", Place: hall}, "h1"},
		{store.ItemQuery{Ref: "1.1", Place: chat.Place{Platform: "sim", Workspace: "w"}}, "h1"},
		{store.ItemQuery{Ref: "1.1", Place: elsewhere.Place}, "far"},
		{store.ItemQuery{Ref: "1.1", Place: chat.Place{Platform: "sim", Workspace: "w3"}}, ""},
		{store.ItemQuery{Ref: "1.1"}, ""},
	} {
		f.view(project, func(r store.Reader) error {
			all, err := r.Items(tc.q)
			if got := ids(store.Batch{Items: all}); got != tc.want {
				t.Errorf("%+v finds %q, want %q", tc.q, got, tc.want)
			}
			return err
		})
	}
}
