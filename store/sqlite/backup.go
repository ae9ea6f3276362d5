package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup implements [store.Store].
func (s *Store) Backup(ctx context.Context, file string) error { return Backup(ctx, s.file, file) }

// Backup writes a consistent copy of the store in from to the new file to. A
// process may have the store open and in use. It fails with [fs.ErrExist] when
// to is there already, and leaves nothing behind when it fails.
func Backup(ctx context.Context, from, to string) error {
	if err := copyTo(ctx, from, to); err != nil {
		return fmt.Errorf("backup %s to %s: %w", from, to, err)
	}
	return nil
}

// ErrNoBackup reports that a file holds no whole store of this program.
var ErrNoBackup = errors.New("this file is no backup of brobygger, or no longer whole")

// Restore puts the backup from in place as the store to, after it has proved
// whole and of a version this program knows. It fails with [fs.ErrExist] when
// to is there already, unless told to overwrite it, and when a process has to
// open. Whenever it fails, to is as it was.
//
// A store that was replaced is kept beside it: kept is its name, to with
// ".replaced" at the end and a number when there is one of that name.
func Restore(from, to string, overwrite bool) (kept string, err error) {
	if kept, err = restore(from, to, overwrite); err != nil {
		return "", fmt.Errorf("restore %s to %s: %w", from, to, err)
	}
	return kept, nil
}

func restore(from, to string, overwrite bool) (kept string, err error) {
	if err := verify(from); err != nil {
		return "", err
	}
	lock, err := lockFile(to + ".lock")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	switch _, err := os.Stat(to); {
	case err == nil && !overwrite:
		return "", fmt.Errorf("there is a store already: %w", fs.ErrExist)
	case err == nil:
		kept = unused(to + ".replaced")
		return kept, replace(from, to, kept)
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	return "", copyTo(context.Background(), from, to)
}

// unused gives the name, with a number when a store of that name is there.
func unused(name string) string {
	for n, free := 2, name; ; n++ {
		taken := false
		for _, end := range []string{"", "-wal", "-shm"} {
			_, err := os.Lstat(free + end)
			taken = taken || !errors.Is(err, fs.ErrNotExist)
		}
		if !taken {
			return free
		}
		free = fmt.Sprintf("%s-%d", name, n)
	}
}

// replace copies from beside to and exchanges them; what was there becomes old.
func replace(from, to, old string) error {
	fresh := to + ".restored"
	if err := private(to); err != nil {
		return err
	}
	if err := remove(fresh); err != nil {
		return err
	}
	if err := copyTo(context.Background(), from, fresh); err != nil {
		return err
	}
	defer os.Remove(fresh)
	// What the old store has in its log must not come to lie beside the new
	// one: opening and closing it empties the log. A log that stays is moved.
	if db, err := openDB(to); err == nil {
		db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
		db.Close()
	}
	if err := os.Link(to, old); err != nil {
		return err
	}
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Rename(to+end, old+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(fresh, to); err != nil {
		return err
	}
	return syncDir(to)
}

// verify reports what speaks against using the database in file. What SQLite
// says of a file it cannot read helps nobody who has taken the wrong one, so
// that stands behind what it means.
func verify(file string) error {
	db, err := openReadOnly(file)
	if err != nil {
		return err
	}
	defer db.Close()
	var result string
	if err := db.QueryRow("PRAGMA integrity_check(1)").Scan(&result); err != nil {
		return fmt.Errorf("%w (%v)", ErrNoBackup, err)
	}
	if result != "ok" {
		return fmt.Errorf("%w (%s)", ErrNoBackup, result)
	}
	var have sql.NullInt64
	if err := db.QueryRow("SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&have); err != nil || have.Int64 == 0 {
		return ErrNoBackup
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	if known := sources[len(sources)-1].Version; have.Int64 > known {
		return tooNew(have.Int64, known)
	}
	return nil
}

// copyTo writes a consistent copy of the database from to the new file to.
func copyTo(ctx context.Context, from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	db, err := openReadOnly(from)
	if err != nil {
		return err
	}
	defer db.Close()
	part, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	defer part.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", part.Name()); err != nil {
		return err
	}
	if err := part.Sync(); err != nil {
		return err
	}
	if err := os.Link(part.Name(), to); err != nil { // unlike a rename it never replaces
		return err
	}
	return syncDir(to)
}

func openReadOnly(file string) (*sql.DB, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, err
	}
	return openDB(file, "&mode=ro")
}

func remove(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncDir makes a new name in the directory of file last.
func syncDir(file string) error {
	d, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
