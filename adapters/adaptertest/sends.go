package adaptertest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// sendTests: what the bot says is shown, changed and taken away.
func sendTests() []test {
	return []test{
		{"post", func(b *bench) {
			m := chat.Message{
				Kind: "test.full", Lang: chat.DA, Title: "#47 Nordlys", Text: "**Pakke** ordrer\n\n- folde kasser\n- feje",
				Fields:  []chat.Field{{Label: "Timer", Value: "_6_ om ugen", Short: true}, {Label: "Ring til", Value: "Lene 40 12 34 56"}},
				Note:    "Lovet inden kl. 10",
				Buttons: []chat.Button{{ID: "claim", Arg: "o-47", Label: "Jeg ringer", Style: chat.Primary}},
			}
			b.send(adapters.Delivery{ID: "a", Op: adapters.Post, Place: b.Channel("jobcenter"), Message: m})
			p := b.sees("sune", "#47 Nordlys")
			for _, s := range []string{"Pakke ordrer", "- folde kasser", "Timer: 6 om ugen", "Ring til: Lene 40 12 34 56", "Lovet inden kl. 10"} {
				if !strings.Contains(fold(p.Text), s) {
					b.Errorf("text does not have %q:\n%s", s, p.Text)
				}
			}
			if p.Channel != "jobcenter" || p.Private || p.Root != "" || p.Edited || p.At.IsZero() || p.Message.Kind != "test.full" ||
				len(p.Message.Buttons) != 1 || p.Message.Buttons[0].Label != "Jeg ringer" || p.Message.Buttons[0].ID != "claim" {
				b.Errorf("shown as %+v", p)
			}
			b.blind("lene", "#47 Nordlys")
			b.sees("", "#47 Nordlys")
		}},
		{"post to one person", func(b *bench) {
			if _, p := b.post("a", b.Account("lene").Direct(), text("Kun til Lene"), "lene"); p.Channel != "" {
				b.Fatalf("shown as %+v", p)
			}
			b.blind("ali", "Kun til Lene")
			b.blind("", "Kun til Lene")
		}},
		{"reply", func(b *bench) {
			root, p := b.post("a", b.Channel("network"), text("Rod"), "lene")
			b.send(adapters.Delivery{ID: "b", Op: adapters.Post, Place: b.Channel("network"), Root: root, Message: text("Gren")})
			if q := b.sees("lene", "Gren"); q.Root != p.ID || q.Seq <= p.Seq {
				b.Fatalf("shown as %+v, want it under %s", q, p.ID)
			}
		}},
		{"edit", func(b *bench) {
			ref, p := b.post("a", b.Channel("network"), card("Før", button("x", "", "X")), "lene")
			b.post("b", b.Channel("network"), text("Imellem"), "lene")
			if again := b.send(adapters.Delivery{ID: "c", Op: adapters.Edit, Place: b.Channel("network"), Target: ref, Message: text("Efter")}); again != ref {
				b.Fatalf("edited %q, got %q", ref, again)
			}
			if q := b.sees("lene", "Efter"); q.ID != p.ID || q.Seq != p.Seq || len(q.Message.Buttons) != 0 {
				b.Fatalf("shown as %+v", q)
			}
			b.blind("lene", "Før")
		}},
		{"edit what a redelivered press may have changed", func(b *bench) {
			ref, _ := b.post("a", b.Channel("network"), text("Samme"), "lene")
			for i := range 3 {
				b.send(adapters.Delivery{ID: fmt.Sprint("e", i), Op: adapters.Edit, Place: b.Channel("network"), Target: ref, Message: text("Samme")})
			}
			b.sees("lene", "Samme")
		}},
		{"delete", func(b *bench) {
			ref, _ := b.post("a", b.Channel("network"), text("Væk med mig"), "lene")
			b.send(adapters.Delivery{ID: "b", Op: adapters.Delete, Place: b.Channel("network"), Target: ref})
			b.blind("lene", "Væk med mig")
			for _, p := range b.Driver.See("lene").Posts {
				if p.Deleted && (p.Text != "" || p.Message.Text != "") {
					b.Errorf("the trace still says %+v", p)
				}
			}
			b.class(adapters.Delivery{ID: "c", Op: adapters.Edit, Place: b.Channel("network"), Target: ref, Message: text("Igen")}, adapters.Gone)
			b.class(adapters.Delivery{ID: "d", Op: adapters.Post, Place: b.Channel("network"), Root: ref, Message: text("Under")}, adapters.Gone)
		}},
		{"find", func(b *bench) {
			d := adapters.Delivery{ID: "0123456789abcdef0123456789abcdef/7", Op: adapters.Post, Place: b.Channel("network"), Message: text("Findes")}
			if _, err := b.adapter.Find(b.ctx, d); err != adapters.ErrAbsent {
				b.Fatalf("before: %v, want ErrAbsent", err)
			}
			ref := b.send(d)
			b.send(adapters.Delivery{ID: "other", Op: adapters.Post, Place: b.Channel("network"), Message: text("Findes")})
			if found, err := b.adapter.Find(b.ctx, d); err != nil || found != ref {
				b.Fatalf("found %q, %v; want %q", found, err, ref)
			}
			if strings.Contains(b.sees("lene", "Findes").Text, d.ID[:8]) {
				b.Error("people can see the delivery id")
			}
		}},
		{"places and messages that are not there", func(b *bench) {
			ref, _ := b.post("a", b.Channel("network"), text("Her"), "lene")
			nowhere := b.Channel("network")
			nowhere.Channel = "nowhere"
			b.class(adapters.Delivery{ID: "b", Op: adapters.Post, Place: nowhere, Message: text("x")}, adapters.Gone)
			b.class(adapters.Delivery{ID: "c", Op: adapters.Post, Place: b.Account("nobody").Direct(), Message: text("x")}, adapters.Gone)
			b.class(adapters.Delivery{ID: "d", Op: adapters.Edit, Place: b.Channel("jobcenter"), Target: ref, Message: text("x")}, adapters.Gone)
		}},
		{"order in a place and at the same time in many", func(b *bench) {
			places := map[string]chat.Place{"network": b.Channel("network"), "jobcenter": b.Channel("jobcenter")}
			for _, m := range []string{"lene", "ali", "sune"} {
				places[m] = b.Account(m).Direct()
			}
			const n = 25
			var wg sync.WaitGroup
			for name, place := range places {
				wg.Go(func() {
					for i := range n {
						d := adapters.Delivery{ID: fmt.Sprint(name, i), Op: adapters.Post, Place: place, Message: text(fmt.Sprintf("%s nr. %d.", name, i))}
						if _, err := b.adapter.Send(b.ctx, d); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			for name, who := range map[string]string{"network": "lene", "jobcenter": "sune", "lene": "lene", "ali": "ali", "sune": "sune"} {
				i, last := 0, int64(0)
				for _, p := range b.Driver.See(who).Posts {
					if !strings.HasPrefix(p.Text, name+" nr.") {
						continue
					}
					if p.Text != fmt.Sprintf("%s nr. %d.", name, i) || p.Seq <= last {
						b.Fatalf("%s: post %d is %q", name, i, p.Text)
					}
					i, last = i+1, p.Seq
				}
				if i != n {
					b.Fatalf("%s: %d posts, want %d", name, i, n)
				}
			}
		}},
		{"what a person wrote is shown as they wrote it", func(b *bench) {
			for i, s := range awkward() {
				m := text("Lene skriver: " + chat.Escape(s))
				m.Fields = []chat.Field{{Label: "Opgave", Value: chat.Escape(s)}}
				b.send(adapters.Delivery{ID: fmt.Sprint("a", i), Op: adapters.Post, Place: b.Channel("network"), Message: m})
				p := newest(b, "ali")
				if want := fold(s); strings.Count(fold(p.Text), want) != 2 {
					b.Errorf("written twice: %q\nshown: %q", want, fold(p.Text))
				}
				if b.Pings != nil && len(b.Pings(p.ID)) > 0 {
					b.Errorf("%q notified %q", s, b.Pings(p.ID))
				}
			}
		}},
		{"mentions", func(b *bench) {
			if b.Pings == nil {
				b.Skip("the Driver cannot say whom a post notified")
			}
			m := text("ingen har taget den")
			m.Mentions = []chat.Account{b.Account("sune")}
			_, p := b.post("a", b.Channel("jobcenter"), m, "ali")
			if got := b.Pings(p.ID); !slices.Equal(got, []string{"sune"}) {
				b.Fatalf("notified %q, want sune", got)
			}
			if !strings.Contains(p.Text, "Sune Bek") {
				b.Fatalf("the text does not name whom it is for: %q", p.Text)
			}
		}},
		{"limits can be filled", func(b *bench) {
			l := b.adapter.Limits()
			m := card("Kort")
			m.Title = strings.Repeat("t", min(max(1, l.Title), 40))
			for i := range l.Buttons {
				m.Buttons = append(m.Buttons, button("press", fmt.Sprint("n-", i), pad(fmt.Sprint(i), l.ButtonLabel)))
			}
			p := arrives(b, "a", m)
			if len(p.Message.Buttons) != l.Buttons || p.Message.Buttons[l.Buttons-1].Label != pad(fmt.Sprint(l.Buttons-1), l.ButtonLabel) {
				b.Errorf("%d buttons shown, want %d, whole", len(p.Message.Buttons), l.Buttons)
			}
			m = text("Vælg")
			for i := range l.Selects {
				s := chat.Select{ID: fmt.Sprint("s", i), Label: fmt.Sprint("Liste ", i)}
				for o := range l.Options {
					s.Options = append(s.Options, chat.Option{ID: fmt.Sprint("o", o), Label: pad(fmt.Sprint(o), l.OptionLabel)})
				}
				m.Selects = append(m.Selects, s)
			}
			if p := arrives(b, "b", m); len(p.Message.Selects) != l.Selects || l.Selects > 0 && len(p.Message.Selects[0].Options) != l.Options {
				b.Errorf("shown as %+v", p.Message.Selects)
			}
			m = text("Felter")
			for i := range l.Fields {
				m.Fields = append(m.Fields, chat.Field{Label: fmt.Sprint("f", i), Value: "v"})
			}
			if p := arrives(b, "c", m); len(p.Message.Fields) != l.Fields {
				b.Errorf("%d fields shown, want %d", len(p.Message.Fields), l.Fields)
			}
			m = text(strings.Repeat("ø", max(100, l.Text)))
			m.Text = m.Text[:len(m.Text)-2*(m.Size()-max(100, l.Text))] // ø is two bytes
			arrives(b, "d", m)
		}},
		{"beyond the limits is refused", func(b *bench) {
			l, over := b.adapter.Limits(), map[string]chat.Message{}
			if l.Text > 0 {
				over["text"] = text(strings.Repeat("å", l.Text+1))
			}
			if l.Buttons > 0 {
				m := card("Kort")
				for i := range l.Buttons + 1 {
					m.Buttons = append(m.Buttons, button("press", fmt.Sprint("n-", i), "Tryk"))
				}
				over["buttons"] = m
			}
			over["nothing"] = chat.Message{Kind: "test.none"}
			for name, m := range over {
				b.class(adapters.Delivery{ID: name, Op: adapters.Post, Place: b.Channel("network"), Message: m}, adapters.Rejected)
			}
			if posts := b.Driver.See("lene").Posts; len(posts) > 0 {
				b.Fatalf("shown all the same: %+v", posts)
			}
		}},
	}
}

// arrives posts m and gives it as people see it.
func arrives(b *bench, id string, m chat.Message) play.Post {
	b.Helper()
	b.send(adapters.Delivery{ID: id, Op: adapters.Post, Place: b.Channel("network"), Message: m})
	return newest(b, "lene")
}

// pad makes s as long as a label may be.
func pad(s string, limit int) string {
	if limit == 0 {
		limit = 40
	}
	return s + strings.Repeat("e", limit-len(s))
}
