package web

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brobygger/chat"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chromium opens a browser window of this size, or skips the test where there
// is no browser. Its profile is new; it calls nobody.
func chromium(t *testing.T, width, height int64) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no chromium in PATH")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.WindowSize(int(width), int(height)))
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(stop)
	ctx, closeAll := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(closeAll)
	ctx, closeTab := chromedp.NewContext(ctx)
	// Cancel waits until the browser is gone, so that its profile can be removed.
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); closeTab() })
	var screen []chromedp.EmulateViewportOption
	if width < 600 {
		screen = append(screen, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	run(t, ctx, chromedp.EmulateViewport(width, height, screen...))
	return ctx
}

// step is one thing done in the browser.
type step = chromedp.Action[chromedp.Void]

func run(t *testing.T, ctx context.Context, steps ...step) {
	t.Helper()
	for i, s := range steps {
		if err := chromedp.Do(ctx, s); err != nil {
			_ = chromedp.Do(ctx, shot("failed-"+t.Name()))
			t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

func see(sel chromedp.CSS) step             { return chromedp.WaitVisible(sel) }
func gone(sel chromedp.CSS) step            { return chromedp.WaitNotPresent(sel) }
func click(sel chromedp.CSS) step           { return chromedp.Click(sel) }
func typed(sel chromedp.CSS, s string) step { return chromedp.SendKeys(sel, s) }

// until waits until the expression holds on the page. (chromedp.Poll makes a
// function out of a text, which the page's own policy forbids.)
func until(js string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		ctx, stop := context.WithTimeout(ctx, 10*time.Second)
		defer stop()
		_, err := chromedp.Evaluate[bool](`new Promise(done => { const look = () => (`+js+`) ? done(true) : requestAnimationFrame(look); look() })`, chromedp.EvalAwaitPromise)(ctx, t)
		if err != nil {
			return fmt.Errorf("until %s: %w", js, err)
		}
		return nil
	})
}

// shot keeps a picture when BROBYGGER_SHOTS names a directory.
func shot(name string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		dir := os.Getenv("BROBYGGER_SHOTS")
		if dir == "" {
			return nil
		}
		if _, err := until(`document.getAnimations().every(a => a.playState === 'finished')`)(ctx, t); err != nil {
			return err
		}
		png, err := chromedp.CaptureScreenshot()(ctx, t)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	})
}

func TestInChromium(t *testing.T) {
	ctx := chromium(t, 1440, 900)
	f := newFake(t)
	b := serve(t, f)
	run(t, ctx, chromedp.Navigate(b.url), see("#pane-leader"), shot("1-start"),
		click(`#pane-leader [data-hint="/bro opgaver"]`), see(`#pane-leader [data-kind="tasks.own"]`),
		// Quick ticks one after the other: none is lost.
		click(`#pane-leader [data-option="pack"]`), click(`#pane-leader [data-option="returns"]`), click(`#pane-leader [data-option="labels"]`),
		until(`document.querySelector('#pane-leader legend').textContent.includes('3 valgt')`),
		until(`document.querySelectorAll('#pane-leader [data-option]:checked').length === 3`), shot("2-tasks"),
		click(`#pane-leader [data-button="next"]`), see(`#pane-leader [data-select="hours"]`), shot("3-hours"),
		// With the keys a list is sent by Enter, not by the first arrow.
		chromedp.Focus(chromedp.CSS(`#pane-leader [data-select="hours"] select`)), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown),
		until(`document.querySelector('#pane-leader [data-select="hours"] select').value === '5-9'`), chromedp.KeyEvent(kb.Enter),
		see(`#pane-leader [data-button="send"]`), click(`#pane-leader [data-button="send"]`), see(`#pane-leader [data-kind="opening.receipt"]`),
		see(`#pane-staff [data-kind="handover.card"]`), shot("4-sent"),
		// With the keys, too, the focus stays where the person was, though the button goes.
		chromedp.Focus(chromedp.CSS(`#pane-staff [data-button="claim"]`)), chromedp.KeyEvent(kb.Enter), see(`#pane-staff [data-button="release"]`), see(`#pane-staff .private`), see(`#pane-staff .thread`),
		see(`#pane-leader [data-kind="opening.claimed"]`),
		until(`document.activeElement.closest('#pane-staff article') !== null`), shot("5-claimed"),
		click(`[data-testid="clock-day"]`), see(`#pane-leader [data-kind="opening.slipped"]`), shot("6-slipped"),
		until(`document.getElementById('announce').textContent.includes('Vi lovede at ringe')`),
	)
	var choices int
	for _, act := range f.did() {
		if strings.Contains(act, "play.Choose") && strings.Contains(act, "hours") {
			choices++
		}
	}
	if choices != 1 {
		t.Errorf("the hours were chosen %d times", choices)
	}
}

// What a person is typing and where the focus stands survive what comes in.
func TestTypingSurvivesWhatComesIn(t *testing.T) {
	ctx := chromium(t, 1440, 900)
	f := newFake(t)
	b := serve(t, f)
	const text = `#pane-leader .composer textarea`
	run(t, ctx, chromedp.Navigate(b.url), see(text), typed(text, "halvt skre"))
	from(t, f, "leader", "Noget nyt")
	run(t, ctx, until(`document.querySelector('#pane-leader .posts').textContent.includes('Noget nyt')`),
		until(`document.querySelector('#pane-leader .composer textarea').value === 'halvt skre' && document.activeElement.matches('#pane-leader .composer textarea')`),
		chromedp.KeyEvent("vet"), chromedp.KeyEvent(kb.Enter),
		until(`document.querySelector('#pane-leader .posts').textContent.includes('halvt skrevet')`),
		until(`document.querySelector('#pane-leader .composer textarea').value === ''`),
	)
	// A form: the focus goes in, errors keep what stands there, Escape closes.
	run(t, ctx, typed(text, "/bro form"+kb.Enter), see(`#pane-leader dialog.sheet`),
		until(`document.activeElement.matches('dialog input')`),
		typed(`#pane-leader dialog input[type=tel]`, "12"))
	from(t, f, "leader", "Mere nyt")
	run(t, ctx, until(`document.querySelector('#pane-leader .posts').textContent.includes('Mere nyt')`),
		until(`document.querySelector('dialog input[type=tel]').value === '12'`),
		click(`[data-testid="form-submit"]`), see(`#pane-leader dialog [aria-invalid]`),
		until(`document.activeElement.matches('[aria-invalid]') && document.activeElement.value === '12'`), shot("7-form"),
		chromedp.KeyEvent(kb.Escape), gone(`dialog.sheet`),
		until(`document.activeElement.matches('#pane-leader .composer textarea')`),
	)
}

func TestOnAPhone(t *testing.T) {
	ctx := chromium(t, 390, 844)
	f := newFake(t)
	b := serve(t, f)
	run(t, ctx, chromedp.Navigate(b.url), see(`#pane-leader`), chromedp.WaitNotVisible(chromedp.CSS(`#pane-staff`)),
		click(`#pane-leader [data-hint="/bro opgaver"]`), click(`#pane-leader [data-option="pack"]`), shot("8-phone-leader"),
		click(`#pane-leader [data-button="next"]`),
		see(`#pane-leader [data-select="hours"]`), chromedp.SetValue(chromedp.CSS(`#pane-leader [data-select="hours"] select`), "5-9"),
		see(`#pane-leader [data-button="send"]`), click(`#pane-leader [data-button="send"]`),
		see(`[data-testid="show-staff"] .unread`), click(`[data-testid="show-staff"]`), see(`#pane-staff [data-button="claim"]`),
		gone(`[data-testid="show-staff"] .unread`), shot("9-phone-staff"),
		click(`[data-testid="show-clock"]`), see(`#clock`), shot("10-phone-clock"),
		until(`document.documentElement.scrollWidth <= 390`),
	)
}

// Every text stands out from what is behind it: 4.5 to 1, large text 3 to 1.
func TestContrast(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			ctx := chromium(t, 1440, 900)
			f := newFake(t)
			b := serve(t, f)
			for _, act := range [][]string{{"leader", "/bro opgaver"}, {"leader2", "/bro form"}} {
				b.must("/act", "who", act[0], "act", "say", "text", act[1])
			}
			b.must("/act", "who", "leader", "act", "press", "post", "m1", "value", "send|")
			b.must("/act", "who", "staff", "act", "press", "post", "m3", "value", "claim|o-1")
			var weak []string
			run(t, ctx, likes(scheme),
				chromedp.Navigate(b.url), see("#pane-leader"), texts(&weak), shot("11-"+scheme),
				click(`#pane-leader [data-person="leader2"]`), see(`dialog.sheet`), texts(&weak))
			for _, w := range weak {
				t.Error(w)
			}
		})
	}
}

// likes sets what the person has chosen in their system.
func likes(scheme string) step {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	})
}

func texts(weak *[]string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		found, err := chromedp.Evaluate[[]string](contrast)(ctx, t)
		*weak = append(*weak, found...)
		return err
	})
}

// contrast lists the texts on the page that stand out too little.
const contrast = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
  const rgba = c => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255] }
  const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1)
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b }
  const behind = el => { const layers = []; for (let e = el; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor)); return layers.reverse().reduce((under, l) => over(l, under), [255, 255, 255, 1]) }
  const weak = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const el = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim(), style = getComputedStyle(el)
    if (!text || el.closest('.unseen, [inert], .skip') || !el.checkVisibility()) continue
    const bg = behind(el), fg = over(rgba(style.color), bg)
    const [a, b] = [light(fg), light(bg)].sort((x, y) => y - x)
    const ratio = (a + .05) / (b + .05), large = parseFloat(style.fontSize) >= 24
    if (ratio < (large ? 3 : 4.5)) weak.push(ratio.toFixed(2) + ' ' + (el.className || el.tagName) + ': ' + text.slice(0, 40))
  }
  return weak
})()`

func from(t *testing.T, f *fake, who, text string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.post("bot", who, "", "", chat.Message{Kind: "news", Text: text})
}
