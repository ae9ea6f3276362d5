package web

import "strings"

// guideView is the hint at the top: the steps of a first tour, and which is next.
type guideView struct {
	Steps []guideStep
	Now   int // index of the next step; len(Steps) when all are done
	Text  string
	Pane  string // where the next step is done
	Hint  string // the command it asks for
}

type guideStep struct {
	Name string
	Done bool
	Now  bool
}

// guide follows what has happened: seen holds pane/kind of all messages that
// came, moved tells that the clock was moved. A step counts as done when a
// later one is, so that nobody is sent back.
func guide(w words, seen map[string]bool, moved bool, names map[string]string) guideView {
	got := func(keys ...string) bool {
		for _, k := range keys {
			if seen[k] {
				return true
			}
		}
		return false
	}
	began := false
	for k := range seen {
		began = began || strings.HasPrefix(k, "leader/tasks.")
	}
	steps := []struct {
		id, pane, hint string
		done           bool
	}{
		{"start", "leader", w.T("hint.tasks"), began},
		{"taps", "leader", "", got("leader/opening.receipt")},
		{"claim", "staff", "", got("leader/opening.claimed")},
		{"clock", clockPane, "", moved && got("staff/handover.reminder", "leader/opening.slipped", "leader/opening.contacted")},
		{"slip", "staff", "", got("leader/opening.contacted")},
		{"story", "leader", w.T("hint.story"), got("leader/story.approved", "leader/story.post", "coordinator/story.post")},
	}
	v := guideView{}
	for i, s := range steps {
		if s.done {
			v.Now = i + 1
		}
	}
	for i, s := range steps {
		v.Steps = append(v.Steps, guideStep{Name: w.T("guide." + s.id + ".name"), Done: i < v.Now, Now: i == v.Now})
	}
	id := "done"
	if v.Now < len(steps) {
		next := steps[v.Now]
		id, v.Pane, v.Hint = next.id, next.pane, next.hint
		if id == "story" && got("coordinator/story.review") { // told, and not yet approved
			id, v.Pane, v.Hint = "approve", "coordinator", ""
		}
	}
	v.Text = w.T("guide."+id, "leader", names["leader"], "staff", names["staff"], "coordinator", names["coordinator"])
	return v
}

// hints are the commands offered under a chat, in the language its person speaks.
func hints(p paneView, g guideView) []hintView {
	var out []hintView
	for _, text := range commandHints(p.Key, p.Speaks) {
		out = append(out, hintView{Text: text, Suggested: p.Key == g.Pane && text == g.Hint})
	}
	return out
}
