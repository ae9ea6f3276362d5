package practice

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/dk"
)

// Days that no law closes and that workplaces treat differently. Each can be
// set to "open", "closed" or hours such as "8-12".
const (
	ConstitutionDay = "constitution_day" // 5 June; closed by default, depends on the agreement
	ChristmasEve    = "christmas_eve"    // 24 December; closed by default
	NewYearsEve     = "new_years_eve"    // 31 December; closed by default
	MayDay          = "may_day"          // 1 May; open by default
	AscensionFriday = "ascension_friday" // the day after Ascension Day; open by default
	BetweenHolidays = "between_holidays" // 27-30 December; open by default
)

// specialDays gives the settings of the days above, with our defaults.
func specialDays(set map[string]string) (map[string]dayRule, error) {
	rules := map[string]dayRule{ConstitutionDay: {closed: true}, ChristmasEve: {closed: true}, NewYearsEve: {closed: true},
		MayDay: {}, AscensionFriday: {}, BetweenHolidays: {}}
	for name, value := range set {
		if _, ok := rules[name]; !ok {
			return nil, fmt.Errorf("calendar days: %q is not a day we know; write one of %s", name,
				strings.Join([]string{ConstitutionDay, ChristmasEve, NewYearsEve, MayDay, AscensionFriday, BetweenHolidays}, ", "))
		}
		if strings.TrimSpace(value) == "open" {
			rules[name] = dayRule{}
			continue
		}
		spans, err := parseHours(value)
		if err != nil {
			return nil, fmt.Errorf("calendar days: %s: %w", name, err)
		}
		rules[name] = dayRule{closed: len(spans) == 0, hours: spans}
	}
	return rules, nil
}

// dayRule says how one date differs from its weekday: closed, with hours of
// its own, or (the zero rule) not at all.
type dayRule struct {
	closed bool
	hours  []span
}

// monthDay is a date within a year.
type monthDay struct {
	month time.Month
	day   int
}

// holidays knows the dates that differ, year by year. It is safe for
// concurrent use; a year is worked out once.
type holidays struct {
	special map[string]dayRule
	years   sync.Map // int → map[monthDay]dayRule
}

func (h *holidays) rule(year int, month time.Month, day int) dayRule {
	known, ok := h.years.Load(year)
	if !ok {
		known, _ = h.years.LoadOrStore(year, h.year(year))
	}
	return known.(map[monthDay]dayRule)[monthDay{month, day}]
}

// year works out one year. The statutory days are those of the Danish
// lukkelov and come from the library, which also knows that store bededag
// ended with 2023; its Constitution Day is not one of them and follows the
// settings. Where a statutory day falls together with another, it wins.
func (h *holidays) year(year int) map[monthDay]dayRule {
	days := map[monthDay]dayRule{}
	set := func(t time.Time, r dayRule) { days[monthDay{t.Month(), t.Day()}] = r }
	date := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 12, 0, 0, 0, time.UTC) }
	set(date(time.June, 5), h.special[ConstitutionDay])
	set(date(time.May, 1), h.special[MayDay])
	for d := 27; d <= 30; d++ {
		set(date(time.December, d), h.special[BetweenHolidays])
	}
	set(date(time.December, 24), h.special[ChristmasEve])
	set(date(time.December, 31), h.special[NewYearsEve])
	if at := occurs(dk.KristiHimmelfartsdag, year); !at.IsZero() {
		set(at.AddDate(0, 0, 1), h.special[AscensionFriday])
	}
	for _, holiday := range dk.Holidays {
		if holiday == dk.Grundlovsdag {
			continue
		}
		if at := occurs(holiday, year); !at.IsZero() {
			set(at, dayRule{closed: true})
		}
	}
	for _, monday := range []*cal.Holiday{dk.AndenPaaskedag, dk.AndenPinsedag} { // Easter Sunday and Whit Sunday
		if at := occurs(monday, year); !at.IsZero() {
			set(at.AddDate(0, 0, -1), dayRule{closed: true})
		}
	}
	return days
}

// occurs gives the date of a holiday, zero in the years that do not have it.
func occurs(h *cal.Holiday, year int) time.Time {
	at, _ := h.Calc(year)
	return at
}

// closedDates reads dates and ranges of dates, "2026-12-23" or
// "2026-12-23..2027-01-02".
func closedDates(list []string) (map[string]bool, error) {
	closed := map[string]bool{}
	for _, entry := range list {
		first, last, isRange := strings.Cut(entry, "..")
		if !isRange {
			last = first
		}
		from, err := time.Parse(time.DateOnly, strings.TrimSpace(first))
		if err != nil {
			return nil, fmt.Errorf("calendar closed_days: %q: write a date as 2026-12-23, or two with .. between", entry)
		}
		to, err := time.Parse(time.DateOnly, strings.TrimSpace(last))
		if err != nil || to.Before(from) || to.Sub(from) > 366*24*time.Hour {
			return nil, fmt.Errorf("calendar closed_days: %q: the second date must come after the first, within a year", entry)
		}
		for ; !to.Before(from); from = from.AddDate(0, 0, 1) {
			closed[from.Format(time.DateOnly)] = true
		}
	}
	return closed, nil
}

// closedWeeks checks ISO week numbers that are closed every year.
func closedWeeks(list []int) ([]int, error) {
	weeks := slices.Clone(list)
	slices.Sort(weeks)
	weeks = slices.Compact(weeks)
	for _, w := range weeks {
		if w < 1 || w > 53 {
			return nil, fmt.Errorf("calendar closed_weeks: %d is not the number of a week", w)
		}
	}
	if len(weeks) > maxClosedWeeks {
		return nil, fmt.Errorf("calendar closed_weeks: %d weeks of the year are closed; at most %d can be", len(weeks), maxClosedWeeks)
	}
	return weeks, nil
}

const maxClosedWeeks = 40
