package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

func noEnv(string) (string, bool) { return "", false }

// uncommented takes the # away from every setting that stands as a comment.
func uncommented(src []byte) []byte {
	return regexp.MustCompile(`(?m)^( *)#([a-z_]+:)`).ReplaceAll(src, []byte("$1$2"))
}

func example(t *testing.T) []byte {
	t.Helper()
	src, err := os.ReadFile("config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestExampleLoads(t *testing.T) {
	c, err := LoadConfig("config.example.yaml", example(t), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "brobygger.db" || c.Listen != "127.0.0.1:8085" || c.Log.Level != "info" || len(c.Projects) != 1 {
		t.Errorf("got %+v", c)
	}
}

// The example with every setting written out loads, says the defaults, and
// leaves no setting out.
func TestExampleNamesEverySetting(t *testing.T) {
	c, err := LoadConfig("config.example.yaml", uncommented(example(t)), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	index := regexp.MustCompile(`\[\d+\]`)
	for path := range c.positions {
		written[index.ReplaceAllString(path, "")] = true
	}
	for _, path := range settingPaths(reflect.TypeFor[Config](), "") {
		if !written[path] {
			t.Errorf("config.example.yaml does not name the setting %s", path)
		}
	}
	p, _, err := newProject(c.Projects[0].Settings, nil)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := LoadConfig("config.example.yaml", example(t), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	q, _, err := newProject(plain.Projects[0].Settings, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Settings.Reminders != q.Settings.Reminders || p.Settings.Retention != q.Settings.Retention || p.Settings.Nudges != q.Settings.Nudges ||
		p.Settings.Partners[0].Name != q.Settings.Partners[0].Name || p.Settings.Partners[0].Promise != q.Settings.Partners[0].Promise || c.Log != plain.Log || c.Data != plain.Data || c.Listen != plain.Listen {
		t.Errorf("the example does not say the defaults:\n%+v\n%+v", p.Settings, q.Settings)
	}
	year := time.Date(2026, 1, 1, 0, 0, 0, 0, p.Zone())
	for hour := range 365 * 24 {
		at := year.Add(time.Duration(hour) * time.Hour)
		w := c.Projects[0].Calendar
		w.ClosedDays, w.ClosedWeeks = nil, nil
		_, week := at.ISOWeek()
		if week == 29 || week == 30 || at.Month() == time.December && at.Day() > 22 || at.YearDay() < 5 {
			continue // examples, not defaults
		}
		if p.Calendar.Open(at) != q.Calendar.Open(at) || p.Calendar.ContactOpen(at) != q.Calendar.ContactOpen(at) {
			t.Fatalf("the example's calendar is not the default's at %s", at)
		}
	}
}

func settingPaths(t reflect.Type, path string) (all []string) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" {
			continue
		}
		all = append(all, join(path, name))
		all = append(all, settingPaths(f.Type, join(path, name))...)
	}
	return all
}

func TestDemoSettingsAreAProject(t *testing.T) {
	src := "projects:\n  - " + strings.ReplaceAll(strings.TrimSpace(regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(string(demoSettings), "")), "\n", "\n    ")
	if _, err := LoadConfig("demo.yaml", []byte(src), noEnv); err != nil {
		t.Error(err)
	}
}

const smallProject = `
projects:
  - id: p
    coordinators: [sim/w/k]
    networks: [{id: n, partners: [q]}]
    partners: [{id: q}]
`

func TestConfigTellsEveryProblem(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"unknown settings", "listn: x\nlog:\n  levle: info\nzzz: 1\n" + smallProject, []string{
			`c.yaml:1:1: there is no setting "listn" here; did you mean listen?`,
			`c.yaml:3:3: there is no setting "levle" here; did you mean level?`,
			`c.yaml:4:1: there is no setting "zzz" here; write one of data, flows, listen, log, projects`}},
		{"unset variables", "# ${NOT_READ}\ndata: ${NOPE}/x # ${NOR_THIS}\nlisten: \"${NEITHER}\"\n" + smallProject, []string{
			`c.yaml:2:7: the environment has no NOPE; set it, or write $${NOPE} if the text itself is meant`,
			`c.yaml:3:9: the environment has no NEITHER; set it, or write $${NEITHER} if the text itself is meant`}},
		{"kinds", "projects:\n  - id: [a]\n    nudges: many\n    coordinators: sim/a/b\n    reminders: {duty: 6 timer}\n    partners:\n      - coordinator_first: yes\n        channel: nowhere\n", []string{
			`c.yaml:2:9: id is a single value; write it on this line`,
			`c.yaml:3:13: nudges: "many" is not a whole number`,
			`c.yaml:4:19: coordinators is a list; write [a, b], or each entry on a line that begins with -`,
			`c.yaml:5:23: reminders.duty: "6 timer" is not a time; write it as 30m, 6h or 1h30m`,
			`c.yaml:7:28: coordinator_first: "yes"; write true or false`,
			`c.yaml:8:18: channel: place "nowhere": want platform/workspace/#channel or platform/workspace/@user`}},
		{"sense", "log: {level: loud, format: xml}\nprojects:\n  - id: p\n    coordinators: [sim/w/k]\n    networks:\n      - {id: n, partners: [x]}\n    partners:\n      - id: q\n        duty: {someday: [sim/w/a]}\n    calendar:\n      zone: Mars/Base\n", []string{
			`c.yaml:1:7: log level "loud"; write one of debug, info, warn, error`,
			`c.yaml:1:20: log format "xml"; write text or json`,
			`c.yaml:6:10: project p, network n: there is no partner "x"`,
			`c.yaml:9:9: project p, partner q: duty has the day "someday"; write mon, tue, wed, thu, fri, sat or sun`,
			`c.yaml:11:7: project p: calendar zone: there is no time zone "Mars/Base"; write the IANA name of one, as Europe/Copenhagen`}},
		{"one channel for two", strings.NewReplacer("{id: n,", `{id: n, channel: "sim/w/#c",`, "{id: q}", `{id: q, channel: "sim/w/#c"}`).Replace(smallProject), []string{
			`c.yaml:5:17: project p, network n: partner "q" has the same channel; what companies send must never stand there, so give the partner one of its own`}},
		{"platforms", strings.Replace(smallProject, "- id: p", "- id: p\n    slack: {mode: pigeon, tokn: x}\n    discord:\n      token: t\n      intents: [mind]\n      shards: -1", 1), []string{
			`c.yaml:4:27: there is no setting "tokn" here; write one of allow_external, api_url, app_token, bot_token, mode, signing_secret`}},
		{"platforms, in sense", strings.Replace(smallProject, "- id: p", "- id: p\n    slack: {mode: pigeon}\n    discord:\n      token: t\n      intents: [mind]\n      shards: -1", 1), []string{
			`c.yaml:4:5: project p: slack: bot_token is missing; copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of the Slack app`,
			`c.yaml:4:5: project p: slack: mode "pigeon"; write socket or http`,
			`c.yaml:5:5: project p: discord: application is missing; copy the Application ID from General Information in Discord's developer portal`,
			`c.yaml:5:5: project p: discord: intents: "mind"; write members, content or both`,
			`c.yaml:5:5: project p: discord: shards: write the number of gateway connections, or leave it out`}},
		{"figures below 1", strings.Replace(smallProject, "- id: p", "- id: p\n    nudges: 0\n    retention: {contact_months: -12, words_days: 0, openings_months:}\n    reminders:\n      duty: -6h\n      lead: 0s", 1), []string{
			`c.yaml:4:13: nudges is 0; write a whole number above 0, or leave it out for the default`,
			`c.yaml:5:33: retention.contact_months is -12; write a whole number above 0, or leave it out for the default`,
			`c.yaml:5:50: retention.words_days is 0; write a whole number above 0, or leave it out for the default`,
			`c.yaml:7:13: reminders.duty is -6h0m0s; write a time above 0, as 30m, 6h or 1h30m, or leave it out for the default`,
			`c.yaml:8:13: reminders.lead is 0s; write a time above 0, as 30m, 6h or 1h30m, or leave it out for the default`}},
		{"an address without a port", "listen: localhost\n" + smallProject, []string{`c.yaml:1:1: listen "localhost" is no address; write host:port, as 127.0.0.1:8085`}},
		{"a port without a host", "listen: 8085\n" + smallProject, []string{`c.yaml:1:1: listen "8085" is no address; write host:port, as 127.0.0.1:8085`}},
		{"no people, no channels", strings.NewReplacer("[sim/w/k]", `["sim/w/#345", sim/w/k]`, "{id: n,", `{id: n, channel: "sim/w/@k",`, "{id: q}", `{id: q, team_lead: sim/w/a b, duty: {mon: [sim/w/@a]}, channel: "sim/w/#a b"}`).Replace(smallProject), []string{
			`c.yaml:4:5: project p: coordinators: "sim/w/#345" is no person's account; write platform/workspace/user, without #, @ and spaces`,
			`c.yaml:5:24: project p, network n: channel: "sim/w/@k" is no channel; write platform/workspace/#channel, without spaces`,
			`c.yaml:6:24: project p, partner q: team_lead: "sim/w/a b" is no person's account; write platform/workspace/user, without #, @ and spaces`,
			`c.yaml:6:46: project p, partner q: duty: "sim/w/@a" is no person's account; write platform/workspace/user, without #, @ and spaces`,
			`c.yaml:6:71: project p, partner q: channel: "sim/w/#a b" is no channel; write platform/workspace/#channel, without spaces`}},
		{"schedules and hours", strings.NewReplacer("{id: n,", `{id: n, stories: "61 9 1 * *",`, "{id: q}]", "{id: q}]\n    calendar:\n      hours: {mon: 8-25}").Replace(smallProject), []string{
			`c.yaml:5:24: project p, network n: stories: "61 9 1 * *" is no schedule; write minute (0-59), hour (0-23), day (1-31), month (1-12) and weekday (0-6, 0 is Sunday) with spaces between, as 0 9 1 * *`,
			`c.yaml:7:5: project p: calendar hours: mon: "8-25": hours go from earlier to later, in order, and end by 24; write them as 8-16 or as 8-12, 13-16`}},
		{"a day that never comes", strings.Replace(smallProject, "{id: n,", `{id: n, stories: "0 9 31 2 *",`, 1), []string{
			`c.yaml:5:24: project p, network n: stories: "0 9 31 2 *" names a day that never comes; write one that does, as 0 9 1 * *`}},
		{"a zone of its own", smallProject + "    calendar: {zone: Europe/Kobenhavn}\n", []string{
			`c.yaml:7:16: project p: calendar zone: there is no time zone "Europe/Kobenhavn"; did you mean Europe/Copenhagen?`}},
		{"no ids of Discord", strings.NewReplacer("- id: p", "- id: p\n    discord: {token: t, application: abc}", "sim/w/k", "discord/10/karen").Replace(smallProject), []string{
			`c.yaml:4:5: project p: discord: application: "abc" is not an id, which is digits; copy the Application ID from General Information in Discord's developer portal`,
			`c.yaml:4:5: project p: discord: discord/10/karen: "karen" is not an id, which is digits; right-click it with Developer Mode on in Discord (Settings, Advanced) and choose Copy ID`}},
		{"the same project twice", smallProject + strings.TrimPrefix(smallProject, "\nprojects:"), []string{`c.yaml:8:5: two projects are called "p"; give each an id of its own`}},
		{"nothing", "", []string{`c.yaml: no project; write at least one under projects`}},
		{"a list", "- a\n", []string{`c.yaml:1:1: the file takes settings, each on its own line`}},
		{"not YAML", "data: [a\nb: c\n", []string{`c.yaml:2:1: this is not YAML: ',' or ']' must be specified`}},
		{"anchors", "data: &a x\nlisten: *a\n" + smallProject, []string{
			`c.yaml:1:7: anchors, aliases and tags are not read here; write the value out`,
			`c.yaml:2:9: anchors, aliases and tags are not read here; write the value out`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadConfig("c.yaml", []byte(tt.src), noEnv)
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v", err)
			}
			if got, want := problems.Error(), strings.Join(tt.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestConfigTakesValuesFromTheEnvironment(t *testing.T) {
	env := func(name string) (string, bool) { return "[" + name + ": 7]", name == "A" || name == "B" }
	c, err := LoadConfig("/etc/b/c.yaml", []byte("data: ${A}-$${A}-${B} # ${C}\nflows: 'own $5 ${'\n"+smallProject), env)
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "/etc/b/[A: 7]-${A}-[B: 7]" || c.Flows != "/etc/b/own $5 ${" {
		t.Errorf("got %q %q", c.Data, c.Flows)
	}
	n, err := LoadConfig("c.yaml", []byte(strings.Replace(smallProject, "id: p", "id: p\n    nudges: ${N}", 1)), func(string) (string, bool) { return "5", true })
	if err != nil || n.Projects[0].Nudges != 5 {
		t.Errorf("nudges from the environment: %v %v", n, err)
	}
}

func TestSecrets(t *testing.T) {
	type settings struct {
		Token Secret `yaml:"token"`
		Data  string `yaml:"data"`
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "c.yaml")
	if err := os.WriteFile(filepath.Join(dir, "token"), []byte("hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(src string) (s settings, problems Problems) {
		d := decoder{file: config, env: noEnv, readFile: os.ReadFile, positions: map[string]position{}}
		d.document([]byte(src), &s)
		return s, d.problems
	}
	s, problems := read("token_file: token\n")
	if s.Token != "hush" || len(problems) > 0 {
		t.Errorf("got %q, %v", string(s.Token), problems)
	}
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%#v", s.Token), s.Token.LogValue().String(), slog.AnyValue(s.Token).Resolve().String()} {
		if strings.Contains(shown, "hush") {
			t.Errorf("the secret shows: %s", shown)
		}
	}
	for src, want := range map[string]string{
		"token: a\ntoken_file: token\n": "token and token_file both stand here; keep one of them",
		"token_file: nowhere\n":         "token_file cannot be read",
		"token_file: empty\n":           "token_file: the file empty is empty",
		"data_file: token\n":            `there is no setting "data_file" here`,
	} {
		if _, problems := read(src); len(problems) != 1 || !strings.Contains(problems[0].Text, want) {
			t.Errorf("%q: got %v, want %q", src, problems, want)
		}
	}
}

func FuzzLoadConfig(f *testing.F) {
	f.Add([]byte(smallProject))
	f.Add([]byte("data: ${A}\nlog: {level: x}\n"))
	f.Add([]byte("a: &b [*b]\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := LoadConfig("c.yaml", src, noEnv)
		var problems Problems
		if (c == nil) == (err == nil) || err != nil && (!errors.As(err, &problems) || len(problems) == 0) {
			t.Errorf("got %v, %v", c, err)
		}
	})
}
