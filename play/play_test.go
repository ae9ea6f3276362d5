package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// golden compares with a file of testdata; UPDATE=1 writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

func play(t *testing.T, f *fake, name, text string) (string, error) {
	t.Helper()
	s, err := Parse(name, []byte(text))
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = s.Run(t.Context(), f, &out)
	return out.String(), err
}

func TestAllCommands(t *testing.T) {
	data, err := os.ReadFile("testdata/all.txtar")
	if err != nil {
		t.Fatal(err)
	}
	f := newFake()
	out, err := play(t, f, "all.txtar", string(data))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	golden(t, "all.out", steady(out))
	for _, v := range verbs() {
		if !bytes.Contains(data, []byte("\n"+v.name)) && !bytes.Contains(data, []byte("] "+v.name)) {
			t.Errorf("all.txtar does not try %s", v.name)
		}
	}
	if f.crashes != 1 {
		t.Errorf("%d crashes", f.crashes)
	}
	want := []string{
		"crash at send 2", "fault 429[5 two words]",
		"cast {Name:frida Shown:Frida Lang:da Channels:[network] Groups:[] Company:Frida & Co.}",
		"cast {Name:chef Shown:Chef Lang:da Channels:[jobcenter] Groups:[teamlead] Company:}",
	}
	if d := cmp.Diff(want, f.log); d != "" {
		t.Error(d)
	}
}

// steady puts what two did at the same moment into one order.
func steady(out string) string {
	lines := strings.SplitAfter(out, "\n")
	for i := 0; i+3 < len(lines); i++ {
		if strings.HasSuffix(lines[i], "Taget af staff2\n") && strings.HasSuffix(lines[i+2], "Taget af staff\n") {
			lines[i], lines[i+1], lines[i+2], lines[i+3] = lines[i+2], lines[i+3], lines[i], lines[i+1]
			break
		}
	}
	return strings.Join(lines, "")
}

func TestFailures(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/failures.txtar")
	if err != nil {
		t.Fatal(err)
	}
	got := txtar.Archive{Comment: ar.Comment}
	for _, file := range ar.Files {
		if strings.HasSuffix(file.Name, ".error") {
			continue
		}
		_, err := play(t, newFake(), file.Name, string(file.Data))
		if err == nil {
			t.Errorf("%s does not fail", file.Name)
			continue
		}
		text := strings.ReplaceAll(err.Error(), "\t", "\\t")
		got.Files = append(got.Files, file, txtar.File{Name: file.Name + ".error", Data: []byte(text + "\n")})
	}
	golden(t, "failures.txtar", string(txtar.Format(&got)))
}

func TestBrokenStageIsNotForgiven(t *testing.T) {
	f := newFake()
	s, err := Parse("x", []byte("say leader hej\n! say leader hej\n"))
	if err != nil {
		t.Fatal(err)
	}
	f.broken = errors.New("the bot hangs")
	if err := s.Run(t.Context(), f, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "the bot hangs") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Run(ctx, newFake(), &bytes.Buffer{}); !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "x:1: ") {
		t.Errorf("got %v", err)
	}
}

func TestParseFiles(t *testing.T) {
	s, err := Parse("x.txtar", []byte("wait 1d\r\n-- config.yaml --\na: 1\n-- flows/a.yaml --\nb: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if string(s.Config()) != "a: 1\n" || string(s.Flows()["a.yaml"]) != "b: 2\n" || len(s.Flows()) != 1 {
		t.Errorf("%q %q", s.Config(), s.Flows())
	}
	empty, err := Parse("x", nil)
	if err != nil || empty.Config() != nil || len(empty.Flows()) != 0 {
		t.Errorf("%v %v", empty, err)
	}
	_, err = Parse("x.txtar", []byte("dance leader\npress leader\n\nat tomorrow\nend\ntogether\nexpect leader x\ntogether\nend\ntogether\nsay leader 'open\n! end\n? say leader x\nsay leader $1 &\nsay leader $HOME\n[linux] again\n!\n-- flows/b.txt --\n-- config.yaml --\n1\n2\n-- config.yaml --\n-- flows/a.yaml --\n-- flows/a.yaml --\n"))
	want := `x.txtar:1: unknown command dance; brobygger play --help lists those there are
x.txtar:2: press: usage: press [-stale] PLACE LABEL; words with spaces stand in single quotes
x.txtar:4: at: "tomorrow" is not a moment like 2026-11-24T09:00
x.txtar:5: end without together
x.txtar:7: expect can't stand between together and end: only what people do can
x.txtar:8: together inside together (line 6)
x.txtar:11: unterminated quoted argument
x.txtar:12: end can't be negated
x.txtar:13: say: a line either works or, after !, fails: ? is not allowed
x.txtar:14: say: command cannot be run in background
x.txtar:15: say: unknown variable ${HOME}: put words with $ in single quotes
x.txtar:16: unknown condition "linux"
x.txtar:17: missing command
x.txtar:10: together without end
x.txtar:18: file flows/b.txt: a rehearsal holds only config.yaml and flows/*.yaml
x.txtar:22: file config.yaml is here twice
x.txtar:24: file flows/a.yaml is here twice`
	if err == nil {
		t.Fatal("no error")
	}
	if d := cmp.Diff(strings.Split(want, "\n"), strings.Split(err.Error(), "\n")); d != "" {
		t.Error(d)
	}
}

func TestWait(t *testing.T) {
	for in, want := range map[string]string{
		"4h": "0 4h0m0s", "3d": "3 0s", "1d2h": "1 2h0m0s", "1d2h30m": "1 2h30m0s", "90m": "0 1h30m0s",
		"": "error", "0h": "error", "2h1d": "error", "1.5h": "error", "-1h": "error", "3": "error", "h": "error", "99999d": "error",
	} {
		days, rest, err := parseWait(in)
		got := fmt.Sprint(days, " ", rest)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("wait %q: %s, want %s", in, got, want)
		}
	}
}

// A day is a day of the calendar, also when it has 25 hours.
func TestWaitOverClockChange(t *testing.T) {
	f := newFake()
	out, err := play(t, f, "x", "at 2027-03-27T09:00\nwait 1d\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.now.In(f.zone).Format("2006-01-02T15:04"); got != "2027-03-28T09:00" {
		t.Errorf("%s\n%s", got, out)
	}
}

// Without a Roster the demo's people and channels are assumed.
func TestNoRoster(t *testing.T) {
	s, err := Parse("x", []byte("say leader hej\nexpect leader hej\nabsent jobcenter hej\n"))
	if err != nil {
		t.Fatal(err)
	}
	f := newFake()
	if err := s.Run(t.Context(), struct{ Stage }{f}, &bytes.Buffer{}); err != nil {
		t.Error(err)
	}
}

func TestSettlesAfterEachLine(t *testing.T) {
	f := newFake()
	if _, err := play(t, f, "x", "# c\nsay leader hej\nexpect leader hej\n\n! press leader Nix\n"); err != nil {
		t.Fatal(err)
	}
	if f.settles != 4 { // one before the first line
		t.Errorf("%d settles", f.settles)
	}
}

func TestList(t *testing.T) {
	var b bytes.Buffer
	if err := List(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "list.txt", b.String())
}

func TestFormat(t *testing.T) {
	f := newFake()
	if _, err := play(t, f, "x", "command leader '/bro form'\ncommand leader '/bro liste'\ncommand leader@network '/bro kort 47'\nhome leader\nsay leader@network '@bot hej'\n"); err != nil {
		t.Fatal(err)
	}
	golden(t, "format.txt", Format(f.See("leader")))
}

func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/all.txtar")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for l := range bytes.Lines(data) {
		f.Add(l)
	}
	f.Add([]byte("together\npress leader x\nend\n[via:a] [!via:a] say 'x'\ncast '' leader"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("fuzz", data)
		if err != nil {
			if _, ok := errors.AsType[*SyntaxError](err); !ok {
				t.Errorf("not a syntax error: %v", err)
			}
			return
		}
		// Whatever happens, it happens without a panic.
		_ = s.Run(t.Context(), newFake(), &bytes.Buffer{})
	})
}
