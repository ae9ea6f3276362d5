package twin

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// call is one call of the Web API. Arguments come as a form or as JSON; one
// that is an object or a list is its JSON in either.
// https://docs.slack.dev/apis/web-api/#basics
type call struct {
	method, token string
	args          map[string]string
}

func (c *call) is(name string) bool { return c.args[name] == "true" || c.args[name] == "1" }

// answer is what a method gives besides "ok".
type answer = map[string]any

// refusal is an error in Slack's words.
type refusal struct {
	code   string
	detail []string
	status int           // of HTTP; 0 is 200
	after  time.Duration // of a 429
	cut    bool          // the connection ends without an answer
}

func (r *refusal) Error() string { return strings.Join(append([]string{r.code}, r.detail...), ": ") }

func refuse(code string, detail ...string) *refusal { return &refusal{code: code, detail: detail} }

// method is how one method is served, and how often a minute it may be called.
// https://docs.slack.dev/apis/web-api/rate-limits
type method struct {
	tier  int
	serve func(*Twin, *call) (answer, error)
}

// Calls a minute: tiers 1 to 4, and what is hundreds.
const (
	tier1    = 20 // one and more; bursts are tolerated
	tier2    = 20
	tier3    = 50
	tier4    = 100
	hundreds = 300
)

func methods() map[string]method {
	return map[string]method{
		"auth.test":             {hundreds, (*Twin).authTest},
		"team.info":             {tier3, (*Twin).teamInfo},
		"apps.connections.open": {tier1, (*Twin).openConnection},
		"chat.postMessage":      {hundreds, (*Twin).postMessage},
		"chat.postEphemeral":    {tier4, (*Twin).postEphemeral},
		"chat.update":           {tier3, (*Twin).update},
		"chat.delete":           {tier3, (*Twin).delete},
		"views.open":            {tier4, (*Twin).viewsOpen},
		"views.push":            {tier4, (*Twin).viewsOpen},
		"views.update":          {tier4, (*Twin).viewsUpdate},
		"views.publish":         {tier4, (*Twin).viewsPublish},
		"conversations.open":    {tier3, (*Twin).conversationsOpen},
		"conversations.info":    {tier3, (*Twin).conversationsInfo},
		"conversations.members": {tier4, (*Twin).conversationsMembers},
		"conversations.history": {tier3, (*Twin).history},
		"conversations.replies": {tier3, (*Twin).repliesTo},
		"conversations.list":    {tier2, (*Twin).conversationsList},
		"users.conversations":   {tier3, (*Twin).usersConversations},
		"users.info":            {tier4, (*Twin).usersInfo},
		"users.list":            {tier2, (*Twin).usersList},
	}
}

// serveAPI answers one call, as Slack does with 200 whatever is wrong with it,
// but for too many calls and its own failures.
func (t *Twin) serveAPI(w http.ResponseWriter, r *http.Request) {
	a, err := t.serve(r)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	refused, ok := errors.AsType[*refusal](err)
	switch {
	case err == nil:
		if a == nil {
			a = answer{}
		}
		a["ok"] = true
	case !ok:
		t.isWrong("%s: %w", r.PathValue("method"), err)
		refused = refuse("fatal_error")
		fallthrough
	default:
		a = refused.head(w)
	}
	_, _ = w.Write(encode(a)) // nobody is there to be told
}

// head writes what comes before the body of an answer that refuses, and gives
// the body.
func (r *refusal) head(w http.ResponseWriter) answer {
	if r.cut {
		panic(http.ErrAbortHandler) // ends the connection without an answer
	}
	if r.after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(r.after.Seconds()))))
	}
	if r.status != 0 {
		w.WriteHeader(r.status)
	}
	a := answer{"ok": false, "error": r.code}
	if len(r.detail) > 0 {
		a["response_metadata"] = object{"messages": r.detail}
	}
	return a
}

// failing reports a failure of Slack's own, at which nobody did anything wrong.
func (r *refusal) failing() bool { return r.cut || r.status != 0 }

func (t *Twin) serve(r *http.Request) (answer, error) {
	c, err := parseCall(r)
	if err != nil {
		return nil, err
	}
	m, ok := methods()[c.method]
	if !ok {
		return nil, refuse("unknown_method")
	}
	if err := t.authorised(c); err != nil {
		return nil, err
	}
	if err := t.limit(c.method, m.tier); err != nil {
		return nil, err
	}
	return m.serve(t, c)
}

func parseCall(r *http.Request) (*call, error) {
	c := &call{method: r.PathValue("method"), args: map[string]string{}}
	body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		return nil, refuse("request_timeout")
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == "application/json" && len(body) > 0:
		var args map[string]json.RawMessage
		if err := json.Unmarshal(body, &args); err != nil {
			return nil, refuse("invalid_json")
		}
		for k, v := range args {
			var s string
			if json.Unmarshal(v, &s) != nil {
				s = string(v)
			}
			c.args[k] = s
		}
	case kind == "application/x-www-form-urlencoded" || len(body) == 0:
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if err := r.ParseForm(); err != nil {
			return nil, refuse("invalid_form_data")
		}
		for k, v := range r.Form {
			c.args[k] = v[0]
		}
	default:
		return nil, refuse("invalid_post_type")
	}
	c.token, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if c.token == "" {
		c.token = c.args["token"]
	}
	return c, nil
}

// authorised checks the token: the app's own for sockets, the bot's for all else.
// https://docs.slack.dev/authentication/tokens
func (t *Twin) authorised(c *call) error {
	t.mu.Lock()
	revoked := t.faults.revoked
	_, ofApp := t.links[c.token]
	t.mu.Unlock()
	switch {
	case c.token == "":
		return refuse("not_authed")
	case revoked != "":
		return refuse(revoked)
	case c.method == "apps.connections.open" && !ofApp && c.token == BotToken:
		return refuse("not_allowed_token_type")
	case c.method != "apps.connections.open" && ofApp:
		return refuse("not_allowed_token_type")
	case !ofApp && c.token != BotToken:
		return refuse("invalid_auth")
	}
	return nil
}

// serveResponse takes what is sent to a response_url.
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
func (t *Twin) serveResponse(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	f := t.replies[r.PathValue("reply")]
	usable := f != nil && f.uses < responseUses && t.clock.Now().Before(f.until)
	if usable {
		f.uses++
	}
	t.mu.Unlock()
	if !usable {
		http.Error(w, "expired_url", http.StatusNotFound)
		return
	}
	var sent reply
	err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&sent)
	if err == nil {
		err = t.reply(f, sent)
	}
	if refused, ok := errors.AsType[*refusal](err); ok && refused.failing() {
		_, _ = w.Write(encode(refused.head(w)))
		return
	}
	if err != nil {
		t.mu.Lock()
		f.wrong = err
		t.mu.Unlock()
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = io.WriteString(w, "ok")
}
