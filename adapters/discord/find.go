package discord

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"brobygger/adapters"
	"brobygger/chat"
)

const (
	mostPages = 20
	pageSize  = 100
	skew      = 10 * time.Minute // between this clock and Discord's
	epoch     = 1420070400000    // of snowflakes, in Unix milliseconds
)

// Find reads back the bot's own messages for the key of d, as far as d is old.
// It cannot tell without the permission to read them, and not beyond 2,000
// messages.
func (a *Adapter) Find(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	switch d.Op {
	case adapters.Edit:
		return a.findEdit(ctx, d)
	case adapters.Delete:
		return "", adapters.ErrAbsent // deleting again settles it
	}
	channelID, err := a.channelOf(ctx, d.Place)
	if adapters.ClassOf(err) == adapters.Gone {
		return "", adapters.ErrAbsent
	} else if err != nil {
		return "", err
	}
	if d.Root != "" && !d.Place.IsDirect() {
		rootIn, root, err := parseRef(d.Root)
		if err != nil {
			return "", err
		}
		if channelID = root; rootIn != d.Place.Channel {
			channelID = rootIn
		}
	}
	if may, ok := a.guilds.botMay(channelID); ok && may&discordgo.PermissionReadMessageHistory == 0 && may&discordgo.PermissionViewChannel != 0 {
		return "", failed(adapters.Temporary, "find %s: the bot may not read back what it wrote in %s: give it the permission Read Message History", d.ID, channelID)
	}
	a.mu.Lock()
	since, known := a.tried[d.ID]
	a.mu.Unlock()
	if !known {
		since = d.Made // tried before this start, if at all
	}
	return a.search(ctx, channelID, keyOf(d.ID), since)
}

func (a *Adapter) search(ctx context.Context, channelID, key string, since time.Time) (chat.Ref, error) {
	before := ""
	for range mostPages {
		query := url.Values{"limit": {strconv.Itoa(pageSize)}}
		if before != "" {
			query.Set("before", before)
		}
		var page []message
		err := a.rest.do(ctx, request{method: http.MethodGet, route: "channels/" + channelID + "/messages", query: query}, &page)
		if statusOf(err) == http.StatusNotFound {
			return "", adapters.ErrAbsent
		} else if err != nil {
			return "", err
		}
		for _, m := range page {
			if m.Author == nil || m.Author.ID != a.guilds.bot() && a.guilds.bot() != "" {
				continue
			}
			if _, have := splitKey(m.Content); have == key {
				return refOf(channelID, m.ID), nil
			}
		}
		if len(page) < pageSize {
			return "", adapters.ErrAbsent
		}
		before = page[len(page)-1].ID
		if !since.IsZero() && writtenAt(before).Before(since.Add(-skew)) {
			return "", adapters.ErrAbsent
		}
	}
	return "", failed(adapters.Temporary, "not among the last %d messages of %s", mostPages*pageSize, channelID)
}

// writtenAt is when a message was written.
func writtenAt(id string) time.Time { return time.UnixMilli(int64(number(id)>>22) + epoch) }

// findEdit looks whether the message shows what the edit says.
func (a *Adapter) findEdit(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	channelID, messageID, err := parseRef(d.Target)
	if err != nil {
		return "", err
	}
	var m message
	err = a.rest.do(ctx, request{method: http.MethodGet, route: "channels/" + channelID + "/messages/{}", args: []string{messageID}}, &m)
	if statusOf(err) == http.StatusNotFound {
		return "", adapters.ErrAbsent
	} else if err != nil {
		return "", err
	}
	if _, have := splitKey(m.Content); have != keyOf(d.ID) {
		return "", adapters.ErrAbsent
	}
	return d.Target, nil
}
