package flows_test

import "testing"

func TestInstead(t *testing.T) {
	for said, want := range map[string]string{
		"ikke pakke ordrer, men tælle lager":                  "tælle lager (i stedet for: pakke ordrer)",
		"vande blomster i stedet for pakke ordrer":            "vande blomster (i stedet for: pakke ordrer)",
		"byt pakke ordrer ud med at tælle lager":              "tælle lager (i stedet for: pakke ordrer)",
		"replace pakke ordrer with tælle lager":               "tælle lager (i stedet for: pakke ordrer)",
		"det er ikke ordrerne men returvarer":                 "returvarer (i stedet for: pakke ordrer)",
		"pakke ordrer kan vente, skriv i stedet rive blade":   "rive blade (i stedet for: pakke ordrer)",
		"pakke ordrer can wait, write vande blomster instead": "vande blomster (i stedet for: pakke ordrer)",
		"timerne er forkerte, det er 6":                       "Timer: 6 timer om ugen",
		"timer skal være 6":                                   "Timer: 6 timer om ugen",
		"ikke 4 timer men 6":                                  "Timer: 6 timer om ugen",
		"ring om eftermiddagen i stedet":                      "Hvornår vi ringer: Eftermiddag",
		"det er ikke løn men praktik":                         "Løn: Prøve af først",
		"it's not pay but praktik":                            "Løn: Prøve af først",
	} {
		t.Run(said, func(t *testing.T) {
			c := begin(t, "tasks", aPractice(), nil)
			for _, text := range []string{"vi har opgaver", "pakke ordrer", "videre", "5–9 timer", "almindelig løn", "når som helst"} {
				c.say(text)
			}
			c.say(said)
			c.expect("tasks.heard", want)
		})
	}
}

func TestTakenOffInOtherWords(t *testing.T) {
	to := func() *talk {
		return begin(t, "tasks", aPractice(), nil).press("name_tasks").choose("pakke ordrer", "folde kasser")
	}
	for _, said := range []string{"bare drop kasserne", "drop the kasser", "folde kasser kan vente", "nej, ikke folde kasser"} {
		to().say(said).expect("tasks.list", "På listen nu:\n\n- pakke ordrer Skriv flere")
		k := to().press("next").press("h2_4").press("ordinary").press("any").say(said).expect("tasks.summary", "lager.pakke")
		if got := k.s.Answers["tasks"]; len(got.Choice) != 1 || len(got.Text) > 0 {
			t.Errorf("%q: %+v", said, got)
		}
	}
	to().say("byt kasserne ud med returvarer").expect("tasks.list", "- pakke ordrer\n- returvarer")
}

func TestHeardTakenOff(t *testing.T) {
	k := reading(t, nil).say(busy).say("nej, ikke vinduer").expect("tasks.heard", "- returvarer")
	k.say("ja").expect("tasks.pay")
	if got := k.s.Answers["tasks"]; len(got.Text) > 0 {
		t.Errorf("%+v", got)
	}
	// The last thing taken off leaves the question.
	reading(t, nil).say("vi drukner i returvarer").expect("tasks.heard").say("nej, ikke returvarer").expect("tasks.start")
	// To what is wrong a yes accepts nothing.
	k = reading(t, nil).say(busy).say("nej").expect("tasks.change").say("ja nu er det rigtigt").expect("tasks.heard", "- pudse vinduer").say("ja").expect("tasks.pay")
	// What stood on the list before goes, too.
	k.press("ordinary").press("any").say("ordrer").expect("tasks.heard", "- pakke ordrer").say("drop returvarerne").expect("tasks.heard", "(i stedet for: returvarer)")
	k.say("drop kattene").expect("tasks.miss").say("ja").expect("tasks.summary", "lager.pakke")
	if got := k.s.Answers["tasks"]; len(got.Choice) != 1 {
		t.Errorf("%+v", got)
	}
}
