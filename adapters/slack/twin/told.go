package twin

import (
	"context"
	"fmt"

	"brobygger/chat"
	"brobygger/play"
)

// What the app hears beside what people do: its own messages come back as
// events, as everybody's do, and channels get new names.

// tell sends the running adapter an event that no person has caused. The next
// event waits for it.
func (t *Twin) tell(inner object) {
	l := t.attached()
	if l == nil {
		return
	}
	t.mu.Lock()
	t.made++
	f, n, done := &flight{user: botUser}, t.made, make(chan struct{})
	t.telling = append(t.telling, done)
	t.mu.Unlock()
	ts := t.passing(n)
	if inner["event_ts"] = ts; inner["ts"] == nil {
		inner["ts"] = ts
	}
	t.wrap(f, fmt.Sprint("EvTOLD", n), inner)
	go func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
		defer cancel()
		_, _ = l.convey(ctx, f.payloads[0]) // Slack would repeat it; it changes nothing
	}()
}

// told returns when all that was told has been heard.
func (t *Twin) told() {
	t.mu.Lock()
	all := t.telling
	t.telling = nil
	t.mu.Unlock()
	for _, done := range all {
		<-done
	}
}

// attached is the adapter that takes events in, nil for none.
func (t *Twin) attached() *link {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.links {
		if l.takes() {
			return l
		}
	}
	return nil
}

// echo tells the app of its own message.
// https://docs.slack.dev/reference/events/message/
func (t *Twin) echo(p play.Post, place chat.Place, subtype string) {
	m := t.message(p, false)
	e := object{"type": "message", "channel": conversation(place), "channel_type": channelType(place)}
	switch subtype {
	case "":
		for k, v := range m {
			e[k] = v
		}
	case "message_changed":
		e["subtype"], e["hidden"], e["message"], e["previous_message"] = subtype, true, m, m
	case "message_deleted":
		e["subtype"], e["hidden"], e["deleted_ts"], e["previous_message"] = subtype, true, stamp(p), m
	}
	t.tell(e)
}

// renamed tells the app that a channel has a new name; its id stays.
// https://docs.slack.dev/reference/events/channel_rename/
func (t *Twin) renamed(channel, name string) {
	t.tell(object{"type": "channel_rename", "channel": object{"id": channelID(channel), "name": name, "created": t.clock.Now().Unix()}})
	t.told()
}
