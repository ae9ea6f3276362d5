package play

import "fmt"

// seeVerbs say what must be there.
func seeVerbs() []verb {
	return []verb{{
		name: "expect", args: "PLACE WHAT...", least: 2, most: -1, passive: true,
		about: "the bot's next new message there, after the last one expected there, that has all of it as it first looked",
		run: seeing(func(r *run, s spot, p place, ws whats) error {
			for _, q := range r.news(s, r.marks[s.key]) {
				if ws.in(q.Message.Kind, q.Text) {
					r.marks[s.key] = q.Seq
					r.hit = r.post(q, s.viewer)
					return nil
				}
			}
			return r.instead(s, posted(ws), "%s has no new message with %s", p.word, ws)
		}),
	}, {
		name: "absent", args: "PLACE WHAT...", least: 2, most: -1, passive: true,
		about: "no such message since the last one expected there",
		run: seeing(func(r *run, s spot, p place, ws whats) error {
			for _, q := range r.news(s, r.marks[s.key]) {
				if ws.in(q.Message.Kind, q.Text) {
					return fmt.Errorf("%s has a new message with %s:\n    %s", p.word, ws, r.post(q, s.viewer))
				}
			}
			r.hit = "no new message there has " + ws.String()
			return nil
		}),
	}, {
		name: "shows", args: "PLACE WHAT...", least: 2, most: -1, passive: true,
		about: "some message of the bot's there has all of it as it now stands",
		run: seeing(func(r *run, s spot, p place, ws whats) error {
			post := r.newest(s, true, func(q Post) bool { return q.Author == Bot && ws.in(q.Message.Kind, q.Text) })
			if post == nil {
				return r.instead(s, posted(ws), "%s has no message that shows %s now", p.word, ws)
			}
			r.hit = r.post(*post, s.viewer)
			return nil
		}),
	}}
}

// posted reports whether a message has all of ws.
func posted(ws whats) func(Post) bool {
	return func(p Post) bool { return ws.in(p.Message.Kind, p.Text) }
}

// seeing reads PLACE WHAT....
func seeing(see func(*run, spot, place, whats) error) func([]string) (func(*run) error, error) {
	return func(args []string) (func(*run) error, error) {
		p, err := parsePlace(args[0])
		if err != nil {
			return nil, err
		}
		ws, err := parseWhats(args[1:])
		if err != nil {
			return nil, err
		}
		return func(r *run) error {
			s, err := r.locate(p)
			if err != nil {
				return err
			}
			return see(r, s, p, ws)
		}, nil
	}
}
