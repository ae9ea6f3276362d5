package flows

import (
	"regexp"
	"slices"
	"strings"

	"brobygger/chat"
)

// These read what a person says instead of an answer: a question back, that
// there is nothing, that they can't say, thanks. None of it is ever kept.

var (
	// leadIns stand before what is said, or among it, and change nothing.
	leadIns  = wordSet("oeh oehm oehh aeh aehm hm hmm uh um er og men jamen altsaa okay ok ja hej hi and but so well saa undskyld sorry")
	fromBack = wordSet("hvad hvem hvorfor hvordan hvornaar hvor hvilken hvilket hvilke what who whom why how when where which whose")
	// verbFirst begin a short question that needs no question mark.
	verbFirst = phraseSet("er det|er den|er dette|koster det|is it|is this|is that|does it|do we|are we")
	// noQuestion after a question word make a part of a sentence: "hvad der bliver
	// skubbet", "når som helst", "when we open".
	noQuestion = wordSet("i vi jeg du de han hun den det der som man folk ellers end the we you they it he she that there ever a an our your")
)

// IsQuestion reports whether a text asks something: it ends with a question
// mark, or begins with a question word that no statement begins with.
func IsQuestion(text string) bool {
	text = strings.TrimRight(text, " \t\n\"'”’)!.…*_")
	if strings.HasSuffix(text, "?") {
		return strings.Trim(text, "? ") != ""
	}
	if len(text) > 200 || strings.ContainsAny(text, "\n;") {
		return false
	}
	words, _, _ := spoken(text, 40)
	for len(words) > 0 {
		if len(words) > 2 && len(words) < 6 && verbFirst[words[0]+" "+words[1]] {
			return true
		}
		if !leadIns[words[0]] {
			break
		}
		words = words[1:]
	}
	return len(words) > 0 && fromBack[words[0]] && (len(words) == 1 || !noQuestion[words[1]])
}

// asideOf are words that say nothing of what is meant by the phrases below.
var asideOf = wordSet("jeg vi der er det lige nu endnu desvaerre helt rigtig rigtigt jo da nok bare bange for at i we there is are it right just now yet really honestly im afraid that to tell sige egentlig overhovedet faktisk actually mig me")

var (
	unsureTable = phraseSet("ved ikke|aner ikke|ingen anelse|ingen ide|har ingen anelse|har ingen ide|har ikke nogen ide|ikke sikker|usikker|kan ikke|ved ikke hvad|ikke afklaret|svaert|kommer an paa|kommer an paa opgaven|kommer an paa opgaverne|kommer an paa hvad|kommer an paa saa meget|afhaenger|" +
		"no idea|no clue|have no idea|have no clue|dont know|not sure|unsure|cant|cannot|hard|idk|dunno|depends|depends on it|depends on what|all depends")
	noneTable = phraseSet("ikke|ikke noget|intet|ingenting|ingen|ingen opgaver|ikke nogen|ikke nogen opgaver|ikke flere|ikke mere|har ikke noget|har intet|har ingenting|har ingen|har ingen opgaver|har ikke nogen|har ikke nogen opgaver|har ikke|har ikke flere|har ikke mere|" +
		"nothing|none|nothing else|no more|no tasks|have nothing|have none|have no tasks|have nothing else|dont have anything|dont have any|dont have any tasks|do not have anything|do not have any|do not have any tasks|have not got any tasks|havent got any tasks|havent got anything|not anything|nothing at all|not")
)

// kernel gives a short text without the words around what it says.
func kernel(text string) string {
	words, _, ok := spoken(text, 9)
	if !ok || IsQuestion(text) {
		return ""
	}
	var out []string
	for _, w := range withoutPolite(words) {
		if !asideOf[w] && !leadIns[w] {
			out = append(out, w)
		}
	}
	return contracted(strings.Join(out, " "))
}

// unsure reports whether a text says only that the person can't say.
func unsure(text string) bool { return unsureTable[kernel(text)] }

// none reports whether a text says only that there is nothing, or no more.
func none(text string) bool { return noneTable[kernel(text)] }

// thanks reports whether a text is a thank-you and nothing else.
func thanks(text string) bool {
	words, _, ok := spoken(text, 6)
	if !ok || len(words) < 2 {
		return false
	}
	switch words[0] {
	case "tak", "thanks":
		return words[1] == "for" || words[1] == "skal"
	case "mange", "tusind":
		return words[1] == "tak"
	}
	return words[0] == "thank" && words[1] == "you"
}

var greetings = phraseSet("godmorgen|god morgen|goddag|god dag|godaften|god aften|hej|hejsa|hej igen|hej hej|hallo|halloej|moin|hello|hello again|hi|hi there|hi again|hey|good morning|good afternoon|good evening|good day")

// greets reports whether a text is a greeting and nothing else, to anybody.
func greets(text string) bool {
	words, _, ok := spoken(text, 5)
	if !ok || len(words) == 0 {
		return false
	}
	for n := len(words); n > 0 && n >= len(words)-1; n-- {
		if greetings[strings.Join(words[:n], " ")] && (n == len(words) || words[n] != "til") {
			return true
		}
	}
	return greetings[strings.Join(withoutPolite(words), " ")]
}

// evades reports whether a text only gets out of answering.
func evades(text string) bool {
	return unsure(text) || none(text) || thanks(text) || greets(text)
}

func saysNo(text string) bool {
	yes, plain := ParseYes(text, chat.DA)
	return plain && !yes
}

// passes reports whether a text passes over a question that can be.
func passes(st *step, text string) bool {
	return st.optional && (unsure(text) || none(text) || saysNo(text))
}

// stance gives the option that a plain yes or no, "ved ikke" or "ingenting"
// stands for, "" when none says the same.
func (r *run) stance(opts []chat.Option, text string) string {
	yes, plain := ParseYes(text, r.s.Lang)
	if plain {
		want := []string{"no", "later"}
		if yes {
			want = []string{"yes"}
		}
		for _, id := range want {
			for _, o := range opts {
				if o.ID == id {
					return id
				}
			}
		}
	}
	can, nothing := !unsure(text), none(text)
	for _, o := range opts {
		said, ok := ParseYes(o.Label, chat.DA)
		if plain && ok && said == yes || !can && unsure(o.Label) || nothing && none(o.Label) {
			return o.ID
		}
	}
	return ""
}

// toUs are words said to the bot about the dialog and not about work; alone, or
// with the small words of justSaid, they are no answer: "send ikke", "fjern mig ikke".
var (
	toUs     = wordSet("someone somebody send sende sendes sendt sending sent slet slette glem fjern fjerne traek tilbage annuller annullere koordinator koordinatoren menneske person medarbejder ret rette aendr aendre cancel delete forget remove undo submit coordinator human withdraw recall edit change")
	justSaid = wordSet("skal must should be vent vente wait with before at det den dem mig os mit min mine ikke endnu nu lige alligevel igen jeg vi vil gerne kan maa du i en et med til tale snakke rigtigt rigtig aegte noget nogen alt it this that me us my not dont do yet now can could i we want to talk speak with a an the real please kunne rigtige virksomhed konto navn company account name")
)

// bids reports whether a text is only said to the bot.
func bids(text string) bool {
	words, _, _ := spoken(text, 9)
	to := false
	for _, w := range words {
		if to = to || toUs[w]; !toUs[w] && !justSaid[w] && !polite[w] && !leadIns[w] {
			return false
		}
	}
	return to
}

// holdsBack reports whether a text says that something is not to be sent.
func holdsBack(text string) bool {
	words, _, _ := spoken(text, 9)
	send := slices.ContainsFunc(words, func(w string) bool {
		return ParseWord(w) == Send || w == "sende" || w == "sendes" || w == "sendt" || w == "sending" || w == "sent"
	})
	return send && bids(text) && slices.ContainsFunc(words, func(w string) bool { return denying[w] || w == "vent" || w == "vente" || w == "wait" })
}

// talkTo begin a wish to talk with somebody.
var talkTo = regexp.MustCompile(`^(jeg vil (gerne |hellere )?|(kan|kunne|maa) jeg (faa lov at |faa lov til at )?|i want to |i would like to |id like to |can i |could i |may i |let me )(tale|snakke|talk|speak)( lige)? (med|to|with) `)

// wantsPerson reports whether a text asks for a person to talk with.
func wantsPerson(text string) bool {
	words, _, ok := spoken(text, 9)
	said := strings.Join(words, " ")
	person := slices.ContainsFunc(words, func(w string) bool {
		return w == "koordinator" || w == "koordinatoren" || w == "menneske" || w == "human" || w == "coordinator" || w == "person" || w == "someone" || w == "somebody"
	})
	return ok && (talkTo.MatchString(said+" ") || person && bids(text))
}
