package chat

// Answers is what one person has answered in a dialog, by step or input id.
type Answers map[string]Answer

// Answer is one answer: what was chosen, what was written, or a range.
type Answer struct {
	Choice []string `json:"choice,omitempty"` // option ids, in the order of the list
	Text   []string `json:"text,omitempty"`   // the person's own words, or a normalised phone or date (YYYY-MM-DD)
	Min    float64  `json:"min,omitempty"`    // of a number or of hours per week; Max equals Min for a single figure
	Max    float64  `json:"max,omitempty"`
	Skip   bool     `json:"skip,omitempty"` // passed over on purpose
}

// Has reports whether option id was chosen at step.
func (a Answers) Has(step, id string) bool {
	for _, c := range a[step].Choice {
		if c == id {
			return true
		}
	}
	return false
}

// One gives the only or first choice at step, "" when there is none.
func (a Answers) One(step string) string {
	if c := a[step].Choice; len(c) > 0 {
		return c[0]
	}
	return ""
}

// Words gives the first text at step, "" when there is none.
func (a Answers) Words(step string) string {
	if t := a[step].Text; len(t) > 0 {
		return t[0]
	}
	return ""
}
