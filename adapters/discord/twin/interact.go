package twin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"time"

	"brobygger/chat"
)

// Kinds of interactions and of their first response
// (docs: interactions/receiving-and-responding).
const (
	kindCommand      = 2
	kindComponent    = 3
	kindAutocomplete = 4
	kindModal        = 5

	answerMessage  = 4
	deferMessage   = 5
	deferUpdate    = 6
	answerUpdate   = 7
	answerChoices  = 8
	answerModal    = 9
	responseWithin = 3 * time.Second
	tokenLife      = 15 * time.Minute
)

// interaction is one press, choice, sent form, command or menu pick, with all
// the bot has answered to it.
type interaction struct {
	id, token string
	who       string
	lang      chat.Lang
	kind      int
	at        time.Time
	spot      spot
	source    string // the World's id of the message pressed, or that the form was opened from
	late      bool   // fault late: it is taken for expired
	over      bool   // its answer is shown

	first     []byte // the body of the first response, nil before
	answer    int    // its kind
	original  object // what @original is: the notice
	followups map[string]object
	order     []string // of the followups
	replace   object
	modal     *payload
	choices   []choiceValue
	kinds     map[string]string // message kinds by "notice", "replace"
}

// begin makes the interaction of an event, or takes up the one there is: a
// redelivery has the same id, and a new token when the first was never used.
func (t *Twin) begin(ev chat.Event, kind int, s spot, source string) *interaction {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.opts.Clock.Now()
	in := t.interactions[ev.ID]
	if in == nil {
		t.made++
		in = &interaction{id: snowflake(now, 1<<(lowBits-1)|t.made), kind: kind, who: ev.From.Account.User, lang: ev.From.Lang, followups: map[string]object{}, kinds: map[string]string{}}
		t.interactions[ev.ID] = in
		t.byInteraction[in.id] = in
	}
	if in.first == nil {
		in.token = "aW50ZXJhY3Rpb24" + in.id + "x" + strconv.Itoa(len(t.byToken))
		t.byToken[in.token] = in
		in.at, in.late = now, false
	}
	in.spot, in.source = s, source
	if t.late > 0 {
		t.late--
		in.late = true
	}
	return in
}

// interactionObject: docs: interactions/receiving-and-responding#interaction-object.
func (t *Twin) interactionObject(in *interaction, data object) object {
	m, _ := t.member(in.who)
	t.mu.Lock()
	out := object{"id": in.id, "application_id": t.appID, "type": in.kind, "token": in.token, "version": 1, "data": data, "channel_id": in.spot.id(),
		"channel": t.channelObject(in.spot), "locale": locale(m.Lang), "entitlements": []object{}, "attachment_size_limit": 10485760}
	if in.spot.who != "" {
		out["user"], out["context"] = t.userObject(m), 1
		out["app_permissions"] = strconv.Itoa(permSendMessages | permViewChannel | permEmbedLinks)
		out["authorizing_integration_owners"] = object{"0": "0"}
	} else {
		member := t.memberObject(m)
		member["permissions"] = strconv.Itoa(permViewChannel | permSendMessages | permReadHistory)
		out["member"], out["guild_id"], out["guild_locale"], out["context"] = member, t.guildID, "da", 0
		out["guild"] = object{"id": t.guildID, "locale": "da", "features": []string{}}
		out["app_permissions"] = strconv.FormatInt(t.botMay(in.spot.room), 10)
		out["authorizing_integration_owners"] = object{"0": t.guildID}
	}
	t.mu.Unlock()
	if in.source != "" {
		out["message"] = t.sourceObject(in)
	}
	return out
}

// sourceObject is the message an interaction came from, a notice too.
func (t *Twin) sourceObject(in *interaction) object {
	if event := t.World.Answered(in.source); event != "" {
		t.mu.Lock()
		defer t.mu.Unlock()
		return maps.Clone(t.notices[event])
	}
	p, _ := t.World.Post(in.source)
	return t.messageObject(in.spot, p, intentContent)
}

// callback is the first response
// (docs: interactions/receiving-and-responding#create-interaction-response).
func (t *Twin) callback(r *request) (any, *trouble) {
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if e := r.decode(&body); e != nil {
		return nil, e
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	in := t.byInteraction[r.PathValue("id")]
	switch {
	case in == nil || in.token != r.PathValue("token") || in.late || in.first == nil && t.opts.Clock.Now().Sub(in.at) > responseWithin:
		return nil, code(10062)
	case in.first != nil:
		if !bytes.Equal(in.first, r.body) {
			t.wrong = append(t.wrong, fmt.Errorf("a redelivered interaction was answered differently: first %s, then %s", in.first, r.body))
		}
		return nil, code(40060)
	}
	if e := t.respond(in, body.Type, &request{Request: r.Request, body: body.Data, kind: r.kind}); e != nil {
		return nil, e
	}
	in.first, in.answer = r.body, body.Type
	t.counts.Responses++
	if r.URL.Query().Get("with_response") == "true" {
		res := object{"type": body.Type}
		if in.original != nil {
			res["message"] = in.original
		}
		return object{"interaction": object{"id": in.id, "type": in.kind, "response_message_id": nil}, "resource": res}, nil
	}
	return nil, nil
}

// respond takes a first response in. It is called with t.mu held.
func (t *Twin) respond(in *interaction, kind int, r *request) *trouble {
	message := in.kind == kindComponent || in.kind == kindModal && in.source != ""
	not := func() *trouble {
		return invalid("type", "INTERACTION_CALLBACK_TYPE_INVALID", "This response type is not valid for this interaction")
	}
	if in.kind == kindAutocomplete && kind != answerChoices {
		return not()
	}
	switch kind {
	case answerMessage:
		p, raw, e := t.message(r)
		if e != nil {
			return e
		}
		in.original = t.noticeObject(in, raw, p.Flags&flagEphemeral != 0)
		in.kinds["notice"] = r.kind
		t.private(in, p.Flags)
	case deferMessage:
		var p payload
		if len(r.body) > 0 && string(r.body) != "null" {
			if e := r.decode(&p); e != nil {
				return e
			}
		}
		in.original = t.noticeObject(in, object{}, p.Flags&flagEphemeral != 0)
		in.original["flags"] = p.Flags | 1<<7 // loading
		t.private(in, p.Flags)
	case deferUpdate, answerUpdate:
		if !message {
			return not()
		}
		if kind == answerUpdate {
			return t.update(in, r)
		}
	case answerChoices:
		var p payload
		if in.kind != kindAutocomplete {
			return not()
		}
		if e := r.decode(&p); e != nil {
			return e
		}
		if len(p.Choices) > 25 {
			return invalid("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
		}
		for i, c := range p.Choices {
			var check checker
			check.length(fmt.Sprintf("data.choices.%d.name", i), c.Name, 1, 100)
			check.length(fmt.Sprintf("data.choices.%d.value", i), fmt.Sprint(c.Value), 1, 100)
			if check.err != nil {
				return check.err
			}
		}
		in.choices = p.Choices
	case answerModal:
		// docs: interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
		if in.kind == kindModal {
			return not()
		}
		var p payload
		if e := r.decode(&p); e != nil {
			return e
		}
		if e := checkModal(&p); e != nil {
			return e
		}
		in.modal = &p
	default:
		return invalid("type", "BASE_TYPE_CHOICES", "Value must be one of {1, 4, 5, 6, 7, 8, 9, 10, 12}.")
	}
	return nil
}

// private notes an answer in a channel that everybody would see: an Ack has none.
func (t *Twin) private(in *interaction, flags int) {
	if flags&flagEphemeral == 0 && in.spot.who == "" {
		t.wrong = append(t.wrong, fmt.Errorf("interaction %s was answered in public", in.id))
	}
}

// noticeObject makes a message of an answer. It is called with t.mu held.
func (t *Twin) noticeObject(in *interaction, raw object, ephemeral bool) object {
	t.made++
	out := maps.Clone(kept(raw))
	flags, _ := raw["flags"].(float64)
	if ephemeral {
		flags = float64(int(flags) | flagEphemeral)
	}
	maps.Copy(out, object{"id": snowflake(t.opts.Clock.Now(), 1<<(lowBits-1)|t.made), "channel_id": in.spot.id(), "author": t.botUser(), "flags": int(flags),
		"timestamp": t.opts.Clock.Now().UTC().Format(time.RFC3339Nano), "edited_timestamp": nil, "type": 20, "mentions": []object{}, "attachments": []object{}, "webhook_id": t.appID})
	return out
}

// update gives the message of the interaction a new content; what is left out
// stays. It is called with t.mu held.
func (t *Twin) update(in *interaction, r *request) *trouble {
	whole := object{}
	if event := t.World.Answered(in.source); event != "" {
		maps.Copy(whole, t.notices[event])
	} else if own := t.sent[in.source]; own != nil {
		maps.Copy(whole, own.raw)
	}
	if in.replace != nil {
		maps.Copy(whole, in.replace)
	}
	raw, e := t.laid(whole, r)
	if e != nil {
		return e
	}
	in.replace, in.kinds["replace"] = raw, r.kind
	return nil
}

// laid checks a change laid over a whole message.
func (t *Twin) laid(whole object, r *request) (object, *trouble) {
	var change object
	if e := r.decode(&change); e != nil {
		return nil, e
	}
	maps.Copy(whole, change)
	data, err := json.Marshal(whole)
	if err != nil {
		return nil, code(50109)
	}
	_, raw, e := t.message(&request{Request: r.Request, body: data, kind: r.kind})
	return raw, e
}

// webhook finds the interaction of a token, within its 15 minutes. It is
// called with t.mu held.
func (t *Twin) webhook(r *request) (*interaction, *trouble) {
	in := t.byToken[r.PathValue("token")]
	switch {
	case in == nil || r.PathValue("app") != t.appID || in.first == nil || in.late:
		return nil, code(10015)
	case t.opts.Clock.Now().Sub(in.at) > tokenLife:
		return nil, code(50027)
	case in.over:
		t.wrong = append(t.wrong, fmt.Errorf("interaction %s: an answer after the answer", in.id))
		return nil, code(10015)
	}
	return in, nil
}

// followup: docs: interactions/receiving-and-responding#create-followup-message.
func (t *Twin) followup(r *request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	in, e := t.webhook(r)
	if e != nil {
		return nil, e
	}
	p, raw, e := t.message(r)
	if e != nil {
		return nil, e
	}
	t.private(in, p.Flags)
	out := t.noticeObject(in, raw, p.Flags&flagEphemeral != 0)
	id := out["id"].(string)
	in.followups[id], in.kinds["notice"] = out, r.kind
	in.order = append(in.order, id)
	return out, nil
}

// original reports whether @original is a notice and not the message pressed.
func (in *interaction) hasOriginal() bool {
	return in.answer == answerMessage || in.answer == deferMessage
}

func (t *Twin) getResponse(r *request) (any, *trouble) {
	t.mu.Lock()
	in, e := t.webhook(r)
	if e != nil {
		t.mu.Unlock()
		return nil, e
	}
	id := r.PathValue("message")
	out := in.followups[id]
	if id == "@original" && in.hasOriginal() {
		out = in.original
	}
	t.mu.Unlock()
	switch {
	case out != nil:
		return out, nil
	case id == "@original" && in.source != "" && !in.hasOriginal():
		return t.sourceObject(in), nil
	}
	return nil, code(10008)
}

// editResponse: docs: interactions/receiving-and-responding#edit-original-interaction-response.
func (t *Twin) editResponse(r *request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	in, e := t.webhook(r)
	if e != nil {
		return nil, e
	}
	id := r.PathValue("message")
	whole := in.followups[id]
	switch {
	case id == "@original" && !in.hasOriginal() && in.source != "":
		return object{}, t.update(in, r)
	case id == "@original":
		whole = in.original
	}
	if whole == nil {
		return nil, code(10008)
	}
	raw, e := t.laid(maps.Clone(whole), r)
	if e != nil {
		return nil, e
	}
	flags, _ := raw["flags"].(float64)
	raw["flags"] = int(flags) &^ (1 << 7)
	maps.Copy(whole, raw)
	in.kinds["notice"] = r.kind
	return whole, nil
}

func (t *Twin) deleteResponse(r *request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	in, e := t.webhook(r)
	if e != nil {
		return nil, e
	}
	switch id := r.PathValue("message"); {
	case id == "@original" && in.hasOriginal() && in.original != nil:
		in.original = nil
	case in.followups[id] != nil:
		delete(in.followups, id)
	default:
		return nil, code(10008)
	}
	return nil, nil
}
