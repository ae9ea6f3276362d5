package practice

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// wished is at, or the moment after it by which a company that is called when
// it would like to be has been called: on the first day it named, and in the
// hours it named.
func (t *Turn) wished(o *Opening, at time.Time) time.Time {
	at = at.In(t.Zone())
	itsDay := o.CallFrom.After(at)
	if itsDay {
		y, m, d := o.CallFrom.In(t.Zone()).Date()
		at = t.Calendar.WorkingDays(time.Date(y, m, d, at.Hour(), at.Minute(), at.Second(), 0, t.Zone()), 0)
	}
	hours := hoursWished(o.Contact.Best)
	if hours.from == 0 {
		if (itsDay || sameDay(at, o.CallFrom)) && namesOneDay(o.Contact.Best) {
			y, m, d := at.Date()
			return t.Calendar.Sub(time.Date(y, m, d+1, 0, 0, 0, 0, t.Zone()), 0) // all of that day will do
		}
		return at
	}
	day := at
	if hours.anyDay { // one of the days before the promise will do
		day = t.Now
	}
	for range 7 {
		y, m, d := day.Date()
		clock := func(after time.Duration) time.Time {
			return time.Date(y, m, d, int(after.Hours()), int(after.Minutes())%60, 0, 0, t.Zone())
		}
		opens, ends := clock(hours.from), t.Calendar.Sub(clock(24*time.Hour), 0) // when the day closes
		if hours.to > hours.from {
			ends = earlier(ends, clock(hours.to))
		}
		switch {
		case !t.Calendar.Open(opens) || !ends.After(t.Now):
		case at.After(opens) && !itsDay:
			return at
		default:
			return ends
		}
		day = t.Calendar.WorkingDays(day, 1)
	}
	return at // nobody works when they would like to be called
}

// wishedHours are the hours of a day in which a company would like to be called:
// from is 0 for any, and to is 0 for the rest of the day.
type wishedHours struct {
	from, to time.Duration
	anyDay   bool // rather then, but on whichever day
}

const clockOf = `(\d{1,2})(?:[.:](\d\d))?`

var (
	clockRange = regexp.MustCompile(`(?:^| )(?:kl|klokken|mellem|between|from|fra)?\.? ?` + clockOf + ` ?(?:am|pm)? ?(?:-|–|til|to|og|and) ?` + clockOf + ` ?(am|pm)?( .*)?$`)
	clockAfter = regexp.MustCompile(`(?:^| )(?:efter|after|fra|from|før|inden|before|until|tidligst|earliest) (?:(?:kl|klokken|at)\.? ?)?` + clockOf + `(?: ?(am|pm))?( .*)?$`)
	clockAt    = regexp.MustCompile(`(?:^| )(?:(?:kl|klokken|at)\.? ?` + clockOf + `(?: ?(am|pm))?|` + clockOf + ` ?(am|pm))(?: |$)`)
	notOn      = regexp.MustCompile(` (?:(?:bare|dog|men|but|just) )?(?:ikke|not|never|aldrig) (?:om |on |på )?(?:` + strings.Join(daysOfWeek(), "|") + `)(?:en|s)?\b`)
	dated      = regexp.MustCompile(`^ (?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec|dage|uger|timer|måneder|days|weeks|hours|months)`)
)

// hoursWished reads the hours in which a company would like to be called from
// what it chose or wrote: "efter kl 14", "torsdag kl. 10", "ikke før 11".
func hoursWished(best string) wishedHours {
	switch best {
	case "midday":
		return wishedHours{11 * time.Hour, 13 * time.Hour, true}
	case "afternoon":
		return wishedHours{12 * time.Hour, 0, true}
	}
	text := " " + strings.Join(parted(best, ",;!?()\""), " ") + " "
	text = strings.TrimRight(text, " .") + " "
	text = notOn.ReplaceAllString(text, " ") // "but not Friday" says nothing of the hours
	says := func(phrases ...string) bool { return saysPhrase(text, phrases...) }
	never, before := says("ikke", "not", "don't", "never", "aldrig"), says("før", "inden", "before", "until")
	if never != before && !says("until") || says("senest", "by") {
		return wishedHours{} // when not to call, or by when
	}
	anyDay := says("i dag", "today")
	if m := clockRange.FindStringSubmatch(text); m != nil && !never && !dated.MatchString(m[6]) {
		from, to := hourOf(m[1], m[2], m[5]), hourOf(m[3], m[4], m[5])
		if m[5] == "pm" && from > to { // from 10 to 2 pm
			from = hourOf(m[1], m[2], "am")
		}
		if from > 0 && to > from {
			return wishedHours{from, to, anyDay}
		}
	}
	if m := clockAfter.FindStringSubmatch(text); m != nil && !dated.MatchString(m[4]) {
		if from := hourOf(m[1], m[2], m[3]); from > 0 {
			return wishedHours{from, 0, anyDay}
		}
	}
	if m := clockAt.FindStringSubmatch(text); m != nil {
		from := hourOf(m[1], m[2], m[3])
		if m[1] == "" {
			from = hourOf(m[4], m[5], m[6])
		}
		if from > 0 {
			return wishedHours{from, from + time.Hour, anyDay}
		}
	}
	switch {
	case says("eftermiddagen", "eftermiddag", "afternoon", "efter frokost", "after lunch"):
		return wishedHours{12 * time.Hour, 0, anyDay}
	case says("midt på dagen", "middag", "noon", "midday"):
		return wishedHours{11 * time.Hour, 13 * time.Hour, anyDay}
	}
	return wishedHours{}
}

// namesOneDay reports whether a wish names one day of the week, and that is when
// to call: "torsdag", "helst på torsdag", "Thursday please", but not "fra torsdag".
func namesOneDay(best string) bool {
	days := 0
	for _, w := range wordsOf(preferred(" " + strings.Join(wordsOf(best), " ") + " ")) {
		if slices.Contains(daysOfWeek(), w) || slices.Contains([]string{"morgen", "imorgen", "tomorrow"}, w) {
			days++
		} else if !among("på om den kun gerne helst hellere næste nu kommende tak ring jeg vil vi passer bedst os mig fint godt er kan on this next please prefer preferably best works only call me us i we'd i'd", w) {
			return false
		}
	}
	return days == 1
}

// hourOf reads a time of day; before seven is after noon, for nobody is called
// at night. It is 0 for what is none.
func hourOf(hour, minute, half string) time.Duration {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	if h > 23 || m > 59 {
		return 0
	}
	if h < 12 && (half == "pm" || half == "" && h < 7) {
		h += 12
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}
