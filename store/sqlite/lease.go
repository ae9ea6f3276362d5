package sqlite

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"brobygger/chat"
	"brobygger/store"
)

// Lease implements [store.Queue]. Places that are ready at once take turns.
func (s *Store) Lease(ctx context.Context, now time.Time, ttl time.Duration, n int) (b store.Batch, err error) {
	if n <= 0 {
		return b, nil
	}
	some := false
	err = s.read(ctx, "", func(r *reader) (err error) {
		var one int
		some, err = r.conn.one(`SELECT 1 FROM place WHERE wake IS NOT NULL AND wake <= ? LIMIT 1`, []any{ms(now)}, &one)
		return err
	})
	if err == nil && some {
		err = s.write(ctx, func(t *tx) (err error) {
			b, err = t.lease(now, ttl, n)
			return err
		})
	}
	if err != nil {
		return store.Batch{}, fmt.Errorf("lease: %w", err)
	}
	return b, nil
}

// leaseable is a place whose turn it is.
type leaseable struct {
	project, place, lease string
	hold                  int64
}

func (t *tx) lease(now time.Time, ttl time.Duration, n int) (b store.Batch, err error) {
	// Whose time has come stands at the end of the line of those that are ready.
	if _, err := t.exec(`UPDATE place SET wake = 0, turn = ? WHERE wake IS NOT NULL AND wake > 0 AND wake <= ?`,
		t.s.turn.Add(1), ms(now)); err != nil {
		return b, err
	}
	for {
		var p leaseable
		found, err := t.one(`SELECT project, place, lease, hold FROM place WHERE wake IS NOT NULL AND wake = 0 ORDER BY turn LIMIT 1`,
			nil, &p.project, &p.place, &p.lease, &p.hold)
		if err != nil || !found {
			return b, err
		}
		if p.lease != "" { // it ended unsettled
			if _, err := t.exec(`UPDATE item SET state = 'unknown' WHERE project = ? AND place = ? AND line = 1 AND state = 'sending'`,
				p.project, p.place); err != nil {
				return b, err
			}
		}
		items, err := t.gather(p, now, n)
		if err != nil {
			return b, err
		}
		if len(items) == 0 {
			if err := t.rest(p, now); err != nil {
				return b, err
			}
			continue
		}
		return t.hand(p, items, now.Add(ttl))
	}
}

// hand marks the items as being sent and the place as taken.
func (t *tx) hand(p leaseable, items []row, until time.Time) (b store.Batch, err error) {
	b.Lease = t.s.run + "." + strconv.FormatInt(t.s.leases.Add(1), 36)
	b.Place = items[0].Place
	for _, it := range items {
		if it.State == store.Ready {
			it.State = store.Sending
		}
		it.Attempts++
		if it.Root != "" {
			it.Ref = chat.Ref(it.rootRef)
		}
		if _, err := t.exec(`UPDATE item SET state = ?, attempts = attempts + 1 WHERE seq = ?`, string(it.State), it.Seq); err != nil {
			return b, err
		}
		b.Items = append(b.Items, it.Item)
	}
	t.last = bumped{}
	_, err = t.exec(`UPDATE place SET lease = ?, leased_until = ?, wake = ?, turn = ? WHERE project = ? AND place = ?`,
		b.Lease, ms(until), max(ms(until), 1), t.s.turn.Add(1), p.project, p.place)
	return b, err
}

// gather gives the next items of a place in the order to send them, and drops
// those whose time has passed.
func (t *tx) gather(p leaseable, now time.Time, n int) (items []row, err error) {
	var late []row
	nowMS := ms(now)
	for lane, more := int64(math.MinInt64), true; more; {
		more = false
		err := t.each(`SELECT `+itemColumns+`, coalesce(r.ref, '') FROM item i
			LEFT JOIN item r ON r.project = i.project AND r.id = i.root AND i.root <> ''
			WHERE i.project = ? AND i.place = ? AND i.line = 1 AND i.lane > ? ORDER BY i.lane, i.seq`,
			[]any{p.project, p.place, lane},
			func(scan func(...any) error) (bool, error) {
				var rootRef string
				it, err := scanItem(scan, &rootRef)
				if err != nil {
					return false, err
				}
				it.rootRef = rootRef
				switch {
				case it.late(nowMS):
					late = append(late, it)
					return true, nil
				case it.notBefore > nowMS:
					return true, nil
				case it.retry <= nowMS:
					items = append(items, it)
					if it.State == store.Ready {
						return len(items) < n, nil
					}
				}
				lane, more = int64(it.Lane), len(items) < n // the rest of the lane waits for this one
				return false, nil
			})
		if err != nil {
			return nil, err
		}
	}
	for _, it := range late {
		if err := t.end(it, store.Dropped, "", "not sent in time", now); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// late reports that a ready item's time has passed. What may have been sent
// is settled first.
func (r *row) late(now int64) bool {
	return r.State == store.Ready && r.notAfter > 0 && r.notAfter < now
}

// rest frees a place and has it wake when it next may have something.
func (t *tx) rest(p leaseable, now time.Time) error {
	const never = math.MaxInt64
	wake, nowMS := int64(never), ms(now)
	for lane, more := int64(math.MinInt64), true; more; {
		more = false
		err := t.each(`SELECT lane, state, not_before, not_after, retry FROM item
			WHERE project = ? AND place = ? AND line = 1 AND lane > ? ORDER BY lane, seq`,
			[]any{p.project, p.place, lane},
			func(scan func(...any) error) (bool, error) {
				var it row
				if err := scan((*int)(&it.Lane), (*string)(&it.State), &it.notBefore, &it.notAfter, &it.retry); err != nil {
					return false, err
				}
				next := max(it.notBefore, it.retry)
				if it.State == store.Ready && it.notAfter > 0 {
					next = min(next, it.notAfter+1) // then it makes room
				}
				if next <= nowMS {
					next = 0
				}
				wake = min(wake, next)
				if it.notBefore > nowMS {
					return true, nil
				}
				lane, more = int64(it.Lane), wake > 0
				return false, nil
			})
		if err != nil {
			return err
		}
	}
	var next any
	if wake != never {
		if p.hold > nowMS {
			wake = max(wake, p.hold)
		}
		next, t.wake = wake, true
	}
	t.last = bumped{}
	_, err := t.exec(`UPDATE place SET hold = ?, lease = '', leased_until = 0, wake = ?, turn = ? WHERE project = ? AND place = ?`,
		p.hold, next, t.s.turn.Add(1), p.project, p.place)
	return err
}
