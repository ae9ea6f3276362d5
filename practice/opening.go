package practice

import (
	"slices"
	"time"

	"brobygger/chat"
)

// Opening is what one company would like done: one or more tasks, or a visit.
type Opening struct {
	Meta     `json:"-"`
	ID       string  `json:"id"`
	Number   int     `json:"number"`
	Network  string  `json:"network"`
	Partner  string  `json:"partner"`
	Company  string  `json:"company"`
	Leader   string  `json:"leader,omitempty"` // person; "" when they have no account here
	By       string  `json:"by,omitempty"`     // the coordinator who entered it
	Contact  Contact `json:"contact"`
	Visit    string  `json:"visit,omitempty"` // "", municipality, seekers, both
	Tasks    []Task  `json:"tasks,omitempty"`
	Hours    Hours   `json:"hours,omitzero"`
	Others   []Hours `json:"others,omitempty"` // other hours that were said when something was added
	Pay      string  `json:"pay,omitempty"`    // ordinary, try_first, talk
	Details  Details `json:"details,omitzero"`
	Unproven bool    `json:"unproven,omitempty"` // somebody new named a company we knew

	State       State      `json:"state"`
	Turn        int        `json:"turn"` // counts every change; fences timers and held messages
	Owner       string     `json:"owner,omitempty"`
	OwnerName   string     `json:"owner_name,omitempty"`
	Promise     time.Time  `json:"promise,omitzero"`   // by when the company has been told someone calls
	Promised    time.Time  `json:"promised,omitzero"`  // when that was said
	Slipped     int        `json:"slipped,omitempty"`  // promises not kept
	Tries       int        `json:"tries,omitempty"`    // calls without an answer
	CallFrom    time.Time  `json:"call_from,omitzero"` // the first day on which the company would like to be called
	Said        string     `json:"said,omitempty"`     // the newest words the company had passed on
	Made        time.Time  `json:"made"`
	HandedOver  time.Time  `json:"handed_over,omitzero"`
	Claimed     time.Time  `json:"claimed,omitzero"`
	Contacted   time.Time  `json:"contacted,omitzero"`
	Relevant    time.Time  `json:"relevant,omitzero"` // when the company last said that it still is
	Ended       time.Time  `json:"ended,omitzero"`
	PausedUntil time.Time  `json:"paused_until,omitzero"`
	Before      State      `json:"before,omitempty"` // the state a pause, or a withdrawal, goes back to
	Reason      string     `json:"reason,omitempty"` // why it ended, a code
	Card        string     `json:"card,omitempty"`   // outbox item of the partner's card
	CardAt      chat.Place `json:"card_at,omitzero"` // where that card is; the partner may have another channel since
	Anonymous   bool       `json:"anonymous,omitempty"`
	Log         []Entry    `json:"log,omitempty"`
}

// Task is one task: a code of the catalogue, or the leader's own words.
type Task struct {
	Code  string `json:"code,omitempty"`
	Words string `json:"words,omitempty"`
}

// Hours is hours a week. Max 0 with Min > 0 is an open end; all zero is unknown.
type Hours struct {
	Min float64 `json:"min,omitempty"`
	Max float64 `json:"max,omitempty"`
}

// Known reports whether anything was said of the hours.
func (h Hours) Known() bool { return h.Min > 0 || h.Max > 0 }

// Details is what is nice to know; whatever is empty goes on the card as a
// question to ask.
type Details struct {
	Days     string   `json:"days,omitempty"`
	Season   string   `json:"season,omitempty"` // spring, summer, autumn, winter, christmas, other
	Needs    []string `json:"needs,omitempty"`  // what the tasks ask of somebody, codes
	With     string   `json:"with,omitempty"`   // colleagues, alone, both
	Flexible []string `json:"flexible,omitempty"`
	Also     string   `json:"also,omitempty"`  // what else the workplace is flexible about, own words
	Start    string   `json:"start,omitempty"` // now, month, later or a date
	Address  string   `json:"address,omitempty"`
	Mentor   string   `json:"mentor,omitempty"`
	Note     string   `json:"note,omitempty"` // what staff noted after the call, about the task
}

// State is where an opening stands. An opening is in one state at a time, and
// every change is compare-and-set.
type State string

const (
	Reported   State = "reported"    // the company has said yes; the partner has not got it yet
	HandedOver State = "handed_over" // on a card in the partner's channel
	Claimed    State = "claimed"     // a named person will call
	Contacted  State = "contacted"   // company and partner have talked
	Paused     State = "paused"
	Closed     State = "closed"    // by the partner, with a reason
	Withdrawn  State = "withdrawn" // by the company
	Expired    State = "expired"   // nobody said that it is still relevant
)

// Over reports whether nothing more is expected to happen.
func (s State) Over() bool { return s == Closed || s == Withdrawn || s == Expired }

// Waiting reports whether the company is waiting for a call.
func (s State) Waiting() bool { return s == HandedOver || s == Claimed }

// Entry is one thing that happened to an opening: who and what, no words.
type Entry struct {
	At   time.Time `json:"at"`
	Who  string    `json:"who,omitempty"` // person, "" for the bot
	What string    `json:"what"`
	Code string    `json:"code,omitempty"`
}

// lastWord is when the company was last heard of after the call.
func (o *Opening) lastWord() time.Time { return later(o.Contacted, o.Relevant) }

// asked reports whether the company has been asked if it is still relevant, and
// has not answered yet.
func (o *Opening) asked() bool {
	word := o.lastWord()
	return slices.ContainsFunc(o.Log, func(e Entry) bool { return e.What == "asked_relevant" && e.At.After(word) })
}

// wasHandedOver reports whether the partner has had it before.
func (o *Opening) wasHandedOver() bool { return !o.HandedOver.IsZero() }

func (o *Opening) Key() Key { return Key{"opening", o.ID} }

func (o *Opening) Terms() []Term {
	t := []Term{{"company", o.Company}, {"partner", o.Partner + "/" + string(o.State)}, {"made", TimeTerm(o.Made)}}
	if o.Leader != "" {
		t = append(t, Term{"leader", o.Leader})
	}
	if o.Owner != "" {
		t = append(t, Term{"owner", o.Owner})
	}
	if o.By != "" {
		t = append(t, Term{"by", o.By})
	}
	if !o.Ended.IsZero() && !o.Anonymous {
		t = append(t, Term{"ended", TimeTerm(o.Ended)})
	}
	return t
}

// moves says which state may follow which: the whole life of an opening.
func moves() map[State][]State {
	return map[State][]State{
		Reported:   {HandedOver, Withdrawn, Closed},
		HandedOver: {Claimed, Contacted, Paused, Closed, Withdrawn, Reported},
		Claimed:    {HandedOver, Contacted, Paused, Closed, Withdrawn, Claimed, Reported},
		Contacted:  {Contacted, Paused, Closed, Withdrawn, Expired, HandedOver},
		Paused:     {HandedOver, Claimed, Contacted, Closed, Withdrawn},
		Closed:     {HandedOver},
		Withdrawn:  {Reported, HandedOver, Claimed, Contacted},
		Expired:    {HandedOver},
	}
}

// move takes the opening to another state and notes it; ok is false, and
// nothing changes, when that is not one of its moves.
func (o *Opening) move(to State, at time.Time, who, what, code string) (ok bool) {
	for _, s := range moves()[o.State] {
		if s == to {
			before := o.State
			if before == Paused {
				before = o.Before
			}
			o.PausedUntil, o.Before = time.Time{}, ""
			if to == Paused || to == Withdrawn {
				o.Before = before
			}
			o.State = to
			o.note(at, who, what, code)
			if to.Over() {
				o.Ended = at
			} else {
				o.Ended = time.Time{}
			}
			return true
		}
	}
	return false
}

// note writes in the log and counts the turn.
func (o *Opening) note(at time.Time, who, what, code string) {
	o.Turn++
	o.Log = append(o.Log, Entry{at, who, what, code})
}
