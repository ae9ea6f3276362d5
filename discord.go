package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"

	"brobygger/adapters"
	"brobygger/adapters/discord"
	"brobygger/bot"
	"brobygger/chat"
	"brobygger/clock"
	"brobygger/practice"
	"brobygger/store"
)

// discordOptions are what a project's bot is on Discord.
func discordOptions(project string, c *DiscordConfig, clock chat.Clock) (discord.Options, error) {
	texts, err := practice.LoadTexts()
	if err != nil {
		return discord.Options{}, err
	}
	return discord.Options{
		Project: project, Token: string(c.Token), AppID: c.Application, APIURL: c.APIURL, GatewayURL: c.GatewayURL,
		Guilds: c.Guilds, Intents: c.Intents, Shards: c.Shards, Clock: clock,
		Commands: []chat.Command{practice.Command(texts)}, Shortcuts: practice.Shortcuts(texts),
	}, nil
}

// discordAdapter connects a project with Discord.
func discordAdapter(p ProjectConfig, s store.Store, clock chat.Clock, log *slog.Logger) (adapters.Adapter, error) {
	o, err := discordOptions(p.ID, p.Discord, clock)
	if err != nil {
		return nil, err
	}
	o.State, o.Log = bot.State(s, p.ID, discord.Platform), log.With("project", p.ID, "platform", discord.Platform)
	return discord.New(o)
}

// checkDiscord asks Discord whether a project's bot can work there, and tells
// what is to be put right; it reports how much that is.
func checkDiscord(ctx context.Context, p ProjectConfig, out io.Writer) (int, error) {
	o, err := discordOptions(p.ID, p.Discord, clock.System{})
	if err != nil {
		return 0, err
	}
	on := func(platform string) bool { return platform == discord.Platform }
	problems := discord.Check(ctx, o, placesOn(p.Settings, on), accountsOn(p.Settings, on))
	for _, text := range problems {
		fmt.Fprintf(out, "discord: %s: %s\n", p.ID, text)
	}
	if len(problems) == 0 {
		fmt.Fprintf(out, "discord: %s: the token, the intents and the permissions in every channel are in order\n", p.ID)
	}
	return len(problems), nil
}

// discordIDs tells which of the people and channels a project's settings name
// on Discord are not written in its numbers.
func discordIDs(p practice.Settings) (problems []string) {
	on := func(platform string) bool { return platform == discord.Platform }
	say := func(what fmt.Stringer, ids ...string) {
		for _, id := range ids {
			if !discordID(id) {
				problems = append(problems, fmt.Sprintf("%s: %q is not an id, which is digits; right-click it with Developer Mode on in Discord (Settings, Advanced) and choose Copy ID", what, id))
			}
		}
	}
	for _, at := range placesOn(p, on) {
		say(at, at.Workspace, at.Channel)
	}
	for _, a := range accountsOn(p, on) {
		say(a, a.Workspace, a.User)
	}
	return problems
}

// placesOn gives the channels a project's settings name on a platform.
func placesOn(p practice.Settings, on func(string) bool) (places []chat.Place) {
	for _, n := range p.Networks {
		places = append(places, n.Channel)
	}
	for _, q := range p.Partners {
		places = append(places, q.Channel)
	}
	return slices.DeleteFunc(places, func(at chat.Place) bool { return !on(at.Platform) })
}

// accountsOn gives the people a project's settings name on a platform.
func accountsOn(p practice.Settings, on func(string) bool) (people []chat.Account) {
	people = slices.Clone(p.Coordinators)
	for _, q := range p.Partners {
		people = append(append(people, q.TeamLead), q.Staff...)
		for _, duty := range q.Duty {
			people = append(people, duty...)
		}
	}
	return slices.DeleteFunc(people, func(a chat.Account) bool { return !on(a.Platform) })
}

type discordCommand struct {
	Invite discordInviteCommand `cmd:"" help:"Print the link that lets the bot into a server, with all it may do there."`
}

type discordInviteCommand struct{ configFlag }

// Run prints the link of every project that is connected with Discord.
func (c *discordInviteCommand) Run(s streams) error {
	config, err := readConfig(c.Config)
	if err != nil {
		return err
	}
	found := false
	for _, p := range config.Projects {
		if p.Discord == nil {
			continue
		}
		found = true
		fmt.Fprintf(s.out, "%s: somebody who manages the server opens\n\n    %s\n\n", p.ID, discord.Invitation(p.Discord.Application))
	}
	if !found {
		return fmt.Errorf("no project in %s is connected with Discord; write discord under a project (docs/discord.md)", c.Config)
	}
	fmt.Fprintln(s.out, "It asks for these permissions and no others:")
	for _, p := range discord.Permissions() {
		fmt.Fprintf(s.out, "- %s: %s\n", p.Name, p.Why)
	}
	fmt.Fprintln(s.out, "and for the scopes bot (to be in the server) and applications.commands (for /bro and the menu of a message).")
	return nil
}
