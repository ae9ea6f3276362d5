package wording

import (
	"slices"
	"strings"
)

// event is something said about the work: when, in which season, what it asks.
type event struct {
	kind  string // "hours", "days", "season", "alone", "needs"
	value string
	when  moment
	span
}

func (l *line) has(kind string, within span) bool {
	return slices.ContainsFunc(l.cues, func(c heardCue) bool {
		return c.kind == kind && c.from >= within.from && c.to <= within.to
	})
}

// kept reports whether the work is refused, or something they keep.
func (p *page) kept(l *line, w work) bool {
	c := clause(p.toks, l.span, w.first)
	if p.aside(l, c, w) {
		return true
	}
	if l.has("reject", c) || l.has("colleague", c) {
		return true
	}
	if c.to < l.to { // "rengøring, det klarer vi selv"
		at := c.to
		for at < l.to-1 && (parts(p.toks[at]) || p.toks[at].s == "nej" || p.toks[at].s == "no") {
			at++
		}
		if next := clause(p.toks, l.span, at); l.has("reject", next) && refersBack[p.toks[at].s] {
			return true
		}
	}
	if w.first > l.from && (p.toks[w.first-1].s == "vi" || p.toks[w.first-1].s == "we") && w.first-1 == l.from &&
		spoken(p.toks, w.last, l.to, "mangler", "soeger", "need", "nogen", "savner") {
		return true // "vi gør rent på skoler og mangler …"
	}
	if p.refused(l) && !p.turned(l.from, w.first) {
		return true
	}
	if spoken(p.toks, c.from, w.first, "vi", "jeg") && spoken(p.toks, w.last, min(w.last+3, c.to), "selv") {
		return true
	}
	for _, k := range l.cues {
		if k.kind == "negation" && k.from >= c.from && k.from < w.first && w.first-k.to <= 2 && !l.has("trouble", c) {
			return true
		}
	}
	return false
}

// aside reports whether work of another line of business is only mentioned: by
// one word in the middle of a clause, or after the company's own was named,
// where nothing is asked for.
func (p *page) aside(l *line, c span, w work) bool {
	if w.home || p.industry == "" || l.has("asking", l.span) {
		return false
	}
	later := l.first > 0 && slices.ContainsFunc(p.works[:l.first], func(o work) bool { return o.home })
	single := w.concept != nil && w.words == 1 && len(w.concept.Codes) > 0 && !w.concept.Weak
	return later || single && w.first-c.from > 1 && len(p.works) > l.first+1
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
	return spoken(p.toks, from, to, "men", "but", "derimod", "however", "dog", "though")
}

// takeBack drops what the sentence before named when this one only says that
// they keep it: "Rengøring? Det klarer vi selv."
func (p *page) takeBack(l *line) {
	n := len(p.works)
	if l.first < n || n == 0 || !l.has("reject", l.span) || !refersBack[p.toks[l.from].s] || p.works[n-1].line != len(p.lines)-1 {
		return
	}
	last := p.works[n-1].line
	p.works = p.works[:n-1]
	for n = len(p.works); !l.has("last_one", l.span) && n > 0 && p.works[n-1].line == last; n = len(p.works) {
		p.works = p.works[:n-1]
	}
	p.lines[last].last = len(p.works)
}

// listen collects what a sentence says about the work.
func (p *page) listen(l *line) {
	once := l.has("once", l.span)
	season := false
	for _, c := range l.cues {
		around := clause(p.toks, l.span, c.from)
		switch c.kind {
		case "season":
			if !p.dated(l, c) {
				season = true
				l.events = append(l.events, event{kind: c.kind, value: c.value, span: c.span})
			}
		case "needs":
			mine := c.from > l.from && (p.toks[c.from-1].s == "my" || p.toks[c.from-1].s == "mit")
			if !l.has("negation", around) && !p.ownWords(l, c) && !mine {
				l.events = append(l.events, event{kind: c.kind, value: c.value, span: c.span})
			}
		case "alone":
			if p.ofWriter(around, c) {
				continue
			}
			value := c.value
			if l.has("negation", span{around.from, c.to}) && value == "true" {
				value = "false"
			}
			l.events = append(l.events, event{kind: c.kind, value: value, span: c.span})
		case "full_time":
			if !l.has("negation", around) {
				p.full = true
			}
		}
	}
	for _, m := range moments(p.toks, l.span, p.lang) {
		around := clause(p.toks, l.span, m.from)
		if l.has("contact", around) {
			continue
		}
		if m.freq && !m.amount && len(m.days) == 0 {
			l.events = append(l.events, event{kind: "freq", when: m, span: m.span})
		}
		if len(m.days) > 0 {
			l.events = append(l.events, event{kind: "days", when: m, span: m.span})
		}
		if m.amount && !once && !(m.oneDay && !m.period && season && len(m.days) == 0) {
			l.events = append(l.events, event{kind: "hours", when: m, span: m.span})
		}
	}
	slices.SortStableFunc(l.events, func(a, b event) int { return a.from - b.from })
}

// dated reports whether a month is part of a date.
func (p *page) dated(l *line, c heardCue) bool {
	for i := c.from - 1; i >= l.from && i >= c.from-2; i-- {
		if p.toks[i].kind == 'n' {
			return true
		}
	}
	return p.lang == "en" && p.toks[c.from].s == "may" && p.toks[c.from].raw == "may" && c.from > l.from && p.toks[c.from-1].s != "in"
}

// ownWords reports whether the cue is made of words that name the work.
func (p *page) ownWords(l *line, c heardCue) bool {
	if c.value == "lifting" {
		return false
	}
	for i := c.from; i < c.to; i++ {
		if p.taken[i] {
			return true
		}
	}
	return false
}

// ofWriter reports whether "alene" is said of the one who writes.
func (p *page) ofWriter(c span, k heardCue) bool {
	return spoken(p.toks, c.from, k.from, "jeg", "i'm", "im", "vi", "we", "i") && !spoken(p.toks, c.from, k.from, "kan", "can", "skal", "en", "man")
}

// attach gives what the sentence says to the work it belongs to. In a list it
// belongs to what stands before it, back to the last such word; at the head of
// a sentence to what follows; in a sentence that names no work to all.
func (p *page) attach(n int) {
	l := &p.lines[n]
	for _, kind := range []string{"hours", "days", "season", "alone", "needs"} {
		var events []event
		for _, e := range l.events {
			if e.kind == kind {
				events = append(events, e)
			}
		}
		if len(events) == 0 {
			continue
		}
		if l.first == l.last {
			p.attachAll(n, events)
			continue
		}
		here := p.works[l.first:l.last]
		head := events[0].from < here[0].first
		for i, e := range events {
			if kind == "hours" && l.has("total", l.span) && (i == len(events)-1 || len(events) == 1) && (len(here) > 1 || l.first > 0) {
				p.totals = append(p.totals, total{when: e.when, sure: true})
				continue
			}
			from, to := -1, e.from
			if i > 0 {
				from = events[i-1].from
			}
			if head {
				from, to = e.from, l.to
				if i+1 < len(events) {
					to = events[i+1].from
				}
			}
			switch {
			case kind == "needs" || kind == "alone":
				from = -1
			case !head && kind != "hours":
				from = l.lastWhen(here, e)
				if k := len(here) - 1; k > 0 && here[k].first < e.from && p.apart(here[k], e) {
					from = max(from, here[k-1].first)
				}
			}
			var mine []*work
			for k := range here {
				if w := &here[k]; (w.first > from || head && w.first == from) && w.first < to || !head && w.first < to && w.last > from && from >= 0 && w.first > from {
					mine = append(mine, w)
				}
			}
			if len(mine) == 0 && !head { // several said one after the other
				for k := range here {
					if here[k].first < e.from {
						mine = []*work{&here[k]}
					}
				}
			}
			if kind == "hours" && len(mine) == 0 && head && i+1 < len(events) { // "mandag 2 timer, torsdag 3: pakke ordrer"
				mine = append(mine, pointers(here)...)
			}
			p.give(n, e, mine)
		}
	}
}

// lastWhen is where, before the last work before e, something was said about
// when; -1 when nothing was.
func (l *line) lastWhen(here []work, e event) int {
	work := -1
	for _, w := range here {
		if w.first < e.from {
			work = w.first
		}
	}
	last := -1
	for _, o := range l.events {
		if (o.kind == "hours" || o.kind == "days" || o.kind == "season") && o.from < work {
			last = o.from
		}
	}
	return last
}

// apart reports whether the last work of a list has a clause of its own that e
// belongs to: ", og være med på tur onsdag".
func (p *page) apart(w work, e event) bool {
	for i := w.last + 1; i < e.from; i++ {
		if p.toks[i].s == "," {
			return false
		}
	}
	for i := w.first - 1; i > 0 && i >= w.first-4; i-- {
		if s := p.toks[i].s; (s == "og" || s == "and") && p.toks[i-1].s == "," {
			return true
		}
	}
	return false
}

func pointers(ws []work) (out []*work) {
	for i := range ws {
		out = append(out, &ws[i])
	}
	return out
}

// attachAll gives what a sentence without work says to all the work before it,
// or to the one it speaks of.
func (p *page) attachAll(n int, events []event) {
	l := &p.lines[n]
	mine := pointers(p.works)
	switch {
	case len(mine) == 0:
		p.before = append(p.before, events...)
		for _, e := range events {
			if e.kind == "hours" {
				p.totals = append(p.totals, total{when: e.when, sure: l.has("total", l.span)})
			}
		}
		return
	case l.has("last_one", l.span):
		mine = mine[len(mine)-1:]
	case l.has("first_one", l.span):
		mine = mine[:1]
	}
	for _, e := range events {
		if e.kind == "hours" && l.has("each", l.span) {
			for _, w := range mine {
				p.give(n, e, []*work{w})
			}
			continue
		}
		if e.kind == "hours" && l.has("total", l.span) {
			p.totals = append(p.totals, total{when: e.when, sure: true})
			continue
		}
		p.give(n, e, mine)
	}
}

// give gives an event to the work it belongs to.
func (p *page) give(n int, e event, mine []*work) {
	if len(mine) > 1 && e.kind == "hours" && !slices.ContainsFunc(mine, func(w *work) bool { return w.Code == "" || w.Code != mine[0].Code }) {
		mine = mine[:1]
	}
	if e.kind == "hours" && len(mine) > 1 {
		of := map[string]bool{}
		for _, w := range mine {
			of[w.Name] = true
		}
		p.totals = append(p.totals, total{when: e.when, of: of})
		return
	}
	for _, w := range mine {
		switch e.kind {
		case "hours":
			w.whens = append(w.whens, placed{e.when, n})
		case "days":
			w.dated = append(w.dated, placed{e.when, n})
		case "season":
			w.Season = season(w.Season, e.value)
		case "alone":
			if w.Alone == nil {
				alone := e.value == "true"
				w.Alone = &alone
			}
		case "needs":
			w.Needs = appendNew(w.Needs, e.value)
		}
	}
}

// season joins two seasons: two different ones are another.
func season(have, more string) string {
	switch {
	case have == "", have == more:
		return more
	}
	return "other"
}

// reading makes the result of all that was read.
func (p *page) reading() Reading {
	out := Reading{FullTime: p.full}
	for i := range p.works {
		w := &p.works[i]
		for _, e := range p.before {
			if e.kind == "hours" && len(p.works) > 1 || e.kind == "season" && (w.Season != "" || p.lines[w.line].has("year_round", p.lines[w.line].span)) {
				continue
			}
			p.give(w.line, e, []*work{w})
		}
		w.settle(p)
	}
	p.merge()
	for i := range p.works {
		w := &p.works[i]
		slices.SortFunc(w.Needs, func(a, b string) int { return slices.Index(Needs(), a) - slices.Index(Needs(), b) })
		w.From = [2]int{p.toks[w.first].start, p.toks[w.last].end}
		out.Tasks = append(out.Tasks, w.Task)
	}
	out.Hours = p.outer()
	if len(out.Tasks) == 1 {
		t := &out.Tasks[0]
		if t.Hours == nil {
			t.Hours = out.Hours
		}
		out.Hours = t.Hours
	}
	if out.Hours != nil && *out.Hours == (Range{37, 37}) {
		out.FullTime = true
	}
	if out.FullTime && out.Hours == nil {
		out.Hours = &Range{37, 37}
		if len(out.Tasks) == 1 && out.Tasks[0].Hours == nil {
			out.Tasks[0].Hours = out.Hours
		}
	}
	return out
}

// shared gives the words about days that all works have, so that "9-15" in a
// sentence of its own is for each of the days.
func (p *page) shared(m moment) (ms []moment) {
	if m.freq || len(m.days) > 0 {
		return nil
	}
	for i := range p.works {
		d := p.works[i].dated
		if len(d) != 1 || len(d[0].days) == 0 || d[0].amount || d[0].said != p.works[0].dated[0].said {
			return nil
		}
	}
	if len(p.works) > 0 {
		ms = append(ms, p.works[0].dated[0].moment)
	}
	return ms
}

// outer is the total of all work: what was called so, or else was said of as
// many works as there are.
func (p *page) outer() *Range {
	var sure, all []moment
	for _, t := range p.totals {
		if t.sure {
			t.when.said += " i alt"
			sure = append(sure, t.when)
		} else if t.of == nil || !slices.ContainsFunc(p.works, func(w work) bool { return !t.of[w.Name] }) {
			all = append(append(all, p.shared(t.when)...), t.when)
		}
	}
	for _, ms := range [][]moment{sure, all} {
		if len(ms) == 0 {
			continue
		}
		if h := hours(ms, p.lang); h != nil {
			return h
		}
		if h := hours(ms[len(ms)-1:], p.lang); h != nil {
			return h
		}
	}
	return nil
}

// settle makes hours, days and times of the words that belong to the work.
func (w *work) settle(p *page) {
	var named [7]bool
	for _, d := range w.dated {
		for _, day := range d.days {
			named[slices.Index(Days(), day)] = true
		}
		for _, t := range d.times {
			w.Times = appendNew(w.Times, t)
		}
	}
	for i, on := range named {
		if on {
			w.Days = append(w.Days, Days()[i])
		}
	}
	for i := 0; i < len(w.whens) && w.Hours == nil; {
		var ms []moment
		line := w.whens[i].line
		for _, d := range w.dated {
			if d.line == line && !slices.ContainsFunc(w.whens, func(o placed) bool { return o.from == d.from }) {
				ms = append(ms, d.moment)
			}
		}
		period := false
		for ; i < len(w.whens) && w.whens[i].line == line; i++ {
			m := w.whens[i].moment
			if slices.ContainsFunc(ms, func(o moment) bool { return o.amount && m.from-o.to > 1 }) {
				continue // another amount further on is another matter
			}
			ms = append(ms, m)
			period = period || m.freq
		}
		if !period && len(ms) == 1 { // "hver dag ved lukketid 20 minutter"
			for _, e := range p.lines[max(line, 0)].events {
				if e.kind == "freq" {
					ms = append(ms, e.when)
				}
			}
		}
		slices.SortFunc(ms, func(a, b moment) int { return a.from - b.from })
		w.Hours = hours(ms, p.lang)
		for k := 0; k < len(ms) && w.Hours == nil && len(ms) > 1; k++ {
			w.Hours = hours(ms[k:k+1], p.lang)
		}
	}
}

// merge makes one task of what was said twice, unless hours, days or season
// differ.
func (p *page) merge() {
	var out []work
	for _, w := range p.works {
		k := slices.IndexFunc(out, func(o work) bool { return o.same(w) })
		if k < 0 {
			out = append(out, w)
			continue
		}
		o := &out[k]
		if o.Hours == nil {
			o.Hours = w.Hours
		}
		if o.Days == nil {
			o.Days = w.Days
		}
		if o.Season == "" {
			o.Season = w.Season
		}
		if o.Alone == nil {
			o.Alone = w.Alone
		}
		for _, n := range w.Needs {
			o.Needs = appendNew(o.Needs, n)
		}
		for _, t := range w.Times {
			o.Times = appendNew(o.Times, t)
		}
	}
	p.works = out
}

func (w *work) same(o work) bool {
	if w.Code != o.Code || w.Code == "" && !strings.EqualFold(w.Name, o.Name) {
		return false
	}
	return (w.Hours == nil || o.Hours == nil || *w.Hours == *o.Hours) && (w.Days == nil || o.Days == nil || slices.Equal(w.Days, o.Days)) &&
		(w.Season == "" || o.Season == "" || w.Season == o.Season)
}
