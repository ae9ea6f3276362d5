package practice

import "testing"

func TestParsePhone(t *testing.T) {
	for in, want := range map[string]string{
		"40123456": "40 12 34 56", "40 12 34 56": "40 12 34 56", "4012 3456": "40 12 34 56", "+45 40123456": "40 12 34 56", "+4540123456": "40 12 34 56",
		"0045 40 12 34 56": "40 12 34 56", "4540123456": "40 12 34 56", "(+45) 40-12-34-56": "40 12 34 56", "tlf.: 40 12 34 56.": "40 12 34 56", "Mobil 40.12.34.56": "40 12 34 56",
		"+46 70 123 45 67": "+46 70 123 45 67", "0046 70-123 45 67": "+46 70 123 45 67", "00 49 30 901820": "+49 30 901820", "+4930901820": "+4930901820",
		"": "", "ring bare": "", "12345678": "", "4012345": "", "401234567": "", "+45 1234": "", "40 12 34 56 eller 20 12 34 56": "", "010290-1234": "", "+": "", "00": "", "+0 1234567": "",
		"Lene 40 12 34 56": "40 12 34 56", "40 12 34 56 (Lene)": "", "1 + 40123456": "",
	} {
		if got, ok := ParsePhone(in); got != want || ok != (want != "") {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestParseCVR(t *testing.T) {
	for in, want := range map[string][2]string{
		"13748136": {"13748136", ""}, "13 74 81 36": {"13748136", ""}, "DK-13748136": {"13748136", ""}, "CVR-nr. 13748136": {"13748136", ""}, "cvr: 13748136": {"13748136", ""},
		"13748137": {"", ProblemCVRCheck}, "00000000": {"", ProblemCVRCheck}, "1374813": {"", ProblemCVRLength}, "": {"", ProblemCVRLength}, "Nordlys 13748136": {"", ProblemCVRLength},
	} {
		if cvr, problem := ParseCVR(in); [2]string{cvr, problem} != want {
			t.Errorf("ParseCVR(%q) = %q, %q", in, cvr, problem)
		}
	}
}

func TestParsePNumber(t *testing.T) {
	for in, want := range map[string]string{"1003456789": "1003456789", "P-nummer 1003 456 789": "1003456789", "p-nr. 1003456789": "1003456789"} {
		if got, problem := ParsePNumber(in); got != want || problem != "" {
			t.Errorf("ParsePNumber(%q) = %q, %q", in, got, problem)
		}
	}
	for _, in := range []string{"", "100345678", "10034567890", "p", "2412901234", "241290-1234", "101290-1234", "100345-6789"} {
		if got, problem := ParsePNumber(in); got != "" || problem != ProblemPNumber {
			t.Errorf("ParsePNumber(%q) = %q, %q", in, got, problem)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"+45 40 12 34 56", "00 45", "+(", "tlf. 0045 40123456", "0 046 70 1234567"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		phone, ok := ParsePhone(s)
		if !ok {
			return
		}
		if again, ok := ParsePhone(phone); !ok || again != phone {
			t.Fatalf("%q gives %q, and that %q", s, phone, again)
		}
		if HasCPR(phone) {
			t.Fatalf("%q gives %q, which reads as a CPR number", s, phone)
		}
	})
}
