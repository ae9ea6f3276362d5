package practice

import (
	"strings"
	"unicode"
)

// Why a number was not taken, as ids of texts.
const (
	ProblemCVRLength = "number.cvr.length" // not eight digits
	ProblemCVRCheck  = "number.cvr.check"  // eight digits that no company can have
	ProblemPNumber   = "number.pnumber"    // not ten digits that begin with 10
)

// ParsePhone reads a phone number as people write them. A Danish one, with or
// without +45 or 0045, comes back as "40 12 34 56". One with another country
// code keeps its own grouping behind a +. Words before the number ("tlf.",
// "mobil:") are passed over; ok is false for anything else.
func ParsePhone(s string) (phone string, ok bool) {
	s = strings.TrimSpace(s)
	if i := strings.IndexFunc(s, func(r rune) bool { return r == '+' || r == '(' || unicode.IsDigit(r) }); i > 0 {
		if strings.Trim(s[:i], "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ.: ") != "" {
			return "", false
		}
		s = s[i:]
	}
	s = strings.TrimRight(s, ".,;")
	var digits []byte
	var groups []string // the grouping as written
	inGroup, plus := false, false
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
			if !inGroup {
				groups, inGroup = append(groups, ""), true
			}
			groups[len(groups)-1] += string(r)
		case r == '+' && len(digits) == 0 && !plus && (i == 0 || s[:i] == "("):
			plus = true
		case unicode.IsSpace(r) || strings.ContainsRune("-–.()/", r):
			inGroup = false
		default:
			return "", false
		}
	}
	all := string(digits)
	if !plus && strings.HasPrefix(all, "00") {
		plus, all = true, all[2:]
		for zeros := 2; zeros > 0; zeros-- {
			if groups[0] = groups[0][1:]; groups[0] == "" {
				groups = groups[1:]
			}
		}
	}
	if all == "" {
		return "", false
	}
	if len(all) == 10 && strings.HasPrefix(all, "45") && danish(all[2:]) {
		all, plus = all[2:], false
	}
	switch {
	case !plus && danish(all):
		return all[:2] + " " + all[2:4] + " " + all[4:6] + " " + all[6:], true
	case plus && len(all) >= 7 && len(all) <= 15 && all[0] != '0' && !strings.HasPrefix(all, "45"):
		if phone = "+" + strings.Join(groups, " "); HasCPR(phone) { // grouped like a personal number: it would be stopped everywhere
			phone = "+" + all
		}
		return phone, true
	}
	return "", false
}

// danish reports whether the digits can be a Danish number: eight of them,
// the first neither 0 nor 1.
func danish(digits string) bool { return len(digits) == 8 && digits[0] >= '2' }

// ParseCVR reads a CVR number: eight digits, weighted 2 7 6 5 4 3 2 1 and
// divisible by eleven (Erhvervsstyrelsen, "Modulus 11"). problem is "" or the
// id of a text that says what is wrong.
func ParseCVR(s string) (cvr, problem string) {
	cvr, ok := onlyDigits(s, "dk", "cvr")
	if !ok || len(cvr) != 8 {
		return "", ProblemCVRLength
	}
	sum := 0
	for i, weight := range []int{2, 7, 6, 5, 4, 3, 2, 1} {
		sum += int(cvr[i]-'0') * weight
	}
	if sum%11 != 0 || cvr[0] == '0' {
		return "", ProblemCVRCheck
	}
	return cvr, ""
}

// ParsePNumber reads the number of a workplace: ten digits that begin with 10.
// A dash between them is not taken, for that is how a personal number is
// written. There is no check digit to hold it against: some have been issued with other weights
// (Erhvervsstyrelsen, "Modulus 11"). problem is "" or the id of a text.
func ParsePNumber(s string) (number, problem string) {
	number, ok := onlyDigits(s, "p")
	if !ok || len(number) != 10 || !strings.HasPrefix(number, "10") || strings.Contains(s[strings.IndexByte(s, '1'):], "-") {
		return "", ProblemPNumber
	}
	return number, ""
}

// onlyDigits takes the digits of a number written with spaces, dots or
// dashes, and perhaps one of the words in front of it.
func onlyDigits(s string, words ...string) (digits string, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok {
			s = rest
			break
		}
	}
	s = strings.TrimPrefix(strings.TrimLeft(s, "-. "), "nummer")
	s = strings.TrimPrefix(strings.TrimLeft(s, "-. "), "nr")
	var b strings.Builder
	for _, r := range strings.TrimLeft(s, ".: ") {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsSpace(r) || r == '.' || r == '-':
		default:
			return "", false
		}
	}
	return b.String(), true
}
