package twin

import (
	"maps"
	"slices"

	"brobygger/chat"
	"brobygger/play"
)

// createThread: docs: resources/channel#start-thread-from-message.
func (t *Twin) createThread(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), permCreatePublic)
	if e != nil {
		return nil, e
	}
	var in struct {
		Name string `json:"name"`
	}
	if e := r.decode(&in); e != nil {
		return nil, e
	}
	var c checker
	if c.length("name", in.Name, 1, 100); c.err != nil {
		return nil, c.err
	}
	if s.room == nil || s.thread != nil {
		return nil, code(50024)
	}
	p, e := t.in(s, r.PathValue("message"))
	if e != nil {
		return nil, e
	}
	th, made := t.threadOf(s.room, p, in.Name)
	if !made {
		return nil, code(160004)
	}
	return th, nil
}

// createPrivate: docs: resources/channel#start-thread-without-message. Those
// who manage threads see a private one; the twin's people do not.
func (t *Twin) createPrivate(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), permCreatePrivate|permSendInThreads)
	if e != nil {
		return nil, e
	}
	var in struct {
		Name string `json:"name"`
		Type int    `json:"type"`
	}
	if e := r.decode(&in); e != nil {
		return nil, e
	}
	var c checker
	c.length("name", in.Name, 1, 100)
	if in.Type != privateThread {
		c.fail("type", "BASE_TYPE_CHOICES", "Value must be one of (10, 11, 12).")
	}
	switch {
	case c.err != nil:
		return nil, c.err
	case s.room == nil || s.thread != nil || s.room.kind != guildText:
		return nil, code(50024)
	}
	t.mu.Lock()
	t.made++
	th := &thread{id: snowflake(t.opts.Clock.Now(), 1<<(lowBits-1)|t.made), name: in.Name, parent: s.room}
	t.threads[th.id] = th
	out := t.channelObject(spot{room: s.room, thread: th})
	t.mu.Unlock()
	created := maps.Clone(out)
	created["newly_created"] = true
	t.echo("THREAD_CREATE", spot{room: s.room}, created)
	return out, nil
}

// brings lets in whom a message names to a private thread, when they see its channel (docs: topics/threads#private-threads). It reports whether anybody is in it.
func (t *Twin) brings(s spot, m chat.Message) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, a := range m.Mentions {
		if who, ok := t.member(a.User); ok && s.thread.who == "" && slices.Contains(who.Channels, s.room.name) {
			s.thread.who = who.Name
		}
	}
	return s.thread.who != ""
}

// threadOf gives the thread of a post and whether it is new; a new one is told
// to the bot.
func (t *Twin) threadOf(parent *room, root play.Post, name string) (object, bool) {
	t.mu.Lock()
	id := t.messageID(root)
	th := t.threads[id]
	made := th == nil
	if made {
		th = &thread{id: id, name: name, parent: parent, root: root.ID}
		t.threads[id] = th
	}
	out := t.channelObject(spot{room: parent, thread: th})
	t.mu.Unlock()
	if made {
		created := maps.Clone(out)
		created["newly_created"] = true
		t.echo("THREAD_CREATE", spot{room: parent}, created)
	}
	return out, made
}
