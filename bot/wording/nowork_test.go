package wording

import (
	"strings"
	"testing"

	"brobygger/chat"
)

// TestNoWork holds that what people say to a bot, and what they and their
// companies are called, puts no work in their mouths, in any line of business.
func TestNoWork(t *testing.T) {
	r := rules(t)
	for _, text := range lines(t, "da.nowork.txt") {
		for _, in := range append(r.catalogue.Industries(), r.catalogue.Industries()[0]) {
			got, err := r.In(in.ID).Read(t.Context(), text[0], chat.DA)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Tasks) > 0 {
				t.Errorf("%s: %q is read as %s", in.ID, text[0], strings.TrimSpace(shown(got)))
			}
		}
	}
}

// TestOtherObject: a verb that fits a task of the catalogue makes it none when it
// is done to another thing.
func TestOtherObject(t *testing.T) {
	r := rules(t)
	for _, line := range lines(t, "other.txt") {
		industry, lang, want, text := line[0], chat.Lang(line[1]), strings.Trim(line[2], "-"), line[3]
		got, err := r.In(industry).Read(t.Context(), text, lang)
		if err != nil {
			t.Fatal(err)
		}
		code := ""
		for _, task := range got.Tasks {
			code += task.Code
		}
		if code != want {
			t.Errorf("%s: %q is read as %q, want %q", industry, text, code, want)
		}
	}
}

// TestNoWorkInEnglish: the same for a few words in English that might be verbs.
func TestNoWorkInEnglish(t *testing.T) {
	r := rules(t)
	for _, text := range []string{"check the card", "load the list again", "check my answers", "call my colleague Peter on 31 31 31 31", "help the others"} {
		if got, err := r.In("it").Read(t.Context(), text, chat.EN); err != nil || len(got.Tasks) > 0 {
			t.Errorf("%q is read as %s (%v)", text, strings.TrimSpace(shown(got)), err)
		}
	}
}

// TestNamesAsSaid: the name of work without a code keeps the verb's particle and
// preposition where they were said.
func TestNamesAsSaid(t *testing.T) {
	r := rules(t)
	for text, want := range map[string]string{
		"ringe til kunder der ikke har betalt": "ringe til kunder",
		"ring til kunder hver mandag":          "ringe til kunder",
		"ringe rundt til vores kunder":         "ringe rundt til kunder",
		"rydde op i kælderen":                  "rydde op i kælderen",
		"rydde kælderen op":                    "rydde kælderen op",
		"svare på alle vores mails":            "svare på mails",
		"hænge plakater op":                    "hænge plakater op",
		"hænge op plakater":                    "hænge op plakater",
		"tage imod telefonopkald":              "tage imod telefonopkald",
		"fjerne ukrudt for mig":                "luge",
		"telefonen ringer hele tiden":          "passe telefonen",
	} {
		got, err := r.Read(t.Context(), text, chat.DA)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Tasks) != 1 || got.Tasks[0].Name != want {
			t.Errorf("%q is read as %s, want %q", text, shown(got), want)
		}
	}
}

// TestWhenItIsCalled: days and times of day are those of the work, also where the
// work is to call others.
func TestWhenItIsCalled(t *testing.T) {
	r := rules(t)
	for text, want := range map[string]string{
		"ring til kunder hver mandag":                         "mon",
		"passe telefon om formiddagen":                        "morning",
		"vande blomster hver formiddag":                       "morning",
		"vande blomster. Ring til mig om formiddagen":         "",
		"vande blomster. I kan ringe til os mandag formiddag": "",
	} {
		got, err := r.Read(t.Context(), text, chat.DA)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Tasks) != 1 || strings.Join(append(got.Tasks[0].Days, got.Tasks[0].Times...), " ") != want {
			t.Errorf("%q is on %v, want %q", text, got.Tasks, want)
		}
	}
}
