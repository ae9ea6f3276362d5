package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"brobygger/chat"
	"brobygger/flows"
	"brobygger/practice"
	"brobygger/store"
)

// conversation is a person's dialog as it is remembered.
type conversation struct {
	doc     practice.Doc
	session *flows.Session // nil when none is going on
	changed bool
	ask     *flows.Read // words for the language model
	asked   string      // the item that asked it, and is done with
}

func conversationKey(a chat.Account) practice.Key {
	return practice.Key{Kind: "session", ID: a.String()}
}

func readConversation(r store.Reader, a chat.Account) (*conversation, error) {
	c := &conversation{doc: practice.Doc{Key: conversationKey(a)}}
	if a.User == "" {
		return c, nil
	}
	docs, err := r.Get(c.doc.Key)
	if err != nil {
		return nil, err
	}
	c.doc = docs[0]
	if c.doc.Rev > 0 {
		if c.session, err = flows.ReadSession(c.doc.Body); err != nil {
			return nil, fmt.Errorf("read session of %s: %w", a, err)
		}
	}
	return c, nil
}

// decide gives the event to the dialog it belongs to, else to the practice,
// and begins the dialog that the practice asks for.
func (b *Bot) decide(r store.Reader, p *Project, turn *practice.Turn) (*conversation, error) {
	talk, err := readConversation(r, turn.Event.From.Account)
	if err != nil {
		return nil, err
	}
	heard, isHeard := heardIn(turn.Event.Body)
	_, edited := turn.Event.Body.(chat.Edited)
	switch {
	case edited:
		if talk.session != nil && !talk.session.Resting() {
			turn.Edited()
		}
	case isHeard:
		if err := b.heard(r, p, turn, talk, heard); err != nil {
			return nil, err
		}
	case b.belongs(talk, turn):
		if err := b.step(r, p, turn, talk); err != nil {
			return nil, err
		}
	case talk.session != nil && !talk.session.Resting() && turn.Sentence() != "":
		turn.Event.Body = chat.Said{Text: turn.Sentence(), Mention: true}
		if err := b.step(r, p, turn, talk); err != nil {
			return nil, err
		}
		turn.Directly()
	case fromDialog(turn.Event.Body):
		turn.Old()
	default:
		if err := turn.Handle(); err != nil {
			return nil, err
		}
	}
	if turn.Begin != nil {
		begin := turn.Begin
		turn.Begin = nil
		if err := b.begin(r, p, turn, talk, begin); err != nil {
			return nil, err
		}
	}
	return talk, nil
}

// asksPNumber reports whether ev is the number of a workplace, typed where a
// dialog asks for just that: many look like a CPR number.
func (b *Bot) asksPNumber(r store.Reader, p *Project, ev chat.Event) bool {
	said, ok := ev.Body.(chat.Said)
	if !ok || !ev.Place.IsDirect() {
		return false
	}
	if _, problem := practice.ParsePNumber(said.Text); problem != "" {
		return false
	}
	talk, err := readConversation(r, ev.From.Account)
	if err != nil || talk.session == nil {
		return false
	}
	loaded, err := b.load(r, p, talk.session)
	return err == nil && loaded && p.Flows.Awaits(talk.session) == "pnumber"
}

// begin starts a dialog. Where the same one is going on the person is asked
// whether to go on with it; any other that is lost by it is named as lost.
func (b *Bot) begin(r store.Reader, p *Project, turn *practice.Turn, talk *conversation, begin *practice.Begin) error {
	facts := turn.Facts()
	in, err := b.input(p, turn, facts)
	if err != nil {
		return err
	}
	if s := talk.session; s != nil && s.Begun() {
		loaded, err := b.load(r, p, s)
		if err != nil {
			return err
		}
		if loaded && s.Flow == begin.Flow && begin.Fresh() {
			session, effects, err := p.Flows.Again(s, in)
			if err = errors.Join(err, facts.Err); err != nil {
				return err
			}
			return b.carryOut(turn, talk, session, effects)
		}
		turn.Post(practice.Send{Place: turn.Event.From.Account.Direct(), Message: p.Flows.PutAway(s)})
	}
	session, effects, err := p.Flows.Start(begin.Flow, turn.SessionID(), in, begin.Preset)
	if err = errors.Join(err, facts.Err); err != nil {
		return err
	}
	turn.Introduced(begin.Flow)
	return b.carryOut(turn, talk, session, effects)
}

// belongs reports whether the event is meant for the person's dialog.
func (b *Bot) belongs(talk *conversation, turn *practice.Turn) bool {
	if talk.session == nil {
		return false
	}
	if said, ok := turn.Event.Body.(chat.Said); ok {
		if !turn.Event.Place.IsDirect() || turn.IsCommand(said.Text) || turn.Answers(said.Text) {
			return false
		}
		return !talk.session.Resting() || !turn.SaysAnew(said.Text, turn.Now.Sub(talk.session.AskedAt) > flows.StaleAfter)
	}
	session, _, _ := strings.Cut(arg(turn.Event.Body), ".")
	return session == talk.session.ID
}

func fromDialog(body chat.Body) bool { return strings.HasPrefix(arg(body), "f-") }

func arg(body chat.Body) string {
	switch b := body.(type) {
	case chat.Pressed:
		return b.Arg
	case chat.Chose:
		return b.Arg
	case chat.Submitted:
		return b.Arg
	case chat.Dismissed:
		return b.Arg
	}
	return ""
}

func (b *Bot) input(p *Project, turn *practice.Turn, facts *practice.Facts) (flows.Input, error) {
	later, err := p.Model.may(turn)
	return flows.Input{At: turn.Now, Lang: turn.Words.Lang(), Limits: p.limits(turn.Event.From.Account.Platform), Facts: facts, Body: turn.Event.Body, Later: later}, err
}

// step takes the dialog one event further. A session that began in an older
// version of its flow is taken further in that version.
func (b *Bot) step(r store.Reader, p *Project, turn *practice.Turn, talk *conversation) error {
	if ok, err := b.load(r, p, talk.session); err != nil {
		return err
	} else if !ok {
		turn.Post(practice.Send{Place: turn.Event.From.Account.Direct(), Message: p.Flows.Sorry(talk.session)})
		turn.FlowFailed(talk.session.Flow, talk.session.Step)
		talk.session, talk.changed = nil, true
		return nil
	}
	facts := turn.Facts()
	in, err := b.input(p, turn, facts)
	if err != nil {
		return err
	}
	session, effects, err := p.Flows.Step(talk.session, in)
	if err != nil {
		return err
	}
	if facts.Err != nil {
		return facts.Err
	}
	return b.carryOut(turn, talk, session, effects)
}

// carryOut does what a dialog's step wants done, in order.
func (b *Bot) carryOut(turn *practice.Turn, talk *conversation, session *flows.Session, effects []flows.Effect) error {
	talk.session, talk.changed = session, true
	for _, e := range effects {
		switch e := e.(type) {
		case flows.Say:
			turn.Post(practice.Send{Place: turn.Event.From.Account.Direct(), Message: e.Message})
			turn.AsksElsewhere()
		case flows.Notice:
			turn.Ack.Notice = &e.Message
		case flows.Replace:
			turn.Ack.Replace = &e.Message
		case flows.Open:
			turn.Ack.Form = &e.Form
		case flows.Reject:
			turn.Ack.Errors = e.Errors
		case flows.Do:
			if err := turn.Do(e.Verb, e.Answers); err != nil {
				return err
			}
			for id, a := range turn.Given {
				if session.Answers == nil {
					session.Answers = chat.Answers{}
				}
				session.Answers[id] = a
			}
			turn.Given = nil
		case flows.Read:
			talk.ask = &e
		case flows.End:
			talk.session = nil
		case flows.Failed:
			b.log.Error("flow failed", "project", turn.Event.Project, "flow", session.Flow, "step", session.Step, "problem", e.Problem)
			turn.FlowFailed(session.Flow, session.Step)
		}
	}
	return nil
}

// versions gives the flows' texts that the project does not remember yet.
func (p *Project) versions(r store.Reader) (docs []practice.Doc, err error) {
	for _, name := range p.Flows.Flows() {
		version, source := p.Flows.Source(name)
		key := practice.Key{Kind: "flow", ID: name + "/" + version}
		have, err := r.Get(key)
		if err != nil {
			return nil, err
		}
		if have[0].Rev == 0 {
			body, err := json.Marshal(string(source))
			if err != nil {
				return nil, err
			}
			docs = append(docs, practice.Doc{Key: key, Body: body})
		}
	}
	return docs, nil
}

// load makes sure the version a session began in is in the library; ok is
// false when nothing remembers it.
func (b *Bot) load(r store.Reader, p *Project, s *flows.Session) (ok bool, err error) {
	if p.Flows.Has(s.Flow, s.Version) {
		return true, nil
	}
	docs, err := r.Get(practice.Key{Kind: "flow", ID: s.Flow + "/" + s.Version})
	if err != nil {
		return false, err
	}
	var source string
	if docs[0].Rev == 0 || json.Unmarshal(docs[0].Body, &source) != nil {
		return false, nil
	}
	if _, err := p.Flows.Add(s.Flow, []byte(source)); err != nil {
		b.log.Error("old flow not readable", "flow", s.Flow, "version", s.Version, "error", err)
		return false, nil // it ends with an apology; every later event would fail in the same way
	}
	return true, nil
}

func (p *Project) limits(platform string) chat.Limits {
	for _, a := range p.Adapters {
		if a.Platform() == platform {
			return a.Limits()
		}
	}
	return chat.Limits{}
}
