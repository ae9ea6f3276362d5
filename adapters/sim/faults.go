package sim

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
)

// faults is how the platform misbehaves from now on; numbers count down.
type faults struct {
	limited struct {
		times int
		after time.Duration
		all   bool
	}
	until      map[chat.Place]time.Time // the zero Place: every place
	broken     int
	lost       int
	dropped    int
	blind      int
	late       int
	repeat     int
	disconnect int
	closed     map[string]bool // members who take no direct messages
}

func (f *faults) clear() {
	*f = faults{until: map[chat.Place]time.Time{}, closed: map[string]bool{}}
}

// Fault makes the platform misbehave from now on. Left out, seconds and times
// are 1; a fault given again replaces its earlier self.
//
//	429 [SECONDS] [TIMES] [all]  a send is refused (Limited), and so are all further ones to that
//	                             place, or with all to every place, until SECONDS have passed
//	5xx [TIMES]                  a send is not carried out (Temporary)
//	lost [TIMES]                 a send is carried out, but its answer is lost (Unknown)
//	dropped [TIMES]              a send is not carried out, and nobody can know (Unknown)
//	blind [TIMES]                Find cannot tell
//	late [TIMES]                 the bot's answer comes too late and shows nothing: a person
//	                             sees ErrNoAnswer, a lasting event is offered again
//	repeat [TIMES]               an event is delivered twice
//	disconnect [TIMES]           an act finds no bot; then the connection is back and what
//	                             was said meanwhile comes, in its order
//	connect                      the connection is back now
//	gone CHANNEL                 the bot is removed from the channel (BotLeft)
//	back CHANNEL                 the bot is invited to the channel again (BotJoined)
//	dm-closed WHO                direct messages to WHO are refused (Gone)
//	dm-open WHO                  and taken again
//	none                         nothing misbehaves any more; a removed bot stays removed
func (w *World) Fault(kind string, args ...string) error {
	w.mu.Lock()
	s, err := w.misbehave(kind, args)
	w.touch()
	w.mu.Unlock()
	if err != nil {
		return fmt.Errorf("fault %s: %w", kind, err)
	}
	if s != nil {
		return w.hand(context.Background(), s)
	}
	if kind == "connect" || kind == "none" {
		w.flush(context.Background())
	}
	return nil
}

// misbehave sets the fault; gone and back are events. It is called with w.mu held.
func (w *World) misbehave(kind string, args []string) (*sent, error) {
	f := &w.faults
	counters := map[string]*int{
		"5xx": &f.broken, "lost": &f.lost, "dropped": &f.dropped, "blind": &f.blind,
		"late": &f.late, "repeat": &f.repeat, "disconnect": &f.disconnect,
	}
	if n := counters[kind]; n != nil {
		times, err := numbers(args, 1)
		if err == nil {
			*n = times[0]
		}
		return nil, err
	}
	switch kind {
	case "429":
		all := len(args) > 0 && args[len(args)-1] == "all"
		if all {
			args = args[:len(args)-1]
		}
		n, err := numbers(args, 2)
		if err == nil {
			f.limited.after, f.limited.times, f.limited.all = time.Duration(n[0])*time.Second, n[1], all
		}
		return nil, err
	case "connect":
		f.disconnect = 0
	case "none":
		f.clear()
	case "gone", "back":
		return w.move(kind == "back", args)
	case "dm-closed", "dm-open":
		if len(args) != 1 || w.members[args[0]] == nil {
			return nil, errors.New("want the name of a member")
		}
		f.closed[args[0]] = kind == "dm-closed"
	default:
		return nil, errors.New("this platform has no such fault")
	}
	return nil, nil
}

// move takes the bot out of a channel or back in. It is called with w.mu held.
func (w *World) move(in bool, args []string) (*sent, error) {
	if len(args) != 1 || w.rooms[args[0]] == nil {
		return nil, errors.New("want the name of a channel")
	}
	room := w.rooms[args[0]]
	if room.bot == in {
		return nil, nil
	}
	room.bot = in
	var body chat.Body = chat.BotLeft{}
	if in {
		body = chat.BotJoined{}
	}
	return w.event("", w.Channel(args[0]), "", body), nil
}

// before gives the error that stops a send to place before it is carried out.
// It is called with w.mu held.
func (f *faults) before(place chat.Place, now time.Time) error {
	until := f.until[place]
	all := f.until[chat.Place{}]
	everywhere := all.After(until)
	if everywhere {
		until = all
	}
	if !now.Before(until) && take(&f.limited.times) {
		until, everywhere = now.Add(f.limited.after), f.limited.all
		if everywhere {
			f.until[chat.Place{}] = until
		} else {
			f.until[place] = until
		}
		if f.limited.after == 0 {
			return &adapters.Error{Class: adapters.Limited, All: everywhere, Err: errors.New("too many requests")}
		}
	}
	if now.Before(until) {
		return &adapters.Error{Class: adapters.Limited, After: until.Sub(now), All: everywhere, Err: errors.New("too many requests")}
	}
	if take(&f.broken) {
		return failed(adapters.Temporary, "the platform is not well")
	}
	return nil
}

// take uses a fault up once and reports whether there was one.
func take(n *int) bool {
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

// numbers reads up to n numbers; what is left out is 1.
func numbers(args []string, n int) ([]int, error) {
	if len(args) > n {
		return nil, fmt.Errorf("want at most %d numbers, have %d words", n, len(args))
	}
	all := make([]int, n)
	for i := range all {
		all[i] = 1
		if i < len(args) {
			v, err := strconv.Atoi(args[i])
			if err != nil || v < 0 {
				return nil, fmt.Errorf("%q is not a number", args[i])
			}
			all[i] = v
		}
	}
	return all, nil
}
