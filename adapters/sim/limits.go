package sim

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"brobygger/chat"
)

// DefaultLimits are those of a careful platform: about what every real one can
// show, so that what fits here needs little fitting elsewhere.
func DefaultLimits() chat.Limits {
	return chat.Limits{
		Text: 3500, Title: 150, Field: 1000, Fields: 20,
		Buttons: 20, ButtonLabel: 75, Selects: 4, Options: 25, OptionLabel: 75,
		Inputs: 5, InputOptions: 25, FormTitle: 45, InputLabel: 45, Input: 3000,
		FormErrors: true, FormFromForm: true, FormChoices: true, Edit: true, Threads: true,
	}
}

// CheckMessage reports the first thing in m that is over the limits or could
// not come back from a press. Characters are those of the Markdown.
func CheckMessage(m chat.Message, l chat.Limits) error {
	if m.Size() == 0 && len(m.Buttons)+len(m.Selects) == 0 {
		return fmt.Errorf("message %s: nothing in it", m.Kind)
	}
	var c checker
	c.most("title", count(m.Title), l.Title)
	c.oneLine("title", m.Title)
	c.most("fields", len(m.Fields), l.Fields)
	for _, f := range m.Fields {
		c.named("field", f.Label)
		c.most("value of field "+f.Label, count(f.Value), l.Field)
		c.most("label of field "+f.Label, count(f.Label), l.Field)
	}
	c.most("text in all", m.Size(), l.Text)
	c.most("buttons", len(m.Buttons), l.Buttons)
	seen := map[string]bool{}
	for _, b := range m.Buttons {
		c.named("button "+b.ID, b.Label)
		c.most("label of button "+b.ID, count(b.Label), l.ButtonLabel)
		c.key("button", b.ID, b.Arg, seen)
	}
	c.most("selects", len(m.Selects), l.Selects)
	for _, s := range m.Selects {
		// One list in parts has the same id and argument several times.
		c.key("select", s.ID, s.Arg, map[string]bool{})
		c.named("select "+s.ID, s.Label)
		c.options("select "+s.ID, s.Options, l.Options, l.OptionLabel)
		c.chosen("select "+s.ID, s.Options, s.Chosen, s.Several)
	}
	if c.err != nil {
		return fmt.Errorf("message %s: %w", m.Kind, c.err)
	}
	return nil
}

// CheckForm reports the first thing in f that is over the limits. [chat.FitForm]
// sees to titles and labels; how many inputs and options there are is for the dialog.
func CheckForm(f chat.Form, l chat.Limits) error {
	var c checker
	if f.ID == "" {
		c.fail("no id")
	}
	c.named("form", f.Title)
	c.named("submit", f.Submit)
	c.most("title", count(f.Title), l.FormTitle)
	c.most("submit", count(f.Submit), l.FormTitle)
	c.most("cancel", count(f.Cancel), l.FormTitle)
	c.most("text", count(f.Text), l.Text)
	c.most("inputs", len(f.Inputs), l.Inputs)
	if len(f.Inputs) == 0 {
		c.fail("no inputs")
	}
	seen := map[string]bool{}
	for _, in := range f.Inputs {
		c.named("input "+in.ID, in.Label)
		c.most("label of input "+in.ID, count(in.Label), l.InputLabel)
		if in.ID == "" || seen[in.ID] {
			c.fail("input id %q is empty or there twice", in.ID)
		}
		seen[in.ID] = true
		if text := count(strings.Join(in.Value, "\n")); len(in.Options) == 0 {
			c.most("what stands in input "+in.ID, text, l.Input)
			c.most("what stands in input "+in.ID, text, in.Max)
		}
		switch in.Kind {
		case chat.ChoiceInput, chat.SeveralInput:
			if !l.FormChoices {
				c.fail("input %s: forms hold no choices here", in.ID)
			}
			c.options("input "+in.ID, in.Options, l.InputOptions, l.OptionLabel)
			c.chosen("input "+in.ID, in.Options, in.Value, in.Kind == chat.SeveralInput)
		case chat.TextInput, chat.LongInput, chat.PhoneInput, chat.NumberInput, chat.DateInput:
		default:
			c.fail("input %s: unknown kind %q", in.ID, in.Kind)
		}
	}
	if c.err != nil {
		return fmt.Errorf("form %s: %w", f.ID, c.err)
	}
	return nil
}

// checker keeps the first trouble.
type checker struct{ err error }

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

func (c *checker) most(what string, n, limit int) {
	if limit > 0 && n > limit {
		c.fail("%s: %d, at most %d", what, n, limit)
	}
}

func (c *checker) named(what, label string) {
	if strings.TrimSpace(label) == "" {
		c.fail("%s: no label", what)
	}
	c.oneLine(what, label)
}

func (c *checker) oneLine(what, s string) {
	if strings.ContainsAny(s, "\r\n") {
		c.fail("%s: more than one line", what)
	}
}

// key checks that id and arg can travel with a press and are told apart.
func (c *checker) key(what, id, arg string, seen map[string]bool) {
	if id == "" || len(id) > 30 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789_.") != "" {
		c.fail("%s: id %q is not 1 to 30 of [a-z0-9_.]", what, id)
	}
	if len(arg) > 60 || strings.ContainsAny(arg, " \t\r\n|") {
		c.fail("%s %s: arg %q is over 60 bytes or has space or |", what, id, arg)
	}
	if seen[id+"|"+arg] {
		c.fail("%s %s %s stands there twice", what, id, arg)
	}
	seen[id+"|"+arg] = true
}

func (c *checker) options(what string, all []chat.Option, most, label int) {
	if len(all) == 0 {
		c.fail("%s: no options", what)
	}
	c.most("options of "+what, len(all), most)
	seen := map[string]bool{}
	for _, o := range all {
		c.named("option "+o.ID+" of "+what, o.Label)
		c.most("label of option "+o.ID+" of "+what, count(o.Label), label)
		c.most("hint of option "+o.ID+" of "+what, count(o.Hint), label)
		if o.ID == "" || len(o.ID) > 60 || seen[o.ID] {
			c.fail("%s: option id %q is empty, over 60 bytes or there twice", what, o.ID)
		}
		seen[o.ID] = true
	}
}

// chosen checks what is set beforehand; nothing may be.
func (c *checker) chosen(what string, options []chat.Option, values []string, several bool) {
	if len(values) == 0 {
		return
	}
	if err := among(options, values, several); err != nil {
		c.fail("%s: set beforehand: %w", what, err)
	}
}

// count is the length as platforms count it, in UTF-16 units, like [chat.Message.Size].
func count(s string) (n int) {
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
