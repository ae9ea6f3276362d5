package web

import (
	"context"
	"fmt"
	"time"

	"brobygger/chat"
	"brobygger/play"
)

// Do is the chat and the small bot in one.
func (f *fake) Do(_ context.Context, who string, act play.Act) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.touch()
	f.acts = append(f.acts, fmt.Sprintf("%s %T%+v", who, act, act))
	switch a := act.(type) {
	case play.Say:
		only := ""
		if a.Channel == "" {
			only = who
		}
		p := f.post(who, only, a.Channel, a.Root, chat.Message{Text: chat.Escape(a.Text)})
		p.Private, p.Text = false, a.Text
	case play.Command:
		switch a.Text {
		case "/bro opgaver":
			f.post(play.Bot, who, "", "", tasks())
		case "/bro form":
			f.forms[who] = &chat.Form{ID: "contact", Lang: chat.DA, Title: "Hvem skal vi ringe til?", Text: "Nummeret bliver kun brugt til at ringe til jer om det her.", Submit: "Gem", Cancel: "Fortryd", Inputs: []chat.Input{
				{ID: "company", Label: "Virksomhed", Kind: chat.TextInput, Value: []string{"Nordlys Pakkeri"}},
				{ID: "phone", Label: "Telefon", Kind: chat.PhoneInput, Hint: "Det nummer, I tager"},
				{ID: "days", Label: "Dage", Kind: chat.SeveralInput, Optional: true, Options: []chat.Option{{ID: "mo", Label: "Mandag"}, {ID: "tu", Label: "Tirsdag"}}},
				{ID: "note", Label: "Andet", Kind: chat.LongInput, Optional: true, Max: 200}}}
		default:
			f.post(play.Bot, who, a.Channel, "", chat.Message{Kind: "command.unknown", Text: "Det kender jeg ikke. Skriv /bro hjælp."})
		}
	case play.Choose:
		p := f.find(a.Post)
		p.Message.Selects[0].Chosen = a.Values
		if a.Select == "hours" {
			p.Message = chat.Message{Kind: "tasks.send", Title: "Det her får jobcentret at se", Text: "Pakke ordrer, 5–9 timer om ugen, almindelig løn.", Buttons: []chat.Button{{ID: "send", Label: "Send", Style: chat.Primary}, {ID: "back", Label: "Tilbage"}}}
			p.Edited = true
		}
	case play.Press:
		return f.press(who, a)
	case play.Submit:
		form := f.forms[who]
		for i, in := range form.Inputs {
			form.Inputs[i].Value = a.Values[in.ID]
		}
		if phone := a.Values["phone"]; len(phone) != 1 || len(phone[0]) < 8 {
			f.errs[who] = map[string]string{"phone": "Skriv otte cifre."}
			return nil
		}
		delete(f.forms, who)
		delete(f.errs, who)
	case play.Dismiss:
		delete(f.forms, who)
		delete(f.errs, who)
	case play.Delete:
		p := f.find(a.Post)
		p.Deleted, p.Message, p.Text = true, chat.Message{}, ""
	case play.Edit:
		p := f.find(a.Post)
		p.Edited, p.Text, p.Message = true, a.Text, chat.Message{Text: chat.Escape(a.Text)}
	case play.Home:
		f.homes[who] = &chat.Message{Kind: "home.view", Title: "Dine opgaver", Text: "#1 er sendt. Mette ringer inden i morgen kl. 9.", Buttons: []chat.Button{{ID: "new", Label: "Flere opgaver", Style: chat.Primary}}}
	}
	return nil
}

func (f *fake) press(who string, a play.Press) error {
	p := f.find(a.Post)
	if a.Post == play.HomePost {
		return nil
	}
	if p == nil {
		return fmt.Errorf("no message %s", a.Post)
	}
	switch a.Button {
	case "next":
		p.Message, p.Edited = chat.Message{Kind: "tasks.own", Text: "Opgaver: pakke ordrer og folde kasser."}, true
		f.post(play.Bot, who, "", "", hoursQuestion())
	case "send":
		p.Message, p.Edited = chat.Message{Kind: "tasks.send", Text: "Sendt."}, true
		f.post(play.Bot, who, "", "", chat.Message{Kind: "opening.receipt", Lang: chat.DA, Text: "Tak, Lene. Det er sendt: pakke ordrer og folde kasser, 5–9 timer om ugen, almindelig løn. Virksomhedsservice ringer på 40 12 34 56 inden i morgen, onsdag, kl. 9."})
		f.post(play.Bot, "", "jobcenter", "", card("ingen endnu"))
		about := "#1 Nordlys Pakkeri"
		f.due = append(f.due,
			Upcoming{At: f.now.Add(2 * time.Hour), Kind: "remind.duty", About: about}, Upcoming{At: f.now.Add(4 * time.Hour), Kind: "remind.channel", About: about},
			Upcoming{At: f.now.Add(6 * time.Hour), Kind: "remind.lead", About: about}, Upcoming{At: f.now.AddDate(0, 0, 1), Kind: "promise", About: about},
			Upcoming{At: f.now.AddDate(0, 0, 7), Kind: "stories", About: "Nordby Erhvervsnetværk"}, Upcoming{At: f.now.AddDate(0, 1, 0), Kind: "retention"}, Upcoming{At: f.now.AddDate(0, 2, 0), Kind: "wobble", About: "x"})
	case "claim":
		p.Message, p.Edited = card("Mette Krogh"), true
		f.post(play.Bot, who, "jobcenter", "", chat.Message{Kind: "press.done", Text: "Den er din. Lene venter på et opkald inden i morgen kl. 9."})
		f.post(play.Bot, "leader", "", "", chat.Message{Kind: "opening.claimed", Text: "Det er Mette Krogh, der ringer til dig."})
		f.post(play.Bot, "", "jobcenter", p.ID, chat.Message{Kind: "handover.news", Text: "Mette Krogh ringer til Nordlys Pakkeri."})
	case "broken":
		return fmt.Errorf("not saved")
	}
	return nil
}
