package sqlite

import (
	"encoding/json"
	"fmt"
	"slices"

	"brobygger/practice"
)

// encodeTerms writes terms down beside their document, so that the next
// change of it knows which rows of term are no longer right.
func encodeTerms(terms []practice.Term) string {
	if len(terms) == 0 {
		return ""
	}
	pairs := make([][2]string, len(terms))
	for i, t := range terms {
		pairs[i] = [2]string{t.Name, t.Value}
	}
	b, err := json.Marshal(pairs)
	if err != nil {
		panic(err) // strings always encode
	}
	return string(b)
}

func decodeTerms(s string) ([]practice.Term, error) {
	if s == "" {
		return nil, nil
	}
	var pairs [][2]string
	if err := json.Unmarshal([]byte(s), &pairs); err != nil {
		return nil, fmt.Errorf("read terms: %w", err)
	}
	terms := make([]practice.Term, len(pairs))
	for i, p := range pairs {
		terms[i] = practice.Term{Name: p[0], Value: p[1]}
	}
	return terms, nil
}

// index makes the rows of term what they should be.
func (t *tx) index(project string, k practice.Key, before, after []practice.Term) error {
	for _, b := range before {
		if slices.Contains(after, b) {
			continue
		}
		if _, err := t.exec(`DELETE FROM term WHERE project = ? AND kind = ? AND name = ? AND value = ? AND id = ?`,
			project, k.Kind, b.Name, b.Value, k.ID); err != nil {
			return err
		}
	}
	for _, a := range after {
		if slices.Contains(before, a) {
			continue
		}
		if _, err := t.exec(`INSERT INTO term (project, kind, name, value, id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			project, k.Kind, a.Name, a.Value, k.ID); err != nil {
			return err
		}
	}
	return nil
}
