package practice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"brobygger/chat"
)

// What a company may say of the work, beside its tasks; each code has a text
// behind "with.", "flexible." and "start.".
func withCodes() []string { return []string{"colleagues", "alone", "both"} }
func flexibleCodes() []string {
	return []string{"breaks", "pace", "fixed_hours", "quiet", "split", "slow_start"}
}
func startCodes() []string { return []string{"now", "month", "later"} }

// form opens the form id about an opening: "fill", "terms" and "place" are the
// partner's, as is "pause", "change" and those that begin with it the leader's. A form holds
// five inputs at most, for that is what every platform's can.
func (t *Turn) form(o *Opening, id string, w Words) *chat.Form {
	part := strings.TrimPrefix(id, "change_")
	if part == "fill" || part == "change" {
		return t.fillForm(o, id, w)
	}
	f := &chat.Form{ID: id, Arg: o.ID, Lang: w.Lang(), Title: w.L("form."+part, "number", fmt.Sprint(o.Number)), Submit: w.L("form.save"), Cancel: w.L("form.cancel")}
	switch part {
	case "terms":
		f.Inputs = t.termsInputs(o, w)
	case "pause":
		f.Inputs = []chat.Input{{ID: "until", Label: w.L("form.pause_until"), Kind: chat.DateInput}}
	default:
		f.Inputs = t.placeInputs(o, w)
	}
	return f
}

// parts are the forms beside the first that an opening has; a visit has no terms.
func parts(o *Opening) []string {
	if o.Visit != "" && len(o.Tasks) == 0 {
		return []string{"place"}
	}
	return []string{"terms", "place"}
}

func (t *Turn) termsInputs(o *Opening, w Words) []chat.Input {
	start, day := one(o.Details.Start), chat.Input{ID: "start_day", Label: w.L("form.start_day"), Kind: chat.DateInput, Optional: true}
	if _, err := time.Parse(time.DateOnly, o.Details.Start); err == nil {
		start, day.Value = nil, one(o.Details.Start)
	}
	flexible := t.choice(w, "flexible", flexibleCodes(), o.Details.Flexible)
	if flexible.Kind == chat.ChoiceInput {
		flexible.Kind = chat.SeveralInput
	}
	return []chat.Input{
		t.choice(w, "pay", PayTerms(), one(o.Pay)),
		t.choice(w, "with", withCodes(), one(o.Details.With)),
		flexible,
		t.choice(w, "start", startCodes(), start),
		day,
	}
}

// choice is an input that takes one of codes; where forms hold no choices it is
// a text, and names what can be written.
func (t *Turn) choice(w Words, id string, codes, chosen []string) chat.Input {
	in := chat.Input{ID: id, Label: w.L("field." + id), Kind: chat.ChoiceInput, Value: chosen, Optional: true}
	var names, standing []string
	for _, c := range codes {
		in.Options = append(in.Options, chat.Option{ID: c, Label: w.L(id + "." + c)})
		names = append(names, w.L(id+"."+c))
		if slices.Contains(chosen, c) {
			standing = append(standing, w.L(id+"."+c))
		}
	}
	if !t.Limits.FormChoices {
		in.Kind, in.Options, in.Hint, in.Max = chat.TextInput, nil, strings.Join(names, ", "), 200
		in.Value = one(strings.Join(standing, ", "))
	}
	return in
}

// chosen reads what was chosen of codes, or written; ok is false for a word
// that is none of them.
func (t *Turn) chosen(id string, codes, values []string) (all []string, ok bool) {
	ok = true
	for _, word := range strings.Split(strings.Join(values, ","), ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		i := slices.IndexFunc(codes, func(c string) bool { return c == word || strings.EqualFold(t.Words.L(id+"."+c), word) })
		if i < 0 {
			ok = false
		} else if !slices.Contains(all, codes[i]) {
			all = append(all, codes[i])
		}
	}
	return all, ok
}

// correctTerms writes pay, company, flexibility and start into the opening; it
// gives what must be put right.
func (t *Turn) correctTerms(o *Opening, values map[string][]string) map[string]string {
	errors := map[string]string{}
	read := func(id string, codes []string, most int) []string {
		all, ok := t.chosen(id, codes, values[id])
		if !ok || len(all) > most {
			var names []string
			for _, c := range codes {
				names = append(names, t.Words.L(id+"."+c))
			}
			errors[id] = t.Words.L("wrong.choice", "list", strings.Join(names, ", "))
		}
		return all
	}
	pay, with, start := read("pay", PayTerms(), 1), read("with", withCodes(), 1), read("start", startCodes(), 1)
	flexible := read("flexible", flexibleCodes(), len(flexibleCodes()))
	day := strings.TrimSpace(first(values["start_day"]))
	if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
		errors["start_day"] = t.Words.L("wrong.date")
	}
	if len(errors) > 0 {
		return errors
	}
	d := &o.Details
	switch {
	case day != "" && (day != d.Start || len(start) == 0): // a day that only stood there gives way to a new choice
		d.Start = day
	default:
		d.Start = first(start)
	}
	o.Pay, d.With, d.Flexible = first(pay), first(with), flexible
	return nil
}

func (t *Turn) placeInputs(o *Opening, w Words) []chat.Input {
	text := func(id, value string, most int) chat.Input {
		return chat.Input{ID: id, Label: w.L("field." + id), Kind: chat.TextInput, Value: one(value), Optional: true, Max: most}
	}
	c, known, err := get[Company](t, o.Company)
	address := o.Details.Address
	if known = known && err == nil && !o.Unproven; known && address == "" {
		address = c.Address
	}
	inputs := []chat.Input{text("address", address, 200), text("mentor", o.Details.Mentor, 100)}
	if known {
		inputs = append(inputs, text("cvr", c.CVR, 20), text("pnumber", c.PNumber, 20))
	}
	return inputs
}

// correctPlace writes place and numbers into the opening and its company; it
// gives what must be put right. Somebody who is not proven to be of the company
// changes nothing of it.
func (t *Turn) correctPlace(o *Opening, values map[string][]string) (map[string]string, error) {
	c, known, err := get[Company](t, o.Company)
	if err != nil {
		return nil, err
	}
	word := func(id string) string { return strings.TrimSpace(first(values[id])) }
	if known && !o.Unproven {
		errors := map[string]string{}
		number := func(id string, read func(string) (string, string)) string {
			n, problem := word(id), ""
			if n != "" {
				if n, problem = read(n); problem != "" {
					errors[id] = t.Words.L(problem)
				}
			}
			return n
		}
		cvr, pnumber := number("cvr", ParseCVR), number("pnumber", ParsePNumber)
		if len(errors) > 0 {
			return errors, nil
		}
		c.CVR, c.PNumber, c.Address = cvr, pnumber, word("address")
		t.Save(c)
	}
	o.Details.Address, o.Details.Mentor = word("address"), word("mentor")
	return nil, nil
}

// one is a value as an input holds it; none for "".
func one(v string) []string {
	if v == "" {
		return nil
	}
	return []string{v}
}
