package twin

import (
	"encoding/json"
	"fmt"
	"maps"

	"brobygger/chat"
)

// ack is what the bot answered, as the World shows it. It is called with t.mu held.
func (t *Twin) ack(ev chat.Event, in *interaction) (chat.Ack, error) {
	var ack chat.Ack
	show := func(raw object, kind string) (*chat.Message, error) {
		data, err := json.Marshal(raw)
		if err != nil {
			return nil, err
		}
		var p payload
		if err := json.Unmarshal(data, &p); err != nil {
			return nil, err
		}
		m := t.read(&p, kind)
		return &m, nil
	}
	var notice object
	if in.original != nil {
		notice = in.original
	}
	for _, id := range in.order {
		if f := in.followups[id]; f != nil {
			if notice != nil {
				t.wrong = append(t.wrong, fmt.Errorf("interaction %s: two notices", in.id))
			}
			notice = f
		}
	}
	var err error
	if notice != nil {
		if flags, _ := notice["flags"].(int); flags&(1<<7) != 0 {
			return ack, fmt.Errorf("interaction %s: its answer was deferred and never came", in.id)
		}
		if ack.Notice, err = show(notice, in.kinds["notice"]); err != nil {
			return ack, err
		}
		t.notices[ev.ID] = notice
	}
	if in.replace != nil {
		if ack.Replace, err = show(in.replace, in.kinds["replace"]); err != nil {
			return ack, err
		}
		if event := t.World.Answered(in.source); event != "" {
			maps.Copy(t.notices[event], in.replace)
		} else if own := t.sent[in.source]; own != nil {
			own.raw = in.replace
		}
	}
	if in.modal != nil {
		form := t.readForm(in.modal, in.lang)
		ack.Form = &form
		t.sheets[in.who] = &sheet{modal: in.modal, source: in.source}
	}
	in.over = true
	return ack, nil
}

// sheet is a modal on somebody's screen.
type sheet struct {
	modal  *payload
	source string // the message it was opened from, if any
}

// filled is what the client sends of a modal
// (docs: interactions/receiving-and-responding#interaction-object-modal-submit-data-structure).
func (s *sheet) filled(values map[string][]string) object {
	one := func(c component) object {
		v := values[c.CustomID]
		if c.Type == stringSelect {
			if v == nil {
				v = []string{}
			}
			return object{"type": c.Type, "custom_id": c.CustomID, "values": v}
		}
		text := ""
		if len(v) > 0 {
			text = v[0]
		}
		return object{"type": c.Type, "custom_id": c.CustomID, "value": text}
	}
	out := []object{}
	for i, c := range s.modal.Components {
		switch {
		case c.Type == label && c.Component != nil:
			out = append(out, object{"type": label, "id": i + 1, "component": one(*c.Component)})
		case c.Type == actionRow:
			out = append(out, object{"type": actionRow, "id": i + 1, "components": []object{one(c.Components[0])}})
		case c.Type == textDisplay:
			out = append(out, object{"type": textDisplay, "id": i + 1})
		}
	}
	return object{"custom_id": s.modal.CustomID, "components": out}
}
