package practice

import "time"

// ModelCall is one reading by a language model, for the audit: what it cost and
// what came of it, never a word.
type ModelCall struct {
	Meta      `json:"-"`
	ID        string    `json:"id"` // outbox item
	At        time.Time `json:"at"`
	Model     string    `json:"model,omitempty"`
	How       string    `json:"how"` // read, refused, malformed, slow or unavailable
	Calls     int       `json:"calls"`
	In        int       `json:"in"` // tokens
	Out       int       `json:"out"`
	Cost      float64   `json:"cost,omitempty"`
	Estimated bool      `json:"estimated,omitempty"` // the server told no tokens
}

func (c *ModelCall) Key() Key      { return Key{"model_call", c.ID} }
func (c *ModelCall) Terms() []Term { return []Term{{"at", TimeTerm(c.At)}} }

// Asked notes a reading by a language model.
func (t *Turn) Asked(c ModelCall) {
	c.At = t.Now
	t.Save(&c)
}

// SpentToday is what language models have cost the project since midnight.
func (t *Turn) SpentToday() (cost float64, tokens int, err error) {
	midnight := time.Date(t.Now.Year(), t.Now.Month(), t.Now.Day(), 0, 0, 0, 0, t.Zone())
	calls, err := list[ModelCall](t, Query{Name: "at", From: TimeTerm(midnight), To: "\xff"})
	for _, c := range calls {
		cost += c.Cost
		tokens += c.In + c.Out
	}
	return cost, tokens, err
}

// Known gives the names by which the sender and their company can be told apart.
func (t *Turn) Known() (people, companies []string, err error) {
	if t.Who == nil {
		return nil, nil, nil
	}
	people = append(people, t.Who.Name)
	if t.Event.From.Name != t.Who.Name {
		people = append(people, t.Event.From.Name)
	}
	c, ok, err := get[Company](t, t.Who.Company)
	if err != nil || !ok {
		return people, nil, err
	}
	for _, k := range c.Contacts {
		people = append(people, k.Name)
	}
	return people, []string{c.Name}, nil
}

// forgetCalls lets go of the audit of readings before.
func (t *Turn) forgetCalls(before time.Time, most int) (n int, err error) {
	old, err := list[ModelCall](t, Query{Name: "at", To: TimeTerm(before), Limit: most})
	for _, c := range old {
		t.delete(c.Key())
	}
	return len(old), err
}
