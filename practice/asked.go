package practice

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/chat"
)

// Asked is the newest message with buttons that a person got outside a dialog.
// What its buttons say can be typed too.
type Asked struct {
	At      time.Time     `json:"at"` // when it was to be read
	Buttons []chat.Button `json:"buttons"`
	Words   string        `json:"words,omitempty"` // what is passed on if the answer is yes
}

// askedFor is how long words still answer such a message.
const askedFor = 7 * 24 * time.Hour

// asks remembers the buttons of a message to one person who is known already.
// What begins things rather than answers is no question.
func (t *Turn) asks(s Send) {
	begins := func(b chat.Button) bool { return strings.HasPrefix(b.Arg, "f-") || s.Message.Kind == "hello.help" }
	buttons := slices.DeleteFunc(slices.Clone(s.Message.Buttons), begins)
	if len(buttons) == 0 {
		return
	}
	who := t.Who
	if a := (chat.Account{Platform: s.Place.Platform, Workspace: s.Place.Workspace, User: s.Place.User}); a != t.Event.From.Account {
		who, _ = t.importedPerson(a) // who cannot be read can still press
	}
	if who == nil || who.rev == 0 && !slices.Contains(t.dirty, Record(who)) {
		return
	}
	at := t.Now
	if s.Until.After(at) {
		at = s.Until
	}
	who.Asked = &Asked{At: at, Buttons: buttons}
	t.Save(who)
}

// AsksElsewhere notes that the newest question to the sender is a dialog's.
func (t *Turn) AsksElsewhere() {
	if t.Who != nil && t.Who.Asked != nil {
		t.Who.Asked = nil
		t.Save(t.Who)
	}
}

// Answers reports whether text says what one of the buttons says that the
// sender was last shown, so that it goes before whatever a dialog waits for.
func (t *Turn) Answers(text string) bool { return t.answered(text) != nil }

// answered gives the button that text means.
func (t *Turn) answered(text string) *chat.Button {
	text = strings.TrimSpace(text)
	if t.Who == nil || t.Who.Asked == nil || t.Match == nil || len(text) > 60 {
		return nil
	}
	q := t.Who.Asked
	if t.Now.Before(q.At) || t.Now.Sub(q.At) > askedFor {
		return nil
	}
	options := make([]chat.Option, len(q.Buttons))
	for i, b := range q.Buttons {
		options[i] = chat.Option{ID: strconv.Itoa(i), Label: b.Label}
	}
	if n, err := strconv.Atoi(strings.Trim(text, " .")); err == nil && n > 0 {
		return nil // buttons have no numbers
	}
	if ids, rest := t.Match(text, options); len(ids) == 1 && rest == "" {
		i, _ := strconv.Atoi(ids[0])
		return &q.Buttons[i]
	}
	if said, ok := t.ParseYes(text, t.Words.Lang()); ok {
		yes, no := pair(q.Buttons)
		if said {
			return yes
		}
		return no
	}
	return nil
}

// pair gives the buttons that a yes and a no stand for, where there is a yes.
func pair(buttons []chat.Button) (yes, no *chat.Button) {
	for i := range buttons {
		switch b := &buttons[i]; b.ID {
		case "yes", "forget_yes", "keep_story", "hand_on":
			yes = b
		case "drop", "forget_no", "hand_on_no":
			no = b
		}
	}
	if yes == nil {
		return nil, nil
	}
	return yes, no
}

// typedButton does what a press on the button does. What only a press can open
// is said so.
func (t *Turn) typedButton(b chat.Button) error {
	if err := t.pressed(b.ID, b.Arg); err != nil {
		return err
	}
	if t.Ack.Form != nil {
		t.Ack.Form = nil
		t.answer(chat.Message{Kind: "press.form", Lang: t.Words.Lang(), Text: t.Words.T("press.form", "button", b.Label), Buttons: []chat.Button{b}})
	}
	return nil
}

// question answers what a leader asks, or says of the call, with what the bot
// knows: where their newest opening stands. It offers to pass the words on.
func (t *Turn) question(text string) error {
	openings, err := t.openingsOf(t.Who)
	if err != nil {
		return err
	}
	var o *Opening
	for _, one := range openings {
		if !one.State.Over() && (o == nil || one.Number > o.Number) {
			o = one
		}
	}
	if o == nil {
		t.answer(chat.Message{Kind: "hello.ask", Lang: t.Words.Lang(), Text: t.Words.T("hello.ask", "name", t.Who.First(), "coordinator", t.coordinatorName())})
		return nil
	}
	w := t.Words
	m := chat.Message{Kind: "opening.ask", Lang: w.Lang(), Text: w.T("mine.opening", t.values(o, w)...) + " " + w.T(t.stand("mine.state.", o), t.values(o, w)...) + "\n\n" + w.T("ask.hand_on", append([]any{"words", text}, t.values(o, w)...)...)}
	for _, id := range []string{"hand_on", "hand_on_no"} {
		m.Buttons = append(m.Buttons, t.button(w, id, o))
	}
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: m})
	if t.Who.Asked != nil {
		t.Who.Asked.Words = text
	}
	return nil
}

// handOn passes on what the leader asked or said.
func (t *Turn) handOn(o *Opening) {
	if t.words == "" || o.State.Over() {
		t.leaderTooLate(o)
		return
	}
	o.Said = t.words
	t.Save(o)
	t.ownerHears(o, "news.said")
	t.done("mine.said", t.values(o, t.Words)...)
}

var (
	calling = strings.Fields("ring ringe ringer ringet ringede opkald opkaldet opringning telefon call calls called calling phone")
	leaving = strings.Fields("slet slette glem glemme fjern frameld framelde afmeld afmelde delete forget remove unsubscribe")
)

// aboutCall reports whether text is about a call, or says when.
func (t *Turn) aboutCall(text string) bool {
	return len(text) <= 200 && (saysAny(text, calling) || t.OnlyWhen != nil && t.OnlyWhen(text, t.Words.Lang()))
}

func thanks(text string) bool {
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	return slices.Contains([]string{"tak", "takker", "thanks", "thank"}, strings.Trim(first, "!.,"))
}

// wantsOut reports whether text asks that the sender be forgotten.
func wantsOut(text string) bool {
	return len(strings.Fields(text)) <= 8 && saysAny(text, leaving) && saysAny(text, []string{"mig", "me", "mine", "my"}) && !saysAny(text, []string{"ikke", "not", "don't"}) &&
		!saysAny(text, []string{"mails", "filer", "files", "billeder"})
}

func saysAny(text string, words []string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		if slices.Contains(words, strings.Trim(word, ".,;:!?")) {
			return true
		}
	}
	return false
}
