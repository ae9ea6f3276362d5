package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	discordtwin "brobygger/adapters/discord/twin"
	"brobygger/adapters/sim"
	slacktwin "brobygger/adapters/slack/twin"
	"brobygger/chat"
	"brobygger/play"
)

// TestSoakDiscord lets people do whatever they see, while Discord misbehaves
// and the bot crashes, and then asks: is all that was acknowledged kept, was
// nothing posted twice, and did every place get its messages in order?
// SOAK is the number of events (make soak), SOAKSEED what they depend on.
func TestSoakDiscord(t *testing.T) {
	t.Parallel()
	s := newSoak(t, "discord")
	twin := s.w.platform.(alone).single.(*discordtwin.Twin)
	if err := twin.Fault("buckets", "5", "5", "50"); err != nil {
		t.Fatal(err)
	}
	s.run([][]string{
		{"late"}, {"repeat"}, {"5xx"}, {"5xx", "3"}, {"lost"}, {"lost", "2"}, {"dropped"}, {"blind"}, {"429", "3"}, {"429", "2", "1", "all"}, {"disconnect"},
		{"drop"}, {"reconnect"}, {"invalid"}, {"close", "4000"}, {"refuse", "2"}, {"outage", "2"}, {"502"}, {"502", "9"},
	})
	for _, id := range twin.Kept() {
		if !s.seen(id) {
			t.Errorf("Discord was told that %s is kept, and it is not", id)
		}
	}
	for _, m := range twin.Members() {
		for _, p := range twin.See(m.Name).Posts {
			if p.Author == m.Name && p.Channel == "" && !s.seen(twin.MessageID(p.ID)) {
				t.Errorf("%s wrote %q to the bot, which does not know it", m.Name, p.Text)
			}
		}
	}
	t.Logf("Discord counted %+v", twin.Counts())
}

// TestSoakSlack is the same in Slack, in Socket Mode: sockets are exchanged, go
// silent and are cut, triggers expire, events come twice and in another order.
// That the bot calls no faster than Slack allows, and nothing Slack would show
// badly, the twin says when it is closed.
func TestSoakSlack(t *testing.T) {
	t.Parallel()
	s := newSoak(t, "slack")
	twin := s.w.platform.(alone).single.(*slacktwin.Twin).KeepAlive(100 * time.Millisecond)
	s.must(s.w.Crash(t.Context())) // the next bot looks that often whether its socket is alive
	s.run([][]string{
		{"late"}, {"repeat"}, {"5xx"}, {"5xx", "3"}, {"lost"}, {"lost", "2"}, {"dropped"}, {"blind"}, {"429", "3"}, {"429", "2", "1", "all"}, {"disconnect"},
		{"refresh"}, {"half-open"}, {"cut"}, {"expired"}, {"reorder"},
	})
	for _, id := range twin.Kept() {
		if !s.seen(id) {
			t.Errorf("Slack was told that %s is kept, and it is not", id)
		}
	}
	for _, m := range twin.Members() {
		for _, p := range twin.See(m.Name).Posts {
			if p.Author == m.Name && p.Channel == "" && !s.seen(twin.Stamp(p.ID)) {
				t.Errorf("%s wrote %q to the bot, which does not know it", m.Name, p.Text)
			}
		}
	}
	if n := twin.Waiting(); n > 0 {
		t.Errorf("%d events wait for an answer", n)
	}
	t.Logf("Slack had %d acknowledgements, and refused %d calls as too fast", len(twin.Kept()), twin.Hasty())
}

// soak is one long day of people who press everything.
type soak struct {
	*testing.T
	w      *world
	rnd    *rand.Rand
	events int
	counts map[string]int
	ids    map[string]bool // of the events the store has seen, and each part of them
}

func newSoak(t *testing.T, via string) *soak {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if v := os.Getenv("SOAKSEED"); v != "" {
		n, err := strconv.ParseUint(v, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	v := os.Getenv("SOAK")
	if v == "" {
		t.Skip("a long day of its own: make soak, or SOAK=400 go test -run Soak .")
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		t.Fatal(err)
	}
	events := n
	t.Logf("SOAK=%d SOAKSEED=%d", events, seed)
	w, err := newWorld(t.Context(), via, nil, nil, "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return &soak{T: t, w: w, rnd: rand.New(rand.NewPCG(seed, 1)), events: events, counts: map[string]int{}}
}

// run lets everything happen, lets it come to rest, and looks at what is left.
func (s *soak) run(faults [][]string) {
	s.Helper()
	ctx := s.Context()
	members := s.w.platform.Members()
	for n := range s.events {
		if s.rnd.IntN(12) == 0 {
			f := faults[s.rnd.IntN(len(faults))]
			if err := s.w.platform.Fault(f[0], f[1:]...); err != nil {
				s.counts["fault not possible"]++
			} else {
				s.counts["fault "+f[0]]++
			}
		}
		switch s.rnd.IntN(60) {
		case 0:
			s.must(s.w.CrashAt("commit", 1+s.rnd.IntN(3)))
		case 1:
			s.must(s.w.CrashAt("send", 1+s.rnd.IntN(3)))
		case 2:
			s.must(s.w.Crash(ctx))
		}
		who := members[s.rnd.IntN(len(members))].Name
		if act := s.act(who); act != nil {
			s.do(ctx, who, act)
		}
		if n%3 == 0 {
			s.must(s.w.Advance(ctx, s.w.Now().Add(time.Duration(1+s.rnd.IntN(8))*time.Second)))
		}
	}
	s.must(s.w.platform.Fault("none"))
	for _, c := range s.w.platform.Connections() { // what has waited comes now, once the connection is back
		s.must(s.w.attached(c, nil))
		for queue, tries := c.(interface{ Waiting() int }), 0; queue.Waiting() > 0 && tries < 1000; tries++ {
			time.Sleep(time.Millisecond)
			s.must(s.w.platform.Fault("connect"))
			s.must(s.w.Settle(ctx)) // a bot that crashed at it is started again
		}
	}
	s.must(s.w.Advance(ctx, s.w.Now().Add(90*time.Minute)))
	s.counts["crash"] = s.w.crasher.crashes
	s.rest()
	for _, name := range slices.Sorted(maps.Keys(s.counts)) {
		s.Logf("%7d %s", s.counts[name], name)
	}
}

func (s *soak) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *soak) do(ctx context.Context, who string, act play.Act) {
	s.Helper()
	err := s.w.Driver().Do(ctx, who, act)
	_, refused := errors.AsType[*sim.NotSaved](err)
	switch name := strings.TrimPrefix(fmt.Sprintf("%T", act), "play."); {
	case err == nil:
		s.counts[name]++
	case refused, errors.Is(err, sim.ErrNoAnswer):
		s.counts[name+" refused, pressed again"]++
		for range 100 { // the connection comes back in real time
			for _, c := range s.w.platform.Connections() {
				s.must(s.w.attached(c, nil))
			}
			if s.w.Driver().Again(ctx) == nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
		s.counts["refused each time"]++
	default:
		s.Fatalf("%s: %#v: %v", who, act, err)
	}
}

// words are what people write.
var words = []string{"opgaver", "mine", "åbne", "hjælp", "stop", "tilbage", "ja", "nej", "vi drukner i returvarer", "6", "5-9 timer", "onsdag", "40 12 34 56", "Tak for det!", "feje gården, vande planter", "spring over"}

// act is something who can do now, or nil.
func (s *soak) act(who string) play.Act {
	view := s.w.platform.See(who)
	if view.Form != nil && s.rnd.IntN(3) > 0 {
		return s.fill(*view.Form)
	}
	newest := view.Posts[max(0, len(view.Posts)-6):]
	switch s.rnd.IntN(10) {
	case 0, 1:
		return play.Say{Text: words[s.rnd.IntN(len(words))]}
	case 2:
		for _, m := range s.w.platform.Members() {
			if m.Name == who && len(m.Channels) > 0 {
				return play.Say{Channel: m.Channels[s.rnd.IntN(len(m.Channels))], Text: "@bot " + words[s.rnd.IntN(len(words))]}
			}
		}
		return nil
	case 3:
		return play.Command{Text: "/bro " + []string{"opgaver", "mine", "åbne", "hjælp", "besked", "historie", ""}[s.rnd.IntN(7)]}
	}
	for _, i := range s.rnd.Perm(len(newest)) {
		p := newest[i]
		if p.Deleted || p.Author != play.Bot {
			continue
		}
		if n := len(p.Message.Selects); n > 0 && s.rnd.IntN(2) == 0 {
			sel := p.Message.Selects[s.rnd.IntN(n)]
			return play.Choose{Post: p.ID, Select: sel.ID, Arg: sel.Arg, Values: []string{sel.Options[s.rnd.IntN(len(sel.Options))].ID}}
		}
		if n := len(p.Message.Buttons); n > 0 {
			b := p.Message.Buttons[s.rnd.IntN(n)]
			return play.Press{Post: p.ID, Button: b.ID, Arg: b.Arg}
		}
	}
	return play.Say{Text: words[s.rnd.IntN(len(words))]}
}

func (s *soak) fill(f chat.Form) play.Act {
	values := map[string][]string{}
	for _, in := range f.Inputs {
		switch in.Kind {
		case chat.ChoiceInput, chat.SeveralInput:
			values[in.ID] = []string{in.Options[s.rnd.IntN(len(in.Options))].ID}
		case chat.PhoneInput:
			values[in.ID] = []string{"40 12 34 56"}
		case chat.DateInput: // the client lets nothing else be written
			values[in.ID] = []string{s.w.Now().AddDate(0, 0, s.rnd.IntN(30)).Format(time.DateOnly)}
		default:
			values[in.ID] = []string{words[s.rnd.IntN(len(words))]}
			if in.Max > 0 && len([]rune(values[in.ID][0])) > in.Max {
				values[in.ID] = []string{"6"}
			}
		}
	}
	return play.Submit{Values: values}
}

// rest looks into the database, where everything must have come to its end.
func (s *soak) rest() {
	s.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.w.dir, "brobygger.db")+"?mode=ro")
	s.must(err)
	defer db.Close()
	s.ids = map[string]bool{}
	s.rows(db, `SELECT event, '', '', '', 0 FROM seen`, func(event, _, _, _ string, _ int64) {
		for part := range strings.SplitSeq(event, "/") {
			s.ids[part] = true
		}
		s.counts["event kept"]++
	})
	last, refs, named := map[string]string{}, map[string]string{}, map[string]string{}
	s.rows(db, `SELECT id || ' ' || op || ' ' || kind || ' ' || error, place || ' ' || lane, state, ref, CASE WHEN op = 'post' AND root = '' AND not_before = 0 THEN 1 ELSE 0 END FROM item WHERE port = 'chat' ORDER BY seq`,
		func(id, line, state, ref string, plain int64) {
			s.counts["item "+state]++
			short, _, _ := strings.Cut(id, " ")
			named[short] = id
			switch {
			case state != "sent" && state != "dropped":
				s.Errorf("item %s is still %s", id, state)
				return
			case plain == 0 || ref == "":
				return
			}
			if refs[ref] != "" {
				s.Errorf("items %s and %s are one message", refs[ref], id)
			}
			refs[ref] = id
			_, message, _ := strings.Cut(ref, "/")
			if before := last[line]; len(before) > len(message) || len(before) == len(message) && before > message {
				s.Errorf("in %s item %s came before one made earlier", line, id)
			}
			last[line] = message
		})
	for id, times := range s.w.platform.Deliveries() {
		if times != 1 && strings.Contains(named[id], " post ") { // to change or delete it twice is the same
			s.Errorf("item %s was delivered %d times", cmp.Or(named[id], id), times)
		}
	}
	s.counts["delivery"] = len(s.w.platform.Deliveries())
}

func (s *soak) rows(db *sql.DB, query string, row func(a, b, c, d string, e int64)) {
	s.Helper()
	rows, err := db.QueryContext(s.Context(), query)
	s.must(err)
	defer rows.Close()
	for rows.Next() {
		var a, b, c, d string
		var e int64
		s.must(rows.Scan(&a, &b, &c, &d, &e))
		row(a, b, c, d, e)
	}
	s.must(rows.Err())
}

// seen reports whether the store has an event about a platform's id.
func (s *soak) seen(id string) bool { return s.ids[id] }
