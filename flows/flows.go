// Package flows holds guided dialogs: a YAML form that a coordinator can read,
// and a pure engine that steps through it. A step is a function of the flow,
// the session and what happened; it reads no clock, no network and no store.
//
//	Library.Start(flow, input, preset) ─┐
//	Library.Step(session, input) ───────┴→ session, effects
//
// Anything wrong inside a flow ends that session with an apology and a
// Failed effect, never the process.
package flows

import (
	"time"

	"brobygger/chat"
)

// Input is one thing that happened in a conversation, with all that a step may
// know. Body is a chat.Said, chat.Pressed, chat.Chose, chat.Submitted or
// chat.Dismissed; anything else changes nothing.
type Input struct {
	At     time.Time
	Lang   chat.Lang
	Limits chat.Limits
	Facts  Facts
	Body   chat.Body
	Later  bool // the host has a reader that answers later; see [Read]
}

// Facts is what the practice knows that a flow may ask for. All methods are
// pure within one step.
type Facts interface {
	// Fact gives the value of a name used in a condition or in a text
	// ("known", "company", "unit"): string, bool, int or float64; nil when unknown.
	Fact(name string, so chat.Answers) any
	// List gives the options of a named list ("tasks", "industries", "ideas")
	// in the language.
	List(name string, so chat.Answers, l chat.Lang) []chat.Option
	// Said gives what else people call the options of a named list, under the
	// same ids and in any language; it is only compared with what is typed.
	Said(name string) []chat.Option
}

// Effect is what a step wants done, in order. The types below are all there are.
type Effect interface{ effect() }

type (
	// Say puts a message into the conversation.
	Say struct{ Message chat.Message }
	// Notice is shown as the answer to the event only (chat.Ack.Notice).
	Notice struct{ Message chat.Message }
	// Replace is new content of the message that was pressed (chat.Ack.Replace).
	Replace struct{ Message chat.Message }
	// Open opens a form as the answer to the event (chat.Ack.Form).
	Open struct{ Form chat.Form }
	// Reject keeps the open form with what to correct (chat.Ack.Errors).
	Reject struct{ Errors map[string]string }
	// Do asks the practice to carry out a verb with the answers so far. What the
	// practice gives back is added to the session's answers by the host.
	Do struct {
		Verb    string
		Answers chat.Answers
	}
	// Read asks the host to have a person's words read by a slower and better
	// reader, and to give what it found to [Library.Heard] with Turn: in any
	// case, and soon, for the person waits.
	Read struct {
		Text string
		Turn int
	}
	// End says that the session is over.
	End struct{ Reason Reason }
	// Failed reports a fault in the flow, for the operator.
	Failed struct{ Problem string }
)

func (Say) effect()     {}
func (Notice) effect()  {}
func (Replace) effect() {}
func (Open) effect()    {}
func (Reject) effect()  {}
func (Do) effect()      {}
func (Read) effect()    {}
func (End) effect()     {}
func (Failed) effect()  {}

// Reason is how a session ended.
type Reason string

const (
	Done    Reason = "done"
	Stopped Reason = "stopped" // the person said stop
	Broken  Reason = "broken"  // something was wrong in the flow, or a limit was reached
)

// Session is one person's way through one flow. It is plain data: what is
// written as JSON and read back behaves the same.
type Session struct {
	ID      string       `json:"id"`      // at most 24 characters of [a-z0-9-]; starts with "f-"
	Flow    string       `json:"flow"`    // name
	Version string       `json:"version"` // content hash: a session ends in the version it began in
	Lang    chat.Lang    `json:"lang"`
	Step    string       `json:"step"`
	Turn    int          `json:"turn"`            // counts prompts; part of every button's Arg, so that an old button is known as old
	Asked   int          `json:"asked,omitempty"` // the turn of the open question; a later Turn is that of a side question beside it
	Side    string       `json:"side,omitempty"`  // the side question: stale, stop, pause, change, again, heard, unread
	Answers chat.Answers `json:"answers,omitempty"`
	Path    []string     `json:"path,omitempty"`   // steps answered, for back
	Floor   int          `json:"floor,omitempty"`  // how many of Path can no longer be changed: a verb was carried out after them
	Return  string       `json:"return,omitempty"` // the summary to go back to after a change
	Before  []string     `json:"before,omitempty"` // Path before the change
	Did     []string     `json:"did,omitempty"`    // verbs asked for so far
	Draft   chat.Answers `json:"draft,omitempty"`  // rejected form values, ticks not yet confirmed
	Stale   *Stale       `json:"stale,omitempty"`  // a text that came after a long pause, waiting for "go on?"
	Heard   chat.Answers `json:"heard,omitempty"`  // what was read in the person's own words, waiting for their yes
	Unread  string       `json:"unread,omitempty"` // words that a slower reader has just now
	Paused  bool         `json:"paused,omitempty"`
	Misses  int          `json:"misses,omitempty"` // answers in a row that were not understood
	Asides  int          `json:"asides,omitempty"` // ideas shown
	Started time.Time    `json:"started"`
	AskedAt time.Time    `json:"asked_at"`
	Count   int          `json:"count"` // events taken, against the limit
}

// Stale is a text that was written long after the question it would answer.
type Stale struct {
	Text string `json:"text"`
}

// Hard limits of every session.
const (
	MaxSteps   = 30            // steps passed in one event
	MaxEvents  = 500           // events in one session
	MaxAnswer  = 2000          // characters of one answer
	StaleAfter = 8 * time.Hour // after this a text is not taken as the answer without asking
)
