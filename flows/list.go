package flows

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"brobygger/chat"
)

// selects makes one select of several, or as many as the platform needs to
// show all options. Each reports only its own part, so each has an id of its
// own: choose, choose.2, choose.3. There is none when there is nothing to choose.
func (r *run) selects(id string, opts []chat.Option, chosen []string) []chat.Select {
	if len(opts) == 0 {
		return nil
	}
	n := r.selectParts(opts)
	out := make([]chat.Select, n)
	for i := range out {
		s := chat.Select{ID: id, Arg: r.arg(), Label: r.word("choose_several"), Several: true, Options: opts, Chosen: chosen}
		if n > 1 {
			s.Options, s.Chosen = selectPart(opts, i, n), nil
			s.Label += " (" + strconv.Itoa(i+1) + "/" + strconv.Itoa(n) + ")"
			for _, o := range s.Options {
				if slices.Contains(chosen, o.ID) {
					s.Chosen = append(s.Chosen, o.ID)
				}
			}
		}
		if i > 0 {
			s.ID += "." + strconv.Itoa(i+1)
		}
		out[i] = s
	}
	return out
}

func (r *run) selectParts(opts []chat.Option) int {
	if most := r.in.Limits.Options; most > 0 && len(opts) > most {
		return (len(opts) + most - 1) / most
	}
	return 1
}

func selectPart(opts []chat.Option, i, n int) []chat.Option {
	return opts[i*len(opts)/n : (i+1)*len(opts)/n]
}

// offered gives the options of a list with the own words of the draft among
// them, and the ids of those.
func (r *run) offered(st *step, d chat.Answer) (all []chat.Option, own []string) {
	all = slices.Clone(r.options(st))
	for i, text := range d.Text {
		own = append(own, ownID(i))
		all = append(all, chat.Option{ID: ownID(i), Label: text})
	}
	return all, own
}

// tick takes a choice in one select of a list of several.
func (r *run) tick(st *step, b chat.Chose) {
	d := r.s.Draft[st.id]
	name, num, _ := strings.Cut(b.Select, ".")
	all := r.options(st)
	if name == idList {
		all, _ = r.offered(st, d)
	}
	n, i := r.selectParts(all), 1
	if num != "" {
		i, _ = strconv.Atoi(num)
	}
	if i < 1 || i > n {
		return
	}
	next := chat.Answer{}
	part := selectPart(all, i-1, n)
	for k, o := range all {
		at := strings.TrimPrefix(o.ID, ownPrefix)
		ticked := slices.Contains(d.Choice, o.ID)
		isOwn := name == idList && k >= len(all)-len(d.Text)
		if slices.ContainsFunc(part, func(p chat.Option) bool { return p.ID == o.ID }) {
			ticked = slices.Contains(b.Values, o.ID)
		} else if isOwn {
			ticked = true
		}
		switch {
		case !ticked:
		case isOwn:
			if k, err := strconv.Atoi(at); err == nil && k >= 1 && k <= len(d.Text) {
				next.Text = append(next.Text, d.Text[k-1])
			}
		default:
			next.Choice = append(next.Choice, o.ID)
		}
	}
	if name != idList {
		next.Text = d.Text
	}
	r.setDraft(st.id, next)
	if len(next.Text) != len(d.Text) {
		r.onList(st) // own words have new numbers now
	}
}

const ownPrefix = "own-"

// idea shows the next entry of the step's list; the question stays open.
func (r *run) idea(st *step) {
	ideas := r.in.Facts.List(st.aside.list, r.s.Answers, r.s.Lang)
	m := chat.Message{Kind: r.f.name + ".idea", Lang: r.s.Lang}
	if len(ideas) == 0 {
		m.Text = r.word("no_idea")
		r.say(m)
		return
	}
	m.Text = "_" + chat.Escape(ideas[r.s.Asides%len(ideas)].Label) + "_"
	r.s.Asides++
	r.s.AskedAt = r.in.At.UTC()
	m.Buttons = []chat.Button{{ID: idIdea, Arg: r.arg(), Label: r.word("another_idea")}}
	r.say(m)
}

// listed gives what can be ticked, what is, and that as lines.
func (r *run) listed(st *step, d chat.Answer) (all []chat.Option, chosen []string, names string) {
	all, own := r.offered(st, d)
	chosen = append(slices.Clone(d.Choice), own...)
	var lines []string
	for _, o := range all {
		if slices.Contains(chosen, o.ID) {
			lines = append(lines, "- "+chat.Escape(o.Label))
		}
	}
	return all, chosen, strings.Join(lines, "\n")
}

// onList shows what is on the list now, own words included, each of which can
// be taken off again.
func (r *run) onList(st *step) {
	d := r.s.Draft[st.id]
	all, chosen, names := r.listed(st, d)
	m := r.beside("list", r.word("on_list")+"\n\n"+names)
	if names == "" {
		m.Text = r.word("list_empty")
	}
	m.Selects = r.selects(idList, all, chosen)
	m.Note = r.word("on_list_more")
	r.s.AskedAt = r.in.At.UTC()
	r.controls(&m, st)
	r.say(m)
}

func ownID(i int) string { return ownPrefix + strconv.Itoa(i+1) }

// ownWords takes a sentence typed at a choice as own words for a later list.
// A word or two is rather an answer that was not understood.
func (r *run) ownWords(st *step, text string) (done bool, err error) {
	if len(strings.Fields(text)) < 3 {
		return false, nil
	}
	o := r.ownOption(st)
	if o == nil || !r.put(r.f.steps[o.own.n], text) {
		return false, nil
	}
	return true, r.take1(st, o.id)
}

// typedSeveral ticks what is named and, where own words are welcome, puts the
// rest on the list as it was written.
func (r *run) typedSeveral(st *step, text string) error {
	d := r.s.Draft[st.id]
	if r.swapOn(st, text) || r.takeOff(st, text) {
		return nil // "nej, ikke returvarer" is no plain no
	}
	if done, err := r.evaded(st, text); done {
		return err
	}
	size := len(d.Text)
	for _, t := range d.Text {
		size += utf8.RuneCountInString(t)
	}
	switch {
	case size+utf8.RuneCountInString(text) > MaxAnswer || len(d.Text) >= 30:
		r.miss(st, r.word("too_many"))
	case r.tooEarly(st, text), r.onlyPhone(text), st.read != "" && r.onlyDays(text):
	case st.read != "" && noWork(text):
		r.missed(st)
	case r.beyond(st, text) && r.offer(st, text):
	case !r.put(st, text):
		r.missed(st)
	default:
		r.s.Misses = 0
		r.onList(st)
	}
	return nil
}

// put puts a text on the list of the step; false when nothing in it belongs there.
func (r *run) put(st *step, text string) bool {
	all := r.named(st, text)
	d := r.s.Draft[st.id]
	added := false
	d.Choice, d.Text = slices.Clone(d.Choice), slices.Clone(d.Text)
	for _, line := range items(text) {
		ids, rest := all.match(line)
		if len(ids) == 1 && rest == "" && st.read != "" && !all.whole(ids[0], line) && r.partly(st, line) {
			ids, rest = nil, line // "feje" offers no gritting
		}
		if len(ids) == 0 && st.read != "" && len(strings.Fields(line)) > 2 { // shorter is a name already
			if a := r.hear(line)[st.id]; len(a.Choice) > 0 {
				ids, rest = a.Choice, strings.Join(a.Text, ", ")
			}
		}
		for _, id := range ids {
			d.Choice, added = with(d.Choice, id), true
		}
		if rest = strings.TrimSpace(rest); st.write && r.listable(st, rest) && len(d.Text) < 40 {
			d.Text, added = with(d.Text, rest), true
		}
	}
	if !added {
		return false
	}
	ordered := d.Choice[:0:0]
	for _, o := range all.options {
		if slices.Contains(d.Choice, o.ID) && !slices.Contains(ordered, o.ID) {
			ordered = append(ordered, o.ID)
		}
	}
	d.Choice = ordered
	r.setDraft(st.id, d)
	return true
}

// partly reports whether the reader sees in a line one piece of work that the
// list has no option for, or only with more than was said.
func (r *run) partly(st *step, line string) bool {
	a := r.found(line)[st.read]
	return len(a.Text) == 1 && len(a.Choice) == 1 && a.Choice[0] == ""
}
