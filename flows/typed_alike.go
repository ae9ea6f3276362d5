package flows

import "strings"

// stem takes the endings of Danish and English nouns and verbs off.
func stem(w string) string {
	for _, end := range []string{"ernes", "erne", "enes", "ende", "ene", "ens", "ers", "ets", "ing", "en", "er", "et", "es", "ed", "e", "s", "r", "t"} {
		if len(w) >= len(end)+3 && strings.HasSuffix(w, end) {
			w = w[:len(w)-len(end)]
			break
		}
	}
	if n := len(w); n > 3 && w[n-1] == w[n-2] { // "butikken", "butik"
		w = w[:n-1]
	}
	return w
}

// same says how far two words are apart: 0 alike, 1 another ending, 2 a typo,
// -1 different words.
func same(a, b matchWord) int {
	switch {
	case a.s == b.s:
		return 0
	case a.stem == b.stem && len(a.stem) >= 3:
		return 1
	case len(a.s) >= 5 && len(b.s) >= 5 && OneOff(a.s, b.s):
		return 2
	}
	return -1
}

// OneOff reports whether one letter added, dropped, changed or swapped with
// its neighbour makes one word the other.
func OneOff(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > 1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	if len(a) > len(b) {
		return a[i+1:] == b[i:]
	}
	if i >= len(b) {
		return true
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// fits scores how well the words are the label: the same words before the
// beginning of it before half of it, and the fewer differences the better. prefix
// is how many letters of its last word are enough.
func (l label) fits(words []matchWord, prefix int) int {
	if len(words) > len(l.words) {
		return 0
	}
	if has, want := figuresOf(words), figuresOf(l.words); has > 0 && has != want { // "5 timer" is not "5–9 timer"
		return 0
	}
	cost, inOrder := 0, true
	for i, w := range words {
		d := same(w, l.words[i])
		if last := i == len(words)-1; d < 0 && last && len(w.s) >= prefix && strings.HasPrefix(l.words[i].s, w.s) {
			d = 30
		}
		if d < 0 {
			inOrder = false
			break
		}
		cost += d
	}
	switch {
	case inOrder && len(words) == len(l.words):
		return 3000 - cost
	case inOrder:
		return 2000 - cost
	}
	cost = 0
	for _, w := range words {
		best := -1
		for _, o := range l.words {
			if d := same(w, o); d >= 0 && (best < 0 || d < best) {
				best = d
			}
		}
		if best < 0 {
			return 0
		}
		cost += best
	}
	if len(words) == len(l.words) {
		return 2500 - cost
	}
	if 2*len(words) < len(l.words) {
		return 0
	}
	return 1000 - cost
}

func figuresOf(words []matchWord) (n int) {
	for _, w := range words {
		if w.s != "" && isDigit(rune(w.s[0])) {
			n++
		}
	}
	return n
}

// businesses are ends of words that only say that it is a business.
var businesses = []string{"virksomheden", "virksomhed", "forretningen", "forretning", "selskabet", "selskab", "firmaet", "firma", "mester", "branchen", "faget"}

// trades takes the ends off that only say that it is a business: "en
// tømrerforretning" is "en tømrer".
func trades(text string) string {
	var b strings.Builder
	at := 0
	for _, t := range lexemes(text) {
		for _, end := range businesses {
			if t.kind == 'w' && t.end-t.start >= len(end)+3 && strings.EqualFold(text[t.end-len(end):t.end], end) {
				b.WriteString(text[at : t.end-len(end)])
				at = t.end
				break
			}
		}
	}
	return b.String() + text[at:]
}

var ourselves, wishing = wordSet("vi jeg we i"), wordSet("mangler brug soeger skal kan kunne hjaelp nogen need needs help looking could someone somebody must should")

// aboutUs reports whether a text says in a few words what the company is or
// does: "vi kører taxa" asks for nobody to do it.
func aboutUs(text string) bool {
	words, _, ok := spoken(text, 6)
	if !ok || len(words) == 0 || !ourselves[words[0]] {
		return false
	}
	for _, w := range words {
		if wishing[w] {
			return false
		}
	}
	return true
}

var making = wordSet("laver lave producerer fremstiller saelger driver makes make making sell selling")

// told takes what stands before the answer off: "vi laver" is no misspelled
// "lager".
func told(text string) string {
	lex := lexemes(text)
	for i, t := range lex {
		switch {
		case making[t.s] && i+1 < len(lex):
			return text[t.end:]
		case !ourselves[t.s]:
			return text
		}
	}
	return text
}
