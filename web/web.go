// Package web is Brobygger in the browser: the demo chat, in which one person
// plays a leader, the jobcenter and the coordinator side by side. It knows the
// chat only as [play.Driver] and the rest as [Stage]; it decides nothing of
// the practice and keeps nothing but what each browser is looking at.
//
// Every answer is the whole stage as it stands, rendered on the server; the
// browser morphs it in. So there is one truth, and a page without scripts works.
package web

import (
	"context"
	"embed"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"brobygger/chat"
	"brobygger/play"
)

//go:embed static
var static embed.FS

// Stage is the bot that the demo shows, on a clock that only the demo moves.
// All methods may be called at the same time.
type Stage interface {
	// Driver is the chat as it is now; after a Restart it is another one.
	Driver() play.Driver
	Now() time.Time
	// Zone is the project's zone, in which the page shows all times.
	Zone() *time.Location
	// Forward moves the clock to to, with all that falls due on the way, and
	// returns when nothing is in work. It never moves back.
	Forward(ctx context.Context, to time.Time) error
	// Scheduled is what will happen by itself, in any order.
	Scheduled(ctx context.Context) ([]Upcoming, error)
	// Restart begins the demo anew, with people who speak lang.
	Restart(ctx context.Context, lang chat.Lang) error
}

// Upcoming is one thing that will happen by itself. The page makes the words.
type Upcoming struct {
	At    time.Time
	Kind  string // stable: the timer's kind ("promise", "remind.duty") or "release" for a held message
	About string // what it is about, as people name it: "#1 Nordlys Pakkeri"; may be empty
}

// demo is the handler behind [Demo].
type demo struct {
	stage Stage
	log   *slog.Logger
	words map[chat.Lang]words

	acting sync.Mutex // held while the clock moves or the demo restarts

	mu     sync.Mutex
	lang   chat.Lang // of the people, and of the page where a browser asked for nothing else
	seats  map[string]*seat
	seen   map[string]bool // who/kind of every message that somebody has been shown, since the start
	moved  bool            // the clock has been moved since the start
	pulse  chan struct{}   // closed when something has changed that the driver does not tell
	starts int
	sat    int64
}

// Demo serves the demo chat at "/". The people of stage's Driver are taken from
// its [play.Roster]; those named leader…, staff… and coordinator… get the three
// panes. Its live connections end with their requests' contexts: a server that
// shuts down gracefully must cancel them (http.Server.BaseContext).
func Demo(stage Stage, lang chat.Lang, log *slog.Logger) http.Handler {
	d := &demo{
		stage: stage, log: log, words: dictionary(), lang: known(lang),
		seats: map[string]*seat{}, seen: map[string]bool{}, pulse: make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", d.page)
	mux.HandleFunc("GET /stage", d.fragment)
	mux.HandleFunc("GET /live", d.live)
	mux.HandleFunc("POST /act", d.act)
	mux.HandleFunc("POST /look", d.lookAt)
	mux.HandleFunc("POST /clock", d.clock)
	mux.HandleFunc("POST /restart", d.restart)
	mux.Handle("GET /static/", http.FileServerFS(static))
	return http.NewCrossOriginProtection().Handler(guarded(mux))
}

// guarded sets the headers that keep the page to itself: nothing from outside
// is loaded, nothing inline runs, nobody frames it.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "+
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		r.Body = http.MaxBytesReader(w, r.Body, 1<<18)
		next.ServeHTTP(w, r)
	})
}

// beat tells every live connection that something has changed.
func (d *demo) beat() {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.pulse)
	d.pulse = make(chan struct{})
}

// known is lang where the page has words in it, Danish otherwise.
func known(lang chat.Lang) chat.Lang {
	if lang == chat.EN {
		return chat.EN
	}
	return chat.DA
}
