package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

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
	page := a.history(ctx, channel, oldest)
	if d.Root != "" {
		root, err := within(d.Root, channel)
		if err != nil {
			return "", err
		}
		page = a.replies(ctx, channel, root, oldest)
	}
	for range maxPages {
		messages, more, err := page()
		if err != nil {
			return "", err
		}
		for _, m := range messages {
			if stamped(m, d.ID) {
				return ref(channel, m.Timestamp), nil
			}
		}
		if !more {
			return "", adapters.ErrAbsent
		}
	}
	return "", fmt.Errorf("find %s: more than %d messages since", d.ID, maxPages*pageSize)
}

func stamped(m slack.Message, id string) bool {
	return m.Metadata.EventType == metadataType && m.Metadata.EventPayload["id"] == id
}

// history and replies give one page after another of the place's messages.
func (a *Adapter) history(ctx context.Context, channel, oldest string) func() ([]slack.Message, bool, error) {
	p := slack.GetConversationHistoryParameters{ChannelID: channel, Oldest: oldest, Limit: pageSize, IncludeAllMetadata: true}
	return func() (messages []slack.Message, more bool, err error) {
		err = a.call(methodHistory, func() error {
			r, err := a.api.GetConversationHistoryContext(ctx, &p)
			if err == nil {
				messages, p.Cursor = r.Messages, r.ResponseMetaData.NextCursor
			}
			return err
		})
		return messages, p.Cursor != "", err
	}
}

func (a *Adapter) replies(ctx context.Context, channel, root, oldest string) func() ([]slack.Message, bool, error) {
	p := slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: root, Oldest: oldest, Limit: pageSize, IncludeAllMetadata: true}
	return func() (messages []slack.Message, more bool, err error) {
		err = a.call(methodReplies, func() (err error) {
			messages, _, p.Cursor, err = a.api.GetConversationRepliesContext(ctx, &p)
			return err
		})
		return messages, p.Cursor != "", err
	}
}

// findChange looks whether an edit or deletion has been done: by the stamp of
// the message, or by its being gone.
func (a *Adapter) findChange(ctx context.Context, channel string, d adapters.Delivery) (chat.Ref, error) {
	ts, err := within(d.Target, channel)
	if err != nil {
		return "", err
	}
	// One message by its own timestamp, a reply too: conversations.history knows no replies.
	p := slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: ts, Oldest: ts, Latest: ts, Inclusive: true, Limit: 2, IncludeAllMetadata: true}
	var messages []slack.Message
	err = a.call(methodReplies, func() (err error) {
		messages, _, _, err = a.api.GetConversationRepliesContext(ctx, &p)
		return err
	})
	if e, ok := errors.AsType[*adapters.Error](err); ok && e.Class == adapters.Gone && errorCode(e.Err) == "thread_not_found" {
		messages, err = nil, nil
	}
	if err != nil {
		return "", err
	}
	for _, m := range messages {
		if m.Timestamp != ts {
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
