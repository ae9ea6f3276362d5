package discord

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"brobygger/chat"
)

var update = flag.Bool("update", false, "write the golden renderings anew")

// The neutral form beside Discord's: adapters/testdata/render.
func TestGoldenRenderings(t *testing.T) {
	files, err := filepath.Glob("../testdata/render/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := golden(t, ar)
			i := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == "discord.json" })
			if *update {
				if i < 0 {
					i = len(ar.Files)
					ar.Files = append(ar.Files, txtar.File{Name: "discord.json"})
				}
				ar.Files[i].Data = got
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if i < 0 {
				t.Fatal("no discord.json; run with -update")
			}
			if diff := cmp.Diff(string(ar.Files[i].Data), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func golden(t *testing.T, ar *txtar.Archive) []byte {
	t.Helper()
	var out any
	for _, f := range ar.Files {
		switch f.Name {
		case "message.json":
			m, err := render(strict[chat.Message](t, f.Data), "")
			if err != nil {
				t.Fatal(err)
			}
			out = m
		case "form.json":
			form, err := modalOf(strict[chat.Form](t, f.Data))
			if out = form; err != nil { // over Discord's limits: the dialog asks one by one instead
				out = map[string]string{"refused": err.Error()}
			}
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
