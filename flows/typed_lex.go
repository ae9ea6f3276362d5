package flows

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTyped bounds what the readers of typed text look at, in bytes: far more
// than [MaxAnswer] characters, and little enough to be read in no time.
const maxTyped = 16000

// lexeme is one word, number or sign of a typed text.
type lexeme struct {
	kind       byte   // 'w' word, 'n' number, 'p' one sign
	s          string // folded word; number as written; sign
	start, end int    // bytes in the text
}

// lexemes splits a text. A number keeps the dots, commas and colons within it.
func lexemes(text string) []lexeme {
	if len(text) > maxTyped {
		cut := maxTyped
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	out := make([]lexeme, 0, len(text)/5+2)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case isDigit(r):
			j := i + 1
			for j < len(text) && (isDigit(rune(text[j])) ||
				strings.IndexByte(".,:", text[j]) >= 0 && j+1 < len(text) && isDigit(rune(text[j+1]))) {
				j++
			}
			out = append(out, lexeme{'n', text[i:j], i, j})
			i = j
		case isWordRune(r):
			j := i + n
			for j < len(text) {
				r, n := utf8.DecodeRuneInString(text[j:])
				if !isWordRune(r) && !unicode.Is(unicode.Mn, r) &&
					!(apostrophe(r) && followedByLetter(text[j+n:])) {
					break
				}
				j += n
			}
			out = append(out, lexeme{'w', Fold(text[i:j]), i, j})
			i = j
		case unicode.IsSpace(r) && r != '\n', r == utf8.RuneError, unicode.Is(unicode.Mn, r), r == '\u200d', r == '\ufeff':
			i += n
		default:
			sign := text[i : i+n]
			switch r {
			case '–', '—', '−', '‐', '‑':
				sign = "-"
			case '×', '✕', '*':
				sign = "x"
			case '½', '¼', '¾':
				out = append(out, lexeme{'n', sign, i, i + n})
				i += n
				continue
			}
			out = append(out, lexeme{'p', sign, i, i + n})
			i += n
		}
	}
	return out
}

func isDigit(r rune) bool    { return r >= '0' && r <= '9' }
func isWordRune(r rune) bool { return unicode.IsLetter(r) }
func apostrophe(r rune) bool { return r == '\'' || r == '’' }

func followedByLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// Fold brings a word into the form it is looked up in: lower case, without
// accents and apostrophes, with ae, oe and aa for æ, ø and å, so that it does
// not matter which keyboard it was written on.
func Fold(word string) string {
	plain := true
	for i := 0; i < len(word) && plain; i++ {
		plain = word[i] >= 'a' && word[i] <= 'z'
	}
	if plain {
		return word
	}
	var b strings.Builder
	b.Grow(len(word) + 4)
	for _, r := range word {
		switch r = unicode.ToLower(r); r {
		case 'æ', 'ä':
			b.WriteString("ae")
		case 'ø', 'ö':
			b.WriteString("oe")
		case 'å':
			b.WriteString("aa")
		case 'é', 'è', 'ê', 'ë':
			b.WriteByte('e')
		case 'á', 'à', 'â':
			b.WriteByte('a')
		case 'ó', 'ò', 'ô':
			b.WriteByte('o')
		case 'ü', 'ú':
			b.WriteByte('u')
		case '\u030a': // a ring that stands by itself: the a is already written
			b.WriteByte('a')
		case '\'', '’':
		default:
			if !unicode.Is(unicode.Mn, r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// phrase looks for words, separated by single spaces, at place i, and gives
// the place after them; hyphens between words and dots after them are passed.
func phrase(lex []lexeme, i int, words string) (next int, ok bool) {
	for first := true; words != ""; first = false {
		word, more, _ := strings.Cut(words, " ")
		words = more
		for !first && i < len(lex) && lex[i].kind == 'p' && (lex[i].s == "-" || lex[i].s == ".") {
			i++
		}
		if i >= len(lex) || lex[i].kind == 'p' || lex[i].s != word {
			return 0, false
		}
		i++
	}
	return i, true
}

// phrases is a table of phrases by their first word, the longest first.
type phrases[V any] map[string][]meaning[V]

type meaning[V any] struct {
	words string
	value V
}

// say adds phrases with one meaning, separated by "|".
func (p phrases[V]) say(value V, list string) {
	for words := range strings.SplitSeq(list, "|") {
		first, _, _ := strings.Cut(words, " ")
		all := append(p[first], meaning[V]{words, value})
		for i := len(all) - 1; i > 0 && len(all[i].words) > len(all[i-1].words); i-- {
			all[i], all[i-1] = all[i-1], all[i]
		}
		p[first] = all
	}
}

// at gives the longest phrase at place i and the place after it.
func (p phrases[V]) at(lex []lexeme, i int) (value V, next int, ok bool) {
	if lex[i].kind == 'p' {
		return value, i, false
	}
	for _, m := range p[lex[i].s] {
		if next, ok := phrase(lex, i, m.words); ok {
			return m.value, next, true
		}
	}
	return value, i, false
}

var contractions = strings.NewReplacer(" let us ", " lets ", " do not ", " dont ", " does not ", " doesnt ", " we are ", " were ", " i am ", " im ", " it is ", " its ", " that is ", " thats ", " can not ", " cant ", " cannot ", " cant ")

// contracted gives folded words with the English contractions they may have, so
// that "let us" and "let's" are the same.
func contracted(words string) string {
	return strings.TrimSpace(contractions.Replace(" " + words + " "))
}
