package practice

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a stretch of a text in bytes, Start included and End not.
type Span struct{ Start, End int }

// FindCPR finds what looks like a Danish personal number (CPR): a date as
// DDMMYY or DDMMYYYY and four digits, together or apart, whatever stands
// between them. It goes by the date and not by the check digit, since numbers
// that fail modulus 11 are in use. A P-number can look the same: who asks for
// one in a field of its own does not call this for that field.
//
// It passes over phone and CVR numbers, prices, times, and dates alone.
func FindCPR(text string) (found []Span) {
	groups := digitGroups(text)
	for i := 0; i < len(groups); i++ {
		n := cprAt(text, groups, i)
		if n == 0 {
			continue
		}
		found = append(found, Span{groups[i].start, groups[i+n-1].end})
		i += n - 1
	}
	return found
}

// HasCPR reports whether [FindCPR] finds anything.
func HasCPR(text string) bool { return len(FindCPR(text)) > 0 }

// FieldHasCPR reports whether the values of a form's field hold what [FindCPR]
// finds. The field "pnumber" takes a P-number, though it looks the same.
func FieldHasCPR(field string, values []string) bool {
	text := strings.Join(values, " ")
	if _, problem := ParsePNumber(text); field == "pnumber" && problem == "" {
		return false
	}
	return HasCPR(text)
}

// digitGroup is digits that stand together; digits holds them as ASCII.
type digitGroup struct {
	start, end int
	digits     string
}

func digitGroups(text string) (groups []digitGroup) {
	open := false
	for i, r := range text {
		d, ok := digit(r)
		if !ok {
			open = false
			continue
		}
		if !open {
			groups, open = append(groups, digitGroup{start: i}), true
		}
		g := &groups[len(groups)-1]
		g.digits += string(d)
		g.end = i + utf8.RuneLen(r)
	}
	return groups
}

// digit knows ASCII digits and their full-width forms.
func digit(r rune) (byte, bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r), true
	case r >= '０' && r <= '９':
		return byte(r-'０') + '0', true
	}
	return 0, false
}

// cprAt says how many groups from the i-th on make up a CPR number, 0 for none.
func cprAt(text string, groups []digitGroup, i int) int {
	var all string
	var shape []int
	for n := 1; n <= 4 && i+n <= len(groups); n++ {
		g := groups[i+n-1]
		if n > 1 && !joins(text[groups[i+n-2].end:g.start]) {
			return 0
		}
		shape = append(shape, len(g.digits))
		if all += g.digits; len(all) > 12 {
			return 0
		}
		if isCPR(all, shape) && !otherNumber(text, groups, i, n) {
			return n
		}
	}
	return 0
}

// joins reports whether sep can stand inside one number: at most three
// characters of one line, none of them a letter or a comma.
func joins(sep string) bool {
	return utf8.RuneCountInString(sep) <= 3 &&
		!strings.ContainsFunc(sep, func(r rune) bool {
			return unicode.IsLetter(r) && r != 'x' && r != 'X' || r == '\n' || r == ',' || r == ':' || r == '+'
		})
}

func isCPR(all string, shape []int) bool {
	if len(shape) > 1 && shape[len(shape)-1] != 4 { // the last four stand together
		return false
	}
	date := shape[:max(1, len(shape)-1)]
	for k, size := range date {
		whole := k == 0 && len(date) == 1
		switch {
		case size == 2, size == 4 && k == len(date)-1, size == 4 && k == 0 && len(date) == 2, whole:
		default:
			return false
		}
	}
	switch len(all) {
	case 10:
		return dayAndMonth(all)
	case 12:
		// A whole year in front of the four: a year of birth, not of a date
		// with a time behind it.
		year := all[4:8]
		return dayAndMonth(all) && year >= "1900" && year <= "2019"
	}
	return false
}

func dayAndMonth(s string) bool {
	day, month := s[:2], s[2:4]
	return day >= "01" && day <= "31" && month >= "01" && month <= "12"
}

// otherNumber reports whether the groups are a part of a longer number of
// another kind: behind a country code, or the tail of a phone number written
// in pairs.
func otherNumber(text string, groups []digitGroup, i, n int) bool {
	g := groups[i]
	if strings.HasSuffix(text[:g.start], "+") {
		return true
	}
	if n == 4 && i > 0 && len(groups[i-1].digits) == 2 && text[groups[i-1].end:g.start] == " " {
		return text[groups[i+n-2].end:groups[i+n-1].start] == " "
	}
	return false
}
