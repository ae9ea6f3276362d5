package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"brobygger/chat"
)

// incoming is a payload that has been read. Event.Body is nil when there is
// nothing for the bot to decide.
type incoming struct {
	chat.Event
	user string // who it is from, to be looked up
	home bool   // the person has opened the Home tab

	// What an answer needs.
	slash       bool
	modal       bool   // a modal was sent
	trigger     string // opens a modal, once, within three seconds
	responseURL string
	channel     string // Slack's conversation, "" when there is none
	message     chat.Ref
	notice      bool   // message is a notice
	where       origin // of the modal that was sent
	firstInput  string // of that modal: where to say that it is not saved

	// News for what is known of people.
	profile *profile
	direct  bool   // channel is the bot's own conversation with user
	pair    string // the id of the payload, when another may tell the same
}

// decoder reads payloads. It is pure.
type decoder struct {
	project, team, self string
	name                func(user string) string // what people see of a user, "" when not known
}

var errMalformed = errors.New("malformed payload")

func malformed(what string, err error) error {
	return fmt.Errorf("%w: %s: %w", errMalformed, what, err)
}

// base begins an incoming from a user in a conversation.
func (d decoder) base(id, user, channel string) incoming {
	in := incoming{user: user, channel: channel}
	in.Event = chat.Event{ID: id, Project: d.project, Place: d.place(user, channel)}
	in.From.Account = d.account(user)
	return in
}

func (d decoder) account(user string) chat.Account {
	return chat.Account{Platform: Platform, Workspace: d.team, User: user}
}

// place is the channel, or for a direct conversation the person's own place.
// https://docs.slack.dev/apis/web-api/using-the-conversations-api: D is direct.
func (d decoder) place(user, channel string) chat.Place {
	if channel == "" || channel[0] == 'D' {
		return d.account(user).Direct()
	}
	return chat.Place{Platform: Platform, Workspace: d.team, Channel: channel}
}

// thread is the root of the thread a message stands in, "" for a root itself.
func thread(channel, ts, threadTS string) chat.Ref {
	if threadTS == ts {
		return ""
	}
	return ref(channel, threadTS)
}

// event reads what the Events API delivers. What the bot has no use for has
// no Body.
func (d decoder) event(o outer) (incoming, error) {
	var e event
	if o.EventID == "" || len(o.EventID) > 100 {
		return incoming{}, malformed("event", errors.New("no event_id"))
	}
	if err := json.Unmarshal(o.Event, &e); err != nil {
		return incoming{}, malformed("event", err)
	}
	in := d.base(o.EventID, e.User.ID, e.Channel.ID)
	switch e.Type {
	case "message", "app_mention":
		var err error
		if in, err = d.message(in, e); err != nil {
			return incoming{}, err
		}
	case "member_joined_channel":
		in.Body = chat.Joined{}
		if e.User.ID == d.self {
			in.Body = chat.BotJoined{}
		}
	case "member_left_channel":
		in.Body = chat.Left{}
		if e.User.ID == d.self {
			in.Body = chat.BotLeft{}
		}
	case "channel_left", "group_left", "channel_archive", "group_archive", "channel_deleted", "group_deleted":
		in.Body, in.user = chat.BotLeft{}, d.self
	case "channel_unarchive", "group_unarchive":
		in.Body, in.user = chat.BotJoined{}, d.self
	case "app_home_opened":
		in.home = e.Tab == "home" || e.Tab == ""
		in.Place = d.account(e.User.ID).Direct()
	case "user_change":
		var whole struct {
			User profile `json:"user"`
		}
		if err := json.Unmarshal(o.Event, &whole); err != nil {
			return incoming{}, malformed("user_change", err)
		}
		in.profile = &whole.User
	}
	switch {
	case in.Body == nil:
		return in, nil
	case in.channel == "" || in.Place.Channel+in.Place.User == "":
		return incoming{}, malformed(e.Type, errors.New("no channel, or nobody's direct one"))
	case len(in.ID) > 200: // a message's channel and ts are some twenty bytes
		return incoming{}, malformed(e.Type, errors.New("an id that is too long"))
	}
	switch in.Body.(type) {
	case chat.BotJoined, chat.BotLeft:
		in.From = chat.Sender{Account: d.account(d.self), Bot: true}
	}
	return in, nil
}

// message reads what was said, edited or deleted. What was said has an id of
// the message itself, because a mention comes as message and as app_mention.
func (d decoder) message(in incoming, e event) (incoming, error) {
	switch e.Subtype {
	case "message_changed", "message_deleted":
		return d.changed(in, e)
	case "", "file_share", "me_message", "thread_broadcast", "bot_message":
	default: // channel_join, pinned_item and so on: nobody's words
		return in, nil
	}
	if e.TS == "" || e.User.ID == "" && e.BotID == "" {
		return in, malformed("message", errors.New("no ts or no user"))
	}
	if e.User.ID == d.self {
		return in, nil // the bot's own words come back to it
	}
	text, mention := said(e.Text, d.self, d.name)
	s := chat.Said{Text: text, Message: ref(in.channel, e.TS), Mention: mention || in.Place.IsDirect()}
	for _, f := range e.Files {
		s.Files = append(s.Files, chat.File{Name: f.Name, Type: f.MimeType, Size: f.Size, URL: f.URL})
	}
	in.pair, in.ID = in.ID, "said/"+string(s.Message)
	in.Thread = thread(in.channel, e.TS, e.ThreadTS)
	in.Body = s
	in.From.Bot = e.BotID != ""
	in.direct = in.Place.IsDirect() && !in.From.Bot
	if in.From.Account.User == "" {
		in.From.Account.User = e.BotID
	}
	return in, nil
}

// changed reads edits and deletions. Slack says message_changed for link
// previews too, which edit nothing.
func (d decoder) changed(in incoming, e event) (incoming, error) {
	m, gone := e.Message, e.Subtype == "message_deleted"
	if gone {
		m = e.Previous
		if m == nil {
			m = &message{}
		}
		m.TS = e.DeletedTS
	}
	if m == nil || m.TS == "" {
		return in, malformed(e.Subtype, errors.New("no message"))
	}
	id := in.ID
	in = d.base("", m.User, in.channel)
	in.From.Bot = m.BotID != "" || m.User == d.self
	in.Thread = thread(in.channel, m.TS, m.ThreadTS)
	switch at := ref(in.channel, m.TS); {
	case gone, m.Subtype == "tombstone": // the root of a thread leaves a trace
		in.ID, in.Body = "deleted/"+string(at), chat.Deleted{Message: at}
	case m.Edited != nil && m.User != d.self:
		text, _ := said(m.Text, d.self, d.name)
		in.ID, in.Body = "edited/"+string(at)+"/"+m.Edited.TS, chat.Edited{Message: at, Text: text}
	default:
		in.ID = id
	}
	return in, nil
}

// identity is an id that a repeat of the same interaction has too, and no other:
// a trigger_id stands for one act of one person.
func identity(trigger string, raw []byte) string {
	if trigger != "" && len(trigger) <= 150 {
		return "i/" + trigger
	}
	sum := sha256.Sum256(raw)
	return "p/" + hex.EncodeToString(sum[:16])
}

// command reads a slash command.
func (d decoder) command(s slash, raw []byte) (incoming, error) {
	name := strings.TrimPrefix(s.Command, "/")
	if name == "" || s.UserID == "" {
		return incoming{}, malformed("command", errors.New("no command or no user"))
	}
	in := d.base(identity(s.TriggerID, raw), s.UserID, s.ChannelID)
	in.slash, in.trigger, in.responseURL = true, s.TriggerID, s.ResponseURL
	args, _ := said(s.Text, d.self, d.name)
	in.Body = chat.Called{Name: name, Args: args}
	return in, nil
}
