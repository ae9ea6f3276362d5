package practice

import (
	"slices"
	"strconv"
	"strings"

	"brobygger/chat"
)

// claiming are the words by which one of the partner's people takes a card.
func claiming() []string {
	return []string{"jeg ringer", "jeg ringer til dem", "jeg ringer til ham", "jeg ringer til hende", "jeg tager den", "jeg tager", "den tager jeg", "jeg har den", "jeg har", "jeg kan tage den", "jeg kan ringe",
		"i'll call", "i will call", "i'll call them", "i'll take it", "i'll take", "i will take it", "i take it", "i've got it", "i got it", "i have it"}
}

// SaysClaim reports whether text says, and says no more, that its writer takes
// a card; a number with "#" may stand with it.
func SaysClaim(text string) bool {
	words, _ := numbered(text)
	return slices.Contains(claiming(), words)
}

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

// cardSaid takes what the partner's people write of a card, by its number or
// under it: claiming words take it, and other words to the bot are answered with
// where it stands and its buttons. ok is false when it is about no card.
func (t *Turn) cardSaid(b chat.Said) (ok bool, err error) {
	claims := SaysClaim(b.Text)
	_, number := numbered(b.Text)
	if number == 0 && !claims || len(t.myPartners()) == 0 {
		return false, nil
	}
	o, err := t.cardNamed(number)
	if err != nil || o == nil || !t.mayHandle(o) {
		return false, err
	}
	t.remember()
	if claims {
		t.claim(o)
		return true, nil
	}
	card := t.card(o)
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: chat.Message{Kind: "handover.asked", Lang: t.Words.Lang(),
		Text: t.about(o, t.Words, "more.about") + "\n" + card.Text, Buttons: card.Buttons}})
	return true, nil
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
