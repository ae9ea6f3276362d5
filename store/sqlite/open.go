// Package sqlite is the store in one file: every commit is on disk before it
// is acknowledged, and one writer commits all waiting transactions together.
//
// A [Store] belongs to one process. It is both the store and the queue; the
// other way to reach its file while it is open is [Backup].
package sqlite

import (
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	sqlite "modernc.org/sqlite"

	"brobygger/store"
)

var (
	_ store.Store = (*Store)(nil)
	_ store.Queue = (*Store)(nil)
)

// ErrClosed reports that the store has been closed.
var ErrClosed = errors.New("store is closed")

// Store implements [store.Store] and [store.Queue].
type Store struct {
	file  string
	temp  string // directory to remove on Close, for ":memory:"
	lock  *fileLock
	fault func(op string) error

	keys    keyLocks
	readers readers
	bell    bell

	writer *conn // the writer goroutine's own
	jobs   jobs
	idle   chan struct{} // closed when the writer has ended

	run    string // names the leases of this process
	leases atomic.Int64
	turn   atomic.Int64
	close  sync.Once
}

// Option changes how a store is opened.
type Option func(*Store)

// WithFault calls fn before each commit with op "commit". When fn gives an
// error, nothing of that group is saved and all its works fail with the error.
func WithFault(fn func(op string) error) Option { return func(s *Store) { s.fault = fn } }

// Open opens the store in file, creating and migrating it as needed. Items
// that a process which is gone was sending become Unknown. It fails when
// another process has the file open, or when the file is of a newer version.
//
// The file ":memory:" means a private store that is gone with Close; it is
// kept in the directory for temporary files, and not synced.
func Open(file string, opts ...Option) (*Store, error) {
	s := &Store{file: file, idle: make(chan struct{}), run: rand.Text()}
	for _, o := range opts {
		o(s)
	}
	if err := s.open(); err != nil {
		s.release()
		return nil, fmt.Errorf("open store %s: %w", file, err)
	}
	go s.write1by1()
	return s, nil
}

func (s *Store) open() error {
	synchronous := "FULL"
	if s.file == ":memory:" {
		dir, err := os.MkdirTemp("", "brobygger-")
		if err != nil {
			return err
		}
		s.temp, s.file, synchronous = dir, filepath.Join(dir, "store.db"), "OFF"
	}
	var err error
	if s.lock, err = lockFile(s.file + ".lock"); err != nil {
		return err
	}
	if err := private(s.file); err != nil {
		return err
	}
	db, err := connector(s.file)
	if err != nil {
		return err
	}
	s.bell.init()
	s.jobs.init()
	s.readers.init(db)
	if s.writer, err = newConn(db,
		"PRAGMA journal_mode = WAL",
		"PRAGMA synchronous = "+synchronous,
		"PRAGMA temp_store = MEMORY",
		"PRAGMA cache_size = -8000",
		"PRAGMA wal_autocheckpoint = 4000",
	); err != nil {
		return err
	}
	if err := migrate(db); err != nil {
		return err
	}
	return s.takeOver()
}

// private makes file, which holds names and numbers, one that only its owner
// may read: SQLite gives what it writes beside a database the same rights. The
// files of one that is there already are taken from others as far as the
// system lets us.
func private(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(file + end); err == nil && info.Mode().Perm()&0o077 != 0 {
			_ = os.Chmod(file+end, info.Mode().Perm()&^0o077) // check tells of one that stays open to others
		}
	}
	return nil
}

// connector opens connections to file; extra is added to the query.
func connector(file string, extra ...string) (driver.Connector, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}
	return sqlite.NewConnector(u.String() + "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)" + strings.Join(extra, ""))
}

func openDB(file string, extra ...string) (*sql.DB, error) {
	c, err := connector(file, extra...)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// takeOver ends the leases of the process that had the file before.
func (s *Store) takeOver() error {
	w := &tx{conn: s.writer, s: s}
	return s.writer.atomically(func() error {
		var turn int64
		if _, err := w.one(`SELECT coalesce(max(turn), 0) FROM place`, nil, &turn); err != nil {
			return err
		}
		s.turn.Store(turn)
		if _, err := w.exec(`UPDATE item SET state = 'unknown' WHERE line = 1 AND state = 'sending'
			AND (project, place) IN (SELECT project, place FROM place WHERE lease <> '')`); err != nil {
			return err
		}
		_, err := w.exec(`UPDATE place SET lease = '', leased_until = 0, wake = hold WHERE lease <> ''`)
		return err
	})
}

// Close ends the store: works that are waiting are still committed, later
// ones fail with [ErrClosed].
func (s *Store) Close() error {
	s.close.Do(func() {
		s.jobs.shut()
		<-s.idle
		s.readers.close()
	})
	return s.release()
}

// release frees what open took, as far as it came.
func (s *Store) release() error {
	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.close())
		s.writer = nil
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
		s.lock = nil
	}
	if s.temp != "" {
		errs = append(errs, os.RemoveAll(s.temp))
		s.temp = ""
	}
	return errors.Join(errs...)
}
