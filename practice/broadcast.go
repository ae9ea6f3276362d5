package practice

import (
	"fmt"
	"strings"
	"time"

	"brobygger/chat"
)

// chunk is how many places one event expands to, so that answers never wait
// behind a broadcast.
const chunk = 25

// A story or broadcast that has not been delivered after fresh is dropped, for
// by then it is old; whether all of it has ended is looked at some time later.
const (
	fresh     = 24 * time.Hour
	lookAgain = time.Hour
)

func (t *Turn) broadcastPlaces(so chat.Answers) (places []chat.Place, names []string) {
	for _, id := range so["networks"].Choice {
		if n := t.network(id); n != nil {
			name := n.Name
			if p := t.networkPlace(n); p != (chat.Place{}) {
				places = append(places, p)
			} else {
				name += " (" + t.Words.L("broadcast.unbound") + ")"
			}
			names = append(names, name)
		}
	}
	return places, names
}

// broadcastPreview shows the text and the exact places.
func (t *Turn) broadcastPreview(so chat.Answers) string {
	places, names := t.broadcastPlaces(so)
	until := ""
	if at := t.Calendar.Next(t.Now); at.After(t.Now) {
		until = "\n\n" + t.Words.T("broadcast.held", "moment", Markdown(t.Words.Moment(at, t.Now)))
	}
	return chat.Escape(strings.Join(so["text"].Text, "\n")) + "\n\n" + t.Words.T("broadcast.places", "n", len(places), "list", t.Words.List(names)) + until
}

func (t *Turn) broadcastSend(so chat.Answers) error {
	if !t.is(Coordinator) {
		return nil
	}
	places, _ := t.broadcastPlaces(so)
	text := strings.Join(so["text"].Text, "\n")
	b := &Broadcast{ID: "b-" + hash(t.Event.Project, text, strings.Join(so["networks"].Choice, ","), t.Now.Format("2006-01-02"))[:12], Author: t.Who.ID, Text: text, Networks: so["networks"].Choice, Places: places, Sent: t.Now}
	if _, twice, err := get[Broadcast](t, b.ID); err != nil || twice {
		t.answer(chat.Message{Kind: "broadcast.twice", Lang: t.Words.Lang(), Text: t.Words.T("broadcast.twice")})
		return err
	}
	if len(places) == 0 {
		t.answer(chat.Message{Kind: "broadcast.nowhere", Lang: t.Words.Lang(), Text: t.Words.T("broadcast.nowhere")})
		return nil
	}
	t.Save(b)
	at := t.Calendar.Next(t.Now)
	t.After("expand", b.ID, at, "", nil)
	if at.After(t.Now) {
		t.answer(chat.Message{Kind: "broadcast.waiting", Lang: t.Words.Lang(), Text: t.Words.T("broadcast.waiting", "moment", Markdown(t.Words.Moment(at, t.Now))),
			Buttons: []chat.Button{t.stopButton(t.Words, b)}})
	}
	return nil
}

func (t *Turn) stopButton(w Words, b *Broadcast) chat.Button {
	return chat.Button{ID: "withdraw_broadcast", Arg: b.ID, Label: w.L("button.withdraw_broadcast"), Style: chat.Danger}
}

// expand posts the next places of a broadcast, a chunk to an event.
func (t *Turn) expand(d chat.Due) error {
	b, ok, err := get[Broadcast](t, d.Subject)
	if err != nil || !ok || b.Stopped {
		return err
	}
	if !t.Calendar.Open(t.Now) {
		t.After(d.Kind, d.Subject, t.Calendar.Next(t.Now), d.Fence, nil)
		return nil
	}
	b.Until = t.Now.Add(fresh)
	end := min(b.Done+chunk, len(b.Places))
	for _, place := range b.Places[b.Done:end] {
		lang := t.Settings.Lang
		if n := t.networkAt(place); n != nil {
			lang = n.Lang
		}
		t.Post(Send{Place: place, Lane: Broadcasts, Batch: b.ID, Subject: b.Key().String(), NotAfter: b.Until,
			Message: chat.Message{Kind: "broadcast.post", Lang: lang, Text: chat.Escape(b.Text)}})
	}
	b.Done = end
	t.Save(b)
	if end < len(b.Places) {
		t.After("expand", b.ID, t.Now.Add(time.Second), "", nil)
	}
	t.expectEnd(b.ID, b.Until)
	return nil
}

// BatchItem is one message of a batch. It is on its way until it is sent or lost.
type BatchItem struct {
	ID         string
	Place      chat.Place
	Sent, Lost bool
}

// expectEnd has a batch looked at when its messages have had their time. Most
// have ended before and said so; one that is dropped ends without a word.
func (t *Turn) expectEnd(batch string, until time.Time) {
	t.After("batch", batch, later(until, t.Now).Add(lookAgain), "", nil)
}

// batchEnded takes the news that a message of a story or broadcast has ended.
func (t *Turn) batchEnded(d chat.Due) error {
	s, ok, err := get[Story](t, d.Subject)
	switch {
	case err != nil:
		return err
	case ok:
		return t.storyEnded(s)
	}
	return t.broadcastEnded(d.Subject)
}

// broadcastEnded reports a broadcast to its author once, when all its messages have ended.
func (t *Turn) broadcastEnded(id string) error {
	b, ok, err := get[Broadcast](t, id)
	if err != nil || !ok || b.Reported || b.Stopped || b.Done < len(b.Places) {
		return err
	}
	items, err := t.Batch(b.ID)
	if err != nil {
		return err
	}
	sent, lost := 0, []chat.Place{}
	for _, it := range items {
		switch {
		case it.Sent:
			sent++
		case it.Lost:
			lost = append(lost, it.Place)
		default:
			t.expectEnd(b.ID, b.Until)
			return nil
		}
	}
	if t.Now.After(b.Until) && !t.Calendar.Open(t.Now) { // nobody waits for it any more
		t.After("batch", b.ID, t.Calendar.Next(t.Now), "", nil)
		return nil
	}
	author, ok, err := get[Person](t, b.Author)
	if err != nil || !ok {
		return err
	}
	b.Reported = true
	t.Save(b)
	w := t.wordsFor(author)
	failed := fmt.Sprint(len(lost))
	if len(lost) > 0 {
		failed += " (" + w.List(t.called(lost)) + ")"
	}
	t.Post(Send{Place: t.place(author), Lane: Reminders, Message: chat.Message{Kind: "broadcast.report", Lang: w.Lang(),
		Text:    w.T("broadcast.report", "n", sent, "failed", failed),
		Buttons: []chat.Button{t.stopButton(w, b)}}})
	return nil
}

// called names networks' channels by the network, for a platform's channel
// has an id that says nothing to anybody.
func (t *Turn) called(places []chat.Place) (names []string) {
	for _, p := range places {
		if n := t.networkAt(p); n != nil {
			names = append(names, n.Name)
		} else {
			names = append(names, t.Words.L("broadcast.former"))
		}
	}
	return names
}

func (t *Turn) broadcastPressed(button, id string) error {
	b, ok, err := get[Broadcast](t, id)
	if err != nil || !ok {
		t.done("press.gone")
		return err
	}
	if !t.is(Coordinator) {
		t.refuse("refused.coordinator", "coordinator", t.coordinatorName())
		return nil
	}
	if button != "withdraw_broadcast" || b.Stopped {
		t.done("broadcast.stopped")
		return nil
	}
	b.Stopped = true
	t.Save(b)
	t.Cancel(b.ID, "expand", "batch")
	t.Sends = append(t.Sends, Send{Op: "withdraw", Batch: b.ID})
	t.done("broadcast.withdrawn")
	return nil
}
