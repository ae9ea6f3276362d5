package flows

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"brobygger/chat"
)

// Reader finds in a text what steps with "read:" ask for. The answers are by the
// name that stands there, not by step; what the text does not say is left out.
// "tasks" has one Text for each, and at the same place in Choice the id of an
// option that means it, "" for none. known gives an answer or a fact, nil for
// none. It is pure, and is given at most [MaxRead] characters.
type Reader func(text string, known func(name string) any, l chat.Lang) chat.Answers

// Bounds of what is read at once, and of a text that is read in parts.
const (
	MaxRead    = 4000
	maxRambled = 4 * MaxRead
)

// hear reads a text as answers of the flow's steps, by step; none when there is
// nothing in it that the flow asks for.
func (r *run) hear(text string) (all chat.Answers) {
	for part := range parts(text) {
		all = r.together(all, r.byStep(r.found(part)))
	}
	return all
}

// found gives what the reader finds in a text, by its own names; nothing in a
// flow that asks for none of it.
func (r *run) found(text string) chat.Answers {
	r.l.mu.RLock()
	read := r.l.reader
	r.l.mu.RUnlock()
	if read == nil || !slices.ContainsFunc(r.f.steps, func(st *step) bool { return st.read != "" }) {
		return nil
	}
	return read(text, func(name string) any {
		v, err := r.value(name)
		if err != nil {
			return nil
		}
		return v
	}, r.s.Lang)
}

// parts cuts a text into what can be read at once, between sentences or words.
func parts(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for text != "" {
			part := text
			if utf8.RuneCountInString(text) > MaxRead {
				most := []rune(text)[:MaxRead]
				part = string(most)
				if i := strings.LastIndexAny(part, ".!?\n"); i > len(part)/2 {
					part = part[:i+1]
				} else if i := strings.LastIndexFunc(part, unicode.IsSpace); i > 0 {
					part = part[:i]
				}
			}
			if text = text[len(part):]; strings.TrimSpace(part) != "" && !yield(part) {
				return
			}
		}
	}
}

// byStep gives to each step what was read for it, if it can take that.
func (r *run) byStep(found chat.Answers) chat.Answers {
	out := chat.Answers{}
	for _, st := range r.f.steps {
		a, ok := found[st.read]
		if st.read == "" || !ok {
			continue
		}
		switch st.ask {
		case AskSeveral:
			a = r.ticked(st, a)
		case AskChoice:
			a = chat.Answer{Choice: among(r.options(st), a.Choice)}
		case AskHours:
			a = chat.Answer{Min: a.Min, Max: a.Max}
		case AskText:
			a = chat.Answer{Text: a.Text}
		}
		if len(a.Choice) > 0 || len(a.Text) > 0 || a.Min > 0 || a.Max > 0 {
			out[st.id] = a
		}
	}
	return out
}

// ticked turns what was read for a list into its options and own words.
func (r *run) ticked(st *step, a chat.Answer) (out chat.Answer) {
	opts := r.options(st)
	if len(a.Text) == 0 {
		return chat.Answer{Choice: among(opts, a.Choice)}
	}
	var ids []string
	for i, text := range a.Text {
		switch {
		case i < len(a.Choice) && slices.ContainsFunc(opts, func(o chat.Option) bool { return o.ID == a.Choice[i] }):
			ids = append(ids, a.Choice[i])
		case st.write && text != "" && len(out.Text) < 30:
			out.Text = with(out.Text, text)
		}
	}
	out.Choice = among(opts, ids)
	return out
}

// among gives those of ids that are options, in the order of the list.
func among(opts []chat.Option, ids []string) (out []string) {
	for _, o := range opts {
		if slices.Contains(ids, o.ID) {
			out = append(out, o.ID)
		}
	}
	return out
}

// together adds what was read later: lists grow, of all else the later counts.
func (r *run) together(a, b chat.Answers) chat.Answers {
	if len(a) == 0 {
		return b
	}
	out := cloned(a)
	for id, late := range b {
		if n, ok := r.f.index[id]; ok && r.f.steps[n].ask == AskSeveral {
			st := r.f.steps[n]
			late = r.joined(st, a[id], late)
		}
		out[id] = late
	}
	return out
}

// joined is what stands on a list, and what came to it.
func (r *run) joined(st *step, on, more chat.Answer) chat.Answer {
	out := chat.Answer{Choice: among(r.options(st), append(slices.Clone(on.Choice), more.Choice...)), Text: slices.Clone(on.Text)}
	for _, text := range more.Text {
		if len(out.Text) < 40 {
			out.Text = with(out.Text, text)
		}
	}
	return out
}

// namesOption reports whether a list's option, and not only own words, was read.
func (r *run) namesOption(found chat.Answers) bool {
	for id, a := range found {
		if st := r.f.steps[r.f.index[id]]; st.ask == AskSeveral && (len(a.Choice) > 0 || len(a.Text) > 0) {
			return true
		}
	}
	return false
}

// alone reads a text as hours and nothing more.
func (r *run) alone(text string) chat.Answers {
	for _, st := range r.f.steps {
		if lo, hi, ok := ParseHours(text, r.s.Lang); ok && st.read != "" && st.ask == AskHours && lo+hi > 0 {
			lo, hi = Whole(text, r.s.Lang, lo, hi)
			return chat.Answers{st.id: {Min: lo, Max: hi}}
		}
	}
	return nil
}

// beyond reports whether a text says more than an answer to the open question
// would: a whole sentence, in which more is recognised than one thing in the
// person's own words.
func (r *run) beyond(st *step, text string) bool {
	long := slices.ContainsFunc(items(text), func(item string) bool { return len(strings.Fields(item)) >= sentence })
	if !long {
		return false
	}
	found := r.hear(text)
	if st.read == "" { // any words can be the answer: only what is on the list is certain
		return r.ticks(found)
	}
	own := 0
	for _, id := range r.found(text)[st.read].Choice {
		if id == "" {
			own++
		}
	}
	return own > 1 || r.ticks(found) || len(found) > 1 || r.later(text)
}

// ticks reports whether options of a list were read.
func (r *run) ticks(found chat.Answers) bool {
	for id, a := range found {
		if r.f.steps[r.f.index[id]].ask == AskSeveral && len(a.Choice) > 0 {
			return true
		}
	}
	return false
}
