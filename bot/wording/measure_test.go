package wording

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"brobygger/chat"
	"brobygger/practice"
)

const measured = "../../testdata/wording"

// example is one line of the measured sentences.
type example struct {
	Text     string    `json:"text"`
	Lang     chat.Lang `json:"lang"`
	Industry string    `json:"industry"`
	Gold     Reading   `json:"gold"`
}

// figures is how well a set of sentences was read, in per cent.
type figures struct {
	Precision float64 `json:"task_precision"`
	Recall    float64 `json:"task_recall"`
	F1        float64 `json:"task_f1"`
	// Hours is how often the outer hours and those of the tasks that were
	// found are as they should be, HoursSaid the same where there are any.
	Hours     float64 `json:"hours"`
	HoursSaid float64 `json:"hours_said"`
	Days      float64 `json:"days"`      // of the tasks that were found
	DaysSaid  float64 `json:"days_said"` // of those that have days
	NeedsF1   float64 `json:"needs_f1"`
	Season    float64 `json:"season"`
	Alone     float64 `json:"alone"`
	Whole     float64 `json:"whole"` // sentences read without any difference
}

// count is right answers of all there are.
type count struct{ right, all int }

func (c *count) add(ok bool) {
	c.all++
	if ok {
		c.right++
	}
}

func (c count) percent() float64 {
	if c.all == 0 {
		return 100
	}
	return round(100 * float64(c.right) / float64(c.all))
}

func round(f float64) float64 { return float64(int(f*10+0.5)) / 10 }

func f1(tp, fp, fn int) (p, r, f float64) {
	if tp == 0 {
		return 0, 0, 0
	}
	p, r = float64(tp)/float64(tp+fp), float64(tp)/float64(tp+fn)
	return round(100 * p), round(100 * r), round(200 * p * r / (p + r))
}

// tally adds up the sentences of one file.
type tally struct {
	tp, fp, fn, needTP, needFP, needFN              int
	hours, hoursSaid, days, daysSaid, season, alone count
	whole                                           count
}

func (t *tally) add(want, got Reading) (wrong int) {
	left := slices.Clone(got.Tasks)
	slot := func(c, said *count, ok, any bool) {
		c.add(ok)
		if any && said != nil {
			said.add(ok)
		}
		if !ok {
			wrong++
		}
	}
	for _, w := range want.Tasks {
		k := -1
		for i, g := range left {
			if !sameTask(w, g) {
				continue
			}
			if k < 0 || agree(w, g) > agree(w, left[k]) { // the same work twice on different days
				k = i
			}
		}
		if k < 0 {
			t.fn++
			wrong++
			t.needFN += len(w.Needs)
			continue
		}
		g := left[k]
		left = slices.Delete(left, k, k+1)
		t.tp++
		slot(&t.hours, &t.hoursSaid, sameHours(w.Hours, g.Hours), w.Hours != nil || g.Hours != nil)
		slot(&t.days, &t.daysSaid, slices.Equal(w.Days, g.Days) || len(w.Days)+len(g.Days) == 0, len(w.Days)+len(g.Days) > 0)
		slot(&t.season, nil, w.Season == g.Season, false)
		slot(&t.alone, nil, (w.Alone == nil) == (g.Alone == nil) && (w.Alone == nil || *w.Alone == *g.Alone), false)
		for _, n := range w.Needs {
			if slices.Contains(g.Needs, n) {
				t.needTP++
			} else {
				t.needFN++
				wrong++
			}
		}
		for _, n := range g.Needs {
			if !slices.Contains(w.Needs, n) {
				t.needFP++
				wrong++
			}
		}
	}
	t.fp += len(left)
	wrong += len(left)
	slot(&t.hours, &t.hoursSaid, sameHours(want.Hours, got.Hours), want.Hours != nil || got.Hours != nil)
	if want.FullTime != got.FullTime {
		wrong++
	}
	t.whole.add(wrong == 0)
	return wrong
}

func agree(a, b Task) (n int) {
	if sameHours(a.Hours, b.Hours) {
		n++
	}
	if slices.Equal(a.Days, b.Days) {
		n++
	}
	return n
}

func (t *tally) figures() figures {
	f := figures{Hours: t.hours.percent(), HoursSaid: t.hoursSaid.percent(), Days: t.days.percent(), DaysSaid: t.daysSaid.percent(),
		Season: t.season.percent(), Alone: t.alone.percent(), Whole: t.whole.percent()}
	f.Precision, f.Recall, f.F1 = f1(t.tp, t.fp, t.fn)
	_, _, f.NeedsF1 = f1(t.needTP, t.needFP, t.needFN)
	return f
}

func sameHours(a, b *Range) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// sameTask compares codes; where neither has one, the stems of the names: half
// of the words of both together must meet, also within compounds.
func sameTask(a, b Task) bool {
	if a.Code != "" || b.Code != "" {
		return a.Code == b.Code
	}
	x, y := nameStems(a.Name), nameStems(b.Name)
	met := 0
	for _, s := range x {
		if slices.ContainsFunc(y, func(o string) bool {
			return o == s || len(s) > 3 && strings.Contains(o, s) || len(o) > 3 && strings.Contains(s, o)
		}) {
			met++
		}
	}
	return met > 0 && 4*met >= len(x)+len(y)
}

func nameStems(name string) (out []string) {
	for _, t := range tokens(name) {
		if t.kind == 'w' && !prepositions[t.s] {
			out = append(out, t.stem)
		}
	}
	return out
}

func readExamples(t testing.TB, half string) (out []example) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(measured, half+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for s := bufio.NewScanner(bytes.NewReader(raw)); s.Scan(); {
		var e example
		if err := json.Unmarshal(s.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", half, err)
		}
		out = append(out, e)
	}
	return out
}

func rules(t testing.TB) *Rules {
	t.Helper()
	c, err := practice.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return New(c)
}

// TestMeasure compares the reader with the measured sentences, and fails under
// the recorded floor. Run with -v it prints the figures, and the worst
// sentences of the halves that rules are tuned on; of the others, figures only.
func TestMeasure(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(measured, "floor.json"))
	if err != nil {
		t.Fatal(err)
	}
	var floors map[string]map[string]float64
	if err := json.Unmarshal(raw, &floors); err != nil {
		t.Fatal(err)
	}
	r := rules(t)
	var out bytes.Buffer
	fmt.Fprintf(&out, "%-18s %5s %5s %5s %6s %6s %6s %6s %6s %6s %6s %6s\n", "", "P", "R", "F1", "hours", "(said)", "days", "(said)", "needs", "season", "alone", "whole")
	for _, half := range []string{"da.tune", "da.more", "da.again", "da.held", "da.new.held", "en.tune", "en.more", "en.held"} {
		examples := readExamples(t, half)
		for _, known := range []bool{true, false} {
			name := half
			if !known {
				name += "/any"
			}
			f, worst := measure(t, r, examples, known)
			fmt.Fprintf(&out, "%-18s %5.1f %5.1f %5.1f %6.1f %6.1f %6.1f %6.1f %6.1f %6.1f %6.1f %6.1f\n", name, f.Precision, f.Recall, f.F1, f.Hours, f.HoursSaid, f.Days, f.DaysSaid, f.NeedsF1, f.Season, f.Alone, f.Whole)
			check(t, name, f, floors[name])
			if known && !strings.HasSuffix(half, ".held") {
				defer worst(os.Stdout)
			}
		}
	}
	t.Log("\n" + out.String() + "P, R, F1: tasks. (said): where something is said or read. /any: without the company's industry.")
}

func check(t *testing.T, name string, f figures, floor map[string]float64) {
	t.Helper()
	if floor == nil {
		t.Errorf("floor.json says nothing of %s", name)
	}
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]float64
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	for field, least := range floor {
		if got[field] < least {
			t.Errorf("%s: %s is %.1f, under the floor of %.1f", name, field, got[field], least)
		}
	}
}

// measure reads all sentences; worst prints those with the most differences.
func measure(t *testing.T, r *Rules, examples []example, known bool) (figures, func(io.Writer)) {
	t.Helper()
	var sum tally
	type bad struct {
		n    int
		text string
	}
	var bads []bad
	for _, e := range examples {
		reader := r
		if known {
			reader = r.In(e.Industry)
		}
		got, err := reader.Read(t.Context(), e.Text, e.Lang)
		if err != nil {
			t.Fatal(err)
		}
		if n := sum.add(e.Gold, got); n > 0 {
			bads = append(bads, bad{n, fmt.Sprintf("%d %s: %s\n   want %s\n   got  %s\n", n, e.Industry, e.Text, shown(e.Gold), shown(got))})
		}
	}
	return sum.figures(), func(w io.Writer) {
		if !testing.Verbose() {
			return
		}
		sort.SliceStable(bads, func(i, j int) bool { return bads[i].n > bads[j].n })
		for _, b := range bads[:min(len(bads), worstShown())] {
			fmt.Fprint(w, b.text)
		}
	}
}

// worstShown is how many of the worst sentences are printed.
func worstShown() int {
	if os.Getenv("WORST") == "all" {
		return 1 << 20
	}
	return 10
}

func shown(r Reading) string {
	var b strings.Builder
	for _, t := range r.Tasks {
		fmt.Fprintf(&b, "[%s%s%s", t.Code, map[bool]string{true: t.Name}[t.Code == ""], hoursShown(t.Hours))
		for _, s := range []string{strings.Join(t.Days, ","), t.Season, strings.Join(t.Needs, ",")} {
			if s != "" {
				b.WriteString(" " + s)
			}
		}
		if t.Alone != nil {
			fmt.Fprintf(&b, " alone=%v", *t.Alone)
		}
		b.WriteString("] ")
	}
	return b.String() + "=" + hoursShown(r.Hours) + map[bool]string{true: " full time"}[r.FullTime]
}

func hoursShown(r *Range) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf(" %g-%g", r.Min, r.Max)
}
