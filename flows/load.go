package flows

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/expr-lang/expr/vm"
)

//go:embed library/*.yaml
var builtin embed.FS

//go:embed words.yaml
var ownWords []byte

// Builtin gives the flows that come with the program, by file name.
func Builtin() map[string][]byte {
	out := map[string][]byte{}
	files, err := fs.ReadDir(builtin, "library")
	if err != nil {
		return out // unreachable: the folder is embedded
	}
	for _, f := range files {
		if b, err := builtin.ReadFile(path.Join("library", f.Name())); err == nil {
			out[f.Name()] = b
		}
	}
	return out
}

// ErrVersion reports that the session's flow is not loaded in the version it
// began in. The session is as it was; loading the version with [Library.Add]
// lets it go on.
var ErrVersion = errors.New("version not loaded")

// ErrFlow reports that there is no flow of that name.
var ErrFlow = errors.New("no such flow")

// Problem is one thing wrong in a flow file, with what to write instead.
// Line and Col count from 1; 0 when the problem has no one place.
type Problem struct {
	File      string
	Line, Col int
	Text      string
}

// String gives "file:line:column: text".
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Text)
}

// Problems is the error of [Load]: everything that was found, in file order.
type Problems []Problem

// Error gives one problem per line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// Library holds loaded flows. It may be used by several goroutines.
type Library struct {
	vocab Vocabulary
	words *lexicon

	mu       sync.RWMutex
	current  map[string]*flow            // by name
	versions map[string]map[string]*flow // by name, then version
	checks   map[string]func(string) (string, bool)
	amenders map[string]Amender
	reader   Reader
	vms      sync.Pool
}

// Load reads flow files, by file name, against [Contract]. All problems of all
// files are collected; the error is then of type [Problems]. It does no I/O.
func Load(sources map[string][]byte) (*Library, error) { return LoadWith(Contract(), sources) }

// LoadWith is [Load] against a vocabulary of one's own.
func LoadWith(v Vocabulary, sources map[string][]byte) (*Library, error) {
	own, problems := readWords(ownWords)
	if len(problems) > 0 {
		return nil, fmt.Errorf("load the engine's own words: %w", problems)
	}
	l := &Library{
		vocab: v, words: own,
		current:  map[string]*flow{},
		versions: map[string]map[string]*flow{},
		checks:   map[string]func(string) (string, bool){},
		amenders: map[string]Amender{},
	}
	l.vms.New = func() any { return new(vm.VM) }
	var all Problems
	names := make([]string, 0, len(sources))
	for file := range sources {
		names = append(names, file)
	}
	slices.Sort(names)
	for _, file := range names {
		f, problems := readFlow(file, sources[file], l.vocab, own)
		if len(problems) > 0 {
			all = append(all, problems...)
			continue
		}
		if old, ok := l.current[f.name]; ok {
			all = append(all, Problem{file, 1, 1, fmt.Sprintf("flow %q is also in %s: give one of them another name", f.name, old.file)})
			continue
		}
		l.keep(f)
		l.current[f.name] = f
	}
	if len(all) > 0 {
		return nil, all
	}
	return l, nil
}

// Add makes another version of a flow known, so that sessions which began in
// it can end in it. New sessions still start in the version that was loaded
// first; a flow that was not there at all becomes current. The version is
// given also when the same source is added again.
func (l *Library) Add(name string, source []byte) (version string, err error) {
	f, problems := readFlow(name+".yaml", source, l.vocab, l.words)
	if len(problems) > 0 {
		return "", problems
	}
	if f.name != name {
		return "", fmt.Errorf("add flow %q: the source says %q: %w", name, f.name, ErrFlow)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep(f)
	if _, ok := l.current[name]; !ok {
		l.current[name] = f
	}
	return f.version, nil
}

func (l *Library) keep(f *flow) {
	if l.versions[f.name] == nil {
		l.versions[f.name] = map[string]*flow{}
	}
	l.versions[f.name][f.version] = f
}

// Source gives the version in which new sessions start, and the file it was
// read from; "" and nil when there is no such flow.
func (l *Library) Source(name string) (version string, source []byte) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if f, ok := l.current[name]; ok {
		return f.version, slices.Clone(f.source)
	}
	return "", nil
}

// Has reports whether a version of a flow is loaded.
func (l *Library) Has(name, version string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.versions[name][version] != nil
}

// Flows gives the names of all flows, sorted.
func (l *Library) Flows() []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	names := make([]string, 0, len(l.current))
	for name := range l.current {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Check gives the library the code behind a check of the vocabulary: it
// returns the normalised value, or false when the value can't be right. A
// check without code lets everything pass, but "phone" has one of its own.
func (l *Library) Check(name string, fn func(string) (string, bool)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.checks[name] = fn
}

// ReadWith gives the library the reader of people's own words. Without one they
// are taken as they are.
func (l *Library) ReadWith(fn Reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reader = fn
}

func (l *Library) check(name string) func(string) (string, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.checks[name]
}

func (l *Library) flow(name string) *flow {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.current[name]
}

func (l *Library) pinned(name, version string) *flow {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.versions[name][version]
}

func versionOf(source []byte) string {
	sum := sha256.Sum256(source)
	return hex.EncodeToString(sum[:6])
}
