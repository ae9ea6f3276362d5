package slack

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/goccy/go-yaml"

	"brobygger/chat"
)

func app(mode string) App {
	both := func(s string) map[chat.Lang]string { return map[chat.Lang]string{chat.DA: s, chat.EN: s} }
	return App{
		Name: `Bro "bygger": #1`, About: "Opgaver", Lang: chat.DA, Mode: mode, URL: "https://bot.example/slack/p",
		Command:   chat.Command{Name: "bro", About: both("Om"), Words: []chat.CommandWord{{ID: "tasks", Word: both("opgaver")}}},
		Shortcuts: []chat.CommandWord{{ID: "opening", Word: both("Gør til en opgave")}},
	}
}

// Slack takes the manifest as YAML; in HTTP mode it must say the address three times.
func TestManifestIsWhole(t *testing.T) {
	for mode, urls := range map[string]int{SocketMode: 0, HTTPMode: 3} {
		var m struct {
			Display struct {
				Name string `yaml:"name"`
			} `yaml:"display_information"`
			Features struct {
				Commands []struct {
					Command, URL string
				} `yaml:"slash_commands"`
				Shortcuts []struct {
					ID string `yaml:"callback_id"`
				} `yaml:"shortcuts"`
			} `yaml:"features"`
			Settings struct {
				Events struct {
					URL string   `yaml:"request_url"`
					Bot []string `yaml:"bot_events"`
				} `yaml:"event_subscriptions"`
				Interactivity struct {
					URL string `yaml:"request_url"`
				} `yaml:"interactivity"`
				Socket bool `yaml:"socket_mode_enabled"`
			} `yaml:"settings"`
		}
		if err := yaml.Unmarshal([]byte(Manifest(app(mode))), &m); err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, u := range []string{m.Features.Commands[0].URL, m.Settings.Events.URL, m.Settings.Interactivity.URL} {
			if u == "https://bot.example/slack/p" {
				found++
			}
		}
		if found != urls || m.Settings.Socket != (mode == SocketMode) || m.Display.Name != `Bro "bygger": #1` ||
			m.Features.Commands[0].Command != "/bro" || m.Features.Shortcuts[0].ID != "opening" || len(m.Settings.Events.Bot) != len(events()) {
			t.Errorf("%s: %d addresses, %+v", mode, found, m)
		}
	}
}

// No event is asked for that leads to nothing.
func TestEveryEventIsOfUse(t *testing.T) {
	for _, e := range events() {
		kind, user, channel := e.name, `"U1"`, "C1"
		switch kind {
		case "message.im":
			kind, channel = "message", "D1"
		case "user_change":
			user = `{"id":"U1","name":"lene"}`
		}
		in, err := testDecoder().event(outer{EventID: "Ev1", Event: json.RawMessage(fmt.Sprintf(`{"type":%q,"user":%s,"channel":%q,"text":"x","ts":"1.2","tab":"home"}`, kind, user, channel))})
		if err != nil || in.Body == nil && !in.home && in.profile == nil {
			t.Errorf("%s leads to nothing: %+v, %v", e.name, in.Event, err)
		}
	}
}

// A word that is the same in both languages stands once.
func TestHintNamesWordsOnce(t *testing.T) {
	word := func(da, en string) chat.CommandWord {
		return chat.CommandWord{Word: map[chat.Lang]string{chat.DA: da, chat.EN: en}}
	}
	if got, want := hint(chat.Command{Words: []chat.CommandWord{word("opgaver", "tasks"), word("mine", "mine")}}), "opgaver/tasks | mine"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
