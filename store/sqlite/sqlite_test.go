package sqlite_test

import (
	"path/filepath"
	"testing"

	"brobygger/store/sqlite"
	"brobygger/store/storetest"
)

func TestFile(t *testing.T) {
	storetest.Run(t, func(t testing.TB, o storetest.Options) storetest.Opened {
		return open(t, filepath.Join(t.TempDir(), "store.db"), o)
	})
}

func TestMemory(t *testing.T) {
	storetest.Run(t, func(t testing.TB, o storetest.Options) storetest.Opened { return open(t, ":memory:", o) })
}

func open(t testing.TB, file string, o storetest.Options) *sqlite.Store {
	t.Helper()
	var opts []sqlite.Option
	if o.Fault != nil {
		opts = append(opts, sqlite.WithFault(func(string) error { return o.Fault() }))
	}
	s, err := sqlite.Open(file, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
