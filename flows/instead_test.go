package flows_test

import "testing"

func TestInstead(t *testing.T) {
	for said, want := range map[string]string{
		"ikke pakke ordrer, men tælle lager":       "tælle lager (i stedet for: pakke ordrer)",
		"vande blomster i stedet for pakke ordrer": "vande blomster (i stedet for: pakke ordrer)",
		"timerne er forkerte, det er 6":            "Timer: 6 timer om ugen",
		"timer skal være 6":                        "Timer: 6 timer om ugen",
		"ikke 4 timer men 6":                       "Timer: 6 timer om ugen",
		"ring om eftermiddagen i stedet":           "Hvornår vi ringer: Eftermiddag",
		"det er ikke løn men praktik":              "Løn: Prøve af først",
		"it's not pay but praktik":                 "Løn: Prøve af først",
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
