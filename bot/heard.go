package bot

import (
	"context"
	"slices"
	"strings"

	"brobygger/bot/wording"
	"brobygger/chat"
	"brobygger/flows"
	"brobygger/practice"
)

// Reader gives the dialogs the reader of leaders' own words: what the rules
// recognise, as answers. It is pure.
func Reader(p *practice.Practice) flows.Reader {
	rules := wording.New(p.Catalogue)
	return func(text string, known func(string) any, l chat.Lang) chat.Answers {
		industry, _ := known("industry").(string)
		read, err := rules.In(industry).Read(context.Background(), text, l)
		if err != nil {
			return nil
		}
		return answers(read, p, said{text, industry, l})
	}
}

// said is a text that was read, and what is known of who wrote it.
type said struct {
	text     string
	industry string // "" when it is not known
	lang     chat.Lang
}

// name is what a task is called: as the catalogue does when all of it was said
// and it is a task of the company's own line, else as the leader said it.
func (s said) name(t wording.Task, c *practice.Catalogue) string {
	known, ok := c.Task(t.Code)
	if !ok {
		return t.Name
	}
	own := strings.Trim(s.text[t.From[0]:t.From[1]], " .,;:!?\n")
	if t.Part {
		if verb, _, _ := strings.Cut(t.Name, " "); strings.HasPrefix(own, verb+" ") && !strings.ContainsAny(own, ",:\n") && len(own) <= 80 {
			return own // "feje stierne"
		}
		return t.Name
	}
	if s.industry != "" && !strings.HasPrefix(t.Code, s.industry+".") && strings.Contains(own, " ") && len(own) <= 80 {
		return own
	}
	return known.Name(s.lang)
}

// answers gives a reading as a dialog takes it, by the names of [flows.Reader].
func answers(read wording.Reading, p *practice.Practice, s said) chat.Answers {
	out := chat.Answers{}
	var tasks, needs chat.Answer
	for _, t := range read.Tasks {
		name := s.name(t, p.Catalogue)
		code := t.Code
		if t.Part {
			code = "" // the option would say more than was offered
		}
		tasks.Choice, tasks.Text = append(tasks.Choice, code), append(tasks.Text, name)
		for _, need := range t.Needs {
			if !slices.Contains(needs.Choice, need) {
				needs.Choice = append(needs.Choice, need)
			}
		}
	}
	if len(tasks.Text) > 0 {
		out["tasks"] = tasks
	}
	if len(needs.Choice) > 0 {
		out["needs"] = needs
	}
	if h := hours(read); h != nil {
		lo, hi := flows.Whole(s.text, s.lang, h.Min, h.Max)
		out["hours"] = chat.Answer{Min: lo, Max: hi}
	}
	if days := days(read, tasks.Text, p.Words(s.lang)); days != "" {
		out["days"] = chat.Answer{Text: []string{days}}
	}
	if with := with(read); with != "" {
		out["with"] = chat.Answer{Choice: []string{with}}
	}
	if season := season(read); season != "" {
		out["season"] = chat.Answer{Choice: []string{season}}
	}
	return out
}

// hours are those of all tasks together; nil unless every task's were said.
func hours(read wording.Reading) *wording.Range {
	switch {
	case read.Hours != nil:
		return read.Hours
	case read.FullTime:
		return &wording.Range{Min: fullTime, Max: fullTime}
	case len(read.Tasks) == 0:
		return nil
	}
	sum, open := wording.Range{}, false
	for _, t := range read.Tasks {
		if t.Hours == nil {
			return nil
		}
		sum.Min += t.Hours.Min
		sum.Max += t.Hours.Max
		open = open || t.Hours.Max == 0
	}
	if open {
		sum.Max = 0
	}
	return &sum
}

// fullTime is the hours of an ordinary week.
const fullTime = 37

// days says when the tasks are to be done; of tasks with days of their own, each.
func days(read wording.Reading, names []string, w practice.Words) string {
	var said, each []string
	for i, t := range read.Tasks {
		when := w.When(t.Days, t.Times)
		if when == "" {
			continue
		}
		if !slices.Contains(said, when) {
			said = append(said, when)
		}
		each = append(each, names[i]+": "+when)
	}
	if len(said) == 1 {
		return said[0]
	}
	return strings.Join(each, "; ")
}

// with says whether the tasks are done alone or together with others.
func with(read wording.Reading) (code string) {
	for _, t := range read.Tasks {
		one := "colleagues"
		switch {
		case t.Alone == nil:
			continue
		case *t.Alone:
			one = "alone"
		}
		if code != "" && code != one {
			return "both"
		}
		code = one
	}
	return code
}

// season is the time of year, when it is the same for all tasks that have one.
func season(read wording.Reading) (code string) {
	for _, t := range read.Tasks {
		switch {
		case t.Season == "" || t.Season == code:
		case code != "":
			return "other"
		default:
			code = t.Season
		}
	}
	return code
}
