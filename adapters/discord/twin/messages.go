package twin

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"
	"unicode/utf8"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// nonceLife is how long a nonce stands for its message: "the past few minutes"
// (docs: resources/message#create-message).
const nonceLife = 2 * time.Minute

// stored is a message of the bot as it was sent.
type stored struct {
	raw   object
	nonce string
	at    time.Time
}

// reach finds the channel of a request and checks what the bot may there.
func (t *Twin) reach(id string, need int64) (spot, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, ok := t.at(id)
	switch {
	case !ok:
		return s, code(10003)
	case s.who != "":
		return s, nil
	case t.botMay(s.room)&permViewChannel == 0:
		return s, code(50001)
	}
	if s.thread != nil && need&permSendMessages != 0 {
		need = need&^permSendMessages | permSendInThreads // docs: topics/threads#permissions
	}
	if t.botMay(s.room)&need != need {
		return s, code(50013)
	}
	return s, nil
}

// createMessage: docs: resources/message#create-message.
func (t *Twin) createMessage(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), permSendMessages)
	if e != nil {
		return nil, e
	}
	p, raw, e := t.message(r)
	if e != nil {
		return nil, e
	}
	if len(p.Embeds) > 0 && s.who == "" && t.botMay(s.room)&permEmbedLinks == 0 {
		return nil, code(50013)
	}
	nonce := ""
	if p.RawNonce != nil {
		nonce = fmt.Sprint(p.RawNonce)
	}
	if utf8.RuneCountInString(nonce) > 25 {
		return nil, invalid("nonce", "NONCE_TYPE_TOO_LONG", "Nonce must be 25 or fewer in length.")
	}
	t.posting.Lock()
	defer t.posting.Unlock()
	if p.EnforceNonce && nonce != "" {
		if old, ok := t.nonceMessage(nonce); ok {
			return t.messageObject(s, old, intentContent), nil
		}
	}
	m := t.readLocked(p, r.kind)
	if s.private() && !t.brings(s, m) {
		return nil, code(50001) // nobody but the bot would read it, which the World cannot show
	}
	d := adapters.Delivery{ID: nonce, Op: adapters.Post, Place: t.place(s), Message: m}
	if d.ID == "" {
		d.ID = t.unnamed()
	}
	if e := t.under(&d, s, p); e != nil {
		return nil, e
	}
	gone := code(50001)
	if s.who != "" {
		gone = code(50007)
	}
	switch {
	case s.who != "" && t.isKicked():
		return nil, fail(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
	case s.who != "" && t.isClosed(s.who):
		return nil, gone
	}
	return t.post1(r.Context(), d, s, raw, nonce, p.Reference != nil, gone)
}

// under finds the root of a reply: the thread's, or the message referred to.
func (t *Twin) under(d *adapters.Delivery, s spot, p *payload) *trouble {
	switch {
	case s.thread != nil && !s.private():
		d.Root = chat.Ref(s.thread.root)
	case p.Reference != nil:
		root, e := t.in(s, p.Reference.MessageID)
		if e != nil {
			return invalid("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
		}
		if d.Root = chat.Ref(root.ID); root.Root != "" {
			d.Root = chat.Ref(root.Root)
		}
	}
	return nil
}

// post1 carries a new message out and keeps what was sent. It is called with
// t.posting held.
func (t *Twin) post1(ctx context.Context, d adapters.Delivery, s spot, raw object, nonce string, beside bool, gone *trouble) (any, *trouble) {
	ref, err := t.conn.Send(ctx, d)
	failed := err
	done := err == nil
	if adapters.ClassOf(err) == adapters.Unknown {
		ref, done = t.World.Done(d.ID) // it may have been carried out all the same
	}
	if !done {
		return nil, from(failed, gone)
	}
	t.mu.Lock()
	unheard := t.faults.posted > 0
	if unheard {
		t.faults.outage, t.faults.posted = t.faults.posted-1, 0
	}
	t.sent[string(ref)] = &stored{raw: raw, nonce: nonce, at: t.opts.Clock.Now()}
	if nonce != "" {
		t.nonces[nonce] = string(ref)
	}
	if beside && s.who == "" && !s.private() {
		t.beside[string(ref)] = true
	}
	if s.private() {
		t.asides[string(ref)] = s.thread.id
	}
	t.mu.Unlock()
	p, _ := t.World.Post(string(ref))
	out := t.messageObject(s, p, intentContent)
	t.echo("MESSAGE_CREATE", s, out)
	if failed != nil {
		return nil, from(failed, gone)
	}
	if unheard {
		return nil, fail(502, 0, "502: Bad Gateway")
	}
	return out, nil
}

// nonceMessage is the message a nonce stands for.
func (t *Twin) nonceMessage(nonce string) (play.Post, bool) {
	t.mu.Lock()
	id, now := t.nonces[nonce], t.opts.Clock.Now()
	own := t.sent[id]
	t.mu.Unlock()
	if own == nil || now.Sub(own.at) > nonceLife {
		return play.Post{}, false
	}
	p, ok := t.World.Post(id)
	return p, ok && !p.Deleted
}

// message reads and checks a body. What is stored leaves out what Discord does
// not give back.
func (t *Twin) message(r *request) (*payload, object, *trouble) {
	var p payload
	var raw object
	if e := r.decode(&p); e != nil {
		return nil, nil, e
	}
	if e := r.decode(&raw); e != nil {
		return nil, nil, e
	}
	if e := checkMessage(&p); e != nil {
		return nil, nil, e
	}
	return &p, kept(raw), nil
}

func kept(raw object) object {
	for _, name := range []string{"nonce", "enforce_nonce", "allowed_mentions", "message_reference", "tts"} {
		delete(raw, name)
	}
	if raw["components"] == nil {
		raw["components"] = []object{}
	}
	if raw["embeds"] == nil {
		raw["embeds"] = []object{}
	}
	if raw["content"] == nil {
		raw["content"] = ""
	}
	return raw
}

// readLocked reads a message for the World.
func (t *Twin) readLocked(p *payload, kind string) chat.Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.read(p, kind)
}

// editMessage: docs: resources/message#edit-message. What is left out stays.
func (t *Twin) editMessage(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), 0)
	if e != nil {
		return nil, e
	}
	old, e := t.in(s, r.PathValue("message"))
	switch {
	case e != nil:
		return nil, e
	case old.Author != play.Bot:
		return nil, code(50005)
	}
	p, raw, e := t.merged(old.ID, r)
	if e != nil {
		return nil, e
	}
	kind := r.kind
	if kind == "" {
		kind = old.Message.Kind
	}
	d := adapters.Delivery{ID: t.unnamed(), Op: adapters.Edit, Place: t.place(s), Target: chat.Ref(old.ID), Message: t.readLocked(p, kind)}
	_, err := t.conn.Send(r.Context(), d)
	if e := t.carried(d, err, func() {
		t.mu.Lock()
		t.sent[old.ID].raw = raw
		t.mu.Unlock()
	}, s); e != nil {
		return nil, e
	}
	now, _ := t.World.Post(old.ID)
	out := t.messageObject(s, now, intentContent)
	t.echo("MESSAGE_UPDATE", s, out)
	return out, nil
}

// carried does what follows an edit or a deletion that the World has carried
// out, also when the answer is then lost.
func (t *Twin) carried(d adapters.Delivery, err error, then func(), s spot) *trouble {
	gone := code(50001)
	if s.who != "" {
		gone = code(10008) // what stands in a closed conversation can still be changed
	}
	if adapters.ClassOf(err) == adapters.Unknown {
		if _, done := t.World.Done(d.ID); done {
			then()
		}
		return from(err, gone)
	}
	if err != nil {
		return from(err, gone)
	}
	then()
	return nil
}

// merged lays an edit over what was sent before.
func (t *Twin) merged(id string, r *request) (*payload, object, *trouble) {
	var change object
	if e := r.decode(&change); e != nil {
		return nil, nil, e
	}
	t.mu.Lock()
	whole := object{}
	if own := t.sent[id]; own != nil {
		maps.Copy(whole, own.raw)
	}
	t.mu.Unlock()
	maps.Copy(whole, change)
	data, err := json.Marshal(whole)
	if err != nil {
		return nil, nil, code(50109)
	}
	return t.message(&request{Request: r.Request, body: data, kind: r.kind})
}

// deleteMessage: docs: resources/message#delete-message.
func (t *Twin) deleteMessage(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), 0)
	if e != nil {
		return nil, e
	}
	old, e := t.in(s, r.PathValue("message"))
	switch {
	case e != nil:
		return nil, e
	case old.Author != play.Bot && s.who != "":
		return nil, fail(403, 50003, "Cannot execute action on a DM channel")
	case old.Author != play.Bot: // it would need MANAGE_MESSAGES, and the bot has no business there
		return nil, code(50013)
	}
	d := adapters.Delivery{ID: t.unnamed(), Op: adapters.Delete, Place: t.place(s), Target: chat.Ref(old.ID)}
	_, err := t.conn.Send(r.Context(), d)
	if e := t.carried(d, err, func() {}, s); e != nil {
		return nil, e
	}
	t.echo("MESSAGE_DELETE", s, object{"id": t.messageID(old), "channel_id": s.id()})
	return nil, nil
}

// crosspost: docs: resources/message#crosspost-message.
func (t *Twin) crosspost(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), permSendMessages)
	if e != nil {
		return nil, e
	}
	p, e := t.in(s, r.PathValue("message"))
	switch {
	case e != nil:
		return nil, e
	case s.room == nil || s.room.kind != guildAnnouncement || p.Author != play.Bot:
		return nil, code(50068)
	}
	t.mu.Lock()
	flags, _ := t.sent[p.ID].raw["flags"].(float64)
	if int(flags)&flagCrossposted != 0 {
		t.mu.Unlock()
		return nil, code(40033)
	}
	t.sent[p.ID].raw["flags"] = flags + flagCrossposted
	t.counts.Crossposts++
	t.mu.Unlock()
	return t.messageObject(s, p, intentContent), nil
}

func (t *Twin) typing(r *request) (any, *trouble) {
	_, e := t.reach(r.PathValue("channel"), permSendMessages)
	return nil, e
}

func (t *Twin) isKicked() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kicked
}

func (t *Twin) isClosed(who string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.closed[who]
}
