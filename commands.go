package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"brobygger/clock"
	"brobygger/flows"
	"brobygger/play"
	"brobygger/store/sqlite"
)

// commands is the command line.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"Try it in the browser: a leader, the municipality and a coordinator side by side. Needs nothing."`
	Play    playCommand    `cmd:"" help:"Run rehearsals and print the conversations as they happen."`
	Serve   serveCommand   `cmd:"" help:"Run the bot."`
	Check   checkCommand   `cmd:"" help:"Say what is wrong or missing in the configuration and the dialogs."`
	Slack   slackCommand   `cmd:"" help:"Set the bot up in Slack."`
	Discord discordCommand `cmd:"" help:"Set the bot up on Discord."`
	Flows   flowsCommand   `cmd:"" help:"List, examine or draw the dialogs."`
	Tasks   tasksCommand   `cmd:"" help:"Say which tasks are in what leaders write, from standard input."`
	Import  importCommand  `cmd:"" help:"Take in companies and whom to call there."`
	Export  exportCommand  `cmd:"" help:"Write all openings to a spreadsheet."`
	Backup  backupCommand  `cmd:"" help:"Copy the database, also while the bot runs."`
	Restore restoreCommand `cmd:"" help:"Put a backup in place."`
	Health  healthCommand  `cmd:"" help:"Ask a running bot whether it is up."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

// configFlag is the configuration that most commands need.
type configFlag struct {
	Config string `required:"" short:"c" placeholder:"FILE" help:"The configuration, as config.yaml."`
}

type demoCommand struct {
	Lang string `enum:"da,en" default:"da" help:"Language: da or en (${default})."`
	Addr string `default:"127.0.0.1:8080" help:"Address of the page; another port is taken when it is in use (${default})."`
}

func (c *demoCommand) Run(ctx context.Context, s streams) error {
	return runDemo(ctx, c.Lang, c.Addr, s.out)
}

type playCommand struct {
	Files []string `arg:"" name:"file" help:"Rehearsals, as testdata/play/01-eight-presses.txtar."`
	Via   string   `enum:"${platforms}" default:"sim" help:"The platform to rehearse on: ${enum} (${default})."`
}

func (c *playCommand) Run(ctx context.Context, s streams) error {
	return runPlay(ctx, c.Files, c.Via, s.out)
}

// Help is the list of what can stand in a rehearsal, indented to be shown as it is.
func (c *playCommand) Help() string {
	var list strings.Builder
	if err := play.List(&list); err != nil {
		return err.Error()
	}
	return "What stands in a rehearsal:\n\n    " + strings.ReplaceAll(strings.TrimSpace(list.String()), "\n", "\n    ")
}

type serveCommand struct{ configFlag }

func (c *serveCommand) Run(ctx context.Context, s streams) error {
	config, err := readConfig(c.Config)
	if err != nil {
		return err
	}
	return serve(ctx, config, clock.System{}, configuredAdapters, s.err)
}

type checkCommand struct{ configFlag }

func (c *checkCommand) Run(ctx context.Context, s streams) error {
	return check(ctx, c.Config, s.out)
}

type flowsCommand struct {
	List    flowsListCommand    `cmd:"" help:"Name the dialogs, with their versions and files."`
	Lint    flowsLintCommand    `cmd:"" help:"Look for steps nobody reaches, missing languages and what a platform cannot show."`
	Diagram flowsDiagramCommand `cmd:"" help:"Draw a dialog as a Mermaid flowchart."`
}

// flowsFlags say which dialogs are meant.
type flowsFlags struct {
	Name   string `arg:"" optional:"" help:"One dialog; all of them when left out."`
	Config string `short:"c" placeholder:"FILE" help:"The configuration whose own dialogs count too."`
}

type flowsListCommand struct{ flowsFlags }

func (c *flowsListCommand) Run(s streams) error { return listFlows(c.Config, c.Name, s.out) }

type flowsLintCommand struct{ flowsFlags }

func (c *flowsLintCommand) Run(s streams) error { return lintFlows(c.Config, c.Name, s.out) }

type flowsDiagramCommand struct{ flowsFlags }

func (c *flowsDiagramCommand) Run(s streams) error {
	set, err := flowsFor(c.Config)
	if err != nil {
		return err
	}
	names, err := set.names(c.Name)
	if err != nil {
		return err
	}
	for _, name := range names {
		if len(names) > 1 {
			fmt.Fprintf(s.out, "%%%% %s\n", name)
		}
		fmt.Fprint(s.out, flows.Diagram(set.library, name))
	}
	return nil
}

type importCommand struct {
	Contacts importContactsCommand `cmd:"" help:"Read companies and their contacts from a CSV file."`
}

type importContactsCommand struct {
	configFlag
	File    string `arg:"" help:"The list, as contacts.csv: comma or semicolon, with a first line that names the columns."`
	Project string `placeholder:"ID" help:"The project's id, when there are several."`
}

func (c *importContactsCommand) Run(ctx context.Context, s streams) error {
	return withProject(c.Config, c.Project, func(config *Config, p *projectOf) error {
		raw, err := os.ReadFile(c.File)
		if err != nil {
			return fmt.Errorf("import contacts: %w", err)
		}
		db, err := openStore(config)
		if err != nil {
			return err
		}
		defer db.Close()
		return importContacts(ctx, db, p.practice, c.File, raw, s.out)
	})
}

// Help tells what the columns are.
func (c *importContactsCommand) Help() string {
	return `The first line names the columns, in Danish or English, in any order:
company, name, phone, cvr, pnumber, industry, municipality, address, network,
account. The first three must be there. A company is known by its CVR number,
else by its name; what the file says takes the place of what was known, an
empty cell leaves it. A line with something wrong is told and nothing of it is
saved. The same file twice changes nothing. The bot must not be running.`
}

type exportCommand struct {
	configFlag
	File    string `arg:"" help:"The spreadsheet to write, as openings.csv. It is replaced when it is there."`
	Project string `placeholder:"ID" help:"The project's id, when there are several."`
}

func (c *exportCommand) Run(ctx context.Context, s streams) error {
	return withProject(c.Config, c.Project, func(config *Config, p *projectOf) error {
		n, err := exportFile(ctx, config.Data, p.practice, c.File)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s: %s\n", c.File, counted(n, "opening", "openings"))
		return nil
	})
}

type backupCommand struct {
	configFlag
	File string `arg:"" help:"The copy to write; it must not be there."`
}

func (c *backupCommand) Run(ctx context.Context, s streams) error {
	config, err := readConfig(c.Config)
	if err != nil {
		return err
	}
	if err := sqlite.Backup(ctx, config.Data, c.File); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s is a whole copy of %s\n", c.File, config.Data)
	return nil
}

type restoreCommand struct {
	configFlag
	File  string `arg:"" help:"The backup."`
	Force bool   `help:"Replace the database that is there; it is kept beside it, and the name is printed."`
}

func (c *restoreCommand) Run(s streams) error {
	config, err := readConfig(c.Config)
	if err != nil {
		return err
	}
	kept, err := sqlite.Restore(c.File, config.Data, c.Force)
	if err != nil {
		return explainRestore(err)
	}
	fmt.Fprintf(s.out, "%s is restored from %s\n", config.Data, c.File)
	if kept != "" {
		fmt.Fprintf(s.out, "what was there is kept as %s\n", kept)
	}
	return nil
}

type healthCommand struct {
	Addr string `default:"127.0.0.1:8085" help:"The bot's listen address (${default})."`
}

func (c *healthCommand) Run(ctx context.Context, s streams) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if err := askHealth(ctx, c.Addr); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "up")
	return nil
}

type versionCommand struct{}

func (versionCommand) Run(s streams) error {
	_, err := fmt.Fprintln(s.out, versionText())
	return err
}
