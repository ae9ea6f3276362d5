package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"brobygger/adapters"
	"brobygger/chat"
)

// reply is the answer to one payload: what goes back with the acknowledgement,
// and the calls that belong to it, to be made after.
type reply struct {
	body  []byte // JSON, nil for none
	after func(context.Context)
}

var errNotServing = errors.New("the bot is not running")

// answered is how long the calls after an acknowledgement may take.
const answered = 10 * time.Second

func (a *Adapter) decoder() decoder {
	team, self := a.ids()
	return decoder{project: a.o.Project, team: team, self: self, name: a.people.name}
}

// take lets the bot decide on what came in. After an error nothing is saved,
// and the payload must not be acknowledged.
func (a *Adapter) take(ctx context.Context, in incoming) (reply, error) {
	a.mu.Lock()
	host := a.host
	a.mu.Unlock()
	if host == nil {
		return reply{}, errNotServing
	}
	if in.profile != nil {
		a.people.learned(in.profile.ID, a.profile(in.profile))
	}
	if in.direct {
		a.dms.Store(in.user, in.channel)
	}
	if in.home {
		a.homes.add(in.user, "")
		return reply{after: func(ctx context.Context) { a.publishHome(ctx, host, in) }}, nil
	}
	if in.Body == nil || !a.news(ctx, in) {
		return reply{}, nil
	}
	if by, ok := a.heard.get(in.ID); ok && by != in.pair {
		return reply{}, nil // an app subscribed to both gets a mention as message and as app_mention
	}
	ev := in.Event
	if ev.At = a.o.Clock.Now(); !ev.From.Bot {
		a.meet(ctx, in)
		ev.From = a.people.sender(ev.From.Account)
		a.freshen()
	}
	ack, err := host.Accept(ctx, ev)
	if err != nil {
		return reply{}, err
	}
	if in.pair != "" {
		a.heard.add(in.ID, in.pair)
	}
	if _, ok := in.Body.(chat.BotLeft); ok {
		a.people.gone(in.channel)
	}
	r := a.answer(in, ack)
	if _, open := a.homes.get(in.user); open && !moved(in.Body) {
		before := r.after
		r.after = func(ctx context.Context) {
			if before != nil {
				before(ctx)
			}
			a.publishHome(ctx, host, in)
		}
	}
	return r, nil
}

// news keeps up what is known of the channels. It reports false when the event
// tells nothing new: that the bot has left may come in several events.
func (a *Adapter) news(ctx context.Context, in incoming) bool {
	switch in.Body.(type) {
	case chat.Joined:
		a.people.joined(in.channel, in.user)
	case chat.Left:
		a.people.left(in.channel, in.user)
	case chat.BotJoined:
		ctx, cancel := context.WithTimeout(ctx, 2*lookup)
		defer cancel()
		a.loadChannel(ctx, in.channel)
	case chat.BotLeft:
		return a.people.in(in.channel)
	}
	return true
}

// answer makes the reply of an Ack. Notices that are not part of an answer to
// a command are shown at most once: Slack keeps no ephemeral message.
func (a *Adapter) answer(in incoming, ack chat.Ack) (r reply) {
	var calls []func(context.Context) error
	later := func(fn func(context.Context) error) { calls = append(calls, fn) }
	respond := func(v any, err error) {
		if err == nil {
			r.body, err = json.Marshal(v)
		}
		if err != nil {
			a.log.Error("an answer cannot be shown", "event", in.ID, "error", err)
		}
	}
	from := origin{Place: in.Place, Thread: in.Thread, Message: in.message}
	if in.notice {
		from.ResponseURL = in.responseURL
	}
	switch {
	case len(ack.Errors) > 0 && in.modal:
		respond(slack.NewErrorsViewSubmissionResponse(ack.Errors), nil)
	case ack.Form != nil && in.modal:
		v, err := modal(*ack.Form, from)
		respond(slack.NewUpdateViewSubmissionResponse(&v), err)
	case ack.Form != nil:
		later(func(ctx context.Context) error { return a.open(ctx, in, *ack.Form, from) })
	}
	if ack.Replace != nil {
		later(func(ctx context.Context) error { return a.replace(ctx, in, *ack.Replace) })
	}
	if ack.Notice != nil {
		parts := chat.Fit(*ack.Notice, Limits())
		if in.slash {
			respond(noticed(parts[0]))
			parts = parts[1:]
		}
		for _, m := range parts {
			later(func(ctx context.Context) error { return a.notify(ctx, in, m) })
		}
	}
	if len(calls) > 0 {
		r.after = func(ctx context.Context) { a.show(ctx, in.ID, calls) }
	}
	return r
}

// show makes the calls that belong to the answer to an event, once: Slack
// repeats an event whose acknowledgement it has lost, and shows no message but
// ours. What Slack has refused may be tried again then.
func (a *Adapter) show(ctx context.Context, event string, calls []func(context.Context) error) {
	if !a.shown.add(event, "") {
		return
	}
	refused := true
	for _, call := range calls {
		err := call(ctx)
		if err != nil {
			a.log.Warn("part of an answer is not shown", "event", event, "error", err)
		}
		refused = refused && err != nil && adapters.ClassOf(err) != adapters.Unknown
	}
	if refused {
		a.shown.forget(event)
	}
}

// unsaved is the honest answer to an interaction that is not saved, as far as
// there are words for it and Slack has a place for them: to a command in the
// answer, to a press beside the message, to a modal on its first field. Events
// have none: Slack repeats them.
func (a *Adapter) unsaved(in incoming) (r reply) {
	words := a.o.NotSaved[a.people.sender(in.From.Account).Lang]
	if words == "" {
		words = a.o.NotSaved[chat.DA]
	}
	if words == "" {
		return r
	}
	var err error
	switch in.Body.(type) {
	case chat.Called:
		r.body, err = json.Marshal(response{Type: slack.ResponseTypeEphemeral, Text: escape(words)})
	case chat.Submitted:
		if in.firstInput != "" {
			r.body, err = json.Marshal(slack.NewErrorsViewSubmissionResponse(map[string]string{in.firstInput: words}))
		}
	case chat.Pressed, chat.Chose, chat.Shortcut:
		if in.responseURL != "" {
			r.after = func(ctx context.Context) {
				if err := a.respond(ctx, in.responseURL, rendered{text: escape(words)}, false, true); err != nil {
					a.log.Warn("cannot say that it is not saved", "event", in.ID, "error", err)
				}
			}
		}
	}
	if err != nil {
		a.log.Error("cannot say that it is not saved", "event", in.ID, "error", err)
	}
	return r
}

// open opens a modal; the trigger is good for three seconds.
func (a *Adapter) open(ctx context.Context, in incoming, f chat.Form, from origin) error {
	if in.trigger == "" {
		return fmt.Errorf("form %s: nothing was pressed that could open it", f.ID)
	}
	v, err := modal(f, from)
	if err != nil {
		return err
	}
	return a.call(ctx, "views.open", args{"trigger_id": in.trigger, "view": v}, nil)
}

// replace changes what was pressed: a notice by the response_url, which is the
// only way, a lasting message like any edit, and by the response_url when that
// fails.
func (a *Adapter) replace(ctx context.Context, in incoming, m chat.Message) error {
	r, err := render(m)
	if err != nil {
		return err
	}
	if !in.notice && in.message != "" {
		channel, ts := split(in.message)
		change := r.posted(channel)
		change["ts"] = ts
		err := a.call(ctx, methodUpdate, change, nil)
		if err == nil || in.responseURL == "" {
			return err
		}
	}
	return a.respond(ctx, in.responseURL, r, true, in.notice)
}

// notify shows a message to the person alone: beside what they did, or in their
// own conversation with the bot as a message like any other.
func (a *Adapter) notify(ctx context.Context, in incoming, m chat.Message) error {
	r, err := render(m)
	if err != nil {
		return err
	}
	if in.Place.IsDirect() {
		channel, err := a.channel(ctx, adapters.Delivery{Place: in.Place, Message: m})
		if err != nil {
			return err
		}
		a.pace.post(channel, a.o.Clock.Now()) // it counts, and does not wait
		direct := r.posted(channel)
		direct["metadata"] = stamp("notice", in.ID)
		return a.call(ctx, methodPost, direct, nil)
	}
	_, root := split(in.Thread)
	aside := r.posted(in.channel)
	aside["user"], aside["thread_ts"] = in.user, root
	err = a.call(ctx, "chat.postEphemeral", aside, nil)
	if err != nil && in.responseURL != "" && adapters.ClassOf(err) != adapters.Unknown {
		return a.respond(ctx, in.responseURL, r, false, true) // where the bot is no member, too
	}
	return err
}

// response is a message in the answer to a command or to a response_url.
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
type response struct {
	Type    string        `json:"response_type,omitempty"`
	Text    string        `json:"text,omitempty"`
	Blocks  []slack.Block `json:"blocks,omitempty"`
	Replace bool          `json:"replace_original"`
}

// respond uses a response_url: five times within thirty minutes at most.
func (a *Adapter) respond(ctx context.Context, url string, r rendered, replace, private bool) error {
	if url == "" {
		return errors.New("no way to change what was pressed")
	}
	m := response{Text: r.text, Blocks: r.blocks, Replace: replace}
	if private {
		m.Type = slack.ResponseTypeEphemeral
	}
	if err := a.web.respond(ctx, url, m); err != nil {
		return fmt.Errorf("response_url: %w", err)
	}
	return nil
}

// noticed is the answer to a command that only the person sees.
func noticed(m chat.Message) (any, error) {
	r, err := render(m)
	return response{Type: slack.ResponseTypeEphemeral, Text: r.text, Blocks: r.blocks}, err
}

// publishHome shows a person their own view.
func (a *Adapter) publishHome(ctx context.Context, host adapters.Host, in incoming) {
	a.meet(ctx, in)
	m, err := host.Home(ctx, chat.Query{Project: a.o.Project, From: a.people.sender(in.From.Account), Place: in.From.Account.Direct(), Name: "home"})
	if err == nil {
		view := slack.HomeTabViewRequest{Type: slack.VTHomeTab}
		for i, part := range chat.Fit(m, Limits()) {
			suffix := ""
			if i > 0 {
				suffix = fmt.Sprint("/", i)
			}
			view.Blocks.BlockSet = append(view.Blocks.BlockSet, blocksOf(part, suffix)...)
		}
		err = a.call(ctx, "views.publish", args{"user_id": in.user, "view": view}, nil)
	}
	if err != nil {
		a.log.Warn("home view not shown", "event", in.ID, "error", err)
	}
}

// background does something beside what comes in; Wait waits for it.
func (a *Adapter) background(within time.Duration, fn func(context.Context)) {
	a.work.begin()
	go func() {
		defer a.work.end()
		ctx, cancel := context.WithTimeout(context.Background(), within)
		defer cancel()
		fn(ctx)
	}()
}
