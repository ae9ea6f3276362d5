package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"brobygger/chat"
)

const (
	lookup  = 400 * time.Millisecond // for a person not seen before, ahead of Accept
	refresh = time.Hour              // how old what is known may get, by the injected clock
)

// people is what the adapter knows of the channels the bot is in and of who is
// in them. Events keep it up; it is read anew when events may have been missed.
type people struct {
	mu       sync.Mutex
	channels map[string]*channel
	users    map[string]user
	known    time.Time       // of the last complete reading
	missed   []func(*people) // what events changed while a reading is under way; nil when none is
}

type channel struct {
	shared  bool // with another organisation
	members map[string]bool
}

type user struct {
	name  string
	lang  chat.Lang
	zone  string
	bot   bool
	known time.Time
}

// sender says what is known of a user now.
func (p *people) sender(account chat.Account) chat.Sender {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[account.User]
	s := chat.Sender{Account: account, Name: u.name, Lang: u.lang, Zone: u.zone, Bot: u.bot, KnownAt: p.known}
	for id, c := range p.channels {
		if c.members[account.User] {
			s.Channels = append(s.Channels, id)
		}
	}
	slices.Sort(s.Channels)
	return s
}

func (p *people) name(id string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.users[id].name
}

// external tells whether a channel is shared with another organisation; known
// is false for a channel of which nothing has been read.
func (p *people) external(id string) (shared, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.channels[id]
	return c != nil && c.shared, c != nil
}

func (p *people) in(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.channels[id] != nil
}

// change applies what an event says, also to a reading under way.
func (p *people) change(fn func(*people)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fn(p)
	if p.missed != nil {
		p.missed = append(p.missed, fn)
	}
}

func (p *people) joined(id, who string) {
	p.change(func(p *people) {
		if c := p.channels[id]; c != nil {
			c.members[who] = true
		}
	})
}

func (p *people) left(id, who string) {
	p.change(func(p *people) {
		if c := p.channels[id]; c != nil {
			delete(c.members, who)
		}
	})
}

// gone forgets a channel the bot is no longer in; all rights from it end.
func (p *people) gone(id string) { p.change(func(p *people) { delete(p.channels, id) }) }

func (p *people) learned(id string, u user) {
	p.change(func(p *people) {
		if p.users == nil || len(p.users) > 100_000 {
			p.users = map[string]user{}
		}
		p.users[id] = u
	})
}

// loadChannels reads which channels the bot is in and who is in them.
func (a *Adapter) loadChannels(ctx context.Context) error {
	p, now := &a.people, a.o.Clock.Now()
	p.mu.Lock()
	p.missed = []func(*people){}
	p.mu.Unlock()
	channels, err := a.readChannels(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	missed := p.missed
	p.missed = nil
	if err != nil {
		return err
	}
	p.channels, p.known = channels, now
	for _, fn := range missed {
		fn(p)
	}
	return nil
}

func (a *Adapter) readChannels(ctx context.Context) (map[string]*channel, error) {
	all := map[string]*channel{}
	for in := channelsOf(""); ; {
		var found conversations
		if err := a.web.call(ctx, methodConversations, in, &found); err != nil {
			return nil, fmt.Errorf("%s: %w", methodConversations, err)
		}
		for _, c := range found.Channels {
			members, err := a.readMembers(ctx, c.ID)
			if err != nil {
				return nil, fmt.Errorf("conversations.members of %s: %w", c.ID, err)
			}
			all[c.ID] = &channel{shared: c.external(), members: members}
		}
		if found.Metadata.Next == "" {
			return all, nil
		}
		in["cursor"] = found.Metadata.Next
	}
}

func (a *Adapter) readMembers(ctx context.Context, id string) (map[string]bool, error) {
	members := map[string]bool{}
	for in := (args{"channel": id, "limit": pageSize}); ; {
		var found struct {
			page
			Members []string `json:"members"`
		}
		if err := a.web.call(ctx, "conversations.members", in, &found); err != nil {
			return nil, err
		}
		for _, u := range found.Members {
			members[u] = true
		}
		if found.Metadata.Next == "" {
			return members, nil
		}
		in["cursor"] = found.Metadata.Next
	}
}

const methodConversations = "users.conversations"

// channelsOf are the arguments that ask for the channels of a user, "" for the
// bot's own; conversations is a page of the answer.
func channelsOf(user string) args {
	return args{"user": user, "types": "public_channel,private_channel", "exclude_archived": true, "limit": pageSize}
}

type conversations struct {
	page
	Channels []conversation `json:"channels"`
}

// loadChannel reads one channel that the bot has just come into.
func (a *Adapter) loadChannel(ctx context.Context, id string) {
	info, err := a.web.conversation(ctx, id)
	var members map[string]bool
	if err == nil {
		members, err = a.readMembers(ctx, id)
	}
	if err != nil {
		a.log.Warn("cannot read who is in a channel", "channel", id, "error", err)
		a.people.stale()
		return
	}
	a.people.change(func(p *people) {
		if p.channels != nil {
			p.channels[id] = &channel{shared: info.external(), members: members}
		}
	})
}

// stale has everything read anew at the next chance.
func (p *people) stale() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = time.Time{}
}

// freshen reads everything anew in the background when it has become old.
func (a *Adapter) freshen() {
	p := &a.people
	p.mu.Lock()
	now := a.o.Clock.Now()
	due := p.missed == nil && now.Sub(p.known) > refresh
	if due {
		p.missed = []func(*people){}
	}
	p.mu.Unlock()
	if !due {
		return
	}
	a.background(time.Minute, func(ctx context.Context) {
		if err := a.loadChannels(ctx); err != nil {
			a.log.Warn("cannot read who is where", "error", err)
		}
	})
}

// meet makes sure that what decides on a person is known before the bot does:
// who they are, and for a newcomer, or somebody who acts in a channel they were
// not known to be in, where they are. When Slack does not say so in time, the
// event goes on without. An event that somebody has come or gone is true of
// itself; it asks only who.
func (a *Adapter) meet(ctx context.Context, in incoming) {
	id := in.user
	_, self := a.ids()
	if id == "" || id == self {
		return
	}
	p, now := &a.people, a.o.Clock.Now()
	p.mu.Lock()
	u, met := p.users[id]
	c := p.channels[in.Place.Channel]
	astray := c != nil && !c.members[id]
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, lookup)
	defer cancel()
	var asked sync.WaitGroup
	if !met || now.Sub(u.known) > 24*time.Hour {
		asked.Go(func() { a.tell(id, a.lookUp(ctx, id)) })
	}
	if !moved(in.Body) && (!met || astray) {
		asked.Go(func() { a.tell(id, a.place(ctx, id)) })
	}
	asked.Wait()
}

func moved(body chat.Body) bool {
	switch body.(type) {
	case chat.Joined, chat.Left:
		return true
	}
	return false
}

// tell logs the failure of a call on which nothing depends but how well a
// person is known.
func (a *Adapter) tell(id string, err error) {
	if err != nil {
		a.log.Info("cannot look a person up", "user", id, "error", err)
	}
}

func (a *Adapter) lookUp(ctx context.Context, id string) error {
	var found struct {
		User profile `json:"user"`
	}
	err := a.call(ctx, "users.info", args{"user": id, "include_locale": true}, &found)
	if err == nil {
		a.people.learned(id, a.profile(&found.User))
	}
	return err
}

// place learns in which of the bot's channels a person is.
func (a *Adapter) place(ctx context.Context, id string) error {
	at := map[string]bool{}
	for in := channelsOf(id); ; {
		var found conversations
		if err := a.call(ctx, methodConversations, in, &found); err != nil {
			return err
		}
		for _, c := range found.Channels {
			at[c.ID] = true
		}
		if found.Metadata.Next == "" {
			break
		}
		in["cursor"] = found.Metadata.Next
	}
	a.people.change(func(p *people) {
		for channel, c := range p.channels {
			if delete(c.members, id); at[channel] {
				c.members[id] = true
			}
		}
	})
	return nil
}

// profile is what Slack says of a user. Slack has no Danish, so its English
// says little of a person's language; the practice asks the network's first.
func (a *Adapter) profile(u *profile) user {
	p := user{name: u.Profile.DisplayName, zone: u.Zone, bot: u.Bot || u.ID == "USLACKBOT", known: a.o.Clock.Now()}
	if p.name == "" {
		p.name = u.RealName
	}
	switch language, _, _ := strings.Cut(u.Locale, "-"); language {
	case "da":
		p.lang = chat.DA
	case "en":
		p.lang = chat.EN
	}
	return p
}
