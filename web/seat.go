package web

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"brobygger/chat"
)

const (
	seatCookie   = "brobygger_seat"
	narrowCookie = "brobygger_narrow" // "1": the page shows one pane at a time; set by the page itself
	mostSeats    = 200
)

// The rooms of a pane that are no channels.
const (
	directRoom = "direct"
	homeRoom   = "home"
)

// seat is what one browser is looking at. Nothing in it outlives the process.
type seat struct {
	mu       sync.Mutex
	key      string
	made     int64             // order of creation
	lang     chat.Lang         // "" for that of the people
	start    int               // the start of the demo that the rest belongs to
	who      map[string]string // by pane: whose screen it shows
	room     map[string]string // by person: the open room
	read     map[string]int64  // by person/room: the newest message shown there
	pane     string            // the one a narrow page shows
	told     int64             // the newest message that was announced; -1 before the first look
	telling  string            // what was announced last
	trouble  string            // what went wrong with the last act, "" for nothing
	reason   string            // why, for those who know the machine
	revision int64             // of the last answer
}

// seat finds the browser's seat, or gives it one. It takes the oldest seats
// away when there are too many.
func (d *demo) seat(w http.ResponseWriter, r *http.Request) *seat {
	d.mu.Lock()
	defer d.mu.Unlock()
	var s *seat
	if c, err := r.Cookie(seatCookie); err == nil {
		s = d.seats[c.Value]
	}
	if s == nil {
		for len(d.seats) >= mostSeats {
			var oldest *seat
			for _, one := range d.seats {
				if oldest == nil || one.made < oldest.made {
					oldest = one
				}
			}
			delete(d.seats, oldest.key)
		}
		d.sat++
		s = &seat{key: rand.Text(), made: d.sat, start: -1}
		d.seats[s.key] = s
		http.SetCookie(w, &http.Cookie{Name: seatCookie, Value: s.key, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	}
	return s
}

// begin forgets what belonged to an earlier start of the demo. It is called
// with s.mu held.
func (s *seat) begin(start int) {
	if s.start == start {
		return
	}
	s.start = start
	s.who, s.room, s.read = map[string]string{}, map[string]string{}, map[string]int64{}
	s.told, s.telling = -1, ""
	if s.pane == "" {
		s.pane = "leader"
	}
}

// next numbers an answer: a later one has a higher number, also after the
// process has begun again, so that the browser never shows an older one over
// a newer. Wall time is right here: it orders answers, not business.
func (s *seat) next() int64 {
	s.revision = max(s.revision+1, time.Now().UnixMicro())
	return s.revision
}

// tell keeps what went wrong, in words for the person and for those who know
// the machine; nil means that nothing did.
func (s *seat) tell(words string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble, s.reason = "", ""
	if err != nil {
		s.trouble, s.reason = words, err.Error()
	}
}
