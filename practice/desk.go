package practice

import (
	"slices"
	"time"

	"brobygger/chat"
)

// openingPressed takes a button on an opening: on its card, in a reminder, in
// the leader's own messages. Every change is compare-and-set: a press that
// comes too late changes nothing and is told what is already so.
func (t *Turn) openingPressed(button, id string) error {
	o, ok, err := get[Opening](t, id)
	if err != nil {
		return err
	}
	if !ok {
		t.done("press.gone")
		return nil
	}
	switch button {
	case "today", "tomorrow", "called", "drop", "yes", "withdraw", "undo", "change", "change_terms", "change_place":
		if !t.ownerOf(o) && !t.is(Coordinator) {
			t.refuse("refused.owner", "company", t.companyName(o))
			return nil
		}
		return t.leaderPressed(button, o)
	}
	if !t.mayHandle(o) {
		t.refuse("refused.staff", "unit", t.unit(o), "coordinator", t.coordinatorName())
		return nil
	}
	t.remember()
	switch button {
	case "claim":
		t.claim(o)
	case "take":
		t.take(o)
	case "contacted":
		t.contacted(o)
	case "no_answer":
		return t.noAnswer(o)
	case "release":
		t.putBack(o)
	case "cannot":
		if o.State != HandedOver {
			t.tooLate(o)
			return nil
		}
		t.done("press.cannot")
		t.threadReminder(o, t.partner(o.Partner), "handover.reminder", "reminder.cannot")
	case "pass_on":
		return t.coordinatorPassesOn(o)
	default:
		return t.morePressed(button, o)
	}
	return nil
}

// tooLate tells what is already so, and draws the card anew.
func (t *Turn) tooLate(o *Opening) {
	id := "late." + string(o.State)
	if o.State == Claimed && t.Who != nil && o.Owner == t.Who.ID {
		id = "late.yours"
	}
	t.notice("press.late", t.Words.T(id, t.values(o, t.Words)...))
	t.redraw(o)
}

// own makes the sender the one who has the opening.
func (t *Turn) own(o *Opening, who *Person) {
	o.Owner, o.OwnerName = who.ID, who.Name
	o.Claimed = t.Now
	if o.State.Waiting() && !t.ahead(o) {
		t.vow(o, t.soon()) // the first promise was not kept; the company hears the new one with the name
	}
}

func (t *Turn) disown(o *Opening) { o.Owner, o.OwnerName = "", "" }

func (t *Turn) claim(o *Opening) {
	if o.State != HandedOver {
		t.tooLate(o)
		return
	}
	o.move(Claimed, t.Now, t.Who.ID, "claimed", "")
	t.own(o, t.Who)
	t.changed(o)
	t.tell(o, "opening.claimed")
	text := t.Words.T("desk.claimed", t.values(o, t.Words)...)
	if o.Leader != "" && !t.Calendar.ContactOpen(t.Now) {
		text += " " + t.Words.T("desk.held", "name", firstName(o.Contact.Name), "moment", Markdown(t.Words.Moment(t.Calendar.NextContact(t.Now), t.Now)))
	}
	t.doneText("desk.claimed", text)
}

// take gives an opening that company and partner have talked about, but
// nobody has, to the sender.
func (t *Turn) take(o *Opening) {
	if o.State != Contacted || o.Owner != "" {
		t.tooLate(o)
		return
	}
	o.move(Contacted, t.Now, t.Who.ID, "claimed", "")
	t.own(o, t.Who)
	t.changed(o)
	t.tell(o, "opening.taken")
	t.toldDone("desk.taken", o)
}

// contacted notes that company and partner have talked.
func (t *Turn) contacted(o *Opening) {
	if !o.State.Waiting() {
		t.tooLate(o)
		return
	}
	o.move(Contacted, t.Now, t.Who.ID, "contacted", "")
	if o.Owner == "" && !t.is(Coordinator) { // a coordinator notes what others have done
		t.own(o, t.Who)
	}
	o.Contacted = t.Now
	t.changed(o)
	t.otherOwnerHears(o, "news.noted")
	t.tell(o, "opening.contacted")
	t.done("desk.contacted", t.values(o, t.Words)...)
}

// sameCall is how long presses of one person are about the same call.
const sameCall = 10 * time.Minute

// noAnswer notes a call without an answer: the company hears of it and may
// choose a time, and a new moment is promised. After three it is asked what to do.
func (t *Turn) noAnswer(o *Opening) error {
	if !o.State.Waiting() {
		t.tooLate(o)
		return nil
	}
	if slices.ContainsFunc(o.Log, func(e Entry) bool {
		return e.What == "no_answer" && e.Who == t.Who.ID && t.Now.Sub(e.At) < sameCall
	}) {
		t.done("desk.same_call", t.values(o, t.Words)...)
		return nil
	}
	if o.State == HandedOver {
		o.move(Claimed, t.Now, t.Who.ID, "claimed", "")
		t.own(o, t.Who)
	}
	o.Tries++
	o.note(t.Now, t.Who.ID, "no_answer", "")
	before := o.Promise
	t.vow(o, t.promised(o, t.partner(o.Partner)))
	t.changed(o)
	t.tell(o, "opening.no_answer")
	vow := "promise.new"
	if o.Promise.Equal(before) {
		vow = "promise.same"
	}
	t.toldDone("desk.no_answer", o, "vow", Markdown(t.about(o, t.Words, vow)))
	return nil
}

// putBack gives an opening back to everybody; the company hears nothing until
// there is a new name.
func (t *Turn) putBack(o *Opening) {
	if o.State != Claimed {
		t.tooLate(o)
		return
	}
	o.move(HandedOver, t.Now, t.Who.ID, "released", "")
	t.otherOwnerHears(o, "news.put_back")
	t.disown(o)
	t.changed(o)
	t.threadReminder(o, t.partner(o.Partner), "handover.news", "news.released")
	t.done("desk.released", t.values(o, t.Words)...)
}

// coordinatorPassesOn hands an opening to the partner after the coordinator
// has called, or after what stood in the way is gone.
func (t *Turn) coordinatorPassesOn(o *Opening) error {
	if !t.is(Coordinator) {
		t.refuse("refused.coordinator", "coordinator", t.coordinatorName())
		return nil
	}
	if o.State != Reported {
		t.tooLate(o)
		return nil
	}
	if err := t.passOn(o, t.Who.ID); err != nil {
		return err
	}
	if o.State != HandedOver {
		t.done("desk.still_unbound", "unit", t.unit(o))
		return nil
	}
	t.tell(o, "opening.passed_on")
	t.done("desk.passed_on", t.values(o, t.Words)...)
	return nil
}

// done answers a press. In a channel the answer is a notice, for the card
// itself is redrawn; elsewhere it takes the place of what was pressed.
func (t *Turn) done(textID string, kv ...any) { t.doneText(textID, t.Words.T(textID, kv...)) }

// toldDone is done for what the leader has been told too, if they are here.
func (t *Turn) toldDone(kind string, o *Opening, more ...any) {
	textID := kind
	if o.Leader == "" {
		textID += ".alone"
	}
	t.doneText(kind, t.Words.T(textID, append(t.values(o, t.Words), more...)...))
}

func (t *Turn) doneText(kind, text string, buttons ...chat.Button) {
	if t.inWords != nil && len(buttons) == 0 {
		buttons = t.cardButtons(t.inWords)
	}
	m := &chat.Message{Kind: kind, Lang: t.Words.Lang(), Text: text, Buttons: buttons}
	notice := false
	switch b := t.Event.Body.(type) {
	case chat.Said: // what a button says, typed
		if t.Event.Place.IsDirect() {
			t.answer(*m)
			return
		}
	case chat.Pressed:
		notice = b.Notice
	case chat.Chose:
		notice = b.Notice
	case chat.Submitted:
		t.Ack.Notice = m
		return
	}
	if notice || t.Event.Place.IsDirect() {
		t.Ack.Replace = m
	} else {
		t.Ack.Notice = m
	}
}
