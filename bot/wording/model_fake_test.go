package wording

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// fakeModel is a server that speaks the protocol. It answers with what is laid
// down for it, one answer a request, the last one again and again.
type fakeModel struct {
	*httptest.Server
	mu      sync.Mutex
	answers []string
	status  int           // of every answer, when set
	wait    chan struct{} // answers only when it is closed
	bodies  []string      // what was sent
	keys    []string
}

func (f *fakeModel) next(r *http.Request) (answer string, status int) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bodies, f.keys = append(f.bodies, string(body)), append(f.keys, r.Header.Get("Authorization"))
	if answer = f.answers[0]; len(f.answers) > 1 {
		f.answers = f.answers[1:]
	}
	return answer, f.status
}

func (f *fakeModel) sent() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.bodies)
}

// asked is what a server of this kind must be able to read.
type asked struct {
	Model    string
	Stream   bool
	Messages []struct{ Role, Content string }
	Format   struct {
		Type   string
		Schema struct {
			Strict bool
			Schema map[string]any
		} `json:"json_schema"`
	} `json:"response_format"`
	Options struct {
		Usage bool `json:"include_usage"`
	} `json:"stream_options"`
}

// hosted is a server as the large providers run it: it wants a key and a strict
// schema, answers in one piece and tells tokens and refusals in fields.
func hosted(t *testing.T, answers ...string) *fakeModel {
	f := &fakeModel{answers: answers}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, status := f.next(r)
		var req asked
		if err := json.Unmarshal([]byte(f.bodies[len(f.bodies)-1]), &req); err != nil || r.URL.Path != "/v1/chat/completions" || req.Stream || req.Format.Type != "json_schema" ||
			!req.Format.Schema.Strict || req.Format.Schema.Schema["additionalProperties"] != false || req.Messages[0].Role != "system" {
			t.Errorf("%s %+v %v", r.URL.Path, req, err)
		}
		if f.wait != nil {
			select {
			case <-f.wait:
			case <-r.Context().Done():
			}
		}
		if r.Header.Get("Authorization") != "Bearer sk-secret" {
			status = http.StatusUnauthorized
		}
		if status != 0 {
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"error":{"message":"you sent %s with sk-secret","type":"server_error"}}`, "Lene")
			return
		}
		message, why := map[string]any{"role": "assistant", "content": answer}, "stop"
		if refused, ok := strings.CutPrefix(answer, "REFUSE "); ok {
			message = map[string]any{"role": "assistant", "content": "", "refusal": refused}
		}
		if cut, ok := strings.CutPrefix(answer, "CUT "); ok {
			message["content"], why = cut, "length"
		}
		json.NewEncoder(w).Encode(map[string]any{"id": "x", "object": "chat.completion", "choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": why}},
			"usage": map[string]int{"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}})
	}))
	t.Cleanup(f.Close)
	return f
}

// local is a server as people run it on a machine of their own: no key, an answer
// in pieces inside a fence, errors in plain text, and no word of tokens.
func local(t *testing.T, answers ...string) *fakeModel {
	f := &fakeModel{answers: answers}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, status := f.next(r)
		if status != 0 {
			http.Error(w, "loading model, you said Lene", status)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		piece := func(content, why string) {
			raw, _ := json.Marshal(map[string]any{"choices": []any{map[string]any{"index": 0, "delta": map[string]string{"content": content}, "finish_reason": why}}})
			fmt.Fprintf(w, "data: %s\n\n", raw)
			w.(http.Flusher).Flush()
		}
		for _, r := range "```json\n" + answer + "\n```" {
			piece(string(r), "")
		}
		if broken := strings.HasPrefix(answer, "BREAK"); broken {
			panic(http.ErrAbortHandler)
		}
		if f.wait != nil {
			select {
			case <-f.wait:
			case <-r.Context().Done():
				return
			}
		}
		piece("", "stop")
		fmt.Fprint(w, "data: [DONE]\n\n")
	}))
	t.Cleanup(f.Close)
	return f
}
