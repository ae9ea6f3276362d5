package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"brobygger/chat"
	"brobygger/play"
)

const patience = 30 * time.Second // the longest an act or a move of the clock may take

// act carries out what a person in a pane does. The fields who and act say
// who does what; the rest belongs to the act.
func (d *demo) act(w http.ResponseWriter, r *http.Request) {
	s := d.seat(w, r)
	who := r.PostFormValue("who")
	act, err := d.actOf(who, r)
	if err == nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
		defer cancel()
		err = d.stage.Driver().Do(ctx, who, act)
	}
	if err == nil {
		s.follow(who, act)
	}
	d.done(w, r, s, "trouble.act", err)
}

// follow opens the conversation with the bot when a command was sent to it
// from the home tab, where the answer would not be seen.
func (s *seat) follow(who string, act play.Act) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch act.(type) {
	case play.Say, play.Command:
		if s.room[who] == homeRoom {
			s.room[who] = directRoom
		}
	}
}

// actOf reads the act from the form.
func (d *demo) actOf(who string, r *http.Request) (play.Act, error) {
	if err := r.ParseForm(); err != nil {
		return nil, fmt.Errorf("read form: %w", err)
	}
	f := r.PostForm
	id, arg, _ := strings.Cut(f.Get("value"), "|")
	switch f.Get("act") {
	case "say":
		text := strings.TrimSpace(lines(f.Get("text")))
		if text == "/bro" || strings.HasPrefix(text, "/bro ") {
			return play.Command{Channel: f.Get("room"), Text: text}, nil
		}
		return play.Say{Channel: f.Get("room"), Root: f.Get("root"), Text: text}, nil
	case "press":
		return play.Press{Post: f.Get("post"), Button: id, Arg: arg}, nil
	case "choose":
		return play.Choose{Post: f.Get("post"), Select: f.Get("select"), Arg: f.Get("arg"), Values: compact(f["value"])}, nil
	case "submit":
		return d.submit(who, f)
	case "dismiss":
		return play.Dismiss{}, nil
	case "edit":
		return play.Edit{Post: f.Get("post"), Text: strings.TrimSpace(lines(f.Get("text")))}, nil
	case "delete":
		return play.Delete{Post: f.Get("post")}, nil
	case "shortcut":
		return play.Shortcut{Post: f.Get("post"), Name: "tasks"}, nil
	}
	return nil, fmt.Errorf("no act %q", f.Get("act"))
}

// submit reads what stands in every field of the open form.
func (d *demo) submit(who string, f url.Values) (play.Act, error) {
	form := d.stage.Driver().See(who).Form
	if form == nil {
		return nil, errors.New("no form open")
	}
	values := map[string][]string{}
	for _, in := range form.Inputs {
		typed := compact(f["in."+in.ID])
		if in.Kind == chat.LongInput {
			for i := range typed {
				typed[i] = lines(typed[i])
			}
		}
		values[in.ID] = typed
	}
	return play.Submit{Values: values}, nil
}

// lines makes the line breaks of a text area plain.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// compact leaves out empty values.
func compact(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(s string) bool { return strings.TrimSpace(s) == "" })
}

// lookAt changes what the browser looks at: pane, person (who) and room.
func (d *demo) lookAt(w http.ResponseWriter, r *http.Request) {
	s := d.seat(w, r)
	pane, who, room := r.PostFormValue("pane"), r.PostFormValue("who"), r.PostFormValue("room")
	var err error
	switch {
	case pane == clockPane:
		who = ""
	case !d.has(pane, who):
		err = fmt.Errorf("nobody %q in pane %q", who, pane)
	case room == homeRoom:
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
		defer cancel()
		err = d.stage.Driver().Do(ctx, who, play.Home{})
	}
	if err == nil {
		start := d.started()
		s.mu.Lock()
		s.begin(start)
		s.pane = pane
		if who != "" {
			s.who[pane] = who
		}
		if room != "" {
			s.room[who] = room
		}
		s.mu.Unlock()
	}
	d.done(w, r, s, "trouble.act", err)
}

// clock moves the clock by the field to: "hour", "day", "week" or "next".
// Days and weeks keep the time of day.
func (d *demo) clock(w http.ResponseWriter, r *http.Request) {
	s := d.seat(w, r)
	d.acting.Lock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
	defer cancel()
	to, err := d.moment(ctx, r.PostFormValue("to"))
	if err == nil {
		d.mu.Lock()
		d.moved = true
		d.mu.Unlock()
		err = d.stage.Forward(ctx, to)
	}
	d.acting.Unlock()
	d.beat()
	d.done(w, r, s, "trouble.clock", err)
}

func (d *demo) moment(ctx context.Context, to string) (time.Time, error) {
	now := d.stage.Now().In(d.stage.Zone())
	switch to {
	case "hour":
		return now.Add(time.Hour), nil
	case "day":
		return now.AddDate(0, 0, 1), nil
	case "week":
		return now.AddDate(0, 0, 7), nil
	case "next":
		all, err := d.stage.Scheduled(ctx)
		if err != nil {
			return now, fmt.Errorf("scheduled: %w", err)
		}
		if next, ok := following(all, now); ok {
			return next.At, nil
		}
		return now, errors.New("nothing is scheduled")
	}
	return now, fmt.Errorf("no move %q", to)
}

// restart begins the demo anew in the language of the field lang.
func (d *demo) restart(w http.ResponseWriter, r *http.Request) {
	s := d.seat(w, r)
	lang := known(chat.Lang(r.PostFormValue("lang")))
	d.acting.Lock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
	defer cancel()
	err := d.stage.Restart(ctx, lang)
	if err == nil {
		d.mu.Lock()
		d.lang, d.moved, d.seen = lang, false, map[string]bool{}
		d.starts++
		d.mu.Unlock()
		s.mu.Lock()
		s.lang = ""
		s.mu.Unlock()
	}
	d.acting.Unlock()
	d.beat()
	d.done(w, r, s, "trouble.restart", err)
}

// done answers what the browser asked for: the stage as it is now, with what
// went wrong, or, without scripts, the page again.
func (d *demo) done(w http.ResponseWriter, r *http.Request, s *seat, trouble string, err error) {
	s.tell(trouble, err)
	if err != nil {
		d.log.Warn("demo", "path", r.URL.Path, "act", r.PostFormValue("act"), "err", err)
	}
	if r.Header.Get("HX-Request") == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	status := http.StatusOK
	if err != nil {
		status = http.StatusUnprocessableEntity
	}
	d.show(w, r, s, status, false)
}

func (d *demo) started() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.starts
}
