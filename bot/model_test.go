package bot_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"brobygger/bot"
	"brobygger/bot/wording"
	"brobygger/chat"
	"brobygger/practice"
	"brobygger/store"
)

const ownWords = "vi drukner i returvarer om mandagen og lageret ligner lort"

// calls gives the audit of readings, as the store holds them.
func (h *house) calls() (all []*practice.ModelCall, raw string) {
	h.t.Helper()
	err := h.store.View(h.t.Context(), "p", func(r store.Reader) error {
		found, err := practice.List[practice.ModelCall](r, practice.Query{Name: "at", To: "\xff"})
		all = found
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	body, err := json.Marshal(all)
	if err != nil {
		h.t.Fatal(err)
	}
	return all, string(body)
}

// TestReadingsAreAuditedWithoutWords: each call with its tokens and cost, and
// nothing of what was said; the model is told whose names it must not see.
func TestReadingsAreAuditedWithoutWords(t *testing.T) {
	var hidden []wording.Hidden
	var texts []string
	h := newHouseWith(t, &bot.Model{Name: "m-1", Read: func(_ context.Context, text string, _ chat.Lang, hide wording.Hidden) (wording.Reading, wording.Usage, error) {
		texts, hidden = append(texts, text), append(hidden, hide)
		return wording.Reading{}, wording.Usage{Calls: 2, In: 900, Out: 80, Cost: 0.0125}, nil
	}})
	h.send() // the company and its contact are known from now on
	h.accept(h.event("leader", account("leader").Direct(), chat.Said{Text: ownWords, Mention: true}))
	if n := h.platform.arrived("tasks.unread"); n != 0 {
		t.Fatalf("%d sent before the outbox was asked", n)
	}
	h.drain()
	if h.platform.arrived("tasks.unread") != 1 {
		t.Error("the leader is not told that the words are being read")
	}
	if len(texts) != 1 || texts[0] != ownWords || !slices.Contains(hidden[0].People, "leader") || !slices.Contains(hidden[0].Companies, "Nordlys") {
		t.Errorf("asked %q, hiding %+v", texts, hidden)
	}
	all, raw := h.calls()
	if len(all) != 1 || all[0].Model != "m-1" || all[0].How != "read" || all[0].Calls != 2 || all[0].In != 900 || all[0].Out != 80 || all[0].Cost != 0.0125 {
		t.Errorf("the audit is %s", raw)
	}
	for _, word := range []string{"returvarer", "lort", "Nordlys", "leader"} {
		if strings.Contains(raw, word) {
			t.Errorf("the audit says %q: %s", word, raw)
		}
	}
}

// TestAHangingModelHoldsNobodyUp: after eight seconds the dialog goes on with
// what rules have found, and what the model says later changes nothing.
func TestAHangingModelHoldsNobodyUp(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	h := newHouseWith(t, &bot.Model{Name: "m-1", Read: func(context.Context, string, chat.Lang, wording.Hidden) (wording.Reading, wording.Usage, error) {
		close(asked)
		<-answer
		return wording.Reading{Tasks: []wording.Task{{Name: "noget andet"}}}, wording.Usage{Calls: 1, In: 10, Out: 1}, nil
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.bot.Run(ctx) }()
	until := func(what string, ok func() bool) {
		t.Helper()
		for limit := time.After(10 * time.Second); !ok(); {
			select {
			case <-limit:
				t.Fatalf("never %s", what)
			case <-time.After(time.Millisecond):
			}
		}
	}
	heard := func() string { return h.platform.newest("tasks.heard") }
	h.accept(h.event("leader", account("leader").Direct(), chat.Said{Text: ownWords, Mention: true}))
	<-asked
	until("told that it is read", func() bool { return h.platform.arrived("tasks.unread") == 1 })
	h.clock.Set(h.clock.Now().Add(8 * time.Second))
	until("gone on without the model", func() bool { return strings.Contains(heard(), "returvarer") })
	close(answer)
	until("in the audit", func() bool { all, _ := h.calls(); return len(all) == 1 })
	if h.platform.arrived("tasks.heard") != 1 || strings.Contains(heard(), "noget andet") {
		t.Errorf("a late answer changed it: %q", heard())
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
