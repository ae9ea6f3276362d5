package twin

import (
	"context"
	"fmt"
	"strconv"
)

// faults are the ways of misbehaving that are Slack's own; numbers count down.
type faults struct {
	refresh  int
	halfOpen int
	cut      int
	expired  int
	reorder  int
	revoked  string
	closed   map[string]bool // members who are deactivated, by name
	external map[string]bool // channels shared with other workspaces, by name
}

// Fault makes Slack misbehave from now on. Left out, TIMES is 1. What is not
// listed here is passed on to [sim.World.Fault].
//
//	refresh [TIMES]    before the next event the socket is told to make room (refresh_requested),
//	                   and is closed when another is open
//	half-open [TIMES]  before the next event the socket goes silent without being closed
//	cut [TIMES]        before the next event all sockets are closed without a word
//	expired [TIMES]    the trigger of the next interaction has expired when it comes
//	reorder [TIMES]    an event that is no interaction is held back and comes after the next one;
//	                   what the bot answers only its sender is not seen
//	rename CHANNEL NAME  the channel is called otherwise
//	revoked [ERROR]    all calls are refused with it, token_revoked when left out; "revoked none" ends it
//	external CHANNEL   the channel is shared with another workspace (Slack Connect)
//	dm-closed WHO      WHO is deactivated
func (t *Twin) Fault(kind string, args ...string) error {
	t.mu.Lock()
	handled, err := t.fault(kind, args)
	t.mu.Unlock()
	switch {
	case err != nil:
		return fmt.Errorf("fault %s: %w", kind, err)
	case kind == "rename":
		t.renamed(args[0], args[1])
		return nil
	case handled:
		return nil
	case kind == "none", kind == "connect": // what was held back comes now
		if l := t.attached(); l != nil {
			l.release(context.Background())
		}
	}
	return t.world.Fault(kind, args...)
}

// fault sets what is Slack's own, and notes of the rest what the twin must
// know. It is called with t.mu held.
func (t *Twin) fault(kind string, args []string) (handled bool, err error) {
	f := &t.faults
	if n := map[string]*int{"refresh": &f.refresh, "half-open": &f.halfOpen, "cut": &f.cut, "expired": &f.expired, "reorder": &f.reorder}[kind]; n != nil {
		*n = 1
		if len(args) > 0 {
			*n, err = strconv.Atoi(args[0])
		}
		return true, err
	}
	one := ""
	if len(args) == 1 {
		one = args[0]
	}
	switch kind {
	case "revoked":
		switch f.revoked = one; one {
		case "":
			f.revoked = "token_revoked"
		case "none":
			f.revoked = ""
		}
		return true, nil
	case "rename":
		if len(args) != 2 || t.channels[channelID(args[0])] == "" {
			return true, fmt.Errorf("want the name of a channel and its new one")
		}
		return true, nil
	case "external":
		if t.channels[channelID(one)] == "" {
			return true, fmt.Errorf("want the name of a channel")
		}
		f.external = with(f.external, one, true)
		return true, nil
	case "gone", "back":
		t.outside[one] = kind == "gone"
	case "dm-closed", "dm-open":
		f.closed = with(f.closed, one, kind == "dm-closed")
	case "none":
		*f = faults{}
	}
	return false, nil
}

func with(m map[string]bool, key string, value bool) map[string]bool {
	if m == nil {
		m = map[string]bool{}
	}
	m[key] = value
	return m
}

// holdBack keeps an event for later when that was asked for.
func (t *Twin) holdBack(f *flight) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(f.payloads) == 0 || f.payloads[0].kind != eventsAPI || !take(&t.faults.reorder) {
		return false
	}
	t.late = append(t.late, f)
	return true
}

// take uses a fault up once and reports whether there was one.
func take(n *int) bool {
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

// misbehave does to the sockets of l what was asked for, before an event is
// sent over one of them.
func (t *Twin) misbehave(l *link) {
	t.mu.Lock()
	refresh, halfOpen, cut := take(&t.faults.refresh), take(&t.faults.halfOpen), take(&t.faults.cut)
	t.mu.Unlock()
	s := l.next()
	if s == nil {
		return
	}
	switch {
	case refresh:
		s.refresh()
	case halfOpen:
		s.mute.Store(true)
	case cut:
		l.mu.Lock()
		all := append([]*socket{}, l.sockets...)
		l.mu.Unlock()
		for _, s := range all {
			s.close()
			<-s.gone
		}
	}
}
