package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"brobygger/chat"
	"brobygger/play"
)

func TestMainJobByForms(t *testing.T) {
	f := newFake(t)
	b := serve(t, f)
	page := b.get("/")
	has(t, page, `<html lang="da">`, "Lene Holm", "Mette Krogh", "Karen Dam", "tirsdag 24. november 2026", `data-step="1"`, `data-hint="/bro opgaver" class="suggested"`)
	lacks(t, page, "Ole Vind")

	page = b.must("/act", "who", "leader", "act", "say", "text", "/bro opgaver")
	leader := pane(t, page, "leader")
	has(t, leader, `data-kind="tasks.own"`, "<strong>Et par timer</strong>", `data-option="pack"`, `data-button="next"`, "især før jul")
	has(t, page, `data-step="2"`)

	page = b.must("/act", "who", "leader", "act", "choose", "post", "m1", "select", "tasks", "value", "pack", "value", "labels")
	has(t, pane(t, page, "leader"), "2 valgt")
	b.must("/act", "who", "leader", "act", "press", "post", "m1", "value", "next|")
	b.must("/act", "who", "leader", "act", "choose", "post", "m2", "select", "hours", "value", "5-9")
	page = b.must("/act", "who", "leader", "act", "press", "post", "m2", "value", "send|")
	has(t, pane(t, page, "leader"), `data-kind="opening.receipt"`)
	has(t, pane(t, page, "staff"), `data-kind="handover.card"`, "#1 Nordlys Pakkeri", `href="https://nordlys.example/ring"`, "@Mette Krogh", `data-button="claim" data-arg="o-1"`, "<dt>Spørg om</dt>")
	has(t, page, "Lovet opkald til #1 Nordlys Pakkeri", "i morgen kl. 09.00", "wobble x", `data-step="3"`)
	if n := strings.Count(pane(t, page, "coordinator"), "1 ulæst"); n != 1 {
		t.Errorf("%d unread marks in the coordinator's tabs, want 1", n)
	}

	page = b.must("/act", "who", "staff", "act", "press", "post", "m4", "value", "claim|o-1")
	has(t, pane(t, page, "staff"), "Kun vist til Mette her", "redigeret", "1 svar", `data-kind="handover.news"`)
	has(t, page, `data-step="4"`)

	page = b.must("/clock", "to", "day")
	has(t, page, "onsdag 25. november 2026", `data-kind="opening.slipped"`, `data-step="5"`)
	has(t, page, "Ny besked til Lene Holm: Hej Lene. Vi lovede at ringe")
	for _, want := range []string{"leader play.Command{Channel: Text:/bro opgaver}", "leader play.Choose{Post:m1 Select:tasks Arg: Values:[pack labels]}", "staff play.Press{Post:m4 Button:claim Arg:o-1 Stale:false}"} {
		if !strings.Contains(strings.Join(f.did(), "\n"), want) {
			t.Errorf("nobody did %s in\n%s", want, strings.Join(f.did(), "\n"))
		}
	}
}

func TestRoomsAndPeople(t *testing.T) {
	f := newFake(t)
	b := serve(t, f)
	b.get("/")
	b.must("/act", "who", "coordinator", "act", "say", "room", "network", "text", "Godmorgen <b>alle</b>")
	page := b.get("/stage")
	has(t, pane(t, page, "leader"), "1 ulæst")
	page = b.must("/look", "pane", "leader", "who", "leader", "room", "c.network")
	leader := pane(t, page, "leader")
	has(t, leader, "Godmorgen &lt;b&gt;alle&lt;/b&gt;", `data-room="c.network" aria-current="true"`)
	lacks(t, leader, "ulæst")

	page = b.must("/act", "who", "leader", "act", "say", "room", "network", "root", "m1", "text", "Hej Karen")
	has(t, pane(t, page, "leader"), "Hej Karen", `class="thread"`)
	page = b.must("/act", "who", "leader", "act", "edit", "post", "m2", "text", "Hej, Karen")
	has(t, pane(t, page, "leader"), "Hej, Karen", "redigeret")
	page = b.must("/act", "who", "leader", "act", "delete", "post", "m2")
	has(t, pane(t, page, "leader"), "Beskeden er slettet")
	b.must("/act", "who", "leader", "act", "shortcut", "post", "m1")
	has(t, strings.Join(f.did(), "\n"), "leader play.Shortcut{Post:m1 Name:tasks}")

	page = b.must("/look", "pane", "leader", "who", "leader2")
	has(t, pane(t, page, "leader"), `data-who="leader2"`)
	page = b.must("/look", "pane", "staff", "who", "staff2", "room", homeRoom)
	has(t, pane(t, page, "staff"), `data-kind="home.view"`, "Dine opgaver", `data-button="new"`)
	page = b.must("/act", "who", "staff2", "act", "say", "text", "/bro vagt")
	has(t, pane(t, page, "staff"), `data-room="direct" aria-current="true"`, `data-kind="command.unknown"`)
	if status, _ := b.post("/look", "pane", "leader", "who", "staff"); status != http.StatusUnprocessableEntity {
		t.Errorf("staff in the leader's pane: %d", status)
	}
}

func TestForm(t *testing.T) {
	f := newFake(t)
	b := serve(t, f)
	page := b.must("/act", "who", "leader", "act", "say", "text", "/bro form")
	has(t, page, "<dialog", `data-form="contact"`, "inert", `value="Nordlys Pakkeri"`, "kan udelades", `maxlength="200"`)
	page = b.must("/act", "who", "leader", "act", "submit", "in.company", "Nordlys", "in.phone", "12", "in.days", "mo", "in.days", "tu", "in.note", "en\r\nto")
	has(t, page, `aria-invalid="true"`, "Skriv otte cifre.", "Ret 1 felt", `value="Nordlys"`)
	described := regexp.MustCompile(`aria-describedby="(\S*phone-hint) (\S*phone-error)"`).FindStringSubmatch(page)
	if described == nil {
		t.Fatal("the phone's field is not described by hint and error")
	}
	has(t, page, `id="`+described[1]+`"`, `id="`+described[2]+`"`)
	has(t, strings.Join(f.did(), "\n"), "note:[en\nto]", "days:[mo tu]")
	page = b.must("/act", "who", "leader", "act", "submit", "in.phone", "40123456")
	lacks(t, page, "<dialog")
	b.must("/act", "who", "leader", "act", "say", "text", "/bro form")
	page = b.must("/act", "who", "leader", "act", "dismiss")
	lacks(t, page, "<dialog", "inert")
}

func TestWhatGoesWrongIsShownOnce(t *testing.T) {
	f := newFake(t)
	b := serve(t, f)
	status, page := b.post("/act", "who", "leader", "act", "press", "post", "m9", "value", "next|")
	if status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", status)
	}
	has(t, page, `data-testid="trouble"`, "no message m9")
	lacks(t, b.must("/clock", "to", "hour"), `data-testid="trouble"`)
	if status, _ := b.post("/clock", "to", "next"); status != http.StatusUnprocessableEntity {
		t.Errorf("to the next event with none: %d", status)
	}
}

func TestRestartAndLanguage(t *testing.T) {
	f := newFake(t)
	b := serve(t, f)
	b.must("/act", "who", "leader", "act", "say", "text", "/bro opgaver")
	has(t, b.get("/?lang=en"), `<html lang="en">`, "The clock", "Hvad når I aldrig")
	page := b.must("/restart", "lang", "en")
	has(t, page, "The clock", "Tuesday 24 November 2026", `data-step="1"`)
	lacks(t, page, "tasks.own")
	if len(f.started) != 1 || f.started[0] != chat.EN {
		t.Errorf("started %v", f.started)
	}
	lacks(t, b.must("/restart", "lang", "da"), "The clock")
}

func TestGuarded(t *testing.T) {
	b := serve(t, newFake(t))
	res, err := b.client.Get(b.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	csp := res.Header.Get("Content-Security-Policy")
	has(t, csp, "default-src 'none'", "script-src 'self'")
	lacks(t, csp, "unsafe", "http:", "https:", "*")
	req, err := http.NewRequest(http.MethodPost, b.url+"/clock", strings.NewReader("to=week"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _ := b.do(req, nil); status != http.StatusForbidden {
		t.Errorf("a post from another site: %d", status)
	}
	page := b.get("/")
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[1], "/static/") && !strings.HasPrefix(m[1], "#") {
			t.Errorf("the page loads %s", m[1])
		}
	}
	lacks(t, page, " style=", "onclick", "<script>")
	for _, path := range []string{"demo.css", "chat.css", "demo.js", "htmx.min.js", "htmx-ext-sse.min.js", "idiomorph-ext.min.js", "favicon.svg"} {
		b.get("/static/" + path)
	}
}

func TestWithoutScripts(t *testing.T) {
	b := serve(t, newFake(t))
	req, err := http.NewRequest(http.MethodPost, b.url+"/act", strings.NewReader("who=leader&act=say&text=hej"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if status, _ := b.do(req, nil); status != http.StatusSeeOther {
		t.Errorf("status %d", status)
	}
	has(t, pane(t, b.get("/"), "leader"), "hej")
}

func TestLive(t *testing.T) {
	f := newFake(t)
	b := serve(t, f)
	events := b.events()
	if got := <-events; got != "changed" {
		t.Fatalf("first event %q", got)
	}
	if err := f.Do(t.Context(), "leader", play.Say{Text: "hej"}); err != nil {
		t.Fatal(err)
	}
	if got := <-events; got != "changed" {
		t.Errorf("after a message: %q", got)
	}
}
