// Package storetest is what every store must do. A store's own tests call
// [Run] once; a difference between stores is a skip with a reason in here.
package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

// Opened is a store under test.
type Opened interface {
	store.Store
	store.Queue
}

// Options is what a store offers to the suite. The zero value is Open's own
// store without faults.
type Options struct {
	// Fault is called before each commit; its error loses the commit.
	Fault func() error
}

// Open opens a new, empty store that is closed when the test ends.
type Open func(t testing.TB, o Options) Opened

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for _, g := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"documents", documents},
		{"projects", projects},
		{"works", works},
		{"outbox", outbox},
		{"edits", edits},
		{"leases", leases},
		{"finding items", findItems},
		{"timers", timers},
		{"waking", waking},
		{"keeping", keeping},
		{"crashes", crashes},
		{"interleavings", interleavings},
	} {
		t.Run(g.name, func(t *testing.T) { g.run(t, open) })
	}
}

const (
	project = "nordby"
	other   = "sydby"
)

// noon is when the tests happen.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func after(d time.Duration) time.Time { return noon.Add(d) }

// fixture is a store with words for what the tests do to it.
type fixture struct {
	*testing.T
	Opened
}

func start(t *testing.T, open Open) fixture {
	t.Helper()
	return fixture{t, open(t, Options{})}
}

// save commits c in project.
func (f fixture) save(c store.Changes) {
	f.Helper()
	f.saveIn(project, c)
}

func (f fixture) saveIn(project string, c store.Changes) {
	f.Helper()
	if c.At.IsZero() {
		c.At = noon
	}
	if _, err := f.Update(f.Context(), work(project, "", c)); err != nil {
		f.Fatal(err)
	}
}

func work(project, event string, c store.Changes) store.Work {
	return store.Work{Project: project, Event: event, Do: func(store.Reader) (store.Changes, error) { return c, nil }}
}

// view reads with fn.
func (f fixture) view(project string, fn func(store.Reader) error) {
	f.Helper()
	if err := f.View(f.Context(), project, fn); err != nil {
		f.Fatal(err)
	}
}

func (f fixture) doc(project, id string) (d practice.Doc) {
	f.Helper()
	f.view(project, func(r store.Reader) error {
		docs, err := r.Get(practice.Key{Kind: "opening", ID: id})
		if err == nil {
			d = docs[0]
		}
		return err
	})
	return d
}

// found gives the ids of the documents that match, joined by spaces.
func (f fixture) found(project string, q practice.Query) string {
	f.Helper()
	var ids []string
	f.view(project, func(r store.Reader) error {
		docs, err := r.Find(q)
		for _, d := range docs {
			ids = append(ids, d.ID)
		}
		return err
	})
	return strings.Join(ids, " ")
}

func doc(id string, rev int64, body string, terms ...practice.Term) practice.Doc {
	return practice.Doc{Key: practice.Key{Kind: "opening", ID: id}, Rev: rev, Body: json.RawMessage(fmt.Sprintf("%q", body)), Terms: terms}
}

// item reads one item by its id.
func (f fixture) item(id string) store.Item {
	f.Helper()
	return f.itemIn(project, id)
}

func (f fixture) itemIn(project, id string) (it store.Item) {
	f.Helper()
	f.view(project, func(r store.Reader) error {
		all, err := r.Items(store.ItemQuery{ID: id})
		if err == nil && len(all) != 1 {
			return fmt.Errorf("%d items with id %s", len(all), id)
		}
		if err == nil {
			it = all[0]
		}
		return err
	})
	return it
}

// states checks the states of items, written as "id:state id:state".
func (f fixture) states(want string) {
	f.Helper()
	var got []string
	for _, w := range strings.Fields(want) {
		id, _, _ := strings.Cut(w, ":")
		got = append(got, id+":"+string(f.item(id).State))
	}
	if g := strings.Join(got, " "); g != want {
		f.Errorf("items stand as\n%s, want\n%s", g, want)
	}
}

var (
	hall   = chat.Place{Platform: "sim", Workspace: "w", Channel: "hall"}
	office = chat.Place{Platform: "sim", Workspace: "w", Channel: "office"}
)

// post is a ready item that posts in the hall.
func post(id string, with ...func(*store.Item)) store.Item {
	it := store.Item{ID: id, Port: "chat", Op: "post", Place: hall, Lane: practice.Handovers, Kind: "handover.card",
		Subject: "opening/o-1", State: store.Ready, Body: json.RawMessage(`{"kind":"handover.card"}`), At: noon}
	for _, w := range with {
		w(&it)
	}
	return it
}

func edit(id, root string, revision int64, with ...func(*store.Item)) store.Item {
	it := post(id, with...)
	it.Op, it.Root, it.Revision = "edit", root, revision
	return it
}

func in(p chat.Place) func(*store.Item)       { return func(it *store.Item) { it.Place = p } }
func lane(l practice.Lane) func(*store.Item)  { return func(it *store.Item) { it.Lane = l } }
func held(it *store.Item)                     { it.State = store.Held }
func under(root string) func(*store.Item)     { return func(it *store.Item) { it.Root = root } }
func notBefore(t time.Time) func(*store.Item) { return func(it *store.Item) { it.NotBefore = t } }
func notAfter(t time.Time) func(*store.Item)  { return func(it *store.Item) { it.NotAfter = t } }

const ttl = time.Minute

// lease leases up to ten items and checks which they are, joined by spaces.
func (f fixture) lease(now time.Time, want string) store.Batch {
	f.Helper()
	return f.leaseN(now, 10, want)
}

func (f fixture) leaseN(now time.Time, n int, want string) store.Batch {
	f.Helper()
	b, err := f.Lease(f.Context(), now, ttl, n)
	if err != nil {
		f.Fatal(err)
	}
	if got := ids(b); got != want {
		f.Fatalf("leased %q, want %q", got, want)
	}
	return b
}

func ids(b store.Batch) string {
	var all []string
	for _, it := range b.Items {
		all = append(all, it.ID)
	}
	return strings.Join(all, " ")
}

func (f fixture) settle(b store.Batch, now time.Time, results ...store.Result) {
	f.Helper()
	if err := f.Settle(f.Context(), b, now, results); err != nil {
		f.Fatal(err)
	}
}

func sent(id string) store.Result {
	return store.Result{ID: id, State: store.Sent, Ref: chat.Ref("ref-" + id)}
}

// send leases want and settles all as sent.
func (f fixture) send(now time.Time, want string) {
	f.Helper()
	b := f.lease(now, want)
	var results []store.Result
	for _, it := range b.Items {
		results = append(results, sent(it.ID))
	}
	f.settle(b, now, results...)
}

// next checks Next; the zero time for nothing.
func (f fixture) next(want time.Time) {
	f.Helper()
	got, err := f.Next(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	if !got.Equal(want) {
		f.Errorf("next is %v, want %v", got, want)
	}
}

// due checks the timers that are due, as "kind/subject kind/subject".
func (f fixture) due(now time.Time, want string) []store.Timer {
	f.Helper()
	all, err := f.Due(f.Context(), now, 0)
	if err != nil {
		f.Fatal(err)
	}
	var got []string
	for _, tm := range all {
		got = append(got, tm.Kind+"/"+tm.Subject)
	}
	if g := strings.Join(got, " "); g != want {
		f.Errorf("due are %q, want %q", g, want)
	}
	return all
}

func timer(kind, subject string, due time.Time, fence string) store.Timer {
	return store.Timer{TimerKey: practice.TimerKey{Kind: kind, Subject: subject}, Due: due, Fence: fence}
}

// rings reports whether a channel of Changed has been closed.
func rings(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error is %v, want %v", err, want)
	}
}
