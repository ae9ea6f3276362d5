package main

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"brobygger/flows"
)

// position is a place in a file, counted from 1; zero is no one place.
type position struct{ line, col int }

// decoder reads YAML into a struct and goes on after a problem, so that all of
// them are told at once. Settings are known by their yaml tags.
type decoder struct {
	file      string
	env       func(string) (string, bool)
	readFile  func(string) ([]byte, error)
	problems  Problems
	positions map[string]position // where each setting stands, by path
}

func (d *decoder) document(src []byte, into any) {
	f, err := parser.ParseBytes(src, 0)
	if err != nil {
		d.problems = append(d.problems, syntaxProblem(d.file, err))
		return
	}
	docs := 0
	for _, doc := range f.Docs {
		if doc.Body == nil {
			continue
		}
		if docs++; docs > 1 {
			d.say(doc.Body, "a second document begins here; write everything in one, without ---")
			return
		}
		d.node(doc.Body, reflect.ValueOf(into).Elem(), "")
	}
}

// syntaxProblem tells what the YAML reader could not read.
func syntaxProblem(file string, err error) Problem {
	p := Problem{File: file, Text: err.Error()}
	var y yaml.Error
	if errors.As(err, &y) {
		p.Text = "this is not YAML: " + y.GetMessage()
		if tk := y.GetToken(); tk != nil && tk.Position != nil {
			p.Line, p.Col = tk.Position.Line, tk.Position.Column
		}
	}
	return p
}

func place(n ast.Node) position {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	if tk := n.GetToken(); tk != nil && tk.Position != nil {
		return position{tk.Position.Line, tk.Position.Column}
	}
	return position{}
}

func (d *decoder) say(n ast.Node, format string, args ...any) {
	at := place(n)
	d.problems = append(d.problems, Problem{File: d.file, Line: at.line, Col: at.col, Text: fmt.Sprintf(format, args...)})
}

func (d *decoder) node(n ast.Node, v reflect.Value, path string) {
	if path != "" {
		d.positions[path] = place(n)
	}
	switch n := n.(type) {
	case *ast.NullNode:
		return // written without a value: the default
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		d.say(n, "anchors, aliases and tags are not read here; write the value out")
		return
	case *ast.CommentGroupNode:
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	_, text := v.Addr().Interface().(encoding.TextUnmarshaler)
	switch {
	case !text && v.Kind() == reflect.Struct:
		if values, ok := d.mapping(n, path, "settings, each on its own line"); ok {
			d.structure(values, v, path)
		}
	case !text && v.Kind() == reflect.Map:
		if values, ok := d.mapping(n, path, "names with a value each"); ok {
			d.table(values, v, path)
		}
	case !text && v.Kind() == reflect.Slice:
		s, ok := n.(*ast.SequenceNode)
		if !ok {
			d.say(n, "%s is a list; write [a, b], or each entry on a line that begins with -", said(path))
			return
		}
		out := reflect.MakeSlice(v.Type(), len(s.Values), len(s.Values))
		for i, value := range s.Values {
			d.node(value, out.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
		v.Set(out)
	default:
		d.scalar(n, v, path)
	}
}

// mapping gives the entries of a mapping.
func (d *decoder) mapping(n ast.Node, path, want string) ([]*ast.MappingValueNode, bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	if path = said(path); path == "" {
		path = "the file"
	}
	d.say(n, "%s takes %s", path, want)
	return nil, false
}

func (d *decoder) structure(values []*ast.MappingValueNode, v reflect.Value, path string) {
	fields, secrets := settingsOf(v.Type())
	seen := map[string]bool{}
	for _, entry := range values {
		name := keyOf(entry)
		if seen[name] {
			d.say(entry.Key, "%s stands twice; keep one of them", name)
			continue
		}
		seen[name] = true
		if index, ok := fields[name]; ok {
			found := len(d.problems)
			d.node(entry.Value, v.FieldByIndex(index), join(path, name))
			d.positions[join(path, name)] = place(entry.Key)
			if above := v.Type().FieldByIndex(index).Tag.Get("above"); above != "" && len(d.problems) == found {
				d.above(entry.Value, v.FieldByIndex(index), join(path, name))
			}
			continue
		}
		if of, ok := strings.CutSuffix(name, "_file"); ok && slices.Contains(secrets, of) {
			if seen[of] {
				d.say(entry.Key, "%s and %s both stand here; keep one of them", of, name)
			}
			seen[of] = true
			d.secretFile(entry.Value, v.FieldByIndex(fields[of]), name)
			continue
		}
		var known []string
		for k := range fields {
			known = append(known, k)
		}
		d.say(entry.Key, "there is no setting %q here; %s", name, suggest(name, known))
	}
}

// above refuses a figure that is 0 or less: what is not written is the default,
// so 0 could not mean what it says.
func (d *decoder) above(n ast.Node, v reflect.Value, path string) {
	if _, unwritten := n.(*ast.NullNode); unwritten || v.Int() > 0 {
		return
	}
	want := "a whole number above 0"
	if v.Type() == reflect.TypeFor[time.Duration]() {
		want = "a time above 0, as 30m, 6h or 1h30m"
	}
	d.say(n, "%s is %v; write %s, or leave it out for the default", said(path), v, want)
}

// said is a path as people read it: the place stands in front, so what the
// list around it is called and which entry it is need not be told.
func said(path string) string {
	if i := strings.LastIndex(path, "["); strings.HasSuffix(path, "]") {
		path = path[:i]
	}
	return strings.TrimPrefix(path[strings.LastIndex(path, "]")+1:], ".")
}

// settingsOf gives the settings of a struct by name, those of inline structs
// among them, and which are secrets.
func settingsOf(t reflect.Type) (fields map[string][]int, secrets []string) {
	fields = map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		fields[name] = f.Index
		if f.Type == reflect.TypeFor[Secret]() {
			secrets = append(secrets, name)
		}
	}
	return fields, secrets
}

func (d *decoder) secretFile(n ast.Node, v reflect.Value, name string) {
	file, ok := d.value(n, name)
	if !ok {
		return
	}
	raw, err := d.readFile(besides(d.file, file))
	if err != nil {
		d.say(n, "%s cannot be read: %v", name, err)
		return
	}
	if secret := strings.TrimSpace(string(raw)); secret != "" {
		v.SetString(secret)
		return
	}
	d.say(n, "%s: the file %s is empty", name, file)
}

func (d *decoder) table(values []*ast.MappingValueNode, v reflect.Value, path string) {
	out := reflect.MakeMap(v.Type())
	for _, entry := range values {
		name := keyOf(entry)
		key := reflect.ValueOf(name).Convert(v.Type().Key())
		if out.MapIndex(key).IsValid() {
			d.say(entry.Key, "%s stands twice; keep one of them", name)
			continue
		}
		value := reflect.New(v.Type().Elem()).Elem()
		d.node(entry.Value, value, join(path, name))
		out.SetMapIndex(key, value)
	}
	v.Set(out)
}

func keyOf(entry *ast.MappingValueNode) string {
	if s, ok := entry.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return entry.Key.GetToken().Value
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// value gives the text of a single value, with what it takes from the
// environment.
func (d *decoder) value(n ast.Node, path string) (text string, ok bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		text = n.Value
	case *ast.LiteralNode:
		text = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	default:
		d.say(n, "%s is a single value; write it on this line", said(path))
		return "", false
	}
	text, missing := expand(text, d.env)
	for _, name := range missing {
		d.say(n, "the environment has no %s; set it, or write $${%s} if the text itself is meant", name, name)
	}
	return text, len(missing) == 0
}

func (d *decoder) scalar(n ast.Node, v reflect.Value, path string) {
	text, ok := d.value(n, path)
	if !ok {
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(text)); err != nil {
			d.say(n, "%s: %v", said(path), err)
		}
		return
	}
	if v.Type() == reflect.TypeFor[time.Duration]() {
		t, err := time.ParseDuration(text)
		if err != nil {
			d.say(n, "%s: %q is not a time; write it as 30m, 6h or 1h30m", said(path), text)
		}
		v.SetInt(int64(t))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			d.say(n, "%s: %q is not a whole number", said(path), text)
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f-f != 0 {
			d.say(n, "%s: %q is not a number; write it as 2.5", said(path), text)
		}
		v.SetFloat(f)
	case reflect.Bool:
		if text != "true" && text != "false" {
			d.say(n, "%s: %q; write true or false", said(path), text)
		}
		v.SetBool(text == "true")
	default:
		d.say(n, "%s: a setting of type %s cannot be read", said(path), v.Type())
	}
}

// expand puts what env gives in the place of each ${NAME}; missing names what
// it does not have. $${NAME} stands for ${NAME}.
func expand(text string, env func(string) (string, bool)) (out string, missing []string) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String(), missing
		}
		name, after, shut := strings.Cut(rest, "}")
		if !shut {
			return b.String() + "${" + rest, missing
		}
		if text = after; strings.HasSuffix(before, "$") {
			b.WriteString("{" + name + "}")
			continue
		}
		value, ok := env(name)
		if !ok {
			missing = append(missing, name)
		}
		b.WriteString(value)
	}
}

// suggest names the known word nearest to a wrong one, or all when none is near.
func suggest(wrong string, known []string) string {
	slices.Sort(known)
	if best := flows.Nearest(wrong, known); best != "" {
		return fmt.Sprintf("did you mean %s?", best)
	}
	return "write one of " + strings.Join(known, ", ")
}
