package play

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"brobygger/chat"
)

// fake is a platform and a small echo bot in one: enough of both to try every
// command of the engine.
type fake struct {
	mu      sync.Mutex
	zone    *time.Location
	now     time.Time
	changed chan struct{}
	members []Member
	posts   []*fakePost
	forms   map[string]*chat.Form
	errs    map[string]map[string]string
	homes   map[string]*chat.Message
	timers  []fakeTimer
	log     []string // what the engine asked for that no one sees
	last    func()
	crashes int
	settles int
	broken  error // what Settle answers
}

type fakePost struct {
	Post
	only string // who sees it; "" for everybody in the channel
	ever []chat.Button
}

type fakeTimer struct {
	at   time.Time
	who  string
	text string
}

func newFake() *fake {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	return &fake{
		zone: zone, now: time.Date(2026, 11, 24, 9, 0, 0, 0, zone), changed: make(chan struct{}), members: demoCast(),
		forms: map[string]*chat.Form{}, errs: map[string]map[string]string{}, homes: map[string]*chat.Message{}, last: func() {},
	}
}

func (f *fake) Members() []Member { f.mu.Lock(); defer f.mu.Unlock(); return slices.Clone(f.members) }

func (f *fake) Cast(m Member) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.members = append(f.members, m)
	f.log = append(f.log, fmt.Sprintf("cast %+v", m))
	return nil
}

func (f *fake) Fault(kind string, args ...string) error {
	if kind == "nonsense" {
		return errors.New("no such fault")
	}
	f.log = append(f.log, fmt.Sprint("fault ", kind, args))
	return nil
}

func (f *fake) Again(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last()
	return nil
}

func (f *fake) Changed() <-chan struct{} { f.mu.Lock(); defer f.mu.Unlock(); return f.changed }

func (f *fake) touch() { close(f.changed); f.changed = make(chan struct{}) }

func (f *fake) in(who, channel string) bool {
	return slices.ContainsFunc(f.members, func(m Member) bool { return m.Name == who && slices.Contains(m.Channels, channel) })
}

func (f *fake) See(who string) View {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := View{Home: f.homes[who], Errors: f.errs[who]}
	if form := f.forms[who]; form != nil {
		v.Form = form
	}
	for _, p := range f.posts {
		if p.only == "" && (who == "" || f.in(who, p.Channel)) || p.only == who && who != "" {
			v.Posts = append(v.Posts, p.Post)
		}
	}
	return v
}

func (f *fake) post(author, only, channel, root string, m chat.Message) *fakePost {
	defer f.touch()
	n := len(f.posts) + 1
	p := &fakePost{only: only, ever: m.Buttons, Post: Post{
		ID: fmt.Sprintf("p%d", n), Seq: int64(n), Channel: channel, Root: root, Author: author,
		Private: only != "" && channel != "", At: f.now.UTC(), Message: m, Text: m.Text,
	}}
	f.posts = append(f.posts, p)
	return p
}

func (f *fake) edit(p *fakePost, m chat.Message) {
	p.Message, p.Text, p.Edited = m, m.Text, true
	p.ever = append(p.ever, m.Buttons...)
	f.touch()
}

func (f *fake) find(id string) *fakePost {
	for _, p := range f.posts {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (f *fake) dm(who, kind, text string, buttons ...chat.Button) {
	f.post(Bot, who, "", "", chat.Message{Kind: kind, Text: text, Buttons: buttons})
}

func (f *fake) Do(ctx context.Context, who string, act Act) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	switch a := act.(type) {
	case Say:
		return f.say(who, a)
	case Command:
		return f.command(who, a)
	case Press:
		return f.press(who, a)
	case Choose:
		f.dm(who, "list.chosen", a.Select+" = "+strings.Join(a.Values, " "))
	case Submit:
		return f.submit(who, a)
	case Dismiss:
		f.forms[who] = nil
		f.touch()
	case Edit:
		f.edit(f.find(a.Post), chat.Message{Text: a.Text})
	case Delete:
		p := f.find(a.Post)
		if p.Author == Bot && who != "coordinator" {
			return errors.New("only a coordinator deletes the bot's messages")
		}
		f.edit(p, chat.Message{})
		p.Deleted = true
	case Join, Leave:
		f.move(who, act)
	case Home:
		f.homes[who] = &chat.Message{Kind: "home.view", Title: "Dine opgaver", Text: "Ingen endnu.",
			Buttons: []chat.Button{{ID: "new", Label: "Ny opgave"}}}
		f.touch()
	case Shortcut:
		f.dm(who, "shortcut.done", a.Name+": "+f.find(a.Post).Text)
	}
	return nil
}

func (f *fake) move(who string, act Act) {
	i := slices.IndexFunc(f.members, func(m Member) bool { return m.Name == who })
	m := &f.members[i]
	switch a := act.(type) {
	case Join:
		m.Channels = append(slices.Clone(m.Channels), a.Channel)
		f.dm(who, "channel.hello", "Velkommen i "+a.Channel)
	case Leave:
		m.Channels = slices.DeleteFunc(slices.Clone(m.Channels), func(c string) bool { return c == a.Channel })
	}
	f.touch()
}

func (f *fake) say(who string, a Say) error {
	if a.Channel != "" && !f.in(who, a.Channel) {
		return errors.New(who + " is not in " + a.Channel)
	}
	only := ""
	if a.Channel == "" {
		only = who
	}
	p := f.post(who, only, a.Channel, a.Root, chat.Message{Text: a.Text})
	p.Private = false
	answer := func() {
		text := "Du skrev:  " + a.Text
		for _, file := range a.Files {
			text += " + " + file.Name + " " + file.Type
		}
		f.dm(who, "echo.text", text, chat.Button{ID: "yes", Label: "Ja"}, chat.Button{ID: "no", Label: "Nej tak"},
			chat.Button{ID: "web", Label: "Læs mere", URL: "https://example.org"})
	}
	if a.Channel != "" {
		if !strings.Contains(a.Text, "@bot") && a.Root == "" {
			return nil
		}
		root := a.Root
		if root == "" {
			root = p.ID
		}
		answer = func() {
			f.post(Bot, "", a.Channel, root, chat.Message{Kind: "echo.thread", Text: "I tråden: " + a.Text})
		}
	}
	f.last = answer
	answer()
	return nil
}

func (f *fake) command(who string, a Command) error {
	_, rest, _ := strings.Cut(a.Text, " ")
	word, arg, _ := strings.Cut(rest, " ")
	switch word {
	case "kort":
		f.post(Bot, "", "jobcenter", "", chat.Message{Kind: "handover.card", Text: arg + " venter på et opkald.\n\nRing til Lene.",
			Buttons: []chat.Button{{ID: "claim", Arg: "o-" + arg, Label: "Jeg ringer"}}})
		f.post(Bot, who, a.Channel, "", chat.Message{Kind: "opening.notice", Text: "Sendt: " + arg})
	case "form":
		f.forms[who] = &chat.Form{ID: "company", Title: "Firma", Submit: "Send", Inputs: []chat.Input{
			{ID: "name", Label: "Firma", Value: []string{"Nordlys"}},
			{ID: "phone", Label: "Telefon", Kind: chat.PhoneInput, Hint: "Otte cifre"},
			{ID: "note", Label: "a=b", Kind: chat.LongInput},
			{ID: "day", Label: "Dag", Kind: chat.ChoiceInput, Options: []chat.Option{{ID: "mo", Label: "Mandag"}, {ID: "tu", Label: "Tirsdag"}}},
			{ID: "who", Label: "Med hvem", Kind: chat.SeveralInput, Options: []chat.Option{{ID: "a", Label: "Alene"}, {ID: "k", Label: "Kolleger"}}},
		}}
		f.touch()
	case "liste":
		days := []chat.Option{{ID: "mo", Label: "Mandag"}, {ID: "tu", Label: "Tirsdag"}}
		f.post(Bot, who, "", "", chat.Message{Kind: "list.days", Text: "Hvornår?", Selects: []chat.Select{
			{ID: "days", Label: "Dage", Several: true, Options: days},
			{ID: "from", Label: "Fra", Options: []chat.Option{{ID: "8", Label: "Kl. 8"}, {ID: "9", Label: "Kl. 9"}}},
			{ID: "to", Label: "Til", Options: []chat.Option{{ID: "8", Label: "Kl. 8"}, {ID: "9", Label: "Kl. 9"}}},
		}})
	case "husk":
		for _, d := range []int{1, 3} {
			f.timers = append(f.timers, fakeTimer{f.now.In(f.zone).AddDate(0, 0, d), who, fmt.Sprintf("Husk: %s (%d)", arg, d)})
		}
		f.dm(who, "timer.set", "Det husker jeg.")
	default:
		return fmt.Errorf("no command %q", a.Text)
	}
	return nil
}

func (f *fake) press(who string, a Press) error {
	if a.Post == HomePost {
		f.dm(who, "home.pressed", a.Button)
		return nil
	}
	p := f.find(a.Post)
	named := func(b chat.Button) bool { return b.ID == a.Button && b.Arg == a.Arg }
	if !slices.ContainsFunc(p.Message.Buttons, named) {
		if !a.Stale || !slices.ContainsFunc(p.ever, named) {
			return errors.New("that button is no longer there")
		}
		f.dm(who, "opening.taken", "Den er allerede taget.")
		return nil
	}
	switch a.Button {
	case "claim":
		f.edit(p, chat.Message{Kind: p.Message.Kind, Text: p.Text + "\n" + who + " ringer."})
		f.post(Bot, "", p.Channel, p.ID, chat.Message{Kind: "handover.note", Text: "Taget af " + who})
		f.dm(who, "opening.claimed", "Du ringer.")
	default:
		f.edit(p, chat.Message{Kind: p.Message.Kind, Text: p.Text + "\nSvar: " + a.Button})
	}
	return nil
}

func (f *fake) submit(who string, a Submit) error {
	defer f.touch()
	if len(a.Values["phone"]) == 0 {
		f.errs[who] = map[string]string{"phone": "Skriv et nummer."}
		return nil
	}
	f.forms[who], f.errs[who] = nil, nil
	var all []string
	for _, k := range names(a.Values) {
		all = append(all, fmt.Sprintf("%s=%q", k, a.Values[k]))
	}
	f.dm(who, "form.sent", strings.Join(all, " "))
	return nil
}

// fake is its own Stage.

func (f *fake) Driver() Driver       { return f }
func (f *fake) Now() time.Time       { return f.now }
func (f *fake) Zone() *time.Location { return f.zone }
func (f *fake) Close() error         { return nil }
func (f *fake) Via() string          { return "fake" }

func (f *fake) Settle(context.Context) error { f.settles++; return f.broken }

func (f *fake) Advance(_ context.Context, t time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.timers = slices.DeleteFunc(f.timers, func(tm fakeTimer) bool {
		if tm.at.After(t) {
			return false
		}
		f.now = tm.at
		f.dm(tm.who, "timer.due", tm.text)
		return true
	})
	f.now = t
	return nil
}

func (f *fake) Crash(context.Context) error { f.crashes++; return nil }

func (f *fake) CrashAt(point string, n int) error {
	f.log = append(f.log, fmt.Sprint("crash at ", point, " ", n))
	return nil
}

var (
	_ Stage  = (*fake)(nil)
	_ Roster = (*fake)(nil)
	_ Via    = (*fake)(nil)
)
