package wording

import (
	"slices"
	"strings"
	"time"

	"brobygger/flows"
)

// timeClass is what a word does in words about time.
type timeClass byte

const (
	notTime  timeClass = iota
	glue               // may stand within: "om", "hver", "fra"
	numeral            // a figure, in digits or letters
	unit               // hours, minutes
	dayUnit            // a day that is counted
	weekUnit           // a week, a month
	partDay            // a morning: value in part
	weekday            // value in days
	often              // daily, weekly, times
)

var timeClasses = timeTable()

func timeTable() map[string]timeClass {
	m := map[string]timeClass{}
	say := func(c timeClass, words string) {
		for w := range strings.FieldsSeq(words) {
			m[w] = c
		}
	}
	say(glue, "till om i paa pr per hver hvert every each a the og and samt eller or til to fra from kl klokken ca cirka omkring "+
		"around about omtrent mindst minimum maks max maksimalt hoejst op up at least most more mere than end over under "+
		"mellem between anden andet other second fjortende tredje third foerste first sidste last ugens alle all undtagen except "+
		"fordelt fast spread across hele hel helt whole full fuld enkelt enkelte faste gode korte fulde solid on in of maaske "+
		"vel nok gerne knap godt god lange hveranden mod lige p mest roughly approximately approx only kun bare just some any ad gangen af "+
		"through thru med min ish loebet during på en et an plus ikke not no ulige even odd either gang")
	say(numeral, "to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tyve femogtyve tredive femogtredive syvogtredive fyrre halvanden halvandet par one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty couple few faa halv halvt halve half")
	say(unit, "time timer timers timerne timmer tim t h hr hrs hour hours ugetimer minut minutter minutters minute minutes mins kvarter arbejdstimer mandetimer timesvis")
	say(dayUnit, "dag dage dages dags dagen dagene day days arbejdsdag arbejdsdage workday workdays heldag heldage")
	say(weekUnit, "uge uger ugen ugerne week weeks wk maaned maaneder maaneden md mdr month months fortnight fortnights kvartal kvartalet quarter aar aaret year ugentligt ugentlig ugentlige weekly maanedligt maanedlig monthly biweekly fortnightly")
	say(partDay, "formiddag formiddage formiddagen formiddagene eftermiddag eftermiddage eftermiddagen eftermiddagene morgen morgener morgenen morgenerne aften aftener aftenen aftenerne morgner aftner morning mornings afternoon afternoons evening evenings nat naetter natten night nights middag noon lunchtime formiddags")
	say(often, "dagligt daglig dgl daily gange times twice once vagt vagter shift shifts am pm dagl halvtid halvtids halvdag halvdage fuldtid fulltime ugl")
	for _, words := range dayWords {
		for w := range strings.FieldsSeq(words) {
			m[w] = weekday
		}
	}
	say(weekday, "hverdag hverdage hverdagen hverdagene weekday weekdays weekend weekends weekenden weekender weekenderne")
	return m
}

var dayWords = [7]string{
	"mandag mandage mandagen mandagene mandags monday mondays man mon ma", "tirsdag tirsdage tirsdagen tirsdagene tirs tir ti tuesday tuesdays tue tues",
	"onsdag onsdage onsdagen onsdagene ons wednesday wednesdays wed weds", "torsdag torsdage torsdagen torsdagene tors tor thursday thursdays thu thur thurs",
	"fredag fredage fredagen fredagene fre fr friday fridays fri", "loerdag loerdage loerdagen loerdagene loer loe lordag saturday saturdays sat",
	"soendag soendage soendagen soendagene soen soe sondag sunday sundays sun"}

var dayOf = dayTable()

func dayTable() map[string]int {
	m := map[string]int{}
	for i, words := range dayWords {
		for w := range strings.FieldsSeq(words) {
			m[w] = i
		}
	}
	m["on"] = 2 // "ma ti on"
	return m
}

// shortDays mean a day only beside another day or a figure: "man, ons og fre".
var shortDays = wordSet("loe soe man mon ma tir ti tor ons sat sun fri fr wed tors tirs fre")

// partOf is what the parts of a day are called among the times of a task.
var partOf = map[string]string{"for": "morning", "mor": "morning", "eft": "afternoon", "aft": "evening", "eve": "evening", "nat": "night", "nig": "night", "naa": "night", "nae": "night"}

// classAt says what the token does; words that are only sometimes about time
// are judged by their neighbours.
func classAt(toks []token, s span, i int) timeClass {
	t := toks[i]
	switch {
	case t.kind == 'n':
		if len(t.s) > 5 || long(toks, s, i) || i > s.from && (toks[i-1].s == "nr" || toks[i-1].s == "nummer" || i-1 > s.from && toks[i-1].s == "." && toks[i-2].s == "nr") {
			return notTime
		}
		return numeral
	case t.kind == 'p':
		switch t.s {
		case "½", "¼", "¾":
			return numeral
		case "-", "–", "—", "/", "+", ",", "×", "~", "&", "à":
			return glue
		case ".":
			if i > s.from && toks[i-1].kind == 'n' && i+1 < s.to && everyNth[toks[i+1].s] {
				return glue // "hver 14. dag"
			}
			if i > s.from && i+1 < s.to && (dayDot(toks, i) || abbreviations[toks[i-1].s] && !toks[i+1].capital) && classAt(toks, s, i-1) != notTime {
				return glue // "4 timer pr. dag"
			}
		}
		return notTime
	}
	c := timeClasses[t.s]
	switch {
	case t.s == "tid" && i > s.from && toks[i-1].s == "halv":
		return often
	case t.s == "alt" && i > s.from && toks[i-1].s == "i" && i+1 < s.to && (timeClasses[toks[i+1].s] == glue || counts(toks[i+1])): // "4 timer i alt om dagen"
		return glue
	case t.stem != "" && len(t.s) > 4 && misspelledDay(t.s) != "":
		return weekday
	case t.raw == "søn" && (t.stem == "" && i > s.from && (toks[i-1].s == "min" || toks[i-1].s == "en" || toks[i-1].s == "vores")):
		return notTime
	case t.s == "on":
		if i > s.from && (toks[i-1].s == "ti" || toks[i-1].s == "tir") {
			return weekday
		}
	case c == weekday && i > s.from && (toks[i-1].s == "black" || toks[i-1].s == "good"):
		return notTime
	case c == weekday && shortDays[t.s]:
		if !besideDay(toks, s, i) {
			if t.s == "ti" { // ten
				return numeral
			}
			return notTime
		}
	case t.s == "time" || t.s == "times":
		if i == s.from {
			return notTime
		}
		if t.s == "times" && i-2 >= s.from && toks[i-1].s == "god" && toks[i-2].s == "en" && i+1 < s.to && toks[i+1].s == "tid" {
			return unit // "en god times tid"
		}
		before := timeClasses[toks[i-1].s]
		number := toks[i-1].kind == 'n' || before == numeral || toks[i-1].s == "½" || toks[i-1].s == "en" || toks[i-1].s == "hver" || toks[i-1].s == "pr"
		if !number && !(t.s == "times" && toks[i-1].s == "en") || t.s == "time" && toks[i-1].s == "one" {
			return notTime
		}
		if t.s == "times" && toks[i-1].s != "en" {
			return often
		}
		return unit
	case len(t.s) == 1 && (c == unit):
		if i == s.from || toks[i-1].kind != 'n' {
			return notTime
		}
	case t.s == "x":
		return glue
	case t.s == "min" && i > s.from && toks[i-1].kind == 'n':
		return unit
	case t.s == "tid":
		if i > s.from && (toks[i-1].s == "times" || toks[i-1].s == "halv") {
			return glue
		}
		return notTime
	case t.s == "dag" && i > s.from && toks[i-1].s == "i": // today
		return notTime
	case t.s == "morgen" && i > s.from && toks[i-1].s == "i":
		return notTime
	}
	return c
}

// long reports whether the digits are one of several groups of a long number:
// a telephone number, a CPR number.
func long(toks []token, s span, i int) bool {
	n := len(toks[i].s)
	for j := i + 1; j < s.to && toks[j].kind == 'n'; j++ {
		n += len(toks[j].s)
	}
	for j := i - 1; j >= s.from && toks[j].kind == 'n'; j-- {
		n += len(toks[j].s)
	}
	return n > 5 && (i+1 < s.to && toks[i+1].kind == 'n' || i > s.from && toks[i-1].kind == 'n')
}

func besideDay(toks []token, s span, i int) bool {
	for _, step := range []int{-1, 1} {
		for j, n := i+step, 0; j >= s.from && j < s.to && n < 3; j, n = j+step, n+1 {
			t := toks[j]
			_, day := dayOf[t.s]
			if toks[i].s == "fri" && (strings.HasSuffix(t.s, "dag") || strings.HasSuffix(t.s, "dage")) {
				break // "holde gangene fri mandag"
			}
			if n == 0 && step < 0 && timeClasses[t.s] == unit && toks[i].s != "man" && toks[i].s != "sat" && toks[i].s != "sun" && toks[i].s != "ma" && toks[i].s != "on" {
				return true
			}
			if day && (t.s != "man" || toks[i].s != "man") || t.kind == 'n' && n == 0 || t.s == "kl" {
				return true
			}
			if t.s != "," && t.s != "-" && t.s != "/" && t.s != "og" && t.s != "and" && t.s != "til" && t.s != "to" && t.s != "&" && t.s != "–" && t.s != "." && t.s != "+" {
				break
			}
		}
	}
	return false
}

func dayNamed(w string) (d int, ok bool) {
	if day := misspelledDay(w); day != "" {
		w = day
	}
	d, ok = dayOf[w]
	return d, ok
}

var until = wordSet("til inden by before until senest")

// misspelledDay gives the day that a word is with one letter otherwise, ""
// for a day that is spelled right and for other words.
func misspelledDay(w string) string {
	if _, right := dayOf[w]; right || timeClasses[w] != notTime || len(w) < 5 || len(w) > 10 {
		return ""
	}
	for _, day := range [...]string{"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "loerdag", "soendag", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if w[0] == day[0] && flows.OneOff(w, day) {
			return day
		}
	}
	return ""
}

// spelledOut are words as ParseHours knows them.
var spelledOut = map[string]string{"dgl": "dagligt", "dagl": "dagligt", "till": "to", "aftner": "aftener", "morgner": "morgener"}

// chained reports whether the hyphen at i is one of several between days:
// "man-ons-fre".
func chained(toks []token, i int) bool {
	day := func(j int) bool {
		if j < 0 || j >= len(toks) {
			return false
		}
		_, ok := dayOf[toks[j].s]
		return ok
	}
	hyphen := func(j int) bool { return j >= 0 && j < len(toks) && toks[j].s == "-" }
	return hyphen(i) && day(i-1) && day(i+1) && (hyphen(i+2) && day(i+3) || hyphen(i-2) && day(i-3))
}

// clockSpan writes two times of day as "08:00-10:30", "" when they are none.
func clockSpan(from, to string) string {
	var at [2]time.Time
	for i, s := range []string{from, to} {
		s = strings.ReplaceAll(s, ".", ":")
		if !strings.Contains(s, ":") {
			s += ":00"
		}
		t, err := time.Parse("15:04", s)
		if err != nil {
			return ""
		}
		at[i] = t
	}
	return at[0].Format("15:04-") + at[1].Format("15:04")
}

var people = wordSet("medarbejdere mand personer folk mennesker kolleger people workers staff")

var one = wordSet("en et een a an one")

var oneMorning = wordSet("morgen morgenen formiddag formiddagen eftermiddag eftermiddagen aften aftenen nat natten morning afternoon evening night")

// countBefore says whether the part of a day at i is counted ("n"), every one
// ("e") or only says when ("").
func countBefore(toks []token, from, i int) string {
	for j := i - 1; j >= from && j >= i-2; j-- {
		t := toks[j]
		switch {
		case t.kind == 'n' && oneMorning[toks[i].s] && t.s != "1":
			return "" // "5-8 morgen"
		case t.kind == 'n', timeClasses[t.s] == numeral, t.s == "en" || t.s == "a" || t.s == "one":
			return "n"
		case t.s == "hver" || t.s == "every" || t.s == "hvert" || t.s == "each" || t.s == "alle":
			return "e"
		case t.s == "hel" || t.s == "hele" || t.s == "whole" || t.s == "full" || t.s == "of":
			continue
		}
		break
	}
	return ""
}

// day notes what the day at i tells: that it is counted, or how often; full is
// what stands for a whole one.
func (m *moment) day(toks []token, i int) (full string) {
	before := toks[max(i-1, 0)].s
	switch {
	case i-2 >= m.from && before == "af" && toks[i-2].s == "hver": // "4 timer hver af dagene"
		m.each = true
		return " "
	case !everyDay[before], aDayAWeek(toks, m.span, i):
		m.amount, m.oneDay = true, true
	default:
		m.freq = true
	}
	counted := i > 1 && counts(toks[i-2])
	if !counted && before == "hele" || before == "all" || before == "whole" || before == "heldags" || toks[i].s == "heldag" {
		full = "7.4 timer"
	}
	return full
}

// everyDay are words before a day that is not counted: "om dagen", "/ day".
var everyDay = wordSet("hver hveranden every om per pr each / a the")

// aDayAWeek reports whether the day at i is the amount: "a day a week", and not
// "4 hours a day".
func aDayAWeek(toks []token, s span, i int) bool {
	return i == s.from+1 && toks[i-1].s == "a" && i+2 < s.to && timeClasses[toks[i+2].s] == weekUnit
}

// certainWeek reports whether at i a week of the year is named: "uge 42", and
// not "hver anden uge 8 timer".
func certainWeek(toks []token, from, i, to int) bool {
	if toks[i].s != "uge" && toks[i].s != "week" || i+1 >= to || toks[i+1].kind != 'n' {
		return false
	}
	each := spoken(toks, max(from, i-2), i, "hver", "hveranden", "every", "each", "anden", "other")
	return !each || i+2 >= to || timeClasses[toks[i+2].s] == notTime
}

// amountBefore reports whether there is another figure than how many "gange" at i.
func amountBefore(toks []token, from, i int) bool {
	for i--; i >= from && (counts(toks[i]) || toks[i].s == "-" || toks[i].s == "til" || toks[i].s == "et" || toks[i].s == "a" || toks[i].s == "x"); i-- {
	}
	return i >= from && slices.ContainsFunc(toks[from:i+1], counts)
}

// upAlone reports whether the "op" at i belongs to what stands before it: it
// does unless "til" follows, and in "adds up to".
func upAlone(toks []token, i, to int) bool {
	s := toks[i].s
	if s == "up" && i > 0 && strings.HasPrefix(toks[i-1].s, "add") {
		return true
	}
	return (s == "up" || s == "op") && !(i+1 < to && (toks[i+1].s == "to" || toks[i+1].s == "til" || toks[i+1].s == "till" || toks[i+1].s == "mod"))
}
