package sim_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/play"
)

// What the bot may not answer is refused whole, and kept in Wrong.
func TestWrongAnswers(t *testing.T) {
	long := chat.Message{Kind: "n", Text: strings.Repeat("x", 5000)}
	good := chat.Message{Kind: "n", Text: "ok"}
	form := func(n int) *chat.Form {
		f := &chat.Form{ID: "f", Title: "F", Submit: "Gem"}
		for i := range n {
			f.Inputs = append(f.Inputs, chat.Input{ID: fmt.Sprint("i", i), Label: "L", Kind: chat.TextInput})
		}
		return f
	}
	for name, tt := range map[string]struct {
		act play.Act
		ack chat.Ack
	}{
		"notice too long":            {play.Command{Text: "/bro"}, chat.Ack{Notice: &long}},
		"form to a text":             {play.Say{Text: "hej"}, chat.Ack{Form: form(1)}},
		"form with too much":         {play.Command{Text: "/bro"}, chat.Ack{Form: form(6), Notice: &good}},
		"form with nothing":          {play.Command{Text: "/bro"}, chat.Ack{Form: form(0)}},
		"errors without a form":      {play.Command{Text: "/bro"}, chat.Ack{Errors: map[string]string{"i0": "x"}}},
		"replace without a message":  {play.Command{Text: "/bro"}, chat.Ack{Replace: &good}},
		"button that cannot be told": {play.Command{Text: "/bro"}, chat.Ack{Notice: &chat.Message{Text: "x", Buttons: []chat.Button{{ID: "Claim", Label: "L"}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := world(t, sim.DefaultLimits())
			run(t, w, &bot{answer: func(context.Context, chat.Event) (chat.Ack, error) { return tt.ack, nil }})
			if err := w.Do(t.Context(), "leader", tt.act); err == nil {
				t.Fatal("want an error")
			}
			v := w.See("leader")
			for _, p := range v.Posts {
				if p.Author == play.Bot {
					t.Errorf("sees %+v", p)
				}
			}
			if v.Form != nil || len(w.Wrong()) != 1 || w.Waiting() != 0 {
				t.Errorf("form %+v, wrong %v, %d wait", v.Form, w.Wrong(), w.Waiting())
			}
		})
	}
}

// A platform with fewer abilities refuses what it cannot show.
func TestPoorPlatform(t *testing.T) {
	w, _ := world(t, chat.Limits{})
	form := chat.Form{ID: "f", Title: "F", Submit: "Gem", Inputs: []chat.Input{{ID: "a", Label: "A", Kind: chat.TextInput}}}
	b := &bot{answer: func(_ context.Context, ev chat.Event) (chat.Ack, error) {
		if s, ok := ev.Body.(chat.Submitted); ok && s.Values["a"][0] == "errors" {
			return chat.Ack{Errors: map[string]string{"a": "nej"}}, nil
		}
		return chat.Ack{Form: &form}, nil
	}}
	a, _ := run(t, w, b)
	for _, value := range []string{"errors", "form"} {
		do(t, w, "leader", play.Command{Text: "/bro"})
		if err := w.Do(t.Context(), "leader", play.Submit{Values: map[string][]string{"a": {value}}}); err == nil {
			t.Fatalf("%s: want an error", value)
		}
	}
	ref, err := a.Send(t.Context(), post("a", w.Channel("network"), strings.Repeat("x", 100_000)))
	if err != nil {
		t.Fatal(err)
	}
	edit := adapters.Delivery{ID: "b", Op: adapters.Edit, Place: w.Channel("network"), Target: ref, Message: chat.Message{Text: "x"}}
	reply := post("c", w.Channel("network"), "x")
	reply.Root = ref
	for _, d := range []adapters.Delivery{edit, reply} {
		if _, err := a.Send(t.Context(), d); adapters.ClassOf(err) != adapters.Rejected {
			t.Fatalf("%s: %v, want rejected", d.ID, err)
		}
	}
}

// A redelivery that is answered differently is a fault of the bot.
func TestAnsweredDifferently(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	n := 0
	run(t, w, &bot{answer: func(context.Context, chat.Event) (chat.Ack, error) {
		n++
		return chat.Ack{Notice: &chat.Message{Kind: "n", Text: fmt.Sprint(n)}}, nil
	}})
	do(t, w, "leader", play.Command{Text: "/bro"})
	if err := w.Again(t.Context()); err == nil || len(w.Wrong()) != 1 {
		t.Fatalf("have %v, wrong %v", err, w.Wrong())
	}
}

func TestDeliveries(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	a := w.Adapter()
	for _, id := range []string{"a", "b", "a"} {
		if _, err := a.Send(t.Context(), post(id, w.Channel("network"), id)); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.Deliveries(); got["a"] != 2 || got["b"] != 1 || len(w.See("").Posts) != 3 {
		t.Fatalf("have %v", got)
	}
}

// After a 429 the place stays closed for its time, other places do not; with
// all, every place is.
func TestLimited(t *testing.T) {
	w, c := world(t, sim.DefaultLimits())
	a := w.Adapter()
	n := 0
	send := func(place chat.Place) *adapters.Error {
		n++
		_, err := a.Send(t.Context(), post(fmt.Sprint(n), place, "x"))
		e, _ := err.(*adapters.Error)
		return e
	}
	if err := w.Fault("429", "10", "1"); err != nil {
		t.Fatal(err)
	}
	if e := send(w.Channel("network")); e == nil || e.After != 10*time.Second || e.All {
		t.Fatalf("have %+v", e)
	}
	if e := send(w.Channel("jobcenter")); e != nil {
		t.Fatalf("another place: %v", e)
	}
	c.Move(9 * time.Second)
	if e := send(w.Channel("network")); e == nil || e.After != time.Second {
		t.Fatalf("too early: %+v", e)
	}
	c.Move(time.Second)
	if e := send(w.Channel("network")); e != nil {
		t.Fatalf("in time: %v", e)
	}
	if err := w.Fault("429", "5", "all"); err != nil {
		t.Fatal(err)
	}
	for _, place := range []chat.Place{w.Channel("network"), w.Channel("jobcenter")} {
		if e := send(place); e == nil || !e.All || e.Class != adapters.Limited {
			t.Fatalf("%s: %+v", place, e)
		}
	}
}

func TestFaultWords(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	for _, args := range [][]string{
		{"429", "x"}, {"429", "1", "2", "3"}, {"lost", "-1"}, {"lost", "1", "1"}, {"gone"}, {"gone", "nowhere"}, {"dm-closed", "nobody"}, {"weather"},
	} {
		if err := w.Fault(args[0], args[1:]...); err == nil {
			t.Errorf("%q: want an error", args)
		}
	}
	for _, kind := range []string{"429", "5xx", "lost", "dropped", "blind", "late", "repeat", "disconnect", "connect", "none"} {
		if err := w.Fault(kind); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestCast(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	for _, m := range []play.Member{{}, {Name: play.Bot}, {Name: "leader"}, {Name: "a b"}, {Name: "x", Channels: []string{"nowhere"}}} {
		if err := w.Cast(m); err == nil {
			t.Errorf("%+v: want an error", m)
		}
	}
	if all := w.Members(); len(all) != 2 || all[0].Name != "leader" || all[1].Name != "staff" {
		t.Fatalf("have %+v", all)
	}
	if v := w.See("nobody"); len(v.Posts) != 0 {
		t.Fatal("a stranger sees something")
	}
}

// What somebody has chosen stands on their own screen only, until the message changes.
func TestChosen(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	if err := w.Cast(play.Member{Name: "leader2", Channels: []string{"network"}}); err != nil {
		t.Fatal(err)
	}
	a, _ := run(t, w, &bot{})
	d := post("a", w.Channel("network"), "Vælg")
	d.Message.Selects = []chat.Select{{ID: "s", Label: "S", Several: true, Options: []chat.Option{{ID: "x", Label: "X"}, {ID: "y", Label: "Y"}}}}
	ref, err := a.Send(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	chosen := func(who string) []string { return w.See(who).Posts[0].Message.Selects[0].Chosen }
	do(t, w, "leader", play.Choose{Post: string(ref), Select: "s", Values: []string{"y"}})
	if got := chosen("leader"); len(got) != 1 || got[0] != "y" || len(chosen("leader2")) != 0 || len(chosen("")) != 0 {
		t.Fatalf("leader has %v, leader2 %v", got, chosen("leader2"))
	}
	d.ID, d.Op, d.Target = "b", adapters.Edit, ref
	if _, err := a.Send(t.Context(), d); err != nil || len(chosen("leader")) != 0 {
		t.Fatalf("%v, have %v", err, chosen("leader"))
	}
}

// Everything at the same time: for the race detector, and nothing is lost.
func TestTogether(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	b := &bot{answer: func(context.Context, chat.Event) (chat.Ack, error) {
		return chat.Ack{Notice: &chat.Message{Kind: "n", Text: "tak"}}, nil
	}}
	a, crash := run(t, w, b)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() { _ = w.Do(t.Context(), "leader", play.Say{Text: "hej"}) })
		wg.Go(func() { _ = w.Do(t.Context(), "staff", play.Command{Channel: "jobcenter", Text: "/bro"}) })
		wg.Go(func() { _, _ = a.Send(t.Context(), post(fmt.Sprint(i), w.Channel("network"), "x")) })
		wg.Go(func() {
			w.Changed()
			w.See("leader")
			w.Members()
		})
		wg.Go(func() { _ = w.Again(t.Context()) })
	}
	wg.Go(func() { _ = w.Fault("repeat", "5"); crash() })
	wg.Wait()
	run(t, w, b)
	ids := map[string]bool{}
	for _, ev := range b.taken() {
		if _, ok := ev.Body.(chat.Said); ok {
			ids[ev.ID] = true
		}
	}
	if len(ids) != 20 || w.Waiting() != 0 || len(w.Wrong()) != 0 {
		t.Fatalf("%d texts arrived, %d wait, wrong %v", len(ids), w.Waiting(), w.Wrong())
	}
}

// Whatever Fit makes, the platform takes.
func TestFitted(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	a, _ := run(t, w, &bot{})
	m := chat.Message{
		Kind: "test", Title: strings.Repeat("titel ", 60), Text: strings.Repeat("**fed** og lang 🙂 ", 900), Note: strings.Repeat("n ", 300),
		Mentions: []chat.Account{w.Account("leader")},
	}
	several := chat.Select{ID: "tasks", Arg: "s-1", Label: "Opgaver", Several: true}
	for i := range 60 {
		m.Fields = append(m.Fields, chat.Field{Label: fmt.Sprint("felt ", i), Value: strings.Repeat("v", i*30)})
		m.Buttons = append(m.Buttons, chat.Button{ID: "b", Arg: fmt.Sprint(i), Label: strings.Repeat("knap ", i+1)})
		several.Options = append(several.Options, chat.Option{ID: fmt.Sprint("o", i), Label: strings.Repeat("valg ", i+1)})
	}
	m.Selects = []chat.Select{several}
	for i, part := range chat.Fit(m, sim.DefaultLimits()) {
		d := post(fmt.Sprint(i), w.Channel("network"), "")
		d.Message = part
		if _, err := a.Send(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range w.See("leader").Posts {
		if len(p.Message.Selects) > 0 {
			for _, v := range []string{"o3", "o33", "o59"} {
				do(t, w, "leader", play.Choose{Post: p.ID, Select: "tasks", Arg: "s-1", Values: []string{v}})
			}
			last := w.See("leader").Posts[p.Seq-1].Message.Selects
			if len(last) != 3 || last[0].Chosen[0] != "o3" || last[2].Chosen[0] != "o59" {
				t.Fatalf("shown %+v", last)
			}
			return
		}
	}
	t.Fatal("the list is not there")
}
