package practice

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// AmendList reads a pasted list, or lines that correct one: each takes the place of
// the line it is about, and the others stay. "fjern 2" takes line 2 out, "fjern
// Havnens Fisk" all of that company. ok is false for a text that is no list.
func AmendList(before []string, text string, _ bool) (after []string, ok bool) {
	after = slices.Clone(before)
	if what, ok := takenOut(text); ok && len(before) > 0 {
		if n, err := strconv.Atoi(what); err == nil {
			if n < 1 || n > len(after) {
				return before, false
			}
			return slices.Delete(after, n-1, n), true
		}
		after = slices.DeleteFunc(after, func(line string) bool { return nameTerm(fieldsOf(line)[0]) == nameTerm(what) })
		return after, len(after) < len(before)
	}
	if !strings.ContainsAny(text, ";\t\n") {
		return before, false
	}
	taken := map[int]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-*•·–")); line == "" {
			continue
		}
		best, alike := -1, 0
		for i, old := range after[:len(before)] {
			if n := likeness(old, line); !taken[i] && n > alike {
				best, alike = i, n
			}
		}
		if best < 0 {
			after = append(after, line)
			continue
		}
		after[best], taken[best] = line, true
	}
	return after, len(after) > 0
}

var takeOut = regexp.MustCompile(`(?i)^(?:fjern|slet|uden|drop|remove|delete|without)\s+(?:linje\s+|linie\s+|line\s+)?(?:nr\.?\s*)?(.+?)[.!]*$`)

func takenOut(text string) (what string, ok bool) {
	m := takeOut.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil || strings.ContainsAny(text, ";\t\n") {
		return "", false
	}
	return m[1], true
}

// fieldsOf gives a line's company, contact, phone and tasks, as many as there are.
func fieldsOf(line string) []string {
	sep := ";"
	if !strings.Contains(line, sep) && strings.Contains(line, "\t") {
		sep = "\t"
	}
	parts := strings.SplitN(line, sep, 4)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// likeness is how much a line says what an older one does; 0 for one about
// something else.
func likeness(old, line string) int {
	a, b := fieldsOf(old), fieldsOf(line)
	same := 0
	for i := range min(len(a), len(b)) {
		if b[i] != "" && nameTerm(a[i]) == nameTerm(b[i]) {
			same++
		}
	}
	company := b[0] != "" && nameTerm(a[0]) == nameTerm(b[0])
	unparted := len(a) == 1 && b[0] != "" && strings.HasPrefix(strings.ToLower(old), strings.ToLower(b[0]))
	switch {
	case company, same >= 2, same == 1 && a[0] == "":
		return same
	case unparted:
		return 1
	}
	return 0
}

// AmendPost reads what is to be written to the networks. ok is false for words that
// are about the text, as "ret teksten", and for a word or two that nobody asked for.
func AmendPost(before []string, text string, asked bool) (after []string, ok bool) {
	words := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	about := len(words) <= 4
	for _, w := range words {
		about = about && slices.Contains(aboutText, w)
	}
	if about || !asked && (len(words) < 3 || strings.HasSuffix(text, "?") && len(words) < 6) {
		return before, false
	}
	return []string{text}, true
}

var aboutText = strings.Fields("ret rette rettes ændr ændre ændres skriv skrive om ny nye anden en et den det jeg vil lidt igen på teksten tekst beskeden besked opslaget opslag text the message post change edit correct rewrite new it i want to")
