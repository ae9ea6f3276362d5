package flows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
	"brobygger/flows"
)

func TestEightPresses(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil)
	k.expect("tasks.start", "Hej Lene.", "Virksomhedsservice", "[Vi har opgaver]")
	k.press("name_tasks").expect("tasks.tasks", "[Videre]", "[Giv mig en idé]")
	k.choose("pakke ordrer").choose("pakke ordrer", "folde kasser").press("next")
	if r := effect[flows.Replace](k).Message; !strings.HasSuffix(r.Text, "→ **pakke ordrer, folde kasser**") || len(r.Buttons)+len(r.Selects) > 0 {
		t.Errorf("replaced by %q", shown(r))
	}
	k.press("h5_9").press("ordinary").press("any")
	k.expect("tasks.summary", "kort", "[Send det]", "[Ret noget]").press("send")
	if k.acts != 8 {
		t.Errorf("%d presses, want 8", k.acts)
	}
	if !slices.Equal(k.did, []string{"hand_over"}) {
		t.Fatalf("did %v", k.did)
	}
	a := k.answer
	if !slices.Equal(a["tasks"].Choice, []string{"lager.pakke", "lager.folde"}) || a["hours"].Min != 5 || a["hours"].Max != 9 || a.One("pay") != "ordinary" {
		t.Errorf("answers %+v", a)
	}
	k.expect("tasks.more", "[Ja, spørg løs]").press("yes").expect("tasks.days")
	k.say("tirsdag formiddag").press("alone").expect("tasks.flexible")
	if !slices.ContainsFunc(k.posts, func(m chat.Message) bool { return m.Kind == "tasks.not_alone" }) {
		t.Error("no kind remark about working alone")
	}
	k.choose("Ekstra pauser").press("next").expect("tasks.start_date").press("month").expect("tasks.place", "[Udfyld]")
	k.press("open").submit(map[string]string{"address": "Havnevej 3"}).expect("tasks.thanks")
	if !slices.Equal(k.did, []string{"hand_over", "complete"}) || k.ended != flows.Done {
		t.Errorf("did %v, ended %q", k.did, k.ended)
	}
	if !k.answer["cvr"].Skip || k.answer.Words("address") != "Havnevej 3" || k.answer.Words("days") != "tirsdag formiddag" {
		t.Errorf("answers %+v", k.answer)
	}
}

func stranger() practice {
	p := aPractice()
	p.facts["known"], p.facts["first_contact"] = false, true
	delete(p.facts, "company")
	delete(p.facts, "phone")
	delete(p.facts, "industry")
	return p
}

func TestUnknownCompany(t *testing.T) {
	k := begin(t, "tasks", stranger(), nil)
	k.expect("tasks.start", "glem mig").press("name_tasks").expect("tasks.industry")
	k.choose("Lager og logistik").expect("tasks.contact", "[Skriv navn og nummer]").press("open")
	if len(k.open.Inputs) != 2 || k.open.Title == "" {
		t.Fatalf("form %+v", k.open)
	}
	k.submit(map[string]string{"company_name": "", "phone": "hej"})
	if errs := effect[flows.Reject](k).Errors; errs["company_name"] == "" || errs["phone"] == "" {
		t.Fatalf("rejected %v", errs)
	}
	k.submit(map[string]string{"company_name": "Nordlys", "phone": "40 12 34 56"}).expect("tasks.tasks")
	if k.s.Answers.Words("company_name") != "Nordlys" || k.s.Answers.Words("phone") == "" {
		t.Fatalf("answers %+v", k.s.Answers)
	}
}

func TestFormWithoutFieldErrors(t *testing.T) {
	k := begin(t, "tasks", stranger(), func(in *flows.Input) { in.Limits.FormErrors = false })
	k.press("name_tasks").choose("Lager og logistik").press("open")
	k.submit(map[string]string{"company_name": "Nordlys *x*", "phone": "hej"}).expect("tasks.fix", "Telefon", "[Ret det]")
	k.press("fix")
	if got := k.open.Inputs[0].Value; !slices.Equal(got, []string{"Nordlys *x*"}) {
		t.Errorf("kept %v", got)
	}
	k.submit(map[string]string{"company_name": "Nordlys", "phone": "40123456"}).expect("tasks.tasks")
}

func TestFormTyped(t *testing.T) {
	k := begin(t, "tasks", stranger(), nil)
	k.press("name_tasks").choose("Lager og logistik").expect("tasks.contact", "ét ad gangen")
	k.say("Nordlys Pakkeri").expect("tasks.contact", "Telefon")
	k.say("40 12").expect("tasks.miss", "Telefon").say("40 12 34 56").expect("tasks.tasks")
	k = begin(t, "tasks", stranger(), nil)
	k.press("name_tasks").choose("Lager og logistik").say("Nordlys Pakkeri, 40 12 34 56").expect("tasks.tasks")
}

func TestVisit(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil)
	k.press("visit").expect("tasks.visit_kind", "[Virksomhedsservice]").press("both").expect("tasks.call")
	k.say("efter kl. 14").expect("tasks.summary").press("send").expect("tasks.visit_end")
	if k.ended != flows.Done || k.answer.Words("call") != "efter kl. 14" || k.answer.One("visit_kind") != "both" {
		t.Errorf("ended %q %+v", k.ended, k.answer)
	}
}

func TestThinkAndNothing(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil).press("think").expect("tasks.think_over", "tre arbejdsdage")
	if !slices.Equal(k.did, []string{"think_over"}) || k.ended != flows.Done {
		t.Errorf("did %v", k.did)
	}
	k = begin(t, "tasks", aPractice(), nil).press("nothing").expect("tasks.nothing_now").press("yes").expect("tasks.asked_later")
	if !slices.Equal(k.did, []string{"ask_later"}) || k.ended != flows.Done {
		t.Errorf("did %v", k.did)
	}
	k = begin(t, "tasks", aPractice(), nil).press("nothing").press("no").expect("tasks.not_asked")
	if len(k.did) > 0 || k.ended != flows.Done {
		t.Errorf("did %v", k.did)
	}
}

func toHours(t *testing.T) *talk {
	return begin(t, "tasks", aPractice(), nil).press("name_tasks").choose("folde kasser").press("next").expect("tasks.hours")
}

func toSummary(t *testing.T) *talk {
	return toHours(t).press("h2_4").press("ordinary").press("morning").expect("tasks.summary")
}

func TestFullTime(t *testing.T) {
	k := toHours(t).say("37 timer").expect("tasks.full_time", "almindelig rekruttering").press("few_first").expect("tasks.pay")
	if k.s.Answers["hours"].Min != 37 {
		t.Errorf("hours %+v", k.s.Answers["hours"])
	}
}

func TestDuplicate(t *testing.T) {
	p := aPractice()
	p.facts["duplicate"], p.facts["duplicate_number"] = true, 47
	k := begin(t, "tasks", p, nil).press("name_tasks").choose("folde kasser").press("next").press("h2_4").press("ordinary").press("any")
	k.expect("tasks.double", "nr. 47").press("drop").expect("tasks.dropped")
	if len(k.did) > 0 || k.ended != flows.Done {
		t.Errorf("did %v ended %q", k.did, k.ended)
	}
}

func TestOwnWordsCountAsTicks(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil).press("name_tasks").choose("tælle lager")
	k.say("rydde op i showroom").expect("tasks.list", "tælle lager*", "rydde op i showroom*", "[Videre]")
	k.say("vande *blomster*").expect("tasks.list", "vande *blomster*")
	k.choose("tælle lager", "vande *blomster*").expect("tasks.list", "vande *blomster*")
	if strings.Contains(k.last(), "showroom") {
		t.Errorf("still there: %s", k.last())
	}
	k.press("next").expect("tasks.hours")
	if a := k.s.Answers["tasks"]; !slices.Equal(a.Choice, []string{"lager.taelle"}) || !slices.Equal(a.Text, []string{"vande *blomster*"}) {
		t.Errorf("tasks %+v", a)
	}
}

func TestNothingTicked(t *testing.T) {
	begin(t, "tasks", aPractice(), nil).press("name_tasks").press("next").expect("tasks.miss", "Vælg mindst én")
}

func TestIdeas(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil).press("name_tasks").press("idea").expect("tasks.idea", "udskudt")
	k.press("idea").expect("tasks.idea", "specialister").press("idea").expect("tasks.idea", "udskudt")
	k.choose("folde kasser").press("next").expect("tasks.hours")
}

func TestLongListIsSplit(t *testing.T) {
	k := begin(t, "tasks", aPractice(), func(in *flows.Input) { in.Limits.Options = 2 }).press("name_tasks")
	k.choose("folde kasser").choose("tælle lager").press("next")
	if a := k.s.Answers["tasks"]; !slices.Equal(a.Choice, []string{"lager.folde", "lager.taelle"}) {
		t.Errorf("tasks %+v", a)
	}
}

func TestBackAndForth(t *testing.T) {
	k := toHours(t).press("h2_4").expect("tasks.pay").press("back").expect("tasks.hours")
	if _, ok := k.s.Answers["hours"]; ok {
		t.Error("the answer is still there")
	}
	k.press("back").expect("tasks.tasks", "folde kasser*").press("next").press("h16").expect("tasks.pay")
}

func TestChangeFromSummary(t *testing.T) {
	k := toSummary(t).press("change").expect("tasks.change", "[Opgaver]", "[Timer]", "[Virksomhed og telefon]", "[Tilbage]")
	k.press("hours").expect("tasks.hours").press("h16").expect("tasks.summary")
	if k.s.Answers["hours"].Min != 16 || k.s.Answers.One("pay") != "ordinary" {
		t.Errorf("answers %+v", k.s.Answers)
	}
	k.press("change").press("tasks").expect("tasks.tasks", "folde kasser*").press("back").expect("tasks.summary")
	k.press("change").press("contact").press("open")
	if v := k.open.Inputs[1].Value; !slices.Equal(v, []string{"+4540123456"}) {
		t.Errorf("the number stands as %v", v)
	}
	k.submit(map[string]string{"company_name": "Nordlys Pakkeri", "phone": "20 12 34 56"}).expect("tasks.summary").press("send")
	if got := k.answer.Words("phone"); !strings.HasSuffix(strings.ReplaceAll(got, " ", ""), "20123456") {
		t.Errorf("phone %q", got)
	}
}

func TestChangeThatLeadsElsewhere(t *testing.T) {
	k := toHours(t).say("37 timer").press("as_is").press("ordinary").press("any").expect("tasks.summary")
	k.press("change").press("hours").press("h2_4").expect("tasks.summary")
	if _, ok := k.s.Answers["full_time"]; ok {
		t.Error("an answer to a question that no longer stands is kept")
	}
	k.press("change").press("hours").say("37 timer").expect("tasks.full_time").press("few_first").expect("tasks.summary")
}

func TestOldButtons(t *testing.T) {
	k := toHours(t)
	n := len(k.posts)
	k.pressOld("visit")
	if got := effect[flows.Notice](k).Message.Text; !strings.Contains(got, "allerede besvaret") || len(k.posts) != n {
		t.Errorf("notice %q", got)
	}
	if k.s.Step != "hours" {
		t.Errorf("at %q", k.s.Step)
	}
}

func TestDismissedChangesNothing(t *testing.T) {
	k := toHours(t).step(chat.Dismissed{Form: "x"})
	if k.s.Step != "hours" || len(k.out) != 0 {
		t.Errorf("%+v", k.out)
	}
}

func TestPauseOvernight(t *testing.T) {
	k := toHours(t).say("pause").expect("tasks.pause", "fortsæt", "[Fortsæt]", "[Drop det]")
	if !k.s.Paused {
		t.Error("not paused")
	}
	k.later(20 * time.Hour).say("fortsæt").expect("tasks.hours")
	if k.s.Paused {
		t.Error("still paused")
	}
	k.press("h2_4").expect("tasks.pay")
	k.say("pause").pressOld("h2_4")
	effect[flows.Notice](k)
	k.press("ordinary").expect("tasks.call")
}

func TestStaleAnswer(t *testing.T) {
	k := toHours(t).later(20*time.Hour).say("6 timer").expect("tasks.stale", "6 timer", "Hvor mange timer", "[Ja, det er svaret]", "[Spørg mig igen]", "[Drop det]")
	k.press("yes").expect("tasks.pay")
	if k.s.Answers["hours"].Min != 6 {
		t.Errorf("%+v", k.s.Answers["hours"])
	}
	toHours(t).later(20 * time.Hour).say("hej igen").press("continue").expect("tasks.hours")
	toHours(t).later(20 * time.Hour).say("hej igen").say("nej").expect("tasks.hours").say("6 timer").expect("tasks.pay")
	toHours(t).later(20 * time.Hour).say("8 timer").say("ja").expect("tasks.pay")
	k = toHours(t).later(20 * time.Hour).say("hej igen").pressOld("h2_4").expect("tasks.pay")
	if k.s.Stale != nil || k.s.Side != "" {
		t.Errorf("%+v", k.s)
	}
}

func TestStop(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil).say("stop").expect("tasks.stopped", "Intet er sendt")
	if k.ended != flows.Stopped {
		t.Errorf("ended %q", k.ended)
	}
	k = toHours(t).say("stop").expect("tasks.stop", "Intet er sendt", "[Ja, drop det]").press("continue").expect("tasks.hours")
	k.say("stop").say("ja").expect("tasks.stopped")
	if k.ended != flows.Stopped || len(k.did) > 0 {
		t.Errorf("ended %q, did %v", k.ended, k.did)
	}
	toSummary(t).press("send").say("stop").expect("tasks.stopped", "stadig sendt")
	toSummary(t).press("send").press("yes").press("skip").say("stop").expect("tasks.stop", "stadig sendt")
}

func TestMisses(t *testing.T) {
	k := toHours(t).say("øh").expect("tasks.miss", "Skriv fx")
	if strings.Contains(k.last(), "Hvor mange timer om ugen bliver det i alt") {
		t.Error("the question is said twice")
	}
	k.say("bøh").expect("tasks.miss", "[Tilbage]", "[Vent lidt]", "[Drop det]").press("back").expect("tasks.tasks")
}

func TestHelpAndEnglish(t *testing.T) {
	k := begin(t, "tasks", aPractice(), func(in *flows.Input) { in.Lang = chat.EN })
	k.expect("tasks.start", "Hi Lene.").say("help").expect("tasks.help", "commit to nothing", "back")
	k.say("we have tasks").expect("tasks.tasks").say("fold boxes").expect("tasks.list", "fold boxes*").say("next").expect("tasks.hours")
	k.say("5-9").expect("tasks.pay").say("ordinary").expect("tasks.call").say("morning").expect("tasks.summary").say("yes").expect("tasks.more")
	k.say("no").expect("tasks.enough")
	if k.ended != flows.Done {
		t.Errorf("ended %q", k.ended)
	}
}

func TestTypedAllTheWay(t *testing.T) {
	k := begin(t, "tasks", aPractice(), nil).say("vi har opgaver").say("pakke ordrer").expect("tasks.list")
	k.say("videre").expect("tasks.hours").say("6 timer").expect("tasks.pay").say("tilbage").expect("tasks.hours").say("4-8")
	k.say("almindelig løn").say("eftermiddag").expect("tasks.summary").say("ret timer").expect("tasks.hours").say("2-4").expect("tasks.summary")
	k.say("send").expect("tasks.more").say("ja").expect("tasks.days").say("spring over").expect("tasks.company_of")
	if !slices.Equal(k.did, []string{"hand_over"}) {
		t.Errorf("did %v", k.did)
	}
}

func TestTasksTypedAtOnce(t *testing.T) {
	k := begin(t, "tasks", stranger(), nil).say("vi mangler hænder til at vande planter")
	k.expect("tasks.industry").choose("Lager og logistik").say("Nordlys, 40123456")
	k.expect("tasks.tasks", "På listen nu", "vande planter", "[Videre]").press("next").expect("tasks.hours")
	if a := k.s.Answers; a.One("start") != "name_tasks" || len(a["tasks"].Text) != 1 {
		t.Errorf("%+v", a)
	}
	begin(t, "tasks", aPractice(), nil).say("øh hvad").expect("tasks.help")
	begin(t, "tasks", aPractice(), nil).say("hvem er du egentlig?").expect("tasks.help")
}

func TestChangeOneInputByTyping(t *testing.T) {
	k := toSummary(t).say("ret telefon").expect("tasks.contact").say("20 12 34 56").expect("tasks.summary")
	if got := strings.ReplaceAll(k.s.Answers.Words("phone"), " ", ""); !strings.HasSuffix(got, "20123456") || k.s.Answers.Words("company_name") != "Nordlys Pakkeri" {
		t.Errorf("%+v", k.s.Answers)
	}
}

func TestRejectedThenTyped(t *testing.T) {
	k := begin(t, "tasks", stranger(), nil).press("name_tasks").choose("Lager og logistik").press("open")
	k.submit(map[string]string{"company_name": "Nordlys", "phone": "nej"}).say("40123456").expect("tasks.tasks")
	k = begin(t, "tasks", stranger(), nil).press("name_tasks").choose("Lager og logistik").say("Nordlys, 40123456").press("back").expect("tasks.contact")
	k.press("open")
	if v := k.open.Inputs[0].Value; !slices.Equal(v, []string{"Nordlys"}) {
		t.Errorf("stands %v", v)
	}
	k.say("Sydlys ApS").expect("tasks.tasks")
	if k.s.Answers.Words("company_name") != "Sydlys ApS" || k.s.Answers.Words("phone") == "" {
		t.Errorf("%+v", k.s.Answers)
	}
}

func TestFirstContactIsToldAlsoWithPreset(t *testing.T) {
	lib, err := flows.Load(flows.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	k := beginWith(t, lib, "tasks", stranger(), chat.Answers{"start": {Choice: []string{"visit"}}}, nil)
	if k.posts[0].Kind != "tasks.welcome" || !strings.Contains(k.posts[0].Text, "glem mig") {
		t.Errorf("%+v", k.posts)
	}
}

func TestTooLong(t *testing.T) {
	k := toSummary(t).press("send").press("yes").say(strings.Repeat("x", flows.MaxAnswer+1)).expect("tasks.miss", "2000")
	if k.s.Step != "days" {
		t.Errorf("at %q", k.s.Step)
	}
}

func TestPreset(t *testing.T) {
	lib, err := flows.Load(flows.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	preset := chat.Answers{"start": {Choice: []string{"name_tasks"}}, "hours": {Choice: []string{"no_such"}}}
	k := beginWith(t, lib, "tasks", aPractice(), preset, nil).expect("tasks.tasks").choose("returvarer").press("next").expect("tasks.hours")
	if len(preset) != 2 {
		t.Error("the preset was changed")
	}
	k.press("back").expect("tasks.tasks").press("back").expect("tasks.start")
}

func TestOtherFlows(t *testing.T) {
	k := begin(t, "behalf", aPractice(), nil).press("open")
	k.submit(map[string]string{"company_name": "Nordlys", "contact_name": "Lene", "phone": "40123456"}).expect("behalf.tasks")
	k.say("- pakke\n- folde kasser").expect("behalf.hours").press("skip").press("talk").press("any").expect("behalf.summary").press("send")
	if !slices.Equal(k.did, []string{"hand_over_behalf"}) || !slices.Equal(k.answer["tasks"].Text, []string{"pakke", "folde kasser"}) {
		t.Errorf("%v %+v", k.did, k.answer)
	}
	k = begin(t, "batch", aPractice(), nil).say("A; B; 40123456; c\nD; E; 40123457; f").expect("batch.preview", "liste").press("send")
	if !slices.Equal(k.did, []string{"hand_over_batch"}) || len(k.answer["batch"].Text) != 2 {
		t.Errorf("%v %+v", k.did, k.answer)
	}
	k = begin(t, "story", aPractice(), nil)
	for _, s := range []string{"lageret", "pakke", "6 timer", "almindelig løn", "vagter", "ro på", "Det virker"} {
		k.say(s)
	}
	k.expect("story.naming").press("anonymous").expect("story.preview", "historie").press("send").expect("story.thanks")
	if !slices.Equal(k.did, []string{"story_submit"}) || k.ended != flows.Done {
		t.Errorf("%v", k.did)
	}
	k = begin(t, "broadcast", aPractice(), nil).say("Hej alle").choose("Havnen").press("next").expect("broadcast.preview").press("send")
	if !slices.Equal(k.did, []string{"broadcast_send"}) || k.answer.Words("text") != "Hej alle" {
		t.Errorf("%v %+v", k.did, k.answer)
	}
}
