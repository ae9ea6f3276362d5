package wording

import "strings"

var abbreviations = wordSet("ca kl evt f eks fx osv incl mm pr nr bl a dvs inkl max maks min tlf hhv etc e g i approx vs stk mdr md t hr hrs mr mrs dr st jan feb aug sep sept okt oct nov dec mv jf o l")

// sentences cuts a text at full stops, question and exclamation marks,
// semicolons and new lines.
func sentences(toks []token) (out []span) {
	from := 0
	for i, t := range toks {
		if t.kind != 'p' || !ends(toks, i) {
			continue
		}
		if i > from {
			out = append(out, span{from, i})
		}
		from = i + 1
	}
	if len(toks) > from {
		out = append(out, span{from, len(toks)})
	}
	return out
}

func ends(toks []token, i int) bool {
	switch toks[i].s {
	case "!", "?", ";", "\n", "…", "•", "·", "|":
		return true
	case ".":
		if i == 0 {
			return true
		}
		before := toks[i-1]
		next := i+1 < len(toks) && toks[i+1].start == toks[i].end && toks[i+1].kind == 'w'
		switch {
		case dayDot(toks, i):
			return false
		case next, before.kind == 'w' && before.end == toks[i].start && abbreviations[before.s] && i+1 < len(toks) && toks[i+1].s != "\n" && !toks[i+1].capital:
			return false
		case before.kind == 'n' && i+1 < len(toks) && toks[i+1].kind == 'w' && (months[toks[i+1].s] || everyNth[toks[i+1].s]):
			return false // "1. december", "hver 2. uge"
		}
		return true
	}
	return false
}

// dayDot reports whether the full stop at i belongs to a short day: "tirs. og
// tors. 8-11".
func dayDot(toks []token, i int) bool {
	if i == 0 || i+1 >= len(toks) {
		return false
	}
	_, day := dayOf[toks[i-1].s]
	j := i + 1
	if j+1 < len(toks) && (toks[j].s == "og" || toks[j].s == "and" || toks[j].s == ",") {
		j++
	}
	_, other := dayOf[toks[j].s]
	return day && len(toks[i-1].s) <= 5 && (other || toks[j].kind == 'n' || toks[j].s == "kl")
}

var everyNth = wordSet("uge dag gang sal week")

var months = wordSet("januar februar marts april maj juni juli august september oktober november december january february march may june july october jan feb mar apr jun jul aug sep sept okt oct nov dec")

// clause gives the part of a sentence around token i, between commas, colons
// and words like "men".
func clause(toks []token, s span, i int) span {
	c := span{i, i + 1}
	for c.from > s.from && !parts(toks[c.from-1]) {
		c.from--
	}
	for c.to < s.to && !parts(toks[c.to]) {
		c.to++
	}
	return c
}

func parts(t token) bool {
	switch t.s {
	case ",", ":", "(", ")", "men", "but", "derimod", "however", "–", "—", "though", "så", "saa":
		return true
	}
	return false
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// sentenceOf gives the words of a sentence, to compare it with others.
func sentenceOf(toks []token) string {
	var b strings.Builder
	for _, t := range toks {
		if t.kind == 'w' && t.s != "" && !courteous[t.s] {
			b.WriteString(t.s)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// courteous words change nothing of what is said to the bot.
var courteous = wordSet("tak bare lige venligst please gerne hej hi så saa nu now just ok okay nej no ja yes")
