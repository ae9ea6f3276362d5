package sqlite_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/sqlite"
	"brobygger/store/storetest"
)

var key = practice.Key{Kind: "k", ID: "a"}

func write(t *testing.T, file, body string) *sqlite.Store {
	t.Helper()
	s := open(t, file, storetest.Options{})
	_, err := s.Update(t.Context(), store.Work{Project: "p", Do: func(r store.Reader) (store.Changes, error) {
		docs, err := r.Get(key)
		docs[0].Body = []byte(body)
		return store.Changes{Put: docs}, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantBody(t *testing.T, file, want string) {
	t.Helper()
	s := open(t, file, storetest.Options{})
	defer s.Close()
	err := s.View(t.Context(), "p", func(r store.Reader) error {
		docs, err := r.Get(key)
		if err == nil && string(docs[0].Body) != want {
			t.Errorf("%s has %s, want %s", filepath.Base(file), docs[0].Body, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRestore(t *testing.T) {
	dir := t.TempDir()
	file, backup, place := filepath.Join(dir, "store.db"), filepath.Join(dir, "backup.db"), filepath.Join(dir, "new.db")
	s := write(t, file, "1")
	if err := sqlite.Backup(t.Context(), file, backup); err != nil { // from beside the running process
		t.Fatal(err)
	}
	write2 := func() { s.Close(); s = write(t, file, "2") }
	write2()

	if kept, err := sqlite.Restore(backup, place, false); err != nil || kept != "" {
		t.Fatal(kept, err)
	}
	wantBody(t, place, "1")
	if _, err := sqlite.Restore(backup, place, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a store: %v", err)
	}
	if _, err := sqlite.Restore(backup, file, true); err == nil {
		t.Error("restored under a running process")
	}
	s.Close()
	if kept, err := sqlite.Restore(backup, file, true); err != nil || kept != file+".replaced" {
		t.Fatal(kept, err)
	}
	wantBody(t, file, "1")
	wantBody(t, file+".replaced", "2")
	// A store that was closed can be restored from, too, and what was replaced
	// before is still there.
	if kept, err := sqlite.Restore(file+".replaced", file, true); err != nil || kept != file+".replaced-2" {
		t.Fatal(kept, err)
	}
	wantBody(t, file, "2")
	wantBody(t, file+".replaced", "2")
	wantBody(t, file+".replaced-2", "1")
	left, err := filepath.Glob(filepath.Join(dir, "*part*"))
	if err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
}

func TestRestoreRefusesWhatIsNotWhole(t *testing.T) {
	dir := t.TempDir()
	file, backup := filepath.Join(dir, "store.db"), filepath.Join(dir, "backup.db")
	s := write(t, file, "1")
	for i := range 200 {
		put(t, s, store.Changes{Items: []store.Item{{ID: string(rune('a' + i)), Place: hall, Body: make([]byte, 1500)}}})
	}
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	bad := append([]byte(nil), whole...)
	for i := len(bad) / 2; i < len(bad)/2+8192; i++ {
		bad[i] ^= 0x5a
	}
	for name, b := range map[string][]byte{"cut": whole[:len(whole)/2], "changed": bad, "empty": nil, "another": []byte("not a database at all, but a text")} {
		from, to := filepath.Join(dir, name), filepath.Join(dir, name+".restored")
		if err := os.WriteFile(from, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sqlite.Restore(from, to, false); !errors.Is(err, sqlite.ErrNoBackup) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(to); err == nil {
			t.Errorf("%s: something was put in place", name)
		}
	}
	if _, err := sqlite.Restore(filepath.Join(dir, "none"), filepath.Join(dir, "x"), false); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
