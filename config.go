package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/adapters/discord"
	"brobygger/adapters/slack"
	"brobygger/flows"
	"brobygger/practice"
)

// Config is all that an operator decides, as it stands in one YAML file. See
// config.example.yaml for every setting.
type Config struct {
	// Data is the database file; a relative name counts from the folder of
	// the configuration.
	Data string `yaml:"data"`
	// Listen is the address of the health checks.
	Listen string    `yaml:"listen"`
	Log    LogConfig `yaml:"log"`
	// Flows is a folder of dialogs laid over those that come with the
	// program: a file takes the place of the built-in one of the same name.
	Flows    string          `yaml:"flows"`
	Projects []ProjectConfig `yaml:"projects"`

	file      string
	positions map[string]position // by path, "projects[0].networks[1]"
}

// ProjectConfig is one project: its practice, and the bot applications that
// connect it with chat platforms. A platform that is not written is not connected.
type ProjectConfig struct {
	practice.Settings `yaml:",inline"`
	Slack             *SlackConfig   `yaml:"slack"`
	Discord           *DiscordConfig `yaml:"discord"`
	Wording           *WordingConfig `yaml:"wording"`
}

// platforms names those the project is connected to.
func (p *ProjectConfig) platforms() (names []string) {
	if p.Slack != nil {
		names = append(names, slack.Platform)
	}
	if p.Discord != nil {
		names = append(names, discord.Platform)
	}
	return names
}

// SlackConfig connects a project with one Slack app in one workspace.
type SlackConfig struct {
	BotToken      Secret `yaml:"bot_token"`      // xoxb-…
	Mode          string `yaml:"mode"`           // socket (default) or http
	AppToken      Secret `yaml:"app_token"`      // xapp-…, for mode socket
	SigningSecret Secret `yaml:"signing_secret"` // for mode http
	AllowExternal bool   `yaml:"allow_external"` // openings may be handed over in channels shared with other organisations
	APIURL        string `yaml:"api_url"`        // Slack's own when empty
}

// check tells what is missing, in sentences that begin with the setting.
func (c *SlackConfig) check() (problems []string) {
	mode := cmp.Or(c.Mode, "socket")
	if c.BotToken == "" {
		problems = append(problems, "bot_token is missing; copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of the Slack app")
	}
	switch {
	case mode != "socket" && mode != "http":
		problems = append(problems, fmt.Sprintf("mode %q; write socket or http", c.Mode))
	case mode == "socket" && c.AppToken == "":
		problems = append(problems, "app_token is missing; make an App-Level Token (xapp-…) with connections:write under Basic Information of the Slack app")
	case mode == "http" && c.SigningSecret == "":
		problems = append(problems, "signing_secret is missing; copy the Signing Secret from Basic Information of the Slack app")
	}
	return problems
}

// DiscordConfig connects a project with one Discord application.
type DiscordConfig struct {
	Token       Secret   `yaml:"token"`
	Application string   `yaml:"application"` // the application's id
	Guilds      []string `yaml:"guilds"`      // the servers it serves; all it is in when empty
	Intents     []string `yaml:"intents"`     // privileged intents switched on for it: members, content
	Shards      int      `yaml:"shards"`      // gateway connections; 0 lets Discord say
	APIURL      string   `yaml:"api_url"`     // Discord's own when empty
	GatewayURL  string   `yaml:"gateway_url"` // what the API says when empty
}

// check tells what is missing, in sentences that begin with the setting.
func (c *DiscordConfig) check() (problems []string) {
	if c.Token == "" {
		problems = append(problems, "token is missing; copy it from Bot of the application in Discord's developer portal")
	}
	switch {
	case c.Application == "":
		problems = append(problems, "application is missing; copy the Application ID from General Information in Discord's developer portal")
	case !discordID(c.Application):
		problems = append(problems, fmt.Sprintf("application: %q is not an id, which is digits; copy the Application ID from General Information in Discord's developer portal", c.Application))
	}
	for _, id := range c.Guilds {
		if !discordID(id) {
			problems = append(problems, fmt.Sprintf("guilds: %q is not an id, which is digits; right-click the server with Developer Mode on in Discord (Settings, Advanced) and choose Copy Server ID", id))
		}
	}
	for _, intent := range c.Intents {
		if intent != "members" && intent != "content" {
			problems = append(problems, fmt.Sprintf("intents: %q; write members, content or both", intent))
		}
	}
	if c.Shards < 0 {
		problems = append(problems, "shards: write the number of gateway connections, or leave it out")
	}
	return problems
}

// discordID reports whether s can be one of Discord's numbers.
func discordID(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// LogConfig says how much is logged, and in which form.
type LogConfig struct {
	Level  string `yaml:"level"`  // debug, info, warn or error
	Format string `yaml:"format"` // text or json
}

// Secret is a setting that is never printed. Beside a secret called "token"
// the file may say token_file instead: the name of a file that holds it.
type Secret string

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(secret)"
}

// GoString hides the secret.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// defaultConfig is what an empty file stands for.
func defaultConfig() *Config {
	return &Config{Data: "brobygger.db", Listen: "127.0.0.1:8085", Log: LogConfig{Level: "info", Format: "text"}}
}

// A configuration's problems are told as those of dialogs are.
type (
	// Problem is one thing wrong in a file, with what to write instead.
	Problem = flows.Problem
	// Problems is everything that was found in the files, in their order.
	Problems = flows.Problems
)

// LoadConfig reads the configuration src of the file name. ${NAME} in a value
// is what env gives for NAME; $${NAME} is ${NAME} as it stands. When anything
// is wrong the error is [Problems] with all of it. It reads no file but those
// that hold secrets.
func LoadConfig(name string, src []byte, env func(string) (string, bool)) (*Config, error) {
	c := defaultConfig()
	d := decoder{file: name, env: env, readFile: os.ReadFile, positions: map[string]position{}}
	d.document(src, c)
	c.file, c.positions = name, d.positions
	if len(d.problems) == 0 {
		d.problems = c.check()
	}
	if len(d.problems) > 0 {
		slices.SortStableFunc(d.problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
		})
		return nil, d.problems
	}
	c.Data, c.Flows = besides(name, c.Data), besides(name, c.Flows)
	return c, nil
}

// readConfig reads the configuration file.
func readConfig(file string) (*Config, error) {
	src, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no configuration %s; begin from config.example.yaml: copy it there and change what is yours", file)
	}
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	return LoadConfig(file, src, os.LookupEnv)
}

// besides gives a file named in the configuration: a relative name counts from
// the configuration's folder.
func besides(config, name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(config), name)
}

// check tells what is wrong though it could be read.
func (c *Config) check() (problems Problems) {
	say := func(at position, format string, args ...any) {
		problems = append(problems, Problem{File: c.file, Line: at.line, Col: at.col, Text: fmt.Sprintf(format, args...)})
	}
	if c.Data == "" {
		say(c.at("data"), "data is empty; write the database file's name, as brobygger.db")
	}
	if _, port, err := net.SplitHostPort(c.Listen); err != nil || !isPort(port) {
		say(c.at("listen"), "listen %q is no address; write host:port, as 127.0.0.1:8085", c.Listen)
	}
	if !slices.Contains(logLevels(), c.Log.Level) {
		say(c.at("log.level"), "log level %q; write one of %s", c.Log.Level, strings.Join(logLevels(), ", "))
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		say(c.at("log.format"), "log format %q; write text or json", c.Log.Format)
	}
	if len(c.Projects) == 0 {
		say(c.at("projects"), "no project; write at least one under projects")
	}
	seen := map[string]bool{}
	for i := range c.Projects {
		p := &c.Projects[i]
		at := fmt.Sprintf("projects[%d]", i)
		if p.ID != "" && seen[p.ID] {
			say(c.at(at+".id"), "two projects are called %q; give each an id of its own", p.ID)
		}
		seen[p.ID] = true
		for _, text := range p.Check() {
			say(c.subject(at, &p.Settings, text), "%s", text)
		}
		if p.Slack != nil {
			for _, text := range p.Slack.check() {
				say(c.at(at+".slack"), "project %s: slack: %s", p.ID, text)
			}
		}
		if p.Discord != nil {
			for _, text := range append(p.Discord.check(), discordIDs(p.Settings)...) {
				say(c.at(at+".discord"), "project %s: discord: %s", p.ID, text)
			}
		}
		if p.Wording != nil {
			for _, text := range p.Wording.check() {
				say(c.at(at+".wording"), "project %s: wording: %s", p.ID, text)
			}
		}
		if _, err := time.LoadLocation(p.Calendar.Zone); err != nil {
			say(c.at(at+".calendar.zone"), "project %s: %s", p.ID, noZone(p.Calendar.Zone))
		} else if _, err := practice.NewCalendar(p.Calendar); err != nil {
			say(c.at(at+".calendar"), "project %s: %v", p.ID, err)
		}
	}
	return problems
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// noZone says what to write in the place of a time zone that is none.
func noZone(zone string) string {
	near := flows.Nearest(zone, strings.Fields(`Europe/Copenhagen America/Nuuk Atlantic/Faroe Atlantic/Reykjavik Europe/Amsterdam
		Europe/Athens Europe/Berlin Europe/Brussels Europe/Budapest Europe/Dublin Europe/Helsinki Europe/Lisbon Europe/London
		Europe/Madrid Europe/Oslo Europe/Paris Europe/Prague Europe/Riga Europe/Rome Europe/Stockholm Europe/Tallinn
		Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zurich`))
	if near != "" {
		return fmt.Sprintf("calendar zone: there is no time zone %q; did you mean %s?", zone, near)
	}
	return fmt.Sprintf("calendar zone: there is no time zone %q; write the IANA name of one, as Europe/Copenhagen", zone)
}

func logLevels() []string { return []string{"debug", "info", "warn", "error"} }

// at gives the place of a setting, or of the nearest one around it that is
// written.
func (c *Config) at(path string) position {
	for path != "" {
		if at, ok := c.positions[path]; ok {
			return at
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return position{}
}

// subject gives the place of what a sentence about a project speaks of: of the
// setting it begins with, where that is written.
func (c *Config) subject(at string, p *practice.Settings, text string) position {
	about := func(prefix, at string) (position, bool) {
		rest, ok := strings.CutPrefix(text, prefix+": ")
		setting, _, _ := strings.Cut(rest, " ")
		return c.at(at + "." + strings.TrimSuffix(setting, ":")), ok
	}
	for i, n := range p.Networks {
		if found, ok := about(fmt.Sprintf("project %s, network %s", p.ID, n.ID), fmt.Sprintf("%s.networks[%d]", at, i)); ok {
			return found
		}
	}
	for i, q := range p.Partners {
		if found, ok := about(fmt.Sprintf("project %s, partner %s", p.ID, q.ID), fmt.Sprintf("%s.partners[%d]", at, i)); ok {
			return found
		}
	}
	found, _ := about("project "+p.ID, at)
	return found
}

// project gives the settings of one project; id may be empty when there is
// only one.
func (c *Config) project(id string) (practice.Settings, error) {
	var ids []string
	for _, p := range c.Projects {
		if p.ID == id || id == "" && len(c.Projects) == 1 {
			return p.Settings, nil
		}
		ids = append(ids, p.ID)
	}
	if id == "" {
		return practice.Settings{}, fmt.Errorf("there are several projects; say which one with --project (%s)", strings.Join(ids, ", "))
	}
	return practice.Settings{}, fmt.Errorf("there is no project %q; there is %s", id, strings.Join(ids, ", "))
}
