package twin

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"

	"brobygger/chat"
	"brobygger/play"
)

// object is a piece of Slack's JSON.
type object = map[string]any

// translate makes of what happened what Slack would send. Everything in it
// follows from the event, so that a redelivery can be told to be one.
func (t *Twin) translate(ev chat.Event) *flight {
	f := &flight{user: userID(ev.From.Account.User), conversation: conversation(ev.Place)}
	switch b := ev.Body.(type) {
	case chat.Pressed, chat.Chose, chat.Shortcut, chat.Called, chat.Submitted, chat.Dismissed:
		t.interact(f, ev)
		return f
	case chat.Said:
		t.said(f, ev, b)
	case chat.Edited:
		p, _ := t.world.Post(string(b.Message))
		now := t.ownMessage(p)
		now["edited"] = object{"user": f.user, "ts": t.moment(ev)}
		before := t.ownMessage(p)
		t.event(f, ev, 0, "message", object{
			"type": "message", "subtype": "message_changed", "hidden": true, "channel": f.conversation, "channel_type": channelType(ev.Place),
			"message": now, "previous_message": before, "ts": t.moment(ev),
		})
	case chat.Deleted:
		p, _ := t.world.Post(string(b.Message))
		t.event(f, ev, 0, "message", object{
			"type": "message", "subtype": "message_deleted", "hidden": true, "channel": f.conversation, "channel_type": channelType(ev.Place),
			"deleted_ts": stamp(p), "previous_message": t.message(p, false), "ts": t.moment(ev),
		})
	case chat.Joined, chat.BotJoined:
		t.event(f, ev, 0, "member_joined_channel", object{
			"type": "member_joined_channel", "user": f.user, "channel": f.conversation, "channel_type": "C", "team": team,
		})
	case chat.Left:
		t.event(f, ev, 0, "member_left_channel", object{
			"type": "member_left_channel", "user": f.user, "channel": f.conversation, "channel_type": "C", "team": team,
		})
	case chat.BotLeft:
		// https://docs.slack.dev/reference/events/channel_left/
		t.event(f, ev, 0, "channel_left", object{"type": "channel_left", "channel": f.conversation, "actor_id": "UADMIN"})
	default:
		panic(fmt.Sprintf("slack's twin: no payload for %T", ev.Body))
	}
	return f
}

// said is a new message: by the person's own words as message, and once more
// as app_mention when it mentions the app in a channel.
// https://docs.slack.dev/reference/events/app_mention/
func (t *Twin) said(f *flight, ev chat.Event, b chat.Said) {
	p, _ := t.world.Post(string(b.Message))
	for _, file := range slices.Backward(b.Files) { // the world shows their names under the text
		p.Text = strings.TrimSuffix(strings.TrimSuffix(p.Text, file.Name), "\n")
	}
	m := t.ownMessage(p)
	if len(b.Files) > 0 {
		m["subtype"] = "file_share"
		var files []object
		for i, file := range b.Files {
			files = append(files, object{
				"id": fmt.Sprintf("F%d%03d", p.Seq, i), "name": file.Name, "title": file.Name, "mimetype": file.Type,
				"size": file.Size, "url_private": file.URL, "user": f.user,
			})
		}
		m["files"] = files
	}
	if b.Mention || ev.Place.IsDirect() {
		f.key = stamp(p)
	}
	m["channel"], m["channel_type"], m["event_ts"] = f.conversation, channelType(ev.Place), m["ts"]
	t.event(f, ev, 0, "message", m)
	if b.Mention && !ev.Place.IsDirect() {
		again := object{}
		for k, v := range m {
			if k != "channel_type" && k != "subtype" {
				again[k] = v
			}
		}
		again["type"] = "app_mention"
		t.event(f, ev, 1, "app_mention", again)
	}
}

func channelType(p chat.Place) string {
	if p.IsDirect() {
		return "im"
	}
	return "channel"
}

// event adds an event to f in its outer payload.
// https://docs.slack.dev/apis/events-api/#callback-field
func (t *Twin) event(f *flight, ev chat.Event, n int, kind string, inner object) {
	if inner["event_ts"] == nil {
		inner["event_ts"] = t.moment(ev)
	}
	id := fmt.Sprintf("Ev%s%d", strings.ToUpper(strings.ReplaceAll(ev.ID, "-", "")), n)
	t.wrap(f, id, inner)
}

func (t *Twin) wrap(f *flight, id string, inner object) {
	f.payloads = append(f.payloads, payload{kind: eventsAPI, id: id, body: encode(object{
		"token": "verification", "team_id": team, "api_app_id": app, "type": "event_callback",
		"event_id": id, "event_time": t.clock.Now().Unix(), "event": inner, "is_ext_shared_channel": false,
		"authorizations": []object{{"enterprise_id": nil, "team_id": team, "user_id": botUser, "is_bot": true, "is_enterprise_install": false}},
	})})
}

// moment is a ts that follows from the event and its time.
func (t *Twin) moment(ev chat.Event) string {
	return fmt.Sprintf("%d.%06d", ev.At.Unix(), hash(ev.ID)%1_000_000)
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// message is a post as Slack's JSON has it.
// https://docs.slack.dev/reference/events/message/
func (t *Twin) message(p play.Post, metadata bool) object {
	t.mu.Lock()
	rec := t.records[p.ID]
	t.mu.Unlock()
	if rec == nil {
		return t.ownMessage(p)
	}
	m := object{
		"type": "message", "user": botUser, "bot_id": botID, "app_id": app, "team": team, "ts": stamp(p),
		"text": rec.text, "blocks": rec.blocks,
	}
	if p.Edited {
		m["edited"] = object{"user": botUser, "ts": stamp(p)}
	}
	if metadata && len(rec.metadata) > 0 {
		m["metadata"] = rec.metadata
	}
	t.threaded(m, p)
	return m
}

// ownMessage is a person's post.
func (t *Twin) ownMessage(p play.Post) object {
	text, elements := notation(p.Text)
	m := object{
		"type": "message", "user": userID(p.Author), "team": team, "ts": stamp(p), "text": text,
		"client_msg_id": fmt.Sprintf("00000000-0000-4000-8000-%012x", p.Seq),
		"blocks":        []object{{"type": "rich_text", "block_id": "b" + p.ID, "elements": []object{{"type": "rich_text_section", "elements": elements}}}},
	}
	t.threaded(m, p)
	return m
}

func (t *Twin) threaded(m object, p play.Post) {
	if p.Root != "" {
		m["thread_ts"] = t.stampOf(chat.Ref(p.Root))
		if root, ok := t.world.Post(p.Root); ok {
			m["parent_user_id"] = userID(root.Author)
		}
	}
}

// marked is what in a person's text Slack writes in its own notation: mentions
// of the bot and addresses.
var marked = regexp.MustCompile(`@bot\b|https?://[^\s<>()\[\]"']*[^\s<>()\[\]"'.,;:!?]|[\w.+-]+@[\w-]+\.[a-z]{2,}`)

// notation writes what a person typed as Slack does: the text with & < >
// escaped and links in angle brackets, and the same as rich text.
// https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
func notation(typed string) (text string, elements []object) {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	var b strings.Builder
	plain := func(s string) {
		if s != "" {
			b.WriteString(escape.Replace(s))
			elements = append(elements, object{"type": "text", "text": s})
		}
	}
	last := 0
	for _, at := range marked.FindAllStringIndex(typed, -1) {
		found, next := typed[at[0]:at[1]], typed[at[1]:]
		switch {
		case found == "@"+play.Bot && strings.HasPrefix(next, "-"): // part of a longer name
			continue
		case found == "@"+play.Bot:
			plain(typed[last:at[0]])
			b.WriteString("<@" + botUser + ">")
			elements = append(elements, object{"type": "user", "user_id": botUser})
		case strings.HasPrefix(found, "http"):
			plain(typed[last:at[0]])
			b.WriteString("<" + escape.Replace(found) + ">")
			elements = append(elements, object{"type": "link", "url": found})
		default:
			plain(typed[last:at[0]])
			b.WriteString("<mailto:" + found + "|" + found + ">")
			elements = append(elements, object{"type": "link", "url": "mailto:" + found, "text": found})
		}
		last = at[1]
	}
	plain(typed[last:])
	return b.String(), elements
}

// encode writes JSON of what this package made itself.
func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("slack's twin: %v", err))
	}
	return b
}
