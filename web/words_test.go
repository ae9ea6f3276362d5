package web

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"brobygger/chat"
)

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	named := regexp.MustCompile(`\{\w+\}`)
	for _, all := range []map[string][2]string{phrases(), guidePhrases(), duePhrases()} {
		for id, two := range all {
			if two[0] == "" || two[1] == "" {
				t.Errorf("%s: not in both languages: %q", id, two)
			}
			for _, name := range named.FindAllString(two[0], -1) {
				if !strings.Contains(two[1], name) {
					t.Errorf("%s: %s only in Danish", id, name)
				}
			}
		}
	}
	// Every text the templates name is there.
	uses := regexp.MustCompile(`W?\.?[TN]\("([a-z._]+[a-z])"[,)]`)
	w := dictionary()[chat.DA]
	for _, file := range []string{"page.templ", "pane.templ", "post.templ", "look.go", "posts.go", "schedule.go", "guide.go"} {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range uses.FindAllStringSubmatch(string(src), -1) {
			_, one := w.texts[m[1]]
			_, many := w.texts[m[1]+".many"]
			if !one && !many {
				t.Errorf("%s: no text %q", file, m[1])
			}
		}
	}
}

func TestEveryKnownTimerHasWords(t *testing.T) {
	for lang, w := range dictionary() {
		for _, kind := range []string{"promise", "remind.duty", "remind.channel", "remind.lead", "remind.owner", "slipped.again", "relevant", "pause", "think",
			"ask_later", "stories", "story.review", "expand", "batch", "release", "retention", "outcome"} {
			what, why := w.Upcoming(Upcoming{Kind: kind, About: "#1 Nordlys"})
			if strings.HasPrefix(what, kind) || why == w.T("due.unknown.why") {
				t.Errorf("%s: %s has no words", lang, kind)
			}
		}
	}
}

func TestWhen(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	da, en := dictionary()[chat.DA], dictionary()[chat.EN]
	for _, c := range []struct {
		after  time.Duration
		da, en string
	}{
		{time.Hour, "i dag kl. 10.00", "today at 10:00"},
		{24 * time.Hour, "i morgen kl. 09.00", "tomorrow at 09:00"},
		{72 * time.Hour, "fredag kl. 09.00", "Friday at 09:00"},
		{7 * 24 * time.Hour, "tirsdag 1. december kl. 09.00", "Tuesday 1 December at 09:00"},
		{40 * 24 * time.Hour, "søndag 3. januar 2027 kl. 09.00", "Sunday 3 January 2027 at 09:00"},
		{-time.Hour * 24, "mandag 23. november kl. 09.00", "Monday 23 November at 09:00"},
	} {
		if got := da.When(now, now.Add(c.after)); got != c.da {
			t.Errorf("%v: %q, want %q", c.after, got, c.da)
		}
		if got := en.When(now, now.Add(c.after)); got != c.en {
			t.Errorf("%v: %q, want %q", c.after, got, c.en)
		}
	}
}

func TestMarkdownLetsNothingIn(t *testing.T) {
	m := markdown{}
	for in, want := range map[string]string{
		"**fed** og _skrå_":               "<p><strong>fed</strong> og <em>skrå</em></p>\n",
		"en\nto":                          "<p>en<br>\nto</p>\n",
		"ca. 5-9 timer":                   "<p>ca. <span class=\"whole\">5-9</span> timer</p>\n",
		"- en\n- to":                      "<ul>\n<li>en</li>\n<li>to</li>\n</ul>\n",
		"<script>x</script>":              "<p>&lt;script&gt;x&lt;/script&gt;</p>\n",
		"![kat](https://x.dk/k.png)":      "<p>!<a target=\"_blank\" rel=\"noopener noreferrer\" href=\"https://x.dk/k.png\">kat</a></p>\n", // no picture is fetched
		"[her](javascript:alert)":         "<p>[her](javascript:alert)</p>\n",
		"# ikke en overskrift":            "<p># ikke en overskrift</p>\n",
		"[kort](https://x.dk/?a=1&b=\"2)": "<p><a target=\"_blank\" rel=\"noopener noreferrer\" href=\"https://x.dk/?a=1&amp;b=&#34;2\">kort</a></p>\n",
	} {
		if got := m.html(in); got != want {
			t.Errorf("%q:\n got %q\nwant %q", in, got, want)
		}
	}
	typed := "1. *ja* <b> [x](y) & co_co_co"
	if got := m.html(chat.Escape(typed)); !strings.Contains(got, "1. *ja* &lt;b&gt; [x](y) &amp; co_co_co") {
		t.Errorf("escaped: %q", got)
	}
}
