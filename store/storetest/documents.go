package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brobygger/practice"
	"brobygger/store"
)

func documents(t *testing.T, open Open) {
	t.Run("are read as they were put", func(t *testing.T) {
		f := start(t, open)
		put := doc("o-1", 0, "Æbler & <æsker>", practice.Term{Name: "state", Value: "open"})
		f.save(store.Changes{Put: []practice.Doc{put}})
		want := put
		want.Rev = 1
		if d := cmp.Diff(want, f.doc(project, "o-1")); d != "" {
			t.Error(d)
		}
	})
	t.Run("come in the order of keys, Rev 0 when not there", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Put: []practice.Doc{doc("a", 0, "1"), doc("c", 0, "3")}})
		f.view(project, func(r store.Reader) error {
			k := func(id string) practice.Key { return practice.Key{Kind: "opening", ID: id} }
			docs, err := r.Get(k("c"), k("b"), k("a"), practice.Key{Kind: "company", ID: "a"})
			if err != nil {
				return err
			}
			var got []string
			for _, d := range docs {
				got = append(got, fmt.Sprintf("%s/%s:%d", d.Kind, d.ID, d.Rev))
			}
			if g := strings.Join(got, " "); g != "opening/c:1 opening/b:0 opening/a:1 company/a:0" {
				t.Error(g)
			}
			return nil
		})
	})
	t.Run("count their changes", func(t *testing.T) {
		f := start(t, open)
		for rev := range int64(3) {
			f.save(store.Changes{Put: []practice.Doc{doc("a", rev, fmt.Sprint(rev))}})
		}
		if d := f.doc(project, "a"); d.Rev != 3 || string(d.Body) != `"2"` {
			t.Errorf("%+v", d)
		}
	})
	t.Run("are found by terms, which follow every change", func(t *testing.T) {
		f := start(t, open)
		term := func(v string) practice.Term { return practice.Term{Name: "at", Value: v} }
		state := practice.Term{Name: "state", Value: "open"}
		f.save(store.Changes{Put: []practice.Doc{
			doc("c", 0, "", term("1"), state), doc("b", 0, "", term("2"), state), doc("a", 0, "", term("2")), doc("d", 0, "", term("3"), term("33")),
		}})
		q := func(from, to string) practice.Query {
			return practice.Query{Kind: "opening", Name: "at", From: from, To: to}
		}
		limited := q("", "\xff")
		limited.Limit = 2
		company := q("1", "")
		company.Kind = "company"
		for _, tc := range []struct {
			q    practice.Query
			want string
		}{
			{q("2", ""), "a b"}, {q("1", "2"), "c a b"}, {q("2", "\xff"), "a b d"}, {q("", "\xff"), "c a b d"},
			{q("4", "\xff"), ""}, {limited, "c a"}, {company, ""},
			{practice.Query{Kind: "opening", Name: "state", From: "open"}, "b c"},
		} {
			if got := f.found(project, tc.q); got != tc.want {
				t.Errorf("%+v finds %q, want %q", tc.q, got, tc.want)
			}
		}
		f.save(store.Changes{
			Put:    []practice.Doc{doc("c", 1, "", term("2"), term("2")), doc("b", 1, "")},
			Delete: []practice.Gone{{Key: practice.Key{Kind: "opening", ID: "a"}}, {Key: practice.Key{Kind: "opening", ID: "never"}, Rev: 3}},
		})
		if got := f.found(project, q("", "\xff")); got != "c d" {
			t.Errorf("after the change: %q", got)
		}
		if got := f.found(project, practice.Query{Kind: "opening", Name: "state", From: "open"}); got != "" {
			t.Errorf("by state: %q", got)
		}
		f.save(store.Changes{Put: []practice.Doc{doc("a", 0, "again", term("0"))}})
		if got := f.found(project, q("", "\xff")); got != "a c d" {
			t.Errorf("after it came again: %q", got)
		}
	})
	t.Run("named beforehand are what Get gives", func(t *testing.T) {
		f := start(t, open)
		var keys []practice.Key
		var want []practice.Doc
		for i := range 40 {
			d := doc(fmt.Sprint("d", i), 0, fmt.Sprint(i), practice.Term{Name: "n", Value: fmt.Sprint(i)})
			if keys = append(keys, d.Key); i%3 == 0 {
				want = append(want, practice.Doc{Key: d.Key})
				continue
			}
			f.save(store.Changes{Put: []practice.Doc{d}})
			d.Rev = 1
			want = append(want, d)
		}
		w := store.Work{Project: project, Event: "e", Reads: keys[:25], Do: func(r store.Reader) (store.Changes, error) {
			docs, err := r.Get(keys...)
			if d := cmp.Diff(want, docs); d != "" {
				t.Error(d)
			}
			docs, err2 := r.Get(keys[30], keys[1])
			if d := cmp.Diff([]practice.Doc{want[30], want[1]}, docs); d != "" {
				t.Error(d)
			}
			return store.Changes{Ack: []byte("ack"), At: noon}, errors.Join(err, err2)
		}}
		for range 2 {
			if ack, err := f.Update(t.Context(), w); string(ack) != "ack" || err != nil {
				t.Errorf("%q, %v", ack, err)
			}
			w.Do = func(store.Reader) (store.Changes, error) { return store.Changes{}, errors.New("run twice") }
		}
	})
	t.Run("changed meanwhile run the work again", func(t *testing.T) { rerun(t, open) })
	t.Run("changed meanwhile are read again where they were named beforehand", func(t *testing.T) {
		rerun(t, open, practice.Key{Kind: "opening", ID: "n"})
	})
	t.Run("one reading does not see later commits", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Put: []practice.Doc{doc("a", 0, "old"), doc("b", 0, "old")}})
		f.view(project, func(r store.Reader) error {
			if _, err := r.Get(practice.Key{Kind: "opening", ID: "a"}); err != nil {
				return err
			}
			f.save(store.Changes{Put: []practice.Doc{doc("a", 1, "new"), doc("b", 1, "new")}})
			docs, err := r.Get(practice.Key{Kind: "opening", ID: "b"})
			if err == nil && string(docs[0].Body) != `"old"` {
				t.Errorf("b is %s", docs[0].Body)
			}
			return err
		})
	})
}

func rerun(t *testing.T, open Open, reads ...practice.Key) {
	f := start(t, open)
	f.save(store.Changes{Put: []practice.Doc{doc("n", 0, "")}})
	runs := 0
	_, err := f.Update(f.Context(), store.Work{Project: project, Reads: reads, Do: func(r store.Reader) (store.Changes, error) {
		docs, err := r.Get(practice.Key{Kind: "opening", ID: "n"})
		if err != nil {
			return store.Changes{}, err
		}
		if runs++; runs < 3 { // another work comes in between, twice
			f.save(store.Changes{Put: []practice.Doc{doc("n", docs[0].Rev, fmt.Sprint("other ", runs))}})
		}
		docs[0].Body = []byte(fmt.Sprintf("%q", "after "+strings.Trim(string(docs[0].Body), `"`)))
		return store.Changes{Put: docs, Items: []store.Item{post(fmt.Sprint("run", runs))}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if d := f.doc(project, "n"); string(d.Body) != `"after other 2"` || d.Rev != 4 || runs != 3 {
		t.Errorf("%d runs, %s at %d", runs, d.Body, d.Rev)
	}
	f.lease(noon, "run3")

	runs = 0
	_, err = f.Update(f.Context(), store.Work{Project: project, Reads: reads, Do: func(r store.Reader) (store.Changes, error) {
		docs, err := r.Get(practice.Key{Kind: "opening", ID: "n"})
		if err != nil {
			return store.Changes{}, err
		}
		if runs++; runs == 1 {
			f.save(store.Changes{Put: []practice.Doc{doc("n", docs[0].Rev, "kept")}})
		}
		if string(docs[0].Body) == `"kept"` {
			return store.Changes{}, nil
		}
		return store.Changes{Delete: []practice.Gone{{Key: docs[0].Key, Rev: docs[0].Rev}}}, nil
	}})
	if d := f.doc(project, "n"); err != nil || string(d.Body) != `"kept"` || runs != 2 {
		t.Errorf("deleted though it had changed: %v, %d runs, %s", err, runs, d.Body)
	}

	_, err = f.Update(f.Context(), work(project, "", store.Changes{Put: []practice.Doc{doc("n", 99, "")}}))
	wantErr(t, err, store.ErrBusy)
	_, err = f.Update(f.Context(), work(project, "", store.Changes{Put: []practice.Doc{doc("n", 0, "")}}))
	wantErr(t, err, store.ErrBusy)
	_, err = f.Update(f.Context(), work(project, "", store.Changes{Put: []practice.Doc{doc("gone", 1, "")}}))
	wantErr(t, err, store.ErrBusy)
}

func projects(t *testing.T, open Open) {
	f := start(t, open)
	term := practice.Term{Name: "state", Value: "open"}
	for _, p := range []string{project, other} {
		c := store.Changes{
			Ack: []byte(p), At: noon,
			Put:    []practice.Doc{doc("o-1", 0, p, term)},
			Items:  []store.Item{post("i-1"), edit("i-2", "i-1", 1)},
			Timers: []store.Timer{timer("nudge", "o-1", after(0), p)},
		}
		ack, err := f.Update(f.Context(), work(p, "e-1", c))
		if err != nil || string(ack) != p {
			t.Fatalf("ack %q, %v", ack, err)
		}
	}
	for _, p := range []string{project, other} {
		if d := f.doc(p, "o-1"); string(d.Body) != fmt.Sprintf("%q", p) || d.Rev != 1 {
			t.Errorf("%s has %s at %d", p, d.Body, d.Rev)
		}
		if ack, err := f.Update(f.Context(), work(p, "e-1", store.Changes{Ack: []byte("x")})); string(ack) != p || err != nil {
			t.Errorf("%s: ack %q, %v", p, ack, err)
		}
		f.view(p, func(r store.Reader) error {
			tms, err := r.Timers(0)
			if err == nil && (len(tms) != 1 || tms[0].Fence != p || tms[0].Project != p) {
				t.Errorf("%s has timers %+v", p, tms)
			}
			return err
		})
	}
	// What happens to the ids of one leaves the other's alone.
	f.saveIn(other, store.Changes{
		Delete: []practice.Gone{{Key: practice.Key{Kind: "opening", ID: "o-1"}}},
		Cancel: []practice.TimerKey{{Kind: "nudge", Subject: "o-1"}},
		Change: []store.ItemChange{{ID: "i-1", State: store.Dropped}},
	})
	if got := f.found(project, practice.Query{Kind: "opening", Name: "state", From: "open"}); got != "o-1" {
		t.Errorf("found %q", got)
	}
	if d := f.doc(other, "o-1"); d.Rev != 0 {
		t.Errorf("%+v", d)
	}
	f.due(noon, "nudge/o-1")
	f.states("i-1:ready i-2:ready")
	if it := f.itemIn(other, "i-2"); it.State != store.Dropped {
		t.Errorf("the edit of a dropped item is %s", it.State)
	}
	b := f.lease(noon, "i-1")
	if b.Items[0].Project != project {
		t.Errorf("leased of %s", b.Items[0].Project)
	}
	f.settle(b, noon, sent("i-1"))
	f.send(noon, "i-2")
	if err := f.Purge(f.Context(), other, after(1), after(1)); err != nil {
		t.Fatal(err)
	}
	if it := f.item("i-1"); it.Body == nil {
		t.Error("purged in the wrong project")
	}
	if ack, err := f.Update(f.Context(), work(project, "e-1", store.Changes{})); string(ack) != project || err != nil {
		t.Errorf("ack %q, %v", ack, err)
	}
}

func works(t *testing.T, open Open) {
	t.Run("a seen event gives the first ack and changes nothing", func(t *testing.T) {
		f := start(t, open)
		c := store.Changes{Ack: []byte("first"), At: noon, Put: []practice.Doc{doc("a", 0, "first")}, Items: []store.Item{post("i")}}
		if ack, err := f.Update(f.Context(), work(project, "e", c)); string(ack) != "first" || err != nil {
			t.Fatalf("%q, %v", ack, err)
		}
		ack, err := f.Update(f.Context(), store.Work{Project: project, Event: "e", Do: func(store.Reader) (store.Changes, error) {
			t.Error("Do was called")
			return store.Changes{Ack: []byte("second"), Put: []practice.Doc{doc("b", 0, "")}}, nil
		}})
		if string(ack) != "first" || err != nil {
			t.Errorf("%q, %v", ack, err)
		}
		if f.doc(project, "b").Rev != 0 {
			t.Error("the repeat was saved")
		}
	})
	t.Run("the same event at once is taken once", func(t *testing.T) {
		f := start(t, open)
		var runs atomic.Int32
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				ack, err := f.Update(f.Context(), store.Work{Project: project, Event: "e", Do: func(store.Reader) (store.Changes, error) {
					n := runs.Add(1)
					return store.Changes{Ack: []byte("ack"), At: noon, Items: []store.Item{post(fmt.Sprint("i", i, "-", n))}}, nil
				}})
				if !bytes.Equal(ack, []byte("ack")) || err != nil {
					t.Errorf("%q, %v", ack, err)
				}
			})
		}
		all.Wait()
		if b, err := f.Lease(f.Context(), noon, ttl, 10); len(b.Items) != 1 || err != nil {
			t.Errorf("%d items, %v", len(b.Items), err)
		}
	})
	t.Run("of the same key wait for each other", func(t *testing.T) {
		f := start(t, open)
		var in, runs atomic.Int32
		var all sync.WaitGroup
		for i := range 30 {
			keys := []string{"a", "b"}
			if i%2 == 0 {
				keys = []string{"b", "a", "a", fmt.Sprint(i)}
			}
			all.Go(func() {
				_, err := f.Update(f.Context(), store.Work{Project: project, Keys: keys, Do: func(r store.Reader) (store.Changes, error) {
					defer in.Add(-1)
					if in.Add(1) > 1 {
						t.Error("two works at once")
					}
					runs.Add(1)
					docs, err := r.Get(practice.Key{Kind: "opening", ID: "n"})
					return store.Changes{Put: docs}, err
				}})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if d := f.doc(project, "n"); d.Rev != 30 || runs.Load() != 30 {
			t.Errorf("%d runs, revision %d", runs.Load(), d.Rev)
		}
	})
	t.Run("that fail hurt no others", func(t *testing.T) {
		f := start(t, open)
		boom := errors.New("boom")
		var all sync.WaitGroup
		for i := range 200 {
			all.Go(func() {
				c := store.Changes{At: noon, Put: []practice.Doc{doc(fmt.Sprint(i), 0, "")}, Items: []store.Item{post(fmt.Sprint("i", i))}}
				w := work(project, fmt.Sprint("e", i), c)
				var want error
				switch i % 10 {
				case 3: // fails in the store, after it has written
					tm := timer("no", "such", noon, "")
					c.Fired, want = &tm, store.ErrStale
					w = work(project, w.Event, c)
				case 5:
					w.Do, want = func(store.Reader) (store.Changes, error) { return c, boom }, boom
				case 7:
					c.Put = append(c.Put, doc("absent", 7, ""))
					w, want = work(project, w.Event, c), store.ErrBusy
				}
				if _, err := f.Update(f.Context(), w); !errors.Is(err, want) {
					t.Errorf("work %d: %v, want %v", i, err, want)
				}
			})
		}
		all.Wait()
		for i := range 200 {
			fails := i%10 == 3 || i%10 == 5 || i%10 == 7
			if d := f.doc(project, fmt.Sprint(i)); (d.Rev == 0) != fails {
				t.Errorf("work %d: revision %d", i, d.Rev)
			}
			if !fails && f.item(fmt.Sprint("i", i)).State != store.Ready {
				t.Errorf("work %d has no item", i)
			}
		}
		// What failed left no event behind: it can come again.
		if ack, err := f.Update(f.Context(), work(project, "e3", store.Changes{Ack: []byte("now"), At: noon})); string(ack) != "now" || err != nil {
			t.Errorf("%q, %v", ack, err)
		}
	})
	t.Run("that panic are errors", func(t *testing.T) {
		f := start(t, open)
		_, err := f.Update(f.Context(), store.Work{Project: project, Keys: []string{"k"}, Do: func(store.Reader) (store.Changes, error) { panic("oh no") }})
		if err == nil || !strings.Contains(err.Error(), "oh no") {
			t.Errorf("error is %v", err)
		}
		if _, err := f.Update(f.Context(), store.Work{Project: project, Keys: []string{"k"}, Do: work(project, "", store.Changes{}).Do}); err != nil {
			t.Error(err)
		}
	})
	t.Run("whose time is over save nothing", func(t *testing.T) {
		f := start(t, open)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := f.Update(ctx, store.Work{Project: project, Event: "e", Do: func(store.Reader) (store.Changes, error) {
			cancel()
			return store.Changes{Put: []practice.Doc{doc("a", 0, "")}}, nil
		}})
		if err != nil { // else its commit was under way
			wantErr(t, err, store.ErrBusy)
			wantErr(t, err, context.Canceled)
			if f.doc(project, "a").Rev != 0 {
				t.Error("it was saved")
			}
		}
		_, err = f.Update(ctx, work(project, "e2", store.Changes{Put: []practice.Doc{doc("b", 0, "")}}))
		wantErr(t, err, store.ErrBusy)
		if f.doc(project, "b").Rev != 0 {
			t.Error("it was saved")
		}
	})
}
