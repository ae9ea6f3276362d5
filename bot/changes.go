package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

// changes turns what a turn wants done into what one transaction writes.
func (b *Bot) changes(r store.Reader, p *Project, turn *practice.Turn, talk *conversation) (c store.Changes, err error) {
	c.At = turn.Event.At
	if c.Put, err = turn.Docs(); err != nil {
		return c, err
	}
	c.Delete = turn.Deletes
	for _, t := range turn.Timers {
		c.Timers = append(c.Timers, store.Timer{Project: turn.Event.Project, TimerKey: t.TimerKey, Due: t.Due, Fence: t.Fence, Data: t.Data})
	}
	c.Cancel = turn.Cancels
	for _, s := range turn.Sends {
		if err := b.send(r, p, turn, s, &c); err != nil {
			return c, err
		}
	}
	keep(talk, &c)
	if err := askModel(turn, talk, &c); err != nil {
		return c, err
	}
	for _, a := range turn.Forgotten {
		b.people.Delete(a)
		c.Delete = append(c.Delete, practice.Gone{Key: conversationKey(a)})
		c.Put = slices.DeleteFunc(c.Put, func(d practice.Doc) bool { return d.Key == conversationKey(a) })
		c.Blank = append(c.Blank, store.ItemQuery{Place: a.Direct()}, store.ItemQuery{Subject: wordsOf(a)})
	}
	if a := turn.Ack; a.Form != nil || a.Errors != nil || a.Notice != nil || a.Replace != nil {
		limits := p.limits(turn.Event.From.Account.Platform)
		for _, m := range []**chat.Message{&a.Notice, &a.Replace} {
			if *m != nil {
				one := chat.FitOne(**m, limits)
				*m = &one
			}
		}
		if a.Form != nil {
			form := chat.FitForm(*a.Form, limits)
			a.Form = &form
		}
		if c.Ack, err = json.Marshal(a); err != nil {
			return c, fmt.Errorf("write ack: %w", err)
		}
	}
	return c, nil
}

// keep writes the dialog down, or its end.
func keep(talk *conversation, c *store.Changes) {
	if talk == nil || !talk.changed {
		return
	}
	if talk.session == nil {
		c.Delete = append(c.Delete, practice.Gone{Key: talk.doc.Key, Rev: talk.doc.Rev})
		return
	}
	d := talk.doc
	d.Body, d.Terms = talk.session.AppendJSON(nil), []practice.Term{{Name: "asked", Value: practice.TimeTerm(talk.session.AskedAt)}}
	c.Put = append(c.Put, d)
}

// send makes outbox items of one message, or changes those that are there.
func (b *Bot) send(r store.Reader, p *Project, turn *practice.Turn, s practice.Send, c *store.Changes) error {
	switch s.Op {
	case "drop":
		c.Change = append(c.Change, store.ItemChange{ID: s.ID, State: store.Dropped, Error: "no longer true"})
		return nil
	case "release":
		return b.release(r, p, turn, s, c)
	case "withdraw", "redact":
		return b.takeBack(r, turn, s, c)
	case "scrub":
		return b.scrub(r, turn, s, c)
	}
	item := store.Item{
		ID: s.ID, Project: turn.Event.Project, Port: "chat", Op: s.Op, Place: s.Place, Lane: s.Lane, Kind: s.Message.Kind,
		Subject: s.Subject, Root: s.Root, Revision: s.Revision, Batch: s.Batch, NotBefore: s.Until, NotAfter: s.NotAfter, Fence: s.Fence,
		State: store.Ready, At: turn.Event.At,
	}
	switch {
	case s.Op == "delete":
		c.Items = append(c.Items, item)
		return nil
	case !s.Until.IsZero(): // kept whole: it is fitted when it goes
		item.State = store.Held
		return add(c, item, s.Message)
	}
	parts := fit(s, s.Message, p.limits(s.Place.Platform))
	for i, m := range parts {
		part := item
		if i < len(parts)-1 {
			part.ID = fmt.Sprintf("%s.%d", item.ID, i+1) // the last part, with the controls, has the id
		}
		if err := add(c, part, m); err != nil {
			return err
		}
	}
	return nil
}

// fit makes of s's message what the platform can show: what is edited, now or
// later, stays one, for parts could not follow it.
func fit(s practice.Send, m chat.Message, l chat.Limits) []chat.Message {
	if s.One || s.Op == "edit" {
		return []chat.Message{chat.FitOne(m, l)}
	}
	return chat.Fit(m, l)
}

func add(c *store.Changes, item store.Item, m chat.Message) (err error) {
	if item.Body, err = json.Marshal(m); err != nil {
		return fmt.Errorf("write message %s: %w", m.Kind, err)
	}
	c.Items = append(c.Items, item)
	return nil
}

// release lets a held item go: as s's message or, when that is none, as it
// stands. What does not fit into it follows in items of its own.
func (b *Bot) release(r store.Reader, p *Project, turn *practice.Turn, s practice.Send, c *store.Changes) error {
	items, err := r.Items(store.ItemQuery{ID: s.ID})
	if err != nil || len(items) == 0 || items[0].State != store.Held {
		return err
	}
	item, m := items[0], s.Message
	if m.Kind == "" {
		if err := json.Unmarshal(item.Body, &m); err != nil {
			return fmt.Errorf("read held message %s: %w", s.ID, err)
		}
	}
	parts := fit(s, m, p.limits(item.Place.Platform))
	change := store.ItemChange{ID: s.ID, State: store.Ready}
	if change.Body, err = json.Marshal(parts[0]); err != nil {
		return fmt.Errorf("write message %s: %w", m.Kind, err)
	}
	c.Change = append(c.Change, change)
	item.State, item.At = store.Ready, turn.Event.At
	for i, m := range parts[1:] {
		item.ID = fmt.Sprintf("%s.%d", s.ID, i+1)
		if err := add(c, item, m); err != nil {
			return err
		}
	}
	return nil
}

// takeBack withdraws a batch, or redacts all that was said about a subject.
func (b *Bot) takeBack(r store.Reader, turn *practice.Turn, s practice.Send, c *store.Changes) error {
	q := store.ItemQuery{Batch: s.Batch}
	if s.Op == "redact" {
		q = store.ItemQuery{Subject: s.Subject}
	}
	items, err := r.Items(q)
	if err != nil {
		return err
	}
	for _, it := range items {
		if s.Op == "redact" && it.ID == s.Root {
			continue
		}
		if err := b.takeBackOne(it, turn, s, c); err != nil {
			return err
		}
	}
	if s.Op == "redact" {
		c.Blank = append(c.Blank, q)
	}
	return nil
}

// scrub redacts those items about a subject that name somebody.
func (b *Bot) scrub(r store.Reader, turn *practice.Turn, s practice.Send, c *store.Changes) error {
	items, err := r.Items(store.ItemQuery{Subject: s.Subject})
	if err != nil {
		return err
	}
	for _, it := range items {
		var m chat.Message
		if len(it.Body) == 0 || json.Unmarshal(it.Body, &m) != nil {
			continue // its words are gone already
		}
		text := chat.Plain(m.Text)
		if !slices.ContainsFunc(s.Names, func(name string) bool { return strings.Contains(text, name) }) {
			continue
		}
		if err := b.takeBackOne(it, turn, s, c); err != nil {
			return err
		}
		c.Blank = append(c.Blank, store.ItemQuery{ID: it.ID})
	}
	return nil
}

// takeBackOne drops an item that waits; a posted one is deleted to withdraw it,
// else edited to s's message.
func (b *Bot) takeBackOne(it store.Item, turn *practice.Turn, s practice.Send, c *store.Changes) (err error) {
	if it.Op != "post" {
		return nil
	}
	switch it.State {
	case store.Held, store.Ready:
		c.Change = append(c.Change, store.ItemChange{ID: it.ID, State: store.Dropped, Error: "withdrawn"})
	case store.Sent, store.Sending, store.Unknown:
		back := store.Item{ID: turn.ItemID(), Project: it.Project, Port: it.Port, Op: "delete", Place: it.Place, Lane: practice.Answers, Kind: it.Kind,
			Subject: it.Subject, Root: it.ID, State: store.Ready, At: turn.Event.At}
		if s.Op != "withdraw" {
			back.Op, back.Kind, back.Revision = "edit", s.Message.Kind, turn.Event.At.UnixMilli()
			if back.Body, err = json.Marshal(s.Message); err != nil {
				return err
			}
		}
		c.Items = append(c.Items, back)
	}
	return nil
}

func batchItems(r store.Reader, batch string) (posts []practice.BatchItem, err error) {
	items, err := r.Items(store.ItemQuery{Batch: batch})
	for _, it := range items {
		if it.Op == "post" {
			posts = append(posts, practice.BatchItem{ID: it.ID, Place: it.Place,
				Sent: it.State == store.Sent, Lost: it.State == store.Failed || it.State == store.Dropped})
		}
	}
	return posts, err
}
