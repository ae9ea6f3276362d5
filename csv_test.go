package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/sqlite"
)

func TestReadContactsInEveryForm(t *testing.T) {
	const text = "Virksomhed;Navn;Tlf.;Kommune\nÆblegården;Søren Ø;40 12 34 56;Nordby\n"
	old, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := []contactLine{{2, practice.ImportedContact{Company: "Æblegården", Name: "Søren Ø", Phone: "40 12 34 56", Municipality: "Nordby"}}}
	for name, src := range map[string]string{
		"UTF-8":        text,
		"byte order":   "\xef\xbb\xbf" + text,
		"Windows-1252": old,
		"commas":       strings.ReplaceAll(text, ";", ","),
		"tabs":         strings.ReplaceAll(text, ";", "\t"),
		"Windows ends": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		got, unused, problems := readContacts("c.csv", []byte(src))
		if d := cmp.Diff(want, got, cmp.AllowUnexported(contactLine{})); d != "" || len(unused) > 0 || len(problems) > 0 {
			t.Errorf("%s: %s %v %v", name, d, unused, problems)
		}
	}
	got, _, problems := readContacts("c.csv", []byte("sep=;\n"+text))
	if len(got) != 1 || got[0].line != 3 || len(problems) > 0 {
		t.Errorf("with a line for the spreadsheet: %v %v", got, problems)
	}
}

func TestReadContactsTakesFormulasForText(t *testing.T) {
	got, _, problems := readContacts("c.csv", []byte("company,name,phone\n=1+1,@B,'+45 40 12 34 56\n"))
	if len(problems) > 0 || got[0].contact.Company != "=1+1" || got[0].contact.Name != "@B" || got[0].contact.Phone != "+45 40 12 34 56" {
		t.Errorf("got %+v, %v", got, problems)
	}
}

func TestReadContactsTellsBadLines(t *testing.T) {
	_, _, problems := readContacts("c.csv", []byte("company,name,phone\na,b,c,d\nx\"y,b,40123456\n\"\nA,B,40123456\n"))
	for i, want := range []string{"c.csv:2:1: there are 4 cells and 3 columns", "c.csv:3:1: a quotation mark", "c.csv:4:1: a quotation mark"} {
		if i >= len(problems) || !strings.HasPrefix(problems[i].String(), want) {
			t.Fatalf("got %v, want %s…", problems, want)
		}
	}
	if _, _, problems := readContacts("c.csv", nil); len(problems) != 1 {
		t.Errorf("an empty file: %v", problems)
	}
	if _, _, problems := readContacts("c.csv", []byte("company,firma,name,phone\n")); len(problems) != 1 || !strings.Contains(problems[0].Text, "second column for company") {
		t.Errorf("a column twice: %v", problems)
	}
}

func testProject(t *testing.T) (*practice.Practice, *sqlite.Store) {
	t.Helper()
	p, _, err := demoProject(nil, nil, "", simPlatform(t))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "b.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return p, db
}

func TestExportIsSafeAndDanish(t *testing.T) {
	p, db := testProject(t)
	made := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	put := func(records ...practice.Record) {
		var docs []practice.Doc
		for _, r := range records {
			d, err := practice.DocOf(r)
			if err != nil {
				t.Fatal(err)
			}
			docs = append(docs, d)
		}
		if _, err := db.Update(t.Context(), store.Work{Project: "demo", Do: func(store.Reader) (store.Changes, error) {
			return store.Changes{At: made, Put: docs}, nil
		}}); err != nil {
			t.Fatal(err)
		}
	}
	put(&practice.Company{ID: "c-1", Name: "=cmd|'/c calc'!A1", CVR: "10103940"},
		&practice.Opening{ID: "o-1", Number: 1, Network: "nordby", Partner: "nordby", Company: "c-1", State: practice.Claimed, Made: made,
			Hours: practice.Hours{Min: 2.5, Max: 4}, Pay: "ordinary", Tasks: []practice.Task{{Code: "lager.returvarer"}, {Words: "folde; kasser"}}, Slipped: 1},
		&practice.Opening{ID: "o-2", Number: 2, Company: "c-gone", State: practice.Closed, Made: made.Add(time.Hour), Reason: "hours", Anonymous: true, Visit: "both"})
	var out bytes.Buffer
	n, err := exportOpenings(t.Context(), db, p, &out)
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	text, ok := strings.CutPrefix(out.String(), "\xef\xbb\xbf")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if !ok || err != nil || len(rows) != 3 {
		t.Fatal(ok, err, rows)
	}
	task, known := p.Catalogue.Task("lager.returvarer")
	if !known {
		t.Fatal("the catalogue has no lager.returvarer")
	}
	want := []string{"1", "Nordby Erhvervsnetværk", "Virksomhedsservice", "'=cmd|'/c calc'!A1", "10103940", "claimed", "2026-11-24 09:00", "", "", "", "", "2,5", "4", "ordinary",
		task.Name("da") + " | folde; kasser", "", "1", "0"}
	if d := cmp.Diff(want, rows[1]); d != "" {
		t.Error(d)
	}
	if rows[2][3] != "" || rows[2][14] != "visit: both" || rows[2][15] != "hours" {
		t.Errorf("the second: %q", rows[2])
	}
}

func TestExportWhileTheBotRuns(t *testing.T) {
	p, _, err := demoProject(nil, nil, "", simPlatform(t))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "b.db")
	db, err := sqlite.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := importContacts(t.Context(), db, p, "c.csv", []byte("company,name,phone\nA,B C,40123456\n"), io.Discard); err != nil {
		t.Fatal(err)
	}
	if n, err := exportFile(t.Context(), file, p, filepath.Join(t.TempDir(), "out.csv")); n != 0 || err != nil {
		t.Error(n, err)
	}
	if _, err := openStore(&Config{Data: file}); err == nil || !strings.Contains(err.Error(), "stop the bot first") {
		t.Errorf("a second process: %v", err)
	}
}

func FuzzReadContacts(f *testing.F) {
	f.Add([]byte("company;name;phone\nA;B;40123456\n"))
	f.Add([]byte("\xef\xbb\xbfVirksomhed,Navn,Tlf\n\"\n"))
	f.Add([]byte("sep=\x80\nÆ\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		lines, _, problems := readContacts("c.csv", raw)
		last := 1
		for _, l := range lines {
			if l.line <= last {
				t.Errorf("line %d after %d of %q", l.line, last, raw)
			}
			last = l.line
		}
		for _, p := range problems {
			if p.File != "c.csv" || p.Line < 1 || p.Text == "" {
				t.Errorf("a problem without its place or words: %+v", p)
			}
		}
	})
}
