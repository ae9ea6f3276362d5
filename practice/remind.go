package practice

import (
	"slices"
	"time"

	"brobygger/chat"
)

// remindDuty asks the person on duty to take an opening nobody has taken.
func (t *Turn) remindDuty(o *Opening, p *Partner) error {
	who, err := t.onDuty(p)
	if err != nil {
		return err
	}
	if who == nil {
		t.threadReminder(o, p, "handover.reminder", "reminder.channel")
		return nil
	}
	t.remindPerson(o, who, "handover.reminder", "reminder.duty", "claim", "cannot", "contacted")
	return nil
}

// onDuty is the first of today's list who is not away; nil when there is none.
func (t *Turn) onDuty(p *Partner) (*Person, error) {
	if p == nil {
		return nil, nil
	}
	for day, accounts := range p.Duty {
		if weekdays[day] != t.Now.Weekday() {
			continue
		}
		for _, a := range accounts {
			who, err := t.person(a)
			if err != nil {
				return nil, err
			}
			switch away, err := t.isAway(who); {
			case err != nil:
				return nil, err
			case !away:
				return who, nil
			}
		}
	}
	return nil, nil
}

func (t *Turn) isAway(who *Person) (bool, error) {
	a, ok, err := get[Absence](t, who.ID)
	return ok && t.Now.Before(a.Until), err
}

// lead tells the team lead, with the buttons that decide; without a team lead
// the coordinators are the ones who decide.
func (t *Turn) lead(o *Opening, p *Partner, kind, textID string) error {
	if !p.led() {
		if kind == "handover.escalated" {
			t.alertOpening(o, held{Kind: kind, Text: textID, Buttons: deciding(o, false)})
		}
		return nil
	}
	who, err := t.person(p.TeamLead)
	if err != nil {
		return err
	}
	if who.ID == o.Owner {
		textID += ".yours"
	}
	t.remindPerson(o, who, kind, textID, deciding(o, true)...)
	return nil
}

// led reports whether the partner has a team lead.
func (p *Partner) led() bool { return p != nil && p.TeamLead.User != "" }

// deciding are the buttons by which an opening is given to somebody. A
// coordinator does not take it over: the calls are the partner's.
func deciding(o *Opening, staff bool) []string {
	switch {
	case o.State == Claimed:
		return []string{"release", "colleague", "contacted"}
	case o.State == HandedOver && staff:
		return []string{"claim", "colleague", "contacted"}
	case o.State == HandedOver:
		return []string{"colleague", "contacted"}
	}
	return nil
}

// remindPerson writes to one of the partner's people, with buttons on the opening.
func (t *Turn) remindPerson(o *Opening, who *Person, kind, textID string, buttons ...string) {
	h := held{Kind: kind, Opening: o.ID, Lang: t.staffLang(o, who), Text: textID, Buttons: buttons}
	s := Send{Place: t.place(who), Lane: Reminders, Subject: o.Key().String(), Message: t.write(h, o)}
	t.holdUntilOpen(&s, h, o)
	t.Post(s)
}

// threadReminder writes under the card, in the partner's channel.
func (t *Turn) threadReminder(o *Opening, p *Partner, kind, textID string) {
	if p == nil || o.Card == "" {
		return
	}
	h := held{Kind: kind, Opening: o.ID, Lang: p.Lang, Text: textID}
	if o.State == HandedOver {
		h.Buttons = []string{"claim", "contacted"}
	}
	s := Send{Place: o.CardAt, Lane: Reminders, Root: o.Card, Subject: o.Key().String(), Message: t.write(h, o)}
	t.holdUntilOpen(&s, h, o)
	t.Post(s)
}

// ownerHears tells whoever has the opening what the company did; when nobody
// has it, a line goes under the card; before there is a card, the coordinators
// are the ones who have it.
func (t *Turn) ownerHears(o *Opening, textID string) {
	switch {
	case t.otherOwnerHears(o, textID):
	case o.Card != "":
		t.threadReminder(o, t.partner(o.Partner), "handover.news", textID)
	default:
		t.alertOpening(o, held{Kind: "handover.news", Text: textID})
	}
}

// otherOwnerHears tells the owner, unless they did it themselves; false when
// there is nobody to tell.
func (t *Turn) otherOwnerHears(o *Opening, textID string) bool {
	owner, ok, err := get[Person](t, o.Owner)
	if err != nil || !ok || o.Owner == "" || t.Who != nil && owner.ID == t.Who.ID {
		return false
	}
	t.remindPerson(o, owner, "handover.news", textID)
	return true
}

func (t *Turn) staffLang(o *Opening, who *Person) chat.Lang {
	if who.Lang != "" {
		return who.Lang
	}
	if p := t.partner(o.Partner); p != nil {
		return p.Lang
	}
	return t.Settings.Lang
}

// mayNudge spends one of the messages of the bot's own accord a person may
// get in seven days; false when they are spent.
func (t *Turn) mayNudge(who *Person) bool {
	who.Nudged = slices.DeleteFunc(who.Nudged, func(at time.Time) bool { return t.Now.Sub(at) >= 7*24*time.Hour })
	if len(who.Nudged) >= t.Settings.Nudges {
		return false
	}
	who.Nudged = append(who.Nudged, t.Now)
	t.Save(who)
	return true
}
