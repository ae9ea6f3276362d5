package flows_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"brobygger/chat"
	"brobygger/flows"
)

// anything draws one thing a person might do, sensible or not.
func anything(t *rapid.T, k *walker) chat.Body {
	words := []string{
		"", "ja", "nej", "stop", "pause", "fortsæt", "tilbage", "hjælp", "spring over", "ret", "ret timer", "send", "videre", "next", "yes",
		"6 timer", "37 timer", "4-8", "pakke ordrer", "folde kasser og tælle lager", "40 12 34 56", "Nordlys", "Nordlys, 40123456", "1", "2", "99",
		"næste mandag", "giv mig en idé", busy, "hvem ringer?", "fjern alt", "fjern pakke ordrer", "31 31 31 31", "kun på torsdag", "de skal kunne dansk", "ret løn", "det ved jeg ikke", "ingenting", "og vinduer alene", "ikke vinduer", "drop", "det passer", "{company} **x** _y_", "a\nb\nc", "\x00\xff", strings.Repeat("å", flows.MaxAnswer+1), strings.Repeat("x", flows.MaxAnswer),
	}
	arg := k.s.ID + "." + rapid.SampledFrom([]string{"0", "1", "2", "7", "99", "x"}).Draw(t, "turn")
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0, 1:
		return chat.Said{Text: rapid.SampledFrom(words).Draw(t, "text")}
	case 2:
		return chat.Said{Text: rapid.String().Draw(t, "text")}
	case 3:
		return chat.Pressed{Button: rapid.SampledFrom([]string{"next", "back", "skip", "idea", "send", "change", "fix", "open", "yes", "drop", "hours", "continue", "pause", "stop", "x"}).Draw(t, "button"), Arg: arg}
	case 4:
		if k.form != nil {
			v := map[string][]string{}
			for _, in := range k.form.Inputs {
				v[in.ID] = []string{rapid.SampledFrom(words).Draw(t, in.ID)}
			}
			return chat.Submitted{Form: k.form.ID, Arg: k.form.Arg, Values: v}
		}
		return chat.Dismissed{}
	}
	if len(k.buttons)+len(k.selects) == 0 {
		return chat.Said{Text: "ja"}
	}
	i := rapid.IntRange(0, len(k.buttons)+len(k.selects)-1).Draw(t, "control")
	if i < len(k.buttons) {
		return chat.Pressed{Button: k.buttons[i].ID, Arg: k.buttons[i].Arg}
	}
	s := k.selects[i-len(k.buttons)]
	var ids []string
	for _, o := range s.Options {
		if rapid.Bool().Draw(t, o.ID) {
			ids = append(ids, o.ID)
		}
	}
	if !s.Several && len(ids) > 1 {
		ids = ids[:1]
	}
	return chat.Chose{Select: s.ID, Arg: s.Arg, Values: ids}
}

// walker goes through a flow and remembers the newest controls.
type walker struct {
	s       *flows.Session
	form    *chat.Form
	buttons []chat.Button
	selects []chat.Select
}

func (k *walker) see(out []flows.Effect) {
	for _, e := range out {
		switch e := e.(type) {
		case flows.Say:
			if len(e.Message.Buttons)+len(e.Message.Selects) > 0 {
				k.buttons, k.selects = e.Message.Buttons, e.Message.Selects
			}
		case flows.Open:
			k.form = &e.Form
		}
	}
}

// Whatever people do: no panic, no fault, limits kept, the same input gives the
// same effects, and the session is what it is written as.
func TestAnythingPeopleDo(t *testing.T) {
	lib, err := flows.Load(flows.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	lib.ReadWith(keywords)
	names := lib.Flows()
	rapid.Check(t, func(t *rapid.T) {
		p := aPractice()
		p.facts["known"] = rapid.Bool().Draw(t, "known")
		p.facts["duplicate"] = rapid.Bool().Draw(t, "duplicate")
		p.facts["duplicate_number"] = 7
		limits := chat.Limits{
			FormErrors: rapid.Bool().Draw(t, "errors"), FormChoices: rapid.Bool().Draw(t, "choices"),
			Options: rapid.SampledFrom([]int{0, 2, 25}).Draw(t, "options"), Inputs: rapid.SampledFrom([]int{0, 1, 5}).Draw(t, "inputs"),
		}
		in := flows.Input{
			At:    time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC),
			Later: rapid.Bool().Draw(t, "later"),
			Lang:  rapid.SampledFrom(langs()).Draw(t, "lang"), Facts: p, Limits: limits,
		}
		k := &walker{}
		s, out, err := lib.Start(rapid.SampledFrom(names).Draw(t, "flow"), "f-p", in, nil)
		if err != nil {
			t.Fatal(err)
		}
		k.s = s
		k.see(out)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			in.At = in.At.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 60, 9 * 60}).Draw(t, "minutes")) * time.Minute)
			in.Body = anything(t, k)
			before := k.s.AppendJSON(nil)
			read, err := flows.ReadSession(before)
			if err != nil {
				t.Fatal(err)
			}
			next, out, err := lib.Step(k.s, in)
			if err != nil {
				t.Fatal(err)
			}
			again, out2, err := lib.Step(read, in)
			if err != nil {
				t.Fatal(err)
			}
			if string(k.s.AppendJSON(nil)) != string(before) {
				t.Fatalf("the given session was modified by %+v", in.Body)
			}
			if !reflect.DeepEqual(out, out2) || string(next.AppendJSON(nil)) != string(again.AppendJSON(nil)) {
				t.Fatalf("%+v after %s: not the same\n%+v\n%+v", in.Body, before, out, out2)
			}
			sound(t, next, out)
			k.s = next
			k.see(out)
			if next.Step == "" {
				return
			}
		}
	})
}

// sound checks what holds after every step.
func sound(t *rapid.T, s *flows.Session, out []flows.Effect) {
	b := s.AppendJSON(nil)
	if !json.Valid(b) || !utf8.Valid(b) {
		t.Fatalf("session is no JSON: %q", b)
	}
	if len(s.Path) > 60 || s.Floor > len(s.Path) {
		t.Fatalf("path %v, floor %d", s.Path, s.Floor)
	}
	for id, a := range s.Answers {
		n := 0
		for _, text := range a.Text {
			n += utf8.RuneCountInString(text)
		}
		if n > flows.MaxAnswer+20 {
			t.Fatalf("answer %s has %d characters", id, n)
		}
	}
	says, ends := 0, 0
	for _, e := range out {
		switch e := e.(type) {
		case flows.Failed:
			t.Fatalf("failed: %s", e.Problem)
		case flows.Say:
			says++
			seen := map[string]bool{}
			for _, x := range e.Message.Buttons {
				if x.Label == "" || x.ID == "" || seen[x.ID] || len(x.Arg) > 60 || strings.ContainsAny(x.Arg, " |") {
					t.Fatalf("button %+v of %s", x, shown(e.Message))
				}
				seen[x.ID] = true
			}
			if e.Message.Kind == "" || e.Message.Text == "" || e.Message.Lang != s.Lang {
				t.Fatalf("message %+v", e.Message)
			}
		case flows.End:
			ends++
		}
	}
	if (ends == 1) != (s.Step == "") && slices.ContainsFunc(out, func(e flows.Effect) bool { _, ok := e.(flows.End); return ok }) {
		t.Fatalf("%d ends, at %q", ends, s.Step)
	}
	if says > flows.MaxSteps || ends > 1 {
		t.Fatalf("%d messages, %d ends", says, ends)
	}
}

func TestLimitOfEvents(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil)
	for range flows.MaxEvents {
		k.say("hjælp")
		if k.ended != "" {
			break
		}
	}
	k.expect("tasks.sorry", "Undskyld")
	if k.ended != flows.Broken {
		t.Errorf("ended %q", k.ended)
	}
	effect[flows.Failed](k)
}

// faulty is a practice that panics, or answers with the wrong type.
type faulty struct {
	practice
	panics bool
}

func (f faulty) Fact(name string, so chat.Answers) any {
	if name == "known" {
		if f.panics {
			panic("no database")
		}
		return "maybe"
	}
	return f.practice.Fact(name, so)
}

func TestFaultsEndTheSession(t *testing.T) {
	for _, panics := range []bool{true, false} {
		k := begin(t, "tasks", aPractice(), nil)
		k.in.Facts = faulty{aPractice(), panics}
		k.press("name_tasks").expect("tasks.sorry")
		if k.ended != flows.Broken || !strings.Contains(effect[flows.Failed](k).Problem, "tasks") || k.s.Step != "" {
			t.Errorf("ended %q at %q", k.ended, k.s.Step)
		}
		k.say("hej")
		effect[flows.Notice](k)
	}
}

func TestStepThatIsGone(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil)
	k.s.Step = "no_such_step"
	k.say("hej").expect("tasks.sorry")
	k = toHours(t)
	k.s.Path = append(k.s.Path, "gone")
	k.say("tilbage").expect("tasks.sorry")
}

func TestLoopWithoutQuestion(t *testing.T) {
	lib, err := flows.Load(map[string][]byte{"x.yaml": []byte("flow: x\nsteps:\n  - {id: a, ask: text, da: A, en: A}\n  - {id: b, ask: note, da: B, en: B, next: b}\n")})
	if err != nil {
		t.Fatal(err)
	}
	k := beginWith(t, lib, "x", aPractice(), nil, nil).say("hej").expect("x.sorry")
	if k.ended != flows.Broken {
		t.Errorf("ended %q", k.ended)
	}
}

func FuzzSession(f *testing.F) {
	f.Add(`{"id":"f-1","flow":"tasks","version":"x","lang":"da","step":"a","turn":1,"answers":{"a":{"choice":["x"],"text":["\"å\n"],"min":1.5,"skip":true}},"stale":{"text":"x"},"started":"2026-11-24T00:00:00Z","asked_at":"2026-11-24T00:00:00.5Z"}`)
	f.Add(`{"ID":"f-1", "draft": {}, "path": null}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := flows.ReadSession([]byte(text))
		if err != nil {
			return
		}
		b := s.AppendJSON(nil)
		if !json.Valid(b) {
			t.Fatalf("wrote %q", b)
		}
		again, err := flows.ReadSession(b)
		if err != nil {
			t.Fatal(err)
		}
		if c := again.AppendJSON(nil); string(c) != string(b) {
			t.Fatalf("%s\n%s", b, c)
		}
		var through flows.Session
		if err := json.Unmarshal(b, &through); err != nil || string(through.AppendJSON(nil)) != string(b) {
			t.Fatalf("%v %s", err, b)
		}
	})
}
