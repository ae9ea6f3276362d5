package sim_test

import (
	"context"
	"errors"
	"testing"

	"brobygger/adapters/sim"
	"brobygger/chat"
	"brobygger/play"
)

// A bot that crashes while it holds a text gets it again, with the same id,
// when the next one starts; and before anything that came later.
func TestCrashWithText(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	first := &bot{}
	_, crash := run(t, w, first)
	first.answer = func(ctx context.Context, ev chat.Event) (chat.Ack, error) {
		go crash()
		<-ctx.Done() // the platform's wait ends with the bot
		return chat.Ack{}, ctx.Err()
	}
	do(t, w, "leader", play.Say{Text: "et"})
	crash()
	do(t, w, "leader", play.Say{Text: "to"})
	do(t, w, "leader", play.Join{Channel: "jobcenter"})
	if w.Waiting() != 3 {
		t.Fatalf("%d wait, want 3", w.Waiting())
	}
	second := &bot{}
	run(t, w, second)
	before, after := first.taken(), second.taken()
	if len(after) != 3 || len(before) == 0 || after[0].ID != before[0].ID {
		t.Fatalf("before %+v, after %+v", before, after)
	}
	if s, ok := after[1].Body.(chat.Said); !ok || s.Text != "to" || after[2].Body != (chat.Joined{}) || w.Waiting() != 0 {
		t.Fatalf("after %+v", after)
	}
}

// A bot that ends after its commit and before its answer: the press is saved,
// the person sees nothing, and Again brings the same answer.
func TestCrashBeforeAnswer(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	first := &bot{}
	a, crash := run(t, w, first)
	if _, err := a.Send(t.Context(), post("a", w.Channel("network"), "Kort", chat.Button{ID: "claim", Label: "Jeg ringer"})); err != nil {
		t.Fatal(err)
	}
	ack := chat.Ack{Notice: &chat.Message{Kind: "n", Text: "din"}}
	first.answer = func(ctx context.Context, _ chat.Event) (chat.Ack, error) {
		go crash()
		<-ctx.Done()
		return ack, nil
	}
	press := play.Press{Post: w.See("leader").Posts[0].ID, Button: "claim"}
	if err := w.Do(t.Context(), "leader", press); !errors.Is(err, sim.ErrNoAnswer) {
		t.Fatalf("have %v, want ErrNoAnswer", err)
	}
	crash()
	if err := w.Do(t.Context(), "leader", press); !errors.Is(err, sim.ErrNoBot) {
		t.Fatalf("have %v, want ErrNoBot", err)
	}
	second := &bot{answer: func(context.Context, chat.Event) (chat.Ack, error) { return ack, nil }}
	run(t, w, second)
	if err := w.Again(t.Context()); err != nil {
		t.Fatal(err)
	}
	if posts := w.See("leader").Posts; len(posts) != 2 || posts[1].Text != "din" || !posts[1].Private {
		t.Fatalf("sees %+v", posts)
	}
}

func TestNotSaved(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	b := &bot{answer: func(context.Context, chat.Event) (chat.Ack, error) { return chat.Ack{}, errors.New("disk full") }}
	run(t, w, b)
	err := w.Do(t.Context(), "leader", play.Command{Text: "/bro"})
	if ns, ok := errors.AsType[*sim.NotSaved](err); !ok || ns.Err.Error() != "disk full" {
		t.Fatalf("have %v, want NotSaved", err)
	}
	if v := w.See("leader"); len(v.Posts) != 0 || v.Form != nil {
		t.Fatalf("sees %+v", v)
	}
	// A text waits until the store is well; the next event brings it along.
	do(t, w, "leader", play.Say{Text: "vigtigt"})
	if w.Waiting() != 1 {
		t.Fatalf("%d wait, want 1", w.Waiting())
	}
	b.mu.Lock()
	b.answer = nil
	b.mu.Unlock()
	b.taken()
	do(t, w, "leader", play.Command{Text: "/bro"})
	all := b.taken()
	if len(all) != 2 || all[0].Body.(chat.Said).Text != "vigtigt" || w.Waiting() != 0 {
		t.Fatalf("have %+v", all)
	}
}

// While an older bot still runs, the newest answers; when it ends, the older
// one does again.
func TestTwoBots(t *testing.T) {
	w, _ := world(t, sim.DefaultLimits())
	older, newer := &bot{}, &bot{}
	run(t, w, older)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	ready := make(chan struct{})
	newer.answer = func(context.Context, chat.Event) (chat.Ack, error) { close(ready); return chat.Ack{}, nil }
	go func() { done <- w.Adapter().Run(ctx, newer) }()
	for open := true; open; {
		do(t, w, "leader", play.Say{Text: "hej"})
		select {
		case <-ready:
			open = false
		default:
		}
	}
	older.taken()
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	do(t, w, "leader", play.Say{Text: "hej igen"})
	if len(older.taken()) != 1 {
		t.Fatal("the older bot was not asked")
	}
	select {
	case <-w.Attached():
	default:
		t.Fatal("nobody is attached")
	}
}
