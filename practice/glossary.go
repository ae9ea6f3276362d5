package practice

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"

	"brobygger/chat"
)

//go:embed glossary.yaml
var glossaryFile []byte

// Glossary explains the words a leader may meet, each in one sentence.
type Glossary struct {
	checked time.Time
	words   []GlossaryWord
	byName  map[string]int
}

// GlossaryWord is one word of the glossary.
type GlossaryWord struct {
	ID     string    `yaml:"id"`
	DA     Explained `yaml:"da"`
	EN     Explained `yaml:"en"`
	Also   []string  `yaml:"also"`   // other words it is found by
	Source string    `yaml:"source"` // a public page, where one stands behind the text
}

// Explained is a word and what it means.
type Explained struct {
	Word string `yaml:"word"`
	Text string `yaml:"text"`
}

// In gives the word and its meaning in one language.
func (g GlossaryWord) In(l chat.Lang) Explained {
	if l == chat.EN {
		return g.EN
	}
	return g.DA
}

// LoadGlossary reads the embedded file.
func LoadGlossary() (*Glossary, error) {
	var file struct {
		CheckedOn string         `yaml:"checked_on"`
		Words     []GlossaryWord `yaml:"words"`
	}
	if err := yaml.UnmarshalWithOptions(glossaryFile, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("load glossary: %w", err)
	}
	checked, err := time.Parse(time.DateOnly, file.CheckedOn)
	if err != nil {
		return nil, fmt.Errorf("load glossary: checked_on: %w", err)
	}
	g := &Glossary{checked: checked, words: file.Words, byName: map[string]int{}}
	for i, w := range file.Words {
		if w.ID == "" || w.DA.Word == "" || w.DA.Text == "" || w.EN.Word == "" || w.EN.Text == "" {
			return nil, fmt.Errorf("load glossary: %q needs an id, and a word and a text in both languages", w.ID)
		}
		for _, name := range append([]string{w.ID, w.DA.Word, w.EN.Word}, w.Also...) {
			if at, taken := g.byName[foldWord(name)]; taken && at != i {
				return nil, fmt.Errorf("load glossary: %q stands for both %s and %s", name, file.Words[at].ID, w.ID)
			}
			g.byName[foldWord(name)] = i
		}
	}
	return g, nil
}

// CheckedOn is the day the texts were last held against their sources. Rules
// change: show it beside them.
func (g *Glossary) CheckedOn() time.Time { return g.checked }

// Words gives every word, in the order of the file. The caller must not change it.
func (g *Glossary) Words() []GlossaryWord { return g.words }

// Lookup finds a word in either language. Case, hyphens and the letters æ ø å
// written as ae oe aa do not matter, nor does a Danish ending: "fleksjobbet"
// finds fleksjob.
func (g *Glossary) Lookup(word string) (GlossaryWord, bool) {
	word = strings.TrimRight(foldWord(word), " ?!.")
	if i, ok := g.byName[word]; ok {
		return g.words[i], true
	}
	for _, ending := range []string{"bene", "bet", "det", "erne", "ene", "ets", "ens", "et", "en", "er", "s", "t"} {
		if stem, ok := strings.CutSuffix(word, ending); ok {
			if i, ok := g.byName[stem]; ok {
				return g.words[i], true
			}
		}
	}
	return GlossaryWord{}, false
}

// Explain gives, for each word of the municipality that a text says, what it
// means in one sentence: "Småjob: Et almindeligt lønnet job …".
func (g *Glossary) Explain(text string, l chat.Lang) (sentences []string) {
	text = " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }), " ") + " "
	for _, w := range g.words {
		if e := w.In(l); strings.Contains(text, " "+strings.ToLower(e.Word)+" ") {
			sentences = append(sentences, e.Word+": "+e.Text)
		}
	}
	return sentences
}

// foldWord is a word as it is looked up.
func foldWord(s string) string {
	return strings.Join(strings.FieldsFunc(folded(s), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-–_/", r) }), " ")
}
