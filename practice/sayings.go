package practice

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A saying is a button of a card and the words that mean it. "[…]" stands for
// the company, and "jeg", "jeg har" or "vi har" may come before all of them.
type saying struct {
	button, words string
}

// answersReminder is no button: words that take a card where the bot has just
// asked who calls, and may be about anything elsewhere.
const answersReminder = "reminded"

// sayings are narrow: what might mean anything else is not among them.
func sayings() []saying {
	return []saying{
		{"claim", "ringer|ringer til […]|ringer op|ringer jeg|kan ringe|skal nok ringe|tager den|tager den her|tager opkaldet|tager jeg den|den tager jeg|jeg tager|har den|jeg har|kan tage den|skal nok tage den|den er min|" +
			"i'll call|i will call|i'll call […]|i will call […]|calling […]|i'll take it|i'll take this|i'll take this one|i'll take|i will take it|i take it|taking it|taking this one|i've got it|i got it|got it|i have it"},
		{"no_answer", "fik ikke svar|fik intet svar|fik ingen svar|ikke fået svar|intet svar|ingen svar|ringet intet svar|ringet ingen svar|ringet ikke svar|ringet fik ikke svar|ringet ikke fået svar|ringede intet svar|ringede fik ikke svar|" +
			"ingen svarede|ingen svarer|[de] svarede ikke|[de] svarer ikke|[de] tog den ikke|[de] tager den ikke|ingen tog den|ingen tager den|fik ikke svar på […]|fik ikke svar hos […]|ringede telefonsvarer|ringet telefonsvarer|fik telefonsvareren|fik telefonsvarer|telefonsvarer|ringede fik telefonsvarer|ringede fik telefonsvareren|got voicemail|called voicemail|called got voicemail|voicemail|no answer from […]|fik ikke fat i […]|ikke fået fat i […]|" +
			"no answer|no reply|got no answer|called no answer|called got no answer|didn't get an answer|nobody answered|no one answered|[de] didn't answer|[de] didn't pick up|couldn't reach […]|didn't reach […]"},
		{"contacted", "talt sammen|vi talte sammen|snakket sammen|vi snakkede sammen|talt med […]|talte med […]|snakket med […]|snakkede med […]|fået fat i […]|fik fat i […]|" +
			"we talked|we spoke|we have talked|we've talked|we have spoken|we've spoken|talked to […]|talked with […]|spoke to […]|spoke with […]|spoken to […]|spoken with […]|reached […]"},
		{"release", "kan ikke nå det|kan ikke nå den|kan ikke nå den her|kan ikke nå dem|kan ikke tage den her|lægger dem tilbage|læg dem tilbage|når det ikke|når den ikke|kan ikke ringe|kan ikke tage den|lægger den tilbage|må lægge den tilbage|læg den tilbage|" +
			"can't make it|cannot make it|can't call|can't do it|can't take it|putting it back|put it back|put them back|can't do this one|can't take this one|can't make this one"},
		{"close", "luk|luk den|luk den her|lukker den|luk dem|luk sagen|kan lukkes|den kan lukkes|close|close it|close this|close this one|close them|closing it"},
		{answersReminder, "det gør jeg|gør det|gør jeg|skal jeg nok|det skal jeg nok|i'll do it|i will do it|i will|will do"},
	}
}

var (
	courtesy = strings.Fields("ok okay okey ja jo jep yes yep sure fint godt super hej hello hi tak thanks lige nu now så so just desværre sorry unfortunately men but og and")
	meanings = sync.OnceValue(func() map[string]string {
		all := map[string]string{}
		for _, s := range sayings() {
			for words := range strings.SplitSeq(s.words, "|") {
				whom, who := []string{""}, []string{""}
				if strings.Contains(words, "[…]") {
					whom = strings.Fields("dem ham hende lederen virksomheden them him her")
				}
				if strings.Contains(words, "[de]") {
					who = strings.Fields("de han hun they he she")
				}
				for _, whom := range whom {
					for _, who := range who {
						all[strings.NewReplacer("[…]", whom, "[de]", who).Replace(words)] = s.button
					}
				}
			}
		}
		return all
	})
)

// theCard stands in words for what they name a card by: "#12", "Nordlys", "begge".
const theCard = "#"

// plainly gives the words of a text that say something: in small letters, without
// courtesy and without an opening's number.
func plainly(text string) string {
	words, _ := numbered(text)
	return strings.Join(strings.Fields(strings.ReplaceAll(plain(words), theCard, "")), " ")
}

// plain takes courtesy out of words in small letters; cards named one after the
// other are one.
func plain(words string) string {
	kept := slices.DeleteFunc(strings.Fields(words), func(w string) bool { return slices.Contains(courtesy, w) })
	words = strings.Join(slices.CompactFunc(kept, func(a, b string) bool { return a == theCard && b == theCard }), " ")
	for _, end := range []string{" alligevel", " anyway", " after all", " i dag", " today"} {
		words = strings.TrimSuffix(words, end)
	}
	return words
}

// SaysOfCard gives the button that one of the partner's people means who writes
// text, and writes no more than that, of a card: "claim", "contacted", "no_answer",
// "release" or "close". It is "" when that is not clear. After a call, what came
// of it may follow.
func SaysOfCard(text string) (button string) {
	if strings.Contains(text, "?") || len(text) > 300 {
		return ""
	}
	if len(text) <= 100 {
		words, _ := numbered(text)
		if button = meant(words); button != "" {
			return button
		}
	}
	if at := strings.IndexAny(text, ",.;"); at > 0 {
		words, _ := numbered(text[:at])
		if button = meant(words); (button == "contacted" || button == "no_answer") && !turnsRound(text[at:]) {
			return button
		}
	}
	return ""
}

// turnsRound reports whether what follows a call tells of another call, or takes it back.
func turnsRound(text string) bool {
	return saysPhrase(" "+strings.Join(wordsOf(text), " ")+" ",
		"talt", "talte", "snakket", "snakkede", "fat i", "men ikke", "ikke om", "but not", "not about", "talked", "spoke", "spoken", "nej", "no")
}

// meant gives the button that words in small letters mean, wherever in them the
// card is named.
func meant(words string) (button string) {
	words = plain(both.ReplaceAllString(words, "${1}"+theCard+"${2}"))
	for _, card := range []string{"", "den", "dem", "de"} {
		said := strings.Join(strings.Fields(strings.ReplaceAll(words, theCard, card)), " ")
		for _, begin := range []string{"", "jeg ", "jeg har ", "vi har ", "har ", "i ", "i have ", "i've ", "we have ", "we've "} {
			if rest, ok := strings.CutPrefix(said, begin); ok && meanings()[rest] != "" {
				return meanings()[rest]
			}
		}
	}
	return ""
}

// saysOfNamed is SaysOfCard of a text that names the card by a name.
func saysOfNamed(text, name string) (button string) {
	words, _ := numbered(text)
	with := strings.Replace(" "+words+" ", " "+strings.ToLower(name)+" ", " "+theCard+" ", 1)
	if name == "" || len(text) > 100 || strings.Contains(text, "?") || !strings.Contains(with, theCard) {
		return ""
	}
	return meant(with)
}

var both = regexp.MustCompile(`(^| )(?:dem begge to|dem begge|begge to|begge|both of them|them both|both)( |$)`)

// saysBoth reports whether the sender speaks of two cards at once.
func saysBoth(text string) bool {
	words, _ := numbered(text)
	return both.MatchString(words) && !saysAny(words, "vi we")
}

// asksWhatWaits reports whether text asks for the list of cards, and nothing else.
func asksWhatWaits(text string) bool {
	return slices.Contains(strings.Split("hvad ligger der|hvad ligger der til mig|hvad venter|hvad venter der|hvad er åbent|hvilke er åbne|hvilke kort er åbne|hvilke ligger der|hvilke kort ligger der|hvilke har jeg|hvad har jeg|hvilke kort har jeg|hvilke er mine|hvem skal jeg ringe til|"+
		"what is there|what's there|what is open|what's open|what is waiting|what's waiting|which are open|which cards are open|which do i have|which ones do i have|which cards do i have|what do i have|which are mine|who do i call", "|"), plainly(text))
}

// NamesCard reports whether text names an opening by its number, such as "#12".
func NamesCard(text string) bool { _, numbers := numbered(text); return len(numbers) > 0 }

// numbered gives the openings' numbers, such as "#12", in what was written, and
// the words in small letters with [theCard] for each number.
func numbered(text string) (words string, numbers []int) {
	var all []string
	for _, word := range strings.Fields(strings.ToLower(strings.NewReplacer("’", "'", ",", " ", "+", " ", "&", " ").Replace(text))) {
		word = strings.Trim(word, ".,!?:;")
		if n, err := strconv.Atoi(strings.TrimPrefix(word, "#")); err == nil && n > 0 && strings.HasPrefix(word, "#") {
			if !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
			word = theCard
		} else {
			word = strings.ReplaceAll(word, theCard, "")
		}
		if word != "" {
			all = append(all, word)
		}
	}
	return strings.Join(all, " "), numbers
}
