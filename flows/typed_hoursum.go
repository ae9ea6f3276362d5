package flows

import (
	"math"
	"slices"
)

// sum makes hours per week of all that was read.
func (r *hourReader) sum() (min, max float64, ok bool) {
	var amounts []int
	r.settleBare()
	r.fullOr()
	for i, it := range r.items {
		if it.kind == 'a' {
			amounts = append(amounts, i)
		}
	}
	var out hourItem
	switch one := r.decisive(amounts); {
	case one >= 0:
		out, ok = r.weekly(one, 0, len(r.items))
	case len(amounts) > 1:
		out, ok = r.several(amounts)
	default:
		out, ok = r.daysOnly()
	}
	if !ok {
		return 0, 0, false
	}
	return out.bounds()
}

// bounds rounds to a quarter and refuses what no week holds.
func (it hourItem) bounds() (min, max float64, ok bool) {
	if it.min > it.max {
		it.min, it.max = it.max, it.min
	}
	min, max = quarter(it.min), quarter(it.max)
	if !(it.min > 0) || it.max > 100 || math.IsInf(it.max, 0) {
		return 0, 0, false
	}
	switch {
	case it.open:
		return min, 0, true
	case it.upper:
		return 0, max, true
	}
	return min, max, true
}

// quarter rounds to the nearest quarter of an hour; what is anything stays at
// least one.
func quarter(h float64) float64 { return math.Max(math.Round(h*4+1e-9)/4, 0.25) }

// fullOr makes full time an amount where it is one end: "30 timer eller fuld tid".
func (r *hourReader) fullOr() {
	hours := r.anyOf('a')
	or := false
	for _, it := range r.items {
		or = or || it.link == hOr
	}
	for i := range r.items {
		if it := &r.items[i]; it.kind == 'f' && hours && or {
			it.kind, it.weekly = 'a', true
		}
	}
}

// settleBare finds out what numbers without a unit are: times of day where
// there are days, hours where hours are spoken of, or else the only figure.
func (r *hourReader) settleBare() {
	hours, days, daily, bare, often := false, false, false, 0, false
	for _, it := range r.items {
		hours = hours || it.kind == 'a'
		days = days || it.kind == 'w' || it.kind == 'c'
		daily = daily || it.daily
		often = often || it.weekly
		if it.kind == 'b' {
			bare++
		}
	}
	for i := range r.items {
		it := &r.items[i]
		if it.kind != 'b' {
			continue
		}
		late := it.min >= 6 || it.min > it.max && it.max > 0
		if it.ranged && !it.open && !it.upper && (it.clock || (days || daily) && !it.weekly && (late || it.weekend || r.english && days && !hours)) {
			it.weekend = false
			if !it.span() || !(days || daily || it.weekly) {
				it.kind = 0
			}
			continue
		}
		it.weekend = false
		afterDay := i > 0 && r.items[i-1].kind == 'w'
		switch {
		case it.clock, it.ranged && it.min > it.max:
			it.kind = 0
		case it.each:
			it.kind = 'a'
		case hours && afterDay:
			it.kind = 'a'
		case !hours && bare == 1 && r.strange == 0 && (!days || it.weekly || it.ranged || it.total || r.items[0].each || r.timesOnly()):
			it.kind = 'a'
		default:
			it.kind = 0
		}
	}
}

func (r *hourReader) timesOnly() bool {
	for _, it := range r.items {
		if it.kind == 'w' || it.kind == 'c' && it.worth > 0 {
			return false
		}
	}
	return true
}

// span turns two times of day into hours between them.
func (it *hourItem) span() bool {
	from, to := it.min, it.max
	if from > 24 || to > 24 || from == to {
		return false
	}
	if to < from && from <= 12 && to+12 > from {
		to += 12 // "10-2"
	} else if to < from {
		to += 24 // "22-06"
	}
	it.min, it.max = to-from, to-from
	it.kind, it.clock, it.ranged = 'a', true, false
	return it.max <= 16
}

// decisive gives the one amount that says it all: the only one, a total, or
// the only one that is said per week; -1 when there is none.
func (r *hourReader) decisive(amounts []int) int {
	if len(amounts) == 1 {
		return amounts[0]
	}
	one, weekly, spans := -1, 0, 0
	for _, i := range amounts {
		it := r.items[i]
		if it.total {
			return i
		}
		if it.clock {
			spans++
		}
		if it.weekly && !it.daily && !it.clock && it.share == 1 {
			one = i
			weekly++
		}
	}
	if weekly == 1 && len(amounts) > 1 {
		others := true // what else is said only explains it
		for _, i := range amounts {
			others = others && (i == one || r.items[i].clock || r.items[i].daily || r.items[i].each)
		}
		if others {
			return one
		}
	}
	return -1
}

// weekly multiplies the amount at i by the days and times between from and to.
func (r *hourReader) weekly(i, from, to int) (hourItem, bool) {
	it := r.items[i]
	var days, times *hourItem
	for j := from; j < to; j++ {
		switch o := &r.items[j]; {
		case o.kind == 'w' && days == nil:
			days = o
		case o.kind == 'w':
			sum := *days
			sum.min, sum.max = sum.min+o.min, sum.max+o.max
			days = &sum
		case o.kind == 'c' && o.worth > 0 && (days == nil || days.kind == 'w'):
			days = o
		case o.kind == 'c' && o.worth == 0:
			times = o
		}
	}
	lo, hi, share := 1.0, 1.0, it.share
	switch {
	case (it.weekly || it.total) && !it.each && !it.daily && !it.clock || r.spread && !it.daily && !it.each:
		if days != nil && days.share < 1 && share == 1 && !it.weekly {
			share = days.share
		}
	case it.daily:
		lo, hi = daysAWeek, daysAWeek
		if days != nil {
			lo, hi, share = days.min, days.max, share*days.share
		}
		if times != nil && times.daily && it.each {
			lo, hi = lo*times.min, hi*times.max
		}
	case times != nil && times.daily:
		lo, hi = daysAWeek, daysAWeek
		if days != nil {
			lo, hi, share = days.min, days.max, share*days.share
		}
		lo, hi, share = lo*times.min, hi*times.max, share*times.share
	case times != nil && days != nil && days.kind == 'c' && times.each:
		lo, hi = days.min*times.min, days.max*times.max
	case times != nil && (days == nil || days.kind == 'w'):
		lo, hi, share = times.min, times.max, share*times.share
		if days != nil {
			share *= days.share
		}
	case days != nil && !it.each && !it.clock && (days.weekend || it.min > longestDay && days.min > 1 && !days.every):
		share *= days.share
	case days != nil:
		lo, hi, share = days.min, days.max, share*days.share
	case it.clock && !it.weekly:
		return it, false
	}
	it.min, it.max = it.min*lo*share, it.max*hi*share
	return it, true
}

// several adds amounts up that belong together: each with days of its own, or
// joined by "og"; "eller" makes a range. Anything else is not guessed.
func (r *hourReader) several(amounts []int) (hourItem, bool) {
	if r.sameDay(amounts) {
		return r.weekly(amounts[0], 0, len(r.items))
	}
	sum := hourItem{}
	first := 0
	for first < len(r.items) && r.items[first].kind == 0 {
		first++
	}
	before := r.items[first].kind == 'w'
	apart := true // every amount has days of its own
	or := false
	var parts []hourItem
	for n, i := range amounts {
		from, to := i+1, len(r.items)
		if before {
			from, to = 0, i
			if n > 0 {
				from = amounts[n-1] + 1
			}
		} else if n+1 < len(amounts) {
			to = amounts[n+1]
		}
		own := false
		for j := from; j < to; j++ {
			own = own || r.items[j].kind == 'w' || r.items[j].kind == 'c'
		}
		it, ok := r.weekly(i, from, to)
		if !ok {
			return sum, false
		}
		apart = apart && own
		if n > 0 && r.items[i].link == hOr {
			or = true
		}
		parts = append(parts, it)
	}
	if !apart {
		joined := true
		for _, i := range amounts[1:] {
			joined = joined && r.items[i].link != hOther && r.items[i].link != hBut
		}
		if !joined {
			return sum, false
		}
		last := parts[len(parts)-1]
		if end := r.items[amounts[len(amounts)-1]]; end.daily && !or && end.max > 0 {
			for n, i := range amounts[:len(amounts)-1] { // "1 time her og 2 timer der hver dag"
				if it := r.items[i]; !it.daily && !it.weekly {
					parts[n].min, parts[n].max = it.min*last.max/end.max, it.max*last.max/end.max
				}
			}
		}
	}
	for n, p := range parts {
		switch {
		case n == 0:
			sum = p
		case or:
			sum.min, sum.max = math.Min(sum.min, p.min), math.Max(sum.max, p.max)
		default:
			sum.min, sum.max = sum.min+p.min, sum.max+p.max
		}
		sum.open, sum.upper = sum.open || p.open, sum.upper || p.upper
	}
	return sum, true
}

// daysOnly makes hours of days when no hours are said: "halvanden dag om
// ugen", "a couple of mornings", "hele fredagen"; and of full time.
func (r *hourReader) daysOnly() (hourItem, bool) {
	var found []hourItem
	for _, it := range r.items {
		switch {
		case it.kind == 'f':
			if len(r.items) == 1 {
				return it, true
			}
		case it.kind == 'c' && it.worth > 0, it.kind == 'w' && it.worth > 0:
			if it.daily && it.kind == 'c' {
				if it.max >= 1 { // "en dag hver dag": no figure
					return it, false
				}
				it.share *= daysAWeek // "en halv dag dagligt"
			}
			it.min, it.max = it.min*it.worth*it.share, it.max*it.worth*it.share
			found = append(found, it)
		}
	}
	for _, it := range r.items {
		if it.kind == 'f' && len(found) == 0 && r.strange == 0 {
			return it, true
		}
	}
	switch {
	case len(found) == 1:
		return found[0], true
	case len(found) == 2 && found[1].link == hOr:
		found[0].max = found[1].max
		return found[0], true
	case len(found) == 2 && found[1].link == hAnd:
		found[0].min, found[0].max = found[0].min+found[1].min, found[0].max+found[1].max
		return found[0], true
	}
	return hourItem{}, false
}

// sameDay makes one amount of times of day that follow each other: "onsdag 8-9
// og 15-16".
func (r *hourReader) sameDay(amounts []int) bool {
	for n, i := range amounts {
		if it := r.items[i]; !it.clock || n > 0 && (i != amounts[n-1]+1 || it.link != hAnd) {
			return false
		}
	}
	all := &r.items[amounts[0]]
	for _, i := range amounts[1:] {
		it := r.items[i]
		all.min, all.max = all.min+it.min, all.max+it.max
		all.daily, all.weekly = all.daily || it.daily, all.weekly || it.weekly
		all.share = min(all.share, it.share)
	}
	r.items = slices.Delete(r.items, amounts[1], amounts[len(amounts)-1]+1)
	return true
}
