package web

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"brobygger/chat"
	"brobygger/play"
)

// fake is a chat with a small bot in it, and the stage around them: enough of
// both to show everything a page can show. It speaks Danish only.
type fake struct {
	mu      sync.Mutex
	now     time.Time
	zone    *time.Location
	members []play.Member
	posts   []*fakePost
	forms   map[string]*chat.Form
	errs    map[string]map[string]string
	homes   map[string]*chat.Message
	due     []Upcoming
	acts    []string // what people did: "leader play.Press{…}"
	changed chan struct{}
	started []chat.Lang
	broken  error // what Scheduled answers
}

type fakePost struct {
	play.Post
	only string
}

func newFake(t *testing.T) *fake {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{zone: zone, changed: make(chan struct{})}
	f.begin()
	return f
}

func (f *fake) begin() {
	f.now = time.Date(2026, 11, 24, 9, 0, 0, 0, f.zone)
	f.posts, f.due = nil, nil
	f.forms, f.errs, f.homes = map[string]*chat.Form{}, map[string]map[string]string{}, map[string]*chat.Message{}
	network, jobcenter := []string{"network"}, []string{"jobcenter"}
	f.members = []play.Member{
		{Name: "leader", Shown: "Lene Holm", Lang: chat.DA, Channels: network},
		{Name: "leader2", Shown: "Bo Friis", Lang: chat.DA, Channels: network},
		{Name: "staff", Shown: "Mette Krogh", Lang: chat.DA, Channels: jobcenter},
		{Name: "staff2", Shown: "Jens Berg", Lang: chat.DA, Channels: jobcenter},
		{Name: "coordinator", Shown: "Karen Dam", Lang: chat.DA, Channels: []string{"network", "jobcenter"}},
		{Name: "outsider", Shown: "Ole Vind", Lang: chat.DA},
	}
}

func (f *fake) Driver() play.Driver  { return f }
func (f *fake) Zone() *time.Location { return f.zone }
func (f *fake) Now() time.Time       { f.mu.Lock(); defer f.mu.Unlock(); return f.now }

func (f *fake) Forward(_ context.Context, to time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.SortFunc(f.due, func(a, b Upcoming) int { return a.At.Compare(b.At) })
	for len(f.due) > 0 && !f.due[0].At.After(to) {
		f.now = f.due[0].At
		if f.due[0].Kind == "promise" {
			f.post(play.Bot, "leader", "", "", chat.Message{Kind: "opening.slipped", Text: "Hej Lene. Vi lovede at ringe inden kl. 9, og jeg kan ikke se, at det er sket. Det beklager vi. Hvornår passer et opkald?",
				Buttons: []chat.Button{{ID: "today", Label: "I dag"}, {ID: "tomorrow", Label: "I morgen"}, {ID: "called", Label: "De har ringet"}, {ID: "drop", Label: "Drop det", Style: chat.Danger}}})
		}
		f.due = f.due[1:]
	}
	f.now = to
	f.touch()
	return nil
}

func (f *fake) Scheduled(context.Context) ([]Upcoming, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.due), f.broken
}

func (f *fake) Restart(_ context.Context, lang chat.Lang) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.begin()
	f.started = append(f.started, lang)
	f.touch()
	return nil
}

func (f *fake) Members() []play.Member {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.members)
}
func (f *fake) Cast(play.Member) error        { return errors.New("the cast is fixed") }
func (f *fake) Again(context.Context) error   { return nil }
func (f *fake) Fault(string, ...string) error { return nil }
func (f *fake) Changed() <-chan struct{}      { f.mu.Lock(); defer f.mu.Unlock(); return f.changed }
func (f *fake) touch()                        { close(f.changed); f.changed = make(chan struct{}) }
func (f *fake) did() []string                 { f.mu.Lock(); defer f.mu.Unlock(); return slices.Clone(f.acts) }
func (f *fake) in(who, channel string) bool {
	return slices.ContainsFunc(f.members, func(m play.Member) bool { return m.Name == who && slices.Contains(m.Channels, channel) })
}

func (f *fake) See(who string) play.View {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := play.View{Form: f.forms[who], Errors: maps.Clone(f.errs[who]), Home: f.homes[who]}
	for _, p := range f.posts {
		if p.only == who || p.only == "" && f.in(who, p.Channel) {
			v.Posts = append(v.Posts, p.Post)
		}
	}
	return v
}

func (f *fake) post(author, only, channel, root string, m chat.Message) *fakePost {
	n := len(f.posts) + 1
	p := &fakePost{only: only, Post: play.Post{ID: "m" + strconv.Itoa(n), Seq: int64(n), Channel: channel, Root: root, Author: author, At: f.now,
		Private: only != "" && channel != "", Message: m, Text: strings.TrimSpace(chat.Plain(m.Title) + "\n" + chat.Plain(m.Text))}}
	f.posts = append(f.posts, p)
	f.touch()
	return p
}

func (f *fake) find(id string) *fakePost {
	for _, p := range f.posts {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func tasks(chosen ...string) chat.Message {
	return chat.Message{Kind: "tasks.own", Lang: chat.DA, Text: "Hvad når I aldrig, når I har travlt? Vælg på listen, eller skriv det, som du ville sige det. **Et par timer** om ugen er nok.",
		Selects: []chat.Select{{ID: "tasks", Label: "Opgaver", Several: true, Chosen: chosen, Options: []chat.Option{
			{ID: "pack", Label: "Pakke ordrer og folde kasser"}, {ID: "returns", Label: "Tage imod returvarer"}, {ID: "labels", Label: "Sætte mærkater på", Hint: "især før jul"}, {ID: "clean", Label: "Rydde op på lageret"}}}},
		Buttons: []chat.Button{{ID: "next", Label: "Videre", Style: chat.Primary}, {ID: "idea", Label: "Giv mig en idé"}, {ID: "pause", Label: "Pause"}}}
}

func hoursQuestion() chat.Message {
	return chat.Message{Kind: "tasks.hours", Text: "Hvor mange timer om ugen er det i alt?", Selects: []chat.Select{{ID: "hours", Label: "Timer om ugen",
		Options: []chat.Option{{ID: "2-4", Label: "2–4 timer"}, {ID: "5-9", Label: "5–9 timer"}, {ID: "10-15", Label: "10–15 timer"}}}}}
}

func card(owner string) chat.Message {
	m := chat.Message{Kind: "handover.card", Lang: chat.DA, Title: "#1 Nordlys Pakkeri: 5–9 timer, almindelig løn", Text: "Ring til **Lene Holm** på [40 12 34 56](https://nordlys.example/ring), bedst kl. 8–10.",
		Fields: []chat.Field{{Label: "Lovet inden", Value: "i morgen, onsdag, kl. 9", Short: true}, {Label: "Hvem har den", Value: owner, Short: true},
			{Label: "Opgaver", Value: "- Pakke ordrer og folde kasser\n- Tage imod returvarer"}, {Label: "Spørg om", Value: "dage og tider, alene eller sammen med kolleger"}},
		Buttons:  []chat.Button{{ID: "claim", Arg: "o-1", Label: "Jeg ringer", Style: chat.Primary}, {ID: "contacted", Arg: "o-1", Label: "Vi har talt sammen"}, {ID: "no_answer", Arg: "o-1", Label: "Ingen svar"}, {ID: "more", Arg: "o-1", Label: "Mere"}},
		Mentions: []chat.Account{{Platform: "fake", Workspace: "demo", User: "staff"}}, Note: "Sendt af Lene Holm tirsdag kl. 9"}
	if owner != "ingen endnu" {
		m.Buttons[0] = chat.Button{ID: "release", Arg: "o-1", Label: "Læg den tilbage"}
	}
	return m
}

// serve puts the demo on a test server, with a browser that keeps cookies.
func serve(t *testing.T, f *fake) *browser {
	t.Helper()
	// The live connections end before the server does.
	ctx, cancel := context.WithCancel(context.Background())
	srv := httptest.NewUnstartedServer(Demo(f, chat.DA, slog.New(slog.DiscardHandler)))
	srv.Config.BaseContext = baseOf(ctx)
	srv.Start()
	t.Cleanup(func() { cancel(); srv.Close() })
	return &browser{t: t, url: srv.URL, client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Jar: newJar(t)}}
}
