package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

func TestTemporaryTroubleIsTriedAgain(t *testing.T) {
	h := newHouse(t)
	h.platform.fails["opening.receipt"] = []error{failed(adapters.Temporary), failed(adapters.Temporary), nil}
	h.send()
	h.drain()
	if h.platform.arrived("handover.card") != 1 {
		t.Error("the card waits for the receipt, which goes to another place")
	}
	h.wait(time.Minute)
	if n := h.platform.arrived("opening.receipt"); n != 1 {
		t.Errorf("the receipt arrived %d times", n)
	}
	if h.platform.found != 0 {
		t.Error("what was certainly not done was looked for")
	}
}

func TestLimitedPlaceWaitsAsLongAsItAsks(t *testing.T) {
	h := newHouse(t)
	h.platform.fails["opening.receipt"] = []error{&adapters.Error{Class: adapters.Limited, After: 90 * time.Second, Err: errors.New("slow down")}}
	h.send()
	next := h.drain()
	if want := h.clock.Now().Add(90 * time.Second); !next.Equal(want) {
		t.Errorf("next at %v, want %v", next, want)
	}
	if h.platform.arrived("handover.card") != 1 {
		t.Error("another place had to wait too")
	}
	h.wait(89 * time.Second)
	if n := h.platform.arrived("opening.receipt"); n != 0 {
		t.Error("sent too early")
	}
	h.wait(time.Second)
	if n := h.platform.arrived("opening.receipt"); n != 1 {
		t.Errorf("the receipt arrived %d times", n)
	}
}

func TestUnknownIsSettledBeforeItIsSentAgain(t *testing.T) {
	for name, test := range map[string]struct {
		finds []error
		tries int
	}{
		"it had arrived":     {[]error{nil}, 1},
		"it had not":         {[]error{adapters.ErrAbsent}, 2},
		"nobody can tell":    {[]error{failed(adapters.Temporary), failed(adapters.Temporary), nil}, 1},
		"asked too often":    {[]error{&adapters.Error{Class: adapters.Limited, After: time.Minute, Err: errors.New("slow down")}, nil}, 1},
		"and then it had no": {[]error{failed(adapters.Unknown), adapters.ErrAbsent}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.platform.fails["opening.receipt"] = []error{failed(adapters.Unknown)}
			h.platform.finds = test.finds
			h.send()
			h.wait(10 * time.Minute)
			if n := h.platform.arrived("opening.receipt"); n != 1 {
				t.Errorf("the receipt arrived %d times", n)
			}
			tries := 0
			for _, kind := range h.platform.tried {
				if kind == "opening.receipt" {
					tries++
				}
			}
			if tries != test.tries {
				t.Errorf("sent %d times, want %d", tries, test.tries)
			}
		})
	}
}

func TestLostCardIsToldToLeaderAndCoordinator(t *testing.T) {
	for _, class := range []adapters.Class{adapters.Gone, adapters.Rejected} {
		t.Run(string(class), func(t *testing.T) {
			h := newHouse(t)
			h.platform.fails["handover.card"] = []error{failed(class)}
			h.send()
			h.wait(time.Minute)
			if o := h.read(); o.State != practice.Reported || !o.Promise.IsZero() || o.Card != "" {
				t.Errorf("the opening is %s, promised %v, with card %q", o.State, o.Promise, o.Card)
			}
			if h.platform.arrived("opening.delayed") != 1 || h.platform.arrived("alert.undelivered") != 1 {
				t.Errorf("told: %v", h.platform.tried)
			}
			h.press("coordinator", "pass_on")
			h.wait(time.Minute)
			if h.platform.arrived("handover.card") != 1 || h.platform.arrived("opening.passed_on") != 1 {
				t.Errorf("passed on: %v", h.platform.tried)
			}
		})
	}
}

func TestLostMessageIsShownToTheCoordinator(t *testing.T) {
	h := newHouse(t)
	h.platform.fails["opening.receipt"] = []error{failed(adapters.Rejected)}
	h.send()
	h.wait(time.Minute)
	if text := h.platform.newest("alert.undelivered"); !strings.Contains(text, "#1 Nordlys blev afvist") {
		t.Errorf("the coordinator reads %q", text)
	}
	// Neither can be told: that must not go round in circles.
	h.platform.fails["opening.claimed"] = []error{failed(adapters.Gone)}
	h.platform.fails["alert.undelivered"] = []error{failed(adapters.Gone), failed(adapters.Gone), failed(adapters.Gone)}
	h.press("staff", "claim")
	h.wait(time.Minute)
	if left := len(h.platform.fails["alert.undelivered"]); left != 2 {
		t.Errorf("%d alerts about alerts", 2-left)
	}
}

func TestRedeliveryGetsTheSameAckAndChangesNothing(t *testing.T) {
	h := newHouse(t)
	h.send()
	h.drain()
	ev := h.event("staff", channel("jobcenter"), chat.Pressed{Button: "claim", Arg: h.opening()})
	first := h.accept(ev)
	h.press("staff", "release")
	h.drain()
	sent, before := len(h.platform.sent), h.read()
	if diff := cmp.Diff(first, h.accept(ev)); diff != "" {
		t.Errorf("the redelivery's ack differs: %s", diff)
	}
	h.drain()
	if after := h.read(); after.Turn != before.Turn || after.State != practice.HandedOver || len(h.platform.sent) != sent {
		t.Errorf("the redelivery took it again: %s, %d more messages", after.State, len(h.platform.sent)-sent)
	}
}

func TestTimerOfWhatHasMovedOnDoesNothing(t *testing.T) {
	h := newHouse(t)
	h.send()
	stale := chat.Due{Kind: "promise", Subject: h.opening(), Fence: "1", Due: h.clock.Now()}
	h.press("staff", "claim")
	h.press("staff", "contacted")
	h.drain()
	if _, err := h.bot.Accept(t.Context(), chat.Event{ID: "t1", Project: "p", At: h.clock.Now(), Body: stale}); !errors.Is(err, store.ErrStale) {
		t.Errorf("a timer that is gone: %v", err)
	}
	h.wait(7 * 24 * time.Hour)
	if n := h.platform.arrived("opening.slipped"); n != 0 {
		t.Error("a promise that was kept has slipped")
	}
}

func TestHeldMessageThatIsNoLongerTrueIsDropped(t *testing.T) {
	h := newHouse(t)
	h.send()
	h.drain()
	h.clock.Set(h.clock.Now().Add(11 * time.Hour)) // 20:00
	h.press("staff", "claim")
	h.press("staff", "release")
	h.press("staff2", "claim")
	h.drain()
	if h.platform.arrived("opening.claimed") != 0 {
		t.Error("the leader is told at night")
	}
	h.wait(12 * time.Hour)
	if text := h.platform.newest("opening.claimed"); h.platform.arrived("opening.claimed") != 1 || !strings.Contains(text, "staff2") {
		t.Errorf("in the morning: %d, %q", h.platform.arrived("opening.claimed"), text)
	}
}

func TestTwoAtOnce(t *testing.T) {
	h := newHouse(t)
	h.send()
	h.drain()
	var wg sync.WaitGroup
	acks := make([]chat.Ack, 2)
	for i, user := range []string{"staff", "staff2"} {
		ev := h.event(user, channel("jobcenter"), chat.Pressed{Button: "claim", Arg: h.opening()})
		wg.Go(func() { acks[i], _ = h.bot.Accept(context.WithoutCancel(t.Context()), ev) })
	}
	wg.Wait()
	h.drain()
	kinds := []string{acks[0].Notice.Kind, acks[1].Notice.Kind}
	slices.Sort(kinds)
	if diff := cmp.Diff([]string{"desk.claimed", "press.late"}, kinds); diff != "" {
		t.Error(diff)
	}
	if n := h.platform.arrived("opening.claimed"); n != 1 {
		t.Errorf("the leader has %d names", n)
	}
}

// What people say to each other under a message that is no card is not the bot's.
func TestWordsInAThreadOfOthersAreNotKept(t *testing.T) {
	h := newHouse(t)
	ev := h.event("stranger", channel("network"), chat.Said{Text: "I got it!", Message: "m-2"})
	ev.Thread = "m-1"
	h.accept(ev)
	err := h.store.View(t.Context(), "p", func(r store.Reader) error {
		people, err := practice.List[practice.Person](r, practice.Query{Name: "seen", To: "\xff"})
		if len(people) > 0 {
			t.Errorf("kept: %+v", people[0])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A leader's messages hang; the jobcenter's card, which comes later, does not.
func TestOneSlowPlaceHoldsUpNoOther(t *testing.T) {
	h := newHouse(t)
	h.platform.slow = make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- h.bot.Run(ctx) }()
	h.accept(h.event("leader", account("leader").Direct(), chat.Called{Name: "bro", Args: "hjælp"}))
	for h.platform.attempts() == 0 {
		runtime.Gosched()
	}
	h.send()
	for h.platform.arrived("handover.card") == 0 {
		runtime.Gosched()
	}
	if n := h.platform.arrived("opening.receipt"); n != 0 {
		t.Errorf("%d receipts arrived at the place that hangs", n)
	}
	close(h.platform.slow)
	for h.platform.arrived("opening.receipt") == 0 {
		runtime.Gosched()
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestPoisonEventEndsItselfOnly(t *testing.T) {
	h := newHouse(t)
	h.send()
	h.drain()
	h.practice.ParseHours = func(string, chat.Lang) (float64, float64, bool) { panic("poison") }
	before := h.read()
	form := chat.Submitted{Form: "fill", Arg: h.opening(), Values: map[string][]string{"tasks": {"feje"}, "hours": {"5"}, "phone": {"40 12 34 56"}}}
	ack := h.accept(h.event("staff", channel("jobcenter"), form))
	if ack.Notice == nil || ack.Notice.Kind != "trouble.failed" {
		t.Errorf("who sent it is answered %+v", ack)
	}
	if after := h.read(); after.Turn != before.Turn {
		t.Error("half of it was saved")
	}
	h.press("staff", "claim")
	if o := h.read(); o.State != practice.Claimed {
		t.Errorf("the next press finds it %s", o.State)
	}
	h.drain()
	if text := h.platform.newest("alert.failed"); !strings.Contains(text, "staff") {
		t.Errorf("the coordinator reads %q", text)
	}
}

func TestPoisonTimerIsGivenUpAndToldOf(t *testing.T) {
	h := newHouse(t)
	h.send()
	h.drain()
	h.practice.Catalogue = nil // what names the tasks in a reminder
	h.wait(3 * 24 * time.Hour)
	if text := h.platform.newest("alert.failed"); !strings.Contains(text, "#1 Nordlys") {
		t.Errorf("the coordinator reads %q", text)
	}
}

func TestRemovedBotIsToldToTheCoordinator(t *testing.T) {
	h := newHouse(t)
	ev := chat.Event{ID: "gone", Project: "p", At: h.clock.Now(), Place: channel("jobcenter"), Body: chat.BotLeft{}, From: chat.Sender{Account: account("bot"), Bot: true}}
	h.accept(ev)
	h.drain()
	if h.platform.arrived("alert.undelivered") != 1 {
		t.Error("nobody hears that the bot was removed from the channel")
	}
	ev.ID, ev.Body = "said", chat.Said{Text: "hej bot", Mention: true}
	h.accept(ev)
	h.drain()
	if len(h.platform.sent) != 1 {
		t.Error("bots talk with each other")
	}
}

// A timer whose data nobody can read any more is tried for a while, and then
// given up: it would fail for ever, and others wait behind it.
func TestUnreadableTimerIsGivenUpAndToldOf(t *testing.T) {
	h := newHouse(t)
	h.send()
	h.drain()
	broken := store.Timer{TimerKey: practice.TimerKey{Kind: "release", Subject: "i-none"}, Due: h.clock.Now(), Data: json.RawMessage(`"x"`)}
	if _, err := h.store.Update(t.Context(), store.Work{Project: "p", Do: func(store.Reader) (store.Changes, error) {
		return store.Changes{Timers: []store.Timer{broken}}, nil
	}}); err != nil {
		t.Fatal(err)
	}
	tries := 0
	for ; h.platform.newest("alert.failed") == "" && tries < 50; tries++ {
		_, _ = h.bot.Drain(t.Context()) // the failure is its error
	}
	if tries < 5 || tries == 50 {
		t.Errorf("given up after %d tries", tries)
	}
	h.drain()
}

// A platform that is down for twenty hours gets everything when it is back.
func TestALongOutageLosesNothing(t *testing.T) {
	h := newHouse(t)
	h.platform.fails["handover.card"] = slices.Repeat([]error{failed(adapters.Temporary)}, 120)
	h.send()
	h.wait(24 * time.Hour)
	if h.platform.arrived("handover.card") != 1 || h.read().State == practice.Reported {
		t.Errorf("the card is lost, the opening %s", h.read().State)
	}
}
