package play

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseMoment reads a local time of zone; nil is UTC.
func parseMoment(s string, zone *time.Location) (time.Time, error) {
	if zone == nil {
		zone = time.UTC
	}
	t, err := time.ParseInLocation("2006-01-02T15:04", s, zone)
	if err != nil {
		return t, fmt.Errorf("%q is not a moment like 2026-11-24T09:00", s)
	}
	return t, nil
}

// parseWait reads "3d", "4h", "90m" or a combination in that order, like
// "1d2h". Days are calendar days, at most ten years of them; the rest passes.
func parseWait(s string) (days int, rest time.Duration, err error) {
	wrong := fmt.Errorf("%q is not a time to wait like 4h, 3d or 1d2h30m", s)
	left := s
	for _, unit := range []string{"d", "h", "m"} {
		digits, after, ok := strings.Cut(left, unit)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(digits, 10, 32)
		if err != nil || n > 3650*24*60 || unit == "d" && n > 3650 {
			return 0, 0, wrong
		}
		left = after
		switch unit {
		case "d":
			days = int(n)
		case "h":
			rest += time.Duration(n) * time.Hour
		case "m":
			rest += time.Duration(n) * time.Minute
		}
	}
	if left != "" || days == 0 && rest == 0 {
		return 0, 0, wrong
	}
	return days, rest, nil
}

// advance moves the clock to t.
func (r *run) advance(t time.Time) error {
	zone := r.stage.Zone()
	now := r.stage.Now()
	if t.Before(now) {
		return fmt.Errorf("the clock never goes back: it is %s already", now.In(zone).Format("2006-01-02T15:04"))
	}
	if err := r.stage.Advance(r.ctx, t); err != nil {
		return r.broken(fmt.Errorf("advance to %s: %w", t.In(zone).Format("2006-01-02T15:04"), err))
	}
	r.moved = !t.Equal(now)
	return nil
}
