package practice

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"brobygger/chat"
)

//go:embed texts/*.yaml
var textFiles embed.FS

// Texts is every text the practice says, in each language. It is immutable
// and safe for concurrent use.
type Texts struct{ da, en *tongue }

// tongue is one language. Texts that only have values filled in are cut into
// pieces once; plural forms and conditions are left to the localizer.
type tongue struct {
	lang      chat.Lang
	simple    map[string][]piece
	known     map[string]bool
	localizer *i18n.Localizer
}

// piece is some text, and the name of the value that follows it, if any.
type piece struct{ text, name string }

// Markdown is a text that is already safe Markdown: [Words.T] does not escape it.
type Markdown string

// LoadTexts reads the embedded files, once. An id stands once, with a text or
// with the plural forms of its language, "one" and "other".
func LoadTexts() (*Texts, error) { return textsOnce() }

var textsOnce = sync.OnceValues(loadTexts)

func loadTexts() (*Texts, error) {
	da, err := loadTongue(chat.DA, language.Danish)
	if err != nil {
		return nil, err
	}
	en, err := loadTongue(chat.EN, language.BritishEnglish)
	if err != nil {
		return nil, err
	}
	return &Texts{da: da, en: en}, nil
}

func loadTongue(l chat.Lang, tag language.Tag) (*tongue, error) {
	path := "texts/" + string(l) + ".yaml"
	raw, err := textFiles.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load texts: %w", err)
	}
	bundle := i18n.NewBundle(tag)
	bundle.RegisterUnmarshalFunc("yaml", unmarshalTexts)
	file, err := bundle.ParseMessageFileBytes(raw, tag.String()+".yaml")
	if err != nil {
		return nil, fmt.Errorf("load texts: %s: %w", path, err)
	}
	t := &tongue{lang: l, simple: map[string][]piece{}, known: map[string]bool{}, localizer: i18n.NewLocalizer(bundle, tag.String())}
	for _, m := range file.Messages {
		t.known[m.ID] = true
		if m.Other == "" {
			return nil, fmt.Errorf("load texts: %s: %s has no text, or plural forms without \"other\"", path, m.ID)
		}
		if pieces, ok := piecesOf(strings.TrimSpace(m.Other)); ok && m.One == "" {
			t.simple[m.ID] = pieces
			continue
		}
		if _, err := template.New(m.ID).Parse(m.One + m.Other); err != nil {
			return nil, fmt.Errorf("load texts: %s: %w", path, err)
		}
	}
	return t, nil
}

// piecesOf takes a text apart at its values; ok is false when there is more to it
// than values.
func piecesOf(text string) (pieces []piece, ok bool) {
	for {
		before, rest, found := strings.Cut(text, "{{")
		if !found {
			return append(pieces, piece{text, ""}), true
		}
		name, after, found := strings.Cut(rest, "}}")
		name, dot := strings.CutPrefix(strings.TrimSpace(name), ".")
		if !found || !dot || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
			return nil, false
		}
		pieces, text = append(pieces, piece{before, name}), after
	}
}

// unmarshalTexts takes only what the files may hold: ids, each with a text or
// with plural forms.
func unmarshalTexts(raw []byte, into any) error {
	var all map[string]any
	if err := yaml.Unmarshal(raw, &all); err != nil {
		return err
	}
	for id, value := range all {
		switch v := value.(type) {
		case string:
		case map[string]any:
			for form, text := range v {
				if _, ok := text.(string); !ok || form != "one" && form != "other" {
					return fmt.Errorf("%s: %q is not a plural form with a text; write one and other", id, form)
				}
			}
		default:
			return fmt.Errorf("%s: want a text, or one and other", id)
		}
	}
	p, ok := into.(*any)
	if !ok {
		return fmt.Errorf("read texts into %T", into)
	}
	*p = all
	return nil
}

// In gives the words of one language, Danish for a language there is none of.
func (t *Texts) In(l chat.Lang) Words {
	if l == chat.EN {
		return Words{tongue: t.en}
	}
	return Words{tongue: t.da}
}

// Words is the texts of one language.
type Words struct {
	tongue *tongue
	home   *time.Location // the reader's own zone; nil for none but the project's
}

// At gives the words for a reader in the zone of that IANA name, who is told
// the time of day there too when it is another; "" and a name there is no
// zone of change nothing.
func (w Words) At(zone string) Words {
	if zone == "" {
		return w
	}
	if home, err := time.LoadLocation(zone); err == nil {
		w.home = home
	}
	return w
}

// Lang is the language of the words.
func (w Words) Lang() chat.Lang { return w.tongue.lang }

// T gives the text id as Markdown. kv are names and values, filled in where
// the text says {{.name}}. Every value is made safe with [chat.Escape] unless
// it is [Markdown]; a []string becomes a list in words. An int named "n"
// also picks the plural form. An id there is no text for gives "!id!".
func (w Words) T(id string, kv ...any) string { return w.text(id, kv, chat.Escape) }

// L gives the text id as plain text, for labels of buttons, options and
// fields: as [Words.T], but nothing is escaped.
func (w Words) L(id string, kv ...any) string {
	return w.text(id, kv, func(s string) string { return s })
}

func (w Words) text(id string, kv []any, safe func(string) string) string {
	if !w.tongue.known[id] {
		return "!" + id + "!"
	}
	if pieces, ok := w.tongue.simple[id]; ok {
		if len(pieces) == 1 {
			return pieces[0].text
		}
		var b strings.Builder
		for _, p := range pieces {
			b.WriteString(p.text)
			for i := 0; i+1 < len(kv) && p.name != ""; i += 2 {
				if kv[i] == p.name {
					b.WriteString(w.value(kv[i+1], safe))
					break
				}
			}
		}
		return strings.TrimSpace(b.String())
	}
	data := make(map[string]any, len(kv)/2)
	var count any
	for i := 0; i+1 < len(kv); i += 2 {
		name, _ := kv[i].(string)
		switch v := kv[i+1].(type) {
		case int:
			if data[name] = v; name == "n" {
				count = v
			}
		case bool:
			data[name] = v
		default:
			data[name] = w.value(v, safe)
		}
	}
	return w.render(id, data, count)
}

// value is one value as it stands in a text.
func (w Words) value(v any, safe func(string) string) string {
	switch v := v.(type) {
	case Markdown:
		return string(v)
	case string:
		return safe(v)
	case []string:
		return safe(w.List(v))
	case int:
		return strconv.Itoa(v)
	case float64:
		return w.Number(v)
	}
	return safe(fmt.Sprint(v))
}

// render fills in a text whose values are all safe already; count picks the
// plural form.
func (w Words) render(id string, data map[string]any, count any) string {
	s, err := w.tongue.localizer.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data, PluralCount: count})
	if err != nil {
		return "!" + id + "!"
	}
	return strings.TrimSpace(strings.ReplaceAll(s, "<no value>", ""))
}
