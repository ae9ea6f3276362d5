package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// conn is one connection with its prepared statements. It is used by one
// goroutine at a time. No statement is ever interrupted: contexts are looked
// at between statements.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

func newConn(db *sql.DB, setup ...string) (*conn, error) {
	c, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	for _, q := range setup {
		if _, err := c.ExecContext(context.Background(), q); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", q, err), c.Close())
		}
	}
	return &conn{c: c, stmts: map[string]*sql.Stmt{}}, nil
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		s.Close()
	}
	return c.c.Close()
}

func (c *conn) stmt(query string) (*sql.Stmt, error) {
	if s := c.stmts[query]; s != nil {
		return s, nil
	}
	s, err := c.c.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	c.stmts[query] = s
	return s, nil
}

// exec runs a statement and gives the number of rows it changed.
func (c *conn) exec(query string, args ...any) (int64, error) {
	s, err := c.stmt(query)
	if err != nil {
		return 0, err
	}
	res, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// each calls fn for every row until it gives false; fn may not use the connection.
func (c *conn) each(query string, args []any, fn func(scan func(...any) error) (bool, error)) error {
	s, err := c.stmt(query)
	if err != nil {
		return err
	}
	rows, err := s.Query(args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if more, err := fn(rows.Scan); err != nil || !more {
			return err
		}
	}
	return rows.Err()
}

// one reads the first row, if there is one, and reports whether there was.
func (c *conn) one(query string, args []any, dest ...any) (found bool, err error) {
	err = c.each(query, args, func(scan func(...any) error) (bool, error) {
		found = true
		return false, scan(dest...)
	})
	return found, err
}

// atomically runs fn in a transaction of its own.
func (c *conn) atomically(fn func() error) error {
	if _, err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := fn()
	if err == nil {
		_, err = c.exec("COMMIT")
	}
	if err != nil {
		c.exec("ROLLBACK")
	}
	return err
}

// ms gives t as it is stored, 0 for the zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at is the inverse of ms.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
