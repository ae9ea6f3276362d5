package practice

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
)

// does runs one event of user's on the shelf and saves what it leads to.
func (s shelf) does(t *testing.T, p *Practice, at time.Time, user string, body chat.Body) *Turn {
	t.Helper()
	from := chat.Sender{Account: account(user), Name: user, Channels: []string{"network"}}
	turn, err := p.Turn(s, chat.Event{ID: fmt.Sprint(user, at.UnixNano(), body), Project: "p", At: at, From: from, Place: from.Account.Direct(), Body: body})
	if err != nil {
		t.Fatal(err)
	}
	s.saves(t, turn, turn.Handle)
	return turn
}

// saves runs do and saves what the turn has then.
func (s shelf) saves(t *testing.T, turn *Turn, do func() error) {
	t.Helper()
	if err := do(); err != nil {
		t.Fatal(err)
	}
	docs, err := turn.Docs()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		d.Rev++
		s[d.Key] = d
	}
	for _, g := range turn.Deletes {
		delete(s, g.Key)
	}
}

func lay(t *testing.T, s shelf, records ...Record) {
	t.Helper()
	for _, r := range records {
		d, err := DocOf(r)
		if err != nil {
			t.Fatal(err)
		}
		d.Rev = 1
		s[d.Key] = d
	}
}

func TestLinkTakesAllAlong(t *testing.T) {
	p, at := lifePractice(t), time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	person := func(id, user string) (*Person, *Link) {
		return &Person{ID: id, Name: id, Accounts: []chat.Account{account(user)}, Seen: at}, &Link{ID: account(user).String(), Person: id}
	}
	link := func(s shelf) *Turn {
		code := s.does(t, p, at, "new", chat.Called{Args: "kode"})
		if code.Who.Code == "" {
			t.Fatal("no code")
		}
		return s.does(t, p, at.Add(time.Minute), "old", chat.Called{Args: "kode " + code.Who.Code})
	}

	s := shelf{}
	old, oldLink := person("p-old", "old")
	old.Company, old.Phone = "c-1", "40 12 34 56"
	to, toLink := person("p-new", "new")
	lay(t, s, old, oldLink, to, toLink,
		&Company{ID: "c-1", Name: "Nordlys", Contacts: []Contact{{Person: "p-old", Name: "Lene", Phone: "40 12 34 56"}}},
		&Opening{ID: "o-1", Leader: "p-old", Company: "c-1", Contact: Contact{Person: "p-old"}, State: HandedOver, Log: []Entry{{Who: "p-old"}}},
		&Opening{ID: "o-2", Owner: "p-old", By: "p-old", Company: "c-2", State: Claimed},
		&Story{ID: "s-1", Author: "p-old", Company: "c-1", State: StoryApproved},
		&Broadcast{ID: "b-1", Author: "p-old"},
		&Absence{Person: "p-old", Until: at.AddDate(0, 0, 3)})
	if turn := link(s); turn.Ack.Notice.Kind != "link.done" {
		t.Fatalf("answer %+v", turn.Ack.Notice)
	}
	for key := range s {
		if b := string(s[key].Body); key.ID == "p-old" || key.Kind != "person" && strings.Contains(b, "p-old") {
			t.Errorf("%v still names the old person: %s", key, b)
		}
	}
	who, _, err := Load[Person](s, "p-new")
	if err != nil || who.Company != "c-1" || who.Phone != "40 12 34 56" || len(who.Accounts) != 2 {
		t.Errorf("person %+v, %v", who, err)
	}
	if o, _, _ := Load[Opening](s, "o-1"); o.Leader != "p-new" || o.Contact.Person != "p-new" {
		t.Errorf("opening %+v", o)
	}
	if a, ok, _ := Load[Absence](s, "p-new"); !ok || a.Until.IsZero() {
		t.Error("the absence is gone")
	}
	// A reminder that was set for the old person reaches the new one.
	turn, err := p.Turn(s, chat.Event{ID: "d", Project: "p", At: at, Body: chat.Due{Kind: "think", Subject: "p-old"}})
	if err != nil || turn.Handle() != nil || len(turn.Sends) != 1 || turn.Sends[0].Place != account("new").Direct() {
		t.Errorf("reminder %+v, %v", turn.Sends, err)
	}

	s = shelf{}
	old.Company, to.Company = "c-1", "c-2"
	lay(t, s, old, oldLink, to, toLink, &Company{ID: "c-1", Name: "Nordlys"}, &Company{ID: "c-2", Name: "Friis"},
		&Opening{ID: "o-1", Leader: "p-old", Company: "c-1", State: HandedOver})
	if turn := link(s); turn.Ack.Notice.Kind != "link.companies" || len(turn.Deletes) > 0 {
		t.Errorf("two companies: %+v", turn.Ack.Notice)
	}
}
