package chat

import "strings"

// Message is what the bot says, in a form every platform can show after [Fit].
// Title, Text, field values and Note are Markdown of a small subset: **bold**,
// _italic_, "- " lists, [links](https://…), and blank lines between paragraphs;
// whatever a person wrote must have gone through [Escape].
// Labels of buttons, options and fields are plain text.
type Message struct {
	Kind    string   `json:"kind"` // stable: "opening.receipt", "tasks.own"
	Lang    Lang     `json:"lang,omitempty"`
	Title   string   `json:"title,omitempty"` // one line
	Text    string   `json:"text,omitempty"`
	Fields  []Field  `json:"fields,omitempty"`
	Selects []Select `json:"selects,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
	Note    string   `json:"note,omitempty"` // small print under everything
	// Mentions are the accounts this message may notify by name. The adapter
	// puts them in front of the text; nothing in the text itself can notify.
	Mentions []Account `json:"mentions,omitempty"`
}

// Field is one labelled fact of a card.
type Field struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Short bool   `json:"short,omitempty"` // may stand beside another
}

// Behind is the value as it stands behind its label in running text: after a
// space, but a list on lines of its own.
func (f Field) Behind() string {
	if strings.HasPrefix(f.Value, "- ") {
		return "\n" + f.Value
	}
	return " " + f.Value
}

// Style says how a button looks; the label alone must carry the meaning.
type Style string

const (
	Normal  Style = ""
	Primary Style = "primary"
	Danger  Style = "danger"
)

// Button is something to press. ID is a stable word ("claim"), Arg says of
// what ("o-47"); together they come back in [Pressed]. ID has at most 30
// characters of [a-z0-9_.], Arg at most 60 bytes without space or "|".
// A button with a URL opens it and sends no event.
type Button struct {
	ID    string `json:"id"`
	Arg   string `json:"arg,omitempty"`
	Label string `json:"label"`
	Style Style  `json:"style,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Select is a list to choose from in a message. Each change is a [Chose].
type Select struct {
	ID      string   `json:"id"`
	Arg     string   `json:"arg,omitempty"`
	Label   string   `json:"label"`
	Several bool     `json:"several,omitempty"`
	Options []Option `json:"options"`
	Chosen  []string `json:"chosen,omitempty"` // option ids
}

// Option is one thing to choose. IDs are unique within their list, at most 60 bytes.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Hint  string `json:"hint,omitempty"`
}

// Form is a sheet to fill in. Its ID and Arg come back in [Submitted].
type Form struct {
	ID     string  `json:"id"`
	Arg    string  `json:"arg,omitempty"`
	Lang   Lang    `json:"lang,omitempty"`
	Title  string  `json:"title"`
	Text   string  `json:"text,omitempty"`
	Submit string  `json:"submit"`
	Cancel string  `json:"cancel,omitempty"`
	Inputs []Input `json:"inputs"`
}

// InputKind says what an input takes.
type InputKind string

const (
	TextInput    InputKind = "text" // one line
	LongInput    InputKind = "long" // several lines
	PhoneInput   InputKind = "phone"
	NumberInput  InputKind = "number"
	DateInput    InputKind = "date"    // value is YYYY-MM-DD
	ChoiceInput  InputKind = "choice"  // one of Options
	SeveralInput InputKind = "several" // any of Options
)

// Input is one field of a form.
type Input struct {
	ID       string    `json:"id"`
	Label    string    `json:"label"`
	Kind     InputKind `json:"kind"`
	Hint     string    `json:"hint,omitempty"`
	Options  []Option  `json:"options,omitempty"`
	Value    []string  `json:"value,omitempty"` // what stands there already
	Optional bool      `json:"optional,omitempty"`
	Max      int       `json:"max,omitempty"` // characters, 0 for the platform's own limit
}

// Command is a command a person can type, for the platforms that list them.
type Command struct {
	Name  string          `json:"name"`
	About map[Lang]string `json:"about"`
	Words []CommandWord   `json:"words,omitempty"`
	// Bare is the ID of the word that stands for the command without a word,
	// for platforms on which it cannot be called so; what follows that word
	// there is sent as if it stood alone.
	Bare string `json:"bare,omitempty"`
}

// CommandWord is one subcommand: "opgaver", "mine", "glem mig".
type CommandWord struct {
	ID    string          `json:"id"`
	Word  map[Lang]string `json:"word"`
	About map[Lang]string `json:"about"`
	Arg   map[Lang]string `json:"arg,omitempty"` // name of the text that may follow, if any
}

// Limits is what one platform can show. A zero number means no limit.
type Limits struct {
	Text         int  // characters of a message in all
	Title        int  // characters of a title
	Field        int  // characters of a field's value
	Fields       int  // fields of a message
	Buttons      int  // buttons of a message
	ButtonLabel  int  // characters
	Selects      int  // selects of a message
	Options      int  // options of a select
	OptionLabel  int  // characters
	Inputs       int  // inputs of a form
	InputOptions int  // options of a choice in a form
	FormTitle    int  // characters of a form's title and its buttons
	InputLabel   int  // characters of an input's label
	Input        int  // characters of what stands in an input
	FormErrors   bool // can show Ack.Errors on the open form
	FormFromForm bool // can answer a form with a form
	FormChoices  bool // forms can hold choices beside texts
	Edit         bool // posted messages can be edited
	Threads      bool
}
