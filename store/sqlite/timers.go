package sqlite

import (
	"context"
	"fmt"
	"sync"
	"time"

	"brobygger/practice"
	"brobygger/store"
)

// fire deletes the timer, or reports that it is gone or another by now.
func (t *tx) fire(project string, tm store.Timer) error {
	n, err := t.exec(`DELETE FROM timer WHERE project = ? AND kind = ? AND subject = ? AND due = ? AND fence = ? AND data = ?`,
		project, tm.Kind, tm.Subject, ms(tm.Due), tm.Fence, string(tm.Data))
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("%s %s: %w", tm.Kind, tm.Subject, store.ErrStale)
	}
	return nil
}

func (t *tx) cancel(project string, k practice.TimerKey) error {
	_, err := t.exec(`DELETE FROM timer WHERE project = ? AND kind = ? AND subject = ?`, project, k.Kind, k.Subject)
	return err
}

func (t *tx) set(project string, tm store.Timer) error {
	t.wake = true
	_, err := t.exec(`INSERT INTO timer (project, kind, subject, due, fence, data) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET due = excluded.due, fence = excluded.fence, data = excluded.data`,
		project, tm.Kind, tm.Subject, ms(tm.Due), tm.Fence, string(tm.Data))
	return err
}

const timerColumns = `project, kind, subject, due, fence, data`

func timers(c *conn, query string, args ...any) (all []store.Timer, err error) {
	err = c.each(query, args, func(scan func(...any) error) (bool, error) {
		var tm store.Timer
		var due int64
		var data []byte
		if err := scan(&tm.Project, &tm.Kind, &tm.Subject, &due, &tm.Fence, &data); err != nil {
			return false, err
		}
		tm.Due = at(due)
		if len(data) > 0 {
			tm.Data = data
		}
		all = append(all, tm)
		return true, nil
	})
	return all, err
}

// Due implements [store.Queue]. A limit of 0 is no limit.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) (all []store.Timer, err error) {
	err = s.read(ctx, "", func(r *reader) error {
		all, err = timers(r.conn, `SELECT `+timerColumns+` FROM timer WHERE due <= ?
			ORDER BY due, project, kind, subject LIMIT ?`, ms(now), orAll(limit))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("due timers: %w", err)
	}
	return all, nil
}

// Next implements [store.Queue]. What is ready already gives a time long past.
func (s *Store) Next(ctx context.Context) (next time.Time, err error) {
	err = s.read(ctx, "", func(r *reader) error {
		var due, wake int64
		timer, err := r.conn.one(`SELECT due FROM timer ORDER BY due LIMIT 1`, nil, &due)
		if err != nil {
			return err
		}
		place, err := r.conn.one(`SELECT wake FROM place WHERE wake IS NOT NULL ORDER BY wake LIMIT 1`, nil, &wake)
		switch {
		case err != nil:
			return err
		case timer && (!place || due < wake):
			next = time.UnixMilli(due).UTC()
		case place:
			next = time.UnixMilli(wake).UTC()
		}
		return nil
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("next: %w", err)
	}
	return next, nil
}

// Changed implements [store.Queue].
func (s *Store) Changed() <-chan struct{} { return s.bell.wait() }

// bell is a channel that is closed at the next ring.
type bell struct {
	mu sync.Mutex
	ch chan struct{}
}

func (b *bell) init() { b.ch = make(chan struct{}) }

func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ch
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.ch)
	b.ch = make(chan struct{})
}

// orAll gives a limit as SQL has it.
func orAll(limit int) int {
	if limit <= 0 {
		return -1
	}
	return limit
}
