package practice

import (
	"slices"
	"strings"

	"brobygger/chat"
)

// command is one word after /bro, who may use it, and what it does.
type command struct {
	id  string
	da  []string // the first is shown
	en  []string
	who []Role // empty for everybody
	arg bool   // words may follow, with or without /bro before
	own bool   // words may follow after /bro: the first of the dialog that begins
	run func(t *Turn, rest string) error

	said [][]string // words, as they are compared
}

func (c *command) word(l chat.Lang) string {
	if l == chat.EN {
		return c.en[0]
	}
	return c.da[0]
}

// words are all that name the command.
func (c *command) words() []string { return slices.Concat(c.da, c.en) }

func (c *command) allowed(t *Turn) bool { return len(c.who) == 0 || slices.ContainsFunc(c.who, t.is) }

// show reports whether help names the command to the sender.
func (c *command) show(t *Turn) bool { return c.id != "help" && c.allowed(t) }

// commands is everything /bro can do, in the order help shows it.
func commands() []*command {
	return []*command{
		{id: "tasks", da: []string{"opgaver", "opgave"}, en: []string{"tasks", "task"}, who: []Role{Leader, Coordinator}, own: true, run: withWords("tasks", tasksFrom)},
		{id: "visit", da: []string{"besøg"}, en: []string{"visit"}, who: []Role{Leader, Coordinator}, run: func(t *Turn, _ string) error {
			t.begin("tasks", chat.Answers{"start": {Choice: []string{"visit"}}})
			return nil
		}},
		{id: "mine", da: []string{"mine", "mine alle"}, en: []string{"mine", "mine all"}, who: []Role{Leader, Coordinator}, run: (*Turn).mine},
		{id: "story", da: []string{"historie"}, en: []string{"story"}, who: []Role{Leader, Coordinator}, own: true, run: withWords("story", storyFrom)},
		{id: "stories", da: []string{"historier"}, en: []string{"stories"}, who: []Role{Leader, Coordinator}, run: (*Turn).stories},
		{id: "open", da: []string{"åbne", "kort"}, en: []string{"open", "cards"}, who: []Role{Staff, Coordinator}, run: (*Turn).open},
		{id: "away", da: []string{"fravær", "væk"}, en: []string{"away"}, who: []Role{Staff}, arg: true, run: (*Turn).away},
		{id: "duty", da: []string{"vagt"}, en: []string{"duty"}, who: []Role{Staff, Coordinator}, run: (*Turn).duty},
		{id: "behalf", da: []string{"for"}, en: []string{"for"}, who: []Role{Coordinator}, own: true, run: withWords("behalf", companyFrom)},
		{id: "batch", da: []string{"liste"}, en: []string{"list"}, who: []Role{Coordinator}, own: true, run: withWords("batch", listFrom)},
		{id: "broadcast", da: []string{"besked"}, en: []string{"broadcast"}, who: []Role{Coordinator}, own: true, run: withWords("broadcast", postFrom)},
		{id: "setup", da: []string{"setup", "opsætning"}, en: []string{"setup"}, who: []Role{Coordinator}, run: (*Turn).setup},
		{id: "link", da: []string{"kode"}, en: []string{"code"}, arg: true, run: (*Turn).link},
		{id: "language", da: []string{"english", "dansk", "sprog", "engelsk"}, en: []string{"dansk", "english", "language", "danish"}, own: true, run: (*Turn).language},
		{id: "data", da: []string{"mine data"}, en: []string{"my data"}, run: (*Turn).myData},
		{id: "forget", da: []string{"glem mig"}, en: []string{"forget me"}, run: (*Turn).forget},
		{id: "help", da: []string{"hjælp", "hjælp mig"}, en: []string{"help"}, run: func(t *Turn, _ string) error {
			t.answer(t.greeting())
			return nil
		}},
	}
}

func (p *Practice) commandByID(id string) *command {
	for _, c := range p.can {
		if c.id == id {
			return c
		}
	}
	return nil
}

// IsCommand reports whether text is a command by itself, so that it goes
// before whatever a dialog is waiting for.
func (t *Turn) IsCommand(text string) bool {
	if slashed(text) {
		return true
	}
	c, rest := t.commandOf(text)
	if c == nil || c.id == "help" || !c.allowed(t) {
		return false
	}
	return rest == "" && slices.Contains([]string{"forget", "data", "mine", "stories", "open"}, c.id)
}

// slashed reports whether text is written as a command.
func slashed(text string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return strings.EqualFold(first, "/bro")
}

// SaysAnew reports whether text is rather something new than the answer to a
// question that need not be answered: a command by itself, or, when the
// question is old, a sentence.
func (t *Turn) SaysAnew(text string, old bool) bool {
	if c, rest := t.commandOf(text); c != nil && c.id != "help" && rest == "" {
		return true
	}
	return old && len(strings.Fields(text)) >= 3
}

func (t *Turn) command(args string) error {
	if strings.TrimSpace(args) == "" {
		t.answer(t.greeting())
		return nil
	}
	c, rest := t.commandOf(args)
	if c == nil || rest != "" && !c.arg && !c.own {
		if len(strings.Fields(args)) >= 3 {
			return t.wrote(args)
		}
		t.unknown(args)
		return nil
	}
	if !c.allowed(t) {
		t.refuse("refused."+string(c.who[0]), "unit", t.unitFor(t.whoNetwork(), nil), "coordinator", t.coordinatorName())
		return nil
	}
	if err := c.run(t, rest); err != nil {
		return err
	}
	t.Directly()
	return nil
}

// coordinatorName names whom the sender can ask: a coordinator another one, else
// whoever runs the bot.
func (t *Turn) coordinatorName() string {
	if t.Who != nil && t.is(Coordinator) {
		return t.coordinatorBeside(t.Who.ID, "coordinator.none")
	}
	return t.coordinatorBeside("", "coordinator")
}

// coordinatorBeside names a coordinator who is not that person; without one it
// gives the word for it.
func (t *Turn) coordinatorBeside(person, none string) string {
	for _, a := range t.Settings.Coordinators {
		if p, err := t.person(a); err == nil && p != nil && p.Name != "" && p.ID != person {
			return p.Name
		}
	}
	return t.Words.L(none)
}

// Command describes /bro for the platforms that list commands.
func Command(texts *Texts) chat.Command {
	da, en := texts.In(chat.DA), texts.In(chat.EN)
	cmd := chat.Command{Name: "bro", Bare: "help", About: map[chat.Lang]string{chat.DA: da.L("about.bro"), chat.EN: en.L("about.bro")}}
	for _, c := range commands() {
		w := chat.CommandWord{ID: c.id,
			Word:  map[chat.Lang]string{chat.DA: c.da[0], chat.EN: c.en[0]},
			About: map[chat.Lang]string{chat.DA: da.L("about." + c.id), chat.EN: en.L("about." + c.id)}}
		if c.arg || c.id == cmd.Bare {
			w.Arg = map[chat.Lang]string{chat.DA: da.L("arg." + c.id), chat.EN: en.L("arg." + c.id)}
		}
		cmd.Words = append(cmd.Words, w)
	}
	return cmd
}

// Shortcuts describes the commands in the menu of a message.
func Shortcuts(texts *Texts) []chat.CommandWord {
	label := func(l chat.Lang) string { return texts.In(l).L("shortcut.opening") }
	return []chat.CommandWord{{ID: "opening", Word: map[chat.Lang]string{chat.DA: label(chat.DA), chat.EN: label(chat.EN)}}}
}

// NotSaved says that what a person did is not saved, for a platform that can
// show it when nothing else works.
func NotSaved(texts *Texts) map[chat.Lang]string {
	return map[chat.Lang]string{chat.DA: texts.In(chat.DA).L("trouble.not_saved"), chat.EN: texts.In(chat.EN).L("trouble.not_saved")}
}
