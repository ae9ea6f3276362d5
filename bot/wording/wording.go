// Package wording turns what a leader writes into tasks: "vi drukner i
// returvarer om mandagen" is a task with a code, hours, days and needs, each
// with the words it was read from. Nothing is invented: what a text does not
// say stays unknown.
package wording

import (
	"context"
	"encoding/json"
	"errors"

	"brobygger/chat"
)

// MaxText is how many characters of text are read at once.
const MaxText = 4000

// ErrTooLong refuses a text of more than [MaxText] characters.
var ErrTooLong = errors.New("read tasks: the text is longer than 4,000 characters")

// Reader finds the tasks in what somebody wrote. lang is the language to expect;
// a text in the other one, or in both, is read too. A text of more than
// [MaxText] characters is refused with [ErrTooLong]. A text that offers nothing
// gives an empty Reading and no error.
type Reader interface {
	Read(ctx context.Context, text string, lang chat.Lang) (Reading, error)
}

// Reading is what a text says of the work somebody could do.
type Reading struct {
	Tasks []Task `json:"tasks"` // in the order of the text

	// Hours are hours a week for all of it together: where only a total is
	// said, and where there is one task. Nil when they are not said.
	Hours    *Range `json:"hours"`
	FullTime bool   `json:"full_time"` // they want somebody for full time
}

// Task is one piece of work. Empty fields were not said.
type Task struct {
	Name  string   // verb and object in small letters, in the language of the text: "pakke ordrer"
	Code  string   // of the catalogue, where one fits
	Hours *Range   // hours a week for this task
	Days  []string // of Days, in their order
	// Times are times of day: "morning", "afternoon", "evening", "night", or
	// between two, as "08:00-10:00". They say when, never how long.
	Times  []string
	Season string   // of Seasons
	Alone  *bool    // true: by oneself; false: with others
	Needs  []string // of Needs, in their order
	From   [2]int   // the bytes of the text it was read from: start, end
	Part   bool     // Name says only a part of what the catalogue's does
}

// Range is hours a week, rounded to a quarter. Max is 0 for an open end
// ("mindst 10"), Min is 0 for a bound from above ("under 5").
type Range struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// Days gives the days of the week in their order.
func Days() []string { return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} }

// Seasons gives the times of the year a task can belong to.
func Seasons() []string {
	return []string{"spring", "summer", "autumn", "winter", "christmas", "other"}
}

// Needs gives what a task can ask of the one who does it:
//
//   - driving_licence: a licence for cars
//   - truck_licence: a certificate for forklifts, or a licence for lorries
//   - hygiene: a food hygiene course
//   - danish, english: the language spoken or written
//   - lifting: heavy or hard on the body
//   - phone: speaking on the telephone
//   - clean_record: a criminal record or child protection certificate
func Needs() []string {
	return []string{"driving_licence", "truck_licence", "hygiene", "danish", "english", "lifting", "phone", "clean_record"}
}

// taskJSON is the task as programs read it: unknown is null, lists are lists.
type taskJSON struct {
	Name   string   `json:"name"`
	Code   *string  `json:"code"`
	Hours  *Range   `json:"hours"`
	Days   []string `json:"days"`
	Times  []string `json:"times,omitempty"`
	Season *string  `json:"season"`
	Alone  *bool    `json:"alone"`
	Needs  []string `json:"needs"`
	From   *[2]int  `json:"from,omitempty"`
}

// MarshalJSON writes unknown as null and an empty list as [].
func (t Task) MarshalJSON() ([]byte, error) {
	return json.Marshal(taskJSON{t.Name, orNull(t.Code), t.Hours, orEmpty(t.Days), t.Times, orNull(t.Season), t.Alone, orEmpty(t.Needs), &t.From})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Task) UnmarshalJSON(raw []byte) error {
	var j taskJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	*t = Task{Name: j.Name, Hours: j.Hours, Days: j.Days, Times: j.Times, Alone: j.Alone, Needs: j.Needs}
	if j.Code != nil {
		t.Code = *j.Code
	}
	if j.Season != nil {
		t.Season = *j.Season
	}
	if j.From != nil {
		t.From = *j.From
	}
	return nil
}

// MarshalJSON writes no tasks as [].
func (r Reading) MarshalJSON() ([]byte, error) {
	type plain Reading
	p := plain(r)
	if p.Tasks == nil {
		p.Tasks = []Task{}
	}
	return json.Marshal(p)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
