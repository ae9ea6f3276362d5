package flows

import (
	"regexp"
	"slices"
	"strings"

	"brobygger/chat"
)

// These tell what is said about the call, the person and the time from what can
// be work, a name or a wish.

var (
	ofPerson   = regexp.MustCompile(`^(jeg hedder|mit navn er|my name is|my names|i am called|im called) `)
	ofFeeling  = regexp.MustCompile(`^(det er|det var|its|it is|that is|thats) (saa |ret |meget |lidt |rigtig |very |really |so |too |a bit )?(daarligt|aergerligt|irriterende|synd|for daarligt|for galt|bad|annoying|a shame|a pity|sad|strange|maerkeligt|underligt)\b`)
	ofCall     = regexp.MustCompile(`(^|\b(at|that|hvorfor|saa|so|fordi|because|og|men|and|but) )(i|du|de|you|they|nobody|no one|ingen) ((maa|kan|skal|har|vil|boer|burde|skulle|maatte|ikke|aldrig|altid|bare|godt|lige|may|must|can|should|have|never|not|dont|do|did|didnt|havent|cant|cannot|always|has|please) ){0,4}(ring|ringe|ringer|ringet|ringede|call|called|calls|calling|phone|phoned)\b`)
	callObject = regexp.MustCompile(`\b(ring|ringe|ringer|call|phone) (til |to )?(kunder|kunderne|leverandoer\w*|gaester\w*|customers|clients|suppliers|the customers|vores)`)
)

// noWork reports whether a sentence is about the call or the person, or says when
// and nothing else: it is no task, whatever is read in it.
func noWork(text string) bool {
	words, _, _ := wordsOf(text)
	said := strings.Join(words, " ")
	return ofPerson.MatchString(said) || ofFeeling.MatchString(said) || ofCall.MatchString(said) && !callObject.MatchString(said) || onlyWhen(text)
}

// wordsOf gives the folded words of a text of one sentence or two, numbers among them.
func wordsOf(text string) (words []string, numbers, plain int) {
	for i, t := range lexemes(text) {
		switch {
		case i > 60 || t.kind == 'p':
		case t.kind == 'n':
			words, numbers = append(words, t.s), numbers+1
		default:
			words, plain = append(words, t.s), plain+1
		}
	}
	return words, numbers, plain
}

var (
	whenWords = wordSet("idag imorgen nu straks snart senere tidligt tidlig sent tidligst senest altid aldrig kl klokken time timer timen efter foer inden mellem indtil foerst foerste sidst naar dagligt middag middagstid frokost frokosten pause pausen lukketid lukker aabner aabningstid arbejdstid arbejdstiden weekend weekenden ferie ferien uge ugen uger naeste maaned maaneden " +
		"januar februar marts april maj juni juli august september oktober november december jan feb mar apr jun jul aug sep okt nov dec january february march may june july october " +
		"mandag mandage tirsdag onsdag torsdag fredag loerdag soendag monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays mon tue wed thu fri sat sun man tir ons tor fre loer soen " +
		"today tomorrow tonight now soon later early late always anytime whenever morning mornings noon midday lunch lunchtime afternoon afternoons evening evenings night week weeks month day days time hour hours oclock am pm after before between until till first when asap quickly daily weekday weekdays weekends holiday")
	whenEnds = regexp.MustCompile(`(dag|dage|dagen|dagene|morgen|morgenen|aften|aftenen|eftermiddags|formiddags|uge|ugen|tid|tiden|tider)$`)
	reaching = wordSet("mobil mobilen mobile cell phone telefon telefonen telefonisk sms mail ring ringe ringes opkald call text skriv mailen beskeder besked")
	whenFill = wordSet("i om paa ved ca cirka omkring den der og eller men helst bedst gerne ikke til fra at on in the at around about or and but by to from not preferably best next please")
)

func isWhen(word string) bool { return whenWords[word] || whenEnds.MatchString(word) }

// saysWhen reports whether a text says when to call, or how.
func saysWhen(text string) bool {
	words, numbers, _ := wordsOf(text)
	said := strings.Join(words, " ")
	return numbers > 0 || slices.ContainsFunc(words, func(w string) bool { return isWhen(w) || reaching[w] }) ||
		strings.Contains(said, "som helst") || strings.Contains(said, "any time") || strings.Contains(said, "lige meget")
}

// onlyWhen reports whether a text is a time and nothing else: "i dag kl 14".
func onlyWhen(text string) bool {
	words, _, plain := wordsOf(text)
	when := false
	for _, w := range words {
		is := isWhen(w)
		if when = when || is && w != "foerst"; !is && !whenFill[w] && !hasDigit(w) {
			return false
		}
	}
	return when && plain > 0
}

// asksWhen reports whether a choice is one of times: only words that say when are
// a person's own answer to it.
func (r *run) asksWhen(st *step) bool {
	opts := r.options(st)
	return len(opts) > 0 && !slices.ContainsFunc(opts, func(o chat.Option) bool { return !saysWhen(o.Label) })
}

// named as a company is: what stands around a name that is told.
var (
	beforeName = regexp.MustCompile(`(?i)^(?:hej,? |hi,? )?(?:det er |vi er |vi hedder |virksomheden hedder |firmaet hedder |butikken hedder |det hedder |vi kommer fra |jeg er fra |jeg ringer fra |it['’]?s |it is |we are |we['’]re |this is |the company is called |the company is |we are called |i am from |i['’]m from )`)
	afterName  = regexp.MustCompile(`(?i),? (?:nede|oppe|henne|ude|inde|ovre|omme|down|over|up) (?:på|ved|i|af|bag|at|on|by|in) .+$`)
)

// justName takes from a name what was only said around it.
func justName(text string) string {
	name := beforeName.ReplaceAllString(text, "")
	if name = strings.TrimRight(afterName.ReplaceAllString(name, ""), " .!,"); name == "" || name == text {
		return text
	}
	if first := []rune(name)[0]; name != afterName.ReplaceAllString(text, "") && !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789", first) {
		return text // "det er lækkert" may be a name
	}
	return name
}

var tellsWork = wordSet("vi jeg i der we there to")

// worksNotName puts on the list what was typed as a company's name and is work,
// and asks for the name again.
func (r *run) worksNotName(st *step, text string) bool {
	if !slices.ContainsFunc(st.form, func(in *input) bool { return in.kind == "phone" }) {
		return false
	}
	words, _, plain := wordsOf(text)
	first := []rune(text)[0]
	for _, list := range r.f.steps {
		if list.read == "" || list.ask != AskSeveral || !list.write || r.isAnswered(list) || plain < 2 {
			continue
		}
		found := r.found(text)[list.read].Text
		if len(found) == 0 {
			return false
		}
		head, _, _ := strings.Cut(found[0], " ")
		doing := strings.Contains(found[0], " ") && Fold(head) == words[0] && string(first) == strings.ToLower(string(first))
		if !doing && !tellsWork[words[0]] || !r.put(list, text) {
			return false
		}
		_, _, names := r.listed(list, r.s.Draft[list.id])
		r.noted(r.plain(list.short), strings.ReplaceAll(strings.ReplaceAll(names, "- ", ""), "\n", ", "))
		r.nextInput(st)
		return true
	}
	return false
}
