package twin

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"brobygger/play"
)

// api is a bare client of the REST API.
type api struct {
	*testing.T
	tw *Twin
}

type answer struct {
	status int
	header http.Header
	body   object
	list   []object
}

func (a api) call(method, path string, body any) answer {
	a.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		a.Fatal(err)
	}
	if raw, ok := body.(string); ok {
		data = []byte(raw)
	}
	r, err := http.NewRequestWithContext(a.Context(), method, a.tw.APIURL()+"/api/v10"+path, strings.NewReader(string(data)))
	if err != nil {
		a.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+a.tw.currentToken())
	r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
	return a.do(r)
}

func (a api) do(r *http.Request) answer {
	a.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	out := answer{status: resp.StatusCode, header: resp.Header}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	_ = json.Unmarshal(b, &out.body)
	_ = json.Unmarshal(b, &out.list)
	return out
}

// is asserts an error, with the path of the field for 50035.
func (a answer) is(t *testing.T, status, code int, path string) {
	t.Helper()
	got, _ := a.body["code"].(float64)
	if a.status != status || int(got) != code {
		t.Errorf("answered %d %v, want %d %d", a.status, a.body, status, code)
		return
	}
	at, _ := a.body["errors"].(object)
	for part := range strings.SplitSeq(path, ".") {
		if path == "" {
			return
		}
		at, _ = at[part].(object)
	}
	if at["_errors"] == nil {
		t.Errorf("answered %v, want an error at %s", a.body, path)
	}
}

func people(t *testing.T, tw *Twin) {
	t.Helper()
	for _, m := range []play.Member{{Name: "lene", Shown: "Lene", Channels: []string{"network"}}, {Name: "sune", Shown: "Sune", Channels: []string{"jobcenter"}}} {
		if err := tw.Cast(m); err != nil {
			t.Fatal(err)
		}
	}
}

func row(parts ...object) []object { return []object{{"type": actionRow, "components": parts}} }

func pick(n int) object {
	options := []object{}
	for i := range n {
		options = append(options, object{"label": "L", "value": fmt.Sprint(i)})
	}
	return object{"type": stringSelect, "custom_id": "s|a|", "options": options}
}

func press(id, label string) object {
	return object{"type": buttonType, "style": 2, "custom_id": id, "label": label}
}

// TestRefusedMessages: what Discord refuses of a message, by the path it names.
func TestRefusedMessages(t *testing.T) {
	tw := open(t, Options{})
	people(t, tw)
	a := api{t, tw}
	path := "/channels/" + channelID("network") + "/messages"
	long := strings.Repeat("x", 2001)
	many := []object{}
	for range 6 {
		many = append(many, press(fmt.Sprint(len(many)), "L"))
	}
	rows := []object{}
	for i := range 6 {
		rows = append(rows, row(press(fmt.Sprint(i), "L"))...)
	}
	for name, tt := range map[string]struct {
		body any
		code int
		path string
	}{
		"no JSON":                {"{", 50109, ""},
		"nothing":                {object{"content": ""}, 50006, ""},
		"only what has no width": {object{"content": "\u200b\u2060"}, 50006, ""},
		"2,001 characters":       {object{"content": long}, 50035, "content"},
		"six buttons in a row":   {object{"components": row(many...)}, 50035, "components.0.components"},
		"six rows":               {object{"components": rows}, 50035, "components"},
		"one id twice":           {object{"components": row(press("a", "L"), press("a", "L"))}, 50035, "components.0.components.1.custom_id"},
		"an id too long":         {object{"components": row(press(long[:101], "L"))}, 50035, "components.0.components.0.custom_id"},
		"a label too long":       {object{"components": row(press("a", long[:81]))}, 50035, "components.0.components.0.label"},
		"a button without":       {object{"components": row(press("a", ""))}, 50035, "components.0.components.0.label"},
		"26 options":             {object{"components": row(pick(26))}, 50035, "components.0.components.0.options"},
		"no options":             {object{"components": row(pick(0))}, 50035, "components.0.components.0.options"},
		"a select and a button":  {object{"components": row(pick(2), press("a", "L"))}, 50035, "components.0.components"},
		"a link with an id":      {object{"components": row(object{"type": 2, "style": 5, "label": "L", "url": "https://x.example", "custom_id": "a"})}, 50035, "components.0.components.0.custom_id"},
		"a text input":           {object{"components": row(object{"type": textInput, "custom_id": "a"})}, 50035, "components.0.components.0.type"},
		"a nonce too long":       {object{"content": "x", "nonce": long[:26]}, 50035, "nonce"},
		"mentions twice over":    {object{"content": "x", "allowed_mentions": object{"parse": []string{"users"}, "users": []string{userID("lene")}}}, 50035, "allowed_mentions"},
		"an unknown reference":   {object{"content": "x", "message_reference": object{"message_id": "1"}}, 50035, "message_reference"},
		"an embed too long":      {object{"embeds": []object{{"description": strings.Repeat("x", 4097)}}}, 50035, "embeds.0.description"},
		"both forms at once":     {object{"content": "x", "flags": flagComponentsV2, "components": []object{{"type": textDisplay, "content": "x"}}}, 50035, "content"},
	} {
		t.Run(name, func(t *testing.T) { api{t, tw}.call("POST", path, tt.body).is(t, 400, tt.code, tt.path) })
	}
	if posts := tw.See("").Posts; len(posts) > 0 {
		t.Errorf("shown all the same: %+v", posts)
	}
	a.call("POST", path, object{"content": strings.Repeat("å", 2000), "components": row(pick(25))}).isOK(t)
}

func (a answer) isOK(t *testing.T) {
	t.Helper()
	if a.status/100 != 2 {
		t.Errorf("answered %d %v", a.status, a.body)
	}
}

// TestRefusedPlaces: channels, messages and rights.
func TestRefusedPlaces(t *testing.T) {
	tw := open(t, Options{})
	people(t, tw)
	a := api{t, tw}
	network := "/channels/" + channelID("network")
	hello := object{"content": "hej"}
	id := a.call("POST", network+"/messages", hello).body["id"].(string)

	a.call("POST", "/channels/1/messages", hello).is(t, 404, 10003, "")
	a.call("GET", network+"/messages/1", nil).is(t, 404, 10008, "")
	a.call("PATCH", "/channels/"+channelID("jobcenter")+"/messages/"+id, hello).is(t, 404, 10008, "")
	a.call("POST", network+"/messages/"+id+"/crosspost", nil).is(t, 400, 50068, "")
	a.call("POST", network+"/messages/"+id+"/threads", object{"name": ""}).is(t, 400, 50035, "name")
	a.call("POST", network+"/messages/"+id+"/threads", object{"name": "Tråd"}).isOK(t)
	a.call("POST", network+"/messages/"+id+"/threads", object{"name": "Tråd"}).is(t, 400, 160004, "")
	a.call("POST", "/users/@me/channels", object{"recipient_id": "1"}).is(t, 400, 50033, "")
	a.call("GET", "/guilds/1", nil).is(t, 404, 10004, "")
	a.call("GET", "/guilds/"+tw.guildID+"/members/1", nil).is(t, 404, 10007, "")

	if err := tw.World.Do(t.Context(), "lene", play.Say{Channel: "network", Text: "hej"}); err != nil {
		t.Fatal(err)
	}
	posts := tw.See("").Posts
	a.call("PATCH", network+"/messages/"+tw.messageID(posts[len(posts)-1]), hello).is(t, 403, 50005, "")

	tw.rooms[0].mute = true
	a.call("POST", network+"/messages", hello).is(t, 403, 50013, "")
	tw.rooms[0].mute, tw.rooms[0].away = false, true
	a.call("POST", network+"/messages", hello).is(t, 403, 50001, "")
	tw.rooms[0].away, tw.rooms[0].deleted = false, true
	a.call("POST", network+"/messages", hello).is(t, 404, 10003, "")

	dm := a.call("POST", "/users/@me/channels", object{"recipient_id": userID("lene")}).body["id"].(string)
	a.call("POST", "/channels/"+dm+"/messages", hello).isOK(t)
	if err := tw.Fault("dm-closed", "lene"); err != nil {
		t.Fatal(err)
	}
	a.call("POST", "/channels/"+dm+"/messages", hello).is(t, 403, 50007, "")
}

// TestNonce: the same message within two minutes, another one after that.
func TestNonce(t *testing.T) {
	c := newClock()
	tw := open(t, Options{Clock: c})
	people(t, tw)
	a := api{t, tw}
	path := "/channels/" + channelID("network") + "/messages"
	body := object{"content": "hej", "nonce": "n-1", "enforce_nonce": true}
	first := a.call("POST", path, body).body["id"]
	c.Move(2 * time.Minute)
	if again := a.call("POST", path, body).body["id"]; again != first {
		t.Errorf("within two minutes %v, then %v", first, again)
	}
	c.Move(time.Second)
	if later := a.call("POST", path, body).body["id"]; later == first {
		t.Errorf("after two minutes still %v", later)
	}
	delete(body, "enforce_nonce")
	a.call("POST", path, body)
	if got := len(a.call("GET", path+"?limit=100", nil).list); got != 3 {
		t.Errorf("%d messages, want 3", got)
	}
}

// TestRateLimits: buckets and the limit of everything, by the clock.
func TestRateLimits(t *testing.T) {
	c := newClock()
	tw := open(t, Options{Clock: c})
	people(t, tw)
	a := api{t, tw}
	if err := tw.Fault("buckets", "2", "5", "4"); err != nil {
		t.Fatal(err)
	}
	path := "/channels/" + channelID("network") + "/messages"
	hello := object{"content": "hej"}
	for left := 1; left >= 0; left-- {
		got := a.call("POST", path, hello)
		if got.isOK(t); got.header.Get("X-RateLimit-Remaining") != fmt.Sprint(left) || got.header.Get("X-RateLimit-Reset-After") != "5.000" {
			t.Errorf("headers %v", got.header)
		}
	}
	got := a.call("POST", path, hello)
	if got.status != 429 || got.header.Get("Retry-After") != "5" || got.body["retry_after"] != 5.0 || got.body["global"] != false {
		t.Errorf("answered %d %v %v", got.status, got.header, got.body)
	}
	a.call("POST", "/channels/"+channelID("jobcenter")+"/messages", hello).isOK(t) // a bucket of its own
	if got := a.call("GET", path, nil); got.status != 429 || got.body["global"] != true || got.header.Get("X-RateLimit-Global") != "true" {
		t.Errorf("answered %d %v, want the global limit", got.status, got.body)
	}
	c.Move(5 * time.Second)
	a.call("POST", path, hello).isOK(t)
	if n := tw.Counts(); n.Limited != 2 || n.Invalid != 2 {
		t.Errorf("counted %+v", n)
	}
}

// TestUnauthorised: no token, a wrong one, and no name.
func TestUnauthorised(t *testing.T) {
	tw := open(t, Options{})
	a := api{t, tw}
	for name, change := range map[string]struct {
		header, value string
		status        int
	}{
		"a wrong token": {"Authorization", "Bot nonsense", 401},
		"no kind":       {"Authorization", tw.token, 401},
		"no agent":      {"User-Agent", "curl/8", 403},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", tw.APIURL()+"/api/v10/users/@me", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bot "+tw.token)
		r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
		r.Header.Set(change.header, change.value)
		if got := a.do(r); got.status != change.status {
			t.Errorf("%s: answered %d, want %d", name, got.status, change.status)
		}
	}
	if got := a.call("GET", "/nothing", nil); got.status != 404 {
		t.Errorf("an unknown route: %d", got.status)
	}
}
