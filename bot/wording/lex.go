package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"brobygger/flows"
)

// token is one word, number or sign of a text.
type token struct {
	kind       byte   // 'w' word, 'n' number, 'p' one sign
	s          string // folded word; number as written; sign
	stem       string // of a word, "" of one that only means itself
	stem2      string // of a word in -ning: without it
	raw        string // of a word: as typed, in small letters
	capital    bool   // written with one
	verb       string // the infinitive, folded, of a verb in the form of work: "pakke", "pakkes"
	start, end int    // bytes in the text
}

// tokens splits a text. A number keeps dots, commas and colons; a hyphen
// stands by itself, since "man-fre" and "alt-tekster" are two words each.
func tokens(text string) []token {
	out := make([]token, 0, len(text)/5+2)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r >= '0' && r <= '9':
			j := i + 1
			for j < len(text) && (digit(text[j]) || strings.IndexByte(".,:", text[j]) >= 0 && j+1 < len(text) && digit(text[j+1])) {
				j++
			}
			out = append(out, token{kind: 'n', s: text[i:j], start: i, end: j})
			i = j
		case unicode.IsLetter(r):
			j := i + n
			for j < len(text) {
				r, n := utf8.DecodeRuneInString(text[j:])
				if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !((r == '\'' || r == '’') && letterAt(text, j+n)) {
					break
				}
				j += n
			}
			out = append(out, wordToken(text[i:j], i, j))
			i = j
		case unicode.IsSpace(r) && r != '\n', r == utf8.RuneError, unicode.Is(unicode.Mn, r), r == '\u200d', r == '\ufeff':
			i += n
		default:
			out = append(out, token{kind: 'p', s: text[i : i+n], start: i, end: i + n})
			i += n
		}
	}
	return out
}

func wordToken(word string, start, end int) token {
	t := token{kind: 'w', s: flows.Fold(word), raw: strings.ToLower(word), start: start, end: end}
	r, _ := utf8.DecodeRuneInString(word)
	t.capital = unicode.IsUpper(r)
	if !small[t.s] && timeClasses[t.s] == notTime {
		t.stem, t.stem2 = stems(t.s)
	}
	return t
}

// small are words that only mean themselves: "som" is no form of "sommer".
var small = wordSet("som saa over under maa man men med mod han hun den det dem der her hvor hvis naar kan kom kun for fra fordi ind ned op ud af ad at til hos ved om vi os vores vor jer jeres jeg mig min mit du dig din sin er var har have haft blev bliver blive skal skulle vil ville kunne " +
	"hele hel helt alle alt al altid nok nu lige bare jo da dog ja nej tak tid lidt meget mere mest ikke ingen intet noget nogle nogen en et og eller samt sig selv saadan siden inden efter foer hvad hvem hvordan hver prøv proev kommer gang gange igen ellers klager klage klagede flager ham hende " +
	"we the they them their there then this that these those our us you your he she his her it its is are was were be been has had have do does did will would can could should must may might and or but for from with without of off on in out up down at by to so too very just only some any all each every no not more most much many here where when what who why how if as than well now")

func digit(b byte) bool { return b >= '0' && b <= '9' }

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

// endings of Danish and English nouns and verbs, the longer before those they
// end with.
var endings = strings.Fields("ernes ingerne ingens ingen inger ings ing endes ende ernes erne enes ene ens ers ets edes ede en er et es ed e s t r")

// stems takes the endings off, so that forms of a word meet: "pakker",
// "pakkes" and "packing" become "pak" and "pak". second is what a word in
// -ning is without it ("pakning"), "" for others: "cleaning" keeps its n.
func stems(w string) (first, second string) {
	first = w
	if n := len(w); n >= 6 && (strings.HasSuffix(w, "ies") || strings.HasSuffix(w, "ied")) {
		return w[:n-2], ""
	}
	for _, end := range endings {
		if len(w) >= len(end)+3 && (len(w) > 5 || end != "t" && end != "r") && strings.HasSuffix(w, end) {
			first = w[:len(w)-len(end)]
			if strings.HasPrefix(end, "ing") && len(first) > 3 && first[len(first)-1] == 'n' {
				second = squeeze(first[:len(first)-1])
			}
			break
		}
	}
	return squeeze(first), second
}

// squeeze writes a doubled last consonant once, y as i.
func squeeze(w string) string {
	if n := len(w); n > 3 && w[n-1] == w[n-2] {
		w = w[:n-1]
	}
	if n := len(w); n > 3 && w[n-1] == 'y' {
		w = w[:n-1] + "i"
	}
	return w
}
