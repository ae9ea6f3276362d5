package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"brobygger/chat"
)

var update = flag.Bool("update", false, "write the golden renderings anew")

// The neutral form beside Slack's: adapters/testdata/render.
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
			i := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == "slack.json" })
			if *update {
				if i < 0 {
					i = len(ar.Files)
					ar.Files = append(ar.Files, txtar.File{Name: "slack.json"})
				}
				ar.Files[i].Data = got
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if i < 0 {
				t.Fatal("no slack.json; run with -update")
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
			r, err := render(strict[chat.Message](t, f.Data))
			if err != nil {
				t.Fatal(err)
			}
			out = map[string]any{"text": r.text, "blocks": r.blocks}
		case "form.json":
			v, err := modal(strict[chat.Form](t, f.Data), origin{Place: chat.Place{Platform: Platform, Workspace: "T1", Channel: "C1"}})
			if err != nil {
				t.Fatal(err)
			}
			out = v
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

func TestRenderRefusesWhatSlackWouldNotTake(t *testing.T) {
	for name, m := range map[string]chat.Message{
		"nothing":      {Kind: "test.none"},
		"long text":    {Text: strings.Repeat("å", 3001)},
		"many buttons": {Text: "x", Buttons: make([]chat.Button, 21)},
	} {
		if _, err := render(m); err == nil {
			t.Errorf("%s: rendered", name)
		}
	}
	many := chat.Input{ID: "a", Label: "A", Kind: chat.ChoiceInput, Options: make([]chat.Option, 101)}
	for name, f := range map[string]chat.Form{
		"no inputs":    {ID: "f", Title: "F", Submit: "Gem"},
		"many inputs":  {ID: "f", Title: "F", Submit: "Gem", Inputs: make([]chat.Input, 11)},
		"many options": {ID: "f", Title: "F", Submit: "Gem", Inputs: []chat.Input{many}},
	} {
		if _, err := modal(f, origin{}); err == nil {
			t.Errorf("%s: rendered", name)
		}
	}
}

// What is too long for its own place stands whole in the text.
func TestRenderLosesNoText(t *testing.T) {
	title, label := strings.Repeat("t", 151), strings.Repeat("l", 76)
	r, err := render(chat.Message{Title: title, Buttons: []chat.Button{{ID: "a", Label: label}}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.text, title) || !strings.Contains(r.text, label) {
		t.Errorf("shown as %q", r.text)
	}
}

// The elements of rich text say what Plain says, but for line breaks around lists.
func TestRichTextSaysWhatPlainSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		md := rapid.StringMatching(`([a-zæø .\-\n*_\\\[\]()<&]|\*\*|\n- |\[x\]\(https://x\.dk\)){0,40}`).Draw(t, "md")
		if got, want := strings.Fields(spoken(richText(md))), strings.Fields(chat.Plain(md)); !slices.Equal(got, want) {
			t.Fatalf("%q\nshown %q\nplain %q", md, got, want)
		}
	})
}

func spoken(elements []slack.RichTextElement) string {
	var b strings.Builder
	for _, e := range elements {
		switch e := e.(type) {
		case *slack.RichTextSection:
			for _, x := range e.Elements {
				switch x := x.(type) {
				case *slack.RichTextSectionTextElement:
					b.WriteString(x.Text)
				case *slack.RichTextSectionLinkElement:
					b.WriteString(x.Text)
				}
			}
			b.WriteString("\n")
		case *slack.RichTextList:
			for _, item := range e.Elements {
				b.WriteString("- " + spoken([]slack.RichTextElement{item}))
			}
		}
	}
	return b.String()
}
