package discord

import (
	"context"
	"net/http"
	"strings"

	"github.com/bwmarrin/discordgo"

	"brobygger/adapters"
	"brobygger/chat"
)

const (
	// storyKind is the kind of message that channels elsewhere may follow.
	storyKind = "story.post"
	// archiveAfter is how many minutes a thread stays open unused: a week.
	archiveAfter = 10080
	// Codes that discordgo has no name for.
	codeThreadExists = 160004
)

// Send carries out d. Every post has a nonce, so that the same one within a
// few minutes is one message, and a hidden key for Find.
func (a *Adapter) Send(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	if d.Place.Platform != Platform || !a.guilds.serves(d.Place.Workspace) {
		return "", failed(adapters.Gone, "send %s: the bot does not work in %q", d.ID, d.Place)
	}
	switch d.Op {
	case adapters.Post:
		return a.post(ctx, d)
	case adapters.Edit:
		return a.edit(ctx, d)
	case adapters.Delete:
		return a.remove(ctx, d)
	}
	return "", failed(adapters.Rejected, "send %s: unknown op %q", d.ID, d.Op)
}

func (a *Adapter) post(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	m, err := render(d.Message, keyOf(d.ID))
	if err != nil {
		return "", failed(adapters.Rejected, "send %s: %w", d.ID, err)
	}
	m.Nonce, m.EnforceNonce = nonceOf(d.ID), true
	channelID, err := a.channelOf(ctx, d.Place)
	if err != nil {
		return "", err
	}
	if d.Root != "" {
		if channelID, err = a.under(ctx, d, channelID, m); err != nil {
			return "", err
		}
	}
	a.trying(d.ID)
	var posted message
	err = a.unarchiving(ctx, channelID, request{method: http.MethodPost, route: "channels/" + channelID + "/messages", body: m, kind: d.Message.Kind}, &posted)
	if codeOf(err) == discordgo.ErrCodeCannotSendMessagesToThisUser && d.Place.IsDirect() {
		if channelID, err = a.beside(ctx, d, channelID, err, &posted); err == nil {
			a.settled(d.ID)
			a.heard(channelID, posted.ID)
			a.touched()
			return refOf(channelID, posted.ID), nil
		}
	}
	if adapters.ClassOf(err) == adapters.Gone && a.asideOf(channelID, d.Place.User) {
		a.forgetAside(d.Place.User, "")
		err = failed(adapters.Temporary, "the private thread is gone: %w", err) // directly, the next time
	}
	if err == nil && posted.ID == "" {
		err = failed(adapters.Unknown, "send %s: the answer names no message", d.ID)
	}
	if adapters.ClassOf(err) != adapters.Unknown {
		a.settled(d.ID)
	}
	if err != nil {
		return "", err
	}
	if d.Place.IsDirect() || d.Root != "" {
		a.heard(channelID, posted.ID)
		a.touched()
	}
	if d.Message.Kind == storyKind {
		a.crosspost(ctx, channelID, posted.ID)
	}
	return refOf(channelID, posted.ID), nil
}

// trying and settled remember since when a delivery may be on Discord.
func (a *Adapter) trying(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.tried[id]; !ok {
		a.tried[id] = a.Clock.Now()
	}
}

func (a *Adapter) settled(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.tried, id)
}

// channelOf gives the channel that a place is; a direct conversation is opened.
func (a *Adapter) channelOf(ctx context.Context, p chat.Place) (string, error) {
	if !p.IsDirect() {
		if !snowflake(p.Channel) {
			return "", failed(adapters.Gone, "no channel %q", p.Channel)
		}
		if ch, ok := a.guilds.channel(p.Channel); ok && ch.Guild != p.Workspace {
			return "", failed(adapters.Gone, "channel %s is not in %s", p.Channel, p.Workspace)
		}
		return p.Channel, nil
	}
	if !snowflake(p.User) {
		return "", failed(adapters.Gone, "no user %q", p.User)
	}
	if id := a.guilds.directWith(p.User); id != "" {
		return id, nil
	}
	var opened channel
	if err := a.rest.do(ctx, request{method: http.MethodPost, route: "users/@me/channels", body: map[string]string{"recipient_id": p.User}}, &opened); err != nil {
		if adapters.ClassOf(err) == adapters.Unknown { // opening it twice is opening it once
			return "", failed(adapters.Temporary, "%w", err)
		}
		return "", err
	}
	a.guilds.pair(p.User, opened.ID)
	return opened.ID, nil
}

// under gives the channel in which to reply to d.Root: the thread of the root,
// made when there is none yet. In a direct conversation m refers to the root.
func (a *Adapter) under(ctx context.Context, d adapters.Delivery, channelID string, m *outgoing) (string, error) {
	rootIn, root, err := parseRef(d.Root)
	if err != nil {
		return "", err
	}
	if d.Place.IsDirect() {
		switch {
		case rootIn != channelID && a.guilds.directOf(rootIn) == d.Place.User:
			return channelID, nil // the conversation has moved; nothing to refer to there
		case rootIn != channelID:
			return "", failed(adapters.Gone, "send %s: its root is not in that conversation", d.ID)
		}
		must := true
		m.Reference = &reference{Message: root, FailIfGone: &must}
		return channelID, nil
	}
	if rootIn != channelID { // the root stands in a thread itself
		return rootIn, a.within(ctx, rootIn, channelID)
	}
	if _, ok := a.guilds.channel(root); ok {
		return root, nil
	}
	var above message
	if err := a.rest.do(ctx, request{method: http.MethodGet, route: "channels/" + channelID + "/messages/{}", args: []string{root}}, &above); err != nil {
		return "", settled(err)
	}
	var made channel
	err = a.rest.do(ctx, request{method: http.MethodPost, route: "channels/" + channelID + "/messages/{}/threads", args: []string{root},
		body: map[string]any{"name": threadName(above.Content), "auto_archive_duration": archiveAfter}}, &made)
	if err != nil && codeOf(err) != codeThreadExists {
		return "", settled(err)
	}
	a.guilds.putThread(channel{ID: root, Guild: d.Place.Workspace, Parent: channelID, Type: discordgo.ChannelTypeGuildPublicThread}, false)
	return root, nil
}

// settled gives an error of a call that can be made again without harm.
func settled(err error) error {
	if adapters.ClassOf(err) == adapters.Unknown {
		return failed(adapters.Temporary, "%w", err)
	}
	return err
}

// threadName is the first line of what stands above, as plain text.
func threadName(content string) string {
	text, _ := splitKey(content)
	for _, line := range strings.Split(chat.Plain(text), "\n") {
		line = strings.TrimSpace(lineStarts.ReplaceAllString(line, ""))
		if line != "" && !strings.HasPrefix(line, "<@") {
			return cut(line, 100)
		}
	}
	return "…"
}

// within checks that a thread belongs to a channel.
func (a *Adapter) within(ctx context.Context, threadID, channelID string) error {
	th, ok := a.guilds.channel(threadID)
	if !ok {
		if err := a.rest.do(ctx, request{method: http.MethodGet, route: "channels/" + threadID}, &th); err != nil {
			return settled(err)
		}
		if isThread(th) {
			a.guilds.putThread(th, false)
		}
	}
	if th.Parent != channelID {
		return failed(adapters.Gone, "message in %s, which is not in %s", threadID, channelID)
	}
	return nil
}

// target gives where the message to change stands.
func (a *Adapter) target(ctx context.Context, d adapters.Delivery) (channelID, messageID string, err error) {
	channelID, messageID, err = parseRef(d.Target)
	if err != nil {
		return "", "", err
	}
	place, err := a.channelOf(ctx, d.Place)
	if err != nil {
		return "", "", err
	}
	if channelID != place {
		if d.Place.IsDirect() {
			if a.guilds.directOf(channelID) == d.Place.User || a.asideOf(channelID, d.Place.User) {
				return channelID, messageID, nil // the conversation has moved since
			}
			return "", "", failed(adapters.Gone, "message %s is not in that conversation", d.Target)
		}
		err = a.within(ctx, channelID, place)
	}
	return channelID, messageID, err
}

func (a *Adapter) edit(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	m, err := render(d.Message, keyOf(d.ID))
	if err != nil {
		return "", failed(adapters.Rejected, "send %s: %w", d.ID, err)
	}
	channelID, messageID, err := a.target(ctx, d)
	if err != nil {
		return "", err
	}
	err = a.unarchiving(ctx, channelID, request{method: http.MethodPatch, route: "channels/" + channelID + "/messages/{}", args: []string{messageID}, body: m, kind: d.Message.Kind}, nil)
	if err != nil {
		return "", err
	}
	return d.Target, nil
}

func (a *Adapter) remove(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	channelID, messageID, err := a.target(ctx, d)
	if err != nil {
		return "", err
	}
	a.mu.Lock()
	a.deleting[messageID] = true
	a.mu.Unlock()
	err = a.unarchiving(ctx, channelID, request{method: http.MethodDelete, route: "channels/" + channelID + "/messages/{}", args: []string{messageID}}, nil)
	if err != nil {
		a.ownDeletion(messageID)
		return "", err
	}
	return d.Target, nil
}

// ownDeletion reports, once, that the bot deleted a message itself.
func (a *Adapter) ownDeletion(messageID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	own := a.deleting[messageID]
	delete(a.deleting, messageID)
	return own
}

// unarchiving makes a request; when a thread has gone to rest it is woken first.
func (a *Adapter) unarchiving(ctx context.Context, channelID string, q request, into any) error {
	err := a.rest.do(ctx, q, into)
	if codeOf(err) != discordgo.ErrCodePerformedOperationOnArchivedThread {
		return err
	}
	if err := a.rest.do(ctx, request{method: http.MethodPatch, route: "channels/" + channelID, body: map[string]bool{"archived": false}}, nil); err != nil {
		return settled(err)
	}
	return a.rest.do(ctx, q, into)
}

// crosspost passes a story on to the channels that follow an announcement
// channel. The story is posted, whatever comes of this.
func (a *Adapter) crosspost(ctx context.Context, channelID, messageID string) {
	if ch, ok := a.guilds.channel(channelID); !ok || ch.Type != discordgo.ChannelTypeGuildNews {
		return
	}
	err := a.rest.do(ctx, request{method: http.MethodPost, route: "channels/" + channelID + "/messages/{}/crosspost", args: []string{messageID}}, nil)
	if err != nil && codeOf(err) != discordgo.ErrCodeMessageAlreadyCrossposted {
		a.Log.Warn("story not passed on to the channels that follow", "channel", channelID, "message", messageID, "error", err)
	}
}
