package flows

import "math"

// multiply reads "2 x 3 timer" and "3 timer x 2".
func (r *hourReader) multiply(i int) int {
	p := r.last()
	if p != nil && r.near && p.kind == 'b' && !r.startsNumber(i+1) { // "2 x om ugen"
		p.kind = 'c'
		return i + 1
	}
	if p == nil || !r.near || !r.startsNumber(i+1) {
		r.strange++
		return i + 1
	}
	switch p.kind {
	case 'b':
		p.kind, r.next.each = 'c', true
	case 'c', 'w':
		r.next.each = true
	case 'a':
		if w := r.words[i+1]; w.sense == hNumber && w.value >= 1 && w.value <= 14 {
			p.min, p.max = p.min*w.value, p.max*w.value
			if r.sense(i+2) == hTimes {
				return i + 3
			}
			return i + 2
		}
	}
	return i + 1
}

// every reads "hver anden uge", "every day", "hver fredag", "4 hours each".
func (r *hourReader) every(i int) int {
	j, n := r.skipFill(i+1), 1.0
	if r.sense(j) == hArticle {
		j++
	}
	switch r.sense(j) {
	case hSecond:
		n, j = 2, j+1
	case hOrdinal, hNumber:
		if v := r.words[j].value; v >= 1 && v <= 52 {
			n, j = v, r.skipFill(j+1)
		}
	}
	switch r.sense(j) {
	case hWeek:
		r.often(r.words[j].value/n, false)
	case hDay, hPart:
		r.often(1/n, true)
	case hWeekday, hWeekdays:
		at := len(r.items)
		next := r.weekdays(j, 1)
		if len(r.items) > at {
			r.items[at].share /= n
			r.items[at].every = true
		}
		return next
	default:
		if p := r.lastAmount(); p != nil {
			p.each = true
		}
		return i + 1
	}
	return j + 1
}

// per reads "om ugen", "/dag", "i måneden", and passes "i 6 uger".
func (r *hourReader) per(i int) int {
	w, j := r.words[i], r.skipFill(i+1)
	if s := r.sense(j); s == hArticle && w.s == "i" && r.sense(j+1) == hUnit { // "i en time"
		return i + 1
	} else if s == hArticle || s == hEach {
		j++
	}
	switch r.sense(j) {
	case hWeek:
		if r.sense(j+1) == hNumber && r.words[j].s == "uge" { // "i uge 49"
			r.strange++
			return j + 2
		}
		r.often(r.words[j].value, false)
		return j + 1
	case hDay:
		if w.s == "i" && r.words[j].s == "dag" { // today
			r.stranger()
			return j + 1
		}
		r.often(1, true)
		return j + 1
	case hTimes: // "10 timer pr vagt"
		if p := r.lastAmount(); p != nil && (w.s == "pr" || w.s == "per") {
			p.each = true
		}
		return i + 1
	case hUnit: // a rate
		r.stranger()
		return j + 1
	case hNumber:
		if s := r.sense(j + 1); s == hWeek {
			if w.s == "per" || w.s == "pr" || w.s == "/" {
				r.often(r.words[j+1].value/math.Max(r.words[j].value, 1), false)
			} else {
				r.stranger()
			}
			return j + 2
		} else if s == hUnit && (w.s == "om" || w.s == "in") {
			r.dead = true
		}
	}
	return i + 1
}

// weekdays reads "mandag", "mandag, onsdag og fredag", "man-fre"; sign -1
// takes the days away from those said before.
func (r *hourReader) weekdays(i int, sign float64) int {
	var set [7]bool
	n, weekend, either := 0.0, false, false
	j := i
	for {
		w := r.words[j]
		if w.sense == hWeekdays {
			n, weekend = math.Max(n, w.value), w.value == 2
		} else {
			set[int(w.value)%7] = true
			if r.sense(j+1) == hTo && r.sense(j+2) == hWeekday {
				for d := int(w.value); d != int(r.words[j+2].value); d = (d + 1) % 7 {
					set[d] = true
				}
				j += 2
				set[int(r.words[j].value)] = true
			}
		}
		k := j + 1
		or := false
		for s := r.sense(k); k < len(r.words) && (s == hAnd || s == hStop || s == hOr || s == hFill || s == hEach || s == hPer); s = r.sense(k) {
			or = or || s == hOr
			k++
		}
		if s := r.sense(k); k >= len(r.words) || s != hWeekday && s != hWeekdays {
			break
		}
		either = either || or
		j = k
	}
	days := 0.0
	for _, on := range set {
		if on {
			days++
		}
	}
	if either { // "mandag eller tirsdag" is one day
		n, days = 1, 1
	}
	if n = math.Max(n, days); sign < 0 {
		p := r.last()
		if weekend { // of working days nothing is taken
			if n = days; p != nil && p.kind == 'w' && p.max > daysAWeek {
				n += 2
			}
		}
		switch {
		case p != nil && p.kind == 'w':
			p.min, p.max = math.Max(p.min-n, 1), math.Max(p.max-n, 1)
		case n > 0:
			r.add(hourItem{kind: 'w', min: daysAWeek - n, max: daysAWeek - n})
		}
		return j + 1
	}
	keep, from, between, clock := r.next, r.from, r.between, r.clock
	r.next.open, r.next.upper, r.next.each, r.next.total = false, false, false, false
	worth := 0.0
	if r.spoken(i-1, "hele", "hel", "whole", "all", "full", "heldags") {
		worth = hoursADay
	}
	r.add(hourItem{kind: 'w', min: n, max: n, weekend: weekend, worth: worth})
	r.next, r.from, r.between, r.clock = hourItem{open: keep.open, upper: keep.upper, total: keep.total}, from, between, clock
	return j + 1
}
