package web

import (
	"context"
	"slices"
	"time"
)

// clockView is the clock and what is scheduled.
type clockView struct {
	Date, Time, Moment string
	Upcoming           []dueView
	More               []dueView // what comes later still
	Next               string    // when the next of them is, "" for none
	Failed             bool      // what is scheduled could not be read
	Current            bool
}

// dueView is one thing that will happen by itself, in words.
type dueView struct {
	When, Moment string
	What, Why    string
	Kind         string
	Times        int // how many of the same fall at the same moment
}

const firstUpcoming = 8

func (d *demo) clockView(ctx context.Context, w words, current bool) clockView {
	now := d.stage.Now().In(d.stage.Zone())
	v := clockView{Date: w.Date(now), Time: w.Clock(now), Moment: now.Format(time.RFC3339), Current: current}
	all, err := d.stage.Scheduled(ctx)
	if err != nil {
		d.log.Error("demo: scheduled", "err", err)
		v.Failed = true
		return v
	}
	if next, ok := following(all, now); ok {
		v.Next = w.When(now, next.At.In(d.stage.Zone()))
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Upcoming) int { return a.At.Compare(b.At) })
	var due []dueView
	for _, u := range all {
		at := u.At.In(d.stage.Zone())
		one := dueView{When: w.When(now, at), Moment: at.Format(time.RFC3339), Kind: u.Kind, Times: 1}
		one.What, one.Why = w.Upcoming(u)
		if n := len(due); n > 0 && due[n-1].What == one.What && due[n-1].When == one.When {
			due[n-1].Times++
			continue
		}
		due = append(due, one)
	}
	v.Upcoming = due
	if len(due) > firstUpcoming {
		v.Upcoming, v.More = due[:firstUpcoming], due[firstUpcoming:]
	}
	return v
}

// following is the first that comes after now.
func following(all []Upcoming, now time.Time) (next Upcoming, ok bool) {
	for _, u := range all {
		if u.At.After(now) && (!ok || u.At.Before(next.At)) {
			next, ok = u, true
		}
	}
	return next, ok
}
