package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"unicode/utf8"

	"brobygger/practice"
	"brobygger/store"
)

// updateTries bounds how often a work runs again because what it read has changed.
const updateTries = 10

// errConflict reports that a document is no longer at the revision that was read.
var errConflict = errors.New("document has changed")

// Update implements [store.Store]. Do runs in the caller's goroutine, and not
// at all when its keys are not free before ctx ends. It may not call the store.
func (s *Store) Update(ctx context.Context, w store.Work) (ack []byte, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("update %s: %w", w.Project, err)
		}
	}()
	keys := w.Keys
	if w.Event != "" {
		keys = append([]string{"event\x00" + w.Event}, keys...)
	}
	unlock, err := s.keys.lock(ctx, w.Project, keys)
	if err != nil {
		return nil, busy(ctx)
	}
	defer unlock()
	for n := range updateTries {
		if ctx.Err() != nil {
			return nil, busy(ctx)
		}
		ack, err = s.try(ctx, w)
		if !errors.Is(err, errConflict) {
			return ack, err
		}
		if n == 0 { // from now on one at a time with the others that met
			unlock, err := s.keys.lock(ctx, w.Project, []string{"conflict\x00"})
			if err != nil {
				return nil, busy(ctx)
			}
			defer unlock()
		}
	}
	return nil, fmt.Errorf("%w: %w %d times", store.ErrBusy, err, updateTries)
}

// try runs the work once and commits what it gives.
func (s *Store) try(ctx context.Context, w store.Work) (ack []byte, err error) {
	var seen bool
	var c store.Changes
	err = s.read(ctx, w.Project, func(r *reader) error {
		if w.Event != "" || len(w.Reads) > 0 {
			if ack, seen, r.known, err = r.fetch(w.Event, w.Reads[:min(len(w.Reads), docsMax)]); seen || err != nil {
				return err
			}
		}
		c, err = do(r, w)
		return err
	})
	if seen || err != nil {
		return ack, err
	}
	if w.Event == "" && empty(c) {
		return c.Ack, nil
	}
	p, err := prepare(w, c)
	if err != nil {
		return nil, err
	}
	err = s.write(ctx, func(t *tx) error {
		ack = c.Ack
		if w.Event != "" {
			n, err := t.exec(`INSERT INTO seen (project, event, ack, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				w.Project, w.Event, c.Ack, ms(c.At))
			if err != nil {
				return err
			}
			if n == 0 {
				ack, _, err = seenAck(t.conn, w.Project, w.Event)
				return err
			}
		}
		return t.apply(p)
	})
	if err != nil {
		return nil, err
	}
	return ack, nil
}

func seenAck(c *conn, project, event string) (ack []byte, seen bool, err error) {
	seen, err = c.one(`SELECT ack FROM seen WHERE project = ? AND event = ?`, []any{project, event}, &ack)
	return ack, seen, err
}

// do runs Do and turns a panic of it into an error.
func do(r *reader, w store.Work) (c store.Changes, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("work panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return w.Do(r)
}

func empty(c store.Changes) bool {
	return c.Fired == nil && len(c.Put)+len(c.Delete)+len(c.Items)+len(c.Change)+len(c.Blank)+len(c.Timers)+len(c.Cancel) == 0
}

// changes is a work's result made ready for the writer, which should not
// spend its time on anything but statements.
type changes struct {
	store.Changes
	project string
	terms   []string // of each Put, as stored
	places  []string // of each of Items, as stored
}

func prepare(w store.Work, c store.Changes) (changes, error) {
	p := changes{Changes: c, project: w.Project}
	for _, d := range c.Put {
		for _, t := range d.Terms {
			if !utf8.ValidString(t.Name) || !utf8.ValidString(t.Value) {
				return p, fmt.Errorf("%s %s: term %q is not UTF-8", d.Kind, d.ID, t)
			}
		}
		p.terms = append(p.terms, encodeTerms(d.Terms))
	}
	for _, it := range c.Items {
		if it.ID == "" {
			return p, errors.New("item without an id")
		}
		if it.Project != "" && it.Project != w.Project {
			return p, fmt.Errorf("item %s is of project %s", it.ID, it.Project)
		}
		if it.State != "" && it.State != store.Ready && it.State != store.Held {
			return p, fmt.Errorf("item %s is new and cannot be %s", it.ID, it.State)
		}
		p.places = append(p.places, it.Place.String())
	}
	for _, ch := range c.Change {
		if ch.State != store.Ready && ch.State != store.Dropped {
			return p, fmt.Errorf("item %s cannot be changed to %q", ch.ID, ch.State)
		}
	}
	for _, tm := range c.Timers {
		if tm.Project != "" && tm.Project != w.Project {
			return p, fmt.Errorf("timer %s %s is of project %s", tm.Kind, tm.Subject, tm.Project)
		}
	}
	return p, nil
}

// apply writes a work's changes: the timer that fired, documents, items,
// changes of items, then timers, cancelled before set.
func (t *tx) apply(p changes) error {
	if p.Fired != nil {
		if err := t.fire(p.project, *p.Fired); err != nil {
			return err
		}
	}
	for i, d := range p.Put {
		if err := t.put(p.project, d, p.terms[i]); err != nil {
			return err
		}
	}
	for _, g := range p.Delete {
		if err := t.delete(p.project, g); err != nil {
			return err
		}
	}
	for i := range p.Items {
		if err := t.insert(p.project, p.places[i], &p.Items[i], p.At); err != nil {
			return fmt.Errorf("item %s: %w", p.Items[i].ID, err)
		}
	}
	for _, ch := range p.Change {
		if err := t.change(p.project, ch, p.At); err != nil {
			return fmt.Errorf("change item %s: %w", ch.ID, err)
		}
	}
	for _, q := range p.Blank {
		if err := t.blank(p.project, q); err != nil {
			return fmt.Errorf("blank items: %w", err)
		}
	}
	for _, k := range p.Cancel {
		if err := t.cancel(p.project, k); err != nil {
			return err
		}
	}
	for _, tm := range p.Timers {
		if err := t.set(p.project, tm); err != nil {
			return err
		}
	}
	return nil
}

// put writes a document if it is still at the revision that was read.
func (t *tx) put(project string, d practice.Doc, terms string) error {
	var old string
	if d.Rev == 0 {
		n, err := t.exec(`INSERT INTO document (project, kind, id, rev, terms, body) VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING`,
			project, d.Kind, d.ID, terms, string(d.Body))
		if err != nil || n == 0 {
			return conflict(err, d)
		}
	} else {
		n, err := t.exec(`UPDATE document SET rev = rev + 1, body = ? WHERE project = ? AND kind = ? AND id = ? AND rev = ? AND terms = ?`,
			string(d.Body), project, d.Kind, d.ID, d.Rev, terms)
		if err != nil || n == 1 {
			return err
		}
		// It is found by other terms than before, or has changed.
		var row, rev int64
		found, err := t.one(`SELECT rowid, rev, terms FROM document WHERE project = ? AND kind = ? AND id = ?`,
			[]any{project, d.Kind, d.ID}, &row, &rev, &old)
		if err != nil || !found || rev != d.Rev {
			return conflict(err, d)
		}
		if _, err := t.exec(`UPDATE document SET rev = rev + 1, terms = ?, body = ? WHERE rowid = ?`, terms, string(d.Body), row); err != nil {
			return err
		}
	}
	if terms == old {
		return nil
	}
	before, err := decodeTerms(old)
	if err != nil {
		return err
	}
	return t.index(project, d.Key, before, d.Terms)
}

func conflict(err error, d practice.Doc) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%s %s at revision %d: %w", d.Kind, d.ID, d.Rev, errConflict)
}

func (t *tx) delete(project string, g practice.Gone) error {
	var row, rev int64
	var old string
	found, err := t.one(`SELECT rowid, rev, terms FROM document WHERE project = ? AND kind = ? AND id = ?`,
		[]any{project, g.Kind, g.ID}, &row, &rev, &old)
	if err != nil || !found {
		return err
	}
	if g.Rev != 0 && g.Rev != rev {
		return conflict(nil, practice.Doc{Key: g.Key, Rev: g.Rev})
	}
	if _, err := t.exec(`DELETE FROM document WHERE rowid = ?`, row); err != nil {
		return err
	}
	before, err := decodeTerms(old)
	if err != nil {
		return err
	}
	return t.index(project, g.Key, before, nil)
}
