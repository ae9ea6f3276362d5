package practice

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// span is hours of a day in minutes after midnight, from < to.
type span struct{ from, to int }

// date is a local date.
type date struct {
	year  int
	month time.Month
	day   int
}

func (c *Calendar) date(t time.Time) date {
	y, m, d := t.In(c.zone).Date()
	return date{y, m, d}
}

func (d date) add(days int) date {
	y, m, day := time.Date(d.year, d.month, d.day+days, 12, 0, 0, 0, time.UTC).Date()
	return date{y, m, day}
}

func (d date) before(e date) bool {
	if d.year != e.year {
		return d.year < e.year
	}
	if d.month != e.month {
		return d.month < e.month
	}
	return d.day < e.day
}

// moments gives the ends of a span on one date, by the clock on the wall: on
// the two days a year when the clocks change, a span over that hour is an
// hour longer or shorter.
func (c *Calendar) moments(d date, s span) (from, to time.Time) {
	return time.Date(d.year, d.month, d.day, 0, s.from, 0, 0, c.zone), time.Date(d.year, d.month, d.day, 0, s.to, 0, 0, c.zone)
}

// parseWeek reads hours by weekday.
func parseWeek(set map[string]string) (week [7][]span, err error) {
	if len(set) == 0 {
		set = map[string]string{"mon-thu": "8-16", "fri": "8-13"}
	}
	var named [7]string
	open := false
	for key, value := range set {
		first, last, isRange := strings.Cut(strings.ToLower(strings.TrimSpace(key)), "-")
		from, okFrom := weekday(first)
		to, okTo := from, true
		if isRange {
			to, okTo = weekday(last)
		}
		if !okFrom || !okTo {
			return week, fmt.Errorf("calendar hours: %q is not a day; write mon, tue, wed, thu, fri, sat, sun or mon-thu", key)
		}
		spans, err := parseHours(value)
		if err != nil {
			return week, fmt.Errorf("calendar hours: %s: %w", key, err)
		}
		for d := from; ; d = (d + 1) % 7 {
			if named[d] != "" {
				return week, fmt.Errorf("calendar hours: %s and %s name the same day", min(key, named[d]), max(key, named[d]))
			}
			named[d], week[d] = key, spans
			open = open || len(spans) > 0
			if d == to {
				break
			}
		}
	}
	if !open {
		return week, fmt.Errorf("calendar hours: at least one day must be open")
	}
	return week, nil
}

func weekday(s string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.ToLower(d.String()[:3]) == strings.TrimSpace(s) {
			return d, true
		}
	}
	return 0, false
}

// parseHours reads "8-16", "8.30-12, 13-16" or "closed".
func parseHours(s string) (spans []span, err error) {
	if s = strings.TrimSpace(s); s == "" || strings.EqualFold(s, "closed") {
		return nil, nil
	}
	last := 0
	for part := range strings.SplitSeq(s, ",") {
		from, to, ok := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		f, okFrom := parseClock(from)
		t, okTo := parseClock(to)
		if !ok || !okFrom || !okTo {
			return nil, fmt.Errorf("%q: write hours as 8-16, as 8.30-12, 13-16 or as closed", s)
		}
		if f < last || t <= f || t > 24*60 {
			return nil, fmt.Errorf("%q: hours go from earlier to later, in order, and end by 24; write them as 8-16 or as 8-12, 13-16", s)
		}
		spans, last = append(spans, span{f, t}), t
	}
	return spans, nil
}

// parseClock reads "8", "08.30" or "8:30" as minutes after midnight.
func parseClock(s string) (minutes int, ok bool) {
	hour, minute, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ":", "."), ".")
	h, err := strconv.ParseUint(hour, 10, 6)
	if err != nil {
		return 0, false
	}
	m := uint64(0)
	if minute != "" {
		if m, err = strconv.ParseUint(minute, 10, 6); err != nil || len(minute) != 2 || m > 59 {
			return 0, false
		}
	}
	return int(h*60 + m), true
}
