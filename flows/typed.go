package flows

import (
	"strings"

	"brobygger/chat"
)

// Word is a command that can be typed at any step of a dialog.
type Word string

// The words a person can type at any step; None is no such word.
const (
	None     Word = ""
	Back     Word = "back"
	Stop     Word = "stop"
	Pause    Word = "pause"
	Help     Word = "help"
	Skip     Word = "skip"
	Continue Word = "continue" // after a pause
	Next     Word = "next"     // enough ticked, on to the next step
	Send     Word = "send"
	Change   Word = "change"
)

var commandTable = commandWords()

func commandWords() map[string]Word {
	m := map[string]Word{}
	for word, list := range map[Word]string{
		Back:     "tilbage|gaa tilbage|kan jeg gaa tilbage|kan jeg komme tilbage|kan jeg fortryde|kan jeg fortryde det|fortryde|jeg fortryder|det fortryder jeg|jeg vil fortryde|can i undo|can i undo that|can i go back|et skridt tilbage|et trin tilbage|fortryd|forrige|back|go back|step back|undo|previous",
		Stop:     "stop|stop jeg fortryder|stop jeg har fortrudt|jeg har fortrudt|jeg har fortrudt det|stop det|stop her|stop dialogen|stands|afbryd|annuller|annullere|afslut|drop det|glem det|glem det igen|glem alt|lad det vaere|traek tilbage|traek det tilbage|traek den tilbage|cancel|cancel it|cancel this|cancel that|forget it|forget about it|never mind|nevermind|drop it|withdraw|withdraw it|quit|abort|exit|stop it|stop this",
		Pause:    "pause|hold pause|tag en pause|en pause|senere|det tager vi senere|ikke nu|vent|later|not now|wait|take a break|maybe later|maaske senere|pause it",
		Help:     "hjaelp|hjaelp mig|jeg har brug for hjaelp|help|help me|i need help|hvad kan jeg skrive|hvad kan jeg goere|what can i do|what can i say",
		Skip:     "spring over|spring det over|spring den over|spring dette over|spring|skip|skip it|skip this|skip this one|skip that|pass",
		Continue: "fortsaet|fortsaette|lad os fortsaette|genoptag|continue|go on|carry on|resume|keep going|lets continue",
		Next:     "videre|gaa videre|kom videre|naeste|faerdig|jeg er faerdig|faerdige|det var det|det var det hele|det er det|det er alt|det maa vaere det|det maa vaere det hele|det maa vaere alt|det var vist det|det er vist det|that must be it|that should be it|that will be all|next|done|im done|i am done|finished|thats it|thats all|that is all|move on",
		Send:     "send|send det|send den|send nu|indsend|send it|send this|submit",
		Change:   "ret|ret det|rette|aendr|aendre|aendr det|lav om|rediger|redigere|change|change it|edit|correct it|change something|ret noget|aendr noget",
	} {
		for s := range strings.SplitSeq(list, "|") {
			m[s] = word
		}
	}
	return m
}

// polite words may stand around a command or an answer and change nothing.
var polite = wordSet("tak please thanks venligst lige nu now bare just ok okay saa hej hi hey du mange then vaer soed thank you kindly")

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for s := range strings.FieldsSeq(list) {
		m[s] = true
	}
	return m
}

// spoken gives the folded words of a short text, joined by spaces, and its
// signs; ok is false when the text is longer than most words or has figures.
func spoken(text string, most int) (words []string, signs string, ok bool) {
	if len(text) > 400 {
		return nil, "", false
	}
	for _, t := range lexemes(text) {
		switch t.kind {
		case 'n':
			return nil, "", false
		case 'p':
			signs += t.s
		default:
			if words = append(words, t.s); len(words) > most {
				return nil, "", false
			}
		}
	}
	return words, signs, true
}

// withoutPolite drops the polite words at both ends.
func withoutPolite(words []string) []string {
	for len(words) > 0 && polite[words[0]] {
		words = words[1:]
	}
	for len(words) > 0 && polite[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	return words
}

// ParseWord reads a command that can be typed at any step, in Danish or
// English. The whole text must be the command: case, punctuation and polite
// words ("tak", "please") aside. "?" by itself asks for help. "Ved ikke" is an
// answer, not Skip.
func ParseWord(text string) Word {
	words, signs, ok := spoken(text, 8)
	if !ok {
		return None
	}
	if len(words) == 0 {
		if signs != "" && strings.Trim(signs, "?") == "" {
			return Help
		}
		return None
	}
	if w, ok := commandTable[strings.Join(words, " ")]; ok {
		return w
	}
	bare := strings.Join(withoutPolite(words), " ")
	if w, ok := commandTable[bare]; ok {
		return w
	}
	return commandTable[contracted(bare)]
}

var yesTable, noTable = phraseSet("ja|jo|jep|jeps|jaa|jada|ja da|ja ja|jamen ja|ja for pokker|jo da|jow|j|y|ye|ok|okay|okey|oki|k|fint|fint nok|helt fint|det er fint|det er ok|det er okay|godt|det er godt|selvfoelgelig|naturligvis|gerne|meget gerne|det maa du gerne|det maa i gerne|gerne det|klart|klar|helt klart|super|perfekt|enig|nemlig|korrekt|rigtigt|det er rigtigt|det passer|det stemmer|det er korrekt|passer|stemmer|absolut|bestemt|afgjort|lad os det|lad os goere det|goer det|det goer vi|det lyder godt|lyder godt|ser godt ud|det ser godt ud|ser fint ud|det ser fint ud|ser rigtigt ud|det ser rigtigt ud|modtaget|accepteret|" +
	"yes|yeah|yep|yup|yea|aye|sure|sure thing|of course|certainly|absolutely|definitely|right|thats right|that is right|correct|thats correct|fine|thats fine|sounds good|looks good|it looks good|that looks good|looks fine|it looks fine|looks right|it looks right|looks great|its fine|good|great|agreed|alright|all right|go ahead|do it|lets do it|no problem|intet problem|ikke noget problem|yes indeed|by all means|with pleasure|perfect|indeed|i do|we do"),
	phraseSet("nej|naeh|nae|naej|nope|nix|niks|nej da|nej nej|ikke|helst ikke|ellers tak|nej ellers tak|overhovedet ikke|slet ikke|bestemt ikke|det passer ikke|det er forkert|forkert|passer ikke|stemmer ikke|det stemmer ikke|det er ikke rigtigt|det vil jeg ikke|det vil vi ikke|det oensker vi ikke|n|aldrig|ingen|" +
		"no|nah|nay|not really|no way|never|not at all|rather not|id rather not|i dont|we dont|wrong|thats wrong|incorrect|negative|dont|no no|absolutely not|definitely not|certainly not")

func phraseSet(list string) map[string]bool {
	m := map[string]bool{}
	for s := range strings.SplitSeq(list, "|") {
		m[s] = true
	}
	return m
}

var (
	yesFirst  = wordSet("ja jo jep yes yeah yep ok okay sure selvfoelgelig")
	noFirst   = wordSet("nej no nope nah naeh")
	doubtful  = wordSet("men but dog maaske maybe perhaps hvis if unless medmindre eller or ved know idea")
	denying   = wordSet("ikke not ingen never aldrig nej no dont")
	approving = wordSet("ja jo yes yeah")
)

// ParseYes reads a yes or a no in either language, also 👍 and 👎; l is only
// there for a tie, and there is none today. A short addition is allowed ("ja,
// det må I gerne", "nej tak, ikke i dag"); "ja, men …", a yes and a no in one
// breath, and what is neither give ok false.
func ParseYes(text string, l chat.Lang) (yes, ok bool) {
	words, signs, ok := spoken(text, 8)
	if !ok {
		return false, false
	}
	up := strings.ContainsAny(signs, "👍👌✅✔☑🙌")
	down := strings.ContainsAny(signs, "👎❌✖🚫")
	answer := func(yes, contradicted bool) (bool, bool) { return yes && !contradicted, !contradicted }
	if len(words) == 0 {
		return answer(up, up == down)
	}
	if strings.Contains(signs, "?") {
		return false, false
	}
	bare := withoutPolite(words)
	if len(bare) == 0 { // "ok", "ok tak"
		return answer(true, down || words[0] != "ok" && words[0] != "okay")
	}
	switch said := strings.Join(bare, " "); {
	case yesTable[said], yesTable[contracted(said)], yesTable[strings.Join(words, " ")]:
		return answer(true, down)
	case noTable[said], noTable[contracted(said)], noTable[strings.Join(words, " ")]:
		return answer(false, up)
	}
	for _, w := range words[1:] {
		if doubtful[w] {
			return false, false
		}
	}
	contrary := func(set map[string]bool) bool {
		for _, w := range bare[1:] {
			if set[w] {
				return true
			}
		}
		return false
	}
	switch {
	case yesFirst[bare[0]]:
		return answer(true, down || contrary(denying))
	case noFirst[bare[0]]:
		return answer(false, up || contrary(approving))
	}
	return false, false
}
