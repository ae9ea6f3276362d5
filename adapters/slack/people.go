package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

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

func (p *people) external(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.channels[id]
	return c != nil && c.shared
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
	p := slack.GetConversationsForUserParameters{Types: []string{"public_channel", "private_channel"}, Limit: pageSize, ExcludeArchived: true}
	for {
		page, next, err := a.api.GetConversationsForUserContext(ctx, &p)
		if err != nil {
			return nil, fmt.Errorf("users.conversations: %w", err)
		}
		for _, c := range page {
			members, err := a.readMembers(ctx, c.ID)
			if err != nil {
				return nil, fmt.Errorf("conversations.members of %s: %w", c.ID, err)
			}
			all[c.ID] = &channel{shared: c.IsExtShared || c.IsPendingExtShared, members: members}
		}
		if p.Cursor = next; next == "" {
			return all, nil
		}
	}
}

func (a *Adapter) readMembers(ctx context.Context, id string) (map[string]bool, error) {
	members := map[string]bool{}
	p := slack.GetUsersInConversationParameters{ChannelID: id, Limit: pageSize}
	for {
		page, next, err := a.api.GetUsersInConversationContext(ctx, &p)
		if err != nil {
			return nil, err
		}
		for _, u := range page {
			members[u] = true
		}
		if p.Cursor = next; next == "" {
			return members, nil
		}
	}
}

// loadChannel reads one channel that the bot has just come into.
func (a *Adapter) loadChannel(ctx context.Context, id string) {
	info, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	var members map[string]bool
	if err == nil {
		members, err = a.readMembers(ctx, id)
	}
	if err != nil {
		a.log.Warn("cannot read who is in a channel", "channel", id, "error", clean(err))
		a.people.stale()
		return
	}
	a.people.change(func(p *people) {
		if p.channels != nil {
			p.channels[id] = &channel{shared: info.IsExtShared || info.IsPendingExtShared, members: members}
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
			a.log.Warn("cannot read who is where", "error", clean(err))
		}
	})
}

// meet makes sure that something is known of a user before the bot decides.
// When Slack does not say so in time, the event goes on without.
func (a *Adapter) meet(ctx context.Context, id string) {
	_, self := a.ids()
	a.people.mu.Lock()
	u, ok := a.people.users[id]
	a.people.mu.Unlock()
	if id == "" || id == self || ok && a.o.Clock.Now().Sub(u.known) < 24*time.Hour {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookup)
	defer cancel()
	if wait := a.pace.ask("users.info", a.o.Clock.Now()); wait > 0 {
		return
	}
	info, err := a.api.GetUserInfoContext(ctx, id)
	if err != nil {
		if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
			a.pace.hold("users.info", a.o.Clock.Now(), limited.RetryAfter)
		}
		a.log.Info("cannot look a person up", "user", id, "error", clean(err))
		return
	}
	a.people.learned(id, a.profile(info))
}

// profile is what Slack says of a user. Slack has no Danish, so its English
// says little of a person's language; the practice asks the network's first.
func (a *Adapter) profile(u *slack.User) user {
	p := user{name: u.Profile.DisplayName, zone: u.TZ, bot: u.IsBot || u.ID == "USLACKBOT", known: a.o.Clock.Now()}
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
