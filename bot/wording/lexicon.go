package wording

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"brobygger/flows"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// lexicon knows how people name work. It is immutable.
type lexicon struct {
	words       wordIndex          // how slots are filled
	patterns    map[int][]*pattern // by their first slot
	nslots      int
	verbs       map[string]string          // the Danish infinitive by the stem
	english     map[string]string          // the English one
	participles map[string]string          // the Danish infinitive by a participle that does not end in -et
	crafts      map[string]bool            // verbs, by the stem, that always mean themselves
	peculiar    map[string]bool            // verbs, by the stem, that name their code's work whatever they are done to
	with        map[string]map[string]bool // what a code's work is said with, by the stem
	chat        map[string]bool            // sentences that are said to the bot
	hints       map[string]string          // the industry that a word tells of, by its stem
	talk        wordIndex                  // where cues stand
	cues        []cue
	parts       partWords // which part of a task is meant
}

// concept is one kind of work: with the codes it has in the industries, or
// with a name where the catalogue has none.
type concept struct {
	Codes    []string `yaml:"codes"`
	DA       string   `yaml:"da"`
	EN       string   `yaml:"en"`
	Weak     bool     `yaml:"weak"`     // only where nothing more exact is said: "gøre rent"
	Place    bool     `yaml:"place"`    // a thing or place: what follows after a colon are its parts
	Strong   bool     `yaml:"strong"`   // one word of it says more than others together
	Anywhere bool     `yaml:"anywhere"` // one word is enough in every industry, not only its own
	Home     bool     `yaml:"home"`     // only in its own industries
	Listed   bool     `yaml:"listed"`   // only where the word stands in a list, with no verb: "kaffe, gulve og post"
	Covers   string   `yaml:"covers"`   // the code of what is a part of it where both are said
	Needs    []string `yaml:"needs"`    // what the work always asks: speaking on the phone
	Say      []string `yaml:"say"`
}

// pattern is slots that must stand near each other.
type pattern struct {
	concept *concept
	slots   []slot
	not     []int
	own     bool // only in industries with a code for it
}

type slot struct {
	id    int
	after bool // right after the slot before it
}

// cue is what a phrase says of the work it stands beside.
type cue struct{ kind, value string }

// test is what one word must look like.
type test struct {
	how  byte // '=' just this form, 's' any form, 'n' any form but the stem alone, 'p' beginning, 'e' end, 'i' anywhere
	s    string
	stem string
}

func newTest(word string) test {
	word = strings.ReplaceAll(word, "'", "")
	pre, suf := strings.HasPrefix(word, "*"), strings.HasSuffix(word, "*")
	s := flows.Fold(strings.Trim(word, "*="))
	stem, second := stems(s)
	if second != "" {
		stem = second
	}
	switch {
	case pre && suf:
		return test{'i', s, stem}
	case pre:
		return test{'e', s, stem}
	case suf:
		return test{'p', s, stem}
	case strings.HasPrefix(word, "="):
		return test{'=', s, stem}
	}
	if second != "" && !suf { // "vanding" is not said with "vand"
		return test{'n', s, stem}
	}
	return test{'s', s, stem}
}

func (w test) fits(t token) bool {
	switch w.how {
	case '=':
		return t.s == w.s
	case 'p':
		return strings.HasPrefix(t.s, w.s)
	case 'e':
		return strings.HasSuffix(t.s, w.s) || strings.HasSuffix(t.stem, w.stem) && len(w.stem) > 3
	case 'i':
		return strings.Contains(t.s, w.s)
	}
	if w.how == 'n' && t.s == w.stem {
		return false
	}
	return t.kind == 'w' && (t.s == w.s || w.stem != "" && (t.stem == w.stem || t.stem2 == w.stem))
}

// wordIndex finds the slots that a word fills.
type wordIndex struct {
	exact, stem, prefix, suffix, infix map[string][]entry
	action                             map[string][]entry // words in -ning by the stem of their verb
	common                             map[string]bool    // are never taken for misspelled
	near                               map[string][]test  // long words by their first letter, to compare misspelled ones with
}

func newIndex() wordIndex {
	return wordIndex{map[string][]entry{}, map[string][]entry{}, map[string][]entry{}, map[string][]entry{}, map[string][]entry{}, map[string][]entry{}, map[string]bool{}, map[string][]test{}}
}

// entry is one way to fill a slot: with a word, or with several in a row.
type entry struct {
	slot int
	rest []test // the words after the first
}

func (x *wordIndex) add(slot int, alternative string) {
	parts := strings.FieldsFunc(alternative, func(r rune) bool { return r == '_' || r == '-' })
	exactly := strings.HasPrefix(alternative, "=")
	tests := make([]test, len(parts))
	for i, p := range parts {
		if exactly && i > 0 {
			p = "=" + p
		}
		tests[i] = newTest(p)
	}
	first := tests[0]
	into, key := x.stem, first.stem
	switch first.how {
	case '=':
		into, key = x.exact, first.s
	case 'p':
		into, key = x.prefix, first.s
	case 'e':
		if into, key = x.suffix, first.stem; len(key) <= 3 { // "bilag" is no "lager"
			key = first.s
		}
	case 'i':
		into, key = x.infix, first.s
	case 'n':
		into = x.action
	}
	into[key] = append(into[key], entry{slot, tests[1:]})
	whole := first.how == 's' || first.how == 'n'
	if whole { // words that have no stem in a text are found as they are
		x.exact[first.s] = append(x.exact[first.s], entry{slot, tests[1:]})
	}
	if (whole || first.how == 'p') && len(first.s) >= 5 {
		start := first.s[:1]
		x.near[start] = append(x.near[start], first)
	}
}

// hit is a slot filled by the tokens start to end.
type hit struct{ slot, start, end int }

// at gives the slots that are filled from token i on.
func (x *wordIndex) at(toks []token, i int, hits []hit) []hit {
	t, n := toks[i], len(hits)
	hits = x.spelled(toks, i, hits)
	if t.kind == 'w' && t.stem != "" && len(hits) == n && len(t.s) >= 5 && len(t.s) <= longestWord && !x.heard(t) {
		return x.misspelled(toks, i, hits)
	}
	return hits
}

// spelled gives the slots that are filled by the words as they are written.
func (x *wordIndex) spelled(toks []token, i int, hits []hit) []hit {
	t := toks[i]
	if t.kind != 'w' {
		return hits
	}
	hits = follow(x.exact[t.s], toks, i, hits)
	if t.stem == "" {
		return hits
	}
	hits = follow(x.stem[t.stem], toks, i, hits)
	if t.s != t.stem {
		hits = follow(x.action[t.stem], toks, i, hits)
	}
	if t.stem2 != "" {
		hits = follow(x.stem[t.stem2], toks, i, hits)
		hits = follow(x.action[t.stem2], toks, i, hits)
	}
	word := t.s[:min(len(t.s), longestWord)]
	for k := 3; k <= len(word); k++ {
		hits = follow(x.prefix[word[:k]], toks, i, hits)
	}
	for k := 0; k+3 <= len(t.stem) && k < longestWord; k++ {
		hits = follow(x.suffix[t.stem[k:]], toks, i, hits)
	}
	for k := 0; k+3 <= len(word) && t.s != t.stem; k++ {
		hits = follow(x.suffix[word[k:]], toks, i, hits)
	}
	for k := 0; k+3 <= len(word) && len(x.infix) > 0; k++ {
		for e := k + 3; e <= len(word); e++ {
			if es := x.infix[word[k:e]]; es != nil {
				hits = follow(es, toks, i, hits)
			}
		}
	}
	return hits
}

// heard reports whether the word is known, though nothing follows it as it must.
func (x *wordIndex) heard(t token) bool {
	return x.common[t.s] || x.exact[t.s] != nil || x.stem[t.stem] != nil || x.action[t.stem] != nil
}

// misspelled gives what the word would fill with one letter otherwise.
func (x *wordIndex) misspelled(toks []token, i int, hits []hit) []hit {
	t := toks[i]
	for _, w := range x.near[t.s[:1]] {
		if w.how != 'p' {
			if w.s[:2] != t.s[:2] && len(w.s) < 8 {
				continue
			}
			if len(t.s) >= 6 && flows.OneOff(w.s, t.s) || len(w.stem) > 5 && flows.OneOff(w.stem, t.stem) {
				return follow(x.action[w.stem], toks, i, follow(x.stem[w.stem], toks, i, hits))
			}
			continue
		}
		for n := len(w.s) - 1; n <= len(w.s)+1; n++ {
			if n <= len(t.s) && n >= 4 && len(t.s) >= 6 && (len(w.s) > 7 || w.s[:3] == t.s[:3]) && len(t.s) >= len(w.s)-1 && flows.OneOff(w.s, t.s[:n]) {
				return follow(x.prefix[w.s], toks, i, hits)
			}
		}
	}
	return hits
}

// longestWord bounds what is looked at of one word, in bytes.
const longestWord = 40

func follow(entries []entry, toks []token, i int, hits []hit) []hit {
	for _, e := range entries {
		if end, ok := inRow(e.rest, toks, i+1); ok {
			hits = append(hits, hit{e.slot, i, end})
		}
	}
	return hits
}

// inRow looks for words right after each other, hyphens passed, and gives the
// place after them.
func inRow(words []test, toks []token, i int) (end int, ok bool) {
	for _, w := range words {
		if i < len(toks) && toks[i].s == "-" {
			i++
		}
		if i >= len(toks) || !w.fits(toks[i]) {
			return 0, false
		}
		i++
	}
	return i, true
}

// loadLexicon reads the embedded words. It fails on a field it does not know
// and a group nobody defined.
func loadLexicon() (*lexicon, error) {
	var work struct {
		Groups   map[string]string `yaml:"groups"`
		Concepts []*concept        `yaml:"concepts"`
	}
	var other struct {
		Concepts []*concept `yaml:"concepts"`
	}
	var talk struct {
		Verbs       string              `yaml:"verbs"`
		English     string              `yaml:"english_verbs"`
		Hints       map[string]string   `yaml:"hints"`
		Common      string              `yaml:"common"`
		Chat        string              `yaml:"chat"`
		Crafts      string              `yaml:"crafts"`
		Peculiar    string              `yaml:"peculiar"`
		Participles []string            `yaml:"participles"`
		Cues        map[string][]string `yaml:"cues"`
	}
	for name, into := range map[string]any{"catalogue": &work, "other": &other, "talk": &talk} {
		raw, err := wordFiles.ReadFile("words/" + name + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("load words: %w", err)
		}
		if err := yaml.UnmarshalWithOptions(raw, into, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("load words: %s.yaml: %w", name, err)
		}
	}
	l := &lexicon{patterns: map[int][]*pattern{}, verbs: map[string]string{}, english: map[string]string{}, participles: map[string]string{}, crafts: map[string]bool{}, peculiar: map[string]bool{}, with: map[string]map[string]bool{}, hints: map[string]string{}, chat: map[string]bool{}}
	l.words, l.talk = newIndex(), newIndex()
	slots := map[string]int{}
	for _, c := range append(work.Concepts, other.Concepts...) {
		for _, say := range c.Say {
			p, err := l.compile(say, work.Groups, slots)
			if err != nil {
				return nil, fmt.Errorf("load words: %v %s: %q: %w", c.Codes, c.DA, say, err)
			}
			p.concept = c
			l.saidWith(c.Codes, alternatives(say, work.Groups))
			l.patterns[p.slots[0].id] = append(l.patterns[p.slots[0].id], p)
		}
	}
	l.nslots = len(slots)
	for list, verbs := range map[string]map[string]string{talk.Verbs: l.verbs, talk.English: l.english} {
		for w := range strings.FieldsSeq(list) {
			if stem := newTest(w).stem; verbs[stem] == "" {
				verbs[stem] = w
			}
			for _, form := range []string{"", "s"} { // "læsse" and "læse" have the same stem
				verbs["="+newTest(w).s+form] = w
			}
		}
	}
	for w := range strings.FieldsSeq(talk.Verbs) {
		if folded := newTest(w).s; strings.HasSuffix(folded, "e") {
			l.participles[folded[:len(folded)-1]+"t"] = w
		}
	}
	for _, pair := range talk.Participles {
		form, verb, _ := strings.Cut(pair, ": ")
		l.participles[newTest(form).s] = verb
	}
	for w := range strings.FieldsSeq(talk.Crafts) {
		l.crafts[newTest(w).stem] = true
	}
	for w := range strings.FieldsSeq(talk.Peculiar) {
		l.peculiar[newTest(w).stem] = true
	}
	for w := range strings.FieldsSeq(talk.Common + " " + talk.Verbs + " " + talk.English) {
		l.words.common[newTest(w).s], l.talk.common[newTest(w).s] = true, true
	}
	var err error
	if l.parts, err = loadParts(work.Groups, l.words.common); err != nil {
		return nil, err
	}
	for sentence := range strings.SplitSeq(talk.Chat, "|") {
		l.chat[sentenceOf(tokens(sentence))] = true
	}
	for _, industry := range slices.Sorted(maps.Keys(talk.Hints)) {
		for w := range strings.FieldsSeq(talk.Hints[industry]) {
			l.hints[newTest(w).stem] = industry
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(talk.Cues)) {
		for _, line := range talk.Cues[kind] {
			value, phrases, ok := strings.Cut(line, ": ")
			if !ok {
				value, phrases = "", line
			}
			for phrase := range strings.SplitSeq(phrases, "|") {
				if strings.Trim(phrase, " *=_-") == "" {
					return nil, fmt.Errorf("load words: talk.yaml: %s: an empty phrase", kind)
				}
				l.talk.add(len(l.cues), strings.ReplaceAll(strings.TrimSpace(phrase), " ", "_"))
			}
			l.cues = append(l.cues, cue{kind, value})
		}
	}
	return l, nil
}

// saidWith notes words that the work of the codes is said with.
func (l *lexicon) saidWith(codes, words []string) {
	for _, word := range words {
		stem := newTest(word).stem
		for _, code := range codes {
			if l.with[code] == nil {
				l.with[code] = map[string]bool{}
			}
			l.with[code][stem] = true
		}
	}
}

// alternatives are all words that a pattern asks for.
func alternatives(say string, groups map[string]string) (words []string) {
	for field := range strings.FieldsSeq(say) {
		if strings.HasPrefix(field, "!") {
			continue
		}
		for word := range strings.SplitSeq(strings.TrimLeft(field, "+"), "|") {
			if group, ok := strings.CutPrefix(word, "$"); ok {
				word = groups[group]
			}
			words = append(words, strings.FieldsFunc(word, func(r rune) bool { return r == '|' || r == '_' })...)
		}
	}
	return words
}

// compile makes a pattern of its text.
func (l *lexicon) compile(say string, groups map[string]string, slots map[string]int) (*pattern, error) {
	p := &pattern{}
	say, p.own = strings.CutPrefix(say, "~ ")
	for field := range strings.FieldsSeq(say) {
		not, after := strings.HasPrefix(field, "!"), strings.HasPrefix(field, "+")
		field = strings.TrimLeft(field, "!+")
		id, known := slots[field]
		if !known {
			id = len(slots)
			slots[field] = id
			for alternative := range strings.SplitSeq(field, "|") {
				name, group := strings.CutPrefix(alternative, "$")
				if !group {
					l.words.add(id, alternative)
					continue
				}
				if groups[name] == "" {
					return nil, fmt.Errorf("no group is called %s", name)
				}
				for a := range strings.SplitSeq(groups[name], "|") {
					l.words.add(id, a)
				}
			}
		}
		switch {
		case not:
			p.not = append(p.not, id)
		default:
			p.slots = append(p.slots, slot{id, after && len(p.slots) > 0})
		}
	}
	if len(p.slots) == 0 {
		return nil, fmt.Errorf("a pattern needs a slot")
	}
	return p, nil
}
