package discord

import (
	"context"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"brobygger/chat"
)

// answerWithin is how long Discord waits for the first answer, less the way
// there: https://docs.discord.com/developers/interactions/receiving-and-responding
const answerWithin = 2800 * time.Millisecond

// who gives the user of an interaction.
func (it interaction) who() user {
	switch {
	case it.Member != nil && it.Member.User != nil:
		return *it.Member.User
	case it.User != nil:
		return *it.User
	}
	return user{}
}

// onNotice reports whether it was pressed in a message only one person sees.
func (it interaction) onNotice() bool {
	return it.Message != nil && it.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}

// takeInteraction puts an interaction in line. One that has waited longer than
// the person's client does is not carried out: the person has been told so.
func (a *Adapter) takeInteraction(ctx context.Context, it interaction, now time.Time, done func()) {
	u := it.who()
	if u.ID == "" {
		done()
		return
	}
	if it.Member != nil {
		a.guilds.met(it.Guild, *it.Member, now)
		a.guilds.did(u.ID, it.Channel)
	}
	if it.Guild == "" && it.Channel != "" {
		a.guilds.pair(u.ID, it.Channel)
	}
	a.guilds.speaks(u.ID, langOf(it.Locale))
	came := time.Now()
	if it.Type == discordgo.InteractionApplicationCommandAutocomplete {
		a.inbox.put("query/"+u.ID, func() {
			a.suggest(ctx, it, came)
			done()
		})
		return
	}
	a.inbox.put(it.Channel, func() {
		defer done()
		if time.Since(came) < answerWithin {
			a.interact(ctx, it, came)
		}
	})
}

// interact lets the bot accept an interaction and answers it. What is not
// saved gets no answer: the person's own client then says in their language
// that it failed, and keeps a form open with what was filled in.
func (a *Adapter) interact(ctx context.Context, it interaction, came time.Time) {
	place, thread := a.place(ctx, it.Guild, it.Channel, it.who().ID, it.Where)
	body := a.body(it)
	if body == nil {
		a.Log.Warn("interaction of no known form", "type", int(it.Type), "interaction", it.ID)
		return
	}
	ev := chat.Event{
		ID: "i/" + it.ID, Project: a.Project, At: a.Clock.Now(), Place: place, Thread: thread, Body: body,
		From: a.sender(ctx, place.Workspace, it.who()),
	}
	ctx, cancel := context.WithDeadline(ctx, came.Add(answerWithin))
	defer cancel()
	ack, err := a.host.Accept(ctx, ev)
	if err != nil {
		a.Log.Warn("interaction not saved", "event", ev.ID, "error", err)
		return
	}
	a.answer(ctx, it, ack)
}

// body is what an interaction says, nil when it is none of ours.
func (a *Adapter) body(it interaction) chat.Body {
	switch it.Type {
	case discordgo.InteractionMessageComponent:
		return componentBody(it)
	case discordgo.InteractionModalSubmit:
		kind, id, arg := parseID(it.Data.CustomID)
		if kind != "f" {
			return nil
		}
		return chat.Submitted{Form: id, Arg: arg, Values: values(it.Data.Components, map[string][]string{}, 0)}
	case discordgo.InteractionApplicationCommand:
		return a.commandBody(it)
	}
	return nil
}

func componentBody(it interaction) chat.Body {
	if it.Message == nil {
		return nil
	}
	kind, id, arg := parseID(it.Data.CustomID)
	ref := refOf(it.Channel, it.Message.ID)
	switch kind {
	case "b":
		return chat.Pressed{Message: ref, Button: id, Arg: arg, Notice: it.onNotice()}
	case "s":
		return chat.Chose{Message: ref, Select: id, Arg: arg, Values: it.Data.Values, Notice: it.onNotice()}
	}
	return nil
}

// parseID reads the id of a button, list or form: "KIND|ID|ARG", with "|n" at
// the end for the n-th part of a list.
func parseID(custom string) (kind, id, arg string) {
	parts := strings.Split(custom, "|")
	if len(parts) < 3 || parts[1] == "" {
		return "", "", ""
	}
	return parts[0], parts[1], parts[2]
}

// values collects what was filled in; an input left empty has none.
func values(all []submitted, into map[string][]string, depth int) map[string][]string {
	for _, c := range all {
		switch {
		case depth > 3: // forms of ours are not that deep
		case c.Component != nil:
			values([]submitted{*c.Component}, into, depth+1)
		case len(c.Components) > 0:
			values(c.Components, into, depth+1)
		case c.CustomID == "":
		case len(c.Values) > 0:
			into[c.CustomID] = c.Values
		case strings.TrimSpace(c.Value) != "":
			into[c.CustomID] = []string{c.Value}
		}
	}
	return into
}

// commandBody is what a slash command or a command in a message's menu says.
func (a *Adapter) commandBody(it interaction) chat.Body {
	if it.Data.Command == discordgo.MessageApplicationCommand {
		m, ok := it.Data.Resolved.Messages[it.Data.Target]
		if !ok {
			return nil
		}
		text, _ := a.spoken(m)
		if m.Author != nil && m.Author.ID == a.guilds.bot() {
			text, _ = splitKey(m.Content)
			text = chat.Plain(text)
		}
		return chat.Shortcut{Name: it.Data.Name, Message: refOf(it.Channel, it.Data.Target), Text: text}
	}
	path, options := it.Data.Name, it.Data.Options
	for len(options) > 0 && (options[0].Type == discordgo.ApplicationCommandOptionSubCommand || options[0].Type == discordgo.ApplicationCommandOptionSubCommandGroup) {
		path += " " + options[0].Name
		options = options[0].Options
	}
	var typed []string
	for _, o := range options {
		if s, ok := o.Value.(string); ok {
			typed = append(typed, s)
		}
	}
	text := strings.TrimSpace(strings.Join(typed, " "))
	w, ok := a.words[path]
	if !ok {
		return chat.Called{Name: it.Data.Name, Args: text}
	}
	return chat.Called{Name: it.Data.Name, Args: strings.TrimSpace(w.in(langOf(it.Locale)) + " " + text)}
}

// langOf is the language of a client, "" for one the bot does not speak.
func langOf(locale string) chat.Lang {
	switch lang, _, _ := strings.Cut(locale, "-"); lang {
	case "da":
		return chat.DA
	case "en":
		return chat.EN
	}
	return ""
}
