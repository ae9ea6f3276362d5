package flows

import (
	"strconv"
	"strings"
	"time"
)

// year reads a year at i, past a comma; 0 when there is none.
func (r *dateReader) year(i int) int {
	for i < len(r.lex) && r.lex[i].kind == 'p' && (r.lex[i].s == "," || r.lex[i].s == "-" || r.lex[i].s == ".") {
		i++
	}
	if i < len(r.lex) && r.lex[i].kind == 'n' && len(r.lex[i].s) == 4 {
		if y, err := strconv.Atoi(r.lex[i].s); err == nil && y >= 2000 && y <= 2100 {
			return y
		}
	}
	return 0
}

// date gives the day; without a year the next one to come.
func (r *dateReader) date(d, m, y int) (time.Time, bool) {
	if d < 1 || d > 31 || m < 1 || m > 12 {
		return time.Time{}, false
	}
	from, to := y, y
	if y == 0 {
		from, to = r.now.Year(), r.now.Year()+8 // a 29 February may be far away
	}
	for y = from; y <= to; y++ {
		t := r.day(y, time.Month(m), d)
		if t.Day() == d && (from == to || !t.Before(r.today())) {
			return t, true
		}
	}
	return time.Time{}, false
}

// numeric reads what begins with a figure: "1. december", "1/12", "1.12.2026".
func (r *dateReader) numeric(i int) (time.Time, bool) {
	none := time.Time{}
	if i > 0 && r.lex[i-1].kind == 'p' && strings.Contains("/-+", r.lex[i-1].s) && r.lex[i-1].end == r.lex[i].start && i > 1 && r.lex[i-2].kind == 'n' {
		return none, false // the middle of something
	}
	if n, k, ok := r.ordinal(i); ok {
		if w, _ := r.sense(k); w.sense == dPart || w.sense == dThe || k < len(r.lex) && r.lex[k].s == "of" { // "1st of December"
			k++
		}
		if m, next := r.sense(k); m.sense == dMonth {
			return r.date(n, m.value, r.year(next))
		}
	}
	if i > 0 && (r.lex[i-1].s == "kl" || r.lex[i-1].s == "klokken" || i > 1 && r.lex[i-2].s == "kl") {
		return none, false
	}
	var parts []string
	switch s := r.lex[i].s; {
	case strings.ContainsAny(s, ",:"):
		return none, false
	case strings.Contains(s, "."):
		parts = strings.Split(s, ".")
	default:
		parts = []string{s}
	}
	k := i + 1
	for k+1 < len(r.lex) && r.lex[k].kind == 'p' && (r.lex[k].s == "/" || r.lex[k].s == "-") && r.lex[k+1].kind == 'n' && len(parts) < 4 &&
		r.lex[k].start == r.lex[k-1].end && r.lex[k+1].start == r.lex[k].end {
		if r.lex[k].s == "-" && len(parts) == 1 && len(r.lex[i].s) != 4 && !(k+2 < len(r.lex) && r.lex[k+2].s == "-") {
			return none, false // a range
		}
		parts = append(parts, r.lex[k+1].s)
		k += 2
	}
	if len(parts) < 2 || len(parts) > 3 {
		return none, false
	}
	var n [3]int
	for j, p := range parts {
		if p == "" || len(p) > 4 {
			return none, false
		}
		n[j], _ = strconv.Atoi(p)
	}
	if len(parts) == 3 && len(parts[0]) == 4 {
		return r.date(n[2], n[1], n[0])
	}
	if len(parts[0]) > 2 || len(parts[1]) > 2 {
		return none, false
	}
	if len(parts) == 3 {
		if len(parts[2]) == 2 {
			n[2] += 2000
		}
		if n[2] < 2000 {
			return none, false
		}
	} else if y := r.year(k); y > 0 && k < len(r.lex) && r.lex[k].start-r.lex[k-1].end <= 1 {
		n[2] = y
	}
	if n[1] > 12 && n[0] <= 12 && r.english {
		n[0], n[1] = n[1], n[0] // the month first, as it can't be otherwise
	}
	return r.date(n[0], n[1], n[2])
}
