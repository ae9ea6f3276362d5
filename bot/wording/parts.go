package wording

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"brobygger/chat"
)

// wholeTask is several pieces of work that have one name in the catalogue.
type wholeTask struct {
	Code  string     `yaml:"code"`
	Whole string     `yaml:"whole"` // what says all of it
	Parts []taskPart `yaml:"parts"`
}

// taskPart is one of the pieces.
type taskPart struct {
	DA  string `yaml:"da"`
	EN  string `yaml:"en"`
	Say string `yaml:"say"`
}

// partWords finds which pieces of a catalogue task a text speaks of.
type partWords struct {
	of    map[string]wholeTask
	words wordIndex
	means []partMeant // by slot
}

// partMeant is what a word says: pieces of a task, as bits.
type partMeant struct {
	code string
	bits uint
}

func (w wholeTask) all() uint { return 1<<len(w.Parts) - 1 }

// loadParts reads the pieces. It fails on a group nobody defined and a code that
// stands twice.
func loadParts(groups map[string]string, common map[string]bool) (partWords, error) {
	x := partWords{of: map[string]wholeTask{}, words: newIndex()}
	x.words.common = common
	var file struct {
		Parts []wholeTask `yaml:"parts"`
	}
	raw, err := wordFiles.ReadFile("words/parts.yaml")
	if err != nil {
		return x, fmt.Errorf("load words: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()); err != nil {
		return x, fmt.Errorf("load words: parts.yaml: %w", err)
	}
	for _, w := range file.Parts {
		if _, twice := x.of[w.Code]; twice || len(w.Parts) < 2 {
			return x, fmt.Errorf("load words: parts.yaml: %s: want it once, with its parts", w.Code)
		}
		x.of[w.Code] = w
		err := x.add(w.Code, w.all(), w.Whole, groups)
		for i, part := range w.Parts {
			if part.DA == "" || part.EN == "" || part.Say == "" {
				err = fmt.Errorf("a part needs da, en and say")
			}
			if err == nil {
				err = x.add(w.Code, 1<<i, part.Say, groups)
			}
		}
		if err != nil {
			return x, fmt.Errorf("load words: parts.yaml: %s: %w", w.Code, err)
		}
	}
	return x, nil
}

func (x *partWords) add(code string, bits uint, say string, groups map[string]string) error {
	for word := range strings.FieldsFuncSeq(say, func(r rune) bool { return r == '|' }) {
		all := word
		if name, group := strings.CutPrefix(word, "$"); group {
			if all = groups[name]; all == "" {
				return fmt.Errorf("no group is called %s", name)
			}
		}
		for one := range strings.SplitSeq(all, "|") {
			x.words.add(len(x.means), one)
		}
	}
	x.means = append(x.means, partMeant{code, bits})
	return nil
}

// saidPart is a word that says a piece of a task.
type saidPart struct {
	partMeant
	at int // its token
}

// saidParts finds the words of a sentence that say pieces of tasks.
func (p *page) saidParts(s span) (all []saidPart) {
	var hits []hit
	for i := s.from; i < s.to; i++ {
		hits = p.words.parts.words.at(p.toks, i, hits[:0])
		for _, h := range hits {
			all = append(all, saidPart{p.words.parts.means[h.slot], i})
		}
	}
	return all
}

// partsSaid gives the pieces of the task that are said where it was found; 0 for
// none in particular.
func (p *page) partsSaid(all []saidPart, f find, code string) (said uint) {
	for _, one := range all {
		if one.code == code && (!p.taken[one.at] || slices.Contains(f.at, one.at)) { // what is taken belongs to other work
			said |= one.bits
		}
	}
	return said
}

// call names the work by the catalogue, and where only some of what the name
// says was said, by that.
func (w *work) call(p *page) {
	task, _ := p.catalogue.Task(w.Code)
	w.Name, w.Part = task.Name(p.lang), false
	whole := p.words.parts.of[w.Code]
	if w.said == 0 || w.said == whole.all() {
		return
	}
	var names []string
	for i, part := range whole.Parts {
		if w.said&(1<<i) != 0 {
			names = append(names, map[bool]string{true: part.EN, false: part.DA}[p.lang == chat.EN])
		}
	}
	n, and := len(names), map[bool]string{true: " and ", false: " og "}[p.lang == chat.EN]
	w.Name = strings.Join(names[:n-1], ", ")
	if n > 1 {
		w.Name += and
	}
	w.Name += names[n-1]
	w.Part = w.Name != task.Name(p.lang)
}

// also takes in what the other says of the same task; where one of them says no
// piece in particular, it is the whole.
func (w *work) also(p *page, o work) {
	if w.Code == "" || w.Code != o.Code {
		return
	}
	if w.said |= o.said; w.said == 0 || o.said == 0 {
		w.said = 0
	}
	w.call(p)
}
