package practice

import (
	"strings"

	"brobygger/chat"
)

// setup asks a coordinator what this channel is for.
func (t *Turn) setup(_ string) error {
	if t.Event.Place.IsDirect() {
		t.answer(chat.Message{Kind: "setup.where", Lang: t.Words.Lang(), Text: t.Words.T("setup.where") + "\n\n" + t.boundList()})
		return nil
	}
	var options []chat.Option
	for _, n := range t.Settings.Networks {
		options = append(options, chat.Option{ID: "network/" + n.ID, Label: t.Words.L("setup.network", "name", n.Name)})
	}
	for _, p := range t.Settings.Partners {
		options = append(options, chat.Option{ID: "partner/" + p.ID, Label: t.Words.L("setup.partner", "name", partnerLabel(p))})
	}
	t.Ack.Notice = &chat.Message{Kind: "setup.what", Lang: t.Words.Lang(), Text: t.Words.T("setup.what"),
		Selects: []chat.Select{{ID: "bind", Label: t.Words.L("setup.choose"), Options: options}}}
	return nil
}

// boundList tells who has a channel and who has none. It names no channel:
// what the bot knows of one is an id that says nothing to anybody.
func (t *Turn) boundList() string {
	var lines []string
	line := func(name string, p chat.Place) {
		where := t.Words.L("setup.nowhere")
		if p.Channel != "" {
			where = t.Words.L("setup.bound_there")
		}
		lines = append(lines, "- "+chat.Escape(name+": "+where))
	}
	for i := range t.Settings.Networks {
		line(t.Settings.Networks[i].Name, t.networkPlace(&t.Settings.Networks[i]))
	}
	for i := range t.Settings.Partners {
		line(partnerLabel(t.Settings.Partners[i]), t.partnerPlace(&t.Settings.Partners[i]))
	}
	return strings.Join(lines, "\n")
}

// bind ties the channel to a network or partner; what has waited for a
// partner's channel is handed over at once.
func (t *Turn) bind(value string) error {
	if !t.is(Coordinator) {
		t.refuse("refused.coordinator", "coordinator", t.coordinatorName())
		return nil
	}
	kind, id, _ := cut(value)
	t.remember()
	switch {
	case kind == "network" && t.network(id) != nil:
		if t.bindings.Networks == nil {
			t.bindings.Networks = map[string]chat.Place{}
		}
		if t.partnerAt(t.Event.Place) != nil {
			t.done("setup.conflict")
			return nil
		}
		t.bindings.Networks[id] = t.Event.Place
		t.done("setup.bound", "name", t.network(id).Name)
	case kind == "partner" && t.partner(id) != nil:
		if t.bindings.Partners == nil {
			t.bindings.Partners = map[string]chat.Place{}
		}
		if t.networkAt(t.Event.Place) != nil { // openings never show there
			t.done("setup.conflict")
			return nil
		}
		t.bindings.Partners[id] = t.Event.Place
		n, err := t.passWaiting(t.partner(id))
		if err != nil {
			return err
		}
		moved, err := t.moveCards(t.partner(id))
		if err != nil {
			return err
		}
		text := t.Words.T("setup.bound", "name", t.partner(id).Name)
		if n > 0 {
			text = t.Words.T("setup.bound_partner", "name", t.partner(id).Name, "n", n)
		}
		if moved > 0 {
			text += " " + t.Words.T("setup.moved", "n", moved)
		}
		t.doneText("setup.bound_partner", text)
	default:
		t.done("press.gone")
		return nil
	}
	t.Save(t.bindings)
	return nil
}
