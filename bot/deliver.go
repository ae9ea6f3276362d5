package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

const (
	leaseFor     = 2 * time.Minute
	sendWithin   = 30 * time.Second // a last send begins so long before the lease ends, so that nobody else can take it meanwhile
	batchSize    = 10
	placesAtOnce = 8
	maxAttempts  = 152 // a day of trying again: platforms are down for hours at times
	maxBackoff   = 10 * time.Minute
	maxFailures  = 10 // of one event, before it is given up
)

// outcomeTimer fires when an item has ended in a way that a person must know of;
// batchTimer when an item of a story or broadcast has ended.
const (
	outcomeTimer = "outcome"
	batchTimer   = "batch"
)

// places are those that are being sent to, side by side: one that is slow
// holds up no other.
func places() *errgroup.Group {
	g := &errgroup.Group{}
	g.SetLimit(placesAtOnce)
	return g
}

// deliverAll sends what is ready now, and reports whether there was any.
func (b *Bot) deliverAll(ctx context.Context) (worked bool, err error) {
	g := places()
	for {
		more, err := b.deliverNext(ctx, g)
		if err != nil || !more {
			return worked, errors.Join(err, g.Wait())
		}
		worked = true
	}
}

// deliverNext has g send what is ready for the next place, one item at a time.
// It reports whether there was any.
func (b *Bot) deliverNext(ctx context.Context, g *errgroup.Group) (worked bool, err error) {
	batch, err := b.queue.Lease(ctx, b.clock.Now(), leaseFor, batchSize)
	switch {
	case err != nil:
		return false, fmt.Errorf("lease: %w", err)
	case len(batch.Items) == 0:
		return false, nil
	case batch.Items[0].Port == modelPort: // slow: messages do not wait for it
		b.asking.Go(func() { b.ask(context.WithoutCancel(ctx), batch) })
		return true, nil
	}
	g.Go(func() error {
		results := b.deliver(ctx, batch)
		// What has been sent must be recorded even when ctx has ended meanwhile.
		if err := b.queue.Settle(context.WithoutCancel(ctx), batch, b.clock.Now(), results); err != nil {
			b.log.Error("settle", "place", batch.Place.String(), "error", err)
			return fmt.Errorf("settle: %w", err)
		}
		return nil
	})
	return true, nil
}

// deliver sends the items of one place in order, and stops where the order
// would break, or where the lease might end before the next is sent.
func (b *Bot) deliver(ctx context.Context, batch store.Batch) (results []store.Result) {
	last := b.clock.Now().Add(leaseFor - sendWithin)
	stuck := map[practice.Lane]bool{}
	for _, it := range batch.Items {
		if ctx.Err() != nil || b.clock.Now().After(last) {
			break
		}
		if stuck[it.Lane] {
			continue
		}
		res := b.deliverOne(ctx, it)
		results = append(results, res)
		if res.State == store.Ready || res.State == store.Unknown {
			stuck[it.Lane] = true
		}
		if !res.Hold.IsZero() {
			break
		}
	}
	return results
}

func (b *Bot) deliverOne(ctx context.Context, it store.Item) store.Result {
	a := b.adapter(it.Project, it.Place.Platform)
	if a == nil {
		return b.ended(it, store.Failed, adapters.Gone, fmt.Errorf("no adapter for platform %q", it.Place.Platform))
	}
	d, err := delivery(it)
	if err != nil {
		return b.ended(it, store.Failed, adapters.Rejected, err)
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	if it.State == store.Unknown {
		switch ref, err := a.Find(ctx, d); {
		case err == nil:
			return b.sent(it, ref)
		case adapters.ClassOf(err) == adapters.Limited:
			return b.limited(it, store.Unknown, err)
		case !errors.Is(err, adapters.ErrAbsent):
			return b.again(it, store.Unknown, err)
		}
	}
	ref, err := a.Send(ctx, d)
	if err == nil {
		return b.sent(it, ref)
	}
	switch adapters.ClassOf(err) {
	case adapters.Limited:
		return b.limited(it, store.Ready, err)
	case adapters.Temporary:
		return b.again(it, store.Ready, err)
	case adapters.Gone:
		return b.ended(it, store.Failed, adapters.Gone, err)
	case adapters.Rejected:
		return b.ended(it, store.Failed, adapters.Rejected, err)
	default:
		return b.again(it, store.Unknown, err)
	}
}

// limited lets the place, or everything on the platform, wait as long as it asks.
func (b *Bot) limited(it store.Item, state store.State, err error) store.Result {
	e, ok := errors.AsType[*adapters.Error](err)
	if !ok {
		e = &adapters.Error{}
	}
	return store.Result{ID: it.ID, State: state, Hold: b.clock.Now().Add(max(e.After, time.Second)), All: e.All, Error: err.Error()}
}

func (b *Bot) sent(it store.Item, ref chat.Ref) store.Result {
	return store.Result{ID: it.ID, State: store.Sent, Ref: ref, Then: b.then(it, "", "")}
}

// again puts an item back for a later try, at a growing distance; after the
// last try it has failed.
func (b *Bot) again(it store.Item, state store.State, err error) store.Result {
	if it.Attempts >= maxAttempts {
		return b.ended(it, store.Failed, adapters.ClassOf(err), err)
	}
	wait := min(time.Second<<min(max(it.Attempts-1, 0), 10), maxBackoff)
	b.log.Info("send again later", "project", it.Project, "item", it.ID, "kind", it.Kind, "state", string(state), "wait", wait, "error", err)
	return store.Result{ID: it.ID, State: state, Retry: b.clock.Now().Add(wait), Error: err.Error()}
}

func (b *Bot) ended(it store.Item, state store.State, class adapters.Class, err error) store.Result {
	b.log.Warn("not delivered", "project", it.Project, "item", it.ID, "kind", it.Kind, "class", string(class), "error", err)
	return store.Result{ID: it.ID, State: state, Error: err.Error(), Then: b.then(it, class, err.Error())}
}

// then sets the timers by which the practice learns of an item's end: a
// message that will not arrive is shown to a person, never only logged.
func (b *Bot) then(it store.Item, class adapters.Class, reason string) (timers []store.Timer) {
	if it.Batch != "" && it.Op == "post" {
		timers = append(timers, store.Timer{Project: it.Project, TimerKey: practice.TimerKey{Kind: batchTimer, Subject: it.Batch}, Due: b.clock.Now(), Fence: it.ID})
	}
	if class == "" || it.Op == "delete" && class == adapters.Gone {
		return timers
	}
	data, err := json.Marshal(chat.Outcome{Item: it.ID, Kind: it.Kind, Subject: it.Subject, Class: string(class), Reason: reason})
	if err != nil {
		return timers
	}
	return append(timers, store.Timer{Project: it.Project, TimerKey: practice.TimerKey{Kind: outcomeTimer, Subject: it.ID}, Due: b.clock.Now(), Data: data})
}

func (b *Bot) adapter(project, platform string) adapters.Adapter {
	if p, ok := b.projects[project]; ok {
		for _, a := range p.Adapters {
			if a.Platform() == platform {
				return a
			}
		}
	}
	return nil
}

func delivery(it store.Item) (adapters.Delivery, error) {
	d := adapters.Delivery{ID: it.ID, Op: adapters.Op(it.Op), Place: it.Place, Made: it.At}
	if d.Op == adapters.Post {
		d.Root = it.Ref
	} else {
		d.Target = it.Ref
	}
	if d.Op == adapters.Delete {
		return d, nil
	}
	if err := json.Unmarshal(it.Body, &d.Message); err != nil {
		return d, fmt.Errorf("read item %s: %w", it.ID, err)
	}
	return d, nil
}

// fireDue makes an event of each timer that is due. It reports whether there
// was any. A timer that has been moved or cancelled meanwhile does nothing.
func (b *Bot) fireDue(ctx context.Context) (worked bool, err error) {
	due, err := b.queue.Due(ctx, b.clock.Now(), 100)
	if err != nil {
		return false, fmt.Errorf("due timers: %w", err)
	}
	for _, t := range due {
		ev := chat.Event{
			ID:      "timer/" + t.Kind + "/" + t.Subject + "/" + t.Fence + "/" + strconv.FormatInt(t.Due.UnixMilli(), 36),
			Project: t.Project, At: b.clock.Now(),
			Body: chat.Due{Kind: t.Kind, Subject: t.Subject, Fence: t.Fence, Due: t.Due, Data: t.Data},
		}
		_, fault := b.Accept(ctx, ev)
		if t.Kind == "retention" && fault == nil {
			fault = b.purge(ctx, t.Project)
		}
		if fault != nil && !errors.Is(fault, store.ErrStale) {
			err = errors.Join(err, fault) // the others must not wait for this one
			continue
		}
		worked = true
	}
	return worked && err == nil, err
}

// failed counts one more failure of an event.
func (b *Bot) failed(event string) { b.failing.Store(event, b.failures(event)+1) }

func (b *Bot) failures(event string) int {
	n, _ := b.failing.Load(event)
	times, _ := n.(int)
	return times
}

// purge lets go of what the store keeps for itself: seen events after two
// days, and the words of ended messages when the settings say so.
func (b *Bot) purge(ctx context.Context, project string) error {
	p, ok := b.projects[project]
	if !ok {
		return nil
	}
	now := b.clock.Now()
	return b.store.Purge(ctx, project, now.Add(-48*time.Hour), now.AddDate(0, 0, -p.Practice.Settings.Retention.WordsDays))
}
