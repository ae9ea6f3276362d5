package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

func outbox(t *testing.T, open Open) {
	t.Run("an item comes out as it went in", func(t *testing.T) {
		f := start(t, open)
		it := post("i", notBefore(noon), notAfter(after(time.Hour)))
		it.Batch, it.Fence = "story/1", "open"
		f.save(store.Changes{Items: []store.Item{it}})
		b := f.lease(noon, "i")
		want := it
		want.Project, want.State, want.Attempts, want.Seq = project, store.Sending, 1, b.Items[0].Seq
		if d := cmp.Diff(want, b.Items[0]); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(want, f.item("i")); d != "" {
			t.Error(d)
		}
		if b.Place != hall || b.Lease == "" {
			t.Errorf("%+v", b)
		}
		f.settle(b, after(time.Second), store.Result{ID: "i", State: store.Sent, Ref: "r-1"})
		want.State, want.Ref, want.Done = store.Sent, "r-1", after(time.Second)
		if d := cmp.Diff(want, f.item("i")); d != "" {
			t.Error(d)
		}
	})
	t.Run("the same id again is ignored", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("i")}})
		f.save(store.Changes{Items: []store.Item{post("i", in(office), held), post("j")}})
		f.send(noon, "i j")
		f.save(store.Changes{Items: []store.Item{post("i")}})
		f.lease(noon, "")
	})
	t.Run("lanes first, then the order of commits", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("b1", lane(practice.Broadcasts)), post("h1"), post("h2")}})
		f.save(store.Changes{Items: []store.Item{post("r1", lane(practice.Reminders)), post("h3"), post("a1", lane(practice.Answers))}})
		b := f.leaseN(noon, 3, "a1 h1 h2")
		f.settle(b, noon, sent("a1"), sent("h1"), sent("h2"))
		f.save(store.Changes{Items: []store.Item{post("a2", lane(practice.Answers))}})
		f.send(noon, "a2 h3 r1 b1")
	})
	t.Run("an item that is to be tried again keeps its lane waiting, not others", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1"), post("h2"), post("r1", lane(practice.Reminders))}})
		b := f.leaseN(noon, 1, "h1")
		f.settle(b, noon, store.Result{ID: "h1", State: store.Ready, Retry: after(time.Minute), Error: "try later"})
		f.send(noon, "r1")
		f.lease(noon, "")
		f.next(after(time.Minute))
		if it := f.item("h1"); it.Error != "try later" || !it.NotBefore.Equal(after(time.Minute)) {
			t.Errorf("%+v", it)
		}
		b = f.lease(after(time.Minute), "h1 h2")
		if b.Items[0].Attempts != 2 {
			t.Errorf("%d attempts", b.Items[0].Attempts)
		}
	})
	t.Run("an unknown item goes before the others of its lane, alone", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1"), post("h2"), post("r1", lane(practice.Reminders))}})
		b := f.leaseN(noon, 1, "h1")
		f.settle(b, noon, store.Result{ID: "h1", State: store.Unknown, Retry: after(time.Second)})
		f.send(noon, "r1")
		b = f.lease(after(time.Second), "h1")
		if b.Items[0].State != store.Unknown {
			t.Errorf("leased as %s", b.Items[0].State)
		}
		f.states("h1:unknown h2:ready")
		f.settle(b, after(time.Second), store.Result{ID: "h1", State: store.Ready}) // it was not sent
		f.send(after(time.Second), "h1 h2")
	})
	t.Run("an item whose time has not come is not in line", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("late", notBefore(after(time.Hour))), post("now")}})
		f.send(noon, "now")
		f.lease(noon, "")
		f.next(after(time.Hour))
		f.save(store.Changes{Items: []store.Item{post("more", notBefore(after(2*time.Hour))), post("soon", notBefore(after(time.Minute)))}})
		f.next(after(time.Minute))
		f.send(after(time.Minute), "soon")
		f.next(after(time.Hour))
		f.send(after(3*time.Hour), "late more")
	})
	t.Run("an item whose time has passed is dropped, with what hangs on it", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("i", notAfter(after(time.Minute))), edit("e", "i", 1), post("j", notAfter(after(time.Hour)))}})
		f.send(after(time.Hour), "j")
		f.states("i:dropped e:dropped j:sent")
		if it := f.item("i"); it.Error == "" || !it.Done.Equal(after(time.Hour)) {
			t.Errorf("%+v", it)
		}
	})
	t.Run("a waiting item whose time passes makes room", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("i", notAfter(after(time.Minute))), post("j")}})
		b := f.leaseN(noon, 1, "i")
		f.settle(b, noon, store.Result{ID: "i", State: store.Ready, Retry: after(time.Hour)})
		n, err := f.Next(t.Context())
		if err != nil || n.Before(after(time.Minute)) || n.After(after(2*time.Minute)) {
			t.Fatal(n, err)
		}
		f.send(n, "j")
		f.states("i:dropped j:sent")
	})
	t.Run("held items wait for their release, each at its own place in line", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("h1", held), post("h2", held), post("h3")}})
		f.leaseN(noon, 1, "h3")
		f.save(store.Changes{Change: []store.ItemChange{{ID: "h3", State: store.Dropped}}}) // on its way: left alone
		f.states("h1:held h2:held h3:sending")
		f.save(store.Changes{Items: []store.Item{post("h4", in(office)), post("h5", in(office), held), post("h6", in(office))}})
		f.save(store.Changes{Change: []store.ItemChange{
			{ID: "h5", State: store.Ready, Body: []byte(`{"kind":"new"}`)}, {ID: "h1", State: store.Dropped, Error: "taken"}, {ID: "none", State: store.Ready},
		}})
		f.lease(noon, "h4 h5 h6")
		if it := f.item("h5"); string(it.Body) != `{"kind":"new"}` {
			t.Errorf("body %s", it.Body)
		}
		if it := f.item("h1"); it.State != store.Dropped || it.Error != "taken" || !it.Done.Equal(noon) {
			t.Errorf("%+v", it)
		}
	})
	t.Run("a ready item can be withdrawn or rewritten", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("i"), post("j")}})
		f.save(store.Changes{Change: []store.ItemChange{{ID: "i", State: store.Dropped, Error: "withdrawn"}, {ID: "j", State: store.Ready, Body: []byte(`2`)}}})
		if b := f.lease(noon, "j"); string(b.Items[0].Body) != "2" {
			t.Errorf("body %s", b.Items[0].Body)
		}
	})
}

func edits(t *testing.T, open Open) {
	t.Run("wait for their root and carry its reference", func(t *testing.T) {
		f := start(t, open)
		del := edit("d", "root", 0, in(office))
		del.Op = "delete"
		f.save(store.Changes{Items: []store.Item{post("root"), edit("e", "root", 1), post("reply", under("root"), in(office)), del, post("later")}})
		b := f.lease(noon, "root later")
		f.lease(noon, "")
		f.settle(b, noon, sent("root"), sent("later"))
		for range 2 { // the two places, in any order
			b, err := f.Lease(t.Context(), noon, ttl, 10)
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(b); got != map[chat.Place]string{hall: "e", office: "reply d"}[b.Place] {
				t.Fatalf("leased %q in %v", got, b.Place)
			}
			var results []store.Result
			for _, it := range b.Items {
				if it.Ref != "ref-root" {
					t.Errorf("%s has reference %q", it.ID, it.Ref)
				}
				r := store.Result{ID: it.ID, State: store.Sent}
				if it.ID == "reply" {
					r.Ref = "ref-reply"
				}
				results = append(results, r)
			}
			f.settle(b, noon, results...)
		}
		for id, want := range map[string]chat.Ref{"e": "ref-root", "d": "ref-root", "reply": "ref-reply"} {
			if it := f.item(id); it.Ref != want {
				t.Errorf("%s has reference %q", id, it.Ref)
			}
		}
		f.save(store.Changes{Items: []store.Item{post("under reply", under("reply"))}})
		if b := f.lease(noon, "under reply"); b.Items[0].Ref != "ref-reply" {
			t.Errorf("%q", b.Items[0].Ref)
		}
	})
	for _, end := range []store.State{store.Failed, store.Dropped} {
		t.Run("whose root is "+string(end)+" are dropped", func(t *testing.T) {
			f := start(t, open)
			f.save(store.Changes{Items: []store.Item{post("root"), post("reply", under("root")), edit("e", "reply", 1), edit("h", "root", 1, held)}})
			b := f.lease(noon, "root")
			f.settle(b, after(1e9), store.Result{ID: "root", State: end, Error: "no such channel"})
			f.states("root:" + string(end) + " reply:dropped e:dropped h:dropped")
			for _, id := range []string{"reply", "e", "h"} {
				if it := f.item(id); it.Error == "" || !it.Done.Equal(after(1e9)) {
					t.Errorf("%+v", it)
				}
			}
			f.save(store.Changes{Items: []store.Item{edit("late", "root", 2), edit("lost", "no such", 2)}})
			f.states("late:dropped lost:dropped")
			f.lease(after(1e9), "")
			f.next(time.Time{})
		})
	}
	t.Run("a root that is withdrawn takes them with it", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("root", held), edit("e", "root", 1)}})
		f.lease(noon, "")
		f.save(store.Changes{Change: []store.ItemChange{{ID: "root", State: store.Dropped}}})
		f.states("root:dropped e:dropped")
	})
	t.Run("a newer revision drops older ones that wait", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("root"), edit("e1", "root", 1), edit("x1", "other", 1)}})
		f.save(store.Changes{Items: []store.Item{edit("e3", "root", 3)}})
		f.save(store.Changes{Items: []store.Item{edit("e2", "root", 2)}}) // late
		f.states("e1:dropped e2:dropped e3:ready")
		f.send(noon, "root")
		b := f.lease(noon, "e3")
		f.save(store.Changes{Items: []store.Item{edit("e4", "root", 4), edit("e4b", "root", 4)}})
		f.states("e3:sending e4:ready e4b:ready") // of the same revision both go
		f.settle(b, noon, store.Result{ID: "e3", State: store.Ready, Retry: noon})
		f.states("e3:dropped")
		f.send(noon, "e4 e4b")
		f.save(store.Changes{Items: []store.Item{edit("e3c", "root", 3)}})
		f.states("e3c:dropped")
	})
	t.Run("a held revision counts when it is released", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("root"), edit("e1", "root", 1), edit("e2", "root", 2, held), edit("e3", "root", 3, held)}})
		f.states("e1:ready e2:held e3:held")
		f.save(store.Changes{Change: []store.ItemChange{{ID: "e3", State: store.Ready}}})
		f.states("e1:dropped e2:dropped e3:ready")
		f.send(noon, "root")
		f.send(noon, "e3")
	})
	t.Run("released when their root is sent already go at once", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("root"), edit("e1", "root", 1, held)}})
		f.send(noon, "root")
		f.lease(noon, "")
		f.save(store.Changes{Change: []store.ItemChange{{ID: "e1", State: store.Ready}}})
		f.send(noon, "e1")
	})
}
