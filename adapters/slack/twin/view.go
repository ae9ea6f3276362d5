package twin

import (
	"encoding/json"
	"fmt"

	"brobygger/chat"
)

// view is a modal or the home tab, as the adapter sent it.
// https://docs.slack.dev/reference/views
type view struct {
	Type            string          `json:"type"`
	Title           *text           `json:"title"`
	Blocks          json.RawMessage `json:"blocks"`
	Submit          *text           `json:"submit"`
	Close           *text           `json:"close"`
	PrivateMetadata string          `json:"private_metadata"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	ClearOnClose    bool            `json:"clear_on_close"`
	NotifyOnClose   bool            `json:"notify_on_close"`

	id     string
	blocks []block
}

// parseView reads a view of that type and refuses what Slack refuses.
func parseView(raw json.RawMessage, kind string) (*view, error) {
	if len(raw) > 250_000 {
		return nil, refuse("view_too_large")
	}
	v := &view{}
	if err := strictly(raw, v); err != nil {
		return nil, refuse("invalid_arguments", err.Error())
	}
	on := onHome
	if kind == "modal" {
		on = onModal
	}
	switch {
	case v.Type != kind:
		return nil, refuse("invalid_arguments", fmt.Sprintf("a view of type %q, want %q", v.Type, kind))
	case units(v.PrivateMetadata) > 3000, units(v.CallbackID) > 255:
		return nil, refuse("invalid_arguments", "private_metadata over 3000 or callback_id over 255 characters")
	}
	blocks, err := parseBlocks(v.Blocks, on)
	if err != nil {
		return nil, err
	}
	if v.blocks = blocks; kind != "modal" {
		return v, nil
	}
	if err := v.Title.check("title", 24, "plain_text"); err != nil {
		return nil, refuse("invalid_arguments", err.Error())
	}
	for what, t := range map[string]*text{"submit": v.Submit, "close": v.Close} {
		if t == nil {
			continue
		}
		if err := t.check(what, 24, "plain_text"); err != nil {
			return nil, refuse("invalid_arguments", err.Error())
		}
	}
	for _, b := range blocks {
		if b.Type == "input" && v.Submit == nil {
			return nil, refuse("invalid_arguments", "missing required field: submit")
		}
	}
	return v, nil
}

// object is the view in a payload, with the state of its inputs.
func (v *view) object(state object) object {
	o := object{
		"id": v.id, "team_id": team, "type": v.Type, "blocks": v.blocks, "private_metadata": v.PrivateMetadata, "callback_id": v.CallbackID,
		"state": object{"values": state}, "hash": "1." + v.id, "title": v.Title, "submit": v.Submit, "close": v.Close,
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose, "previous_view_id": nil, "root_view_id": v.id,
		"app_id": app, "external_id": v.ExternalID, "app_installed_team_id": team, "bot_id": botID,
	}
	if state == nil {
		o["state"] = object{"values": object{}}
	}
	return o
}

// form is a modal as a person sees it.
func (v *view) form(t *Twin) chat.Form {
	var origin struct {
		Arg string `json:"arg"`
	}
	_ = json.Unmarshal([]byte(v.PrivateMetadata), &origin) // what is not the adapter's own has no argument
	f := chat.Form{ID: v.CallbackID, Arg: origin.Arg, Title: v.Title.read(), Submit: v.Submit.read(), Cancel: v.Close.read()}
	for _, b := range v.blocks {
		switch b.Type {
		case "rich_text":
			f.Text = joined(f.Text, t.written(b.rich, &chat.Message{}))
		case "section":
			f.Text = joined(f.Text, literal(b.Text.read()))
		case "input":
			f.Inputs = append(f.Inputs, b.input())
		}
	}
	return f
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n\n" + b
}

func (b *block) input() chat.Input {
	e := b.Element
	in := chat.Input{ID: b.ID, Label: b.Label.read(), Hint: b.Hint.read(), Optional: b.Optional, Options: seenOptions(e.Options), Value: e.initial(), Max: e.MaxLength}
	switch e.Type {
	case "number_input":
		in.Kind = chat.NumberInput
	case "datepicker":
		in.Kind = chat.DateInput
	case "static_select", "radio_buttons":
		in.Kind = chat.ChoiceInput
	case "multi_static_select", "checkboxes":
		in.Kind = chat.SeveralInput
	default:
		in.Kind = chat.TextInput
		if e.Multiline {
			in.Kind = chat.LongInput
		}
	}
	for _, s := range []string{e.InitialValue, e.InitialDate} {
		if s != "" {
			in.Value = []string{s}
		}
	}
	return in
}
