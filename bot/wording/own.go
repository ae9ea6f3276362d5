package wording

import (
	"slices"
	"strings"

	"brobygger/chat"
)

// mostWords is how many words of the object a name keeps.
const mostWords = 3

var particles = wordSet("op ud ind ned af sammen vaek frem tilbage imod rundt paaplads up out down away off together in around back")

// asking words stand before the work that is asked for.
var asking = wordSet("at to kan kunne skal vil maa can could should must help please der lige bare and og samt & plus eller or hjaelpe , - : also ogsaa like")

// lightVerbs name no work unless something else does: "lave noget".
var lightVerbs = wordSet("lave tage hjaelpe holde goere give faa hente bruge komme gaa staa handle make take help do get keep look look stand order open play wait watch call move run set put follow check push type wind code count lock load write read call care charge stick spray store tie time test lift mark top change levere saette lukke slukke slaa sende finde rykke roere vise vende lytte foelge staa modtage oprette aabne se stoppe vokse stille falde koere pakke bage laese skrive passe laegge smide ringe svare ordne skille maale foelge")

// skipped in a name: articles, possessives, quantities, everyday adjectives.
var skipped = wordSet("den det de en et der her vores jeres deres min mine din dine sin sit sine hans hendes nogle noget nogen lidt alle alt al hele mange flere faa smaa store stor stort gamle gammel gammelt nye ny nyt andre anden andet fine fin beskidte rene lige ogsaa bare faktisk gerne selv altid ofte tit " +
	"the a an our your their my his her its some any all every old new small big few many more other dirty extra various those these this that just also up stuff ting also both own baade begge diverse forskellige ekstra meget naermest vist jo nok kun helst igen lille")

// endsName stops the object of a name.
var endsName = wordSet("om hver naar hvis som der men saa fordi inden efter foer mens ca cirka evt gerne helst kl mindst maks max fra end eller or og and samt plus for since while when if which that who because after before about ideally preferably maybe perhaps but so hvor where da ikke not er is are was har have has kan kunne skal vil maa can could should must would ville bliver ligger staar is det de vi jeg i'm we they you man begge hvert every each per pr is til to i paa hos med in on at with by ved from during uden without under lige noget nogen hele once twice bliver blive")

var prepositions = wordSet("i paa til hos ved med med fra in on at to with from til for under")

// ownWork finds work that no pattern knows, by its verb: "male stakit",
// "buskene skal klippes", "få malet hegnet". taken are the words that are
// spoken for.
func (l *lexicon) ownWork(toks []token, s span, taken []bool, lang chat.Lang) (found []find, names []string) {
	for i := s.from; i < s.to; i++ {
		t := toks[i]
		if t.kind != 'w' || taken[i] || len(t.s) < 2 {
			continue
		}
		infinitive := l.verbs[t.stem]
		if infinitive == "" && t.stem2 != "" {
			infinitive = l.verbs[t.stem2]
		}
		if infinitive == "" {
			continue
		}
		folded := newTest(infinitive).s
		c := clause(toks, s, i)
		var object []int
		last := i
		switch {
		case t.s == folded && wanted(toks, s, i, taken), strings.HasSuffix(t.s, "ing") && helped(toks, s, i), strings.HasSuffix(t.s, "et") && len(t.s) > 4 && spoken(toks, c.from, i, "faa", "faar", "faaet", "blevet"):
			object, last = objectAfter(toks, s, i, taken)
		case t.s == folded+"s" && strings.HasSuffix(folded, "e"):
			if object = objectBefore(toks, c, i, taken); len(object) == 0 {
				object, last = objectAfter(toks, s, i, taken)
			}
		default:
			continue
		}
		if len(object) == 0 && lightVerbs[folded] || len(object) == 0 && !(t.s == folded || t.s == folded+"s") {
			continue
		}
		if lightVerbs[folded] && touches(taken, object) {
			continue
		}
		f := find{at: append([]int{i}, object...), score: 5}
		slices.Sort(f.at)
		f.first, f.last = f.at[0], max(f.at[len(f.at)-1], last)
		if anyTaken(taken, f.first, f.last) {
			continue
		}
		name := infinitive
		for _, k := range object {
			name += " " + written(toks[k])
		}
		if last < s.to && last != i && particles[toks[last].s] && !slices.Contains(object, last) {
			name = infinitive + nameOf(toks, object) + " " + toks[last].s
		}
		for k := f.first; k <= f.last; k++ {
			taken[k] = true
		}
		found, names = append(found, f), append(names, name)
	}
	return found, names
}

func nameOf(toks []token, at []int) (s string) {
	for _, k := range at {
		s += " " + written(toks[k])
	}
	return s
}

// wanted reports whether the verb at i is work that is asked for or listed.
func wanted(toks []token, s span, i int, taken []bool) bool {
	if i == s.from {
		return true
	}
	before := toks[i-1]
	switch before.s {
	case ",", "og", "and", "samt", "&", "+", "plus", "eller", "or": // after other work, or at the head
		return i-1 == s.from || slices.Contains(taken[s.from:i], true) || i-2 == s.from
	}
	return asking[before.s]
}

// helped reports whether the English -ing form at i is wished for.
func helped(toks []token, s span, i int) bool {
	if i == s.from {
		return true
	}
	switch toks[i-1].s {
	case "with", "need", "needs", "for", "and", ",", "hours", "hour", "the", "of", "is", "mostly", "like", "mainly", ":", "-", "or", "just", "some", "do", "does", "wants", "want":
		return true
	}
	return false
}

func objectAfter(toks []token, s span, i int, taken []bool) (object []int, last int) {
	last = i
	through := false // past a preposition
	for j := i + 1; j < s.to && len(object) < mostWords; j++ {
		t := toks[j]
		switch {
		case t.kind == 'p' && t.s == "-" && len(object) > 0 && toks[j-1].end == t.start:
			continue
		case t.kind != 'w' && t.kind != 'n':
			return object, last
		case taken[j]:
			return object, last
		case particles[t.s] && !(prepositions[t.s] && j+1 < s.to && len(object) > 0):
			last = j
			if len(object) > 0 {
				return object, last
			}
			object = append(object, j)
			if j+1 < s.to && !prepositions[toks[j+1].s] {
				continue
			}
		case prepositions[t.s] && (len(object) == 0 || len(object) == 1 && particles[toks[object[0]].s]) && !through:
			through = true
			object = append(object, j)
		case t.kind == 'n', skipped[t.s]:
		case endsName[t.s], classAt(toks, s, j) != notTime:
			return unfinished(toks, object), last
		default:
			object = append(object, j)
			last = j
		}
	}
	return unfinished(toks, object), last
}

// unfinished takes a preposition off that nothing followed.
func unfinished(toks []token, object []int) []int {
	for n := len(object); n > 0 && prepositions[toks[object[n-1]].s] && !particles[toks[object[n-1]].s]; n = len(object) {
		object = object[:n-1]
	}
	return object
}

// objectBefore is what shall be done: "buskene skal klippes".
func objectBefore(toks []token, c span, i int, taken []bool) (object []int) {
	j := i - 1
	for ; j >= c.from && (toks[j].s == "skal" || toks[j].s == "kan" || toks[j].s == "bør" || toks[j].s == "boer" || toks[j].s == "godt" || toks[j].s == "ogsaa" || toks[j].s == "kunne" || toks[j].s == "der" || toks[j].s == "gerne" || particles[toks[j].s] || toks[j].s == "gang" || toks[j].s == "trænger" || toks[j].s == "til" || toks[j].s == "at"); j-- {
	}
	for ; j >= c.from && len(object) < 1; j-- {
		t := toks[j]
		if t.kind != 'w' || taken[j] || endsName[t.s] {
			break
		}
		if !skipped[t.s] && timeClasses[t.s] == notTime {
			object = append(object, j)
		}
	}
	return object
}

func spoken(toks []token, from, to int, any ...string) bool {
	for i := from; i < to; i++ {
		if slices.Contains(any, toks[i].s) {
			return true
		}
	}
	return false
}

func touches(taken []bool, at []int) bool {
	for _, i := range at {
		if taken[i] {
			return true
		}
	}
	return false
}

func anyTaken(taken []bool, first, last int) bool { return slices.Contains(taken[first:last+1], true) }

// knownName names work that has no code but is known: its own verb and words
// where it was said with a verb, else the usual name.
func (l *lexicon) knownName(toks []token, f find, lang chat.Lang) string {
	verb := -1
	for _, i := range f.at {
		if v := l.verbs[toks[i].stem]; v != "" && (verb < 0) {
			verb = i
		}
	}
	if verb < 0 || len(f.at) < 2 {
		if lang == chat.EN {
			return f.concept.EN
		}
		return f.concept.DA
	}
	name := l.verbs[toks[verb].stem]
	for _, i := range f.at {
		if i != verb {
			name += " " + written(toks[i])
		}
	}
	return name
}

// written is the word in small letters, as it was typed.
func written(t token) string { return t.raw }
