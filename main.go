// Brobygger is a chat-bot for networks of companies: business leaders name
// small jobs, the municipality calls, and the practice spreads.
//
// This package is the commands and the wiring; it is the only place that knows
// a concrete store or adapter.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// streams is where a command writes what it was asked for.
type streams struct{ out, err io.Writer }

// run carries out one command and gives the exit code: 0, or 1 after an error
// that has been told on stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	var c commands
	ended := false // help has been shown
	parser, err := kong.New(&c,
		kong.Name("brobygger"),
		kong.Description("A chat-bot for networks of companies: leaders name small jobs, the municipality calls, and the practice spreads."),
		kong.Vars{"platforms": strings.Join(platformNames(), ",")},
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { ended = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{stdout, stderr}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "brobygger:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if ended {
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "brobygger: %v\nWrite brobygger --help, or brobygger COMMAND --help, to see what there is.\n", err)
		return 1
	}
	if err := command.Run(); err != nil {
		tell(stderr, err)
		return 1
	}
	return 0
}

// tell writes an error down. Problems stand one to a line with their place
// first, so that editors find it.
func tell(w io.Writer, err error) {
	var problems Problems
	if errors.As(err, &problems) {
		fmt.Fprintln(w, problems)
		return
	}
	fmt.Fprintln(w, "brobygger:", err)
}

// versionText is what was built, and from what.
func versionText() string {
	text := "brobygger " + version
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return text
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			text += " (" + s.Value[:min(12, len(s.Value))] + ")"
		}
	}
	return text + " " + info.GoVersion
}
