package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"brobygger/chat"
	"brobygger/practice"
)

// TestDialogsExplainTheirWords: a leader's dialog that says a word of the
// municipality says in the same question what it means.
func TestDialogsExplainTheirWords(t *testing.T) {
	glossary, err := practice.LoadGlossary()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("flows/library/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	leaders := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var flow struct {
			For   string           `yaml:"for"`
			Steps []map[string]any `yaml:"steps"`
		}
		if err := yaml.Unmarshal(raw, &flow); err != nil {
			t.Fatal(file, err)
		}
		if flow.For != "leader" {
			continue
		}
		leaders++
		for _, step := range flow.Steps {
			for _, l := range []chat.Lang{chat.DA, chat.EN} {
				said := strings.Join(saidIn(step, string(l)), "\n")
				for _, sentence := range glossary.Explain(said, l) {
					_, meaning, _ := strings.Cut(sentence, ": ")
					if !strings.Contains(said, meaning) {
						t.Errorf("%s, step %v says a word in %s that it does not explain: %s", filepath.Base(file), step["id"], l, sentence)
					}
				}
			}
		}
	}
	if leaders == 0 {
		t.Error("there is no dialog for leaders")
	}
}

// saidIn collects all that stands in a step in one language.
func saidIn(v any, lang string) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if text, ok := inner.(string); ok && key == lang {
				all = append(all, text)
				continue
			}
			if key == "typed" { // what leaders say themselves
				continue
			}
			all = append(all, saidIn(inner, lang)...)
		}
	case []any:
		for _, inner := range v {
			all = append(all, saidIn(inner, lang)...)
		}
	case string, bool, nil, int64, uint64, float64:
	default:
		all = append(all, fmt.Sprintf("unknown %T", v))
	}
	return all
}
