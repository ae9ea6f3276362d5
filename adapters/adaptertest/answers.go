package adaptertest

import (
	"fmt"
	"slices"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// answerTests: what is pressed comes back, and the answer shows.
func answerTests() []test {
	return []test{
		{"pressed", func(b *bench) {
			for i, place := range []chat.Place{b.Channel("network"), b.Account("lene").Direct()} {
				id := string(rune('a' + i))
				ref, p := b.post(id, place, card("Kort "+id,
					button("claim", "o-47", "Jeg ringer"), button("claim", "o-48", "Jeg ringer også"), button("call.no_answer", "", "Intet svar")), "lene")
				b.do("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-48"})
				ev, pressed := got[chat.Pressed](b, "lene", place)
				if want := (chat.Pressed{Message: ref, Button: "claim", Arg: "o-48"}); pressed != want || ev.Thread != "" {
					b.Fatalf("have %#v, want %#v", pressed, want)
				}
				b.do("lene", play.Press{Post: p.ID, Button: "call.no_answer"})
				if _, pressed := got[chat.Pressed](b, "lene", place); pressed.Button != "call.no_answer" || pressed.Arg != "" {
					b.Fatalf("have %#v", pressed)
				}
			}
		}},
		{"pressed, the longest id and argument", func(b *bench) {
			id, arg := "abcdefghijklmnopqrstuvwxyz_.09", "æøå:/#?&=%\"'<>{}[]\\^~`;,.!-_0123456789ABCDEFGHIJKLM"
			_, p := b.post("a", b.Account("lene").Direct(), card("Kort", button(id, arg, "Tryk")), "lene")
			b.do("lene", play.Press{Post: p.ID, Button: id, Arg: arg})
			if _, pressed := got[chat.Pressed](b, "lene", b.Account("lene").Direct()); pressed.Button != id || pressed.Arg != arg {
				b.Fatalf("have %#v", pressed)
			}
		}},
		{"pressed in a thread", func(b *bench) {
			root, _ := b.post("a", b.Channel("network"), text("Rod"), "lene")
			b.send(adapters.Delivery{ID: "b", Op: adapters.Post, Place: b.Channel("network"), Root: root, Message: card("Svar", button("yes", "", "Ja"))})
			b.do("lene", play.Press{Post: b.sees("lene", "Svar").ID, Button: "yes"})
			if ev, _ := got[chat.Pressed](b, "lene", b.Channel("network")); ev.Thread != root {
				b.Fatalf("thread %q, want %q", ev.Thread, root)
			}
		}},
		{"pressed where no button is", func(b *bench) {
			ref, p := b.post("a", b.Channel("network"), card("Kort", button("claim", "o-1", "Jeg ringer")), "lene")
			b.refused("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-2"})
			b.refused("sune", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			b.send(adapters.Delivery{ID: "b", Op: adapters.Edit, Place: b.Channel("network"), Target: ref, Message: card("Kort taget")})
			b.refused("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			b.silent()
		}},
		{"pressed on a stale screen", func(b *bench) {
			ref, p := b.post("a", b.Channel("network"), card("Kort", button("claim", "o-1", "Jeg ringer")), "lene")
			b.send(adapters.Delivery{ID: "b", Op: adapters.Edit, Place: b.Channel("network"), Target: ref, Message: card("Kort taget")})
			b.do("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1", Stale: true})
			if _, pressed := got[chat.Pressed](b, "lene", b.Channel("network")); pressed != (chat.Pressed{Message: ref, Button: "claim", Arg: "o-1"}) {
				b.Fatalf("have %#v", pressed)
			}
			b.refused("lene", play.Press{Post: p.ID, Button: "never", Stale: true})
		}},
		{"a link button sends nothing", func(b *bench) {
			_, p := b.post("a", b.Account("lene").Direct(), card("Kort", chat.Button{ID: "open", Label: "Vis", URL: "https://example.org/"}), "lene")
			if len(p.Message.Buttons) != 1 || p.Message.Buttons[0].URL != "https://example.org/" {
				b.Fatalf("shown as %+v", p.Message.Buttons)
			}
			link := p.Message.Buttons[0] // some platforms give a link no id
			b.do("lene", play.Press{Post: p.ID, Button: link.ID, Arg: link.Arg})
			b.silent()
		}},
		{"chose one and several", func(b *bench) {
			options := []chat.Option{{ID: "t.1", Label: "Pakke"}, {ID: "t.2", Label: "Folde", Hint: "kasser"}, {ID: "t.3", Label: "Feje"}}
			m := text("Hvad når I aldrig?")
			m.Selects = []chat.Select{
				{ID: "tasks", Arg: "s-1", Label: "Opgaver", Several: true, Options: options, Chosen: []string{"t.3"}},
				{ID: "pay", Label: "Løn", Options: options},
			}
			ref, p := b.post("a", b.Account("lene").Direct(), m, "lene")
			if len(p.Message.Selects) != 2 || len(p.Message.Selects[0].Options) != 3 || p.Message.Selects[0].Options[1].Label != "Folde" {
				b.Fatalf("shown as %+v", p.Message.Selects)
			}
			b.do("lene", play.Choose{Post: p.ID, Select: "tasks", Arg: "s-1", Values: []string{"t.1", "t.3"}})
			_, chose := got[chat.Chose](b, "lene", b.Account("lene").Direct())
			slices.Sort(chose.Values)
			if chose.Message != ref || chose.Select != "tasks" || chose.Arg != "s-1" || !slices.Equal(chose.Values, []string{"t.1", "t.3"}) {
				b.Fatalf("have %#v", chose)
			}
			b.do("lene", play.Choose{Post: p.ID, Select: "pay", Values: []string{"t.2"}})
			if _, chose := got[chat.Chose](b, "lene", b.Account("lene").Direct()); chose.Select != "pay" || !slices.Equal(chose.Values, []string{"t.2"}) {
				b.Fatalf("have %#v", chose)
			}
			b.refused("lene", play.Choose{Post: p.ID, Select: "pay", Values: []string{"t.9"}})
			b.silent()
		}},
		{"chose one of as many as there may be", func(b *bench) {
			most, m := b.adapter.Limits().Options, text("Hvilken branche?")
			m.Selects = []chat.Select{{ID: "trade", Label: "Branche", Options: many(most), Chosen: []string{"o-7"}}}
			_, p := b.post("a", b.Account("lene").Direct(), m, "lene")
			if len(p.Message.Selects) != 1 || !slices.Equal(p.Message.Selects[0].Options, many(most)) {
				b.Fatalf("shown as %+v", p.Message.Selects)
			}
			last := []string{fmt.Sprint("o-", most)}
			b.do("lene", play.Choose{Post: p.ID, Select: "trade", Values: last})
			if _, chose := got[chat.Chose](b, "lene", b.Account("lene").Direct()); !slices.Equal(chose.Values, last) {
				b.Fatalf("have %#v", chose)
			}
		}},
		{"replace", func(b *bench) {
			_, p := b.post("a", b.Channel("network"), card("Ledig", button("claim", "o-1", "Jeg ringer")), "lene")
			after := card("Taget af Lene", button("release", "o-1", "Læg tilbage"))
			b.host.answers(chat.Ack{Replace: &after})
			b.do("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			now := b.sees("ali", "Taget af Lene")
			if now.ID != p.ID || now.Seq != p.Seq || len(now.Message.Buttons) != 1 || now.Message.Buttons[0].ID != "release" {
				b.Fatalf("shown as %+v, want the same post %s changed", now, p.ID)
			}
			b.blind("lene", "Ledig")
		}},
		{"notice", func(b *bench) {
			_, p := b.post("a", b.Channel("network"), card("Kort", button("claim", "o-1", "Jeg ringer")), "lene")
			notice := card("Den er allerede taget", button("more", "o-1", "Mere"))
			b.host.answers(chat.Ack{Notice: &notice})
			b.do("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			b.host.taken()
			n := b.sees("lene", "allerede taget")
			if n.Author != play.Bot || n.Channel != "" && !n.Private {
				b.Fatalf("the notice is %+v", n)
			}
			b.blind("ali", "allerede taget")
			b.blind("", "allerede taget")

			after := text("Mere om kortet")
			b.host.answers(chat.Ack{Replace: &after})
			b.do("lene", play.Press{Post: n.ID, Button: "more", Arg: "o-1"})
			if _, pressed := got[chat.Pressed](b, "lene", b.Channel("network")); !pressed.Notice || pressed.Button != "more" || pressed.Arg != "o-1" {
				b.Fatalf("have %#v", pressed)
			}
			b.sees("lene", "Mere om kortet")
			b.blind("lene", "allerede taget")
			b.blind("ali", "Mere om kortet")
		}},
		{"notice to a command", func(b *bench) {
			notice := text("Her er hjælp")
			b.host.answers(chat.Ack{Notice: &notice})
			b.do("lene", play.Command{Channel: "network", Text: "/bro hjælp"})
			b.sees("lene", "Her er hjælp")
			b.blind("ali", "Her er hjælp")
		}},
		{"notice to a text in a channel", func(b *bench) {
			notice := text("Skriv ikke den slags her")
			b.host.answers(chat.Ack{Notice: &notice})
			b.do("lene", play.Say{Channel: "network", Text: "@bot hov"})
			b.sees("lene", "Skriv ikke den slags her")
			b.blind("ali", "Skriv ikke den slags her")
		}},
		{"home", func(b *bench) {
			b.host.home = card("Jeres opgaver", button("new", "", "Ny"))
			b.do("lene", play.Home{})
			home := b.Driver.See("lene").Home
			if home == nil || home.Text != "Jeres opgaver" || len(home.Buttons) != 1 || b.Driver.See("ali").Home != nil {
				b.Fatalf("home is %+v", home)
			}
			q := b.host.queries()
			if len(q) != 1 || q[0].From.Account != b.Account("lene") || q[0].Project != b.Project {
				b.Fatalf("asked %+v", q)
			}
			b.silent()
			b.do("lene", play.Press{Post: play.HomePost, Button: "new"})
			if _, pressed := got[chat.Pressed](b, "lene", b.Account("lene").Direct()); pressed.Button != "new" || pressed.Message != "" {
				b.Fatalf("have %#v", pressed)
			}
		}},
	}
}

// many are n options.
func many(n int) (all []chat.Option) {
	for i := range n {
		all = append(all, chat.Option{ID: fmt.Sprint("o-", i+1), Label: fmt.Sprint("Branche ", i+1)})
	}
	return all
}
