package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brobygger/practice"
	"brobygger/store"
)

// errLost is what the suite has commits fail with.
var errLost = errors.New("commit lost")

// crashes runs one story without faults, then with every n-th commit lost and
// each step repeated until it is done: what is remembered must be the same.
func crashes(t *testing.T, open Open) {
	want := story(t, open, 0)
	for n := 2; n <= 5; n++ {
		t.Run(fmt.Sprintf("every commit no. %d is lost", n), func(t *testing.T) {
			if d := cmp.Diff(want, story(t, open, n)); d != "" {
				t.Error(d)
			}
		})
	}
	t.Run("a lost commit saves nothing of its group", func(t *testing.T) {
		var mu sync.Mutex
		lose := true
		o := open(t, Options{Fault: func() error {
			mu.Lock()
			defer mu.Unlock()
			if lose {
				return errLost
			}
			return nil
		}})
		f := fixture{t, o}
		rung := f.Changed()
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				c := store.Changes{At: noon, Put: []practice.Doc{doc(fmt.Sprint(i), 0, "")}, Items: []store.Item{post(fmt.Sprint(i))}}
				_, err := f.Update(t.Context(), work(project, fmt.Sprint(i), c))
				wantErr(t, err, errLost)
			})
		}
		all.Wait()
		if rings(rung) {
			t.Error("rings for what was not saved")
		}
		mu.Lock()
		lose = false
		mu.Unlock()
		f.lease(noon, "")
		for i := range 30 {
			if f.doc(project, fmt.Sprint(i)).Rev != 0 {
				t.Errorf("document %d was saved", i)
			}
		}
		if ack, err := f.Update(t.Context(), work(project, "1", store.Changes{Ack: []byte("now"), At: noon})); string(ack) != "now" || err != nil {
			t.Errorf("%q, %v", ack, err)
		}
	})
}

// remembered is all that a story leaves behind.
type remembered struct {
	Docs   []practice.Doc
	Items  []store.Item
	Timers []store.Timer
	Sent   []string
}

// story runs events, deliveries and timers one after the other; lose is 0 or
// every how many commits one is lost.
func story(t *testing.T, open Open, lose int) (all remembered) {
	commits := 0
	f := fixture{t, open(t, Options{Fault: func() error {
		if commits++; lose > 0 && commits%lose == 0 {
			return errLost
		}
		return nil
	}})}
	again := func(fn func() error) {
		t.Helper()
		for {
			err := fn()
			if err == nil {
				return
			}
			if !errors.Is(err, errLost) {
				t.Fatal(err)
			}
		}
	}
	for i := range 30 {
		now := after(time.Duration(i) * time.Minute)
		id := fmt.Sprint("o-", i%4)
		again(func() error {
			_, err := f.Update(t.Context(), store.Work{Project: project, Event: fmt.Sprint("e", i), Keys: []string{id}, Do: func(r store.Reader) (store.Changes, error) {
				docs, err := r.Get(practice.Key{Kind: "opening", ID: id})
				if err != nil {
					return store.Changes{}, err
				}
				docs[0].Body = fmt.Appendf(nil, "%d", i)
				docs[0].Terms = []practice.Term{{Name: "n", Value: fmt.Sprint(i)}}
				items := []store.Item{post(fmt.Sprint("i", i), lane(practice.Lane(i%3)))}
				if i > 0 {
					items = append(items, edit(fmt.Sprint("x", i), fmt.Sprint("i", i-1), int64(i)))
				}
				return store.Changes{At: now, Put: docs, Items: items, Timers: []store.Timer{timer("nudge", id, now.Add(3*time.Minute), fmt.Sprint(i))}}, nil
			}})
			return err
		})
		due, err := f.Due(t.Context(), now, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, tm := range due {
			again(func() error {
				_, err := f.Update(t.Context(), work(project, "due/"+tm.Subject+tm.Fence, store.Changes{
					At: now, Fired: &tm, Items: []store.Item{post("n"+tm.Subject+"-"+tm.Fence, lane(practice.Reminders))},
				}))
				return err
			})
		}
		var b store.Batch
		again(func() (err error) {
			b, err = f.Lease(t.Context(), now, ttl, 2)
			return err
		})
		var results []store.Result
		for j, it := range b.Items {
			all.Sent = append(all.Sent, it.ID)
			r := sent(it.ID)
			if (i+j)%7 == 3 {
				r = store.Result{ID: it.ID, State: store.Ready, Retry: now.Add(2 * time.Minute)}
			}
			results = append(results, r)
		}
		again(func() error { return f.Settle(t.Context(), b, now, results) })
	}
	f.view(project, func(r store.Reader) (err error) {
		if all.Docs, err = r.Find(practice.Query{Kind: "opening", Name: "n", From: "", To: "\xff"}); err != nil {
			return err
		}
		if all.Items, err = r.Items(store.ItemQuery{}); err != nil {
			return err
		}
		all.Timers, err = r.Timers(0)
		return err
	})
	return all
}
