package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"brobygger/bot/wording"
	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

// A language model is asked like anybody else is written to: by an item of the
// outbox, on a port of its own. What it found comes back as a timer that is due,
// and the same timer, set when it is asked, goes on without it after answerWithin.

const (
	modelPort    = "wording"
	modelTimer   = "wording"
	answerWithin = 8 * time.Second
)

// Model reads leaders' own words with a language model, within a budget.
type Model struct {
	Name string // for the audit
	Read func(ctx context.Context, text string, l chat.Lang, hide wording.Hidden) (wording.Reading, wording.Usage, error)
	// Draft writes what a card says as a text for a caseworker; nil when it can't.
	Draft func(ctx context.Context, card string, l chat.Lang, hide wording.Hidden) (string, wording.Usage, error)
	// Budget and Tokens are what a project may spend in one day, 0 for no limit.
	// What is under way when it is spent is still paid.
	Budget float64
	Tokens int
}

// may reports whether the model is to read what has just been said.
func (m *Model) may(turn *practice.Turn) (bool, error) {
	if m == nil {
		return false, nil
	}
	switch turn.Event.Body.(type) {
	case chat.Said, chat.Shortcut:
	default:
		return false, nil
	}
	return m.affords(turn)
}

// drafts reports whether a draft can be had now.
func (m *Model) drafts(turn *practice.Turn) (bool, error) {
	if m == nil || m.Draft == nil {
		return false, nil
	}
	return m.affords(turn)
}

// affords reports whether the project's day leaves anything to spend.
func (m *Model) affords(turn *practice.Turn) (bool, error) {
	cost, tokens, err := turn.SpentToday()
	return (m.Budget == 0 || cost < m.Budget) && (m.Tokens == 0 || tokens < m.Tokens), err
}

// question is what the model is asked; the body of its item.
type question struct {
	From     chat.Sender    `json:"from"`
	Lang     chat.Lang      `json:"lang"`
	Text     string         `json:"text"`
	Industry string         `json:"industry,omitempty"`
	Hide     wording.Hidden `json:"hide"`
	Reply
}

// Reply says where an answer belongs: the dialog, and what it had asked, or who
// wishes a draft of what.
type Reply struct {
	Session string `json:"session,omitempty"`
	Turn    int    `json:"turn,omitempty"`
	Wish    string `json:"wish,omitempty"`
}

// subject is what the timer and the item are about.
func (r Reply) subject() string {
	if r.Wish != "" {
		return "draft/" + r.Wish
	}
	return r.Session
}

// heardBack is what came of it, as the timer carries it.
type heardBack struct {
	From  chat.Sender    `json:"from"`
	Item  string         `json:"item,omitempty"` // "" when nothing came in time
	Found chat.Answers   `json:"found,omitempty"`
	Draft string         `json:"draft,omitempty"`
	Used  *wording.Usage `json:"used,omitempty"`
	How   string         `json:"how,omitempty"` // read, refused, malformed, slow or unavailable
	Reply
}

// heardIn opens what a timer of the port carries.
func heardIn(body chat.Body) (h heardBack, ok bool) {
	due, ok := body.(chat.Due)
	if !ok || due.Kind != modelTimer || json.Unmarshal(due.Data, &h) != nil {
		return h, false
	}
	return h, true
}

func wordsOf(a chat.Account) string { return "words/" + a.String() }

// askModel puts the question of a dialog in line, and the draft that somebody
// wishes, and sets the timer that ends the waiting.
func askModel(turn *practice.Turn, talk *conversation, c *store.Changes) error {
	if d := turn.Drafting; d != nil {
		err := putInLine(turn, question{From: turn.Event.From, Lang: d.Lang, Text: d.Card, Hide: wording.Hidden{People: d.People, Companies: d.Companies}, Reply: Reply{Wish: d.Wish}}, c)
		if err != nil {
			return err
		}
	}
	if talk == nil {
		return nil
	}
	if talk.asked != "" {
		c.Blank = append(c.Blank, store.ItemQuery{ID: talk.asked}) // the words have been read
	}
	if talk.ask == nil || talk.session == nil {
		return nil
	}
	people, companies, err := turn.Known()
	if err != nil {
		return err
	}
	facts := turn.Facts()
	industry, _ := facts.Fact("industry", talk.session.Answers).(string)
	if facts.Err != nil {
		return facts.Err
	}
	return putInLine(turn, question{turn.Event.From, talk.session.Lang, talk.ask.Text, industry, wording.Hidden{People: people, Companies: companies},
		Reply{Session: talk.session.ID, Turn: talk.ask.Turn}}, c)
}

func putInLine(turn *practice.Turn, q question, c *store.Changes) error {
	until := turn.Event.At.Add(answerWithin)
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("write question: %w", err)
	}
	data, err := json.Marshal(heardBack{From: q.From, Reply: q.Reply})
	if err != nil {
		return fmt.Errorf("write timer: %w", err)
	}
	c.Items = append(c.Items, store.Item{ID: turn.ItemID(), Project: turn.Event.Project, Port: modelPort, Op: "post", Kind: "wording.ask",
		Place: chat.Place{Platform: modelPort, User: q.subject()}, Subject: wordsOf(q.From.Account), NotAfter: until, State: store.Ready, Body: body, At: turn.Event.At})
	c.Timers = append(c.Timers, store.Timer{Project: turn.Event.Project, TimerKey: practice.TimerKey{Kind: modelTimer, Subject: q.subject()}, Due: until, Fence: strconv.Itoa(q.Turn), Data: data})
	return nil
}

// ask puts the questions of one conversation to the model.
func (b *Bot) ask(ctx context.Context, batch store.Batch) {
	var results []store.Result
	for _, it := range batch.Items {
		results = append(results, b.askOne(ctx, it))
	}
	if err := b.queue.Settle(ctx, batch, b.clock.Now(), results); err != nil {
		b.log.Error("settle", "item", batch.Items[0].ID, "error", err)
	}
}

func (b *Bot) askOne(ctx context.Context, it store.Item) store.Result {
	var q question
	p, ok := b.projects[it.Project]
	left := it.NotAfter.Sub(b.clock.Now())
	if !ok || p.Model == nil || it.State == store.Unknown || left <= 0 || json.Unmarshal(it.Body, &q) != nil {
		return store.Result{ID: it.ID, State: store.Dropped, Error: "not asked in time"} // the timer goes on without
	}
	ctx, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	back := heardBack{From: q.From, Item: it.ID, Reply: q.Reply}
	used, err := p.Model.answer(ctx, p.Practice, q, &back)
	back.Used, back.How = &used, how(err)
	res := store.Result{ID: it.ID, State: store.Sent}
	due := b.clock.Now()
	if err != nil {
		res.State, res.Error = store.Failed, err.Error()
		if errors.Is(err, wording.ErrSlow) {
			due = it.NotAfter
		}
	}
	b.log.Info("language model asked", "project", it.Project, "item", it.ID, "outcome", back.How, "calls", used.Calls, "tokens_in", used.In, "tokens_out", used.Out)
	data, err := json.Marshal(back)
	if err != nil {
		return store.Result{ID: it.ID, State: store.Failed, Error: err.Error()}
	}
	// Another fence than the waiting one's: both may be due at the same moment.
	res.Then = []store.Timer{{Project: it.Project, TimerKey: practice.TimerKey{Kind: modelTimer, Subject: q.subject()}, Due: due, Fence: strconv.Itoa(q.Turn) + ".read", Data: data}}
	return res
}

// answer has the model read or write, and puts what came of it into back.
func (m *Model) answer(ctx context.Context, p *practice.Practice, q question, back *heardBack) (used wording.Usage, err error) {
	if q.Wish != "" {
		back.Draft, used, err = m.Draft(ctx, q.Text, q.Lang, q.Hide)
		return used, err
	}
	read, used, err := m.Read(ctx, q.Text, q.Lang, q.Hide)
	if err == nil {
		back.Found = answers(read, p, said{q.Text, q.Industry, q.Lang})
	}
	return used, err
}

// how names what came of a question.
func how(err error) string {
	switch {
	case err == nil:
		return "read"
	case errors.Is(err, wording.ErrRefused):
		return "refused"
	case errors.Is(err, wording.ErrMalformed):
		return "malformed"
	case errors.Is(err, wording.ErrSlow):
		return "slow"
	}
	return "unavailable"
}

// heard goes on with the dialog that has waited, and notes what the model cost.
func (b *Bot) heard(r store.Reader, p *Project, turn *practice.Turn, talk *conversation, h heardBack) error {
	talk.asked = h.Item
	if h.Used != nil && h.Used.Calls > 0 {
		name := ""
		if p.Model != nil {
			name = p.Model.Name
		}
		turn.Asked(practice.ModelCall{ID: h.Item, Model: name, How: h.How, Calls: h.Used.Calls, In: h.Used.In, Out: h.Used.Out, Cost: h.Used.Cost, Estimated: h.Used.Estimated})
	}
	if h.Wish != "" {
		return turn.Drafted(h.Wish, h.Draft)
	}
	if talk.session == nil || talk.session.ID != h.Session {
		return nil
	}
	if ok, err := b.load(r, p, talk.session); err != nil || !ok {
		return err
	}
	facts := turn.Facts()
	in, err := b.input(p, turn, facts)
	if err != nil {
		return err
	}
	session, effects, err := p.Flows.Heard(talk.session, in, h.Turn, h.Found)
	if err = errors.Join(err, facts.Err); err != nil || session == talk.session {
		return err
	}
	return b.carryOut(turn, talk, session, effects)
}
