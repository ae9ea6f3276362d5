package practice

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"brobygger/chat"
)

// Settings is all that one project decides: who takes part, where they read,
// and the figures the practice works by. The zero value of a figure stands for
// the default named beside it, so that one which is written must be above 0.
type Settings struct {
	ID           string           `yaml:"id"`
	Name         string           `yaml:"name"`
	Lang         chat.Lang        `yaml:"lang"`
	Calendar     CalendarSettings `yaml:"calendar"`
	Coordinators []chat.Account   `yaml:"coordinators"`
	// CoordinatorRoles are roles or user groups of the platform, by name or
	// id: who has one may do what a coordinator may, but is told nothing.
	CoordinatorRoles []string      `yaml:"coordinator_roles"`
	Networks         []Network     `yaml:"networks"`
	Partners         []Partner     `yaml:"partners"`
	Reminders        ReminderTimes `yaml:"reminders"`
	Retention        Retention     `yaml:"retention"`
	// Nudges is how many messages of its own accord the bot may send to one
	// person in seven days; 2 by default.
	Nudges int `yaml:"nudges" above:"0"`
}

// Network is a circle of companies that meet in one channel.
type Network struct {
	ID       string     `yaml:"id"`
	Name     string     `yaml:"name"`
	Lang     chat.Lang  `yaml:"lang"`
	Channel  chat.Place `yaml:"channel"`  // may also be bound from the chat
	Partners []string   `yaml:"partners"` // the first is the default
	Stories  string     `yaml:"stories"`  // cron expression; "" posts none by itself
}

// Partner is the municipality's office that calls the companies. Name is
// what people read: since 1 February 2026 a municipality need not have a
// jobcenter, so the product never assumes the word.
type Partner struct {
	ID           string                    `yaml:"id"`
	Name         string                    `yaml:"name"`
	Municipality string                    `yaml:"municipality"`
	Lang         chat.Lang                 `yaml:"lang"`
	Channel      chat.Place                `yaml:"channel"`
	Staff        []chat.Account            `yaml:"staff"`       // beside the members of the channel
	StaffRoles   []string                  `yaml:"staff_roles"` // and who has one of these roles or user groups of the platform
	TeamLead     chat.Account              `yaml:"team_lead"`
	Duty         map[string][]chat.Account `yaml:"duty"` // "mon" … "fri": who is asked first that day
	// Promise is the working time within which a company is called, or empty
	// for the same clock time on the next working day.
	Promise time.Duration `yaml:"promise"`
	// CoordinatorFirst lets a coordinator call and pass on each opening.
	CoordinatorFirst bool `yaml:"coordinator_first"`
}

// ReminderTimes are working times counted back from the promised moment.
type ReminderTimes struct {
	Duty    time.Duration `yaml:"duty" above:"0"`    // nobody has taken it: the person on duty; 6h
	Channel time.Duration `yaml:"channel" above:"0"` // nobody has taken it: the channel; 4h
	Lead    time.Duration `yaml:"lead" above:"0"`    // nobody has taken it: the team lead; 2h
	Owner   time.Duration `yaml:"owner" above:"0"`   // taken, no call noted: the owner; 30m
}

// Retention is how long things are kept.
type Retention struct {
	WordsDays      int `yaml:"words_days" above:"0"`      // what people wrote to the bot; 90
	ContactMonths  int `yaml:"contact_months" above:"0"`  // a person after their last sign of life; 12
	OpeningsMonths int `yaml:"openings_months" above:"0"` // an opening after it ended, then it is anonymous; 24
}

func (s *Settings) defaults() {
	or := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	or(&s.Reminders.Duty, 6*time.Hour)
	or(&s.Reminders.Channel, 4*time.Hour)
	or(&s.Reminders.Lead, 2*time.Hour)
	or(&s.Reminders.Owner, 30*time.Minute)
	orInt := func(n *int, v int) {
		if *n == 0 {
			*n = v
		}
	}
	orInt(&s.Nudges, 2)
	orInt(&s.Retention.WordsDays, 90)
	orInt(&s.Retention.ContactMonths, 12)
	orInt(&s.Retention.OpeningsMonths, 24)
	if s.Lang == "" {
		s.Lang = chat.DA
	}
	for i := range s.Networks {
		if s.Networks[i].Lang == "" {
			s.Networks[i].Lang = s.Lang
		}
	}
	for i := range s.Partners {
		p := &s.Partners[i]
		if p.Lang == "" {
			p.Lang = s.Lang
		}
		if p.Name == "" {
			p.Name = map[chat.Lang]string{chat.DA: "kommunens virksomhedsservice", chat.EN: "the municipality's business service"}[p.Lang]
		}
	}
}

// Check tells, in sentences for the operator, what is wrong or missing.
func (s *Settings) Check() (problems []string) {
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if s.ID == "" {
		say("project without an id: give it a short word of its own")
	}
	partners := map[string]bool{}
	for _, p := range s.Partners {
		switch {
		case p.ID == "":
			say("project %s: a partner has no id", s.ID)
		case partners[p.ID]:
			say("project %s: two partners are called %q", s.ID, p.ID)
		}
		partners[p.ID] = true
		for _, day := range slices.Sorted(maps.Keys(p.Duty)) {
			if _, ok := weekdays[day]; !ok {
				say("project %s, partner %s: duty has the day %q; write mon, tue, wed, thu, fri, sat or sun", s.ID, p.ID, day)
			}
		}
		s.people(say, ", partner "+p.ID+": staff", p.Staff)
		s.people(say, ", partner "+p.ID+": team_lead", []chat.Account{p.TeamLead})
		for _, day := range slices.Sorted(maps.Keys(p.Duty)) {
			s.people(say, ", partner "+p.ID+": duty", p.Duty[day])
		}
		s.channel(say, "partner "+p.ID, p.Channel)
		if p.Promise < 0 {
			say("project %s, partner %s: promise must be a positive working time such as 8h", s.ID, p.ID)
		}
	}
	if len(s.Partners) == 0 {
		say("project %s: no partner; openings would have nowhere to go", s.ID)
	}
	if len(s.Networks) == 0 {
		say("project %s: no network; leaders would have no channel", s.ID)
	}
	networks := map[string]bool{}
	for _, n := range s.Networks {
		if n.ID == "" || networks[n.ID] {
			say("project %s: each network needs an id of its own; %q stands twice or is empty", s.ID, n.ID)
		}
		networks[n.ID] = true
		if len(n.Partners) == 0 {
			say("project %s, network %s: partners is empty; name at least one", s.ID, n.ID)
		}
		for _, p := range s.Partners {
			if n.Channel != (chat.Place{}) && n.Channel == p.Channel {
				say("project %s, network %s: partner %q has the same channel; what companies send must never stand there, so give the partner one of its own", s.ID, n.ID, p.ID)
			}
		}
		for _, p := range n.Partners {
			if !partners[p] {
				say("project %s, network %s: there is no partner %q", s.ID, n.ID, p)
			}
		}
		if n.Stories != "" {
			schedule, err := storySchedule(n.Stories)
			switch {
			case err != nil:
				say("project %s, network %s: stories: %q is no schedule; write minute (0-59), hour (0-23), day (1-31), month (1-12) and weekday (0-6, 0 is Sunday) with spaces between, as 0 9 1 * *", s.ID, n.ID, n.Stories)
			case schedule.Next(time.Now()).IsZero():
				say("project %s, network %s: stories: %q names a day that never comes; write one that does, as 0 9 1 * *", s.ID, n.ID, n.Stories)
			}
		}
		s.channel(say, "network "+n.ID, n.Channel)
	}
	for _, l := range append([]chat.Lang{s.Lang}, s.langs()...) {
		if l != chat.DA && l != chat.EN && l != "" {
			say("project %s: language %q; write da or en", s.ID, l)
		}
	}
	s.people(say, ": coordinators", s.Coordinators)
	if len(s.Coordinators) == 0 {
		say("project %s: no coordinator; nobody would see what could not be delivered", s.ID)
	}
	return problems
}

// people refuses accounts that are nobody's, such as a channel or a name with
// spaces.
func (s *Settings) people(say func(string, ...any), whose string, all []chat.Account) {
	for _, a := range all {
		if strings.HasPrefix(a.User, "#") || strings.HasPrefix(a.User, "@") || strings.ContainsFunc(a.String(), unicode.IsSpace) {
			say("project %s%s: %q is no person's account; write platform/workspace/user, without #, @ and spaces", s.ID, whose, a)
		}
	}
}

// channel refuses a place that is no channel.
func (s *Settings) channel(say func(string, ...any), whose string, at chat.Place) {
	if at.IsDirect() || strings.ContainsFunc(at.String(), unicode.IsSpace) {
		say("project %s, %s: channel: %q is no channel; write platform/workspace/#channel, without spaces", s.ID, whose, at)
	}
}

func (s *Settings) langs() (all []chat.Lang) {
	for _, n := range s.Networks {
		all = append(all, n.Lang)
	}
	for _, p := range s.Partners {
		all = append(all, p.Lang)
	}
	return all
}

var weekdays = map[string]time.Weekday{"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
