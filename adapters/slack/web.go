package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	ownAPI     = "https://slack.com/api/"
	mostAnswer = 8 << 20
)

// web calls the Web API. It never waits and never tries again. Its errors hold
// neither tokens nor addresses: a response_url is as good as a password.
type web struct {
	base  string // ends in "/api/"
	token string // the bot's
	http  *http.Client
}

// args are the arguments of a method. An empty text is left out; what is no
// text goes as its JSON.
type args map[string]any

// form is how every method takes its arguments; only some take JSON:
// https://docs.slack.dev/apis/web-api/#methods_supporting_json
func (a args) form() (string, error) {
	form := url.Values{}
	for name, v := range a {
		text, ok := v.(string)
		if !ok {
			b, err := json.Marshal(v)
			if err != nil {
				return "", fmt.Errorf("%s: %w", name, err)
			}
			text = string(b)
		}
		if text != "" {
			form.Set(name, text)
		}
	}
	return form.Encode(), nil
}

// denial is an answer that says no.
type denial struct {
	status  int
	code    string        // Slack's own word, "" when the status is all there is
	details []string      // what it means by that
	after   time.Duration // of a 429
}

func (d *denial) Error() string {
	switch {
	case d.status == http.StatusTooManyRequests:
		return fmt.Sprintf("too many calls, not before %s", d.after)
	case d.code == "":
		return fmt.Sprintf("status %d", d.status)
	case len(d.details) > 0:
		return fmt.Sprintf("%s (%q)", d.code, d.details)
	}
	return d.code
}

// call calls a method as the bot and reads its answer into into, unless that
// is nil.
func (w *web) call(ctx context.Context, method string, in args, into any) error {
	_, err := w.callAs(ctx, w.token, method, in, into)
	return err
}

// callAs calls a method with any token. An answer that says no is a [denial].
// https://docs.slack.dev/apis/web-api/#responses
func (w *web) callAs(ctx context.Context, token, method string, in args, into any) (http.Header, error) {
	form, err := in.form()
	if err != nil {
		return nil, err
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {"Bearer " + token}}
	got, body, err := w.post(ctx, w.base+method, header, form)
	if err != nil {
		return nil, err
	}
	var answer struct {
		OK       bool   `json:"ok"`
		Error    string `json:"error"`
		Metadata struct {
			Messages []string `json:"messages"`
		} `json:"response_metadata"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	switch {
	case answer.Error != "":
		return nil, &denial{status: http.StatusOK, code: answer.Error, details: answer.Metadata.Messages}
	case !answer.OK:
		return nil, errors.New("the answer is neither ok nor an error")
	case into == nil:
		return got, nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	return got, nil
}

// respond sends JSON to a response_url.
func (w *web) respond(ctx context.Context, address string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, _, err = w.post(ctx, address, http.Header{"Content-Type": {"application/json"}}, string(b))
	return err
}

func (w *web) post(ctx context.Context, address string, header http.Header, body string) (http.Header, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return nil, nil, clean(err)
	}
	req.Header = header
	resp, err := w.http.Do(req)
	if err != nil {
		return nil, nil, clean(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		no := &denial{status: resp.StatusCode}
		if no.status == http.StatusTooManyRequests {
			seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // without one, the least
			no.after = time.Duration(max(seconds, 1)) * time.Second
		}
		return nil, nil, no
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return nil, nil, fmt.Errorf("read the answer: %w", clean(err))
	}
	return resp.Header, answer, nil
}

// botUser is who the bot is.
type botUser struct {
	Team   string `json:"team"`
	User   string `json:"user"`
	TeamID string `json:"team_id"`
	UserID string `json:"user_id"`
}

// authTest asks who the bot is. The header tells its scopes and Slack's time.
func (w *web) authTest(ctx context.Context) (who botUser, h http.Header, err error) {
	h, err = w.callAs(ctx, w.token, "auth.test", nil, &who)
	return who, h, err
}

// openSocket asks for the address of a socket, which is as good as a password.
func (w *web) openSocket(ctx context.Context, appToken string) (string, error) {
	var answer struct {
		URL string `json:"url"`
	}
	_, err := w.callAs(ctx, appToken, "apps.connections.open", nil, &answer)
	return answer.URL, err
}

// aboutChannel is the answer of a method that gives one conversation.
type aboutChannel struct {
	Channel conversation `json:"channel"`
}

// conversation asks for one channel.
func (w *web) conversation(ctx context.Context, id string) (conversation, error) {
	var found aboutChannel
	err := w.call(ctx, methodInfo, args{"channel": id}, &found)
	return found.Channel, err
}

// page is the part of an answer that tells where the next page begins.
// https://docs.slack.dev/apis/web-api/pagination
type page struct {
	Metadata struct {
		Next string `json:"next_cursor"` // "" when this is the last
	} `json:"response_metadata"`
}
