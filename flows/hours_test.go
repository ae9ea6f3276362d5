package flows

import (
	"math"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
)

// hourCase is a phrase and the hours a week it means; no is what must be refused.
type hourCase struct {
	text     string
	min, max float64
}

var hourCases = []hourCase{
	// Plain figures and ranges.
	{"3-4 timer", 3, 4}, {"3 til 4 t", 3, 4}, {"3–4 timer", 3, 4}, {"3 - 4 timer", 3, 4}, {"3 to 4 hours", 3, 4},
	{"ca. 6", 6, 6}, {"seks timer", 6, 6}, {"7,5", 7.5, 7.5}, {"7.5", 7.5, 7.5}, {"6", 6, 6}, {"37 timer", 37, 37},
	{"5-9", 5, 9}, {"10-15", 10, 15}, {"2–4", 2, 4}, {"8-12", 8, 12}, {"6 timer", 6, 6}, {"6t", 6, 6}, {"6 t.", 6, 6}, {"6h", 6, 6},
	{"6 hrs", 6, 6}, {"omkring 6 timer om ugen", 6, 6}, {"6 timer ugentligt", 6, 6}, {"10 timer pr. uge", 10, 10}, {"10 t/uge", 10, 10},
	{"10 timer/uge", 10, 10}, {"10 h/week", 10, 10}, {"10 hours a week", 10, 10}, {"10 hours per week", 10, 10}, {"10 hours weekly", 10, 10},
	{"5 eller 6 timer", 5, 6}, {"5 or 6 hours", 5, 6}, {"mellem 5 og 8 timer", 5, 8}, {"between 5 and 8 hours", 5, 8},
	{"fra 5 til 8 timer om ugen", 5, 8}, {"to-tre timer", 2, 3}, {"to tre timer", 2, 3}, {"en to-tre timer", 2, 3}, {"en 3-4 timer om ugen", 3, 4},
	{"two to three hours", 2, 3}, {"to til tre timer", 2, 3}, {"et par timer", 2, 2}, {"a couple of hours", 2, 2}, {"a few hours", 2, 4},
	{"en time", 1, 1}, {"én time", 1, 1}, {"an hour", 1, 1}, {"en times tid", 1, 1}, {"en halv time", 0.5, 0.5}, {"halvanden time", 1.5, 1.5},
	{"half an hour", 0.5, 0.5}, {"an hour and a half", 1.5, 1.5}, {"one and a half hours", 1.5, 1.5}, {"two and a half hours a week", 2.5, 2.5},
	{"2½ time", 2.5, 2.5}, {"2 1/2 time", 2.5, 2.5}, {"to en halv time", 2.5, 2.5}, {"to og en halv time", 2.5, 2.5}, {"1t 30m", 1.5, 1.5},
	{"1 time og 30 minutter", 1.5, 1.5}, {"30 minutter", 0.5, 0.5}, {"45 min om ugen", 0.75, 0.75}, {"tre kvarter", 0.75, 0.75}, {"et kvarter", 0.25, 0.25},
	{"30-60 minutter", 0.5, 1}, {"half an hour to an hour", 0.5, 1}, {"en time eller to", 1, 2}, {"an hour or two", 1, 2}, {"3 timer til 4 timer", 3, 4},
	{"en time til halvanden", 1, 1.5}, {"20 ugetimer", 20, 20}, {"12-15 timers arbejde om ugen", 12, 15}, {"et 10-timers job", 10, 10},
	{"a 12-hour week", 12, 12}, {"tyve timer", 20, 20}, {"syvogtredive timer", 37, 37}, {"thirty hours", 30, 30}, {"10ish hours", 10, 10},
	{"måske 6", 6, 6}, {"6 om ugen", 6, 6}, {"vi har ca. 6 timer om ugen", 6, 6}, {"I think about 8", 8, 8}, {"det er nok 5-6 timer, tror jeg", 5, 6},
	{"6 TIMER!", 6, 6}, {"otte timer i alt", 8, 8}, {"12 timer i ugen", 12, 12}, {"om ugen 10 timer", 10, 10}, {"4,25 timer", 4.25, 4.25},
	{"7.30 timer", 7.5, 7.5}, {"1:30 timer", 1.5, 1.5},
	// Open ends and bounds.
	{"16+", 16, 0}, {"15+", 15, 0}, {"15+ timer", 15, 0}, {"10 timer+", 10, 0}, {"mindst 10", 10, 0}, {"at least 10", 10, 0},
	{"minimum 10 timer", 10, 0}, {"min. 5 timer", 5, 0}, {"10 timer eller mere", 10, 0}, {"10 or more", 10, 0}, {"over 15 timer", 15, 0},
	{"more than 15 hours", 15, 0}, {"10 timer og opefter", 10, 0}, {"under 5 timer", 0, 5}, {"max 8", 0, 8}, {"maks. 8 timer", 0, 8},
	{"8 timer max", 0, 8}, {"højst 8 timer om ugen", 0, 8}, {"op til 10 timer", 0, 10}, {"up to 10 hours a week", 0, 10}, {"less than 5", 0, 5},
	{"no more than 5 hours", 0, 5}, {"ikke mere end 5 timer", 0, 5}, {"mindst 5, højst 10 timer", 5, 10}, {"min 5 max 10", 5, 10},
	{"5 hours or less", 0, 5}, {"lidt over 10 timer", 10, 10}, {"knap 6 timer", 6, 6},
	// Days and parts of days.
	{"en dag", 7.5, 7.5}, {"to dage", 14.75, 14.75}, {"halvanden dag om ugen", 11, 11}, {"half a day a week", 3.75, 3.75}, {"en halv dag", 3.75, 3.75},
	{"one and a half days", 11, 11}, {"a couple of mornings", 7.5, 7.5}, {"et par formiddage om ugen", 7.5, 7.5}, {"a day or two", 7.5, 14.75},
	{"en dag om ugen", 7.5, 7.5}, {"2-3 dage om ugen", 14.75, 22.25}, {"a day a week", 7.5, 7.5}, {"to halve dage", 7.5, 7.5}, {"one full day", 7.5, 7.5},
	{"en dag hver anden uge", 3.75, 3.75}, {"one day a month", 1.75, 1.75}, {"hver fredag formiddag", 3.75, 3.75}, {"Tuesday and Thursday mornings", 7.5, 7.5},
	{"en fast ugentlig dag", 7.5, 7.5}, {"to ugentlige formiddage", 7.5, 7.5}, {"en halv dag dagligt", 18.5, 18.5}, {"en dags arbejde om ugen", 7.5, 7.5},
	{"en eftermiddag", 3.75, 3.75}, {"hele fredagen", 7.5, 7.5},
	// Per day, week, month.
	{"et par timer hver fredag", 2, 2}, {"en halv time hver dag", 2.5, 2.5}, {"2 hrs/day", 10, 10}, {"2 timer om dagen", 10, 10}, {"2 hours a day", 10, 10},
	{"2 timer dagligt", 10, 10}, {"an hour every day", 5, 5}, {"hver dag en time", 5, 5}, {"en time hver morgen", 5, 5}, {"1-2 timer hver dag", 5, 10},
	{"2 timer på hverdage", 10, 10}, {"2 timer om dagen 3 dage om ugen", 6, 6}, {"2 hours a day, three days a week", 6, 6}, {"15 minutter hver dag", 1.25, 1.25},
	{"20 timer om måneden", 4.5, 4.5}, {"20 hours a month", 4.5, 4.5}, {"20 t/md", 4.5, 4.5}, {"20-40 timer pr. måned", 4.5, 9.25}, {"10 timer månedligt", 2.25, 2.25},
	{"hver anden uge 6 timer", 3, 3}, {"6 timer hver anden uge", 3, 3}, {"6 hours every other week", 3, 3}, {"6 timer hver 2. uge", 3, 3},
	{"6 hours every two weeks", 3, 3}, {"2 timer hver 14. dag", 1, 1}, {"6 timer hver tredje uge", 2, 2}, {"every other Friday, 4 hours", 2, 2},
	{"hver anden fredag 4 timer", 2, 2}, {"8 timer en gang om måneden", 1.75, 1.75}, {"2 timer hver anden dag", 5, 5}, {"100 timer om året", 2, 2},
	{"4 timer i weekenden", 4, 4}, {"hver lørdag 5 timer", 5, 5}, {"4 hours on Saturdays", 4, 4}, {"en lørdag om måneden 6 timer", 1.5, 1.5},
	// So many times.
	{"2 x 3 timer", 6, 6}, {"2 x 1 time dagligt", 10, 10}, {"onsdag 15-17 og 21-22", 3, 3}, {"tirsdag og torsdag 8-9 og 15-16", 4, 4}, {"kl. 8-9 og 15-16 hver dag", 10, 10}, {"3x20 min om dagen", 5, 5}, {"2x3 timer", 6, 6}, {"2 × 3 timer", 6, 6}, {"3 timer x 2", 6, 6}, {"2 gange 3 timer", 6, 6}, {"3 timer to gange om ugen", 6, 6},
	{"3 hours twice a week", 6, 6}, {"twice a week, 3 hours", 6, 6}, {"3 times a week, 2 hours", 6, 6}, {"en gang om ugen, 4 timer", 4, 4}, {"4 timer, 3 dage om ugen", 12, 12},
	{"3 dage à 4 timer", 12, 12}, {"3 dage om ugen á 4 timer", 12, 12}, {"to vagter på 4 timer", 8, 8}, {"two 4-hour shifts", 8, 8}, {"2 formiddage à 3 timer", 6, 6},
	{"three mornings of 3 hours", 9, 9}, {"10 timer fordelt på 3 dage", 10, 10}, {"20-25 timer, gerne fordelt over hele ugen", 20, 25}, {"10 timer om ugen fordelt på 2-3 dage", 10, 10}, {"3-4 timer 2 gange om ugen", 6, 8},
	{"15 minutter to gange om dagen", 2.5, 2.5}, {"3 timer ad gangen, 2 gange om ugen", 6, 6},
	// Weekdays and times of day.
	{"mandag og torsdag 8-10", 4, 4}, {"kl. 8-12 tirsdage", 4, 4}, {"hver dag 8-9", 5, 5}, {"mandag-fredag 8-10", 10, 10}, {"man-fre kl. 8-10", 10, 10},
	{"Monday to Friday 9-11", 10, 10}, {"Mondays 9am-1pm", 4, 4}, {"Tuesdays 2-4 pm", 2, 2}, {"Wednesday 10-2", 4, 4}, {"fredag fra 8 til 12", 4, 4},
	{"fredage mellem kl. 8 og 12", 4, 4}, {"mandag 8.30-10", 1.5, 1.5}, {"mandag kl. 8:30-10:00", 1.5, 1.5}, {"mandag 8-10 og fredag 12-15", 5, 5},
	{"mandag 3 timer og torsdag 2 timer", 5, 5}, {"2 timer mandag, 3 timer tirsdag", 5, 5}, {"2 timer mandag og torsdag", 4, 4}, {"6 timer om ugen, mandag og torsdag", 6, 6}, {"2 timer lø-sø", 4, 4}, {"12 timer, mandag og torsdag", 12, 12}, {"15 timer fordelt mandag til fredag", 15, 15}, {"8 timer mandag og torsdag", 16, 16}, {"10 timer hver mandag og torsdag", 20, 20}, {"6-10 timer mandag og torsdag", 12, 20},
	{"mandag og onsdag 2 timer, undtagen weekenden", 4, 4}, {"2 timer hver dag undtagen fredag og weekend", 8, 8}, {"4 timer undtagen weekend", 4, 4},
	{"halv to dage om ugen", 14.75, 14.75}, {"5, evt. 6 timer", 5, 6}, {"1 time hver morgen og aften", 10, 10}, {"mandag eller tirsdag 3 timer", 3, 3}, {"over 18 år, 5 timer", 5, 5}, {"i en time om dagen", 5, 5}, {"11.30 til 13.30 alle syv dage", 14, 14}, {"to gange om dagen, 2 timer dagligt", 10, 10},
	{"15 timer om ugen, gerne 3 timer ad gangen", 15, 15},
	{"8-10 timer om ugen, fx mandag og torsdag 9-13", 8, 10}, {"to dage om ugen 8-12", 8, 8}, {"tirsdag og torsdag 9-12", 6, 6}, {"every Friday 8-12", 4, 4},
	{"alle dage undtagen fredag 2 timer", 8, 8}, {"2 timer hver dag undtagen weekend", 10, 10}, {"alle ugens dage undtagen weekenden, 2 timer", 10, 10}, {"weekender 10-14", 8, 8}, {"from 9 to noon on Mondays", 3, 3}, {"lørdag og søndag, 4 timer hver dag", 8, 8},
	{"fredag eftermiddag 2 timer", 2, 2}, {"3 timer torsdag formiddag", 3, 3}, {"mandag 2, onsdag 3 timer", 5, 5},
	// Full time, sums, other words around.
	{"fuld tid", 37, 37}, {"full time", 37, 37}, {"fuldtid", 37, 37}, {"full-time", 37, 37}, {"halv tid", 18.5, 18.5},
	{"3 timer rengøring og 2 timer opvask", 5, 5}, {"3 timer mandag og 2 timer fredag, i alt 5 timer", 5, 5}, {"150 kr i timen, 5 timer om ugen", 5, 5},
	{"5 timer om ugen, ring på 40 12 34 56", 5, 5}, {"5 timer om ugen fra 1. december", 5, 5}, {"5 timer om ugen i 6 uger", 5, 5}, {"vi drukner i returvarer, vel 6 timer om ugen", 6, 6},
	{"2 medarbejdere 10 timer om ugen", 10, 10},
	{"30 timer eller fuld tid", 30, 37}, {"3 à 4 timer", 3, 4}, {"fem, seks timer", 5, 6}, {"én til to timer", 1, 2}, {"fra 2 timer om ugen", 2, 0}, {"2 x om ugen 3 timer", 6, 6},
	{"første mandag i måneden 6 timer", 1.5, 1.5}, {"mon/wed/fri 9-12", 9, 9}, {"Mon-Fri 8-10", 10, 10}, {"onsdage fra kl. 10 til kl. 13", 3, 3}, {"let's say 10", 10, 10},
	{"10 hours p/w", 10, 10}, {"a few hours every Friday", 2, 4}, {"mon 8-10 and thu 8-10", 4, 4}, {"max en time om dagen", 0, 5}, {"2-4 hours per shift, 2 shifts per week", 4, 8},
	{"en god times tid hver dag", 5, 5}, {"halv ni til halv tolv alle hverdage", 15, 15}, {"hveranden dag 2 timer", 5, 5}, {"en hverdag om ugen", 7.5, 7.5},
	{"op mod 10 timer om ugen", 0, 10}, {"5, måske 6 timer", 5, 6}, {"ca. 1½ time dagl.", 7.5, 7.5}, {"en weekend om måneden", 3.5, 3.5}, {"morgen og aften en time", 10, 10}, {"4 timer mandag formiddag og eftermiddag", 4, 4},
	// Spelled on another keyboard.
	{"20 timer om maaneden", 4.5, 4.5}, {"hoejst 8 timer", 0, 8}, {"5 timer om loerdagen", 5, 5},
}

var noHours = []string{
	"", " ", "ved ikke", "mange", "don't know", "no idea", "en masse timer", "nogle timer", "40123456", "40 12 34 56", "+45 40 12 34 56", "40.12.34.56", "40-12-34-56",
	"150 kr", "150 kr.", "kr. 150", "$15", "15 €", "150 kr i timen", "15 dollars an hour", "1. december", "1/12", "1.12.2026", "2026-12-01", "December 1st", "24/7", "2026", "om 2 uger", "uge 49",
	"2 uger", "3 måneder", "i 2 år", "18 år", "-5", "-5 timer", "minus 5", "0", "0 timer", "ingen timer", "101 timer", "168", "200 timer om ugen", "12345678",
	"mandag", "mandag og torsdag", "hver fredag", "kl. 8", "kl. 8-10", "8.30-10.30", "3 gange om ugen", "to gange", "vi har 6 medarbejdere", "50 %", "50%", "deltid",
	"om 2 timer", "ring om 2 timer", "for 2 timer siden", "ja", "nej tak", "hej", "timer", "13748136", "1.000", "10-8", "6 kasser", "010203-1234",
	"4 timer om ugen i dag, men vi vil gerne op på 8 timer",
}

func TestParseHours(t *testing.T) {
	for _, l := range []chat.Lang{chat.DA, chat.EN} {
		for _, c := range hourCases {
			min, max, ok := ParseHours(c.text, l)
			if min != c.min || max != c.max || !ok {
				t.Errorf("ParseHours(%q, %s) = %v, %v, %v; want %v, %v", c.text, l, min, max, ok, c.min, c.max)
			}
		}
		for _, text := range noHours {
			if min, max, ok := ParseHours(text, l); ok || min != 0 || max != 0 {
				t.Errorf("ParseHours(%q, %s) = %v, %v, %v; want it refused", text, l, min, max, ok)
			}
		}
	}
}

func TestParseHoursLangBreaksTies(t *testing.T) {
	if min, max, _ := ParseHours("Friday 2-4", chat.EN); min != 2 || max != 2 {
		t.Errorf("Friday 2-4 in English is %v-%v; want two hours, a time of day", min, max)
	}
	if min, max, _ := ParseHours("fredag 2-4", chat.DA); min != 2 || max != 4 {
		t.Errorf("fredag 2-4 in Danish is %v-%v; want two to four hours", min, max)
	}
}

func FuzzParseHours(f *testing.F) {
	for _, c := range hourCases {
		f.Add(c.text, true)
	}
	for _, s := range noHours {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, english bool) {
		l := chat.DA
		if english {
			l = chat.EN
		}
		if len(text) > 4000 {
			text = text[:4000]
		}
		began := time.Now()
		min, max, ok := ParseHours(text, l)
		if d := time.Since(began); d > runaway {
			t.Fatalf("took %v for %d bytes", d, len(text))
		}
		switch {
		case !ok && (min != 0 || max != 0):
			t.Fatalf("refused with %v, %v", min, max)
		case ok && (min < 0 || max < 0 || min > 100 || max > 100 || min == 0 && max == 0 || max != 0 && min > max):
			t.Fatalf("%v, %v is out of range", min, max)
		case math.Mod(min*4, 1) != 0 || math.Mod(max*4, 1) != 0:
			t.Fatalf("%v, %v is not in quarters", min, max)
		}
	})
}

func TestParseHoursLong(t *testing.T) {
	for _, unit := range []string{"1 ", "mandag ", "hver ", "to ", "3-", "en halv ", "og ", "8-10 mandag ", "3 timer og ", "( ", "½", "x ", "½ x"} {
		text := strings.Repeat(unit, 4000/len(unit))
		began := time.Now()
		ParseHours(text, chat.DA)
		if d := time.Since(began); d > runaway {
			t.Errorf("4,000 characters of %q took %v", unit, d)
		}
	}
}

func BenchmarkParseHours(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ParseHours(hourCases[i%len(hourCases)].text, chat.DA)
	}
}

func TestOnlyWhen(t *testing.T) {
	for text, want := range map[string]bool{"6 timer om ugen, gerne mandag": true, "lørdag": true, "1,5 timer hver dag": true,
		"Kontorhjælp 5 timer": false, "gøgl om mandagen": false, "pakke ordrer": false, "": false, "noget med jern": false} {
		if got := OnlyWhen(text, chat.DA); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestWhole(t *testing.T) {
	for _, c := range []struct {
		text     string
		min, max float64
	}{
		{"sådan en formiddag", 4, 4},
		{"to formiddage om ugen", 7, 7},
		{"tre dage", 22, 22},
		{"half a day a week", 4, 4},
		{"3,75 timer", 3.75, 3.75},
		{"halvanden time", 1.5, 1.5},
		{"7,5 timer mandag formiddag", 7.5, 7.5},
		{"mandag 8-11.30", 3.5, 3.5},
		{"halv tid", 18.5, 18.5},
	} {
		min, max, ok := ParseHours(c.text, chat.DA)
		if min, max = Whole(c.text, chat.DA, min, max); !ok || min != c.min || max != c.max {
			t.Errorf("%q is %g-%g, want %g-%g", c.text, min, max, c.min, c.max)
		}
	}
}
