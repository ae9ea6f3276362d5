package flows

import (
	"github.com/goccy/go-yaml/ast"

	"brobygger/chat"
)

// lexicon holds the engine's own words by key: buttons, re-asks, apologies.
type lexicon struct{ entries map[string]words }

// get gives a text; an unknown key gives nil.
func (x *lexicon) get(key string, l chat.Lang) *text { return x.entries[key].in(l) }

// readWords reads words.yaml: key: {da: …, en: …}.
func readWords(source []byte) (*lexicon, Problems) {
	r := &reading{reader: reader{file: "words.yaml"}}
	x := &lexicon{entries: map[string]words{}}
	m, ok := r.parse(source).(*ast.MappingNode)
	if !ok {
		r.wrong(at{1, 1}, "write \"key: {da: …, en: …}\" lines")
		return nil, r.problems
	}
	for _, v := range m.Values {
		p := pair{key: v.Key.GetToken().Value, at: place(v.Key), value: v.Value}
		w := r.words(p)
		if w.da == nil || w.en == nil {
			r.wrong(p.at, "%q needs both \"da:\" and \"en:\"", p.key)
			continue
		}
		x.entries[p.key] = w
	}
	for _, t := range r.texts {
		if _, bad := t.compile(); bad >= 0 {
			r.wrong(t.place(bad), "a brace that begins no name")
		}
	}
	return x, r.problems
}
