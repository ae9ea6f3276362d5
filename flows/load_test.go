package flows_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brobygger/chat"
	"brobygger/flows"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs; go test -update writes it anew:\n%s", file, d)
	}
}

func langs() []chat.Lang { return []chat.Lang{chat.DA, chat.EN} }

// platforms are limits like those of the platforms there are.
func platforms() []chat.Limits {
	return []chat.Limits{
		{Text: 3000, Title: 150, Buttons: 25, ButtonLabel: 75, Options: 100, OptionLabel: 75, Inputs: 50, FormTitle: 24, FormErrors: true, FormChoices: true, Edit: true},
		{Text: 2000, Title: 256, Buttons: 25, ButtonLabel: 80, Selects: 4, Options: 25, OptionLabel: 100, Inputs: 5, FormTitle: 45, Edit: true},
	}
}

func TestProblemsOfBrokenFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, err = flows.Load(map[string][]byte{filepath.Base(file): source})
		problems, ok := errors.AsType[flows.Problems](err)
		if !ok {
			t.Errorf("%s: %v is no Problems", file, err)
			continue
		}
		golden(t, strings.TrimSuffix(file, ".yaml")+".golden", problems.Error()+"\n")
	}
}

func TestLintGolden(t *testing.T) {
	source, err := os.ReadFile("testdata/lint/poor.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := flows.Load(map[string][]byte{"poor.yaml": source})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/lint/poor.golden", flows.Problems(flows.Lint(lib, langs(), platforms())).Error()+"\n")
	golden(t, "testdata/lint/poor-small.golden", flows.Problems(flows.Lint(lib, langs(), platforms()[1:])).Error()+"\n")
}

func TestBuiltinIsClean(t *testing.T) {
	lib, err := flows.Load(flows.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range flows.Lint(lib, langs(), platforms()) {
		t.Error(p)
	}
	for _, name := range lib.Flows() {
		golden(t, "testdata/diagrams/"+name+".mmd", flows.Diagram(lib, name))
	}
	if flows.Diagram(lib, "none") != "" {
		t.Error("a diagram of nothing")
	}
}

func TestTwoFilesOneFlow(t *testing.T) {
	source := []byte("flow: x\nsteps:\n  - {id: a, ask: note, da: Hej, en: Hi}\n")
	_, err := flows.Load(map[string][]byte{"a.yaml": source, "b.yaml": source})
	if err == nil || !strings.Contains(err.Error(), "b.yaml:1:1") {
		t.Error(err)
	}
}

func TestVersions(t *testing.T) {
	first := []byte("flow: x\nsteps:\n  - {id: a, ask: text, da: Hej, en: Hi}\n  - {id: b, ask: note, da: Farvel, en: Bye}\n")
	second := []byte("flow: x\nsteps:\n  - {id: other, ask: text, da: Ny, en: New}\n")
	old, err := flows.Load(map[string][]byte{"x.yaml": first})
	if err != nil {
		t.Fatal(err)
	}
	in := flows.Input{At: time.Now(), Lang: chat.DA}
	s, _, err := old.Start("x", "f-1", in, nil)
	if err != nil {
		t.Fatal(err)
	}
	version, source := old.Source("x")
	lib, err := flows.Load(map[string][]byte{"x.yaml": second})
	if err != nil {
		t.Fatal(err)
	}
	in.Body = chat.Said{Text: "noget"}
	if got, _, err := lib.Step(s, in); !errors.Is(err, flows.ErrVersion) || got.Step != "a" {
		t.Fatal(err)
	}
	if lib.Has("x", version) {
		t.Error("has what it has not")
	}
	if v, err := lib.Add("x", source); err != nil || v != version || !lib.Has("x", version) {
		t.Fatal(v, err)
	}
	if now, _ := lib.Source("x"); now == version {
		t.Error("the old version became current")
	}
	s, out, err := lib.Step(s, in)
	if err != nil || s.Step != "" || len(out) != 2 {
		t.Fatal(s, out, err)
	}
	if _, err := lib.Add("y", source); !errors.Is(err, flows.ErrFlow) {
		t.Error(err)
	}
	if _, _, err := lib.Start("none", "f-1", in, nil); !errors.Is(err, flows.ErrFlow) {
		t.Error(err)
	}
	if _, _, err := lib.Start("x", "x 1", in, nil); err == nil {
		t.Error("took a bad id")
	}
}

func TestCheck(t *testing.T) {
	lib, err := flows.Load(flows.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	lib.Check("cvr", func(s string) (string, bool) {
		s = strings.ReplaceAll(s, " ", "")
		return s, s == "13748136"
	})
	preset := chat.Answers{}
	k := beginWith(t, lib, "tasks", aPractice(), preset, nil).press("name_tasks").choose("folde kasser").press("next").press("h2_4").press("ordinary").press("any").press("send").press("yes")
	for range 4 {
		k.press("skip")
	}
	k.press("open").submit(map[string]string{"cvr": "12 34 56 78"})
	if e := effect[flows.Reject](k).Errors; e["cvr"] == "" {
		t.Fatal(e)
	}
	k.submit(map[string]string{"cvr": "13 74 81 36"}).expect("tasks.thanks")
	if k.answer.Words("cvr") != "13748136" {
		t.Errorf("%+v", k.answer["cvr"])
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("flow: x\nsteps:\n  - {id: a, ask: choice, when: known, da: Hej{ name}, en: Hi, options: [{id: o, da: O, en: O, goto: end}]}\n  - id: b\n    ask: hours\n    da: |\n      Timer\n    en: Hours\n")
	files, _ := filepath.Glob("testdata/*/*.yaml")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, source string) {
		lib, err := flows.Load(map[string][]byte{"x.yaml": []byte(source)})
		if err != nil {
			if p, ok := errors.AsType[flows.Problems](err); !ok || len(p) == 0 {
				t.Fatalf("%v is no Problems", err)
			}
			return
		}
		flows.Lint(lib, langs(), platforms())
		for _, name := range lib.Flows() {
			flows.Diagram(lib, name)
			in := flows.Input{At: time.Unix(0, 0), Lang: chat.DA, Facts: aPractice()}
			s, _, err := lib.Start(name, "f-1", in, nil)
			if err != nil {
				t.Fatal(err)
			}
			in.Body = chat.Said{Text: "1"}
			if _, _, err := lib.Step(s, in); err != nil {
				t.Fatal(err)
			}
		}
	})
}
