package twin

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// The kinds of what Slack delivers, as a socket's envelope names them.
const (
	eventsAPI     = "events_api"
	interactive   = "interactive"
	slashCommands = "slash_commands"
)

// payload is one thing to deliver, the same at each delivery.
type payload struct {
	kind  string
	id    string // of the envelope
	body  json.RawMessage
	tries int // deliveries so far
}

// again is how often an event was delivered before. Slack repeats events only;
// that an interaction comes again is the rehearsal's doing.
func (p payload) again() int {
	if p.kind != eventsAPI {
		return 0
	}
	return p.tries - 1
}

// flight is an event of the world on its way to the adapter and back, with
// what belongs to the answer. It is kept, so that a redelivery is the same.
// Its fields but the first are guarded by Twin.mu.
type flight struct {
	payloads []payload

	user, conversation string
	trigger            string // "" when a modal cannot answer it
	opened             bool   // the trigger has been exchanged
	expires            time.Time
	response           string // the last part of the response_url, "" for none
	until              time.Time
	uses               int
	sent               *view  // the modal that was sent, or nil
	home               bool   // it is the home tab, opened
	post               string // the world's id of the post that was pressed
	refused            error  // why Slack's own client would not have sent it
	key                string // by which the bot knows it again, "" when it keeps nothing of it
	live               int    // deliveries under way
	lost               int    // deliveries whose acknowledgement did not come; their answer still may
	ack                chat.Ack
	wrong              error
}

// How long a trigger and a response_url last, and how often the latter may be used.
// https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
const (
	triggerLasts  = 3 * time.Second
	responseLasts = 30 * time.Minute
	responseUses  = 5
)

// depart begins a delivery of ev: its payloads as they were the first time,
// with the answer not yet begun.
func (t *Twin) depart(ev chat.Event) *flight {
	t.mu.Lock()
	f := t.flights[ev.ID]
	t.mu.Unlock()
	if f == nil {
		f = t.translate(ev)
		t.mu.Lock()
		t.flights[ev.ID] = f
		t.mu.Unlock()
	}
	t.begin(f)
	return f
}

// begin makes a flight live, for its first delivery or for one more.
func (t *Twin) begin(f *flight) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	f.live++
	f.ack.Errors, f.wrong = nil, nil // what has been shown stays shown
	f.opened, f.uses = false, 0
	f.expires, f.until = now.Add(triggerLasts), now.Add(responseLasts)
	if f.trigger != "" {
		if take(&t.faults.expired) {
			f.expires = now
		}
		t.triggers[f.trigger] = f
	}
	if f.response != "" {
		t.replies[f.response] = f
	}
	for i := range f.payloads {
		f.payloads[i].tries++
	}
}

// land ends a delivery and gives the answer; err is what went wrong with it.
// A modal that was sent closes when nothing was wrong and nothing takes its place.
func (t *Twin) land(f *flight, err error) (chat.Ack, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f.live--
	if err != nil {
		f.lost++
	}
	if err = cmp.Or(err, f.refused, f.wrong); err != nil {
		return chat.Ack{}, err
	}
	if f.key != "" {
		t.kept = append(t.kept, f.key)
	}
	if f.sent != nil && len(f.ack.Errors) == 0 && f.ack.Form == nil && t.views[f.user] == f.sent {
		delete(t.views, f.user)
	}
	return f.ack, nil
}

// flying gives the flight that a message only user sees in the conversation
// answers: live is one under way, nil for none; lost is one whose
// acknowledgement was lost while the adapter went on with its answer. any
// reports that there ever was one there.
func (t *Twin) flying(user, conversation string) (live, lost *flight, any bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range t.flights {
		if f.user != user || f.conversation != conversation {
			continue
		}
		any = true
		switch {
		case f.ack.Notice != nil:
		case f.live > 0:
			return f, nil, true
		case f.lost > 0:
			lost = f
		}
	}
	return nil, lost, any
}

// take reads the adapter's answer to one payload of f.
func (t *Twin) take(f *flight, p payload, answer []byte) error {
	if len(answer) == 0 || string(answer) == "null" {
		return nil
	}
	switch p.kind {
	case slashCommands:
		return t.takeReply(f, answer)
	case interactive:
		if f.sent != nil {
			return t.takeView(f, answer)
		}
	}
	return nil // Slack does not read answers to anything else
}

// reply is what answers a command or goes to a response_url.
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
type reply struct {
	Type     string          `json:"response_type"`
	Text     string          `json:"text"`
	Blocks   json.RawMessage `json:"blocks"`
	Replace  bool            `json:"replace_original"`
	Delete   bool            `json:"delete_original"`
	ThreadTS string          `json:"thread_ts"`
	Metadata json.RawMessage `json:"metadata"`
}

// errNotSaved is a private answer that has no kind: the adapter's own word
// that what the person did is not saved.
var errNotSaved = errors.New("slack's twin: the adapter says that it is not saved")

func (t *Twin) takeReply(f *flight, answer []byte) error {
	var r reply
	if err := json.Unmarshal(answer, &r); err != nil {
		return fmt.Errorf("answer to a command: %w", err)
	}
	if r.Text == "" && len(r.Blocks) == 0 {
		return nil
	}
	return t.reply(f, r)
}

// reply shows what only the person sees, or changes what they pressed.
func (t *Twin) reply(f *flight, r reply) error {
	if r.Type == "in_channel" {
		return errors.New("a lasting message in an answer: it can be lost, and nobody would know")
	}
	blocks, err := parseBlocks(r.Blocks, onMessage)
	if err == nil {
		err = sized(r.Text, blocks)
	}
	if err != nil {
		return err
	}
	m := t.shown(blocks, r.Text)
	if m.Kind == "" {
		return fmt.Errorf("%w: %s", errNotSaved, m.Text)
	}
	if r.Replace {
		return t.replace(f, m, r)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	f.ack.Notice = &m
	return nil
}

// replace changes what was pressed: a lasting message there and then, as
// chat.update does; a notice with the answer, which is that to the modal when
// the press had opened one.
func (t *Twin) replace(f *flight, m chat.Message, r reply) error {
	place, _ := t.place(f.conversation)
	t.mu.Lock()
	lasting := t.records[f.post] != nil
	if !lasting {
		for _, g := range t.flights {
			if f.live == 0 && g.live > 0 && g.sent != nil && g.user == f.user {
				f = g
			}
		}
		f.ack.Replace = &m
	}
	t.made++
	d := adapters.Delivery{ID: fmt.Sprintf("response/%s/%d", f.post, t.made), Op: adapters.Edit, Place: place, Target: chat.Ref(f.post), Message: m}
	t.mu.Unlock()
	if pressed, _ := t.world.Post(f.post); !lasting || pressed.Deleted {
		return nil
	}
	_, err := t.send(d, func(p play.Post) { t.records[p.ID].show(r.Text, r.Blocks) })
	return err
}

// takeView reads the answer to a sent modal.
// https://docs.slack.dev/surfaces/modals#response_actions
func (t *Twin) takeView(f *flight, answer []byte) error {
	var r struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if err := json.Unmarshal(answer, &r); err != nil {
		return fmt.Errorf("answer to a modal: %w", err)
	}
	switch r.Action {
	case "":
	case "clear":
		t.mu.Lock()
		delete(t.views, f.user)
		t.mu.Unlock()
	case "errors":
		for id := range r.Errors {
			if !slices.ContainsFunc(f.sent.blocks, func(b block) bool { return b.Type == "input" && b.ID == id }) {
				return fmt.Errorf("answer to a modal: an error for block %q, which is no input of it", id)
			}
		}
		t.mu.Lock()
		f.ack.Errors = r.Errors
		t.mu.Unlock()
	case "update", "push":
		v, err := parseView(r.View, "modal")
		if err != nil {
			return fmt.Errorf("answer to a modal: %w", err)
		}
		t.present(f, v)
	default:
		return fmt.Errorf("answer to a modal: unknown response_action %q", r.Action)
	}
	return nil
}

// present shows a modal to the person of f.
func (t *Twin) present(f *flight, v *view) {
	form := v.form(t)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.made++
	v.id = "V" + strconv.Itoa(t.made)
	t.views[f.user] = v
	f.ack.Form = &form
}
