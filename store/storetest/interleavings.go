package storetest

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

// interleavings lets rapid make up what happens to a store: within a place
// and lane, items must be sent in the order they were committed, and none may
// be with two workers or be sent twice.
func interleavings(t *testing.T, open Open) {
	rapid.Check(t, func(rt *rapid.T) {
		f := start(t, open)
		defer f.Close()
		m := &model{f: f, rt: rt, now: noon, made: map[string]made{}, waits: map[string]bool{}, last: map[chat.Place]string{}}
		rt.Repeat(map[string]func(*rapid.T){
			"add":    m.add,
			"lease":  m.lease,
			"settle": m.settle,
			"tick": func(*rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(rt, "seconds")) * time.Second)
			},
		})
		m.finish()
	})
}

type made struct {
	place chat.Place
	lane  practice.Lane
	order int
}

type model struct {
	f     fixture
	rt    *rapid.T
	now   time.Time
	made  map[string]made
	waits map[string]bool       // not ended yet
	last  map[chat.Place]string // the newest lease
	out   []leased
}

type leased struct {
	store.Batch
	until time.Time
}

func (m *model) add(rt *rapid.T) {
	var items []store.Item
	for range rapid.IntRange(1, 4).Draw(rt, "items") {
		id := fmt.Sprint("i", len(m.made))
		p := []chat.Place{hall, office}[rapid.IntRange(0, 1).Draw(rt, "place")]
		l := practice.Lane(rapid.IntRange(0, 2).Draw(rt, "lane"))
		m.made[id] = made{p, l, len(m.made)}
		m.waits[id] = true
		items = append(items, post(id, in(p), lane(l)))
	}
	if _, err := m.f.Update(m.f.Context(), work(project, "", store.Changes{At: m.now, Items: items})); err != nil {
		rt.Fatal(err)
	}
}

func (m *model) lease(rt *rapid.T) {
	b, err := m.f.Lease(m.f.Context(), m.now, ttl, rapid.IntRange(1, 4).Draw(rt, "n"))
	if err != nil {
		rt.Fatal(err)
	}
	if len(b.Items) == 0 {
		return
	}
	for _, o := range m.out {
		if o.Place == b.Place && o.until.After(m.now) {
			rt.Fatalf("%v is leased twice", b.Place)
		}
	}
	last := map[practice.Lane]int{}
	for i, it := range b.Items {
		w := m.made[it.ID]
		if !m.waits[it.ID] || w.place != b.Place || it.Project != project {
			rt.Fatalf("%s was leased in %v", it.ID, b.Place)
		}
		if i > 0 && b.Items[i-1].Lane > it.Lane {
			rt.Fatalf("lane %d after %d", it.Lane, b.Items[i-1].Lane)
		}
		for id, other := range m.made { // everything before it in its lane has ended or goes just before
			if other.place == w.place && other.lane == w.lane && other.order < w.order && m.waits[id] {
				if prev, ok := last[w.lane]; !ok || other.order > prev {
					rt.Fatalf("%s was leased before %s", it.ID, id)
				}
			}
		}
		last[w.lane] = w.order
	}
	m.last[b.Place] = b.Lease
	m.out = append(m.out, leased{b, m.now.Add(ttl)})
}

// settle settles one of the leases, also one that has ended.
func (m *model) settle(rt *rapid.T) {
	if len(m.out) == 0 {
		rt.Skip()
	}
	i := rapid.IntRange(0, len(m.out)-1).Draw(rt, "lease")
	b := m.out[i]
	m.out = append(m.out[:i], m.out[i+1:]...)
	ours := m.last[b.Place] == b.Lease // nobody has leased the place since
	var results []store.Result
	blocked := map[practice.Lane]bool{} // as a sender does: what failed keeps its lane
	for _, it := range b.Items {
		if blocked[it.Lane] {
			continue
		}
		r := store.Result{ID: it.ID}
		switch rapid.SampledFrom([]string{"sent", "sent", "sent", "failed", "retry", "unknown", "none", "hold", "hold all"}).Draw(rt, "result") {
		case "sent":
			r.State = store.Sent
		case "failed":
			r.State = store.Failed
		case "retry":
			r.State, r.Retry = store.Ready, m.now.Add(20*time.Second)
		case "unknown":
			r.State, r.Retry = store.Unknown, m.now.Add(5*time.Second)
		case "hold":
			r.State, r.Hold = store.Sent, m.now.Add(30*time.Second)
		case "hold all":
			r.State, r.Hold, r.All = store.Sent, m.now.Add(15*time.Second), true
		case "none":
			blocked[it.Lane] = true
			continue
		}
		blocked[it.Lane] = r.State == store.Ready || r.State == store.Unknown
		if !ours && r.State == store.Sent {
			blocked[it.Lane] = true // another worker has the rest
		}
		if r.State == store.Sent || ours && r.State == store.Failed {
			delete(m.waits, it.ID)
		}
		results = append(results, r)
	}
	if err := m.f.Settle(m.f.Context(), b.Batch, m.now, results); err != nil {
		rt.Fatal(err)
	}
}

// finish lets time pass until all is sent: nothing may be left lying.
func (m *model) finish() {
	m.out = nil
	for range 10 * len(m.made) {
		next, err := m.f.Next(m.f.Context())
		if err != nil {
			m.rt.Fatal(err)
		}
		if next.IsZero() {
			break
		}
		if next.After(m.now) {
			m.now = next
		}
		m.lease(m.rt)
		if len(m.out) == 0 {
			continue
		}
		b := m.out[0]
		m.out = nil
		var results []store.Result
		for _, it := range b.Items {
			delete(m.waits, it.ID)
			results = append(results, sent(it.ID))
		}
		if err := m.f.Settle(m.f.Context(), b.Batch, m.now, results); err != nil {
			m.rt.Fatal(err)
		}
	}
	if len(m.waits) > 0 {
		m.rt.Fatalf("left lying: %v", m.waits)
	}
}
