package sqlite

import (
	"strings"

	"brobygger/store"
)

// blank empties the bodies of all items that match and have ended; q.Limit
// does not count.
func (t *tx) blank(project string, q store.ItemQuery) error {
	q.Limit = 0
	query, args := itemQuery(project, q)
	query = strings.Replace(query, `SELECT `+itemColumns, `SELECT i.seq`, 1)
	_, err := t.exec(`UPDATE item SET body = '' WHERE done > 0 AND body <> '' AND seq IN (`+query+`)`, args...)
	return err
}
