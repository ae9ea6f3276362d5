// Package chat is the vocabulary of Brobygger: what can happen in a chat
// (Event) and what the bot can put there (Ack, Message, Form), in words that
// every platform shares. It holds no behaviour but the pure Fit and the pure
// text helpers, and does no I/O.
//
// Ids and references are opaque: only the package that made one may read it.
package chat

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Lang is the language of a text: DA or EN.
type Lang string

const (
	DA Lang = "da"
	EN Lang = "en"
)

// Account is one person's account on one workspace of one platform.
// Two accounts are the same person only when the practice has linked them.
type Account struct{ Platform, Workspace, User string }

// String gives the account's key, "platform/workspace/user".
func (a Account) String() string { return a.Platform + "/" + a.Workspace + "/" + a.User }

// ParseAccount reads what [Account.String] wrote.
func ParseAccount(s string) (Account, error) {
	p := strings.SplitN(s, "/", 3)
	if len(p) != 3 || p[0] == "" || p[2] == "" {
		return Account{}, fmt.Errorf("account %q: want platform/workspace/user", s)
	}
	return Account{p[0], p[1], p[2]}, nil
}

// MarshalText and UnmarshalText write and read the key; the zero Account is "".
func (a Account) MarshalText() ([]byte, error) {
	if a == (Account{}) {
		return nil, nil
	}
	return []byte(a.String()), nil
}

func (a *Account) UnmarshalText(b []byte) (err error) {
	if *a = (Account{}); len(b) > 0 {
		*a, err = ParseAccount(string(b))
	}
	return err
}

// Direct is the place where only the account's person reads.
func (a Account) Direct() Place { return Place{a.Platform, a.Workspace, "", a.User} }

// Place is where a message can be put: a channel, or the direct conversation
// with one user. A thread is not a place of its own: it is a root message in
// a place. Exactly one of Channel and User is set.
type Place struct{ Platform, Workspace, Channel, User string }

// IsDirect reports whether only one person reads the place.
func (p Place) IsDirect() bool { return p.User != "" }

// String gives the place's key, "platform/workspace/#channel" or
// "platform/workspace/@user"; the zero Place is "".
func (p Place) String() string {
	switch {
	case p.User != "":
		return p.Platform + "/" + p.Workspace + "/@" + p.User
	case p.Channel != "":
		return p.Platform + "/" + p.Workspace + "/#" + p.Channel
	}
	return ""
}

// ParsePlace reads what [Place.String] wrote.
func ParsePlace(s string) (Place, error) {
	if s == "" {
		return Place{}, nil
	}
	p := strings.SplitN(s, "/", 3)
	if len(p) == 3 && p[0] != "" && len(p[2]) > 1 {
		switch p[2][0] {
		case '@':
			return Place{Platform: p[0], Workspace: p[1], User: p[2][1:]}, nil
		case '#':
			return Place{Platform: p[0], Workspace: p[1], Channel: p[2][1:]}, nil
		}
	}
	return Place{}, fmt.Errorf("place %q: want platform/workspace/#channel or platform/workspace/@user", s)
}

// MarshalText and UnmarshalText write and read the key.
func (p Place) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

func (p *Place) UnmarshalText(b []byte) (err error) {
	*p, err = ParsePlace(string(b))
	return err
}

// Ref is a platform's own name for one posted message, unique within its
// workspace. Only the adapter that made it may read it.
type Ref string

// Clock is the one source of time. Business time and rate limits follow it,
// so that six months can be rehearsed in a second.
type Clock interface {
	Now() time.Time
	// Until returns a channel that is closed when the clock reads t or
	// later, and a function that gives the wait up.
	Until(t time.Time) (reached <-chan struct{}, stop func())
}

// Sender is who did something, with what the adapter already knows of them.
// An adapter fills it without asking the network; KnownAt says how old the
// knowledge of Channels, Groups and Name is.
type Sender struct {
	Account  Account   `json:"account"`
	Name     string    `json:"name,omitempty"`
	Lang     Lang      `json:"lang,omitempty"`     // "" when the platform does not say
	Zone     string    `json:"zone,omitempty"`     // IANA name, "" when the platform does not say
	Channels []string  `json:"channels,omitempty"` // the bound channels the person is a member of
	Groups   []string  `json:"groups,omitempty"`   // the platform's own roles and user groups
	Bot      bool      `json:"bot,omitempty"`      // the bot's own account or another bot
	KnownAt  time.Time `json:"known_at,omitzero"`
}

// Event is one thing that happened. A redelivery has the same Project and ID.
type Event struct {
	ID      string // unique within the project, at most 200 bytes
	Project string
	At      time.Time // when the adapter took it in, by the injected clock
	From    Sender    // zero for timers and outcomes
	Place   Place     // where it happened; for a direct message the person's own place
	Thread  Ref       // the root message of the thread it happened in, if any
	Body    Body
}

// Body is what happened. The types below are all there are.
type Body interface{ body() }

type (
	// Said is a text somebody wrote. Mention reports that it was addressed to
	// the bot: a direct message, or a mention of the bot in a channel.
	Said struct {
		Text    string
		Message Ref
		Mention bool
		Files   []File
	}
	// Edited is a new text of something that was said.
	Edited struct {
		Message Ref
		Text    string
	}
	// Deleted reports that a message is gone; it may have been the bot's own.
	Deleted struct{ Message Ref }
	// Pressed is a press of a button. Arg is the button's own Arg.
	Pressed struct {
		Message Ref
		Button  string
		Arg     string
		Notice  bool // the button stood in a notice, not in a lasting message
	}
	// Chose is a choice in a select of a message; Values are option ids.
	Chose struct {
		Message Ref
		Select  string
		Arg     string
		Values  []string
		Notice  bool
	}
	// Submitted is a sent form; an input with several answers has several values.
	Submitted struct {
		Form   string
		Arg    string
		Values map[string][]string
	}
	// Dismissed is a form closed without sending. Some platforms never say so:
	// nothing may depend on it.
	Dismissed struct {
		Form string
		Arg  string
	}
	// Called is a slash command: Name without the slash, Args as typed.
	Called struct {
		Name string
		Args string
	}
	// Shortcut is a command from the menu of a message.
	Shortcut struct {
		Name    string
		Message Ref
		Text    string
	}
	// Joined and Left report that From came into or went out of the channel Place.
	Joined struct{}
	Left   struct{}
	// BotJoined and BotLeft report that the bot itself was invited to or
	// removed from the channel Place.
	BotJoined struct{}
	BotLeft   struct{}
	// Due is a timer that has come due: when it was due, and what it carries.
	Due struct {
		Kind    string
		Subject string
		Fence   string
		Due     time.Time
		Data    json.RawMessage
	}
	// Outcome reports that an outbox item has reached an end that a person
	// must know of.
	Outcome struct {
		Item    string
		Kind    string
		Subject string
		Class   string // the adapter's error class
		Reason  string // private text for the operator
	}
)

func (Said) body()      {}
func (Edited) body()    {}
func (Deleted) body()   {}
func (Pressed) body()   {}
func (Chose) body()     {}
func (Submitted) body() {}
func (Dismissed) body() {}
func (Called) body()    {}
func (Shortcut) body()  {}
func (Joined) body()    {}
func (Left) body()      {}
func (BotJoined) body() {}
func (BotLeft) body()   {}
func (Due) body()       {}
func (Outcome) body()   {}

// File is an attached file; its bytes are not part of the event.
type File struct {
	Name string
	Type string // media type
	Size int64
	URL  string
}

// Ack is the answer to an event itself, delivered by the adapter with the
// platform's own response right after the commit. It never carries a lasting
// message. A redelivered event gets the same Ack.
type Ack struct {
	Form    *Form             `json:"form,omitempty"`    // open this form, also from a form
	Errors  map[string]string `json:"errors,omitempty"`  // keep the form open: input id → what to correct
	Notice  *Message          `json:"notice,omitempty"`  // for the person's eyes only; outside an Ack this becomes a direct message
	Replace *Message          `json:"replace,omitempty"` // new content of the message or notice that was pressed
}

// Query asks for something to show, and changes nothing.
type Query struct {
	Project string
	From    Sender
	Place   Place
	Name    string // the select, command option or view that asks
	Arg     string
	Text    string // what has been typed so far
}
