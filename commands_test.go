package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"brobygger": main})
}

// TestCommands runs what an operator would write.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/cli"})
}

func TestHelpReadsWell(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"flows", "--help"}, {"import", "contacts", "--help"}, {"restore", "--help"}, {"demo", "--help"}} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), args, &out, &errs); code != 0 || errs.Len() > 0 || !strings.Contains(out.String(), "Usage: brobygger") {
			t.Errorf("brobygger %s: exit %d\n%s%s", strings.Join(args, " "), code, out.String(), errs.String())
		}
		for line := range strings.Lines(out.String()) {
			if len(line) > 82 {
				t.Errorf("brobygger %s: a long line: %s", strings.Join(args, " "), line)
			}
		}
	}
}
