package play

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// shown is how many of the newest messages a failure shows.
const shown = 5

// instead is the error of something that is not there: what was looked for,
// then what there is instead. want, when not nil, is used to say where else
// it would have been found.
func (r *run) instead(s spot, want func(Post) bool, format string, args ...any) error {
	var b strings.Builder
	fmt.Fprintf(&b, format, args...)
	viewer := s.viewer
	if viewer == "" {
		viewer = "everybody in " + s.channel
	}
	mark, marked := r.marks[s.key]
	all := r.standing(s, true)
	if len(all) == 0 {
		fmt.Fprintf(&b, "\n  %s sees nothing there", viewer)
	} else {
		fmt.Fprintf(&b, "\n  what %s sees there", viewer)
		if len(all) > shown {
			fmt.Fprintf(&b, ", the newest %d of %d", shown, len(all))
			all = all[len(all)-shown:]
		}
		if marked {
			b.WriteString(", * is new since the last one expected there")
		}
		b.WriteString(":")
	}
	for _, p := range all {
		star := " "
		if marked && p.Seq > mark && p.Author == Bot {
			star = "*"
		}
		fmt.Fprintf(&b, "\n  %s %s", star, r.post(p, s.viewer))
	}
	if s.viewer != "" {
		if v := r.seen[s.viewer].now; v.Form != nil {
			fmt.Fprintf(&b, "\n  %s has a form open: %s", s.viewer, r.form(s.viewer, true))
		}
	}
	if want != nil {
		b.WriteString(r.elsewhere(s, want, mark))
	}
	return fmt.Errorf("%s", b.String())
}

// elsewhere says where the newest wanted message is that does not count at s.
func (r *run) elsewhere(s spot, want func(Post) bool, mark int64) string {
	for _, who := range append([]string{s.viewer, ""}, r.people...) {
		for _, p := range slices.Backward(r.seen[who].now.Posts) {
			if p.Deleted || p.Author != Bot || !want(p) {
				continue
			}
			if who != s.viewer || !s.holds(p, true) {
				return "\n  it is elsewhere: " + r.post(p, who)
			}
			if p.Seq <= mark {
				return "\n  it is there, but not new: " + r.post(p, who)
			}
			return "\n  it is there, but was changed to that, or begins the thread (shows looks at those): " + r.post(p, who)
		}
	}
	return ""
}

// post shows a message in a failure, with ids, and with its day when that is
// not today.
func (r *run) post(p Post, viewer string) string {
	zone := r.stage.Zone()
	day := ""
	if at := p.At.In(zone); !p.At.IsZero() && at.Format(time.DateOnly) != r.stage.Now().In(zone).Format(time.DateOnly) {
		day = at.Format("Mon 2 Jan ")
	}
	return day + formatPost(p, viewer, zone, true)
}
