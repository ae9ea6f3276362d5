package practice

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"brobygger/chat"
)

func TestWords(t *testing.T) {
	w := words(t, chat.DA)
	if got := w.T("no.such.text"); got != "!no.such.text!" {
		t.Errorf("unknown id: %q", got)
	}
	if got := w.T("moment.weekday", "day", "*fredag*", "time", Markdown("**kl. 8**")); got != `\*fredag\* **kl. 8**` {
		t.Errorf("T: %q", got)
	}
	if got := w.L("moment.weekday", "day", []string{"*a*", "b"}, "time", 1.5); got != `*a* og b 1,5` {
		t.Errorf("L: %q", got)
	}
	if got := w.T("moment.weekday"); strings.Contains(got, "no value") {
		t.Errorf("missing value: %q", got)
	}
	if w.Lang() != chat.DA || words(t, "fo").Lang() != chat.DA || words(t, chat.EN).Lang() != chat.EN {
		t.Error("languages")
	}
}

// textFile reads a file of texts: id → its forms.
func textFile(t *testing.T, l chat.Lang) map[string]map[string]string {
	t.Helper()
	raw, err := textFiles.ReadFile("texts/" + string(l) + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := yaml.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	texts := map[string]map[string]string{}
	for id, v := range all {
		switch v := v.(type) {
		case string:
			texts[id] = map[string]string{"": v}
		case map[string]any:
			texts[id] = map[string]string{}
			for form, text := range v {
				texts[id][form], _ = text.(string)
			}
		}
	}
	return texts
}

// values gives the names a text wants filled in.
func values(forms map[string]string) map[string]bool {
	names := map[string]bool{}
	for _, text := range forms {
		for _, action := range regexp.MustCompile(`{{[^}]*}}`).FindAllString(text, -1) {
			for _, name := range regexp.MustCompile(`\.([a-z_]+)`).FindAllStringSubmatch(action, -1) {
				names[name[1]] = true
			}
		}
	}
	return names
}

func TestTextsInBothLanguages(t *testing.T) {
	da, en := textFile(t, chat.DA), textFile(t, chat.EN)
	for _, id := range slices.Sorted(maps.Keys(da)) {
		if en[id] == nil {
			t.Errorf("%s has no English text", id)
			continue
		}
		if a, b := values(da[id]), values(en[id]); !maps.Equal(a, b) {
			t.Errorf("%s is filled in with %v in Danish, %v in English", id, slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(en)) {
		if da[id] == nil {
			t.Errorf("%s has no Danish text", id)
		}
	}
	for lang, texts := range map[chat.Lang]map[string]map[string]string{chat.DA: da, chat.EN: en} {
		for id, forms := range texts {
			if len(forms) > 1 && (forms["one"] == "" || forms["other"] == "") {
				t.Errorf("%s %s: want the plural forms one and other", lang, id)
			}
			for _, text := range forms {
				if word := forbidden().FindString(text); word != "" && lang == chat.DA {
					t.Errorf("%s says %q: %s", id, word, text)
				}
				if strings.Contains(text, "{{.n}}") && forms["one"] == "" {
					t.Logf("%s %s counts, and has one form for all numbers", lang, id)
				}
			}
		}
	}
}

// use is one place where the sources ask for a text.
type use struct {
	at     string
	id     string
	prefix bool // the id goes on with something worked out
	given  map[string]bool
	open   bool // not all names of values are known
}

// usesOfTexts reads the Go sources of this room.
func usesOfTexts(t *testing.T) (uses []use, literals map[string]bool, begun []string) {
	t.Helper()
	literals = map[string]bool{}
	files := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := text(n); ok {
				literals[s] = true
			}
			if sum, ok := n.(*ast.BinaryExpr); ok {
				if s, ok := text(sum.X); ok && strings.HasSuffix(s, ".") {
					begun = append(begun, s) // an id put together elsewhere
				}
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			fun, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"T", "L", "render"}, fun.Sel.Name) {
				return true
			}
			u := use{at: files.Position(call.Pos()).String(), given: map[string]bool{}, open: call.Ellipsis.IsValid() || fun.Sel.Name == "render"}
			if sum, ok := call.Args[0].(*ast.BinaryExpr); ok {
				for {
					left, ok := sum.X.(*ast.BinaryExpr)
					if !ok {
						break
					}
					sum = left
				}
				u.id, _ = text(sum.X)
				u.prefix = true
			} else {
				u.id, _ = text(call.Args[0])
			}
			for i := 1; i+1 < len(call.Args); i += 2 {
				name, known := text(call.Args[i])
				u.given[name] = true
				u.open = u.open || !known
			}
			if u.id != "" {
				uses = append(uses, u)
			}
			return true
		})
	}
	return uses, literals, begun
}

func text(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func TestTextsAreThereAndUsed(t *testing.T) {
	texts := textFile(t, chat.DA)
	uses, literals, begun := usesOfTexts(t)
	workedOut := idsWorkedOut()
	for at, ids := range workedOut {
		if !literals[at] {
			t.Errorf("no source asks for texts that begin with %q", at)
		}
		for _, id := range ids {
			if texts[id] == nil {
				t.Errorf("there is no text %q, which the sources work out from %q", id, at)
			}
		}
	}
	used := func(id string) bool {
		for _, ids := range workedOut {
			if slices.Contains(ids, id) {
				return true
			}
		}
		return literals[id] || slices.ContainsFunc(begun, func(s string) bool { return strings.HasPrefix(id, s) }) || slices.ContainsFunc(uses, func(u use) bool { return u.prefix && strings.HasPrefix(id, u.id) })
	}
	for _, u := range uses {
		if u.prefix {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(texts)), func(id string) bool { return strings.HasPrefix(id, u.id) }) {
				t.Errorf("%s: no text begins with %q", u.at, u.id)
			}
			continue
		}
		forms, ok := texts[u.id]
		if !ok {
			t.Errorf("%s: there is no text %q", u.at, u.id)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(values(forms))) {
			if !u.open && !u.given[name] {
				t.Errorf("%s: %q wants {{.%s}}, which is not given", u.at, u.id, name)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		if !used(id) && !usedElsewhere(t, id) {
			t.Errorf("text %q is never used", id)
		}
	}
}

// idsWorkedOut are the ids that the sources put together: by what they begin
// with, all of them.
func idsWorkedOut() map[string][]string {
	ids := map[string][]string{}
	add := func(begin string, ends ...string) {
		for _, end := range ends {
			ids[begin] = append(ids[begin], begin+end)
		}
	}
	stands := []string{"handed_over.slipped", "claimed.slipped", "contacted.nobody"}
	for s := range moves() {
		stands = append(stands, string(s))
		add("late.", string(s))
		if s.Waiting() || s == Reported {
			add("digest.", string(s))
		}
	}
	for _, begin := range []string{"card.", "mine.state.", "mine.late."} { // Turn.stand
		add(begin, stands...)
	}
	for _, begin := range []string{"slipping.", "slipping.again."} { // Turn.slipped
		add(begin, "untaken", "claimed", "claimed.yours")
	}
	for _, v := range []string{"municipality", "seekers", "both"} {
		add("visit.", v)
		add("wish.", v)
	}
	for _, s := range []StoryState{StoryWaiting, StoryApproved, StoryDeclined, StoryWithdrawn} {
		add("story.late.", string(s))
		if s != StoryWithdrawn {
			add("story.state.", string(s))
		}
	}
	for _, begin := range []string{"desk.no_answer", "desk.taken"} { // Turn.toldDone
		add(begin, "", ".alone")
	}
	for _, code := range Reasons() { // toldOf
		add("opening.closed", strings.TrimPrefix(toldOf(code), "opening.closed"))
	}
	add("alert.message.", "gone", "rejected", "temporary", "unknown")
	return ids
}

// TestLogIsInWords holds that everything that is noted in an opening's log can
// be read in the copy for the municipality's records.
func TestLogIsInWords(t *testing.T) {
	texts := textFile(t, chat.DA)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	noted := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fun, ok := call.Fun.(*ast.SelectorExpr)
			at := map[string]int{"note": 2, "move": 3}
			if !ok || at[fun.Sel.Name] == 0 || len(call.Args) <= at[fun.Sel.Name] {
				return true
			}
			if what, ok := text(call.Args[at[fun.Sel.Name]]); ok {
				noted[what] = true
			}
			return true
		})
	}
	for what := range noted {
		if texts["log."+what] == nil {
			t.Errorf("%q is noted in the log, and there is no text %q", what, "log."+what)
		}
	}
	if len(noted) < 15 {
		t.Errorf("found only %d kinds of entries", len(noted))
	}
}

// usedElsewhere looks for the id in the other rooms' sources.
func usedElsewhere(t *testing.T, id string) (found bool) {
	for _, room := range []string{"../bot", "../flows", "../web", "../play"} {
		err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return nil
			}
			ast.Inspect(file, func(n ast.Node) bool {
				s, ok := text(n)
				found = found || ok && s == id
				return !found
			})
			return nil
		})
		if err != nil {
			t.Logf("read %s: %v", room, err)
		}
	}
	return found
}

func BenchmarkT(b *testing.B) {
	w := words(b, chat.DA)
	b.Run("filled in", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.T("moment.weekday", "day", "onsdag", "time", "kl. 10")
		}
	})
	b.Run("fixed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.T("number.pnumber")
		}
	})
}
