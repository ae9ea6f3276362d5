package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"brobygger/adapters"
	"brobygger/chat"
)

// take updates what is known with an event, in the order of the gateway, and
// puts what the bot shall have in the line of its channel. done is called when
// that is committed.
func (a *Adapter) take(ctx context.Context, s *shard, c *connection, f frame, done func()) {
	now := a.Clock.Now()
	read := func(into any) bool {
		if err := json.Unmarshal(f.Data, into); err != nil {
			a.Log.Warn("gateway event not readable", "type", f.Type, "error", err)
			return false
		}
		return true
	}
	switch f.Type {
	case "MESSAGE_CREATE", "MESSAGE_UPDATE":
		var m message
		if read(&m) {
			a.takeMessage(ctx, m, f.Type == "MESSAGE_UPDATE", now, done)
			return
		}
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		var d struct {
			ID      string   `json:"id"`
			IDs     []string `json:"ids"`
			Channel string   `json:"channel_id"`
			Guild   string   `json:"guild_id"`
		}
		if read(&d) {
			a.takeDeletions(ctx, d.Guild, d.Channel, append(d.IDs, d.ID), done)
			return
		}
	case "INTERACTION_CREATE":
		var it interaction
		if read(&it) && (it.Guild == "" || a.guilds.serves(it.Guild)) {
			a.takeInteraction(ctx, it, now, done)
			return
		}
	default:
		a.takeMoves(ctx, a.known(ctx, s, c, f.Type, read, now), s.session, done)
		return
	}
	done()
}

// takeMoves makes events of comings and goings.
func (a *Adapter) takeMoves(ctx context.Context, moves []move, in *session, done func()) {
	if len(moves) == 0 {
		done()
		return
	}
	id, _, seq := in.at()
	left := len(moves)
	lines := make(chan struct{}, left)
	for _, m := range moves {
		body := chat.Body(chat.Joined{})
		switch bot := m.user == a.guilds.bot(); {
		case bot && m.in:
			body = chat.BotJoined{}
		case bot:
			body = chat.BotLeft{}
		case !m.in:
			body = chat.Left{}
		}
		ev := chat.Event{
			ID: fmt.Sprintf("move/%s/%s/%s/%d", m.channel, m.user, id, seq), Project: a.Project, Body: body,
			Place: chat.Place{Platform: Platform, Workspace: m.guild, Channel: m.channel},
		}
		a.inbox.put(m.channel, func() {
			ev.From = a.sender(ctx, m.guild, user{ID: m.user})
			if m.user == a.guilds.bot() {
				ev.From = chat.Sender{Account: a.account(m.guild, m.user), Bot: true, KnownAt: a.Clock.Now()}
			}
			if a.offer(ctx, ev) == nil {
				lines <- struct{}{}
				if len(lines) == left {
					done()
				}
			}
		})
	}
}

// takeMessage puts what somebody wrote or changed in line. What bots write,
// the bot itself among them, is no event.
func (a *Adapter) takeMessage(ctx context.Context, m message, edited bool, now time.Time, done func()) {
	direct := m.Guild == ""
	switch {
	case m.Author == nil, m.Author.Bot, m.Webhook != "", m.Author.ID == a.guilds.bot(),
		m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply,
		edited && m.Edited == "", // a link was unfolded
		!direct && !a.guilds.serves(m.Guild):
		done()
		return
	}
	if direct {
		a.guilds.pair(m.Author.ID, m.Channel)
	} else if m.Member != nil {
		m.Member.User = m.Author
		a.guilds.met(m.Guild, *m.Member, now)
		a.guilds.did(m.Author.ID, m.Channel)
	}
	a.seen.put(m.ID, m.Author.ID)
	a.inbox.put(m.Channel, func() {
		if a.tell(ctx, m, edited) != nil {
			return
		}
		if ch, _ := a.guilds.channel(m.Channel); direct || isThread(ch) {
			a.heard(m.Channel, m.ID)
		}
		done()
	})
}

// tell hands one message on; it returns when that is committed.
func (a *Adapter) tell(ctx context.Context, m message, edited bool) error {
	place, thread := a.place(ctx, m.Guild, m.Channel, m.Author.ID, nil)
	if thread == "" {
		thread = a.repliedTo(m)
	}
	text, mention := a.spoken(m)
	if place.IsDirect() && strings.TrimSpace(text) == "" && len(m.Attachments) == 0 && !mention {
		return nil // in a private thread, where Discord kept the words to itself
	}
	ev := chat.Event{ID: "m/" + m.ID, Project: a.Project, Place: place, Thread: thread, From: a.sender(ctx, place.Workspace, *m.Author)}
	if ref := refOf(m.Channel, m.ID); edited {
		ev.ID, ev.Body = "edit/"+m.ID+"/"+m.Edited, chat.Edited{Message: ref, Text: text}
	} else {
		said := chat.Said{Text: text, Message: ref, Mention: mention || place.IsDirect()}
		for _, f := range m.Attachments {
			said.Files = append(said.Files, chat.File{Name: f.Name, Type: f.Type, Size: f.Size, URL: f.URL})
		}
		ev.Body = said
	}
	return a.offer(ctx, ev)
}

func (a *Adapter) takeDeletions(ctx context.Context, guildID, channelID string, ids []string, done func()) {
	a.inbox.put(channelID, func() {
		for _, id := range ids {
			if id == "" || a.ownDeletion(id) || guildID != "" && !a.guilds.serves(guildID) {
				continue
			}
			author := a.seen.author(id)
			if author == "" && guildID == "" {
				author = a.guilds.directOf(channelID)
			}
			place, thread := a.place(ctx, guildID, channelID, author, nil)
			ev := chat.Event{ID: "del/" + id, Project: a.Project, Place: place, Thread: thread, Body: chat.Deleted{Message: refOf(channelID, id)}}
			if author != "" {
				ev.From = a.sender(ctx, place.Workspace, user{ID: author})
			}
			if a.offer(ctx, ev) != nil {
				return
			}
		}
		done()
	})
}

// offer lets the bot accept an event that the gateway does not repeat: when it
// fails it is tried again until ctx ends, and the line waits.
func (a *Adapter) offer(ctx context.Context, ev chat.Event) error {
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, 10*time.Second) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		ev.At = a.Clock.Now()
		ack, err := a.host.Accept(ctx, ev)
		if err == nil {
			a.tellPrivately(ctx, ev, ack)
			return nil
		}
		a.Log.Warn("event not saved; trying again", "event", ev.ID, "wait", wait, "error", err)
		sleep(ctx, wait)
	}
}

// tellPrivately delivers a notice that answers no interaction: it becomes a
// direct message, the same one however often the event comes.
func (a *Adapter) tellPrivately(ctx context.Context, ev chat.Event, ack chat.Ack) {
	if ack.Notice == nil || ev.From.Account.User == "" {
		return
	}
	d := adapters.Delivery{ID: "notice/" + ev.ID, Op: adapters.Post, Place: ev.From.Account.Direct(), Message: *ack.Notice}
	if _, err := a.Find(ctx, d); !errors.Is(err, adapters.ErrAbsent) {
		return // there already, or nobody can tell: rather none than two
	}
	if _, err := a.Send(ctx, d); err != nil {
		a.Log.Warn("notice not delivered", "event", ev.ID, "kind", ack.Notice.Kind, "error", err)
	}
}

// readOn reads what was written in direct conversations and threads while no
// session was there to tell of it.
func (a *Adapter) readOn(ctx context.Context) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for channelID, after := range a.read {
		a.inbox.put(channelID, func() { a.readFrom(ctx, channelID, after) })
	}
}

func (a *Adapter) readFrom(ctx context.Context, channelID, after string) {
	for ctx.Err() == nil {
		var page []message
		err := a.rest.do(ctx, request{method: http.MethodGet, route: "channels/" + channelID + "/messages", query: url.Values{"after": {after}, "limit": {"100"}}}, &page)
		if err != nil {
			a.Log.Warn("not read on", "channel", channelID, "error", err)
			return
		}
		newest := after
		for i := range page { // newest first
			m := page[len(page)-1-i]
			if later(m.ID, newest) {
				newest = m.ID
			}
			if th, ok := a.guilds.channel(channelID); ok {
				m.Guild = th.Guild
			}
			if m.Author == nil || m.Author.Bot || m.Webhook != "" || m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
				continue
			}
			if m.Channel == "" {
				m.Channel = channelID
			}
			a.seen.put(m.ID, m.Author.ID)
			if a.tell(ctx, m, false) != nil {
				return
			}
		}
		a.heard(channelID, newest)
		a.touched()
		if after = newest; len(page) < 100 {
			return
		}
	}
}
