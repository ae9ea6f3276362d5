package flows

import (
	"slices"
	"strings"

	"brobygger/chat"
)

// typedConfirm takes a text at the summary: send, a correction, or neither.
func (r *run) typedConfirm(st *step, text string) error {
	if ParseWord(text) == Send {
		return r.confirm(st, false)
	}
	if holdsBack(text) {
		r.changes()
		return nil
	}
	if found := r.instead(st, text); len(found) > 0 {
		r.s.Misses = 0
		r.heard(found)
		return nil
	}
	if _, off := takesOff(text); off && bids(text) && !slices.ContainsFunc(strings.Fields(Fold(text)), func(w string) bool { return denying[w] }) {
		return r.stop() // "slet det"
	}
	if done, err := r.struck(st, text); done {
		return err
	}
	if yes, ok := ParseYes(text, r.s.Lang); ok {
		switch {
		case yes && r.s.Misses > 0: // a correction was not understood: this yes may mean that
			r.say(r.beside("miss", r.word("not_yet")))
			return r.ask(st)
		case yes:
			return r.confirm(st, false)
		case len(r.changeable()) > 0:
			r.changes()
			return nil
		}
		return r.stop()
	}
	first, rest, _ := strings.Cut(text, " ")
	if ParseWord(first) == Change && rest != "" {
		if ids, _ := Match(rest, r.changeOptions()); len(ids) == 1 {
			return r.change(ids[0])
		}
		r.changes()
		return nil
	}
	label := r.plain(st.sendWord)
	ids, beside := Match(text, []chat.Option{{ID: idSend, Label: label}, {ID: idSend, Label: r.word(idSend)}})
	if named := len(ids) > 0 && !isNumber(text); named && r.onlySends(beside) {
		return r.confirm(st, false)
	}
	if id, ok := r.namesAnswer(text); ok && len(r.amendable()) == 0 {
		return r.change(id)
	}
	if done, err := r.amend(text); done || err != nil {
		return err
	}
	if _, number := r.givesPhone(text); number != "" {
		if !r.offer(st, text) && r.tookPhone(text) {
			return r.ask(st)
		}
		return nil
	}
	if !onlyTakesOff(text) {
		if r.offer(st, text) {
			return nil
		}
		if found := r.meant(st, text); len(found) > 0 {
			r.heard(found)
			return nil
		}
	}
	names := r.changeOptions()
	if len(names) == 0 {
		r.missed(st)
		return nil
	}
	labels := make([]string, len(names))
	for i, o := range names {
		labels[i] = o.Label
	}
	r.miss(st, r.told("miss_correction", "text", cut(text, 200), "names", strings.Join(labels, ", ")))
	return nil
}

// sendWords stand beside "send det" and change nothing of it.
var sendWords = wordSet("ja bare nu dog saa bare lige gerne det den kortet opgaverne i maa kan til af sted afsted vil jeg vi you can may to them it the card off over yes go ahead please then so just now kommunen municipality jobcenter jobcentret jobcenteret")

// onlySends reports whether what stands beside "send det" says nothing more: "send
// det til min mail" asks for something else.
func (r *run) onlySends(beside string) bool {
	if yes, plain := ParseYes(beside, r.s.Lang); plain {
		return yes
	}
	unit, _ := r.value("unit")
	name, _ := unit.(string)
	for _, t := range lexemes(beside) {
		if t.kind == 'n' || t.kind == 'w' && !sendWords[t.s] && !polite[t.s] && !leadIns[t.s] && !slices.Contains(strings.Fields(Fold(name)), t.s) {
			return false
		}
	}
	return true
}

// struck takes off a list what "fjern pakke ordrer" names at the summary, and
// shows the summary anew. A list that must not be empty is asked for again.
func (r *run) struck(st *step, text string) (done bool, err error) {
	rest, ok := takesOff(text)
	if !ok {
		return false, nil
	}
	for _, id := range r.changeable() {
		list := r.f.steps[r.f.index[id]]
		if list.ask != AskSeveral {
			continue
		}
		left, ok := r.without(list, r.s.Answers[id], rest)
		switch {
		case !ok:
			continue
		case len(left.Choice)+len(left.Text) > 0:
			r.setAnswer(id, left)
			return true, r.ask(st)
		case list.optional:
			r.dropAnswer(id)
			return true, r.ask(st)
		}
		r.dropAnswer(id)
		r.say(r.beside("list", r.word("list_empty")))
		return true, r.change(id)
	}
	return false, nil
}

// meant reads a text that corrects one answer without naming it: days alone,
// hours alone, or what is an option of one of the questions before st; "they
// must speak Danish" names one of what is read in own words.
func (r *run) meant(st *step, text string) chat.Answers {
	if found := r.days(text); len(found) > 0 {
		return found
	}
	found := r.alone(text)
	if len(found) > 0 || hasDigit(text) {
		return found
	}
	found = chat.Answers{}
	for _, one := range r.f.steps[:st.n] {
		if one.short.empty() || one.ask != AskChoice && one.ask != AskSeveral {
			continue
		}
		if ok, err := r.holds(one.when); (err != nil || !ok) && one.read == "" {
			continue
		}
		ids, rest := r.named(one, text).match(text)
		if (filling(rest) || one.read != "" && one.list == "") && (len(ids) == 1 || len(ids) > 1 && one.ask == AskSeveral) {
			found[one.id] = chat.Answer{Choice: ids}
		}
	}
	return found
}

// days reads a text that names days and nothing else as the step's answer that
// reads days.
func (r *run) days(text string) chat.Answers {
	if saysDays(text, r.s.Lang) {
		for _, st := range r.f.steps {
			if st.read == "days" && st.ask == AskText {
				return chat.Answers{st.id: {Text: []string{text}}}
			}
		}
	}
	return nil
}

// onlyDays shows days that were typed where something else is asked for.
func (r *run) onlyDays(text string) bool {
	found := r.days(text)
	if len(found) > 0 {
		r.s.Misses = 0
		r.heard(found)
	}
	return len(found) > 0
}

// onlyPhone keeps a phone number that was typed where something else is asked for.
func (r *run) onlyPhone(text string) bool {
	if strings.ContainsFunc(text, func(c rune) bool { return isLetter(c) }) {
		return false
	}
	name, number := r.givesPhone(text)
	if number != "" {
		r.noted(name, number)
	}
	return number != ""
}

// tookPhone keeps the number in a text that is no answer because of it, and says
// so; what else the text says is not kept.
func (r *run) tookPhone(text string) bool {
	name, number := r.givesPhone(text)
	if number == "" {
		return false
	}
	key := "corrected_part"
	if phoneOnly(text) {
		key = "corrected"
	}
	r.s.Misses = 0
	r.s.AskedAt = r.in.At.UTC()
	r.say(r.beside("noted", r.told(key, "name", name, "value", number)))
	return true
}

// phoneWords stand around a number and say nothing more.
var phoneWords = wordSet("ring til paa mig mit nummer nummeret telefon telefonen telefonnummer telefonnummeret mobil mobilen er det forkert i stedet for nyt nye ny rigtige rette hellere skal vaere ikke men tlf kan bruge brug " +
	"call me on at my the phone number mobile is it wrong instead new right should be use please no nej")

// phoneOnly reports whether a text with a number in it is about the number only.
func phoneOnly(text string) bool {
	for _, t := range lexemes(text) {
		if t.kind == 'w' && !phoneWords[t.s] && !polite[t.s] {
			return false
		}
	}
	return true
}

// otherNumbers are said of numbers that nobody can be called on.
var otherNumbers = wordSet("cvr cvrnummer cvrnr pnummer p konto kontonummer faktura ordre account invoice order vat")

// givesPhone takes a phone number in a text as that of the flow's form, and
// gives what it is called there; "" when there is no number or nowhere to put it.
func (r *run) givesPhone(text string) (name, number string) {
	number, ok := ParsePhone(text)
	if !ok || slices.ContainsFunc(lexemes(text), func(t lexeme) bool { return otherNumbers[t.s] }) {
		return "", ""
	}
	for _, st := range r.f.steps {
		i := slices.IndexFunc(st.form, func(in *input) bool { return in.kind == "phone" })
		if i < 0 || !st.always && !slices.Contains(r.s.Path, st.id) || slices.Contains(r.s.Path[:r.s.Floor], st.id) {
			continue
		}
		given := chat.Answers{}
		for k, in := range st.form {
			v := r.standing(in)
			if k == i {
				v = []string{number}
			}
			a, why := r.read(in, v)
			if why != "" {
				return "", ""
			}
			given[in.id] = a
		}
		for id, a := range given {
			r.setAnswer(id, a)
		}
		return r.plain(st.form[i].label), given[st.form[i].id].Text[0]
	}
	return "", ""
}
