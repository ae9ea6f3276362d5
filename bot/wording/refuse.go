package wording

import (
	"slices"
)

// kept reports whether the work is refused, or something they keep.
func (p *page) kept(l *line, w work) bool {
	c := clause(p.toks, l.span, w.first)
	if p.aside(l, c, w) || spoken(p.toks, c.from, w.first, "fordi", "because") && !l.has("trouble", c) {
		return true
	}
	for _, i := range w.at { // "afdække gulve, inden vi maler"
		if i-2 >= l.from && ourselves[p.toks[i-1].s] && meanwhile[p.toks[i-2].s] {
			return true
		}
	}
	if n := w.first; n-c.from >= 3 && spoken(p.toks, n-3, n, "stedet") && spoken(p.toks, n-2, n, "for") {
		return true // "i stedet for at lave regnskab"
	}
	if l.has("reject", c) || l.has("colleague", c) {
		return true
	}
	if c.to < l.to { // "rengøring, det klarer vi selv"
		at := c.to
		for at < l.to-1 && (parts(p.toks[at]) || p.toks[at].s == "nej" || p.toks[at].s == "no") {
			at++
		}
		if next := clause(p.toks, l.span, at); l.has("reject", next) && refersBack[p.toks[at].s] && !l.amount(next) {
			return true
		}
	}
	if w.first > l.from && (p.toks[w.first-1].s == "vi" || p.toks[w.first-1].s == "we") && w.first-1 == l.from &&
		spoken(p.toks, w.last, l.to, "mangler", "soeger", "need", "nogen", "savner") && !spoken(p.toks, w.last, l.to, "haender", "hands", "hjaelp", "help") {
		return true // "vi gør rent på skoler og mangler …"
	}
	if p.refused(l) && !p.turned(l.from, w.first) {
		return true
	}
	if spoken(p.toks, c.from, w.first, "vi", "jeg") && spoken(p.toks, w.last, min(w.last+3, c.to), "selv") {
		return true
	}
	for _, k := range l.cues {
		if k.kind == "negation" && k.from >= c.from && k.from < w.first && w.first-k.to <= 2 && !l.has("trouble", c) && !notOnly[p.toks[k.to].s] {
			return true
		}
	}
	return false
}

// amount reports whether hours are said there: what takes that long is a trouble,
// and no refusal ("det tager min mand 2 timer").
func (l *line) amount(within span) bool {
	return slices.ContainsFunc(l.events, func(e event) bool {
		return e.kind == "hours" && e.from >= within.from && e.to <= within.to
	})
}

// only reports whether one word tells nothing but when or where the other work
// is: "kasser vaskes efter høsten", "støvsuge i fællesstuen".
func (p *page) only(l *line, w work, all []work) bool {
	c := clause(p.toks, l.span, w.first)
	if w.concept == nil || w.words != 1 || w.first == l.from || len(w.at) != 1 {
		return false
	}
	others := slices.ContainsFunc(all, func(o work) bool {
		return o.first != w.first && o.first >= c.from && o.last < c.to && (o.concept == nil || !o.concept.Weak || o.words > 1)
	})
	before := p.toks[w.first-1].s
	if before == "til" && others && slices.ContainsFunc(all, func(o work) bool { return o.last == w.first-2 && particles[p.toks[o.last].s] }) {
		return true // "dække op til brunch"
	}
	if w.concept.Place && spoken(p.toks, max(c.from, w.first-4), w.first, "rydde", "ryddes", "feje", "fejes", "vaske", "oprydning", "goere", "tidy", "sweep") {
		return false // "rydde op på legepladsen"
	}
	return others && (when[before] || w.concept.Place && (before == "i" || before == "in" || before == "paa"))
}

var ourselves, meanwhile = wordSet("vi jeg we i"), wordSet("inden foer naar mens efter before when while after")

var when = wordSet("efter after foer before inden under during")

// elaborates reports whether the work only tells what is done with things that
// were named before: "de skal åbnes og lægges på hylden igen".
func (p *page) elaborates(l *line, w work) bool {
	if l.first == 0 && w.first == p.works[l.first].first {
		return false
	}
	c := clause(p.toks, l.span, w.first)
	if l.first > 0 && (p.toks[l.from].s == "de" || p.toks[l.from].s == "they") {
		c.from = l.from
	}
	if w.Code == "" && p.nounless(w) && shallThat(p.toks[c.from:w.first]) {
		return true
	}
	them := c.from+1 < w.first+1 && refersBack[p.toks[c.from].s] && must[p.toks[c.from+1].s]
	switch {
	case them:
		return true
	case w.Code == errandCode: // "pakke varer og køre dem på posthuset"
		return false
	case w.concept != nil && w.concept.Weak && len(w.concept.Codes) > 0 && w.Code == "":
		return spoken(p.toks, w.last+1, min(w.last+3, l.to), "det", "dem", "it", "them")
	}
	if w.Code == "" && w.last-w.first < 3 && spoken(p.toks, w.first, w.last+1, "det", "den", "dem") { // "hænge det op"
		return true
	}
	return spoken(p.toks, w.first+1, min(w.first+3, l.to), "dem", "them") && w.words < 3
}

// nounless reports whether the work is said with a verb alone.
func (p *page) nounless(w work) bool {
	return !slices.ContainsFunc(p.toks[w.first:w.last+1], func(t token) bool {
		return !particles[t.s] && infinitive(p.words.verbs, t) == ""
	})
}

// shallThat reports whether what was named before shall have something done to
// it: "skal det tælles og (hænges op)".
func shallThat(toks []token) bool {
	for i := 1; i < len(toks); i++ {
		if a, b := toks[i-1].s, toks[i].s; must[a] && (b == "det" || b == "den" || b == "de") {
			return true
		}
	}
	return false
}

var must = wordSet("skal must has have need needs bliver")

// aside reports whether work of another line of business is only mentioned: by
// one word in the middle of a clause, or after the company's own was named,
// where nothing is asked for.
func (p *page) aside(l *line, c span, w work) bool {
	if w.home || p.industry == "" || l.has("asking", l.span) {
		return false
	}
	later := l.first > 0 && slices.ContainsFunc(p.works[:l.first], func(o work) bool { return o.home })
	single := w.concept != nil && w.words == 1 && len(w.concept.Codes) > 0 && !w.concept.Weak
	return later && w.first > l.from || single && w.first-c.from > 1 && len(p.works) > l.first+1
}

// refused reports whether the sentence begins or ends with a no.
func (p *page) refused(l *line) bool {
	return slices.ContainsFunc(l.cues, func(c heardCue) bool {
		return c.kind == "refuse" && (c.from <= l.from+1 || c.to == l.to)
	})
}

var refersBack = wordSet("det dem den that those it this they der de")

// turned reports whether a "men" stands between.
func (p *page) turned(from, to int) bool {
	return spoken(p.toks, from, to, "men", "but", "derimod", "however", "dog", "though", "hellere", "rather", "instead")
}

// takeBack drops what the sentence before named when this one only says that
// they keep it: "Rengøring? Det klarer vi selv."
func (p *page) takeBack(l *line) {
	n := len(p.works)
	if l.first < n || n == 0 || l.amount(l.span) || !l.has("reject", l.span) || !refersBack[p.toks[l.from].s] || p.works[n-1].line != len(p.lines)-1 {
		return
	}
	last := p.works[n-1].line
	p.works = p.works[:n-1]
	for n = len(p.works); !l.has("last_one", l.span) && n > 0 && p.works[n-1].line == last; n = len(p.works) {
		p.works = p.works[:n-1]
	}
	p.lines[last].last = len(p.works)
}
