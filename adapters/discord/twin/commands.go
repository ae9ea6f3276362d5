package twin

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"brobygger/chat"
)

// Kinds of commands and of their options
// (docs: interactions/application-commands).
const (
	chatInput       = 1
	messageMenu     = 3
	subCommand      = 1
	subCommandGroup = 2
	stringOption    = 3
)

var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// checkCommands is what Discord refuses of commands
// (docs: interactions/application-commands#application-command-object).
func checkCommands(all []registered) *trouble {
	var c checker
	count, seen := map[int]int{}, map[string]bool{}
	for i, cmd := range all {
		at := fmt.Sprint(i)
		kind := max(cmd.Type, chatInput)
		count[kind]++
		if seen[fmt.Sprint(kind, cmd.Name)] {
			c.fail(at+".name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		seen[fmt.Sprint(kind, cmd.Name)] = true
		if kind == messageMenu {
			for _, n := range cmd.names() {
				c.length(at+".name", n, 1, 32)
			}
			if cmd.Description != "" || len(cmd.Options) > 0 {
				c.fail(at+".description", "APPLICATION_COMMAND_DESCRIPTION_CANNOT_BE_SET", "Context menu commands cannot have description")
			}
			continue
		}
		size := c.command(at, cmd, 0)
		if size > 8000 {
			c.fail(at, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
		}
	}
	if count[chatInput] > 100 || count[messageMenu] > 15 {
		return code(30032)
	}
	return c.err
}

func (r registered) names() []string {
	all := []string{r.Name}
	for _, n := range r.NameLocalizations {
		all = append(all, n)
	}
	return all
}

// command checks a command, group, subcommand or option; it gives the
// characters it counts for.
func (c *checker) command(at string, cmd registered, depth int) int {
	longest := 0
	for _, n := range cmd.names() {
		if !commandName.MatchString(n) || n != strings.ToLower(n) {
			c.fail(at+".name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid: %s", n)
		}
		longest = max(longest, utf8.RuneCountInString(n))
	}
	about := []string{cmd.Description}
	for _, d := range cmd.DescriptionLocalizations {
		about = append(about, d)
	}
	size := 0
	for _, d := range about {
		c.length(at+".description", d, 1, 100)
		size = max(size, utf8.RuneCountInString(d))
	}
	size += longest
	if len(cmd.Options) > 25 {
		c.fail(at+".options", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	names := map[string]bool{}
	optional := false
	for i, o := range cmd.Options {
		in := fmt.Sprintf("%s.options.%d", at, i)
		nested := o.Type == subCommand || o.Type == subCommandGroup
		switch {
		case o.Type < 1 || o.Type > 11:
			c.fail(in+".type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}.")
		case nested && (depth == 2 || depth == 1 && (o.Type == subCommandGroup || cmd.Type != subCommandGroup)):
			c.fail(in+".type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are not allowed here")
		case nested != (cmd.Options[0].Type == subCommand || cmd.Options[0].Type == subCommandGroup):
			c.fail(in+".type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
		case o.Required && optional:
			c.fail(in+".required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !o.Required
		locales := map[string]bool{"": true}
		for l := range o.NameLocalizations {
			locales[l] = true
		}
		for l := range locales {
			key := l + "/" + o.localised(l)
			if names[key] {
				c.fail(in+".name", "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option names must be unique: %s", key)
			}
			names[key] = true
		}
		size += c.command(in, o, depth+1)
	}
	return size
}

func (r registered) localised(locale string) string {
	if n := r.NameLocalizations[locale]; n != "" {
		return n
	}
	return r.Name
}

// typed finds what a person's client sends for "/name words": the subcommand
// of those words, in the person's language or by its first name, with what
// follows in its option. Words that begin no subcommand are put into the one
// subcommand that takes free text, as a person who picks it would do.
func (t *Twin) parse(ctx context.Context, name, args string, lang chat.Lang, direct bool) (object, error) {
	t.registered(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.IndexFunc(t.commands, func(c registered) bool {
		return max(c.Type, chatInput) == chatInput && c.localised(locale(lang)) == name
	})
	if i < 0 {
		return nil, fmt.Errorf("no command /%s is registered", name)
	}
	cmd := t.commands[i]
	if !cmd.in(direct) {
		return nil, fmt.Errorf("/%s cannot be used here", name)
	}
	data := object{"id": named("command", cmd.Name), "name": cmd.Name, "type": chatInput}
	if len(cmd.Options) == 0 || cmd.Options[0].Type > subCommandGroup {
		options, err := cmd.fill(args)
		if err != nil {
			return nil, fmt.Errorf("/%s %s: %w", name, args, err)
		}
		data["options"] = options
		return data, nil
	}
	for _, l := range []string{locale(lang), "", "da", "en-US"} {
		if options, ok := subcommand(cmd, args, l); ok {
			data["options"] = options
			return data, nil
		}
	}
	for _, o := range cmd.Options {
		if o.Type == subCommand && o.Name == t.bare(cmd.Name) {
			options, err := o.fill(args)
			if err != nil {
				return nil, fmt.Errorf("/%s %s: %w", name, args, err)
			}
			data["options"] = []object{{"type": subCommand, "name": o.Name, "options": options}}
			return data, nil
		}
	}
	return nil, fmt.Errorf("/%s has no subcommand for %q", name, args)
}

// registered waits until a bot that has just begun has registered its commands:
// until then a client offers none.
func (t *Twin) registered(ctx context.Context) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		t.mu.Lock()
		known, changed, run := t.commandRaw != nil, t.changed, t.run
		t.mu.Unlock()
		if known || run == nil {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		case <-deadline.C:
			return
		}
	}
}

// bare is the first name of the subcommand that stands for a command without one.
func (t *Twin) bare(name string) string {
	for _, c := range t.opts.Commands {
		for _, w := range c.Words {
			if c.Name == name && w.ID == c.Bare {
				return w.Word[chat.EN]
			}
		}
	}
	return ""
}

// in reports whether a command is offered in the place
// (docs: interactions/application-commands#interaction-contexts).
func (r registered) in(direct bool) bool {
	want := 0
	if direct {
		want = 1
	}
	return r.Contexts == nil || slices.Contains(r.Contexts, want)
}

// subcommand matches words to the longest subcommand. A hyphen in a name
// stands for the space a person thinks of.
func subcommand(cmd registered, args, locale string) ([]object, bool) {
	words := strings.Fields(args)
	var best []object
	longest := 0
	try := func(path string, sub registered, wrap func(object) object) {
		names := strings.FieldsFunc(path, func(r rune) bool { return r == ' ' || r == '-' })
		if len(names) <= longest || len(names) > len(words) || !slices.EqualFunc(names, words[:len(names)], strings.EqualFold) {
			return
		}
		options, err := sub.fill(strings.Join(words[len(names):], " "))
		if err != nil {
			return
		}
		best, longest = []object{wrap(object{"type": subCommand, "name": sub.Name, "options": options})}, len(names)
	}
	for _, o := range cmd.Options {
		if o.Type == subCommandGroup {
			for _, sub := range o.Options {
				try(o.localised(locale)+" "+sub.localised(locale), sub, func(in object) object {
					return object{"type": subCommandGroup, "name": o.Name, "options": []object{in}}
				})
			}
			continue
		}
		try(o.localised(locale), o, func(in object) object { return in })
	}
	return best, best != nil
}

// fill puts words into the first text option.
func (r registered) fill(words string) ([]object, error) {
	i := slices.IndexFunc(r.Options, func(o registered) bool { return o.Type == stringOption })
	switch {
	case i >= 0 && words != "":
		return []object{{"type": stringOption, "name": r.Options[i].Name, "value": words}}, nil
	case words != "":
		return nil, fmt.Errorf("%s takes no words", r.Name)
	case slices.ContainsFunc(r.Options, func(o registered) bool { return o.Required }):
		return nil, fmt.Errorf("%s needs words", r.Name)
	}
	return []object{}, nil
}

// menu finds a command of the message menu by its first name.
func (t *Twin) menu(ctx context.Context, name string) (object, error) {
	t.registered(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.commands {
		if c.Type == messageMenu && c.Name == name {
			return object{"id": named("command", c.Name), "name": c.Name, "type": messageMenu}, nil
		}
	}
	return nil, fmt.Errorf("no command %q in the menu of messages", name)
}

// Complete gives what the client proposes to who while they type words into the
// command's free text, with nothing sent yet.
func (t *Twin) Complete(ctx context.Context, who, channel, name, words string) ([]string, error) {
	m, ok := t.member(who)
	if !ok {
		return nil, fmt.Errorf("%s: nobody of that name is here", who)
	}
	t.registered(ctx)
	t.mu.Lock()
	t.made++
	ev := chat.Event{ID: fmt.Sprint("complete-", t.made), From: chat.Sender{Account: t.World.Account(who), Lang: m.Lang}, Place: t.World.Channel(channel)}
	i := slices.IndexFunc(t.commands, func(c registered) bool { return c.Name == name })
	var sub, option registered
	if i >= 0 {
		for _, o := range t.commands[i].Options {
			if o.Name == t.bare(name) && len(o.Options) > 0 {
				sub, option = o, o.Options[0]
			}
		}
	}
	t.mu.Unlock()
	if channel == "" {
		ev.Place = ev.From.Account.Direct()
	}
	if !option.Autocomplete {
		return nil, fmt.Errorf("/%s proposes nothing", name)
	}
	in := t.begin(ev, kindAutocomplete, t.spot(ev), "")
	data := object{"id": named("command", name), "name": name, "type": chatInput, "options": []object{{"type": subCommand, "name": sub.Name,
		"options": []object{{"type": stringOption, "name": option.Name, "value": words, "focused": true}}}}}
	err := t.deliver(ctx, in.id, "INTERACTION_CREATE", in.spot, t.interactionObject(in, data))
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil || in.first == nil {
		return nil, errors.Join(err, errNoAnswer)
	}
	var out []string
	for _, c := range in.choices {
		out = append(out, c.Name)
	}
	return out, nil
}
