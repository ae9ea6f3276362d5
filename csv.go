package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

// contactLine is one contact and the line of the file it stands on.
type contactLine struct {
	line    int
	contact practice.ImportedContact
}

// importContacts takes the list raw of the file name into a project, a line in
// a transaction of its own: what is good is kept also when the error, of type
// [Problems], tells of lines that are not.
func importContacts(ctx context.Context, db store.Store, p *practice.Practice, name string, raw []byte, out io.Writer) error {
	lines, unused, problems := readContacts(name, raw)
	if len(unused) > 0 {
		fmt.Fprintf(out, "%s: not used: %s\n", name, strings.Join(unused, ", "))
	}
	changed, unchanged := 0, 0
	run := rand.Text()
	for _, l := range lines {
		saved, err := importContact(ctx, db, p, fmt.Sprintf("import/%s/%d", run, l.line), l.contact)
		var wrong *wrongContact
		switch {
		case errors.As(err, &wrong):
			for text := range strings.SplitSeq(wrong.Error(), "\n") {
				problems = append(problems, Problem{File: name, Line: l.line, Col: 1, Text: text})
			}
		case err != nil:
			return fmt.Errorf("import contacts, line %d: %w", l.line, err)
		case saved:
			changed++
		default:
			unchanged++
		}
	}
	fmt.Fprintf(out, "%s: %d saved, %d known already, %d wrong\n", name, changed, unchanged, len(lines)+linesOf(problems, lines)-changed-unchanged)
	if len(problems) > 0 {
		slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
		return problems
	}
	return nil
}

// linesOf counts the lines with problems that never became contacts.
func linesOf(problems Problems, lines []contactLine) int {
	seen := map[int]bool{}
	for _, l := range lines {
		seen[l.line] = true
	}
	n := 0
	for _, p := range problems {
		if !seen[p.Line] {
			seen[p.Line] = true
			n++
		}
	}
	return n
}

// wrongContact is a line the practice refused.
type wrongContact struct{ error }

// importContact takes in one contact and reports whether anything was new.
func importContact(ctx context.Context, db store.Store, p *practice.Practice, event string, c practice.ImportedContact) (saved bool, err error) {
	ev := chat.Event{ID: event, Project: p.Settings.ID, At: time.Now()}
	var wrong error
	_, err = db.Update(ctx, store.Work{Project: ev.Project, Keys: []string{"import"}, Do: func(r store.Reader) (store.Changes, error) {
		wrong, saved = nil, false
		t, err := p.Turn(r, ev)
		if err != nil {
			return store.Changes{}, err
		}
		if wrong = t.ImportContact(c); wrong != nil {
			return store.Changes{}, wrong
		}
		docs, err := t.Docs()
		saved = len(docs) > 0
		return store.Changes{At: ev.At, Put: docs}, err
	}})
	if wrong != nil {
		return false, &wrongContact{wrong}
	}
	return saved, err
}

// readContacts reads a list of contacts with comma, semicolon or tab between
// its cells, in UTF-8 or Windows-1252. unused names the columns that are not read.
func readContacts(name string, raw []byte) (lines []contactLine, unused []string, problems Problems) {
	text := decodeText(raw)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = separator(text), -1, true
	say := func(line int, format string, args ...any) {
		problems = append(problems, Problem{File: name, Line: line, Col: 1, Text: fmt.Sprintf(format, args...)})
	}
	head, err := r.Read()
	if err == nil && len(head) == 1 && strings.HasPrefix(strings.ToLower(head[0]), "sep=") || err == nil && strings.EqualFold(strings.Join(head, ""), "sep=") {
		head, err = r.Read()
	}
	if err != nil {
		say(1, "there is no line that names the columns; write company;name;phone on the first line")
		return nil, nil, problems
	}
	at, unused, missing := columns(head)
	for _, text := range missing {
		say(1, "%s", text)
	}
	if len(missing) > 0 {
		return nil, unused, problems
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, unused, problems
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			say(parse.StartLine, "a quotation mark stands where it cannot be read; put the cell in \"…\" and write marks inside it twice")
			if errors.Is(parse.Err, csv.ErrQuote) || errors.Is(parse.Err, csv.ErrBareQuote) {
				continue
			}
			return lines, unused, problems
		}
		if err != nil {
			say(1, "%v", err)
			return lines, unused, problems
		}
		line, _ := r.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if len(cells) > len(head) {
			say(line, "there are %d cells and %d columns; put a cell that holds %q in \"…\"", len(cells), len(head), r.Comma)
			continue
		}
		var c practice.ImportedContact
		for i, cell := range cells {
			if to := at[i]; to != nil {
				*to(&c) = plain(cell)
			}
		}
		lines = append(lines, contactLine{line, c})
	}
}

// plain is a cell as text. A spreadsheet's mark for "this is text", which our
// own export writes too, is taken off.
func plain(cell string) string {
	cell = strings.TrimSpace(cell)
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune("=+-@", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

// decodeText gives the text of a file in UTF-8, with or without a byte order
// mark; what is not UTF-8 is taken for Windows-1252.
func decodeText(raw []byte) string {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if utf8.Valid(raw) {
		return string(raw)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return strings.ToValidUTF8(string(raw), "�")
	}
	return string(text)
}

// separator tells what stands between the cells of the first line.
func separator(text string) rune {
	first, rest, _ := strings.Cut(text, "\n")
	if low := strings.ToLower(strings.TrimSpace(first)); strings.HasPrefix(low, "sep=") && len(low) == 5 {
		return rune(low[4])
	} else if low == "sep=" {
		first, _, _ = strings.Cut(rest, "\n")
	}
	best, most := ',', 0
	for _, sep := range []rune{';', ',', '\t'} {
		if n := strings.Count(first, string(sep)); n > most {
			best, most = sep, n
		}
	}
	return best
}

// column is where one column's cells go.
type column struct {
	name  string
	words []string // how people head it, as headWord writes it
	to    func(*practice.ImportedContact) *string
	must  bool
}

func contactColumns() []column {
	type contact = practice.ImportedContact
	return []column{
		{"company", []string{"company", "companyname", "workplace", "virksomhed", "virksomhedsnavn", "firma", "firmanavn", "arbejdsplads"}, func(c *contact) *string { return &c.Company }, true},
		{"name", []string{"name", "contact", "contactname", "contactperson", "person", "navn", "kontakt", "kontaktperson", "kontaktnavn", "leder"}, func(c *contact) *string { return &c.Name }, true},
		{"phone", []string{"phone", "phonenumber", "mobile", "tel", "telephone", "telefon", "telefonnummer", "tlf", "tlfnr", "mobil", "mobilnummer", "nummer"}, func(c *contact) *string { return &c.Phone }, true},
		{"cvr", []string{"cvr", "cvrnr", "cvrnummer", "cvrnumber", "cvrno"}, func(c *contact) *string { return &c.CVR }, false},
		{"pnumber", []string{"pnumber", "pno", "pnr", "pnummer", "productionunit", "produktionsenhed"}, func(c *contact) *string { return &c.PNumber }, false},
		{"industry", []string{"industry", "branche", "brancheid"}, func(c *contact) *string { return &c.Industry }, false},
		{"municipality", []string{"municipality", "kommune"}, func(c *contact) *string { return &c.Municipality }, false},
		{"address", []string{"address", "adresse"}, func(c *contact) *string { return &c.Address }, false},
		{"network", []string{"network", "netværk", "netvaerk"}, func(c *contact) *string { return &c.Network }, false},
		{"account", []string{"account", "konto", "chatkonto"}, func(c *contact) *string { return &c.Account }, false},
	}
}

// columns tells where each cell of a line goes; at is nil for a column that is
// not read. missing says what the first line lacks.
func columns(head []string) (at []func(*practice.ImportedContact) *string, unused, missing []string) {
	all := contactColumns()
	at = make([]func(*practice.ImportedContact) *string, len(head))
	seen := map[string]bool{}
	for i, h := range head {
		j := slices.IndexFunc(all, func(c column) bool { return slices.Contains(c.words, headWord(h)) })
		switch {
		case j < 0:
			if h = strings.TrimSpace(h); h != "" {
				unused = append(unused, h)
			}
		case seen[all[j].name]:
			missing = append(missing, fmt.Sprintf("%q is the second column for %s; keep one of them", h, all[j].name))
		default:
			seen[all[j].name], at[i] = true, all[j].to
		}
	}
	for _, c := range all {
		if c.must && !seen[c.name] {
			missing = append(missing, fmt.Sprintf("there is no column %s; name one so (or %s)", c.name, strings.Join(c.words[1:], ", ")))
		}
	}
	return at, unused, missing
}

// headWord is a heading without case, space and marks.
func headWord(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-_/:*\u00a0", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}
