// Package sim is a chat platform of our own, in memory: the same in
// rehearsals, in tests and in the browser demo. It is strict where real
// platforms are: what they would refuse, it refuses.
//
// A [World] is the platform; it implements [play.Driver] for its people and
// outlives the bot. [World.Adapter] is the connection of one running bot: after
// a crash the next bot takes a new one.
//
// A person's act goes this way:
//
//	Do → perform (what the person sees changes, an event is made)
//	   → hand (lasting events queue while nobody answers, interactions are refused)
//	   → offer (Host.Accept, under the faults) → apply (the Ack is shown)
package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

var (
	_ play.Driver      = (*World)(nil)
	_ play.Roster      = (*World)(nil)
	_ adapters.Adapter = (*conn)(nil)
)

// Platform is the name of the platform in accounts and places.
const Platform = "sim"

// World is one workspace of the platform. All methods may be called at the
// same time. Ids of events and posts start anew in each World, so no database
// of the bot may outlive its World.
type World struct {
	clock     chat.Clock
	project   string
	workspace string
	limits    chat.Limits

	handing sync.Mutex // held while queued events are offered again; taken before mu

	mu         sync.Mutex
	rooms      map[string]*room
	members    map[string]*member
	order      []string // names of members as they were cast
	posts      []*post  // in order of Seq
	byID       map[string]*post
	deliveries map[string]int
	done       map[string]chat.Ref // by delivery id: the message posted or changed
	seq        int64               // of posts
	events     int64
	conns      []*conn // attached bots, the newest answers
	queue      []*sent // lasting events nobody has answered yet
	last       *sent
	faults     faults
	wrong      []error
	changed    chan struct{}
	attached   chan struct{} // closed while a bot is attached
}

type room struct{ bot bool }

// member is a person with what only their own screen knows.
type member struct {
	play.Member
	ever  []string // every channel the person has been in
	sheet *sheet
	home  *post
}

func (m *member) in(channel string) bool { return slices.Contains(m.Channels, channel) }

// post is a message with what the platform knows of it.
type post struct {
	play.Post
	owner  string                      // whom a direct message or a notice is for, "" in a channel
	notice bool                        // it came in an Ack
	answer string                      // the event whose Ack it came in
	past   []chat.Message              // what it said before
	chosen map[string]map[int][]string // by member and number of the select
	pings  []string
}

// sheet is a form on somebody's screen.
type sheet struct {
	form   chat.Form // with what stands in it
	errors map[string]string
	place  chat.Place
	thread chat.Ref
	from   *post // the message whose button opened it, or nil
}

// New makes a platform with these channels, the bot in all of them, and with
// nobody there: people come by Cast. Times follow clock; project is the
// project of every event.
func New(clock chat.Clock, project string, limits chat.Limits, channels ...string) *World {
	w := &World{
		clock: clock, project: project, workspace: "demo", limits: limits,
		rooms: map[string]*room{}, members: map[string]*member{}, byID: map[string]*post{},
		deliveries: map[string]int{}, done: map[string]chat.Ref{},
		changed: make(chan struct{}), attached: make(chan struct{}),
	}
	w.faults.clear()
	for _, c := range channels {
		w.rooms[c] = &room{bot: true}
	}
	return w
}

// In names the workspace, "demo" otherwise, and returns w. It must come before
// anything else.
func (w *World) In(workspace string) *World {
	w.workspace = workspace
	return w
}

// Channel is the place of a channel.
func (w *World) Channel(name string) chat.Place {
	return chat.Place{Platform: Platform, Workspace: w.workspace, Channel: name}
}

// Account is the account of a member.
func (w *World) Account(who string) chat.Account {
	return chat.Account{Platform: Platform, Workspace: w.workspace, User: who}
}

// Cast adds a person. The name must be new and its channels must be there.
func (w *World) Cast(m play.Member) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.Name == "" || m.Name == play.Bot || strings.ContainsAny(m.Name, "/@# \t\n") {
		return fmt.Errorf("cast %q: not a name for a person", m.Name)
	}
	if w.members[m.Name] != nil {
		return fmt.Errorf("cast %s: already there", m.Name)
	}
	for _, c := range m.Channels {
		if w.rooms[c] == nil {
			return fmt.Errorf("cast %s: no channel %q", m.Name, c)
		}
	}
	if m.Shown == "" {
		m.Shown = m.Name
	}
	m.Channels, m.Groups = slices.Clone(m.Channels), slices.Clone(m.Groups)
	w.members[m.Name] = &member{Member: m, ever: slices.Clone(m.Channels)}
	w.order = append(w.order, m.Name)
	w.touch()
	return nil
}

// Members says who there is, in the order of their casting.
func (w *World) Members() []play.Member {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]play.Member, 0, len(w.order))
	for _, name := range w.order {
		m := w.members[name].Member
		m.Channels, m.Groups = slices.Clone(m.Channels), slices.Clone(m.Groups)
		all = append(all, m)
	}
	return all
}

// Deliveries counts how often each delivery id has been carried out, so that a
// test can assert that everything was delivered once.
func (w *World) Deliveries() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make(map[string]int, len(w.deliveries))
	for id, n := range w.deliveries {
		all[id] = n
	}
	return all
}

// Done gives the post that a delivery made or changed, also when its sender was
// not told.
func (w *World) Done(id string) (chat.Ref, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ref, ok := w.done[id]
	return ref, ok
}

// Waiting is the number of lasting events that no bot has answered yet.
func (w *World) Waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue)
}

// Wrong lists what the bot has done against the contract in its answers: Acks
// the platform refused, and redelivered events answered differently. The act
// that met one returned it too, when there was one.
func (w *World) Wrong() []error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.wrong)
}

// Post is a post as it stands now, whoever can see it.
func (w *World) Post(id string) (play.Post, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.byID[id]
	if p == nil {
		return play.Post{}, false
	}
	return p.Post, true
}

// Pings names the members a post has notified by name.
func (w *World) Pings(id string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.byID[id]; p != nil {
		return slices.Clone(p.pings)
	}
	return nil
}

// Owner is the member a post is for when it stands in no channel or only one
// person sees it.
func (w *World) Owner(id string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.byID[id]; p != nil {
		return p.owner
	}
	return ""
}

// Answered gives the id of the event whose Ack brought a notice, "" for any
// other post: a twin finds by it what the bot really sent.
func (w *World) Answered(id string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.byID[id]; p != nil {
		return p.answer
	}
	return ""
}

// The methods below are called with w.mu held.

// touch tells everybody who waits on Changed.
func (w *World) touch() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// put shows a new post of the bot or of a person with content m.
func (w *World) put(p *post, m chat.Message) *post {
	w.seq++
	p.Seq, p.ID, p.At = w.seq, "m"+strconv.FormatInt(w.seq, 10), w.clock.Now()
	p.Message = clone(m)
	p.Text, p.pings = w.read(p.Message)
	w.posts = append(w.posts, p)
	w.byID[p.ID] = p
	w.touch()
	return p
}

// show gives a post a new content.
func (w *World) show(p *post, m chat.Message) {
	p.past = append(p.past, p.Message)
	p.Edited, p.Message, p.chosen = true, clone(m), nil
	p.Text, p.pings = w.read(p.Message)
	w.touch()
}

// remove leaves only the trace of a post.
func (w *World) remove(p *post) {
	p.past = append(p.past, p.Message)
	p.Deleted, p.Message, p.Text, p.chosen = true, chat.Message{}, "", nil
	w.touch()
}

// place is where a post stands.
func (w *World) place(p *post) chat.Place {
	if p.Channel == "" {
		return w.Account(p.owner).Direct()
	}
	return w.Channel(p.Channel)
}

// sender is what an adapter knows of a member: the channels are those in which
// the bot could see them.
func (w *World) sender(who string, now time.Time) chat.Sender {
	m := w.members[who]
	if m == nil {
		return chat.Sender{Account: w.Account(play.Bot), Bot: true, KnownAt: now}
	}
	s := chat.Sender{Account: w.Account(who), Name: m.Shown, Lang: m.Lang, Groups: slices.Clone(m.Groups), KnownAt: now}
	for _, c := range m.Channels {
		if w.rooms[c].bot {
			s.Channels = append(s.Channels, c)
		}
	}
	return s
}

// clone copies a message, so that a later change by its maker changes nothing here.
func clone(m chat.Message) chat.Message {
	m.Fields, m.Buttons, m.Mentions = slices.Clone(m.Fields), slices.Clone(m.Buttons), slices.Clone(m.Mentions)
	m.Selects = slices.Clone(m.Selects)
	for i := range m.Selects {
		s := &m.Selects[i]
		s.Options, s.Chosen = slices.Clone(s.Options), slices.Clone(s.Chosen)
	}
	return m
}
