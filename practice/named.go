package practice

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"brobygger/chat"
)

// A saying is a button of a card and the words that mean it. "[…]" stands for
// the company, and "jeg", "jeg har" or "vi har" may come before all of them.
type saying struct {
	button, words string
}

// sayings are narrow: what might mean anything else is not among them.
func sayings() []saying {
	return []saying{
		{"claim", "ringer|ringer til […]|ringer op|ringer jeg|kan ringe|skal nok ringe|tager den|tager den her|tager opkaldet|tager jeg den|den tager jeg|jeg tager|har den|jeg har|kan tage den|skal nok tage den|den er min|" +
			"i'll call|i will call|i'll call […]|i will call […]|calling […]|i'll take it|i'll take this|i'll take this one|i'll take|i will take it|i take it|taking it|taking this one|i've got it|i got it|got it|i have it"},
		{"no_answer", "fik ikke svar|fik intet svar|fik ingen svar|ikke fået svar|intet svar|ingen svar|ringet intet svar|ringet ingen svar|ringet ikke svar|ringet fik ikke svar|ringet ikke fået svar|ringede intet svar|ringede fik ikke svar|" +
			"ingen svarede|ingen svarer|[de] svarede ikke|[de] svarer ikke|[de] tog den ikke|[de] tager den ikke|ingen tog den|ingen tager den|fik ikke fat i […]|ikke fået fat i […]|" +
			"no answer|no reply|got no answer|called no answer|called got no answer|didn't get an answer|nobody answered|no one answered|[de] didn't answer|[de] didn't pick up|couldn't reach […]|didn't reach […]"},
		{"contacted", "talt sammen|vi talte sammen|snakket sammen|vi snakkede sammen|talt med […]|talte med […]|snakket med […]|snakkede med […]|fået fat i […]|fik fat i […]|" +
			"we talked|we spoke|we have talked|we've talked|we have spoken|we've spoken|talked to […]|talked with […]|spoke to […]|spoke with […]|spoken to […]|spoken with […]|reached […]"},
		{"release", "kan ikke nå det|kan ikke nå den|når det ikke|når den ikke|kan ikke ringe|kan ikke tage den|lægger den tilbage|må lægge den tilbage|læg den tilbage|" +
			"can't make it|cannot make it|can't call|can't do it|can't take it|putting it back|put it back"},
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

// plainly gives the words of a text that say something: in small letters, without
// courtesy and without an opening's number, which comes beside them, 0 for none.
func plainly(text string) (words string, number int) {
	words, number = numbered(text)
	words = strings.Join(slices.DeleteFunc(strings.Fields(words), func(w string) bool { return slices.Contains(courtesy, w) }), " ")
	for _, end := range []string{" alligevel", " anyway", " after all", " i dag", " today"} {
		words = strings.TrimSuffix(words, end)
	}
	return words, number
}

// SaysOfCard gives the button that one of the partner's people means who writes
// text, and writes no more than that, of a card: "claim", "contacted", "no_answer"
// or "release". It is "" when that is not clear.
func SaysOfCard(text string) (button string) {
	if strings.Contains(text, "?") || len(text) > 100 {
		return ""
	}
	words, _ := plainly(text)
	for _, begin := range []string{"", "jeg ", "jeg har ", "vi har ", "har ", "i ", "i have ", "i've ", "we have ", "we've "} {
		if rest, ok := strings.CutPrefix(words, begin); ok && meanings()[rest] != "" {
			return meanings()[rest]
		}
	}
	return ""
}

// NamesCard reports whether text names an opening by its number, such as "#12".
func NamesCard(text string) bool { _, number := numbered(text); return number > 0 }

// numbered takes the opening's number, such as "#12", out of what was written,
// and gives the rest in small letters; 0 for none.
func numbered(text string) (words string, number int) {
	var rest []string
	for _, word := range strings.Fields(strings.ToLower(strings.ReplaceAll(text, "’", "'"))) {
		word = strings.Trim(word, ".,!?:;")
		if n, err := strconv.Atoi(strings.TrimPrefix(word, "#")); err == nil && n > 0 && strings.HasPrefix(word, "#") {
			number = n
		} else if word != "" {
			rest = append(rest, word)
		}
	}
	return strings.Join(rest, " "), number
}

// cardSaid takes what the partner's people write of a card, by its number, under
// it, or to the bot alone. Words that mean a button do what it does; other words
// to the bot are answered with the card's buttons. ok is false when it is about
// no card.
func (t *Turn) cardSaid(b chat.Said) (ok bool, err error) {
	if len(t.myPartners()) == 0 {
		return false, nil
	}
	button := SaysOfCard(b.Text)
	_, number := numbered(b.Text)
	direct := t.Event.Place.IsDirect()
	if direct && number == 0 {
		return t.cardMeant(b, button)
	}
	if c, _ := t.commandOf(b.Text); number == 0 && button == "" && (!b.Mention || c != nil || slashed(b.Text)) {
		return false, nil
	}
	o, err := t.cardNamed(number)
	if err != nil || o == nil || !t.mayHandle(o) {
		return false, err
	}
	if button == "claim" && o.State == Contacted {
		button = "take"
	}
	switch {
	case button != "" && (button != "release" || t.fits(button, o)):
		return true, t.pressInWords(button, o)
	case !b.Mention && !direct:
		return false, nil // it may be about anything
	}
	t.remember()
	t.showCard(o)
	return true, nil
}

// cardMeant takes words to the bot alone that name no card: they are about the
// card it last asked of, else the sender's own, else the only one there is.
func (t *Turn) cardMeant(b chat.Said, button string) (ok bool, err error) {
	if !t.is(Staff) || t.answered(b.Text) != nil {
		return false, nil
	}
	if button == "" {
		return t.ill(b.Text), nil
	}
	if o, as, err := t.askedOf(button); err != nil || o != nil {
		if err == nil {
			err = t.pressInWords(as, o)
		}
		return true, err
	}
	all, err := t.waiting(t.partnersOf(t.Event.From))
	if err != nil {
		return false, err
	}
	mine := slices.DeleteFunc(slices.Clone(all), func(o *Opening) bool { return o.Owner != t.Who.ID })
	var fit []*Opening
	for _, some := range [][]*Opening{mine, all} {
		if fit = slices.DeleteFunc(slices.Clone(some), func(o *Opening) bool {
			return !t.fits(button, o) || o.Owner != "" && o.Owner != t.Who.ID
		}); len(fit) > 0 {
			break
		}
	}
	if len(mine) == 0 {
		mine = all
	}
	t.remember()
	switch {
	case len(fit) == 1:
		return true, t.pressInWords(button, fit[0])
	case len(fit) > 1 && len(fit) <= mineShown:
		m := chat.Message{Kind: "handover.which", Lang: t.Words.Lang(), Text: t.Words.T("which.card", "said", t.Words.L("button."+button), "number", fit[0].Number)}
		for _, o := range fit {
			m.Buttons = append(m.Buttons, chat.Button{ID: button, Arg: o.ID, Label: fmt.Sprintf("#%d %s", o.Number, t.companyName(o))})
		}
		t.answer(m)
	case len(fit) == 0 && len(mine) == 1:
		t.showCard(mine[0])
	default:
		return true, t.open("")
	}
	return true, nil
}

// askedOf gives the opening that the sender was last asked about, when one of the
// buttons there is what they say now.
func (t *Turn) askedOf(button string) (o *Opening, as string, err error) {
	if t.Who.Asked == nil || t.Now.Sub(t.Who.Asked.At) > askedFor {
		return nil, "", nil
	}
	for _, b := range t.Who.Asked.Buttons {
		if b.ID != button && (button != "release" || b.ID != "cannot") && (button != "claim" || b.ID != "take") {
			continue
		}
		if o, ok, err := get[Opening](t, b.Arg); err != nil || ok && t.fits(b.ID, o) {
			return o, b.ID, err
		}
	}
	return nil, "", nil
}

// fits reports whether a button does something on an opening now; to put a card
// back in words is only for who has it.
func (t *Turn) fits(button string, o *Opening) bool {
	switch button {
	case "claim", "cannot":
		return o.State == HandedOver
	case "take":
		return o.State == Contacted && o.Owner == ""
	case "release":
		return o.State == Claimed && o.Owner == t.Who.ID
	}
	return o.State.Waiting()
}

// pressInWords does what the button does, and shows the card's buttons beside
// the answer, so that what was misread can be put right.
func (t *Turn) pressInWords(button string, o *Opening) error {
	t.inWords = o
	return t.openingPressed(button, o.ID)
}

// cardButtons are the buttons of the card, for the sender.
func (t *Turn) cardButtons(o *Opening) (all []chat.Button) {
	for _, b := range t.card(o).Buttons {
		if b.ID == "more" && t.fits("release", o) {
			all = append(all, t.button(t.Words, "release", o))
		}
		all = append(all, t.button(t.Words, b.ID, o))
	}
	return all
}

// showCard shows the sender alone where an opening stands, and its buttons.
func (t *Turn) showCard(o *Opening) {
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: chat.Message{Kind: "handover.asked", Lang: t.Words.Lang(),
		Text: t.about(o, t.Words, "more.about") + "\n" + t.card(o).Text, Buttons: t.cardButtons(o)}})
}

// cardNamed finds the opening with a number that is not over, or, for none, the
// one whose card the words stand under; nil when there is none.
func (t *Turn) cardNamed(number int) (*Opening, error) {
	if number == 0 {
		if t.Under == nil {
			return nil, nil
		}
		subject, err := t.Under()
		if err != nil {
			return nil, err
		}
		kind, id, _ := cut(subject)
		if kind != "opening" {
			return nil, nil
		}
		o, _, err := get[Opening](t, id)
		return o, err
	}
	for _, p := range t.myPartners() {
		for _, s := range []State{Reported, HandedOver, Claimed, Contacted, Paused} {
			openings, err := list[Opening](t, Query{Name: "partner", From: p + "/" + string(s)})
			if err != nil {
				return nil, err
			}
			for _, o := range openings {
				if o.Number == number {
					return o, nil
				}
			}
		}
	}
	return nil, nil
}
