package wording

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"brobygger/chat"
	"brobygger/practice"
)

// Rules is the reader that works by rules alone: the same text always gives
// the same reading, with no I/O and in time that grows with the text. It is
// immutable and safe for concurrent use.
type Rules struct {
	catalogue *practice.Catalogue
	words     *lexicon
	industry  string
}

// New makes the reader of the tasks of a catalogue. The words it knows them by
// are part of the program; it panics when they are not in order or speak of a
// code that the catalogue has not.
func New(catalogue *practice.Catalogue) *Rules {
	if known, ok := made.Load(catalogue); ok {
		return known.(*Rules)
	}
	known, _ := made.LoadOrStore(catalogue, newRules(catalogue))
	return known.(*Rules)
}

// made are the rules of each catalogue: neither ever changes.
var made sync.Map

func newRules(catalogue *practice.Catalogue) *Rules {
	words, err := loadLexicon()
	if err != nil {
		panic(err)
	}
	for code := range words.parts.of {
		if _, ok := catalogue.Task(code); !ok {
			panic(fmt.Sprintf("load words: no task has the code %s", code))
		}
	}
	for code := range words.with {
		task, ok := catalogue.Task(code)
		if !ok && code != "" {
			panic(fmt.Sprintf("load words: no task has the code %s", code))
		}
		words.saidWith([]string{code}, strings.Fields(task.Name(chat.DA)))
	}
	return &Rules{catalogue: catalogue, words: words}
}

// In gives the reader for a company of this industry: where the same work has
// a code in several industries, this one's is taken. "" is any industry.
func (r *Rules) In(industry string) *Rules { n := *r; n.industry = industry; return &n }

// Read finds the tasks. Its only error is [ErrTooLong].
func (r *Rules) Read(_ context.Context, text string, lang chat.Lang) (Reading, error) {
	if utf8.RuneCountInString(text) > MaxText {
		return Reading{}, ErrTooLong
	}
	p := &page{Rules: r, lang: lang, toks: tokens(text)}
	p.hide(practice.FindCPR(text))
	p.hideCompanies(text)
	for i := range p.toks {
		p.toks[i].verb = r.words.workVerb(p.toks[i])
	}
	p.read()
	return p.reading(), nil
}

// page is one text while it is read.
type page struct {
	*Rules
	lang   chat.Lang
	toks   []token
	taken  []bool // words that belong to some work
	trade  string // the industry, the company's or the one the text speaks of
	works  []work
	lines  []line
	totals []total
	full   bool
	before []event // said before any work
}

// work is one task while it is read.
type work struct {
	Task
	find
	line  int
	said  uint     // the pieces of the catalogue's task that were said, see [wholeTask]
	whens []placed // words about time that belong to it
	dated []placed // the same, for days
	timed []string // times of day that were said without days
}

// total is an amount that was said of several works together.
type total struct {
	when moment
	sure bool            // it was called a total
	of   map[string]bool // the keys of the works, nil for all
}

// placed is a moment and the sentence it stands in.
type placed struct {
	moment
	line int
}

// line is one sentence.
type line struct {
	span
	events []event
	cues   []heardCue
	first  int // its works are works[first:last]
	last   int
}

// heardCue is a cue and the tokens it stands at.
type heardCue struct {
	cue
	span
}

// hide makes numbers like a CPR number unreadable.
func (p *page) hide(found []practice.Span) {
	for _, s := range found {
		for i := range p.toks {
			if t := &p.toks[i]; t.start < s.End && t.end > s.Start {
				t.kind, t.s, t.stem, t.stem2, t.raw = 'p', "", "", "", ""
			}
		}
	}
}

func (p *page) read() {
	p.taken = make([]bool, len(p.toks))
	slots := make([][]hit, p.words.nslots)
	p.trade = p.industry
	if p.trade == "" {
		p.trade = p.guess(slots)
	}
	for _, s := range sentences(p.toks) {
		if p.words.chat[sentenceOf(p.toks[s.from:s.to])] {
			continue
		}
		l := line{span: s, cues: p.heard(s), first: len(p.works)}
		found, homes := p.words.finds(p.toks, s, p.trade, slots)
		found = slices.DeleteFunc(found, func(f find) bool { return p.governed(s, f) || p.otherObject(s, f) })
		for _, f := range found {
			for _, i := range f.at {
				p.taken[i] = true
			}
		}
		others := len(found) > 0
		for _, f := range homes {
			if !p.free(&l, f, others) || p.otherObject(s, f) {
				continue
			}
			for _, i := range f.at {
				p.taken[i] = true
			}
			found = append(found, f)
		}
		own, names := p.words.ownWork(p.toks, s, p.taken, p.spokenFor(&l, found), len(p.works) > 0, p.lang)
		own, names = p.alsoDone(s, found, own, names)
		slices.SortFunc(found, func(a, b find) int { return a.first - b.first })
		p.listen(&l)
		p.add(&l, found, own, names)
		l.last = len(p.works)
		p.takeBack(&l)
		l.first, l.last = min(l.first, len(p.works)), len(p.works)
		p.lines = append(p.lines, l)
		p.attach(len(p.lines) - 1)
	}
}

// free reports whether nothing else was found in the clause of f, nor a verb
// that says something else ("cykelskuret skal males"), and the clause does not
// only tell more of other work ("der ligger mørtel overalt").
func (p *page) free(l *line, f find, others bool) bool {
	s := l.span
	c := clause(p.toks, s, f.first)
	part := c // between two "og": "afgrate emner og gøre klar"
	for i := c.from; i < c.to; i++ {
		switch og := p.toks[i].s == "og" || p.toks[i].s == "and"; {
		case og && i < f.first:
			part.from = i + 1
		case og && i > f.last:
			part.to = min(part.to, i)
		}
	}
	verb, thing := len(f.at) > 1, false
	for _, t := range p.toks[part.from:part.to] {
		verb = verb || t.verb != ""
		thing = thing || t.verb == "" && t.stem != "" && !skipped[t.s] && timeClasses[t.s] == notTime
	}
	if !verb || !thing {
		part = c
	}
	switch {
	case slices.Contains(p.taken[part.from:max(part.to, f.last+1)], true):
		return false
	case p.toks[c.from].s == "jeg" && len(f.at) == 1 && p.toks[f.first].verb == "" && !l.has("asking", c) && !l.has("trouble", c):
		return false // "jeg sidder i bilen"
	case others && tellsMore[p.toks[c.from].s]:
		return false
	case len(p.works) > 0 && c.from == s.from && refersBack[p.toks[s.from].s] && s.from+1 < s.to && !must[p.toks[s.from+1].s] && p.toks[s.from].s != "der":
		return false // "Pap og pant. Det fylder i baglokalet"
	}
	return !slices.ContainsFunc(p.toks[c.from:c.to], func(t token) bool {
		return t.stem != "" && (p.words.crafts[t.stem] && t.s != "planter" || p.foreign(t, f))
	})
}

var tellsMore = wordSet("der det fordi there it because som which that hvor where naar when hvis if")

// spokenFor gives the words that name no work of their own: they stand within
// what was found, or ask something.
func (p *page) spokenFor(l *line, found []find) (out []span) {
	for _, f := range found {
		out = append(out, span{f.first, f.last + 1})
	}
	for _, c := range l.cues {
		if c.kind == "needs" && c.value != "lifting" || c.kind == "contact" {
			out = append(out, c.span)
		}
	}
	return out
}

// guess finds the industry that the text tells of, by its words and by the work
// that only that industry has; "" when none is ahead.
func (p *page) guess(slots [][]hit) string {
	votes := map[string]int{}
	for _, t := range p.toks {
		if in := p.words.hints[t.stem]; t.stem != "" && in != "" {
			votes[in] += 4
		}
	}
	for _, s := range sentences(p.toks) {
		found, _ := p.words.finds(p.toks, s, "", slots)
		for _, f := range found {
			if f.concept.Anywhere || f.concept.Weak {
				continue
			}
			for _, code := range f.concept.Codes {
				votes[industryOf(code)] += 6 / len(f.concept.Codes)
			}
		}
	}
	best, most := "", 0
	for in, n := range votes {
		if n > most || n == most && in < best {
			best, most = in, n
		}
	}
	return best
}

var covered, coveredIn = wordSet("daekket covered"), wordSet("af med in with")

// heard finds the cues in a sentence.
func (p *page) heard(s span) (out []heardCue) {
	var hits []hit
	for i := s.from; i < s.to; i++ {
		hits = p.words.talk.at(p.toks, i, hits[:0])
		for _, h := range hits {
			if h.end <= s.to && !(h.end < s.to && coveredIn[p.toks[h.end].s] && covered[p.toks[h.end-1].s]) { // "er dækket af skodder"
				out = append(out, heardCue{p.words.cues[h.slot], span{h.start, h.end}})
			}
		}
	}
	return slices.DeleteFunc(out, func(c heardCue) bool { // "efter jul" is not "jul"
		return slices.ContainsFunc(out, func(o heardCue) bool {
			return o.kind == c.kind && o.to-o.from > c.to-c.from && o.from <= c.from && o.to >= c.to
		})
	})
}

// add takes the work of a sentence in, in the order of the text, without what
// they keep or refuse.
func (p *page) add(l *line, found, own []find, names []string) {
	var parts []saidPart
	if len(found) > 0 {
		parts = p.saidParts(l.span)
	}
	for i, f := range found {
		if f.concept.Weak && i > 0 && near(p.toks, found[i-1], f) || f.concept.Weak && i+1 < len(found) && near(p.toks, f, found[i+1]) {
			continue // "gøre rent på legetøjet"
		}
		if f.concept.Weak && f.words == 1 && i > 0 && found[i-1].concept.Place && p.toks[f.first].verb != "" {
			continue // "omklædningsrummene sejler, de skal moppes"
		}
		if n := len(p.works); f.concept.Weak && f.words <= 2 && i == 0 && n > 0 && n == l.first && p.works[n-1].concept != nil && p.works[n-1].concept.Place && p.works[n-1].line == len(p.lines)-1 && p.works[n-1].home && !f.home {
			continue // "skurvognen lugter. gøre rent"
		}
		if t := p.named(f); t.Name != "" {
			w := work{find: f, Task: t, said: p.partsSaid(parts, f, t.Code)}
			if w.Code != "" {
				w.call(p)
			}
			p.works = append(p.works, w)
		}
	}
	for i, f := range own {
		p.works = append(p.works, work{find: f, Task: p.errand(f, names[i])})
	}
	here := p.works[l.first:]
	slices.SortStableFunc(here, func(a, b work) int { return a.first - b.first })
	here = slices.DeleteFunc(here, func(w work) bool { return p.kept(l, w) })
	all := slices.Clone(here)
	here = slices.DeleteFunc(here, func(w work) bool { // "tage imod kunder, lave kaffe"
		return w.Code != "" && slices.ContainsFunc(all, func(o work) bool { return o.concept != nil && o.concept.Covers == w.Code })
	})
	here = slices.DeleteFunc(here, func(w work) bool { return p.only(l, w, all) || p.elaborates(l, w) })
	p.works = p.works[:l.first+len(here)]
	for i := l.first; i < len(p.works); i++ {
		p.works[i].line = len(p.lines)
	}
	p.parts(l)
	p.join(l)
}

// join makes one of neighbours with the same code with nothing said between
// them: "kontakterne og håndtagene".
func (p *page) join(l *line) {
	here := p.works[l.first:]
	out := here[:0]
	for _, w := range here {
		k := slices.IndexFunc(out, func(o work) bool { return o.Code != "" && o.Code == w.Code })
		if k >= 0 && !slices.ContainsFunc(l.events, func(e event) bool {
			return e.kind != "needs" && e.kind != "times" && e.from > out[k].first && e.from < w.first
		}) {
			out[k].last = max(out[k].last, w.last)
			out[k].also(p, w)
			continue
		}
		out = append(out, w)
	}
	p.works = p.works[:l.first+len(out)]
}

// errand gives fetching and bringing small things its code, whatever they are.
func (p *page) errand(f find, name string) Task {
	verb, _, _ := strings.Cut(name, " ")
	if verb == name || !fetches[newTest(verb).s] || slices.ContainsFunc(p.toks[f.first:f.last+1], func(t token) bool { return persons[t.s] }) {
		return Task{Name: name}
	}
	task, _ := p.catalogue.Task(errandCode)
	return Task{Name: task.Name(p.lang), Code: errandCode}
}

const errandCode = "transport.levering"

var fetches = wordSet("hente bringe levere udbringe afhente aflevere fetch deliver")

// persons are not small things.
var persons = wordSet("kunder kunden kunderne gaester gaesterne boern boernene kolleger beboere beboerne borgere elever folk medarbejdere passagerer customers guests children kids colleagues residents people clients passengers")

// near reports whether two finds stand so that one only says what is done with
// the other.
func near(toks []token, a, b find) bool {
	if a.concept.Weak && b.concept.Weak || b.first-a.last > 6 {
		return false
	}
	return between(toks, b.first, a.first, a.last) == 0
}

// parts drops what only tells the small parts of a place that has a code:
// "Legepladsen: feje sand, samle skrald".
func (p *page) parts(l *line) {
	for i := l.first; i < len(p.works); i++ {
		w := p.works[i]
		next := min(w.last+8, l.to)
		if i+1 < len(p.works) {
			next = min(next, p.works[i+1].first)
		}
		if w.concept != nil && w.concept.Place && (colon(p.toks, w.first+1) || spoken(p.toks, w.last+1, next, ":")) {
			p.works = p.works[:i+1]
			return
		}
	}
}

func colon(toks []token, i int) bool { return i < len(toks) && toks[i].s == ":" }

// named gives the code of what was found, and its name.
func (p *page) named(f find) (t Task) {
	for _, code := range f.concept.Codes {
		if industryOf(code) == p.trade && code != "" {
			t.Code = code
		}
	}
	if t.Code == "" && len(f.concept.Codes) > 0 {
		t.Code = f.concept.Codes[0]
	}
	if t.Code == "" {
		if f.concept.DA == "" {
			return Task{}
		}
		t.Name = p.words.knownName(p.toks, f, p.lang)
		t.Needs = slices.Clone(f.concept.Needs)
		return t
	}
	task, _ := p.catalogue.Task(t.Code)
	t.Name = task.Name(p.lang)
	return t
}
