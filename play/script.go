// Package play runs rehearsals: transcripts of what people do in a chat and
// what the bot answers, on a clock that only the rehearsal moves. A [Script]
// runs against a [Stage], which holds the bot; the engine knows no platform.
//
// A script is the comment section of a txtar archive, in the language of
// rsc.io/script with none of its commands; [List] prints the commands there
// are. What a script may add to that language's own rules:
//
//   - [via:NAME] before a command runs it only on the platform NAME,
//     [!via:NAME] only on others.
//   - ${DATE} and ${TIME} are the stage's clock ("2026-11-24", "09:00") and
//     ${VIA} the platform. An unknown variable is an error.
//   - "!" wants the command to fail, but a mistake in the line itself (a
//     wrong number of words, an unknown person) still ends the rehearsal.
//   - "?" and "&" are not allowed.
package play

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// Script is a parsed rehearsal. It does not change and may run many times.
type Script struct {
	name   string
	lines  []line
	config []byte
	flows  map[string][]byte
}

// line is one line of the script that is not blank.
type line struct {
	n    int
	text string
	verb string // "" for a comment
	end  int    // of "together": the index of its "end" in Script.lines
}

func (l line) comment() bool { return l.verb == "" }

// Parse reads a rehearsal. Errors name every fault that can be known without
// running it, one a line, each with file and line.
func Parse(name string, data []byte) (*Script, error) {
	ar := txtar.Parse(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
	s := &Script{name: name, flows: map[string][]byte{}}
	var faults []string
	fault := func(n int, format string, args ...any) {
		faults = append(faults, fmt.Sprintf("%s:%d: ", name, n)+fmt.Sprintf(format, args...))
	}

	g, err := newGrammar()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer g.close()
	open := -1 // index of the "together" that waits for its "end"
	for i, text := range strings.Split(string(ar.Comment), "\n") {
		n := i + 1
		if strings.HasPrefix(text, "#") {
			s.lines = append(s.lines, line{n: n, text: text})
			continue
		}
		v, err := g.parse(text)
		if err != nil {
			fault(n, "%v", err)
			continue
		}
		if v == nil {
			continue
		}
		switch {
		case v.name == "together" && open >= 0:
			fault(n, "together inside together (line %d)", s.lines[open].n)
		case v.name == "together":
			open = len(s.lines)
		case v.name == "end" && open < 0:
			fault(n, "end without together")
		case v.name == "end":
			s.lines[open].end = len(s.lines)
			open = -1
		case open >= 0 && v.prepare == nil:
			fault(n, "%s can't stand between together and end: only what people do can", v.name)
		}
		s.lines = append(s.lines, line{n: n, text: text, verb: v.name})
	}
	if open >= 0 {
		fault(s.lines[open].n, "together without end")
	}

	n := bytes.Count(ar.Comment, []byte("\n")) + 1
	for _, f := range ar.Files {
		isFlow, _ := path.Match("flows/*.yaml", f.Name) // the pattern is well formed
		_, again := s.flows[path.Base(f.Name)]
		switch {
		case f.Name == "config.yaml" && s.config == nil:
			s.config = append([]byte{}, f.Data...)
		case isFlow && !again:
			s.flows[path.Base(f.Name)] = f.Data
		case f.Name == "config.yaml" || isFlow:
			fault(n, "file %s is here twice", f.Name)
		default:
			fault(n, "file %s: a rehearsal holds only config.yaml and flows/*.yaml", f.Name)
		}
		n += bytes.Count(f.Data, []byte("\n")) + 1
	}
	if len(faults) > 0 {
		return nil, &SyntaxError{faults}
	}
	return s, nil
}

// SyntaxError lists what is wrong with a script, each with file and line.
type SyntaxError struct{ Faults []string }

func (e *SyntaxError) Error() string { return strings.Join(e.Faults, "\n") }

// Name is the name given to [Parse].
func (s *Script) Name() string { return s.name }

// Config is the archive's config.yaml, nil when there is none.
func (s *Script) Config() []byte { return slices.Clone(s.config) }

// Flows are the archive's flows by file name, "NAME.yaml": one named as a flow
// that comes with the program is laid over it.
func (s *Script) Flows() map[string][]byte { return maps.Clone(s.flows) }
