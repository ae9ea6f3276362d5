package practice

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func calendar(t testing.TB, s CalendarSettings) *Calendar {
	t.Helper()
	c, err := NewCalendar(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads "2026-11-24 09:00" in the calendar's zone.
func (c *Calendar) at(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, c.zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func shown(t time.Time) string { return t.Format("2006-01-02 15:04") }

func TestHolidays(t *testing.T) {
	c := calendar(t, CalendarSettings{Hours: map[string]string{"mon-sun": "8-16"}})
	for year, closed := range map[int][]string{
		2023: {"01-01", "04-06", "04-07", "04-09", "04-10", "05-05", "05-18", "05-28", "05-29", "06-05", "12-24", "12-25", "12-26", "12-31"}, // the last store bededag
		2026: {"01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25", "06-05", "12-24", "12-25", "12-26", "12-31"},
		2027: {"01-01", "03-25", "03-26", "03-28", "03-29", "05-06", "05-16", "05-17", "06-05", "12-24", "12-25", "12-26", "12-31"},
		2028: {"01-01", "04-13", "04-14", "04-16", "04-17", "05-25", "06-04", "06-05", "12-24", "12-25", "12-26", "12-31"},
	} {
		var got []string
		for d := time.Date(year, 1, 1, 12, 0, 0, 0, c.zone); d.Year() == year; d = d.AddDate(0, 0, 1) {
			if !c.Workday(d) {
				got = append(got, d.Format("01-02"))
			}
		}
		if len(got) != len(closed) {
			t.Errorf("%d: closed on %v, want %v", year, got, closed)
			continue
		}
		for i := range got {
			if got[i] != closed[i] {
				t.Errorf("%d: closed on %s, want %s", year, got[i], closed[i])
			}
		}
	}
}

func TestCalendarSettings(t *testing.T) {
	c := calendar(t, CalendarSettings{
		Hours:       map[string]string{"mon-wed": "8.30-12, 13-16", "thu": "8:30-18", "fri": "8.30-13"},
		Days:        map[string]string{ConstitutionDay: "open", MayDay: "closed", AscensionFriday: "closed", ChristmasEve: "8.30-12", BetweenHolidays: "closed"},
		ClosedDays:  []string{"2026-11-26", "2027-07-12..2027-07-14"},
		ClosedWeeks: []int{42},
	})
	for at, want := range map[string]bool{
		"2026-11-24 08:29": false, "2026-11-24 08:30": true, "2026-11-24 11:59": true, "2026-11-24 12:00": false, "2026-11-24 13:00": true, "2026-11-24 16:00": false,
		"2026-11-26 10:00": false, "2026-12-03 17:59": true, "2026-06-05 10:00": true, "2026-05-01 10:00": false, "2026-05-15 10:00": false,
		"2026-12-24 11:59": true, "2026-12-24 12:00": false, "2026-12-28 10:00": false, "2026-12-31 10:00": false, "2027-01-04 10:00": true,
		"2026-10-14 10:00": false, "2027-07-13 10:00": false, "2027-07-15 10:00": true, "2028-06-05 10:00": false, // Whit Monday falls on Constitution Day
	} {
		if got := c.Open(c.at(t, at)); got != want {
			t.Errorf("Open(%s) = %v", at, got)
		}
	}
	company := c.Without([]int{48, 99})
	if company.Workday(c.at(t, "2026-11-24 10:00")) || !c.Workday(c.at(t, "2026-11-24 10:00")) {
		t.Error("a company's own closed week")
	}
	for _, bad := range []CalendarSettings{
		{Zone: "Nowhere/Land"}, {Hours: map[string]string{"monday": "8-16"}}, {Hours: map[string]string{"mon": "16-8"}}, {Hours: map[string]string{"mon": "closed"}},
		{Hours: map[string]string{"mon-wed": "8-16", "tue": "9-10"}}, {Hours: map[string]string{"mon": "8-12, 11-16"}}, {Hours: map[string]string{"mon": "8-25"}}, {Hours: map[string]string{"mon": "8.5-16"}},
		{Contact: "closed"}, {Days: map[string]string{"easter": "open"}}, {Days: map[string]string{MayDay: "maybe"}}, {ClosedDays: []string{"24.12.2026"}},
		{ClosedDays: []string{"2026-12-24..2026-12-23"}}, {ClosedWeeks: []int{54}},
	} {
		if _, err := NewCalendar(bad); err == nil {
			t.Errorf("no error for %+v", bad)
		}
	}
}

func TestPromise(t *testing.T) {
	c := calendar(t, CalendarSettings{})
	for at, want := range map[string]string{
		"2026-11-24 09:00": "2026-11-25 09:00", // Tuesday
		"2026-11-23 14:30": "2026-11-24 14:30",
		"2026-11-26 15:00": "2026-11-27 13:00", // Friday closes at 13
		"2026-11-27 12:30": "2026-11-30 12:30",
		"2026-11-27 14:30": "2026-11-30 16:00", // sent after Friday closed
		"2026-11-23 22:00": "2026-11-24 16:00",
		"2026-11-23 06:00": "2026-11-23 16:00",
		"2026-11-28 10:00": "2026-11-30 16:00",
		"2026-11-26 22:00": "2026-11-27 13:00",
		"2026-12-23 10:00": "2026-12-28 10:00", // over Christmas
		"2026-12-30 15:00": "2027-01-04 15:00",
		"2027-03-24 10:00": "2027-03-30 10:00", // over Easter
		"2027-04-22 10:00": "2027-04-23 10:00", // store bededag is gone
		"2026-10-23 11:00": "2026-10-26 11:00", // the clocks change in between
		"2027-03-26 11:00": "2027-03-30 16:00", // Good Friday
	} {
		got := c.SameClockNextWorkingDay(c.at(t, at))
		if shown(got) != want {
			t.Errorf("sent %s: promised %s, want %s", at, shown(got), want)
		}
	}
	split := calendar(t, CalendarSettings{Hours: map[string]string{"mon-thu": "8-12, 13-16", "fri": "8-12"}})
	for at, want := range map[string]string{
		"2026-11-24 12:30": "2026-11-25 13:00", // in the break
		"2026-11-26 12:30": "2026-11-27 12:00",
	} {
		if got := split.SameClockNextWorkingDay(split.at(t, at)); shown(got) != want {
			t.Errorf("sent %s: promised %s, want %s", at, shown(got), want)
		}
	}
}

func TestWorkingTime(t *testing.T) {
	c := calendar(t, CalendarSettings{})
	for _, x := range []struct {
		from string
		d    time.Duration
		to   string
		back string // from the result, "" for from itself
	}{
		{"2026-11-23 08:00", 8 * time.Hour, "2026-11-23 16:00", ""},
		{"2026-11-23 15:00", 2 * time.Hour, "2026-11-24 09:00", ""},
		{"2026-11-27 12:00", 2 * time.Hour, "2026-11-30 09:00", ""},
		{"2026-12-23 15:00", 90 * time.Minute, "2026-12-28 08:30", ""},
		{"2026-11-28 10:00", time.Hour, "2026-11-30 09:00", "2026-11-30 08:00"},
		{"2026-11-23 16:00", 0, "2026-11-24 08:00", "2026-11-24 08:00"},
	} {
		got := c.Add(c.at(t, x.from), x.d)
		if shown(got) != x.to {
			t.Errorf("Add(%s, %v) = %s, want %s", x.from, x.d, shown(got), x.to)
		}
		if x.back == "" {
			x.back = x.from
		}
		if back := c.Sub(got, x.d); shown(back) != x.back {
			t.Errorf("Sub(%s, %v) = %s, want %s", shown(got), x.d, shown(back), x.back)
		}
		if sum := c.Between(c.at(t, x.from), got); sum != x.d {
			t.Errorf("Between(%s, %s) = %v", x.from, shown(got), sum)
		}
	}
	if got := c.Sub(c.at(t, "2026-11-28 10:00"), time.Hour); shown(got) != "2026-11-27 12:00" {
		t.Errorf("back from a Saturday: %s", shown(got))
	}
	night := calendar(t, CalendarSettings{Hours: map[string]string{"mon-sun": "0-24"}, Days: map[string]string{}})
	for from, want := range map[string]time.Duration{"2026-03-29 00:00": 23 * time.Hour, "2026-10-25 00:00": 25 * time.Hour, "2026-11-01 00:00": 24 * time.Hour} {
		at := night.at(t, from)
		if got := night.Between(at, at.AddDate(0, 0, 1)); got != want {
			t.Errorf("working time of %s: %v", from, got)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	c := calendar(t, CalendarSettings{})
	for _, x := range []struct {
		from string
		n    int
		to   string
	}{
		{"2026-11-24 09:00", 3, "2026-11-27 09:00"}, {"2026-11-24 14:00", 3, "2026-11-27 13:00"}, {"2026-11-24 09:00", 4, "2026-11-30 09:00"},
		{"2026-11-30 09:00", -2, "2026-11-26 09:00"}, {"2026-11-28 09:00", 0, "2026-11-30 09:00"}, {"2026-11-24 03:00", 0, "2026-11-24 08:00"},
		{"2026-12-23 09:00", 1, "2026-12-28 09:00"},
	} {
		if got := c.WorkingDays(c.at(t, x.from), x.n); shown(got) != x.to {
			t.Errorf("WorkingDays(%s, %d) = %s, want %s", x.from, x.n, shown(got), x.to)
		}
	}
}

func TestContact(t *testing.T) {
	c := calendar(t, CalendarSettings{})
	for at, want := range map[string]string{
		"2026-11-27 15:00": "2026-11-27 15:00", // the company is open on Friday afternoon
		"2026-11-27 16:00": "2026-11-30 08:00", "2026-11-24 07:00": "2026-11-24 08:00", "2026-12-24 10:00": "2026-12-28 08:00",
	} {
		if got := c.NextContact(c.at(t, at)); shown(got) != want || c.ContactOpen(c.at(t, at)) != (at == want) {
			t.Errorf("NextContact(%s) = %s, want %s", at, shown(got), want)
		}
	}
}

func TestCalendarLaws(t *testing.T) {
	calendars := []*Calendar{
		calendar(t, CalendarSettings{}),
		calendar(t, CalendarSettings{Hours: map[string]string{"mon-thu": "8-12, 13-16.30", "sat": "9-10"}, Days: map[string]string{MayDay: "8-12"}, ClosedWeeks: []int{29, 30}}),
		calendar(t, CalendarSettings{Hours: map[string]string{"mon-sun": "0-24"}}),
	}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(calendars).Draw(t, "calendar")
		moment := func(label string) time.Time {
			return time.Unix(rapid.Int64Range(1_767_000_000, 1_860_000_000).Draw(t, label), 0)
		}
		a, d := moment("a"), time.Duration(rapid.Int64Range(0, 400*3600).Draw(t, "d"))*time.Second
		b := a.Add(time.Duration(rapid.Int64Range(0, 60*24*3600).Draw(t, "gap")) * time.Second)

		next := c.Next(a)
		if next.Before(a) || !c.Open(next) || !c.Next(next).Equal(next) || c.Open(a) && !next.Equal(a) {
			t.Fatalf("Next(%v) = %v", a, next)
		}
		added := c.Add(a, d)
		if c.Between(a, added) != d {
			t.Fatalf("Between(%v, Add(…, %v) = %v) = %v", a, d, added, c.Between(a, added))
		}
		if back := c.Sub(added, d); !back.Equal(next) {
			t.Fatalf("Sub(Add(%v, %v)) = %v", a, d, back)
		}
		if !c.Open(added) && !c.Open(added.Add(-1)) {
			t.Fatalf("Add(%v, %v) = %v is no working moment", a, d, added)
		}
		if c.Add(b, d).Before(added) || c.Sub(b, d).Before(c.Sub(a, d)) || c.Next(b).Before(next) {
			t.Fatalf("%v and %v change places", a, b)
		}
		promise := c.SameClockNextWorkingDay(a)
		if !promise.After(a) || !c.Open(promise) && !c.Open(promise.Add(-1)) || c.SameClockNextWorkingDay(b).Before(promise) {
			t.Fatalf("sent %v: promised %v", a, promise)
		}
		if n := rapid.IntRange(0, 30).Draw(t, "n"); c.WorkingDays(a, n+1).Before(c.WorkingDays(a, n)) {
			t.Fatalf("WorkingDays(%v, %d)", a, n)
		}
	})
}

func BenchmarkPromise(b *testing.B) {
	c := calendar(b, CalendarSettings{})
	at := c.at(b, "2026-12-23 10:00")
	for b.Loop() {
		c.SameClockNextWorkingDay(at)
	}
}
