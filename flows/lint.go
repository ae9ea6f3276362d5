package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"brobygger/chat"
)

// Lint looks for what loads but does not serve people: steps nobody reaches or
// gets away from, texts missing in a language of langs, words leaders should
// not meet, and what the configured platforms can't show. An empty result
// means that all is well.
func Lint(l *Library, langs []chat.Lang, limits []chat.Limits) []Problem {
	var out []Problem
	for _, name := range l.Flows() {
		c := linter{f: l.flow(name), langs: langs, limits: limits}
		c.texts()
		c.ways()
		for _, s := range c.f.steps {
			c.fits(s)
		}
		slices.SortStableFunc(c.out, func(a, b Problem) int {
			if a.Line != b.Line {
				return a.Line - b.Line
			}
			return a.Col - b.Col
		})
		out = append(out, c.out...)
	}
	return out
}

type linter struct {
	f      *flow
	langs  []chat.Lang
	limits []chat.Limits
	out    []Problem
}

func (c *linter) wrong(p at, format string, args ...any) {
	c.out = append(c.out, Problem{c.f.file, p.line, p.col, fmt.Sprintf(format, args...)})
}

// texts checks languages and words.
func (c *linter) texts() {
	c.words(c.f.at, "the flow's title", c.f.title)
	for _, s := range c.f.steps {
		s.eachWords(func(what string, w words) {
			c.words(s.at, fmt.Sprintf("step %q: %s", s.id, what), w)
		})
	}
}

func (c *linter) words(p at, what string, w words) {
	if w.empty() {
		return
	}
	for _, l := range c.langs {
		t := w.get(l)
		if t == nil {
			c.wrong(p, "%s is not written in %q", what, l)
			continue
		}
		if c.f.audience != "leader" {
			continue
		}
		for _, bad := range unfit(l, t.src) {
			c.wrong(t.place(bad.offset), "%s: %q is not a word for leaders; %s", what, bad.word, bad.instead)
		}
	}
}

// ways checks where steps lead.
func (c *linter) ways() {
	f := c.f
	from := make([][]int, len(f.steps))
	reached := make([]bool, len(f.steps))
	for _, s := range f.steps {
		for _, e := range f.edges(s) {
			if e.to != end {
				from[e.to] = append(from[e.to], s.n)
			}
		}
	}
	for queue := []int{0}; len(queue) > 0; {
		n := queue[0]
		queue = queue[1:]
		if n == end || reached[n] {
			continue
		}
		reached[n] = true
		for _, e := range f.edges(f.steps[n]) {
			queue = append(queue, e.to)
		}
	}
	ends := make([]bool, len(f.steps))
	var queue []int
	for _, s := range f.steps {
		if slices.ContainsFunc(f.edges(s), func(e edge) bool { return e.to == end }) {
			queue = append(queue, s.n)
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if !ends[n] {
			ends[n] = true
			queue = append(queue, from[n]...)
		}
	}
	for _, s := range f.steps {
		switch {
		case !reached[s.n]:
			c.wrong(s.at, "nothing leads to step %q: name it in a \"next:\" or \"goto:\", or take it out", s.id)
		case !ends[s.n]:
			c.wrong(s.at, "from step %q there is no way to the end: write \"next: end\" somewhere after it", s.id)
		}
		if s.ask == AskConfirm && s.do == "" {
			c.wrong(s.at, "step %q asks to send but does nothing: add \"do:\"", s.id)
		}
	}
	if loop := f.loop(); loop != nil {
		c.wrong(loop.at, "step %q can lead back to itself without asking anything: put a question in between", loop.id)
	}
}

// edge is one way on from a step.
type edge struct {
	to    int
	label string // option id, "no: condition", or ""
	skip  bool   // because the condition does not hold
}

// edges gives all ways on from a step.
func (f *flow) edges(s *step) (out []edge) {
	straight := s.list != "" || s.write || s.optional || len(s.options) == 0 || s.ask != AskChoice
	branches := false
	for _, o := range s.options {
		if o.to.name == "" {
			straight = true
			continue
		}
		branches = true
		out = append(out, edge{to: o.to.n, label: o.id})
	}
	if straight {
		e := edge{to: s.target.n}
		if branches {
			e.label = "else"
		}
		out = append(out, e)
	}
	if s.when != nil {
		out = append(out, edge{to: f.after(s), label: "no: " + s.when.src, skip: true})
	}
	return out
}

// loop gives a step of a round without a question, nil when there is none.
func (f *flow) loop() *step {
	const (
		open = 1
		done = 2
	)
	state := make([]int, len(f.steps))
	var found *step
	var visit func(n int)
	visit = func(n int) {
		state[n] = open
		for _, e := range f.edges(f.steps[n]) {
			if e.to == end || found != nil || f.steps[n].ask.waits() && !e.skip {
				continue
			}
			switch state[e.to] {
			case open:
				found = f.steps[e.to]
			case 0:
				visit(e.to)
			}
		}
		state[n] = done
	}
	for n := range f.steps {
		if state[n] == 0 {
			visit(n)
		}
	}
	return found
}

// fits checks a step against what the platforms can show.
func (c *linter) fits(s *step) {
	label := func(lim chat.Limits) int { return lim.ButtonLabel }
	if s.ask == AskSeveral || len(s.options) > asButtons {
		label = func(lim chat.Limits) int { return lim.OptionLabel }
	}
	for _, o := range s.options {
		c.long(s, o.at, "option "+o.id, o.label, label)
	}
	c.long(s, s.at, "send", s.sendWord, label)
	c.long(s, s.at, "open", s.openWord, label)
	c.long(s, s.at, "short", s.short, label)
	if s.aside != nil {
		c.long(s, s.at, "aside", s.aside.label, func(lim chat.Limits) int { return lim.ButtonLabel })
	}
	if s.ask == AskForm {
		c.long(s, s.at, "title", s.title, func(lim chat.Limits) int { return lim.FormTitle })
		c.form(s)
		return
	}
	c.long(s, s.at, "title", s.title, func(lim chat.Limits) int { return lim.Title })
	if slices.ContainsFunc(c.limits, func(lim chat.Limits) bool {
		return len(s.options) > asButtons && lim.Options > 0 && lim.Selects > 0 && len(s.options) > lim.Options*lim.Selects
	}) {
		c.wrong(s.at, "step %q has %d options, more than a platform shows: divide it", s.id, len(s.options))
	}
}

func (c *linter) form(s *step) {
	for _, in := range s.form {
		c.long(s, in.at, "input "+in.id, in.label, func(lim chat.Limits) int { return lim.InputLabel })
	}
	if slices.ContainsFunc(c.limits, func(lim chat.Limits) bool {
		return lim.Inputs > 0 && len(s.form) > lim.Inputs || slices.ContainsFunc(s.form, func(in *input) bool {
			choice := in.kind == "choice" || in.kind == "several"
			return choice && (!lim.FormChoices || lim.InputOptions > 0 && len(in.options) > lim.InputOptions)
		})
	}) {
		c.wrong(s.at, "step %q: a platform cannot show this form: fewer inputs, or ask for choices in steps of their own", s.id)
	}
}

// long reports a text that some platform would shorten.
func (c *linter) long(s *step, p at, what string, w words, limit func(chat.Limits) int) {
	for _, l := range c.langs {
		t := w.get(l)
		if t == nil {
			continue
		}
		size := utf8.RuneCountInString(t.src)
		for _, lim := range c.limits {
			if most := limit(lim); most > 0 && size > most {
				c.wrong(p, "step %q: %s in %q has %d characters, a platform shows %d: shorten it", s.id, what, l, size, most)
				break
			}
		}
	}
}

// misfit is a word that does not belong in a text to a leader.
type misfit struct {
	word, instead string
	offset        int
}

var formalYou = regexp.MustCompile(`[\p{L},] (De|Dem|Deres)\b`)

// unfit gives the words of a text that leaders should not meet: the language
// of the administration, of charity, and of haste without a moment.
func unfit(l chat.Lang, text string) (out []misfit) {
	low := strings.ToLower(text)
	for stem, instead := range plainWords(l) {
		for from := 0; ; {
			i := strings.Index(low[from:], stem)
			if i < 0 {
				break
			}
			i += from
			from = i + len(stem)
			if before, _ := utf8.DecodeLastRuneInString(low[:i]); i > 0 && unicode.IsLetter(before) {
				continue
			}
			end := i + len(stem)
			for end < len(low) {
				c, size := utf8.DecodeRuneInString(low[end:])
				if !unicode.IsLetter(c) {
					break
				}
				end += size
			}
			out = append(out, misfit{low[i:end], instead, min(i, len(text))})
		}
	}
	if l == chat.DA {
		for _, m := range formalYou.FindAllStringSubmatchIndex(text, -1) {
			out = append(out, misfit{text[m[2]:m[3]], "write I, jer or jeres", m[2]})
		}
	}
	slices.SortFunc(out, func(a, b misfit) int {
		if a.offset != b.offset {
			return a.offset - b.offset
		}
		return strings.Compare(a.word, b.word)
	})
	return out
}

// plainWords gives the beginnings of unfit words, and what to write instead.
func plainWords(l chat.Lang) map[string]string {
	if l == chat.EN {
		return map[string]string{
			"job opening": "write tasks", "pledge": "write that you said yes", "handover": "write sent", "handed over": "write sent",
			"escalat": "say who has been told", "as soon as possible": "name the moment", "target group": "leave it out",
			"citizen": "write person", "vulnerable": "leave it out", "activation": "leave it out", "weak": "leave it out",
			"job centre": "use {unit}", "jobcent": "use {unit}", "considerations": "write flexible",
		}
	}
	return map[string]string{
		"jobåbning": "write opgaver", "tilsagn": "write \"I har sagt ja\"", "overlever": "write sendt", "hensyn": "write fleksible",
		"eskaler": "say who has been told", "hurtigst muligt": "name the moment", "indsats": "say what happens",
		"målgruppe": "write mennesker", "borger": "write menneske", "aktivering": "say what happens", "matchgruppe": "leave it out",
		"svag": "leave it out", "arbejdsmarkedsparat": "leave it out", "jobcent": "use {unit}", "ledige": "write nogen, der søger job",
	}
}
