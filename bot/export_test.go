package bot

import (
	"brobygger/practice"
	"brobygger/store"
)

// Changes gives tests the transaction of a turn of the first project.
func Changes(b *Bot, r store.Reader, turn *practice.Turn) (store.Changes, error) {
	return b.changes(r, b.projects[turn.Event.Project], turn, nil)
}
