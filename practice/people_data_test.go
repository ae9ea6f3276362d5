package practice

import (
	"strings"
	"testing"
)

func TestFindCPR(t *testing.T) {
	for _, text := range []string{
		"010290-1234", "hun hedder Ida, 0102901234.", "010290 1234", "010290–1234", "010290 - 1234", "01.02.90-1234", "01 02 90 1234", "01/02-90 1234", "01-02-1990-1234", "01021990-1234",
		"cpr010290-1234", "010290x1234", "010290\u20111234", "010290\u00a01234", "3112994321", "uge 48: 311299_4321", "０１０２９０-１２３４", "010290---1234", "til 20 11 23 og 010290-1234",
		"070707 4321", // fails modulus 11, and is in use
	} {
		if !HasCPR(text) {
			t.Errorf("not found: %q", text)
		}
	}
	for _, text := range []string{
		"40 12 34 56", "ring 12 10 34 56", "+45 40 12 34 56", "0045 40 12 34 56", "+4540123456", "4540123456", "+30 12 345 678", "+3012345678", "30 12 11 10 12 34",
		"CVR 13748136", "13 74 81 36", "24.11.2026", "24.11.26 kl. 14.30", "24.11.2026 0800", "2026-11-24 08:00", "010290", "kl. 10-12", "8.30-16.00", "kr. 101.250,00", "1.012.001.234 kr.",
		"13.554", "451290-1234", "011390-1234", "000190-1234", "5701234567890", "01029012345", "postnr. 1012, 5000 Odense C", "ml. 10-12 på 20 30 40 50", "10, 12, 14 og 2026",
		"ordre 0102901234567", "010290\n1234", "10 12 14 16 18 20", "010290: 1234",
	} {
		if found := FindCPR(text); len(found) > 0 {
			t.Errorf("%q: took %q", text, text[found[0].Start:found[0].End])
		}
	}
}

func FuzzCPR(f *testing.F) {
	for _, s := range []string{"010290-1234", "a\xff01 02 90 1234b", "０１０２９０-１２３４", "40 12 34 56", "01029012340102901234"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last, rest := 0, ""
		for _, span := range FindCPR(s) {
			if span.Start < last || span.End <= span.Start || span.End > len(s) {
				t.Fatalf("%q: %+v", s, span)
			}
			rest += s[last:span.Start] + "CPR"
			last = span.End
		}
		if rest += s[last:]; HasCPR(rest) {
			t.Fatalf("%q has one more number: %q", s, rest)
		}
		if !strings.ContainsAny(s, "0123456789０１２３４５６７８９+") && !HasCPR(s+" 010290-1234") {
			t.Fatalf("not found behind %q", s)
		}
	})
}
