package practice

import (
	"fmt"
	"strings"
	"unicode"

	"brobygger/chat"
)

// joining are words of the industries' names that mean none of them.
var joining = map[string]bool{"og": true, "and": true, "car": true, "green": true, "areas": true, "services": true, "tjenester": true, "digitale": true, "digital": true, "repair": true, "trades": true}

// saidOf gives what people may call the industries: the names in the files, and
// each word of an industry's own name that no other industry's name has. It
// fails when one name stands for two.
func saidOf(industries []Industry) (said []chat.Option, err error) {
	of := map[string]string{}
	for _, in := range industries {
		for name := range strings.SplitSeq(in.Said.DA+","+in.Said.EN, ",") {
			if name = strings.ToLower(strings.TrimSpace(name)); of[name] == in.ID {
				continue
			}
			if name == "" || of[name] != "" {
				return nil, fmt.Errorf("%s: said: %q is empty or stands for %s too", in.ID, name, of[name])
			}
			of[name] = in.ID
			said = append(said, chat.Option{ID: in.ID, Label: name})
		}
	}
	names := map[string][]string{} // industries by a word of their names
	for _, in := range industries {
		for _, w := range labelWords(in) {
			if n := len(names[w]); n == 0 || names[w][n-1] != in.ID {
				names[w] = append(names[w], in.ID)
			}
		}
	}
	for _, in := range industries {
		for _, w := range labelWords(in) {
			if len(names[w]) == 1 && of[w] == "" {
				of[w] = in.ID
				said = append(said, chat.Option{ID: in.ID, Label: w})
			}
		}
	}
	return said, nil
}

func labelWords(in Industry) (words []string) {
	for _, w := range strings.FieldsFunc(strings.ToLower(in.DA+" "+in.EN), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !joining[w] {
			words = append(words, w)
		}
	}
	return words
}
