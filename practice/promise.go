package practice

import (
	"slices"
	"time"

	"brobygger/chat"
)

// openingTimers are all the timers an opening can have.
func openingTimers() []string {
	return []string{"remind.duty", "remind.channel", "remind.lead", "remind.owner", "promise", "slipped.again", "remind.coordinator", "relevant", "pause"}
}

// vow promises the company a call by at. The moment of the promise counts too:
// reminders share out the time between the two.
func (t *Turn) vow(o *Opening, at time.Time) { o.Promise, o.Promised = at, t.Now }

// noPromise is what stands of a promise that nobody can keep.
func noPromise() time.Time { return time.Time{} }

// promised is the partner's usual promise, or later, when the company would
// rather be called then.
func (t *Turn) promised(o *Opening, p *Partner) time.Time {
	at := t.Calendar.SameClockNextWorkingDay(t.Now)
	if p != nil && p.Promise > 0 {
		at = t.Calendar.Add(t.Calendar.Next(t.Now), p.Promise)
	}
	return t.wished(o, at)
}

// soon is two working hours from now: what is promised when the first promise
// was not kept and somebody calls now.
func (t *Turn) soon() time.Time { return t.Calendar.Add(t.Calendar.Next(t.Now), 2*time.Hour) }

// laterToday is when a call today has been made at the latest; ok is false
// when the day is over.
func (t *Turn) laterToday() (at time.Time, ok bool) {
	if at = t.soon(); sameDay(at, t.Now) {
		return at, true
	}
	y, m, d := t.Now.Date()
	at = t.Calendar.Sub(time.Date(y, m, d+1, 0, 0, 0, 0, t.Zone()), 0) // when the day closes
	return at, sameDay(at, t.Now) && at.After(t.Now)
}

// nextDay is the same clock time on the next working day, with two hours to
// call in when the day has only begun.
func (t *Turn) nextDay() time.Time {
	at := t.Calendar.WorkingDays(t.Now, 1)
	if soonest := t.Calendar.Add(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, t.Zone()), 2*time.Hour); at.Before(soonest) && (!sameClock(at, t.Now) || t.Calendar.Between(t.Now, at) < 2*time.Hour) {
		return soonest
	}
	return at
}

func sameClock(a, b time.Time) bool {
	b = b.In(a.Location())
	return a.Hour() == b.Hour() && a.Minute() == b.Minute()
}

func sameDay(a, b time.Time) bool {
	return a.Format(time.DateOnly) == b.In(a.Location()).Format(time.DateOnly)
}

// ahead reports whether the promised moment is still to come.
func (t *Turn) ahead(o *Opening) bool { return o.Promise.After(t.Now) }

// arm sets the timers that follow from where the opening stands now, and
// cancels all others. Every reminder counts back from the promised moment;
// what would already be past is not set. The fence is the opening's turn, so
// that a timer whose opening has moved on does nothing.
func (t *Turn) arm(o *Opening) {
	t.Cancel(o.ID, openingTimers()...)
	at := func(kind string, due time.Time) {
		if due.After(t.Now) {
			t.After(kind, o.ID, due, fence(o.Turn), nil)
		}
	}
	switch o.State {
	case Reported:
		// It is with the coordinators, who are asked again each working day.
		at("remind.coordinator", t.Calendar.Next(t.Calendar.WorkingDays(t.Now, 1)))
	case HandedOver, Claimed:
		if !t.ahead(o) {
			at("slipped.again", t.stillLate(o.Promise))
			return
		}
		at("promise", o.Promise)
		if o.State == Claimed {
			at("remind.owner", t.before(o, t.Settings.Reminders.Owner))
			return
		}
		at("remind.duty", t.before(o, t.Settings.Reminders.Duty))
		at("remind.channel", t.before(o, t.Settings.Reminders.Channel))
		at("remind.lead", t.before(o, t.Settings.Reminders.Lead))
	case Contacted:
		for _, days := range relevantDays() {
			if due := t.Calendar.Next(o.lastWord().AddDate(0, 0, days)); due.After(t.Now) {
				at("relevant", due)
				return
			}
		}
	case Paused:
		at("pause", t.Calendar.Next(o.PausedUntil))
	}
}

// relevantDays are the days after the last word from the company on which it
// is asked whether the opening is still relevant; on the last one it ends.
func relevantDays() []int { return []int{14, 30, 60} }

// weekOfAlerts is how many working days an alert of a promise that was not
// kept is repeated daily; from then on it is weekly.
const weekOfAlerts = 5

// stillLate is the next moment to say that a promise was not kept.
func (t *Turn) stillLate(promise time.Time) time.Time {
	for days := 1; ; days++ {
		if days > weekOfAlerts {
			days += weekOfAlerts - 1
		}
		if due := t.Calendar.WorkingDays(promise, days); due.After(t.Now) {
			return t.Calendar.Next(due)
		}
	}
}

// askAnew reports whether the company is asked again what to do: when a week of
// alerts has helped nothing, and every fourth week after it.
func (o *Opening) askAnew() bool {
	alerts := 0
	for _, e := range slices.Backward(o.Log) {
		if e.What == "slipped" {
			break
		}
		if e.What == "slipped_again" {
			alerts++
		}
	}
	return alerts >= weekOfAlerts && (alerts-weekOfAlerts)%4 == 0
}

// before is d of working time before the promise; when less than a working day
// lies between the two, d shrinks in proportion.
func (t *Turn) before(o *Opening, d time.Duration) time.Time {
	const full = 8 * time.Hour
	if span := t.Calendar.Between(o.Promised, o.Promise); span < full && span > 0 {
		d = time.Duration(float64(d) * float64(span) / float64(full)).Round(time.Minute)
	}
	return t.Calendar.Sub(o.Promise, d)
}

// openingDue takes a timer of an opening, unless the opening has moved on.
func (t *Turn) openingDue(d chat.Due) error {
	o, ok, err := get[Opening](t, d.Subject)
	if err != nil || !ok || d.Fence != fence(o.Turn) {
		return err
	}
	p := t.partner(o.Partner)
	switch d.Kind {
	case "remind.duty":
		return t.remindDuty(o, p)
	case "remind.channel":
		t.threadReminder(o, p, "handover.reminder", "reminder.channel")
	case "remind.lead":
		return t.lead(o, p, "handover.escalated", "escalated.untaken")
	case "remind.owner":
		owner, _, err := get[Person](t, o.Owner)
		if err != nil || owner == nil {
			return err
		}
		t.remindPerson(o, owner, "handover.reminder", "reminder.owner", "contacted", "no_answer", "release")
	case "remind.coordinator":
		t.alertReported(o)
		t.arm(o)
	case "promise":
		o.Slipped++
		o.note(t.Now, "", "slipped", "")
		t.tell(o, "opening.slipped")
		return t.slipped(o, p, "slipping.")
	case "slipped.again":
		o.note(t.Now, "", "slipped_again", "")
		if o.askAnew() {
			t.tell(o, "opening.waiting")
		}
		return t.slipped(o, p, "slipping.again.")
	case "relevant":
		return t.askRelevant(o)
	case "pause":
		t.resume(o, "")
	}
	return nil
}

// slipped tells the team lead and the coordinators of a promise that was not
// kept: at the promised moment, when the company hears the truth too, and
// again and again after it.
func (t *Turn) slipped(o *Opening, p *Partner, text string) error {
	if o.State == Claimed {
		text += "claimed"
	} else {
		text += "untaken"
	}
	if err := t.lead(o, p, "alert.slipping", text); err != nil {
		return err
	}
	t.alertOpening(o, held{Kind: "alert.slipping", Text: text, Buttons: deciding(o, false)})
	t.changed(o)
	return nil
}

// askRelevant asks the company whether it still wants the tasks done; after
// sixty days without a word the opening ends.
func (t *Turn) askRelevant(o *Opening) error {
	days := relevantDays()
	if end := o.lastWord().AddDate(0, 0, days[len(days)-1]); !t.Now.Before(end) {
		o.move(Expired, t.Now, "", "expired", "")
		t.tell(o, "opening.expired")
		t.ownerHears(o, "news.expired")
		t.changed(o)
		return nil
	}
	leader, ok, err := get[Person](t, o.Leader)
	if err != nil {
		return err
	}
	if !ok || t.mayNudge(leader) {
		t.tell(o, "opening.relevant")
	}
	o.note(t.Now, "", "asked_relevant", "")
	t.changed(o)
	return nil
}
