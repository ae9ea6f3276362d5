package flows

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"brobygger/chat"
)

// items cuts what was typed into the things it names: by line and semicolon,
// and by comma where that makes short pieces. A sentence with a comma in it
// stays whole.
func items(text string) []string {
	var out []string
	for _, line := range lines(text) {
		for part := range strings.SplitSeq(line, ";") {
			out = append(out, commas(strings.TrimSpace(part))...)
		}
	}
	return out
}

var clauseWords = wordSet("som der hvor hvis naar fordi men saa at ikke uden which that because when if but so where who not only kun")

func commas(line string) []string {
	parts := strings.Split(line, ",")
	if len(parts) < 2 {
		return []string{line}
	}
	last := strings.TrimSpace(parts[len(parts)-1])
	for _, and := range []string{" og ", " and ", " samt "} {
		if a, b, ok := strings.Cut(last, and); ok && len(strings.Fields(a)) > 1 && len(strings.Fields(b)) > 1 {
			parts = append(parts[:len(parts)-1], a, b)
			break
		}
	}
	var out []string
	for _, p := range parts {
		p = strings.TrimSpace(p)
		for _, and := range []string{"og ", "and ", "samt "} {
			p = strings.TrimSpace(strings.TrimPrefix(p, and))
		}
		if words, _, ok := spoken(p, 5); !ok || len(words) > 0 && clauseWords[words[0]] {
			return []string{line} // a sentence, or too long for a list
		}
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// offWords begin a sentence that takes something off the list.
var offWords = wordSet("fjern slet drop stryg ikke uden remove delete not without untick")

// beforeOff stand before such a sentence and change nothing of it.
var beforeOff = wordSet("nej no bare just og and men but saa so please lige venligst du kan vil")

// takesOff reads a sentence that takes something off a list, and gives what.
func takesOff(text string) (what string, ok bool) {
	text = strings.TrimRight(strings.TrimSpace(text), ".!")
	if m := canWait.FindStringSubmatch(text); m != nil && m[2] == "" {
		return m[1], true
	}
	first, rest, _ := strings.Cut(text, " ")
	for rest != "" && beforeOff[Fold(strings.TrimRight(first, ","))] {
		first, rest, _ = strings.Cut(strings.TrimSpace(rest), " ")
	}
	return rest, offWords[strings.ToLower(first)]
}

// onlyTakesOff reports whether such a sentence can mean nothing else.
func onlyTakesOff(text string) bool {
	_, ok := takesOff(text)
	words, _, _ := spoken(text, 8)
	return ok && !slices.ContainsFunc(words, func(w string) bool { return matchDeny[w] })
}

// surelyOff reports whether a sentence takes something off and is no task of its
// own: "slet gamle mails" can be one.
func surelyOff(text string) bool {
	words, _, _ := spoken(text, 8)
	for len(words) > 0 && beforeOff[words[0]] {
		words = words[1:]
	}
	return len(words) > 1 && (words[0] == "drop" && words[1] != "off" || words[0] == "stryg" || words[0] == "ikke" || words[0] == "not" || words[0] == "untick")
}

// takeOff takes off the list what "fjern pakke ordrer" names.
func (r *run) takeOff(st *step, text string) bool {
	rest, ok := takesOff(text)
	if !ok {
		return false
	}
	var next chat.Answer
	if words, _, short := spoken(rest, 4); !short || !allOf[strings.Join(words, " ")] {
		if next, ok = r.without(st, r.s.Draft[st.id], rest); !ok {
			return false
		}
	}
	r.setDraft(st.id, next)
	r.s.Misses = 0
	r.onList(st)
	return true
}

// without gives what stands on a list but for what a text names; ok is false
// when that is nothing there.
func (r *run) without(st *step, d chat.Answer, what string) (next chat.Answer, ok bool) {
	all, own := r.offered(st, d)
	on := slices.DeleteFunc(slices.Clone(all), func(o chat.Option) bool { return !slices.Contains(d.Choice, o.ID) && !slices.Contains(own, o.ID) })
	ids, _ := Match(what, on)
	if len(ids) == 0 && st.read != "" {
		ids = among(on, r.hear(what)[st.id].Choice)
	}
	if len(ids) == 0 {
		ids = loosely(on, what)
	}
	if len(ids) == 0 {
		return next, false
	}
	for _, id := range d.Choice {
		if !slices.Contains(ids, id) {
			next.Choice = append(next.Choice, id)
		}
	}
	for i, t := range d.Text {
		if !slices.Contains(ids, own[i]) {
			next.Text = append(next.Text, t)
		}
	}
	return next, true
}

// loosely gives the one thing on a list that all the words of what is said stand
// in: "kasserne" is "folde kasser" where no other boxes are.
func loosely(on []chat.Option, what string) []string {
	words := content(lexemes(what))
	if len(words) == 0 {
		return nil
	}
	var ids []string
	for _, o := range on {
		in := content(lexemes(o.Label))
		if !slices.ContainsFunc(words, func(w matchWord) bool {
			return len(w.s) < 3 || !slices.ContainsFunc(in, func(l matchWord) bool { return same(w, l) >= 0 })
		}) {
			ids = with(ids, o.ID)
		}
	}
	if len(ids) != 1 {
		return nil
	}
	return ids
}

// listable reports whether a text can stand on a list: there is a word in it,
// and it is more than a greeting, thanks, a yes, a no or a shrug. On a list of
// tasks it is more than days, too.
func (r *run) listable(st *step, text string) bool {
	if !hasWord(text) || !strings.ContainsFunc(text, unicode.IsLetter) || evades(text) || bids(text) || st.read != "" && (saysDays(text, r.s.Lang) || noWork(text)) {
		return false
	}
	_, plain := ParseYes(text, r.s.Lang)
	return !plain
}

// allOf are the words for all of a list.
var allOf = phraseSet("alt|det hele|alle|dem alle|alle sammen|dem alle sammen|alt sammen|det alt sammen|alle opgaver|listen|hele listen|all|it all|all of it|all of them|them all|everything|the list|the whole list")

// evaded answers what is typed at a list and belongs on none: nothing (more)
// goes on or passes the question over where that is possible, and "ved ikke"
// gets an idea where there are ideas.
func (r *run) evaded(st *step, text string) (done bool, err error) {
	yes, plain := ParseYes(text, r.s.Lang)
	d := r.s.Draft[st.id]
	some := len(d.Choice)+len(d.Text) > 0
	switch {
	case plain && yes && some:
		return true, r.next(st, false)
	case plain && !yes, none(text):
		if some || st.optional {
			return true, r.next(st, false)
		}
		r.miss(st, r.word("miss_nothing"))
		return true, nil
	case unsure(text) && st.aside != nil:
		r.idea(st)
		return true, nil
	case unsure(text) && st.optional:
		return true, r.skip(st)
	}
	return false, nil
}

// tooEarly keeps hours, or the whole label of a later answer, that were typed
// where a list is asked for.
func (r *run) tooEarly(st *step, text string) bool {
	words := len(strings.Fields(text))
	low := strings.ToLower(text)
	hours := strings.ContainsFunc(text, unicode.IsDigit) && (strings.Contains(low, "time") || strings.Contains(low, "hour"))
	switch {
	case words > 5, words > 3 && !hours:
		return false
	}
	if ids, _ := r.choices(st).match(text); len(ids) > 0 {
		return false
	}
	return r.ahead(st, text)
}

// listPreset takes words that were given in advance for a list: what is read in
// them is shown before the first question, else they stand on the list as they
// are, where the person sees them and can add more.
func (r *run) listPreset() {
	for _, st := range r.f.steps {
		a := r.s.Answers[st.id]
		if st.ask != AskSeveral || !st.write || len(a.Text) == 0 || len(a.Choice) > 0 {
			continue
		}
		text := strings.Join(a.Text, "\n")
		found := chat.Answers(nil)
		if st.read != "" {
			found = r.hear(text)
		}
		switch {
		case len(found) > 0 || st.read != "" && r.later(text) && len(strings.Fields(text)) >= sentence:
			r.dropAnswer(st.id)
			r.first = func(open *step) error {
				r.asked()
				if !r.offer(open, text) {
					r.heard(found)
				}
				return nil
			}
		case utf8.RuneCountInString(text) > MaxAnswer:
			r.dropAnswer(st.id)
			r.say(r.beside("miss", r.word("too_long")))
		case r.put(st, text):
			r.dropAnswer(st.id)
		}
	}
}
