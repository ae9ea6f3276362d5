package practice

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"brobygger/chat"
)

//go:embed catalogue/*.yaml
var catalogueFiles embed.FS

// Catalogue is the industries with their small tasks, and the questions that
// help a leader find others. It is immutable and safe for concurrent use.
type Catalogue struct {
	industries []Industry
	ideas      []Idea
	tasks      map[string]CatalogueTask
	codes      map[string]string // by name, in both languages
	choices    choices           // the industries
	said       []chat.Option     // other words that mean an industry, in both languages
}

// choices are a list to choose from, made once: in Danish and English.
type choices struct{ da, en []chat.Option }

func (c choices) in(l chat.Lang) []chat.Option {
	if l == chat.EN {
		return c.en
	}
	return c.da
}

// Industry is one line of business.
type Industry struct {
	ID     string          `yaml:"id"`
	Order  int             `yaml:"order"` // its place in the list
	DA     string          `yaml:"da"`
	EN     string          `yaml:"en"`
	Said   saidWords       `yaml:"said"`   // what else it is called
	Checks []string        `yaml:"checks"` // papers that any task there may need
	Tasks  []CatalogueTask `yaml:"tasks"`

	choices choices // the tasks
}

// saidWords are names in everyday language, separated by commas.
type saidWords struct {
	DA string `yaml:"da"`
	EN string `yaml:"en"`
}

// CatalogueTask is one small task. Its name is a verb and its object, in
// small letters, so that it can stand inside a sentence.
type CatalogueTask struct {
	Code   string   `yaml:"code"` // stable: "lager.returvarer"
	DA     string   `yaml:"da"`
	EN     string   `yaml:"en"`
	Seen   bool     `yaml:"seen"`   // published examples of such jobs name it; the others are our drafting
	Checks []string `yaml:"checks"` // papers the task needs, after loading with its industry's

	checks []Check
}

// Check is a paper somebody may need for a task: a licence, a certificate.
type Check struct {
	ID string `yaml:"id"`
	DA string `yaml:"da"`
	EN string `yaml:"en"`
}

// Idea is a question that makes tasks visible.
type Idea struct {
	ID string `yaml:"id"`
	DA string `yaml:"da"`
	EN string `yaml:"en"`
}

// LoadCatalogue reads the embedded files, once. It fails on a field it does not
// know, a code that stands twice, or a text that is missing.
func LoadCatalogue() (*Catalogue, error) { return catalogueOnce() }

var catalogueOnce = sync.OnceValues(loadCatalogue)

func loadCatalogue() (*Catalogue, error) {
	const general = "general.yaml"
	files, err := catalogueFiles.ReadDir("catalogue")
	if err != nil {
		return nil, fmt.Errorf("load catalogue: %w", err)
	}
	var shared struct {
		Checks []Check `yaml:"checks"`
		Ideas  []Idea  `yaml:"ideas"`
	}
	if err := readCatalogue(general, &shared); err != nil {
		return nil, err
	}
	c := &Catalogue{ideas: shared.Ideas, tasks: map[string]CatalogueTask{}, codes: map[string]string{}}
	for _, f := range files {
		if f.Name() == general {
			continue
		}
		var in Industry
		if err := readCatalogue(f.Name(), &in); err != nil {
			return nil, err
		}
		if in.ID+".yaml" != f.Name() || in.DA == "" || in.EN == "" || in.Said.DA == "" || in.Said.EN == "" || len(in.Tasks) == 0 {
			return nil, fmt.Errorf("load catalogue: %s: want id as the file, da, en, said and tasks", f.Name())
		}
		for i := range in.Tasks {
			if err := c.add(&in, &in.Tasks[i], shared.Checks); err != nil {
				return nil, fmt.Errorf("load catalogue: %s: %w", f.Name(), err)
			}
		}
		for _, t := range in.Tasks {
			in.choices.da = append(in.choices.da, chat.Option{ID: t.Code, Label: t.DA, Hint: t.CheckName(chat.DA)})
			in.choices.en = append(in.choices.en, chat.Option{ID: t.Code, Label: t.EN, Hint: t.CheckName(chat.EN)})
		}
		c.industries = append(c.industries, in)
	}
	slices.SortFunc(c.industries, func(a, b Industry) int { return a.Order - b.Order })
	for _, in := range c.industries {
		c.choices.da = append(c.choices.da, chat.Option{ID: in.ID, Label: in.DA})
		c.choices.en = append(c.choices.en, chat.Option{ID: in.ID, Label: in.EN})
	}
	if c.said, err = saidOf(c.industries); err != nil {
		return nil, fmt.Errorf("load catalogue: %w", err)
	}
	return c, nil
}

func readCatalogue(name string, into any) error {
	raw, err := catalogueFiles.ReadFile("catalogue/" + name)
	if err != nil {
		return fmt.Errorf("load catalogue: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(raw, into, yaml.Strict()); err != nil {
		return fmt.Errorf("load catalogue: %s: %w", name, err)
	}
	return nil
}

func (c *Catalogue) add(in *Industry, task *CatalogueTask, checks []Check) error {
	if !strings.HasPrefix(task.Code, in.ID+".") || task.DA == "" || task.EN == "" {
		return fmt.Errorf("task %q: want a code that begins with %s., da and en", task.Code, in.ID)
	}
	if _, twice := c.tasks[task.Code]; twice {
		return fmt.Errorf("task %q stands twice", task.Code)
	}
	for _, id := range in.Checks {
		if !slices.Contains(task.Checks, id) {
			task.Checks = append(task.Checks, id)
		}
	}
	for _, id := range task.Checks {
		i := slices.IndexFunc(checks, func(k Check) bool { return k.ID == id })
		if i < 0 {
			return fmt.Errorf("task %q: no check is called %q", task.Code, id)
		}
		task.checks = append(task.checks, checks[i])
	}
	c.tasks[task.Code] = *task
	for _, name := range []string{task.DA, task.EN} {
		if c.codes[name] == "" {
			c.codes[name] = task.Code
		}
	}
	return nil
}

// Industries gives every industry in the order to show them. The caller must
// not change it.
func (c *Catalogue) Industries() []Industry { return c.industries }

// Industry finds one industry.
func (c *Catalogue) Industry(id string) (Industry, bool) {
	for _, in := range c.industries {
		if in.ID == id {
			return in, true
		}
	}
	return Industry{}, false
}

// Task finds the task with this code.
func (c *Catalogue) Task(code string) (CatalogueTask, bool) {
	t, ok := c.tasks[code]
	return t, ok
}

// Code gives the code of the task whose name this is to the letter, in either
// language; "" for none.
func (c *Catalogue) Code(name string) string { return c.codes[name] }

// Ideas gives the questions in the order to ask them. The caller must not
// change it.
func (c *Catalogue) Ideas() []Idea { return c.ideas }

// Name is the industry as people read it.
func (i Industry) Name(l chat.Lang) string { return pick(l, i.DA, i.EN) }

// Name is the task as it stands inside a sentence: "pakke ordrer".
func (t CatalogueTask) Name(l chat.Lang) string { return pick(l, t.DA, t.EN) }

// CheckName lists the papers the task needs, "" when it needs none.
func (t CatalogueTask) CheckName(l chat.Lang) string {
	var names []string
	for _, k := range t.checks {
		names = append(names, pick(l, k.DA, k.EN))
	}
	return strings.Join(names, ", ")
}

// Text is the question.
func (i Idea) Text(l chat.Lang) string { return pick(l, i.DA, i.EN) }

func pick(l chat.Lang, da, en string) string {
	if l == chat.EN {
		return en
	}
	return da
}
