package flows

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// reading is one file being read: first its shape, then what its names mean.
type reading struct {
	reader
	vocab Vocabulary
	flow  *flow
	texts []*text
	conds []*cond
	wants []want // fields that belong to certain kinds of steps
}

type want struct {
	step  *step
	field string
	at    at
}

// readFlow reads one file whole; the flow is nil when there are problems.
func readFlow(file string, source []byte, v Vocabulary, own *lexicon) (*flow, Problems) {
	r := &reading{reader: reader{file: file}, vocab: v}
	body := r.parse(source)
	if body == nil {
		return nil, r.problems
	}
	r.flow = &flow{
		file: file, version: versionOf(source), source: slices.Clone(source), at: place(body), audience: "leader",
		index: map[string]int{}, inputs: map[string]*input{}, formOf: map[string]*step{},
	}
	r.top(body)
	r.resolve()
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int {
			if a.Line != b.Line {
				return a.Line - b.Line
			}
			return a.Col - b.Col
		})
		return nil, r.problems
	}
	r.flow.settle()
	return r.flow, nil
}

func (r *reading) top(n ast.Node) {
	f := r.flow
	for _, p := range r.pairs(n, "a flow", "flow", "for", "title", "about", "steps") {
		switch p.key {
		case "flow":
			f.name = r.id(p)
		case "for":
			f.audience = r.oneOf(p, "the reader", []string{"leader", "coordinator"})
		case "title":
			f.title = r.words(p)
		case "about":
			f.about = r.words(p)
		case "steps":
			for _, s := range r.list(p.value, "steps") {
				if len(f.steps) >= 200 {
					r.wrong(place(s), "a flow has at most 200 steps: divide it")
					break
				}
				r.step(s)
			}
		}
	}
	if f.name == "" && len(r.problems) == 0 {
		r.wrong(f.at, "the flow has no name: begin with \"flow: NAME\"")
	}
	if len(f.steps) == 0 && len(r.problems) == 0 {
		r.wrong(f.at, "the flow has no steps: write \"steps:\" and a list under it")
	}
}

func (r *reading) step(n ast.Node) {
	s := &step{at: place(n), n: len(r.flow.steps)}
	allowed := []string{"id", "ask", "title", "da", "en", "also", "short", "help", "send", "open", "options", "list",
		"read", "amend", "when", "next", "do", "optional", "write", "lines", "change", "aside", "form"}
	named := false
	for _, p := range r.pairs(n, "a step", allowed...) {
		before := len(r.problems)
		switch p.key {
		case "id":
			s.id, named = r.id(p), true
		case "ask":
			s.ask = Ask(r.oneOf(p, "a kind of answer", asks()))
		case "title":
			s.title = r.words(p)
		case "da":
			s.text.da = r.text(p)
		case "en":
			s.text.en = r.text(p)
		case "also":
			s.also = r.also(p)
		case "short":
			s.short = r.words(p)
		case "help":
			s.help = r.words(p)
		case "send":
			s.sendWord = r.words(p)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "open":
			s.openWord = r.words(p)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "options":
			s.options = r.options(p, true)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "list":
			s.list = r.oneOf(p, "there is no list", r.vocab.Lists)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "read":
			s.read = r.oneOf(p, "nothing is read of words as", r.vocab.Reads)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "amend":
			s.amend = r.oneOf(p, "nothing reads a text as", r.vocab.Amends)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "when":
			s.when = r.cond(p)
		case "next":
			s.target = r.target(p)
		case "do":
			s.do = r.oneOf(p, "there is no verb", r.vocab.Verbs)
		case "optional":
			s.optional = r.boolean(p)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "write":
			s.write = r.boolean(p)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "lines":
			s.lines = r.boolean(p)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "change":
			s.always = r.oneOf(p, "change", []string{"always"}) != ""
		case "aside":
			s.aside = r.aside(p)
			r.wants = append(r.wants, want{s, p.key, p.at})
		case "form":
			for _, one := range r.list(p.value, "form") {
				s.form = append(s.form, r.input(one))
			}
			r.wants = append(r.wants, want{s, p.key, p.at})
		}
		if len(r.problems) > before && slices.Contains([]string{"ask", "list", "options", "form", "da", "en"}, p.key) {
			s.bad = true
		}
	}
	if s.id == "" {
		if !named {
			r.wrong(s.at, "a step without a name: give it an \"id:\"")
		}
		return
	}
	if _, ok := r.flow.index[s.id]; ok {
		r.wrong(s.at, "there is a step %q already: give this one another id", s.id)
		return
	}
	if slices.Contains(sideKinds(), s.id) {
		r.wrong(s.at, "a step can't be called %q, the bot uses that word itself: choose another id", s.id)
	}
	r.flow.index[s.id] = s.n
	r.flow.steps = append(r.flow.steps, s)
}

// words reads {da: …, en: …}.
func (r *reading) words(p pair) (w words) {
	for _, q := range r.pairs(p.value, "\""+p.key+"\"", "da", "en") {
		if q.key == "da" {
			w.da = r.text(q)
		} else {
			w.en = r.text(q)
		}
	}
	return w
}

func (r *reading) text(p pair) *text {
	src, where := r.scalar(p)
	if src == "" {
		return nil
	}
	t := &text{src: strings.TrimSpace(src), at: where}
	r.texts = append(r.texts, t)
	return t
}

func (r *reading) cond(p pair) *cond {
	if _, ok := p.value.(*ast.BoolNode); ok {
		r.wrong(place(p.value), "a condition that is always the same: leave \"when\" out, or write what it depends on")
		return nil
	}
	src, where := r.scalar(p)
	c := &cond{src: src, at: where}
	r.conds = append(r.conds, c)
	return c
}

func (r *reading) target(p pair) target {
	name, where := r.scalar(p)
	return target{name: name, at: where}
}

// oneOf reads a word that must be in the list.
func (r *reading) oneOf(p pair, what string, known []string) string {
	w, where := r.scalar(p)
	if w != "" && !slices.Contains(known, w) {
		r.unknown(where, what, w, known)
		return ""
	}
	return w
}

func (r *reading) also(p pair) (out []also) {
	for _, n := range r.list(p.value, "also") {
		var a also
		for _, q := range r.pairs(n, "a further paragraph", "when", "da", "en") {
			switch q.key {
			case "when":
				a.when = r.cond(q)
			case "da":
				a.text.da = r.text(q)
			case "en":
				a.text.en = r.text(q)
			}
		}
		out = append(out, a)
	}
	return out
}

func (r *reading) options(p pair, steps bool) (out []option) {
	allowed := []string{"id", "da", "en", "hint"}
	if steps {
		allowed = append(allowed, "typed", "goto", "do", "own", "min", "max")
	}
	seen := map[string]bool{}
	for _, n := range r.list(p.value, "options") {
		o := option{at: place(n)}
		for _, q := range r.pairs(n, "an option", allowed...) {
			switch q.key {
			case "id":
				o.id = r.id(q)
			case "da":
				o.label.da = r.text(q)
			case "en":
				o.label.en = r.text(q)
			case "hint":
				o.hint = r.words(q)
			case "typed":
				o.typed = r.words(q)
			case "goto":
				o.to = r.target(q)
			case "do":
				o.do = r.oneOf(q, "there is no verb", r.vocab.Verbs)
			case "own":
				o.own = r.target(q)
			case "min":
				o.min, o.ranged = r.number(q), true
			case "max":
				o.max, o.ranged = r.number(q), true
			}
		}
		switch {
		case o.id == "":
			r.wrong(o.at, "an option without a name: give it an \"id:\"")
		case seen[o.id]:
			r.wrong(o.at, "there is an option %q already: give this one another id", o.id)
		case steps && slices.Contains(controls(), o.id):
			r.wrong(o.at, "an option can't be called %q, a button of the bot is: choose another id", o.id)
		case o.label.empty():
			r.wrong(o.at, "option %q has no words: write \"da:\" and \"en:\"", o.id)
		}
		seen[o.id] = true
		out = append(out, o)
	}
	return out
}

func (r *reading) aside(p pair) *aside {
	a := &aside{id: "idea"}
	for _, q := range r.pairs(p.value, "aside", "list", "da", "en") {
		switch q.key {
		case "list":
			a.list = r.oneOf(q, "there is no list", r.vocab.Lists)
		case "da":
			a.label.da = r.text(q)
		case "en":
			a.label.en = r.text(q)
		}
	}
	if !r.has(p.value, "list") || a.label.empty() {
		r.wrong(p.at, "aside needs a \"list:\" and the words of its button, \"da:\" and \"en:\"")
	}
	return a
}

func inputKinds() []string {
	return []string{"text", "long", "phone", "number", "date", "choice", "several"}
}

func (r *reading) input(n ast.Node) *input {
	in := &input{at: place(n), kind: "text"}
	for _, q := range r.pairs(n, "an input", "id", "kind", "da", "en", "hint", "options", "list", "value", "check", "optional", "max") {
		switch q.key {
		case "id":
			in.id = r.id(q)
		case "kind":
			in.kind = r.oneOf(q, "a kind of input", inputKinds())
		case "da":
			in.label.da = r.text(q)
		case "en":
			in.label.en = r.text(q)
		case "hint":
			in.hint = r.words(q)
		case "options":
			in.options = r.options(q, false)
		case "list":
			in.list = r.oneOf(q, "there is no list", r.vocab.Lists)
		case "value":
			t := r.text(q)
			in.value = words{t, t}
		case "check":
			in.check = r.oneOf(q, "there is no check", r.vocab.Checks)
		case "optional":
			in.optional = r.boolean(q)
		case "max":
			in.max = int(r.number(q))
		}
	}
	switch {
	case in.id == "":
		r.wrong(in.at, "an input without a name: give it an \"id:\"")
	case in.label.empty():
		r.wrong(in.at, "input %q has no words: write \"da:\" and \"en:\"", in.id)
	}
	if choice := in.kind == "choice" || in.kind == "several"; choice != (len(in.options) > 0 || in.list != "") {
		r.wrong(in.at, "input %q: options or a list go with the kinds choice and several, and with no other", in.id)
	}
	return in
}
