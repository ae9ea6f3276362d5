package adaptertest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"brobygger/chat"
)

// Golden holds the neutral forms in dir, each a message.json or form.json in a
// txtar archive, against what a platform makes of them, beside it in the
// archive's file named for the platform ("slack.json"). With update they are
// written anew.
func Golden(t *testing.T, dir, beside string, update bool, message func(chat.Message) (any, error), form func(chat.Form) (any, error)) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := rendered(t, ar, message, form)
			i := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == beside })
			if update {
				if i < 0 {
					i = len(ar.Files)
					ar.Files = append(ar.Files, txtar.File{Name: beside})
				}
				ar.Files[i].Data = got
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if i < 0 {
				t.Fatalf("no %s; run with -update", beside)
			}
			if diff := cmp.Diff(string(ar.Files[i].Data), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func rendered(t *testing.T, ar *txtar.Archive, message func(chat.Message) (any, error), form func(chat.Form) (any, error)) []byte {
	t.Helper()
	var out any
	var err error
	for _, f := range ar.Files {
		switch f.Name {
		case "message.json":
			out, err = message(strict[chat.Message](t, f.Data))
		case "form.json":
			out, err = form(strict[chat.Form](t, f.Data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func strict[T any](t *testing.T, data []byte) (v T) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
