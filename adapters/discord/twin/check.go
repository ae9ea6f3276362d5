package twin

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// invalid is the answer to a body that breaks a rule, with the path of the
// field (docs: reference#error-messages).
func invalid(path, code, message string) *trouble {
	leaf := object{"_errors": []object{{"code": code, "message": message}}}
	parts := strings.Split(path, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		leaf = object{parts[i]: leaf}
	}
	e := fail(400, 50035, "Invalid Form Body")
	e.errors = leaf
	return e
}

// checker keeps the first rule that is broken.
type checker struct{ err *trouble }

func (c *checker) fail(path, code, format string, args ...any) {
	if c.err == nil {
		c.err = invalid(path, code, fmt.Sprintf(format, args...))
	}
}

// length checks a text's characters; Discord counts code points.
func (c *checker) length(path, s string, least, most int) {
	n := utf8.RuneCountInString(s)
	switch {
	case n < least && least == 1:
		c.fail(path, "BASE_TYPE_REQUIRED", "This field is required")
	case n > most:
		c.fail(path, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", most)
	case n < least:
		c.fail(path, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
	}
}

// checkMessage is what Discord refuses of a message
// (docs: resources/message#create-message, #embed-object-embed-limits, components/reference).
func checkMessage(p *payload) *trouble {
	var c checker
	v2 := p.Flags&flagComponentsV2 != 0
	content := ""
	if p.Content != nil {
		content = *p.Content
	}
	c.length("content", content, 0, 2000)
	if v2 && (content != "" || len(p.Embeds) > 0) {
		c.fail("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
	}
	if len(p.Embeds) > 10 {
		c.fail("embeds", "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.")
	}
	total := 0
	for i, e := range p.Embeds {
		at := fmt.Sprintf("embeds.%d.", i)
		c.length(at+"title", e.Title, 0, 256)
		c.length(at+"description", e.Description, 0, 4096)
		if len(e.Fields) > 25 {
			c.fail(at+"fields", "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.")
		}
		total += utf8.RuneCountInString(e.Title + e.Description)
		for j, f := range e.Fields {
			c.length(fmt.Sprintf("%sfields.%d.name", at, j), f.Name, 1, 256)
			c.length(fmt.Sprintf("%sfields.%d.value", at, j), f.Value, 1, 1024)
			total += utf8.RuneCountInString(f.Name + f.Value)
		}
		if e.Footer != nil {
			c.length(at+"footer.text", e.Footer.Text, 0, 2048)
			total += utf8.RuneCountInString(e.Footer.Text)
		}
	}
	if total > 6000 {
		c.fail("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
	c.allowedMentions(p.AllowedMentions)
	c.components(p.Components, v2)
	if c.err == nil && strings.TrimSpace(invisible(content)) == "" && len(p.Embeds)+len(p.Components)+len(p.Attachments)+len(p.StickerIDs) == 0 && p.Poll == nil {
		c.err = code(50006)
	}
	return c.err
}

// allowedMentions: docs: resources/message#allowed-mentions-object.
func (c *checker) allowedMentions(a *allowed) {
	if a == nil {
		return
	}
	for i, p := range a.Parse {
		switch {
		case p != "roles" && p != "users" && p != "everyone":
			c.fail(fmt.Sprintf("allowed_mentions.parse.%d", i), "BASE_TYPE_CHOICES", "Value must be one of ('roles', 'users', 'everyone').")
		case p == "users" && len(a.Users) > 0, p == "roles" && len(a.Roles) > 0:
			c.fail("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[%q] and %s: [ids...] are mutually exclusive.", p, p)
		}
	}
	if len(a.Users) > 100 || len(a.Roles) > 100 {
		c.fail("allowed_mentions.users", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
	}
}

// components of a message: five rows, five buttons in each, or one select
// (docs: components/reference#action-row, #legacy-message-component-behavior).
func (c *checker) components(rows []component, v2 bool) {
	if !v2 && len(rows) > 5 {
		c.fail("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	ids, n := map[string]bool{}, 0
	for i, row := range rows {
		at := fmt.Sprintf("components.%d", i)
		switch {
		case row.Type == actionRow:
			n += c.row(at, row, ids)
		case v2:
			n += c.layout(at, row, ids)
		default:
			c.fail(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).")
		}
	}
	if v2 && n > 40 {
		c.fail("components", "BASE_TYPE_BAD_LENGTH", "Must be 40 or fewer in length.")
	}
}

// layout is a part of the newer form of messages.
func (c *checker) layout(at string, p component, ids map[string]bool) int {
	n := 1
	switch p.Type {
	case textDisplay:
		c.length(at+".content", p.Content, 1, 4000)
	case separator:
	case container, section:
		for i, child := range p.Components {
			if under := fmt.Sprintf("%s.components.%d", at, i); child.Type == actionRow {
				n += c.row(under, child, ids)
			} else {
				n += c.layout(under, child, ids)
			}
		}
	default:
		c.fail(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" is not allowed here.")
	}
	return n
}

func (c *checker) row(at string, row component, ids map[string]bool) int {
	if len(row.Components) < 1 || len(row.Components) > 5 {
		c.fail(at+".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	for i, p := range row.Components {
		in := fmt.Sprintf("%s.components.%d", at, i)
		switch p.Type {
		case buttonType:
			c.length(in+".label", p.Label, 1, 80)
			switch {
			case p.Style < 1 || p.Style > 5:
				c.fail(in+".style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
			case p.Style == 5:
				c.length(in+".url", p.URL, 1, 512)
				if p.CustomID != "" {
					c.fail(in+".custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
				}
				continue
			case p.URL != "":
				c.fail(in+".url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
			}
		case stringSelect:
			if len(row.Components) > 1 {
				c.fail(at+".components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
			}
			c.selectMenu(in, p)
		default:
			c.fail(in+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).")
		}
		c.customID(in, p.CustomID, ids)
	}
	return 1 + len(row.Components)
}

// customID: docs: components/reference#anatomy-of-a-component-custom-id.
func (c *checker) customID(at, id string, ids map[string]bool) {
	c.length(at+".custom_id", id, 1, 100)
	if ids[id] {
		c.fail(at+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	ids[id] = true
}

// selectMenu: docs: components/reference#string-select.
func (c *checker) selectMenu(at string, p component) {
	c.length(at+".placeholder", p.Placeholder, 0, 150)
	if len(p.Options) < 1 || len(p.Options) > 25 {
		c.fail(at+".options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
	}
	least, most := p.least(), p.most()
	if least < 0 || least > 25 || most < 1 || most > 25 || least > most || most > len(p.Options) {
		c.fail(at+".max_values", "COMPONENT_SELECT_INVALID_RANGE", "min_values and max_values do not fit the options")
	}
	seen, chosen := map[string]bool{}, 0
	for i, o := range p.Options {
		in := fmt.Sprintf("%s.options.%d", at, i)
		c.length(in+".label", o.Label, 1, 100)
		c.length(in+".value", o.Value, 1, 100)
		c.length(in+".description", o.Description, 0, 100)
		if seen[o.Value] {
			c.fail(in+".value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		if seen[o.Value] = true; o.Default {
			chosen++
		}
	}
	if chosen > most {
		c.fail(at+".options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "More options are set beforehand than can be chosen")
	}
}

func (p component) least() int {
	if p.MinValues == nil {
		return 1
	}
	return *p.MinValues
}

func (p component) most() int {
	if p.MaxValues == nil {
		return 1
	}
	return *p.MaxValues
}

// checkModal: docs: interactions/receiving-and-responding#interaction-response-object-modal,
// components/reference#label, #text-input.
func checkModal(p *payload) *trouble {
	var c checker
	c.length("data.custom_id", p.CustomID, 1, 100)
	c.length("data.title", p.Title, 1, 45)
	if len(p.Components) < 1 || len(p.Components) > 5 {
		c.fail("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	ids := map[string]bool{}
	for i, p := range p.Components {
		at := fmt.Sprintf("data.components.%d", i)
		switch {
		case p.Type == textDisplay:
			c.length(at+".content", p.Content, 1, 4000)
		case p.Type == label && p.Component != nil:
			c.length(at+".label", p.Label, 1, 45)
			c.length(at+".description", p.Description, 0, 100)
			c.input(at+".component", *p.Component, ids, false)
		case p.Type == actionRow && len(p.Components) == 1:
			c.input(at+".components.0", p.Components[0], ids, true)
		default:
			c.fail(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18).")
		}
	}
	return c.err
}

// input is one field of a modal; in an action row it carries its own label.
func (c *checker) input(at string, p component, ids map[string]bool, row bool) {
	switch {
	case p.Type == textInput:
		if row {
			c.length(at+".label", p.Label, 1, 45)
		} else if p.Label != "" {
			c.fail(at+".label", "TEXT_INPUT_LABEL_NOT_ALLOWED", "The label stands on the Label component")
		}
		least, most := 0, 4000
		if p.MinLength != nil {
			least = *p.MinLength
		}
		if p.MaxLength != nil {
			most = *p.MaxLength
		}
		if p.Style != 1 && p.Style != 2 || least < 0 || most < 1 || most > 4000 || least > most {
			c.fail(at, "BASE_TYPE_CHOICES", "The style or the lengths are not allowed.")
		}
		c.length(at+".placeholder", p.Placeholder, 0, 100)
		c.length(at+".value", p.Value, 0, most)
	case p.Type == stringSelect && !row:
		if p.Disabled {
			c.fail(at+".disabled", "BASE_TYPE_CHOICES", "A select in a modal cannot be disabled")
		}
		c.selectMenu(at, p)
	default:
		c.fail(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (3, 4, 5, 6, 7, 8).")
	}
	c.customID(at, p.CustomID, ids)
}
