package practice

import (
	"slices"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
)

// shelf is a memory that turns are saved to.
type shelf map[Key]Doc

func (s shelf) Get(keys ...Key) (docs []Doc, err error) {
	for _, k := range keys {
		d := s[k]
		d.Key = k
		docs = append(docs, d)
	}
	return docs, nil
}

func (s shelf) Find(q Query) (docs []Doc, err error) {
	for _, d := range s {
		if d.Kind == q.Kind && slices.ContainsFunc(d.Terms, q.takes) {
			docs = append(docs, d)
		}
	}
	slices.SortFunc(docs, func(a, b Doc) int { return strings.Compare(a.ID, b.ID) })
	return docs, nil
}

// take imports lines in one turn and saves it; it gives how many records were new or changed.
func (s shelf) take(t *testing.T, p *Practice, event string, lines ...ImportedContact) int {
	t.Helper()
	turn, err := p.Turn(s, chat.Event{ID: event, Project: "p", At: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if err := turn.ImportContact(l); err != nil {
			t.Fatalf("%+v: %v", l, err)
		}
	}
	docs, err := turn.Docs()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		d.Rev++
		s[d.Key] = d
	}
	return len(docs)
}

func (s shelf) companies(t *testing.T) (all []*Company) {
	t.Helper()
	for k := range s {
		if k.Kind != "company" {
			continue
		}
		c, _, err := Load[Company](s, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *Company) int { return strings.Compare(a.Name+a.CVR, b.Name+b.CVR) })
	return all
}

func importPractice(t *testing.T) *Practice {
	t.Helper()
	return testPractice(t, Settings{ID: "p", Networks: []Network{{ID: "n", Name: "Nord"}, {ID: "s", Name: "Syd"}}})
}

func testPractice(t *testing.T, s Settings) *Practice {
	t.Helper()
	texts, err := LoadTexts()
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(s, texts, catalogue)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestImportFindsWhatIsKnown(t *testing.T) {
	p, s := importPractice(t), shelf{}
	lines := []ImportedContact{
		{Company: "Nordlys ApS", Name: "Lene Holm", Phone: "40123456", Account: "x/w/lene", Network: "syd", Industry: "lager"},
		{Company: "nordlys", Name: "Bo Friis", Phone: "+45 41 22 33 44", CVR: "10103940"},
		{Company: "Nordlys", Name: "Ib Lund", Phone: "42334455", CVR: "24256790"},
		{Company: "Another name", Name: "BO FRIIS", Phone: "41223344", CVR: "1010 3940", PNumber: "1003456789"},
	}
	if n := s.take(t, p, "e1", lines...); n != 4 { // two companies, a person, a link
		t.Errorf("%d records", n)
	}
	all := s.companies(t)
	if len(all) != 2 {
		t.Fatalf("got %d companies", len(all))
	}
	other, first := all[0], all[1]
	if first.Name != "Nordlys ApS" {
		other, first = first, other
	}
	if first.CVR != "10103940" || first.Industry != "lager" || first.PNumber != "1003456789" || len(first.Contacts) != 2 || first.Contacts[0].Phone != "40 12 34 56" || first.Contacts[0].Person == "" || first.Contacts[1].Name != "BO FRIIS" {
		t.Errorf("got %+v", first)
	}
	if other.CVR != "24256790" || len(other.Contacts) != 1 {
		t.Errorf("got %+v", other)
	}
	who, ok, err := Load[Person](s, first.Contacts[0].Person)
	if err != nil || !ok || who.Company != first.ID || who.Network != "s" || who.Name != "Lene Holm" || who.Told {
		t.Errorf("got %+v %v %v", who, ok, err)
	}
	lines[1].Name = "BO FRIIS"
	if n := s.take(t, p, "e2", lines...); n != 0 {
		t.Errorf("the same lines again changed %d records", n)
	}
	if n := s.take(t, p, "e3", ImportedContact{Company: "Nordlys ApS", Name: "Lene Holm", Phone: "50 60 70 80", Account: "x/w/lene"}); n != 2 {
		t.Errorf("a new number changed %d records", n)
	}
}

func TestImportSavesNothingOfABadLine(t *testing.T) {
	p, s := importPractice(t), shelf{}
	s.take(t, p, "e1", ImportedContact{Company: "A", Name: "Lene", Phone: "40123456", Account: "x/w/lene"},
		ImportedContact{Company: "Twin", Name: "T", Phone: "43223344", CVR: "10103940"}, ImportedContact{Company: "Twin", Name: "U", Phone: "43223345", CVR: "24256790"})
	good := ImportedContact{Company: "B", Name: "Bo", Phone: "41223344"}
	for want, change := range map[string]func(*ImportedContact){
		"company is empty": func(c *ImportedContact) { c.Company = " " },
		"name is empty":    func(c *ImportedContact) { c.Name = "" },
		"phone":            func(c *ImportedContact) { c.Phone = "12" },
		"cvr":              func(c *ImportedContact) { c.CVR = "12345678" },
		"pnumber":          func(c *ImportedContact) { c.PNumber = "1" },
		"industry":         func(c *ImportedContact) { c.Industry = "x" },
		"network":          func(c *ImportedContact) { c.Network = "x" },
		"account":          func(c *ImportedContact) { c.Account = "x" },
		"another company":  func(c *ImportedContact) { c.Account = "x/w/lene" },
		"2 companies":      func(c *ImportedContact) { c.Company = "Twin" },
		"personal number":  func(c *ImportedContact) { c.Address = "010170-1234" },
		"longer than":      func(c *ImportedContact) { c.Address = strings.Repeat("a", 301) },
	} {
		c := good
		change(&c)
		turn, err := p.Turn(s, chat.Event{ID: "e2", Project: "p", At: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		err = turn.ImportContact(c)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "010170") {
			t.Errorf("want %s, got %v", want, err)
		}
		if docs, _ := turn.Docs(); len(docs) > 0 {
			t.Errorf("%s: saved %v", want, docs)
		}
	}
}
