package chat

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestFitOneKeepsWhatACardIsFor(t *testing.T) {
	card := Message{Kind: "handover.card", Lang: DA, Title: "#1 Nordlys Pakkeri · ca. 6 timer", Text: "**Ring til Lene Holm 40 12 34 56**\nIngen har taget den endnu.", Note: "Ny kontakt",
		Fields:  []Field{{Label: "Opgaver", Value: strings.Repeat("- gamle mapper fra det store skab\n", 60)}, {Label: "Løn", Value: "ordinær"}, {Label: "Aftalt", Value: strings.Repeat("Ring om formiddagen. ", 60)}},
		Buttons: []Button{{ID: "claim", Label: "Jeg ringer"}, {ID: "more", Label: "Mere"}}}
	got := FitOne(card, Limits{Text: 1900, Title: 200, Field: 1000, Fields: 20, Buttons: 10, ButtonLabel: 80})
	if got.Title != card.Title || got.Text != card.Text || got.Note != card.Note || len(got.Buttons) != 2 || len(got.Fields) != 3 || got.Fields[1].Value != "ordinær" {
		t.Errorf("got %+v", got)
	}
	for _, i := range []int{0, 2} {
		if v := got.Fields[i].Value; !strings.HasSuffix(v, " …") || len(v) < 600 {
			t.Errorf("field %d: %d bytes, %q", i, len(v), v)
		}
	}
	short := Message{Text: "Hej", Buttons: []Button{{ID: "a", Label: "Ring til mig i morgen"}}}
	if got, want := FitOne(short, Limits{ButtonLabel: 12}), Fit(short, Limits{ButtonLabel: 12})[0]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("what fits: %+v, want %+v", got, want)
	}
}

func TestFitOneFits(t *testing.T) {
	words := []string{"**", "_", "[x](https://e.dk/a)", "ord ", "\n", "\n\n", "- ", "🙂", `\`, "en lang sætning. ", "Ring 40 12 34 56 ", "abcdefghij"}
	for n := range 2000 {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		text := func(most int) string {
			var b strings.Builder
			for range r.IntN(most) {
				b.WriteString(words[r.IntN(len(words))])
			}
			return b.String()
		}
		line := func(most int) string { return strings.Join(strings.Fields(text(most)+"x"), " ") }
		m := Message{Kind: "k", Title: line(12), Text: text(120), Note: text(30)}
		for range r.IntN(12) {
			m.Fields = append(m.Fields, Field{Label: line(4), Value: text(60)})
		}
		for i := range r.IntN(5) {
			m.Mentions = append(m.Mentions, Account{User: fmt.Sprint("U01234567", i)})
			m.Buttons = append(m.Buttons, Button{ID: fmt.Sprint(i), Label: line(5)})
		}
		l := Limits{Text: r.IntN(800), Title: r.IntN(80), Field: r.IntN(200), Fields: r.IntN(8), Buttons: r.IntN(6), ButtonLabel: r.IntN(20)}
		one := FitOne(m, l)
		if again := Fit(one, l); len(again) != 1 || fmt.Sprint(again[0]) != fmt.Sprint(one) {
			t.Fatalf("%d: %+v\nis no message that fits: %q\n%q", n, l, fmt.Sprint(one), fmt.Sprint(again))
		}
	}
}

func FuzzFitOne(f *testing.F) {
	f.Add("Titel", "Hej **Lene**. Se [listen](https://x.dk).\n\n- en\n- to", "_note_", "Løn", strings.Repeat("Ordinær. ", 40), uint16(120), uint8(20), uint8(10), uint8(3), uint8(3))
	f.Add("**T**", strings.Repeat("_lang tekst_ uden - ende 1. ord ", 40), strings.Repeat("ord", 99), "x", strings.Repeat("[a b c](https://example.dk/"+strings.Repeat("x", 150)+") ", 3), uint16(0), uint8(0), uint8(0), uint8(0), uint8(0))
	f.Add(`a_b_ c\`, strings.Repeat(`a_b_c**d\ `, 30), "🙂🙂", "-", strings.Repeat("🙂", 70), uint16(101), uint8(1), uint8(1), uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, title, text, note, label, value string, maxText uint16, maxTitle, maxField, maxCount, maxLabel uint8) {
		if len(text) > 5000 || len(value)+len(title)+len(note)+len(label) > 3000 {
			return
		}
		m := fuzzMessage(title, text, note, label, value, []Option{{ID: "a", Label: tidy(label)}, {ID: "b", Label: tidy(label)}})
		title, text, note, value = m.Title, m.Text, m.Note, m.Fields[0].Value
		l := fuzzLimits(maxText, maxTitle, maxField, maxCount, maxLabel)
		one := FitOne(m, l)
		again := Fit(one, l)
		if len(again) != 1 || fmt.Sprint(again[0]) != fmt.Sprint(one) {
			t.Fatalf("no message that fits: %+v\nfitted %+v", one, again)
		}
		l = l.least()
		if one.Kind != "k" || one.Lang != EN || l.Text > 0 && one.Size() > l.Text || exceeds(len(one.Fields), l.Fields) {
			t.Fatalf("%d of %d: %+v", one.Size(), l.Text, one)
		}
		if want := len(atMost(m.Buttons, l.Buttons)); len(one.Buttons) != want || len(one.Selects) < len(atMost(m.Selects, l.Selects)) {
			t.Fatalf("%d buttons of %d, %d selects", len(one.Buttons), want, len(one.Selects))
		}
		if len(Fit(m, l)) == 1 {
			return
		}
		kept := func(what, is, was string) {
			if is == was {
				return
			}
			if !strings.HasSuffix(is, "…") {
				t.Fatalf("%s is cut without a sign: %q", what, is)
			}
			got := letters(Plain(strings.TrimSuffix(is, "…")))
			if !strings.HasPrefix(letters(Plain(was)), got) {
				t.Fatalf("%s: %q does not begin %q", what, is, was)
			}
		}
		kept("title", one.Title, title)
		kept("note", one.Note, paragraphs(note))
		for _, x := range one.Fields {
			kept("field", x.Value, value)
		}
		if first, _, _ := strings.Cut(text, "\n"); l.Text > 0 && length(first)+24 < l.Text/4 && !strings.Contains(letters(Plain(one.Text)), letters(Plain(first))) {
			t.Fatalf("text lost its first line: %q, was %q", one.Text, text)
		}
	})
}
