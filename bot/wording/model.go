package wording

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	openai "github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"

	"brobygger/chat"
	"brobygger/practice"
)

// ModelSettings says which language model to ask, on any server that speaks the
// protocol of OpenAI.
type ModelSettings struct {
	BaseURL string
	Key     string // "" for a server that wants none
	Name    string
	Stream  bool // take the answer in pieces, for servers that are made for it
	// Prices of a million tokens, read and written, in the currency of the budget.
	PriceIn, PriceOut float64
}

// Usage is what one reading has cost, also one that failed.
type Usage struct {
	Calls     int
	In, Out   int // tokens read and written
	Cost      float64
	Estimated bool // the server told no tokens
}

// Why a model gave no reading. None of them holds a word of anybody's.
var (
	ErrUnavailable = errors.New("the language model is not available")
	ErrSlow        = errors.New("the language model did not answer in time")
	ErrRefused     = errors.New("the language model refused")
	ErrMalformed   = errors.New("the language model's answer is not what was asked for")
)

const (
	maxAnswer    = 64 << 10 // bytes of an answer
	maxTokens    = 2000     // written in one answer
	tripAfter    = 3        // failures in a row, then the server is left alone
	leaveAlone   = time.Minute
	bytesAToken  = 3 // an estimate on the safe side
	maxModelJSON = 1 << 20
)

// Model reads with a language model. What people are told apart by is replaced
// before a text leaves, and put back into the answer. The answer is data and
// nothing else: it must fit the schema and stand on the text, or there is none.
// It is safe for concurrent use.
type Model struct {
	settings     ModelSettings
	client       *openai.Client
	breaker      *gobreaker.CircuitBreaker[string]
	catalogue    *practice.Catalogue
	instructions map[chat.Lang]string
}

// NewModel prepares a model; client may be nil. It asks the server for nothing.
func NewModel(s ModelSettings, catalogue *practice.Catalogue, client *http.Client) *Model {
	if client == nil {
		client = &http.Client{}
	}
	bounded := *client
	bounded.Transport = boundedTransport{client.Transport}
	// A redirect would carry the text to a server nobody has chosen.
	bounded.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	config := openai.DefaultConfig(s.Key)
	config.BaseURL, config.HTTPClient = strings.TrimSuffix(s.BaseURL, "/"), &bounded
	m := &Model{settings: s, client: openai.NewClientWithConfig(config), catalogue: catalogue, instructions: map[chat.Lang]string{}}
	for _, l := range []chat.Lang{chat.DA, chat.EN} {
		m.instructions[l] = instructions(catalogue, l)
	}
	m.breaker = gobreaker.NewCircuitBreaker[string](gobreaker.Settings{
		Name: "wording", Timeout: leaveAlone,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= tripAfter },
		IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, ErrRefused) || errors.Is(err, ErrMalformed) },
		IsExcluded:   func(err error) bool { return errors.Is(err, context.Canceled) },
	})
	return m
}

// Read finds the tasks as [Reader] says. hide names people and companies that
// must not leave beside those that are recognised. The error is [ErrTooLong],
// ErrUnavailable, ErrSlow, ErrRefused or ErrMalformed; the usage counts either way.
func (m *Model) Read(ctx context.Context, text string, lang chat.Lang, hide Hidden) (Reading, Usage, error) {
	var used Usage
	if utf8.RuneCountInString(text) > MaxText {
		return Reading{}, used, ErrTooLong
	}
	safe := redact(text, hide)
	var read Reading
	err := m.converse(ctx, &used, task{m.instructions[lang], "reading", schema()}, map[string]string{"text": safe.text}, func(answer string) (problems []string) {
		read, problems = m.reading(answer, safe)
		return problems
	})
	if err != nil {
		return Reading{}, used, err
	}
	return read, used, nil
}

// task is what a model is to do, and what its answer looks like.
type task struct {
	instructions string
	name         string // of the schema
	schema       json.RawMessage
}

// converse gives the model material and takes its answer; when take finds
// problems with that, which name no words, it is asked once more.
func (m *Model) converse(ctx context.Context, used *Usage, do task, material map[string]string, take func(answer string) (problems []string)) error {
	asked, err := json.Marshal(material)
	if err != nil {
		return fmt.Errorf("ask the language model: %w", err)
	}
	talk := []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: do.instructions},
		{Role: openai.ChatMessageRoleUser, Content: string(asked)},
	}
	for range 2 {
		answer, err := m.breaker.Execute(func() (string, error) { return m.ask(ctx, do, talk, used) })
		if err != nil {
			return wordless(ctx, err)
		}
		problems := take(answer)
		if len(problems) == 0 {
			return nil
		}
		talk = append(talk, openai.ChatCompletionMessage{Role: openai.ChatMessageRoleAssistant, Content: answer},
			openai.ChatCompletionMessage{Role: openai.ChatMessageRoleUser, Content: repair + strings.Join(problems, "; ")})
	}
	return ErrMalformed
}

// wordless makes of an error one that tells no words: what a server says in an error
// may repeat what it was sent.
func wordless(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, ErrRefused), errors.Is(err, ErrMalformed):
		return err
	case errors.Is(err, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return ErrSlow
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		return fmt.Errorf("%w: left alone for a while after failures", ErrUnavailable)
	}
	if e, ok := errors.AsType[*openai.APIError](err); ok && e.HTTPStatusCode > 0 {
		return fmt.Errorf("%w: status %d", ErrUnavailable, e.HTTPStatusCode)
	}
	if e, ok := errors.AsType[*openai.RequestError](err); ok && e.HTTPStatusCode > 0 {
		return fmt.Errorf("%w: status %d", ErrUnavailable, e.HTTPStatusCode)
	}
	return ErrUnavailable
}

// ask sends one request and gives the text of the answer.
func (m *Model) ask(ctx context.Context, do task, talk []openai.ChatCompletionMessage, used *Usage) (answer string, err error) {
	req := openai.ChatCompletionRequest{
		Model: m.settings.Name, Messages: talk, MaxCompletionTokens: maxTokens,
		ResponseFormat: &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: do.name, Schema: do.schema, Strict: true}},
	}
	used.Calls++
	var told *openai.Usage
	defer func() { m.count(used, told, talk, answer) }()
	if m.settings.Stream {
		answer, told, err = m.stream(ctx, req)
		return answer, err
	}
	got, err := m.client.CreateChatCompletion(ctx, req)
	if err != nil {
		if syntax(err) {
			return "", fmt.Errorf("%w: not JSON", ErrUnavailable)
		}
		return "", err
	}
	if got.Usage.TotalTokens > 0 {
		told = &got.Usage
	}
	if len(got.Choices) == 0 {
		return "", ErrMalformed
	}
	c := got.Choices[0]
	return c.Message.Content, ended(c.Message.Refusal, c.FinishReason)
}

// stream takes an answer in pieces.
func (m *Model) stream(ctx context.Context, req openai.ChatCompletionRequest) (answer string, told *openai.Usage, err error) {
	req.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	s, err := m.client.CreateChatCompletionStream(ctx, req)
	if err != nil {
		return "", nil, err
	}
	defer s.Close()
	var all, refusal strings.Builder
	var why openai.FinishReason
	for {
		piece, err := s.Recv()
		if errors.Is(err, io.EOF) {
			return all.String(), told, ended(refusal.String(), why)
		}
		if err != nil {
			return "", told, err
		}
		if piece.Usage != nil {
			told = piece.Usage
		}
		for _, c := range piece.Choices {
			all.WriteString(c.Delta.Content)
			refusal.WriteString(c.Delta.Refusal)
			if c.FinishReason != "" {
				why = c.FinishReason
			}
		}
		if all.Len() > maxAnswer {
			return "", told, ErrMalformed
		}
	}
}

// ended tells a refusal from an answer. One that was cut short is found out when
// it is read.
func ended(refusal string, why openai.FinishReason) error {
	if refusal != "" || why == openai.FinishReasonContentFilter {
		return ErrRefused
	}
	return nil
}

// count adds what a request has cost. A server that tells nothing is counted by
// the length of what went to and fro.
func (m *Model) count(used *Usage, told *openai.Usage, talk []openai.ChatCompletionMessage, answer string) {
	in, out := 0, len(answer)/bytesAToken
	for _, t := range talk {
		in += len(t.Content) / bytesAToken
	}
	if told != nil && told.PromptTokens >= 0 && told.CompletionTokens >= 0 {
		in, out = told.PromptTokens, told.CompletionTokens
	} else {
		used.Estimated = true
	}
	used.In, used.Out = used.In+in, used.Out+out
	used.Cost += (float64(in)*m.settings.PriceIn + float64(out)*m.settings.PriceOut) / 1e6
}

func syntax(err error) bool {
	_, bad := errors.AsType[*json.SyntaxError](err)
	return bad || errors.Is(err, io.ErrUnexpectedEOF)
}

// boundedTransport cuts answers that no reading needs.
type boundedTransport struct{ next http.RoundTripper }

func (t boundedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	resp, err := next.RoundTrip(req)
	if resp != nil && resp.Body != nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxModelJSON), resp.Body}
	}
	return resp, err
}
