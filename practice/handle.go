package practice

import (
	"slices"
	"strings"

	"brobygger/chat"
)

// Handle decides what an event leads to. Events that belong to a dialog do not
// come here: the host gives them to the dialog.
func (t *Turn) Handle() error {
	switch b := t.Event.Body.(type) {
	case chat.Called:
		return t.command(b.Args)
	case chat.Said:
		return t.said(b)
	case chat.Pressed:
		return t.pressed(b.Button, b.Arg)
	case chat.Chose:
		return t.chose(b)
	case chat.Submitted:
		return t.submitted(b)
	case chat.Shortcut:
		return t.shortcut(strings.TrimSpace(b.Text))
	case chat.Joined:
		return t.joined()
	case chat.BotJoined:
		return t.botJoined()
	case chat.BotLeft:
		return t.botLeft()
	case chat.Deleted:
		return nil
	case chat.Due:
		return t.due(b)
	case chat.Outcome:
		return t.outcome(b)
	}
	return nil
}

// Refused answers words that hold a CPR-like number: nothing of them is kept.
func (t *Turn) Refused() {
	t.Who, t.dirty = nil, nil
	t.notice("privacy.cpr", t.Words.T("privacy.cpr"))
	if s, ok := t.Event.Body.(chat.Submitted); ok {
		t.Ack.Notice = nil
		t.Ack.Errors = map[string]string{}
		for id, values := range s.Values {
			if FieldHasCPR(id, values) {
				t.Ack.Errors[id] = t.Words.L("privacy.cpr_field")
			}
		}
	}
}

// said answers words that no dialog waits for.
func (t *Turn) said(b chat.Said) error {
	ok, err := t.cardSaid(b)
	switch {
	case ok || err != nil:
		return err
	case !b.Mention:
		t.Who, t.dirty = nil, nil // said to others: nothing of it is kept
		return nil
	}
	text := strings.TrimSpace(b.Text)
	if slashed(text) {
		return t.command(unslashed(text))
	}
	if answer := t.answered(text); answer != nil && t.Event.Place.IsDirect() {
		return t.typedButton(*answer)
	}
	if c, rest := t.commandOf(text); c != nil && (rest == "" || c.arg && t.Event.Place.IsDirect()) {
		return t.command(text)
	}
	return t.wrote(text)
}

// wrote answers what is no command: a leader's own words about tasks begin the
// dialog, in their own conversation.
func (t *Turn) wrote(text string) error {
	if word, ok := t.Glossary.Lookup(asksFor(text)); ok {
		t.answer(chat.Message{Kind: "word.explained", Lang: t.Words.Lang(), Text: chat.Escape(word.In(t.Words.Lang()).Word + ": " + word.In(t.Words.Lang()).Text)})
		return nil
	}
	if pleasantry(text) && t.Event.Place.IsDirect() {
		t.answer(chat.Message{Kind: "hello.welcome", Lang: t.Words.Lang(), Text: t.Words.T("hello.welcome")})
		return nil
	}
	work := t.namesTask(text)
	if len(strings.Fields(text)) < 3 && t.near(text) != "" && !work {
		t.unknown(text)
		return nil
	}
	if t.Event.Place.IsDirect() && t.is(Leader) && text != "" && !work {
		if done, err := t.aside(text); done || err != nil {
			return err
		}
	}
	switch {
	case text == "" || !t.is(Leader) || (len(strings.Fields(text)) < 3 || t.overhead()) && !work:
		m := t.greeting()
		if t.is(Leader) && !t.is(Coordinator) && !t.is(Staff) {
			m.Text = t.Words.T("hello.short", "name", t.Who.First())
		}
		t.answer(m)
	default:
		t.begin("tasks", tasksFrom(text))
	}
	return nil
}

// overhead reports whether the words were said to the bot where others are, perhaps
// only in passing.
func (t *Turn) overhead() bool {
	_, said := t.Event.Body.(chat.Said)
	return said && !t.Event.Place.IsDirect()
}

// asksFor gives the word that "hvad er et fleksjob?" asks for, "" for none.
func asksFor(text string) string {
	low := strings.ToLower(strings.TrimRight(text, " ?!."))
	for _, begin := range []string{"hvad er et ", "hvad er en ", "hvad er ", "hvad betyder ", "what is a ", "what is an ", "what is ", "what does "} {
		if word, ok := strings.CutPrefix(low, begin); ok {
			return strings.TrimSuffix(word, " mean")
		}
	}
	return ""
}

// namesTask reports whether a word or two name a task, and are no greeting.
func (t *Turn) namesTask(text string) bool {
	if t.Read == nil || len(text) > 200 {
		return false
	}
	facts := t.Facts()
	found := t.Read(text, func(name string) any { return facts.Fact(name, nil) }, t.Words.Lang())
	return len(found["tasks"].Text) > 0
}

// shortcut begins a leader's dialog with the words of the message it was
// picked on.
func (t *Turn) shortcut(text string) error {
	if !t.is(Leader) && !t.is(Coordinator) {
		t.refuse("refused."+string(Leader), "coordinator", t.coordinatorName())
		return nil
	}
	preset := chat.Answers{"start": {Choice: []string{"name_tasks"}}}
	if text != "" {
		preset["tasks"] = chat.Answer{Text: []string{text}}
	}
	t.begin("tasks", preset)
	return nil
}

// greeting tells what one can do here, by role.
func (t *Turn) greeting() chat.Message {
	m := chat.Message{Kind: "hello.help", Lang: t.Words.Lang()}
	var about []string
	for _, c := range t.can {
		if c.show(t) {
			about = append(about, "- **/bro "+c.word(t.Words.Lang())+"**: "+t.Words.T("about."+c.id))
		}
	}
	name := ""
	if t.Who != nil {
		name = t.Who.First()
	}
	hello := "hello.help"
	if !t.is(Leader) && !t.is(Staff) && !t.is(Coordinator) {
		hello = "hello.outsider"
	}
	m.Text = t.Words.T(hello, "name", name, "coordinator", t.coordinatorName()) + "\n\n" + strings.Join(about, "\n")
	if t.is(Leader) {
		m.Buttons = []chat.Button{{ID: "tasks", Arg: "begin", Label: t.Words.L("button.tasks"), Style: chat.Primary}, {ID: "mine", Arg: "begin", Label: t.Words.L("button.mine")}}
	}
	return m
}

// Edited tells the sender that a message is read as it was first written.
func (t *Turn) Edited() {
	t.answer(chat.Message{Kind: "hello.edited", Lang: t.Words.Lang(), Text: t.Words.T("hello.edited")})
}

// begin starts a dialog with the sender, in their own conversation. From then
// on the person is somebody the bot knows.
func (t *Turn) begin(flow string, preset chat.Answers) {
	if preset == nil {
		preset = chat.Answers{}
	}
	fresh := len(preset) == 0
	if flow == "tasks" && t.Who != nil && !t.Who.Told {
		preset[firstContact] = chat.Answer{Choice: []string{"yes"}}
	}
	t.Begin = &Begin{Flow: flow, Preset: preset, fresh: fresh}
	t.remember()
	if !t.Event.Place.IsDirect() && t.Ack.Notice == nil {
		t.notice("hello.direct", t.Words.T("hello.direct"))
	}
}

// remember keeps the sender, who may have been a stranger until now.
func (t *Turn) remember() {
	if t.Who == nil {
		return
	}
	if partners := t.partnersOf(t.Event.From); len(partners) > 0 || len(t.Who.Staff) > 0 {
		t.Who.Staff = partners // a member of a channel no setting names is a colleague from now on
	}
	t.Save(t.Who)
	if l, ok := t.records[Key{"account", t.Event.From.Account.String()}]; ok {
		t.Save(l)
	}
}

// pressed takes a button that stands outside dialogs: Arg says of what.
func (t *Turn) pressed(button, arg string) error {
	if t.Who != nil && t.Who.Asked != nil && slices.ContainsFunc(t.Who.Asked.Buttons, func(b chat.Button) bool { return b.Arg == arg }) {
		t.AsksElsewhere()
	}
	kind, _, _ := strings.Cut(arg, "-")
	switch {
	case button == "command":
		return t.command(strings.ReplaceAll(arg, "_", " "))
	case arg == "begin":
		if c := t.commandByID(button); c != nil {
			return c.run(t, "")
		}
	case button == "mine" && arg == "all":
		return t.mineUpTo(true)
	case button == "fix":
		return t.fix(arg)
	case kind == "o":
		return t.openingPressed(button, arg)
	case kind == "s":
		return t.storyPressed(button, arg)
	case kind == "b":
		return t.broadcastPressed(button, arg)
	case kind == "c":
		return t.contactPressed(button, arg)
	case arg == "away":
		return t.awayPressed(button)
	case kind == "h":
		return t.handOnPressed(button, arg)
	case arg == "forget":
		return t.forgetPressed(button)
	}
	if t.Ack.Notice == nil && t.Ack.Replace == nil && t.Ack.Form == nil {
		t.notice("press.old", t.Words.T("press.old"))
	}
	return nil
}

func (t *Turn) chose(b chat.Chose) error {
	if len(b.Values) == 0 {
		return nil
	}
	switch {
	case b.Select == "bind":
		return t.bind(b.Values[0])
	case strings.HasPrefix(b.Arg, "o-"):
		return t.openingChose(b.Select, b.Arg, b.Values[0])
	}
	return nil
}

func (t *Turn) submitted(b chat.Submitted) error {
	if strings.HasPrefix(b.Arg, "o-") {
		return t.openingSubmitted(b)
	}
	return nil
}

// due takes a timer. A timer whose subject has moved on does nothing.
func (t *Turn) due(d chat.Due) error {
	switch d.Kind {
	case "release":
		return t.release(d)
	case "remind.duty", "remind.channel", "remind.lead", "remind.owner", "remind.coordinator", "promise", "slipped.again", "relevant", "pause":
		return t.openingDue(d)
	case "think", "ask_later":
		return t.thoughtOver(d)
	case "stories":
		return t.storyDue(d)
	case "story.review":
		return t.storyReview(d)
	case "expand":
		return t.expand(d)
	case "batch":
		return t.batchEnded(d)
	case "retention":
		return t.retention()
	}
	return nil
}
