package wording

import (
	"slices"
	"strings"
)

// governed reports whether one word names the work, and the verb it stands with
// says another: "skære pap".
func (p *page) governed(s span, f find) bool {
	if len(f.at) != 1 || f.concept.DA != "" {
		return false
	}
	i := f.at[0] - 1
	for i >= s.from && skipped[p.toks[i].s] {
		i--
	}
	if i >= s.from && p.foreign(p.toks[i], f) {
		return true
	}
	i = f.at[0] + 1
	for i < s.to && betweenPassive[p.toks[i].s] {
		i++
	}
	return i < s.to && i > f.at[0]+1 && p.foreign(p.toks[i], f)
}

// otherObject reports whether nothing but a verb names the work, and what stands
// with it is nothing that the code is said of: "mærke hylder op", "tælle kassen
// op".
func (p *page) otherObject(s span, f find) bool {
	verb := -1
	for _, i := range f.at {
		switch t := p.toks[i]; {
		case particles[t.s], prepositions[t.s]:
		case verb < 0 && !(f.concept.Anywhere && strings.HasSuffix(t.s, "ing")): // "stocktaking" is a noun as well
			verb = i
		default:
			return false
		}
	}
	if verb < 0 || p.words.peculiar[p.toks[verb].stem] || p.words.peculiar[p.toks[verb].stem2] {
		return false
	}
	w, ok := p.words.verbAt(p.toks, s, verb, p.taken, p.lang)
	if describes[p.toks[verb].s] {
		ok = w.after(p.toks, s, verb, p.taken)
	}
	if !ok || len(w.object) == 0 || w.folded == "pakke" {
		return ok && len(f.at) == 1 && w.particle >= 0 && p.toks[w.particle].s == "ned"
	}
	code := p.named(f).Code
	things := 0
	for _, i := range w.object {
		t := p.toks[i]
		if particles[t.s] || prepositions[t.s] || slices.Contains(f.at, i) {
			continue
		}
		if things++; code == "" {
			return true
		}
		for word := range p.words.with[code] {
			if word == t.stem || len(word) > 3 && strings.HasSuffix(t.stem, word) {
				return false
			}
		}
	}
	return things > 0
}

// describes are words for things that have had their time, whatever they are:
// "slette gamle mails".
var describes = wordSet("gamle brugt brugte old used")

// workVerb gives the infinitive, folded, of a verb in the form of work; "" for
// other words.
func (l *lexicon) workVerb(t token) string {
	if v := infinitive(l.verbs, t); v != "" {
		if folded := newTest(v).s; t.s == folded || t.s == folded+"s" {
			return folded
		}
	}
	return ""
}

// foreign reports whether the word is a verb that the work found by a noun is
// never said with: "rense mursten".
func (p *page) foreign(t token, f find) bool {
	return p.strange(t, f) && !slices.ContainsFunc(f.at, func(i int) bool { return infinitive(p.words.verbs, p.toks[i]) != "" })
}

// strange reports whether the word is a verb that the work is never said with.
func (p *page) strange(t token, f find) bool {
	if t.verb == "" || lightVerbs[t.verb] || fitsAll[t.verb] {
		return false
	}
	verb := newTest(infinitive(p.words.verbs, t))
	return !slices.ContainsFunc(f.concept.Codes, func(code string) bool { return p.words.with[code][verb.stem] })
}

// alsoDone adds what else is done with a thing whose work has a code: "reoler
// skal støves af og mærkes op".
func (p *page) alsoDone(s span, found, own []find, names []string) ([]find, []string) {
	for i := s.from + 1; i < s.to; i++ {
		verb := p.toks[i].verb
		if p.taken[i] || verb == "" || p.toks[i].s != verb+"s" || p.toks[i-1].s != "og" || lightVerbs[verb] {
			continue
		}
		thing := i - 1
		for thing > s.from && p.toks[thing+1].s != "skal" && !parts(p.toks[thing]) {
			thing--
		}
		if t := p.toks[thing]; t.stem == "" || !isThing(t) || infinitive(p.words.verbs, t) != "" || p.toks[thing+1].s != "skal" {
			continue
		}
		before := func(f find) bool {
			return f.last < i && f.last >= thing && (f.concept == nil || p.strange(p.toks[i], f))
		}
		if !slices.ContainsFunc(found, before) && !slices.ContainsFunc(own, before) {
			continue
		}
		last, name := i, infinitive(p.words.verbs, p.toks[i])+" "+written(p.toks[thing])
		if i+1 < s.to && particles[p.toks[i+1].s] && !p.taken[i+1] {
			last, name = i+1, name+" "+written(p.toks[i+1])
		}
		p.taken[i], p.taken[last] = true, true
		own, names = append(own, find{at: []int{i}, first: i, last: last}), append(names, name)
	}
	return own, names
}

// fitsAll are verbs that may stand with any thing, and change little of what is
// to be done.
var fitsAll = wordSet("fjerne rengoere slaebe baere flytte rydde passe ordne hjaelpe")
