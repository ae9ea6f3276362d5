package slack

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brobygger/chat"
)

func testDecoder() decoder {
	return decoder{project: "p", team: "T1", self: "UBOT", name: func(id string) string {
		if id == "U2" {
			return "Ali Kaya"
		}
		return ""
	}}
}

func TestSaidAsTyped(t *testing.T) {
	for _, tt := range []struct {
		slack, want string
		mention     bool
	}{
		{"Hej", "Hej", false},
		{"<@UBOT> hvad kan du?", "hvad kan du?", true},
		{"hej <@UBOT>, kan du <@U2>?", "hej , kan du @Ali Kaya?", true},
		{"<@U3|sune> og <@U4>", "@sune og @U4", false},
		{"&lt;@UBOT&gt; &amp;amp; &quot;", "<@UBOT> &amp; &quot;", false},
		{"<!channel> <!here|here> <!subteam^S1|@vagt> <#C1|net> <#C2>", "@channel here @vagt #net #C2", false},
		{"se <https://x.dk/?a=1&amp;b=2>", "se https://x.dk/?a=1&b=2", false},
		{"<http://nordlys.dk|nordlys.dk> <mailto:a@b.dk|a@b.dk> <tel:+4540123456|40123456>", "nordlys.dk a@b.dk 40123456 (+4540123456)", false},
		{"<https://evil.example|bank>", "bank (https://evil.example)", false},
		{"ulukket <https://x", "ulukket <https://x", false},
	} {
		got, mention := said(tt.slack, "UBOT", testDecoder().name)
		if got != tt.want || mention != tt.mention {
			t.Errorf("%q: %q, %t; want %q, %t", tt.slack, got, mention, tt.want, tt.mention)
		}
	}
}

func TestEvents(t *testing.T) {
	place := chat.Place{Platform: Platform, Workspace: "T1", Channel: "C1"}
	lene := chat.Account{Platform: Platform, Workspace: "T1", User: "U1"}
	for name, tt := range map[string]struct {
		event string
		want  chat.Event
	}{
		"a mention as app_mention": {`{"type":"app_mention","user":"U1","channel":"C1","text":"<@UBOT> hej","ts":"1.2"}`,
			chat.Event{ID: "said/C1/1.2", Place: place, Body: chat.Said{Text: "hej", Message: "C1/1.2", Mention: true}}},
		"the same as message": {`{"type":"message","user":"U1","channel":"C1","channel_type":"channel","text":"<@UBOT> hej","ts":"1.2"}`,
			chat.Event{ID: "said/C1/1.2", Place: place, Body: chat.Said{Text: "hej", Message: "C1/1.2", Mention: true}}},
		"in a thread": {`{"type":"message","user":"U1","channel":"C1","text":"hej","ts":"1.3","thread_ts":"1.2"}`,
			chat.Event{ID: "said/C1/1.3", Place: place, Thread: "C1/1.2", Body: chat.Said{Text: "hej", Message: "C1/1.3"}}},
		"direct": {`{"type":"message","user":"U1","channel":"D1","channel_type":"im","text":"hej","ts":"1.2"}`,
			chat.Event{ID: "said/D1/1.2", Place: lene.Direct(), Body: chat.Said{Text: "hej", Message: "D1/1.2", Mention: true}}},
		"an edit": {`{"type":"message","subtype":"message_changed","channel":"C1","message":{"user":"U1","text":"nyt","ts":"1.2","edited":{"ts":"2.0"}}}`,
			chat.Event{ID: "edited/C1/1.2/2.0", Place: place, Body: chat.Edited{Message: "C1/1.2", Text: "nyt"}}},
		"a link preview is no edit": {`{"type":"message","subtype":"message_changed","channel":"C1","message":{"user":"U1","text":"nyt","ts":"1.2"}}`,
			chat.Event{ID: "Ev1", Place: place}},
		"a deletion": {`{"type":"message","subtype":"message_deleted","channel":"C1","deleted_ts":"1.2","previous_message":{"user":"U1","ts":"1.2"}}`,
			chat.Event{ID: "deleted/C1/1.2", Place: place, Body: chat.Deleted{Message: "C1/1.2"}}},
		"the trace of a root": {`{"type":"message","subtype":"message_changed","channel":"C1","message":{"subtype":"tombstone","user":"U1","ts":"1.2"}}`,
			chat.Event{ID: "deleted/C1/1.2", Place: place, Body: chat.Deleted{Message: "C1/1.2"}}},
		"somebody came": {`{"type":"member_joined_channel","user":"U1","channel":"C1"}`,
			chat.Event{ID: "Ev1", Place: place, Body: chat.Joined{}}},
		"a notice of Slack's": {`{"type":"message","subtype":"channel_join","user":"U1","channel":"C1","text":"x","ts":"1.2"}`,
			chat.Event{ID: "Ev1", Place: place}},
		"of no use": {`{"type":"channel_rename","channel":{"id":"C1","name":"nyt"}}`,
			chat.Event{ID: "Ev1", Place: place}},
	} {
		in, err := testDecoder().event(outer{EventID: "Ev1", Event: json.RawMessage(tt.event)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		tt.want.Project = "p"
		in.From = chat.Sender{}
		if diff := cmp.Diff(tt.want, in.Event); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatBotsDoIsTheirs(t *testing.T) {
	for name, event := range map[string]string{
		"another bot": `{"type":"message","subtype":"bot_message","bot_id":"B2","channel":"C1","text":"x","ts":"1.2"}`,
		"joining":     `{"type":"member_joined_channel","user":"UBOT","channel":"C1"}`,
		"leaving":     `{"type":"channel_left","channel":"C1"}`,
	} {
		in, err := testDecoder().event(outer{EventID: "Ev1", Event: json.RawMessage(event)})
		if err != nil || !in.From.Bot || in.Body == nil {
			t.Errorf("%s: %+v, %v", name, in.Event, err)
		}
	}
}

// What the bot says and edits comes back to it, and is no news.
func TestOwnWordsAreNoEvent(t *testing.T) {
	for name, event := range map[string]string{
		"said":   `{"type":"message","user":"UBOT","bot_id":"BBOT","channel":"D1","text":"x","ts":"1.2"}`,
		"edited": `{"type":"message","subtype":"message_changed","channel":"C1","ts":"1.3","message":{"user":"UBOT","bot_id":"BBOT","text":"y","ts":"1.2","edited":{"ts":"1.3"}}}`,
	} {
		in, err := testDecoder().event(outer{EventID: "Ev1", Event: json.RawMessage(event)})
		if err != nil || in.Body != nil {
			t.Errorf("%s: %+v, %v", name, in.Event, err)
		}
	}
}

// A link button reports its press; nobody wants to know.
func TestPressOfALinkIsNoEvent(t *testing.T) {
	in, err := testDecoder().interaction([]byte(`{"type":"block_actions","trigger_id":"1","user":{"id":"U1"},"channel":{"id":"C1"},"message":{"ts":"1.2"},"actions":[{"type":"button","action_id":"open||url"}]}`))
	if err != nil || in.Body != nil {
		t.Fatalf("%+v, %v", in.Body, err)
	}
}

func TestIdentityOfInteractions(t *testing.T) {
	if a, b := identity("1.2.ab", []byte("x")), identity("1.2.ab", []byte("y")); a != b {
		t.Errorf("one act, ids %q and %q", a, b)
	}
	if a, b := identity("", []byte("x")), identity("", []byte("y")); a == b || len(a) > 200 {
		t.Errorf("two payloads, ids %q and %q", a, b)
	}
	if id := identity(strings.Repeat("1", 500), nil); len(id) > 200 {
		t.Errorf("id of %d bytes", len(id))
	}
}

// No body panics, and what is an event is a whole one.
func FuzzHTTP(f *testing.F) {
	for _, body := range []string{
		`{"type":"url_verification","challenge":"x"}`,
		`{"type":"event_callback","event_id":"Ev1","event":{"type":"message","user":"U1","channel":"C1","text":"<@UBOT|x> <","ts":"1.2"}}`,
		`{"type":"event_callback","event_id":"Ev1","event":{"type":"user_change","user":{"id":"U1","profile":{}}}}`,
		"payload=" + url.QueryEscape(`{"type":"block_actions","user":{"id":"U1"},"actions":[{"type":"button","action_id":"a|b|c|d"}]}`),
		"payload=" + url.QueryEscape(`{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"f","private_metadata":"{\"place\":\"slack/T1/#C1\"}","state":{"values":{"a":{"a":{"value":"x"}}}}}}`),
		`{"type":"event_callback","event_id":"Ev1","event":{"type":"message","user":"U1","channel":"C1","text":"x","ts":"` + strings.Repeat("1", 300) + `"}}`,
		`{"type":"event_callback","event_id":"Ev1","event":{"type":"message","subtype":"message_deleted","channel":"D1","deleted_ts":"1.2"}}`,
		`{"type":"event_callback","event_id":"Ev1","event":{"type":"member_joined_channel","channel":"D1"}}`,
		`{"type":"event_callback","event_id":"Ev1","event":{"type":"message","subtype":"bot_message","bot_id":"B1","channel":"D1","ts":"1.2"}}`,
		"payload=" + url.QueryEscape(`{"type":"view_closed","user":{"id":"U1"},"view":{"id":"`+strings.Repeat("V", 300)+`","callback_id":"f","private_metadata":"{}"}}`),
		"command=%2Fbro&user_id=U1&text=%3C&channel_id=D1", "ssl_check=1", "null", "{}", "[]", `{"event":null}`, "",
	} {
		f.Add(body, strings.HasPrefix(body, "{"))
	}
	f.Fuzz(func(t *testing.T, body string, isJSON bool) {
		media := "application/x-www-form-urlencoded"
		if isJSON {
			media = "application/json; charset=utf-8"
		}
		in, _, err := testDecoder().http(media, []byte(body))
		if err != nil {
			if !errors.Is(err, errMalformed) {
				t.Fatalf("%q: an error that is not told as malformed: %v", body, err)
			}
			return
		}
		if in.Body != nil && (in.ID == "" || len(in.ID) > 200 || in.Project != "p" || (in.Place.Channel == "") == (in.Place.User == "")) {
			t.Fatalf("%q: %+v", body, in.Event)
		}
	})
}

func FuzzSocket(f *testing.F) {
	f.Add("events_api", `{"event_id":"Ev1","event":{"type":"message","channel":"C1"}}`)
	f.Add("interactive", `{"type":"message_action","user":{"id":"U1"},"message":{}}`)
	f.Add("slash_commands", `{"command":"/bro","user_id":"U1"}`)
	f.Fuzz(func(t *testing.T, kind, payload string) {
		if _, err := testDecoder().socket(frame{Type: kind, Payload: json.RawMessage(payload)}); err != nil && !errors.Is(err, errMalformed) {
			t.Fatalf("%s %q: %v", kind, payload, err)
		}
	})
}

// Everything that is not signed, fresh, small and understood gets its status,
// and none of it reaches the bot.
func TestBadDeliveries(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	a := testAdapter(t, Options{Mode: HTTPMode, SigningSecret: "s3cret"}, now)
	const event = `{"type":"event_callback","event_id":"Ev1","event":{"type":"message","user":"U1","channel":"C1","text":"x","ts":"1.2"}}`
	for name, tt := range map[string]struct {
		method, media, body, secret string
		at                          time.Time
		want                        int
	}{
		"forged":         {"POST", "application/json", event, "other", now, 401},
		"stale":          {"POST", "application/json", event, "s3cret", now.Add(-5*time.Minute - time.Second), 401},
		"from tomorrow":  {"POST", "application/json", event, "s3cret", now.Add(6 * time.Minute), 401},
		"oversized":      {"POST", "application/json", strings.Repeat(" ", maxBody+1), "s3cret", now, 413},
		"malformed":      {"POST", "application/json", `{"type":`, "s3cret", now, 400},
		"not by POST":    {"GET", "application/json", "", "s3cret", now, 405},
		"another medium": {"POST", "text/xml", "<a/>", "s3cret", now, 400},
		"unknown":        {"POST", "application/json", `{"type":"app_rate_limited"}`, "s3cret", now, 503}, // nobody runs yet
		"too early":      {"POST", "application/json", event, "s3cret", now, 503},
		"a probe":        {"POST", "application/json", `{"type":"url_verification","challenge":"c"}`, "s3cret", now, 200},
	} {
		r := httptest.NewRequest(tt.method, "/", strings.NewReader(tt.body))
		r.Header.Set("Content-Type", tt.media)
		stamp := strconv.FormatInt(tt.at.Unix(), 10)
		r.Header.Set("X-Slack-Request-Timestamp", stamp)
		r.Header.Set("X-Slack-Signature", signature(tt.secret, stamp, []byte(tt.body)))
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, tt.want)
		}
	}
	if signed("s", http.Header{}, nil, now) {
		t.Error("nothing at all counts as signed")
	}
}
