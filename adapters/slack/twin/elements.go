package twin

import (
	"fmt"
	"slices"
)

// check reports the first thing in e that is over a limit of its page under
// https://docs.slack.dev/reference/block-kit/block-elements; types are those
// that may stand there.
func (e *element) check(types ...string) error {
	switch {
	case !slices.Contains(types, e.Type):
		return fmt.Errorf("element of type %q cannot stand here", e.Type)
	case units(e.ActionID) > 255:
		return fmt.Errorf("action_id: must be less than 256 characters")
	}
	if e.Placeholder != nil {
		if err := e.Placeholder.check("placeholder", 150, "plain_text"); err != nil {
			return err
		}
	}
	switch e.Type {
	case "button":
		switch {
		case units(e.Value) > 2000:
			return fmt.Errorf("button: value must be less than 2001 characters")
		case units(e.URL) > 3000:
			return fmt.Errorf("button: url must be less than 3001 characters")
		case e.Style != "" && e.Style != "primary" && e.Style != "danger":
			return fmt.Errorf("button: unknown style %q", e.Style)
		}
		return e.Text.check("button", 75, "plain_text")
	case "static_select", "multi_static_select":
		most := 100 * max(1, len(e.OptionGroups))
		if err := e.checkGroups(); err != nil {
			return err
		}
		return e.checkList(most)
	case "radio_buttons", "checkboxes":
		return e.checkList(10)
	case "plain_text_input":
		switch {
		case e.MinLength < 0 || e.MinLength > 3000 || e.MaxLength < 0 || e.MaxLength > 3000:
			return fmt.Errorf("plain_text_input: min_length and max_length must be 0 to 3000")
		case e.MaxLength > 0 && units(e.InitialValue) > e.MaxLength:
			return fmt.Errorf("plain_text_input: initial_value is longer than max_length")
		}
	}
	return nil
}

// checkGroups checks the groups of a list, which has either groups or options,
// and puts all options together.
// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#static_select
func (e *element) checkGroups() error {
	switch {
	case len(e.OptionGroups) == 0:
		return nil
	case len(e.Options) > 0:
		return fmt.Errorf("%s: both options and option_groups", e.Type)
	case len(e.OptionGroups) > 100:
		return fmt.Errorf("%s: %d groups, at most 100", e.Type, len(e.OptionGroups))
	}
	for _, g := range e.OptionGroups {
		if err := g.Label.check("label", 75, "plain_text"); err != nil {
			return err
		}
		if len(g.Options) == 0 || len(g.Options) > 100 {
			return fmt.Errorf("%s: a group of %d options, want 1 to 100", e.Type, len(g.Options))
		}
		e.Options = append(e.Options, g.Options...)
	}
	e.OptionGroups = nil
	return nil
}

// checkList checks what can be chosen, and what is chosen beforehand: that
// must be one of the options, word for word.
func (e *element) checkList(most int) error {
	if err := checkOptions(e.Options, most); err != nil {
		return err
	}
	if len(e.Options) == 0 {
		return fmt.Errorf("%s: no options", e.Type)
	}
	initial := e.InitialOptions
	if e.InitialOption != nil {
		initial = append(initial, *e.InitialOption)
	}
	for _, o := range initial {
		if !slices.ContainsFunc(e.Options, func(p option) bool { return p.Value == o.Value && p.Text.Text == o.Text.Text }) {
			return fmt.Errorf("%s: initial option %q is none of the options", e.Type, o.Value)
		}
	}
	return nil
}

// checkOptions holds the limits of
// https://docs.slack.dev/reference/block-kit/composition-objects/option-object
func checkOptions(all []option, most int) error {
	if len(all) > most {
		return fmt.Errorf("options: %d, at most %d", len(all), most)
	}
	seen := map[string]bool{}
	for _, o := range all {
		if err := o.Text.check("option", 75, "plain_text", "mrkdwn"); err != nil {
			return err
		}
		if o.Description != nil {
			if err := o.Description.check("description", 75, "plain_text", "mrkdwn"); err != nil {
				return err
			}
		}
		if o.Value == "" || units(o.Value) > 150 || seen[o.Value] {
			return fmt.Errorf("options: value %q is empty, over 150 characters or there twice", o.Value)
		}
		seen[o.Value] = true
	}
	return nil
}

// offers reports whether all values are options.
func (e *element) offers(values []string) bool {
	for _, v := range values {
		if !slices.ContainsFunc(e.Options, func(o option) bool { return o.Value == v }) {
			return false
		}
	}
	return true
}

// option gives the option of that value.
func (e *element) option(value string) option {
	for _, o := range e.Options {
		if o.Value == value {
			return o
		}
	}
	return option{Value: value}
}

// checkRich holds what a rich_text block may be made of.
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
func checkRich(all []rich) error {
	if len(all) == 0 {
		return fmt.Errorf("rich_text: no elements")
	}
	for _, e := range all {
		switch e.Type {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
			if err := checkInline(e.Elements); err != nil {
				return err
			}
		case "rich_text_list":
			if e.Style != "bullet" && e.Style != "ordered" {
				return fmt.Errorf("rich_text_list: style %v", e.Style)
			}
			for _, item := range e.Elements {
				if item.Type != "rich_text_section" {
					return fmt.Errorf("rich_text_list: an item is a %s", item.Type)
				}
				if err := checkInline(item.Elements); err != nil {
					return err
				}
			}
		default:
			return fmt.Errorf("rich_text: unknown element %q", e.Type)
		}
	}
	return nil
}

func checkInline(all []rich) error {
	for _, e := range all {
		switch {
		case e.Type == "text" && e.Text == "":
			return fmt.Errorf("rich_text: an empty text")
		case e.Type == "link" && e.URL == "", e.Type == "user" && e.UserID == "":
			return fmt.Errorf("rich_text: a %s to nothing", e.Type)
		case !slices.Contains([]string{"text", "link", "user", "emoji", "broadcast"}, e.Type):
			return fmt.Errorf("rich_text: unknown element %q", e.Type)
		}
	}
	return nil
}
