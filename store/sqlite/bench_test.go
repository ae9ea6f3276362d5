package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/storetest"
)

func benchDoc(id string, rev int64) practice.Doc {
	return practice.Doc{Key: practice.Key{Kind: "session", ID: id}, Rev: rev, Body: append(append([]byte{'"'}, bytes.Repeat([]byte{'x'}, 1500)...), '"')}
}

func benchItem(id string, place int) store.Item {
	return store.Item{ID: id, Port: "chat", Op: "post", Kind: "tasks.own", Place: chat.Place{Platform: "sim", Workspace: "w", User: fmt.Sprint("u", place)},
		State: store.Ready, Subject: "opening/o-1", Body: []byte(`{"kind":"tasks.own","text":"Hvad når I aldrig, når I har travlt?"}`), At: noon}
}

// crowd runs fn b.N times, at most n at a time.
func crowd(b *testing.B, n int, fn func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	start := time.Now()
	for range n {
		all.Go(func() {
			for i := int(next.Add(1)); i <= b.N; i = int(next.Add(1)) {
				fn(i)
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "works/s")
}

// BenchmarkUpdate is the ceiling of the path: an event, a session of 1.5 KB
// and two items in each work. "bare" only writes, "session" reads before it writes.
func BenchmarkUpdate(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("bare/at once=%d", n), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "store.db"), storetest.Options{})
			crowd(b, n, func(i int) {
				id := fmt.Sprint(i)
				_, err := s.Update(b.Context(), store.Work{Project: "p", Event: "e" + id, Keys: []string{id}, Do: func(store.Reader) (store.Changes, error) {
					return store.Changes{Ack: []byte(`{}`), At: noon, Put: []practice.Doc{benchDoc(id, 0)},
						Items: []store.Item{benchItem("a"+id, i%1000), benchItem("b"+id, i%1000)}}, nil
				}})
				if err != nil {
					b.Error(err)
				}
			})
		})
	}
	b.Run("session/at once=100", func(b *testing.B) {
		s := open(b, filepath.Join(b.TempDir(), "store.db"), storetest.Options{})
		crowd(b, 100, func(i int) {
			id, session := fmt.Sprint(i), fmt.Sprint(i%1000)
			_, err := s.Update(b.Context(), store.Work{Project: "p", Event: "e" + id, Keys: []string{session}, Do: func(r store.Reader) (store.Changes, error) {
				docs, err := r.Get(practice.Key{Kind: "session", ID: session})
				if err != nil {
					return store.Changes{}, err
				}
				return store.Changes{Ack: []byte(`{}`), At: noon, Put: []practice.Doc{benchDoc(session, docs[0].Rev)},
					Items: []store.Item{benchItem("a"+id, i%1000), benchItem("b"+id, i%1000)}}, nil
			}})
			if err != nil {
				b.Error(err)
			}
		})
	})
}

// BenchmarkDue looks for the next due timer among a million.
func BenchmarkDue(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "store.db"), storetest.Options{})
	const million = 1_000_000
	for i := 0; i < million; {
		var set []store.Timer
		for range 10_000 {
			set = append(set, store.Timer{TimerKey: practice.TimerKey{Kind: "nudge", Subject: fmt.Sprint("o-", i*7919%million)}, Due: noon.Add(time.Duration(i) * time.Second), Fence: "asked"})
			i++
		}
		put(b, s, store.Changes{Timers: set})
	}
	b.Run("lookup", func(b *testing.B) {
		for b.Loop() {
			if due, err := s.Due(b.Context(), noon.Add(9*time.Second), 100); err != nil || len(due) != 10 {
				b.Fatal(len(due), err)
			}
		}
	})
	b.Run("none", func(b *testing.B) {
		for b.Loop() {
			if due, err := s.Due(b.Context(), noon.Add(-1), 100); err != nil || len(due) != 0 {
				b.Fatal(len(due), err)
			}
		}
	})
	b.Run("next", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Next(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("fire", func(b *testing.B) {
		for b.Loop() {
			due, err := s.Due(b.Context(), noon.Add(million*time.Second), 1)
			if err != nil || len(due) != 1 {
				b.Fatal(len(due), err)
			}
			again := due[0]
			again.Due = again.Due.Add(million * time.Second)
			put(b, s, store.Changes{Fired: &due[0], Timers: []store.Timer{again}})
		}
	})
}

// BenchmarkDeliver leases and settles items, ten a place at most, with a
// hundred thousand that were sent before and as many that wait for tomorrow.
func BenchmarkDeliver(b *testing.B) {
	for _, workers := range []int{1, 16} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "store.db"), storetest.Options{})
			add := func(kind string, n int, change func(*store.Item)) {
				for i := 0; i < n; {
					var items []store.Item
					for ; len(items) < 1000 && i < n; i++ {
						it := benchItem(fmt.Sprint(kind, i), i%10_000)
						change(&it)
						items = append(items, it)
					}
					put(b, s, store.Changes{Items: items, At: noon})
				}
			}
			add("tomorrow", 100_000, func(it *store.Item) { it.NotBefore = noon.Add(24 * time.Hour) })
			add("now", b.N, func(*store.Item) {})
			var sent atomic.Int64
			var all sync.WaitGroup
			b.ResetTimer()
			start := time.Now()
			for range workers {
				all.Go(func() {
					for {
						batch, err := s.Lease(b.Context(), noon, time.Minute, 10)
						if err != nil {
							b.Error(err)
						}
						if len(batch.Items) == 0 {
							return
						}
						var results []store.Result
						for _, it := range batch.Items {
							results = append(results, store.Result{ID: it.ID, State: store.Sent, Ref: chat.Ref(it.ID)})
						}
						if err := s.Settle(b.Context(), batch, noon, results); err != nil {
							b.Error(err)
						}
						sent.Add(int64(len(results)))
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(sent.Load())/time.Since(start).Seconds(), "items/s")
			if int(sent.Load()) != b.N {
				b.Errorf("sent %d of %d", sent.Load(), b.N)
			}
		})
	}
}

// BenchmarkCeiling writes the same rows without a store around them: plain
// tables with no index but their keys, a hundred works a commit, one goroutine.
func BenchmarkCeiling(b *testing.B) {
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "plain.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, q := range []string{
		`CREATE TABLE seen (id TEXT PRIMARY KEY, ack BLOB) WITHOUT ROWID`,
		`CREATE TABLE session (id TEXT PRIMARY KEY, body TEXT)`,
		`CREATE TABLE outbox (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, place TEXT, state TEXT, body TEXT)`,
	} {
		if _, err := db.Exec(q); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	start := time.Now()
	for i := 0; i < b.N; {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		seen, err1 := tx.Prepare(`INSERT INTO seen VALUES (?, ?)`)
		session, err2 := tx.Prepare(`INSERT INTO session VALUES (?, ?)`)
		outbox, err3 := tx.Prepare(`INSERT INTO outbox (id, place, state, body) VALUES (?, ?, 'ready', ?)`)
		if err := errors.Join(err1, err2, err3); err != nil {
			b.Fatal(err)
		}
		for n := 0; n < 100 && i < b.N; n, i = n+1, i+1 {
			id, it := fmt.Sprint(i), benchItem("", i%1000)
			_, err1 := seen.Exec("e"+id, []byte("{}"))
			_, err2 := session.Exec(id, string(benchDoc(id, 0).Body))
			_, err3 := outbox.Exec("a"+id, it.Place.String(), string(it.Body))
			_, err4 := outbox.Exec("b"+id, it.Place.String(), string(it.Body))
			if err := errors.Join(err1, err2, err3, err4); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "works/s")
}
