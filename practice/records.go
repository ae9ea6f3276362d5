package practice

import (
	"slices"
	"strings"
	"time"

	"brobygger/chat"
)

// Person is somebody who talks with the bot: a leader, staff, a coordinator.
// No unemployed citizen is ever a Person.
type Person struct {
	Meta     `json:"-"`
	ID       string         `json:"id"`
	Name     string         `json:"name,omitempty"`
	Lang     chat.Lang      `json:"lang,omitempty"` // their own choice; "" follows the network
	Zone     string         `json:"zone,omitempty"` // IANA name, where their platform tells it
	Accounts []chat.Account `json:"accounts,omitempty"`
	Company  string         `json:"company,omitempty"`
	Phone    string         `json:"phone,omitempty"`
	Network  string         `json:"network,omitempty"`
	Told     bool           `json:"told,omitempty"`   // has been told what is stored
	Nudged   []time.Time    `json:"nudged,omitempty"` // the bot's messages of its own accord, last seven days
	Seen     time.Time      `json:"seen"`             // last sign of life
	Code     string         `json:"code,omitempty"`   // one-time code that links another account
	CodeEnds time.Time      `json:"code_ends,omitzero"`
	Staff    []string       `json:"staff,omitempty"`  // partners they have acted for
	Missed   []string       `json:"missed,omitempty"` // openings of which a message did not reach them
	Asked    *Asked         `json:"asked,omitempty"`
	Was      []string       `json:"was,omitempty"` // ids of the persons whose accounts were joined to this one
}

func (p *Person) Key() Key { return Key{"person", p.ID} }
func (p *Person) Terms() []Term {
	t := []Term{{"seen", TimeTerm(p.Seen)}}
	if p.Code != "" {
		t = append(t, Term{"code", p.Code})
	}
	if p.Company != "" {
		t = append(t, Term{"company", p.Company})
	}
	for _, partner := range p.Staff {
		t = append(t, Term{"staff", partner})
	}
	for _, id := range p.Was {
		t = append(t, Term{"was", id})
	}
	return t
}

// First is the person's first name.
func (p *Person) First() string {
	first, _, _ := strings.Cut(strings.TrimSpace(p.Name), " ")
	return first
}

// Link says which person an account belongs to.
type Link struct {
	Meta   `json:"-"`
	ID     string `json:"id"` // chat.Account.String()
	Person string `json:"person"`
}

func (l *Link) Key() Key      { return Key{"account", l.ID} }
func (l *Link) Terms() []Term { return nil }

// Company is one workplace. A CVR number is an attribute of it, never a proof
// of who somebody is.
type Company struct {
	Meta         `json:"-"`
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Industry     string    `json:"industry,omitempty"`
	CVR          string    `json:"cvr,omitempty"`
	PNumber      string    `json:"pnumber,omitempty"`
	Address      string    `json:"address,omitempty"`
	Municipality string    `json:"municipality,omitempty"`
	Contacts     []Contact `json:"contacts,omitempty"` // the first is the one who is called
	ClosedWeeks  []int     `json:"closed_weeks,omitempty"`
	Since        time.Time `json:"since"`
	Heard        time.Time `json:"heard,omitzero"` // when it last sent, or somebody entered, anything of it
}

// Contact is whom to call at a company.
type Contact struct {
	Person string `json:"person,omitempty"` // "" when they have no account here
	Name   string `json:"name,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Best   string `json:"best,omitempty"` // when to call, a code or their own words
}

func (c *Company) Key() Key { return Key{"company", c.ID} }
func (c *Company) Terms() []Term {
	t := []Term{{"name", nameTerm(c.Name)}, {"heard", TimeTerm(later(c.Since, c.Heard))}}
	if c.CVR != "" {
		t = append(t, Term{"cvr", c.CVR})
	}
	return t
}

// nameTerm is a company's name as it is looked up: case, space and the
// company form at the end do not matter.
func nameTerm(name string) string {
	words := strings.Fields(strings.ToLower(name))
	if n := len(words); n > 1 && slices.Contains([]string{"a/s", "aps", "i/s", "k/s", "ivs", "as"}, strings.Trim(words[n-1], ".")) {
		words = words[:n-1]
	}
	return strings.Join(words, " ")
}

// Bindings says which channel belongs to which network or partner, where the
// chat and not the settings said so.
type Bindings struct {
	Meta     `json:"-"`
	Networks map[string]chat.Place `json:"networks,omitempty"`
	Partners map[string]chat.Place `json:"partners,omitempty"`
}

func (b *Bindings) Key() Key      { return Key{"bindings", "all"} }
func (b *Bindings) Terms() []Term { return nil }

// Counter hands out the openings' numbers.
type Counter struct {
	Meta `json:"-"`
	ID   string `json:"id"`
	Last int    `json:"last"`
}

func (c *Counter) Key() Key      { return Key{"counter", c.ID} }
func (c *Counter) Terms() []Term { return nil }

// Absence is one staff member's time away.
type Absence struct {
	Meta   `json:"-"`
	Person string    `json:"person"`
	Until  time.Time `json:"until"` // away before this moment
}

func (a *Absence) Key() Key      { return Key{"absence", a.Person} }
func (a *Absence) Terms() []Term { return nil }

// Story is one company's experience, told to the others.
type Story struct {
	Meta      `json:"-"`
	ID        string       `json:"id"`
	Network   string       `json:"network"`
	Company   string       `json:"company,omitempty"`
	Author    string       `json:"author"` // person
	Lang      chat.Lang    `json:"lang"`
	Parts     chat.Answers `json:"parts,omitempty"`
	Named     bool         `json:"named,omitempty"` // the company said its name may stand there
	State     StoryState   `json:"state"`
	At        time.Time    `json:"at"`                 // approved by the company: its consent
	Approver  string       `json:"approver,omitempty"` // coordinator
	Posted    []time.Time  `json:"posted,omitempty"`
	Pending   string       `json:"pending,omitempty"` // item of the last post, until it has ended
	Withdrawn time.Time    `json:"withdrawn,omitzero"`
	Review    time.Time    `json:"review,omitzero"` // the consent is asked for again
	Turn      int          `json:"turn"`
}

// StoryState is where a story stands.
type StoryState string

const (
	StoryWaiting   StoryState = "waiting"   // approved by the company, not by a coordinator
	StoryApproved  StoryState = "approved"  // may be posted
	StoryDeclined  StoryState = "declined"  // the coordinator will talk with the company
	StoryWithdrawn StoryState = "withdrawn" // taken down everywhere
)

func (s *Story) Key() Key { return Key{"story", s.ID} }
func (s *Story) Terms() []Term {
	return []Term{{"network", s.Network + "/" + string(s.State)}, {"author", s.Author}, {"company", s.Company}, {"at", TimeTerm(s.At)}}
}

// Broadcast is one message from a coordinator to several places.
type Broadcast struct {
	Meta     `json:"-"`
	ID       string       `json:"id"`
	Author   string       `json:"author"`
	Text     string       `json:"text"`
	Networks []string     `json:"networks"`
	Places   []chat.Place `json:"places"`
	Done     int          `json:"done"` // places expanded so far
	Sent     time.Time    `json:"sent"`
	Until    time.Time    `json:"until,omitzero"` // what is not delivered by then is dropped
	Reported bool         `json:"reported,omitempty"`
	Stopped  bool         `json:"stopped,omitempty"`
}

func (b *Broadcast) Key() Key { return Key{"broadcast", b.ID} }
func (b *Broadcast) Terms() []Term {
	return []Term{{"sent", TimeTerm(b.Sent)}, {"author", b.Author}}
}
