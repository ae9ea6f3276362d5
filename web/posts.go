package web

import (
	"slices"
	"strings"

	"brobygger/chat"
	"brobygger/play"
)

// postView is one message on somebody's screen.
type postView struct {
	Post     play.Post
	Key      string // id on the page
	Who      string // whose screen
	Author   string
	Initials string
	Tint     int // which of the colours the author has; the name says the same
	Bot      bool
	Mine     bool
	Day      string // the day that begins with this message, "" when it goes on
	Time     string
	Moment   string // machine-readable
	Mentions []string
	Replies  []postView
	CanReply bool
}

// posts are the messages of one room, replies under their roots.
func (d *demo) posts(viewer play.Member, channel string, w words, all []play.Post) []postView {
	people := map[string]play.Member{}
	if roster, ok := d.stage.Driver().(play.Roster); ok {
		for _, m := range roster.Members() {
			people[m.Name] = m
		}
	}
	var out []postView
	at := map[string]int{}
	day := ""
	for _, p := range all {
		if p.Channel != channel {
			continue
		}
		local := p.At.In(d.stage.Zone())
		v := postView{
			Post: p, Key: "p-" + viewer.Name + "-" + p.ID, Who: viewer.Name, Bot: p.Author == play.Bot, Mine: p.Author == viewer.Name,
			Time: w.Clock(local), Moment: local.Format("2006-01-02T15:04:05Z07:00"), Author: w.T("bot"), Initials: "B",
		}
		if !v.Bot {
			m := people[p.Author]
			v.Author, v.Initials, v.Tint = p.Author, initials(p.Author), tint(p.Author)
			if m.Shown != "" {
				v.Author, v.Initials = m.Shown, initials(m.Shown)
			}
		}
		for _, a := range p.Message.Mentions {
			if m, ok := people[a.User]; ok && m.Shown != "" {
				v.Mentions = append(v.Mentions, m.Shown)
			}
		}
		if i, ok := at[p.Root]; ok && p.Root != "" {
			out[i].Replies = append(out[i].Replies, v)
			continue
		}
		if today := w.Date(local); today != day {
			day, v.Day = today, today
		}
		v.CanReply = channel != "" && !p.Private && !p.Deleted
		at[p.ID] = len(out)
		out = append(out, v)
	}
	return out
}

// homeView is the person's home tab; nil when the bot shows none.
func (d *demo) homeView(who string, m *chat.Message) *postView {
	if m == nil {
		return nil
	}
	return &postView{Post: play.Post{ID: play.HomePost, Message: *m}, Key: "home-" + who, Who: who, Bot: true}
}

// initials are the first letters of the first and the last name.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	out := string([]rune(words[0])[:1])
	if len(words) > 1 {
		out += string([]rune(words[len(words)-1])[:1])
	}
	return strings.ToUpper(out)
}

// tint spreads people over the colours of the style sheet.
func tint(name string) int {
	n := 0
	for _, c := range name {
		n += int(c)
	}
	return n%5 + 1
}

// chosen reports whether option id of s is set.
func chosen(s chat.Select, id string) bool { return slices.Contains(s.Chosen, id) }
