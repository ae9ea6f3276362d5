package twin

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// Sign gives the headers with which Slack signs body at the unix time at.
// https://docs.slack.dev/authentication/verifying-requests-from-slack/
func Sign(secret string, at int64, body []byte) http.Header {
	stamp := strconv.FormatInt(at, 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	return http.Header{
		"X-Slack-Request-Timestamp": {stamp},
		"X-Slack-Signature":         {"v0=" + hex.EncodeToString(mac.Sum(nil))},
	}
}

// post delivers p to the adapter's handler and gives the body of its answer,
// once the adapter has done with it.
func (l *link) post(ctx context.Context, p payload) ([]byte, error) {
	l.mu.Lock()
	base := l.url
	l.mu.Unlock()
	kind, path, body := "application/x-www-form-urlencoded", "interactions", []byte("payload="+url.QueryEscape(string(p.body)))
	switch p.kind {
	case eventsAPI:
		kind, path, body = "application/json", "events", p.body
	case slashCommands:
		path, body = "commands", form(p.body)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("deliver: %w", err)
	}
	req.Header = Sign(secret, l.t.clock.Now().Unix(), body)
	req.Header.Set("Content-Type", kind)
	if n := p.again(); n > 0 {
		// https://docs.slack.dev/apis/events-api/#retries
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(n))
		req.Header.Set("X-Slack-Retry-Reason", "http_error")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDeaf, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDeaf, err)
	}
	l.settle(ctx)
	if resp.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%w: the adapter answered %d", errDeaf, resp.StatusCode)
	}
	return answer, nil
}
