package practice

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"brobygger/chat"
)

// life is one opening's life: what is remembered, what waits, what is held
// back, and the people around it.
type life struct {
	t      *rapid.T
	p      *Practice
	now    time.Time
	shelf  shelf
	timers map[TimerKey]Timer
	held   map[string]Send
	events int
	id     string // of the opening
}

func account(user string) chat.Account {
	return chat.Account{Platform: "sim", Workspace: "w", User: user}
}

func lifePractice(t *testing.T) *Practice {
	t.Helper()
	channel := func(name string) chat.Place { return chat.Place{Platform: "sim", Workspace: "w", Channel: name} }
	p := testPractice(t, Settings{ID: "p", Coordinators: []chat.Account{account("coordinator")},
		Networks: []Network{{ID: "n", Name: "Nord", Channel: channel("network"), Partners: []string{"a", "b"}}},
		Partners: []Partner{
			{ID: "a", Name: "Virksomhedsservice", Channel: channel("jobcenter"), TeamLead: account("lead"), Staff: []chat.Account{account("staff"), account("lead")},
				Duty: map[string][]chat.Account{"mon": {account("staff")}, "tue": {account("staff")}, "wed": {account("lead")}}},
			{ID: "b", Name: "Erhverv Syd", Channel: channel("south"), Promise: 6 * time.Hour, Staff: []chat.Account{account("other")}},
		}})
	p.ParseHours = func(string, chat.Lang) (float64, float64, bool) { return 4, 6, true }
	return p
}

func (l *life) sender(user string) chat.Sender {
	channels := map[string][]string{"leader": {"network"}, "staff": {"jobcenter"}, "lead": {"jobcenter"}, "third": {"jobcenter"}, "other": {"south"}, "coordinator": {"network", "jobcenter"}}
	return chat.Sender{Account: account(user), Name: strings.ToUpper(user[:1]) + user[1:], Channels: channels[user]}
}

// happens runs one event and keeps what it leads to.
func (l *life) happens(user string, place chat.Place, body chat.Body, do func(*Turn) error) {
	l.events++
	ev := chat.Event{ID: fmt.Sprint("e", l.events), Project: "p", At: l.now, Place: place, Body: body}
	if user != "" {
		ev.From = l.sender(user)
	}
	turn, err := l.p.Turn(l.shelf, ev)
	if err != nil {
		l.t.Fatal(err)
	}
	before := l.opening()
	if due, ok := body.(chat.Due); ok {
		delete(l.timers, TimerKey{due.Kind, due.Subject})
	}
	if err := do(turn); err != nil {
		l.t.Fatalf("%s %+v: %v", user, body, err)
	}
	docs, err := turn.Docs()
	if err != nil {
		l.t.Fatal(err)
	}
	for _, d := range docs {
		if d.Rev != l.shelf[d.Key].Rev {
			l.t.Fatalf("%v is written at revision %d, is at %d", d.Key, d.Rev, l.shelf[d.Key].Rev)
		}
		d.Rev++
		l.shelf[d.Key] = d
	}
	for _, g := range turn.Deletes {
		delete(l.shelf, g.Key)
	}
	for _, k := range turn.Cancels {
		delete(l.timers, k)
	}
	for _, tm := range turn.Timers {
		if tm.Due.Before(l.now) {
			l.t.Fatalf("timer %v is due %v, before now", tm.TimerKey, tm.Due)
		}
		l.timers[tm.TimerKey] = tm
	}
	for _, s := range turn.Sends {
		l.sent(turn, s)
	}
	l.check(before, body)
}

// sent checks one message on its way out.
func (l *life) sent(turn *Turn, s Send) {
	cal := l.p.Calendar
	for _, text := range []string{s.Message.Text, s.Message.Title} {
		if strings.Contains(text, "!") && strings.Contains(text, ".") && strings.HasPrefix(text, "!") {
			l.t.Fatalf("a text is missing: %s", text)
		}
	}
	switch {
	case s.Op == "drop":
		delete(l.held, s.ID)
		return
	case s.Op == "release":
		was, ok := l.held[s.ID]
		if !ok {
			l.t.Fatalf("%s is released and was not held", s.ID)
		}
		delete(l.held, s.ID)
		was.Message = s.Message
		l.true(was)
		return
	case s.Op != "post":
		return
	case !s.Until.IsZero():
		if !s.Until.After(l.now) {
			l.t.Fatalf("%s is held until %v, now it is %v", s.Message.Kind, s.Until, l.now)
		}
		l.held[s.ID] = s
		return
	}
	answer := s.Place.IsDirect() && s.Place == turn.Event.From.Account.Direct()
	if s.Place == account("leader").Direct() {
		if !answer && !cal.ContactOpen(l.now) {
			l.t.Fatalf("%s reaches the leader at %v", s.Message.Kind, l.now)
		}
	} else if !answer && !cal.Open(l.now) {
		l.t.Fatalf("%s reaches %v at %v", s.Message.Kind, s.Place, l.now)
	}
	l.true(s)
}

// true checks that what a message says of an opening holds.
func (l *life) true(s Send) {
	o := l.openingNow(s)
	if o == nil || s.Message.Kind == "" {
		return
	}
	text := chat.Plain(s.Message.Text)
	switch s.Message.Kind {
	case "opening.claimed":
		if o.State != Claimed || !strings.Contains(text, o.OwnerName) || !o.Promise.After(l.now) {
			l.t.Fatalf("at %v, with %s %s and promise %v: %s", l.now, o.State, o.OwnerName, o.Promise, text)
		}
	case "opening.slipped", "opening.waiting":
		if !o.State.Waiting() || o.Promise.After(l.now) {
			l.t.Fatalf("at %v, with %s and promise %v: %s", l.now, o.State, o.Promise, text)
		}
	case "opening.contacted", "opening.taken":
		if o.State != Contacted {
			l.t.Fatalf("at %v, with %s: %s", l.now, o.State, text)
		}
	}
}

// openingNow is the opening as the running turn leaves it.
func (l *life) openingNow(s Send) *Opening {
	if s.Subject != "opening/"+l.id {
		return nil
	}
	return l.opening()
}

func (l *life) opening() *Opening {
	o, ok, err := Load[Opening](l.shelf, l.id)
	if err != nil {
		l.t.Fatal(err)
	}
	if !ok {
		return nil
	}
	return o
}

// check holds what must be true of an opening at any time.
func (l *life) check(before *Opening, body chat.Body) {
	o := l.opening()
	if o == nil {
		return
	}
	fail := func(format string, args ...any) {
		l.t.Helper()
		l.t.Fatalf("after %+v at %v: %s\n%+v", body, l.now, fmt.Sprintf(format, args...), o)
	}
	if before != nil && before.State != o.State && !slices.Contains(moves()[before.State], o.State) {
		fail("moved from %s to %s", before.State, o.State)
	}
	if before != nil && (o.Turn < before.Turn || before.State != o.State && o.Turn == before.Turn) {
		fail("turn %d after %d", o.Turn, before.Turn)
	}
	has := func(at time.Time) bool { return !at.IsZero() }
	switch {
	case o.Owner == "" && o.OwnerName != "":
		fail("nobody has it, and is called %s", o.OwnerName)
	case (o.State == HandedOver || o.State == Reported) && o.Owner != "":
		fail("%s and somebody has it", o.State)
	case o.State == Claimed && (o.Owner == "" || !has(o.Claimed)):
		fail("claimed by nobody")
	case o.State == Contacted && !has(o.Contacted):
		fail("contacted at no time")
	case o.State.Over() != has(o.Ended):
		fail("%s, ended %v", o.State, o.Ended)
	case o.State == Closed && o.Reason == "":
		fail("closed without a reason")
	case (o.State == Paused) != has(o.PausedUntil):
		fail("%s, paused until %v", o.State, o.PausedUntil)
	case o.State.Waiting() && (!has(o.Promise) || o.Promised.After(o.Promise)):
		fail("waits without a promise")
	case has(o.Promise) && l.p.Calendar.Between(o.Promise.Add(-time.Minute), o.Promise) == 0 && !l.p.Calendar.Open(o.Promise):
		fail("the promise is outside working hours")
	}
	for k, tm := range l.timers {
		if k.Subject != l.id {
			continue
		}
		if tm.Fence != fence(o.Turn) && k.Kind != "remind.coordinator" {
			fail("timer %s has fence %s, turn is %d", k.Kind, tm.Fence, o.Turn)
		}
		switch {
		case o.State.Over():
			fail("timer %s", k.Kind)
		case k.Kind == "promise" && !tm.Due.Equal(o.Promise):
			fail("the promise's timer is due %v", tm.Due)
		case strings.HasPrefix(k.Kind, "remind.") && k.Kind != "remind.coordinator" && !tm.Due.Before(o.Promise):
			fail("%s is due %v, at or after the promise", k.Kind, tm.Due)
		case k.Kind != "promise" && !l.p.Calendar.Open(tm.Due):
			fail("%s is due %v, outside working hours", k.Kind, tm.Due)
		}
	}
	if _, ok := l.timers[TimerKey{"promise", l.id}]; o.State.Waiting() && o.Promise.After(l.now) != ok {
		fail("timer of the promise: %t", ok)
	}
}

// wait lets time pass; what falls due on the way happens, in order.
func (l *life) wait(d time.Duration) {
	end := l.now.Add(d)
	for {
		due := slices.SortedFunc(maps.Values(l.timers), func(a, b Timer) int {
			return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Kind+a.Subject, b.Kind+b.Subject))
		})
		if len(due) == 0 || due[0].Due.After(end) {
			break
		}
		tm := due[0]
		l.now = later(l.now, tm.Due)
		body := chat.Due{Kind: tm.Kind, Subject: tm.Subject, Fence: tm.Fence, Due: tm.Due, Data: tm.Data}
		l.happens("", chat.Place{}, body, (*Turn).Handle)
	}
	l.now = end
}

func (l *life) place(user string) chat.Place {
	if channels := l.sender(user).Channels; len(channels) > 0 && rapid.Bool().Draw(l.t, "in a channel") {
		return chat.Place{Platform: "sim", Workspace: "w", Channel: channels[len(channels)-1]}
	}
	return account(user).Direct()
}

// born hands an opening over.
func (l *life) born() {
	l.happens("leader", account("leader").Direct(), chat.Said{Text: "x", Mention: true}, func(turn *Turn) error {
		err := turn.Do("hand_over", chat.Answers{"company_name": {Text: []string{"Nordlys"}}, "phone": {Text: []string{"40 12 34 56"}}, "tasks": {Choice: []string{"lager.ordrer"}}})
		l.id = turn.Given.Words("opening")
		return err
	})
}

// TestAnyInterleaving presses everything anybody could ever have pressed, in
// any order and at any hour.
func TestAnyInterleaving(t *testing.T) {
	p := lifePractice(t)
	people := []string{"leader", "staff", "lead", "third", "other", "coordinator", "outsider"}
	buttons := []string{"claim", "contacted", "no_answer", "release", "more", "take", "cannot", "pass_on", "resume", "reopen", "close", "colleague", "elsewhere", "pause", "fill", "terms", "place", "copy",
		"today", "tomorrow", "called", "drop", "yes", "withdraw", "undo", "change", "change_terms", "change_place"}
	rapid.Check(t, func(rt *rapid.T) {
		start := time.Date(2026, 11, 23, 0, 0, 0, 0, p.Zone()).Add(time.Duration(rapid.IntRange(0, 60*24*40).Draw(rt, "start")) * time.Minute)
		l := &life{t: rt, p: p, now: start, shelf: shelf{}, timers: map[TimerKey]Timer{}, held: map[string]Send{}}
		l.born()
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			user := rapid.SampledFrom(people).Draw(rt, "who")
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0, 1:
				l.wait(time.Duration(rapid.IntRange(1, 60*60).Draw(rt, "minutes")) * time.Minute)
			case 2:
				sel := rapid.SampledFrom([]string{"reason", "colleague", "partner"}).Draw(rt, "select")
				value := map[string]string{"reason": rapid.SampledFrom(Reasons()).Draw(rt, "reason"), "partner": rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "partner"), "colleague": l.personOf(rapid.SampledFrom([]string{"staff", "lead"}).Draw(rt, "colleague"))}[sel]
				l.happens(user, l.place(user), chat.Chose{Select: sel, Arg: l.id, Values: []string{value}}, (*Turn).Handle)
			case 3:
				values := map[string][]string{"tasks": {"feje"}, "hours": {"5"}, "phone": {"20 30 40 50"}, "pay": {"talk"}, "cvr": {"13748136"}, "until": {l.now.AddDate(0, 0, rapid.IntRange(-1, 20).Draw(rt, "days")).Format(time.DateOnly)}}
				form := rapid.SampledFrom([]string{"fill", "terms", "place", "change", "change_terms", "change_place", "pause"}).Draw(rt, "form")
				l.happens(user, l.place(user), chat.Submitted{Form: form, Arg: l.id, Values: values}, (*Turn).Handle)
			case 4:
				if o := l.opening(); o.Card != "" && l.held[o.Card].ID == "" && rapid.IntRange(0, 5).Draw(rt, "lost") == 0 {
					l.happens("", chat.Place{}, chat.Outcome{Item: o.Card, Kind: "handover.card", Subject: "opening/" + l.id, Class: "gone"}, (*Turn).Handle)
				}
			default:
				button := rapid.SampledFrom(buttons).Draw(rt, "button")
				l.happens(user, l.place(user), chat.Pressed{Button: button, Arg: l.id, Notice: rapid.Bool().Draw(rt, "notice")}, (*Turn).Handle)
			}
		}
		l.wait(100 * 24 * time.Hour)
		if len(l.held) > 0 {
			rt.Fatalf("still held: %v", l.held)
		}
	})
}

func (l *life) personOf(user string) string {
	if link, ok, err := Load[Link](l.shelf, account(user).String()); err == nil && ok {
		return link.Person
	}
	return "p-none"
}

// TestEveryPress presses each button once in each state, and expects either a
// move that the state allows, or an answer and nothing changed.
func TestEveryPress(t *testing.T) {
	p := lifePractice(t)
	ways := map[State][]string{
		HandedOver: {}, Claimed: {"staff claim"}, Contacted: {"staff contacted"}, Withdrawn: {"leader withdraw"},
	}
	for state, way := range ways {
		for _, button := range []string{"claim", "contacted", "no_answer", "release", "take", "cannot", "pass_on", "resume", "reopen", "called", "drop", "yes", "undo"} {
			rapid.Check(t, func(rt *rapid.T) {
				l := &life{t: rt, p: p, now: time.Date(2026, 11, 24, 9, 0, 0, 0, p.Zone()), shelf: shelf{}, timers: map[TimerKey]Timer{}, held: map[string]Send{}}
				l.born()
				press := func(user, button string) (answered bool) {
					l.happens(user, account(user).Direct(), chat.Pressed{Button: button, Arg: l.id}, func(turn *Turn) error {
						err := turn.Handle()
						answered = turn.Ack.Notice != nil || turn.Ack.Replace != nil
						return err
					})
					return answered
				}
				for _, step := range way {
					user, button, _ := strings.Cut(step, " ")
					press(user, button)
				}
				if got := l.opening().State; got != state {
					rt.Fatalf("%v leads to %s, not %s", way, got, state)
				}
				user := rapid.SampledFrom([]string{"leader", "staff", "coordinator", "outsider"}).Draw(rt, "who")
				before := l.opening()
				if !press(user, button) {
					rt.Fatalf("%s presses %s on %s and hears nothing", user, button, state)
				}
				if user == "outsider" && l.opening().Turn != before.Turn {
					rt.Fatalf("an outsider changes a %s opening with %s", state, button)
				}
			})
		}
	}
}
