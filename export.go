package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/flows"
	"brobygger/practice"
	"brobygger/store"
	"brobygger/store/sqlite"
)

// projectOf is one project of a configuration, ready to be asked.
type projectOf struct {
	practice *practice.Practice
	flows    *flows.Library
}

// withProject calls fn with a configuration and one of its projects.
func withProject(file, id string, fn func(*Config, *projectOf) error) error {
	config, err := readConfig(file)
	if err != nil {
		return err
	}
	settings, err := config.project(id)
	if err != nil {
		return err
	}
	own, err := ownFlows(config.Flows)
	if err != nil {
		return err
	}
	p, lib, err := newProject(settings, own)
	if err != nil {
		return err
	}
	return fn(config, &projectOf{p, lib})
}

// exportFile writes the openings of a project to a new file in place of an old
// one, from a copy of the database: the bot may be running. It gives how many.
func exportFile(ctx context.Context, data string, p *practice.Practice, file string) (n int, err error) {
	dir, err := os.MkdirTemp("", "brobygger-export-")
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied := filepath.Join(dir, "copy.db")
	if err := sqlite.Backup(ctx, data, copied); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	db, err := sqlite.Open(copied)
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	part, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".part-*")
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	defer os.Remove(part.Name())
	if n, err = exportOpenings(ctx, db, p, part); err != nil {
		return 0, errors.Join(fmt.Errorf("export: %w", err), part.Close())
	}
	if err := errors.Join(part.Sync(), part.Close()); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	if err := os.Rename(part.Name(), file); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	return n, nil
}

// exportOpenings writes one line per opening, oldest first, as spreadsheets in
// Denmark read them: UTF-8 with a byte order mark, semicolons, decimal commas.
// No cell is taken for a formula. Moments are in the project's zone.
func exportOpenings(ctx context.Context, db store.Store, p *practice.Practice, to io.Writer) (n int, err error) {
	out := bufio.NewWriter(to)
	if _, err := out.WriteString("\xef\xbb\xbf"); err != nil {
		return 0, err
	}
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = ';', true
	if err := w.Write([]string{"number", "network", "partner", "company", "cvr", "state", "made", "handed_over", "promise", "claimed", "contacted",
		"hours_min", "hours_max", "pay", "tasks", "reason", "slipped", "tries"}); err != nil {
		return 0, err
	}
	err = db.View(ctx, p.Settings.ID, func(r store.Reader) error {
		openings, err := practice.List[practice.Opening](r, practice.Query{Name: "made", To: "\xff"})
		if err != nil {
			return err
		}
		for _, o := range openings {
			cells, err := openingCells(r, p, o)
			if err != nil {
				return err
			}
			if err := w.Write(cells); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	w.Flush()
	return n, errors.Join(err, w.Error(), out.Flush())
}

func openingCells(r store.Reader, p *practice.Practice, o *practice.Opening) ([]string, error) {
	company, _, err := practice.Load[practice.Company](r, o.Company)
	if err != nil {
		return nil, err
	}
	if company == nil {
		company = &practice.Company{}
	}
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(p.Zone()).Format("2006-01-02 15:04")
	}
	cells := []string{strconv.Itoa(o.Number), networkName(p, o.Network), partnerName(p, o.Partner), company.Name, company.CVR, string(o.State),
		moment(o.Made), moment(o.HandedOver), moment(o.Promise), moment(o.Claimed), moment(o.Contacted),
		hoursCell(o.Hours.Min), hoursCell(o.Hours.Max), o.Pay, tasksCell(p, o), o.Reason, strconv.Itoa(o.Slipped), strconv.Itoa(o.Tries)}
	for i := range cells {
		cells[i] = safeCell(cells[i])
	}
	return cells, nil
}

func networkName(p *practice.Practice, id string) string {
	i := slices.IndexFunc(p.Settings.Networks, func(n practice.Network) bool { return n.ID == id })
	if i < 0 || p.Settings.Networks[i].Name == "" {
		return id
	}
	return p.Settings.Networks[i].Name
}

func partnerName(p *practice.Practice, id string) string {
	i := slices.IndexFunc(p.Settings.Partners, func(q practice.Partner) bool { return q.ID == id })
	if i < 0 || p.Settings.Partners[i].Name == "" {
		return id
	}
	return p.Settings.Partners[i].Name
}

func hoursCell(h float64) string {
	if h == 0 {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(h, 'f', -1, 64), ".", ",", 1)
}

// tasksCell names the tasks, with a bar between them; a visit is named so.
func tasksCell(p *practice.Practice, o *practice.Opening) string {
	var names []string
	if o.Visit != "" {
		names = append(names, "visit: "+o.Visit)
	}
	for _, t := range o.Tasks {
		switch known, ok := p.Catalogue.Task(t.Code); {
		case ok:
			names = append(names, known.Name(p.Settings.Lang))
		case t.Words != "":
			names = append(names, t.Words)
		default:
			names = append(names, t.Code)
		}
	}
	return strings.Join(names, " | ")
}

// safeCell keeps a spreadsheet from taking a cell for a formula.
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
