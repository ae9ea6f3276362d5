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

// Reply says where an answer belongs: the dialog, and what it had asked.
type Reply struct {
	Session string `json:"session"`
	Turn    int    `json:"turn"`
}

// heardBack is what came of it, as the timer carries it.
type heardBack struct {
	From  chat.Sender    `json:"from"`
	Item  string         `json:"item,omitempty"` // "" when nothing came in time
	Found chat.Answers   `json:"found,omitempty"`
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

// askModel puts the question of a dialog in line, and sets the timer that ends
// the waiting.
func askModel(turn *practice.Turn, talk *conversation, c *store.Changes) error {
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
	until := turn.Event.At.Add(answerWithin)
	reply := Reply{talk.session.ID, talk.ask.Turn}
	body, err := json.Marshal(question{turn.Event.From, talk.session.Lang, talk.ask.Text, industry, wording.Hidden{People: people, Companies: companies}, reply})
	if err != nil {
		return fmt.Errorf("write question: %w", err)
	}
	data, err := json.Marshal(heardBack{From: turn.Event.From, Reply: reply})
	if err != nil {
		return fmt.Errorf("write timer: %w", err)
	}
	c.Items = append(c.Items, store.Item{ID: turn.ItemID(), Project: turn.Event.Project, Port: modelPort, Op: "post", Kind: "wording.ask",
		Place: chat.Place{Platform: modelPort, User: reply.Session}, Subject: wordsOf(turn.Event.From.Account), NotAfter: until, State: store.Ready, Body: body, At: turn.Event.At})
	c.Timers = append(c.Timers, store.Timer{Project: turn.Event.Project, TimerKey: store.TimerKey{Kind: modelTimer, Subject: reply.Session}, Due: until, Fence: strconv.Itoa(reply.Turn), Data: data})
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
	read, used, err := p.Model.Read(ctx, q.Text, q.Lang, q.Hide)
	back := heardBack{From: q.From, Item: it.ID, Used: &used, How: how(err), Reply: q.Reply}
	res := store.Result{ID: it.ID, State: store.Sent}
	due := b.clock.Now()
	if err == nil {
		back.Found = answers(read, p.Practice, said{q.Text, q.Industry, q.Lang})
	} else {
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
	res.Then = []store.Timer{{Project: it.Project, TimerKey: store.TimerKey{Kind: modelTimer, Subject: q.Session}, Due: due, Fence: strconv.Itoa(q.Turn) + ".read", Data: data}}
	return res
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
