package practice

import (
	"slices"
	"strings"
	"unicode"

	"brobygger/chat"
)

// commandOf finds the command that text begins with, in either language; the
// longest word wins ("mine data" before "mine"). Letter case, the spelling of
// æ, ø and å, and courtesy at either end do not matter. rest is what follows, as
// it was written.
func (t *Turn) commandOf(text string) (best *command, rest string) {
	text = courteous(unslashed(text))
	if wantsOut(text) {
		return t.commandByID("forget"), ""
	}
	words := strings.Fields(text)
	said := strings.Fields(folded(strings.Join(words[:min(len(words), maxCommand)], " ")))
	longest := 0
	for _, c := range t.can {
		for _, w := range c.said {
			if len(w) > longest && len(w) <= len(said) && slices.Equal(w, said[:len(w)]) {
				best, longest = c, len(w)
			}
		}
	}
	if best == nil {
		return nil, ""
	}
	for _, w := range words[:longest] {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)[len(w):]
	}
	return best, strings.TrimSpace(text)
}

// maxCommand is how many words a command has at most.
const maxCommand = 3

// unslashed drops the "/bro" that a command typed as words begins with.
func unslashed(text string) string {
	if text = strings.TrimSpace(text); slashed(text) {
		text = strings.TrimSpace(text[len("/bro"):])
	}
	return text
}

var courtesies = strings.Fields("tak please venligst lige hej hi hello thanks gerne")

// courteous drops what is said around a command: "hej", "tak", "please".
func courteous(text string) string {
	for {
		text = strings.TrimRight(strings.TrimSpace(text), ".!")
		first, rest, more := strings.Cut(text, " ")
		last := strings.LastIndexFunc(text, unicode.IsSpace)
		switch {
		case more && slices.Contains(courtesies, folded(strings.TrimRight(first, ","))):
			text = rest
		case last > 0 && slices.Contains(courtesies, folded(text[last+1:])):
			text = strings.TrimRight(text[:last], ", ")
		default:
			return text
		}
	}
}

var letters = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa")

// folded is a word as it is compared.
func folded(word string) string { return letters.Replace(strings.ToLower(word)) }

// near gives the command word that was most likely meant, "" when none is one
// typing error away, or begins or is begun like that.
func (t *Turn) near(text string) string {
	said := folded(strings.Join(strings.Fields(courteous(text)), ""))
	if len(said) < 3 || len(said) > 30 || slices.Contains(courtesies, said) {
		return ""
	}
	begins := ""
	if c, rest := t.commandOf(text); c != nil && rest != "" && c.allowed(t) {
		begins = c.word(t.Words.Lang()) // "mine opgaver"
	}
	for _, c := range t.can {
		if !c.allowed(t) {
			continue
		}
		for _, w := range c.words() {
			word := folded(strings.ReplaceAll(w, " ", ""))
			switch {
			case said == word || len(word) > 3 && t.OneOff(said, word):
				return w
			case begins == "" && len(said) > 3 && strings.HasPrefix(word, said):
				begins = w
			}
		}
	}
	return begins
}

// unknown answers what is no command: with the one that was meant, a button away,
// else with all there are.
func (t *Turn) unknown(text string) {
	if word := t.near(text); word != "" {
		t.notice("command.unknown", t.Words.T("command.meant", "word", word), chat.Button{ID: "command", Arg: strings.ReplaceAll(word, " ", "_"), Label: "/bro " + word, Style: chat.Primary})
		return
	}
	m := t.greeting()
	m.Kind, m.Text = "command.unknown", t.Words.T("command.unknown", "word", text)+"\n\n"+m.Text
	t.Ack.Notice = &m
}

// Sentence gives what the sender says to the bot outside their own conversation, or
// after /bro, that is a sentence and no command; "" for none. In a channel it must
// name a task, for much is said there in passing.
func (t *Turn) Sentence() string {
	text, called := "", false
	switch b := t.Event.Body.(type) {
	case chat.Called:
		text, called = b.Args, true
	case chat.Said:
		if text, called = unslashed(b.Text), slashed(b.Text); !called && (t.Event.Place.IsDirect() || !b.Mention) {
			return ""
		}
	}
	c, rest := t.commandOf(text)
	if c != nil && (rest == "" || c.arg || c.own) || len(strings.Fields(text)) < 3 || !called && !t.namesTask(text) {
		return ""
	}
	return text
}

// Directly tells the sender, where others are, that the answer is in their own
// conversation.
func (t *Turn) Directly() {
	if direct := t.Event.From.Account.Direct(); !t.Event.Place.IsDirect() && t.Ack.Notice == nil && t.Ack.Form == nil &&
		slices.ContainsFunc(t.Sends, func(s Send) bool { return s.Place == direct }) {
		t.notice("hello.direct", t.Words.T("hello.direct"))
	}
}

// withWords begins a flow with what was written after its command as the first
// words, if they can be those.
func withWords(flow string, first func(words string) chat.Answers) func(*Turn, string) error {
	return func(t *Turn, rest string) error {
		if rest == "" {
			t.begin(flow, nil)
			return nil
		}
		t.begin(flow, first(rest))
		return nil
	}
}

func tasksFrom(words string) chat.Answers {
	return chat.Answers{"start": {Choice: []string{"name_tasks"}}, "tasks": {Text: []string{words}}}
}

func storyFrom(words string) chat.Answers { return chat.Answers{"problem": {Text: []string{words}}} }

func listFrom(words string) chat.Answers {
	if lines, ok := AmendList(nil, words, true); ok {
		return chat.Answers{"batch": {Text: lines}}
	}
	return nil
}

func postFrom(words string) chat.Answers {
	if text, ok := AmendPost(nil, words, true); ok {
		return chat.Answers{"text": {Text: text}}
	}
	return nil
}

// companyFrom reads whom something is entered for: "Nordlys Pakkeri", or "Else fra
// Havnens Fisk".
func companyFrom(words string) chat.Answers {
	if name, company, ok := ofCompany(words); ok {
		return chat.Answers{"company_name": {Text: []string{company}}, "contact_name": {Text: []string{name}}}
	}
	return chat.Answers{"company_name": {Text: []string{words}}}
}
