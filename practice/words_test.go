package practice

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
)

func TestCatalogue(t *testing.T) {
	c, err := LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{"detail": 8, "horeca": 7, "produktion": 6, "lager": 6, "kontor": 8, "byg": 6, "omsorg": 6, "landbrug": 7, "rengoring": 7,
		"transport": 6, "it": 6, "skole": 6, "auto": 6, "event": 6, "frisor": 5, "webshop": 6}
	if len(c.Industries()) != len(counts) || len(c.Ideas()) != 13 {
		t.Errorf("%d industries, %d questions", len(c.Industries()), len(c.Ideas()))
	}
	code := regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)
	seen := map[string]bool{}
	for i, in := range c.Industries() {
		if in.Order != i+1 || len(in.Tasks) != counts[in.ID] {
			t.Errorf("%s: place %d, %d tasks", in.ID, in.Order, len(in.Tasks))
		}
		proper(t, in.ID, in.DA, in.EN)
		for _, task := range in.Tasks {
			if !code.MatchString(task.Code) || seen[task.Code] || len(task.Code) > 60 {
				t.Errorf("code %q", task.Code)
			}
			seen[task.Code] = true
			proper(t, task.Code, task.DA, task.EN)
			for _, name := range []string{task.DA, task.EN} {
				if len([]rune(name)) > 50 || strings.ToLower(name[:1]) != name[:1] {
					t.Errorf("%s: %q is too long or begins with a capital", task.Code, name)
				}
			}
			if got, ok := c.Task(task.Code); !ok || got.Name(chat.DA) != task.DA {
				t.Errorf("Task(%q) = %+v", task.Code, got)
			}
		}
	}
	for _, q := range c.Ideas() {
		proper(t, q.ID, q.Text(chat.DA), q.Text(chat.EN))
	}
	for code, want := range map[string]string{"transport.levering": "kørekort", "skole.frugt": "børneattest", "omsorg.bord": "straffeattest eller børneattest, hygiejnekursus", "lager.ordrer": ""} {
		if task, ok := c.Task(code); !ok || task.CheckName(chat.DA) != want {
			t.Errorf("%s needs %q, want %q", code, task.CheckName(chat.DA), want)
		}
	}
	if _, ok := c.Industry("bank"); ok {
		t.Error("an industry that is not there")
	}
}

// proper checks that a text is there in both languages and keeps to words
// that leaders use.
func proper(t *testing.T, id, da, en string) {
	t.Helper()
	if da == "" || en == "" || strings.TrimSpace(da) != da || strings.TrimSpace(en) != en {
		t.Errorf("%s: %q, %q", id, da, en)
	}
	if word := forbidden().FindString(da); word != "" {
		t.Errorf("%s says %q: %s", id, word, da)
	}
}

func forbidden() *regexp.Regexp {
	return regexp.MustCompile(`(?i)jobåbning|tilsagn|overlever|hensyn|eskaler|hurtigst muligt|\bborger|indsats|målgruppe|aktivering|matchgruppe|\bsvag|ikke-arbejdsmarkedsparat`)
}

func TestReasons(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range Reasons() {
		da, en := ReasonName(code, chat.DA), ReasonName(code, chat.EN)
		proper(t, code, da, en)
		if seen[code] || seen[da] || seen[en] || da == code || en == code || len([]rune(da)) > 40 || len(en) > 40 {
			t.Errorf("%s: %q, %q", code, da, en)
		}
		seen[code], seen[da], seen[en] = true, true, true
	}
	if len(Reasons()) != 14 || len(PayTerms()) != 3 || ReasonName("x", chat.DA) != "x" {
		t.Error("reasons or terms")
	}
}

func TestGlossary(t *testing.T) {
	g, err := LoadGlossary()
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Words()) != 27 || g.CheckedOn().Year() < 2026 {
		t.Errorf("%d words, checked on %v", len(g.Words()), g.CheckedOn())
	}
	for _, w := range g.Words() {
		for _, l := range []chat.Lang{chat.DA, chat.EN} {
			if e := w.In(l); !strings.HasSuffix(e.Text, ".") || strings.Count(e.Text, ". ") > 0 || len([]rune(e.Text)) > 160 {
				t.Errorf("%s: want one short sentence: %q", w.ID, e.Text)
			}
		}
	}
	for word, want := range map[string]string{"Fleksjob": "fleksjob", "fleksjobbet?": "fleksjob", "småjobs": "smaajob", "SMAAJOB": "smaajob", "p-nummer": "pnummer", "løntilskuddet": "loentilskud",
		"mentorer": "mentor", "vitas": "vitas", "task force": "netvaerk", "mini-fleksjob": "minifleksjob", "efterværn": "eftervaern", "bank": "", "": ""} {
		if got, ok := g.Lookup(word); got.ID != want || ok != (want != "") {
			t.Errorf("Lookup(%q) = %q", word, got.ID)
		}
	}
}

func words(t testing.TB, l chat.Lang) Words {
	t.Helper()
	texts, err := LoadTexts()
	if err != nil {
		t.Fatal(err)
	}
	return texts.In(l)
}

func TestHours(t *testing.T) {
	da, en := words(t, chat.DA), words(t, chat.EN)
	for _, x := range []struct {
		min, max float64
		da, en   string
	}{
		{6, 6, "ca. 6 timer om ugen", "about 6 hours a week"}, {1, 1, "ca. 1 time om ugen", "about 1 hour a week"}, {2, 4, "2-4 timer om ugen", "2-4 hours a week"},
		{16, 0, "16 timer eller mere om ugen", "16 hours or more a week"}, {0, 4, "op til 4 timer om ugen", "up to 4 hours a week"}, {7.5, 7.5, "ca. 7,5 timer om ugen", "about 7.5 hours a week"},
		{1.5, 1.5, "ca. 1,5 time om ugen", "about 1.5 hours a week"}, {0, 0, "", ""},
	} {
		if got := da.Hours(x.min, x.max); got != x.da {
			t.Errorf("Hours(%v, %v) = %q, want %q", x.min, x.max, got, x.da)
		}
		if got := en.Hours(x.min, x.max); got != x.en {
			t.Errorf("Hours(%v, %v) = %q, want %q", x.min, x.max, got, x.en)
		}
	}
}

func TestMoment(t *testing.T) {
	c := calendar(t, CalendarSettings{})
	da, en := words(t, chat.DA), words(t, chat.EN)
	now := c.at(t, "2026-11-24 09:00").UTC()
	for at, want := range map[string][2]string{
		"2026-11-24 14:30": {"i dag kl. 14.30", "today at 14:30"},
		"2026-11-25 10:00": {"i morgen, onsdag, kl. 10", "tomorrow, Wednesday, at 10:00"},
		"2026-11-26 10:00": {"torsdag kl. 10", "Thursday at 10:00"},
		"2026-11-30 08:05": {"mandag kl. 8.05", "Monday at 08:05"},
		"2026-12-01 10:00": {"tirsdag den 1. december kl. 10", "Tuesday 1 December at 10:00"},
		"2026-12-02 10:00": {"onsdag den 2. december kl. 10", "Wednesday 2 December at 10:00"},
		"2026-11-23 10:00": {"i går kl. 10", "yesterday at 10:00"},
		"2026-11-20 10:00": {"fredag den 20. november kl. 10", "Friday 20 November at 10:00"},
		"2027-01-05 10:00": {"tirsdag den 5. januar kl. 10", "Tuesday 5 January at 10:00"},
		"2027-11-23 10:00": {"tirsdag den 23. november 2027 kl. 10", "Tuesday 23 November 2027 at 10:00"},
		"2026-11-25 00:00": {"i morgen, onsdag, kl. 0", "tomorrow, Wednesday, at 00:00"},
	} {
		if got := da.Moment(c.at(t, at), now); got != want[0] {
			t.Errorf("%s: %q, want %q", at, got, want[0])
		}
		if got := en.Moment(c.at(t, at), now); got != want[1] {
			t.Errorf("%s: %q, want %q", at, got, want[1])
		}
	}
	at := c.at(t, "2026-12-02 10:00")
	if da.Day(at) != "onsdag den 2. december" || en.Day(at) != "Wednesday 2 December" || da.Time(at) != "kl. 10" || en.Time(at) != "10:00" || da.Weekday(at) != "onsdag" {
		t.Error("day, time or weekday")
	}
	away := da.At("America/New_York")
	for at, want := range map[string]string{"2026-11-25 10:00": "i morgen, onsdag, kl. 10 (kl. 4 hos dig)", "2026-11-25 02:00": "i morgen, onsdag, kl. 2 (tirsdag kl. 20 hos dig)"} {
		if got := away.Moment(c.at(t, at), now); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
	if got := en.At("Asia/Tokyo").Moment(c.at(t, "2026-11-24 14:30"), now); got != "today at 14:30 (22:30 where you are)" {
		t.Errorf("in Tokyo: %q", got)
	}
	for _, zone := range []string{"", "Europe/Stockholm", "Moon/Crater"} {
		if got := da.At(zone).Moment(c.at(t, "2026-11-25 10:00"), now); got != "i morgen, onsdag, kl. 10" {
			t.Errorf("%s: %q", zone, got)
		}
	}
	// Half past twelve at night in Copenhagen is still the day before in UTC.
	if got := da.Moment(c.at(t, "2026-11-25 00:30"), time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)); got != "i morgen, onsdag, kl. 0.30" {
		t.Errorf("over midnight: %q", got)
	}
}

func TestList(t *testing.T) {
	da, en := words(t, chat.DA), words(t, chat.EN)
	if da.List(nil) != "" || da.List([]string{"a"}) != "a" || da.List([]string{"a", "b"}) != "a og b" || en.List([]string{"a", "b", "c"}) != "a, b and c" {
		t.Error("lists")
	}
}

// No text to leaders says a word of the municipality without what it means. In
// the preview of the card the meaning is added; a name of a number that a form
// asks for stands beside its field.
func TestLeadersReadNoWordUnexplained(t *testing.T) {
	g, err := LoadGlossary()
	if err != nil {
		t.Fatal(err)
	}
	toLeaders := regexp.MustCompile(`^(receipt|opening|mine|think|wish|visit|terms|hours|pay|best|with|flexible|start|need|season|when|hello|press|button)\.`)
	for _, l := range []chat.Lang{chat.DA, chat.EN} {
		for id, forms := range textFile(t, l) {
			for _, text := range forms {
				if !toLeaders.MatchString(id) {
					continue
				}
				for _, sentence := range g.Explain(text, l) {
					if !strings.Contains(text, sentence) {
						t.Errorf("%s %s says a word that is not explained: %s", l, id, sentence)
					}
				}
			}
		}
	}
	if got := g.Explain("løn (ordinære timer), VITAS", chat.DA); len(got) != 2 || !strings.HasPrefix(got[0], "Ordinære timer: ") {
		t.Errorf("explained %q", got)
	}
}

// A leader who is abroad is told the promise by both clocks, by the next event
// after their platform says where they are.
func TestZoneOfAPerson(t *testing.T) {
	p, s := lifePractice(t), shelf{}
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, p.Zone())
	for i, step := range []struct{ zone, want string }{
		{"", "kl. 10"}, {"America/New_York", "kl. 10 (kl. 4 hos dig)"}, {"", "kl. 10 (kl. 4 hos dig)"}, {"Europe/Copenhagen", "kl. 10"},
	} {
		turn, err := p.Turn(s, chat.Event{ID: fmt.Sprint(i), Project: "p", At: at, From: chat.Sender{Account: account("leader"), Zone: step.zone}})
		if err != nil {
			t.Fatal(err)
		}
		if got := turn.Words.Clock(at.Add(time.Hour)); got != step.want {
			t.Errorf("%d: %q, want %q", i, got, step.want)
		}
		o := &Opening{ID: "o-1", Leader: turn.Who.ID, State: HandedOver, Promise: at.Add(time.Hour)}
		turn.tell(o, "opening.receipt")
		if text := turn.Sends[len(turn.Sends)-1].Message.Text; !strings.Contains(text, step.want) || strings.Contains(text, "hos dig") != strings.Contains(step.want, "hos dig") {
			t.Errorf("%d: %s", i, text)
		}
		s.saves(t, turn, func() error { return nil })
	}
}
