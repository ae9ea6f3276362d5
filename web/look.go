package web

import (
	"context"
	"slices"
	"strings"

	"brobygger/chat"
	"brobygger/play"
)

// clockPane is the pane of the clock on a narrow page.
const clockPane = "clock"

// stageView is all that a page shows.
type stageView struct {
	W        words
	Lang     chat.Lang
	People   chat.Lang // of the people: the language that the demo was started in
	Guide    guideView
	Panes    []paneView
	Current  string // the pane a narrow page shows
	Clock    clockView
	Telling  string // announced to screen readers
	Trouble  string
	Reason   string
	Markdown markdown
}

// paneView is one person's chat.
type paneView struct {
	Key     string // "leader", "staff", "coordinator"
	Role    string
	Who     play.Member
	People  []play.Member // whose screen the pane can show
	Rooms   []roomView
	Room    string // key of the open room
	Channel string // of the open room, "" for the direct conversation
	Posts   []postView
	Home    *postView
	Sheet   *sheetView
	Hints   []hintView
	Unread  int
	Current bool
	Label   string // of the open room
	Speaks  chat.Lang
}

// roomView is one tab of a pane.
type roomView struct {
	Key, Label string
	Unread     int
	Open       bool
}

// hintView is a command ready to be sent.
type hintView struct {
	Text      string
	Suggested bool // what the guide asks for
}

// word is what stands on the button: the command without /bro, which stands
// once in front of all.
func (h hintView) word() string { return strings.TrimPrefix(h.Text, "/bro ") }

// paneKeys are the panes, in order. A member belongs to the pane whose key its
// name begins with.
func paneKeys() []string { return []string{"leader", "staff", "coordinator"} }

// members are the people of the pane, the one named like it first.
func (d *demo) members(pane string) []play.Member {
	roster, ok := d.stage.Driver().(play.Roster)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(roster.Members()), func(m play.Member) bool {
		return strings.Trim(strings.TrimPrefix(m.Name, pane), "0123456789") != "" || !strings.HasPrefix(m.Name, pane)
	})
}

func (d *demo) has(pane, who string) bool {
	return slices.ContainsFunc(d.members(pane), func(m play.Member) bool { return m.Name == who })
}

// look gathers what s sees now, and counts as read what is shown. It is called
// with s.mu held.
func (d *demo) look(ctx context.Context, s *seat, narrow bool) stageView {
	d.mu.Lock()
	start, people := d.starts, d.lang
	d.mu.Unlock()
	s.begin(start)
	lang := s.lang
	if lang == "" {
		lang = people
	}
	w := d.words[lang]
	v := stageView{W: w, Lang: lang, People: people, Current: s.pane, Markdown: markdown{}}
	names := map[string]string{}
	var fresh []play.Post
	var whose []string
	for _, key := range paneKeys() {
		all := d.members(key)
		if len(all) == 0 {
			continue
		}
		p := paneView{Key: key, Role: w.T("role." + key), People: all, Who: all[0], Current: s.pane == key}
		for _, m := range all {
			if m.Name == s.who[key] {
				p.Who = m
			}
		}
		names[key] = first(p.Who.Shown, p.Who.Name)
		seen := d.stage.Driver().See(p.Who.Name)
		d.note(key, seen)
		d.rooms(&p, s, w, seen, !narrow || p.Current)
		p.Speaks = p.Who.Lang
		if p.Speaks == "" {
			p.Speaks = people
		}
		p.Sheet = sheetOf(p.Who.Name, seen)
		for _, post := range seen.Posts {
			if post.Seq > s.told && post.Author != p.Who.Name && !post.Deleted {
				fresh, whose = append(fresh, post), append(whose, p.Who.Shown)
			}
		}
		v.Panes = append(v.Panes, p)
	}
	s.announce(w, fresh, whose)
	d.mu.Lock()
	v.Guide = guide(w, d.seen, d.moved, names)
	d.mu.Unlock()
	for i := range v.Panes {
		v.Panes[i].Hints = hints(v.Panes[i], v.Guide)
	}
	v.Telling, v.Reason = s.telling, s.reason
	if s.trouble != "" {
		v.Trouble = w.T(s.trouble)
	}
	v.Clock = d.clockView(ctx, w, s.pane == clockPane)
	return v
}

// note remembers which kinds of messages have come, for the guide.
func (d *demo) note(pane string, seen play.View) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range seen.Posts {
		if p.Message.Kind != "" {
			d.seen[pane+"/"+p.Message.Kind] = true
		}
	}
}

// rooms sets the tabs of p, and what the open one shows.
func (d *demo) rooms(p *paneView, s *seat, w words, seen play.View, shown bool) {
	who := p.Who.Name
	keys := []string{directRoom}
	for _, c := range p.Who.Channels {
		keys = append(keys, "c."+c)
	}
	keys = append(keys, homeRoom)
	p.Room = s.room[who]
	if !slices.Contains(keys, p.Room) {
		p.Room = directRoom
		if p.Key == "staff" && len(p.Who.Channels) > 0 {
			p.Room = keys[1]
		}
	}
	for _, key := range keys {
		room := roomView{Key: key, Label: w.T("room.direct"), Open: key == p.Room}
		channel, inChannel := strings.CutPrefix(key, "c.")
		switch {
		case key == homeRoom:
			room.Label = w.T("room.home")
		case inChannel:
			room.Label = "#" + w.Channel(channel)
		default:
			channel = ""
		}
		if key != homeRoom {
			newest := s.read[who+"/"+key]
			for _, post := range seen.Posts {
				if post.Channel != channel {
					continue
				}
				if room.Open && shown {
					newest = max(newest, post.Seq)
				} else if post.Seq > newest && post.Author != who && !post.Deleted {
					room.Unread++
				}
			}
			s.read[who+"/"+key] = newest
		}
		if room.Open {
			p.Label, p.Channel = room.Label, channel
			if key == homeRoom {
				p.Channel = ""
				p.Home = d.homeView(who, seen.Home)
			} else {
				p.Posts = d.posts(p.Who, channel, w, seen.Posts)
			}
		}
		p.Unread += room.Unread
		p.Rooms = append(p.Rooms, room)
	}
}

// announce makes the words for screen readers of what is new. A look that
// finds nothing new keeps the last words, so that they are heard to the end.
func (s *seat) announce(w words, fresh []play.Post, whose []string) {
	before := s.told
	var parts []string
	for i, p := range fresh {
		s.told = max(s.told, p.Seq)
		text := p.Text
		if r := []rune(text); len(r) > 240 {
			text = string(r[:240]) + " …"
		}
		parts = append(parts, w.T("announce", "who", whose[i], "text", text))
	}
	if before < 0 {
		s.told = max(s.told, 0)
		return
	}
	if len(parts) > 0 {
		s.telling = strings.Join(parts, "\n")
	}
}

// first gives the first name.
func first(shown, name string) string {
	if shown == "" {
		return name
	}
	word, _, _ := strings.Cut(shown, " ")
	return word
}

// whoIn is the person whose screen a pane shows, "" for the clock.
func (v stageView) whoIn(pane string) string {
	for _, p := range v.Panes {
		if p.Key == pane {
			return p.Who.Name
		}
	}
	return ""
}
