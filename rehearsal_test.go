package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brobygger/clock"
	"brobygger/play"
)

// everyCrash is for an hour with nothing else to do: make crashes.
var everyCrash = flag.Bool("crashes", false, "crash every rehearsal at every commit and send")

func rehearsals(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/play/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rehearsals: %v", err)
	}
	return files
}

// TestRehearsals runs every transcript on every platform, and some of them on
// two at once: not those that are about what one platform cannot do.
func TestRehearsals(t *testing.T) {
	for _, via := range platformNames() {
		t.Run(via, func(t *testing.T) {
			for _, file := range rehearsals(t) {
				if via == "across" && !acrossToo.MatchString(file) {
					continue
				}
				t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
					t.Parallel()
					src, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					var out bytes.Buffer
					if err := rehearse(t.Context(), file, src, via, &out); err != nil {
						t.Fatalf("%v\n\nthe conversation until then:\n%s", err, out.String())
					}
				})
			}
		})
	}
}

var acrossToo = regexp.MustCompile(`/(01|20|23|24|30|39|40|44|70)-`)

// TestCrashAnywhere runs transcripts again and again, with the bot crashing at
// the first, second, … commit and send, and asks for the same conversation in
// the end, and for every message to have been delivered once.
func TestCrashAnywhere(t *testing.T) {
	for i, file := range rehearsals(t) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(src, []byte("\ncrash")) || bytes.Contains(src, []byte("\ntogether")) || bytes.Contains(src, []byte("\nfault")) {
			continue // such a transcript has troubles of its own
		}
		// The first transcript is tried closely on the sim and here and there
		// through the twins, every third of the others at one point on the sim;
		// with -crashes everything everywhere.
		first, step, points, platforms := 9, 1000, []string{"commit", "send"}, []string{"sim"}
		switch {
		case *everyCrash:
			first, step, platforms = 1, 1, platformNames()
		case strings.Contains(file, "/01-"):
			first, step, platforms = 1, 2, platformNames()
		case i%3 > 0:
			continue
		default:
			points = points[i%2 : i%2+1]
		}
		for _, via := range platforms {
			step := step
			if via != "sim" && !*everyCrash {
				step = 9 // a rehearsal through a twin takes ten times as long
			}
			t.Run(via+"/"+strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
				t.Parallel()
				want, _ := rehearseCrashing(t, file, src, via, "", 0)
				for _, point := range points {
					for n := first; ; n += step {
						got, crashed := rehearseCrashing(t, file, src, via, point, n)
						if !crashed {
							break
						}
						if diff := cmp.Diff(want, got); diff != "" {
							t.Fatalf("after a crash at %s %d the conversation is another (-without, +with):\n%s", point, n, diff)
						}
					}
				}
			})
		}
	}
}

// rehearseCrashing runs a transcript with a crash at the n-th commit or send, and
// gives what everybody has been told by the bot in the end.
func rehearseCrashing(t *testing.T, file string, src []byte, via, point string, n int) (told map[string][]string, crashed bool) {
	t.Helper()
	ctx := context.Background()
	script, err := play.Parse(file, src)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(ctx, via, script.Config(), script.Flows(), "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	if point != "" {
		if err := w.CrashAt(point, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := script.Run(ctx, w, io.Discard); err != nil {
		t.Fatalf("crash at %s %d: %v", point, n, err)
	}
	told = map[string][]string{}
	for _, m := range w.platform.Members() {
		for _, p := range w.platform.See(m.Name).Posts {
			if p.Author == play.Bot && !p.Private {
				place := m.Name
				if p.Channel != "" {
					place = p.Channel
				}
				if p.Channel == "" || m.Name == "coordinator" {
					told[place] = append(told[place], p.Message.Kind+": "+p.Text)
				}
			}
		}
	}
	for id, times := range w.platform.Deliveries() {
		if times != 1 {
			t.Errorf("crash at %s %d: item %s delivered %d times", point, n, id, times)
		}
	}
	return told, point != "" && w.crasher.crashes > 0
}

// Example of a failing line, as a coordinator sees it.
func TestRehearsalFails(t *testing.T) {
	err := rehearse(t.Context(), "wrong.txtar", []byte("command leader@network '/bro opgaver'\nexpect leader @tasks.start 'Goddag'\n"), "sim", io.Discard)
	if err == nil || !strings.Contains(err.Error(), "wrong.txtar:2") || !strings.Contains(fmt.Sprint(err), "Ligger der noget") {
		t.Errorf("the failure does not say where and what was there instead: %v", err)
	}
}

func simPlatform(t *testing.T) platform {
	t.Helper()
	p, err := newPlatform("sim", clock.System{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return p
}
