package chat

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestFitLeavesWhatFits(t *testing.T) {
	m := Message{Kind: "k", Lang: DA, Title: "T", Text: "Hej **Lene**", Fields: []Field{{"A", "b", true}}, Buttons: []Button{{ID: "claim", Label: "Jeg ringer"}}, Note: "n"}
	for _, l := range []Limits{{}, {Text: 4000, Title: 100, Field: 1000, Fields: 25, Buttons: 25, ButtonLabel: 75}} {
		if got := Fit(m, l); len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(m) {
			t.Errorf("Fit(m, %+v) = %+v", l, got)
		}
	}
}

func TestFitSplitsWhereTextPauses(t *testing.T) {
	sentence := "Det er en rigtig god dag i dag. "
	text := strings.TrimSpace(strings.Repeat(sentence, 3)) + "\n\n" + strings.TrimSpace(strings.Repeat(sentence, 2)) + "\n\n**" + strings.TrimSpace(strings.Repeat("fed ", 40)) + "**"
	parts := Fit(Message{Text: text, Buttons: []Button{{ID: "yes", Label: "Ja"}}}, Limits{Text: 120})
	for i, p := range parts {
		if last := i == len(parts)-1; last != (len(p.Buttons) == 1) {
			t.Errorf("part %d of %d has %d buttons", i, len(parts), len(p.Buttons))
		}
	}
	if want := strings.TrimSpace(strings.Repeat(sentence, 3)); parts[0].Text != want {
		t.Errorf("first part %q", parts[0].Text)
	}
	for _, p := range parts[2:] {
		if !strings.HasPrefix(p.Text, "**fed") || !strings.HasSuffix(p.Text, "fed**") {
			t.Errorf("bold part %q", p.Text)
		}
	}
}

func TestFitControls(t *testing.T) {
	m := Message{Text: "Vælg"}
	for i := range 7 {
		m.Buttons = append(m.Buttons, Button{ID: fmt.Sprint("b", i), Label: fmt.Sprint("Knap ", i)})
	}
	s := Select{ID: "tasks", Arg: "o-1", Label: "Opgaver", Chosen: []string{"1", "25"}}
	for i := range 26 {
		s.Options = append(s.Options, Option{ID: fmt.Sprint(i), Label: fmt.Sprint("Opgave ", i)})
	}
	m.Selects = []Select{s}
	got := Fit(m, Limits{Buttons: 5, Options: 25, Selects: 5})
	if len(got) != 2 || len(got[0].Buttons) != 5 || len(got[1].Buttons) != 2 || len(got[0].Selects) != 2 {
		t.Fatalf("got %+v", got)
	}
	for i, part := range got[0].Selects {
		if part.ID != "tasks" || part.Arg != "o-1" || part.Label != fmt.Sprintf("Opgaver (%d/2)", i+1) || len(part.Options) != 13 || len(part.Chosen) != 1 {
			t.Errorf("select %d: %+v", i, part)
		}
	}
	long := Fit(Message{Text: "Nu?", Buttons: []Button{{ID: "a", Label: "Ring til mig i morgen formiddag"}}}, Limits{ButtonLabel: 12})
	if long[0].Buttons[0].Label != "Ring til mi…" || long[0].Text != "Nu?\n\n- Ring til mig i morgen formiddag" {
		t.Errorf("long label: %+v", long)
	}
}

func TestFitSpellsOutFields(t *testing.T) {
	got := Fit(Message{Title: "En meget lang titel", Fields: []Field{{Label: "Opgaver", Value: "pakke ordrer"}, {Label: "Løn", Value: "ja"}}}, Limits{Title: 10, Field: 8})
	if len(got) != 1 || got[0].Title != "" || got[0].Text != "**En meget lang titel**\n\n**Opgaver:** pakke ordrer" || len(got[0].Fields) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestFitForm(t *testing.T) {
	f := FitForm(Form{Title: "Fortæl om jeres opgaver her", Submit: "Send", Inputs: []Input{{ID: "a", Label: "Hvad hedder virksomheden?", Options: []Option{{ID: "o", Label: "pakke ordrer"}}}}},
		Limits{FormTitle: 10, InputLabel: 10, OptionLabel: 8})
	if f.Title != "Fortæl om…" || f.Text != "**Fortæl om jeres opgaver her**\n\n- Hvad hedder virksomheden?\n- pakke ordrer" || f.Inputs[0].Label != "Hvad hedd…" || f.Inputs[0].Options[0].Label != "pakke o…" {
		t.Errorf("got %+v", f)
	}
}

func TestFitFormLeavesRoomForWhatStandsThere(t *testing.T) {
	long, longer := strings.Repeat("å", 30), strings.Repeat("🙂", 30)
	f := FitForm(Form{Title: "Ret", Submit: "Gem", Inputs: []Input{{ID: "days", Label: "Dage", Max: 20, Value: []string{long}}, {ID: "note", Label: "Note", Max: 20, Value: []string{longer}}, {ID: "open", Label: "Frit", Value: []string{long}}}}, Limits{Input: 50})
	if len(f.Inputs) != 2 || f.Inputs[0].Max != 30 || f.Inputs[0].Value[0] != long || f.Inputs[1].ID != "open" || f.Inputs[1].Max != 0 {
		t.Errorf("got %+v", f.Inputs)
	}
}

// letters is all a reader sees of texts, without space.
func letters(texts ...string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.Join(texts, ""))
}

// fuzzMessage is a message with four of everything, made of what a fuzzer gives.
func fuzzMessage(title, text, note, label, value string, options []Option) Message {
	for _, s := range []*string{&title, &text, &note, &value, &label} {
		*s = tidy(*s)
	}
	m := Message{Kind: "k", Lang: EN, Title: strings.Join(strings.Fields(title), " "), Text: text, Note: note}
	for i := range 4 {
		m.Fields = append(m.Fields, Field{label, value, false})
		m.Buttons = append(m.Buttons, Button{ID: fmt.Sprint(i), Label: label})
		m.Mentions = append(m.Mentions, Account{User: "U0123456789"})
		m.Selects = append(m.Selects, Select{ID: fmt.Sprint(i), Label: "s", Options: options})
	}
	return m
}

func fuzzLimits(text uint16, title, field, count, label uint8) Limits {
	return Limits{Text: int(text), Title: int(title), Field: int(field), Fields: int(count), Buttons: int(count), Selects: int(count),
		Options: int(count), ButtonLabel: int(label), OptionLabel: int(label)}
}

func FuzzFit(f *testing.F) {
	f.Add("Titel", "Hej **Lene**. Se [listen](https://x.dk).\n\n- en\n- to", "_note_", "Løn", "Ordinær", uint16(120), uint8(20), uint8(10), uint8(3), uint8(3))
	f.Add("**T**", strings.Repeat("_lang tekst_ uden - ende 1. ord ", 40), strings.Repeat("ord", 99), "x", strings.Repeat("[a b c](https://example.dk/"+strings.Repeat("x", 150)+") ", 3), uint16(0), uint8(0), uint8(0), uint8(0), uint8(0))
	f.Add(`a_b_ c\`, strings.Repeat(`a_b_c**d\ `, 30), "🙂🙂", "-", strings.Repeat("🙂", 70), uint16(101), uint8(1), uint8(1), uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, title, text, note, label, value string, maxText uint16, maxTitle, maxField, maxCount, maxLabel uint8) {
		if len(text) > 5000 || len(value)+len(title)+len(note)+len(label) > 3000 {
			return
		}
		var offered []Option
		for j := range 5 {
			offered = append(offered, Option{ID: fmt.Sprint(j), Label: tidy(label), Hint: tidy(label)})
		}
		m := fuzzMessage(title, text, note, label, value, offered)
		title, text, note, label, value = m.Title, m.Text, m.Note, m.Fields[0].Label, m.Fields[0].Value
		l := fuzzLimits(maxText, maxTitle, maxField, maxCount, maxLabel)
		parts := Fit(m, l)
		l = l.least()
		var texts, notes, titles, rest []string
		buttons, options, mentions := 0, 0, 0
		for i, p := range parts {
			if p.Kind != "k" || p.Lang != EN {
				t.Fatalf("part %d lost kind or language", i)
			}
			if l.Text > 0 && p.Size() > l.Text {
				t.Fatalf("part %d takes %d of %d: %+v", i, p.Size(), l.Text, p)
			}
			if over(p.Title, l.Title) || exceeds(len(p.Fields), l.Fields) || exceeds(len(p.Buttons), l.Buttons) || exceeds(len(p.Selects), l.Selects) {
				t.Fatalf("part %d passes a limit: %+v", i, p)
			}
			for _, x := range p.Fields {
				if over(x.Value, l.Field) {
					t.Fatalf("field %q", x.Value)
				}
				rest = append(rest, x.Label, Plain(x.Value))
			}
			for _, b := range p.Buttons {
				if over(b.Label, l.ButtonLabel) {
					t.Fatalf("button %q", b.Label)
				}
				rest = append(rest, b.Label)
			}
			for _, s := range p.Selects {
				if exceeds(len(s.Options), l.Options) {
					t.Fatalf("select %+v", s)
				}
				for _, o := range s.Options {
					if over(o.Label, l.OptionLabel) || over(o.Hint, l.OptionLabel) {
						t.Fatalf("option %+v", o)
					}
				}
				options += len(s.Options)
			}
			if i < len(parts)-1 && (len(p.Buttons) > 0 || len(p.Selects) > 0) && (parts[i+1].Text != "" || len(parts[i+1].Fields) > 0) {
				t.Fatalf("controls of part %d come before text", i)
			}
			buttons, mentions = buttons+len(p.Buttons), mentions+len(p.Mentions)
			titles, texts, notes = append(titles, Plain(p.Title)), append(texts, Plain(p.Text)), append(notes, Plain(p.Note))
		}
		if buttons != 4 || options != 20 || mentions != 4 {
			t.Fatalf("%d buttons, %d options, %d mentions", buttons, options, mentions)
		}
		shown := letters(titles...) + "\x00" + letters(texts...) + "\x00" + letters(notes...) + "\x00" + letters(rest...)
		for _, s := range []string{Plain(title), Plain(text), Plain(value), Plain(note), fold(label)} {
			for word := range strings.FieldsSeq(s) {
				if !strings.Contains(shown, letters(word)) {
					t.Fatalf("%q is lost in %.3000q", word, shown)
				}
			}
		}
	})
}

func exceeds(n, limit int) bool { return limit > 0 && n > limit }

func TestSplitKeepsEveryPart(t *testing.T) {
	md := "**fed tekst der er lang** og [et link her](https://example.dk/side) samt _skrå tekst_ \\*ikke\\* fed"
	for limit := 48; limit < 100; limit++ {
		parts := split(md, limit, limit)
		if got := fold(Plain(strings.Join(parts, " "))); got != fold(Plain(md)) {
			t.Errorf("limit %d: %q reads %q", limit, parts, got)
		}
		if i := slices.IndexFunc(parts, func(p string) bool { return length(p) > limit }); i >= 0 {
			t.Errorf("limit %d: part %q", limit, parts[i])
		}
	}
}

func BenchmarkFit(b *testing.B) {
	m := Message{Text: strings.Repeat("Hej **Lene**, tak for sidst. ", 10), Buttons: []Button{{ID: "a", Label: "Ja"}}}
	for b.Loop() {
		Fit(m, Limits{Text: 4000, Buttons: 25, ButtonLabel: 75})
	}
}

// A list behind a label begins on a line of its own, or its first item is none.
func TestListStandsBelowItsLabel(t *testing.T) {
	for value, want := range map[string]string{"- en\n- to": "\n- en\n- to", "en": " en", "-5 grader": " -5 grader"} {
		if got := (Field{Label: "Opgaver", Value: value}).Behind(); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
	parts := Fit(Message{Kind: "k", Fields: []Field{{Label: "Opgaver", Value: "- en\n- to"}}}, Limits{Text: 2000, Field: 5})
	if got := parts[0].Text; got != "**Opgaver:**\n- en\n- to" {
		t.Errorf("in the text: %q", got)
	}
}
