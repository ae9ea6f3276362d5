package play

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"brobygger/chat"
)

// Format shows a view as text: every message with its place, kind, text and
// labels with ids, then the open form and the home view.
func Format(v View) string {
	var b strings.Builder
	for _, p := range v.Posts {
		b.WriteString(formatPost(p, "", p.At.Location(), true))
		b.WriteByte('\n')
	}
	if v.Form != nil {
		fmt.Fprintf(&b, "form %s\n", formatForm(v.Form, nil, v.Errors, true))
	}
	if v.Home != nil {
		fmt.Fprintf(&b, "home %s\n", formatPost(homePost(*v.Home), "", time.UTC, true))
	}
	return b.String()
}

// formatPost shows a message: "09:00 bot → leader [tasks.start] Hej … [Opgaver]".
// Lines of the text after the first are indented. viewer names whose message it
// is when it is not a channel's; ids adds ids to labels.
func formatPost(p Post, viewer string, zone *time.Location, ids bool) string {
	var b strings.Builder
	if !p.At.IsZero() {
		b.WriteString(p.At.In(zone).Format("15:04 "))
	}
	to, colon := target(p, viewer, ""), ""
	if p.Author != Bot {
		colon = ":"
		if p.Channel == "" {
			to = Bot
		}
	}
	fmt.Fprintf(&b, "%s → %s%s%s", p.Author, to, colon, content(p, ids))
	return b.String()
}

// target names where a post stands for its viewer; root is the text of the
// message it replies under, if known.
func target(p Post, viewer, root string) string {
	if viewer == "" {
		viewer = "you"
	}
	to := p.Channel
	switch {
	case p.ID == HomePost:
		to = viewer + "'s home"
	case p.Channel == "":
		to = viewer
	case p.Private:
		to = viewer + "@" + p.Channel + ", only"
	}
	switch {
	case p.Root == "":
	case root == "":
		to += " (in thread)"
	default:
		to += "/" + short(root)
	}
	return to
}

// content is " [kind] text [labels]".
func content(p Post, ids bool) string {
	var b strings.Builder
	if p.Deleted {
		return " (deleted)"
	}
	if p.Message.Kind != "" {
		fmt.Fprintf(&b, " [%s]", p.Message.Kind)
	}
	for i, l := range slices.DeleteFunc(strings.Split(p.Text, "\n"), func(l string) bool { return fold(l) == "" }) {
		if i > 0 {
			b.WriteString("\n       ")
		}
		b.WriteString(" " + fold(l))
	}
	labels := formatLabels(p.Message, ids)
	if labels != "" && strings.Contains(b.String(), "\n") {
		b.WriteString("\n       ")
	}
	return b.String() + labels
}

// formatLabels shows selects and buttons, each with a space before it.
func formatLabels(m chat.Message, ids bool) string {
	id := func(id, arg string) string {
		switch {
		case !ids:
			return ""
		case arg != "":
			return " @" + id + ":" + arg
		}
		return " @" + id
	}
	var b strings.Builder
	for _, s := range m.Selects {
		fmt.Fprintf(&b, " [%s%s: %s]", fold(s.Label), id(s.ID, s.Arg), formatOptions(s.Options, s.Chosen, ids))
	}
	for _, u := range m.Buttons {
		link := ""
		if u.URL != "" {
			link = " ↗"
		}
		fmt.Fprintf(&b, " [%s%s%s]", fold(u.Label), id(u.ID, u.Arg), link)
	}
	return b.String()
}

// formatOptions shows a list to choose from, what is chosen with a tick.
func formatOptions(options []chat.Option, chosen []string, ids bool) string {
	var all []string
	for _, o := range options {
		s := fold(o.Label)
		if slices.Contains(chosen, o.ID) {
			s = "✓ " + s
		}
		if ids {
			s += " @" + o.ID
		}
		all = append(all, s)
	}
	return strings.Join(all, " | ")
}

// printer writes the conversation as it happens.
type printer struct {
	out  io.Writer
	err  error
	zone *time.Location
	day  string
	// what has been printed of each post, form and home view
	posts map[string]Post
	forms map[string]string
	homes map[string]string
}

// linef prints one line under its time and, when the day is new, its day.
func (w *printer) linef(at time.Time, format string, args ...any) {
	at = at.In(w.zone)
	w.heading(at)
	w.write(at.Format("15:04 ") + fmt.Sprintf(format, args...) + "\n")
}

// heading prints the day when it is a new one.
func (w *printer) heading(at time.Time) {
	day := at.Format("Monday 2 January 2006")
	if day == w.day {
		return
	}
	if w.day != "" {
		w.write("\n")
	}
	w.day = day
	w.write("— " + day + " —\n")
}

func (w *printer) write(s string) {
	if w.err == nil {
		_, w.err = io.WriteString(w.out, s)
	}
}

// news prints what the bot has done since the last time: new messages in the
// order they came, then changed and deleted ones, then forms and home views.
// form shows somebody's open form.
func (w *printer) news(people []string, all map[string]*seen, now time.Time, form func(who string) string) {
	type item struct {
		post Post
		to   string
	}
	var fresh, changed []item
	for _, who := range append([]string{""}, people...) {
		for _, p := range all[who].now.Posts {
			old, known := w.posts[p.ID]
			if known && same(old, p) {
				continue
			}
			w.posts[p.ID] = p
			switch {
			case p.Author != Bot:
			case !known && !p.Deleted:
				fresh = append(fresh, item{p, target(p, who, w.posts[p.Root].Text)})
			case known:
				changed = append(changed, item{p, target(p, who, w.posts[p.Root].Text)})
			}
		}
	}
	bySeq := func(a, b item) int { return cmp.Compare(a.post.Seq, b.post.Seq) }
	slices.SortStableFunc(fresh, bySeq)
	slices.SortStableFunc(changed, bySeq)
	for _, i := range fresh {
		at := i.post.At
		if at.IsZero() {
			at = now
		}
		w.linef(at, "bot → %s%s", i.to, content(i.post, false))
	}
	for _, i := range changed {
		w.linef(now, "bot ✎ %s%s", i.to, content(i.post, false))
	}
	for _, who := range people {
		v := all[who].now
		open, home := "", ""
		if v.Form != nil {
			open = formatForm(v.Form, nil, v.Errors, false)
		}
		if open != "" && open != w.forms[who] {
			w.linef(now, "bot → %s form %s", who, form(who))
		}
		if v.Home != nil {
			home = content(homePost(*v.Home), false)
		}
		if home != "" && home != w.homes[who] {
			w.linef(now, "bot → %s's home%s", who, home)
		}
		w.forms[who], w.homes[who] = open, home
	}
}
