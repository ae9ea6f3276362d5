package discord

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"brobygger/chat"
)

func both(da, en string) map[chat.Lang]string { return map[chat.Lang]string{chat.DA: da, chat.EN: en} }

func bro() chat.Command {
	return chat.Command{Name: "bro", About: both("Brobygger", "Brobygger"), Bare: "help", Words: []chat.CommandWord{
		{ID: "tasks", Word: both("opgaver", "tasks"), About: both("Fortæl", "Tell")},
		{ID: "mine", Word: both("mine", "mine"), About: both("Dine", "Yours")},
		{ID: "away", Word: both("fravær", "away"), About: both("Væk", "Away"), Arg: both("antal arbejdsdage, du er væk fra det hele", "number of days")},
		{ID: "data", Word: both("mine data", "my data"), About: both("Data", "Data")},
		{ID: "forget", Word: both("glem mig", "forget me"), About: both("Slet", "Delete")},
		{ID: "help", Word: both("hjælp", "help"), About: both("Hjælp", "Help"), Arg: both("ord", "words")},
	}}
}

func withCommands(o *Options) {
	o.Commands = []chat.Command{bro()}
	o.Shortcuts = []chat.CommandWord{{ID: "opening", Word: both("Gør til en opgave", "Make this a task")}}
}

// What is registered keeps to Discord's rules:
// https://docs.discord.com/developers/interactions/application-commands#application-command-object
func TestRegisteredCommandsAreValid(t *testing.T) {
	a := newServer(t).adapter(newClock(), &state{}, withCommands)
	name := regexp.MustCompile(`^[-_\p{L}\p{N}]{1,32}$`)
	var check func(where string, all []option)
	check = func(where string, all []option) {
		for _, l := range []discordgo.Locale{"", discordgo.Danish, discordgo.EnglishGB, discordgo.EnglishUS} {
			seen := map[string]bool{}
			for _, o := range all {
				n, about := o.Name, o.About
				if l != "" {
					n, about = o.Names[l], o.Abouts[l]
				}
				if !name.MatchString(n) || n != strings.ToLower(n) || seen[n] || about == "" || len([]rune(about)) > 100 {
					t.Errorf("%s, %s: name %q (again: %v), about %q", where, l, n, seen[n], about)
				}
				seen[n] = true
			}
		}
		for _, o := range all {
			check(where+" "+o.Name, o.Options)
		}
	}
	all := a.registered()
	for _, c := range all {
		check(c.Name, c.Options)
		if len(c.Options) > 25 {
			t.Errorf("%s has %d options", c.Name, len(c.Options))
		}
	}
	if len(all) != 2 || all[1].Type != discordgo.MessageApplicationCommand || all[1].About != "" || all[1].Names[discordgo.Danish] != "Gør til en opgave" {
		t.Errorf("the menu of a message: %+v", all)
	}
}

func TestWhatIsCalled(t *testing.T) {
	a := newServer(t).adapter(newClock(), &state{}, withCommands)
	sub := func(name string, typed ...string) []commandOption {
		o := commandOption{Name: name, Type: discordgo.ApplicationCommandOptionSubCommand}
		for _, s := range typed {
			o.Options = append(o.Options, commandOption{Name: "x", Type: discordgo.ApplicationCommandOptionString, Value: s})
		}
		return []commandOption{o}
	}
	group := func(name string, in []commandOption) []commandOption {
		return []commandOption{{Name: name, Type: discordgo.ApplicationCommandOptionSubCommandGroup, Options: in}}
	}
	for _, tt := range []struct {
		locale  string
		options []commandOption
		args    string
	}{
		{"da", sub("tasks"), "opgaver"},
		{"en-GB", sub("tasks"), "tasks"},
		{"sv-SE", sub("tasks"), "tasks"},
		{"da", sub("away", "3"), "fravær 3"},
		{"da", sub("my-data"), "mine data"},
		{"da", group("forget", sub("me")), "glem mig"},
		{"da", sub("help"), ""},
		{"da", sub("help", " vrøvl her "), "vrøvl her"},
	} {
		it := interaction{Type: discordgo.InteractionApplicationCommand, Locale: tt.locale, Data: interactionData{Name: "bro", Command: discordgo.ChatApplicationCommand, Options: tt.options}}
		if got := a.body(it); got != (chat.Called{Name: "bro", Args: tt.args}) {
			t.Errorf("%v in %s: %#v, want args %q", tt.options, tt.locale, got, tt.args)
		}
	}
}

func TestCommandsAreRegisteredOnlyWhenTheyHaveChanged(t *testing.T) {
	s, st := newServer(t), &state{}
	start := func(change func(*Options)) {
		a := s.adapter(newClock(), st, change)
		a.register(t.Context())
		a.Wait()
	}
	start(withCommands)
	start(withCommands)
	if n := len(s.made("PUT applications/1/commands")); n != 1 {
		t.Errorf("registered %d times, want once", n)
	}
	start(func(o *Options) { withCommands(o); o.Shortcuts = nil })
	made := s.made("PUT applications/1/commands")
	if len(made) != 2 {
		t.Fatalf("registered %d times, want again after a change", len(made))
	}
	var sent []map[string]any
	if err := json.Unmarshal([]byte(made[1].body), &sent); err != nil || len(sent) != 1 {
		t.Errorf("sent %s", made[1].body)
	}
	s.on("PUT applications/1/commands", says(500, `oops`))
	start(withCommands)
	s.on("PUT applications/1/commands", says(200, `[]`))
	start(withCommands)
	if n := len(s.made("PUT applications/1/commands")); n != 4 {
		t.Errorf("%d times; what failed is tried at the next start", n)
	}
}
