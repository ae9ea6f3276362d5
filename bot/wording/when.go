package wording

import (
	"slices"
	"strings"

	"brobygger/chat"
	"brobygger/flows"
)

// moment is one stretch of words about time.
type moment struct {
	span
	said   string   // as [flows.ParseHours] reads it
	amount bool     // holds hours
	unit   bool     // says "hours" or "minutes"
	freq   bool     // says how often
	clock  bool     // holds only times of day: "8-12"
	days   []string // that are named
	times  []string
	period bool // says per what: "om ugen"
	oneDay bool // counted days without a period: "3 dage"
	each   bool // for each time that was spoken of: "3 timer hver gang"
}

// moments finds the words about time in a sentence.
func moments(toks []token, s span, lang chat.Lang) (out []moment) {
	for i := s.from; i < s.to; {
		if classAt(toks, s, i) == notTime {
			i++
			continue
		}
		if perThing(toks, s, i) {
			for i++; i < s.to && classAt(toks, s, i) != notTime && toks[i].s != ","; i++ {
			}
			continue
		}
		m, next := momentAt(toks, s, i, lang)
		if m.to > m.from {
			out = append(out, m)
		}
		i = max(next, i+1)
	}
	return out
}

// perThing reports whether at i follows how often so many things come:
// "20 stk om måneden", "3 lastbiler om ugen".
func perThing(toks []token, s span, i int) bool {
	if t := toks[i].s; t != "om" && t != "pr" && t != "per" && t != "hver" && t != "a" {
		return false
	}
	if i-2 < s.from || toks[i-1].kind != 'w' || classAt(toks, s, i-1) != notTime || !counts(toks[i-2]) {
		return false
	}
	if people[toks[i-1].s] { // "2 medarbejdere a 10 timer"
		return false
	}
	for k := i + 3; k < s.to; k++ { // the amount has a period of its own
		if c := classAt(toks, s, k); c == weekUnit || c == often || c == weekday {
			return true
		}
	}
	return false
}

// momentAt reads one stretch that begins at i and gives the place after it.
func momentAt(toks []token, s span, i int, lang chat.Lang) (m moment, next int) {
	end := i
	for end < s.to {
		c := classAt(toks, s, end)
		if c == notTime {
			break
		}
		if toks[end].s == "," && (!timeFollows(toks, s, end+1) || anotherAmount(toks, s, i, end)) {
			break
		}
		if c == numeral && strange(toks, s, end) {
			break
		}
		end++
	}
	next = max(end, i+1)
	from, to := trim(toks, s, i, end)
	if from >= to {
		return m, next
	}
	if last := toks[to-1]; to+1 < s.to && (toks[to].s == "pr" || toks[to].s == "per") && classAt(toks, s, to+1) == notTime && timeClasses[last.s] == unit {
		return m, next // "6 minutter pr kontor"
	}
	m.span = span{from, to}
	m.read(toks, s, lang)
	gang := spoken(toks, to, min(to+2, s.to), "gang", "gangen")
	if gang {
		m.said += " ad gangen"
	}
	eachTime := spoken(toks, max(s.from, to-1), min(to+1, s.to), "each") && spoken(toks, to, min(to+2, s.to), "time")
	m.each = m.each || gang || eachTime || spoken(toks, to, min(to+2, s.to), "begge", "both") || spoken(toks, max(s.from, from-2), from, "gang")
	if !m.amount && !m.freq && len(m.days) == 0 && len(m.times) == 0 {
		return moment{}, next
	}
	return m, next
}

// anotherAmount reports whether after the comma at i another amount is added to
// one that was said: "18 timer, og en time om dagen".
func anotherAmount(toks []token, s span, from, i int) bool {
	said := false
	for j := from; j < i; j++ {
		c := classAt(toks, s, j)
		said = said || c == unit || c == weekday
	}
	if !said || i+1 >= s.to || toks[i+1].s != "og" && toks[i+1].s != "and" && toks[i+1].s != "plus" {
		return false
	}
	for j := i + 2; j < s.to && j < i+6; j++ {
		if c := classAt(toks, s, j); c == unit || c == dayUnit {
			return true
		}
	}
	return false
}

// timeFollows reports whether after a comma the words about time go on.
func timeFollows(toks []token, s span, i int) bool {
	for n := 0; i < s.to && n < 4; i, n = i+1, n+1 {
		switch classAt(toks, s, i) {
		case notTime:
			return false
		case numeral:
			return !strange(toks, s, i)
		case glue:
		default:
			return true
		}
	}
	return false
}

// strange reports whether a figure counts something else: "8 skoler".
func strange(toks []token, s span, i int) bool {
	if toks[i].s == "halv" || toks[i].s == "half" || toks[i].s == "halve" || toks[i].s == "halvt" {
		return false
	}
	if i-2 >= s.from && (toks[i-2].kind == 'n' || timeClasses[toks[i-2].s] == numeral) {
		switch toks[i-1].s {
		case "til", "-", "–", "to", "og", "and":
			return false // the end of a range
		}
	}
	for j, n := i+1, 0; j < s.to && n < 6; j, n = j+1, n+1 {
		switch classAt(toks, s, j) {
		case notTime:
			switch toks[j].s {
			case "hele", "fulde", "faste", "korte", "lange", "gode", "små", "smaa", "ugentlige", "full", "fixed", "paid", "short", "weekly", "løse", "good", "solid", "timers", "ekstra":
				continue
			}
			if toks[j].kind == 'p' {
				return false
			}
			return !joinsTime(toks[i:j])
		case unit, dayUnit, weekUnit, partDay, weekday, often:
			return false
		}
		if toks[j].s == "," || toks[j].s == "og" || toks[j].s == "and" {
			return false
		}
	}
	return false
}

// joinsTime reports whether between a figure and a strange word something says
// that the figure is a time of day or a range: "8-12 til rengøring".
func joinsTime(toks []token) bool {
	for _, t := range toks[1:] {
		if t.kind == 'n' || t.s == "til" || t.s == "to" || t.s == "i" || t.s == "paa" || t.s == "på" || t.s == "on" || t.s == "at" {
			return true
		}
	}
	return false
}

// trim takes what does not belong to it off both ends.
func trim(toks []token, s span, from, to int) (int, int) {
	keep := map[string]bool{"hver": true, "hveranden": true, "every": true, "alle": true, "all": true, "kl": true, "mindst": true, "max": true, "maks": true, "under": true, "over": true, "min": true, "minimum": true, "hoejst": true, "fra": true, "from": true, "mellem": true, "between": true, "ca": true, "hele": true, "en": true, "et": true, "a": true, "an": true, "op": true, "up": true, "at": true, "each": true, "maksimalt": true, "whole": true, "foerste": true, "sidste": true, "first": true, "last": true, "undtagen": true, "mere": true, "more": true, "knap": true, "hel": true, "the": true, "hvert": true, "ulige": true, "om": true, "pr": true, "per": true, "i": true, "ikke": true, "no": true, "not": true, "least": true}
	for from < to && classAt(toks, s, from) == glue && (!keep[toks[from].s] || upAlone(toks, from, to)) {
		from++
	}
	for from < to && classAt(toks, s, to-1) == glue && toks[to-1].s != "+" {
		to--
	}
	return from, to
}

// read makes of the tokens what ParseHours reads, and finds the days.
func (m *moment) read(toks []token, s span, lang chat.Lang) {
	var b strings.Builder
	var named [7]bool
	counted, anyDay, clocked, mornings, between := false, false, false, false, ""
	for i := m.from; i < m.to; i++ {
		t := toks[i]
		word := t.s
		if full := spelledOut[word]; full != "" {
			word = full
		}
		if m.starts(toks, i) { // "kl 14 en halv time"
			i++
			continue
		}
		if n := m.lasts(toks, i); n > 0 { // "i en måned" is how long it goes on
			i += n - 1
			continue
		}
		switch classAt(toks, s, i) {
		case unit:
			m.amount, m.unit = true, true
			if t.s == "times" { // "en times tid"
				word = "time"
			}
		case dayUnit:
			if full := m.day(toks, i); full != "" {
				word = full
			}
		case weekUnit:
			if certainWeek(toks, m.from, i, m.to) {
				word, counted = "", false
				break
			}
			if i > m.from && counts(toks[i-1]) && lengths[t.s] { // "6 uger" is how long it goes on
				counted = false
				break
			}
			m.period = true
		case often:
			if m.freq = m.freq || t.s != "am" && t.s != "pm"; t.s == "gange" || t.s == "times" {
				counted = counted && amountBefore(toks, m.from, i) // so often, not so long
			}
			m.amount = m.amount || t.s == "halvtid" || t.s == "halvtids" || t.s == "halvdag" || t.s == "halvdage"
		case numeral:
			counted = true
			from := t.kind == 'n' && i+2 < m.to && (toks[i+1].s == "-" || toks[i+1].s == "–" || toks[i+1].s == "til" || toks[i+1].s == "to") && toks[i+2].kind == 'n'
			clocked = clocked || from
			if from && (i+3 >= m.to || classAt(toks, s, i+3) == weekday || classAt(toks, s, i+3) == glue) {
				between = clockSpan(t.s, toks[i+2].s)
			}
		case partDay:
			if len(t.s) >= 3 && partOf[t.s[:3]] != "" {
				m.times = appendNew(m.times, partOf[t.s[:3]])
			}
			switch before := countBefore(toks, m.from, i); {
			case i+2 < m.to && t.s == "morgen" && toks[i+1].s == "og" && toks[i+2].s == "aften" && before != "n":
				word, m.freq, m.times = "morgen og aften", true, appendNew(m.times, partOf["aft"])
				i += 2
			case before == "n":
				m.amount, m.oneDay = true, true
			case before == "e":
				word, m.freq, mornings = "dag", true, true
			default:
				word = ""
			}
		case weekday:
			if anyDay = true; i > m.from && toks[i-1].s == "en" && (t.s == "hverdag" || t.s == "weekend") {
				m.amount, m.oneDay = true, true // "en hverdag om ugen" names none
				break
			}
			if d, ok := dayNamed(t.s); ok {
				if i > m.from && (toks[i-1].s == "hele" || toks[i-1].s == "hel") {
					b.WriteString(" 7.4 timer ")
					m.amount = true
				}
				word = dayWords[d][:strings.IndexByte(dayWords[d], ' ')]
			}
			m.name(toks, s, i, &named)
		}
		if word == "" {
			continue
		}
		if t.s == "over" && i+1 < m.to && classAt(toks, s, i+1) == weekday || t.s == "om" && i == m.from && i+1 < m.to && classAt(toks, s, i+1) == numeral || t.s == "." && t.kind == 'p' {
			continue // "over weekenden", "det drejer sig om 8 timer"
		}
		if t.s == "tid" && i > m.from && toks[i-1].s == "halv" {
			word, m.amount = "18.5 timer", true
		}
		if t.s == "halv" && i+1 < m.to && toks[i+1].s == "tid" {
			continue
		}
		if t.s == "+" && i > m.from && i+1 < m.to && classAt(toks, s, i-1) == weekday || chained(toks, i) {
			word, t.kind = " og ", 'w'
		}
		if b.Len() > 0 && !(i > 0 && toks[i-1].end == t.start) {
			b.WriteByte(' ')
		}
		if t.kind == 'w' {
			b.WriteString(word)
		} else {
			b.WriteString(t.s)
		}
	}
	m.said = b.String()
	if clocked && (anyDay || mornings || m.freq && !m.period && late(m.said)) && !m.unit && lang == chat.DA && m.said != "" && digit(m.said[0]) {
		m.said = "kl " + m.said // "5-8 tirsdag" is when, not how long
	}
	if m.all(toks) {
		named = [7]bool{true, true, true, true, true, true, true}
	}
	for d, on := range named {
		if on {
			m.days = append(m.days, Days()[d])
		}
	}
	if m.unit && !counted && !slices.ContainsFunc(toks[m.from:m.to], func(t token) bool { return t.kind != 'w' || one[t.s] }) {
		m.amount = false // "bruger timer på det"
	}
	if counted && !m.amount { // "mandag 8-10", "6 om ugen"
		m.amount = anyDay || m.freq || clocked || m.period
		m.clock = clocked && !anyDay && !m.freq && !m.period
	}
	m.freq = m.freq || m.period
	if between != "" && !m.unit && !(m.period && len(m.days) == 0) {
		m.times = appendNew(m.times, between)
	}
}

// late reports whether a range ends so high that no day has as many hours:
// "5-8 hver dag" is when.
func late(said string) bool {
	_, end, _ := strings.Cut(strings.ReplaceAll(said, "–", "-"), "-")
	n := 0
	for _, r := range end {
		if r < '0' || r > '9' {
			break
		}
		n = 10*n + int(r-'0')
	}
	return n >= 8
}

// lengths are stretches of time that are counted.
var lengths = wordSet("uger weeks maaneder months mdr aar years")

// starts reports whether at i the time of day stands at which something begins
// that has an amount of its own.
func (m *moment) starts(toks []token, i int) bool {
	if toks[i].s != "kl" && toks[i].s != "klokken" || i+1 >= m.to || toks[i+1].kind != 'n' {
		return false
	}
	if i+3 < m.to && (toks[i+2].s == "en" || toks[i+2].s == "et") && (toks[i+3].s == "halv" || timeClasses[toks[i+3].s] == unit) {
		return true
	}
	if i > m.from && (toks[i-1].s == "til" || toks[i-1].s == "-" || toks[i-1].s == "og" || toks[i-1].s == "mellem" || toks[i-1].s == "fra") {
		return false
	}
	if i+2 < m.to && (toks[i+2].s == "-" || toks[i+2].s == "–" || toks[i+2].s == "til" || toks[i+2].s == "og") {
		return false
	}
	for _, t := range toks[m.from:m.to] {
		if timeClasses[t.s] == unit {
			return true
		}
	}
	return false
}

// done reports whether the amount is of work that comes to an end: "40 timers arbejde".
func (m *moment) done(toks []token, s span) bool {
	return m.unit && !m.freq && m.to < s.to && toks[m.to-1].s == "timers" && strings.HasPrefix(toks[m.to].s, "arbejd")
}

// lasts is how many words from i on tell of a stretch of time, as "for two
// weeks" and "(venter) i op til 2 dage" do.
func (m *moment) lasts(toks []token, i int) int {
	switch s := toks[i].s; {
	case s == "i" && i+4 < m.to && toks[i+1].s == "op" && counts(toks[i+3]) && timeClasses[toks[i+4].s] == dayUnit:
		return 5
	case (s == "i" || s == "for" && i > m.from) && i+2 < m.to && timeClasses[toks[i+2].s] == weekUnit &&
		(counts(toks[i+1]) || toks[i+1].s == "en" || toks[i+1].s == "et" || toks[i+1].s == "a"):
		return 3
	}
	return 0
}

// hours reads the amounts of several moments together.
func hours(ms []moment, lang chat.Lang) *Range {
	var b strings.Builder
	if !slices.ContainsFunc(ms, func(m moment) bool { return !m.clock }) {
		return nil // without days, times of day are no amount
	}
	if len(ms) == 1 && ms[0].each && !ms[0].freq && len(ms[0].days) == 0 {
		return nil // "en halv time ad gangen", and nothing says how often
	}
	for _, m := range ms {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(m.said)
	}
	lo, hi, ok := flows.ParseHours(b.String(), lang)
	if !ok {
		return nil
	}
	return &Range{lo, hi}
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}
