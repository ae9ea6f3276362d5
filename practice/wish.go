package practice

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// wish notes when the company would like to be called, a code or its own words,
// and the first day on which that may be.
func (t *Turn) wish(o *Opening, words string) {
	o.Contact.Best, o.CallFrom = words, t.callFrom(words)
}

// wishHeld promises anew when the company would rather be called later than it
// was promised; it reports whether it did.
func (t *Turn) wishHeld(o *Opening) bool {
	if !o.State.Waiting() || !t.wished(o, o.Promise).After(o.Promise) {
		return false
	}
	t.vow(o, t.promised(o, t.partner(o.Partner)))
	return true
}

// farAway is how far ahead a day to be called on is believed.
const farAway = 92 * 24 * time.Hour

// callFrom reads the first day on which a company would like to be called: "ikke
// før fredag", "efter den 3. december", "uge 50", "ikke i dag". It is zero when
// no such day is clear, and the words stand for themselves.
func (t *Turn) callFrom(words string) time.Time {
	none := time.Time{}
	if t.ParseDate == nil {
		return none
	}
	text := " " + strings.Join(parted(words, ",;:!?()\""), " ") + " "
	text = preferred(strings.ReplaceAll(text, " man ", " ")) // somebody, not Monday
	says := func(phrases string) bool {
		return saysPhrase(text, strings.Split(phrases, "|")...)
	}
	now := t.Now.In(t.Zone())
	read := func(text string) (time.Time, bool) { return t.ParseDate(text, t.Words.Lang(), now) }
	never := says("ikke|not|don't|never|aldrig")
	if never && says("denne uge|this week") {
		day, _ := read("næste uge")
		return day
	}
	day, ok := read(text)
	if !ok || day.Sub(now) > farAway || namesDays(text) > 1 {
		return none
	}
	if sameDay(now, day) {
		if never {
			return day.AddDate(0, 0, 1)
		}
		return none
	}
	from := says("ikke før|ikke inden|tidligst|først|fra|not before|not until|from|earliest")
	after := afterDay(text, day, read)
	until := says("til|indtil|until|till|tilbage|hjemme|back")
	switch {
	case from:
	case never && (after > 0 || !until), // another day may be sooner
		says("før|inden|senest|before|by"),
		after == 0 && !until && says("ferie|væk|ude|bortrejst|holiday|vacation|away|out|off"):
		return none
	}
	return day.AddDate(0, 0, after)
}

// preferred gives what follows "helst" when it names a day of the week: that day
// goes before all others in the sentence. It is text itself otherwise.
func preferred(text string) string {
	for _, word := range []string{" allerhelst ", " helst ", " hellere ", " gerne ", " preferably ", " prefer ", " ideally "} {
		_, rest, ok := strings.Cut(text, word)
		if !ok || strings.Contains(" "+rest, " ikke ") || strings.Contains(" "+rest, " not ") {
			continue
		}
		words := strings.Fields(rest)
		for i, w := range words {
			if i < 3 && slices.Contains(daysOfWeek(), strings.TrimRight(w, ".")) {
				end := len(words)
				for j := i + 1; j < end; j++ { // up to what begins anew
					if slices.Contains([]string{"jeg", "vi", "men", "for", "da", "fordi", "i", "i'm", "we", "but", "because", "as", "since"}, words[j]) {
						end = j
					}
				}
				return " " + strings.Join(words[:end], " ") + " "
			}
		}
	}
	return text
}

// afterDay is how many days after day the text means: none, one, or seven when
// day is a whole week.
func afterDay(text string, day time.Time, read func(string) (time.Time, bool)) int {
	for _, word := range []string{" efter ", " after ", " til og med ", " through "} {
		_, rest, ok := strings.Cut(text, word)
		if !ok {
			continue
		}
		first, more, _ := strings.Cut(rest, " ")
		if first == "uge" || first == "week" {
			return 7
		}
		if at, ok := read(rest); !ok || !at.Equal(day) || strings.HasPrefix(first, "kl") {
			continue // after a time of day
		}
		if at, ok := read(more); ok && at.Equal(day) { // "efter 12 fredag"
			if _, err := strconv.Atoi(first); err == nil {
				continue
			}
		}
		return 1
	}
	return 0
}

// namesDays counts the days of the week that a text in small letters names.
func namesDays(text string) (n int) {
	for _, day := range daysOfWeek() {
		n += strings.Count(text, day)
	}
	return n
}
