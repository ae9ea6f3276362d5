package sim

import (
	"maps"
	"slices"
	"strings"

	"brobygger/chat"
	"brobygger/play"
)

// See gives all that who can see now: the conversation with the bot, the
// channels who is in and the notices there, the open form and the home view.
// "" sees every channel, and neither direct messages nor notices. Somebody
// unknown sees nothing. What it returns is shared: it must not be changed.
func (w *World) See(who string) play.View {
	w.mu.Lock()
	defer w.mu.Unlock()
	var v play.View
	m := w.members[who]
	if m == nil && who != "" {
		return v
	}
	for _, p := range w.posts {
		switch {
		case m == nil && p.owner == "":
			v.Posts = append(v.Posts, p.Post)
		case m != nil && w.sees(m, p):
			v.Posts = append(v.Posts, p.seenBy(who))
		}
	}
	if m == nil {
		return v
	}
	if m.home != nil {
		home := m.home.seenBy(who).Message
		v.Home = &home
	}
	if m.sheet != nil {
		form := m.sheet.form
		form.Inputs = slices.Clone(form.Inputs)
		v.Form, v.Errors = &form, maps.Clone(m.sheet.errors)
	}
	return v
}

// Changed is closed at the next change of anything that somebody sees.
func (w *World) Changed() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changed
}

// sees reports whether m can see p now. A notice that was taken away leaves no
// trace. It is called with w.mu held.
func (w *World) sees(m *member, p *post) bool {
	if p.owner != "" && p.owner != m.Name || p.notice && p.Deleted {
		return false
	}
	return p.Channel == "" || m.in(p.Channel)
}

// seenBy gives the post with what who has chosen in it.
func (p *post) seenBy(who string) play.Post {
	seen := p.Post
	if mine := p.chosen[who]; len(mine) > 0 {
		seen.Message.Selects = slices.Clone(seen.Message.Selects)
		for i, values := range mine {
			seen.Message.Selects[i].Chosen = values
		}
	}
	return seen
}

// versions lists what the post says, and with stale also what it once said,
// newest first.
func (p *post) versions(stale bool) []chat.Message {
	all := []chat.Message{p.Message}
	if stale {
		for _, m := range slices.Backward(p.past) {
			all = append(all, m)
		}
	}
	return all
}

// read gives the plain text of m, and whom it notifies. Accounts of another
// workspace cannot be notified here and are passed over. It is called with
// w.mu held.
func (w *World) read(m chat.Message) (text string, pings []string) {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	var names []string
	for _, a := range m.Mentions {
		if who := w.members[a.User]; who != nil && a == w.Account(a.User) {
			pings = append(pings, a.User)
			names = append(names, "@"+who.Shown)
		}
	}
	add(strings.Join(names, " "))
	add(chat.Plain(m.Title))
	add(chat.Plain(m.Text))
	for _, f := range m.Fields {
		add(f.Label + ":" + chat.Plain(f.Behind()))
	}
	add(chat.Plain(m.Note))
	return strings.Join(lines, "\n"), pings
}
