package main

import (
	"encoding/json"
	"testing"
	"time"

	"brobygger/chat"
	"brobygger/practice"
)

// nothing is a memory that remembers nothing.
type nothing struct{}

func (nothing) Get(keys ...practice.Key) (docs []practice.Doc, err error) {
	for _, k := range keys {
		docs = append(docs, practice.Doc{Key: k})
	}
	return docs, nil
}

func (nothing) Find(practice.Query) ([]practice.Doc, error) { return nil, nil }

// TestPromiseFollowsTheWish holds which days are read from when a company would
// like to be called, and
// which hours, on a Tuesday at nine.
func TestPromiseFollowsTheWish(t *testing.T) {
	in := func(user string) chat.Account { return chat.Account{Platform: "sim", Workspace: "w", User: user} }
	room := chat.Place{Platform: "sim", Workspace: "w", Channel: "cards"}
	p, _, err := newProject(practice.Settings{ID: "p", Networks: []practice.Network{{ID: "n", Partners: []string{"a"}}},
		Partners: []practice.Partner{{ID: "a", Name: "Virksomhedsservice", Channel: room}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for said, want := range map[string]string{
		"":                                    "25 Nov 09:00",
		"når som helst":                       "25 Nov 09:00",
		"kun efter kl 17":                     "25 Nov 09:00",
		"kl. 10-12":                           "25 Nov 12:00",
		"man kan ringe hele dagen":            "25 Nov 09:00",
		"ikke onsdag":                         "25 Nov 09:00",
		"inden fredag":                        "25 Nov 09:00",
		"mandag til onsdag 8-12":              "25 Nov 09:00",
		"i ferie i uge 50":                    "25 Nov 09:00",
		"ikke efter fredag":                   "25 Nov 09:00",
		"i dag efter 14":                      "25 Nov 09:00",
		"efter jul":                           "25 Nov 09:00",
		"ring ikke i dag":                     "25 Nov 09:00",
		"not today, please":                   "25 Nov 09:00",
		"ikke før fredag":                     "27 Nov 09:00",
		"fredag efter 12":                     "27 Nov 13:00",
		"efter 12 fredag":                     "27 Nov 13:00",
		"not before Friday":                   "27 Nov 09:00",
		"Vent til fredag.":                    "27 Nov 09:00",
		"fra mandag":                          "30 Nov 09:00",
		"fra lørdag":                          "30 Nov 09:00",
		"efter fredag":                        "30 Nov 09:00",
		"på ferie til og med søndag":          "30 Nov 09:00",
		"ikke i denne uge":                    "30 Nov 09:00",
		"først i næste uge":                   "30 Nov 09:00",
		"efter den 3. december":               "04 Dec 09:00",
		"after 3 December":                    "04 Dec 09:00",
		"jeg er på ferie til uge 50":          "07 Dec 09:00",
		"on holiday until week 50":            "07 Dec 09:00",
		"uge 50":                              "07 Dec 09:00",
		"efter uge 50":                        "14 Dec 09:00",
		"jeg er tilbage den 1. januar":        "04 Jan 09:00",
		"tidligst 24/12":                      "28 Dec 09:00",
		"i morgen efter kl 14":                "25 Nov 16:00",
		"efter kl. 14":                        "25 Nov 16:00",
		"tomorrow after 2 pm":                 "25 Nov 16:00",
		"om eftermiddagen":                    "25 Nov 16:00",
		"torsdag kl 10":                       "26 Nov 11:00",
		"Thursday at 10":                      "26 Nov 11:00",
		"torsdag kl. 10.30":                   "26 Nov 11:30",
		"torsdag kl 15.30":                    "26 Nov 16:00",
		"torsdag mellem 10 og 12":             "26 Nov 12:00",
		"between 10 am and 2 pm":              "25 Nov 14:00",
		"ikke før 11":                         "25 Nov 16:00",
		"not before 11":                       "25 Nov 16:00",
		"ikke inden kl. 11":                   "25 Nov 16:00",
		"fredag efter kl 14":                  "30 Nov 16:00",
		"ikke efter kl 14":                    "25 Nov 09:00",
		"inden kl 14":                         "25 Nov 09:00",
		"før kl. 12":                          "25 Nov 09:00",
		"ikke om eftermiddagen":               "25 Nov 09:00",
		"torsdag":                             "26 Nov 16:00",
		"helst på torsdag":                    "26 Nov 16:00",
		"onsdag":                              "25 Nov 16:00",
		"i morgen":                            "25 Nov 16:00",
		"Thursday please":                     "26 Nov 16:00",
		"any time after lunch but not Friday": "25 Nov 16:00",
		"efter frokost, men ikke fredag":      "25 Nov 16:00",
		"helst torsdag efter kl 10, jeg er til møde i morgen": "26 Nov 16:00",
		"I'm away tomorrow, prefer Thursday after 10":         "26 Nov 16:00",
		"jeg er til møde fredag, helst torsdag":               "26 Nov 16:00",
		"i dag kl 14":                                         "25 Nov 09:00",
		"3-5 december":                                        "25 Nov 09:00",
	} {
		turn, err := p.Turn(nothing{}, chat.Event{ID: said, Project: "p", At: time.Date(2026, 11, 24, 9, 0, 0, 0, p.Zone()), Place: in("lene").Direct(),
			From: chat.Sender{Account: in("lene"), Name: "Lene Holm"}, Body: chat.Said{Text: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := turn.Do("hand_over", chat.Answers{"company_name": {Text: []string{"Nordlys"}}, "phone": {Text: []string{"40 12 34 56"}}, "call": {Text: []string{said}}}); err != nil {
			t.Fatal(err)
		}
		docs, err := turn.Docs()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			var o practice.Opening
			if d.Key.Kind != "opening" {
				continue
			}
			if err := json.Unmarshal(d.Body, &o); err != nil {
				t.Fatal(err)
			}
			if got := o.Promise.In(p.Zone()).Format("02 Jan 15:04"); got != want {
				t.Errorf("%q is promised by %s, not %s", said, got, want)
			}
		}
	}
}
