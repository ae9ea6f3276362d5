package web

import (
	"testing"

	"brobygger/chat"
)

// The tour is over when the story is approved, not when it is told.
func TestGuideWaitsForTheApproval(t *testing.T) {
	w := dictionary()[chat.DA]
	names := map[string]string{"leader": "Lene", "staff": "Mette", "coordinator": "Karen"}
	seen := map[string]bool{"leader/opening.contacted": true}
	for _, step := range []struct {
		comes, text, pane, hint string
		now                     int
	}{
		{"leader/opening.receipt", w.T("guide.story", "leader", "Lene", "coordinator", "Karen"), "leader", "/bro historie", 5},
		{"coordinator/story.review", w.T("guide.approve", "coordinator", "Karen"), "coordinator", "", 5},
		{"leader/story.approved", w.T("guide.done"), "", "", 6},
	} {
		seen[step.comes] = true
		v := guide(w, seen, true, names)
		if v.Text != step.text || v.Pane != step.pane || v.Hint != step.hint || v.Now != step.now {
			t.Errorf("after %s: step %d in %q, hint %q: %s", step.comes, v.Now, v.Pane, v.Hint, v.Text)
		}
	}
}
