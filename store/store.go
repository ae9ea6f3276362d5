// Package store is the contract with whatever remembers: what a transaction is
// ([Store]), what is waiting to go out or to fall due ([Queue]), and nothing of
// what it means. storetest runs on every store.
//
// Every time in the package is truncated to milliseconds UTC.
package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"brobygger/chat"
	"brobygger/practice"
)

// Store remembers several projects, kept apart.
type Store interface {
	// Update runs w in a transaction and returns the event's ack.
	Update(ctx context.Context, w Work) (ack []byte, err error)
	// View runs fn on one consistent reading of the project.
	View(ctx context.Context, project string, fn func(Reader) error) error
	// Purge deletes seen events older than seen, and empties the bodies of
	// items that ended before words; references are kept until 25 months.
	Purge(ctx context.Context, project string, seen, words time.Time) error
	// Backup writes a consistent copy to a new file while the store is in use.
	Backup(ctx context.Context, file string) error
	Close() error
}

// Work is one event's transaction. The store locks Keys, gives Do one
// consistent reading, and commits what it returns, all or nothing.
//
// When Event has been seen before, Do is not called and its ack is returned.
// When a document that Do read and put has been changed meanwhile, Do runs
// again on a new reading: it must have no effect but its result.
type Work struct {
	Project string
	Event   string         // "" for work that is not an event
	Keys    []string       // what the work concerns: conversation, subject
	Reads   []practice.Key // documents that Do is known to ask for, read in one go
	Do      func(Reader) (Changes, error)
}

// Reader reads one project.
type Reader interface {
	practice.Memory
	// Items gives the outbox items that match, oldest first.
	Items(q ItemQuery) ([]Item, error)
	// Timers gives the project's waiting timers, by due time, then kind and subject.
	Timers(limit int) ([]Timer, error)
}

// Changes is all that one transaction writes.
type Changes struct {
	Ack    []byte
	At     time.Time           // when the event was taken in
	Put    []practice.Doc      // Rev is the revision that was read, 0 for a new one; a mismatch runs the work again
	Delete []practice.Gone     // no error when it is not there; at another revision the work runs again
	Items  []Item              // an item whose ID exists already is left as it is
	Change []ItemChange        // items that have not been sent yet
	Blank  []ItemQuery         // the bodies of all matching items that have ended are emptied
	Timers []Timer             // replaces a timer of the same kind and subject
	Cancel []practice.TimerKey // no error when it is not there
	Fired  *Timer              // this timer is deleted; if it is gone or another by now, ErrStale
}

// ErrStale reports that the timer that fired has been moved or cancelled meanwhile.
var ErrStale = errors.New("timer has moved on")

// ErrBusy reports that the work could not be committed in time; nothing was saved.
var ErrBusy = errors.New("store is busy")

// State is where an item stands.
type State string

const (
	Held    State = "held"    // not in line, until it is released
	Ready   State = "ready"   // in line
	Sending State = "sending" // handed to the adapter; after a crash it becomes Unknown
	Unknown State = "unknown" // may have been sent
	Sent    State = "sent"
	Failed  State = "failed"  // will not be sent; Error says why
	Dropped State = "dropped" // no longer wanted: superseded, expired, withdrawn, or its root failed
)

// Item is one thing that is to leave the bot.
type Item struct {
	ID        string // from project, event id and effect index: a repeat cannot make a second one
	Project   string
	Seq       int64  // commit order, set by the store
	Port      string // "chat"; later "mail", "wording"
	Op        string // "post", "edit", "delete"
	Place     chat.Place
	Lane      practice.Lane // a lower one of the same place goes first; within one, as they were committed
	Kind      string        // the message's kind
	Subject   string        // what it is about, "opening/o-47"
	Root      string        // item id: Post replies under it, Edit and Delete change it; they wait until it is sent
	Revision  int64         // Edit: a newer one drops waiting older ones of the same root, an older one is dropped
	Batch     string        // story or broadcast it belongs to
	NotBefore time.Time
	NotAfter  time.Time // when it passes unsent the item is dropped; zero for never
	Fence     string    // what the subject was when the item was made; compared on release
	State     State
	Body      json.RawMessage // chat.Message
	Attempts  int
	Ref       chat.Ref  // the platform's reference once sent; for Edit its root's
	Error     string    // private
	At        time.Time // made
	Done      time.Time // ended: sent, failed or dropped
}

// ItemChange changes an item that is Held or Ready; any other is left alone.
type ItemChange struct {
	ID    string
	State State           // Ready or Dropped
	Body  json.RawMessage // nil leaves it
	Error string
}

// ItemQuery selects items; empty fields do not restrict.
type ItemQuery struct {
	ID      string
	Subject string
	Batch   string
	Kind    string
	Ref     chat.Ref
	Place   chat.Place // its platform and workspace always restrict Ref
	States  []State
	Limit   int
}

// Timer is something that falls due.
type Timer struct {
	Project string
	practice.TimerKey
	Due   time.Time
	Fence string
	Data  json.RawMessage
}

// Queue is what the workers of one process take from. It spans all projects.
type Queue interface {
	// Lease gives the next items to send, at most n, all of one place, in the
	// order to send them, or an empty Batch when none is ready at now. The
	// items are durably Sending (or stay Unknown, to be looked for first), and
	// the place is nobody else's until Settle or until the lease ends at
	// now+ttl; items of a lease that ended unsettled become Unknown.
	Lease(ctx context.Context, now time.Time, ttl time.Duration, n int) (Batch, error)
	// Settle records what became of the items of b, and gives the place back.
	// Items of b without a result return to the state they were leased in.
	Settle(ctx context.Context, b Batch, now time.Time, results []Result) error
	// Due gives timers due at or before now, by due time, then project, kind and subject.
	Due(ctx context.Context, now time.Time, limit int) ([]Timer, error)
	// Next gives the earliest time after which Lease or Due may have
	// something; zero when nothing waits.
	Next(ctx context.Context) (time.Time, error)
	// Changed is closed at the next commit that may make Next earlier. Take
	// the channel before asking Next, so that no commit is missed.
	Changed() <-chan struct{}
}

// Batch is a leased place with its next items.
type Batch struct {
	Lease string
	Place chat.Place
	Items []Item
}

// Result is what became of one item.
type Result struct {
	ID    string
	State State // Sent, Failed, Dropped, Unknown, or Ready to be tried again
	Ref   chat.Ref
	Retry time.Time // Ready, Unknown: not before
	Hold  time.Time // the place as a whole takes nothing before this
	All   bool      // and neither does any other place of the project on its platform
	Error string
	Then  []Timer // written together with the result
}
