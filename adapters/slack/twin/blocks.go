package twin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf16"
)

// block is one block, with what the blocks in use can hold. An unknown field
// is refused, as Slack refuses it.
// https://docs.slack.dev/reference/block-kit/blocks
type block struct {
	Type      string          `json:"type"`
	ID        string          `json:"block_id,omitempty"`
	Text      *text           `json:"text,omitempty"`
	Fields    []text          `json:"fields,omitempty"`
	Accessory *element        `json:"accessory,omitempty"`
	Elements  json.RawMessage `json:"elements,omitempty"`
	Label     *text           `json:"label,omitempty"`
	Hint      *text           `json:"hint,omitempty"`
	Element   *element        `json:"element,omitempty"`
	Optional  bool            `json:"optional,omitempty"`
	Dispatch  bool            `json:"dispatch_action,omitempty"`
	Expand    bool            `json:"expand,omitempty"`

	elements []element // of an actions block
	small    []text    // of a context block
	rich     []rich    // of a rich_text block
}

// text is a text object. https://docs.slack.dev/reference/block-kit/composition-objects/text-object
type text struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Emoji    *bool  `json:"emoji,omitempty"`
	Verbatim *bool  `json:"verbatim,omitempty"`
}

// element is something to press, choose from or fill in.
// https://docs.slack.dev/reference/block-kit/block-elements
type element struct {
	Type           string   `json:"type"`
	ActionID       string   `json:"action_id,omitempty"`
	Text           *text    `json:"text,omitempty"`
	Value          string   `json:"value,omitempty"`
	URL            string   `json:"url,omitempty"`
	Style          string   `json:"style,omitempty"`
	Label          string   `json:"accessibility_label,omitempty"`
	Placeholder    *text    `json:"placeholder,omitempty"`
	Options        []option `json:"options,omitempty"` // those of the groups too, once checked
	OptionGroups   []group  `json:"option_groups,omitempty"`
	InitialOption  *option  `json:"initial_option,omitempty"`
	InitialOptions []option `json:"initial_options,omitempty"`
	InitialValue   string   `json:"initial_value,omitempty"`
	InitialDate    string   `json:"initial_date,omitempty"`
	Multiline      bool     `json:"multiline,omitempty"`
	MinLength      int      `json:"min_length,omitempty"`
	MaxLength      int      `json:"max_length,omitempty"`
	MinQuery       *int     `json:"min_query_length,omitempty"`
	MaxSelected    int      `json:"max_selected_items,omitempty"`
	Decimal        bool     `json:"is_decimal_allowed,omitempty"`
	Focus          bool     `json:"focus_on_load,omitempty"`
}

// group is some of many options, under a label.
// https://docs.slack.dev/reference/block-kit/composition-objects/option-group-object
type group struct {
	Label   *text    `json:"label"`
	Options []option `json:"options"`
}

// option is one thing to choose.
// https://docs.slack.dev/reference/block-kit/composition-objects/option-object
type option struct {
	Text        *text  `json:"text"`
	Value       string `json:"value"`
	Description *text  `json:"description,omitempty"`
}

// rich is an element of a rich_text block.
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
type rich struct {
	Type     string `json:"type"`
	Elements []rich `json:"elements,omitempty"`
	Text     string `json:"text,omitempty"`
	URL      string `json:"url,omitempty"`
	UserID   string `json:"user_id,omitempty"`
	Name     string `json:"name,omitempty"`
	Range    string `json:"range,omitempty"`
	Style    any    `json:"style,omitempty"` // of a text what it looks like, of a list "bullet" or "ordered"
	Indent   int    `json:"indent,omitempty"`
	Border   int    `json:"border,omitempty"`
	Offset   int    `json:"offset,omitempty"`
}

// surface is where blocks stand.
type surface struct {
	name   string
	most   int // blocks; https://docs.slack.dev/reference/block-kit/blocks
	inputs bool
}

var (
	onMessage = surface{"message", 50, false}
	onHome    = surface{"home", 100, false}
	onModal   = surface{"modal", 100, true}
)

// units is the length of s as Slack's limits count it.
func units(s string) (n int) {
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// parseBlocks reads blocks and reports what Slack would refuse in them as
// invalid_blocks, with the reason in its message.
func parseBlocks(raw json.RawMessage, on surface) ([]block, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, nil
	}
	var blocks []block
	if err := strictly(raw, &blocks); err != nil {
		return nil, refuse("invalid_blocks_format", err.Error())
	}
	if len(blocks) > on.most {
		return nil, refuse("invalid_blocks", fmt.Sprintf("no more than %d items allowed on a %s", on.most, on.name))
	}
	seen := map[string]bool{}
	for i := range blocks {
		b := &blocks[i]
		if err := b.check(on); err != nil {
			return nil, refuse("invalid_blocks", fmt.Sprintf("%v [json-pointer:/blocks/%d]", err, i))
		}
		if b.ID == "" {
			b.ID = fmt.Sprintf("made%d", i)
		}
		if seen[b.ID] || len(b.ID) > 255 {
			return nil, refuse("invalid_blocks", fmt.Sprintf("block_id %q is over 255 characters or there twice", b.ID))
		}
		seen[b.ID] = true
	}
	return blocks, nil
}

// strictly decodes JSON in which nothing is unknown.
func strictly(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// check reports the first thing in b that is over a limit of its page under
// https://docs.slack.dev/reference/block-kit/blocks
func (b *block) check(on surface) error {
	switch b.Type {
	case "header":
		return b.Text.check("header", 150, "plain_text")
	case "divider":
		return nil
	case "section":
		return b.checkSection()
	case "context":
		if err := strictly(b.Elements, &b.small); err != nil {
			return err
		}
		if len(b.small) == 0 || len(b.small) > 10 {
			return fmt.Errorf("context: %d elements, want 1 to 10", len(b.small))
		}
		for _, t := range b.small {
			if err := t.check("context", 3000, "plain_text", "mrkdwn"); err != nil {
				return err
			}
		}
		return nil
	case "rich_text":
		if err := strictly(b.Elements, &b.rich); err != nil {
			return err
		}
		return checkRich(b.rich)
	case "actions":
		return b.checkActions()
	case "input":
		if !on.inputs {
			return fmt.Errorf("input: not on a %s of this bot", on.name)
		}
		return b.checkInput()
	}
	return fmt.Errorf("unsupported type %q", b.Type)
}

func (b *block) checkSection() error {
	if b.Text == nil && len(b.Fields) == 0 {
		return fmt.Errorf("section: neither text nor fields")
	}
	if b.Text != nil {
		if err := b.Text.check("section", 3000, "plain_text", "mrkdwn"); err != nil {
			return err
		}
	}
	if len(b.Fields) > 10 {
		return fmt.Errorf("section: %d fields, at most 10", len(b.Fields))
	}
	for _, f := range b.Fields {
		if err := f.check("field", 2000, "plain_text", "mrkdwn"); err != nil {
			return err
		}
	}
	if b.Accessory != nil {
		return b.Accessory.check("button", "static_select", "multi_static_select", "external_select", "datepicker", "radio_buttons", "checkboxes")
	}
	return nil
}

func (b *block) checkActions() error {
	if err := strictly(b.Elements, &b.elements); err != nil {
		return err
	}
	if len(b.elements) == 0 || len(b.elements) > 25 {
		return fmt.Errorf("actions: %d elements, want 1 to 25", len(b.elements))
	}
	seen := map[string]bool{}
	for _, e := range b.elements {
		// A multi-select is none of the elements of an actions block:
		// https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
		if err := e.check("button", "static_select", "external_select", "datepicker", "radio_buttons", "checkboxes"); err != nil {
			return err
		}
		if e.ActionID != "" && seen[e.ActionID] {
			return fmt.Errorf("actions: action_id %q is there twice", e.ActionID)
		}
		seen[e.ActionID] = true
	}
	return nil
}

func (b *block) checkInput() error {
	if err := b.Label.check("label", 2000, "plain_text"); err != nil {
		return err
	}
	if b.Hint != nil {
		if err := b.Hint.check("hint", 2000, "plain_text"); err != nil {
			return err
		}
	}
	if b.Element == nil {
		return fmt.Errorf("input: no element")
	}
	return b.Element.check("plain_text_input", "number_input", "datepicker", "static_select", "multi_static_select", "radio_buttons", "checkboxes", "email_text_input", "url_text_input")
}

func (t *text) check(what string, most int, kinds ...string) error {
	switch {
	case t == nil:
		return fmt.Errorf("%s: no text", what)
	case !slices.Contains(kinds, t.Type):
		return fmt.Errorf("%s: text of type %q, want %v", what, t.Type, kinds)
	case t.Text == "":
		return fmt.Errorf("%s: must be more than 0 characters", what)
	case units(t.Text) > most:
		return fmt.Errorf("%s: must be less than %d characters", what, most+1)
	case t.Emoji != nil && t.Type != "plain_text", t.Verbatim != nil && t.Type != "mrkdwn":
		return fmt.Errorf("%s: emoji goes with plain_text, verbatim with mrkdwn", what)
	}
	return nil
}
