package sqlite

import (
	"context"
	"fmt"
	"time"
)

const (
	purgeChunk  = 500 // rows a purge takes in one work, so that others get their turn
	keptMonths  = 25  // for how long references are kept
	neverBefore = 1   // the earliest time an item can have ended
)

// Purge implements [store.Store]. It works in chunks between other works, and
// can be repeated when it was cut short. The age of references is counted from
// the later of seen and words.
func (s *Store) Purge(ctx context.Context, project string, seen, words time.Time) error {
	last := seen
	if words.After(last) {
		last = words
	}
	for _, step := range []func() error{
		func() error { return s.purgeSeen(ctx, project, ms(seen)) },
		func() error { return s.purgeWords(ctx, project, ms(words)) },
		func() error { return s.purgeItems(ctx, project, ms(last.AddDate(0, -keptMonths, 0))) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("purge %s: %w", project, err)
		}
	}
	return nil
}

func (s *Store) purgeSeen(ctx context.Context, project string, before int64) error {
	for from, more := "", true; more; {
		var old []string
		more = false
		err := s.read(ctx, project, func(r *reader) error {
			return r.conn.each(`SELECT event, at FROM seen WHERE project = ? AND event > ? ORDER BY event`, []any{project, from},
				func(scan func(...any) error) (bool, error) {
					var at int64
					if err := scan(&from, &at); err != nil {
						return false, err
					}
					if at < before {
						old = append(old, from)
					}
					more = len(old) == purgeChunk
					return !more, nil
				})
		})
		if err == nil {
			err = inChunk(ctx, s, old, `DELETE FROM seen WHERE project = ? AND event = ?`, project)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) purgeWords(ctx context.Context, project string, before int64) error {
	for {
		seqs, err := s.seqs(ctx, `SELECT seq FROM item WHERE project = ? AND done >= ? AND done > 0 AND body <> '' AND done < ? LIMIT ?`,
			project, neverBefore, before, purgeChunk)
		if err == nil {
			err = inChunk(ctx, s, seqs, `UPDATE item SET body = '' WHERE seq = ?`)
		}
		if err != nil || len(seqs) < purgeChunk {
			return err
		}
	}
}

// purgeItems deletes items that ended before. Items stand in the order in which
// they were made, so it looks no further than those made before.
func (s *Store) purgeItems(ctx context.Context, project string, before int64) error {
	for last := int64(0); ; {
		chunk, err := s.seqs(ctx, `SELECT seq FROM item WHERE seq > ? ORDER BY seq LIMIT ?`, last, purgeChunk)
		if err != nil || len(chunk) == 0 {
			return err
		}
		first := last
		last = chunk[len(chunk)-1]
		old, err := s.seqs(ctx, `SELECT seq FROM item WHERE seq > ? AND seq <= ? AND project = ? AND done > 0 AND done < ?`,
			first, last, project, before)
		if err == nil {
			err = inChunk(ctx, s, old, `DELETE FROM item WHERE seq = ?`)
		}
		if err != nil {
			return err
		}
		young, err := s.seqs(ctx, `SELECT count(*) FROM item WHERE seq > ? AND seq <= ? AND at >= ?`, first, last, before)
		if err != nil || young[0] == int64(len(chunk)) {
			return err
		}
	}
}

func (s *Store) seqs(ctx context.Context, query string, args ...any) (all []int64, err error) {
	err = s.read(ctx, "", func(r *reader) error {
		return r.conn.each(query, args, func(scan func(...any) error) (bool, error) {
			var n int64
			err := scan(&n)
			all = append(all, n)
			return true, err
		})
	})
	return all, err
}

// inChunk has the writer run a statement once for each id, its last argument.
func inChunk[T any](ctx context.Context, s *Store, ids []T, query string, args ...any) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, id := range ids {
			if _, err := t.exec(query, append(args[:len(args):len(args)], id)...); err != nil {
				return err
			}
		}
		return nil
	})
}
