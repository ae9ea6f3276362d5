package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"brobygger/play"
)

// runPlay rehearses each file on a world of its own on the platform via, and
// prints the conversations as they happen.
func runPlay(ctx context.Context, files []string, via string, out io.Writer) error {
	var failed error
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("play: %w", err)
		}
		if len(files) > 1 {
			fmt.Fprintf(out, "\n== %s\n", name)
		}
		err = rehearse(ctx, name, src, via, out)
		if ctx.Err() != nil { // told to end: what the rehearsal says of it helps nobody
			return errors.Join(failed, fmt.Errorf("play: stopped before %s was through", name))
		}
		if err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func rehearse(ctx context.Context, name string, src []byte, via string, out io.Writer) (err error) {
	script, err := play.Parse(name, src)
	if err != nil {
		return err
	}
	w, err := newWorld(ctx, via, script.Config(), script.Flows(), "", os.Stderr)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return script.Run(ctx, w, out)
}
