package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"brobygger/store"
)

// groupMax bounds how many works one commit takes, and so how long it lasts.
const groupMax = 256

// tx is a work's part of the writer's transaction.
type tx struct {
	*conn
	s    *Store
	wake bool   // Next may have become earlier
	last bumped // forgotten when a place is leased or given back
}

// job is one work that waits for the writer.
type job struct {
	apply func(*tx) error
	taken atomic.Bool // by the writer, or by a caller who gave up
	wake  bool
	err   error
	done  chan struct{}
}

// write has the writer run apply and commit it. An error of apply undoes its
// own writes only; apply may run twice, the first time in vain. When ctx ends
// before the writer has begun, nothing is saved and the error is [store.ErrBusy]
// and the context's.
func (s *Store) write(ctx context.Context, apply func(*tx) error) error {
	j := &job{apply: apply, done: make(chan struct{})}
	if err := s.jobs.add(j); err != nil {
		return err
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return busy(ctx)
		}
		<-j.done // its commit is under way: report what becomes of it
	}
	return j.err
}

func busy(ctx context.Context) error {
	return fmt.Errorf("%w: %w", store.ErrBusy, context.Cause(ctx))
}

// write1by1 is the writer: it commits whatever has come in while it was busy
// with the commit before.
func (s *Store) write1by1() {
	defer close(s.idle)
	for {
		group, more := s.jobs.take(groupMax)
		if !more {
			return
		}
		s.commit(group)
	}
}

func (s *Store) commit(group []*job) {
	live := group[:0]
	for _, j := range group {
		if j.taken.CompareAndSwap(false, true) {
			live = append(live, j)
		}
	}
	if len(live) == 0 {
		return
	}
	failing, err := s.commitAll(live, false)
	if failing && len(live) > 1 {
		_, err = s.commitAll(live, true)
	}
	wake := false
	for _, j := range live {
		if err != nil && j.err == nil {
			j.err = failed(err)
		}
		wake = wake || j.err == nil && j.wake
	}
	if wake {
		s.bell.ring()
	}
	for _, j := range live {
		close(j.done)
	}
}

// errUndone reports that the transaction has ended by itself, as on a full disk.
var errUndone = errors.New("all of the transaction is undone")

// commitAll runs the jobs in one transaction. apart gives each a savepoint, so
// that one that fails undoes its own writes only; without, which is quicker, it
// undoes them all. failing is true when one failed.
func (s *Store) commitAll(live []*job, apart bool) (failing bool, err error) {
	err = s.writer.atomically(func() error {
		for _, j := range live {
			j.err = s.apply(j, apart)
			if failing = failing || j.err != nil; j.err != nil && (!apart || errors.Is(j.err, errUndone)) {
				return j.err
			}
		}
		if s.fault != nil {
			return s.fault("commit")
		}
		return nil
	})
	return failing, err
}

// apply runs one job, apart from the others if that is asked.
func (s *Store) apply(j *job, apart bool) (err error) {
	t := &tx{conn: s.writer, s: s}
	if !apart {
		err = j.apply(t)
		j.wake = t.wake
		return err
	}
	if _, err := t.exec("SAVEPOINT work"); err != nil {
		return errors.Join(errUndone, err)
	}
	if err = j.apply(t); err != nil {
		if _, back := t.exec("ROLLBACK TO work"); back != nil {
			return errors.Join(errUndone, err, back)
		}
	}
	if _, end := t.exec("RELEASE work"); end != nil {
		return errors.Join(errUndone, err, end)
	}
	j.wake = t.wake
	return err
}

// failed tells a database that is locked by somebody else from other errors.
func failed(err error) error {
	var e *driver.Error
	if errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return fmt.Errorf("%w: %w", store.ErrBusy, err)
	}
	return err
}

// jobs is the line of works before the writer.
type jobs struct {
	mu     sync.Mutex
	line   []*job
	closed bool
	some   chan struct{} // holds a value when there may be something to take
}

func (q *jobs) init() { q.some = make(chan struct{}, 1) }

func (q *jobs) add(j *job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return ErrClosed
	}
	q.line = append(q.line, j)
	q.signal()
	return nil
}

func (q *jobs) shut() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

func (q *jobs) signal() {
	select {
	case q.some <- struct{}{}:
	default:
	}
}

// take waits for jobs and gives at most limit of them; more is false when the line
// is shut and empty.
func (q *jobs) take(limit int) (group []*job, more bool) {
	for {
		q.mu.Lock()
		switch {
		case len(q.line) > limit:
			group = append(group, q.line[:limit]...)
			q.line = append(q.line[:0], q.line[limit:]...)
		case len(q.line) > 0:
			group, q.line = q.line, nil
		}
		closed := q.closed
		q.mu.Unlock()
		if len(group) > 0 || closed {
			return group, len(group) > 0
		}
		<-q.some
	}
}
