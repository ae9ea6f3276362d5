package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"

	"brobygger/adapters/slack"
	"brobygger/chat"
	"brobygger/clock"
	"brobygger/practice"
)

// slackAdapter connects a project with Slack.
func slackAdapter(p ProjectConfig, clock chat.Clock, log *slog.Logger) (*slack.Adapter, error) {
	texts, err := practice.LoadTexts()
	if err != nil {
		return nil, err
	}
	c := p.Slack
	return slack.New(slack.Options{
		Project: p.ID, BotToken: string(c.BotToken), AppToken: string(c.AppToken), SigningSecret: string(c.SigningSecret),
		Mode: cmp.Or(c.Mode, slack.SocketMode), APIURL: c.APIURL, AllowExternal: c.AllowExternal, Clock: clock, Log: log,
		NotSaved: practice.NotSaved(texts),
	})
}

// checkSlack asks Slack whether a project's bot can work there, and tells what
// is to be put right; it reports how much that is.
func checkSlack(ctx context.Context, p ProjectConfig, out io.Writer) (int, error) {
	a, err := slackAdapter(p, clock.System{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return 0, err
	}
	var bound []slack.Bound
	for _, n := range p.Networks {
		if n.Channel.Platform == slack.Platform {
			bound = append(bound, slack.Bound{What: "network " + n.ID, Place: n.Channel})
		}
	}
	for _, q := range p.Partners {
		if q.Channel.Platform == slack.Platform {
			bound = append(bound, slack.Bound{What: "partner " + q.ID, Place: q.Channel, Handover: true})
		}
	}
	fine, wrong := a.Check(ctx, bound)
	for _, text := range fine {
		fmt.Fprintf(out, "slack: %s: %s\n", p.ID, text)
	}
	for _, text := range wrong {
		fmt.Fprintf(out, "slack: %s: put this right: %s\n", p.ID, text)
	}
	return len(wrong), nil
}

type slackCommand struct {
	Manifest slackManifestCommand `cmd:"" help:"Print the app manifest to paste into Slack, with what each permission is for."`
}

type slackManifestCommand struct {
	Name string `default:"Brobygger" help:"The name people see (${default})."`
	Lang string `enum:"da,en" default:"da" help:"Language of what Slack shows in one language only: da or en (${default})."`
	URL  string `placeholder:"https://…/slack/PROJECT" help:"For mode http: the public address of the bot. Left out, the manifest is for Socket Mode."`
}

// Run prints the manifest.
func (c *slackManifestCommand) Run(s streams) error {
	if at, err := url.Parse(c.URL); c.URL != "" && (err != nil || at.Scheme != "https" || at.Host == "" || strings.Trim(at.Path, "/") == "") {
		return fmt.Errorf("slack manifest --url %s: Slack calls the bot by https only, at the project's own path; write it as https://bot.example.dk/slack/PROJECT", c.URL)
	}
	texts, err := practice.LoadTexts()
	if err != nil {
		return err
	}
	lang := chat.Lang(c.Lang)
	app := slack.App{
		Name: c.Name, Command: practice.Command(texts), Shortcuts: practice.Shortcuts(texts), Lang: lang,
		Mode: slack.SocketMode, URL: c.URL,
	}
	if app.About = app.Command.About[lang]; c.URL != "" {
		app.Mode = slack.HTTPMode
	}
	_, err = fmt.Fprint(s.out, slack.Manifest(app))
	return err
}
