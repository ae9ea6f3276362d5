package bot_test

import (
	"path/filepath"
	"testing"

	"brobygger/bot"
	"brobygger/store/sqlite"
)

func TestStateIsKeptForEachAdapterAndSurvivesARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.db")
	open := func() *sqlite.Store {
		t.Helper()
		s, err := sqlite.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	mine := bot.State(s, "p", "here")
	if v, err := mine.Get(t.Context(), "session"); v != nil || err != nil {
		t.Fatalf("before anything was put: %q, %v; want nil", v, err)
	}
	for _, v := range []string{"one", "\x00\xff not text"} {
		if err := mine.Put(t.Context(), "session", []byte(v)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if v, err := bot.State(s, "p", "here").Get(t.Context(), "session"); string(v) != "\x00\xff not text" || err != nil {
		t.Errorf("after a restart: %q, %v; want the last value", v, err)
	}
	for _, other := range [][2]string{{"p", "there"}, {"q", "here"}} {
		if v, err := bot.State(s, other[0], other[1]).Get(t.Context(), "session"); v != nil || err != nil {
			t.Errorf("%v reads %q, %v; want nil: it is not theirs", other, v, err)
		}
	}
}
