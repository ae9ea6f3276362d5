package twin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// faults is how Discord misbehaves from now on, beside the World's own.
type faults struct {
	outage  int // requests answered 503
	posted  int // requests answered 5xx from the next message on, which is posted all the same
	refused int // connections ended at once
}

// Fault makes Discord misbehave from now on. What it does not know it passes
// on to the World, see [sim.World.Fault]. Left out, numbers are 1.
//
//	late [TIMES]            an interaction is taken for expired: its first response gets 10062
//	reconnect               the gateway asks for a reconnect (op 7) and ends the connection
//	drop                    the connection ends without a word
//	zombie                  the connection stays open, and nothing comes any more
//	close CODE              the connection ends with a close code
//	invalid                 the session is invalid (op 9), and all not yet taken in is lost
//	refuse [TIMES]          connections are ended at once
//	identifies N            that many IDENTIFY are left of the day's
//	outage [TIMES]          requests are answered 503
//	502 [TIMES]             a message is posted, but answered 502, and so are the requests after it
//	buckets LIMIT SECONDS [GLOBAL]  so many requests a bucket, and a second in all
//	token-reset             the token is no longer valid
//	forbidden CHANNEL       the bot may no longer write there
//	allowed CHANNEL         and may again
//	deleted CHANNEL         the channel is deleted
//	dm-closed WHO, dm-open WHO  WHO takes no direct messages of the bot, and takes them again
//	kicked, invited         the bot is removed from the guild, and invited again
func (t *Twin) Fault(kind string, args ...string) error {
	numbers, err := integers(args)
	switch kind {
	case "late", "reconnect", "drop", "zombie", "close", "invalid", "refuse", "identifies", "outage", "502", "buckets", "token-reset":
		if err == nil {
			err = t.misbehave(kind, numbers)
		}
	case "dm-closed", "dm-open":
		if err = errors.New("want the name of a member"); len(args) == 1 {
			if _, ok := t.member(args[0]); ok {
				err = nil
				t.mu.Lock()
				t.closed[args[0]] = kind == "dm-closed"
				t.mu.Unlock()
			}
		}
	case "forbidden", "allowed", "deleted":
		err = t.takeRights(kind, args)
	case "kicked", "invited":
		err = t.move(kind == "invited")
	case "none":
		t.mu.Lock()
		t.faults, t.late, t.closed = faults{}, 0, map[string]bool{}
		t.mu.Unlock()
		wide := newBuckets(t.opts.Clock)
		t.limits.set(wide.limit, wide.window, wide.global)
		return t.World.Fault(kind, args...)
	default:
		return t.World.Fault(kind, args...)
	}
	if err != nil {
		return fmt.Errorf("fault %s: %w", kind, err)
	}
	return nil
}

func integers(args []string) ([]int, error) {
	var all []int
	for _, a := range args {
		n, err := strconv.Atoi(a)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%q is not a number", a)
		}
		all = append(all, n)
	}
	return all, nil
}

func (t *Twin) misbehave(kind string, n []int) error {
	first := 1
	if len(n) > 0 {
		first = n[0]
	}
	if kind == "buckets" {
		if len(n) < 2 || n[0] == 0 || n[1] == 0 {
			return errors.New("want LIMIT SECONDS [GLOBAL]")
		}
		global := 50 // docs: topics/rate-limits#global-rate-limit
		if len(n) > 2 {
			global = n[2]
		}
		t.limits.set(n[0], time.Duration(n[1])*time.Second, global)
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch kind {
	case "late":
		t.late = first
	case "refuse":
		t.faults.refused = first
	case "outage":
		t.faults.outage = first
	case "502":
		t.faults.posted = first
	case "identifies":
		t.identifies = t.opts.Identifies - first
	case "token-reset":
		t.token += "-reset"
		return t.cut(func(_ *session, l *link) { l.close(closeAuthentication, "Authentication failed") })
	case "close":
		return t.cut(func(_ *session, l *link) { l.close(max(first, closeUnknown), "") })
	case "drop":
		return t.cut(func(_ *session, l *link) { l.ws.Close() })
	case "zombie":
		return t.cut(func(s *session, l *link) {
			l.writing.Lock()
			l.deaf = true
			l.writing.Unlock()
			s.link = nil
		})
	case "reconnect":
		// docs: events/gateway-events#reconnect: the client closes, or the server does soon.
		return t.cut(func(_ *session, l *link) { l.send(opReconnect, nil) })
	case "invalid":
		return t.cut(func(s *session, l *link) {
			delete(t.sessions, s.id)
			l.send(opInvalidSession, false)
		})
	}
	return nil
}

// cut does something to every connection of a session. It is called with t.mu held.
func (t *Twin) cut(do func(*session, *link)) error {
	done := false
	for _, s := range t.sessions {
		s.sending.Lock()
		if s.link != nil {
			do(s, s.link)
			done = true
		}
		s.sending.Unlock()
	}
	t.tell()
	if !done {
		return errors.New("nobody is connected")
	}
	return nil
}

// takeRights changes what the bot may in a channel, and tells it.
func (t *Twin) takeRights(kind string, args []string) error {
	var r *room
	for _, o := range t.rooms {
		if len(args) == 1 && o.name == args[0] {
			r = o
		}
	}
	if r == nil {
		return errors.New("want the name of a channel")
	}
	t.mu.Lock()
	if kind == "deleted" {
		r.deleted = true
		t.mu.Unlock()
		return t.World.Fault("gone", r.name)
	}
	r.mute = kind == "forbidden"
	d := t.channelObject(spot{room: r})
	t.mu.Unlock()
	return t.deliver(context.Background(), "", "CHANNEL_UPDATE", spot{room: r}, d)
}

// move takes the bot out of the guild or back in.
func (t *Twin) move(in bool) error {
	t.mu.Lock()
	same := t.kicked != in
	t.kicked = !in
	d := object{"id": t.guildID}
	t.mu.Unlock()
	if same {
		return nil
	}
	name, fault := "GUILD_DELETE", "gone"
	if in {
		session, err := t.live(context.Background())
		if err != nil {
			return err
		}
		t.mu.Lock()
		for _, r := range t.rooms {
			r.away = false
		}
		d = t.guildObject(session.intents&intentMembers != 0)
		t.mu.Unlock()
		name, fault = "GUILD_CREATE", "back"
	}
	err := t.deliver(context.Background(), "", name, spot{room: t.rooms[0]}, d)
	for _, r := range t.rooms {
		err = errors.Join(err, t.World.Fault(fault, r.name)) // the bot has heard of it already
	}
	return err
}

// outage is the answer of a Discord that is not well.
func (t *Twin) outage() *trouble {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.faults.outage > 0 {
		t.faults.outage--
		return fail(503, 0, "503: Service Unavailable")
	}
	return nil
}

// refuseConnection reports that a connection is ended at once.
func (t *Twin) refuseConnection() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.faults.refused > 0 {
		t.faults.refused--
		return true
	}
	return false
}
