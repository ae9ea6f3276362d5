package wording

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hidden is what is known to tell somebody apart: it never goes to a model.
type Hidden struct{ People, Companies []string }

// redacted is a text in which names, numbers and addresses are replaced by
// "[NAME_1]", and how to find the way back.
type redacted struct {
	text, original string
	spans          []replacement
}

// replacement is one replacement: in the redacted text, and in the original.
type replacement struct {
	from, to     int
	wasFrom, was int
}

// telltale is what is recognised of itself, and what stands for it.
type telltale struct {
	kind string
	re   *regexp.Regexp
}

// telltales in the order in which they take what they find. A run of seven digits
// or more is a telephone, a CPR, CVR or account number; a time of day is not.
var telltales = []telltale{
	{"EMAIL", regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d.-]+\.\p{L}{2,}`)},
	{"LINK", regexp.MustCompile(`(?i)(?:https?://|www\.)\S+`)},
	{"NUMBER", regexp.MustCompile(`\+?\d(?:[ -]{0,2}\d){6,}|\d{2}(?:\.\d{2}){3}|\d{3}(?:\.\d{3}){2}`)},
	{"ADDRESS", regexp.MustCompile(`(?i)[\p{L}-]*(?:vej|gade|allé|alle|stræde|torvet|torv|boulevard|plads|pladsen|vænget|parken|bakken|kajen|street|road|avenue|lane)(?:en)?,? +\d+[a-z]?\b(?:,? *\d{4} +\p{Lu}\p{L}+)?`)},
	{"ADDRESS", regexp.MustCompile(`\b\d{4} +\p{Lu}\p{L}+(?: +(?:[NSVØ]|\p{Lu}\p{L}+))?`)},
	{"COMPANY", regexp.MustCompile(`(?:\p{Lu}[\p{L}\d&'-]* +){1,4}(?:ApS|A/S|I/S|K/S|IVS|Ltd|Inc|GmbH)\b`)},
}

// capital is a word with a large letter; in a sentence it is a name, for Danish
// writes all else small.
var capital = regexp.MustCompile(`\p{Lu}[\p{L}'-]*`)

// redact replaces what tells people, places and companies apart.
func redact(text string, hide Hidden) redacted {
	// Brackets of the writer's own could pass for replacements.
	text = strings.NewReplacer("[", "(", "]", ")").Replace(text)
	found := hidden(text, hide)
	add := func(kind string, from, to int) {
		if from < to && !slices.ContainsFunc(found, func(o tell) bool { return from < o.to && o.from < to }) {
			found = append(found, tell{kind, from, to})
		}
	}
	for _, p := range telltales {
		for _, at := range p.re.FindAllStringIndex(text, -1) {
			if p.kind != "NUMBER" || !within(text, at[0], at[1]) {
				add(p.kind, at[0], at[1])
			}
		}
	}
	for _, at := range capital.FindAllStringIndex(text, -1) {
		word := strings.TrimRight(text[at[0]:at[1]], "'-")
		if isName(text, at[0], word) {
			add("NAME", at[0], at[0]+len(word))
		}
	}
	slices.SortFunc(found, func(a, b tell) int { return a.from - b.from })
	return replace(text, found)
}

// tell is a part of a text that must not leave.
type tell struct {
	kind     string
	from, to int
}

// hidden finds the names that are known, whatever their case, and their genitive.
func hidden(text string, hide Hidden) (found []tell) {
	low := strings.ToLower(text)
	if len(low) != len(text) { // letters whose cases differ in length: compare as it stands
		low = text
	}
	look := func(kind, name string, parts bool) {
		names := []string{strings.TrimSpace(name)}
		if parts {
			names = append(names, strings.Fields(name)...)
		}
		for _, n := range names {
			if utf8.RuneCountInString(n) < 2 || ordinary(strings.ToLower(n)) {
				continue
			}
			n = strings.ToLower(n)
			for from := 0; ; {
				i := strings.Index(low[from:], n)
				if i < 0 {
					break
				}
				i += from
				from = i + len(n)
				if !edge(low, i, from) || slices.ContainsFunc(found, func(o tell) bool { return i < o.to && o.from < from }) {
					continue
				}
				found = append(found, tell{kind, i, from})
			}
		}
	}
	for _, name := range hide.Companies {
		look("COMPANY", name, false)
		if words := strings.Fields(name); len(words) > 1 && len(words[0]) > 3 {
			look("COMPANY", words[0], false)
		}
	}
	for _, name := range hide.People {
		look("NAME", name, true)
	}
	return found
}

// edge reports whether a word ends at both places; an "s" may follow.
func edge(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	rest := s[to:]
	after, _ := utf8.DecodeRuneInString(rest)
	if after == 's' {
		after, _ = utf8.DecodeRuneInString(rest[1:])
	}
	word := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	return !word(before) && !word(after)
}

// within reports whether the digits found are part of a longer word or figure.
func within(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	return unicode.IsDigit(before) || unicode.IsDigit(after)
}

// isName reports whether a word with a large letter is rather a name than the
// beginning of a sentence.
func isName(text string, from int, word string) bool {
	low := strings.ToLower(word)
	switch {
	case utf8.RuneCountInString(word) < 2, ordinary(low), word == strings.ToUpper(word) && utf8.RuneCountInString(word) <= 4:
		return false
	case firstNames[low] || firstNames[strings.TrimSuffix(low, "s")]:
		return true
	}
	before := strings.TrimRightFunc(text[:from], unicode.IsSpace)
	last, _ := utf8.DecodeLastRuneInString(before)
	if before == "" || strings.ContainsRune(".!?:;-–•*\"'(", last) || strings.Contains(text[len(before):from], "\n") {
		next := strings.TrimLeft(text[from+len(word):], " ") // "Lene Holm" also begins a sentence
		c, _ := utf8.DecodeRuneInString(next)
		return len(next) < len(text[from+len(word):]) && unicode.IsUpper(c) && firstWordIsName(next)
	}
	return true
}

func firstWordIsName(s string) bool {
	word := capital.FindString(s)
	return utf8.RuneCountInString(word) > 1 && !ordinary(strings.ToLower(word)) && word != strings.ToUpper(word)
}

// ordinary words may have a large letter and are no names.
func ordinary(low string) bool { return ordinaryWords[low] }

var ordinaryWords = wordsIn(`i i'm i'd i'll vi jeg du han hun der det den de en et og men så hvis når som om på til for fra med er har kan
	monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays
	mandag tirsdag onsdag torsdag fredag lørdag søndag january february march april may june july august september october november december
	januar februar marts maj juni juli oktober danish english dansk engelsk christmas easter jul påske excel the we our they it there and but a an`)

// firstNames are common in Denmark, and mean nothing else when they are written
// with a large letter.
var firstNames = wordsIn(`peter michael lars thomas jens henrik søren christian martin jan morten anders jesper mads niels rasmus per kim
	hans jørgen ole poul erik svend knud carsten claus klaus bo kurt john torben frank flemming bent brian allan finn leif kristian
	mikkel jakob jacob simon frederik emil oliver william noah lucas magnus oscar victor tobias daniel alexander ali mohammad ahmed
	anne mette kirsten hanne helle anna susanne lene maria marianne lone pia camilla inge bente gitte karen charlotte tina jette
	louise else birgit karin lise birthe ulla dorthe rikke line sofie ida freja emma julie katrine cecilie sara laura maja fatima
	aisha amina tove jytte vibeke heidi trine signe kristina christina pernille annette lisbeth ingrid grethe iben`)

func wordsIn(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// replace writes the text anew; the same words get the same replacement, in
// other letters another, for each must come back as it was written.
func replace(text string, found []tell) redacted {
	r := redacted{original: text}
	var b strings.Builder
	marks, counts := map[string]string{}, map[string]int{}
	last := 0
	for _, h := range found {
		b.WriteString(text[last:h.from])
		key := h.kind + text[h.from:h.to]
		if marks[key] == "" {
			counts[h.kind]++
			marks[key] = fmt.Sprintf("[%s_%d]", h.kind, counts[h.kind])
		}
		from := b.Len()
		b.WriteString(marks[key])
		r.spans = append(r.spans, replacement{from, b.Len(), h.from, h.to})
		last = h.to
	}
	b.WriteString(text[last:])
	r.text = b.String()
	return r
}

// back gives a place of the redacted text as one of the original; a place inside
// a replacement is that of its end when end is set, else of its beginning.
func (r redacted) back(at int, end bool) int {
	shift := 0
	for _, s := range r.spans {
		switch {
		case at >= s.to:
			shift = s.was - s.to
		case at > s.from && end:
			return s.was
		case at > s.from:
			return s.wasFrom
		}
	}
	return at + shift
}

var placeholder = regexp.MustCompile(`\[[A-Z]+_\d+\]`)

// restore puts the words back that replacements stand for; ok is false when there
// is one that stands for nothing.
func (r redacted) restore(s string) (restored string, ok bool) {
	ok = true
	restored = placeholder.ReplaceAllStringFunc(s, func(m string) string {
		for _, p := range r.spans {
			if r.text[p.from:p.to] == m {
				return r.original[p.wasFrom:p.was]
			}
		}
		ok = false
		return ""
	})
	return restored, ok && !strings.ContainsAny(restored, "[]")
}
