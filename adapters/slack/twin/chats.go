package twin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// record is a message of the bot as the adapter gave it.
type record struct {
	text     string
	blocks   json.RawMessage
	metadata json.RawMessage
	versions [][]block // what it has said, the newest last
}

// show gives the record a new content, which was checked before.
func (r *record) show(text string, raw json.RawMessage) {
	blocks, err := parseBlocks(raw, onMessage)
	if err != nil {
		return
	}
	r.text, r.blocks, r.versions = text, raw, append(r.versions, blocks)
}

// metadata is what the adapter hides in a message.
// https://docs.slack.dev/messaging/message-metadata/
type metadata struct {
	Type    string `json:"event_type"`
	Payload struct {
		ID     string `json:"id"`
		Notice string `json:"notice"`
	} `json:"event_payload"`
}

// The limits of a message. msg_blocks_too_long is not documented: it was
// measured at 13,172 to 13,297 characters of text in all blocks.
// https://docs.slack.dev/reference/methods/chat.postMessage#truncating
// https://github.com/slackapi/bolt-js/issues/2509
const (
	longest       = 40_000
	longestBlocks = 13_172
)

// sized checks how much there is in a message.
func sized(text string, blocks []block) error {
	n := 0
	for _, b := range blocks {
		n += units(string(encode(b.words())))
	}
	switch {
	case units(text) > longest:
		return refuse("msg_too_long")
	case n > longestBlocks:
		return refuse("msg_blocks_too_long")
	case text == "" && len(blocks) == 0:
		return refuse("no_text")
	}
	return nil
}

// words is all text in a block.
func (b *block) words() (s string) {
	var add func([]rich)
	add = func(all []rich) {
		for _, e := range all {
			s += e.Text
			add(e.Elements)
		}
	}
	add(b.rich)
	for _, t := range append(append([]text{}, b.small...), b.Fields...) {
		s += t.Text
	}
	return s + b.Text.read()
}

// content reads the message of a call.
func (t *Twin) content(c *call) (blocks []block, meta metadata, err error) {
	if blocks, err = parseBlocks(json.RawMessage(c.args["blocks"]), onMessage); err != nil {
		return nil, meta, err
	}
	if err = sized(c.args["text"], blocks); err != nil {
		return nil, meta, err
	}
	if m := c.args["metadata"]; m != "" {
		if err := json.Unmarshal([]byte(m), &meta); err != nil || meta.Type == "" {
			return nil, meta, refuse("invalid_metadata_format")
		}
	}
	return blocks, meta, nil
}

// reach finds the place of a call's conversation, in which the bot must be.
func (t *Twin) reach(c *call, name string) (chat.Place, error) {
	place, ok := t.place(c.args[name])
	if !ok {
		return place, refuse("channel_not_found")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.outside[place.Channel]:
		return place, refuse("not_in_channel")
	case t.faults.closed[place.User]:
		return place, refuse("is_archived") // the conversation with a deactivated person
	}
	return place, nil
}

// postMessage is chat.postMessage.
// https://docs.slack.dev/reference/methods/chat.postMessage
func (t *Twin) postMessage(c *call) (answer, error) {
	place, err := t.reach(c, "channel")
	if err != nil {
		return nil, err
	}
	blocks, meta, err := t.content(c)
	if err != nil {
		return nil, err
	}
	id := conversation(place)
	if err := t.limitChannel(id); err != nil {
		return nil, err
	}
	m := t.shown(blocks, c.args["text"])
	if meta.Payload.ID == "" {
		if !place.IsDirect() {
			return nil, fmt.Errorf("a message without its delivery id in the metadata")
		}
		return t.noticeDirectly(c, place, m)
	}
	d := adapters.Delivery{ID: meta.Payload.ID, Op: adapters.Post, Place: place, Message: m}
	if ts := c.args["thread_ts"]; ts != "" {
		root, ok := t.stamped(id, ts)
		if ok && root.Root != "" {
			root, ok = t.world.Post(root.Root)
		}
		// A reply under what is gone stands in the channel itself; only the
		// missing thread_ts of the answer tells.
		// https://github.com/slack-go/slack/issues/1571
		if ok && !root.Deleted {
			d.Root = chat.Ref(root.ID)
		}
	}
	return t.post(c, d)
}

// post carries out a new message.
func (t *Twin) post(c *call, d adapters.Delivery) (answer, error) {
	p, err := t.send(d, func(p play.Post) {
		r := &record{metadata: json.RawMessage(c.args["metadata"])}
		r.show(c.args["text"], json.RawMessage(c.args["blocks"]))
		t.records[p.ID] = r
	})
	if err != nil {
		return nil, err
	}
	t.echo(p, d.Place, "")
	return answer{"channel": conversation(d.Place), "ts": stamp(p), "message": t.message(p, true)}, nil
}

// noticeDirectly is a message to one person that stands in the answer to what
// they did; the world shows it with that answer. Nobody waits any more for an
// answer that comes late: it is a message like any other.
func (t *Twin) noticeDirectly(c *call, place chat.Place, m chat.Message) (answer, error) {
	id := conversation(place)
	f, _, any := t.flying(userID(place.User), id)
	if !any {
		return nil, fmt.Errorf("a message to %s that is neither a delivery nor an answer", place.User)
	}
	t.mu.Lock()
	t.made++
	made := t.made
	if f != nil {
		f.ack.Notice = &m
		t.mu.Unlock()
		return answer{"channel": id, "ts": t.passing(made), "message": object{"text": c.args["text"]}}, nil
	}
	t.mu.Unlock()
	return t.post(c, adapters.Delivery{ID: fmt.Sprint("late/", made), Op: adapters.Post, Place: place, Message: m})
}

// passing is the ts of what is no lasting message.
func (t *Twin) passing(made int) string {
	return fmt.Sprintf("%d.9%05d", t.clock.Now().Unix(), made%100_000)
}

// send carries out d in the world; kept is called with what came of it before
// anybody else can do anything with it.
func (t *Twin) send(d adapters.Delivery, kept func(play.Post)) (play.Post, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	ref, err := t.conn.Send(context.Background(), d)
	if p, ok := t.world.Post(string(ref)); ok && err == nil {
		kept(p)
		return p, nil
	}
	e, _ := err.(*adapters.Error)
	switch adapters.ClassOf(err) {
	case adapters.Limited:
		return play.Post{}, tooMany(e.After)
	case adapters.Temporary:
		return play.Post{}, &refusal{code: "service_unavailable", status: http.StatusServiceUnavailable}
	case adapters.Gone:
		if d.Op == adapters.Post {
			return play.Post{}, refuse("channel_not_found")
		}
		return play.Post{}, refuse("message_not_found")
	case adapters.Rejected:
		if d.Op == adapters.Post {
			return play.Post{}, refuse("invalid_blocks", err.Error())
		}
		return play.Post{}, refuse("cant_update_message", err.Error())
	}
	// Carried out or not, the answer is lost; the record is there if it was.
	if ref, done := t.world.Done(d.ID); done {
		if p, ok := t.world.Post(string(ref)); ok {
			kept(p)
		}
	}
	return play.Post{}, &refusal{cut: true}
}

// postEphemeral is chat.postEphemeral: what only one person sees, there and
// now. https://docs.slack.dev/reference/methods/chat.postEphemeral
func (t *Twin) postEphemeral(c *call) (answer, error) {
	place, err := t.reach(c, "channel")
	if err != nil {
		return nil, err
	}
	blocks, _, err := t.content(c)
	if err != nil {
		return nil, err
	}
	user, name := c.args["user"], t.user(c.args["user"])
	if name == "" || !place.IsDirect() && !t.isIn(name, place.Channel) {
		return nil, refuse("user_not_in_channel")
	}
	m := t.shown(blocks, c.args["text"])
	f, lost, any := t.flying(user, conversation(place))
	if f == nil {
		f = lost // the world shows it when the event comes again
	}
	if !any {
		return nil, fmt.Errorf("an ephemeral message to %s, who has done nothing there", user)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case f == nil: // more of an answer, or one that nobody waits for: ephemeral messages promise nothing
	case m.Kind == "":
		f.wrong = fmt.Errorf("%w: %s", errNotSaved, m.Text)
	default:
		f.ack.Notice = &m
	}
	t.made++
	return answer{"message_ts": t.passing(t.made)}, nil
}

// update is chat.update. https://docs.slack.dev/reference/methods/chat.update
func (t *Twin) update(c *call) (answer, error) {
	d, err := t.change(c, adapters.Edit)
	if err != nil {
		return nil, err
	}
	blocks, meta, err := t.content(c)
	if err != nil {
		return nil, err
	}
	d.Message = t.shown(blocks, c.args["text"])
	if meta.Payload.ID != "" {
		d.ID = meta.Payload.ID
	}
	p, err := t.send(d, func(p play.Post) {
		r := t.records[p.ID]
		r.show(c.args["text"], json.RawMessage(c.args["blocks"]))
		if meta.Type != "" {
			r.metadata = json.RawMessage(c.args["metadata"])
		}
	})
	if err != nil {
		return nil, err
	}
	t.echo(p, d.Place, "message_changed")
	return answer{"channel": c.args["channel"], "ts": stamp(p), "text": c.args["text"], "message": t.message(p, false)}, nil
}

// delete is chat.delete. https://docs.slack.dev/reference/methods/chat.delete
func (t *Twin) delete(c *call) (answer, error) {
	d, err := t.change(c, adapters.Delete)
	if err != nil {
		return nil, err
	}
	p, err := t.send(d, func(play.Post) {})
	if refused, ok := err.(*refusal); ok && refused.code == "cant_update_message" {
		refused.code = "cant_delete_message"
	}
	if err != nil {
		return nil, err
	}
	t.echo(p, d.Place, "message_deleted")
	return answer{"channel": c.args["channel"], "ts": stamp(p)}, nil
}

// change is a delivery that changes a message. Slack knows no id for it: one
// is made, so that each counts as done once.
func (t *Twin) change(c *call, op adapters.Op) (adapters.Delivery, error) {
	place, err := t.reach(c, "channel")
	if err != nil {
		return adapters.Delivery{}, err
	}
	p, ok := t.stamped(c.args["channel"], c.args["ts"])
	if !ok {
		return adapters.Delivery{}, refuse("message_not_found")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.made++
	return adapters.Delivery{ID: fmt.Sprintf("%s/%s/%d", op, p.ID, t.made), Op: op, Place: place, Target: chat.Ref(p.ID)}, nil
}

func (t *Twin) isIn(name, channel string) bool {
	for _, m := range t.world.Members() {
		if m.Name == name {
			return strings.Contains("\n"+strings.Join(m.Channels, "\n")+"\n", "\n"+channel+"\n")
		}
	}
	return false
}
