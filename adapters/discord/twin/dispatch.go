package twin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/play"
)

// host is what the World tells of its people: each event goes to the bot as
// Discord's own.
type host struct{ t *Twin }

var _ adapters.Host = host{}

// Reasons why an event did not get through.
var (
	errNoAnswer = errors.New("the application did not respond")
	errRefused  = errors.New("the bot did not keep it")
	errLost     = errors.New("the session ended and the event with it")
	errNoHome   = errors.New("there is no home view on Discord")
)

// patience is how long the twin waits for a connection and for an answer, in
// real time; what a healthy bot does takes milliseconds.
const patience = 5 * time.Second

func (h host) Home(context.Context, chat.Query) (chat.Message, error) {
	return chat.Message{}, errNoHome
}

func (h host) Suggest(context.Context, chat.Query) ([]chat.Option, error) { return nil, nil }

// Accept hands ev to the bot and gives the answer the bot sent.
func (h host) Accept(ctx context.Context, ev chat.Event) (chat.Ack, error) {
	t := h.t
	switch b := ev.Body.(type) {
	case chat.Said:
		return chat.Ack{}, t.said(ctx, ev, b)
	case chat.Edited:
		return chat.Ack{}, t.changed1(ctx, ev, string(b.Message), "MESSAGE_UPDATE")
	case chat.Deleted:
		return chat.Ack{}, t.changed1(ctx, ev, string(b.Message), "MESSAGE_DELETE")
	case chat.Joined, chat.Left:
		return chat.Ack{}, t.moved(ctx, ev)
	case chat.BotJoined, chat.BotLeft:
		return chat.Ack{}, t.botMoved(ctx, ev)
	case chat.Dismissed:
		return chat.Ack{}, nil // the client does not say so
	case chat.Pressed:
		return t.pressed(ctx, ev, string(b.Message), buttonType, "b|"+b.Button+"|"+b.Arg, nil)
	case chat.Chose:
		return t.pressed(ctx, ev, string(b.Message), stringSelect, "s|"+b.Select+"|"+b.Arg, b.Values)
	case chat.Submitted:
		return t.submitted(ctx, ev, b)
	case chat.Called:
		data, err := t.parse(ctx, b.Name, b.Args, ev.From.Lang, ev.Place.IsDirect())
		if err != nil {
			return chat.Ack{}, err
		}
		return t.interact(ctx, ev, kindCommand, "", data)
	case chat.Shortcut:
		data, err := t.menu(ctx, b.Name)
		if err != nil {
			return chat.Ack{}, err
		}
		p, _ := t.World.Post(string(b.Message))
		id := t.messageID(p)
		data["target_id"] = id
		data["resolved"] = object{"messages": object{id: t.messageObject(t.spot(ev), p, intentContent)}}
		return t.interact(ctx, ev, kindCommand, "", data)
	}
	return chat.Ack{}, fmt.Errorf("no event on Discord for %T", ev.Body)
}

// spot is where an event happened.
func (t *Twin) spot(ev chat.Event) spot {
	t.mu.Lock()
	defer t.mu.Unlock()
	if ev.Place.IsDirect() {
		t.opened[ev.Place.User] = true // a person who writes has opened the conversation
		return spot{who: ev.Place.User}
	}
	s := spot{}
	for _, r := range t.rooms {
		if r.name == ev.Place.Channel {
			s.room = r
		}
	}
	if ev.Thread != "" {
		root, _ := t.World.Post(string(ev.Thread))
		s.thread = t.threads[t.messageID(root)]
	}
	return s
}

// inChannel is the spot of the message itself: a reply beside its root stands
// in no thread.
func (t *Twin) inChannel(s spot, post string) spot {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.beside[post] {
		s.thread = nil
	}
	if th := t.threads[t.asides[post]]; th != nil {
		return spot{room: th.parent, thread: th}
	}
	return s
}

func (t *Twin) said(ctx context.Context, ev chat.Event, b chat.Said) error {
	p, _ := t.World.Post(string(b.Message))
	t.mu.Lock()
	t.attached[p.ID] = b.Files
	t.mu.Unlock()
	if !ev.Place.IsDirect() && ev.Thread != "" {
		root, _ := t.World.Post(string(ev.Thread))
		t.threadOf(t.spot(chat.Event{Place: ev.Place}).room, root, threadName(root.Text))
	}
	s := t.spot(ev)
	return t.tellMessage(ctx, "MESSAGE_CREATE", s, p)
}

// threadName is what the client proposes: the beginning of the message.
func threadName(text string) string {
	name := []rune(strings.Join(strings.Fields(text), " "))
	if len(name) == 0 {
		return "tråd"
	}
	return string(name[:min(len(name), 40)])
}

func (t *Twin) changed1(ctx context.Context, ev chat.Event, id, name string) error {
	p, _ := t.World.Post(id)
	s := t.inChannel(t.spot(ev), id)
	if name == "MESSAGE_DELETE" {
		d := object{"id": t.messageID(p), "channel_id": s.id()}
		return t.deliver(ctx, t.messageID(p), name, s, d)
	}
	return t.tellMessage(ctx, name, s, p)
}

// tellMessage sends a message as the session's intents let the bot see it.
func (t *Twin) tellMessage(ctx context.Context, name string, s spot, p play.Post) error {
	session, err := t.live(ctx)
	if err != nil {
		return err
	}
	d := t.messageObject(s, p, session.intents)
	if s.who == "" {
		if m, ok := t.member(p.Author); ok {
			member := t.memberObject(m)
			delete(member, "user")
			d["member"] = member
		}
	}
	return t.deliver(ctx, t.messageID(p), name, s, d)
}

// moved tells of a person who came into or left a channel: their roles change.
func (t *Twin) moved(ctx context.Context, ev chat.Event) error {
	m, ok := t.member(ev.From.Account.User)
	if !ok {
		return fmt.Errorf("no member %s", ev.From.Account.User)
	}
	d := t.memberObject(m)
	d["guild_id"] = t.guildID
	return t.deliver(ctx, userID(m.Name), "GUILD_MEMBER_UPDATE", spot{room: t.spot(ev).room}, d)
}

func (t *Twin) botMoved(ctx context.Context, ev chat.Event) error {
	s := spot{room: t.spot(ev).room}
	_, left := ev.Body.(chat.BotLeft)
	t.mu.Lock()
	told := t.kicked || !left && !s.room.away // GUILD_DELETE and GUILD_CREATE said it
	s.room.away = left
	name, d := "CHANNEL_UPDATE", t.channelObject(s)
	if s.room.deleted {
		name = "CHANNEL_DELETE"
	}
	t.mu.Unlock()
	if told {
		return nil
	}
	return t.deliver(ctx, "", name, s, d)
}

func (t *Twin) pressed(ctx context.Context, ev chat.Event, post string, kind int, custom string, values []string) (chat.Ack, error) {
	t.mu.Lock()
	data := object{"component_type": kind, "custom_id": t.customID(post, kind, custom, values)}
	t.mu.Unlock()
	if kind == stringSelect {
		if values == nil {
			values = []string{}
		}
		data["values"] = values
	}
	return t.interact(ctx, ev, kindComponent, post, data)
}

// customID is the id of the component pressed, as it was sent: a list in parts
// has one for each. A stale screen may show one that is gone. It is called
// with t.mu held.
func (t *Twin) customID(post string, kind int, custom string, values []string) string {
	raw := object{}
	if event := t.World.Answered(post); event != "" {
		raw = t.notices[event]
	} else if own := t.sent[post]; own != nil {
		raw = own.raw
	}
	for _, c := range componentsOf(raw) {
		if c.Type != kind || c.CustomID != custom && !strings.HasPrefix(c.CustomID, custom+"|") {
			continue
		}
		all := true
		for _, v := range values {
			all = all && slices.ContainsFunc(c.Options, func(o selectOption) bool { return o.Value == v })
		}
		if all {
			return c.CustomID
		}
	}
	return custom
}

func (t *Twin) submitted(ctx context.Context, ev chat.Event, b chat.Submitted) (chat.Ack, error) {
	t.mu.Lock()
	sh := t.sheets[ev.From.Account.User]
	t.mu.Unlock()
	if sh == nil {
		return chat.Ack{}, errors.New("no modal is open")
	}
	return t.interact(ctx, ev, kindModal, sh.source, sh.filled(b.Values))
}

// interact sends an interaction and gives the bot's answer to it.
func (t *Twin) interact(ctx context.Context, ev chat.Event, kind int, source string, data object) (chat.Ack, error) {
	s := t.spot(ev)
	if source != "" {
		s = t.inChannel(s, source)
	}
	in := t.begin(ev, kind, s, source)
	err := t.deliver(ctx, in.id, "INTERACTION_CREATE", s, t.interactionObject(in, data))
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case in.late:
		return chat.Ack{}, fmt.Errorf("interaction %s: %w", in.id, sim.ErrNoAnswer)
	case in.first == nil && err != nil:
		return chat.Ack{}, err
	case in.first == nil:
		return chat.Ack{}, errNoAnswer
	}
	return t.ack(ev, in)
}

// deliver sends a dispatch and waits until the bot has it and is done with it.
// An event that the session's intents leave out, or that happened before the
// session began, is not sent: that is no error.
func (t *Twin) deliver(ctx context.Context, key, name string, s spot, d object) error {
	session, err := t.live(ctx)
	if err != nil {
		return err
	}
	if s.who == "" && name != "INTERACTION_CREATE" && d["guild_id"] == nil {
		d["guild_id"] = t.guildID
	}
	if !session.wants(name, s) || t.missed(session) {
		return nil
	}
	watch := t.watch(key)
	defer t.unwatch(watch)
	seq := session.dispatch(name, d)
	err = t.taken(ctx, session, seq, watch)
	t.mu.Lock()
	if watch.kept > 0 && key != "" {
		t.kept = append(t.kept, key)
	}
	t.mu.Unlock()
	if err != nil {
		session.withdraw(seq)
		if errors.Is(err, errLost) && name != "INTERACTION_CREATE" {
			return nil
		}
		return err
	}
	return nil
}

// wants reports whether the intents let an event through
// (docs: events/gateway#list-of-intents).
func (s *session) wants(name string, at spot) bool {
	need := 0
	switch {
	case strings.HasPrefix(name, "MESSAGE_") && at.who != "":
		need = intentDirectMessages
	case strings.HasPrefix(name, "MESSAGE_"):
		need = intentGuildMessages
	case strings.HasPrefix(name, "GUILD_MEMBER_"):
		need = intentMembers
	case strings.HasPrefix(name, "CHANNEL_"), strings.HasPrefix(name, "GUILD_"), strings.HasPrefix(name, "THREAD_"):
		need = intentGuilds
	}
	return s.intents&need == need
}

// missed reports whether events come from the time before a session that was
// begun anew: Discord does not replay those, the bot has to read them.
func (t *Twin) missed(s *session) bool {
	if !s.fresh {
		return false
	}
	select {
	case <-t.World.Attached():
		return false
	default:
		return true
	}
}

// componentsOf lists what can be pressed in a stored message.
func componentsOf(raw object) (all []component) {
	data, err := json.Marshal(raw["components"])
	var rows []component
	if err != nil || json.Unmarshal(data, &rows) != nil {
		return nil
	}
	for ; len(rows) > 0; rows = rows[1:] {
		all = append(all, rows[0])
		rows = append(rows, rows[0].Components...)
	}
	return all
}

// echo tells the bot of what it did itself, as Discord does.
func (t *Twin) echo(name string, s spot, d object) {
	t.mu.Lock()
	session := t.sessionFor()
	t.mu.Unlock()
	if session == nil || !session.wants(name, s) {
		return
	}
	if s.who == "" {
		d["guild_id"] = t.guildID
	}
	session.dispatch(name, d)
}
