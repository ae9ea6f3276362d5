package wording

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"brobygger/chat"
	"brobygger/practice"
)

// FuzzRead holds what is true of every reading.
func FuzzRead(f *testing.F) {
	for _, half := range []string{"da.tune", "da.more", "da.again", "en.tune", "en.more"} {
		for i, e := range readExamples(f, half) {
			if i%8 == 0 { // each is run before the first new one is tried
				f.Add(e.Text, e.Lang == chat.EN, e.Industry)
			}
		}
	}
	f.Add("ring på 010190-1234, vi mangler én til at pakke ordrer", false, "")
	f.Add("\xff\xfe pakke\u0301 ordrer\u200d 🙂 8–12", true, "lager")
	r := rules(f)
	f.Fuzz(func(t *testing.T, text string, english bool, industry string) {
		lang := chat.DA
		if english {
			lang = chat.EN
		}
		got, err := r.In(industry).Read(t.Context(), text, lang)
		if long := utf8.RuneCountInString(text) > MaxText; long != errors.Is(err, ErrTooLong) || !long && err != nil {
			t.Fatalf("%d characters: %v", utf8.RuneCountInString(text), err)
		}
		again, _ := r.In(industry).Read(t.Context(), text, lang)
		if !reflect.DeepEqual(got, again) {
			t.Fatalf("%q is %+v and then %+v", text, got, again)
		}
		if len(got.Tasks) > len(text)/2+1 {
			t.Fatalf("%d tasks in %d bytes", len(got.Tasks), len(text))
		}
		for _, task := range got.Tasks {
			checkTask(t, text, task)
		}
		checkRange(t, got.Hours)
		raw, err := json.Marshal(got)
		if err != nil || !json.Valid(raw) {
			t.Fatalf("%s: %v", raw, err)
		}
		var back Reading
		if err := json.Unmarshal(raw, &back); err != nil || len(back.Tasks) != len(got.Tasks) {
			t.Fatalf("%s does not come back: %v", raw, err)
		}
	})
}

func checkTask(t *testing.T, text string, task Task) {
	t.Helper()
	from, to := task.From[0], task.From[1]
	if from < 0 || to <= from || to > len(text) || !utf8.RuneStart(text[from]) || to < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[to]) {
		t.Fatalf("%q was read from %d to %d of %q", task.Name, from, to, text)
	}
	if task.Name == "" || !utf8.ValidString(task.Name) || strings.ContainsAny(task.Name, "0123456789\n") || practice.HasCPR(task.Name) {
		t.Fatalf("a task of %q is called %q", text, task.Name)
	}
	for _, d := range task.Days {
		if !slices.Contains(Days(), d) {
			t.Fatalf("day %q", d)
		}
	}
	for _, n := range task.Needs {
		if !slices.Contains(Needs(), n) {
			t.Fatalf("need %q", n)
		}
	}
	if task.Season != "" && !slices.Contains(Seasons(), task.Season) {
		t.Fatalf("season %q", task.Season)
	}
	checkRange(t, task.Hours)
}

func checkRange(t *testing.T, r *Range) {
	t.Helper()
	if r == nil {
		return
	}
	if r.Min < 0 || r.Max < 0 || r.Min > 100 || r.Max > 100 || r.Min+r.Max == 0 || r.Max > 0 && r.Min > r.Max || r.Min*4 != float64(int(r.Min*4)) || r.Max*4 != float64(int(r.Max*4)) {
		t.Fatalf("hours %+v", *r)
	}
}

func TestReadRefusesLongTexts(t *testing.T) {
	r := rules(t)
	if _, err := r.Read(t.Context(), strings.Repeat("å", MaxText), chat.DA); err != nil {
		t.Error(err)
	}
	if _, err := r.Read(t.Context(), strings.Repeat("å", MaxText+1), chat.DA); !errors.Is(err, ErrTooLong) {
		t.Error(err)
	}
}

// What somebody says outside the work is not read as work, and nothing of a
// personal number comes back.
func TestReadLeavesOut(t *testing.T) {
	r := rules(t)
	for _, text := range []string{
		"", "hej", "nej tak, ikke i år", "Ring på 40 12 34 56 mandag kl. 10", "vi har desværre ikke noget", "010190-1234",
		"rengøring, det klarer vi selv", "Ikke opvask.", "we don't need any cleaning", "no thanks, we do the dishes ourselves",
	} {
		got, err := r.Read(t.Context(), text, chat.DA)
		if err != nil || len(got.Tasks) > 0 || got.Hours != nil || got.FullTime {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	got, _ := r.Read(t.Context(), "Jens, 010190-1234, skal male 010190-1234 stakit", chat.DA)
	raw, _ := json.Marshal(got)
	if strings.Contains(string(raw), "1234") || strings.Contains(string(raw), "0101") {
		t.Errorf("a personal number comes back: %s", raw)
	}
}

func BenchmarkRead(b *testing.B) {
	examples := append(readExamples(b, "da.tune"), readExamples(b, "en.tune")...)
	r := rules(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e := examples[i%len(examples)]
		if _, err := r.Read(b.Context(), e.Text, e.Lang); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "utterances/s")
}

// BenchmarkReadLongest reads as much text as is allowed.
func BenchmarkReadLongest(b *testing.B) {
	r := rules(b)
	text := strings.Repeat("vi mangler en til at pakke ordrer om mandagen, ", MaxText)[:MaxText]
	for b.Loop() {
		if _, err := r.Read(b.Context(), text, chat.DA); err != nil {
			b.Fatal(err)
		}
	}
}

// What the reader is for, a sentence a rule.
func TestReadSays(t *testing.T) {
	r := rules(t)
	for _, c := range []struct {
		lang         chat.Lang
		in, text, is string
	}{
		{chat.DA, "", "vi drukner i returvarer om mandagen og lageret ligner lort", "[lager.returvarer mon] [lager.gange] ="},
		{chat.DA, "webshop", "returvarer, 4 timer", "[webshop.returvarer 4-4] = 4-4"},
		{chat.DA, "horeca", "opvask et par timer hver fredag", "[horeca.opvask 2-2 fri] = 2-2"},
		{chat.DA, "lager", "pakke ordrer mandag og torsdag 8-10, ikke truck", "[lager.ordrer 4-4 mon,thu] = 4-4"},
		{chat.DA, "rengoring", "rengøring, halvanden dag om ugen, alene", "[rengoring.let 11-11 alone=true] = 11-11"},
		{chat.DA, "lager", "pakke ordrer og folde kasser, i alt 20 timer om måneden", "[lager.ordrer] [lager.kasser] = 4.5-4.5"},
		{chat.DA, "byg", "male stakit om sommeren. Kræver kørekort og er tungt", "[male stakit summer driving_licence,lifting] ="},
		{chat.EN, "kontor", "a couple of mornings shredding papers, no driving licence needed", "[kontor.makulere 7.5-7.5] = 7.5-7.5"},
		{chat.EN, "horeca", "washing up every Friday 5pm-10pm together with a colleague", "[horeca.opvask 5-5 fri alone=false] = 5-5"},
		{chat.DA, "lager", "feje mandag og onsdag for at rydde lager", "[rengoring.let mon,wed] [lager.gange] ="},
		{chat.DA, "lager", "pakke ordrer, og en dag om ugen med lageroprydning", "[lager.ordrer] [lager.gange 7.5-7.5] ="},
		{chat.DA, "lager", "pakke ordrer, ikke kun folde kasser", "[lager.ordrer] [lager.kasser] ="},
		{chat.DA, "rengoring", "gøre kontoret rent, ikke værkstedet, hver dag 1 time", "[rengoring.let 5-5] = 5-5"},
		{chat.DA, "byg", "rense mursten og køre gips op", "[rense mursten] [byg.materialer] ="},
		{chat.DA, "lager", "reoler skal støves af og mærkes op om mandagen", "[rengoring.let mon] [mærke reoler op mon] ="},
		{chat.DA, "lager", "pakke ordrer 4 dage om ugen. 9-13", "[lager.ordrer 16-16] = 16-16"},
		{chat.DA, "lager", "pakke ordrer, det tager min mand 2 timer hver dag", "[lager.ordrer 10-10] = 10-10"},
		{chat.DA, "lager", "folde kasser og pakke ordrer, 2 timer til hver", "[lager.kasser 2-2] [lager.ordrer 2-2] ="},
		{chat.DA, "lager", "pakke ordrer, 2 medarbejdere a 10 timer om ugen", "[lager.ordrer 10-10] = 10-10"},
		{chat.DA, "kontor", "vi søger én på fuld tid til at taste data ind", "[kontor.data 37-37] = 37-37 full time"},
	} {
		got, err := r.In(c.in).Read(t.Context(), c.text, c.lang)
		if s := strings.TrimSpace(shown(got)); err != nil || s != c.is {
			t.Errorf("%q is %s, %v; want %s", c.text, s, err, c.is)
		}
	}
}
