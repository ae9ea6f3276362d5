package twin

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// history is conversations.history: what stands in a conversation itself, the
// newest first. https://docs.slack.dev/reference/methods/conversations.history
func (t *Twin) history(c *call) (answer, error) {
	place, err := t.reach(c, "channel")
	if err != nil {
		return nil, err
	}
	return t.read(c, place, func(p play.Post) bool { return p.Root == "" }, true)
}

// repliesTo is conversations.replies: a message and what stands under it, the
// oldest first. https://docs.slack.dev/reference/methods/conversations.replies
func (t *Twin) repliesTo(c *call) (answer, error) {
	place, err := t.reach(c, "channel")
	if err != nil {
		return nil, err
	}
	root, ok := t.stamped(c.args["channel"], c.args["ts"])
	if !ok {
		return nil, refuse("thread_not_found")
	}
	return t.read(c, place, func(p play.Post) bool { return p.ID == root.ID || p.Root == root.ID }, false)
}

func (t *Twin) read(c *call, place chat.Place, want func(play.Post) bool, newestFirst bool) (answer, error) {
	if _, err := t.conn.Find(context.Background(), adapters.Delivery{ID: "nothing"}); !errors.Is(err, adapters.ErrAbsent) {
		return nil, &refusal{code: "internal_error", status: 500}
	}
	oldest, latest := c.args["oldest"], c.args["latest"]
	var posts []play.Post
	for _, p := range t.world.See(place.User).Posts {
		t.mu.Lock()
		ours := t.records[p.ID] != nil
		t.mu.Unlock()
		lasting := ours || p.Author != play.Bot
		if p.Channel != place.Channel || p.Deleted || !lasting || !want(p) {
			continue
		}
		if ts := stamp(p); oldest != "" && !later(ts, oldest, c.is("inclusive")) || latest != "" && !later(latest, ts, c.is("inclusive")) {
			continue
		}
		posts = append(posts, p)
	}
	if newestFirst {
		slices.Reverse(posts)
	}
	page, next, err := paged(c, posts, 100)
	if err != nil {
		return nil, err
	}
	messages := []object{}
	for _, p := range page {
		messages = append(messages, t.message(p, c.is("include_all_metadata")))
	}
	return answer{"messages": messages, "has_more": next["next_cursor"] != "", "response_metadata": next}, nil
}

// later compares two ts, of which the newer may have no fraction.
func later(a, b string, same bool) bool {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return x > y || same && x == y
}
