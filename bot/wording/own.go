package wording

import (
	"slices"
	"strings"

	"brobygger/chat"
)

// mostWords is how many words of the object a name keeps.
const mostWords = 3

var particles = wordSet("op ud ind ned af sammen vaek frem tilbage imod rundt paaplads up out down away off together in around back")

// lightVerbs name no work unless something else does: "lave noget".
var lightVerbs = wordSet("lave tage hjaelpe holde goere give faa hente bruge komme gaa staa handle make take help do get keep look look stand order open play wait watch call move run set put follow check push type wind code count lock load write read call care charge stick spray store tie time test lift mark top change levere saette lukke slukke slaa sende finde rykke roere vise vende lytte foelge staa modtage oprette aabne se stoppe vokse stille falde koere pakke bage laese skrive passe laegge smide ringe svare ordne skille maale foelge")

// skipped in a name: articles, possessives, quantities, everyday adjectives.
var skipped = wordSet("den det de en et der her vores jeres deres min mine din dine sin sit sine hans hendes nogle noget nogen lidt alle alt al hele mange flere faa smaa store stor stort gamle gammel gammelt nye ny nyt andre anden andet fine fin beskidte rene lige ogsaa bare faktisk gerne selv altid ofte tit " +
	"the a an our your their my his her its some any all every old new small big few many more other dirty extra various those these this that just also up stuff ting also both own baade begge diverse forskellige ekstra meget naermest vist jo nok kun helst igen lille oeje styr eye siddende staaende hjemmefra")

// endsName stops the object of a name.
var endsName = wordSet("om hver naar hvis som der men saa fordi inden efter foer mens ca cirka evt gerne helst kl mindst maks max fra end eller or og and samt plus for since while when if which that who because after before about ideally preferably maybe perhaps but so hvor where da ikke not er is are was har have has kan kunne skal vil maa can could should must would ville bliver ligger staar is det de vi jeg i'm we they you man begge hvert every each per pr is til to i paa hos med in on at with by ved from during uden without under lige noget nogen hele once twice bliver blive bagefter derefter efterfoelgende afterwards sommer sommeren vinter vinteren foraar foraaret efteraar efteraaret jul julen summer winter autumn christmas")

var prepositions = wordSet("i paa til hos ved med med fra in on at to with from til for under")

// ownWork finds work that no pattern knows, by its verb: "male stakit",
// "buskene skal klippes", "få malet hegnet". taken are the words that are
// spoken for; more tells that work was named before, which a verb without an
// object only tells more of.
func (l *lexicon) ownWork(toks []token, s span, taken []bool, deaf []span, more bool, lang chat.Lang) (found []find, names []string) {
	others := more || slices.Contains(taken[s.from:s.to], true)
	for i := s.from; i < s.to; i++ {
		if taken[i] || toks[i].kind != 'w' || slices.ContainsFunc(deaf, func(d span) bool { return i >= d.from && i < d.to }) {
			continue
		}
		w, ok := l.verbAt(toks, s, i, taken, lang)
		if !ok || len(w.object) == 0 && (others || lightVerbs[w.folded] || !w.bare) || anyTaken(taken, w.first, w.last) {
			continue
		}
		if w.folded == "hjaelpe" && spoken(toks, i+1, min(i+5, s.to), "med") && spoken(toks, i+2, min(i+6, s.to), "at") {
			continue // "hjælpe kunder med at bære varer ud"
		}
		if lightVerbs[w.folded] && !slices.ContainsFunc(w.object, func(k int) bool { return !particles[toks[k].s] && !prepositions[toks[k].s] }) {
			continue
		}
		f := find{at: []int{i}, first: w.first, last: w.last}
		if !w.borrowed {
			for k := f.first; k <= f.last; k++ {
				taken[k] = true
			}
		}
		taken[i] = true
		at := w.object
		switch {
		case w.particle < 0 || slices.Contains(at, w.particle):
		case len(at) > 0 && w.particle < at[0]: // "grave op kartofler"
			at = append([]int{w.particle}, at...)
		default:
			at = append(slices.Clone(at), w.particle)
		}
		name := w.infinitive + nameOf(toks, at)
		found, names = append(found, f), append(names, name)
	}
	return found, names
}

// doing is a verb with what is done to.
type doing struct {
	infinitive, folded string
	object             []int
	particle           int  // its token, -1 for none
	bare               bool // the verb alone may name work
	borrowed           bool // the object stands by another verb
	first, last        int
}

// verbAt reads the verb at i with its object.
func (l *lexicon) verbAt(toks []token, s span, i int, taken []bool, lang chat.Lang) (w doing, ok bool) {
	t := toks[i]
	english := false
	if w.infinitive = infinitive(l.verbs, t); w.infinitive == "" && t.stem2 != "" {
		w.infinitive = l.verbs[t.stem2]
	}
	if v := l.english[t.stem]; v != "" && (w.infinitive == "" || !danish(t.s, newTest(w.infinitive).s, lang)) {
		w.infinitive, english = v, true
	}
	done := l.participles[t.s]
	if done != "" && w.infinitive == "" {
		w.infinitive = done
	}
	if w.infinitive == "" || t.stem == "" {
		return w, false
	}
	w.folded, w.particle = newTest(w.infinitive).s, -1
	c := clause(toks, s, i)
	if spoken(toks, c.from, i, "man", "you") && spoken(toks, c.from, i, "skal", "kan", "must", "need", "have") { // a demand
		return w, false
	}
	switch {
	case t.s == w.folded && wanted(toks, s, i), !english && (t.s == w.folded+"r" || t.s == w.folded+"de") && wantedDoing(toks, s, i), english && t.s == w.folded+"s" && i > s.from && (toks[i-1].s == "who" || toks[i-1].s == "that"), english && strings.HasSuffix(t.s, "ing") && helped(toks, s, i),
		!english && (done != "" || strings.HasSuffix(t.s, "et") && len(t.s) > 4) && spoken(toks, c.from, i, "faa", "faar", "faaet", "have", "ha"):
		if ok = w.after(toks, s, i, taken); ok && len(w.object) == 0 {
			ok = w.shared(l, toks, s, i, taken)
		}
		w.bare = t.s == w.folded
	case !english && t.stem2 != "" && i+1 < s.to && toks[i+1].s == "af": // "lakering af små emner"
		ok = w.after(toks, s, i+1, taken) && len(w.object) > 0
	case !english && t.s == w.folded+"s" && strings.HasSuffix(w.folded, "e"):
		w.bare = i > s.from && (toks[i-1].s == "der" || toks[i-1].s == "og")
		w.object = objectBefore(toks, c, i, taken)
		if w.object == nil {
			w.object = subject(toks, c, i, taken)
		}
		if w.object == nil {
			if anyTaken(taken, c.from, i) {
				return w, false
			}
			ok = w.after(toks, s, i, taken)
		} else {
			ok = true
			if i+1 < s.to && particles[toks[i+1].s] && !(prepositions[toks[i+1].s] && i+2 < s.to && toks[i+2].kind == 'w') {
				w.particle = i + 1
			}
		}
	}
	w.first, w.last = i, i
	if w.borrowed {
		return w, ok
	}
	for _, k := range w.object {
		w.first, w.last = min(w.first, k), max(w.last, k)
	}
	w.last = max(w.last, w.particle)
	return w, ok
}

// danish reports whether a word is a Danish form of the infinitive, and so not
// an English one with the same stem: "bindes".
func danish(word, infinitive string, lang chat.Lang) bool {
	return word == infinitive || strings.HasSuffix(word, "ning") || lang == chat.DA && (word == infinitive+"s" || word == infinitive+"r")
}

// shared takes the object of the verb that follows after "og": "nette og bære
// træer".
func (w *doing) shared(l *lexicon, toks []token, s span, i int, taken []bool) bool {
	j := i + 1
	if j+1 >= s.to || toks[j].s != "og" && toks[j].s != "and" && toks[j].s != "," || taken[j+1] {
		return true
	}
	next := doing{particle: -1}
	if toks[j+1].stem == "" || l.verbs[toks[j+1].stem] == "" && l.english[toks[j+1].stem] == "" || !next.after(toks, s, j+1, taken) {
		return j+1 >= s.to || !taken[j+1]
	}
	w.object, w.borrowed = next.object, len(next.object) > 0
	return true
}

func nameOf(toks []token, at []int) (s string) {
	for _, k := range at {
		s += " " + written(toks[k])
	}
	return s
}

// wanted reports whether the verb at i is work that is asked for or listed:
// "en til at …", "nogen der kan …", or the head of a clause.
func wanted(toks []token, s span, i int) bool {
	if i == s.from {
		return !alsoNouns[toks[i].s] || catalogued[toks[i].s] && i+1 < s.to && (articles[toks[i+1].s] || manyThings(toks[i+1])) && !spoken(toks, i+1, min(i+4, s.to), "card", "list", "answer", "answers", "number", "message", "summary")
	}
	switch before := toks[i-1].s; before {
	case "at", "to", "help", "hjaelpe", ",", "-", ":", "og", "and", "samt", "&", "+", "plus", "eller", "or", "(", "/":
		return !spoken(toks, max(s.from, i-4), i-1, "jeg", "i'm")
	case "nogen", "someone", "somebody", "anyone", "en": // "kan en lave …"
		return i-2 >= s.from && (toks[i-2].s == "kan" || toks[i-2].s == "kunne" || toks[i-2].s == "can" || toks[i-2].s == "could")
	case "kan", "kunne", "skal", "vil", "maa", "can", "could", "should", "must", "ville", "would", "lige", "bare", "ogsaa", "also":
		return spoken(toks, max(s.from, i-5), i, "en", "nogen", "der", "som", "person", "someone", "somebody", "anyone", "who", "anybody") &&
			!spoken(toks, max(s.from, i-3), i, "vi", "jeg", "we", "du", "you", "i")
	}
	return false
}

// wantedDoing reports whether the Danish present at i is what somebody wanted
// does: "en der vasker plader og fejer melet op".
func wantedDoing(toks []token, s span, i int) bool {
	if i == s.from || !spoken(toks, max(s.from, i-7), i, "en", "nogen", "nogle", "folk", "to") {
		return false
	}
	switch toks[i-1].s {
	case "der", "som":
		return true
	case "og", ",":
		return spoken(toks, max(s.from, i-6), i-1, "der", "som")
	}
	return false
}

// alsoNouns are English verbs that at the head of a sentence are rather nouns.
var alsoNouns = wordSet("store stock book bottle pot oil list box file label water type test count number code staff plant display place group order tape top brush bag bundle park handle play help check paint seal call care load")

// catalogued are those of them that alone fit tasks of the catalogue.
var catalogued = wordSet("count check test type")

var articles = wordSet("the a an our their old all some")

// manyThings reports whether an English word may be a plural: "check emails".
func manyThings(t token) bool {
	return t.kind == 'w' && len(t.s) > 4 && strings.HasSuffix(t.s, "s") && !strings.HasSuffix(t.s, "ss") && !endsName[t.s]
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

// after reads the object behind the verb at i; ok is false when it is spoken for,
// or only a word that refers to another.
func (w *doing) after(toks []token, s span, i int, taken []bool) (ok bool) {
	nouns := 0
	for j := i + 1; j < s.to && nouns < mostWords; j++ {
		t := toks[j]
		through := len(w.object) > 0 && prepositions[toks[w.object[len(w.object)-1]].s]
		switch {
		case t.s == "-" && nouns > 0 && toks[j-1].end == t.start:
			continue
		case t.kind != 'w' && t.kind != 'n':
			return w.done(toks)
		case taken[j]:
			w.done(toks)
			return nouns > 0 || j > i+2 && !through && nouns > 0
		case refersTo[t.s] && nouns == 0:
			return false
		case particles[t.s] && w.particle < 0 && !through && !(prepositions[t.s] && nouns > 0 && j+1 < s.to && toks[j+1].kind == 'w'):
			w.particle = j
			if nouns > 0 {
				return w.done(toks)
			}
		case prepositions[t.s] && nouns == 0 && !through && goesPlaces[w.folded]:
			w.object = append(w.object, j)
		case t.kind == 'n', skipped[t.s]:
		case endsName[t.s], classAt(toks, s, j) != notTime:
			return w.done(toks)
		default:
			w.object = append(w.object, j)
			nouns++
		}
	}
	return w.done(toks)
}

// done takes a preposition off that nothing followed.
func (w *doing) done(toks []token) bool {
	w.object = unfinished(toks, w.object)
	return true
}

var refersTo = wordSet("sig dem den det it them her him these those alt everything noget something anything ting things")

// goesPlaces are verbs that say where instead of what: "køre på genbrugspladsen".
var goesPlaces = wordSet("koere drive run rydde staa stand gaa walk kigge hjaelpe help svare answer look ringe vaske work goere help")

// unfinished takes a preposition at the end off.
func unfinished(toks []token, object []int) []int {
	for n := len(object); n > 0 && prepositions[toks[object[n-1]].s] && !particles[toks[object[n-1]].s]; n = len(object) {
		object = object[:n-1]
	}
	return object
}

// objectBefore is what shall be done: "buskene skal klippes". It is nil when
// nothing is there, or something that is spoken for.
func objectBefore(toks []token, c span, i int, taken []bool) (object []int) {
	j := i - 1
	for ; j >= c.from && betweenPassive[toks[j].s]; j-- {
	}
	for ; j >= c.from; j-- {
		t := toks[j]
		if t.kind != 'w' || taken[j] || endsName[t.s] || refersTo[t.s] {
			return nil
		}
		if !skipped[t.s] && timeClasses[t.s] == notTime {
			if j > c.from && prepositions[toks[j-1].s] {
				if anyTaken(taken, c.from, j) { // "legetøjet på stuen skal vaskes"
					return nil
				}
				if k := j - 2; k >= c.from && isThing(toks[k]) {
					return []int{k} // "bilerne på pladsen skal børstes"
				}
			}
			return []int{j}
		}
	}
	return nil
}

// isThing reports whether the word may be what something is done to.
func isThing(t token) bool {
	return t.kind == 'w' && !endsName[t.s] && !refersTo[t.s] && !skipped[t.s] && timeClasses[t.s] == notTime
}

// subject is what a clause begins with and then says something else of:
// "containeren kommer om tirsdagen og skal tømmes".
func subject(toks []token, c span, i int, taken []bool) []int {
	if !spoken(toks, c.from, i, "skal") || anyTaken(taken, c.from, i) {
		return nil
	}
	for j := c.from; j < i && j < c.from+3 && toks[j].s != "skal"; j++ {
		if t := toks[j]; t.kind == 'w' && t.stem != "" && !endsName[t.s] && !skipped[t.s] && timeClasses[t.s] == notTime && !months[t.s] {
			return []int{j}
		}
	}
	return nil
}

var betweenPassive = wordSet("skal kan boer godt ogsaa kunne gerne op ud ned sammen frem gang traenger til at saa helst maa lige skulle jo bare")

func spoken(toks []token, from, to int, any ...string) bool {
	for i := from; i < to; i++ {
		if slices.Contains(any, toks[i].s) {
			return true
		}
	}
	return false
}

func anyTaken(taken []bool, first, last int) bool {
	return last >= first && slices.Contains(taken[first:last+1], true)
}

// knownName names work that has no code but is known: its own verb and words
// where it was said with a verb, else the usual name.
func (l *lexicon) knownName(toks []token, f find, lang chat.Lang) string {
	verb, infinitive := -1, ""
	for _, i := range f.at {
		if v := l.verb(toks[i], lang); v != "" && verb < 0 {
			verb, infinitive = i, v
		}
	}
	if verb < 0 || len(f.at) < 2 || f.at[0] != verb && strings.HasSuffix(toks[verb].s, "er") { // "telefonen ringer"
		if lang == chat.EN {
			return f.concept.EN
		}
		return f.concept.DA
	}
	name := infinitive
	if at := asSaid(toks, f, verb); at != nil {
		return name + nameOf(toks, at)
	}
	for _, i := range f.at {
		if i != verb && l.verb(toks[i], lang) == "" {
			name += " " + written(toks[i])
		}
	}
	return name
}

// asSaid gives the words of a name that follow the verb, with the particle and
// the preposition that stand there: "ringe rundt til (vores) kunder", "rydde
// kælderen op". It is nil where what is done to stands before the verb, or the
// words between say more than that.
func asSaid(toks []token, f find, verb int) (at []int) {
	if f.at[0] != verb {
		return nil
	}
	for i := verb + 1; i <= f.last; i++ {
		switch t := toks[i]; {
		case slices.Contains(f.at, i), particles[t.s], prepositions[t.s]:
			at = append(at, i)
		case skipped[t.s], t.kind == 'n':
		case t.kind != 'w', endsName[t.s], refersTo[t.s], t.verb != "", timeClasses[t.s] != notTime:
			return nil
		default:
			at = append(at, i)
		}
	}
	if i := f.last + 1; i < len(toks) && particles[toks[i].s] && (i+1 == len(toks) || toks[i+1].kind != 'w' || !prepositions[toks[i].s]) && !slices.ContainsFunc(at, func(k int) bool { return particles[toks[k].s] }) {
		at = append(at, i)
	}
	return at
}

// verb gives the infinitive of a word, "" for one that is no verb.
func (l *lexicon) verb(t token, lang chat.Lang) string {
	if lang == chat.EN {
		return l.english[t.stem]
	}
	if v := l.verbs[t.stem2]; t.stem2 != "" && v != "" {
		return v
	}
	if v := infinitive(l.verbs, t); v != "" && t.s+"e" != newTest(v).s { // "grill" is a thing
		return v
	}
	return ""
}

// infinitive looks a verb up as it stands, then by its stem: "læse" and
// "læsse" have the same.
func infinitive(verbs map[string]string, t token) string {
	if v := verbs["="+t.s]; v != "" {
		return v
	}
	if t.stem == "" {
		return ""
	}
	return verbs[t.stem]
}

// written is the word in small letters, as it was typed.
func written(t token) string { return t.raw }
