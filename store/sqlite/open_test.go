package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/sqlite"
	"brobygger/store/storetest"
)

var (
	noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	hall = chat.Place{Platform: "sim", Workspace: "w", Channel: "hall"}
)

func put(t testing.TB, s *sqlite.Store, c store.Changes) {
	t.Helper()
	if _, err := s.Update(t.Context(), store.Work{Project: "p", Do: func(store.Reader) (store.Changes, error) { return c, nil }}); err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasBeingSentIsUnknownAfterARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "å store?#%.db")
	s := open(t, file, storetest.Options{})
	put(t, s, store.Changes{Items: []store.Item{{ID: "a", Op: "post", Place: hall}, {ID: "b", Op: "post", Place: hall}}})
	b, err := s.Lease(t.Context(), noon, time.Hour, 1)
	if err != nil || len(b.Items) != 1 {
		t.Fatal(b, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, file, storetest.Options{})
	again, err := s.Lease(t.Context(), noon, time.Hour, 5)
	if err != nil || len(again.Items) != 1 || again.Items[0].ID != "a" || again.Items[0].State != store.Unknown || again.Items[0].Attempts != 2 {
		t.Fatalf("%+v, %v", again, err)
	}
	if err := s.Settle(t.Context(), b, noon, []store.Result{{ID: "a", State: store.Ready}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Settle(t.Context(), again, noon, []store.Result{{ID: "a", State: store.Sent, Ref: "1"}}); err != nil {
		t.Fatal(err)
	}
	if b, err := s.Lease(t.Context(), noon, time.Hour, 5); err != nil || len(b.Items) != 1 || b.Items[0].ID != "b" {
		t.Fatalf("%+v, %v", b, err)
	}
}

func TestOpenKeepsASecondProcessOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "store.db")
	open(t, file, storetest.Options{})
	if s, err := sqlite.Open(file); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("%v, %v", s, err)
	}
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	file := filepath.Join(t.TempDir(), "store.db")
	open(t, file, storetest.Options{}).Close()
	edit(t, file, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	if _, err := sqlite.Open(file); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("open: %v", err)
	}
	if _, err := sqlite.Restore(file, file+".2", false); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("restore: %v", err)
	}
	if _, err := os.Stat(file + ".2"); err == nil {
		t.Error("restored all the same")
	}
}

func edit(t *testing.T, file, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func TestMemoryLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s := open(t, ":memory:", storetest.Options{})
	put(t, s, store.Changes{Items: []store.Item{{ID: "a", Place: hall}}})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); len(left) > 0 || err != nil {
		t.Error(left, err)
	}
}

// Works that wait for a key, and the writer, stand still while a bubble's
// clock goes on.
func TestUpdateGivesUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, filepath.Join(t.TempDir(), "store.db"), storetest.Options{})
		free := make(chan struct{})
		go s.Update(t.Context(), store.Work{Project: "p", Keys: []string{"k"}, Do: func(store.Reader) (store.Changes, error) {
			<-free
			return store.Changes{}, nil
		}})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err := s.Update(ctx, store.Work{Project: "p", Keys: []string{"k"}, Do: func(store.Reader) (store.Changes, error) {
			t.Error("the key was free")
			return store.Changes{}, nil
		}})
		if !errors.Is(err, store.ErrBusy) || !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		put(t, s, store.Changes{}) // another key is free
		close(free)
		synctest.Wait()
		if _, err := s.Update(t.Context(), store.Work{Project: "p", Keys: []string{"k"}, Do: func(store.Reader) (store.Changes, error) { return store.Changes{}, nil }}); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A work that has not been begun when its time is over is not saved later.
func TestUpdateGivesUpBeforeTheWriterBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		s, err := sqlite.Open(":memory:", sqlite.WithFault(func(string) error { <-free; return nil }))
		if err != nil {
			t.Fatal(err)
		}
		w := func(id string) store.Work {
			return store.Work{Project: "p", Event: id, Do: func(store.Reader) (store.Changes, error) {
				return store.Changes{Put: []practice.Doc{{Key: practice.Key{Kind: "k", ID: id}}}}, nil
			}}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		slow := make(chan error, 1)
		go func() { _, err := s.Update(ctx, w("under way")); slow <- err }()
		synctest.Wait()
		if _, err := s.Update(ctx, w("waiting")); !errors.Is(err, store.ErrBusy) {
			t.Error(err)
		}
		close(free)
		if err := <-slow; err != nil {
			t.Error(err)
		}
		err = s.View(t.Context(), "p", func(r store.Reader) error {
			docs, err := r.Get(practice.Key{Kind: "k", ID: "under way"}, practice.Key{Kind: "k", ID: "waiting"})
			if err == nil && (docs[0].Rev != 1 || docs[1].Rev != 0) {
				t.Errorf("%+v", docs)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestOnlyTheOwnerReadsIt: names and numbers are in the file, and in those
// SQLite writes beside it.
func TestOnlyTheOwnerReadsIt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such rights there")
	}
	for _, name := range []string{"new", "old"} {
		file := filepath.Join(t.TempDir(), "store.db")
		if name == "old" { // made by a version that let others read it
			write(t, file, "1").Close()
			if err := os.Chmod(file, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		s := write(t, file, "2")
		for _, end := range []string{"", "-wal", "-shm"} {
			if info, err := os.Stat(file + end); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: store.db%s: %v %v", name, end, info.Mode(), err)
			}
		}
		s.Close()
	}
}
