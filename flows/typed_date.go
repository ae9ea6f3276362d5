package flows

import (
	"strconv"
	"time"

	"brobygger/chat"
)

// dateSense is what a word or phrase can mean in a text about days.
type dateSense byte

const (
	dDays    dateSense = iota + 1 // so many days from today
	dWeekday                      // 0 for Monday
	dMonth                        // 1 for January
	dNext                         // næste, next
	dComing                       // på, this, førstkommende: the first to come
	dIn                           // om, in: before a number and a unit
	dUnit                         // days in the unit; 30 is a month, 365 a year
	dWeek                         // "uge" before a number
	dThe                          // den, d., the: before a day of the month
	dPart                         // i, from, til: a month may follow by itself
	dNewYear
)

type dateWord struct {
	sense dateSense
	value int
}

var dateTable = datePhrases()

func datePhrases() phrases[dateWord] {
	p := phrases[dateWord]{}
	p.say(dateWord{dDays, 0}, "i dag|idag|today|nu|now|straks|med det samme|snarest|snarest muligt|hurtigst muligt|saa snart som muligt|saa hurtigt som muligt|asap|as soon as possible|immediately|right away|naar som helst|any time|anytime|i aften|tonight|i eftermiddag|this afternoon|i formiddag|this morning|right now|straight away|omgaaende")
	p.say(dateWord{dDays, 1}, "i morgen|imorgen|tomorrow|i morgen tidlig|tomorrow morning|i morgen formiddag|i morgen eftermiddag")
	p.say(dateWord{dDays, 2}, "i overmorgen|overmorgen|day after tomorrow|the day after tomorrow")
	days := []string{"mandag|monday|mon|mandagen|man", "tirsdag|tuesday|tue|tues|tirs|tirsdagen", "onsdag|wednesday|wed|ons|onsdagen", "torsdag|thursday|thu|thurs|tors|torsdagen",
		"fredag|friday|fri|fre|fredagen", "loerdag|lordag|saturday|sat|loer|loerdagen", "soendag|sondag|sunday|soen|soendagen"}
	for d, words := range days {
		p.say(dateWord{dWeekday, d}, words)
	}
	months := []string{"januar|january|jan", "februar|february|feb", "marts|march|mar", "april|apr", "maj|may", "juni|june|jun", "juli|july|jul", "august|aug",
		"september|sep|sept", "oktober|october|okt|oct", "november|nov", "december|dec|decemeber"}
	for m, words := range months {
		p.say(dateWord{dMonth, m + 1}, words)
	}
	p.say(dateWord{dNext, 0}, "naeste|next|naestkommende|the next|den naeste|kommende|coming|the coming|den kommende")
	p.say(dateWord{dComing, 0}, "paa|this|denne|foerstkommende|on|nu paa")
	p.say(dateWord{dIn, 0}, "om|in|within|inden for|indenfor|about|cirka om")
	p.say(dateWord{dUnit, 1}, "dag|dage|day|days|dages|days time")
	p.say(dateWord{dUnit, 7}, "uge|uger|ugen|week|weeks|ugers|weeks time")
	p.say(dateWord{dUnit, 14}, "fortnight")
	p.say(dateWord{dUnit, 30}, "maaned|maaneder|month|months|mdr|md|maanederne|months time")
	p.say(dateWord{dUnit, 365}, "aar|year|years")
	p.say(dateWord{dThe, 0}, "den|d|the")
	p.say(dateWord{dPart, 0}, "i|fra|til|from|starting|start|per|pr|primo|begyndelsen af|starten af|beginning of|the beginning of|early|by|efter|after|ultimo")
	p.say(dateWord{dNewYear, 0}, "nytaar|new year|new years|aarsskiftet|det nye aar|the new year")
	return p
}

// dateReader looks for a day in the lexemes of a text.
type dateReader struct {
	lex     []lexeme
	now     time.Time
	english bool
}

// ParseDate finds the first day that a text names, in Danish or English
// whatever l is: "i morgen", "på mandag", "næste fredag" (the one of next
// week), "1. december", "1/12", "2026-12-01", "om 2 uger", "uge 49" (its
// Monday), "December 1st", "snarest" (today). The day comes before the month
// unless that can't be. A day without a year, and a weekday, is the next one
// to come: a weekday is never today, a date may be. A month by itself is its first day.
//
// The result is at 00:00 in now's location, in the years 2000 to 2100. What
// names no day, or one that does not exist, gives false.
func ParseDate(text string, l chat.Lang, now time.Time) (time.Time, bool) {
	r := dateReader{lex: lexemes(text), now: now, english: l == chat.EN}
	if len(r.lex) > 400 {
		r.lex = r.lex[:400]
	}
	var weekday time.Time // a weekday gives way to a date beside it: "mandag den 30. november"
	for i := range r.lex {
		d, ok, sure := r.at(i)
		if !ok || d.Year() < 2000 || d.Year() > 2100 {
			continue
		}
		if sure {
			return d, true
		}
		if weekday.IsZero() {
			weekday = d
		}
	}
	return weekday, !weekday.IsZero()
}

func (r *dateReader) today() time.Time { return r.day(r.now.Year(), r.now.Month(), r.now.Day()) }

func (r *dateReader) day(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, r.now.Location())
}

func (r *dateReader) plus(days int) time.Time {
	return r.day(r.now.Year(), r.now.Month(), r.now.Day()+days)
}

func (r *dateReader) sense(i int) (dateWord, int) {
	for i < len(r.lex) && r.lex[i].kind == 'p' && (r.lex[i].s == "." || r.lex[i].s == "-") {
		i++
	}
	if i >= len(r.lex) {
		return dateWord{}, i
	}
	w, next, _ := dateTable.at(r.lex, i)
	return w, next
}

// at reads a day that begins at i; sure is false for a bare weekday.
func (r *dateReader) at(i int) (d time.Time, ok, sure bool) {
	if r.lex[i].kind == 'n' {
		d, ok = r.numeric(i)
		return d, ok, true
	}
	w, next := r.sense(i)
	switch w.sense {
	case dDays:
		return r.plus(w.value), true, r.lex[i].s != "nu" && r.lex[i].s != "now"
	case dWeekday:
		d, sure = r.weekday(w.value, next)
		return d, true, sure
	case dMonth:
		d, ok = r.month(i, w.value, next)
		return d, ok, true
	case dNext:
		switch u, _ := r.sense(next); {
		case u.sense == dWeekday:
			return r.plus(7 - mondayFirst(r.now) + u.value), true, false
		case u.sense == dUnit && u.value == 7:
			return r.plus(7 - mondayFirst(r.now)), true, false
		case u.sense == dUnit && u.value == 30:
			return r.day(r.now.Year(), r.now.Month()+1, 1), true, true
		case u.sense == dUnit && u.value == 365:
			return r.day(r.now.Year()+1, 1, 1), true, true
		}
	case dIn:
		d, ok = r.in(next)
		return d, ok, true
	case dUnit:
		if w.value == 7 && next < len(r.lex) { // "uge 49"
			d, ok = r.week(next)
			return d, ok, true
		}
	case dThe:
		if next < len(r.lex) && r.lex[next].s == "." {
			next++
		}
		if n, k, ok := r.ordinal(next); ok { // "den 15."
			if m, _ := r.sense(k); m.sense != dMonth {
				return r.nextDay(n)
			}
		}
	case dNewYear:
		return r.day(r.now.Year()+1, 1, 1), true, true
	}
	return d, false, false
}

// mondayFirst is 0 on a Monday.
func mondayFirst(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }

// weekday gives the next such day, or the one of the week that follows in the
// text: "mandag i uge 50", "Monday next week".
func (r *dateReader) weekday(d, next int) (time.Time, bool) {
	for k := next; k < len(r.lex) && k < next+3; k++ {
		w, after := r.sense(k)
		if w.sense == dUnit && w.value == 7 && after < len(r.lex) {
			if monday, ok := r.week(after); ok {
				return monday.AddDate(0, 0, d), true
			}
		}
		if w.sense == dNext {
			if u, _ := r.sense(after); u.sense == dUnit && u.value == 7 {
				return r.plus(7 - mondayFirst(r.now) + d), true
			}
		}
	}
	ahead := (d - mondayFirst(r.now) + 7) % 7
	if ahead == 0 {
		ahead = 7
	}
	return r.plus(ahead), false
}

// week gives the Monday of the ISO week whose number stands at i, or today
// when it is this week.
func (r *dateReader) week(i int) (time.Time, bool) {
	if r.lex[i].kind != 'n' {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(r.lex[i].s)
	if err != nil || n < 1 || n > 53 {
		return time.Time{}, false
	}
	year, current := r.now.ISOWeek()
	if n == current {
		return r.today(), true
	}
	for y := year; y < year+7; y++ {
		d := r.day(y, 1, 4) // always in week 1
		d = r.day(y, 1, 4-mondayFirst(d)+7*(n-1))
		if iy, w := d.ISOWeek(); iy == y && w == n && (y > year || n > current) {
			return d, true
		}
	}
	return time.Time{}, false
}

// in reads what follows "om" or "in": "2 uger", "en måned", "a couple of days".
func (r *dateReader) in(i int) (time.Time, bool) {
	n := 1
	if i < len(r.lex) {
		switch w, next, ok := hourTable.at(r.lex, i); {
		case r.lex[i].kind == 'n':
			v, err := strconv.Atoi(r.lex[i].s)
			if err != nil || v > 1000 {
				return time.Time{}, false
			}
			n, i = v, i+1
			if i+1 < len(r.lex) && r.lex[i].kind == 'p' && r.lex[i].s == "-" && r.lex[i+1].kind == 'n' { // "om 2-3 uger"
				i += 2
			}
		case ok && w.sense == hNumber:
			n, i = int(w.value), next
		case ok && w.sense == hArticle:
			i = next
		case r.lex[i].s == "fjorten":
			n, i = 14, i+1
		default:
			return time.Time{}, false
		}
	}
	u, _ := r.sense(i)
	if i >= len(r.lex) || u.sense != dUnit {
		return time.Time{}, false
	}
	switch u.value {
	case 30:
		return r.months(n), true
	case 365:
		return r.months(12 * n), true
	}
	return r.plus(n * u.value), true
}

// months goes n months ahead, to the last day where the month is shorter.
func (r *dateReader) months(n int) time.Time {
	first := r.day(r.now.Year(), r.now.Month()+time.Month(n), 1)
	last := r.day(first.Year(), first.Month()+1, 0).Day()
	return r.day(first.Year(), first.Month(), min(r.now.Day(), last))
}

// ordinal reads a day of the month: "15", "15.", "15th", "første", "first".
func (r *dateReader) ordinal(i int) (n, next int, ok bool) {
	if i < len(r.lex) && r.lex[i].kind == 'w' && (r.lex[i].s == "foerste" || r.lex[i].s == "first") {
		return 1, i + 1, true
	}
	if i >= len(r.lex) || r.lex[i].kind != 'n' {
		return 0, i, false
	}
	n, err := strconv.Atoi(r.lex[i].s)
	if err != nil || n < 1 || n > 31 {
		return 0, i, false
	}
	i++
	if i < len(r.lex) && (r.lex[i].s == "." || r.lex[i].s == "st" || r.lex[i].s == "nd" || r.lex[i].s == "rd" || r.lex[i].s == "th" || r.lex[i].s == "te" || r.lex[i].s == "de") {
		i++
	}
	return n, i, true
}

func (r *dateReader) nextDay(n int) (time.Time, bool, bool) {
	for m := range 3 {
		month := r.now.Month() + time.Month(m)
		if d := r.day(r.now.Year(), month, n); d.Day() == n && !d.Before(r.today()) {
			return d, true, true
		}
	}
	return time.Time{}, false, false
}

// month reads "December 1st 2026"; the day that stands before the month is
// read by numeric. A month by itself counts after a word like "fra", or alone.
func (r *dateReader) month(i, m, next int) (time.Time, bool) {
	if n, k, ok := r.ordinal(next); ok && r.english || ok && k > next+1 || ok && k >= len(r.lex) {
		return r.date(n, m, r.year(k))
	}
	if y := r.year(next); y > 0 {
		return r.date(1, m, y)
	}
	alone := i == 0 && next >= len(r.lex)
	if i > 0 {
		w, _ := r.sense(i - 1)
		alone = alone || w.sense == dPart || w.sense == dIn || w.sense == dNext || w.sense == dThe
		if _, _, isDay := r.ordinal(i - 1); isDay {
			return time.Time{}, false
		}
	}
	if !alone {
		return time.Time{}, false
	}
	if d := r.day(r.now.Year(), time.Month(m), 1); d.Year() == r.now.Year() && time.Month(m) == r.now.Month() {
		return r.today(), true // the month that has begun
	}
	return r.date(1, m, 0)
}
