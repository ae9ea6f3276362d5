package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// longest is how many lines a Go file may have.
const longest = 450

// rooms is the house: each room with the rooms it may import. A room is a
// folder with all that is below it, unless a folder below is a room itself.
// The root, the wiring, may import everything.
func rooms() map[string][]string {
	return map[string][]string{
		"chat":                  {},
		"clock":                 {"chat"},
		"practice":              {"chat"},
		"flows":                 {"chat"},
		"store":                 {"chat", "practice"},
		"store/sqlite":          {"chat", "practice", "store"},
		"store/storetest":       {"chat", "practice", "store"},
		"adapters":              {"chat"},
		"adapters/sim":          {"chat", "adapters", "play"},
		"adapters/discord":      {"chat", "adapters"},
		"adapters/discord/twin": {"chat", "adapters", "adapters/discord", "adapters/sim", "play"},
		"adapters/slack":        {"chat", "adapters"},
		"adapters/slack/twin":   {"chat", "adapters", "adapters/sim", "adapters/slack", "play"},
		"adapters/adaptertest":  {"chat", "adapters", "play"},
		"bot":                   {"chat", "practice", "flows", "store", "adapters", "bot/wording"},
		"bot/wording":           {"chat", "practice", "flows"},
		"play":                  {"chat"},
		"web":                   {"chat", "practice", "store", "play"},
	}
}

// testRooms may also be imported by the tests of any room that may import what
// they are about.
func testRooms() map[string]string {
	return map[string]string{"clock": "chat", "store/storetest": "store", "adapters/adaptertest": "adapters", "adapters/sim": "adapters", "store/sqlite": "store"}
}

// sourceFile is one Go file of the module.
type sourceFile struct {
	path, dir string
	src       []byte
	ast       *ast.File
	test      bool
}

func sourceFiles(t *testing.T) (files []sourceFile, set *token.FileSet) {
	t.Helper()
	set = token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "tmp"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(set, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		files = append(files, sourceFile{name, path.Dir(name), src, f, strings.HasSuffix(name, "_test.go")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, set
}

// roomOf gives the room a folder belongs to, "." for the root.
func roomOf(dir string) string {
	for ; dir != "."; dir = path.Dir(dir) {
		if _, ok := rooms()[dir]; ok {
			return dir
		}
	}
	return "."
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	files, _ := sourceFiles(t)
	for _, f := range files {
		room := roomOf(f.dir)
		if room == "." {
			if f.dir != "." {
				t.Errorf("%s is in no room; see rooms in layout_test.go", f.path)
			}
			continue
		}
		for _, spec := range f.ast.Imports {
			what, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "brobygger/")
			if !ours {
				continue
			}
			to := roomOf(what)
			about, forTests := testRooms()[to]
			if to == room || slices.Contains(rooms()[room], to) ||
				f.test && forTests && (about == room || slices.Contains(rooms()[room], about)) {
				continue
			}
			t.Errorf("%s imports %s, which %s may not", f.path, what, room)
		}
	}
}

func TestChatIsStandardLibraryOnly(t *testing.T) {
	files, _ := sourceFiles(t)
	for _, f := range files {
		for _, spec := range f.ast.Imports {
			what := strings.Trim(spec.Path.Value, `"`)
			if first, _, _ := strings.Cut(what, "/"); roomOf(f.dir) == "chat" && !f.test && strings.Contains(first, ".") {
				t.Errorf("%s imports %s; chat takes the standard library only", f.path, what)
			}
		}
	}
}

// Only adapters and the wiring name a platform.
func TestNobodyElseNamesAPlatform(t *testing.T) {
	files, set := sourceFiles(t)
	for _, f := range files {
		if room := roomOf(f.dir); f.test || room == "." || strings.HasPrefix(room, "adapters") {
			continue
		}
		file := set.AddFile("scan/"+f.path, -1, len(f.src))
		var s scanner.Scanner
		s.Init(file, f.src, nil, 0)
		for {
			pos, tok, text := s.Scan()
			if tok == token.EOF {
				break
			}
			low := strings.ToLower(text)
			if (tok == token.IDENT || tok == token.STRING) && (strings.Contains(low, "slack") || strings.Contains(low, "discord")) {
				t.Errorf("%s:%d names a platform: %s", f.path, file.Line(pos), text)
			}
		}
	}
}

func TestFilesAndPackagesAreSmallAndNamed(t *testing.T) {
	files, set := sourceFiles(t)
	documented := map[string]bool{}
	for _, f := range files {
		if n := bytes.Count(f.src, []byte("\n")); n > longest && !ast.IsGenerated(f.ast) {
			t.Errorf("%s has %d lines; cut it into files of at most %d, a step or a subject each", f.path, n, longest)
		}
		if name := f.ast.Name.Name; slices.Contains([]string{"util", "utils", "common", "types", "models", "helpers", "misc", "shared"}, name) {
			t.Errorf("%s: package %s says nothing; name it for what it does", f.path, name)
		}
		if !f.test {
			documented[f.dir] = documented[f.dir] || f.ast.Doc != nil
		}
		for _, decl := range f.ast.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: there is an init function; call it from the wiring", set.Position(fn.Pos()))
			}
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package in %s has no package comment", dir)
		}
	}
}

// Everything that another package can use says what it promises. Methods that
// only fulfil an interface need not.
func TestExportedNamesAreDocumented(t *testing.T) {
	files, set := sourceFiles(t)
	for _, f := range files {
		if f.test || f.dir == "." || ast.IsGenerated(f.ast) {
			continue
		}
		for _, decl := range f.ast.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.IsExported() && d.Doc == nil {
					t.Errorf("%s: func %s has no comment", set.Position(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				told := d.Doc != nil
				for _, spec := range d.Specs {
					name, doc := specDoc(spec)
					told = told || doc // in a group a comment also speaks for those that follow it
					if name != "" && !told {
						t.Errorf("%s: %s has no comment", set.Position(spec.Pos()), name)
					}
				}
			}
		}
	}
}

// specDoc gives the exported name a declaration is for, and whether it has a
// comment.
func specDoc(spec ast.Spec) (name string, doc bool) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() {
			return s.Name.Name, s.Doc != nil || s.Comment != nil
		}
	case *ast.ValueSpec:
		for _, n := range s.Names {
			if n.IsExported() && s.Type == nil && len(s.Values) > 0 { // a typed constant is explained by its type
				return n.Name, s.Doc != nil || s.Comment != nil
			}
		}
	}
	return "", false
}
