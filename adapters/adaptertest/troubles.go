package adaptertest

import (
	"errors"
	"time"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// newest gives the newest post who sees.
func newest(b *bench, who string) play.Post {
	b.Helper()
	posts := b.Driver.See(who).Posts
	if len(posts) == 0 {
		b.Fatalf("%q sees nothing", who)
	}
	return posts[len(posts)-1]
}

// faultTests: what goes wrong is said truly, and nothing is lost or doubled.
func faultTests() []test {
	return []test{
		{"redelivery has the same id and shows nothing new", func(b *bench) {
			_, p := b.post("a", b.Channel("network"), card("Kort", button("claim", "o-1", "Jeg ringer")), "lene")
			notice := text("Den er din")
			b.host.answers(chat.Ack{Notice: &notice})
			b.do("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			before := len(b.Driver.See("lene").Posts)
			if err := b.Driver.Again(b.ctx); err != nil {
				b.Fatal(err)
			}
			sameTwice(b)
			if after := len(b.Driver.See("lene").Posts); after != before {
				b.Fatalf("%d posts after the redelivery, %d before", after, before)
			}
		}},
		{"repeat", func(b *bench) {
			b.fault("repeat", "1")
			b.do("lene", play.Say{Text: "to gange"})
			sameTwice(b)
			b.do("lene", play.Say{Text: "en gang"})
			got[chat.Said](b, "lene", b.Account("lene").Direct())
		}},
		{"an interaction that is not saved is refused", func(b *bench) {
			_, p := b.post("a", b.Channel("network"), card("Kort", button("claim", "o-1", "Jeg ringer")), "lene")
			b.host.fails(1)
			b.refused("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			if n := len(b.host.taken()); n != 1 {
				b.Fatalf("offered %d times; a person presses again", n)
			}
			b.do("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			got[chat.Pressed](b, "lene", b.Channel("network"))
		}},
		{"a form that is not saved stays open", func(b *bench) {
			opened(b, b.Account("lene").Direct(), contact())
			b.host.fails(1)
			b.refused("lene", play.Submit{Values: map[string][]string{"phone": {"40123456"}}})
			b.host.taken()
			if f := b.Driver.See("lene").Form; f == nil || len(f.Inputs[1].Value) != 1 || f.Inputs[1].Value[0] != "40123456" {
				b.Fatalf("open is %+v", f)
			}
			b.do("lene", play.Submit{})
			got[chat.Submitted](b, "lene", b.Account("lene").Direct())
		}},
		{"a text that is not saved is offered again", func(b *bench) {
			b.host.fails(1)
			b.do("lene", play.Say{Text: "vigtigt"})
			sameTwice(b)
		}},
		{"late", func(b *bench) {
			_, p := b.post("a", b.Channel("network"), card("Kort", button("claim", "o-1", "Jeg ringer")), "lene")
			notice := text("Den er din")
			b.host.answers(chat.Ack{Notice: &notice})
			b.fault("late", "1")
			b.refused("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			got[chat.Pressed](b, "lene", b.Channel("network"))
			b.blind("lene", "Den er din")
		}},
		{"nobody there", func(b *bench) {
			_, p := b.post("a", b.Channel("network"), card("Kort", button("claim", "o-1", "Jeg ringer")), "lene")
			b.stop()
			b.refused("lene", play.Press{Post: p.ID, Button: "claim", Arg: "o-1"})
			b.refused("lene", play.Home{})
			for _, s := range []string{"et", "to", "tre"} {
				b.do("lene", play.Say{Text: s})
			}
			b.silent()
			b.adapter = b.Connect()
			b.start()
			b.arrived("et", "to", "tre")
			b.do("lene", play.Say{Text: "fire"})
			b.arrived("fire")
			b.post("b", b.Channel("network"), text("Den nye bot"), "lene")
		}},
		{"disconnect", func(b *bench) {
			b.fault("disconnect", "2")
			b.do("lene", play.Say{Text: "et"})
			b.do("lene", play.Say{Text: "to"})
			b.do("lene", play.Say{Text: "tre"})
			b.arrived("et", "to", "tre")
		}},
		{"429", func(b *bench) {
			b.fault("429", "30", "1")
			d := adapters.Delivery{ID: "a", Op: adapters.Post, Place: b.Channel("network"), Message: text("Vent lidt")}
			if e := b.class(d, adapters.Limited); e == nil || e.After != 30*time.Second {
				b.Fatalf("have %+v, want 30 s", e)
			}
			b.blind("lene", "Vent lidt")
			b.absent(d)
		}},
		{"5xx", func(b *bench) {
			b.fault("5xx", "2")
			d := adapters.Delivery{ID: "a", Op: adapters.Post, Place: b.Channel("network"), Message: text("Igen")}
			for range 2 {
				_, err := b.adapter.Send(b.ctx, d)
				switch adapters.ClassOf(err) {
				case adapters.Temporary:
				case adapters.Unknown: // where such an answer says nothing of what was done
					b.absent(d)
				default:
					b.Fatalf("have %v, want a temporary or an unknown error", err)
				}
			}
			b.blind("lene", "Igen")
			b.send(d)
			b.sees("lene", "Igen")
		}},
		{"lost", func(b *bench) {
			b.fault("lost", "1")
			d := adapters.Delivery{ID: "a", Op: adapters.Post, Place: b.Channel("network"), Message: card("Kom frem", button("x", "", "X"))}
			b.class(d, adapters.Unknown)
			ref, err := b.adapter.Find(b.ctx, d)
			if err != nil {
				b.Fatalf("find: %v", err)
			}
			b.do("lene", play.Press{Post: b.sees("lene", "Kom frem").ID, Button: "x"})
			if _, pressed := got[chat.Pressed](b, "lene", b.Channel("network")); pressed.Message != ref {
				b.Fatalf("found %q, pressed %q", ref, pressed.Message)
			}
			b.send(adapters.Delivery{ID: "b", Op: adapters.Edit, Place: b.Channel("network"), Target: ref, Message: text("Rettet")})
			b.sees("lene", "Rettet")
		}},
		{"lost to one person", func(b *bench) {
			b.fault("lost", "1")
			d := adapters.Delivery{ID: "a", Op: adapters.Post, Place: b.Account("lene").Direct(), Message: text("Kom frem")}
			b.class(d, adapters.Unknown)
			if _, err := b.adapter.Find(b.ctx, d); err != nil {
				b.Fatalf("find: %v", err)
			}
		}},
		{"dropped", func(b *bench) {
			b.fault("dropped", "1")
			d := adapters.Delivery{ID: "a", Op: adapters.Post, Place: b.Channel("network"), Message: text("Kom ikke frem")}
			b.class(d, adapters.Unknown)
			b.blind("lene", "Kom ikke frem")
			b.absent(d)
		}},
		{"blind", func(b *bench) {
			d := adapters.Delivery{ID: "a", Op: adapters.Post, Place: b.Channel("network"), Message: text("Måske")}
			b.fault("blind", "1")
			if ref, err := b.adapter.Find(b.ctx, d); err == nil || errors.Is(err, adapters.ErrAbsent) {
				b.Fatalf("found %q, %v; want an error that is not ErrAbsent", ref, err)
			}
			b.absent(d)
		}},
		{"direct messages closed", func(b *bench) {
			b.fault("dm-closed", "lene")
			d := adapters.Delivery{ID: "a", Op: adapters.Post, Place: b.Account("lene").Direct(), Message: text("Hej")}
			b.class(d, adapters.Gone)
			b.post("b", b.Account("ali").Direct(), text("Hej Ali"), "ali")
			b.fault("dm-open", "lene")
			b.send(d)
		}},
	}
}

// arrived asserts that exactly these texts have come, in this order.
func (b *bench) arrived(texts ...string) {
	b.Helper()
	all := b.host.taken()
	for i, ev := range all {
		if said, ok := ev.Body.(chat.Said); !ok || i >= len(texts) || said.Text != texts[i] {
			b.Fatalf("have %s, want %q", list(all), texts)
		}
	}
	if len(all) != len(texts) {
		b.Fatalf("have %s, want %q", list(all), texts)
	}
}

func (b *bench) absent(d adapters.Delivery) {
	b.Helper()
	if ref, err := b.adapter.Find(b.ctx, d); !errors.Is(err, adapters.ErrAbsent) {
		b.Fatalf("found %q, %v; want ErrAbsent", ref, err)
	}
}

// sameTwice asserts that one event has come twice.
func sameTwice(b *bench) {
	b.Helper()
	if all := b.host.taken(); len(all) != 2 || all[0].ID != all[1].ID || all[0].Place != all[1].Place {
		b.Fatalf("have %s, want the same twice", list(all))
	}
}
