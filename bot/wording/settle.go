package wording

import (
	"cmp"
	"slices"
	"strings"
)

// joined makes one of two seasons: two different ones are another.
func joined(have, more string) string {
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
		} else if t.of == nil || !slices.ContainsFunc(p.works, func(w work) bool { return !t.of[w.key()] }) {
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
	}
	for _, said := range slices.Concat(w.dated, w.whens) {
		for _, t := range said.times {
			w.Times = appendNew(w.Times, t)
		}
	}
	for _, t := range w.timed {
		w.Times = appendNew(w.Times, t)
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
			if slices.ContainsFunc(w.whens, func(o placed) bool { return o.line == line && len(o.days) > 0 }) {
				break // the amount has days of its own
			}
			if (d.line == line || w.whens[i].each || !w.whens[i].freq) && !slices.ContainsFunc(w.whens, func(o placed) bool { return o.from == d.from }) {
				ms = append(ms, d.moment)
			}
		}
		period := false
		for ; i < len(w.whens) && (w.whens[i].line == line || w.whens[i].clock && len(ms) > 0 && !ms[len(ms)-1].unit); i++ { // "4 dage om ugen. 9-13"
			m := w.whens[i].moment
			if slices.ContainsFunc(ms, func(o moment) bool { return o.amount && m.from-o.to > 1 && !(o.clock && m.times != nil) }) {
				continue // another amount further on is another matter
			}
			ms = append(ms, m)
			period = period || m.freq
		}
		if !period && len(ms) == 1 {
			ms = append(ms, p.howOften(w, line, ms[0])...)
		}
		slices.SortFunc(ms, func(a, b moment) int { return a.from - b.from })
		w.Hours = hours(ms, p.lang)
		for k := 0; k < len(ms) && w.Hours == nil && len(ms) > 1; k++ {
			w.Hours = hours(ms[k:k+1], p.lang)
		}
	}
}

// howOften finds how often an amount in a line is meant that says it not itself.
func (p *page) howOften(w *work, line int, amount moment) (ms []moment) {
	often := func(n int) {
		for _, e := range p.lines[n].events {
			if e.kind == "freq" {
				ms = append(ms, e.when)
			}
		}
	}
	n := max(line, 0)
	if often(n); len(ms) == 0 && w.line < n {
		often(w.line) // "hver aften hænger vi nøgler op. 30 minutter"
	}
	for n = line + 1; len(ms) == 0 && amount.clock && n < len(p.lines); n++ {
		if p.lines[n].first == p.lines[n].last {
			often(n) // "11-12. Det hele hver dag"
		}
	}
	return ms
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
		o.also(p, w)
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

// key is the same for two works of one kind.
func (w *work) key() string { return cmp.Or(w.Code, w.Name) }

func (w *work) same(o work) bool {
	if w.Code != o.Code || w.Code == "" && !strings.EqualFold(w.Name, o.Name) {
		return false
	}
	return (w.Hours == nil || o.Hours == nil || *w.Hours == *o.Hours) && (w.Days == nil || o.Days == nil || slices.Equal(w.Days, o.Days)) &&
		(w.Season == "" || o.Season == "" || w.Season == o.Season)
}
