package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"brobygger/bot/wording"
	"brobygger/chat"
	"brobygger/practice"
)

type tasksCommand struct {
	Lang     string `enum:"da,en" default:"da" help:"Language to expect: da or en (${default})."`
	Industry string `placeholder:"ID" help:"The company's industry, as lager: its codes are taken where several have the same work."`
}

func (c *tasksCommand) Run(ctx context.Context, s streams) error {
	return readTasks(ctx, os.Stdin, s.out, chat.Lang(c.Lang), c.Industry)
}

// Help tells what is read and written.
func (c *tasksCommand) Help() string {
	return `Reads what leaders write, a line each, from standard input, and prints what the
bot makes of it: one JSON object a line, with the tasks, hours a week, days,
season, needs, and the bytes of the line each task was read from. What a line
does not say is null. No language model is asked.`
}

// readTasks reads the tasks in each line of in.
func readTasks(ctx context.Context, in io.Reader, out io.Writer, lang chat.Lang, industry string) error {
	catalogue, err := practice.LoadCatalogue()
	if err != nil {
		return err
	}
	if _, known := catalogue.Industry(industry); industry != "" && !known {
		return fmt.Errorf("tasks --industry %s: the catalogue has no such industry; they are %s", industry, industryIDs(catalogue))
	}
	reader := wording.New(catalogue).In(industry)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 4*wording.MaxText+1)
	to := json.NewEncoder(out)
	to.SetEscapeHTML(false)
	n := 0
	for n = 1; lines.Scan(); n++ {
		read, err := reader.Read(ctx, lines.Text(), lang)
		if err != nil {
			return fmt.Errorf("tasks: line %d: %w", n, err)
		}
		if err := to.Encode(read); err != nil {
			return fmt.Errorf("tasks: %w", err)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("tasks: line %d: %w", n, wording.ErrTooLong)
	} else if err != nil {
		return fmt.Errorf("tasks: %w", err)
	}
	return nil
}

func industryIDs(c *practice.Catalogue) (ids string) {
	for i, in := range c.Industries() {
		if i > 0 {
			ids += ", "
		}
		ids += in.ID
	}
	return ids
}
