package web

import (
	"fmt"
	"strings"
	"time"

	"brobygger/chat"
)

// words are the page's own words in one language. What the bot and its people
// say is not among them.
type words struct {
	lang  chat.Lang
	texts map[string]string
}

// dictionary is the page's words in each language.
func dictionary() map[chat.Lang]words {
	da, en := words{chat.DA, map[string]string{}}, words{chat.EN, map[string]string{}}
	for _, all := range []map[string][2]string{phrases(), guidePhrases(), duePhrases()} {
		for id, two := range all {
			da.texts[id], en.texts[id] = two[0], two[1]
		}
	}
	return map[chat.Lang]words{chat.DA: da, chat.EN: en}
}

// T is the text id with {name} filled in from pairs of name and value. An
// unknown id is shown by its name.
func (w words) T(id string, pairs ...string) string {
	text, ok := w.texts[id]
	if !ok {
		return id
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// N is T with {n}, in the singular (id.one) or plural (id.many).
func (w words) N(id string, n int) string {
	form := ".many"
	if n == 1 {
		form = ".one"
	}
	return w.T(id+form, "n", fmt.Sprint(n))
}

// Upcoming says what will happen, and why. A kind without words of its own is
// shown by its name.
func (w words) Upcoming(u Upcoming) (what, why string) {
	if _, ok := w.texts["due."+u.Kind]; !ok {
		return strings.TrimSpace(u.Kind + " " + u.About), w.T("due.unknown.why")
	}
	about := u.About
	if about == "" {
		about = w.T("due.something")
	}
	return w.T("due."+u.Kind, "about", about), w.T("due." + u.Kind + ".why")
}

// Channel is what people call a channel.
func (w words) Channel(id string) string {
	if name, ok := w.texts["channel."+id]; ok {
		return name
	}
	return id
}

// Clock is the time of day: 14.30 or 14:30.
func (w words) Clock(t time.Time) string {
	if w.lang == chat.EN {
		return t.Format("15:04")
	}
	return t.Format("15.04")
}

func (w words) weekday(t time.Time) string {
	if w.lang == chat.EN {
		return t.Weekday().String()
	}
	return [...]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}[t.Weekday()]
}

func (w words) month(t time.Time) string {
	if w.lang == chat.EN {
		return t.Month().String()
	}
	return [...]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}[t.Month()-1]
}

// Date is the day in full: tirsdag 24. november 2026, Tuesday 24 November 2026.
func (w words) Date(t time.Time) string {
	dot := "."
	if w.lang == chat.EN {
		dot = ""
	}
	return fmt.Sprintf("%s %d%s %s %d", w.weekday(t), t.Day(), dot, w.month(t), t.Year())
}

// When is a moment as one says it at now: today and tomorrow by these words,
// within six days by the weekday, later with the date.
func (w words) When(now, at time.Time) string {
	y, m, d := now.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
	at = at.In(now.Location())
	day := ""
	switch {
	case at.Before(midnight.AddDate(0, 0, 1)) && !at.Before(midnight):
		day = w.T("today")
	case at.Before(midnight.AddDate(0, 0, 2)) && !at.Before(midnight):
		day = w.T("tomorrow")
	case at.Before(midnight.AddDate(0, 0, 7)) && !at.Before(midnight):
		day = w.weekday(at)
	case w.lang == chat.EN:
		day = fmt.Sprintf("%s %d %s", w.weekday(at), at.Day(), w.month(at))
	default:
		day = fmt.Sprintf("%s %d. %s", w.weekday(at), at.Day(), w.month(at))
	}
	if at.Year() != now.Year() {
		day += fmt.Sprintf(" %d", at.Year())
	}
	return w.T("at", "day", day, "time", w.Clock(at))
}

// commandHints are the commands offered to the people of a pane.
func commandHints(pane string, lang chat.Lang) []string {
	all := map[string][2][]string{
		"leader":      {{"/bro opgaver", "/bro mine", "/bro historie", "/bro hjælp"}, {"/bro tasks", "/bro mine", "/bro story", "/bro help"}},
		"staff":       {{"/bro åbne", "/bro vagt", "/bro fravær", "/bro hjælp"}, {"/bro open", "/bro duty", "/bro away", "/bro help"}},
		"coordinator": {{"/bro for", "/bro liste", "/bro besked", "/bro historier"}, {"/bro for", "/bro list", "/bro broadcast", "/bro stories"}},
	}
	if lang == chat.EN {
		return all[pane][1]
	}
	return all[pane][0]
}
