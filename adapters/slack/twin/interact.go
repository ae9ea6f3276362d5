package twin

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/chat"
	"brobygger/play"
)

// interact makes the payload of an interaction. It has no trigger_id and no
// response_url but those it is given here.
func (t *Twin) interact(f *flight, ev chat.Event) {
	n := strconv.FormatUint(hash(ev.ID)%1e12, 10)
	f.trigger = n + "." + strconv.FormatUint(hash(team)%1e9, 10) + "." + fmt.Sprintf("%032x", hash(ev.ID+"trigger"))
	f.key, f.response = f.trigger, n
	p := object{
		"token": "verification", "api_app_id": app, "is_enterprise_install": false, "enterprise": nil,
		"team":       object{"id": team, "domain": "brobygger"},
		"user":       object{"id": f.user, "username": ev.From.Account.User, "name": ev.From.Account.User, "team_id": team},
		"trigger_id": f.trigger,
	}
	switch b := ev.Body.(type) {
	case chat.Called:
		t.called(f, ev, b)
		return
	case chat.Submitted:
		if !t.submitted(f, p, b) {
			return
		}
	case chat.Dismissed:
		if !t.dismissed(f, p) {
			return
		}
	case chat.Shortcut:
		post, _ := t.world.Post(string(b.Message))
		p["type"], p["callback_id"], p["action_ts"] = "message_action", b.Name, t.moment(ev)
		p["message"], p["message_ts"] = t.message(post, false), stamp(post)
		p["channel"], p["response_url"] = t.channelOf(f, ev), t.responseURL(f)
	case chat.Pressed:
		t.pressed(f, p, ev, press{post: string(b.Message), notice: b.Notice, action: b.Button + "|" + b.Arg})
	case chat.Chose:
		t.pressed(f, p, ev, press{post: string(b.Message), notice: b.Notice, action: b.Select + "|" + b.Arg, values: b.Values, chose: true})
	}
	f.payloads = append(f.payloads, payload{kind: interactive, id: "interaction-" + n, body: encode(p)})
}

func (t *Twin) channelOf(f *flight, ev chat.Event) object {
	if ev.Place.IsDirect() {
		return object{"id": f.conversation, "name": "directmessage"}
	}
	return object{"id": f.conversation, "name": ev.Place.Channel}
}

func (t *Twin) responseURL(f *flight) string { return t.url + "/response/" + f.response }

// press is what was pressed or chosen, and where.
type press struct {
	post   string // the world's id, "" for the home view
	notice bool
	action string   // "ID|Arg"
	values []string // that were chosen
	chose  bool
}

// pressed is a press or choice in a message, a notice or the home view.
// https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
func (t *Twin) pressed(f *flight, p object, ev chat.Event, what press) {
	f.post = what.post
	shown, there := t.world.Post(what.post)
	e, blockID, ok := t.element(f.user, shown, what)
	if !ok {
		f.refused = fmt.Errorf("slack's twin: nothing with action_id %q was ever there", what.action)
		return
	}
	action := object{"action_id": e.ActionID, "block_id": blockID, "type": e.Type, "action_ts": t.moment(ev)}
	switch e.Type {
	case "button":
		action["value"], action["text"] = e.Value, e.Text
	case "static_select":
		action["selected_option"] = e.option(what.values[0])
	default:
		chosen := []option{}
		for _, v := range what.values {
			chosen = append(chosen, e.option(v))
		}
		action["selected_options"] = chosen
	}
	p["type"], p["actions"], p["state"] = "block_actions", []object{action}, object{"values": object{}}
	if !there {
		t.mu.Lock()
		home := t.views["home/"+f.user]
		t.mu.Unlock()
		p["container"], p["view"] = object{"type": "view", "view_id": home.id}, home.object(nil)
		f.response = "" // there is no message to answer
		return
	}
	c := object{"type": "message", "message_ts": stamp(shown), "channel_id": f.conversation, "is_ephemeral": what.notice}
	if shown.Root != "" {
		c["thread_ts"] = t.stampOf(chat.Ref(shown.Root))
	}
	if p["container"] = c; !what.notice {
		p["message"] = t.message(shown, false)
	}
	p["channel"], p["response_url"] = t.channelOf(f, ev), t.responseURL(f)
}

// element finds what was pressed: in the newest version of the message that
// has it, or in the home view. A notice is known as the world shows it.
func (t *Twin) element(user string, shown play.Post, what press) (element, string, bool) {
	t.mu.Lock()
	rec, home := t.records[what.post], t.views["home/"+user]
	t.mu.Unlock()
	switch {
	case rec != nil:
		for _, blocks := range slices.Backward(rec.versions) {
			if e, id, ok := find(blocks, what); ok {
				return e, id, true
			}
		}
		return element{}, "", false
	case what.post == "" && home != nil:
		return find(home.blocks, what)
	case !what.chose:
		_, arg, _ := strings.Cut(what.action, "|")
		return element{Type: "button", ActionID: what.action, Value: arg}, "notice", true
	}
	for _, s := range shown.Message.Selects {
		e := element{Type: "static_select", ActionID: what.action}
		if s.Several {
			e.Type = "multi_static_select"
		}
		for _, o := range s.Options {
			e.Options = append(e.Options, option{Value: o.ID, Text: &text{Type: "plain_text", Text: o.Label}})
		}
		if s.ID+"|"+s.Arg == what.action && e.offers(what.values) {
			return e, "notice", true
		}
	}
	return element{}, "", false
}

// find gives what stands in blocks under the action id, and offers the values;
// the adapter may have put a third part behind ID and argument.
func find(blocks []block, what press) (element, string, bool) {
	for _, b := range blocks {
		all := b.elements
		if b.Accessory != nil {
			all = []element{*b.Accessory}
		}
		for _, e := range all {
			if (e.ActionID == what.action || strings.HasPrefix(e.ActionID, what.action+"|")) && (e.Type != "button") == what.chose && e.offers(what.values) {
				return e, b.ID, true
			}
		}
	}
	return element{}, "", false
}

// called is a slash command. Slack sends it as a form, over a socket as JSON.
// https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
func (t *Twin) called(f *flight, ev chat.Event, b chat.Called) {
	where := t.channelOf(f, ev)
	f.payloads = append(f.payloads, payload{kind: slashCommands, id: "command-" + f.response, body: encode(map[string]string{
		"token": "verification", "team_id": team, "team_domain": "brobygger", "channel_id": where["id"].(string), "channel_name": where["name"].(string),
		"user_id": f.user, "user_name": ev.From.Account.User, "command": "/" + b.Name, "text": b.Args, "api_app_id": app,
		"is_enterprise_install": "false", "response_url": t.responseURL(f), "trigger_id": f.trigger,
	})})
}

// form is a slash command's JSON as the form that HTTP delivery has.
func form(body []byte) []byte {
	var fields map[string]string
	if err := json.Unmarshal(body, &fields); err != nil {
		panic(fmt.Sprintf("slack's twin: %v", err))
	}
	values := url.Values{}
	for k, v := range fields {
		values.Set(k, v)
	}
	return []byte(values.Encode())
}

// submitted is the open modal, sent.
// https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
func (t *Twin) submitted(f *flight, p object, b chat.Submitted) bool {
	t.mu.Lock()
	v := t.views[f.user]
	t.mu.Unlock()
	if v == nil {
		f.refused = fmt.Errorf("slack's twin: %s has no modal open", f.user)
		return false
	}
	state := object{}
	for _, in := range v.blocks {
		if in.Type != "input" {
			continue
		}
		value, err := in.Element.answered(b.Values[in.ID])
		if err != nil {
			f.refused = fmt.Errorf("slack's twin: field %s: %w", in.ID, err)
			return false
		}
		state[in.ID] = object{in.Element.ActionID: value}
	}
	f.sent = v
	f.response = ""
	p["type"], p["view"], p["response_urls"] = "view_submission", v.object(state), []any{}
	return true
}

// dismissed is the open modal, closed. Slack tells only those who asked to be told.
// https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_closed
func (t *Twin) dismissed(f *flight, p object) bool {
	t.mu.Lock()
	v := t.views[f.user]
	delete(t.views, f.user)
	t.mu.Unlock()
	if v == nil || !v.NotifyOnClose {
		f.key = ""
		return false
	}
	f.trigger, f.response, f.key = "", "", v.id
	delete(p, "trigger_id")
	p["type"], p["view"], p["is_cleared"] = "view_closed", v.object(object{}), false
	return true
}

// visit is that the person opens the app's home.
func (t *Twin) visit(user string) *flight {
	f := &flight{user: user, conversation: directID(user), home: true}
	t.mu.Lock()
	t.made++
	id := fmt.Sprintf("EvHOME%d", t.made)
	home := t.views["home/"+user]
	t.mu.Unlock()
	ts := fmt.Sprintf("%d.%06d", t.clock.Now().Unix(), hash(id)%1_000_000)
	e := object{"type": "app_home_opened", "user": user, "channel": f.conversation, "tab": "home", "event_ts": ts}
	if home != nil {
		e["view"] = home.object(nil)
	}
	t.wrap(f, id, e)
	t.mu.Lock()
	t.flights[id] = f
	t.mu.Unlock()
	t.begin(f)
	return f
}

// answered is the state of an input with these values.
// https://docs.slack.dev/reference/views#view_submission-fields
func (e element) answered(values []string) (object, error) {
	state := object{"type": e.Type}
	switch e.Type {
	case "plain_text_input", "number_input", "email_text_input", "url_text_input":
		state["value"] = nil
		if len(values) > 0 {
			if e.MaxLength > 0 && units(values[0]) > e.MaxLength {
				return nil, fmt.Errorf("takes at most %d characters", e.MaxLength)
			}
			if _, err := strconv.ParseFloat(values[0], 64); e.Type == "number_input" && err != nil {
				return nil, fmt.Errorf("takes a number, not %q", values[0])
			}
			state["value"] = values[0]
		}
	case "datepicker":
		state["selected_date"] = nil
		if len(values) > 0 {
			if _, err := time.Parse(time.DateOnly, values[0]); err != nil {
				return nil, fmt.Errorf("takes a date, not %q", values[0])
			}
			state["selected_date"] = values[0]
		}
	case "static_select", "radio_buttons":
		state["selected_option"] = nil
		if len(values) > 0 {
			state["selected_option"] = e.option(values[0])
		}
	case "multi_static_select", "checkboxes":
		chosen := []any{}
		for _, v := range values {
			chosen = append(chosen, e.option(v))
		}
		state["selected_options"] = chosen
	default:
		return nil, fmt.Errorf("nothing can be filled in a %s", e.Type)
	}
	return state, nil
}
