package main

import (
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"brobygger/adapters"
	"brobygger/adapters/discord"
	discordtwin "brobygger/adapters/discord/twin"
	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/play"
	"brobygger/practice"
)

// platform is a chat platform to rehearse on: the sim, or the strict twin of a
// real one with the real adapter before it. One that is an io.Closer is closed
// in the end. Names are those of the cast and of the channels in scripts.
type platform interface {
	play.Driver
	play.Roster
	// Adapter is a new connection to the platform, for one running bot.
	Adapter() adapters.Adapter
	// Attached is closed while a bot takes events in and has been offered what waited.
	Attached() <-chan struct{}
	Account(who string) chat.Account
	Channel(name string) chat.Place
	// Deliveries counts how often each outbox item has been carried out.
	Deliveries() map[string]int
}

// rehearsalProject is the project of demo.yaml.
const rehearsalProject = "demo"

// rehearsalChannels are the channels of every rehearsal.
func rehearsalChannels() []string { return []string{"network", "jobcenter", "sydby"} }

// platformNames are what newPlatform can make.
func platformNames() []string { return []string{"sim", "discord"} }

// platformLimits are what the platforms can show that a configuration
// connects; of all there are when it is nil or connects none yet.
func platformLimits(c *Config) (all []chat.Limits) {
	if c != nil {
		for _, p := range c.Projects {
			if p.Discord != nil {
				all = append(all, discord.Limits())
			}
		}
	}
	if len(all) == 0 {
		all = []chat.Limits{sim.DefaultLimits(), discord.Limits()}
	}
	return all
}

// newPlatform makes the platform that --via names.
func newPlatform(via string, clock chat.Clock, log *slog.Logger) (platform, error) {
	switch via {
	case "sim":
		return sim.New(clock, rehearsalProject, sim.DefaultLimits(), rehearsalChannels()...), nil
	case discord.Platform:
		return newDiscordTwin(clock, log)
	}
	return nil, fmt.Errorf("there is no platform %q to rehearse on; write one of %s", via, strings.Join(platformNames(), ", "))
}

// newDiscordTwin makes the twin of Discord, with all a bot can be given there.
func newDiscordTwin(clock chat.Clock, log *slog.Logger) (platform, error) {
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
