package sqlite

import (
	"fmt"
	"time"

	"brobygger/chat"
	"brobygger/store"
)

// insert puts an item into the outbox, unless its ID is there already.
func (t *tx) insert(project, place string, it *store.Item, when time.Time) error {
	if it.At.IsZero() {
		it.At = when
	}
	state, line, reason, err := t.stand(project, it.Op, it.Root, it.Revision, it.State == store.Held)
	if err != nil {
		return err
	}
	var done int64
	if state == store.Dropped {
		done = ended(when, it.At)
	}
	n, err := t.exec(`INSERT INTO item (project, id, port, op, place, lane, kind, subject, root, revision, batch,
			not_before, not_after, retry, fence, state, line, body, attempts, ref, error, at, done)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, 0, '', ?, ?, ?) ON CONFLICT DO NOTHING`,
		project, it.ID, it.Port, it.Op, place, int64(it.Lane), it.Kind, it.Subject, it.Root, it.Revision, it.Batch,
		ms(it.NotBefore), ms(it.NotAfter), it.Fence, string(state), line, string(it.Body), reason, ms(it.At), done)
	if err != nil || n == 0 {
		return err
	}
	return t.joined(project, place, it.Op, it.Root, it.Revision, state, line, ms(it.NotBefore), when)
}

// stand decides how an item begins that comes in or is released: in line
// (line 1), waiting for its root (Ready, line 0), held, or dropped and why.
func (t *tx) stand(project, op, root string, revision int64, held bool) (state store.State, line int, reason string, err error) {
	if op == "edit" {
		newer, err := t.newer(project, root, revision)
		if err != nil || newer {
			return store.Dropped, 0, "a newer revision was there first", err
		}
	}
	state, line = store.Ready, 1
	if root != "" {
		var rs store.State
		found, err := t.one(`SELECT state FROM item WHERE project = ? AND id = ?`, []any{project, root}, (*string)(&rs))
		switch {
		case err != nil:
			return "", 0, "", err
		case !found:
			return store.Dropped, 0, "its root " + root + " is not there", nil
		case rs == store.Failed || rs == store.Dropped:
			return store.Dropped, 0, "its root " + root + " was " + string(rs), nil
		case rs != store.Sent:
			line = 0
		}
	}
	if held {
		return store.Held, 0, "", nil
	}
	return state, line, "", nil
}

// newer reports whether the root has an edit of a later revision that is on its way or sent.
func (t *tx) newer(project, root string, revision int64) (bool, error) {
	var one int
	return t.one(`SELECT 1 FROM item WHERE project = ? AND root = ? AND root <> '' AND op = 'edit' AND revision > ?
		AND state IN ('ready', 'sending', 'unknown', 'sent') LIMIT 1`, []any{project, root, revision}, &one)
}

// joined does what follows when an item has come to stand as state and line:
// older edits of the same root are dropped, and its place wakes.
func (t *tx) joined(project, place, op, root string, revision int64, state store.State, line int, notBefore int64, when time.Time) error {
	if state != store.Ready {
		return nil
	}
	if op == "edit" {
		older, err := t.rows(`SELECT `+itemColumns+` FROM item i WHERE i.project = ? AND i.root = ? AND i.root <> ''
			AND i.op = 'edit' AND i.revision < ? AND i.state IN ('held', 'ready')`, project, root, revision)
		if err != nil {
			return err
		}
		for _, o := range older {
			if err := t.end(o, store.Dropped, "", fmt.Sprintf("revision %d is newer", revision), when); err != nil {
				return err
			}
		}
	}
	if line == 0 {
		return nil
	}
	return t.bump(project, place, notBefore)
}

// change applies one change to an item that is Held or Ready.
func (t *tx) change(project string, ch store.ItemChange, when time.Time) error {
	found, err := t.rows(`SELECT `+itemColumns+` FROM item i WHERE i.project = ? AND i.id = ? AND i.state IN ('held', 'ready')`, project, ch.ID)
	if err != nil || len(found) == 0 {
		return err
	}
	it := found[0]
	if ch.Body != nil {
		if _, err := t.exec(`UPDATE item SET body = ? WHERE seq = ?`, string(ch.Body), it.Seq); err != nil {
			return err
		}
	}
	if ch.State == store.Dropped {
		return t.end(it, store.Dropped, "", ch.Error, when)
	}
	if it.State == store.Ready {
		return nil
	}
	state, line, reason, err := t.stand(project, it.Op, it.Root, it.Revision, false)
	if err != nil {
		return err
	}
	if state == store.Dropped {
		return t.end(it, state, "", reason, when)
	}
	if _, err := t.exec(`UPDATE item SET state = ?, line = ?, error = ? WHERE seq = ?`, string(state), line, ch.Error, it.Seq); err != nil {
		return err
	}
	return t.joined(project, it.place, it.Op, it.Root, it.Revision, state, line, it.notBefore, when)
}

// end brings an item to Sent, Failed or Dropped, and what waits for it into
// line or to Dropped as well.
func (t *tx) end(it row, state store.State, ref chat.Ref, reason string, when time.Time) error {
	if _, err := t.exec(`UPDATE item SET state = ?, line = 0, retry = 0, ref = ?, error = ?, done = ? WHERE seq = ?`,
		string(state), string(ref), reason, ended(when, it.At), it.Seq); err != nil {
		return err
	}
	if it.State != store.Held { // what stood behind it may go
		if err := t.bump(it.Project, it.place, 0); err != nil {
			return err
		}
	}
	waiting, err := t.rows(`SELECT `+itemColumns+` FROM item i WHERE i.project = ? AND i.root = ? AND i.root <> ''
		AND i.state IN ('held', 'ready') AND i.line = 0 ORDER BY i.seq`, it.Project, it.ID)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		switch {
		case state != store.Sent:
			err = t.end(w, store.Dropped, "", "its root "+it.ID+" was "+string(state), when)
		case w.State == store.Ready:
			if _, err = t.exec(`UPDATE item SET line = 1 WHERE seq = ?`, w.Seq); err == nil {
				err = t.bump(w.Project, w.place, w.notBefore)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bump lets a place wake at the given time at the latest, unless it is leased:
// then Settle sees to it.
func (t *tx) bump(project, place string, wake int64) error {
	b := bumped{project, place, wake}
	if t.last == b {
		return nil
	}
	t.wake, t.last = true, b
	_, err := t.exec(`INSERT INTO place (project, place, hold, lease, leased_until, wake, turn) VALUES (?1, ?2, 0, '', 0, ?3, ?4)
		ON CONFLICT DO UPDATE SET wake = max(hold, excluded.wake), turn = excluded.turn
		WHERE lease = '' AND (wake IS NULL OR wake > max(hold, excluded.wake))`, project, place, wake, t.s.turn.Add(1))
	return err
}

// bumped is what bump did last, so that two items of one place bump it once.
type bumped struct {
	project, place string
	wake           int64
}

func (t *tx) rows(query string, args ...any) (all []row, err error) {
	err = t.each(query, args, func(scan func(...any) error) (bool, error) {
		r, err := scanItem(scan)
		all = append(all, r)
		return true, err
	})
	return all, err
}

// ended gives the time an item ended as stored, which is never 0.
func ended(when, made time.Time) int64 {
	if when.IsZero() {
		when = made
	}
	return max(ms(when), 1)
}
