package main

import (
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"brobygger/adapters"
	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/play"
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
func platformNames() []string { return []string{"sim"} }

// newPlatform makes the platform that --via names.
func newPlatform(via string, clock chat.Clock, log *slog.Logger) (platform, error) {
	switch via {
	case "sim":
		return sim.New(clock, rehearsalProject, sim.DefaultLimits(), rehearsalChannels()...), nil
	}
	return nil, fmt.Errorf("there is no platform %q to rehearse on; write one of %s", via, strings.Join(platformNames(), ", "))
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
