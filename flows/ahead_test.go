package flows_test

import (
	"slices"
	"strings"
	"testing"

	"brobygger/flows"
)

func toTasks(t *testing.T) *talk {
	t.Helper()
	return begin(t, "tasks", aPractice(), nil).press("name_tasks").expect("tasks.tasks")
}

func TestSeveralTasksInOneText(t *testing.T) {
	for text, want := range map[string]struct{ ticked, own []string }{
		"pakke ordrer, feje gulv":                         {[]string{"lager.pakke"}, []string{"feje gulv"}},
		"feje gulv, vaske biler og køre pap væk":          {nil, []string{"feje gulv", "vaske biler", "køre pap væk"}},
		"vaske vinduer og døre":                           {nil, []string{"vaske vinduer og døre"}},
		"feje gulv; vaske biler":                          {nil, []string{"feje gulv", "vaske biler"}},
		"feje gulv, og så vaske biler":                    {nil, []string{"feje gulv, og så vaske biler"}},
		"køre pap væk, når containeren er fuld":           {nil, []string{"køre pap væk, når containeren er fuld"}},
		"- feje gulv\n- folde kasser\n\n* vaske biler":    {[]string{"lager.folde"}, []string{"feje gulv", "vaske biler"}},
		"vi drukner i pap, og ingen har tid til at køre":  {nil, []string{"vi drukner i pap, og ingen har tid til at køre"}},
		"pakke ordrer":                                    {[]string{"lager.pakke"}, nil},
		"sweep the floor, wash the cars and empty a bin ": {nil, []string{"sweep the floor", "wash the cars", "empty a bin"}},
	} {
		d := toTasks(t).say(text).s.Draft["tasks"]
		if !slices.Equal(d.Choice, want.ticked) || !slices.Equal(d.Text, want.own) {
			t.Errorf("%q: ticked %v, own words %q", text, d.Choice, d.Text)
		}
	}
}

func TestTakenOffTheListByWord(t *testing.T) {
	k := toTasks(t).say("pakke ordrer, feje gulv, vaske biler")
	for _, c := range []struct {
		say string
		own []string
	}{
		{"fjern feje gulv", []string{"vaske biler"}},
		{"nej, ikke vaske biler", nil},
		{"remove pakke ordrer", nil},
	} {
		if k.say(c.say); !slices.Equal(k.s.Draft["tasks"].Text, c.own) {
			t.Errorf("%q leaves %q", c.say, k.s.Draft["tasks"].Text)
		}
	}
	if d := k.s.Draft["tasks"]; len(d.Choice) > 0 {
		t.Errorf("still ticked: %v", d.Choice)
	}
	// With nothing on the list it is a task like any other.
	if d := toTasks(t).say("fjern gamle skilte").s.Draft["tasks"]; !slices.Equal(d.Text, []string{"fjern gamle skilte"}) {
		t.Errorf("%q", d.Text)
	}
}

func TestNoWords(t *testing.T) {
	for _, text := range []string{"😀", "🙈🙈🙈", "hej", "...", "ok tak"} {
		k := toTasks(t).say(text).expect("tasks.miss")
		if len(k.s.Draft) > 0 {
			t.Errorf("%q went on the list: %+v", text, k.s.Draft)
		}
	}
	k := toHours(t).press("h2_4").press("ordinary").expect("tasks.call")
	for _, text := range []string{"😀", "ja", "send", "nej tak"} {
		k.say(text).expect("tasks.miss")
	}
	k.say("formiddag tak").expect("tasks.summary")
	if a := k.s.Answers["call"]; !slices.Equal(a.Choice, []string{"morning"}) || len(a.Text) > 0 {
		t.Errorf("%+v", a)
	}
}

func TestTooEarly(t *testing.T) {
	k := toTasks(t).say("6 timer").expect("tasks.noted", "Jeg har noteret timer: 6 timer om ugen.")
	k.say("pakke ordrer").expect("tasks.list").press("next").expect("tasks.pay")
	k.say("eftermiddag").expect("tasks.noted", "eftermiddag").press("ordinary").expect("tasks.summary")
	if k.s.Answers["hours"].Min != 6 || k.s.Answers.One("call") != "afternoon" {
		t.Errorf("%+v", k.s.Answers)
	}
	k.say("ret timer").expect("tasks.hours").press("h2_4").expect("tasks.summary")
}

func TestOtherWordsForAnOption(t *testing.T) {
	for text, want := range map[string]string{
		"løn efter overenskomst": "ordinary", "normal løn": "ordinary", "praktik": "try_first", "lad os snakke om det": "talk", "3": "talk", "ved ikke": "talk",
	} {
		if got := toHours(t).press("h2_4").say(text).s.Answers.One("pay"); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	toHours(t).press("h2_4").say("5").expect("tasks.miss")
	for text, want := range map[string]string{"ja tak": "tasks.tasks", "nej": "tasks.nothing_now", "måske": "tasks.think_over", "besøg": "tasks.visit_kind"} {
		begin(t, "tasks", aPractice(), nil).say(text).expect(want)
	}
}

func TestChangeBeforeTheSummary(t *testing.T) {
	k := toHours(t).press("h2_4").press("ordinary").expect("tasks.call")
	k.say("ret timer").expect("tasks.hours").say("tilbage").expect("tasks.call")
	k.say("ret timer").expect("tasks.hours").press("h10_15").expect("tasks.call").press("any").expect("tasks.summary")
	if k.s.Answers["hours"].Min != 10 {
		t.Errorf("%+v", k.s.Answers["hours"])
	}
}

func TestAgain(t *testing.T) {
	k := toHours(t)
	if !k.s.Begun() || k.s.Resting() {
		t.Error("a session with answers is not begun")
	}
	s, out, err := k.lib.Again(k.s, k.in)
	if err != nil {
		t.Fatal(err)
	}
	k.s = s
	k.take(out)
	k.expect("tasks.again").press("continue").expect("tasks.hours")
	if k.s, out, err = k.lib.Again(k.s, k.in); err != nil {
		t.Fatal(err)
	}
	k.take(out)
	k.press("restart").expect("tasks.start")
	if len(k.s.Answers)+len(k.s.Path)+len(k.s.Draft) > 0 {
		t.Errorf("something is left: %+v", k.s)
	}
	k.s.Version = "gone"
	if _, _, err := k.lib.Again(k.s, k.in); err == nil {
		t.Error("an unknown version is no error")
	}
}

func TestRestingAfterItIsDone(t *testing.T) {
	k := toSummary(t)
	if !strings.Contains(k.lib.PutAway(k.s).Text, "Intet af det er sendt") {
		t.Error(k.lib.PutAway(k.s).Text)
	}
	k.press("send").expect("tasks.more")
	if !k.s.Resting() || k.s.Begun() {
		t.Error("after the receipt nothing would be lost")
	}
	k.press("yes").say("tirsdag")
	if k.s.Resting() || !k.s.Begun() {
		t.Error("an answer after the receipt would be lost")
	}
	if strings.Contains(k.lib.PutAway(k.s).Text, "Intet") {
		t.Error(k.lib.PutAway(k.s).Text)
	}
}

func TestAwaits(t *testing.T) {
	k := toSummary(t).press("send").press("yes").press("skip").press("skip").press("skip").press("skip").expect("tasks.place")
	var asked []string
	for range 4 {
		asked = append(asked, k.lib.Awaits(k.s))
		if len(asked) == 1 {
			k.say("Torvet 1")
		} else {
			k.say("spring over")
		}
	}
	if want := []string{"address", "cvr", "pnumber", "mentor"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
	if got := k.lib.Awaits(&flows.Session{Flow: "tasks", Version: "gone"}); got != "" {
		t.Error(got)
	}
}
