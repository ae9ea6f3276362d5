package flows

import (
	"brobygger/chat"
)

// Ask is the kind of answer a step takes.
type Ask string

const (
	AskNothing Ask = ""        // a text, a verb, or both; goes on by itself
	AskNote    Ask = "note"    // the same, said aloud
	AskChoice  Ask = "choice"  // one of the options
	AskSeveral Ask = "several" // any of the options, until "next"
	AskText    Ask = "text"
	AskHours   Ask = "hours"   // per week, a figure or a range
	AskDate    Ask = "date"    // kept as YYYY-MM-DD
	AskPhone   Ask = "phone"   // normalised
	AskNumber  Ask = "number"  // from 0
	AskConfirm Ask = "confirm" // send, change or stop
	AskForm    Ask = "form"    // a sheet of inputs
)

func asks() []string {
	return []string{"choice", "several", "text", "hours", "date", "phone", "number", "confirm", "form", "note"}
}

// waits reports whether the step waits for the person.
func (a Ask) waits() bool { return a != AskNothing && a != AskNote }

// end is the place after the last step.
const end = -1

// flow is one loaded version of a flow file. It never changes.
type flow struct {
	file, name, version string
	source              []byte
	at                  at
	audience            string // "leader" (default) or "coordinator"
	title, about        words
	steps               []*step
	index               map[string]int
	inputs              map[string]*input // by id, of all forms
	formOf              map[string]*step  // the step of an input
}

// step is one step of a flow.
type step struct {
	id, kind string // kind is FLOW.STEP
	n        int    // its place in the file
	at       at
	ask      Ask
	title    words
	text     words
	also     []also
	short    words // its name in the summary's list; a step without one can't be changed there
	help     words
	sendWord words // of a confirm
	openWord words // of a form
	options  []option
	list     string
	amend    string                // who reads what is typed for it, also at the summary; see [Amender]
	read     string                // what of a person's own words answers it
	fixed    map[chat.Lang]choices // the options, when none has a placeholder or comes from a list
	named    map[chat.Lang]choices // and with the other words that mean them, when those have no placeholder either
	when     *cond
	target   target
	do       string
	optional bool
	write    bool
	lines    bool // text: each line is an answer of its own
	always   bool // "change: always": offered for change though it was skipped
	aside    *aside
	form     []*input
	bad      bool // while reading: its shape is wrong already
}

// target is where to go, by name and, once resolved, by number.
type target struct {
	name string // "" for the following step
	at   at
	n    int
}

// also is one more paragraph, under a condition.
type also struct {
	when *cond
	text words
}

type option struct {
	id       string
	at       at
	label    words
	hint     words
	typed    words // other words that mean it, by comma
	to       target
	do       string
	own      target // own words typed instead choose this option and go on this step's list
	min, max float64
	ranged   bool
}

// aside is a button that shows the next entry of a list without answering.
type aside struct {
	id, list string
	label    words
}

type input struct {
	id, kind string
	at       at
	label    words
	hint     words
	options  []option
	list     string
	value    words // what stands there from the start
	check    string
	optional bool
	max      int
}

// eachWords calls fn for every text of the step, with what it is for.
func (s *step) eachWords(fn func(what string, w words)) {
	fn("title", s.title)
	fn("text", s.text)
	for _, a := range s.also {
		fn("also", a.text)
	}
	fn("short", s.short)
	fn("help", s.help)
	fn("send", s.sendWord)
	fn("open", s.openWord)
	for _, o := range s.options {
		fn("option "+o.id, o.label)
		fn("hint of "+o.id, o.hint)
		fn("typed of "+o.id, o.typed)
	}
	if s.aside != nil {
		fn("aside", s.aside.label)
	}
	for _, in := range s.form {
		fn("input "+in.id, in.label)
		fn("hint of "+in.id, in.hint)
		for _, o := range in.options {
			fn("option "+o.id, o.label)
		}
	}
}

// option gives the inline option of that id.
func (s *step) option(id string) *option {
	for i := range s.options {
		if s.options[i].id == id {
			return &s.options[i]
		}
	}
	return nil
}

// answer is the answer that the option of that id stands for.
func (s *step) answer(id string) chat.Answer {
	a := chat.Answer{Choice: []string{id}}
	if o := s.option(id); o != nil && o.ranged {
		a.Min, a.Max = o.min, o.max
	}
	return a
}

// after is the place of the step that follows in the file.
func (f *flow) after(s *step) int {
	if s.n+1 < len(f.steps) {
		return s.n + 1
	}
	return end
}
