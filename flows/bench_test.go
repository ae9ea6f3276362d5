package flows_test

import (
	"strconv"
	"testing"
	"time"

	"brobygger/chat"
	"brobygger/flows"
)

// BenchmarkStep is one step of the main dialog as a store sees it: the session
// is read from its JSON, stepped, and written back: the eight presses and
// choices from the command to what is sent, over and over.
func BenchmarkStep(b *testing.B) {
	lib, err := flows.Load(flows.Builtin())
	if err != nil {
		b.Fatal(err)
	}
	p := aPractice()
	p.facts["card_preview"] = "**Nordlys Pakkeri**\n\n- pakke ordrer\n- folde kasser"
	in := flows.Input{At: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC), Lang: chat.DA, Facts: p}
	type act func(arg string) chat.Body
	press := func(id string) act { return func(arg string) chat.Body { return chat.Pressed{Button: id, Arg: arg} } }
	tick := func(ids ...string) act {
		return func(arg string) chat.Body { return chat.Chose{Select: "choose", Arg: arg, Values: ids} }
	}
	acts := []act{
		press("name_tasks"), tick("lager.pakke"), tick("lager.pakke", "lager.folde"), press("next"),
		press("h5_9"), press("ordinary"), press("any"), press("send"),
	}
	start, _, err := lib.Start("tasks", "f-1", in, nil)
	if err != nil {
		b.Fatal(err)
	}
	first := start.AppendJSON(nil)
	row := append([]byte(nil), first...)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		s, err := flows.ReadSession(row)
		if err != nil {
			b.Fatal(err)
		}
		in.Body = acts[n](s.ID + "." + strconv.Itoa(s.Asked))
		s, _, err = lib.Step(s, in)
		if err != nil {
			b.Fatal(err)
		}
		row = s.AppendJSON(row[:0])
		if n++; n == len(acts) {
			if s.Step != "more" {
				b.Fatalf("ended at %q", s.Step)
			}
			n, row = 0, append(row[:0], first...)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
}

func BenchmarkLoad(b *testing.B) {
	sources := flows.Builtin()
	for b.Loop() {
		if _, err := flows.Load(sources); err != nil {
			b.Fatal(err)
		}
	}
}
