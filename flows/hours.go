package flows

import (
	"cmp"
	"math"
	"slices"

	"brobygger/chat"
)

// ParseHours reads hours per week, as people say them in Danish or English, as
// a range rounded to a quarter: "3-4 timer", "et par timer hver fredag",
// "mandag og torsdag 8-10", "halvanden dag om ugen", "20 timer om måneden",
// "half a day a week". A day is 7.4 hours, a morning half of that, "every day"
// five days, a month 4.33 weeks, "et par" two, "a few" two to four, full time 37.
//
// max equals min for one figure and is 0 for an open end ("mindst 10"); min is
// 0 for a bound from above ("under 5"). Otherwise 0 < min <= max <= 100.
// Both languages are understood whatever l is; l only breaks ties.
//
// It gives ok false and zeros for what is not about hours or leaves them
// unsaid: a telephone number, a price, a date, a number of weeks, "many", a
// figure beside words it does not know, a time of day without a day, and what
// is negative, nothing, or more than a week could hold.
func ParseHours(text string, l chat.Lang) (min, max float64, ok bool) {
	return heardHours(text, l).sum()
}

// Whole takes the quarters off hours that a text only tells by days or parts of
// days: "sådan en formiddag" is about 4 hours to the one who said it, however
// many a working day is reckoned at. Hours that were said in figures stay.
func Whole(text string, l chat.Lang, min, max float64) (wholeMin, wholeMax float64) {
	r := heardHours(text, l)
	if len(r.items) == 0 || slices.ContainsFunc(r.items, func(it hourItem) bool { return it.kind == 'a' || it.kind == 'b' || it.kind == 'f' }) {
		return min, max
	}
	whole := func(h float64) float64 {
		if h <= 1 {
			return h
		}
		return math.Ceil(h - 0.5) // a day of 7.4 hours is 7, though its quarters make 7.5
	}
	return whole(min), whole(max)
}

// OnlyWhen reports whether a text says when, or how many hours, and nothing else:
// "6 timer om ugen, gerne mandag".
func OnlyWhen(text string, l chat.Lang) bool {
	r := heardHours(text, l)
	return len(r.items) > 0 && r.strange == 0
}

// saysDays reports whether a text names days of the week and nothing else.
func saysDays(text string, l chat.Lang) bool {
	r := heardHours(text, l)
	return len(r.items) > 0 && r.strange == 0 && !slices.ContainsFunc(r.items, func(i hourItem) bool { return i.kind != 'w' })
}

// heardHours is a reader that has gone through the text.
func heardHours(text string, l chat.Lang) *hourReader {
	r := &hourReader{words: hourWords(lexemes(text)), english: l == chat.EN}
	r.read()
	return r
}

// hourItem is one thing that was said about hours.
type hourItem struct {
	kind     byte // 'a' hours, 'b' bare number, 'c' so many days or times, 'w' weekdays, 'f' full time
	min, max float64
	open     bool    // no upper end
	upper    bool    // no lower end
	share    float64 // how much of it falls into one week
	daily    bool    // per working day
	weekly   bool    // said to be per week, month …: not multiplied by days
	each     bool    // said to be for each of the days or times
	every    bool    // of weekdays: "hver mandag"
	total    bool
	clock    bool
	ranged   bool
	worth    float64 // of days: hours of one when no hours are said
	weekend  bool
	link     hourSense // what stood before it: hAnd, hOr or hOther
}

// hourReader goes once through the words and collects items.
type hourReader struct {
	words   []hourWord
	english bool
	items   []hourItem

	near    bool     // the last item stands directly before
	next    hourItem // what is said of the item to come
	hasNext bool     // a frequency waits in next
	dead    bool     // the next amount does not count
	between bool
	from    bool
	clock   bool
	spread  bool
	floor   bool // the figure being read began with "fra"
	strange int  // words that may turn a bare number into something else
	link    hourSense
}

func (r *hourReader) sense(i int) hourSense {
	if i < 0 || i >= len(r.words) {
		return hStop
	}
	return r.words[i].sense
}

func (r *hourReader) last() *hourItem {
	if len(r.items) == 0 {
		return nil
	}
	return &r.items[len(r.items)-1]
}

// lastAmount is the newest figure, past days and weekdays.
func (r *hourReader) lastAmount() *hourItem {
	for i := len(r.items) - 1; i >= 0; i-- {
		if k := r.items[i].kind; k == 'a' || k == 'b' || k == 'c' && r.items[i].worth > 0 {
			return &r.items[i]
		}
	}
	return nil
}

func (r *hourReader) add(it hourItem) {
	n := r.next
	it.open, it.upper = it.open || n.open, it.upper || n.upper
	it.each, it.total = it.each || n.each, it.total || n.total
	it.share = 1
	if r.hasNext {
		it.share, it.daily, it.weekly = n.share, n.daily, n.weekly
	}
	it.link, r.link = r.link, hOther
	r.next, r.hasNext, r.from, r.between, r.clock = hourItem{}, false, false, false, false
	if r.dead {
		r.dead, r.near = false, false
		r.strange++
		return
	}
	if p := r.last(); p != nil && it.upper && p.open && (p.kind == it.kind || p.kind == 'b') && p.min <= it.max {
		p.kind, p.max, p.open, p.ranged = it.kind, it.max, false, true // at least 5, at most 10
		p.share, p.daily, p.weekly = it.share, it.daily, it.weekly
		r.near = true
		return
	}
	r.items = append(r.items, it)
	r.near = true
}

// often says how often what is spoken of happens.
func (r *hourReader) often(share float64, daily bool) {
	if p := r.last(); p != nil && r.near {
		if n := len(r.items); daily && p.each && n > 1 && r.items[n-2].kind == 'c' { // "2 x 20 minutter om dagen"
			p.min, p.max = p.min*r.items[n-2].min, p.max*r.items[n-2].max
			r.items[n-2] = *p
			r.items = r.items[:n-1]
			p = r.last()
		}
		p.often(share, daily)
		return
	}
	if !r.hasNext {
		r.next.share = 1
	}
	r.next.often(share, daily)
	r.hasNext = true
}

func (it *hourItem) often(share float64, daily bool) {
	it.share *= share
	it.daily = it.daily || daily
	it.weekly = it.weekly || !daily
}

func (r *hourReader) read() {
	for i := 0; i < len(r.words); {
		i = max(r.step(i), i+1)
	}
	if p := r.last(); r.hasNext && p != nil {
		p.often(r.next.share, r.next.daily)
	}
}

// step reads what stands at i and gives the place after it.
func (r *hourReader) step(i int) int {
	w := r.words[i]
	number := r.startsNumber(r.skipFill(i + 1))
	switch w.sense {
	case hNumber, hArticle, hHalf:
		return r.quantity(i)
	case hFill, hOrdinal, hSecond, hTo:
	case hStop:
		r.near = false
		if r.link == hOther {
			r.link = hAnd
		}
	case hAnd, hOr:
		if r.link != hBut {
			r.link = w.sense
		}
	case hBut:
		r.link = hBut
		r.stranger()
	case hUnit:
		if w.s == "min" && number {
			r.next.open = true
		} else {
			r.stranger()
		}
	case hPart:
		if p := r.last(); p != nil && p.kind == 'w' && r.near {
			p.worth = w.value
		} else if r.near = false; !r.anyOf('a') && !r.anyOf('w') {
			r.strange++
		}
	case hDay:
		if p := r.last(); p != nil && p.kind == 'w' && i > 0 && r.words[i-1].sense == hFill {
			p.worth = hoursADay
		} else {
			r.stranger()
		}
	case hWeek:
		if r.sense(i+1) == hNumber && (w.s == "uge" || w.s == "week") { // "uge 49"
			i++
		}
		r.stranger()
	case hShare:
		r.often(w.value, false)
	case hDaily:
		r.often(cmp.Or(w.value, 1), true)
	case hEachTime:
		if p := r.lastAmount(); p != nil {
			p.each = true
		}
	case hTwice:
		r.add(hourItem{kind: 'c', min: 2, max: 2})
		r.often(1, true)
	case hOften:
		r.add(hourItem{kind: 'c', min: w.value, max: w.value})
	case hWeekday, hWeekdays:
		return r.weekdays(i, 1)
	case hEach:
		return r.every(i)
	case hPer:
		return r.per(i)
	case hFrom:
		r.from = true
	case hBetween:
		r.between = true
	case hMin, hMax:
		if number {
			r.next.open, r.next.upper = w.sense == hMin, w.sense == hMax
		} else {
			r.bound(w.sense == hMin)
		}
	case hMore, hLess:
		r.bound(w.sense == hMore)
	case hPlus:
		if number && !r.near {
			r.link = hAnd
		} else if r.near {
			r.bound(true)
		}
	case hTotal:
		if p := r.lastAmount(); !number && p != nil {
			p.total = true
		} else {
			r.next.total = true
		}
	case hSpread:
		r.spread = true
	case hFull:
		r.add(hourItem{kind: 'f', min: w.value, max: w.value})
	case hNot, hAway:
		if p := r.last(); number {
			r.dead = true
		} else if w.sense == hAway && p != nil && r.near {
			r.items = r.items[:len(r.items)-1]
		} else if r.sense(i+1) == hFull {
			r.dead = true
		}
		r.strange++
	case hNegative:
		r.dead = true
	case hClock:
		r.clock = true
	case hExcept:
		if s := r.sense(r.skipFill(i + 1)); s == hWeekday || s == hWeekdays && r.words[r.skipFill(i+1)].value == 2 {
			return r.weekdays(r.skipFill(i+1), -1)
		}
		r.strange++
	case hOf:
		if p := r.last(); number && p != nil && (p.kind == 'c' || p.kind == 'w') && r.near {
			r.next.each = true
		}
	case hTimesX:
		return r.multiply(i)
	default: // a word or sign that may change what a number means
		if w.sense != hAmPm {
			r.stranger()
		}
	}
	return i + 1
}

func (r *hourReader) stranger() { r.near = false; r.strange++ }

func (r *hourReader) anyOf(kind byte) bool {
	for _, it := range r.items {
		if it.kind == kind {
			return true
		}
	}
	return false
}

func (r *hourReader) bound(open bool) {
	if p := r.lastAmount(); p != nil && !p.ranged {
		p.open, p.upper = open, !open
	} else if p != nil && open {
		p.open = true
	}
}
