package practice

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/chat"
)

// Turn is one event on its way through the practice: what it may read, who
// did it, and all that is to be done because of it. The host writes its
// results in one transaction, or drops the whole Turn.
type Turn struct {
	*Practice
	Memory
	Event chat.Event
	Now   time.Time
	Who   *Person // nil for timers, outcomes and strangers who have only looked
	Words Words   // in the language of Who, or of the project

	Ack     chat.Ack
	Sends   []Send
	Timers  []Timer
	Cancels []TimerKey
	Deletes []Gone
	// Begin asks the host to begin a dialog with Who, with these answers given.
	Begin *Begin
	// Given is what a verb hands back to its dialog.
	Given chat.Answers
	// Forgotten lists accounts whose dialogs and messages must go too.
	Forgotten []chat.Account

	// Limits is what the sender's platform can show; the host sets it.
	Limits chat.Limits
	// Batch gives the messages of a batch; the host sets it.
	Batch func(batch string) ([]BatchItem, error)
	// CanDraft tells whether a draft of a card can be had now; the host sets it.
	CanDraft func() (bool, error)
	// Under tells what the message is about that the sender wrote under, as the
	// subject of a [Send]; "" for none. The host sets it.
	Under func() (subject string, err error)
	// Drafting is the draft that is wished for.
	Drafting *Drafting

	bindings *Bindings
	records  map[Key]Record // everything read or made, each once
	dirty    []Record
	inWords  *Opening // whose button was said in words
	itemAt   int
}

// Begin names a dialog.
type Begin struct {
	Flow   string
	Preset chat.Answers

	fresh bool
}

// Fresh reports whether nothing has been said yet of what the dialog asks.
func (b *Begin) Fresh() bool { return b.fresh }

// Send is one message on its way out; the host makes an outbox item of it.
type Send struct {
	ID string
	// Op is post, edit or delete; or drop or release, of the held item ID; or
	// withdraw, of every item of Batch: posted ones are deleted, waiting ones
	// dropped; or redact, of every item about Subject but Root, the card, which
	// is edited by itself: posted ones are edited to Message, waiting ones dropped;
	// or scrub, the same of the items about Subject that name one of Names.
	Op       string
	Names    []string
	Place    chat.Place
	Lane     Lane
	Root     string // item id: post replies under it, edit and delete change it
	Revision int64
	Batch    string
	Subject  string
	Fence    string
	Until    time.Time // held until; zero goes at once
	NotAfter time.Time
	Message  chat.Message
	// One is set for what will be edited: it stays one message on every platform.
	One bool
}

// Lane is how urgent a message is; a lower lane goes first.
type Lane int

const (
	Answers Lane = iota
	Handovers
	Reminders
	Broadcasts
)

// TimerKey names a timer of the project; Timer is one that is to fall due.
type (
	TimerKey struct{ Kind, Subject string }
	Timer    struct {
		TimerKey
		Due   time.Time
		Fence string
		Data  json.RawMessage
	}
)

// Reads are the documents that every turn of ev begins with.
func Reads(ev chat.Event) []Key {
	return []Key{(*Bindings)(nil).Key(), {"account", ev.From.Account.String()}}
}

// Turn begins the handling of ev. It reads who the sender is, and makes a new
// person of a sender who is not known.
func (p *Practice) Turn(m Memory, ev chat.Event) (*Turn, error) {
	t := &Turn{Practice: p, Memory: m, Event: ev, Now: ev.At.In(p.Zone()), records: map[Key]Record{}}
	t.bindings = &Bindings{}
	docs, err := m.Get(Reads(ev)...)
	if err != nil {
		return nil, err
	}
	if docs[0].Rev > 0 {
		if err := docs[0].into(t.bindings); err != nil {
			return nil, err
		}
	}
	if ev.From.Account.User != "" && !ev.From.Bot {
		if err := t.meet(docs[1]); err != nil {
			return nil, err
		}
	}
	t.Words = t.wordsFor(t.Who)
	return t, nil
}

// meet finds or makes the person of the event's sender.
func (t *Turn) meet(link Doc) error {
	if link.Rev > 0 {
		var l Link
		if err := link.into(&l); err != nil {
			return err
		}
		who, ok, err := get[Person](t, l.Person)
		if err != nil {
			return err
		}
		if ok {
			t.Who = who
			if who.Name == "" {
				who.Name = t.Event.From.Name
			}
			moved := t.Event.From.Zone != "" && t.Event.From.Zone != who.Zone
			if moved {
				who.Zone = t.Event.From.Zone
			}
			if moved || t.Now.Sub(who.Seen) > 24*time.Hour { // a day is precise enough, and spares a write per event
				who.Seen = t.Now
				t.Save(who)
			}
			return nil
		}
	}
	id := t.newID("p")
	t.Who = &Person{ID: id, Name: t.Event.From.Name, Zone: t.Event.From.Zone, Accounts: []chat.Account{t.Event.From.Account}, Seen: t.Now}
	if t.Event.From.Lang == chat.DA { // many a Dane has a client in English, and nobody else has one in Danish
		t.Who.Lang = chat.DA
	}
	if n := t.networkOf(t.Event.From); n != nil {
		t.Who.Network = n.ID
	}
	l := &Link{ID: t.Event.From.Account.String(), Person: id}
	l.rev = link.Rev
	t.Save(t.Who)
	t.Save(l)
	return nil
}

// get reads one record; every reader of a turn gets the same one, with what
// the turn has changed in it.
func get[T any, P record[T]](t *Turn, id string) (*T, bool, error) {
	k := Key{kindOf[T, P](), id}
	if r, ok := t.records[k]; ok {
		return (*T)(r.(P)), true, nil
	}
	r, ok, err := Load[T, P](t.Memory, id)
	if ok {
		t.records[k] = P(r)
	}
	return r, ok, err
}

// list reads the records that match, each the same as get gives, and as they
// stand now: what the turn has made or changed counts.
func list[T any, P record[T]](t *Turn, q Query) ([]*T, error) {
	all, err := List[T, P](t.Memory, q)
	for i, r := range all {
		k := P(r).Key()
		if known, ok := t.records[k]; ok {
			all[i] = (*T)(known.(P))
		} else {
			t.records[k] = P(r)
		}
	}
	all = slices.DeleteFunc(all, func(r *T) bool { return t.gone(P(r).Key()) || !q.matches(P(r)) })
	for _, r := range t.dirty {
		if made, ok := r.(P); ok && q.matches(made) && !slices.Contains(all, (*T)(made)) && !t.gone(made.Key()) {
			all = append(all, (*T)(made))
		}
	}
	return all, err
}

// Save keeps r when the turn is committed.
func (t *Turn) Save(r Record) {
	t.records[r.Key()] = r
	if !slices.Contains(t.dirty, r) {
		t.dirty = append(t.dirty, r)
	}
}

// Docs gives every saved record as it stands now.
func (t *Turn) Docs() ([]Doc, error) {
	var docs []Doc
	for _, r := range t.dirty {
		if t.gone(r.Key()) {
			continue
		}
		d, err := DocOf(r)
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, nil
}

func (t *Turn) delete(k Key) {
	g := Gone{Key: k}
	if r, ok := t.records[k]; ok {
		g.Rev = r.meta().rev
	}
	t.Deletes = append(t.Deletes, g)
	delete(t.records, k)
}

func (t *Turn) gone(k Key) bool {
	return slices.ContainsFunc(t.Deletes, func(g Gone) bool { return g.Key == k })
}

// Post sends m and gives the id it can be edited, answered or withdrawn by.
func (t *Turn) Post(s Send) (id string) {
	if s.Place == (chat.Place{}) {
		return ""
	}
	if s.Op == "" {
		s.Op = "post"
	}
	if s.Subject == "" && slices.Contains(namingSeveral(), s.Message.Kind) {
		s.Subject = several
	}
	if s.ID == "" {
		s.ID = t.ItemID()
	}
	if s.Op == "post" && s.Place.IsDirect() && s.Until.IsZero() {
		t.asks(accountAt(s.Place), s.Message)
	}
	t.Sends = append(t.Sends, s)
	return s.ID
}

// accountAt is whose direct conversation p is.
func accountAt(p chat.Place) chat.Account {
	return chat.Account{Platform: p.Platform, Workspace: p.Workspace, User: p.User}
}

// ItemID gives the next outbox id of this event: from project, event and
// index, so that a repeat of the event cannot make a second item.
func (t *Turn) ItemID() string {
	t.itemAt++
	return "i" + hash(t.Event.Project, t.Event.ID, strconv.Itoa(t.itemAt))
}

// newID gives a fresh id that a repeat of the event makes again.
func (t *Turn) newID(kind string) string {
	t.itemAt++
	return kind + "-" + hash(t.Event.Project, t.Event.ID, "id", strconv.Itoa(t.itemAt))[:12]
}

func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:12]))[:20]
}

// After sets a timer, or moves the one of the same kind and subject.
func (t *Turn) After(kind, subject string, due time.Time, fence string, data any) {
	raw, err := json.Marshal(data)
	if err != nil || data == nil {
		raw = nil
	}
	key := TimerKey{kind, subject}
	t.Cancels = slices.DeleteFunc(t.Cancels, func(k TimerKey) bool { return k == key })
	t.Timers = slices.DeleteFunc(t.Timers, func(o Timer) bool { return o.TimerKey == key })
	t.Timers = append(t.Timers, Timer{key, due, fence, raw})
}

// Cancel takes a timer away.
func (t *Turn) Cancel(subject string, kinds ...string) {
	for _, kind := range kinds {
		key := TimerKey{kind, subject}
		t.Timers = slices.DeleteFunc(t.Timers, func(o Timer) bool { return o.TimerKey == key })
		t.Cancels = append(t.Cancels, key)
	}
}

// notice answers the event for its sender's eyes only.
func (t *Turn) notice(kind, text string, buttons ...chat.Button) {
	t.Ack.Notice = &chat.Message{Kind: kind, Lang: t.Words.Lang(), Text: text, Buttons: buttons}
}

// answer says m to the sender: as a lasting message in their own conversation.
func (t *Turn) answer(m chat.Message) {
	t.Post(Send{Place: t.Event.From.Account.Direct(), Message: m})
}

// place is where a person reads what is for them alone; zero for somebody
// without an account.
func (t *Turn) place(who *Person) chat.Place {
	if who == nil || len(who.Accounts) == 0 {
		return chat.Place{}
	}
	return who.Accounts[0].Direct()
}

// wordsFor gives the words for somebody to read: in their language, with the
// time of day where they are.
func (t *Turn) wordsFor(who *Person) Words {
	w := t.Practice.Words(t.langOf(who))
	if who != nil {
		w = w.At(who.Zone)
	}
	return w
}

func (t *Turn) langOf(who *Person) chat.Lang {
	if who != nil {
		if who.Lang != "" {
			return who.Lang
		}
		if n := t.network(who.Network); n != nil {
			return n.Lang
		}
	}
	return t.Settings.Lang
}

func fence(turn int) string { return strconv.Itoa(turn) }

func (k Key) String() string { return fmt.Sprintf("%s/%s", k.Kind, k.ID) }

// SessionID gives an id for a dialog that begins with this event.
func (t *Turn) SessionID() string { return t.newID("f") }

// Old answers a press on a dialog that is over.
func (t *Turn) Old() {
	switch t.Event.Body.(type) {
	case chat.Pressed, chat.Chose:
		t.notice("press.old", t.Words.T("press.old"))
	}
}

// FlowFailed tells the coordinators that a dialog broke off.
func (t *Turn) FlowFailed(flow, step string) {
	t.alert("alert.flow", func(w Words) (string, []chat.Button) { return w.T("alert.flow", "flow", flow, "step", step), nil })
}

// TimerFailed tells the coordinators that what was to happen on its own could
// not, and will not be tried again.
func (t *Turn) TimerFailed(d chat.Due) error {
	what, err := t.About(d.Subject, d.Data)
	if err != nil {
		return err
	}
	if what == "" {
		what = d.Kind
	}
	t.alert("alert.failed", func(w Words) (string, []chat.Button) { return w.T("alert.failed", "what", what), nil })
	return nil
}

// EventFailed tells the sender that nothing came of what they did, and the
// coordinators that it happened.
func (t *Turn) EventFailed() {
	text := "trouble.failed"
	if t.is(Coordinator) {
		text = "trouble.failed.coordinator"
	}
	t.notice("trouble.failed", t.Words.T(text, "coordinator", t.coordinatorName()))
	t.alert("alert.failed", func(w Words) (string, []chat.Button) { return w.T("alert.event", "name", t.Event.From.Name), nil })
}

// Suggest gives the command words that begin with what has been typed.
func (t *Turn) Suggest(typed string) (options []chat.Option) {
	for _, c := range t.can {
		if word := c.word(t.Words.Lang()); c.allowed(t) && strings.HasPrefix(word, strings.ToLower(typed)) {
			options = append(options, chat.Option{ID: word, Label: word, Hint: t.Words.L("about." + c.id)})
		}
	}
	return options
}
