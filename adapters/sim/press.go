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

// pressable is the post a press is about. A stale screen may show what is gone
// and channels the person has left.
func (w *World) pressable(m *member, id string, stale bool) (*post, error) {
	if id == play.HomePost {
		if m.home == nil {
			return nil, errors.New("has no home view open")
		}
		return m.home, nil
	}
	p := w.byID[id]
	if stale && p != nil && (p.owner == m.Name || p.owner == "" && slices.Contains(m.ever, p.Channel)) {
		return p, nil
	}
	return w.visible(m, id)
}

// pressed makes the event of a press or choice in p.
func (w *World) pressed(m *member, p *post, body chat.Body) *sent {
	s := w.event(m.Name, w.place(p), chat.Ref(p.Root), body)
	s.post = p
	return s
}

func (w *World) press(m *member, a play.Press) (*sent, error) {
	p, err := w.pressable(m, a.Post, a.Stale)
	if err != nil {
		return nil, err
	}
	for _, v := range p.versions(a.Stale) {
		for _, b := range v.Buttons {
			if b.ID != a.Button || b.Arg != a.Arg {
				continue
			}
			if b.URL != "" {
				return nil, nil // opens the link; the bot does not hear of it
			}
			return w.pressed(m, p, chat.Pressed{Message: chat.Ref(p.ID), Button: a.Button, Arg: a.Arg, Notice: p.notice}), nil
		}
	}
	return nil, fmt.Errorf("no button %s %s on message %s", a.Button, a.Arg, a.Post)
}

func (w *World) choose(m *member, a play.Choose) (*sent, error) {
	p, err := w.pressable(m, a.Post, false)
	if err != nil {
		return nil, err
	}
	err = fmt.Errorf("no select %s %s on message %s", a.Select, a.Arg, a.Post)
	for i, s := range p.Message.Selects {
		if s.ID != a.Select || s.Arg != a.Arg {
			continue
		}
		if wrong := among(s.Options, a.Values, s.Several); wrong != nil {
			err = fmt.Errorf("select %s: %w", a.Select, wrong)
			continue // a list in parts: the values may stand in the next
		}
		values := slices.Clone(a.Values)
		if p.chosen == nil {
			p.chosen = map[string]map[int][]string{}
		}
		if p.chosen[m.Name] == nil {
			p.chosen[m.Name] = map[int][]string{}
		}
		p.chosen[m.Name][i] = values
		w.touch()
		return w.pressed(m, p, chat.Chose{
			Message: chat.Ref(p.ID), Select: a.Select, Arg: a.Arg, Values: slices.Clone(values), Notice: p.notice,
		}), nil
	}
	return nil, err
}

// among checks that values are options: one of them, or with several any, also none.
func among(options []chat.Option, values []string, several bool) error {
	if !several && len(values) != 1 {
		return fmt.Errorf("takes one option, not %d", len(values))
	}
	for i, v := range values {
		if !slices.ContainsFunc(options, func(o chat.Option) bool { return o.ID == v }) {
			return fmt.Errorf("no option %q", v)
		}
		if slices.Contains(values[:i], v) {
			return fmt.Errorf("option %q twice", v)
		}
	}
	return nil
}

// submit sends the open form. As on real platforms the form itself says when a
// value is missing, too long or no option, and is not sent then; what a number,
// a date or a phone number may be is for the bot to say.
func (w *World) submit(m *member, a play.Submit) (*sent, error) {
	if m.sheet == nil {
		return nil, errors.New("has no form open")
	}
	f := &m.sheet.form
	for id := range a.Values {
		if !slices.ContainsFunc(f.Inputs, func(in chat.Input) bool { return in.ID == id }) {
			return nil, fmt.Errorf("the form has no field %q", id)
		}
	}
	values := map[string][]string{}
	inputs := slices.Clone(f.Inputs)
	for i := range inputs {
		in := &inputs[i]
		if v, ok := a.Values[in.ID]; ok {
			in.Value = slices.DeleteFunc(slices.Clone(v), func(s string) bool { return strings.TrimSpace(s) == "" })
		}
		if err := check(*in); err != nil {
			return nil, fmt.Errorf("field %s: %w", in.ID, err)
		}
		if len(in.Value) > 0 {
			values[in.ID] = slices.Clone(in.Value)
		}
	}
	f.Inputs, m.sheet.errors = inputs, nil
	w.touch()
	s := w.event(m.Name, m.sheet.place, m.sheet.thread, chat.Submitted{Form: f.ID, Arg: f.Arg, Values: values})
	s.sheet, s.post = m.sheet, m.sheet.from
	return s, nil
}

// check reports what the form itself would refuse.
func check(in chat.Input) error {
	if len(in.Value) == 0 {
		if in.Optional {
			return nil
		}
		return errors.New("must be filled in")
	}
	switch in.Kind {
	case chat.ChoiceInput, chat.SeveralInput:
		return among(in.Options, in.Value, in.Kind == chat.SeveralInput)
	}
	if len(in.Value) != 1 {
		return fmt.Errorf("takes one text, not %d", len(in.Value))
	}
	if in.Max > 0 && count(in.Value[0]) > in.Max {
		return fmt.Errorf("%d characters, at most %d", count(in.Value[0]), in.Max)
	}
	if in.Kind != chat.LongInput && strings.Contains(in.Value[0], "\n") {
		return errors.New("more than one line")
	}
	return nil
}

func (w *World) dismiss(m *member) (*sent, error) {
	sh := m.sheet
	if sh == nil {
		return nil, errors.New("has no form open")
	}
	m.sheet = nil
	w.touch()
	return w.event(m.Name, sh.place, sh.thread, chat.Dismissed{Form: sh.form.ID, Arg: sh.form.Arg}), nil
}

// openHome shows who the home view as the bot has it now. It is a query: no event.
func (w *World) openHome(ctx context.Context, who string) error {
	w.mu.Lock()
	m := w.members[who]
	if m == nil {
		w.mu.Unlock()
		return fmt.Errorf("%s: nobody of that name is here", who)
	}
	if take(&w.faults.disconnect) || len(w.conns) == 0 {
		w.mu.Unlock()
		w.flush(ctx)
		return &NotSaved{ErrNoBot}
	}
	bot := w.conns[len(w.conns)-1]
	q := chat.Query{
		Project: w.project, From: w.sender(who, w.clock.Now()), Place: w.Account(who).Direct(), Name: play.HomePost,
	}
	w.mu.Unlock()

	view, err := bot.host.Home(ctx, q)
	if err != nil {
		return &NotSaved{err}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := CheckMessage(view, w.limits); err != nil {
		err = fmt.Errorf("home of %s: %w", who, err)
		w.wrong = append(w.wrong, err)
		return err
	}
	if m.home == nil {
		m.home = &post{Post: play.Post{Author: play.Bot, Private: true}, owner: who}
	}
	w.show(m.home, view)
	return nil
}

// Redraw shows who a home view that they have open anew, for a platform where
// the bot does so by itself.
func (w *World) Redraw(who string, view chat.Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := w.members[who]; m != nil && m.home != nil {
		w.show(m.home, view)
		w.touch()
	}
}
