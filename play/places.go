package play

import (
	"fmt"
	"slices"
	"strings"
)

// place is a PLACE as it is written.
//
// What stands in a place:
//
//   - WHO: what only WHO sees, wherever it is shown: the conversation with the
//     bot, private notices in any channel, and for what now stands also the
//     home view.
//   - channel: what everybody in the channel sees, its threads included.
//   - WHO@channel: what WHO sees in the channel: the same, and WHO's private
//     notices there.
//   - channel/MATCH and WHO@channel/MATCH: the thread under the newest message
//     there that is no reply, nobody's private notice, and has MATCH as it now
//     stands, whoever wrote it. The message itself counts as part of its
//     thread where something that stands is looked for (press, choose, shows,
//     edit, delete, shortcut), and does not where something new is
//     (expect, absent).
//
// Each of these places has a mark of its own, the last message expected there,
// which only its own expect moves: WHO, channel and WHO@channel are three
// places although they overlap. A thread is known by its first message, not by
// the MATCH that found it, and its mark is apart from that of its channel.
//
// expect, absent and shows look at what the bot wrote: what people write is in
// the script already.
type place struct {
	who     string // WHO, or the bare word, which may be a channel
	channel string // after @
	match   *what
	word    string // as written
}

func parsePlace(word string) (place, error) {
	p := place{word: word}
	left, match, thread := strings.Cut(word, "/")
	if thread {
		m, err := parseWhat(match)
		if err != nil {
			return p, fmt.Errorf("place %q: %w", word, err)
		}
		p.match = &m
	}
	var in bool
	p.who, p.channel, in = strings.Cut(left, "@")
	if p.who == "" || in && p.channel == "" {
		return p, fmt.Errorf("place %q: want WHO, WHO@channel, channel, WHO@channel/MATCH or channel/MATCH", word)
	}
	return p, nil
}

// parseSpot reads a place where WHO can do something.
func parseSpot(word string) (place, error) {
	p, err := parsePlace(word)
	if err == nil && p.match != nil && p.channel == "" {
		err = fmt.Errorf("place %q: somebody's thread is WHO@channel/MATCH", word)
	}
	return p, err
}

// spot is a place found in what there now is.
type spot struct {
	viewer  string // whose view it is; "" is everybody's
	channel string // "" is what only the viewer sees
	root    string // id of the thread's first message
	key     string // of its mark
}

// holds reports whether post stands here; withRoot counts the thread's first
// message too.
func (s spot) holds(p Post, withRoot bool) bool {
	switch {
	case s.channel == "":
		return p.Channel == "" || p.Private
	case p.Channel != s.channel || s.viewer == "" && p.Private:
		return false
	case s.root != "":
		return p.Root == s.root || withRoot && p.ID == s.root
	}
	return true
}

// own finds the place of somebody who does something.
func (r *run) own(p place) (spot, error) {
	if err := r.person(p.who); err != nil {
		return spot{}, err
	}
	return r.locate(p)
}

// locate finds a place. Unknown people and channels are mistakes in the
// script, a thread that is not there is not.
func (r *run) locate(p place) (spot, error) {
	s := spot{key: p.who}
	switch {
	case p.channel != "":
		if err := r.person(p.who); err != nil {
			return s, err
		}
		if err := r.isChannel(p.channel); err != nil {
			return s, err
		}
		s = spot{viewer: p.who, channel: p.channel, key: p.who + "@" + p.channel}
	case slices.Contains(r.people, p.who):
		s.viewer = p.who
		if p.match != nil {
			return s, mistake{fmt.Errorf("place %q: a thread is channel/MATCH or WHO@channel/MATCH", p.word)}
		}
	case slices.Contains(r.channels, p.who):
		s = spot{channel: p.who, key: "@" + p.who}
	default:
		return s, mistake{fmt.Errorf("nobody and no channel is called %s; people: %s; channels: %s",
			p.who, strings.Join(r.people, ", "), strings.Join(r.channels, ", "))}
	}
	if p.match == nil {
		return s, nil
	}
	root := r.newest(s, false, func(q Post) bool {
		return q.Root == "" && !q.Private && p.match.in(q.Message.Kind, fold(q.Text))
	})
	if root == nil {
		return s, r.instead(s, nil, "no message in %s has %s, so there is no such thread", s.channel, p.match)
	}
	s.root = root.ID
	s.key += "/" + root.ID
	return s, nil
}

func (r *run) person(name string) error {
	if slices.Contains(r.people, name) {
		return nil
	}
	return mistake{fmt.Errorf("nobody is called %s; there are %s", name, strings.Join(r.people, ", "))}
}

func (r *run) isChannel(name string) error {
	if slices.Contains(r.channels, name) {
		return nil
	}
	return mistake{fmt.Errorf("no channel is called %s; there are %s", name, strings.Join(r.channels, ", "))}
}

// demoCast is who there is when the Driver is no Roster.
func demoCast() []Member {
	network, jobcenter := []string{"network"}, []string{"jobcenter"}
	return []Member{
		{Name: "leader", Channels: network}, {Name: "leader2", Channels: network}, {Name: "leader3", Channels: network},
		{Name: "staff", Channels: jobcenter}, {Name: "staff2", Channels: jobcenter},
		{Name: "coordinator", Channels: []string{"network", "jobcenter"}}, {Name: "outsider"},
	}
}

// meet learns who there is and which channels.
func (r *run) meet(members []Member) {
	for _, m := range members {
		if !slices.Contains(r.people, m.Name) {
			r.people = append(r.people, m.Name)
		}
		for _, c := range m.Channels {
			r.meetChannel(c)
		}
	}
}

func (r *run) meetChannel(name string) {
	if name != "" && !slices.Contains(r.channels, name) {
		r.channels = append(r.channels, name)
	}
}
