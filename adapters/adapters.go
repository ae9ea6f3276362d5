// Package adapters is the contract between the bot and a chat platform.
//
// An adapter translates: platform payloads into [chat.Event], and fitted
// [chat.Message] into the platform's own form. It owns no words, keeps no
// business state and decides nothing. adaptertest runs on every adapter.
package adapters

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"brobygger/chat"
)

// Adapter is one bot application on one platform.
type Adapter interface {
	// Platform is the name in the Platform field of its accounts and places.
	Platform() string
	// Limits says what the platform can show; the answer never changes.
	Limits() chat.Limits
	// Run takes in what happens and hands it to host until ctx ends or the
	// platform refuses for good. It answers each event only after Accept has
	// returned, with the Ack when there is one; when Accept fails it tells the
	// platform to repeat the event, or the person to press again.
	Run(ctx context.Context, host Host) error
	// Send carries out one delivery. It may be called at the same time for
	// different places, never for the same. Any error it returns has a
	// [Class]; one without is taken for Unknown.
	Send(ctx context.Context, d Delivery) (chat.Ref, error)
	// Find looks for a delivery whose outcome is unknown. It reports the
	// message's reference when the platform has it, ErrAbsent when it is
	// certain that the platform does not, and any other error when it cannot tell.
	Find(ctx context.Context, d Delivery) (chat.Ref, error)
}

// Host is what an adapter may ask of the bot.
type Host interface {
	// Accept commits what ev leads to and returns the answer to it. It does no
	// network I/O and returns within two seconds. After an error nothing is
	// saved and the event must be offered again or honestly refused.
	Accept(ctx context.Context, ev chat.Event) (chat.Ack, error)
	// Suggest answers a query for options; it changes nothing.
	Suggest(ctx context.Context, q chat.Query) ([]chat.Option, error)
	// Home shows a person their own view; it changes nothing.
	Home(ctx context.Context, q chat.Query) (chat.Message, error)
}

// State is where an adapter keeps the little it must know again after a start:
// a connection's session, a cursor, what it has registered. Each adapter of a
// project has its own keys. It is no place for words, people or tokens.
type State interface {
	// Get gives the value of key, nil when there is none.
	Get(ctx context.Context, key string) ([]byte, error)
	// Put makes value durable before it returns.
	Put(ctx context.Context, key string, value []byte) error
}

// Called is what an adapter is too when its platform may deliver events by
// calling the bot over HTTP. The wiring puts the handler where operators are
// told to point the platform; it is nil when this connection has no use for one.
type Called interface{ Handler() http.Handler }

// Op is what a delivery does.
type Op string

const (
	Post   Op = "post"
	Edit   Op = "edit"
	Delete Op = "delete"
)

// Delivery is one thing to do on the platform.
type Delivery struct {
	ID      string // unique; posted along, hidden, so that Find can look for it
	Op      Op
	Place   chat.Place
	Root    chat.Ref // Post: the message to reply under, "" for none
	Target  chat.Ref // Edit, Delete: the message to change
	Message chat.Message
	Made    time.Time // when it was decided: Find need not look further back; zero when that is not known
}

// Class says what kind of trouble a delivery met.
type Class string

const (
	Temporary Class = "temporary" // not done; try again
	Limited   Class = "limited"   // not done; try again after Error.After
	Gone      Class = "gone"      // the place or message is no longer there, or the bot not in it
	Rejected  Class = "rejected"  // the platform will never take this message
	Unknown   Class = "unknown"   // may have been done; ask Find before doing it again
)

// Error is a failed delivery. Err is for the operator, never for a person.
type Error struct {
	Class Class
	After time.Duration // Limited: how long the place, or with All every place, must wait
	All   bool
	Err   error
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %v", e.Class, e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// ClassOf gives the class of an error from Send: "" for nil, Unknown for an
// error that has none.
func ClassOf(err error) Class {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Class
	}
	return Unknown
}

// ErrAbsent reports that the platform certainly does not have a delivery.
var ErrAbsent = errors.New("not on the platform")
