package flows_test

import (
	"slices"
	"strings"
	"testing"

	"brobygger/chat"
	"brobygger/flows"
)

// keywords is a reader that knows a few words.
func keywords(text string, known func(string) any, _ chat.Lang) chat.Answers {
	out := chat.Answers{}
	var tasks chat.Answer
	for _, part := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return c == ' ' || c == ',' || c == '.' || c == '\n' }) {
		switch part {
		case "returvarer":
			tasks.Choice, tasks.Text = append(tasks.Choice, "lager.retur"), append(tasks.Text, "returvarer")
		case "ordrer":
			tasks.Choice, tasks.Text = append(tasks.Choice, "lager.pakke"), append(tasks.Text, "pakke ordrer")
		case "vinduer":
			tasks.Choice, tasks.Text = append(tasks.Choice, "rengoring.vinduer"), append(tasks.Text, "pudse vinduer")
		case "mandagen":
			out["days"] = chat.Answer{Text: []string{"mandag"}}
		case "fire":
			out["hours"] = chat.Answer{Min: 4, Max: 4}
		case "kørekort":
			out["needs"] = chat.Answer{Choice: []string{"driving_licence", "wings"}}
		case "alene":
			out["with"] = chat.Answer{Choice: []string{"alone"}}
		}
	}
	if len(tasks.Text) > 0 && known("industry") == "lager" {
		out["tasks"] = tasks
	}
	return out
}

func reading(t *testing.T, set func(*flows.Input)) *talk {
	k := begin(t, "tasks", aPractice(), set)
	k.lib.ReadWith(keywords)
	return k
}

const busy = "vi drukner i returvarer og vinduer om mandagen, fire timer, og det kræver kørekort"

func TestWrittenFreely(t *testing.T) {
	k := reading(t, nil).say(busy).expect("tasks.heard", "- returvarer", "- pudse vinduer", "Timer: 4 timer om ugen", "Dage og tider: mandag", "Kræver: Kørekort", "[Det passer]", "[Ret]", "[Drop det]")
	k.say("det passer").expect("tasks.pay").press("ordinary").press("any").expect("tasks.summary")
	a := k.s.Answers
	if a.One("start") != "name_tasks" || a["hours"].Min != 4 || !slices.Equal(a["tasks"].Choice, []string{"lager.retur"}) || !slices.Equal(a["tasks"].Text, []string{"pudse vinduer"}) || a.Words("said_days") != "mandag" || !slices.Equal(a["needs"].Choice, []string{"driving_licence"}) {
		t.Errorf("answers %+v", a)
	}
	k.say("ret kræver").expect("tasks.needs").say("tilbage").expect("tasks.summary")
	// Even here a leader may just write; what is said later counts.
	k.say("og så er der også en masse ordrer om mandagen").expect("tasks.heard", "- pakke ordrer").press("yes").expect("tasks.summary", "lager.pakke", "lager.retur", "pudse vinduer")
}

func TestHeardIsPutRight(t *testing.T) {
	k := reading(t, nil).say(busy).press("change").expect("tasks.change", "[Opgaver]", "[Timer]").press("hours").expect("tasks.hours")
	k.say("6 timer").expect("tasks.pay")
	reading(t, nil).say(busy).say("ret opgaver").expect("tasks.tasks", "pudse vinduer").press("next").expect("tasks.pay")
	k = reading(t, nil).say(busy).say("ikke vinduer").expect("tasks.heard", "- returvarer").say("og ordrer").expect("tasks.heard", "- pakke ordrer", "- returvarer")
	k.say("abekat").expect("tasks.miss", "hvad der mangler").say("ja").expect("tasks.pay")
	if len(k.s.Answers["tasks"].Text) > 0 {
		t.Errorf("what was taken off is still there: %+v", k.s.Answers)
	}
	k = reading(t, nil).say(busy).say("drop det").expect("tasks.start").press("name_tasks").expect("tasks.tasks")
	if len(k.s.Draft) > 0 || len(k.s.Heard) > 0 {
		t.Errorf("dropped, and still there: %+v", k.s)
	}
	// Another button instead of an answer: the list is kept for its question.
	k = reading(t, nil).say(busy)
	k.pressOld("name_tasks").expect("tasks.tasks", "På listen nu:", "pudse vinduer")
	// With only one thing read, that is what is put right.
	reading(t, nil).say("vi drukner i returvarer").press("change").expect("tasks.tasks", "[Videre]")
	// At a change from the summary the dialog comes back there.
	reading(t, nil).say(busy).press("yes").press("ordinary").press("any").say("nu fire timer med ordrer om mandagen").press("change").press("hours").expect("tasks.hours").say("8 timer").expect("tasks.summary", "\"min\":8", "lager.pakke")
}

func TestNothingHeard(t *testing.T) {
	reading(t, nil).say("der ligger bare en hel masse rod").expect("tasks.tasks", "der ligger bare en hel masse rod")
	reading(t, nil).say("vinduer").expect("tasks.heard", "- pudse vinduer")
	reading(t, nil).say("kan I hjælpe med returvarer?").expect("tasks.help")
	k := reading(t, nil).press("name_tasks").say("køre pap væk, når containeren er fuld").expect("tasks.list", "- køre pap væk, når containeren er fuld")
	k.say(busy).expect("tasks.heard").press("yes").expect("tasks.pay")
	if text := k.s.Answers["tasks"].Text; !slices.Equal(text, []string{"køre pap væk, når containeren er fuld", "pudse vinduer"}) {
		t.Errorf("the list is %v", text)
	}
}

func TestRambling(t *testing.T) {
	long := strings.Repeat("Jamen altså, det er jo ikke så nemt at sige. ", 100) + "Men vi har returvarer. " + strings.Repeat("Og sådan er det. ", 30)
	reading(t, nil).say(long).expect("tasks.heard", "- returvarer")
	reading(t, nil).say(strings.ReplaceAll(long, "returvarer", "det hele")).expect("tasks.miss", "højst 2000")
	reading(t, nil).say(strings.Repeat(long, 4)).expect("tasks.miss", "højst 2000")
}

func TestALaterReading(t *testing.T) {
	later := func(in *flows.Input) { in.Later = true }
	heard := func(k *talk, turn int, found chat.Answers) *talk {
		t.Helper()
		s, out, err := k.lib.Heard(k.s, k.in, turn, found)
		if err != nil {
			t.Fatal(err)
		}
		k.s = s
		k.take(out)
		return k
	}
	k := reading(t, later).say(busy).expect("tasks.unread", "Et øjeblik")
	read := effect[flows.Read](k)
	if read.Text != busy || read.Turn != k.s.Turn {
		t.Errorf("to be read: %+v", read)
	}
	before := string(k.s.AppendJSON(nil))
	heard(k, read.Turn+1, chat.Answers{"tasks": {Text: []string{"stjæle slik"}}})
	if string(k.s.AppendJSON(nil)) != before {
		t.Error("a reading of other words was taken")
	}
	heard(k, read.Turn, chat.Answers{"tasks": {Choice: []string{""}, Text: []string{"hente kolde kasser"}}, "wings": {Choice: []string{"x"}}}).expect("tasks.heard", "- hente kolde kasser").press("yes").expect("tasks.hours")

	// Nothing came back: what can be read at once, else the words as they are.
	k = reading(t, later).say(busy)
	heard(k, k.s.Turn, nil).expect("tasks.heard", "- returvarer")
	k = reading(t, later).say("der ligger bare en hel masse rod")
	heard(k, k.s.Turn, nil).expect("tasks.tasks", "en hel masse rod")

	// Who does not wait is answered at once, and the late reading is not taken.
	k = reading(t, later).say(busy)
	turn := k.s.Turn
	k.say("og ordrer").expect("tasks.heard", "- pakke ordrer", "- returvarer")
	heard(k, turn, chat.Answers{"tasks": {Text: []string{"noget andet"}}}).expect("tasks.heard", "- pakke ordrer")
	k = reading(t, later).say(busy).say("stop").expect("tasks.stopped")
	heard(k, turn, nil)
	if k.ended != flows.Stopped {
		t.Errorf("ended %q", k.ended)
	}
}

func TestWordsGivenInAdvance(t *testing.T) {
	lib, err := flows.Load(flows.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	lib.ReadWith(keywords)
	in := begin(t, "tasks", aPractice(), nil).in
	preset := chat.Answers{"start": {Choice: []string{"name_tasks"}}, "tasks": {Text: []string{busy}}}
	_, out, err := lib.Start("tasks", "f-1", in, preset)
	if err != nil {
		t.Fatal(err)
	}
	if say := out[len(out)-1].(flows.Say); say.Message.Kind != "tasks.heard" || len(out) != 1 {
		t.Errorf("%+v", out)
	}
}
