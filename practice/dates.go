package practice

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/chat"
)

// Hours says hours of work a week: "ca. 6 timer om ugen", "2-4 timer om
// ugen", and with max 0 "16 timer eller mere om ugen". When nothing is known
// it is "".
func (w Words) Hours(min, max float64) string {
	data := map[string]any{"min": w.Number(min), "max": w.Number(max)}
	switch {
	case min <= 0 && max <= 0:
		return ""
	case max <= 0:
		return w.render("hours.from", data, number(min))
	case min <= 0:
		return w.render("hours.upto", data, number(max))
	case min == max:
		return w.render("hours.about", data, number(max))
	}
	return w.render("hours.range", data, number(max))
}

// Number writes a number with the language's decimal sign: "37,5", "37.5".
func (w Words) Number(f float64) string {
	s := number(f)
	if w.Lang() == chat.DA {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return s
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Moment says when t is, seen from now, in t's own zone: "i dag kl. 14.30",
// "i morgen, onsdag, kl. 10", "torsdag kl. 10", and from the seventh day on
// "onsdag den 2. december kl. 10". Days gone by are said with their date,
// yesterday as "i går".
func (w Words) Moment(t, now time.Time) string {
	data := map[string]any{"day": w.Weekday(t), "date": w.date(t, now), "time": w.Clock(t)}
	switch days := daysBetween(now, t); {
	case days == 0:
		return w.render("moment.today", data, nil)
	case days == 1:
		return w.render("moment.tomorrow", data, nil)
	case days == -1:
		return w.render("moment.yesterday", data, nil)
	case days > 1 && days < 7:
		return w.render("moment.weekday", data, nil)
	}
	return w.render("moment.date", data, nil)
}

// Day says the day of t with its date: "onsdag den 2. december".
func (w Words) Day(t time.Time) string { return w.date(t, t) }

// Time says the time of day: "kl. 10", "kl. 14.30"; in English "10:00".
func (w Words) Time(t time.Time) string {
	if w.Lang() == chat.EN {
		return t.Format("15:04")
	}
	if t.Minute() == 0 {
		return "kl. " + strconv.Itoa(t.Hour())
	}
	return "kl. " + strconv.Itoa(t.Hour()) + t.Format(".04")
}

// Clock says the time of day, and what the reader's own clock shows when that
// is something else: "kl. 10 (kl. 4 hos dig)".
func (w Words) Clock(t time.Time) string {
	if w.home == nil {
		return w.Time(t)
	}
	there := t.In(w.home)
	_, here := t.Zone()
	if _, offset := there.Zone(); offset == here {
		return w.Time(t)
	}
	own := w.Time(there)
	if there.Day() != t.Day() {
		own = w.Weekday(there) + " " + own
	}
	return w.render("moment.own", map[string]any{"time": w.Time(t), "own": own}, nil)
}

// List joins words: "a, b og c". Where one of them holds an "and" of its own
// the last is set apart by a comma: "a og b, og c".
func (w Words) List(words []string) string {
	and := " og "
	if w.Lang() == chat.EN {
		and = " and "
	}
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		if slices.ContainsFunc(words, func(s string) bool { return strings.Contains(s, and) }) {
			and = "," + and
		}
		return strings.Join(words[:n-1], ", ") + and + words[n-1]
	}
}

// Weekday is the day's name, as it stands inside a sentence.
func (w Words) Weekday(t time.Time) string {
	if w.Lang() == chat.EN {
		return t.Weekday().String()
	}
	return [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}[t.Weekday()]
}

// When says days of the week and times of day, given as "mon" and "08:00-10:00"
// or "morning"; "" for none. All working days are one word.
func (w Words) When(days, times []string) string {
	var parts []string
	if slices.Equal(days, []string{"mon", "tue", "wed", "thu", "fri"}) {
		parts = append(parts, w.L("when.weekdays"))
	} else if len(days) > 0 {
		var names []string
		for _, d := range days {
			if day, ok := weekday(d); ok {
				names = append(names, w.Weekday(time.Date(2026, 11, 22+int(day), 0, 0, 0, 0, time.UTC))) // 22 November 2026 is a Sunday
			}
		}
		parts = append(parts, w.List(names))
	}
	var at []string
	for _, t := range times {
		if from, to, ok := strings.Cut(t, "-"); ok {
			at = append(at, w.clock(from)+"-"+w.clock(to))
			continue
		}
		at = append(at, w.L("when."+t))
	}
	if len(at) > 0 {
		parts = append(parts, w.List(at))
	}
	return strings.Join(parts, " ")
}

// clock writes "08:00" as it is said: "8" in Danish.
func (w Words) clock(s string) string {
	if w.Lang() == chat.EN {
		return s
	}
	return strings.TrimPrefix(strings.Replace(strings.TrimSuffix(s, ":00"), ":", ".", 1), "0")
}

// date is weekday, day and month, with the year when it is far from now.
func (w Words) date(t, now time.Time) string {
	year := ""
	if days := daysBetween(now, t); t.Year() != now.In(t.Location()).Year() && (days < -180 || days > 180) {
		year = " " + strconv.Itoa(t.Year())
	}
	if w.Lang() == chat.EN {
		return w.Weekday(t) + " " + strconv.Itoa(t.Day()) + " " + t.Month().String() + year
	}
	month := [12]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}[t.Month()-1]
	return w.Weekday(t) + " den " + strconv.Itoa(t.Day()) + ". " + month + year
}

// daysBetween counts calendar days from a to b, in b's zone.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(b.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)) / (24 * time.Hour))
}
