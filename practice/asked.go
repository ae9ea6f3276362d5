package practice

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"brobygger/chat"
)

// Asked is the newest message with buttons that a person got outside a dialog.
// What its buttons say can be typed too.
type Asked struct {
	At      time.Time     `json:"at"`
	Buttons []chat.Button `json:"buttons"`
}

// HandOn is words of a leader that are passed on if they say so.
type HandOn struct {
	Meta    `json:"-"`
	ID      string    `json:"id"`
	Person  string    `json:"person"`
	Opening string    `json:"opening"`
	Words   string    `json:"words"`
	At      time.Time `json:"at"`
}

func (h *HandOn) Key() Key { return Key{"handon", h.ID} }

// Terms lets the words go with those of dialogs that were left.
func (h *HandOn) Terms() []Term {
	return []Term{{"asked", TimeTerm(h.At)}, {"person", h.Person}}
}

// askedFor is how long words still answer such a message.
const askedFor = 7 * 24 * time.Hour

// asks remembers the buttons of a message that goes to one person who is known
// already. What begins things rather than answers is no question.
func (t *Turn) asks(to chat.Account, m chat.Message) {
	begins := func(b chat.Button) bool { return strings.HasPrefix(b.Arg, "f-") || m.Kind == "hello.help" }
	buttons := slices.DeleteFunc(slices.Clone(m.Buttons), begins)
	if len(buttons) == 0 {
		return
	}
	who := t.Who
	if to != t.Event.From.Account {
		who, _ = t.importedPerson(to) // who cannot be read can still press
	}
	if who == nil || who.rev == 0 && !slices.Contains(t.dirty, Record(who)) {
		return
	}
	who.Asked = &Asked{At: t.Now, Buttons: buttons}
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
	if t.Now.Sub(q.At) > askedFor {
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
	said, ok := t.ParseYes(text, t.Words.Lang())
	stops := onlySays(text, "stop glem det drop lad være lige meget forget it never mind cancel")
	if yes, no := pair(q.Buttons); stops && no != nil && no.ID == "hand_on_no" || ok && !said {
		return no
	} else if ok && plainYes(text) {
		return yes
	}
	return nil
}

// plainYes reports whether a text begins with a yes: praise and agreement in
// other words may be about anything.
func plainYes(text string) bool {
	words := wordsOf(text)
	return len(words) > 0 && among("ja jo jada jaja yes yep yeah sure gerne ok okay 👍", words[0])
}

// pair gives the buttons that a yes and a no stand for, where there is a yes.
func pair(buttons []chat.Button) (yes, no *chat.Button) {
	for i := range buttons {
		switch b := &buttons[i]; b.ID {
		case "yes", "forget_yes", "keep_story", "hand_on", "tasks":
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

// aside answers a leader who writes something else than work: of the call that
// waits, a question, thanks. It reports whether it did.
func (t *Turn) aside(text string) (done bool, err error) {
	o, err := t.newestOpen()
	if err != nil {
		return false, err
	}
	asked, err := t.askedWhen()
	if err != nil {
		return false, err
	}
	switch {
	case asked != nil && t.saysWhen(text):
		return true, t.newTime(asked, text)
	case t.IsQuestion(text) && saysAny(text, "du you jer"):
		t.answer(t.greeting())
	case o != nil && (t.IsQuestion(text) || t.saysWhen(text) || strings.Contains(text, " ")):
		t.offerToHandOn(o, text)
	case t.IsQuestion(text) || saysAny(text, "menneske human person someone"):
		t.answer(chat.Message{Kind: "hello.ask", Lang: t.Words.Lang(), Text: t.Words.T("hello.ask", "name", t.Who.First(), "coordinator", t.coordinatorName())})
	default:
		return false, nil
	}
	return true, nil
}

// newestOpen is the newest of the sender's openings that is not over; nil for none.
func (t *Turn) newestOpen() (newest *Opening, err error) {
	openings, err := t.openingsOf(t.Who)
	for _, o := range openings {
		if !o.State.Over() && (newest == nil || o.Number > newest.Number) {
			newest = o
		}
	}
	return newest, err
}

// askedWhen is the opening of which the sender was last asked when a call would
// suit them; nil for none.
func (t *Turn) askedWhen() (*Opening, error) {
	if t.Who.Asked == nil {
		return nil, nil
	}
	for _, b := range t.Who.Asked.Buttons {
		if b.ID == "tomorrow" {
			o, ok, err := get[Opening](t, b.Arg)
			if !ok || !o.State.Waiting() {
				o = nil
			}
			return o, err
		}
	}
	return nil, nil
}

// offerToHandOn says where an opening stands, and asks whether to pass on what
// the leader wrote.
func (t *Turn) offerToHandOn(o *Opening, text string) {
	w := t.Words
	m := chat.Message{Kind: "opening.ask", Lang: w.Lang(), Text: t.mineMessage(o).Text + "\n\n" + w.T("ask.hand_on", append([]any{"words", text}, t.values(o, w)...)...)}
	h := &HandOn{ID: t.newID("h"), Person: t.Who.ID, Opening: o.ID, Words: text, At: t.Now}
	t.Save(h)
	for _, id := range []string{"hand_on", "hand_on_no", "new_tasks"} {
		b := t.button(w, id, o)
		b.Arg = h.ID
		m.Buttons = append(m.Buttons, b)
	}
	m.Buttons = append(m.Buttons, t.button(w, "withdraw", o))
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: m})
}

// handOnPressed takes the answer to whether a leader's words are to be passed on.
func (t *Turn) handOnPressed(button, id string) error {
	h, ok, err := get[HandOn](t, id)
	if err != nil {
		return err
	}
	if !ok || t.Who == nil || h.Person != t.Who.ID {
		t.notice("press.old", t.Words.T("press.old"))
		return nil
	}
	t.delete(h.Key())
	o, ok, err := get[Opening](t, h.Opening)
	switch {
	case err != nil:
		return err
	case button == "new_tasks":
		t.begin("tasks", tasksFrom(h.Words))
	case button != "hand_on":
		t.done("mine.not_said")
	case !ok || o.State.Over():
		t.done("press.gone")
	default:
		o.Said = h.Words
		t.Save(o)
		t.ownerHears(o, "news.said")
		t.done("mine.said", t.values(o, t.Words)...)
	}
	return nil
}

// saysWhen reports whether a short text says when.
func (t *Turn) saysWhen(text string) bool {
	return len(strings.Fields(text)) <= 8 && (t.OnlyWhen != nil && t.OnlyWhen(text, t.Words.Lang()) ||
		saysAny(text, daysSaid) || saysAny(text, "formiddag formiddagen eftermiddag eftermiddagen kl morning afternoon"))
}

const daysSaid = "dag idag morgen imorgen mandag tirsdag onsdag torsdag fredag uge today tomorrow monday tuesday wednesday thursday friday week"

// pleasantry reports whether a text is thanks or agreement and nothing else.
func pleasantry(text string) bool {
	return len(strings.Fields(text)) <= 5 && onlySays(text, "tak takker mange tusind tusinde for det hjælpen opkaldet ok okay fint super perfekt dejligt godt herligt selv skal du have i orden thanks thank you so much great perfect fine nice good cool")
}

// wantsOut reports whether text asks that the sender be forgotten, and nothing else.
func wantsOut(text string) bool {
	return saysAny(text, "slet slette glem glemme frameld framelde afmeld afmelde delete forget unsubscribe") && saysAny(text, "mig me mine my") &&
		onlySays(text, "slet slette slettes glem glemme frameld framelde afmeld afmelde delete forget unsubscribe mig me mine my alt alle hele alting om data oplysninger profil konto bruger navn nummer jeg i du kan vil vi gerne venligst please tak lige at fra og i want would like you to can could everything all about information account from this i'd")
}

// saysAny reports whether one of the words stands in a text, and onlySays whether no others do.
func saysAny(text, words string) bool {
	return slices.ContainsFunc(wordsOf(text), func(w string) bool { return among(words, w) })
}

func onlySays(text, words string) bool {
	said := wordsOf(text)
	return len(said) > 0 && !slices.ContainsFunc(said, func(w string) bool { return !among(words, w) })
}

// among reports whether w is one of the words that spaces separate.
func among(words, w string) bool {
	for i := 0; ; {
		k := strings.Index(words[i:], w)
		if k < 0 {
			return false
		}
		from, to := i+k, i+k+len(w)
		if (from == 0 || words[from-1] == ' ') && (to == len(words) || words[to] == ' ') {
			return true
		}
		i = from + 1
	}
}

func wordsOf(text string) []string { return parted(text, ".,;:!?()\"") }

// parted gives the words of a text, in small letters; signs part words too.
func parted(text, signs string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(signs, r) })
}

// saysPhrase reports whether one of the phrases stands in a text that has one
// space around each word.
func saysPhrase(spaced string, phrases ...string) bool {
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(spaced, " "+p+" ") })
}
