package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"brobygger/adapters"
	"brobygger/chat"
)

// The methods a delivery may need, as the pacer knows them.
const (
	methodPost    = "chat.postMessage"
	methodUpdate  = "chat.update"
	methodDelete  = "chat.delete"
	methodOpen    = "conversations.open"
	methodInfo    = "conversations.info"
	methodHistory = "conversations.history"
	methodReplies = "conversations.replies"
)

// Send carries out one delivery. It never waits for a rate limit and never
// tries twice.
func (a *Adapter) Send(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	if err := ctx.Err(); err != nil {
		return "", &adapters.Error{Class: adapters.Temporary, Err: err}
	}
	channel, err := a.channel(ctx, d)
	if err != nil {
		return "", err
	}
	switch d.Op {
	case adapters.Post:
		return a.post(ctx, channel, d)
	case adapters.Edit:
		ts, err := within(d.Target, channel)
		if err != nil {
			return "", err
		}
		return d.Target, a.edit(ctx, channel, ts, d)
	case adapters.Delete:
		ts, err := within(d.Target, channel)
		if err != nil {
			return "", err
		}
		return d.Target, a.delete(ctx, channel, ts)
	}
	return "", refused(fmt.Errorf("unknown op %q", d.Op))
}

// channel gives the conversation of the delivery's place, opening a direct one
// when it is not known yet.
func (a *Adapter) channel(ctx context.Context, d adapters.Delivery) (string, error) {
	team, _ := a.ids()
	p := d.Place
	if p.Platform != Platform || (team != "" && p.Workspace != team) || (p.Channel == "") == (p.User == "") {
		return "", gone("no place %q in workspace %s", p.String(), team)
	}
	if p.Channel != "" {
		if strings.HasPrefix(d.Message.Kind, "handover.") && !a.o.AllowExternal {
			return p.Channel, a.ownChannel(ctx, p.Channel)
		}
		return p.Channel, nil
	}
	if id, ok := a.dms.Load(p.User); ok {
		return id.(string), nil
	}
	var opened aboutChannel
	if err := a.call(ctx, methodOpen, args{"users": p.User}, &opened); err != nil {
		return "", unposted(err)
	}
	a.dms.Store(p.User, opened.Channel.ID)
	return opened.Channel.ID, nil
}

// ownChannel fails for a channel that another organisation reads along in, and
// for one of which nobody can tell: a delivery may come before Run has learned
// which channels there are, so an unknown one is asked for.
func (a *Adapter) ownChannel(ctx context.Context, id string) error {
	external, known := a.people.external(id)
	if !known {
		var info aboutChannel
		if err := a.call(ctx, methodInfo, args{"channel": id}, &info); err != nil {
			return unposted(err)
		}
		if info.Channel.ID != id {
			return &adapters.Error{Class: adapters.Temporary, Err: fmt.Errorf("%s of %s: the answer is about %q", methodInfo, id, info.Channel.ID)}
		}
		external = info.Channel.external()
	}
	if external {
		return refused(fmt.Errorf("channel %s is shared with another organisation (Slack Connect), and handovers hold names and phone numbers; use a channel of your own, or set slack.allow_external", id))
	}
	return nil
}

// unposted gives the error of a call that is made ahead of a message: made
// again it does no harm, and nothing was posted.
func unposted(err error) error {
	if e, ok := errors.AsType[*adapters.Error](err); ok && e.Class == adapters.Unknown {
		e.Class = adapters.Temporary
	}
	return err
}

func (a *Adapter) post(ctx context.Context, channel string, d adapters.Delivery) (chat.Ref, error) {
	r, err := render(d.Message)
	if err != nil {
		return "", refused(err)
	}
	root := ""
	if d.Root != "" {
		if root, err = within(d.Root, channel); err != nil {
			return "", err
		}
	}
	now := a.o.Clock.Now()
	if wait := a.pace.ask(methodPost, now); wait > 0 {
		return "", paced(methodPost, wait)
	}
	if wait := a.pace.post(channel, now); wait > 0 {
		return "", paced(methodPost, wait)
	}
	in := r.posted(channel)
	in["thread_ts"], in["metadata"] = root, stamp("id", d.ID)
	var posted struct {
		Channel string  `json:"channel"`
		TS      string  `json:"ts"`
		Message message `json:"message"`
	}
	if err := a.call(ctx, methodPost, in, &posted); err != nil {
		return "", err
	}
	// A reply under a message that is gone is posted outside the thread, and
	// only the answer tells: https://github.com/slack-go/slack/issues/1571
	if root != "" && posted.Message.ThreadTS != root {
		if err := a.delete(ctx, posted.Channel, posted.TS); err != nil {
			a.log.Warn("a reply stands outside its thread", "item", d.ID, "message", ref(posted.Channel, posted.TS), "error", err)
		}
		return "", gone("no message %s to reply under", d.Root)
	}
	return ref(posted.Channel, posted.TS), nil
}

func (a *Adapter) edit(ctx context.Context, channel, ts string, d adapters.Delivery) error {
	r, err := render(d.Message)
	if err != nil {
		return refused(err)
	}
	in := r.posted(channel)
	in["ts"], in["metadata"] = ts, stamp("id", d.ID)
	return a.call(ctx, methodUpdate, in, nil)
}

func (a *Adapter) delete(ctx context.Context, channel, ts string) error {
	return a.call(ctx, methodDelete, args{"channel": channel, "ts": ts}, nil)
}

// call calls a method unless Slack has asked to leave it alone for a while,
// and gives its error a class.
func (a *Adapter) call(ctx context.Context, method string, in args, into any) error {
	if wait := a.pace.ask(method, a.o.Clock.Now()); wait > 0 {
		return paced(method, wait)
	}
	err := a.web.call(ctx, method, in, into)
	if err == nil {
		return nil
	}
	e := failed(method, err)
	if e.Class == adapters.Limited {
		a.pace.hold(method, a.o.Clock.Now(), e.After)
	}
	if fatal(err) {
		a.refuse(err)
		e.Class = adapters.Temporary // kept until an operator has put it right
	}
	return e
}

// ref names a message, split reads its name, and within gives its timestamp
// when it stands in channel.
func ref(channel, ts string) chat.Ref {
	if channel == "" || ts == "" {
		return ""
	}
	return chat.Ref(channel + "/" + ts)
}

func split(r chat.Ref) (channel, ts string) {
	channel, ts, _ = strings.Cut(string(r), "/")
	return channel, ts
}

func within(r chat.Ref, channel string) (ts string, err error) {
	in, ts := split(r)
	if in != channel || ts == "" {
		return "", gone("no message %q in %s", r, channel)
	}
	return ts, nil
}

// gone is an *adapters.Error as an error, never a typed nil.
func gone(format string, args ...any) error {
	return &adapters.Error{Class: adapters.Gone, Err: fmt.Errorf(format, args...)}
}
