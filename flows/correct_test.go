package flows_test

import (
	"slices"
	"testing"
)

func TestCorrectedInASentence(t *testing.T) {
	k := toSummary(t).say("nummeret er forkert, det er 20 30 40 51").expect("tasks.summary")
	if k.s.Answers.Words("phone") != "20 30 40 51" || k.s.Answers.Words("company_name") != "Nordlys Pakkeri" {
		t.Errorf("%+v", k.s.Answers)
	}
	k.say("de skal kunne dansk").expect("tasks.heard", "Kræver: Dansk").say("ja").expect("tasks.summary")
	k.say("ret kræver").expect("tasks.needs").say("tilbage").expect("tasks.summary")
	k.say("kun på torsdag").expect("tasks.heard", "Dage og tider: kun på torsdag").say("ja").expect("tasks.summary")
	k.say("fjern dansk").expect("tasks.summary")
	if len(k.s.Answers["needs"].Choice) > 0 || k.s.Answers.Words("said_days") != "kun på torsdag" {
		t.Errorf("%+v", k.s.Answers)
	}
	k.say("spørg efter Peter").expect("tasks.miss", "spørg efter Peter", "Opgaver, Timer", `Skriv "send"`).say("ja").expect("tasks.summary")
	if len(k.did) > 0 {
		t.Error("sent what was not understood")
	}
	k.say("looks good").expect("tasks.more")
	toSummary(t).say("ser godt ud").expect("tasks.more")
	toSummary(t).say("det er fint").expect("tasks.more")
}

func TestAChangeInsteadOfAChange(t *testing.T) {
	k := toSummary(t).say("ret løn").expect("tasks.pay").say("ret timer").expect("tasks.hours").say("ret løn").expect("tasks.pay").say("ret løn").expect("tasks.pay")
	pay, path := k.s.Answers.One("pay"), len(k.s.Before)
	k.say("tilbage").expect("tasks.summary")
	if k.s.Answers.One("pay") != pay || len(k.s.Path) != path {
		t.Errorf("%+v", k.s)
	}
	// What a change has led to must be answered first.
	toSummary(t).say("ret timer").say("37 timer").expect("tasks.full_time").say("ret løn").expect("tasks.miss")
}

func TestOneAnswerLeavesAnother(t *testing.T) {
	k := toHours(t).say("6 timer").expect("tasks.pay")
	k.say("sådan en formiddag")
	k.say("ja")
	if k.s.Answers["hours"].Min != 6 {
		t.Errorf("%+v", k.s.Answers["hours"])
	}
	k = toHours(t).say("aner det ikke").expect("tasks.pay")
	if !slices.Equal(k.s.Answers["hours"].Choice, []string{"unknown"}) {
		t.Errorf("%+v", k.s.Answers["hours"])
	}
	toHours(t).say("no idea").expect("tasks.pay").say("vi betaler selvfølgelig").expect("tasks.call").say("aner det ikke").expect("tasks.miss")
}

func TestWhatIsPassedOver(t *testing.T) {
	k := toSummary(t).say("send").say("ja").expect("tasks.days").say("det ved jeg ikke").expect("tasks.company_of").say("ved ikke").expect("tasks.flexible")
	k.say("ingenting").expect("tasks.start_date").say("aner det ikke").expect("tasks.place")
	if !k.s.Answers["days"].Skip || !k.s.Answers["flexible"].Skip || !k.s.Answers["start_date"].Skip {
		t.Errorf("%+v", k.s.Answers)
	}
}
