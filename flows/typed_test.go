package flows

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"brobygger/chat"
)

// tuesday is when every rehearsal starts.
func tuesday(t testing.TB) time.Time {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 24, 9, 0, 0, 0, zone)
}

var dateCases = []struct{ text, want string }{
	{"i dag", "2026-11-24"}, {"today", "2026-11-24"}, {"snarest", "2026-11-24"}, {"ASAP!", "2026-11-24"}, {"hurtigst muligt", "2026-11-24"}, {"med det samme", "2026-11-24"},
	{"i morgen", "2026-11-25"}, {"tomorrow", "2026-11-25"}, {"i overmorgen", "2026-11-26"}, {"the day after tomorrow", "2026-11-26"},
	{"på mandag", "2026-11-30"}, {"mandag", "2026-11-30"}, {"på fredag", "2026-11-27"}, {"Friday", "2026-11-27"}, {"tirsdag", "2026-12-01"}, {"on Tuesday", "2026-12-01"},
	{"næste fredag", "2026-12-04"}, {"next Friday", "2026-12-04"}, {"next Monday", "2026-11-30"}, {"næste mandag", "2026-11-30"}, {"naeste mandag", "2026-11-30"},
	{"fredag i næste uge", "2026-12-04"}, {"Monday next week", "2026-11-30"}, {"mandag i uge 50", "2026-12-07"}, {"næste uge", "2026-11-30"}, {"next month", "2026-12-01"},
	{"1. december", "2026-12-01"}, {"den 1. december", "2026-12-01"}, {"1 dec", "2026-12-01"}, {"1. dec. 2027", "2027-12-01"}, {"24. november", "2026-11-24"}, {"23. november", "2027-11-23"},
	{"1/12", "2026-12-01"}, {"1.12", "2026-12-01"}, {"1.12.2026", "2026-12-01"}, {"01.12.26", "2026-12-01"}, {"1/12-2026", "2026-12-01"}, {"01-12-2026", "2026-12-01"}, {"1/12/2026", "2026-12-01"},
	{"2026-12-01", "2026-12-01"}, {"1/2", "2027-02-01"}, {"29/2", "2028-02-29"}, {"d. 15.", "2026-12-15"}, {"den 30.", "2026-11-30"}, {"the 15th", "2026-12-15"},
	{"December 1st", "2026-12-01"}, {"December 1", "2026-12-01"}, {"December 1st, 2027", "2027-12-01"}, {"1st of December", "2026-12-01"}, {"1st December 2026", "2026-12-01"}, {"the 1st of December", "2026-12-01"},
	{"om 2 uger", "2026-12-08"}, {"om to uger", "2026-12-08"}, {"in two weeks", "2026-12-08"}, {"in 2 weeks", "2026-12-08"}, {"om en uge", "2026-12-01"}, {"om 14 dage", "2026-12-08"}, {"om et par dage", "2026-11-26"},
	{"om en måned", "2026-12-24"}, {"in a month", "2026-12-24"}, {"in 3 days", "2026-11-27"}, {"om 3 måneder", "2027-02-24"},
	{"uge 49", "2026-11-30"}, {"week 49", "2026-11-30"}, {"i uge 2", "2027-01-11"}, {"uge 48", "2026-11-24"}, {"uge 53", "2026-12-28"}, {"uge 1", "2027-01-04"},
	{"fra januar", "2027-01-01"}, {"i maj", "2027-05-01"}, {"from May", "2027-05-01"}, {"januar 2027", "2027-01-01"}, {"efter nytår", "2027-01-01"},
	{"vi kan starte på mandag", "2026-11-30"}, {"gerne fra den 1. december, hvis det passer", "2026-12-01"}, {"mandag den 7. december", "2026-12-07"}, {"mandag d. 7/12", "2026-12-07"},
	{"", ""}, {"ved ikke", ""}, {"31/2", ""}, {"32/1", ""}, {"kl. 8.30", ""}, {"40 12 34 56", ""}, {"40.12.34.56", ""}, {"7,5", ""}, {"3-4 timer", ""}, {"uge 60", ""}, {"13/13", ""}, {"2026", ""},
	{"we may start", ""}, {"en dag", ""}, {"0/0", ""}, {"mange", ""}, {"0. december", ""},
}

func TestParseDate(t *testing.T) {
	now := tuesday(t)
	for _, l := range []chat.Lang{chat.DA, chat.EN} {
		for _, c := range dateCases {
			d, ok := ParseDate(c.text, l, now)
			got := ""
			if ok {
				got = d.Format(time.DateOnly)
				if d.Hour() != 0 || d.Location() != now.Location() {
					t.Errorf("ParseDate(%q) = %v; want midnight in the same zone", c.text, d)
				}
			}
			if got != c.want {
				t.Errorf("ParseDate(%q, %s) = %q; want %q", c.text, l, got, c.want)
			}
		}
	}
	if d, _ := ParseDate("12/25/2026", chat.EN, now); d.Format(time.DateOnly) != "2026-12-25" {
		t.Errorf("12/25/2026 is %v", d)
	}
}

func TestParsePhone(t *testing.T) {
	for text, want := range map[string]string{
		"40123456": "40 12 34 56", "40 12 34 56": "40 12 34 56", "4012 3456": "40 12 34 56", "401 23 456": "40 12 34 56", "40.12.34.56": "40 12 34 56", "40-12-34-56": "40 12 34 56",
		"+45 40 12 34 56": "40 12 34 56", "+4540123456": "40 12 34 56", "004540123456": "40 12 34 56", "0045 40123456": "40 12 34 56", "(+45) 40 12 34 56": "40 12 34 56",
		"45 40 12 34 56": "40 12 34 56", "4540123456": "40 12 34 56", "ring på 40123456 efter 9": "40 12 34 56", "Lene, tlf. 40 12 34 56.": "40 12 34 56", "40123456 9-11": "40 12 34 56",
		"40\u00a012\u00a034\u00a056": "40 12 34 56", "mit nummer er 40123456, bedst inden kl. 10": "40 12 34 56", "efter 9 på 40 12 34 56": "40 12 34 56", "den 1.12.2026 på 40123456": "40 12 34 56",
		"+46 70 123 45 67": "+46 70 123 45 67", "+46701234567": "+46701234567", "0046 70-123 45 67": "+46 70 123 45 67", "+44 (0)20 7946 0958": "+44 20 7946 0958", "+49 30 123456": "+49 30 123456",
		"": "", "ved ikke": "", "1234567": "", "40 12 34": "", "010203-1234": "", "0102031234": "", "12345678": "", "2026-12-01": "", "24.11.2026": "", "24-11-2026": "", "CVR 25313763": "", "+45 123": "", "112": "",
		"40 12 34 56 78": "", "401234567": "", "150 kr": "", "+": "", "++45": "",
	} {
		if got, ok := ParsePhone(text); got != want || ok != (want != "") {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", text, got, ok, want)
		}
	}
}

func TestParseYes(t *testing.T) {
	for _, l := range []chat.Lang{chat.DA, chat.EN} {
		for want, list := range map[string]string{
			"yes":  "ja|JA!|jo|jep|ok|OK|okay tak|yes|Yes please|yep|ja tak|ja, det må I gerne|👍|👍🏽|✅|fint|helt fint|gerne|selvfølgelig|selvfoelgelig|of course|sure|sounds good|no problem|det passer|ja ja|y|j|ja da, ring bare",
			"no":   "nej|Nej tak.|no|no thanks|No, thank you|nope|👎|ikke|ellers tak|not really|nej, ikke i dag|næ|never|n|overhovedet ikke|det passer ikke",
			"none": "|måske|maybe|ved ikke|ja, men ikke i dag|ja eller nej|ja nej|nej ja|hvad?|ja?|pakke ordrer|40123456|tak|yes and no|det ved jeg ikke|nogle gange|🤷|no idea|👍👎",
		} {
			for text := range strings.SplitSeq(list, "|") {
				yes, ok := ParseYes(text, l)
				got := "none"
				if ok && yes {
					got = "yes"
				} else if ok {
					got = "no"
				}
				if got != want {
					t.Errorf("ParseYes(%q, %s) = %s; want %s", text, l, got, want)
				}
			}
		}
	}
}

func TestParseWord(t *testing.T) {
	for want, list := range map[Word]string{
		Back: "tilbage|Tilbage!|fortryd|gå tilbage|gaa tilbage|back|go back please|undo", Stop: "stop|STOP|afbryd|stop tak|annullér|cancel|quit",
		Pause: "pause|senere|hold pause|later|not now|ikke nu", Help: "hjælp|hjaelp|help|?|??|Hjælp mig, tak|help me", Skip: "spring over|spring det over|skip|Skip this, please|pass",
		Continue: "fortsæt|continue|go on|lad os fortsætte", Next: "videre|færdig|jeg er færdig|næste|next|done|det var det|that's it", Send: "send|Send!|send det|send it please", Change: "ret|ændr|ændre|aendr|change|edit",
		None: "|ved ikke|hjælp til kørekort|stop for varer|send pakker|2|ja|nej|pakke ordrer|vi stopper klokken 4|tak|!|ret mange timer|senere på ugen|back office|tilbage til lageret",
	} {
		for text := range strings.SplitSeq(list, "|") {
			if got := ParseWord(text); got != want {
				t.Errorf("ParseWord(%q) = %q; want %q", text, got, want)
			}
		}
	}
}

var matchTasks = []chat.Option{
	{ID: "lager.pakke", Label: "Pakke ordrer"}, {ID: "lager.modtage", Label: "Modtage og fordele små pakker"}, {ID: "lager.taelle", Label: "Tælle lager"},
	{ID: "lager.folde", Label: "Folde kasser og lave pakmateriale"}, {ID: "lager.retur", Label: "Returvarer: åbne, tjekke, lægge på plads"}, {ID: "lager.gange", Label: "Holde gangarealer fri"},
}

var matchHours = []chat.Option{{ID: "h2", Label: "2–4 timer"}, {ID: "h5", Label: "5–9 timer"}, {ID: "h10", Label: "10–15 timer"}, {ID: "h16", Label: "16+ timer"}, {ID: "unknown", Label: "Ved ikke"}}

var matchPay = []chat.Option{{ID: "ordinary", Label: "Almindelig løn"}, {ID: "try_first", Label: "Prøve først"}, {ID: "talk", Label: "Tal med mig om det"}}

var matchOdd = []chat.Option{{ID: "a", Label: "Rydde og feje"}, {ID: "b", Label: "Rydde op i depot"}, {ID: "c", Label: "Let rengøring"}, {ID: "d", Label: "Butik og detail"}, {ID: "d2", Label: "Opvask"}, {ID: "d2", Label: "Tage opvasken"}}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		options         []chat.Option
		text, ids, rest string
	}{
		{matchTasks, "2", "lager.modtage", ""}, {matchTasks, "1 og 3", "lager.pakke lager.taelle", ""}, {matchTasks, "nr. 2", "lager.modtage", ""}, {matchTasks, "1, 3 and 6", "lager.pakke lager.taelle lager.gange", ""},
		{matchTasks, "1,3", "lager.pakke lager.taelle", ""}, {matchTasks, "#2", "lager.modtage", ""}, {matchTasks, "7", "", "7"}, {matchTasks, "0", "", "0"}, {matchTasks, "2.", "lager.modtage", ""}, {matchTasks, "nummer 2, tak", "lager.modtage", ""},
		{matchTasks, "lager.pakke", "lager.pakke", ""}, {matchTasks, "pakke ordrer", "lager.pakke", ""}, {matchTasks, "PAKKE ORDRER!", "lager.pakke", ""}, {matchTasks, "pakker ordre", "lager.pakke", ""}, {matchTasks, "at pakke ordrerne", "lager.pakke", ""},
		{matchTasks, "pakke orderr", "lager.pakke", ""}, {matchTasks, "returvarer", "lager.retur", ""}, {matchTasks, "returvare", "lager.retur", ""}, {matchTasks, "returvrer", "lager.retur", ""}, {matchTasks, "retur", "lager.retur", ""},
		{matchTasks, "modtage og fordele små pakker", "lager.modtage", ""}, {matchTasks, "Modtage og fordele små pakker og tælle lager", "lager.modtage lager.taelle", ""}, {matchTasks, "taelle lager", "lager.taelle", ""},
		{matchTasks, "folde kasser, pakke ordrer", "lager.pakke lager.folde", ""}, {matchTasks, "folde kasser\npakke ordrer", "lager.pakke lager.folde", ""}, {matchTasks, "pakke ordrer og vaske biler", "lager.pakke", "vaske biler"},
		{matchTasks, "vaske biler", "", "vaske biler"}, {matchTasks, "rydde op og feje, pakke ordrer", "lager.pakke", "rydde op og feje"}, {matchTasks, "pakke ordrer om mandagen", "lager.pakke", "om mandagen"},
		{matchTasks, "vi kunne bruge hjælp til at pakke ordrer", "lager.pakke", ""}, {matchTasks, "ikke pakke ordrer", "", "ikke pakke ordrer"}, {matchTasks, "", "", ""}, {matchTasks, "  ", "", ""}, {matchTasks, "lager", "lager.taelle", ""},
		{matchHours, "2-4 timer", "h2", ""}, {matchHours, "2–4", "h2", ""}, {matchHours, "2", "", "2"}, {matchHours, "nr. 2", "h5", ""}, {matchHours, "ved ikke", "unknown", ""}, {matchHours, "Det ved jeg ikke", "", "Det ved jeg ikke"}, {matchHours, "5-9", "h5", ""}, {matchHours, "6 timer", "", "6 timer"},
		{matchPay, "almindelig løn", "ordinary", ""}, {matchPay, "almindelig loen", "ordinary", ""}, {matchPay, "alm", "ordinary", ""}, {matchPay, "prøv først", "try_first", ""}, {matchPay, "try first", "try_first", ""}, {matchPay, "Tal med mig", "talk", ""}, {matchPay, "almindlig løn", "ordinary", ""},
		{matchOdd, "rydde", "", "rydde"}, {matchOdd, "rydde og feje", "a", ""}, {matchOdd, "butikken", "d", ""}, {matchOdd, "rengøring", "c", ""}, {matchOdd, "opvasken", "d2", ""}, {matchOdd, "detail", "d", ""},
	} {
		ids, rest := Match(c.text, c.options)
		if got := strings.Join(ids, " "); got != c.ids || rest != c.rest {
			t.Errorf("Match(%q) = [%s], %q; want [%s], %q", c.text, got, rest, c.ids, c.rest)
		}
	}
	if ids, rest := Match("x", nil); ids != nil || rest != "x" {
		t.Error("a match without options")
	}
}

// runaway is longer than any text may take, also on a machine that has more to
// do; the benchmarks show how long it takes.
const runaway = 20 * time.Second

// quick fails when a reader does not come to its end.
func quick(t *testing.T, text string, read func()) {
	t.Helper()
	began := time.Now()
	read()
	if d := time.Since(began); d > runaway {
		t.Fatalf("took %v for %d bytes", d, len(text))
	}
}

func TestTypedMatchLong(t *testing.T) {
	now := tuesday(t)
	for _, unit := range []string{"a,", "pakke ", "pakke ordrer, ", "1 ", "40 ", "om ", "uge ", "mandag ", "1/", "og ", "å", "4", "+45 ", "(", "folde kasser "} {
		text := strings.Repeat(unit, 4000/len(unit))
		quick(t, text, func() {
			Match(text, matchTasks)
			ParseDate(text, chat.DA, now)
			ParsePhone(text)
			ParseWord(text)
			ParseYes(text, chat.DA)
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, c := range dateCases {
		f.Add(c.text, int64(1795510800))
	}
	f.Fuzz(func(t *testing.T, text string, at int64) {
		text = text[:min(len(text), 4000)]
		now := time.Unix(1577880000+at%2000000000, 0).In(tuesday(t).Location())
		quick(t, text, func() {
			if d, ok := ParseDate(text, chat.EN, now); ok && (d.Year() < 2000 || d.Year() > 2100 || d.Location() != now.Location()) {
				t.Fatalf("%q is %v", text, d)
			}
		})
	})
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"40 12 34 56", "+46 70 123 45 67", "ring på 40123456 efter 9", "(+45)4012-3456", "0045", "+"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quick(t, text, func() {
			s, ok := ParsePhone(text)
			if ok != (s != "") || len(s) > 32 || ok && !strings.HasPrefix(s, "+") && len(s) != 11 {
				t.Fatalf("%q is %q", text, s)
			}
			if again, _ := ParsePhone(s); again != s {
				t.Fatalf("%q is %q, and that is %q", text, s, again)
			}
		})
	})
}

func FuzzParseWordYes(f *testing.F) {
	for _, s := range []string{"tilbage", "?", "ja tak", "nej, ikke i dag", "👍🏽", "that's it", "ja no", "ok 👎", "ja 👎"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quick(t, text, func() {
			if yes, ok := ParseYes(text, chat.DA); yes && !ok {
				t.Fatalf("%q is a yes and is not", text)
			}
			if w := ParseWord(text); w != None && len(text) > 400 {
				t.Fatalf("%q is %q", text, w)
			}
		})
	})
}

func FuzzMatch(f *testing.F) {
	for _, s := range []string{"1 og 3", "pakke ordrer og vaske biler", "rydde", "ikke 2", "nr. 2,\n3", "Returvarer: åbne"} {
		f.Add(s, "Pakke ordrer", "Rydde og feje")
	}
	f.Fuzz(func(t *testing.T, text, one, two string) {
		text, one, two = text[:min(len(text), 4000)], one[:min(len(one), 75)], two[:min(len(two), 75)]
		options := []chat.Option{{ID: "one", Label: one}, {ID: "two", Label: two}}
		quick(t, text, func() {
			ids, rest := Match(text, options)
			if len(ids) > 2 || len(ids) == 2 && !slices.Equal(ids, []string{"one", "two"}) {
				t.Fatalf("%q matches %q", text, ids)
			}
			if strings.TrimSpace(rest) != rest || len(ids) == 0 && rest != strings.TrimSpace(text) {
				t.Fatalf("%q leaves %q", text, rest)
			}
		})
	})
}

func BenchmarkParseDate(b *testing.B) {
	now := tuesday(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ParseDate(dateCases[i%len(dateCases)].text, chat.DA, now)
	}
}

func BenchmarkMatch(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Match("pakke ordrer og folde kasser, vaske biler", matchTasks)
	}
}

func TestTrades(t *testing.T) {
	for text, want := range map[string]string{
		"en tømrerforretning": "en tømrer", "Murerfirma": "Murer", "vi er et firma": "vi er et firma", "": "", "fragtselskabet A/S": "fragt A/S",
	} {
		if got := trades(text); got != want {
			t.Errorf("trades(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAboutUs(t *testing.T) {
	for text, want := range map[string]bool{"vi kører taxa": true, "we run a bakery": true, "vi mangler en til at køre taxa": false, "køre taxa": false, "": false} {
		if got := aboutUs(text); got != want {
			t.Errorf("aboutUs(%q) = %t", text, got)
		}
	}
	for text, want := range map[string]string{"vi laver møbler": " møbler", "lager": "lager", "laver": "laver", "": ""} {
		if got := told(text); got != want {
			t.Errorf("told(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestOneOff(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"opgver", "opgaver", true}, {"hjaelpp", "hjaelp", true}, {"danks", "dansk", true}, {"taks", "task", true}, {"listo", "liste", true},
		{"list", "liste", true}, {"dansk", "dansk", true}, {"opgr", "opgaver", false}, {"mine", "fine", true}, {"", "for", false}, {"ksnad", "dansk", false},
	} {
		if OneOff(c.a, c.b) != c.want || OneOff(c.b, c.a) != c.want {
			t.Errorf("%q and %q: want %v", c.a, c.b, c.want)
		}
	}
}
