package flows

import "strings"

// digits is one group of digits in a text.
type digits struct {
	s          string
	start, end int
}

// ParsePhone finds the first telephone number in a text. A Danish number,
// however it is written (+45, 0045, spaces, dots, dashes), comes back as
// "40 12 34 56"; a foreign one, which must begin with + or 00, as "+46 …" in
// the groups it was written in. Dates, CVR numbers that are called so, CPR-like
// numbers, and numbers with too few or too many digits are not found.
func ParsePhone(text string) (string, bool) {
	if len(text) > maxTyped {
		text = text[:maxTyped]
	}
	text = strings.ReplaceAll(text, "(0)", "   ")
	var groups []digits
	for i := 0; i < len(text); i++ {
		if isDigit(rune(text[i])) {
			j := i
			for j < len(text) && isDigit(rune(text[j])) {
				j++
			}
			groups = append(groups, digits{text[i:j], i, j})
			i = j
		}
	}
	for i := 0; i < len(groups); {
		j := i + 1 // groups i to j are written as one number
		for j < len(groups) && joinsDigits(text[groups[j-1].end:groups[j].start]) {
			j++
		}
		if shown, ok := phoneIn(text, groups[i:j]); ok {
			return shown, true
		}
		i = j
	}
	return "", false
}

// joinsDigits reports whether what stands between two groups keeps them one number.
func joinsDigits(between string) bool {
	between = strings.ReplaceAll(between, "\u00a0", " ")
	between = strings.ReplaceAll(between, "\u2011", "-")
	between = strings.ReplaceAll(between, "–", "-")
	return len(between) <= 4 && between != "" && strings.Trim(between, " .-()") == "" && strings.Count(between, "-") <= 1
}

// phoneIn finds a number at the start of some group of a row.
func phoneIn(text string, row []digits) (string, bool) {
	for i := range row {
		before := strings.TrimRight(text[:row[i].start], "( ")
		plus := strings.HasSuffix(before, "+") && len(text[:row[i].start])-len(before) <= 1
		first := row[i].s
		switch {
		case plus, strings.HasPrefix(first, "00"):
			if !plus {
				first = first[2:]
			}
			return international(first, row[i+1:])
		case i > 0 && !dateLike(row[:i]):
			continue // within a number that is none
		case calledOtherwise(before):
			return "", false
		}
		// The country code without its plus.
		if total := count(row[i:]); total == 10 && strings.HasPrefix(first, "45") && (len(first) == 2 || len(first) == 10) {
			return danish((joined(row[i:]))[2:])
		}
		if dateLike(row[i:min(i+3, len(row))]) {
			continue
		}
		if n, ok := eight(row[i:]); ok {
			return danish(n)
		}
	}
	return "", false
}

// eight takes the first eight digits if they end with a group, and the next
// group is not more of the same number.
func eight(row []digits) (string, bool) {
	n := ""
	for i, g := range row {
		switch n += g.s; {
		case len(n) > 8:
			return "", false
		case len(n) == 8:
			return n, i+1 >= len(row) || len(row[i+1].s) != len(g.s) && len(row[i+1].s) < 4
		}
	}
	return "", false
}

func danish(n string) (string, bool) {
	if len(n) != 8 || n[0] < '2' {
		return "", false
	}
	return n[:2] + " " + n[2:4] + " " + n[4:6] + " " + n[6:], true
}

func international(first string, more []digits) (string, bool) {
	if strings.HasPrefix(first, "45") {
		row := more
		if len(first) > 2 {
			row = append([]digits{{s: first[2:]}}, more...)
		}
		n, ok := eight(row)
		if !ok {
			return "", false
		}
		return danish(n)
	}
	shown, n := "+"+first, len(first)
	for _, g := range more {
		if n+len(g.s) > 15 {
			break
		}
		shown, n = strings.TrimSuffix(shown, " ")+" "+g.s, n+len(g.s)
	}
	if n < 8 || n > 15 || first == "" || first[0] == '0' {
		return "", false
	}
	return shown, true
}

func dateLike(row []digits) bool {
	if len(row) != 3 {
		return false
	}
	a, b, c := row[0].s, row[1].s, row[2].s
	return len(c) == 4 && len(a) <= 2 && len(b) <= 2 && b <= "12" && (c[:2] == "19" || c[:2] == "20") ||
		len(a) == 4 && len(b) == 2 && len(c) == 2 && (a[:2] == "19" || a[:2] == "20") && b <= "12" && c <= "31"
}

// calledOtherwise reports whether the text before a number says that it is
// something else.
func calledOtherwise(before string) bool {
	tail := strings.ToLower(strings.TrimRight(before[max(0, len(before)-16):], " :.-#"))
	for _, s := range []string{"cvr", "cvr-nr", "cvr nr", "cvr-nummer", "cvr nummer", "cpr", "cpr-nr", "p-nr", "p-nummer", "se-nr", "vat", "dk", "ordre", "ean"} {
		if strings.HasSuffix(tail, s) {
			return true
		}
	}
	return false
}

func count(row []digits) (n int) {
	for _, g := range row {
		n += len(g.s)
	}
	return n
}

func joined(row []digits) (s string) {
	for _, g := range row {
		s += g.s
	}
	return s
}
