package main

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"brobygger/play"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"brobygger": main})
}

// TestCommands runs what an operator would write.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/cli"})
}

func TestHelpReadsWell(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"flows", "--help"}, {"import", "contacts", "--help"}, {"restore", "--help"}, {"demo", "--help"}, {"play", "--help"}} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), args, &out, &errs); code != 0 || errs.Len() > 0 || !strings.Contains(out.String(), "Usage: brobygger") {
			t.Errorf("brobygger %s: exit %d\n%s%s", strings.Join(args, " "), code, out.String(), errs.String())
		}
		for line := range strings.Lines(out.String()) {
			if len([]rune(line)) > 82 && !slices.Contains(args, "play") { // the engine's own table is as it is
				t.Errorf("brobygger %s: a long line: %s", strings.Join(args, " "), line)
			}
		}
	}
}

// TestPlayHelpIsTheGrammar: all commands and the grammar are listed, each on a
// line of its own.
func TestPlayHelpIsTheGrammar(t *testing.T) {
	var out, errs, list bytes.Buffer
	if code := run(t.Context(), []string{"play", "--help"}, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	if err := play.List(&list); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(list.String()) {
		if !strings.Contains(out.String(), strings.TrimSpace(line)) {
			t.Errorf("the help lacks: %s", line)
		}
	}
}

// TestReadmeNamesEveryCommand in its table, and every platform to rehearse on.
func TestReadmeNamesEveryCommand(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "## The commands")
	for f := range reflect.TypeFor[commands]().Fields() {
		if name := strings.ToLower(f.Name); !strings.Contains(table, "`"+name) {
			t.Errorf("README.md does not name the command %s", name)
		}
	}
	for _, name := range platformNames() {
		if !strings.Contains(table, name+"`") {
			t.Errorf("README.md does not name --via %s", name)
		}
	}
}
