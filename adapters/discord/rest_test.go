package discord

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
)

func post(id string) adapters.Delivery {
	return adapters.Delivery{ID: id, Op: adapters.Post, Place: chat.Place{Platform: Platform, Workspace: "10", Channel: "20"}, Message: chat.Message{Kind: "test", Text: "Hej"}}
}

func TestClassesOfRefusals(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		want   adapters.Class
	}{
		{200, `{"id": "7"}`, ""},
		{200, `{`, adapters.Unknown},
		{200, `{}`, adapters.Unknown},
		{400, `{"code": 50035, "message": "Invalid Form Body", "errors": {"content": {}}}`, adapters.Rejected},
		{400, `{"code": 50035, "message": "Invalid Form Body", "errors": {"message_reference": {"_errors": [{"code": "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"}]}}}`, adapters.Gone},
		{400, `{"code": 50006, "message": "Cannot send an empty message"}`, adapters.Rejected},
		{400, `{"code": 50033, "message": "Invalid Recipient(s)"}`, adapters.Gone},
		{401, `{"code": 0, "message": "401: Unauthorized"}`, adapters.Temporary},
		{403, `{"code": 50001, "message": "Missing Access"}`, adapters.Gone},
		{403, `{"code": 50007, "message": "Cannot send messages to this user"}`, adapters.Gone},
		{403, `{"code": 50013, "message": "Missing Permissions"}`, adapters.Gone},
		{403, `{"code": 50005, "message": "Cannot edit a message authored by another user"}`, adapters.Rejected},
		{403, `{"code": 20009, "message": "Explicit content"}`, adapters.Rejected},
		{403, `<html>`, adapters.Gone},
		{404, `{"code": 10003, "message": "Unknown Channel"}`, adapters.Gone},
		{500, `oops`, adapters.Unknown},
		{502, `<html>`, adapters.Unknown},
		{503, `{"message": "unavailable"}`, adapters.Unknown},
	} {
		s := newServer(t)
		s.on("POST channels/20/messages", says(tt.status, tt.body))
		_, err := s.adapter(newClock(), &state{}, nil).Send(t.Context(), post("a"))
		if got := adapters.ClassOf(err); got != tt.want {
			t.Errorf("%d %s: class %q, want %q (%v)", tt.status, tt.body, got, tt.want, err)
		}
		if err != nil && strings.Contains(err.Error(), "TOKEN") {
			t.Errorf("the token stands in %v", err)
		}
	}
}

// A change can be made again without looking for it first.
func TestAChangeThatFailedIsTemporary(t *testing.T) {
	s := newServer(t)
	s.on("PATCH channels/20/messages/7", says(502, `<html>`))
	s.on("DELETE channels/20/messages/7", says(502, `<html>`))
	for _, op := range []adapters.Op{adapters.Edit, adapters.Delete} {
		d := post("a")
		d.Op, d.Target = op, "20/7"
		if _, err := s.adapter(newClock(), &state{}, nil).Send(t.Context(), d); adapters.ClassOf(err) != adapters.Temporary {
			t.Errorf("%s: %v", op, err)
		}
	}
}

func TestWhatNeverLeftIsTemporaryAndWhatMayHaveIsUnknown(t *testing.T) {
	s := newServer(t)
	s.on("POST channels/20/messages", func(w http.ResponseWriter) { panic(http.ErrAbortHandler) })
	if _, err := s.adapter(newClock(), &state{}, nil).Send(t.Context(), post("a")); adapters.ClassOf(err) != adapters.Unknown {
		t.Errorf("a cut connection: %v", err)
	}
	a := s.adapter(newClock(), &state{}, nil)
	s.http.Close()
	_, err := a.Send(t.Context(), post("a"))
	if adapters.ClassOf(err) != adapters.Temporary || strings.Contains(err.Error(), "/api/v10") {
		t.Errorf("nobody listens: %v", err)
	}
}

// An interaction's token stands in its address, and nowhere a person may read.
func TestNoTokenInErrors(t *testing.T) {
	s := newServer(t)
	a := s.adapter(newClock(), &state{}, nil)
	q := request{method: http.MethodPost, route: "interactions/{}/{}/callback", args: []string{"1", "SECRET"}, body: 1, free: true}
	if err := a.rest.do(t.Context(), q, nil); err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("refused: %v", err)
	}
	s.http.Close()
	if err := a.rest.do(t.Context(), q, nil); err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("cut: %v", err)
	}
}

func limitedFor(t *testing.T, err error, after time.Duration, all bool) {
	t.Helper()
	e, ok := errors.AsType[*adapters.Error](err)
	if !ok || e.Class != adapters.Limited || e.After != after || e.All != all {
		t.Errorf("have %+v, want limited for %s, all %v", err, after, all)
	}
}

// A bucket that is used up is not asked again before its time, and holds
// nobody else up.
func TestBuckets(t *testing.T) {
	s, c := newServer(t), newClock()
	a := s.adapter(c, &state{}, nil)
	headers := []string{"X-RateLimit-Bucket", "b", "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "2.5"}
	s.on("POST channels/20/messages", says(200, `{"id": "7"}`, headers...))
	s.on("POST channels/21/messages", says(200, `{"id": "8"}`))
	if _, err := a.Send(t.Context(), post("a")); err != nil {
		t.Fatal(err)
	}
	_, err := a.Send(t.Context(), post("b"))
	limitedFor(t, err, 2500*time.Millisecond, false)
	other := post("c")
	other.Place.Channel = "21"
	if _, err := a.Send(t.Context(), other); err != nil {
		t.Errorf("another channel: %v", err)
	}
	if n := len(s.made("POST channels/20/messages")); n != 1 {
		t.Errorf("asked %d times", n)
	}
	c.Move(2500 * time.Millisecond)
	if _, err := a.Send(t.Context(), post("b")); err != nil {
		t.Errorf("after the reset: %v", err)
	}
}

func TestTooManyRequests(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		headers    []string
		after      time.Duration
		all        bool
	}{
		{"bucket", `{"message": "You are being rate limited.", "retry_after": 1.25, "global": false}`, []string{"Retry-After", "2", "X-RateLimit-Scope", "user"}, 1250 * time.Millisecond, false},
		{"global", `{"retry_after": 30, "global": true}`, []string{"X-RateLimit-Global", "true"}, 30 * time.Second, true},
		{"from before the API", `<html>error 1015</html>`, []string{"Retry-After", "600"}, 10 * time.Minute, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, c := newServer(t), newClock()
			a := s.adapter(c, &state{}, nil)
			s.on("POST channels/20/messages", says(429, tt.body, tt.headers...))
			s.on("POST channels/21/messages", says(200, `{"id": "8"}`))
			_, err := a.Send(t.Context(), post("a"))
			limitedFor(t, err, tt.after, tt.all)
			c.Move(time.Second)
			_, err = a.Send(t.Context(), post("a"))
			limitedFor(t, err, tt.after-time.Second, tt.all)
			other := post("b")
			other.Place.Channel = "21"
			if _, err = a.Send(t.Context(), other); (err != nil) != tt.all {
				t.Errorf("another channel: %v", err)
			}
			if n := len(s.made("POST channels/20/messages")); n != 1 {
				t.Errorf("asked %d times while told to wait", n)
			}
		})
	}
}

// Ten thousand refusals in ten minutes shut an address out; before that the
// bot stops by itself.
func TestTheBudgetOfRefusals(t *testing.T) {
	s, c := newServer(t), newClock()
	a := s.adapter(c, &state{}, nil)
	for range mostInvalid {
		a.rest.limits.after(request{}, &http.Response{StatusCode: 403, Header: http.Header{}})
	}
	for range mostInvalid { // of somebody else's making: not counted
		a.rest.limits.after(request{}, &http.Response{StatusCode: 429, Header: http.Header{"X-Ratelimit-Scope": {"shared"}}})
	}
	c.Move(4 * time.Minute)
	_, err := a.Send(t.Context(), post("a"))
	limitedFor(t, err, 6*time.Minute, true)
	if err := a.Ready(); err == nil || !strings.Contains(err.Error(), "too many requests were refused") {
		t.Errorf("ready: %v", err)
	}
	c.Move(6 * time.Minute)
	s.on("POST channels/20/messages", says(200, `{"id": "7"}`))
	if _, err := a.Send(t.Context(), post("a")); err != nil {
		t.Errorf("after ten minutes: %v", err)
	}
}
