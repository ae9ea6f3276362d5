package discord

import (
	"encoding/json"

	"github.com/bwmarrin/discordgo"
)

// What discordgo's types lack or would decode more of than is used: modals
// with labels and lists, nonces, and slim forms of what the gateway sends. An
// unknown component makes discordgo refuse a whole interaction; here it is
// passed over.

// Component types that discordgo has no constants for:
// https://docs.discord.com/developers/components/reference#component-object
const labelComponent discordgo.ComponentType = 18

// outgoing is a message to create, to edit or to answer an interaction with.
// Empty parts are sent, so that an edit takes away what is no longer there.
type outgoing struct {
	Content      string                            `json:"content"`
	Components   []discordgo.MessageComponent      `json:"components"`
	Mentions     *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Flags        discordgo.MessageFlags            `json:"flags,omitempty"`
	Nonce        string                            `json:"nonce,omitempty"`
	EnforceNonce bool                              `json:"enforce_nonce,omitempty"`
	Reference    *reference                        `json:"message_reference,omitempty"`
}

type reference struct {
	Message    string `json:"message_id"`
	Channel    string `json:"channel_id,omitempty"`
	FailIfGone *bool  `json:"fail_if_not_exists,omitempty"`
}

// modal is a form: texts and labels, in which inputs stand.
type modal struct {
	CustomID   string `json:"custom_id"`
	Title      string `json:"title"`
	Components []any  `json:"components"`
}

type textDisplay struct {
	Type    discordgo.ComponentType `json:"type"`
	Content string                  `json:"content"`
}

type label struct {
	Type        discordgo.ComponentType `json:"type"`
	Label       string                  `json:"label"`
	Description string                  `json:"description,omitempty"`
	Component   any                     `json:"component"`
}

type textInput struct {
	Type      discordgo.ComponentType  `json:"type"`
	CustomID  string                   `json:"custom_id"`
	Style     discordgo.TextInputStyle `json:"style"`
	Value     string                   `json:"value,omitempty"`
	Required  bool                     `json:"required"`
	MaxLength int                      `json:"max_length,omitempty"`
}

type listInput struct {
	Type      discordgo.ComponentType `json:"type"`
	CustomID  string                  `json:"custom_id"`
	Options   []listOption            `json:"options"`
	Required  bool                    `json:"required"`
	MinValues int                     `json:"min_values"`
	MaxValues int                     `json:"max_values"`
}

type listOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// response is the first answer to an interaction.
type response struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// user is who did something.
type user struct {
	ID         string `json:"id"`
	Name       string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

func (u user) shown() string {
	if u.GlobalName != "" {
		return u.GlobalName
	}
	return u.Name
}

// member is a user in a guild.
type member struct {
	User  *user    `json:"user"`
	Nick  string   `json:"nick"`
	Roles []string `json:"roles"`
}

type attachment struct {
	Name string `json:"filename"`
	Type string `json:"content_type"`
	Size int64  `json:"size"`
	URL  string `json:"url"`
}

// message is what somebody wrote. Content is empty where Discord keeps it to
// itself: in guilds without a mention of the bot or the content intent.
type message struct {
	ID          string                 `json:"id"`
	Channel     string                 `json:"channel_id"`
	Guild       string                 `json:"guild_id"`
	Author      *user                  `json:"author"`
	Member      *member                `json:"member"`
	Webhook     string                 `json:"webhook_id"`
	Type        discordgo.MessageType  `json:"type"`
	Content     string                 `json:"content"`
	Edited      string                 `json:"edited_timestamp"`
	Mentions    []user                 `json:"mentions"`
	Attachments []attachment           `json:"attachments"`
	Flags       discordgo.MessageFlags `json:"flags"`
	Reference   *reference             `json:"message_reference"`
	Replied     *message               `json:"referenced_message"`
	Nonce       json.RawMessage        `json:"nonce"`
}

// channel is a channel or thread.
type channel struct {
	ID         string                `json:"id"`
	Guild      string                `json:"guild_id"`
	Type       discordgo.ChannelType `json:"type"`
	Name       string                `json:"name"`
	Parent     string                `json:"parent_id"`
	Overwrites []overwrite           `json:"permission_overwrites"`
	Recipients []user                `json:"recipients"`
}

// overwrite changes permissions in a channel for a role (0) or a member (1).
type overwrite struct {
	ID    string                            `json:"id"`
	Type  discordgo.PermissionOverwriteType `json:"type"`
	Allow int64                             `json:"allow,string"`
	Deny  int64                             `json:"deny,string"`
}

type role struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Permissions int64  `json:"permissions,string"`
}

type guildCreate struct {
	ID          string    `json:"id"`
	Owner       string    `json:"owner_id"`
	Unavailable bool      `json:"unavailable"`
	MemberCount int       `json:"member_count"`
	Roles       []role    `json:"roles"`
	Channels    []channel `json:"channels"`
	Threads     []channel `json:"threads"`
	Members     []member  `json:"members"`
}

// interaction is a press, a choice, a sent form, a command or a query.
type interaction struct {
	ID      string                    `json:"id"`
	Token   string                    `json:"token"`
	Type    discordgo.InteractionType `json:"type"`
	Guild   string                    `json:"guild_id"`
	Channel string                    `json:"channel_id"`
	Where   *channel                  `json:"channel"`
	Member  *member                   `json:"member"`
	User    *user                     `json:"user"`
	Message *message                  `json:"message"`
	Locale  string                    `json:"locale"`
	Data    interactionData           `json:"data"`
}

// interactionData joins the data of all types of interactions.
type interactionData struct {
	CustomID   string                           `json:"custom_id"`
	Component  discordgo.ComponentType          `json:"component_type"`
	Values     []string                         `json:"values"`
	Components []submitted                      `json:"components"`
	Name       string                           `json:"name"`
	Command    discordgo.ApplicationCommandType `json:"type"`
	Options    []commandOption                  `json:"options"`
	Target     string                           `json:"target_id"`
	Resolved   struct {
		Messages map[string]message `json:"messages"`
	} `json:"resolved"`
}

// submitted is one component of a sent form: a label with its input, a row of
// inputs as forms once had, or an input itself.
type submitted struct {
	Type       discordgo.ComponentType `json:"type"`
	CustomID   string                  `json:"custom_id"`
	Value      string                  `json:"value"`
	Values     []string                `json:"values"`
	Component  *submitted              `json:"component"`
	Components []submitted             `json:"components"`
}

type commandOption struct {
	Name    string                                 `json:"name"`
	Type    discordgo.ApplicationCommandOptionType `json:"type"`
	Value   any                                    `json:"value"`
	Focused bool                                   `json:"focused"`
	Options []commandOption                        `json:"options"`
}
