package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"log/slog"

	"github.com/chromedp/chromedp"

	"brobygger/chat"
	"brobygger/web"
)

// pictures makes the screenshots of the README and the guide anew.
var pictures = flag.Bool("pictures", false, "write the screenshots in docs/pictures")

// browser opens a page in a real Chromium, or skips where there is none.
type browser struct {
	t    *testing.T
	ctx  context.Context
	lang chat.Lang
}

func openDemo(t *testing.T, lang chat.Lang, width, height int) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on this machine; .ci/run installs it")
	}
	s, err := newStage(t.Context(), lang)
	if err != nil {
		t.Fatal(err)
	}
	live, end := context.WithCancel(context.Background())
	server := httptest.NewUnstartedServer(web.Demo(s, lang, slog.New(slog.NewTextHandler(io.Discard, nil))))
	server.Start()
	t.Cleanup(func() {
		end()
		server.CloseClientConnections()
		server.Close()
		if err := s.now().Close(); err != nil {
			t.Error(err)
		}
	})
	allocate, stop := chromedp.NewExecAllocator(live, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("force-prefers-reduced-motion", true), chromedp.WindowSize(width, height))...)
	t.Cleanup(stop)
	page, stopPage := chromedp.NewContext(allocate)
	t.Cleanup(stopPage)
	ctx, cancel := context.WithTimeout(page, 2*time.Minute)
	t.Cleanup(cancel)
	b := &browser{t, ctx, lang}
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as the context it begins in
		t.Fatal(err)
	}
	b.do("open the page", chromedp.EmulateViewport(int64(width), int64(height)), chromedp.Navigate(server.URL), chromedp.WaitVisible(chromedp.CSS("#pane-leader")))
	return b
}

func (b *browser) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		page, _ := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("#panes")))
		b.t.Fatalf("%s: %v\nthe page shows:\n%s", what, err, page)
	}
}

// click presses what selector names in a pane, and waits until the next thing is there.
func (b *browser) click(pane, selector string) {
	b.t.Helper()
	b.sees(pane, selector)
	b.clickAny("#pane-" + pane + " " + selector)
}

// clickAny clicks the newest element on the page that selector names.
func (b *browser) clickAny(all string) {
	b.t.Helper()
	// The page is drawn anew while the bot answers: a node can go between
	// finding and clicking it, so the click is the page's own.
	b.do("click "+all, chromedp.Poll[chromedp.Void](fmt.Sprintf(`(() => {
		const all = [...document.querySelectorAll(%q)].filter(e => !e.disabled && e.offsetParent !== null);
		if (all.length === 0) return false;
		all.at(-1).scrollIntoView();
		all.at(-1).click();
		return true;
	})()`, all)))
}

// press presses a button of the newest message of a kind.
func (b *browser) press(pane, kind, button string) {
	b.t.Helper()
	b.click(pane, fmt.Sprintf(`[data-kind="%s"] [data-button="%s"]`, kind, button))
}

func (b *browser) sees(pane, selector string) {
	b.t.Helper()
	all := "#pane-" + pane + " " + selector
	b.do("wait for "+all, chromedp.WaitVisible(chromedp.CSS(all)))
}

// picture takes one with the newest messages in sight, and those that tops names
// from their beginning.
func (b *browser) picture(name string, tops ...string) {
	b.t.Helper()
	if !*pictures {
		return
	}
	b.do("wait for rest", chromedp.Poll[chromedp.Void](`!document.querySelector('#stage[aria-busy]')`), chromedp.Evaluate[chromedp.Void](`(() => {
		document.activeElement.blur();
		document.querySelectorAll('.posts').forEach(e => e.scrollTop = e.scrollHeight);
	})()`))
	for _, top := range tops {
		b.do("show "+top, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
			const post = document.querySelector(%q);
			post.closest('.posts').scrollTop = post.offsetTop - 2;
		})()`, top)))
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	file := filepath.Join("docs", "pictures", name+"-"+string(b.lang)+".png")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// TestMainJobInTheBrowser does the whole main job by clicks: eight of them
// name two small jobs, the jobcenter takes them, the clock runs, the truth is
// told, and a story is posted.
func TestMainJobInTheBrowser(t *testing.T) {
	for _, lang := range []chat.Lang{chat.DA, chat.EN} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			b := openDemo(t, lang, 1440, 900)
			hint := map[chat.Lang]string{chat.DA: "/bro opgaver", chat.EN: "/bro tasks"}[lang]
			b.click("leader", fmt.Sprintf(`[data-hint="%s"]`, hint))
			b.press("leader", "tasks.start", "name_tasks")
			b.click("leader", `[data-kind="tasks.tasks"] input[value="lager.returvarer"]`)
			b.sees("leader", `[data-kind="tasks.tasks"] input[value="lager.returvarer"]:checked`)
			b.click("leader", `[data-kind="tasks.tasks"] input[value="lager.kasser"]`)
			b.sees("leader", `[data-kind="tasks.tasks"] input[value="lager.kasser"]:checked`)
			b.do("wait for both", chromedp.Poll[chromedp.Void](`document.querySelector('#pane-leader legend .count')?.textContent.startsWith('2 ')`))
			b.picture("tasks")
			b.press("leader", "tasks.tasks", "next")
			b.press("leader", "tasks.hours", "h5_9")
			b.press("leader", "tasks.pay", "ordinary")
			b.press("leader", "tasks.call", "any")
			b.press("leader", "tasks.summary", "send")
			b.sees("leader", `[data-kind="opening.receipt"]`)
			b.press("leader", "tasks.more", "later")

			b.click("staff", `[data-room="c.jobcenter"]`)
			b.sees("staff", `[data-kind="handover.card"]`)
			b.press("staff", "handover.card", "claim")
			b.sees("leader", `[data-kind="opening.claimed"]`)
			b.picture("card", `#pane-staff [data-kind="handover.card"]`)

			// Nobody notes a call: the truth at the promised moment.
			b.clickAny(`[data-testid="clock-day"]`)
			b.sees("leader", `[data-kind="opening.slipped"]`)
			b.sees("coordinator", `[data-kind="alert.slipping"]`)
			b.picture("slipped")
			b.press("leader", "opening.slipped", "called")

			hint = map[chat.Lang]string{chat.DA: "/bro historie", chat.EN: "/bro story"}[lang]
			b.click("leader", fmt.Sprintf(`[data-hint="%s"]`, hint))
			b.tellStory()
			b.press("coordinator", "story.review", "approve")
			b.clickAny(`[data-testid="clock-week"]`)
			b.click("leader", `[data-room="c.network"]`)
			b.sees("leader", `[data-kind="story.post"]`)
			b.picture("story")
		})
	}
}

// tellStory answers the story's questions in writing.
func (b *browser) tellStory() {
	for _, answer := range []struct{ kind, da, en string }{
		{"story.problem", "Vi druknede i returvarer om mandagen.", "We were drowning in returns on Mondays."},
		{"story.tasks_done", "Åbne returvarer og folde kasser.", "Opening returns and folding boxes."},
		{"story.hours_now", "6 timer", "6 hours"},
		{"story.pay_now", "Løn efter overenskomst", "Pay under our collective agreement"},
		{"story.difficulty", "De første uger skulle vi forklare mere, end vi troede.", "The first weeks took more explaining than we had thought."},
		{"story.effect", "Lageret er ryddet, og pakkerne går ud samme dag.", "The stockroom is tidy, and parcels leave the same day."},
		{"story.quote", "Det er den bedste ansættelse, jeg har lavet i år.", "It is the best hire I have made this year."},
	} {
		text := map[chat.Lang]string{chat.DA: answer.da, chat.EN: answer.en}[b.lang]
		b.sees("leader", fmt.Sprintf(`[data-kind="%s"]`, answer.kind))
		b.do("answer "+answer.kind, chromedp.SendKeys(chromedp.CSS(`[data-testid="say-leader"]`), text))
		b.clickAny(`[data-testid="send-leader"]`)
	}
	b.press("leader", "story.naming", "named")
	b.press("leader", "story.preview", "send")
}
