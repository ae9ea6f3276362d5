package practice

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Key names one document of a project.
type Key struct{ Kind, ID string }

// Doc is one remembered thing: a person, a company, an opening.
type Doc struct {
	Key
	Rev   int64 // 0 for a new one, then counts its changes
	Body  json.RawMessage
	Terms []Term
}

// Gone is a document that is to go, at the revision it was read at; 0 for
// whatever revision it is at.
type Gone struct {
	Key
	Rev int64
}

// Term is a value a document can be found by. Values compare as strings;
// times are written with [TimeTerm].
type Term struct{ Name, Value string }

// TimeTerm gives t in a form that sorts.
func TimeTerm(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Query selects documents of one kind by one term, with From <= value <= To
// (an empty To means equal to From; To "\xff" means no upper end), in the order
// of value, then id.
type Query struct {
	Kind, Name string
	From, To   string
	Limit      int // 0 for no limit
}

// matches reports whether a record, as it stands, is among those q selects.
func (q Query) matches(r Record) bool { return slices.ContainsFunc(r.Terms(), q.takes) }

func (q Query) takes(t Term) bool {
	return t.Name == q.Name && t.Value >= q.From && (q.To == "" && t.Value == q.From || q.To != "" && t.Value <= q.To)
}

// Memory is what a decision may read of its own project.
type Memory interface {
	// Get gives the documents in the order of keys; one that is not there has Rev 0.
	Get(keys ...Key) ([]Doc, error)
	// Find gives the documents that match.
	Find(q Query) ([]Doc, error)
}

// Record is a thing the practice remembers.
type Record interface {
	Key() Key
	Terms() []Term
	meta() *Meta
}

// Meta is embedded in every record and holds the revision it was read at.
type Meta struct{ rev int64 }

func (m *Meta) meta() *Meta { return m }

// record ties a record's pointer type to the type itself.
type record[T any] interface {
	*T
	Record
}

// Load reads one record; ok is false when it is not there.
func Load[T any, P record[T]](m Memory, id string) (r *T, ok bool, err error) {
	r = new(T)
	docs, err := m.Get(Key{P(r).Key().Kind, id})
	if err != nil || docs[0].Rev == 0 {
		return nil, false, err
	}
	return r, true, docs[0].into(P(r))
}

// List reads the records that match q; q.Kind is filled in.
func List[T any, P record[T]](m Memory, q Query) ([]*T, error) {
	q.Kind = kindOf[T, P]()
	docs, err := m.Find(q)
	if err != nil {
		return nil, err
	}
	all := make([]*T, len(docs))
	for i, d := range docs {
		all[i] = new(T)
		if err := d.into(P(all[i])); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func kindOf[T any, P record[T]]() string { return P(new(T)).Key().Kind }

func (d Doc) into(r Record) error {
	if err := json.Unmarshal(d.Body, r); err != nil {
		return fmt.Errorf("read %s %s: %w", d.Kind, d.ID, err)
	}
	r.meta().rev = d.Rev
	return nil
}

// DocOf writes a record down.
func DocOf(r Record) (Doc, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return Doc{}, fmt.Errorf("write %s: %w", r.Key(), err)
	}
	return Doc{Key: r.Key(), Rev: r.meta().rev, Body: body, Terms: r.Terms()}, nil
}
