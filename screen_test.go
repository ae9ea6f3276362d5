package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"brobygger/chat"
)

// watch counts what a person would see as flicker: warnings of the page, and
// messages that come a second time.
const watch = `(() => {
	window.twice = [];
	const warn = console.warn, known = new Set();
	console.warn = (...all) => { window.twice.push(all.map(String).join(' ')); warn(...all) };
	new MutationObserver(all => {
		for (const change of all) for (const node of change.addedNodes) {
			if (node.nodeType !== 1) continue;
			for (const post of [node, ...node.querySelectorAll('*')].filter(e => e.matches('article[id]'))) {
				if (known.has(post.id)) window.twice.push(post.id + ' came twice');
				known.add(post.id);
			}
		}
	}).observe(document.body, {childList: true, subtree: true});
})()`

// insight fails where the newest message of a shown list, to its last button,
// is not in sight.
func (b *browser) insight(after string) {
	b.t.Helper()
	time.Sleep(200 * time.Millisecond) // what a late live answer would spoil
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`[...window.twice.splice(0), ...[...document.querySelectorAll('.posts')].filter(e =>
		e.clientHeight && e.querySelector('article') && e.scrollHeight - e.scrollTop - e.clientHeight > 1).map(e =>
		e.id + ' hides ' + (e.scrollHeight - e.scrollTop - e.clientHeight) + ' px of its end')]`))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, s := range got {
		b.t.Errorf("after %s: %s", after, s)
	}
}

// TestScreenFollows keeps what is new in sight, on a wide and on a narrow page,
// and draws no message twice.
func TestScreenFollows(t *testing.T) {
	for _, width := range []int{1440, 1000, 390} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			b := openDemo(t, chat.DA, width, 800)
			b.do("watch", chromedp.Evaluate[chromedp.Void](watch))
			b.click("leader", `[data-hint="/bro opgaver"]`)
			for _, step := range [][2]string{{"tasks.start", "name_tasks"}, {"tasks.tasks", "next"}, {"tasks.hours", "h5_9"}, {"tasks.pay", "ordinary"}, {"tasks.call", "any"}, {"tasks.summary", "send"}} {
				if step[0] == "tasks.tasks" {
					for _, task := range []string{"lager.returvarer", "lager.kasser"} {
						b.click("leader", `[data-kind="tasks.tasks"] input[value="`+task+`"]`)
						b.sees("leader", `[data-kind="tasks.tasks"] input[value="`+task+`"]:checked`)
					}
				}
				b.press("leader", step[0], step[1])
				b.insight(step[0])
			}
			b.sees("leader", `[data-kind="tasks.more"] [data-button]`)
			if width < 900 {
				b.clickAny(`[data-testid="show-clock"]`)
			}
			b.clickAny(`[data-testid="clock-day"]`)
			if width < 900 {
				b.clickAny(`[data-testid="show-leader"]`)
			}
			b.sees("leader", `[data-kind="opening.slipped"] [data-button]`)
			b.insight("the clock")

			// Who has scrolled up to read is left there.
			b.do("scroll up", chromedp.Evaluate[chromedp.Void](`document.getElementById('log-leader-direct').scrollTop = 0`))
			b.do("another writes", chromedp.Evaluate[chromedp.Void](`fetch('/act', {method: 'POST', body: new URLSearchParams({who: 'staff', act: 'say', room: 'jobcenter', text: 'Hej'})})`))
			time.Sleep(300 * time.Millisecond)
			if top, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`document.getElementById('log-leader-direct').scrollTop`)); err != nil || top != 0 {
				t.Errorf("the reader was moved to %d (%v)", top, err)
			}
		})
	}
}
