package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"brobygger/chat"
	"brobygger/play"
)

// Do carries out what who does and returns when the bot has answered and the
// answer shows. An act the platform would not allow is an error and changes
// nothing. Texts, edits, deletions, joins and leaves stand even when no bot
// answers: it is offered them later. Interactions are then refused: the error
// is a NotSaved, or ErrNoAnswer.
func (w *World) Do(ctx context.Context, who string, act play.Act) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", who, err)
	}
	if _, ok := act.(play.Home); ok {
		return w.openHome(ctx, who)
	}
	w.mu.Lock()
	s, err := w.perform(who, act)
	w.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w", who, err)
	}
	if s == nil {
		return nil
	}
	return w.hand(ctx, s)
}

// perform does what the platform itself does with an act, and gives the event
// the bot shall have, or nil. It is called with w.mu held.
func (w *World) perform(who string, act play.Act) (*sent, error) {
	m := w.members[who]
	if m == nil {
		return nil, errors.New("nobody of that name is here")
	}
	switch a := act.(type) {
	case play.Say:
		return w.say(m, a)
	case play.Command:
		return w.command(m, a)
	case play.Press:
		return w.press(m, a)
	case play.Choose:
		return w.choose(m, a)
	case play.Submit:
		return w.submit(m, a)
	case play.Dismiss:
		return w.dismiss(m)
	case play.Edit:
		return w.edit(m, a)
	case play.Delete:
		return w.takeAway(m, a)
	case play.Shortcut:
		return w.shortcut(m, a)
	case play.Join:
		room := w.rooms[a.Channel]
		if room == nil || m.in(a.Channel) {
			return nil, fmt.Errorf("no channel %q to join", a.Channel)
		}
		m.Channels = append(m.Channels, a.Channel)
		m.ever = append(m.ever, a.Channel)
		w.touch()
		return w.heard(room, m, a.Channel, chat.Joined{}), nil
	case play.Leave:
		if !m.in(a.Channel) {
			return nil, fmt.Errorf("no channel %q to leave", a.Channel)
		}
		m.Channels = slices.DeleteFunc(m.Channels, func(c string) bool { return c == a.Channel })
		w.touch()
		return w.heard(w.rooms[a.Channel], m, a.Channel, chat.Left{}), nil
	}
	return nil, fmt.Errorf("no act %T on this platform", act)
}

// heard is an event in a channel, for a bot that is there.
func (w *World) heard(r *room, m *member, channel string, body chat.Body) *sent {
	if !r.bot {
		return nil
	}
	return w.event(m.Name, w.Channel(channel), "", body)
}

// here is the place of an act: a channel m is in, or the conversation with the bot.
func (w *World) here(m *member, channel string) (place chat.Place, bot bool, err error) {
	if channel == "" {
		return w.Account(m.Name).Direct(), true, nil
	}
	if w.rooms[channel] == nil || !m.in(channel) {
		return place, false, fmt.Errorf("not in a channel %q", channel)
	}
	return w.Channel(channel), w.rooms[channel].bot, nil
}

// visible is the post id as m sees it now.
func (w *World) visible(m *member, id string) (*post, error) {
	if p := w.byID[id]; p != nil && w.sees(m, p) && !p.Deleted {
		return p, nil
	}
	return nil, fmt.Errorf("sees no message %q", id)
}

func (w *World) say(m *member, a play.Say) (*sent, error) {
	place, bot, err := w.here(m, a.Channel)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(a.Text) == "" && len(a.Files) == 0 {
		return nil, errors.New("an empty message")
	}
	var root string
	if a.Root != "" {
		under, err := w.visible(m, a.Root)
		switch {
		case err != nil:
			return nil, err
		case !w.limits.Threads:
			return nil, errors.New("no threads here")
		case under.notice || under.Channel != a.Channel:
			return nil, fmt.Errorf("no thread under %q there", a.Root)
		}
		if root = under.Root; root == "" {
			root = under.ID
		}
	}
	p := &post{Post: play.Post{Channel: a.Channel, Root: root, Author: m.Name}}
	if a.Channel == "" {
		p.owner = m.Name
	}
	w.put(p, chat.Message{})
	w.write(p, a.Text, a.Files)
	if !bot {
		return nil, nil
	}
	text, mention := unmention(a.Text)
	return w.event(m.Name, place, chat.Ref(root), chat.Said{
		Text: text, Message: chat.Ref(p.ID), Mention: mention || place.IsDirect(), Files: slices.Clone(a.Files),
	}), nil
}

// write puts a person's own words in a post, shown as they were typed.
func (w *World) write(p *post, text string, files []chat.File) {
	for _, f := range files {
		text = strings.TrimPrefix(text+"\n"+f.Name, "\n")
	}
	p.Message, p.Text = chat.Message{Text: chat.Escape(text)}, text
	w.touch()
}

// unmention takes "@bot" out of a text and reports whether it was there.
func unmention(s string) (string, bool) {
	const name = "@" + play.Bot
	var out strings.Builder
	found := false
	for rest := s; ; {
		before, after, ok := strings.Cut(rest, name)
		out.WriteString(before)
		if !ok {
			break
		}
		if after != "" && strings.ContainsAny(after[:1], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") {
			out.WriteString(name) // part of a longer name
			rest = after
			continue
		}
		found = true
		rest = strings.TrimLeft(strings.TrimLeft(after, ":,"), " ")
	}
	if !found {
		return s, false
	}
	return strings.TrimSpace(out.String()), true
}

func (w *World) command(m *member, a play.Command) (*sent, error) {
	place, _, err := w.here(m, a.Channel)
	if err != nil {
		return nil, err
	}
	typed, ok := strings.CutPrefix(strings.TrimSpace(a.Text), "/")
	name, args, _ := strings.Cut(typed, " ")
	if !ok || name == "" {
		return nil, fmt.Errorf("%q is not a command: it begins with /", a.Text)
	}
	return w.event(m.Name, place, "", chat.Called{Name: name, Args: strings.TrimSpace(args)}), nil
}

func (w *World) edit(m *member, a play.Edit) (*sent, error) {
	p, err := w.visible(m, a.Post)
	if err != nil {
		return nil, err
	}
	if p.Author != m.Name {
		return nil, fmt.Errorf("message %s is not their own", a.Post)
	}
	w.write(p, a.Text, nil)
	p.Edited = true
	text, _ := unmention(a.Text)
	return w.changedPost(m, p, chat.Edited{Message: chat.Ref(p.ID), Text: text}), nil
}

// takeAway deletes a post of one's own or of the bot: there are no moderators
// here, everybody who sees a post of the bot may. A notice is only put out of
// sight, and the bot does not hear of it.
func (w *World) takeAway(m *member, a play.Delete) (*sent, error) {
	p, err := w.visible(m, a.Post)
	if err != nil {
		return nil, err
	}
	if p.Author != m.Name && p.Author != play.Bot {
		return nil, fmt.Errorf("message %s is not theirs to delete", a.Post)
	}
	w.remove(p)
	if p.notice {
		return nil, nil
	}
	return w.changedPost(m, p, chat.Deleted{Message: chat.Ref(p.ID)}), nil
}

func (w *World) changedPost(m *member, p *post, body chat.Body) *sent {
	if p.Channel != "" && !w.rooms[p.Channel].bot {
		return nil
	}
	return w.event(m.Name, w.place(p), chat.Ref(p.Root), body)
}

func (w *World) shortcut(m *member, a play.Shortcut) (*sent, error) {
	p, err := w.visible(m, a.Post)
	if err != nil {
		return nil, err
	}
	if p.notice || a.Name == "" {
		return nil, fmt.Errorf("no menu with %q on message %s", a.Name, a.Post)
	}
	return w.event(m.Name, w.place(p), chat.Ref(p.Root), chat.Shortcut{Name: a.Name, Message: chat.Ref(p.ID), Text: p.Text}), nil
}
