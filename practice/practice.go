// Package practice is the domain: who takes part, what an opening is and may
// become, what is promised and when, and every word the bot says outside a
// guided dialog. It is pure: a decision reads [Memory], takes the time from
// its event, and leaves what it wants done in its [Turn].
//
//	turn := p.Turn(memory, event)     who is it, what may they do
//	turn.Handle()                     a command, a press, a timer, an outcome
//	turn.Do(verb, answers)            a dialog has come to a verb
package practice

import (
	"strings"
	"time"

	"brobygger/chat"
)

// Practice is one project's practice: its settings, calendar, words and
// catalogue. It holds no state and is safe for concurrent use.
type Practice struct {
	Settings  Settings
	Calendar  *Calendar
	Catalogue *Catalogue
	Glossary  *Glossary
	// ParseHours reads hours a week as people type them; the dialogs have one.
	ParseHours func(text string, l chat.Lang) (min, max float64, ok bool)
	// OnlyWhen reports whether a text says when, or how many hours, and nothing else;
	// the dialogs know.
	OnlyWhen func(text string, l chat.Lang) bool
	// ParseDate finds the first day that a text names, at midnight; the dialogs have one.
	// Nil finds none.
	ParseDate func(text string, l chat.Lang, now time.Time) (day time.Time, ok bool)
	// Match finds which options a typed text means, and what it says beside them;
	// ParseYes reads a yes or a no; IsQuestion tells what asks. The dialogs have them.
	Match      func(text string, options []chat.Option) (ids []string, rest string)
	ParseYes   func(text string, l chat.Lang) (yes, ok bool)
	IsQuestion func(text string) bool
	// OneOff reports whether one slip of the finger makes one word the other.
	OneOff func(a, b string) bool
	// Read finds tasks and what was said of them in a leader's own words; the
	// dialogs have one. Nil recognises nothing.
	Read  func(text string, known func(name string) any, l chat.Lang) chat.Answers
	texts *Texts
	can   []*command // all that /bro can do
}

// New prepares a project. The settings should have passed [Settings.Check].
func New(s Settings, texts *Texts, catalogue *Catalogue) (*Practice, error) {
	s.defaults()
	cal, err := NewCalendar(s.Calendar)
	if err != nil {
		return nil, err
	}
	glossary, err := LoadGlossary()
	if err != nil {
		return nil, err
	}
	can := commands()
	for _, c := range can {
		for _, w := range c.words() {
			c.said = append(c.said, strings.Fields(folded(w)))
		}
	}
	return &Practice{Settings: s, Calendar: cal, Catalogue: catalogue, Glossary: glossary, texts: texts, can: can}, nil
}

// Zone is the project's zone.
func (p *Practice) Zone() *time.Location { return p.Calendar.Zone() }

// Words gives the words of one language.
func (p *Practice) Words(l chat.Lang) Words { return p.texts.In(l) }

func (p *Practice) network(id string) *Network {
	for i := range p.Settings.Networks {
		if n := &p.Settings.Networks[i]; n.ID == id {
			return n
		}
	}
	return nil
}

func (p *Practice) partner(id string) *Partner {
	for i := range p.Settings.Partners {
		if q := &p.Settings.Partners[i]; q.ID == id {
			return q
		}
	}
	return nil
}

// partnerFor picks the partner of a network by the workplace's municipality,
// else the network's default.
func (p *Practice) partnerFor(n *Network, municipality string) *Partner {
	var first *Partner
	for _, id := range n.Partners {
		q := p.partner(id)
		if q == nil {
			continue
		}
		if first == nil {
			first = q
		}
		if municipality != "" && nameTerm(q.Municipality) == nameTerm(municipality) {
			return q
		}
	}
	return first
}
