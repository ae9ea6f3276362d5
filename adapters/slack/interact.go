package slack

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"brobygger/chat"
)

// interaction reads a press, a choice, a modal or a shortcut. Types that the
// bot has no use for have no Body.
func (d decoder) interaction(raw []byte) (incoming, error) {
	var p interaction
	if err := json.Unmarshal(raw, &p); err != nil {
		return incoming{}, malformed("interaction", err)
	}
	if p.User.ID == "" {
		return incoming{}, malformed("interaction", errors.New("no user"))
	}
	in := d.base(identity(p.TriggerID, raw), p.User.ID, p.Channel.ID)
	in.trigger, in.responseURL = p.TriggerID, p.ResponseURL
	switch p.Type {
	case "block_actions":
		return d.pressed(in, p)
	case "view_submission", "view_closed":
		return d.sheet(in, p)
	case "message_action", "message_shortcut":
		if p.Message == nil || p.Message.TS == "" || in.channel == "" {
			return in, malformed(p.Type, errors.New("no message"))
		}
		text, _ := said(p.Message.Text, d.self, d.name)
		in.Thread = thread(in.channel, p.Message.TS, p.Message.ThreadTS)
		in.Body = chat.Shortcut{Name: p.CallbackID, Message: ref(in.channel, p.Message.TS), Text: text}
	}
	return in, nil
}

// pressed reads a press or choice in a message, a notice or the Home tab.
func (d decoder) pressed(in incoming, p interaction) (incoming, error) {
	if p.View != nil && p.View.Type == "modal" {
		return in, nil // an input of a form; it counts when the form is sent
	}
	if in.channel == "" {
		in.channel = p.Container.ChannelID
		in.Place = d.place(in.user, in.channel)
	}
	ts, threadTS := p.Container.MessageTS, p.Container.ThreadTS
	if p.Message != nil {
		ts, threadTS = p.Message.TS, p.Message.ThreadTS
	}
	in.message, in.notice = ref(in.channel, ts), p.Container.IsEphemeral
	in.Thread = thread(in.channel, ts, threadTS)
	for _, a := range p.Actions {
		id, arg, ok := strings.Cut(a.ActionID, "|")
		arg, part, _ := strings.Cut(arg, "|")
		if !ok || id == "" {
			return in, malformed("block_actions", errors.New("not one of our action ids"))
		}
		if part == linkPart {
			continue
		}
		switch a.Type {
		case "button":
			in.Body = chat.Pressed{Message: in.message, Button: id, Arg: arg, Notice: in.notice}
		case "static_select", "multi_static_select":
			in.Body = chat.Chose{Message: in.message, Select: id, Arg: arg, Values: values(a.Selected, a.Several), Notice: in.notice}
		}
		break // Slack reports one action at a time
	}
	return in, nil
}

func values(one *chosen, several []chosen) (all []string) {
	if one != nil {
		return []string{one.Value}
	}
	for _, c := range several {
		all = append(all, c.Value)
	}
	return all
}

// sheet reads a modal that was sent or closed.
func (d decoder) sheet(in incoming, p interaction) (incoming, error) {
	v := p.View
	if v == nil || v.CallbackID == "" {
		return in, malformed(p.Type, errors.New("no view"))
	}
	if err := json.Unmarshal([]byte(v.PrivateMetadata), &in.where); err != nil {
		return in, malformed("private metadata", err)
	}
	if in.Place = in.where.Place; in.Place.Platform != Platform || in.Place.Workspace != d.team {
		in.Place = d.account(in.user).Direct()
	}
	in.channel = in.Place.Channel
	in.Thread, in.message = in.where.Thread, in.where.Message
	if in.where.ResponseURL != "" {
		in.notice, in.responseURL = true, in.where.ResponseURL
	}
	if p.Type == "view_closed" {
		if in.trigger == "" && v.ID != "" && len(v.ID) <= 100 {
			in.ID = "closed/" + v.ID
		}
		in.Body = chat.Dismissed{Form: v.CallbackID, Arg: in.where.Arg}
		return in, nil
	}
	for _, b := range slices.Backward(v.Blocks) {
		if b.Type == "input" {
			in.firstInput = b.ID
		}
	}
	s := chat.Submitted{Form: v.CallbackID, Arg: in.where.Arg, Values: map[string][]string{}}
	for id, block := range v.State.Values {
		filled, ok := block[id]
		if !ok {
			continue
		}
		var all []string
		switch {
		case filled.Selected != nil || len(filled.Several) > 0:
			all = values(filled.Selected, filled.Several)
		case filled.Date != "":
			all = []string{filled.Date}
		case strings.TrimSpace(filled.Value) != "":
			all = []string{filled.Value}
		}
		if len(all) > 0 {
			s.Values[id] = all
		}
	}
	in.modal, in.Body = true, s
	return in, nil
}
