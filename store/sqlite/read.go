package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"brobygger/practice"
	"brobygger/store"
)

// readersMax bounds how many readings go on at once.
const readersMax = 8

// errOver reports a reader that was kept after its reading.
var errOver = errors.New("the reading is over")

// View implements [store.Store]. The reading begins with the first thing that
// fn reads. fn may not call the store.
func (s *Store) View(ctx context.Context, project string, fn func(store.Reader) error) error {
	err := s.read(ctx, project, func(r *reader) error { return fn(r) })
	if err != nil {
		return fmt.Errorf("view %s: %w", project, err)
	}
	return nil
}

// read runs fn with a connection from the pool.
func (s *Store) read(ctx context.Context, project string, fn func(*reader) error) error {
	c, err := s.readers.take(ctx)
	if err != nil {
		return err
	}
	r := &reader{ctx: ctx, conn: c, project: project}
	defer func() { s.readers.give(c, r.end()) }()
	return fn(r)
}

// readers is the pool of reading connections, opened as they are needed.
type readers struct {
	db   driver.Connector
	room chan struct{} // holds a value for each connection in use
	mu   sync.Mutex
	free []*conn
	shut bool
}

func (p *readers) init(db driver.Connector) {
	p.db, p.room = db, make(chan struct{}, readersMax)
}

func (p *readers) take(ctx context.Context) (*conn, error) {
	select {
	case p.room <- struct{}{}:
	case <-ctx.Done():
		return nil, busy(ctx)
	}
	p.mu.Lock()
	if p.shut {
		p.mu.Unlock()
		<-p.room
		return nil, ErrClosed
	}
	if n := len(p.free); n > 0 {
		c := p.free[n-1]
		p.free = p.free[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	c, err := newConn(p.db, "PRAGMA query_only = 1", "PRAGMA temp_store = MEMORY")
	if err != nil {
		<-p.room
		return nil, fmt.Errorf("open reader: %w", err)
	}
	return c, nil
}

func (p *readers) give(c *conn, err error) {
	p.mu.Lock()
	if err != nil || p.shut {
		c.close()
	} else {
		p.free = append(p.free, c)
	}
	p.mu.Unlock()
	<-p.room
}

// close waits for the readings that go on.
func (p *readers) close() {
	p.mu.Lock()
	p.shut = true
	p.mu.Unlock()
	for range readersMax {
		p.room <- struct{}{}
	}
	for _, c := range p.free {
		c.close()
	}
	for range readersMax {
		<-p.room
	}
}

// reader implements [store.Reader] on one consistent reading.
type reader struct {
	ctx     context.Context
	conn    *conn
	project string
	known   []practice.Doc // read already
	begun   bool
	over    bool
}

// begin starts the reading if it has not begun, and is called before every statement.
func (r *reader) begin() error {
	switch {
	case r.over:
		return errOver
	case r.ctx.Err() != nil:
		return context.Cause(r.ctx)
	case r.begun:
		return nil
	}
	_, err := r.conn.exec("BEGIN")
	r.begun = err == nil
	return err
}

func (r *reader) end() error {
	r.over = true
	if !r.begun {
		return nil
	}
	_, err := r.conn.exec("COMMIT")
	return err
}

// Get implements [practice.Memory].
func (r *reader) Get(keys ...practice.Key) ([]practice.Doc, error) {
	if err := r.begin(); err != nil {
		return nil, fmt.Errorf("get: %w", err)
	}
	docs := make([]practice.Doc, 0, len(keys))
	for _, k := range keys {
		i := slices.IndexFunc(r.known, func(d practice.Doc) bool { return d.Key == k })
		if i < 0 {
			break
		}
		docs = append(docs, r.known[i])
	}
	for chunk := range slices.Chunk(keys[len(docs):], docsMax) {
		_, _, more, err := r.fetch("", chunk)
		if err != nil {
			return nil, fmt.Errorf("get: %w", err)
		}
		docs = append(docs, more...)
	}
	return docs, nil
}

// docsMax bounds how many documents one statement reads.
const docsMax = 16

// The statements of fetch, each a part of the longest.
const (
	union     = " UNION ALL "
	fetchSeen = `SELECT -1, 0, '', ack FROM seen WHERE project = ? AND event = ?`
	fetchDoc  = `SELECT ?, rev, terms, body FROM document WHERE project = ? AND kind = ? AND id = ?`
)

var fetchAll = fetchSeen + strings.Repeat(union+fetchDoc, docsMax)

// fetch reads documents, and the ack of an event when that has been seen, in
// one statement.
func (r *reader) fetch(event string, keys []practice.Key) (ack []byte, seen bool, docs []practice.Doc, err error) {
	if err := r.begin(); err != nil {
		return nil, false, nil, err
	}
	query := fetchAll
	args := append(make([]any, 0, 2+4*len(keys)), r.project, event)
	if event == "" {
		query, args = query[len(fetchSeen+union):], args[:0]
	}
	docs = make([]practice.Doc, len(keys))
	for i, k := range keys {
		docs[i].Key = k
		args = append(args, i, r.project, k.Kind, k.ID)
	}
	query = query[:len(query)-len(union+fetchDoc)*(docsMax-len(keys))]
	err = r.conn.each(query, args, func(scan func(...any) error) (bool, error) {
		var i int
		var rev int64
		var terms string
		var body []byte
		if err := scan(&i, &rev, &terms, &body); err != nil {
			return false, err
		}
		if i < 0 {
			ack, seen = body, true
			return false, nil
		}
		d := &docs[i]
		d.Rev, d.Body = rev, body
		var err error
		d.Terms, err = decodeTerms(terms)
		return true, err
	})
	return ack, seen, docs, err
}

// Find implements [practice.Memory]. A document that matches with several
// values comes once, where its first value stands.
func (r *reader) Find(q practice.Query) ([]practice.Doc, error) {
	if err := r.begin(); err != nil {
		return nil, fmt.Errorf("find: %w", err)
	}
	if q.To == "" {
		q.To = q.From
	}
	var docs []practice.Doc
	found := map[string]bool{}
	err := r.conn.each(`SELECT d.id, d.rev, d.terms, d.body FROM term t
		CROSS JOIN document d ON d.project = t.project AND d.kind = t.kind AND d.id = t.id
		WHERE t.project = ? AND t.kind = ? AND t.name = ? AND t.value >= ? AND t.value <= ?
		ORDER BY t.value, t.id`,
		[]any{r.project, q.Kind, q.Name, q.From, q.To},
		func(scan func(...any) error) (bool, error) {
			d := practice.Doc{Key: practice.Key{Kind: q.Kind}}
			var terms string
			if err := scan(&d.ID, &d.Rev, &terms, (*[]byte)(&d.Body)); err != nil {
				return false, err
			}
			if found[d.ID] {
				return true, nil
			}
			found[d.ID] = true
			var err error
			d.Terms, err = decodeTerms(terms)
			docs = append(docs, d)
			return q.Limit <= 0 || len(docs) < q.Limit, err
		})
	if err != nil {
		return nil, fmt.Errorf("find %s by %s: %w", q.Kind, q.Name, err)
	}
	return docs, nil
}

// Timers implements [store.Reader]. A limit of 0 is no limit.
func (r *reader) Timers(limit int) ([]store.Timer, error) {
	err := r.begin()
	if err != nil {
		return nil, fmt.Errorf("timers: %w", err)
	}
	all, err := timers(r.conn, `SELECT `+timerColumns+` FROM timer INDEXED BY timer_due WHERE project = ?
		ORDER BY due, kind, subject LIMIT ?`, r.project, orAll(limit))
	if err != nil {
		return nil, fmt.Errorf("timers: %w", err)
	}
	return all, nil
}
