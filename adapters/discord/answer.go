package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"brobygger/adapters"
	"brobygger/chat"
)

// reply is one call that belongs to an answer.
type reply struct {
	response *response // the first answer, else a call of its own
	request  request
}

// answer delivers the Ack to an interaction: the first answer says most of it,
// further calls the rest. The outcome of a form or press is saved by now; what
// cannot be shown is logged, and shows again when the person does it again.
func (a *Adapter) answer(ctx context.Context, it interaction, ack chat.Ack) {
	calls, err := a.replies(it, ack)
	if err != nil {
		a.Log.Error("answer cannot be shown", "interaction", it.ID, "error", err)
	}
	for i, c := range calls {
		q := c.request
		if c.response != nil {
			// https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response
			q.method, q.route, q.args, q.body = http.MethodPost, "interactions/{}/{}/callback", []string{it.ID, it.Token}, c.response
		}
		q.free = true
		if i > 0 { // after the first answer there are fifteen minutes
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
		}
		err := a.rest.do(ctx, q, nil)
		switch {
		case err == nil:
		case c.response != nil && codeOf(err) == discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged:
			return // it came again: the first time it was answered
		default:
			a.Log.Warn("answer not delivered", "interaction", it.ID, "error", err)
			return
		}
	}
}

// replies are the calls that show an Ack, in order.
func (a *Adapter) replies(it interaction, ack chat.Ack) (calls []reply, err error) {
	if len(ack.Errors) > 0 && ack.Notice == nil {
		ack.Notice = corrections(ack.Errors)
	}
	if ack.Form != nil && it.Type == discordgo.InteractionModalSubmit {
		return a.silence(it), errors.New("a form cannot answer a form on this platform")
	}
	pressed := it.Message != nil
	var notice, replace *outgoing
	if ack.Notice != nil {
		if notice, err = render(*ack.Notice, ""); err != nil {
			return a.silence(it), err
		}
		notice.Flags |= discordgo.MessageFlagsEphemeral
	}
	if ack.Replace != nil && pressed {
		_, key := splitKey(it.Message.Content)
		if replace, err = render(*ack.Replace, key); err != nil {
			return a.silence(it), err
		}
	}
	first := func(kind discordgo.InteractionResponseType, data any, name string) {
		calls = append(calls, reply{&response{kind, data}, request{kind: name}})
	}
	switch {
	case ack.Form != nil:
		form, err := modalOf(*ack.Form)
		if err != nil {
			return a.silence(it), err
		}
		first(discordgo.InteractionResponseModal, form, "form."+ack.Form.ID)
		if replace != nil {
			calls = append(calls, a.editPressed(it, replace, ack.Replace.Kind))
		}
	case replace != nil:
		first(discordgo.InteractionResponseUpdateMessage, replace, ack.Replace.Kind)
	case notice != nil:
		first(discordgo.InteractionResponseChannelMessageWithSource, notice, ack.Notice.Kind)
		return calls, nil
	default:
		return a.silence(it), nil
	}
	if notice != nil {
		calls = append(calls, reply{request: request{method: http.MethodPost, route: "webhooks/" + a.AppID + "/{}", args: []string{it.Token}, body: notice, kind: ack.Notice.Kind}})
	}
	return calls, nil
}

// silence answers without showing anything. A command must be answered with a
// message, which is taken away again.
func (a *Adapter) silence(it interaction) []reply {
	if it.Message != nil {
		return []reply{{response: &response{Type: discordgo.InteractionResponseDeferredMessageUpdate}}}
	}
	return []reply{
		{response: &response{discordgo.InteractionResponseDeferredChannelMessageWithSource, map[string]any{"flags": discordgo.MessageFlagsEphemeral}}},
		{request: request{method: http.MethodDelete, route: "webhooks/" + a.AppID + "/{}/messages/@original", args: []string{it.Token}}},
	}
}

// editPressed changes the message that was pressed when the answer is already
// something else. A notice can then be changed by the interaction's token only.
func (a *Adapter) editPressed(it interaction, m *outgoing, kind string) reply {
	q := request{method: http.MethodPatch, route: "channels/" + it.Channel + "/messages/{}", args: []string{it.Message.ID}, body: m, kind: kind}
	if it.onNotice() {
		q.route, q.args = "webhooks/"+a.AppID+"/{}/messages/{}", []string{it.Token, it.Message.ID}
	}
	return reply{request: q}
}

// corrections says in a message what a form cannot show on itself.
func corrections(wrong map[string]string) *chat.Message {
	var lines []string
	for _, text := range wrong {
		if line := chat.Escape(text); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return &chat.Message{Kind: "form.errors", Text: strings.Join(lines, "\n\n")}
}

// suggest answers what is typed in a command with what could follow.
func (a *Adapter) suggest(ctx context.Context, it interaction, came time.Time) {
	ctx, cancel := context.WithDeadline(ctx, came.Add(answerWithin))
	defer cancel()
	place, _ := a.place(ctx, it.Guild, it.Channel, it.who().ID, it.Where)
	q := chat.Query{Project: a.Project, From: a.sender(ctx, place.Workspace, it.who()), Place: place, Name: it.Data.Name}
	for options := it.Data.Options; len(options) > 0; options = options[0].Options {
		if typed, ok := options[0].Value.(string); ok && options[0].Focused {
			q.Text = typed
			break
		}
		q.Arg = options[0].Name
	}
	options, err := a.host.Suggest(ctx, q)
	if err != nil {
		a.Log.Warn("no suggestions", "interaction", it.ID, "error", err)
		return
	}
	choices := []listChoice{}
	for _, o := range options[:min(len(options), Limits().Options)] {
		name := o.Label
		if o.Hint != "" {
			name += ": " + o.Hint
		}
		choices = append(choices, listChoice{Name: cut(name, Limits().OptionLabel), Value: cut(o.ID, Limits().OptionLabel)})
	}
	err = a.rest.do(ctx, request{method: http.MethodPost, route: "interactions/{}/{}/callback", args: []string{it.ID, it.Token}, free: true,
		body: response{discordgo.InteractionApplicationCommandAutocompleteResult, map[string]any{"choices": choices}}}, nil)
	if err != nil && adapters.ClassOf(err) != adapters.Gone {
		a.Log.Warn("suggestions not delivered", "interaction", it.ID, "error", err)
	}
}

type listChoice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
