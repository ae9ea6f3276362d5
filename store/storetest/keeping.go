package storetest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"brobygger/practice"
	"brobygger/store"
)

func keeping(t *testing.T, open Open) {
	t.Run("purge forgets events and words, keeps references", func(t *testing.T) {
		f := start(t, open)
		event := func(id string, at time.Time) {
			if _, err := f.Update(t.Context(), work(project, id, store.Changes{Ack: []byte(id), At: at})); err != nil {
				t.Fatal(err)
			}
		}
		event("old", after(-48*time.Hour))
		event("new", after(-24*time.Hour))
		ancient := noon.AddDate(0, -26, 0)
		for _, it := range []struct {
			id string
			at time.Time
		}{{"ancient", ancient}, {"old", after(-100 * 24 * time.Hour)}, {"new", noon}} {
			f.save(store.Changes{At: it.at, Items: []store.Item{post(it.id)}})
			f.send(it.at, it.id)
		}
		f.save(store.Changes{At: ancient, Items: []store.Item{post("waits", held)}})
		if err := f.Purge(t.Context(), project, after(-25*time.Hour), after(-90*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]string{"old": "again", "new": "new"} {
			ack, err := f.Update(t.Context(), work(project, id, store.Changes{Ack: []byte("again"), At: noon}))
			if string(ack) != want || err != nil {
				t.Errorf("%s: %q, %v", id, ack, err)
			}
		}
		if it := f.item("old"); it.Body != nil || it.Ref != "ref-old" {
			t.Errorf("%+v", it)
		}
		if it := f.item("new"); it.Body == nil {
			t.Error("words too early gone")
		}
		if it := f.item("waits"); it.Body == nil {
			t.Error("words of a waiting item gone")
		}
		f.view(project, func(r store.Reader) error {
			if all, err := r.Items(store.ItemQuery{ID: "ancient"}); len(all) > 0 || err != nil {
				t.Error("reference kept too long", err)
			}
			return nil
		})
	})
	t.Run("purge of much", func(t *testing.T) {
		f := start(t, open)
		var all sync.WaitGroup
		for i := range 1200 {
			all.Go(func() {
				if _, err := f.Update(t.Context(), work(project, fmt.Sprint("e", i), store.Changes{At: noon})); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if err := f.Purge(t.Context(), project, after(1e6), noon); err != nil {
			t.Fatal(err)
		}
		for i := range 1200 {
			id := fmt.Sprint("e", i)
			if ack, err := f.Update(t.Context(), work(project, id, store.Changes{Ack: []byte(id)})); string(ack) != id || err != nil {
				t.Fatalf("%s was kept: %q, %v", id, ack, err)
			}
		}
	})
	t.Run("blank empties what has ended, now or before", func(t *testing.T) {
		f := start(t, open)
		f.save(store.Changes{Items: []store.Item{post("sent"), post("far", in(office))}})
		f.send(noon, "sent")
		f.save(store.Changes{Items: []store.Item{post("now"), post("waits")}})
		f.saveIn(other, store.Changes{Items: []store.Item{post("sent")}})
		f.save(store.Changes{
			Change: []store.ItemChange{{ID: "now", State: store.Dropped}},
			Blank:  []store.ItemQuery{{Place: hall, Limit: 1}, {ID: "none"}},
		})
		for id, want := range map[string]bool{"sent": false, "now": false, "waits": true, "far": true} {
			if it := f.item(id); (it.Body != nil) != want {
				t.Errorf("%s has body %s", id, it.Body)
			}
		}
		if it := f.itemIn(other, "sent"); it.Body == nil {
			t.Error("blanked in another project")
		}
	})
	t.Run("backup while works are written", func(t *testing.T) {
		f := start(t, open)
		file := filepath.Join(t.TempDir(), "backup")
		for i := range 50 {
			f.save(store.Changes{Put: []practice.Doc{doc(fmt.Sprint(i), 0, "")}})
		}
		stop := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			for i := 50; ; i++ {
				select {
				case <-stop:
					return
				default:
					f.save(store.Changes{Put: []practice.Doc{doc(fmt.Sprint(i), 0, "")}})
				}
			}
		})
		err := f.Backup(t.Context(), file)
		close(stop)
		all.Wait()
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			t.Error(err)
		}
		if err := f.Backup(t.Context(), file); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over a file that is there: %v", err)
		}
	})
	t.Run("after the end", func(t *testing.T) {
		f := start(t, open)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Update(t.Context(), work(project, "", store.Changes{Put: []practice.Doc{doc("a", 0, "")}})); err == nil {
			t.Error("a closed store saves")
		}
		if _, err := f.Next(t.Context()); err == nil {
			t.Error("a closed store reads")
		}
		if err := f.Close(); err != nil {
			t.Error("closed twice:", err)
		}
	})
}
