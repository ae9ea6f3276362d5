package twin_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"brobygger/adapters/slack/twin"
	"brobygger/clock"
	"brobygger/play"
)

// api calls the Web API with bare hands.
type api struct {
	*testing.T
	w     *twin.Twin
	token string
}

func newAPI(t *testing.T) (*api, *clock.Movable) {
	w, c := workspace(t, twin.Socket)
	if err := w.Cast(play.Member{Name: "lene", Shown: "Lene Holm", Channels: []string{"network"}}); err != nil {
		t.Fatal(err)
	}
	return &api{t, w, twin.BotToken}, c
}

// call gives what the method answers, and Retry-After.
func (a *api) call(method string, args map[string]any) (answer map[string]any, retry string) {
	a.Helper()
	body, err := json.Marshal(args)
	if err != nil {
		a.Fatal(err)
	}
	req, err := http.NewRequestWithContext(a.Context(), http.MethodPost, a.w.APIURL()+method, bytes.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		a.Fatal(err)
	}
	return answer, resp.Header.Get("Retry-After")
}

func plain(s string) map[string]any { return map[string]any{"type": "plain_text", "text": s} }

func section(s string) map[string]any {
	return map[string]any{"type": "section", "block_id": "kind:test", "text": plain(s)}
}

func message(channel string, blocks ...any) map[string]any {
	return map[string]any{
		"channel": channel, "text": "x", "blocks": blocks,
		"metadata": map[string]any{"event_type": "brobygger", "event_payload": map[string]any{"id": fmt.Sprint(len(blocks), channel)}},
	}
}

func many(n int, make func(i int) any) (all []any) {
	for i := range n {
		all = append(all, make(i))
	}
	return all
}

func button(i int, label string) any {
	return map[string]any{"type": "button", "action_id": fmt.Sprint("b|", i), "value": "v", "text": plain(label)}
}

// TestRefusals: what Slack refuses, in its words.
func TestRefusals(t *testing.T) {
	a, _ := newAPI(t)
	long := strings.Repeat("x", 3001)
	sheet := func(title string, blocks ...any) map[string]any {
		return map[string]any{"type": "modal", "callback_id": "f", "title": plain(title), "submit": plain("Gem"), "blocks": blocks}
	}
	options := many(101, func(i int) any { return map[string]any{"text": plain("o"), "value": fmt.Sprint(i)} })
	for name, tt := range map[string]struct {
		method string
		args   map[string]any
		want   string
	}{
		"a channel that is not there":  {"chat.postMessage", message("CNOWHERE", section("x")), "channel_not_found"},
		"51 blocks":                    {"chat.postMessage", message("CNETWORK", many(51, func(i int) any { return map[string]any{"type": "divider"} })...), "invalid_blocks"},
		"a section too long":           {"chat.postMessage", message("CNETWORK", section(long)), "invalid_blocks"},
		"a header too long":            {"chat.postMessage", message("CNETWORK", map[string]any{"type": "header", "text": plain(long[:151])}), "invalid_blocks"},
		"a button's label too long":    {"chat.postMessage", message("CNETWORK", map[string]any{"type": "actions", "elements": []any{button(1, long[:76])}}), "invalid_blocks"},
		"26 buttons in a row":          {"chat.postMessage", message("CNETWORK", map[string]any{"type": "actions", "elements": many(26, func(i int) any { return button(i, "x") })}), "invalid_blocks"},
		"one action_id twice":          {"chat.postMessage", message("CNETWORK", map[string]any{"type": "actions", "elements": []any{button(1, "x"), button(1, "y")}}), "invalid_blocks"},
		"one block_id twice":           {"chat.postMessage", message("CNETWORK", section("x"), section("y")), "invalid_blocks"},
		"an unknown field":             {"chat.postMessage", message("CNETWORK", map[string]any{"type": "section", "txet": plain("x")}), "invalid_blocks_format"},
		"a multi-select among buttons": {"chat.postMessage", message("CNETWORK", map[string]any{"type": "actions", "elements": []any{map[string]any{"type": "multi_static_select", "action_id": "a", "options": options[:1]}}}), "invalid_blocks"},
		"101 options":                  {"chat.postMessage", message("CNETWORK", map[string]any{"type": "section", "text": plain("x"), "accessory": map[string]any{"type": "static_select", "action_id": "a", "options": options}}), "invalid_blocks"},
		"a group of 101 options": {"chat.postMessage", message("CNETWORK", map[string]any{"type": "section", "text": plain("x"), "accessory": map[string]any{"type": "static_select", "action_id": "a",
			"option_groups": []any{map[string]any{"label": plain("a"), "options": options}}}}), "invalid_blocks"},
		"options and groups": {"chat.postMessage", message("CNETWORK", map[string]any{"type": "section", "text": plain("x"), "accessory": map[string]any{"type": "static_select", "action_id": "a",
			"options": options[:1], "option_groups": []any{map[string]any{"label": plain("a"), "options": options[1:3]}}}}), "invalid_blocks"},
		"blocks too long together": {"chat.postMessage", message("CNETWORK", many(5, func(i int) any {
			return map[string]any{"type": "section", "block_id": fmt.Sprint(i), "text": plain(long[:2900])}
		})...), "msg_blocks_too_long"},
		"a text too long":               {"chat.postMessage", map[string]any{"channel": "CNETWORK", "text": strings.Repeat("x", 40_001)}, "msg_too_long"},
		"nothing to say":                {"chat.postMessage", map[string]any{"channel": "CNETWORK"}, "no_text"},
		"metadata without a type":       {"chat.postMessage", map[string]any{"channel": "CNETWORK", "text": "x", "metadata": map[string]any{}}, "invalid_metadata_format"},
		"an edit of nothing":            {"chat.update", map[string]any{"channel": "CNETWORK", "ts": "1.000001", "text": "x"}, "message_not_found"},
		"somebody who is not there":     {"conversations.open", map[string]any{"users": "UNOBODY"}, "user_not_found"},
		"a private word to an outsider": {"chat.postEphemeral", map[string]any{"channel": "CJOBCENTER", "user": "ULENE", "text": "x"}, "user_not_in_channel"},
		"replies to nothing":            {"conversations.replies", map[string]any{"channel": "CNETWORK", "ts": "1.000001"}, "thread_not_found"},
		"a limit too high":              {"conversations.members", map[string]any{"channel": "CNETWORK", "limit": 1001}, "invalid_limit"},
		"a trigger that never was":      {"views.open", map[string]any{"trigger_id": "1.2.x", "view": sheet("Titel", section("x"))}, "invalid_trigger_id"},
		"the home of nobody":            {"views.publish", map[string]any{"user_id": "UNOBODY", "view": map[string]any{"type": "home", "blocks": []any{}}}, "user_not_found"},
		"a home that is a modal":        {"views.publish", map[string]any{"user_id": "ULENE", "view": sheet("Titel", section("x"))}, "invalid_arguments"},
		"a method that is not there":    {"chat.shout", nil, "unknown_method"},
		"a socket with the bot's token": {"apps.connections.open", nil, "not_allowed_token_type"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := a.call(tt.method, tt.args); got["ok"] != false || got["error"] != tt.want {
				t.Errorf("have %v, want %s", got, tt.want)
			}
		})
	}
	for token, want := range map[string]string{"": "not_authed", "xoxb-other": "invalid_auth"} {
		a.token = token
		if got, _ := a.call("auth.test", nil); got["error"] != want {
			t.Errorf("token %q: have %v, want %s", token, got, want)
		}
	}
	if posts := a.w.See("lene").Posts; len(posts) > 0 {
		t.Errorf("something of it is shown: %+v", posts)
	}
}

// TestPaceOfAChannel: a short burst, then one message a second.
func TestPaceOfAChannel(t *testing.T) {
	w, c := newTwin(t, twin.Socket)
	defer func() {
		if err := w.Close(); err == nil {
			t.Error("the twin does not tell that it was called too fast")
		}
	}()
	a := &api{t, w, twin.BotToken}
	post := func(i int) (string, string) {
		m := message("CNETWORK", section("x"))
		m["metadata"] = map[string]any{"event_type": "brobygger", "event_payload": map[string]any{"id": fmt.Sprint("d", i)}}
		got, retry := a.call("chat.postMessage", m)
		code, _ := got["error"].(string)
		return code, retry
	}
	n := 0
	for code := ""; code == ""; n++ {
		if code, _ = post(n); code != "" && code != "ratelimited" {
			t.Fatal(code)
		}
	}
	if n < 5 || n > 30 {
		t.Errorf("%d messages at once", n-1)
	}
	if code, retry := post(100); code != "ratelimited" || retry != "1" {
		t.Errorf("have %q, Retry-After %q", code, retry)
	}
	if got, _ := a.call("chat.postMessage", message("CJOBCENTER", section("x"))); got["ok"] != true {
		t.Errorf("another channel: %v", got)
	}
	c.Move(time.Second)
	if code, _ := post(101); code != "" {
		t.Errorf("after a second: %q", code)
	}
}

// TestPages: lists come in pages, and the next begins where the last ended.
func TestPages(t *testing.T) {
	a, _ := newAPI(t)
	for i := range 7 {
		if err := a.w.Cast(play.Member{Name: fmt.Sprint("p", i), Channels: []string{"network"}}); err != nil {
			t.Fatal(err)
		}
	}
	seen, cursor := map[any]bool{}, ""
	for {
		got, _ := a.call("conversations.members", map[string]any{"channel": "CNETWORK", "limit": 3, "cursor": cursor})
		page := got["members"].([]any)
		if len(page) > 3 {
			t.Fatalf("a page of %d", len(page))
		}
		for _, id := range page {
			seen[id] = true
		}
		if cursor = got["response_metadata"].(map[string]any)["next_cursor"].(string); cursor == "" {
			break
		}
	}
	if len(seen) != 9 { // eight people and the bot
		t.Errorf("%d members: %v", len(seen), seen)
	}
}
