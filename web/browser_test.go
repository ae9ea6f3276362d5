package web

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// browser speaks to the demo as the page does, but without running scripts.
type browser struct {
	t      *testing.T
	url    string
	client *http.Client
}

func newJar(t *testing.T) http.CookieJar {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return jar
}

func baseOf(ctx context.Context) func(net.Listener) context.Context {
	return func(net.Listener) context.Context { return ctx }
}

func (b *browser) do(req *http.Request, err error) (int, string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func (b *browser) get(path string) string {
	b.t.Helper()
	status, body := b.do(http.NewRequest(http.MethodGet, b.url+path, nil))
	if status != http.StatusOK {
		b.t.Fatalf("GET %s: %d", path, status)
	}
	return body
}

// post sends pairs of field and value, as htmx does.
func (b *browser) post(path string, pairs ...string) (int, string) {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, b.url+path, strings.NewReader(form.Encode()))
	if err == nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("HX-Request", "true")
	}
	return b.do(req, err)
}

// must is post where nothing may go wrong.
func (b *browser) must(path string, pairs ...string) string {
	b.t.Helper()
	status, body := b.post(path, pairs...)
	if status != http.StatusOK {
		b.t.Fatalf("POST %s %v: %d", path, pairs, status)
	}
	return body
}

// events opens the live connection and gives its events as they come.
func (b *browser) events() <-chan string {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+"/live", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	out := make(chan string)
	done := make(chan struct{})
	go func() {
		defer close(done)
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				select {
				case out <- name:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	b.t.Cleanup(func() { cancel(); res.Body.Close(); <-done })
	return out
}

// pane cuts one pane out of a page.
func pane(t *testing.T, page, key string) string {
	t.Helper()
	at := strings.Index(page, `id="pane-`+key+`"`)
	if at < 0 {
		t.Fatalf("no pane %q", key)
	}
	rest := page[at:]
	for _, next := range []string{`<section id="pane-`, `<aside id="clock"`} {
		if end := strings.Index(rest, next); end >= 0 {
			rest = rest[:end]
		}
	}
	return rest
}

func has(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(page, p) {
			t.Errorf("no %q in:\n%s", p, page)
		}
	}
}

func lacks(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(page, p) {
			t.Errorf("%q in:\n%s", p, page)
		}
	}
}
