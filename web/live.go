package web

import (
	"fmt"
	"net/http"
	"time"
)

const (
	calm      = 40 * time.Millisecond // the least time between two calls to look again
	keepAlive = 25 * time.Second
)

// live tells the browser, as server-sent events, each time that there is
// something new to see. The browser then asks for the stage. The first event
// comes at once, so that nothing between page and connection is lost.
func (d *demo) live(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	for {
		d.mu.Lock()
		pulse := d.pulse
		d.mu.Unlock()
		changed := d.stage.Driver().Changed()
		if _, err := fmt.Fprint(w, "event: changed\ndata: look\n\n"); err != nil || out.Flush() != nil {
			return
		}
		pause := time.NewTimer(calm)
		select {
		case <-r.Context().Done():
			pause.Stop()
			return
		case <-pause.C:
		}
		for waiting := true; waiting; {
			select {
			case <-r.Context().Done():
				return
			case <-changed:
				waiting = false
			case <-pulse:
				waiting = false
			case <-alive.C:
				if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil || out.Flush() != nil {
					return
				}
			}
		}
	}
}
