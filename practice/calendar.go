package practice

import (
	"fmt"
	"slices"
	"time"
	_ "time/tzdata" // zones also where the machine has none
)

// CalendarSettings says when people are at work. Hours are written "8-16",
// "8.30-15", "8-12, 13-16" or "closed". The zero value is our default.
type CalendarSettings struct {
	// Zone is an IANA name; Europe/Copenhagen by default.
	Zone string `yaml:"zone"`
	// Hours by weekday, "mon" … "sun", or several days, "mon-thu". By default
	// 8-16 Monday to Thursday and 8-13 on Fridays. When any is given, a day
	// that is not named is closed.
	Hours map[string]string `yaml:"hours"`
	// Contact is when the bot may write to a company of its own accord, on
	// working days; 8-16 by default.
	Contact string `yaml:"contact"`
	// Days sets the days no law closes: see [ConstitutionDay] and the names
	// beside it. The value is "open", "closed" or hours.
	Days map[string]string `yaml:"days"`
	// ClosedDays are dates, "2026-12-23", or ranges, "2026-12-23..2027-01-02".
	ClosedDays []string `yaml:"closed_days"`
	// ClosedWeeks are ISO weeks closed every year.
	ClosedWeeks []int `yaml:"closed_weeks"`
}

// Calendar counts working time. It is immutable and safe for concurrent use.
// Every moment it gives is in its own zone.
//
// A working day has one or more spans of hours. A span is open from its first
// moment until just before its last; its last moment is closed, yet it is a
// moment working time can end at: eight hours from Monday at 8 are over on
// Monday at 16, not on Tuesday at 8.
type Calendar struct {
	zone     *time.Location
	week     [7][]span
	contact  []span
	holidays *holidays
	dates    map[string]bool
	weeks    []int
}

// NewCalendar checks the settings and makes the calendar.
func NewCalendar(s CalendarSettings) (*Calendar, error) {
	if s.Zone == "" {
		s.Zone = "Europe/Copenhagen"
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return nil, fmt.Errorf("calendar zone: %w", err)
	}
	c := &Calendar{zone: zone}
	if c.week, err = parseWeek(s.Hours); err != nil {
		return nil, err
	}
	if s.Contact == "" {
		s.Contact = "8-16"
	}
	if c.contact, err = parseHours(s.Contact); err != nil {
		return nil, fmt.Errorf("calendar contact: %w", err)
	}
	if len(c.contact) == 0 {
		return nil, fmt.Errorf("calendar contact: at least some hours must be open")
	}
	special, err := specialDays(s.Days)
	if err != nil {
		return nil, err
	}
	c.holidays = &holidays{special: special}
	if c.dates, err = closedDates(s.ClosedDays); err != nil {
		return nil, err
	}
	if c.weeks, err = closedWeeks(s.ClosedWeeks); err != nil {
		return nil, err
	}
	return c, nil
}

// Zone is the zone of the calendar.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Without gives the calendar of a company that is also closed in these ISO
// weeks. Numbers that are no week are ignored, and so is a list that would
// leave hardly any week open.
func (c *Calendar) Without(weeks []int) *Calendar {
	all := slices.Clone(c.weeks)
	for _, w := range weeks {
		if w >= 1 && w <= 53 && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	if len(all) == len(c.weeks) || len(all) > maxClosedWeeks {
		return c
	}
	d := *c
	d.weeks = all
	return &d
}

// hours gives the spans of one local date, none when it is closed.
func (c *Calendar) hours(d date) []span {
	noon := time.Date(d.year, d.month, d.day, 12, 0, 0, 0, time.UTC)
	week := c.week[noon.Weekday()]
	if len(week) == 0 {
		return nil
	}
	rule := c.holidays.rule(d.year, d.month, d.day)
	if rule.closed || len(c.dates) > 0 && c.dates[noon.Format(time.DateOnly)] {
		return nil
	}
	if len(c.weeks) > 0 {
		if _, w := noon.ISOWeek(); slices.Contains(c.weeks, w) {
			return nil
		}
	}
	if rule.hours != nil {
		return rule.hours
	}
	return week
}

// Workday reports whether anybody works on the local date of t.
func (c *Calendar) Workday(t time.Time) bool { return len(c.hours(c.date(t))) > 0 }

// Open reports whether t is in working hours.
func (c *Calendar) Open(t time.Time) bool { return c.within(t, c.hours(c.date(t))) }

// Next gives t itself when it is in working hours, else the next moment that is.
func (c *Calendar) Next(t time.Time) time.Time {
	return c.next(t, c.hours)
}

// ContactOpen reports whether the bot may write to a company of its own
// accord at t: in contact hours on a working day.
func (c *Calendar) ContactOpen(t time.Time) bool { return c.within(t, c.contactHours(c.date(t))) }

// NextContact gives t itself when [Calendar.ContactOpen], else the next
// moment that is.
func (c *Calendar) NextContact(t time.Time) time.Time { return c.next(t, c.contactHours) }

func (c *Calendar) contactHours(d date) []span {
	if len(c.hours(d)) == 0 {
		return nil
	}
	return c.contact
}

func (c *Calendar) within(t time.Time, spans []span) bool {
	d := c.date(t)
	for _, s := range spans {
		from, to := c.moments(d, s)
		if !t.Before(from) && t.Before(to) {
			return true
		}
	}
	return false
}

func (c *Calendar) next(t time.Time, hours func(date) []span) time.Time {
	for d, end := c.date(t), horizon; end > 0; d, end = d.add(1), end-1 {
		for _, s := range hours(d) {
			from, to := c.moments(d, s)
			if t.Before(to) {
				return later(from, t).In(c.zone)
			}
		}
	}
	return t.In(c.zone)
}

// Add gives the moment d of working time after t. From outside working hours
// the count begins when they open. A negative d counts backward, see [Calendar.Sub].
func (c *Calendar) Add(t time.Time, d time.Duration) time.Time {
	if d < 0 {
		return c.Sub(t, -d)
	}
	for day, end := c.date(t), horizon; end > 0; day, end = day.add(1), end-1 {
		for _, s := range c.hours(day) {
			from, to := c.moments(day, s)
			if !t.Before(to) {
				continue
			}
			from = later(from, t)
			if left := to.Sub(from); d > left {
				d -= left
				continue
			}
			return from.Add(d).In(c.zone)
		}
	}
	return t.Add(d).In(c.zone)
}

// Sub gives the moment d of working time before t. From outside working hours
// the count begins at the last moment they were open. For a t in working
// hours Sub undoes Add.
func (c *Calendar) Sub(t time.Time, d time.Duration) time.Time {
	if d < 0 {
		return c.Add(t, -d)
	}
	if d == 0 && c.Open(t) {
		return t.In(c.zone)
	}
	for day, end := c.date(t), horizon; end > 0; day, end = day.add(-1), end-1 {
		spans := c.hours(day)
		for i := len(spans) - 1; i >= 0; i-- {
			from, to := c.moments(day, spans[i])
			if !t.After(from) {
				continue
			}
			to = earlier(to, t)
			if left := to.Sub(from); d > left {
				d -= left
				continue
			}
			return to.Add(-d).In(c.zone)
		}
	}
	return t.Add(-d).In(c.zone)
}

// Between gives the working time from a to b, negative when b comes first.
func (c *Calendar) Between(a, b time.Time) (sum time.Duration) {
	if b.Before(a) {
		return -c.Between(b, a)
	}
	last := c.date(b)
	for day, end := c.date(a), horizon; end > 0 && !last.before(day); day, end = day.add(1), end-1 {
		for _, s := range c.hours(day) {
			from, to := c.moments(day, s)
			if from, to = later(from, a), earlier(to, b); to.After(from) {
				sum += to.Sub(from)
			}
		}
	}
	return sum
}

// SameClockNextWorkingDay is the promise rule (our default): the moment by
// which a company that said yes at t has been called. It always leaves one
// working day.
//
//   - In the hours of a working day: the same clock time on the next working
//     day, moved to the nearest moment of that day's hours when it is outside
//     them. Monday 10.00 gives Tuesday 10.00; Friday 12.30 gives Monday 12.30;
//     Thursday 15.00 gives Friday 13.00, when Friday closes.
//   - Outside: it counts as there when the doors open, and is promised by the
//     end of that day. Monday 22.00 gives Tuesday 16.00; Saturday 10.00 and
//     Monday 6.00 give Monday 16.00.
//
// The moment given is in working hours or is their closing moment, and a
// later t never gives an earlier one.
func (c *Calendar) SameClockNextWorkingDay(t time.Time) time.Time {
	day := c.date(t)
	spans := c.hours(day)
	if len(spans) > 0 {
		first, _ := c.moments(day, spans[0])
		_, last := c.moments(day, spans[len(spans)-1])
		if !t.Before(first) && t.Before(last) {
			return c.WorkingDays(t, 1)
		}
	}
	open := c.Next(t)
	day = c.date(open)
	if spans = c.hours(day); len(spans) == 0 {
		return open
	}
	_, last := c.moments(day, spans[len(spans)-1])
	return last
}

// WorkingDays gives the same clock time n working days after t (before it
// when n is negative), moved to the nearest moment of that day's hours when
// it is outside them. With n = 0 it stays on t's date, or goes to the first
// working day after it.
func (c *Calendar) WorkingDays(t time.Time, n int) time.Time {
	step, day := 1, c.date(t)
	if n < 0 {
		step, n = -1, -n
	}
	if n == 0 && len(c.hours(day)) == 0 {
		n = 1
	}
	for end := horizon; n > 0 && end > 0; end-- {
		day = day.add(step)
		if len(c.hours(day)) > 0 {
			n--
		}
	}
	local := t.In(c.zone)
	h, m, s := local.Clock()
	at := time.Date(day.year, day.month, day.day, h, m, s, local.Nanosecond(), c.zone)
	spans := c.hours(day)
	for _, s := range spans {
		from, to := c.moments(day, s)
		if !at.After(to) {
			return later(at, from)
		}
	}
	if len(spans) > 0 {
		_, at = c.moments(day, spans[len(spans)-1])
	}
	return at
}

// horizon is how many days are searched: far beyond any calendar that
// NewCalendar lets through.
const horizon = 20 * 366

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
