package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"time"
)

// conn is one connection with its prepared statements. It is used by one
// goroutine at a time. It speaks to the driver itself: database/sql's own pool
// and conversions would cost a tenth of what a statement takes. No statement is
// ever interrupted: contexts are looked at between statements.
type conn struct {
	c     driver.Conn
	stmts map[string]driver.Stmt
	args  []driver.NamedValue // of the statement that runs
	row   []driver.Value      // that is being read
}

func newConn(db driver.Connector, setup ...string) (*conn, error) {
	d, err := db.Connect(context.Background())
	if err != nil {
		return nil, err
	}
	c := &conn{c: d, stmts: map[string]driver.Stmt{}}
	for _, q := range setup {
		if _, err := c.exec(q); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", q, err), c.close())
		}
	}
	return c, nil
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		s.Close()
	}
	return c.c.Close()
}

// prepare gives the statement, and args in the driver's form.
func (c *conn) prepare(query string, args []any) (driver.Stmt, []driver.NamedValue, error) {
	s := c.stmts[query]
	if s == nil {
		var err error
		if s, err = c.c.Prepare(query); err != nil {
			return nil, nil, fmt.Errorf("prepare %q: %w", query, err)
		}
		c.stmts[query] = s
	}
	c.args = c.args[:0]
	for i, v := range args {
		if n, ok := v.(int); ok {
			v = int64(n)
		}
		if !driver.IsValue(v) {
			return nil, nil, fmt.Errorf("%q: argument %d is a %T", query, i+1, v)
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return s, c.args, nil
}

// exec runs a statement and gives the number of rows it changed.
func (c *conn) exec(query string, args ...any) (int64, error) {
	s, values, err := c.prepare(query, args)
	if err != nil {
		return 0, err
	}
	res, err := s.(driver.StmtExecContext).ExecContext(context.Background(), values)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// each calls fn for every row until it gives false; fn may not use the connection.
func (c *conn) each(query string, args []any, fn func(scan func(...any) error) (bool, error)) (err error) {
	s, values, err := c.prepare(query, args)
	if err != nil {
		return err
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(context.Background(), values)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for n := len(rows.Columns()); len(c.row) < n; {
		c.row = append(c.row, nil)
	}
	row := c.row[:len(rows.Columns())]
	scan := func(dest ...any) error { return scan(row, dest) }
	for {
		if err := rows.Next(row); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		if more, err := fn(scan); err != nil || !more {
			return err
		}
	}
}

// scan puts a row's values where they belong.
func scan(row []driver.Value, dest []any) error {
	if len(row) != len(dest) {
		return fmt.Errorf("scan %d columns into %d", len(row), len(dest))
	}
	for i, v := range row {
		ok := true
		switch d := dest[i].(type) {
		case *string:
			*d, ok = v.(string)
		case *int64:
			*d, ok = v.(int64)
		case *int:
			var n int64
			n, ok = v.(int64)
			*d = int(n)
		case *[]byte: // of text too, nil for NULL
			switch v := v.(type) {
			case string:
				*d = []byte(v)
			case []byte:
				*d = v
			default:
				*d, ok = nil, v == nil
			}
		default:
			ok = false
		}
		if !ok {
			return fmt.Errorf("scan column %d: %T into %T", i+1, v, dest[i])
		}
	}
	return nil
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
