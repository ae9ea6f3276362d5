package flows

import (
	"strings"

	"brobygger/chat"
)

// These read what a person says instead of an answer: a question back, that
// there is nothing, that they can't say, thanks. None of it is ever kept.

var (
	// leadIns stand before what is said, or among it, and change nothing.
	leadIns  = wordSet("oeh oehm oehh aeh aehm hm hmm uh um er og men jamen altsaa okay ok ja hej hi and but so well saa undskyld sorry")
	fromBack = wordSet("hvad hvem hvorfor hvordan hvornaar hvor hvilken hvilket hvilke what who whom why how when where which whose")
	// aside of a question word they make a part of a sentence: "hvad der bliver
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
	for len(words) > 0 && leadIns[words[0]] {
		words = words[1:]
	}
	return len(words) > 0 && fromBack[words[0]] && (len(words) == 1 || !noQuestion[words[1]])
}

// asideOf are words that say nothing of what is meant by the phrases below.
var asideOf = wordSet("jeg vi der er det lige nu endnu desvaerre helt rigtig rigtigt jo da nok bare bange for at i we there is are it right just now yet really honestly im afraid that to tell sige egentlig overhovedet faktisk actually mig me")

var (
	unsureTable = phraseSet("ved ikke|aner ikke|ingen anelse|ingen ide|har ingen anelse|har ingen ide|har ikke nogen ide|ikke sikker|usikker|kan ikke|ved ikke hvad|ikke afklaret|svaert|" +
		"no idea|no clue|have no idea|have no clue|dont know|do not know|not sure|unsure|cant|cannot|hard|idk|dunno")
	noneTable = phraseSet("ikke|ikke noget|intet|ingenting|ingen|ingen opgaver|ikke nogen|ikke nogen opgaver|ikke flere|ikke mere|har ikke noget|har intet|har ingenting|har ingen|har ingen opgaver|har ikke nogen|har ikke nogen opgaver|har ikke|har ikke flere|har ikke mere|" +
		"nothing|none|nothing else|no more|no tasks|have nothing|have none|have no tasks|have nothing else|dont have anything|dont have any|dont have any tasks|not anything|nothing at all|not")
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
	return strings.Join(out, " ")
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

// evades reports whether a text only gets out of answering.
func evades(text string) bool { return unsure(text) || none(text) || thanks(text) }

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
