package twin

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/adapters"
	"brobygger/play"
)

// messageID gives the id of a post. Posts are told apart by their order, which
// is all the World's own id says.
func (t *Twin) messageID(p play.Post) string { return snowflake(p.At, p.Seq) }

// post finds the post of a message id.
func (t *Twin) post(id string) (play.Post, bool) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return play.Post{}, false
	}
	p, ok := t.World.Post("m" + strconv.FormatInt(n&(1<<lowBits-1), 10))
	if !ok || p.Deleted || t.messageID(p) != id {
		return play.Post{}, false
	}
	return p, true
}

// in finds a message that stands in a spot: in a thread or a direct
// conversation, or at the root of a channel.
func (t *Twin) in(s spot, id string) (play.Post, *trouble) {
	p, ok := t.post(id)
	if !ok || t.World.Answered(p.ID) != "" || !t.stands(s, p) {
		return p, code(10008)
	}
	return p, nil
}

func (t *Twin) stands(s spot, p play.Post) bool {
	switch {
	case s.who != "":
		owner := t.World.Owner(p.ID)
		return p.Channel == "" && owner == s.who && t.asideOf(p.ID) == ""
	case s.private():
		return t.asideOf(p.ID) == s.thread.id
	case s.thread != nil:
		return p.Channel == s.room.name && p.Root == s.thread.root
	}
	return p.Channel == s.room.name && (p.Root == "" || t.byReference(p))
}

// asideOf is the private thread a post stands in, "" for none.
func (t *Twin) asideOf(post string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asides[post]
}

// byReference reports whether a reply stands beside its root, not in a thread.
func (t *Twin) byReference(p play.Post) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.beside[p.ID]
}

// messageObject is a post as the API gives it. Without the intent the words of
// others are left out (docs: events/gateway#message-content-intent).
func (t *Twin) messageObject(s spot, p play.Post, intents int) object {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := object{"id": t.messageID(p), "channel_id": s.id(), "type": 0, "content": "", "timestamp": p.At.UTC().Format(time.RFC3339Nano), "edited_timestamp": nil,
		"tts": false, "mention_everyone": false, "mentions": []object{}, "mention_roles": []string{}, "attachments": []object{}, "embeds": []object{},
		"components": []object{}, "pinned": false, "flags": 0, "author": t.botUser()}
	if p.Edited {
		out["edited_timestamp"] = t.opts.Clock.Now().UTC().Format(time.RFC3339Nano)
	}
	if p.Root != "" && (s.who != "" || s.private() || t.beside[p.ID]) {
		root, _ := t.World.Post(p.Root)
		out["type"], out["message_reference"] = 19, object{"message_id": t.messageID(root), "channel_id": s.id(), "type": 0}
	}
	if own := t.sent[p.ID]; own != nil {
		maps.Copy(out, own.raw)
		return out
	}
	author, ok := t.member(p.Author)
	if !ok {
		return out
	}
	out["author"] = t.userObject(author)
	content, addressed := t.typed(p)
	if addressed {
		out["mentions"] = []object{t.botUser()}
	}
	if s.who != "" || addressed || intents&intentContent != 0 {
		out["content"], out["attachments"] = content, t.files(p)
	}
	return out
}

// typed gives the content of what a person wrote: the client makes a mention
// of "@bot".
func (t *Twin) typed(p play.Post) (content string, addressed bool) {
	content = p.Text
	for _, f := range t.attached[p.ID] {
		content = strings.TrimSuffix(strings.TrimSuffix(content, f.Name), "\n")
	}
	if p.Channel == "" {
		return content, false
	}
	var out strings.Builder
	const name = "@" + play.Bot
	for rest := content; ; {
		before, after, ok := strings.Cut(rest, name)
		out.WriteString(before)
		switch {
		case !ok:
			return strings.TrimSpace(out.String()), addressed
		case after != "" && wordByte(after[0]):
			out.WriteString(name)
		default:
			out.WriteString("<@" + t.botID + ">")
			addressed = true
		}
		rest = after
	}
}

func (t *Twin) files(p play.Post) []object {
	out := []object{}
	for i, f := range t.attached[p.ID] {
		out = append(out, object{"id": snowflake(p.At, p.Seq+int64(i)), "filename": f.Name, "content_type": f.Type, "size": f.Size, "url": f.URL, "proxy_url": f.URL})
	}
	return out
}

// getMessage: docs: resources/message#get-channel-message.
func (t *Twin) getMessage(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), permReadHistory)
	if e != nil {
		return nil, e
	}
	p, e := t.in(s, r.PathValue("message"))
	if e != nil {
		return nil, e
	}
	return t.messageObject(s, p, t.portal()), nil
}

// getMessages: docs: resources/message#get-channel-messages: newest first, of
// those after, before or around an id.
func (t *Twin) getMessages(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), permReadHistory)
	if e != nil {
		return nil, e
	}
	if _, err := t.conn.Find(r.Context(), adapters.Delivery{ID: "history"}); err != nil && !errors.Is(err, adapters.ErrAbsent) {
		return nil, fail(503, 0, "503: Service Unavailable") // fault blind
	}
	q := r.URL.Query()
	limit := 50
	if v := q.Get("limit"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 100 {
			return nil, invalid("limit", "NUMBER_TYPE_MAX", "int value should be less than or equal to 100.")
		}
		limit = n
	}
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	var found []play.Post
	viewer := s.who
	if s.private() {
		viewer = s.thread.who
	}
	for _, p := range t.World.See(viewer).Posts {
		id, _ := strconv.ParseInt(t.messageID(p), 10, 64)
		if p.Deleted || t.World.Answered(p.ID) != "" || id <= after || before > 0 && id >= before || !t.stands(s, p) {
			continue
		}
		found = append(found, p)
	}
	if len(found) > limit && after > 0 {
		found = found[:limit]
	} else if len(found) > limit {
		found = found[len(found)-limit:]
	}
	out := make([]object, 0, len(found))
	for _, p := range slices.Backward(found) {
		out = append(out, t.messageObject(s, p, t.portal()))
	}
	return out, nil
}
