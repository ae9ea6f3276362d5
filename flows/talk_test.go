package flows_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
	"brobygger/flows"
)

// practice is what the tests' practice knows.
type practice struct {
	facts map[string]any
	lists map[string][]chat.Option
}

func (p practice) Fact(name string, so chat.Answers) any {
	if name == "card_preview" && p.facts[name] == nil {
		b, _ := json.Marshal(so)
		return "kort " + chat.Escape(string(b))
	}
	return p.facts[name]
}

func (p practice) List(name string, _ chat.Answers, l chat.Lang) []chat.Option {
	if l == chat.EN && p.lists[name+".en"] != nil {
		return p.lists[name+".en"]
	}
	return p.lists[name]
}

func (p practice) Said(name string) []chat.Option { return p.lists[name+".said"] }

func opts(pairs ...string) (out []chat.Option) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, chat.Option{ID: pairs[i], Label: pairs[i+1]})
	}
	return out
}

func aPractice() practice {
	return practice{
		facts: map[string]any{
			"known": true, "company": "Nordlys Pakkeri", "industry": "lager", "unit": "Virksomhedsservice",
			"name": "Lene", "phone": "+4540123456", "first_contact": false, "duplicate": false,
			"batch_preview": "liste", "batch_good": 2, "batch_send": "Send dem alle", "story_preview": "historie", "broadcast_preview": "opslag",
		},
		lists: map[string][]chat.Option{
			"tasks":      opts("lager.pakke", "pakke ordrer", "lager.folde", "folde kasser", "lager.taelle", "tælle lager", "lager.retur", "returvarer"),
			"tasks.en":   opts("lager.pakke", "pack orders", "lager.folde", "fold boxes", "lager.taelle", "stock count", "lager.retur", "returns"),
			"industries": opts("detail", "Butik og detail", "lager", "Lager og logistik", "kontor", "Kontor", "byg", "Byggeri", "it", "IT", "auto", "Autoværksted", "event", "Kultur og idræt"),
			"ideas":      opts("q1", "Hvilke opgaver bliver altid udskudt?", "q2", "Hvad laver dine specialister?"),
			"networks":   opts("n1", "Nordkysten", "n2", "Havnen"),
		},
	}
}

// talk is one conversation. The session is written and read back between all steps.
type talk struct {
	t      testing.TB
	lib    *flows.Library
	in     flows.Input
	s      *flows.Session
	out    []flows.Effect
	posts  []chat.Message // what was said, oldest first
	open   *chat.Form
	acts   int
	did    []string
	answer chat.Answers
	ended  flows.Reason
}

func begin(t testing.TB, flow string, p practice, set func(*flows.Input)) *talk {
	t.Helper()
	lib, err := flows.Load(flows.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	return beginWith(t, lib, flow, p, nil, set)
}

func beginWith(t testing.TB, lib *flows.Library, flow string, p practice, preset chat.Answers, set func(*flows.Input)) *talk {
	t.Helper()
	k := &talk{t: t, lib: lib, in: flows.Input{
		At: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC), Lang: chat.DA, Facts: p,
		Limits: chat.Limits{FormErrors: true},
	}}
	if set != nil {
		set(&k.in)
	}
	s, out, err := lib.Start(flow, "f-1", k.in, preset)
	if err != nil {
		t.Fatal(err)
	}
	k.s = s
	k.take(out)
	return k
}

func (k *talk) step(body chat.Body) *talk {
	k.t.Helper()
	b := k.s.AppendJSON(nil)
	if !json.Valid(b) {
		k.t.Fatalf("session is no JSON: %s", b)
	}
	s, err := flows.ReadSession(b)
	if err != nil {
		k.t.Fatal(err)
	}
	in := k.in
	in.Body = body
	next, out, err := k.lib.Step(s, in)
	if err != nil {
		k.t.Fatal(err)
	}
	if again := s.AppendJSON(nil); string(again) != string(b) {
		k.t.Fatalf("the given session was modified:\n%s\n%s", b, again)
	}
	k.s = next
	k.take(out)
	return k
}

func (k *talk) take(out []flows.Effect) {
	k.out = out
	for _, e := range out {
		switch e := e.(type) {
		case flows.Say:
			k.posts = append(k.posts, e.Message)
		case flows.Open:
			k.open = &e.Form
		case flows.Do:
			k.did = append(k.did, e.Verb)
			k.answer = e.Answers
		case flows.End:
			k.ended = e.Reason
		case flows.Failed:
			k.t.Logf("failed: %s", e.Problem)
		}
	}
}

func (k *talk) later(d time.Duration) *talk { k.in.At = k.in.At.Add(d); return k }

func (k *talk) say(text string) *talk { k.t.Helper(); return k.step(chat.Said{Text: text}) }

// press presses the button of that id or label in the newest message that has it.
func (k *talk) press(label string) *talk {
	k.t.Helper()
	for _, m := range slices.Backward(k.posts) {
		for _, b := range m.Buttons {
			if b.ID == label || b.Label == label {
				k.acts++
				return k.step(chat.Pressed{Button: b.ID, Arg: b.Arg})
			}
		}
	}
	k.t.Fatalf("no button %q in\n%s", label, k.last())
	return k
}

// pressOld presses the button in the oldest message that ever had it.
func (k *talk) pressOld(id string) *talk {
	k.t.Helper()
	for _, m := range k.posts {
		for _, b := range m.Buttons {
			if b.ID == id {
				return k.step(chat.Pressed{Button: b.ID, Arg: b.Arg})
			}
		}
	}
	k.t.Fatalf("no button %q", id)
	return k
}

// choose sets the newest select to these options, by label.
func (k *talk) choose(labels ...string) *talk {
	k.t.Helper()
	for _, m := range slices.Backward(k.posts) {
		for _, s := range m.Selects {
			var ids []string
			for _, o := range s.Options {
				if slices.Contains(labels, o.Label) {
					ids = append(ids, o.ID)
				}
			}
			if len(ids) == len(labels) {
				k.acts++
				return k.step(chat.Chose{Select: s.ID, Arg: s.Arg, Values: ids})
			}
		}
	}
	k.t.Fatalf("no select with %q in\n%s", labels, k.last())
	return k
}

func (k *talk) submit(values map[string]string) *talk {
	k.t.Helper()
	if k.open == nil {
		k.t.Fatal("no form is open")
	}
	v := map[string][]string{}
	for id, s := range values {
		v[id] = []string{s}
	}
	return k.step(chat.Submitted{Form: k.open.ID, Arg: k.open.Arg, Values: v})
}

func (k *talk) last() string {
	if len(k.posts) == 0 {
		return ""
	}
	return shown(k.posts[len(k.posts)-1])
}

// shown is all a person reads of a message.
func shown(m chat.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s| %s %s %s", m.Kind, m.Title, chat.Plain(m.Text), m.Note)
	for _, s := range m.Selects {
		fmt.Fprintf(&b, " <%s:", s.Label)
		for _, o := range s.Options {
			fmt.Fprintf(&b, " %s", o.Label)
			if slices.Contains(s.Chosen, o.ID) {
				b.WriteString("*")
			}
		}
		b.WriteString(">")
	}
	for _, x := range m.Buttons {
		fmt.Fprintf(&b, " [%s]", x.Label)
	}
	return b.String()
}

// expect wants the newest message to have the kind and all of the texts.
func (k *talk) expect(kind string, texts ...string) *talk {
	k.t.Helper()
	if len(k.posts) == 0 || k.posts[len(k.posts)-1].Kind != kind {
		k.t.Fatalf("want %s, got\n%s", kind, k.last())
	}
	for _, t := range texts {
		if !strings.Contains(k.last(), t) {
			k.t.Fatalf("want %q in\n%s", t, k.last())
		}
	}
	return k
}

// effect gives the only effect of the type in the newest answer.
func effect[E flows.Effect](k *talk) E {
	k.t.Helper()
	for _, e := range k.out {
		if e, ok := e.(E); ok {
			return e
		}
	}
	var none E
	k.t.Fatalf("no %T in %+v", none, k.out)
	return none
}
