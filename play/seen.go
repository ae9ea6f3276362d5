package play

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"brobygger/chat"
)

// seen is what one viewer has seen so far, as it stood at the end of each line.
type seen struct {
	now   View
	posts map[string][]Post // by post id: what it looked like, oldest first
	order []string          // post ids by Seq
}

// look takes in what everybody sees now.
func (r *run) look() {
	r.changed = r.driver.Changed()
	if roster, ok := r.driver.(Roster); ok {
		r.meet(roster.Members())
	}
	for _, who := range append([]string{""}, r.people...) {
		s := r.seen[who]
		if s == nil {
			s = &seen{posts: map[string][]Post{}}
			r.seen[who] = s
		}
		s.now = r.driver.See(who)
		slices.SortStableFunc(s.now.Posts, func(a, b Post) int { return cmp.Compare(a.Seq, b.Seq) })
		for _, p := range s.now.Posts {
			r.meetChannel(p.Channel)
			old := s.posts[p.ID]
			if len(old) == 0 {
				s.order = append(s.order, p.ID)
			}
			if len(old) == 0 || !same(old[len(old)-1], p) {
				s.posts[p.ID] = append(old, p)
			}
		}
		slices.SortStableFunc(s.order, func(a, b string) int { return cmp.Compare(s.posts[a][0].Seq, s.posts[b][0].Seq) })
		r.forget(who)
	}
}

// glance looks only when something has changed since the last look.
func (r *run) glance() {
	select {
	case <-r.changed:
		r.look()
	default:
	}
}

// same reports whether a person would see no difference.
func same(a, b Post) bool {
	return a.Text == b.Text && a.Deleted == b.Deleted && a.Message.Kind == b.Message.Kind &&
		slices.Equal(a.Message.Buttons, b.Message.Buttons) &&
		slices.EqualFunc(a.Message.Selects, b.Message.Selects, func(x, y chat.Select) bool {
			return x.ID == y.ID && x.Arg == y.Arg && x.Label == y.Label && x.Several == y.Several &&
				slices.Equal(x.Options, y.Options) && slices.Equal(x.Chosen, y.Chosen)
		})
}

// news gives the bot's messages at s after the mark, as they looked first.
func (r *run) news(s spot, mark int64) []Post {
	var all []Post
	v := r.seen[s.viewer]
	for _, id := range v.order {
		if p := v.posts[id][0]; p.Seq > mark && p.Author == Bot && !p.Deleted && s.holds(p, false) {
			all = append(all, p)
		}
	}
	return all
}

// standing gives what stands at s now, oldest first, the home view before all.
func (r *run) standing(s spot, withRoot bool) []Post {
	v := r.seen[s.viewer].now
	var all []Post
	if s.viewer != "" && s.channel == "" && v.Home != nil {
		all = append(all, homePost(*v.Home))
	}
	for _, p := range v.Posts {
		if !p.Deleted && s.holds(p, withRoot) {
			all = append(all, p)
		}
	}
	return all
}

// newest gives the newest message that stands at s and is wanted, or nil.
func (r *run) newest(s spot, withRoot bool, want func(Post) bool) *Post {
	all := r.standing(s, withRoot)
	for i := len(all) - 1; i >= 0; i-- {
		if want(all[i]) {
			return &all[i]
		}
	}
	return nil
}

// newestEver gives the newest message that was ever wanted at s, as it looked
// then, or nil.
func (r *run) newestEver(s spot, want func(Post) bool) *Post {
	v := r.seen[s.viewer]
	for _, id := range slices.Backward(v.order) {
		for _, p := range slices.Backward(v.posts[id]) {
			if s.holds(p, true) && want(p) {
				return &p
			}
		}
	}
	return nil
}

func homePost(m chat.Message) Post {
	parts := []string{m.Title, m.Text}
	for _, f := range m.Fields {
		parts = append(parts, f.Label+": "+f.Value)
	}
	text := strings.Join(append(parts, m.Note), "\n")
	return Post{ID: HomePost, Author: Bot, Private: true, Message: m, Text: strings.TrimSpace(text)}
}

// names lists the keys of a map in order.
func names[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
