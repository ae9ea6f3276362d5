package wording

import "slices"

// How near words must stand to belong together, in tokens.
const (
	nearWords  = 6 // in any order
	afterWords = 3 // particles: "rydde lageret op"
)

// find is a pattern found in a sentence.
type find struct {
	concept     *concept
	at          []int // the tokens that fill its slots, in order
	first, last int
	score       int
	words       int  // slots of the pattern
	apart       int  // how far from each other they are filled
	home        bool // the industry has a code for it
}

// span is tokens from, to (not included).
type span struct{ from, to int }

// finds gives the work that the patterns see in a sentence, none over the words
// of another, in the order of the text; homes is what one word may mean in this
// industry, where nothing else is said.
func (l *lexicon) finds(toks []token, s span, industry string, slots [][]hit) (found, homes []find) {
	var all []hit
	for i := s.from; i < s.to; i++ {
		if toks[i].s == "," && i+1 < s.to && (toks[i+1].s == "ikke" || toks[i+1].s == "not") && notThat(toks, s, i+1) {
			i = clause(toks, s, i+1).to - 1 // ", ikke værkstedet"
			continue
		}
		if toks[i].s == "gange" && i > s.from && counts(toks[i-1]) {
			continue // "to gange om ugen" are no aisles
		}
		all = l.words.at(toks, i, all)
	}
	for _, h := range all {
		if h.end <= s.to {
			slots[h.slot] = append(slots[h.slot], h)
		}
	}
	seen := -1
	for _, h := range all {
		if h.slot == seen {
			continue
		}
		for _, p := range l.patterns[h.slot] {
			if f, ok := p.complete(toks, h, slots); ok {
				f.rate(industry)
				switch {
				case !f.home && p.concept.DA == "" && p.concept.Codes[0] == "": // no name for it here
				case p.concept.Listed && !l.listed(toks, s, f.first):
				case p.concept.Home && f.home:
					homes = append(homes, f)
				case p.concept.Home, p.own && !f.home && industry != "":
				case f.home, p.concept.Anywhere, f.words > 1 && f.apart <= 2, industry == "", p.concept.DA != "":
					found = append(found, f)
				}
			}
		}
	}
	for _, h := range all {
		slots[h.slot] = slots[h.slot][:0]
	}
	homes = choose(toks, homes)
	found = slices.DeleteFunc(found, func(f find) bool { // "pakke" is the industry's own, whatever is packed
		return !f.home && f.concept.DA == "" && (!f.concept.Anywhere || f.concept.Weak) && slices.ContainsFunc(homes, func(h find) bool { return slices.Contains(f.at, h.first) })
	})
	return choose(toks, found), homes
}

// notThat reports whether the words from the "not" at i on only leave something
// out: a thing or two, and then the clause ends.
func notThat(toks []token, s span, i int) bool {
	return clause(toks, s, i).to-i <= 4 && !(i+1 < s.to && notOnly[toks[i+1].s])
}

// notOnly are words after a "not" that take it back: "ikke mindst".
var notOnly = wordSet("mindst kun bare only least just")

// listed reports whether the word at i stands in a list of things that nothing
// else is said of.
func (l *lexicon) listed(toks []token, s span, i int) bool {
	c := clause(toks, s, i)
	if c == s || c.to-c.from > 6 || colon(toks, c.to) { // not the head of it
		return false
	}
	joined := func(k int) bool { return k < c.from || k >= c.to || toks[k].s == "og" || toks[k].s == "and" }
	if !joined(i-1) || !joined(i+1) && !prepositions[toks[i+1].s] && !particles[toks[i+1].s] {
		return false
	}
	for k := c.from; k < c.to; k++ {
		if must[toks[k].s] || k != i && infinitive(l.verbs, toks[k]) != "" {
			return false
		}
	}
	return true
}

func counts(t token) bool { return t.kind == 'n' || timeClasses[t.s] == numeral }

// complete looks for the other slots around the first.
func (p *pattern) complete(toks []token, first hit, slots [][]hit) (find, bool) {
	f := find{concept: p.concept, first: first.start, last: first.end - 1}
	f.cover(first)
	prev := first
	for _, s := range p.slots[1:] {
		best, far := hit{}, nearWords+1
		for _, h := range around(slots[s.id], f) {
			if f.has(h) {
				continue
			}
			d := 0
			switch {
			case s.after:
				if d = h.start - prev.end; d < 0 || d > afterWords {
					continue
				}
			case h.start > f.last:
				d = h.start - f.last - 1
			case h.end <= f.first:
				d = f.first - h.end
			}
			if d += between(toks, h.start, f.first, f.last); d < far {
				best, far = h, d
			}
		}
		if far > nearWords {
			return f, false
		}
		f.cover(best)
		f.score -= far
		f.apart += far
		f.first, f.last = min(f.first, best.start), max(f.last, best.end-1)
		prev = best
	}
	for _, id := range p.not {
		if len(around(slots[id], f)) > 0 {
			return f, false
		}
	}
	slices.Sort(f.at)
	f.score += 10 * len(p.slots)
	f.words = len(p.slots)
	return f, true
}

// around gives the hits that are near what was found so far. hits are in the
// order of the text.
func around(hits []hit, f find) []hit {
	byStart := func(h hit, at int) int { return h.start - at }
	from, _ := slices.BinarySearchFunc(hits, f.first-nearWords, byStart)
	to, _ := slices.BinarySearchFunc(hits, f.last+nearWords+1, byStart)
	return hits[from:to]
}

// between makes it further across a comma or an "og".
func between(toks []token, at, first, last int) (far int) {
	from, to := last+1, at
	if at < first {
		from, to = at+1, first
		if begins(toks, first) && !toks[at].infinitive() {
			far += 4
		}
	}
	for i := from; i < to && i < len(toks); i++ {
		if i+1 < to && begins(toks, i+1) {
			far += 4 // "mærke varer op, pakke ordrer"
		}
		switch toks[i].s {
		case ",", "(", ")", "/":
			far += 2
		case "-":
			far++
		case "og", "and", "samt", "plus", "&", "+":
			far += 2
		case "men", "but", ":", ";":
			far += 4
		}
	}
	return far
}

// begins reports whether the verb at i begins something new, after a comma or an
// "og".
func begins(toks []token, i int) bool {
	if i == 0 || !toks[i].infinitive() {
		return false
	}
	s := toks[i-1].s
	return s == "," || s == "og" || s == "and"
}

func (t token) infinitive() bool { return t.verb != "" && t.s == t.verb }

func (f *find) cover(h hit) {
	for i := h.start; i < h.end; i++ {
		f.at = append(f.at, i)
	}
}

func (f *find) has(h hit) bool {
	for i := h.start; i < h.end; i++ {
		if slices.Contains(f.at, i) {
			return true
		}
	}
	return false
}

// rate prefers what the industry has a code for and what is said exactly.
func (f *find) rate(industry string) {
	if f.concept.Strong {
		f.score += 12
	}
	for _, code := range f.concept.Codes {
		if industryOf(code) == industry {
			f.score += 4
			f.home = true
			break
		}
	}
	if f.concept.Weak {
		f.score -= 30
	}
}

func industryOf(code string) string {
	for i := range len(code) {
		if code[i] == '.' {
			return code[:i]
		}
	}
	return ""
}

// ownObject reports whether the word at i has something else beside it that is
// done to: "tømme køleskab, vaske gulv".
func ownObject(toks []token, i int, f find) bool {
	if i+1 >= len(toks) || slices.Contains(f.at, i+1) {
		return false
	}
	t := toks[i+1]
	ended := i+2 >= len(toks) || toks[i+2].kind == 'p' || toks[i+2].s == "og" || toks[i+2].s == "and" || toks[i+2].s == "samt"
	return t.kind == 'w' && t.stem != "" && !skipped[t.s] && !particles[t.s] && ended
}

// choose takes the best finds that share no words; finds of the same concept
// that do share some become one.
func choose(toks []token, found []find) []find {
	slices.SortStableFunc(found, func(a, b find) int {
		if a.score != b.score {
			return b.score - a.score
		}
		return a.first - b.first
	})
	taken := map[int]int{} // token to chosen
	var chosen []find
	for _, f := range found {
		over := -1
		for _, i := range f.at {
			if n, ok := taken[i]; ok {
				over = n
				break
			}
		}
		if over >= 0 {
			if c := &chosen[over]; c.concept == f.concept && f.apart <= 5 {
				for _, i := range f.at {
					if _, ok := taken[i]; !ok && !ownObject(toks, i, f) {
						taken[i] = over
						c.at = append(c.at, i)
					}
				}
				c.first, c.last = slices.Min(c.at), slices.Max(c.at)
			}
			continue
		}
		for _, i := range f.at {
			taken[i] = len(chosen)
		}
		chosen = append(chosen, f)
	}
	for i := range chosen {
		slices.Sort(chosen[i].at)
	}
	slices.SortFunc(chosen, func(a, b find) int { return a.first - b.first })
	return chosen
}
