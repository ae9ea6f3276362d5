package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"

	"brobygger/adapters"
	"brobygger/chat"
)

// Discord's own addresses. discordgo's client is not used for requests: it
// waits inside a call for a limit to pass, repeats what it does not know the
// outcome of, and its addresses are one for the whole process.
const (
	ownAPI     = "https://discord.com/api/v10"
	kindHeader = "X-Brobygger-Kind" // the kind of message; Discord passes it over
	userAgent  = "DiscordBot (brobygger, 1.0)"
	mostAnswer = 8 << 20
)

// rest makes requests of one bot. It never waits and never repeats.
type rest struct {
	base   string
	token  string
	http   *http.Client
	limits *rateLimits
}

func newREST(base, token string, client *http.Client, clock chat.Clock) *rest {
	if base == "" {
		base = ownAPI
	} else if base = strings.TrimRight(base, "/"); !versioned(base) {
		base = strings.TrimSuffix(base, "/api") + "/api/v10"
	}
	if client == nil {
		client = &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 16, ForceAttemptHTTP2: true}}
	}
	return &rest{base: base, token: token, http: client, limits: newRateLimits(clock)}
}

func versioned(base string) bool { return regexp.MustCompile(`/v\d+$`).MatchString(base) }

// request is one call. Route is its path with {} for what does not choose the
// rate limit, so it can stand in errors and logs where a path with an
// interaction's token cannot.
type request struct {
	method string
	route  string   // "channels/CHANNEL/messages/{}": major ids are written out
	args   []string // for the {} in turn
	query  url.Values
	body   any
	kind   string
	free   bool // of the global limit: interactions
}

func (q request) path() string {
	path := q.route
	for _, a := range q.args {
		path = strings.Replace(path, "{}", url.PathEscape(a), 1)
	}
	if len(q.query) > 0 {
		path += "?" + q.query.Encode()
	}
	return path
}

// refusal is an answer that says no.
type refusal struct {
	Status  int             `json:"-"`
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Errors  json.RawMessage `json:"errors"`
}

func (r *refusal) Error() string {
	s := fmt.Sprintf("%d, code %d: %s", r.Status, r.Code, r.Message)
	if len(r.Errors) > 0 && len(r.Errors) < 2000 {
		s += " " + string(r.Errors)
	}
	return s
}

// codeOf gives Discord's code of an error, 0 when there is none.
func codeOf(err error) int {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.Code
	}
	return 0
}

func statusOf(err error) int {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.Status
	}
	return 0
}

// do makes a request and reads its answer into into, unless that is nil. The
// error is an [adapters.Error].
func (r *rest) do(ctx context.Context, q request, into any) error {
	if wait := r.limits.before(q); wait != nil {
		return wait
	}
	req, err := r.request(ctx, q)
	if err != nil {
		return failed(adapters.Rejected, "%s %s: %w", q.method, q.route, err)
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return failed(unsent(err), "%s %s: %w", q.method, q.route, withoutAddress(err))
	}
	defer resp.Body.Close()
	r.limits.after(q, resp)
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return failed(adapters.Unknown, "%s %s: read the answer: %w", q.method, q.route, withoutAddress(err))
	}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return r.limits.limited(q, resp, body)
	case resp.StatusCode >= 300:
		return r.refused(q, resp.StatusCode, body)
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return failed(adapters.Unknown, "%s %s: read the answer: %w", q.method, q.route, err)
	}
	return nil
}

func (r *rest) request(ctx context.Context, q request) (*http.Request, error) {
	var body io.Reader
	if q.body != nil {
		b, err := json.Marshal(q.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, r.base+"/"+q.path(), body)
	if err != nil {
		return nil, withoutAddress(err)
	}
	req.Header.Set("Authorization", "Bot "+r.token)
	req.Header.Set("User-Agent", userAgent)
	if q.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if q.kind != "" {
		req.Header.Set(kindHeader, q.kind)
	}
	return req, nil
}

// unsent tells whether a request that failed can have reached Discord.
func unsent(err error) adapters.Class {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return adapters.Temporary
	}
	return adapters.Unknown
}

// withoutAddress takes the address out of an error: an interaction's has a token in it.
func withoutAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// refused gives an answer of 3xx, 4xx or 5xx its class.
// https://docs.discord.com/developers/topics/opcodes-and-status-codes
func (r *rest) refused(q request, status int, body []byte) error {
	why := &refusal{}
	if json.Unmarshal(body, why) != nil || why.Message == "" {
		why.Message = http.StatusText(status)
	}
	why.Status = status
	class := adapters.Rejected
	switch {
	case status >= 500 && q.method == http.MethodPost:
		class = adapters.Unknown // it may stand there; the nonce is forgotten long before the last try
	case status >= 500:
		class = adapters.Temporary // changing or reading it again does no harm
	case status == http.StatusUnauthorized:
		class = adapters.Temporary // the token; Run ends for it
	case status == http.StatusForbidden || status == http.StatusNotFound:
		class = adapters.Gone
	}
	switch why.Code {
	case discordgo.ErrCodeInvalidRecipients, discordgo.ErrCodeCannotSendMessagesToThisUser, discordgo.ErrCodeUnknownUser:
		class = adapters.Gone
	case discordgo.ErrCodeCannotEditFromAnotherUser, discordgo.ErrCodeCannotSendEmptyMessage,
		discordgo.ErrCodeExplicitContentCannotBeSentToTheDesiredRecipients:
		class = adapters.Rejected
	case discordgo.ErrCodeOpeningDirectMessagesTooFast, discordgo.ErrCodeFeatureTemporarilyDisabledServerSide:
		class = adapters.Temporary
	case discordgo.ErrCodeInvalidFormBody:
		if strings.Contains(string(why.Errors), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE") {
			class = adapters.Gone
		}
	}
	if why.Code == discordgo.ErrCodeMissingPermissions || why.Code == discordgo.ErrCodeMissingAccess {
		return failed(class, "%s %s: %w; brobygger check says which permission is missing where", q.method, q.route, why)
	}
	return failed(class, "%s %s: %w", q.method, q.route, why)
}

func failed(class adapters.Class, format string, args ...any) *adapters.Error {
	return &adapters.Error{Class: class, Err: fmt.Errorf(format, args...)}
}
