package twin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
)

// trouble is an error answer in Discord's form
// (docs: topics/opcodes-and-status-codes#json).
type trouble struct {
	status, code int
	message      string
	errors       object // by path, with 50035
	after        time.Duration
	global       bool
	cut          bool // no answer at all: the connection ends
}

func (e *trouble) Error() string { return fmt.Sprintf("%d %d: %s", e.status, e.code, e.message) }

// Discord's own numbers and words for what goes wrong.
func fail(status, code int, message string) *trouble {
	return &trouble{status: status, code: code, message: message}
}

var texts = map[int]struct {
	status  int
	message string
}{
	10003:  {404, "Unknown Channel"},
	10004:  {404, "Unknown Guild"},
	10007:  {404, "Unknown Member"},
	10008:  {404, "Unknown Message"},
	10013:  {404, "Unknown User"},
	10015:  {404, "Unknown Webhook"},
	10062:  {404, "Unknown interaction"},
	10063:  {404, "Unknown application command"},
	30032:  {400, "Maximum number of application commands reached (100)"},
	40060:  {400, "Interaction has already been acknowledged."},
	40033:  {400, "This message has already been crossposted"},
	50001:  {403, "Missing Access"},
	50005:  {403, "Cannot edit a message authored by another user"},
	50006:  {400, "Cannot send an empty message"},
	50007:  {403, "Cannot send messages to this user"},
	50013:  {403, "Missing Permissions"},
	50024:  {403, "Cannot execute action on this channel type"},
	50027:  {401, "Invalid Webhook Token"},
	50033:  {400, "Invalid Recipient(s)"},
	50068:  {400, "Invalid message type"},
	50109:  {400, "The request body contains invalid JSON."},
	160004: {400, "A thread has already been created for this message"},
}

func code(n int) *trouble { return fail(texts[n].status, n, texts[n].message) }

// request is one call being answered.
type request struct {
	*http.Request
	body []byte
	kind string // of the message, for rehearsals: X-Brobygger-Kind
}

func (r *request) decode(v any) *trouble {
	if json.Unmarshal(r.body, v) != nil {
		return code(50109)
	}
	return nil
}

type handler func(t *Twin, r *request) (any, *trouble)

// routes are those the twin has; any other is 404.
func routes() map[string]handler {
	return map[string]handler{
		"GET /gateway":                                          (*Twin).getGateway,
		"GET /gateway/bot":                                      (*Twin).getGatewayBot,
		"GET /users/@me":                                        func(t *Twin, _ *request) (any, *trouble) { return t.botUser(), nil },
		"GET /users/@me/guilds":                                 (*Twin).getGuilds,
		"GET /applications/@me":                                 (*Twin).getApplication,
		"GET /oauth2/applications/@me":                          (*Twin).getApplication,
		"POST /users/@me/channels":                              (*Twin).openDirect,
		"GET /guilds/{guild}":                                   (*Twin).getGuild,
		"GET /guilds/{guild}/channels":                          (*Twin).getChannels,
		"GET /guilds/{guild}/roles":                             (*Twin).getRoles,
		"GET /guilds/{guild}/members/{user}":                    (*Twin).getMember,
		"GET /guilds/{guild}/threads/active":                    (*Twin).getThreads,
		"GET /channels/{channel}":                               (*Twin).getChannel,
		"GET /channels/{channel}/messages":                      (*Twin).getMessages,
		"GET /channels/{channel}/messages/{message}":            (*Twin).getMessage,
		"POST /channels/{channel}/messages":                     (*Twin).createMessage,
		"PATCH /channels/{channel}/messages/{message}":          (*Twin).editMessage,
		"DELETE /channels/{channel}/messages/{message}":         (*Twin).deleteMessage,
		"POST /channels/{channel}/messages/{message}/crosspost": (*Twin).crosspost,
		"POST /channels/{channel}/messages/{message}/threads":   (*Twin).createThread,
		"POST /channels/{channel}/threads":                      (*Twin).createPrivate,
		"POST /channels/{channel}/typing":                       (*Twin).typing,
		"POST /interactions/{id}/{token}/callback":              (*Twin).callback,
		"POST /webhooks/{app}/{token}":                          (*Twin).followup,
		"GET /webhooks/{app}/{token}/messages/{message}":        (*Twin).getResponse,
		"PATCH /webhooks/{app}/{token}/messages/{message}":      (*Twin).editResponse,
		"DELETE /webhooks/{app}/{token}/messages/{message}":     (*Twin).deleteResponse,
		"GET /applications/{app}/commands":                      (*Twin).getCommands,
		"PUT /applications/{app}/commands":                      (*Twin).putCommands,
	}
}

// handler serves REST under the bare base and under /api/vN, and the gateway.
func (t *Twin) handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range routes() {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { t.serve(w, r, h) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { reply(w, nil, fail(404, 0, "404: Not Found")) })
	version := regexp.MustCompile(`^/api/v(9|10)/`)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			t.serveGateway(w, r)
			return
		}
		if m := version.FindString(r.URL.Path); m != "" {
			http.StripPrefix(strings.TrimSuffix(m, "/"), mux).ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// serve checks what holds for every route, and answers.
func (t *Twin) serve(w http.ResponseWriter, r *http.Request, h handler) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		reply(w, nil, code(50109))
		return
	}
	req := &request{Request: r, body: body, kind: r.Header.Get("X-Brobygger-Kind")}
	webhook := r.PathValue("token") != ""
	trouble := t.outage()
	switch {
	case trouble != nil:
	case !strings.HasPrefix(r.UserAgent(), "DiscordBot ("): // docs: reference#user-agent
		trouble = fail(403, 0, "403: Forbidden")
	case !webhook && r.Header.Get("Authorization") != "Bot "+t.currentToken(): // docs: reference#authentication
		trouble = fail(401, 0, "401: Unauthorized")
	default:
		trouble = t.limits.take(w.Header(), r, webhook)
	}
	var out any
	if trouble == nil {
		out, trouble = h(t, req)
	}
	t.count(r, trouble)
	reply(w, out, trouble)
}

// reply writes an answer or an error.
func reply(w http.ResponseWriter, out any, e *trouble) {
	status := http.StatusOK
	switch {
	case e != nil && e.cut:
		panic(http.ErrAbortHandler) // the connection ends without an answer
	case e != nil && e.status == http.StatusTooManyRequests:
		// docs: topics/rate-limits#exceeding-a-rate-limit
		w.Header().Set("Retry-After", strconv.FormatFloat(math.Ceil(e.after.Seconds()), 'f', 0, 64))
		scope := "user"
		if e.global {
			w.Header().Set("X-RateLimit-Global", "true")
			scope = "global"
		}
		w.Header().Set("X-RateLimit-Scope", scope)
		out, status = object{"message": "You are being rate limited.", "retry_after": e.after.Seconds(), "global": e.global}, e.status
	case e != nil:
		body := object{"message": e.message, "code": e.code}
		if e.errors != nil {
			body["errors"] = e.errors
		}
		out, status = body, e.status
	case out == nil:
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(out) // the client has gone away
}

// from gives Discord's error for one of the World.
func from(err error, gone *trouble) *trouble {
	if err == nil {
		return nil
	}
	var e *adapters.Error
	if !errors.As(err, &e) {
		return &trouble{cut: true}
	}
	switch e.Class {
	case adapters.Limited:
		return &trouble{status: http.StatusTooManyRequests, after: e.After, global: e.All}
	case adapters.Temporary:
		return fail(503, 0, "503: Service Unavailable")
	case adapters.Gone:
		return gone
	case adapters.Rejected:
		return invalid("content", "BASE_TYPE_INVALID", e.Err.Error())
	}
	return &trouble{cut: true}
}

// place is where the World has a spot.
func (t *Twin) place(s spot) chat.Place {
	switch {
	case s.who != "":
		return t.World.Account(s.who).Direct()
	case s.private():
		return t.World.Account(s.thread.who).Direct()
	}
	return t.World.Channel(s.room.name)
}
