package sqlite

import (
	"fmt"
	"strings"

	"brobygger/chat"
	"brobygger/store"
)

// itemColumns are what scanItem reads of item i.
const itemColumns = `i.seq, i.project, i.id, i.port, i.op, i.place, i.lane, i.kind, i.subject, i.root, i.revision, i.batch,
	i.not_before, i.not_after, i.retry, i.fence, i.state, i.body, i.attempts, i.ref, i.error, i.at, i.done`

// row is an item as it is stored.
type row struct {
	store.Item
	place                      string
	notBefore, notAfter, retry int64
	rootRef                    string // where the query asks for it
	made, done                 int64
}

// scanItem reads itemColumns, and more columns after them.
func scanItem(scan func(...any) error, more ...any) (r row, err error) {
	var body []byte
	dest := []any{&r.Seq, &r.Project, &r.ID, &r.Port, &r.Op, &r.place, (*int)(&r.Lane), &r.Kind, &r.Subject, &r.Root, &r.Revision, &r.Batch,
		&r.notBefore, &r.notAfter, &r.retry, &r.Fence, (*string)(&r.State), &body, &r.Attempts, (*string)(&r.Ref), &r.Error, &r.made, &r.done}
	if err := scan(append(dest, more...)...); err != nil {
		return r, err
	}
	if len(body) > 0 {
		r.Body = body
	}
	r.NotBefore, r.NotAfter = at(max(r.notBefore, r.retry)), at(r.notAfter)
	r.At, r.Done = at(r.made), at(r.done)
	r.Place, err = chat.ParsePlace(r.place)
	return r, err
}

// Items implements [store.Reader]. NotBefore is the time of the next try when
// that is later.
func (r *reader) Items(q store.ItemQuery) ([]store.Item, error) {
	if err := r.begin(); err != nil {
		return nil, fmt.Errorf("items: %w", err)
	}
	query, args := itemQuery(r.project, q)
	var all []store.Item
	err := r.conn.each(query, args, func(scan func(...any) error) (bool, error) {
		it, err := scanItem(scan)
		all = append(all, it.Item)
		return true, err
	})
	if err != nil {
		return nil, fmt.Errorf("items: %w", err)
	}
	return all, nil
}

func itemQuery(project string, q store.ItemQuery) (string, []any) {
	var b strings.Builder
	b.WriteString(`SELECT ` + itemColumns + ` FROM item i WHERE i.project = ?`)
	args := []any{project}
	where := func(cond string, arg ...any) {
		b.WriteString(" AND " + cond)
		args = append(args, arg...)
	}
	if q.ID != "" {
		where("i.id = ?", q.ID)
	}
	if q.Subject != "" { // the second half lets the partial index serve
		where("i.subject = ? AND i.subject <> ''", q.Subject)
	}
	if q.Batch != "" {
		where("i.batch = ? AND i.batch <> ''", q.Batch)
	}
	if q.Kind != "" {
		where("i.kind = ?", q.Kind)
	}
	switch workspace := q.Place.Platform + "/" + q.Place.Workspace + "/"; {
	case q.Ref != "": // unique within its workspace
		where("i.ref = ? AND i.ref <> ''", string(q.Ref))
		where("i.place >= ? AND i.place < ?", workspace, workspace[:len(workspace)-1]+"0") // "0" follows "/"
	case q.Place.String() != "":
		where("i.place = ?", q.Place.String())
	case q.Place != chat.Place{}:
		where("i.place >= ? AND i.place < ?", workspace, workspace[:len(workspace)-1]+"0")
	}
	if len(q.States) > 0 {
		stuck := true
		for _, s := range q.States {
			stuck = stuck && (s == store.Failed || s == store.Held || s == store.Unknown)
			args = append(args, string(s))
		}
		b.WriteString(" AND i.state IN (?" + strings.Repeat(", ?", len(q.States)-1) + ")")
		if stuck { // these words are those of the index item_stuck
			b.WriteString(" AND i.state IN ('failed', 'held', 'unknown')")
		}
	}
	b.WriteString(" ORDER BY i.seq LIMIT ?")
	return b.String(), append(args, orAll(q.Limit))
}
