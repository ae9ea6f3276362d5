package slack

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"brobygger/chat"
)

// origin is where a form was opened. It travels in the modal's private
// metadata (at most 3,000 characters), because a submission says only who sent it.
type origin struct {
	Arg         string     `json:"arg,omitempty"`
	Place       chat.Place `json:"place"`
	Thread      chat.Ref   `json:"thread,omitempty"`
	Message     chat.Ref   `json:"message,omitempty"`
	ResponseURL string     `json:"response_url,omitempty"` // when Message is a notice: the only way to change it
}

// few is how many options stand as radio buttons or checkboxes; Slack takes ten.
const few = 10

// longestText is what Slack takes in one text input.
const longestText = 3000

// modal makes a modal of a form. Titles and labels that are too long are
// shortened; too many inputs or options are an error.
func modal(f chat.Form, from origin) (slack.ModalViewRequest, error) {
	l := limits()
	f = chat.FitForm(f, l)
	if len(f.Inputs) == 0 || len(f.Inputs) > l.Inputs {
		return slack.ModalViewRequest{}, fmt.Errorf("form %s: %d inputs, want 1 to %d", f.ID, len(f.Inputs), l.Inputs)
	}
	from.Arg = f.Arg
	private, err := json.Marshal(from)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("form %s: %w", f.ID, err)
	}
	v := slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain(f.Title), Submit: plain(f.Submit),
		CallbackID: f.ID, PrivateMetadata: string(private), NotifyOnClose: true,
	}
	if f.Cancel != "" {
		v.Close = plain(f.Cancel)
	}
	if text := richText(f.Text); len(text) > 0 {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, slack.NewRichTextBlock("text", text...))
	}
	for _, in := range f.Inputs {
		if len(in.Options) > l.InputOptions {
			return v, fmt.Errorf("form %s, input %s: %d options, at most %d", f.ID, in.ID, len(in.Options), l.InputOptions)
		}
		block := slack.NewInputBlock(in.ID, plain(in.Label), nil, element(in))
		block.Optional = in.Optional
		if in.Hint != "" {
			block.Hint = plain(in.Hint)
		}
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, block)
	}
	return v, nil
}

// element is what an input is filled in with. Numbers are texts, because
// Slack's number input refuses "7,5" and "6-8", which the bot can read.
func element(in chat.Input) slack.BlockElement {
	switch in.Kind {
	case chat.ChoiceInput:
		// What is chosen with radio buttons cannot be taken back.
		if len(in.Options) <= few && !in.Optional {
			opts, set := options(in.Options, in.Value)
			e := slack.NewRadioButtonsBlockElement(in.ID, opts...)
			if len(set) > 0 {
				e.InitialOption = set[0]
			}
			return e
		}
		return list(in.Options, in.Value, false, in.ID)
	case chat.SeveralInput:
		if len(in.Options) <= few {
			opts, set := options(in.Options, in.Value)
			e := slack.NewCheckboxGroupsBlockElement(in.ID, opts...)
			e.InitialOptions = set
			return e
		}
		return list(in.Options, in.Value, true, in.ID)
	case chat.DateInput:
		e := slack.NewDatePickerBlockElement(in.ID)
		if _, err := time.Parse(time.DateOnly, first(in.Value)); err == nil {
			e.InitialDate = first(in.Value)
		}
		return e
	}
	e := slack.NewPlainTextInputBlockElement(nil, in.ID)
	e.Multiline = in.Kind == chat.LongInput
	e.InitialValue = first(in.Value)
	if in.Max > 0 {
		e.MaxLength = min(in.Max, longestText)
	}
	return e
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
