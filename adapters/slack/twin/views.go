package twin

import (
	"strconv"
	"strings"
)

// viewsOpen is views.open and views.push: a trigger is exchanged for a modal.
// https://docs.slack.dev/reference/methods/views.open
func (t *Twin) viewsOpen(c *call) (answer, error) {
	v, err := parseView([]byte(c.args["view"]), "modal")
	t.mu.Lock()
	f := t.triggers[c.args["trigger_id"]]
	switch {
	case f == nil:
		t.mu.Unlock()
		return nil, refuse("invalid_trigger_id")
	case f.opened:
		err = refuse("exchanged_trigger_id")
	case !t.clock.Now().Before(f.expires):
		err = refuse("expired_trigger_id")
	}
	if err != nil {
		f.wrong = err
		t.mu.Unlock()
		return nil, err
	}
	f.opened = true
	t.mu.Unlock()
	t.present(f, v)
	return answer{"view": v.object(nil)}, nil
}

// viewsUpdate is views.update: the modal a person has open becomes another.
// https://docs.slack.dev/reference/methods/views.update
func (t *Twin) viewsUpdate(c *call) (answer, error) {
	v, err := parseView([]byte(c.args["view"]), "modal")
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	var flight *flight
	for user, open := range t.views {
		if open.id != c.args["view_id"] || strings.HasPrefix(user, "home/") {
			continue
		}
		for _, f := range t.flights {
			if f.live > 0 && f.user == user {
				flight = f
			}
		}
	}
	t.mu.Unlock()
	if flight == nil {
		return nil, refuse("not_found")
	}
	t.present(flight, v)
	return answer{"view": v.object(nil)}, nil
}

// viewsPublish is views.publish: a person's home.
// https://docs.slack.dev/reference/methods/views.publish
func (t *Twin) viewsPublish(c *call) (answer, error) {
	user := c.args["user_id"]
	if t.user(user) == "" {
		return nil, refuse("user_not_found")
	}
	v, err := parseView([]byte(c.args["view"]), "home")
	if err != nil {
		return nil, err
	}
	m := t.shown(v.blocks, "")
	t.mu.Lock()
	t.made++
	v.id = "V" + strconv.Itoa(t.made)
	t.views["home/"+user] = v
	visited := false
	for _, f := range t.flights {
		if f.live > 0 && f.user == user && f.home {
			f.ack.Replace, visited = &m, true
		}
	}
	t.mu.Unlock()
	if !visited {
		t.world.Redraw(t.user(user), m)
	}
	return answer{"view": v.object(nil)}, nil
}
