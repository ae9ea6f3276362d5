package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"brobygger/adapters"
	"brobygger/adapters/slack"
	slacktwin "brobygger/adapters/slack/twin"
	"brobygger/chat"
	"brobygger/clock"
	"brobygger/play"
	"brobygger/store"
)

// newcomer is somebody who follows docs/slack.md in a workspace of their own.
type newcomer struct {
	*testing.T
	twin   *slacktwin.Twin
	config string // file
}

func newNewcomer(t *testing.T, clock chat.Clock) *newcomer {
	t.Helper()
	twin, err := slacktwin.New(clock, "nordby", slacktwin.Socket, slog.New(slog.DiscardHandler), "network", "jobcenter")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := twin.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, m := range []play.Member{
		{Name: "karen", Shown: "Karen Lund"},
		{Name: "lene", Shown: "Lene Holm", Channels: []string{"network"}},
		{Name: "mette", Shown: "Mette Krogh", Channels: []string{"jobcenter"}},
	} {
		if err := twin.Cast(m); err != nil {
			t.Fatal(err)
		}
	}
	n := &newcomer{t, twin, filepath.Join(t.TempDir(), "config.yaml")}
	n.write("slack-bot-token", slacktwin.BotToken)
	n.write("slack-app-token", twin.AppToken())
	n.write("config.yaml", n.fromThePage())
	return n
}

func (n *newcomer) write(name, text string) {
	n.Helper()
	if err := os.WriteFile(filepath.Join(filepath.Dir(n.config), name), []byte(text), 0o600); err != nil {
		n.Fatal(err)
	}
}

// fromThePage is the configuration of the page, with the ids of this workspace.
func (n *newcomer) fromThePage() string {
	n.Helper()
	page, err := os.ReadFile("docs/slack.md")
	if err != nil {
		n.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(page)) {
		code, ok := strings.CutPrefix(line, "    ")
		if ok && (len(lines) > 0 || code == "projects:\n") {
			lines = append(lines, code)
		} else if len(lines) > 0 {
			break
		}
	}
	network, jobcenter := n.twin.Channel("network"), n.twin.Channel("jobcenter")
	text := strings.NewReplacer(
		"T0123ABCD", network.Workspace, "U0123KAREN", n.twin.Account("karen").User, "C0123NETV", network.Channel, "C0123CALL", jobcenter.Channel,
		"/etc/brobygger/", "", "    slack:\n", "    slack:\n      api_url: "+n.twin.APIURL()+"\n",
	).Replace(strings.Join(lines, ""))
	return "data: b.db\nlisten: 127.0.0.1:0\n" + text
}

// checks runs the page's check and gives what it prints.
func (n *newcomer) checks() string {
	var out, wrong strings.Builder
	run(n.Context(), []string{"check", "--config", n.config}, &out, &wrong)
	return out.String() + wrong.String()
}

// press waits for the newest message with the button, and presses it.
func (n *newcomer) press(who, button string) {
	n.Helper()
	n.act(who, func(p play.Post) play.Act {
		for _, b := range p.Message.Buttons {
			if b.ID == button {
				return play.Press{Post: p.ID, Button: b.ID, Arg: b.Arg}
			}
		}
		return nil
	})
}

// choose waits for the newest message with the option, and chooses it.
func (n *newcomer) choose(who, label string) {
	n.Helper()
	n.act(who, func(p play.Post) play.Act {
		for _, s := range p.Message.Selects {
			for _, o := range s.Options {
				if o.Label == label {
					return play.Choose{Post: p.ID, Select: s.ID, Arg: s.Arg, Values: []string{o.ID}}
				}
			}
		}
		return nil
	})
}

func (n *newcomer) act(who string, find func(play.Post) play.Act) {
	n.Helper()
	for limit := time.After(20 * time.Second); ; {
		changed := n.twin.Changed()
		for _, p := range slices.Backward(n.twin.See(who).Posts) {
			if act := find(p); act != nil {
				if err := n.twin.Do(n.Context(), who, act); err != nil {
					n.Fatal(err)
				}
				return
			}
		}
		select {
		case <-changed:
		case <-limit:
			n.Fatalf("%s never sees it:\n%s", who, shownTo(n.twin, who))
		}
	}
}

// sees waits until who sees all the words in one message.
func (n *newcomer) sees(who string, words ...string) {
	n.Helper()
	for limit := time.After(20 * time.Second); ; {
		changed := n.twin.Changed()
		for _, p := range n.twin.See(who).Posts {
			text := whole(p)
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
				return
			}
		}
		select {
		case <-changed:
		case <-limit:
			n.Fatalf("%s never sees %q:\n%s", who, words, shownTo(n.twin, who))
		}
	}
}

func whole(p play.Post) string {
	all := []string{p.Message.Title, p.Message.Text, p.Message.Note}
	for _, f := range p.Message.Fields {
		all = append(all, f.Label+": "+f.Value)
	}
	return strings.Join(all, "\n")
}

func shownTo(d play.Driver, who string) string {
	var all []string
	for _, p := range d.See(who).Posts {
		all = append(all, whole(p))
	}
	return strings.Join(all, "\n--\n")
}

// TestTheSlackPage follows docs/slack.md from nothing to the first opening.
func TestTheSlackPage(t *testing.T) {
	start, err := time.Parse(time.RFC3339, rehearsalStart)
	if err != nil {
		t.Fatal(err)
	}
	clock := clock.NewMovable(start)
	clock.Forward(start) // it runs: a conversation takes about a message a second
	n := newNewcomer(t, clock)
	if said := n.checks(); !strings.Contains(said, "slack: nordby: Socket Mode can connect") ||
		!strings.Contains(said, "slack: nordby: partner nordby: the bot is in its channel") {
		t.Fatal(said)
	}
	config, err := readConfig(n.config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var log lockedBuffer
	ended := make(chan error, 1)
	go func() {
		ended <- serve(ctx, config, clock, func(p ProjectConfig, s store.Store, clock chat.Clock, log *slog.Logger) ([]adapters.Adapter, error) {
			all, err := configuredAdapters(p, s, clock, log)
			if err == nil {
				n.twin.Meet(string(p.Slack.AppToken), all[0].(*slack.Adapter))
			}
			return all, err
		}, &log)
	}()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	select {
	case <-n.twin.Attached():
	case err := <-ended:
		ended <- nil
		t.Fatal(err, log.String())
	}
	if err := n.twin.Do(ctx, "lene", play.Command{Channel: "network", Text: "/bro opgaver"}); err != nil {
		t.Fatal(err)
	}
	n.press("lene", "name_tasks")
	n.choose("lene", "Lager og logistik")
	n.press("lene", "open")
	values := map[string][]string{}
	for _, in := range n.twin.See("lene").Form.Inputs {
		values[in.ID] = []string{map[string]string{"Virksomhed": "Holms Lager", "Telefon": "40 12 34 56"}[in.Label]}
	}
	if err := n.twin.Do(ctx, "lene", play.Submit{Values: values}); err != nil {
		t.Fatal(err)
	}
	n.choose("lene", "pakke ordrer")
	n.press("lene", "next")
	n.press("lene", "h5_9")
	n.press("lene", "ordinary")
	n.press("lene", "any")
	n.press("lene", "send")
	n.sees("lene", "40 12 34 56", "Virksomhedsservice")
	n.sees("mette", "Holms Lager", "Ring til Lene")
	n.press("mette", "claim")
	n.sees("lene", "Mette Krogh")
	n.press("mette", "contacted")
	n.sees("mette", "Holms Lager", "har talt")
	for _, secret := range []string{"xoxb", "xapp", "40 12 34 56"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %s: %s", secret, log.String())
		}
	}
}

// TestTheSlackPageOverHTTP: Slack tries an address when it is saved, so the bot
// has its secret and runs before the page lets anybody tell Slack of it.
func TestTheSlackPageOverHTTP(t *testing.T) {
	page, err := os.ReadFile("docs/slack.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## Over HTTP instead")
	at := 0
	for _, step := range []string{"**Signing Secret**", "mode: http", "run it", "--url https://", "**App Manifest**"} {
		next := strings.Index(section[at:], step)
		if next < 0 {
			t.Fatalf("%s does not stand where it should", step)
		}
		at += next
	}
	_, command, _ := strings.Cut(section, "       brobygger ")
	command, _, _ = strings.Cut(command, "\n")
	var out, wrong strings.Builder
	if code := run(t.Context(), strings.Fields(command), &out, &wrong); code != 0 || !strings.Contains(out.String(), "socket_mode_enabled: false") {
		t.Errorf("%s: exit %d\n%s%s", command, code, out.String(), wrong.String())
	}
}

// TestCheckAsksSlack: what is wrong in the workspace, and what to click.
func TestCheckAsksSlack(t *testing.T) {
	for name, tt := range map[string]struct {
		wrong func(n *newcomer)
		want  string
	}{
		"a wrong token": {func(n *newcomer) { n.write("slack-bot-token", "xoxb-other") },
			`a token is not valid; copy slack.bot_token from "OAuth & Permissions"`},
		"the tokens mixed up": {func(n *newcomer) { n.write("slack-app-token", slacktwin.BotToken) },
			"the tokens have been mixed up"},
		"the app removed": {func(n *newcomer) { n.fault("revoked", "account_inactive") },
			"the app has been removed from the workspace"},
		"not in the channel": {func(n *newcomer) { n.fault("gone", "jobcenter") },
			`partner nordby: the bot is not in #jobcenter; write "/invite @`},
		"a shared channel": {func(n *newcomer) { n.fault("external", "jobcenter") },
			"partner nordby: #jobcenter is shared with another organisation (Slack Connect)"},
		"a channel of another workspace": {func(n *newcomer) {
			n.write("config.yaml", strings.ReplaceAll(n.fromThePage(), "slack/"+n.twin.Channel("jobcenter").Workspace+"/#", "slack/T9/#"))
		}, "the channel is written with workspace T9"},
		"a channel that is not there": {func(n *newcomer) {
			n.write("config.yaml", strings.ReplaceAll(n.fromThePage(), n.twin.Channel("jobcenter").Channel, "C404"))
		}, "there is no channel C404"},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNewcomer(t, clock.System{})
			tt.wrong(n)
			if said := n.checks(); !strings.Contains(said, "put this right: ") || !strings.Contains(said, tt.want) {
				t.Errorf("want %q in\n%s", tt.want, said)
			}
		})
	}
}

func (n *newcomer) fault(kind string, args ...string) {
	n.Helper()
	if err := n.twin.Fault(kind, args...); err != nil {
		n.Fatal(err)
	}
}
