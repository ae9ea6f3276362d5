package discord

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"brobygger/adapters"
)

// Who has closed direct messages is written to in a private thread of the
// channel they were last met in, which then stands for the direct
// conversation: nobody else is in it but those who manage threads there. When
// they write to the bot directly, the direct conversation is back.

const asidesKey = "asides"

// beside posts d in the private thread of its reader. Where there can be none
// it gives back the error that closed the direct conversation.
func (a *Adapter) beside(ctx context.Context, d adapters.Delivery, direct string, closed error, posted *message) (string, error) {
	m := d.Message
	m.Mentions = append(m.Mentions, a.account(d.Place.Workspace, d.Place.User)) // being named brings them into the thread
	out, err := render(m, keyOf(d.ID))
	if err != nil {
		return direct, closed
	}
	out.Nonce, out.EnforceNonce = nonceOf(d.ID), true
	send := func(thread string) error {
		a.guilds.pair(d.Place.User, thread)
		err := a.unarchiving(ctx, thread, request{method: http.MethodPost, route: "channels/" + thread + "/messages", body: out, kind: d.Message.Kind}, posted)
		if adapters.ClassOf(err) == adapters.Gone {
			a.forgetAside(d.Place.User, direct)
		}
		return err
	}
	a.mu.Lock()
	thread := a.asides[d.Place.User]
	a.mu.Unlock()
	if thread != "" {
		if err := send(thread); adapters.ClassOf(err) != adapters.Gone {
			return thread, err
		}
	}
	if thread = a.aside(ctx, d, out.Content); thread == "" {
		return direct, closed
	}
	if err = send(thread); adapters.ClassOf(err) == adapters.Gone {
		return direct, closed
	}
	return thread, err
}

// aside makes a private thread for the reader of d, "" where it cannot.
func (a *Adapter) aside(ctx context.Context, d adapters.Delivery, content string) string {
	in := a.guilds.metIn(d.Place.Workspace, d.Place.User)
	const need = discordgo.PermissionCreatePrivateThreads | discordgo.PermissionSendMessagesInThreads
	if may, ok := a.guilds.botMay(in); !ok || may&need != need {
		return ""
	}
	var made channel
	err := a.rest.do(ctx, request{method: http.MethodPost, route: "channels/" + in + "/threads", body: map[string]any{
		"name": threadName(content), "type": discordgo.ChannelTypeGuildPrivateThread, "invitable": false, "auto_archive_duration": archiveAfter,
	}}, &made)
	if err != nil || made.ID == "" {
		a.Log.Warn("no private thread for who has closed direct messages", "channel", in, "user", d.Place.User, "error", err)
		return ""
	}
	made.Guild, made.Parent, made.Type = d.Place.Workspace, in, discordgo.ChannelTypeGuildPrivateThread
	a.guilds.putThread(made, false)
	a.mu.Lock()
	a.asides[d.Place.User] = made.ID
	b, err := json.Marshal(a.asides)
	a.mu.Unlock()
	if err == nil {
		err = a.State.Put(ctx, asidesKey, b)
	}
	if err != nil {
		a.Log.Warn("private thread not noted", "thread", made.ID, "error", err)
	}
	return made.ID
}

// forgetAside lets go of a private thread that is gone; direct is the channel
// of the direct conversation, "" for one to be opened.
func (a *Adapter) forgetAside(userID, direct string) {
	a.mu.Lock()
	delete(a.asides, userID)
	a.mu.Unlock()
	a.guilds.pair(userID, direct)
}

// asideOf reports whether a channel is the private thread of a user.
func (a *Adapter) asideOf(channelID, userID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return userID != "" && a.asides[userID] == channelID
}
