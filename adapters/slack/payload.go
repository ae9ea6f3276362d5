package slack

import (
	"encoding/json"
	"net/url"
)

// The types here hold the fields that are used and no others: decoding all of
// an interaction costs eight times as much.

// outer is what the Events API delivers.
// https://docs.slack.dev/apis/events-api#event-type-structure
type outer struct {
	Type      string          `json:"type"` // event_callback, url_verification, app_rate_limited
	Challenge string          `json:"challenge"`
	TeamID    string          `json:"team_id"`
	EventID   string          `json:"event_id"`
	Event     json.RawMessage `json:"event"`
}

// event is the inner event of any type.
type event struct {
	Type        string   `json:"type"`
	Subtype     string   `json:"subtype"`
	Channel     entity   `json:"channel"`
	ChannelType string   `json:"channel_type"`
	User        entity   `json:"user"`
	BotID       string   `json:"bot_id"`
	Text        string   `json:"text"`
	TS          string   `json:"ts"`
	ThreadTS    string   `json:"thread_ts"`
	DeletedTS   string   `json:"deleted_ts"`
	Message     *message `json:"message"`
	Previous    *message `json:"previous_message"`
	Files       []file   `json:"files"`
	Tab         string   `json:"tab"`
}

// message is a message as it stands inside an event, interaction or answer.
type message struct {
	Subtype  string `json:"subtype"`
	User     string `json:"user"`
	BotID    string `json:"bot_id"`
	Text     string `json:"text"`
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
	Edited   *struct {
		TS string `json:"ts"`
	} `json:"edited"`
	Metadata metadata `json:"metadata"`
}

// metadata is what a message carries unseen.
// https://docs.slack.dev/messaging/message-metadata
type metadata struct {
	Type    string         `json:"event_type"`
	Payload map[string]any `json:"event_payload"`
}

type file struct {
	Name     string `json:"name"`
	MimeType string `json:"mimetype"`
	Size     int64  `json:"size"`
	URL      string `json:"url_private"`
}

// conversation is a channel or a direct conversation.
// https://docs.slack.dev/reference/objects/conversation-object
type conversation struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Archived bool   `json:"is_archived"`
	Member   bool   `json:"is_member"` // the bot is in it
	Shared   bool   `json:"is_ext_shared"`
	Pending  bool   `json:"is_pending_ext_shared"`
}

// external reports a conversation with another organisation in it, now or soon.
func (c conversation) external() bool { return c.Shared || c.Pending }

// profile is a user. https://docs.slack.dev/reference/objects/user-object
type profile struct {
	ID       string `json:"id"`
	RealName string `json:"real_name"`
	Zone     string `json:"tz"`
	Locale   string `json:"locale"`
	Bot      bool   `json:"is_bot"`
	Profile  struct {
		DisplayName string `json:"display_name"`
	} `json:"profile"`
}

// entity is a user or channel, which some events give as an id and others whole.
type entity struct{ ID string }

func (e *entity) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &e.ID)
	}
	var whole struct {
		ID string `json:"id"`
	}
	err := json.Unmarshal(b, &whole)
	e.ID = whole.ID
	return err
}

// interaction is a press, a choice, a modal or a shortcut.
// https://docs.slack.dev/reference/interaction-payloads
type interaction struct {
	Type        string   `json:"type"`
	TriggerID   string   `json:"trigger_id"`
	CallbackID  string   `json:"callback_id"`
	ResponseURL string   `json:"response_url"`
	User        entity   `json:"user"`
	Team        entity   `json:"team"`
	Channel     entity   `json:"channel"`
	Message     *message `json:"message"`
	Container   struct {
		MessageTS   string `json:"message_ts"`
		ChannelID   string `json:"channel_id"`
		ThreadTS    string `json:"thread_ts"`
		IsEphemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Actions []action `json:"actions"`
	View    *view    `json:"view"`
}

type action struct {
	Type     string   `json:"type"`
	ActionID string   `json:"action_id"`
	Selected *chosen  `json:"selected_option"`
	Several  []chosen `json:"selected_options"`
}

type chosen struct {
	Value string `json:"value"`
}

type view struct {
	ID              string `json:"id"`
	Type            string `json:"type"` // modal or home
	CallbackID      string `json:"callback_id"`
	PrivateMetadata string `json:"private_metadata"`
	Blocks          []struct {
		Type string `json:"type"`
		ID   string `json:"block_id"`
	} `json:"blocks"`
	State struct {
		Values map[string]map[string]input `json:"values"` // block id → action id
	} `json:"state"`
}

// input is what was filled in. https://docs.slack.dev/reference/views#view-state-values
type input struct {
	Value    string   `json:"value"`
	Date     string   `json:"selected_date"`
	Selected *chosen  `json:"selected_option"`
	Several  []chosen `json:"selected_options"`
}

// slash is a command.
// https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
type slash struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	UserID      string `json:"user_id"`
	ChannelID   string `json:"channel_id"`
	TeamID      string `json:"team_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}

// slashForm reads a command as HTTP delivers it.
func slashForm(v url.Values) slash {
	return slash{
		Command: v.Get("command"), Text: v.Get("text"), UserID: v.Get("user_id"), ChannelID: v.Get("channel_id"),
		TeamID: v.Get("team_id"), TriggerID: v.Get("trigger_id"), ResponseURL: v.Get("response_url"),
	}
}
