package twin

import "encoding/json"

// The part of Discord's JSON that the twin reads. What it stores and gives
// back is the JSON it was given, not these.

// object is a JSON object the twin makes or stores.
type object = map[string]any

// payload is a message as an application sends it
// (docs: resources/message#create-message-jsonform-params).
type payload struct {
	Content         *string       `json:"content"`
	Embeds          []embed       `json:"embeds"`
	Components      []component   `json:"components"`
	Flags           int           `json:"flags"`
	Nonce           json.Number   `json:"-"`
	RawNonce        any           `json:"nonce"`
	EnforceNonce    bool          `json:"enforce_nonce"`
	AllowedMentions *allowed      `json:"allowed_mentions"`
	Reference       *reference    `json:"message_reference"`
	Attachments     []attachment  `json:"attachments"`
	Poll            any           `json:"poll"`
	StickerIDs      []string      `json:"sticker_ids"`
	CustomID        string        `json:"custom_id"` // of a modal
	Title           string        `json:"title"`     // of a modal
	Choices         []choiceValue `json:"choices"`   // of an autocomplete answer
}

type choiceValue struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

type allowed struct {
	Parse []string `json:"parse"`
	Users []string `json:"users"`
	Roles []string `json:"roles"`
}

type reference struct {
	MessageID string `json:"message_id"`
	ChannelID string `json:"channel_id"`
}

type attachment struct {
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	Size        int64  `json:"size"`
	URL         string `json:"url"`
}

type embed struct {
	Title       string       `json:"title"`
	Description string       `json:"description"`
	URL         string       `json:"url"`
	Fields      []embedField `json:"fields"`
	Footer      *struct {
		Text    string `json:"text"`
		IconURL string `json:"icon_url"`
	} `json:"footer"`
	Author *struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	} `json:"author"`
}

type embedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

// Component types (docs: components/reference#component-object-component-types).
const (
	actionRow    = 1
	buttonType   = 2
	stringSelect = 3
	textInput    = 4
	section      = 9
	textDisplay  = 10
	separator    = 14
	container    = 17
	label        = 18
)

type component struct {
	Type        int            `json:"type"`
	CustomID    string         `json:"custom_id"`
	Style       int            `json:"style"`
	Label       string         `json:"label"`
	Description string         `json:"description"`
	URL         string         `json:"url"`
	Disabled    bool           `json:"disabled"`
	Placeholder string         `json:"placeholder"`
	MinValues   *int           `json:"min_values"`
	MaxValues   *int           `json:"max_values"`
	MinLength   *int           `json:"min_length"`
	MaxLength   *int           `json:"max_length"`
	Required    *bool          `json:"required"`
	Value       string         `json:"value"`
	Content     string         `json:"content"`
	Options     []selectOption `json:"options"`
	Components  []component    `json:"components"`
	Component   *component     `json:"component"`
}

type selectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description"`
	Default     bool   `json:"default"`
}

// Message flags (docs: resources/message#message-object-message-flags).
const (
	flagCrossposted  = 1 << 0
	flagEphemeral    = 1 << 6
	flagComponentsV2 = 1 << 15
)

// Intents (docs: events/gateway#list-of-intents).
const (
	intentGuilds         = 1 << 0
	intentMembers        = 1 << 1
	intentGuildMessages  = 1 << 9
	intentDirectMessages = 1 << 12
	intentContent        = 1 << 15
	intentsKnown         = 1<<26 - 1
	intentsPrivileged    = intentMembers | intentContent | 1<<8
)

// Permissions (docs: topics/permissions#permissions-bitwise-permission-flags).
const (
	permAdministrator    = 1 << 3
	permManageChannels   = 1 << 4
	permViewChannel      = 1 << 10
	permSendMessages     = 1 << 11
	permManageMessages   = 1 << 13
	permEmbedLinks       = 1 << 14
	permAttachFiles      = 1 << 15
	permReadHistory      = 1 << 16
	permMentionEveryone  = 1 << 17
	permManageThreads    = 1 << 34
	permCreatePublic     = 1 << 35
	permCreatePrivate    = 1 << 36
	permSendInThreads    = 1 << 38
	permUseApplication   = 1 << 31
	permissionsOfTheRole = permViewChannel | permSendMessages | permManageMessages | permEmbedLinks | permAttachFiles | permReadHistory |
		permCreatePublic | permCreatePrivate | permSendInThreads | permManageThreads | permUseApplication
)
