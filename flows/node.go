package flows

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a flow file, so that no file can make the reader run long.
const (
	maxSource = 256 << 10
	maxLine   = 4000
	maxNest   = 60
)

// at is a place in a file.
type at struct{ line, col int }

// reader collects what is wrong in one file.
type reader struct {
	file     string
	problems Problems
}

func (r *reader) wrong(p at, format string, args ...any) {
	if len(r.problems) < 50 {
		r.problems = append(r.problems, Problem{r.file, p.line, p.col, fmt.Sprintf(format, args...)})
	}
}

// parse reads the file's one document; nil when it can't be read at all.
func (r *reader) parse(source []byte) (body ast.Node) {
	defer func() {
		if v := recover(); v != nil {
			r.wrong(at{1, 1}, "can't be read as YAML: check the indentation and the quotes")
			body = nil
		}
	}()
	if p, text := unreadable(source); text != "" {
		r.wrong(p, "%s", text)
		return nil
	}
	f, err := parser.ParseBytes(source, 0)
	if err != nil {
		p, text := at{1, 1}, err.Error()
		if e, ok := errors.AsType[yaml.Error](err); ok {
			text = e.GetMessage()
			p = placeOf(e.GetToken())
		}
		r.wrong(p, "not YAML: %s; a text with , : # { } [ or ] in it stands in double quotes", text)
		return nil
	}
	var docs []ast.Node
	for _, d := range f.Docs {
		if d != nil && d.Body != nil {
			docs = append(docs, d.Body)
		}
	}
	if len(docs) != 1 {
		r.wrong(at{1, 1}, "a flow file holds one flow: start it with \"flow: NAME\" and leave out \"---\"")
		return nil
	}
	return docs[0]
}

// unreadable refuses what would take the parser too long or too deep.
func unreadable(source []byte) (at, string) {
	if len(source) > maxSource {
		return at{1, 1}, fmt.Sprintf("too long: a flow file has at most %d kB", maxSource>>10)
	}
	nest := 0
	for i, line := range strings.Split(string(source), "\n") {
		if len(line) > maxLine {
			return at{i + 1, 1}, fmt.Sprintf("a line has at most %d characters: break it", maxLine)
		}
		indent := len(line) - len(strings.TrimLeft(line, " -?:\t"))
		nest += strings.Count(line, "[") + strings.Count(line, "{") - strings.Count(line, "]") - strings.Count(line, "}")
		if nest = max(nest, 0); indent > 2*maxNest || nest > maxNest {
			return at{i + 1, 1}, "nested too deep"
		}
	}
	return at{}, ""
}

func placeOf(t *token.Token) at {
	if t == nil || t.Position == nil {
		return at{1, 1}
	}
	return at{t.Position.Line, t.Position.Column}
}

func place(n ast.Node) at {
	if n == nil {
		return at{1, 1}
	}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return place(m.Values[0].Key)
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		return place(m.Key)
	}
	return placeOf(n.GetToken())
}

// pair is one entry of a map.
type pair struct {
	key   string
	at    at
	value ast.Node
}

// pairs reads a map whose keys must all be of those allowed.
func (r *reader) pairs(n ast.Node, what string, allowed ...string) []pair {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		r.wrong(place(n), "%s: write it as \"name: value\" lines, one of %s", what, strings.Join(allowed, ", "))
		return nil
	}
	out := make([]pair, 0, len(values))
	seen := map[string]bool{}
	for _, v := range values {
		p := pair{at: place(v.Key), value: v.Value}
		if s, ok := v.Key.(*ast.StringNode); ok {
			p.key = s.Value
		} else {
			p.key = v.Key.GetToken().Value
		}
		switch {
		case seen[p.key]:
			r.wrong(p.at, "%q stands here twice: keep one", p.key)
			continue
		case !slices.Contains(allowed, p.key):
			r.unknown(p.at, what+" has no field", p.key, allowed)
			continue
		}
		seen[p.key] = true
		out = append(out, p)
	}
	return out
}

// has reports whether a map has the key.
func (r *reader) has(n ast.Node, key string) bool {
	m, ok := n.(*ast.MappingNode)
	return ok && slices.ContainsFunc(m.Values, func(v *ast.MappingValueNode) bool {
		s, ok := v.Key.(*ast.StringNode)
		return ok && s.Value == key
	})
}

// unknown reports a word that is not in the list, and what may be meant.
func (r *reader) unknown(p at, what, word string, known []string) {
	if near := Nearest(word, known); near != "" {
		r.wrong(p, "%s %q: did you mean %q?", what, word, near)
		return
	}
	sorted := slices.Clone(known)
	slices.Sort(sorted)
	r.wrong(p, "%s %q: write one of %s", what, word, strings.Join(sorted, ", "))
}

// list reads a sequence.
func (r *reader) list(n ast.Node, what string) []ast.Node {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.wrong(place(n), "%s: write a list, each entry on a line of its own that begins with \"- \"", what)
		return nil
	}
	return s.Values
}

// scalar reads a text; where says where its first line stands.
func (r *reader) scalar(p pair) (text string, where at) {
	where = place(p.value)
	switch n := p.value.(type) {
	case *ast.StringNode:
		text = n.Value
		if t := n.Token; t != nil && (t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType) {
			where.col++
		}
	case *ast.LiteralNode:
		text = strings.TrimRight(n.Value.Value, "\n")
		where = at{where.line + 1, p.at.col + 2}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		text = n.GetToken().Value
	case *ast.NullNode:
		r.wrong(p.at, "%q is empty: write its value, or leave the line out", p.key)
		return "", p.at
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		r.wrong(where, "%q: names with & * or ! are not read here: write the value itself", p.key)
		return "", where
	default:
		r.wrong(where, "%q takes a text", p.key)
		return "", where
	}
	if strings.TrimSpace(text) == "" {
		r.wrong(p.at, "%q is empty: write its value, or leave the line out", p.key)
	}
	return text, where
}

func (r *reader) boolean(p pair) bool {
	if b, ok := p.value.(*ast.BoolNode); ok {
		return b.Value
	}
	r.wrong(place(p.value), "%q is true or false", p.key)
	return false
}

func (r *reader) number(p pair) float64 {
	text, where := r.scalar(p)
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f < 0 || f > 1e6 {
		r.wrong(where, "%q takes a number from 0", p.key)
		return 0
	}
	return f
}

// id reads a stable word: a-z, 0-9 and _, at most 30, not starting with a digit.
func (r *reader) id(p pair) string {
	text, where := r.scalar(p)
	if text != "" && !isID(text) {
		r.wrong(where, "%q: a name has only a-z, 0-9 and _, begins with a letter and has at most 30 characters", text)
		return ""
	}
	return text
}

func isID(s string) bool {
	if s == "" || len(s) > 30 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
