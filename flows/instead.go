package flows

import (
	"regexp"
	"slices"
	"strings"

	"brobygger/chat"
)

// These read a correction that puts one thing in the place of another.

var (
	notBut    = regexp.MustCompile(`(?i)^(?:(?:nej|no),? )?(?:det (?:er|skal være|var) |it(?:['’]?s| is| should be) )?(?:ikke|not) (.+?),? (?:men|but) (?:i stedet |hellere |rather )?(.+)$`)
	insteadOf = regexp.MustCompile(`(?i)^(.+?),? (?:i ?stedet for|frem for|instead of|rather than) (?:at )?(.+)$`)
	rather    = regexp.MustCompile(`(?i)^(?:hellere |rather )?(.+?)(?:,? (?:i ?stedet|hellere|instead))$`)
	wrongIs   = regexp.MustCompile(`(?i)^(\S+(?: \S+)?) (?:er|is|are|passer|stemmer) (?:forkerte?|ikke rigtige?|ikke|wrong|not right)[,.;:]? (?:(?:det|de|den|it|they) (?:er|skal være|is|are|should be) |it['’]s )?(.+)$`)
	swapFor   = regexp.MustCompile(`(?i)^(?:(?:nej|no|bare|just|kan du|vil du|please|can you|lad os|let['’]?s),? )*(?:byt|bytte|skift|skifte|udskift|udskifte|erstat|erstatte|replace|swap|exchange) (.+?)(?: ud| out)? (?:med|with|for) (?:at )?(.+)$`)
	canWait   = regexp.MustCompile(`(?i)^(?:(?:nej|no),? )?(.+?) (?:kan vente|kan godt vente|kan ryge ud|skal ikke med|skal væk|skal ud|udgår|can wait|can go|is out|are out)(?:[,.;:]? (?:og |men |and |but )?(.+))?$`)
	insteadBy = regexp.MustCompile(`(?i)^(?:(?:skriv|tag|sæt|write|put|take|make it|så|so) )*(?:i ?stedet|hellere|instead|rather)(?: for)?:? (?:at |skriv |write |put )?(.+)$`)
	shouldBe  = regexp.MustCompile(`(?i)^(\S+(?: \S+)?) (?:skal være|should be) (.+)$`)
)

// off begins the key, in what was read, of what is to be taken off a list.
const off = "off."

// instead reads what is to stand where something else stands now; nothing when
// the text is no such correction, or it is not clear of what.
func (r *run) instead(st *step, text string) chat.Answers {
	if _, phone := ParsePhone(text); phone {
		return nil
	}
	text = strings.TrimRight(strings.TrimSpace(text), ".!")
	for _, form := range []*regexp.Regexp{wrongIs, shouldBe} {
		if m := form.FindStringSubmatch(text); m != nil {
			if ids, rest := Match(m[1], r.changeOptions()); len(ids) == 1 && rest == "" {
				if one := r.f.steps[r.f.index[ids[0]]]; one.ask != AskSeveral {
					return r.newly(one, m[2])
				}
			}
		}
	}
	if old, now, ok := inPlaceOf(text); ok {
		return r.swap(st, old, now)
	}
	if m := rather.FindStringSubmatch(text); m != nil {
		return r.meant(st, m[1])
	}
	return nil
}

// inPlaceOf reads what is to go and what is to come for it.
func inPlaceOf(text string) (old, now string, ok bool) {
	text = strings.TrimRight(strings.TrimSpace(text), ".!")
	for _, form := range []*regexp.Regexp{swapFor, notBut} {
		if m := form.FindStringSubmatch(text); m != nil {
			return m[1], m[2], true
		}
	}
	if m := canWait.FindStringSubmatch(text); m != nil && m[2] != "" {
		if by := insteadBy.FindStringSubmatch(m[2]); by != nil {
			return m[1], by[1], true
		}
		if by := rather.FindStringSubmatch(m[2]); by != nil {
			return m[1], by[1], true
		}
	}
	if m := insteadOf.FindStringSubmatch(text); m != nil {
		return m[2], m[1], true
	}
	return "", "", false
}

// swapOn puts on the list of the open question one thing in the place of another
// that stands there.
func (r *run) swapOn(st *step, text string) bool {
	old, now, ok := inPlaceOf(text)
	if !ok {
		return false
	}
	was := r.s.Draft[st.id]
	left, ok := r.without(st, was, old)
	if !ok {
		return false
	}
	to := r.newly(st, now)
	if len(to) == 0 {
		return false
	}
	r.s.Misses = 0
	r.setDraft(st.id, r.joined(st, left, to[st.id]))
	r.onList(st)
	return true
}

// swap reads one thing in place of another: on the list that the old one stands
// on, else as the answer that the new one can be.
func (r *run) swap(st *step, old, now string) chat.Answers {
	for id, a := range r.s.Heard {
		n, ok := r.f.index[id]
		if !ok || r.f.steps[n].ask != AskSeveral {
			continue
		}
		left, ok := r.without(r.f.steps[n], a, old)
		if !ok {
			continue
		}
		to := r.newly(r.f.steps[n], now)
		if len(to) > 0 {
			r.s.Heard = cloned(r.s.Heard)
			r.s.Heard[id] = left
		}
		return to
	}
	for _, id := range r.changeable() {
		list := r.f.steps[r.f.index[id]]
		if list.ask != AskSeveral {
			continue
		}
		was := r.s.Answers[id]
		left, ok := r.without(list, was, old)
		if !ok {
			continue
		}
		to := r.newly(list, now)
		if len(to) > 0 {
			to[off+id] = minus(was, left)
		}
		return to
	}
	if hasDigit(old) && isNumber(now) {
		return r.alone(now)
	}
	return r.meant(st, now)
}

// newly reads a text as the answer of one step; nothing when it can't be.
func (r *run) newly(st *step, text string) chat.Answers {
	switch st.ask {
	case AskHours:
		return r.alone(text)
	case AskText:
		return chat.Answers{st.id: {Text: []string{text}}}
	case AskChoice, AskSeveral:
		named := r.named(st, text)
		ids, rest := named.match(text)
		if len(ids) == 1 && st.ask == AskSeveral && st.read != "" && !named.whole(ids[0], text) && r.partly(st, text) {
			ids = nil // it is less than the option
		}
		a := chat.Answer{Choice: ids}
		if st.ask == AskSeveral && len(ids) == 0 && st.read != "" {
			a = r.hear(text)[st.id]
		}
		switch {
		case len(a.Text) > 0 || len(a.Choice) > 0 && (rest == "" || filling(rest)):
		case st.write && r.listable(st, text):
			a = chat.Answer{Text: []string{text}}
		default:
			return nil
		}
		return chat.Answers{st.id: a}
	}
	return nil
}

// minus is what stands on a list and not in what is left of it.
func minus(on, left chat.Answer) (out chat.Answer) {
	for _, id := range on.Choice {
		if !slices.Contains(left.Choice, id) {
			out.Choice = append(out.Choice, id)
		}
	}
	for _, text := range on.Text {
		if !slices.Contains(left.Text, text) {
			out.Text = append(out.Text, text)
		}
	}
	return out
}

// namesAnswer gives the answer that a word or two at the summary name: "timer" is
// "ret timer".
func (r *run) namesAnswer(text string) (id string, ok bool) {
	if hasDigit(text) || len(strings.Fields(text)) > 2 {
		return "", false
	}
	ids, rest := Match(text, r.changeOptions())
	if len(ids) != 1 || rest != "" {
		return "", false
	}
	return ids[0], true
}
