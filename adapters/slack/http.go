package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	maxBody   = 1 << 20         // of one delivery; Slack's largest is a view of 250 KB
	oldestSig = 5 * time.Minute // https://docs.slack.dev/authentication/verifying-requests-from-slack
)

// probe keeps readiness true in HTTP mode, where silence is normal: it asks
// Slack now and then whether it still knows the bot.
func (a *Adapter) probe(ctx context.Context) {
	a.health.ok() // begin has just asked
	tick := time.NewTicker(a.o.KeepAlive)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, _, err := a.web.authTest(ctx); err != nil {
			a.refuse(err)
			a.health.failed(err)
			continue
		}
		a.health.ok()
	}
}

// Handler takes in what Slack delivers over HTTP: events, interactions and
// commands alike, told apart by their content. What is not signed by Slack is
// refused with 401, what cannot be saved with 503. In Socket Mode it is nil.
func (a *Adapter) Handler() http.Handler {
	if a.o.Mode != HTTPMode {
		return nil
	}
	return http.HandlerFunc(a.serveHTTP)
}

func (a *Adapter) serveHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		status := http.StatusBadRequest
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, "body not read", status)
		return
	}
	if !signed(a.o.SigningSecret, r.Header, body, a.o.Clock.Now()) {
		http.Error(w, "not signed", http.StatusUnauthorized)
		return
	}
	in, challenge, err := a.decoder().http(r.Header.Get("Content-Type"), body)
	switch {
	case err != nil:
		a.log.Warn("a delivery that cannot be read", "error", err)
		http.Error(w, "not understood", http.StatusBadRequest)
		return
	case challenge != "":
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, challenge) // nobody is left to tell
		return
	}
	a.work.begin()
	defer a.work.end()
	// Slack hangs up after three seconds, and what is decided then is decided all the same.
	reply, err := a.take(context.WithoutCancel(r.Context()), in)
	if err != nil {
		a.log.Warn("not saved", "event", in.ID, "error", err)
		if reply = a.unsaved(in); reply.body == nil && reply.after == nil {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "not saved, deliver again", http.StatusServiceUnavailable)
			return
		}
	}
	if reply.body != nil {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(reply.body) // when Slack has hung up nobody is left to tell
	}
	if reply.after != nil {
		a.background(answered, reply.after)
	}
}

// signed verifies that Slack has signed the body not long before or after now,
// in constant time. https://docs.slack.dev/authentication/verifying-requests-from-slack
func signed(secret string, h http.Header, body []byte, now time.Time) bool {
	stamp := h.Get("X-Slack-Request-Timestamp")
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(at, 0)).Abs() > oldestSig {
		return false
	}
	return hmac.Equal([]byte(signature(secret, stamp, body)), []byte(h.Get("X-Slack-Signature")))
}

func signature(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// http reads the body of a delivery. challenge is to be echoed when the
// address is being verified.
func (d decoder) http(contentType string, body []byte) (in incoming, challenge string, err error) {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return in, "", malformed("content type", err)
	}
	switch media {
	case "application/json":
		var o outer
		if err := json.Unmarshal(body, &o); err != nil {
			return in, "", malformed("event", err)
		}
		switch o.Type {
		case "url_verification":
			if o.Challenge == "" {
				return in, "", malformed("url_verification", errors.New("no challenge"))
			}
			return in, o.Challenge, nil
		case "event_callback":
			in, err = d.event(o)
			return in, "", err
		}
		return in, "", nil // app_rate_limited and what may come yet
	case "application/x-www-form-urlencoded":
		v, err := url.ParseQuery(string(body))
		if err != nil {
			return in, "", malformed("form", err)
		}
		if v.Has("payload") {
			in, err = d.interaction([]byte(v.Get("payload")))
			return in, "", err
		}
		if v.Get("ssl_check") == "1" {
			return in, "", nil
		}
		in, err = d.command(slashForm(v), body)
		return in, "", err
	}
	return in, "", malformed("content type", errors.New(media))
}
