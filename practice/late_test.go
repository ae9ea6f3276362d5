package practice

import (
	"testing"
	"time"

	"brobygger/chat"
)

// The bot was down at the hour, and a timer falls due in the night: what nobody
// has just asked for still waits for the morning.
func TestLateTimersWaitForTheMorning(t *testing.T) {
	p := lifePractice(t)
	p.Settings.Networks[0].Stories = "0 9 1 * *"
	night := time.Date(2026, 12, 1, 21, 0, 0, 0, p.Zone())
	morning := time.Date(2026, 12, 2, 8, 0, 0, 0, p.Zone())
	network := p.Settings.Networks[0].Channel
	for kind, due := range map[string]struct{ subject, message string }{"stories": {"n", "story.post"}, "story.review": {"s-1", "story.keep"}, "expand": {"b-1", "broadcast.post"}} {
		s := shelf{}
		lay(t, s, &Person{ID: "p-1", Accounts: []chat.Account{account("leader")}},
			&Story{ID: "s-1", Network: "n", Author: "p-1", State: StoryApproved, Posted: []time.Time{night.AddDate(-1, 0, 0)}},
			&Broadcast{ID: "b-1", Places: []chat.Place{network}})
		fire := func(at time.Time) *Turn {
			turn, err := p.Turn(s, chat.Event{ID: at.String(), Project: "p", At: at, Body: chat.Due{Kind: kind, Subject: due.subject}})
			if err != nil {
				t.Fatal(err)
			}
			s.saves(t, turn, turn.Handle)
			return turn
		}
		late := fire(night)
		if len(late.Sends) > 0 || len(late.Timers) != 1 || late.Timers[0].Kind != kind || !late.Timers[0].Due.Equal(morning) {
			t.Errorf("%s at night: %+v, timers %+v", kind, late.Sends, late.Timers)
		}
		if turn := fire(morning); len(turn.Sends) != 1 || turn.Sends[0].Message.Kind != due.message {
			t.Errorf("%s in the morning: %+v", kind, turn.Sends)
		}
	}
}
