package play

import (
	"context"
	"time"

	"brobygger/chat"
)

// Driver is a chat platform from the side of its people: what a person can do
// there, and what a person can see there. adapters/sim and the twins implement
// it, so that a rehearsal and the demo know no platform.
//
// Do returns when the platform has delivered the event and has had its answer.
// All methods may be called at the same time.
type Driver interface {
	// Cast adds a person to the workspace.
	Cast(m Member) error
	// Do carries out what who does. An act that the platform would not allow
	// (a button that is not there, a closed form) is an error.
	Do(ctx context.Context, who string, act Act) error
	// Again delivers the last event once more, as the platform would.
	Again(ctx context.Context) error
	// See gives all that who can see now. "" sees what everybody in each
	// channel sees, and no direct messages.
	See(who string) View
	// Fault makes the platform misbehave from now on: "429", "5xx", "lost",
	// "late", "repeat", "disconnect", …; args are the fault's own.
	Fault(kind string, args ...string) error
	// Changed is closed when anything that somebody sees has changed.
	Changed() <-chan struct{}
}

// Member is one person of the cast.
type Member struct {
	Name     string // the name in scripts: "leader2"
	Shown    string // the name the platform shows: "Lene Holm"
	Lang     chat.Lang
	Channels []string
	Groups   []string
	Company  string // the company the bot shall know the person by, "" for none
}

// Roster is what a Driver should be too: it says who there is, so that a
// rehearsal can follow everybody and tells people from channels. Without it the
// demo's cast is assumed.
type Roster interface {
	Members() []Member
}

// Via is what a Stage should be too when it is not the sim: it names the
// platform ("slack", "discord") for the lines of a script that only some
// platforms can do.
type Via interface{ Via() string }

// Act is one thing a person does. The types below are all there are. Posts are
// named by their Post.ID.
type Act interface{ act() }

type (
	// Say writes a text: in a channel, in the thread under Root there, or, with
	// Channel "", to the bot alone. A text that mentions the bot contains "@bot".
	Say struct {
		Channel, Root, Text string
		Files               []chat.File
	}
	// Command types a slash command; Channel "" is the conversation with the bot.
	Command struct{ Channel, Text string }
	// Press presses a button of a post. With Stale it is pressed on a screen
	// that still shows the post as it was: it is enough that the person could
	// once see the button there, also when the post is gone by now.
	Press struct {
		Post        string
		Button, Arg string
		Stale       bool
	}
	// Choose sets a select of a post.
	Choose struct {
		Post        string
		Select, Arg string
		Values      []string
	}
	// Submit sends the open form with these values, none for an input that was
	// emptied; one that is not named stands as it stood. Dismiss closes the form.
	Submit  struct{ Values map[string][]string }
	Dismiss struct{}
	// Edit and Delete change a post of the person's own; Delete also works on
	// the bot's posts for whoever may.
	Edit   struct{ Post, Text string }
	Delete struct{ Post string }
	Join   struct{ Channel string }
	Leave  struct{ Channel string }
	Home   struct{}
	// Shortcut picks the bot's command from the menu of a post.
	Shortcut struct{ Post, Name string }
)

func (Say) act()      {}
func (Command) act()  {}
func (Press) act()    {}
func (Choose) act()   {}
func (Submit) act()   {}
func (Dismiss) act()  {}
func (Edit) act()     {}
func (Delete) act()   {}
func (Join) act()     {}
func (Leave) act()    {}
func (Home) act()     {}
func (Shortcut) act() {}

// View is what one person sees.
type View struct {
	Posts  []Post            // everything still visible, oldest first, over all rooms
	Form   *chat.Form        // the open form, with what stands in it
	Errors map[string]string // what the open form says must be corrected
	Home   *chat.Message
}

// HomePost stands for View.Home where a Press or Choose names a post.
const HomePost = "home"

// Post is one message as it stands now.
type Post struct {
	ID      string
	Seq     int64  // order of first appearance; an edit keeps it
	Channel string // "" for the conversation with the bot
	Root    string // the post it replies under
	Author  string // a member's name, or Bot
	Private bool   // shown to this person only, in a channel
	At      time.Time
	Edited  bool
	Deleted bool         // only its trace is left; Message is empty
	Message chat.Message // as the platform shows it, after fitting
	Text    string       // all a person can read of it, as plain text: title, text, fields, note
}

// Bot is the author of the bot's own posts.
const Bot = "bot"

// Stage is the whole bot around a Driver, under a clock that only the
// rehearsal moves.
type Stage interface {
	Driver() Driver
	Now() time.Time
	// Settle returns when nothing is in work and nothing is due.
	Settle(ctx context.Context) error
	// Advance moves the clock to t, stopping at each moment at which something
	// falls due, and settles.
	Advance(ctx context.Context, t time.Time) error
	// Zone is the project's zone.
	Zone() *time.Location
	// Crash loses all that is not committed and starts the bot again on the
	// same database and clock.
	Crash(ctx context.Context) error
	// CrashAt makes the bot crash at the n-th commit or send ("commit",
	// "send") from now and start again.
	CrashAt(point string, n int) error
	Close() error
}
