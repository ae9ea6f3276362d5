package play

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"rsc.io/script"
)

// run is one run of a script on a stage.
type run struct {
	script *Script
	stage  Stage
	driver Driver
	ctx    context.Context
	state  *script.State
	engine *script.Engine
	out    *printer

	people, channels []string
	seen             map[string]*seen // by viewer, "" is everybody
	changed          <-chan struct{}  // closed when what was seen is old
	marks            map[string]int64 // by spot: Seq of the last message expected
	drafts           map[string]*draft
	acted            bool   // this line may have changed what people see
	moved            bool   // the clock has moved in this line
	hit              string // what made the line succeed, for a line that must fail

	together *slot // of the line being read or reported in a together block
	fatal    error // a mistake or a broken stage: ends the run even after "!"
}

// slot is one line between together and end.
type slot struct {
	read  bool // the line has been read and its deed is known
	taken bool // the line has a command whose conditions are met
	deed  deed
	err   error
}

// mistake is an error of the script's author: "!" does not forgive it.
type mistake struct{ error }

func (m mistake) Unwrap() error { return m.error }

// Run plays the script on stage and prints the conversation to out as it
// happens. It stops at the first line that fails; the error begins with
// file:line and says what was expected and what was there instead. Run does
// not close the stage.
func (s *Script) Run(ctx context.Context, stage Stage, out io.Writer) error {
	state, err := newState(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	defer func() { _ = state.CloseAndWait(io.Discard) }() // nothing runs in the background
	r := &run{
		script: s, stage: stage, driver: stage.Driver(), ctx: ctx, state: state,
		seen: map[string]*seen{}, marks: map[string]int64{}, drafts: map[string]*draft{},
		out: &printer{out: out, zone: stage.Zone(), posts: map[string]Post{}, forms: map[string]string{}, homes: map[string]string{}},
	}
	if _, ok := r.driver.(Roster); !ok {
		r.meet(demoCast())
	}
	r.engine = r.newEngine()
	r.out.heading(stage.Now().In(stage.Zone()))
	r.acted = true
	if err := r.settle(); err != nil {
		return fmt.Errorf("%s: before the first line: %w", s.name, err)
	}
	for i := 0; i < len(s.lines); i++ {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%s:%d: %w", s.name, s.lines[i].n, err)
		}
		switch l := s.lines[i]; {
		case l.comment():
			r.comment(i)
		case l.verb == "together":
			if err := r.block(l.n, s.lines[i+1:l.end]); err != nil {
				return err
			}
			i = l.end
		default:
			if err := r.line(l); err != nil {
				return err
			}
		}
		if r.out.err != nil {
			return fmt.Errorf("%s: print: %w", s.name, r.out.err)
		}
	}
	return nil
}

func (r *run) newEngine() *script.Engine {
	e := &script.Engine{Cmds: map[string]script.Cmd{}, Conds: map[string]script.Cond{
		"via": viaCond(func(name string) bool { return name == r.via() }),
	}}
	for _, v := range verbs() {
		e.Cmds[v.name] = script.Command(v.usage(), func(_ *script.State, args ...string) (script.WaitFunc, error) {
			err := r.obey(&v, args)
			if mis, ok := errors.AsType[mistake](err); ok {
				r.fatal = &script.CommandError{Op: v.name, Args: args, Err: mis.error}
			}
			return nil, err
		})
	}
	return e
}

func (r *run) via() string {
	if v, ok := r.stage.(Via); ok {
		return v.Via()
	}
	return "sim"
}

// obey carries out one command; in a together block it only reads it first,
// and reports what came of it the second time.
func (r *run) obey(v *verb, args []string) error {
	if err := v.check(args); err != nil {
		return mistake{err}
	}
	if v.run != nil {
		step, err := v.run(args)
		if err != nil {
			return mistake{err}
		}
		r.acted = !v.passive
		return step(r)
	}
	if s := r.together; s != nil && s.read {
		r.hit = s.deed.says
		return s.err
	}
	step, err := v.prepare(args)
	if err != nil {
		return mistake{err}
	}
	d, err := step(r)
	if s := r.together; s != nil {
		s.taken, s.deed, s.err = true, d, err
		return err
	}
	if err != nil {
		return err
	}
	r.sayf("%s", d.says)
	r.hit, r.acted = d.says, true
	return r.finish(d, d.do(r.ctx))
}

// finish ends a deed that was done with err.
func (r *run) finish(d deed, err error) error {
	if err != nil {
		r.out.write("      … which does not work: " + fold(err.Error()) + "\n")
		return err
	}
	if d.done != nil {
		d.done()
	}
	return nil
}

// settle waits until nothing is in work, then takes in and prints what has
// changed.
func (r *run) settle() error {
	if err := r.stage.Settle(r.ctx); err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	if r.acted {
		r.look()
	} else {
		r.glance()
	}
	r.acted = false
	r.print()
	return nil
}

// broken marks an error of the stage itself, which nothing forgives.
func (r *run) broken(err error) error { return mistake{err} }

func (r *run) print() {
	r.out.news(r.people, r.seen, r.stage.Now(), func(who string) string { return r.form(who, false) })
	if r.moved {
		r.moved = false
		r.out.linef(r.stage.Now(), "the clock: %s", r.stage.Now().In(r.stage.Zone()).Format("Monday 2 January, 15:04"))
	}
}

func (r *run) sayf(format string, args ...any) {
	r.out.linef(r.stage.Now(), format, args...)
}

// comment prints a comment as it stands, with a blank line before its first.
func (r *run) comment(i int) {
	if i == 0 || !r.script.lines[i-1].comment() {
		r.out.write("\n")
	}
	r.out.write(r.script.lines[i].text + "\n")
}

// line runs one line on the engine.
func (r *run) line(l line) error {
	now := r.stage.Now().In(r.stage.Zone())
	setClock(r.state, now.Format(time.DateOnly), now.Format("15:04"), r.via())
	r.fatal, r.hit = nil, ""
	err := execute(r.engine, r.state, r.script.name, l.text)
	if r.fatal != nil {
		err = r.fatal
	}
	if err == nil {
		if err := r.settle(); err != nil {
			return fmt.Errorf("%s:%d: %w", r.script.name, l.n, err)
		}
		return nil
	}
	ce, ok := errors.AsType[*script.CommandError](err)
	if !ok {
		return fmt.Errorf("%s:%d: %w", r.script.name, l.n, errors.Unwrap(err)) // the engine knows only line 1
	}
	ce.File, ce.Line = r.script.name, l.n
	if errors.Is(ce.Err, script.ErrUnexpectedSuccess) {
		ce.Err = fmt.Errorf("%w: after ! the line must fail, and it did not\n  %s", ce.Err, r.hit)
	}
	return ce
}

// block does what stands between together and end at the same moment: every
// line is read first, on what is seen before any of it happens.
func (r *run) block(n int, lines []line) error {
	slots := make([]slot, len(lines))
	defer func() { r.together = nil }()
	for i, l := range lines {
		if l.comment() {
			r.out.write(l.text + "\n")
			continue
		}
		r.together, r.fatal = &slots[i], nil
		// Its result is reported below.
		_ = execute(r.engine, r.state, r.script.name, l.text)
		if r.fatal != nil {
			return r.line(l) // says it again, with its line
		}
		slots[i].read = true
	}
	var wg sync.WaitGroup
	for i := range slots {
		s := &slots[i]
		if !s.taken || s.err != nil {
			continue
		}
		r.sayf("%s (at the same moment)", s.deed.says)
		wg.Go(func() { s.err = s.deed.do(r.ctx) })
	}
	wg.Wait()
	for i := range slots {
		if s := &slots[i]; s.taken && s.deed.do != nil {
			s.err = r.finish(s.deed, s.err)
		}
	}
	r.acted = true
	if err := r.settle(); err != nil {
		return fmt.Errorf("%s:%d: %w", r.script.name, n, err)
	}
	for i, l := range lines {
		if l.comment() {
			continue
		}
		r.together = &slots[i]
		if err := r.line(l); err != nil {
			return err
		}
	}
	return nil
}
