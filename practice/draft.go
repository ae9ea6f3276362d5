package practice

import "brobygger/chat"

// Drafting is what a draft of a card is to be made of. The answer comes back by
// [Turn.Drafted].
type Drafting struct {
	Wish              string // comes back with the draft
	Card              string // what the card says, but for whom to call
	Lang              chat.Lang
	People, Companies []string // whose names must not leave
}

// draftWish is somebody who waits for a draft.
type draftWish struct {
	Meta    `json:"-"`
	ID      string `json:"id"`
	Opening string `json:"opening"`
}

func (d *draftWish) Key() Key      { return Key{"draft_wish", d.ID} }
func (d *draftWish) Terms() []Term { return nil }

// canDraft reports whether a draft can be had.
func (t *Turn) canDraft() (bool, error) {
	if t.CanDraft == nil {
		return false, nil
	}
	return t.CanDraft()
}

// draft asks for a text of what a card says, in the words a jobcenter matches
// by, for the one who pressed.
func (t *Turn) draft(o *Opening) error {
	if can, err := t.canDraft(); err != nil || !can {
		if err == nil {
			t.showCopy("draft.none", t.Words.T("draft.none")+"\n\n"+t.plainCopy(o), o)
		}
		return err
	}
	wish := &draftWish{ID: o.ID + "." + t.Who.ID, Opening: o.ID}
	waiting, ok, err := get[draftWish](t, wish.ID)
	if err != nil {
		return err
	}
	if ok { // it was pressed twice
		wish = waiting
	}
	t.Save(wish)
	d := &Drafting{Wish: wish.ID, Lang: t.Words.Lang(), People: []string{o.Contact.Name}}
	company, ok, err := get[Company](t, o.Company)
	if err != nil {
		return err
	}
	if ok {
		d.Companies = []string{company.Name}
	}
	for _, f := range t.card(o).Fields {
		d.Card += chat.Plain(f.Label) + ": " + chat.Plain(f.Value) + "\n"
	}
	t.Drafting = d
	t.done("draft.wait", t.values(o, t.Words)...)
	return nil
}

// Drafted shows a draft to who has waited for it; "" is that there is none, and
// then the card as it stands. It is a draft: nothing but a person sends it on.
func (t *Turn) Drafted(id, draft string) error {
	wish, ok, err := get[draftWish](t, id)
	if err != nil || !ok {
		return err
	}
	t.delete(wish.Key())
	o, ok, err := get[Opening](t, wish.Opening)
	if err != nil || !ok {
		return err
	}
	w := t.Words
	text := w.T("draft.here", t.values(o, w)...) + "\n\n" + chat.Escape(draft) + "\n\n" + w.T("draft.read")
	if draft == "" {
		text = w.T("draft.none") + "\n\n" + t.plainCopy(o)
	}
	t.Post(Send{Place: t.Event.From.Account.Direct(), Subject: o.Key().String(), Message: chat.Message{Kind: "handover.draft", Lang: w.Lang(), Text: text}})
	return nil
}
