package sqlite

import (
	"context"
	"fmt"
	"time"

	"brobygger/chat"
	"brobygger/store"
)

// Settle implements [store.Queue]. When the lease has ended and the place was
// taken again, only what was Sent is recorded, so that it is not sent twice;
// it is no error. Settling the same twice changes nothing. An item that goes
// back because its place is on hold has not used up an attempt.
func (s *Store) Settle(ctx context.Context, b store.Batch, now time.Time, results []store.Result) error {
	if len(b.Items) == 0 {
		return nil
	}
	leased := make(map[string]store.Item, len(b.Items))
	for _, it := range b.Items {
		leased[it.ID] = it
	}
	for _, r := range results {
		switch r.State {
		case store.Sent, store.Failed, store.Dropped, store.Unknown, store.Ready:
		default:
			return fmt.Errorf("settle item %s: cannot become %q", r.ID, r.State)
		}
		if _, ok := leased[r.ID]; !ok {
			return fmt.Errorf("settle item %s: not of this batch", r.ID)
		}
	}
	if err := s.write(ctx, func(t *tx) error { return t.settle(b, leased, now, results) }); err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	return nil
}

func (t *tx) settle(b store.Batch, leased map[string]store.Item, now time.Time, results []store.Result) error {
	p := leaseable{project: b.Items[0].Project, place: b.Place.String()}
	if _, err := t.one(`SELECT lease, hold FROM place WHERE project = ? AND place = ?`,
		[]any{p.project, p.place}, &p.lease, &p.hold); err != nil {
		return err
	}
	ours := p.lease == b.Lease
	done := make(map[string]bool, len(results))
	var all int64
	for _, r := range results {
		done[r.ID] = true
		if r.All {
			all = max(all, ms(r.Hold))
		}
		if ours {
			p.hold = max(p.hold, ms(r.Hold))
		} else if r.State != store.Sent {
			continue
		}
		if err := t.result(leased[r.ID], r, now); err != nil {
			return fmt.Errorf("item %s: %w", r.ID, err)
		}
	}
	if err := t.holdAll(p.project, b.Place.Platform, all); err != nil {
		return err
	}
	if !ours {
		return nil
	}
	for _, it := range b.Items {
		if done[it.ID] {
			continue
		}
		if _, err := t.exec(`UPDATE item SET state = CASE state WHEN 'sending' THEN 'ready' ELSE state END, attempts = attempts - 1
			WHERE seq = ? AND state IN ('sending', 'unknown')`, it.Seq); err != nil {
			return err
		}
	}
	return t.rest(p, now)
}

// holdAll lets every place of a project on a platform wait; one that is leased
// waits once it is given back.
func (t *tx) holdAll(project, platform string, until int64) error {
	if until == 0 {
		return nil
	}
	_, err := t.exec(`UPDATE place SET hold = max(hold, ?1), wake = CASE WHEN lease = '' AND wake IS NOT NULL THEN max(wake, ?1) ELSE wake END
		WHERE project = ?2 AND place >= ?3 AND place < ?4`, until, project, platform+"/", platform+"0")
	return err
}

// result records what became of one item, unless it has ended already.
func (t *tx) result(leased store.Item, r store.Result, now time.Time) error {
	found, err := t.rows(`SELECT `+itemColumns+` FROM item i WHERE i.seq = ? AND i.state IN ('ready', 'sending', 'unknown')`, leased.Seq)
	if err != nil || len(found) == 0 {
		return err
	}
	it := found[0]
	state, reason := r.State, r.Error
	if state == store.Ready && it.Op == "edit" {
		newer, err := t.newer(it.Project, it.Root, it.Revision)
		if err != nil {
			return err
		}
		if newer {
			state, reason = store.Dropped, "a newer revision was there first"
		}
	}
	switch state {
	case store.Ready, store.Unknown:
		tried := 0
		if !r.Hold.IsZero() {
			tried = -1
		}
		_, err = t.exec(`UPDATE item SET state = ?, retry = ?, error = ?, attempts = attempts + ? WHERE seq = ?`,
			string(state), ms(r.Retry), reason, tried, it.Seq)
	default:
		err = t.end(it, state, sentAs(leased, r), reason, now)
	}
	if err != nil {
		return err
	}
	for _, tm := range r.Then {
		if err := t.set(it.Project, tm); err != nil {
			return err
		}
	}
	return nil
}

// sentAs gives the reference to remember: an edit and a deletion have their root's.
func sentAs(leased store.Item, r store.Result) chat.Ref {
	if r.Ref == "" && r.State == store.Sent && leased.Op != "post" {
		return leased.Ref
	}
	return r.Ref
}
