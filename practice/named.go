package practice

import (
	"fmt"
	"slices"
	"strings"

	"brobygger/chat"
)

// cardSaid takes what the partner's people write of a card, by its number, under
// it, or to the bot alone. Words that mean a button do what it does; other words
// to the bot are answered with the card's buttons. ok is false when it is about
// no card.
func (t *Turn) cardSaid(b chat.Said) (ok bool, err error) {
	if len(t.myPartners()) == 0 {
		return false, nil
	}
	button := SaysOfCard(b.Text)
	_, numbers := numbered(b.Text)
	direct := t.Event.Place.IsDirect()
	if (direct || b.Mention) && asksWhatWaits(b.Text) {
		return true, t.command("åbne")
	}
	if direct && len(numbers) == 0 {
		return t.cardMeant(b, button)
	}
	if c, _ := t.commandOf(b.Text); len(numbers) == 0 && button == "" && (!b.Mention || c != nil || slashed(b.Text)) {
		return false, nil
	}
	if len(numbers) == 0 {
		numbers = []int{0}
	}
	var all []*Opening
	for _, number := range numbers {
		o, err := t.cardNamed(number)
		if err != nil {
			return false, err
		}
		if o != nil && t.mayHandle(o) {
			all = append(all, o)
		}
	}
	if len(all) == 0 {
		return false, nil
	}
	switch {
	case button == answersReminder && !t.reminded(all[0]):
		button = ""
	case button == answersReminder:
		button = "claim"
	case numbers[0] == 0 && button != "" && saysBoth(b.Text):
		return t.cardMeant(b, button)
	}
	mine := !slices.ContainsFunc(all, func(o *Opening) bool { return !t.fits("release", o) })
	switch {
	case button != "" && (button != "release" || mine):
		return true, t.pressAll(button, all)
	case !b.Mention && !direct:
		return false, nil // it may be about anything
	}
	t.remember()
	for _, o := range all {
		t.showCard(o)
	}
	return true, nil
}

// reminded reports whether the bot has asked who calls, and nobody has said.
func (t *Turn) reminded(o *Opening) bool {
	return o.State == HandedOver && !t.Now.Before(t.before(o, t.Settings.Reminders.Duty))
}

// pressAll does what a button does, on each of some openings, and says it of each.
func (t *Turn) pressAll(button string, all []*Opening) error {
	slices.SortFunc(all, func(a, b *Opening) int { return a.Number - b.Number })
	var said []string
	for _, o := range all {
		t.Ack.Notice = nil
		as := button
		if as == "claim" && o.State == Contacted {
			as = "take"
		}
		if err := t.pressInWords(as, o); err != nil {
			return err
		}
		if t.Ack.Notice != nil {
			said = append(said, t.Ack.Notice.Text)
		}
	}
	if len(said) > 1 {
		t.notice(t.Ack.Notice.Kind, strings.Join(said, "\n"))
	}
	return nil
}

// cardMeant takes words to the bot alone that name no card by its number: they are
// about the one they name otherwise, the card it last asked of, else the sender's
// own, else the only one there is.
func (t *Turn) cardMeant(b chat.Said, button string) (ok bool, err error) {
	if !t.is(Staff) || t.answered(b.Text) != nil {
		return false, nil
	}
	all, err := t.waiting(t.partnersOf(t.Event.From))
	if err != nil {
		return false, err
	}
	two := saysBoth(b.Text)
	if button == "" {
		as, some := t.cardsByName(b.Text, all)
		switch {
		case len(some) == 0:
			return t.ill(b.Text), nil
		case len(some) == 1:
			return true, t.pressAll(as, some)
		}
		t.remember()
		t.whichCard(as, some)
		return true, nil
	}
	reminder := button == answersReminder
	if reminder {
		button = "claim"
	}
	if o, as, err := t.askedOf(button); !two && (err != nil || o != nil) {
		if err == nil {
			err = t.pressInWords(as, o)
		}
		return true, err
	}
	if reminder {
		return false, nil
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
	case len(fit) == 1 || len(fit) == 2 && two:
		return true, t.pressAll(button, fit)
	case len(fit) > 1 && len(fit) <= mineShown:
		t.whichCard(button, fit)
	case len(fit) == 0 && len(mine) == 1:
		t.showCard(mine[0])
	default:
		return true, t.open("")
	}
	return true, nil
}

// whichCard asks which of some openings the words are about.
func (t *Turn) whichCard(button string, some []*Opening) {
	m := chat.Message{Kind: "handover.which", Lang: t.Words.Lang(), Text: t.Words.T("which.card", "said", t.Words.L("button."+button), "number", some[0].Number)}
	for _, o := range some {
		m.Buttons = append(m.Buttons, chat.Button{ID: button, Arg: o.ID, Label: fmt.Sprintf("#%d %s", o.Number, t.companyName(o))})
	}
	t.answer(m)
}

// cardsByName gives what a text says of the openings that it names by the company
// or the person to call, and those of them on which that can be done.
func (t *Turn) cardsByName(text string, all []*Opening) (button string, some []*Opening) {
	for _, o := range all {
		company := t.companyName(o)
		names := []string{company, o.Contact.Name, firstName(o.Contact.Name)}
		if first := firstName(company); len(first) > 2 {
			names = append(names, first)
		}
		for _, name := range names {
			if says := saysOfNamed(text, name); says != "" && says != answersReminder {
				button, some = says, append(some, o)
				break
			}
		}
	}
	if fit := slices.DeleteFunc(slices.Clone(some), func(o *Opening) bool { return !t.fits(button, o) }); len(fit) > 0 {
		some = fit
	}
	if len(some) > mineShown {
		some = some[:mineShown]
	}
	return button, some
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
	case "close":
		return !o.State.Over()
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
