package flows

import "strings"

// rate passes "i timen", "an hour" after a price.
func (r *hourReader) rate(i int) int {
	j := i
	for s := r.sense(j); j < len(r.words) && (s == hPer || s == hArticle || s == hEach || s == hFill); s = r.sense(j) {
		j++
	}
	if j > i && r.sense(j) == hUnit {
		return j + 1
	}
	return i
}

func (r *hourReader) unitAt(i int) bool {
	s := r.sense(r.skipFill(i))
	return s == hUnit || s == hTimes || s == hWeek || s == hMoney || s == hMonth
}

func (r *hourReader) spoken(i int, any ...string) bool {
	if i < 0 {
		return false
	}
	for _, s := range any {
		if r.words[i].s == s {
			return true
		}
	}
	return false
}

func (r *hourReader) plural(i int) bool {
	s := r.words[i].s
	return strings.HasSuffix(s, "e") || strings.HasSuffix(s, "days")
}

// upTo reads the other end of a range that began with a.
func (r *hourReader) upTo(i int, a hourWord) (b hourWord, next int, ok bool) {
	j := i
	switch r.sense(j) {
	case hTo:
		j++
	case hOr:
		if r.words[j].s != "or" && r.words[j].s != "eller" {
			return b, i, false
		}
		j++
	case hAnd:
		if !r.between {
			return b, i, false
		}
		j++
	case hNumber: // "to tre timer"
		if w := r.words[j]; !w.word || !a.word || w.value != a.value+1 || r.sense(j+1) == hTo {
			return b, i, false
		}
	case hStop: // "fem, seks timer", "5, måske 6 timer"
		if k := r.skipFill(j + 2); j+1 < len(r.words) && perhaps[r.words[j+1].s] && r.sense(k) == hNumber && r.words[k].value > a.value && r.sense(k+1) == hUnit {
			j = k - 1
		} else if r.sense(j+1) != hNumber || !r.words[j+1].word || !a.word || r.words[j+1].value != a.value+1 || r.sense(j+2) != hUnit {
			return b, i, false
		}
		j++
	default:
		return b, i, false
	}
	j = r.skipFill(j)
	if !r.startsNumber(j) || r.sense(j) == hArticle && !r.startsNumber(j) {
		return b, i, false
	}
	from := r.from
	b, next, ok = r.figure(j)
	r.from = from
	return b, next, ok
}

// hours reads on after the unit of hours or minutes at k: "og 30 minutter",
// "and a half", "til 4 timer", "or two".
func (r *hourReader) hours(k int, it hourItem) int {
	unit := r.words[k].value
	it.kind = 'a'
	it.min, it.max = it.min*unit, it.max*unit
	i := k + 1
	j := i
	if r.sense(j) == hAnd {
		j++
	}
	if unit == 1 && !it.ranged {
		w, next, ok := r.figure(j)
		switch {
		case !ok || !r.startsNumber(j):
		case r.sense(next) == hUnit && r.words[next].value < 1 && !w.clock:
			it.min += w.value * r.words[next].value
			it.max, i = it.min, next+1
		case w.value == 0.5 && w.word && !r.unitAt(next) && r.sense(next) != hDay && r.sense(next) != hPart && j > k+1:
			it.min += 0.5
			it.max, i = it.min, next
		case j == k+1 && len(w.s) == 2 && w.value < 60 && !r.unitAt(next) && len(r.words[k].s) == 1: // 1h30
			it.min += w.value / 60
			it.max, i = it.min, next
		}
	}
	if b, next, ok := r.upTo(i, hourWord{}); ok && !b.clock && !it.ranged {
		switch s := r.sense(r.skipFill(next)); {
		case s == hUnit:
			next = r.skipFill(next)
			it.max, it.ranged, i = b.value*r.words[next].value, true, next+1
		case s == hDay, s == hPart, s == hTimes, s == hWeek, s == hMoney, s == hMonth, s == hPercent, s == hOther, s == hWeekday:
		default:
			it.max, it.ranged, i = b.value*unit, true, next
		}
	}
	it.open = it.open || r.floor && !it.ranged
	r.floor = false
	r.add(it)
	if n := len(r.items); r.sense(r.skipFill(i)) == hTimes && n > 1 && r.items[n-2].kind == 'b' { // "two 4-hour shifts"
		r.items[n-2].kind, r.items[n-1].each = 'c', true
		return r.skipFill(i) + 1
	}
	return i
}

var perhaps = wordSet("maaske eventuelt evt maybe perhaps")
