package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// businesses are ends of words that make a company of the work before them:
// "rengøringsfirma".
var businesses = []string{"firma", "firmaet", "firmaer", "selskab", "selskabet", "virksomhed", "virksomheden", "forretning", "forretningen", "kompagni", "kompagniet", "bureau", "bureauet"}

// hideCompanies makes what companies are called unreadable, since it names no
// work that is offered: "Nordlys Pakkeri", "et rengøringsfirma".
func (p *page) hideCompanies(text string) {
	for i := range p.toks {
		t := &p.toks[i]
		if t.stem == "" {
			continue
		}
		for _, end := range businesses {
			if len(t.s) > len(end)+3 && strings.HasSuffix(t.s, end) {
				t.stem, t.stem2 = "", ""
			}
		}
	}
	if !strings.ContainsFunc(text, unicode.IsLower) {
		return // all of it is in capitals
	}
	for i := 1; i < len(p.toks); i++ {
		first := i - 1
		if !p.nameLike(first) {
			continue
		}
		for i < len(p.toks) && p.toks[i].capital && p.toks[i].kind == 'w' && beside(text, p.toks[i-1], p.toks[i]) && p.words.workVerb(p.toks[i]) == "" && !small[p.toks[i].s] && timeClasses[p.toks[i].s] == notTime {
			t := &p.toks[i]
			t.s, t.stem, t.stem2 = "", "", ""
			i++
		}
	}
}

// beside reports whether nothing but a space stands between two words.
func beside(text string, a, b token) bool { return text[a.end:b.start] == " " }

// nameLike reports whether the word at i may be the first of a company's name: it
// has a large letter and says nothing of work or of time.
func (p *page) nameLike(i int) bool {
	t := p.toks[i]
	if t.kind != 'w' || !t.capital || t.stem == "" || utf8.RuneCountInString(t.raw) < 3 || p.words.words.common[t.s] || months[t.s] {
		return false
	}
	if _, day := dayOf[t.s]; day || timeClasses[t.s] != notTime || skipped[t.s] || endsName[t.s] || prepositions[t.s] {
		return false
	}
	return infinitive(p.words.verbs, t) == "" && p.words.english[t.stem] == "" && len(p.words.words.spelled(p.toks, i, nil)) == 0 && len(p.words.talk.spelled(p.toks, i, nil)) == 0
}
