package flows

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"brobygger/chat"
)

// Bounds of what Match compares; what is beyond them stays in the rest.
const (
	maxMatchParts = 60
	maxMatchJoin  = 6
	maxMatchWords = 400
)

// matchWord is one word that carries meaning in a label or a text.
type matchWord struct {
	s, stem    string
	start, end int
}

// label is an option made ready to be compared.
type label struct {
	id, plain string // option id; folded id
	whole     string // folded label, all words
	words     []matchWord
}

// matchPart is one piece of the text between separators.
type matchPart struct{ start, end int }

// matchFiller are words that say nothing about which option is meant.
var matchFiller = wordSet("at og i paa med til en et den det de der er vi jeg os mig gerne tak please the a an of for to we some som kunne kan bruge brug hjaelp vil have need noget lidt nogle and ogsaa also som skal " +
	"bare just dag ja yes ok saa vaelger vaelg tager tag tage gerne jeg i want would like choose pick take mon eller or could use help with nr nummer number no option mulighed valg choice punkt our your vores jeres maaske maybe have has har")

var matchDeny = wordSet("ikke not ingen undtagen except uden without aldrig never hverken dont")

// Match finds which options a typed text means: by number in the list ("2",
// "1 og 3", "nr. 2"), id or label, several of them separated by comma, "og",
// "and" or a new line. Case, punctuation, filler words, Danish and English
// endings and one typo in words of five letters or more do not matter; the
// beginning of a label is enough when no other label begins so. Options with
// the same id are one option under several names.
//
// ids are in the order of the list, each once. rest is what was not matched,
// in the person's own words. What fits two options equally well is in rest,
// as is what follows a "not". A list of labels with figures ("2–4 timer") is
// not answered by a bare number in the list.
func Match(text string, options []chat.Option) (ids []string, rest string) {
	return readChoices(options).match(text)
}

// choices are options made ready to be compared with typed words.
type choices struct {
	options []chat.Option
	labels  []label // of each option
	figures bool    // labels have figures of their own
	shown   int     // how many of them have a place in the list
}

func (c choices) match(text string) (ids []string, rest string) {
	text = strings.TrimSpace(text)
	if text == "" || len(c.options) == 0 {
		return nil, text
	}
	m := matcher{text: text, choices: c, found: map[string]bool{}}
	lex := lexemes(text)
	parts := split(lex, len(text))
	var open matchPart // unmatched parts that stand side by side
	var own []string
	keep := func() {
		if s := strings.TrimFunc(text[open.start:open.end], func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }); s != "" && !onlyFiller(s) {
			own = append(own, s)
		}
		open = matchPart{}
	}
	for i := 0; i < len(parts); {
		n, left := 0, matchPart{}
		if i < maxMatchParts {
			n, left = m.longest(parts[i:])
		}
		if n == 0 {
			n, left = 1, parts[i]
			if i >= maxMatchParts {
				n, left.end = len(parts)-i, len(text)
			}
		}
		if i += n; left.end > left.start {
			if open.end == 0 {
				open.start = left.start
			}
			open.end = left.end
		} else {
			keep()
		}
	}
	keep()
	if len(m.found) == 0 {
		return nil, text
	}
	for _, o := range c.options {
		if m.found[o.ID] {
			ids = append(ids, o.ID)
			delete(m.found, o.ID)
		}
	}
	return ids, strings.Join(own, ", ")
}

// whole reports whether a text is all of the option's label, or its place in
// the list.
func (c choices) whole(id, text string) bool {
	lex := lexemes(text)
	words := content(lex)
	for _, l := range c.labels {
		if l.id == id && (folded(lex) == l.plain || len(words) == len(l.words)) {
			return true
		}
	}
	return hasDigit(text)
}

// spacedID reads an id as words.
var spacedID = strings.NewReplacer("_", " ", "-", " ", ".", " ")

func readChoices(options []chat.Option) choices {
	c := choices{options: options, labels: make([]label, len(options)), shown: len(options)}
	for i, o := range options {
		lex := lexemes(o.Label)
		c.labels[i] = label{id: o.ID, plain: folded(lexemes(spacedID.Replace(o.ID))), whole: folded(lex), words: content(lex)}
		for _, t := range lex {
			c.figures = c.figures || t.kind == 'n'
		}
	}
	return c
}

// split cuts the text at commas, semicolons, new lines, "og" and "and".
func split(lex []lexeme, end int) (parts []matchPart) {
	start := 0
	for _, t := range lex {
		cut := t.kind == 'p' && strings.Contains(",;\n&+•", t.s) || t.kind == 'w' && (t.s == "og" || t.s == "and" || t.s == "samt")
		if !cut {
			continue
		}
		if t.start > start {
			parts = append(parts, matchPart{start, t.start})
		}
		start = t.end
	}
	if end > start {
		parts = append(parts, matchPart{start, end})
	}
	return parts
}

func folded(lex []lexeme) string {
	var b strings.Builder
	for _, t := range lex {
		if t.kind != 'p' {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(t.s)
		}
	}
	return contracted(b.String())
}

func content(lex []lexeme) (words []matchWord) {
	for _, t := range lex {
		if t.kind != 'p' && !(t.kind == 'w' && matchFiller[t.s]) && len(words) < maxMatchWords {
			words = append(words, matchWord{t.s, stem(t.s), t.start, t.end})
		}
	}
	return words
}

func onlyFiller(s string) bool {
	for _, t := range lexemes(s) {
		if t.kind == 'n' || t.kind == 'w' && !matchFiller[t.s] && !polite[t.s] {
			return false
		}
	}
	return true
}

// matcher collects what is found in one text.
type matcher struct {
	text string
	choices
	found map[string]bool
}

// longest matches as many parts as belong to one label, and gives how many it
// took and what of them was not used. Nothing matched is 0.
func (m *matcher) longest(parts []matchPart) (n int, left matchPart) {
	for n = min(len(parts), maxMatchJoin); n > 0; n-- {
		p := matchPart{parts[0].start, parts[n-1].end}
		lex := lexemes(m.text[p.start:p.end])
		if ids := m.exact(lex); len(ids) > 0 {
			m.take(ids)
			return n, matchPart{}
		}
		if n == 1 && m.numbers(lex) {
			return n, matchPart{}
		}
		words := content(lex)
		if len(words) == 0 || slices.ContainsFunc(lex, func(t lexeme) bool { return matchDeny[t.s] }) {
			continue
		}
		if id := m.worded(words); id != "" {
			m.take([]string{id})
			return n, matchPart{}
		}
		if n == 1 {
			if ids, used := m.within(words); len(ids) > 0 {
				m.take(ids)
				return n, leftOver(p, words, used)
			}
		}
	}
	return 0, left
}

func (m *matcher) take(ids []string) {
	for _, id := range ids {
		m.found[id] = true
	}
}

// exact finds the one option whose id or label is the text.
func (m *matcher) exact(lex []lexeme) []string {
	s := folded(lex)
	found := ""
	for _, l := range m.labels {
		if s != "" && (s == l.whole || s == l.plain) {
			if found != "" && found != l.id {
				return nil
			}
			found = l.id
		}
	}
	if found == "" {
		return nil
	}
	return []string{found}
}

// numbers reads places in the list: "2", "nr. 2", "1 3", "1,3".
func (m *matcher) numbers(lex []lexeme) bool {
	var ids []string
	named := false
	for _, t := range lex {
		switch t.kind {
		case 'p':
			if t.s == "#" {
				named = true
			} else if !strings.Contains(".):(\n", t.s) {
				return false
			}
		case 'w':
			switch t.s {
			case "nr", "nummer", "number", "no", "option", "mulighed", "valg", "punkt":
				named = true
			default:
				if !matchFiller[t.s] && !polite[t.s] {
					return false
				}
			}
		default:
			for s := range strings.SplitSeq(t.s, ",") {
				n, err := strconv.Atoi(s)
				if err != nil || n < 1 || n > m.shown {
					return false
				}
				ids = append(ids, m.labels[n-1].id)
			}
		}
	}
	if len(ids) == 0 || m.figures && !named {
		return false
	}
	m.take(ids)
	return true
}

// worded finds the one option whose label has just these words, or begins with
// them, or has most of its words among them.
func (m *matcher) worded(words []matchWord) string {
	best, id, tie := 0, "", false
	for i, l := range m.labels {
		prefix := 3
		if i >= m.shown {
			prefix = 4 // a name nobody sees is not abbreviated: "fis" is no "fiskefabrik"
		}
		score := l.fits(words, prefix)
		switch {
		case score == 0 || score < best:
		case score == best:
			tie = tie || id != l.id
		default:
			best, id, tie = score, l.id, false
		}
	}
	if tie {
		return ""
	}
	return id
}

// within finds whole labels in a longer text: "vi mangler en til at pakke
// ordrer om mandagen". used marks the words they took.
func (m *matcher) within(words []matchWord) (ids []string, used []bool) {
	used = make([]bool, len(words))
	for i := 0; i < len(words); {
		best, score, id, tie := 0, 0, "", false
		for _, l := range m.labels {
			n := len(l.words)
			if n == 0 || i+n > len(words) || n < best || n == 1 && (len(l.words[0].s) < 4 || !shortText(words)) {
				continue
			}
			cost := 0
			for k, o := range l.words {
				d := same(words[i+k], o)
				if d < 0 {
					cost = -1
					break
				}
				cost += d
			}
			switch {
			case cost < 0:
			case n > best || cost < score:
				best, score, id, tie = n, cost, l.id, false
			case cost == score:
				tie = tie || id != l.id
			}
		}
		if id == "" || tie {
			i += max(best, 1)
			continue
		}
		ids = append(ids, id)
		for k := range best {
			used[i+k] = true
		}
		i += best
	}
	return ids, used
}

// shortText reports whether a single word may be the whole of the meaning.
func shortText(words []matchWord) bool { return len(words) <= 4 }

// leftOver gives the stretch of a part that no label took; where unused words
// stand on both sides of a label, all of the part.
func leftOver(p matchPart, words []matchWord, used []bool) matchPart {
	first, last := 0, len(words)-1
	for first < len(words) && used[first] {
		first++
	}
	for last >= 0 && used[last] {
		last--
	}
	if first > last {
		return matchPart{}
	}
	for i := first; i <= last; i++ {
		if used[i] {
			return p
		}
	}
	left := p
	if first > 0 {
		left.start = p.start + words[first-1].end
	}
	if last < len(words)-1 {
		left.end = p.start + words[last+1].start
	}
	return left
}
