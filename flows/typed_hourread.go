package flows

import (
	"math"
	"strings"
)

// hourWords gives the senses of the words of a text.
func hourWords(lex []lexeme) []hourWord {
	out := make([]hourWord, 0, len(lex)+1)
	for i := 0; i < len(lex); {
		t := lex[i]
		if w, next, ok := hourTable.at(lex, i); ok {
			w.s = t.s
			out = append(out, w)
			i = next
			continue
		}
		switch t.kind {
		case 'n':
			w, next := hourNumeral(lex, i)
			out = append(out, w)
			i = next
			continue
		case 'w':
			w := hourWord{sense: hOther, s: t.s}
			if n := len(out); t.s == "fri" && n > 1 && out[n-2].sense == hWeekday { // "Mon-Fri"; by itself "free"
				w.sense, w.value = hWeekday, 4
			}
			out = append(out, w)
		default:
			w := hourWord{sense: hOther, s: t.s}
			switch t.s {
			case "-":
				w.sense = hTo
				if before, after := i > 0 && lex[i-1].end == t.start, i+1 < len(lex) && lex[i+1].kind == 'n' && lex[i+1].start == t.end; after && !before &&
					(i == 0 || lex[i-1].kind != 'n') {
					w.sense = hNegative
				}
			case "/":
				w.sense = hPer
			case "+":
				w.sense = hPlus
			case "&":
				w.sense = hAnd
			case "x":
				w.sense = hTimesX
			case "@":
				w.sense = hOf
			case "~", "≈", "\"", "'", "’", "“", "”", "!", ":", "*", "_", "•":
				w.sense = hFill
			case "<", "≤":
				w.sense = hMax
			case ">", "≥":
				w.sense = hMin
			case "=":
				w.sense = hTotal
			case "%":
				w.sense = hPercent
			case "$", "€", "£":
				w.sense = hMoney
			case ",", ";", "\n", "(", ")", "?", "…":
				w.sense = hStop
			case ".":
				w.sense = hFill
			}
			out = append(out, w)
		}
		i++
	}
	return settleTo(shareLast(out))
}

// shareLast puts how often behind what it is said of: "en fast ugentlig dag".
func shareLast(w []hourWord) []hourWord {
	for i := 1; i+1 < len(w); i++ {
		before, after := w[i-1].sense, w[i+1].sense
		if before == hFill && i > 1 {
			before = w[i-2].sense
		}
		if w[i].sense == hShare && (before == hNumber || before == hArticle) && (after == hDay || after == hPart) {
			w[i], w[i+1] = w[i+1], w[i]
		}
	}
	return w
}

// hourNumeral reads digits: a number, a fraction, a date, a telephone number.
func hourNumeral(lex []lexeme, i int) (hourWord, int) {
	w := numeral(lex[i].s)
	touches := func(j int, sign string) bool {
		return j+1 < len(lex) && lex[j].kind == 'p' && lex[j].s == sign && lex[j+1].kind == 'n' &&
			lex[j].start == lex[j-1].end && lex[j+1].start == lex[j].end
	}
	if touches(i+1, "/") {
		next := i + 3
		switch lex[i].s + "/" + lex[i+2].s {
		case "1/2":
			w = numeral("½")
		case "1/4":
			w = numeral("¼")
		case "3/4":
			w = numeral("¾")
		default:
			w.sense = hPoint
			for next-1 >= 0 && touches(next, "/") {
				next += 2
			}
		}
		return w, next
	}
	if touches(i+1, "-") && touches(i+3, "-") { // 2026-12-01
		return hourWord{sense: hPoint}, i + 5
	}
	// Numbers in a row, or one long one: a telephone number, a CVR number.
	j, digits := i, 0
	for j < len(lex) && lex[j].kind == 'n' {
		digits += len(lex[j].s)
		j++
		if touches(j, "-") && len(lex[j-1].s) == 2 && len(lex[j+1].s) == 2 && touches(j+2, "-") {
			j++
		}
	}
	if digits >= 6 && j > i {
		return hourWord{sense: hPoint}, j
	}
	return w, i + 1
}

// settleTo decides whether each "to" is the English word or the Danish number.
func settleTo(w []hourWord) []hourWord {
	for i := 1; i+1 < len(w); i++ {
		if w[i].sense != hNumber || w[i].s != "to" {
			continue
		}
		before, after := w[i-1].sense, w[i+1].sense
		for k := i + 1; k < len(w) && (w[k].sense == hFill || w[k].sense == hClock); k++ {
			after = hOther
			if k+1 < len(w) {
				after = w[k+1].sense
			}
		}
		switch before {
		case hNumber, hUnit, hAmPm, hDay:
			if after == hNumber || after == hArticle && before != hDay || after == hHalf {
				w[i].sense = hTo
			}
		case hWeekday:
			if after == hWeekday {
				w[i].sense = hTo
			}
		}
	}
	return w
}

func (r *hourReader) skipFill(i int) int {
	for i < len(r.words) && r.words[i].sense == hFill {
		i++
	}
	return i
}

// startsNumber reports whether a figure begins at i.
func (r *hourReader) startsNumber(i int) bool {
	switch r.sense(i) {
	case hNumber, hHalf:
		return true
	case hArticle:
		s := r.sense(r.skipFill(i + 1))
		return s == hNumber || s == hHalf || s == hUnit || s == hDay || s == hPart || s == hTimes
	case hClock:
		return r.sense(r.skipFill(i+1)) == hNumber
	}
	return false
}

// figure reads one number with its half and its am or pm: "2½", "two and a
// half", "en halv", "halvanden", "kl. 8". A clock time has clock set.
func (r *hourReader) figure(i int) (w hourWord, next int, ok bool) {
	clock := false
	if r.sense(i) == hClock {
		clock = true
		i = r.skipFill(i + 1)
	}
	if r.sense(i) == hArticle {
		if s := r.sense(r.skipFill(i + 1)); s == hNumber || s == hHalf {
			i = r.skipFill(i + 1)
		} else {
			return hourWord{sense: hNumber, value: 1, word: true}, r.skipFill(i + 1), true
		}
	}
	if r.sense(i) == hHalf {
		if r.words[i].s == "halv" && r.sense(i+1) == hNumber && (clock || r.from || r.between || r.clock || r.words[i+1].word && !r.counted(i+2)) && r.words[i+1].value >= 1 {
			w = r.words[i+1] // "halv ni" is half past eight
			w.value, w.clock = w.value-0.5, true
			return w, i + 2, true
		}
		return hourWord{sense: hNumber, value: 0.5, word: true}, r.skipFill(i + 1), true
	}
	if r.sense(i) != hNumber {
		return w, i, false
	}
	w, i = r.words[i], i+1
	w.clock = w.clock || clock
	if i < len(r.words) && r.words[i].sense == hNumber && r.words[i].value < 1 && w.value == math.Trunc(w.value) {
		w.value += r.words[i].value
		i++
	}
	j := i
	if r.sense(j) == hAnd || r.sense(j) == hArticle {
		if r.sense(j) == hAnd {
			j++
		}
		if r.sense(j) == hArticle {
			j++
		}
		if r.sense(j) == hHalf {
			if s := r.sense(r.skipFill(j + 1)); s == hUnit || s == hDay || s == hPart {
				w.value, i = w.value+0.5, j+1
			}
		}
	}
	if r.sense(i) == hAmPm {
		w.clock = true
		if w.value < 12 {
			w.value += r.words[i].value
		} else if r.words[i].value == 0 {
			w.value -= 12
		}
		i++
		if w.s == "" {
			w.s = "-"
		}
		w.to = -1 // says which half of the day it is
	}
	return w, i, true
}

// counted reports whether at i stands what is counted: hours, days, times.
func (r *hourReader) counted(i int) bool {
	s := r.sense(i)
	return s == hUnit || s == hDay || s == hPart || s == hTimes
}

// quantity reads a figure or a range with its unit and adds it.
func (r *hourReader) quantity(i int) int {
	if r.sense(i) == hArticle {
		k := r.skipFill(i + 1)
		switch s := r.sense(k); {
		case s == hWeek && r.near && strings.HasPrefix(r.words[i].s, "a"), s == hDay && r.near && strings.HasPrefix(r.words[i].s, "a"):
			if p := r.last(); p.kind != 'w' || s == hWeek {
				share := 1.0
				if s == hWeek {
					share = r.words[k].value
				}
				r.often(share, s == hDay)
				return k + 1
			}
		case s == hNumber || s == hHalf:
			if p := r.last(); p != nil && r.near && (p.kind == 'c' || p.kind == 'w') && r.words[i].s == "a" {
				r.next.each = true // "2 dage à 4 timer"
			}
		case s == hTo && r.startsNumber(r.skipFill(k+1)): // "en til to timer"
		case s == hUnit && r.words[k].s != "min", s == hDay, s == hPart, s == hTimes, s == hWeek, s == hWeekday, s == hWeekdays:
		default:
			return i + 1
		}
	}
	approx := r.sense(i) == hArticle
	a, j, ok := r.figure(i)
	if !ok {
		return i + 1
	}
	lo, hi, clock, ranged := a.value, a.value, a.clock || r.clock, false
	if a.to > 0 {
		hi, ranged = a.to, true
	}
	if r.sense(j) == hArticle && r.words[j].s == "a" && r.sense(j+1) == hNumber { // "3 à 4 timer"
		j++
		if b, next, ok := r.figure(j); ok {
			ranged, hi, j = true, b.value, next
		}
	} else if b, next, ok := r.upTo(j, a); ok {
		ranged, j = true, next
		hi, clock = b.value, clock || b.clock
		if b.to < 0 && a.to == 0 && !a.clock && lo < 12 && lo+12 < hi {
			lo += 12 // "2-4 pm"
		}
	}
	open := r.sense(j) == hPlus && r.sense(j+1) != hNumber
	k := j
	if open {
		k++
	}
	if r.sense(k) == hTo && r.sense(k+1) != hNumber { // "4-timers"
		k++
	}
	k = r.skipFill(k)
	if r.sense(k) == hHalf && (r.sense(r.skipFill(k+1)) == hDay || r.sense(r.skipFill(k+1)) == hUnit) { // "to halve dage"
		lo, hi, k = lo/2, hi/2, r.skipFill(k+1)
	}
	it := hourItem{min: lo, max: hi, open: open, ranged: ranged}
	if r.sense(k) == hUnit && r.sense(i-1) == hFrom {
		r.floor = true // "fra 5 timer om ugen", if no other end follows
	}
	if open {
		it.ranged = false
	}
	switch s := r.sense(k); {
	case s == hUnit && r.words[k].s == "times" && !approx && a.value >= 1 && !ranged && a.value == math.Trunc(a.value) && (r.sense(k+1) != hOther):
		it.kind = 'c'
		r.add(it)
		return k + 1
	case s == hUnit && r.words[k].s == "time" && a.s == "one":
		it.kind = 'c'
		r.add(it)
		return k + 1
	case s == hUnit:
		return r.hours(k, it)
	case s == hDay, s == hPart:
		it.kind, it.worth = 'c', r.words[k].value
		if b, next, ok := r.upTo(k+1, a); ok && !b.clock && !r.unitAt(next) { // "a day or two"
			it.max, it.ranged, k = b.value, true, next-1
			if r.sense(next) == s {
				k = next
			}
		}
		r.add(it)
		return k + 1
	case s == hTimes:
		it.kind = 'c'
		r.add(it)
		return k + 1
	case s == hOther && ranged: // "mandag 8-10 rengøring", or a number of something
		it.kind, it.clock = 'b', clock
		r.add(it)
		r.stranger()
		return k + 1
	case s == hWeek, s == hMonth, s == hPercent, s == hMoney, s == hOther, s == hPoint:
		if s == hWeek && r.spoken(i-1, "over", "paa") && r.words[k].value > 1.0/50 { // "over 18 år" is an age
			r.often(r.words[k].value/math.Max(lo, 1), false)
			return k + 1
		}
		r.next, r.dead, r.clock = hourItem{share: r.next.share, daily: r.next.daily, weekly: r.next.weekly}, false, false
		r.stranger()
		if s == hMoney {
			return r.rate(k + 1)
		}
		return k + 1
	case s == hWeekdays && !ranged && approx && r.words[k].value != 7 && !r.plural(k): // "en hverdag om ugen", "en weekend om måneden"
		it.kind, it.worth = 'c', hoursADay
		if r.words[k].value == 2 {
			it.worth = 2 * hoursADay
		}
		r.add(it)
		return k + 1
	case s == hWeekday && !ranged && !clock && (approx || a.word || lo <= 4) && (approx || r.plural(k)):
		at := len(r.items)
		next := r.weekdays(k, 1)
		if len(r.items) > at {
			r.items[at].min, r.items[at].max = lo, hi
		}
		return next
	}
	if r.sense(i-1) == hMoney {
		r.stranger()
		return r.rate(j)
	}
	if clock && !ranged {
		r.stranger()
		r.clock = false
		return j
	}
	it.kind, it.clock = 'b', clock
	if ranged && r.from && !clock {
		it.weekend = true // "fra 8 til 10": a time of day if there are days
	}
	r.add(it)
	if open {
		return j + 1
	}
	return j
}
