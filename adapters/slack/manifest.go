package slack

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"brobygger/chat"
)

// App is what an app manifest says beside what the adapter needs.
type App struct {
	Name      string
	About     string
	Command   chat.Command
	Shortcuts []chat.CommandWord // in the menu of a message; labels of at most 24 characters
	Lang      chat.Lang          // of the labels, which Slack takes in one language only
	Mode      string             // SocketMode or HTTPMode
	URL       string             // HTTPMode: where Slack finds the Handler, https://…
}

// explained is a scope or an event with what it is for.
type explained struct{ name, why string }

// scopes are all that the calls in this package need, and no more; see "Scopes"
// under each of https://docs.slack.dev/reference/methods.
func scopes() []explained {
	return []explained{
		{"app_mentions:read", "hear it when somebody writes @the bot in a channel"},
		{"channels:history", "read back whether a message of its own has been posted, after an answer of Slack's was lost (public channels)"},
		{"channels:read", "know which public channels it is in and who is there: that decides who may do what"},
		{"chat:write", "post, change and delete its own messages"},
		{"commands", "the command and the message shortcut"},
		{"groups:history", "as channels:history, for private channels"},
		{"groups:read", "as channels:read, for private channels"},
		{"im:history", "read what people write to the bot alone"},
		{"im:write", "write to one person"},
		{"users:read", "people's names and time zones"},
	}
}

// events are all that decode.go has a use for. What people say to each other
// in channels is not among them.
func events() []explained {
	return []explained{
		{"app_home_opened", "show a person their own view"},
		{"app_mention", "answer when it is addressed in a channel"},
		{"message.im", "talk with one person"},
		{"member_joined_channel", "welcome, and rights that begin"},
		{"member_left_channel", "rights end at once"},
		{"channel_left", "the bot has been removed: a coordinator is told"},
		{"group_left", ""},
		{"channel_archive", ""},
		{"group_archive", ""},
		{"channel_deleted", ""},
		{"group_deleted", ""},
		{"channel_unarchive", "and is back"},
		{"group_unarchive", ""},
		{"user_change", "follow a new name or time zone"},
	}
}

// Manifest writes the app manifest to paste into https://api.slack.com/apps,
// as YAML that says what each permission is for.
// https://docs.slack.dev/reference/app-manifest
func Manifest(app App) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	q := strconv.Quote // a JSON string is a YAML string
	explain := func(all []explained) {
		for _, e := range all {
			if e.why == "" {
				line("      - %s", e.name)
				continue
			}
			line("      - %s # %s", e.name, e.why)
		}
	}
	line("display_information:")
	line("  name: %s", q(app.Name))
	line("  description: %s", q(app.About))
	line("features:")
	line("  app_home:")
	line("    home_tab_enabled: true")
	line("    messages_tab_enabled: true")
	line("    messages_tab_read_only_enabled: false")
	line("  bot_user:")
	line("    display_name: %s", q(app.Name))
	line("    always_online: true")
	line("  slash_commands:")
	line("    - command: %s", q("/"+app.Command.Name))
	line("      description: %s", q(app.Command.About[app.Lang]))
	line("      usage_hint: %s", q(hint(app.Command)))
	line("      should_escape: true")
	if app.Mode == HTTPMode {
		line("      url: %s", q(app.URL))
	}
	line("  shortcuts:")
	for _, s := range app.Shortcuts {
		line("    - name: %s", q(s.Word[app.Lang]))
		line("      type: message")
		line("      callback_id: %s", s.ID)
		line("      description: %s", q(s.Word[app.Lang]))
	}
	line("oauth_config:")
	line("  scopes:")
	line("    bot:")
	explain(scopes())
	line("settings:")
	line("  event_subscriptions:")
	if app.Mode == HTTPMode {
		line("    request_url: %s", q(app.URL))
	}
	line("    bot_events:")
	explain(events())
	line("  interactivity:")
	line("    is_enabled: true")
	if app.Mode == HTTPMode {
		line("    request_url: %s", q(app.URL))
	}
	line("  org_deploy_enabled: false")
	line("  socket_mode_enabled: %t", app.Mode == SocketMode)
	line("  token_rotation_enabled: false")
	return b.String()
}

// hint shows the first words of the command in both languages.
func hint(c chat.Command) string {
	var words []string
	for _, w := range c.Words[:min(3, len(c.Words))] {
		both := []string{w.Word[chat.DA], w.Word[chat.EN]}
		words = append(words, strings.Join(slices.Compact(both), "/")) // a word they share stands once
	}
	return strings.Join(words, " | ")
}
