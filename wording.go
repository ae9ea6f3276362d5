package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/goccy/go-yaml"

	"brobygger/bot"
	"brobygger/bot/wording"
	"brobygger/practice"
)

// WordingConfig lets a language model read what leaders write in their own words.
// Where it is not written, rules read it and nothing leaves the machine.
type WordingConfig struct {
	BaseURL     string  `yaml:"base_url"`     // of any server that speaks OpenAI's protocol, with its version
	APIKey      Secret  `yaml:"api_key"`      // "" for a server that wants none
	Model       string  `yaml:"model"`        // as the server calls it
	Stream      bool    `yaml:"stream"`       // take answers in pieces
	PriceIn     float64 `yaml:"price_in"`     // of a million tokens read
	PriceOut    float64 `yaml:"price_out"`    // of a million tokens written
	DailyBudget float64 `yaml:"daily_budget"` // in the currency of the prices; 0 for no limit
	DailyTokens int     `yaml:"daily_tokens"` // 0 for 500,000
}

// check tells what is missing, in sentences that begin with the setting.
func (c *WordingConfig) check() (problems []string) {
	at, err := url.Parse(c.BaseURL)
	switch {
	case c.BaseURL == "":
		problems = append(problems, "base_url is missing; write the address of the server, as https://api.example.com/v1")
	case err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http":
		problems = append(problems, "base_url is no address; write it as https://api.example.com/v1")
	case at.Scheme == "http" && at.Hostname() != "localhost" && !strings.HasPrefix(at.Hostname(), "127.") && at.Hostname() != "::1":
		problems = append(problems, "base_url begins with http, so what leaders write would travel in the open; write https")
	}
	if c.Model == "" {
		problems = append(problems, "model is missing; write the model's name as the server knows it")
	}
	if c.PriceIn < 0 || c.PriceOut < 0 || c.DailyBudget < 0 || c.DailyTokens < 0 {
		problems = append(problems, "prices and limits can't be below 0")
	}
	if c.DailyBudget > 0 && c.PriceIn == 0 && c.PriceOut == 0 {
		problems = append(problems, "daily_budget needs price_in and price_out, the prices of a million tokens")
	}
	return problems
}

// model is what the bot asks; nil when none is configured.
func (c *WordingConfig) model(p *practice.Practice, client *http.Client) *bot.Model {
	if c == nil {
		return nil
	}
	m := wording.NewModel(wording.ModelSettings{BaseURL: c.BaseURL, Key: string(c.APIKey), Name: c.Model, Stream: c.Stream, PriceIn: c.PriceIn, PriceOut: c.PriceOut}, p.Catalogue, client)
	return &bot.Model{Name: c.Model, Read: m.Read, Draft: m.Draft, Budget: c.DailyBudget, Tokens: cmp.Or(c.DailyTokens, 500_000)}
}

// rehearsedModel stands for a language model in a rehearsal: the real reader
// before a server that says what the rehearsal's config.yaml lays down.
type rehearsedModel struct {
	Answer      string  `yaml:"answer"` // what it says; "" finds nothing
	Fault       string  `yaml:"fault"`  // down, slow or refuse
	DailyBudget float64 `yaml:"daily_budget"`
}

// model makes the bot's model of it; nil for none.
func (r *rehearsedModel) model(p *practice.Practice) *bot.Model {
	if r == nil {
		return nil
	}
	c := WordingConfig{BaseURL: "http://localhost/v1", Model: "rehearsed", PriceIn: 1, PriceOut: 1, DailyBudget: r.DailyBudget}
	return c.model(p, &http.Client{Transport: r})
}

func (r *rehearsedModel) RoundTrip(req *http.Request) (*http.Response, error) {
	switch r.Fault {
	case "down":
		return nil, errors.New("connection refused")
	case "slow":
		return nil, fmt.Errorf("no answer: %w", context.DeadlineExceeded)
	}
	message := map[string]string{"role": "assistant", "content": cmp.Or(r.Answer, `{"tasks":[],"hours":null,"full_time":false}`)}
	if r.Fault == "refuse" {
		message = map[string]string{"role": "assistant", "refusal": "no"}
	}
	body, err := json.Marshal(map[string]any{
		"choices": []any{map[string]any{"message": message, "finish_reason": "stop"}},
		"usage":   map[string]int{"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
	})
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(body))), Request: req}, nil
}

// rehearsed takes the "wording:" of a rehearsal's config.yaml out of it; what is
// left are the project's settings.
func rehearsed(config []byte) (*rehearsedModel, []byte, error) {
	var all map[string]any
	if err := yaml.Unmarshal(config, &all); err != nil || all["wording"] == nil {
		return nil, config, nil // what is wrong with it the settings' own reader says
	}
	raw, err := yaml.Marshal(all["wording"])
	if err != nil {
		return nil, nil, fmt.Errorf("config.yaml: wording: %w", err)
	}
	var r rehearsedModel
	if err := yaml.UnmarshalWithOptions(raw, &r, yaml.Strict()); err != nil {
		return nil, nil, fmt.Errorf("config.yaml: wording: %w", err)
	}
	delete(all, "wording")
	if len(all) == 0 {
		return &r, nil, nil
	}
	rest, err := yaml.Marshal(all)
	return &r, rest, err
}
