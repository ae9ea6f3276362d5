package practice

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/chat"
)

// open shows what waits for a call, the nearest promise first.
func (t *Turn) open(_ string) error {
	openings, err := t.waiting(t.myPartners())
	if err != nil {
		return err
	}
	m := chat.Message{Kind: "handover.digest", Lang: t.Words.Lang(), Text: t.Words.T("digest.none")}
	if len(openings) > 0 {
		lines := []string{t.Words.T("digest.head", "n", len(openings))}
		for _, o := range openings {
			lines = append(lines, "- "+t.about(o, t.Words, "digest."+string(o.State)))
		}
		m.Text = strings.Join(lines, "\n")
	}
	t.answer(m)
	return nil
}

func (t *Turn) myPartners() []string {
	if t.is(Coordinator) {
		var all []string
		for _, p := range t.Settings.Partners {
			all = append(all, p.ID)
		}
		return all
	}
	return t.partnersOf(t.Event.From)
}

// waiting gives the openings that wait for a call, the nearest promise first.
func (t *Turn) waiting(partners []string) ([]*Opening, error) {
	var all []*Opening
	for _, id := range partners {
		for _, s := range []State{Reported, HandedOver, Claimed} {
			some, err := list[Opening](t, Query{Name: "partner", From: id + "/" + string(s)})
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
	}
	slices.SortStableFunc(all, func(a, b *Opening) int { return a.Promise.Compare(b.Promise) })
	return all, nil
}

// away notes that the sender is away for some working days from today.
func (t *Turn) away(rest string) error {
	days := 1
	if rest != "" {
		n, err := strconv.Atoi(strings.Fields(rest)[0])
		if err != nil || n < 0 || n > 365 {
			t.notice("away.wrong", t.Words.T("away.wrong"))
			return nil
		}
		days = n
	}
	t.remember()
	if days == 0 {
		t.delete(Key{"absence", t.Who.ID})
		t.notice("away.back", t.Words.T("away.back"))
		return nil
	}
	a, ok, err := get[Absence](t, t.Who.ID)
	if err != nil {
		return err
	}
	if ok && rest == "" && a.Until.After(t.Now) {
		t.notice("away.still", t.Words.T("away.still", "until", t.Words.Day(a.Until)))
		return nil
	}
	if !ok {
		a = &Absence{Person: t.Who.ID}
	}
	until := t.Calendar.WorkingDays(t.Now, days)
	a.Until = time.Date(until.Year(), until.Month(), until.Day(), 0, 0, 0, 0, t.Zone())
	t.Save(a)
	t.notice("away.noted", t.Words.T("away.noted", "until", t.Words.Day(a.Until)))
	mine, err := list[Opening](t, Query{Name: "owner", From: t.Who.ID})
	if err != nil {
		return err
	}
	for _, o := range mine {
		if o.State == Claimed && o.Promise.Before(a.Until) {
			t.remindPerson(o, t.Who, "handover.reminder", "away.yours", "release", "colleague")
		}
	}
	return nil
}

// ill asks who writes to the bot alone that they are ill today whether to note
// it; it reports whether they wrote that.
func (t *Turn) ill(text string) bool {
	words := plainly(text)
	for _, begin := range []string{"jeg er ", "jeg har ", "i am ", "i'm ", "er "} {
		words = strings.TrimPrefix(words, begin)
	}
	if !slices.Contains([]string{"syg", "sygemeldt", "sygt barn", "mit barn er sygt", "barns første sygedag", "sick", "ill", "off sick", "my child is sick"}, words) || strings.Contains(text, "?") {
		return false
	}
	t.answer(chat.Message{Kind: "away.ask", Lang: t.Words.Lang(), Text: t.Words.T("away.ask"), Buttons: []chat.Button{
		{ID: "yes", Arg: "away", Label: t.Words.L("away.yes"), Style: chat.Primary}, {ID: "drop", Arg: "away", Label: t.Words.L("away.no")}}})
	return true
}

// awayPressed takes the answer to that.
func (t *Turn) awayPressed(button string) error {
	switch {
	case !t.is(Staff):
		t.refuse("refused.staff", "unit", t.unitFor(t.whoNetwork(), nil), "coordinator", t.coordinatorName())
	case button == "yes":
		return t.away("")
	default:
		t.done("away.not")
	}
	return nil
}

// duty tells who is on duty today, and the week's list.
func (t *Turn) duty(_ string) error {
	var lines []string
	for i := range t.Settings.Partners {
		p := &t.Settings.Partners[i]
		if !slices.Contains(t.myPartners(), p.ID) {
			continue
		}
		who, err := t.onDuty(p)
		if err != nil {
			return err
		}
		name := t.Words.L("duty.nobody")
		if who != nil {
			name = t.named(who)
		}
		lines = append(lines, t.Words.T("duty.today", "unit", p.Name, "name", name))
		for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
			var names []string
			for _, a := range p.Duty[day] {
				if who, err := t.person(a); err == nil && who != nil {
					names = append(names, t.named(who))
				}
			}
			if len(names) > 0 {
				lines = append(lines, "- "+chat.Escape(t.Words.Weekday(t.Now.AddDate(0, 0, (int(weekdays[day]-t.Now.Weekday())+7)%7))+": "+strings.Join(names, ", ")))
			}
		}
	}
	t.answer(chat.Message{Kind: "duty.list", Lang: t.Words.Lang(), Text: strings.Join(lines, "\n")})
	return nil
}

// named is what one of the partner's people is called; an account whose name the bot has
// not heard yet is never shown by its id.
func (t *Turn) named(who *Person) string {
	if who.Name == "" {
		return t.Words.L("owner.unnamed")
	}
	return who.Name
}

// Home is a person's own view: a leader's openings, what waits for staff, what
// slips for a coordinator. It changes nothing.
func (t *Turn) Home() (chat.Message, error) {
	m := chat.Message{Kind: "home", Lang: t.Words.Lang(), Title: t.Words.L("home.title")}
	var lines []string
	if partners := t.myPartners(); len(partners) > 0 {
		openings, err := t.waiting(partners)
		if err != nil {
			return m, err
		}
		for _, o := range openings {
			if t.is(Coordinator) && !t.is(Staff) && o.State != Reported && o.Promise.After(t.Now.Add(2*time.Hour)) && o.Slipped == 0 {
				continue
			}
			lines = append(lines, "- "+t.about(o, t.Words, "digest."+string(o.State)))
		}
	}
	if t.is(Leader) {
		openings, err := t.openingsOf(t.Who)
		if err != nil {
			return m, err
		}
		for _, o := range openings {
			if !o.State.Over() {
				lines = append(lines, "- "+t.about(o, t.Words, "mine.opening")+" "+t.about(o, t.Words, t.stand("mine.state.", o)))
			}
		}
		m.Buttons = []chat.Button{{ID: "tasks", Arg: "begin", Label: t.Words.L("button.tasks"), Style: chat.Primary}}
	}
	if len(lines) == 0 {
		lines = []string{t.Words.T("home.empty")}
	}
	m.Text = strings.Join(lines, "\n")
	return m, nil
}

// typed is what the sender wrote, in small letters; "" when they pressed.
func (t *Turn) typed() string {
	switch b := t.Event.Body.(type) {
	case chat.Called:
		return strings.ToLower(strings.TrimSpace(b.Args))
	case chat.Said:
		return strings.ToLower(strings.TrimSpace(b.Text))
	case chat.Pressed:
		return b.Arg
	}
	return ""
}

// language gives the sender the language they name, else the other one.
func (t *Turn) language(_ string) error {
	said := t.typed()
	switch {
	case strings.Contains(said, "english"), strings.Contains(said, "engelsk"):
		t.Who.Lang = chat.EN
	case strings.Contains(said, "dansk"), strings.Contains(said, "danish"):
		t.Who.Lang = chat.DA
	case t.Words.Lang() == chat.DA:
		t.Who.Lang = chat.EN
	default:
		t.Who.Lang = chat.DA
	}
	t.remember()
	t.Words = t.wordsFor(t.Who)
	t.notice("language.set", t.Words.T("language.set"))
	return nil
}

// About names what a timer is about, as people know it: "#1 Nordlys Pakkeri",
// a person's name, a network; "" when there is nothing to name.
func (t *Turn) About(subject string, data json.RawMessage) (string, error) {
	var h held
	if len(data) > 0 && json.Unmarshal(data, &h) == nil && h.Opening != "" {
		subject = h.Opening
	}
	kind, _, _ := strings.Cut(subject, "-")
	switch kind {
	case "o":
		o, ok, err := get[Opening](t, subject)
		if ok {
			return "#" + strconv.Itoa(o.Number) + " " + t.companyName(o), err
		}
		return "", err
	case "p":
		who, ok, err := get[Person](t, subject)
		if ok {
			return who.Name, err
		}
		return "", err
	case "s":
		s, ok, err := get[Story](t, subject)
		if err != nil || !ok {
			return "", err
		}
		c, ok, err := get[Company](t, s.Company)
		if ok {
			return c.Name, err
		}
		return "", err
	}
	if n := t.network(subject); n != nil {
		return n.Name, nil
	}
	return "", nil
}
