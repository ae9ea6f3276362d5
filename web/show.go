package web

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"brobygger/chat"
)

// page serves the whole page; ?lang= changes its language for this browser,
// while the people keep theirs.
func (d *demo) page(w http.ResponseWriter, r *http.Request) {
	s := d.seat(w, r)
	if lang := r.URL.Query().Get("lang"); lang != "" {
		s.mu.Lock()
		s.lang = known(chat.Lang(lang))
		s.mu.Unlock()
	}
	d.show(w, r, s, http.StatusOK, true)
}

// fragment serves the stage alone.
func (d *demo) fragment(w http.ResponseWriter, r *http.Request) {
	d.show(w, r, d.seat(w, r), http.StatusOK, false)
}

// show renders what s looks at. One browser's answers are made one at a time,
// in the order of their numbers.
func (d *demo) show(w http.ResponseWriter, r *http.Request, s *seat, status int, whole bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	revision := s.next()
	narrow := false
	if c, err := r.Cookie(narrowCookie); err == nil {
		narrow = c.Value == "1"
	}
	view := d.look(r.Context(), s, narrow)
	var out bytes.Buffer
	var part templ.Component = stagePart(view)
	if whole {
		part = pagePart(view)
	}
	if err := part.Render(r.Context(), &out); err != nil {
		d.log.Error("demo: render", "err", err)
		http.Error(w, "render", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Brobygger-Revision", strconv.FormatInt(revision, 10))
	w.WriteHeader(status)
	_, _ = out.WriteTo(w) // the browser has gone; there is nobody to tell
}
