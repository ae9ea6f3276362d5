package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
)

const (
	pageSize = 200 // https://docs.slack.dev/apis/web-api/pagination: "no more than 200"
	maxPages = 25
	skew     = 5 * time.Minute // between our clock and Slack's
)

// Find reads back the place, newest first, until the message that carries the
// delivery's id in its metadata, or until nothing is left that is younger than
// the delivery. In a thread it reads the replies.
func (a *Adapter) Find(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	channel, err := a.channel(ctx, d)
	if err != nil {
		return "", err
	}
	if d.Op != adapters.Post {
		return a.findChange(ctx, channel, d)
	}
	oldest := ""
	if !d.Made.IsZero() {
		oldest = strconv.FormatInt(max(0, d.Made.Add(-skew).Unix()), 10)
	}
	method, in := methodHistory, args{"channel": channel, "oldest": oldest, "limit": pageSize, "include_all_metadata": true}
	if d.Root != "" {
		root, err := within(d.Root, channel)
		if err != nil {
			return "", err
		}
		method, in["ts"] = methodReplies, root
	}
	for range maxPages {
		var found messages
		if err := a.call(ctx, method, in, &found); err != nil {
			return "", err
		}
		for _, m := range found.Messages {
			if stamped(m, d.ID) {
				return ref(channel, m.TS), nil
			}
		}
		if found.Metadata.Next == "" {
			return "", adapters.ErrAbsent
		}
		in["cursor"] = found.Metadata.Next
	}
	return "", fmt.Errorf("find %s: more than %d messages since", d.ID, maxPages*pageSize)
}

// messages is a page of a conversation or a thread.
type messages struct {
	page
	Messages []message `json:"messages"`
}

func stamped(m message, id string) bool {
	return m.Metadata.Type == metadataType && m.Metadata.Payload["id"] == id
}

// findChange looks whether an edit or deletion has been done: by the stamp of
// the message, or by its being gone.
func (a *Adapter) findChange(ctx context.Context, channel string, d adapters.Delivery) (chat.Ref, error) {
	ts, err := within(d.Target, channel)
	if err != nil {
		return "", err
	}
	// One message by its own timestamp, a reply too: conversations.history knows no replies.
	var found messages
	err = a.call(ctx, methodReplies, args{"channel": channel, "ts": ts, "oldest": ts, "latest": ts, "inclusive": true, "limit": 2, "include_all_metadata": true}, &found)
	if e, ok := errors.AsType[*adapters.Error](err); ok && e.Class == adapters.Gone && errorCode(e.Err) == "thread_not_found" {
		err = nil
	}
	if err != nil {
		return "", err
	}
	for _, m := range found.Messages {
		if m.TS != ts {
			continue
		}
		if d.Op == adapters.Edit && stamped(m, d.ID) {
			return d.Target, nil
		}
		return "", adapters.ErrAbsent
	}
	if d.Op == adapters.Delete {
		return d.Target, nil
	}
	return "", gone("no message %s", d.Target)
}
