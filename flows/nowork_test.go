package flows_test

import "testing"

func TestNoWorkOnTheList(t *testing.T) {
	for _, said := range []string{"I må ikke ringe før fredag", "I har ikke ringet", "i dag kl 14", "my name is Iben", "jeg hedder Ole", "I do not have any tasks right now", "det er dårligt at I aldrig ringer"} {
		k := reading(t, nil).press("name_tasks").say(said)
		if len(k.s.Draft) > 0 || len(k.s.Heard) > 0 {
			t.Errorf("%q stands on the list: %+v %+v", said, k.s.Draft, k.s.Heard)
		}
	}
	for _, said := range []string{"ringe til kunder", "rydde op efter frokost", "vi kunne bruge en til at ringe til kunderne"} {
		if k := reading(t, nil).press("name_tasks").say(said); len(k.s.Draft) == 0 {
			t.Errorf("%q is not on the list: %s", said, k.last())
		}
	}
	reading(t, nil).press("name_tasks").choose("pakke ordrer").say("det må være det").expect("tasks.hours")
}

func TestWorkIsNoCompany(t *testing.T) {
	k := begin(t, "tasks", stranger(), nil)
	k.lib.ReadWith(keywords)
	k.press("name_tasks").choose("Lager og logistik")
	k.say("pudse vinduer og returvarer")
	k.say("Det er Havnens Fisk nede på kajen").say("40 12 34 56")
	if got := k.s.Answers.Words("company_name"); got != "Havnens Fisk" {
		t.Errorf("company %q", got)
	}
}

func TestOnlyWhenIsAWish(t *testing.T) {
	for _, said := range []string{"hun er sød", "det talte vi ikke om", "med kolleger"} {
		toHours(t).press("h2_4").press("ordinary").say(said).expect("tasks.miss", "1: Når som helst")
	}
	for _, said := range []string{"ring først til Bo", "på mobilen", "efter fyraften", "tirsdag", "når vi har lukket", "after 2 pm", "i næste uge", "når det passer jer"} {
		toHours(t).press("h2_4").press("ordinary").say(said).expect("tasks.summary")
	}
}
