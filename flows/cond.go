package flows

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// cond is a condition: an expression over facts and answers that is true or
// false. A name of both is the answer once there is one.
//
//	known, duplicate           a fact that is true or false
//	start == "visit"           what was chosen
//	hours >= 30                a number, or the lower end of hours
//	"quiet" in flexible        one of several
//	tasks == []                nothing chosen
//	answered("days")           there is an answer that was not skipped
type cond struct {
	src     string
	at      at
	names   []string // the names it uses
	asks    bool     // it uses answered()
	program *vm.Program
}

// kinds of values a name can have in a condition.
const (
	boolean = "true or false"
	number  = "a number"
	word    = "a word"
	several = "several words"
)

func zeroOf(kind string) any {
	switch kind {
	case boolean:
		return false
	case number:
		return 0.0
	case several:
		return []string{}
	}
	return ""
}

// compile checks the condition against the names there are, by kind.
func (c *cond) compile(r *reader, names map[string]string) {
	known := slices.Sorted(maps.Keys(names))
	tree, err := parser.Parse(c.src)
	if err != nil {
		c.wrong(r, err)
		return
	}
	finder := &nameFinder{}
	ast.Walk(&tree.Node, finder)
	env := map[string]any{}
	for name, kind := range names {
		env[name] = zeroOf(kind)
	}
	env["answered"] = func(string) bool { return false }
	bad := false
	for _, n := range finder.names {
		if n.name == "answered" {
			c.asks = true
			continue
		}
		if _, ok := names[n.name]; !ok {
			bad = true
			r.unknown(at{c.at.line, c.at.col + n.col}, "there is no fact or answer", n.name, known)
			continue
		}
		if !slices.Contains(c.names, n.name) {
			c.names = append(c.names, n.name)
		}
	}
	for _, s := range finder.answered {
		if _, ok := names[s.name]; !ok {
			bad = true
			r.unknown(at{c.at.line, c.at.col + s.col}, "there is no answer", s.name, known)
		}
	}
	if bad {
		return
	}
	p, err := expr.Compile(c.src, expr.Env(env), expr.AsBool(), expr.DisableAllBuiltins(),
		expr.EnableBuiltin("len"), expr.MaxNodes(200))
	if err != nil {
		c.wrong(r, err)
		return
	}
	c.program = p
}

func (c *cond) wrong(r *reader, err error) {
	where, text := c.at, err.Error()
	if e, ok := errors.AsType[*file.Error](err); ok {
		text = e.Message
		where.col += e.Column
	}
	text, _, _ = strings.Cut(text, "\n")
	r.wrong(where, "condition %q: %s; write it like: known, not known, start == \"visit\", hours >= 30, \"quiet\" in flexible", c.src, text)
}

// holds evaluates the condition.
func (c *cond) holds(l *Library, value func(name string) (any, error), answered func(string) bool) (bool, error) {
	if c == nil {
		return true, nil
	}
	if c.program == nil {
		return false, fmt.Errorf("condition %q: not compiled", c.src)
	}
	env := make(map[string]any, len(c.names)+1)
	for _, n := range c.names {
		v, err := value(n)
		if err != nil {
			return false, fmt.Errorf("condition %q: %w", c.src, err)
		}
		env[n] = v
	}
	if c.asks {
		env["answered"] = answered
	}
	machine := l.vms.Get().(*vm.VM)
	defer l.vms.Put(machine)
	out, err := machine.Run(c.program, env)
	if err != nil {
		return false, fmt.Errorf("condition %q: %w", c.src, err)
	}
	b, ok := out.(bool)
	if !ok {
		return false, fmt.Errorf("condition %q: neither true nor false", c.src)
	}
	return b, nil
}

type foundName struct {
	name string
	col  int
}

// nameFinder collects the names of an expression, and those that answered() asks for.
type nameFinder struct {
	names    []foundName
	answered []foundName
}

// Visit is called for each node of the expression.
func (f *nameFinder) Visit(n *ast.Node) {
	switch n := (*n).(type) {
	case *ast.IdentifierNode:
		f.names = append(f.names, foundName{n.Value, n.Location().From})
	case *ast.CallNode:
		if id, ok := n.Callee.(*ast.IdentifierNode); ok && id.Value == "answered" && len(n.Arguments) == 1 {
			if s, ok := n.Arguments[0].(*ast.StringNode); ok {
				f.answered = append(f.answered, foundName{s.Value, s.Location().From})
			}
		}
	}
}
