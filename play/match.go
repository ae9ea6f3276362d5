package play

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// what is one thing to find in a message: @kind, ~regexp or plain text.
type what struct {
	kind string
	re   *regexp.Regexp
	text string
}

// parseWhat reads a WHAT or MATCH. To find a text that begins with @ or ~,
// write it as a regexp.
func parseWhat(word string) (what, error) {
	switch {
	case strings.HasPrefix(word, "@"):
		if len(word) == 1 || strings.ContainsFunc(word, unicode.IsSpace) {
			return what{}, fmt.Errorf("%q is not a kind like @handover.card; to find a text that begins with @ write '~@…'", word)
		}
		return what{kind: word[1:]}, nil
	case strings.HasPrefix(word, "~"):
		re, err := regexp.Compile(word[1:])
		if err != nil {
			return what{}, err
		}
		return what{re: re}, nil
	}
	text := fold(word)
	if text == "" {
		return what{}, errors.New("nothing to look for: an empty text is everywhere")
	}
	return what{text: text}, nil
}

func parseWhats(words []string) (whats, error) {
	var all whats
	for _, word := range words {
		w, err := parseWhat(word)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// in reports whether a message of this kind and folded plain text has w.
func (w what) in(kind, folded string) bool {
	switch {
	case w.kind != "":
		return w.kind == kind
	case w.re != nil:
		return w.re.MatchString(folded)
	}
	return strings.Contains(folded, w.text)
}

func (w what) String() string {
	switch {
	case w.kind != "":
		return "kind " + w.kind
	case w.re != nil:
		return "/" + w.re.String() + "/"
	}
	return "“" + w.text + "”"
}

// whats are several things that must all be there.
type whats []what

func (ws whats) in(kind, text string) bool {
	text = fold(text)
	for _, w := range ws {
		if !w.in(kind, text) {
			return false
		}
	}
	return true
}

func (ws whats) String() string {
	var s []string
	for _, w := range ws {
		s = append(s, w.String())
	}
	return strings.Join(s, " and ")
}

// fold makes every run of white space one space, and none at the ends.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// label is how a script names a button, option, select or field: by its whole
// label, or with @ by its id, or with @id:arg by id and argument.
type label struct{ text, id, arg string }

func parseLabel(word string) (label, error) {
	if id, ok := strings.CutPrefix(word, "@"); ok {
		id, arg, _ := strings.Cut(id, ":")
		if id == "" {
			return label{}, fmt.Errorf("%q is not an id like @claim", word)
		}
		return label{id: id, arg: arg}, nil
	}
	text := fold(word)
	if text == "" {
		return label{}, errors.New("an empty label names nothing")
	}
	return label{text: text}, nil
}

func parseLabels(words []string) ([]label, error) {
	var all []label
	for _, word := range words {
		l, err := parseLabel(word)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// is reports whether l names the thing with this id, argument and label.
// A thing without an argument of its own has "". Ids of options may hold a
// colon themselves.
func (l label) is(id, arg, text string) bool {
	if l.id != "" {
		return l.id == id && (l.arg == "" || l.arg == arg) || l.arg != "" && l.id+":"+l.arg == id
	}
	return l.text == fold(text)
}

func (l label) String() string {
	switch {
	case l.arg != "":
		return "@" + l.id + ":" + l.arg
	case l.id != "":
		return "@" + l.id
	}
	return "[" + l.text + "]"
}
