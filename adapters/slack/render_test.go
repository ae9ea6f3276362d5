package slack

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"brobygger/adapters/adaptertest"
	"brobygger/chat"
)

var update = flag.Bool("update", false, "write the golden renderings anew")

// The neutral form beside Slack's: adapters/testdata/render.
func TestGoldenRenderings(t *testing.T) {
	adaptertest.Golden(t, "../testdata/render", "slack.json", *update,
		func(m chat.Message) (any, error) {
			r, err := render(m)
			return map[string]any{"text": r.text, "blocks": r.blocks}, err
		},
		func(f chat.Form) (any, error) {
			return modal(f, origin{Place: chat.Place{Platform: Platform, Workspace: "T1", Channel: "C1"}})
		})
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
	many := chat.Input{ID: "a", Label: "A", Kind: chat.ChoiceInput, Options: make([]chat.Option, 401)}
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
