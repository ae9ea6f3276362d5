package play

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"rsc.io/script"
)

// errStub is what every command answers while a line is only read.
var errStub = errors.New("only reading")

// grammar reads single lines with the engine's own parser, by running them on
// commands that do nothing but remember how they were called.
type grammar struct {
	engine *script.Engine
	state  *script.State

	answer error // what the stubs return
	verb   *verb // the command that was called
	raw    []string
	args   []string
	conds  []bool // the answers conditions give, in the order they are asked
	asked  int
}

func newGrammar() (*grammar, error) {
	state, err := newState(context.Background())
	if err != nil {
		return nil, err
	}
	g := &grammar{state: state, engine: &script.Engine{Cmds: map[string]script.Cmd{}}}
	g.engine.Conds = map[string]script.Cond{"via": viaCond(func(string) bool {
		if g.asked == len(g.conds) {
			g.conds = append(g.conds, true)
		}
		g.asked++
		return g.conds[g.asked-1]
	})}
	for _, v := range verbs() {
		usage := v.usage()
		usage.RegexpArgs = func(raw ...string) []int { g.raw = raw; return nil }
		g.engine.Cmds[v.name] = script.Command(usage, func(_ *script.State, args ...string) (script.WaitFunc, error) {
			g.verb, g.args = &v, args
			return nil, g.answer
		})
	}
	setClock(state, "2026-11-24", "09:00", "sim")
	return g, nil
}

func (g *grammar) close() { _ = g.state.CloseAndWait(io.Discard) }

// parse gives the command of a line, nil for a line without one.
func (g *grammar) parse(text string) (*verb, error) {
	g.conds = nil
	err := g.try(text, errStub)
	// A condition that was not met stopped the line: the last one asked must
	// be answered the other way.
	for range strings.Count(text, "[") {
		if g.verb != nil || err != nil || g.asked == 0 {
			break
		}
		g.conds[g.asked-1] = false
		err = g.try(text, errStub)
	}
	if err != nil && !errors.Is(err, errStub) {
		if ce, ok := errors.AsType[*script.CommandError](err); ok {
			if g.engine.Cmds[ce.Op] == nil {
				return nil, fmt.Errorf("unknown command %s; brobygger play --help lists those there are", ce.Op)
			}
			return nil, fmt.Errorf("%s: %w", ce.Op, ce.Err)
		}
		return nil, errors.Unwrap(err) // the line number is the caller's
	}
	if g.verb == nil {
		return nil, nil
	}
	v := g.verb
	if err == nil {
		if err := g.try(text, nil); !errors.Is(err, script.ErrUnexpectedSuccess) {
			return nil, fmt.Errorf("%s: a line either works or, after !, fails: ? is not allowed", v.name)
		}
		if v.block {
			return nil, fmt.Errorf("%s can't be negated", v.name)
		}
	}
	if v.block && g.asked > 0 {
		return nil, fmt.Errorf("%s can't have a condition", v.name)
	}
	if err := g.variables(); err != nil {
		return nil, fmt.Errorf("%s: %w", v.name, err)
	}
	if err := v.check(g.args); err != nil {
		return nil, fmt.Errorf("%s: %w", v.name, err)
	}
	return v, nil
}

func (g *grammar) try(text string, answer error) error {
	g.verb, g.raw, g.args, g.asked, g.answer = nil, nil, nil, 0, answer
	return execute(g.engine, g.state, "", text)
}

// variables refuses words in which an unknown variable was replaced.
func (g *grammar) variables() (err error) {
	for i, raw := range g.raw {
		if i >= len(g.args) || raw == g.args[i] {
			continue
		}
		os.Expand(raw, func(name string) string {
			switch name {
			case "DATE", "TIME", "VIA", "/", ":":
			default:
				err = fmt.Errorf("unknown variable ${%s}: put words with $ in single quotes", name)
			}
			return ""
		})
	}
	return err
}

// execute runs one line on the engine. An error that is not a CommandError
// says line 1, whatever line it is.
func execute(e *script.Engine, s *script.State, file, text string) error {
	return e.Execute(s, file, bufio.NewReaderSize(strings.NewReader(text), 16), io.Discard)
}

func newState(ctx context.Context) (*script.State, error) {
	return script.NewState(ctx, string(os.PathSeparator), []string{})
}

func setClock(s *script.State, date, time, via string) {
	for _, kv := range [][2]string{{"DATE", date}, {"TIME", time}, {"VIA", via}} {
		_ = s.Setenv(kv[0], kv[1]) // never fails
	}
}

func viaCond(is func(name string) bool) script.Cond {
	return script.PrefixCondition("the rehearsal runs via the platform <suffix>",
		func(_ *script.State, suffix string) (bool, error) { return is(suffix), nil })
}
