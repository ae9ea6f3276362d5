package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"

	"brobygger/adapters"
	"brobygger/adapters/discord"
	discordtwin "brobygger/adapters/discord/twin"
	"brobygger/adapters/sim"
	"brobygger/adapters/slack"
	slacktwin "brobygger/adapters/slack/twin"
	"brobygger/chat"
	"brobygger/play"
	"brobygger/practice"
)

// platform is where a rehearsal is played. One that is an io.Closer is closed in
// the end. Names are those of the cast and of the channels in scripts.
type platform interface {
	play.Driver
	play.Roster
	Account(who string) chat.Account
	Channel(name string) chat.Place
	// Deliveries counts how often each outbox item has been carried out.
	Deliveries() map[string]int
	// Connections are what a bot is to be connected with.
	Connections() []connection
}

// connection is one bot application's way to its platform.
type connection interface {
	// Adapter is a new connection, for one running bot.
	Adapter() adapters.Adapter
	// Attached is closed while a bot takes events in and has been offered what waited.
	Attached() <-chan struct{}
}

// single is the sim, or the strict twin of a real platform with the real
// adapter before it.
type single interface {
	play.Driver
	play.Roster
	connection
	Account(who string) chat.Account
	Channel(name string) chat.Place
	Deliveries() map[string]int
}

// alone is a platform of one.
type alone struct{ single }

func (a alone) Connections() []connection { return []connection{a.single} }

// Close closes the twin; the sim has nothing to close.
func (a alone) Close() error {
	if c, ok := a.single.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// rehearsalProject is the project of demo.yaml.
const rehearsalProject = "demo"

// rehearsalChannels are the channels of every rehearsal.
func rehearsalChannels() []string { return []string{"network", "jobcenter", "sydby"} }

// platformNames are what newPlatform can make.
func platformNames() []string { return []string{"sim", "slack", "slack-http", "discord", "across"} }

// platformLimits are what the platforms can show that a configuration
// connects; of all there are when it is nil or connects none yet.
func platformLimits(c *Config) (all []chat.Limits) {
	if c != nil {
		for _, p := range c.Projects {
			if p.Slack != nil {
				all = append(all, slack.Limits())
			}
			if p.Discord != nil {
				all = append(all, discord.Limits())
			}
		}
	}
	if len(all) == 0 {
		all = []chat.Limits{sim.DefaultLimits(), slack.Limits(), discord.Limits()}
	}
	return all
}

// newPlatform makes the platform that --via names. Across has the network on
// Discord and the partners on Slack.
func newPlatform(via string, clock chat.Clock, log *slog.Logger) (platform, error) {
	if via == "across" {
		network, err := newSingle(discord.Platform, clock, log)
		if err != nil {
			return nil, err
		}
		desk, err := newSingle(slack.Platform, clock, log)
		if err != nil {
			return nil, errors.Join(err, alone{network}.Close())
		}
		return &across{network: network, desk: desk}, nil
	}
	one, err := newSingle(via, clock, log)
	if err != nil {
		return nil, err
	}
	return alone{one}, nil
}

func newSingle(via string, clock chat.Clock, log *slog.Logger) (single, error) {
	switch via {
	case "sim":
		return sim.New(clock, rehearsalProject, sim.DefaultLimits(), rehearsalChannels()...), nil
	case slack.Platform:
		return slacktwin.New(clock, rehearsalProject, slacktwin.Socket, log, rehearsalChannels()...)
	case "slack-http":
		return slacktwin.New(clock, rehearsalProject, slacktwin.HTTP, log, rehearsalChannels()...)
	case discord.Platform:
		return newDiscordTwin(clock, log)
	}
	return nil, fmt.Errorf("there is no platform %q to rehearse on; write one of %s", via, strings.Join(platformNames(), ", "))
}

// newDiscordTwin makes the twin of Discord, with all a bot can be given there.
func newDiscordTwin(clock chat.Clock, log *slog.Logger) (single, error) {
	texts, err := practice.LoadTexts()
	if err != nil {
		return nil, err
	}
	return discordtwin.New(discordtwin.Options{
		Project: rehearsalProject, Clock: clock, Log: log, Channels: rehearsalChannels(), Paced: true, Intents: []string{"members", "content"},
		Commands: []chat.Command{practice.Command(texts)}, Shortcuts: practice.Shortcuts(texts),
	})
}

var simName = regexp.MustCompile(`sim/demo/(#?)([a-z0-9]+)`)

// named gives settings whose people and channels are named as on the platform:
// scripts name them as on the sim.
func named(settings []byte, on platform) []byte {
	return simName.ReplaceAllFunc(settings, func(name []byte) []byte {
		m := simName.FindSubmatch(name)
		if len(m[1]) > 0 {
			return []byte(on.Channel(string(m[2])).String())
		}
		return []byte(on.Account(string(m[2])).String())
	})
}
