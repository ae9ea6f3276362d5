package play

import (
	"context"
	"fmt"
	"io"
	"strings"

	"rsc.io/script"
)

// verb is one command of the script language. Exactly one of prepare and run
// is set, or block. What they return works on a rehearsal; what they refuse
// themselves is a mistake in the line.
type verb struct {
	name, args, about string
	least, most       int // words after the name, flags apart; most < 0 is any number
	flag              string
	block             bool // together and end
	passive           bool // changes nothing but the engine's own state

	prepare func(args []string) (func(*run) (deed, error), error)
	run     func(args []string) (func(*run) error, error)
}

// deed is something a person does, ready to be done at the same moment as others.
type deed struct {
	says string // for the transcript: "leader presses [Opgaver]"
	do   func(context.Context) error
	done func() // after do has succeeded, in the engine's own goroutine; may be nil
}

// verbs are all commands, in the order of the help text.
func verbs() []verb {
	all := append(clockVerbs(), actVerbs()...)
	all = append(all, postVerbs()...)
	all = append(all, formVerbs()...)
	all = append(all, seeVerbs()...)
	return append(all, stageVerbs()...)
}

func (v *verb) usage() script.CmdUsage {
	return script.CmdUsage{Summary: v.about, Args: v.args}
}

// check reports a mistake in the words of a line.
func (v *verb) check(args []string) error {
	words := args
	if v.flag != "" && len(words) > 0 && words[0] == v.flag {
		words = words[1:]
	}
	if len(words) < v.least || v.most >= 0 && len(words) > v.most {
		return fmt.Errorf("usage: %s; words with spaces stand in single quotes", strings.TrimSpace(v.name+" "+v.args))
	}
	var err error
	switch {
	case v.prepare != nil:
		_, err = v.prepare(args)
	case v.run != nil:
		_, err = v.run(args)
	}
	return err
}

// List prints what the commands are, as help text.
func List(w io.Writer) error {
	e := &script.Engine{Cmds: map[string]script.Cmd{}}
	var names []string
	for _, v := range verbs() {
		e.Cmds[v.name] = script.Command(v.usage(), nil)
		names = append(names, v.name)
	}
	if _, err := io.WriteString(w, listIntro); err != nil {
		return err
	}
	return e.ListCmds(w, false, names...)
}

const listIntro = `A rehearsal is a txtar archive: first the script, one command a line, then
config.yaml and flows/*.yaml if wanted. Words with spaces stand in 'single
quotes' ('' is one quote), # starts a comment, a leading ! wants the command
to fail, [via:NAME] or [!via:NAME] ties it to a platform.

PLACE  WHO                what only WHO sees: direct messages, private notices
       WHO@channel        all WHO sees in the channel, threads included
       channel            all everybody sees in the channel, threads included
       channel/MATCH      the thread under the newest message that MATCHes,
       WHO@channel/MATCH  seen by everybody or by WHO
WHAT   text, ~regexp or @kind; all WHATs must be there. MATCH is one WHAT.
LABEL  the whole label, or @id, or @id:arg of one button among several

`

// clockVerbs move the clock.
func clockVerbs() []verb {
	return []verb{{
		name: "at", args: "YYYY-MM-DDTHH:MM", least: 1, most: 1,
		about: "set the clock, never back; all that falls due on the way happens",
		run: func(args []string) (func(*run) error, error) {
			if _, err := parseMoment(args[0], nil); err != nil {
				return nil, err
			}
			return func(r *run) error {
				t, err := parseMoment(args[0], r.stage.Zone())
				if err != nil {
					return err
				}
				return r.advance(t)
			}, nil
		},
	}, {
		name: "wait", args: "[Nd][Nh][Nm]", least: 1, most: 1,
		about: "wait calendar days in the project's zone, then hours and minutes that pass",
		run: func(args []string) (func(*run) error, error) {
			days, rest, err := parseWait(args[0])
			if err != nil {
				return nil, err
			}
			return func(r *run) error {
				return r.advance(r.stage.Now().In(r.stage.Zone()).AddDate(0, 0, days).Add(rest))
			}, nil
		},
	}, {
		name: "together", block: true,
		about: "what people do in the lines up to end happens at the same moment, in any order",
	}, {
		name: "end", block: true,
		about: "ends together",
	}}
}
