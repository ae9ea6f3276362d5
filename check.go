package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"brobygger/chat"
	"brobygger/flows"
	"brobygger/practice"
	"brobygger/store/sqlite"
)

// check tells all that is wrong in a configuration and its dialogs, or sums up
// what they hold, and asks the chat platforms whether the bot can work there.
func check(ctx context.Context, file string, out io.Writer) error {
	config, err := readConfig(file)
	var problems Problems
	if errors.As(err, &problems) {
		return problems
	}
	if err != nil {
		return err
	}
	set, err := loadFlows(config.Flows, platformLimits(config))
	if err != nil {
		return err
	}
	if problems := set.lint(""); len(problems) > 0 {
		return problems
	}
	networks, partners := 0, 0
	for _, p := range config.Projects {
		networks += len(p.Networks)
		partners += len(p.Partners)
	}
	if info, err := os.Stat(config.Data); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		fmt.Fprintf(out, "note: others on this machine may read the database, which holds names and numbers; serve takes that from them, or write chmod 600 %s\n", config.Data)
	}
	for _, p := range config.Projects {
		if err := checkProject(p, time.Now(), out); err != nil {
			return err
		}
	}
	if err := checkPlatforms(ctx, config, out); err != nil {
		return err
	}
	fmt.Fprintf(out, "ok: %s, %s, %s, %s\n", counted(len(config.Projects), "project", "projects"), counted(networks, "network", "networks"),
		counted(partners, "partner", "partners"), counted(len(set.library.Flows()), "flow", "flows"))
	return nil
}

// checkPlatforms asks the platforms themselves, and is an error when there is
// something to put right there.
func checkPlatforms(ctx context.Context, config *Config, out io.Writer) error {
	wrong := 0
	for _, p := range config.Projects {
		if p.Slack != nil {
			n, err := checkSlack(ctx, p, out)
			if err != nil {
				return err
			}
			wrong += n
		}
		if p.Discord != nil {
			n, err := checkDiscord(ctx, p, out)
			if err != nil {
				return err
			}
			wrong += n
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%s to put right on the chat platforms, named above", counted(wrong, "thing", "things"))
	}
	return nil
}

// checkProject tells what comes next in a project, and what is not wrong but
// should be known.
func checkProject(p ProjectConfig, now time.Time, out io.Writer) error {
	cal, err := practice.NewCalendar(p.Calendar)
	if err != nil {
		return err
	}
	for _, n := range p.Networks {
		if n.Stories == "" {
			fmt.Fprintf(out, "%s, %s: no schedule for stories; none is posted by itself\n", p.ID, n.ID)
			continue
		}
		schedule, err := cron.ParseStandard(n.Stories)
		if err != nil {
			return fmt.Errorf("network %s: stories: %w", n.ID, err)
		}
		next := cal.Next(schedule.Next(now.In(cal.Zone())))
		fmt.Fprintf(out, "%s, %s: next story %s\n", p.ID, n.ID, next.Format("Monday 2 January 2006 at 15:04"))
	}
	for _, n := range p.Networks {
		if n.Channel == (chat.Place{}) {
			fmt.Fprintf(out, "note: %s, network %s has no channel here; bind one from the chat with /bro setup\n", p.ID, n.ID)
		}
	}
	for _, q := range p.Partners {
		if q.Channel == (chat.Place{}) {
			fmt.Fprintf(out, "note: %s, partner %s has no channel here; bind one from the chat with /bro setup\n", p.ID, q.ID)
		}
	}
	connected := p.platforms()
	for _, platform := range platformsOf(p.Settings) {
		if !slices.Contains(connected, platform) {
			fmt.Fprintf(out, "note: %s has accounts or channels on %s, and the project is not connected to it: nobody there is reached\n", p.ID, platform)
		}
	}
	if len(connected) == 0 {
		fmt.Fprintf(out, "note: %s is connected to no chat platform, so serve will not start; write slack or discord under the project\n", p.ID)
	}
	return nil
}

// platformsOf names the platforms of a project's accounts and channels.
func platformsOf(p practice.Settings) (names []string) {
	add := func(platform string) {
		if platform != "" && !slices.Contains(names, platform) {
			names = append(names, platform)
		}
	}
	accounts := slices.Clone(p.Coordinators)
	for _, n := range p.Networks {
		add(n.Channel.Platform)
	}
	for _, q := range p.Partners {
		add(q.Channel.Platform)
		accounts = append(append(accounts, q.TeamLead), q.Staff...)
		for _, duty := range q.Duty {
			accounts = append(accounts, duty...)
		}
	}
	for _, a := range accounts {
		add(a.Platform)
	}
	slices.Sort(names)
	return names
}

// flowSet is a library, the files it came from, and what the platforms can
// show that it is for.
type flowSet struct {
	library *flows.Library
	limits  []chat.Limits
	sources map[string][]byte
	own     map[string]bool // not built in
	dir     string
}

// flowsFor loads the dialogs, with those of a configuration when one is named.
func flowsFor(config string) (*flowSet, error) {
	if config == "" {
		return loadFlows("", platformLimits(nil))
	}
	c, err := readConfig(config)
	if err != nil {
		return nil, err
	}
	return loadFlows(c.Flows, platformLimits(c))
}

// loadFlows loads the built-in dialogs with those of dir laid over them. Its
// error is [Problems] when files were read and something is wrong in them.
func loadFlows(dir string, limits []chat.Limits) (*flowSet, error) {
	set := &flowSet{limits: limits, sources: flows.Builtin(), own: map[string]bool{}, dir: dir}
	own, err := ownFlows(dir)
	if err != nil {
		return nil, err
	}
	for name, src := range own {
		set.sources[name], set.own[name] = src, true
	}
	set.library, err = flows.Load(set.sources)
	var wrong Problems
	if errors.As(err, &wrong) {
		return nil, set.problems(wrong)
	}
	return set, err
}

// ownFlows reads the dialogs in dir; none for "".
func ownFlows(dir string) (map[string][]byte, error) {
	if dir == "" {
		return nil, nil
	}
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("flows: there is no folder %s; make it, or take the setting out", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("flows: %w", err)
	}
	own := map[string][]byte{}
	for _, f := range files {
		if f.IsDir() || !strings.HasSuffix(f.Name(), ".yaml") && !strings.HasSuffix(f.Name(), ".yml") {
			continue
		}
		if own[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name())); err != nil {
			return nil, fmt.Errorf("flows: %w", err)
		}
	}
	return own, nil
}

// problems gives flow problems with the files' whole names.
func (s *flowSet) problems(found []Problem) (all Problems) {
	for _, p := range found {
		if s.own[p.File] {
			p.File = filepath.Join(s.dir, p.File)
		}
		all = append(all, p)
	}
	return all
}

// names gives one dialog, or all for "".
func (s *flowSet) names(one string) ([]string, error) {
	all := s.library.Flows()
	if one == "" {
		return all, nil
	}
	if !slices.Contains(all, one) {
		return nil, fmt.Errorf("there is no flow %q; there is %s", one, strings.Join(all, ", "))
	}
	return []string{one}, nil
}

// file gives the file a dialog was read from.
func (s *flowSet) file(name string) string {
	_, src := s.library.Source(name)
	for file, have := range s.sources {
		if string(have) != string(src) {
			continue
		}
		if s.own[file] {
			return filepath.Join(s.dir, file)
		}
		return file + " (built in)"
	}
	return ""
}

// lint looks for what loads but does not serve people, in one dialog or in all.
func (s *flowSet) lint(name string) Problems {
	all := s.problems(flows.Lint(s.library, []chat.Lang{chat.DA, chat.EN}, s.limits))
	if name == "" {
		return all
	}
	file, _ := strings.CutSuffix(s.file(name), " (built in)")
	return slices.DeleteFunc(all, func(p Problem) bool { return p.File != file })
}

func listFlows(config, name string, out io.Writer) error {
	set, err := flowsFor(config)
	if err != nil {
		return err
	}
	names, err := set.names(name)
	if err != nil {
		return err
	}
	for _, n := range names {
		v, _ := set.library.Source(n)
		fmt.Fprintf(out, "%-12s %s  %s\n", n, v, set.file(n))
	}
	return nil
}

func lintFlows(config, name string, out io.Writer) error {
	set, err := flowsFor(config)
	if err != nil {
		return err
	}
	names, err := set.names(name)
	if err != nil {
		return err
	}
	if problems := set.lint(name); len(problems) > 0 {
		return problems
	}
	fmt.Fprintf(out, "ok: %s\n", counted(len(names), "flow", "flows"))
	return nil
}

// counted gives a figure with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// explainRestore says what to do when a database is in the way.
func explainRestore(err error) error {
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w; write --force to replace it (the old one is kept beside it)", err)
	}
	return err
}

// openStore opens the database of a configuration.
func openStore(config *Config) (*sqlite.Store, error) {
	db, err := sqlite.Open(config.Data)
	if err != nil && strings.Contains(err.Error(), "another process has it open") {
		return nil, fmt.Errorf("%w; stop the bot first, and start it again afterwards", err)
	}
	return db, err
}
