package wording

import (
	"slices"
	"strings"
)

// event is something said about the work: when, in which season, what it asks.
type event struct {
	kind  string // "hours", "days", "times", "season", "alone", "needs"
	value string
	when  moment
	span
}

func (l *line) has(kind string, within span) bool {
	return slices.ContainsFunc(l.cues, func(c heardCue) bool {
		return c.kind == kind && c.from >= within.from && c.to <= within.to
	})
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
				if c.value == "winter" && p.taken[c.from] && strings.HasPrefix(p.toks[c.from].s, "fr") { // "fylde frost op"
					continue
				}
				season = true
				if n := len(l.events) - 1; n >= 0 && l.events[n].kind == "season" && l.events[n].value != c.value && c.from-l.events[n].to <= 1 { // "fra januar til april"
					l.events[n].value, l.events[n].to = joined(l.events[n].value, c.value), c.to
					continue
				}
				l.events = append(l.events, event{kind: c.kind, value: c.value, span: c.span})
			}
		case "needs":
			mine := c.from > l.from && (p.toks[c.from-1].s == "my" || p.toks[c.from-1].s == "mit")
			if !l.has("negation", around) && !l.has("reject", around) && !p.ownWords(l, c) && !mine && !p.ofRefused(l, around) {
				l.events = append(l.events, event{kind: c.kind, value: c.value, span: c.span})
			}
		case "alone":
			either := c.to < l.to && (p.toks[c.to].s == "eller" || p.toks[c.to].s == "or")
			if either || p.ofWriter(around, c) {
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
		if p.asksCall(l, around) && !m.unit || m.done(p.toks, l.span) {
			continue
		}
		if m.freq && !m.amount && len(m.days) == 0 {
			l.events = append(l.events, event{kind: "freq", when: m, span: m.span})
		}
		if len(m.days) > 0 {
			l.events = append(l.events, event{kind: "days", when: m, span: m.span})
		}
		if len(m.days) == 0 && len(m.times) > 0 && !m.amount {
			l.events = append(l.events, event{kind: "times", when: m, span: m.span})
		}
		if len(m.days) > 0 && l.has("total", span{m.to, min(m.to+2, l.to)}) {
			m.said += " i alt" // "fre-søn, 16 timer i alt"
		}
		if m.amount && !once && !(m.oneDay && !m.period && (season || l.has("total", l.span)) && len(m.days) == 0) {
			l.events = append(l.events, event{kind: "hours", when: m, span: m.span})
		}
	}
	slices.SortStableFunc(l.events, func(a, b event) int { return a.from - b.from })
}

// asksCall reports whether somebody says there when to be reached: the work of
// calling others says no such thing.
func (p *page) asksCall(l *line, within span) bool {
	return slices.ContainsFunc(l.cues, func(c heardCue) bool {
		return c.kind == "contact" && c.from >= within.from && c.to <= within.to && !(p.taken[c.from] && callsOthers[p.toks[c.from].s])
	})
}

var callsOthers = wordSet("ring ringe ringes")

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
	if c.value != "danish" && c.value != "english" && c.value != "phone" {
		return false
	}
	for i := c.from; i < c.to; i++ {
		if p.taken[i] {
			return true
		}
	}
	return false
}

// ofRefused reports whether the clause only tells why the one before says no:
// "ikke selve flytningen, den er for tung".
func (p *page) ofRefused(l *line, c span) bool {
	if c.from < l.from+2 || p.toks[c.from-1].s != "," || !refersBack[p.toks[c.from].s] {
		return false
	}
	return l.has("negation", clause(p.toks, l.span, c.from-2))
}

// ofWriter reports whether "alene" is said of the one who writes.
func (p *page) ofWriter(c span, k heardCue) bool {
	if p.lang == "en" && spoken(p.toks, c.from, k.from, "i") || spoken(p.toks, c.from, k.from, "beboerne", "beboere", "residents", "kunderne", "customers") {
		return true
	}
	return spoken(p.toks, c.from, k.from, "jeg", "i'm", "im", "vi", "we") && !spoken(p.toks, c.from, k.from, "kan", "can", "skal", "en", "man")
}

// attach gives what the sentence says to the work it belongs to. In a list it
// belongs to what stands before it, back to the last such word; at the head of
// a sentence to what follows; in a sentence that names no work to all.
func (p *page) attach(n int) {
	l := &p.lines[n]
	for _, kind := range []string{"hours", "days", "times", "season", "alone", "needs"} {
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
				for k := i + 1; head && k < len(events) && events[k].from-events[k-1].to <= 2; k++ { // "kørekort og straffeattest"
					if to = l.to; k+1 < len(events) {
						to = events[k+1].from
					}
				}
			case !head:
				if kind != "hours" {
					from = l.lastWhen(here, e)
				}
				if k := len(here) - 1; k > 0 && here[k].first < e.from && p.apart(here[k], e) && (kind != "hours" || l.lastWhen(here, e) >= 0) {
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
			if ahead := p.ahead(here, e); !head && len(ahead) > 0 {
				mine = ahead
			}
			if kind == "hours" && len(mine) == 0 && head && i+1 < len(events) { // "mandag 2 timer, torsdag 3: pakke ordrer"
				mine = append(mine, pointers(here)...)
			}
			if kind == "hours" && len(mine) > 1 && l.has("each", span{e.to, l.to}) { // "2 timer til hver"
				p.giveEach(n, e, mine)
				continue
			}
			p.give(n, e, mine)
		}
	}
}

// ahead gives the work that an amount or a day says itself is for: "og en dag om
// ugen med lageroprydning".
func (p *page) ahead(here []work, e event) (ws []*work) {
	if e.kind != "hours" && e.kind != "days" || e.from == 0 || !adds[p.toks[e.from-1].s] ||
		e.to+1 >= len(p.toks) || !leadsTo[p.toks[e.to].s] || p.toks[e.to+1].s == "at" {
		return nil
	}
	for k := range here {
		if w := &here[k]; w.first > e.to && w.first-e.to <= 3 {
			ws = append(ws, w)
		}
	}
	return ws
}

var leadsTo, adds = wordSet("til med hvor for of with to"), wordSet("og and , plus samt &")

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
	if e.kind != "hours" && spoken(p.toks, w.last+1, e.from, ",") {
		return false
	}
	for i := w.first - 1; i > 0 && i >= w.first-5; i-- {
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
			p.giveEach(n, e, mine)
			continue
		}
		if e.kind == "hours" && l.has("total", l.span) {
			p.totals = append(p.totals, total{when: e.when, sure: true})
			continue
		}
		p.give(n, e, mine)
	}
}

// giveEach gives an event to each work by itself.
func (p *page) giveEach(n int, e event, mine []*work) {
	for _, w := range mine {
		p.give(n, e, []*work{w})
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
			of[w.key()] = true
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
		case "times":
			w.timed = append(w.timed, e.when.times...)
		case "season":
			w.Season = joined(w.Season, e.value)
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
