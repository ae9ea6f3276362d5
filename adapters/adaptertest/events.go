package adaptertest

import (
	"slices"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

// eventTests: what people do arrives, with the right fields.
func eventTests() []test {
	return []test{
		{"said to the bot alone", func(b *bench) {
			b.do("lene", play.Say{Text: "Hej, vi har opgaver"})
			ev, said := got[chat.Said](b, "lene", b.Account("lene").Direct())
			if said.Text != "Hej, vi har opgaver" || !said.Mention || said.Message == "" || ev.Thread != "" {
				b.Fatalf("have %#v in thread %q", said, ev.Thread)
			}
			b.sees("lene", "Hej, vi har opgaver")
			b.blind("ali", "Hej, vi har opgaver")
			b.blind("", "Hej, vi har opgaver")
		}},
		{"said in a channel with a mention", func(b *bench) {
			b.do("lene", play.Say{Channel: "network", Text: "@bot hvad kan du?"})
			_, said := got[chat.Said](b, "lene", b.Channel("network"))
			if said.Text != "hvad kan du?" || !said.Mention {
				b.Fatalf("have %#v", said)
			}
		}},
		{"said in a channel without a mention", func(b *bench) {
			b.do("lene", play.Say{Channel: "network", Text: "God morgen, robotter"})
			_, said := got[chat.Said](b, "lene", b.Channel("network"))
			if said.Text != "God morgen, robotter" || said.Mention {
				b.Fatalf("have %#v", said)
			}
			b.sees("ali", "God morgen, robotter")
			b.blind("sune", "God morgen, robotter")
		}},
		{"said in a thread", func(b *bench) {
			ref, root := b.post("d1", b.Channel("network"), text("Hvem kan?"), "lene")
			b.do("lene", play.Say{Channel: "network", Root: root.ID, Text: "@bot det kan jeg"})
			if ev, _ := got[chat.Said](b, "lene", b.Channel("network")); ev.Thread != ref {
				b.Fatalf("thread %q, want %q", ev.Thread, ref)
			}
			if p := b.sees("ali", "det kan jeg"); p.Root != root.ID || p.Author != "lene" {
				b.Fatalf("the reply is %+v, want it under %s", p, root.ID)
			}
		}},
		{"said with a file", func(b *bench) {
			file := chat.File{Name: "liste.csv", Type: "text/csv", Size: 120, URL: "https://files.example/1"}
			b.do("lene", play.Say{Text: "listen", Files: []chat.File{file}})
			_, said := got[chat.Said](b, "lene", b.Account("lene").Direct())
			if len(said.Files) != 1 || said.Files[0].Name != file.Name || said.Files[0].Size != file.Size || said.Files[0].URL == "" {
				b.Fatalf("have %#v", said.Files)
			}
		}},
		{"said where one is not", func(b *bench) {
			b.refused("lene", play.Say{Channel: "jobcenter", Text: "@bot hej"})
			b.refused("lene", play.Command{Channel: "jobcenter", Text: "/bro hej"})
			b.silent()
		}},
		{"what was written arrives as it was typed", func(b *bench) {
			for _, s := range awkward() {
				b.do("lene", play.Say{Text: s})
				if _, said := got[chat.Said](b, "lene", b.Account("lene").Direct()); fold(said.Text) != fold(s) {
					b.Errorf("typed %q, arrived %q", s, said.Text)
				}
			}
		}},
		{"edited", func(b *bench) {
			b.do("lene", play.Say{Channel: "network", Text: "@bot 3 timer"})
			_, said := got[chat.Said](b, "lene", b.Channel("network"))
			b.do("lene", play.Edit{Post: b.sees("lene", "3 timer").ID, Text: "@bot 4 timer"})
			_, edited := got[chat.Edited](b, "lene", b.Channel("network"))
			if edited.Message != said.Message || edited.Text != "4 timer" {
				b.Fatalf("have %#v, want a new text of %s", edited, said.Message)
			}
			if p := b.sees("ali", "4 timer"); !p.Edited {
				b.Error("the post does not say that it was edited")
			}
			b.refused("ali", play.Edit{Post: b.sees("ali", "4 timer").ID, Text: "5 timer"})
		}},
		{"deleted", func(b *bench) {
			b.do("lene", play.Say{Channel: "network", Text: "@bot slet mig"})
			_, said := got[chat.Said](b, "lene", b.Channel("network"))
			b.do("lene", play.Delete{Post: b.sees("lene", "slet mig").ID})
			if _, deleted := got[chat.Deleted](b, "", b.Channel("network")); deleted.Message != said.Message {
				b.Fatalf("have %#v, want %s", deleted, said.Message)
			}
			b.blind("ali", "slet mig")
		}},
		{"deleted, by whom", func(b *bench) {
			b.do("lene", play.Say{Channel: "network", Text: "@bot slet mig"})
			b.host.taken()
			b.do("lene", play.Delete{Post: b.sees("lene", "slet mig").ID})
			got[chat.Deleted](b, "lene", b.Channel("network"))
		}},
		{"deleted, the bot's own", func(b *bench) {
			ref, p := b.post("d1", b.Channel("network"), text("Et kort"), "ali")
			b.do("ali", play.Delete{Post: p.ID})
			all := b.host.taken()
			if len(all) != 1 || all[0].Body != (chat.Deleted{Message: ref}) || all[0].Place != b.Channel("network") {
				b.Fatalf("have %s, want %s deleted", list(all), ref)
			}
			b.class(adapters.Delivery{ID: "d2", Op: adapters.Edit, Place: b.Channel("network"), Target: ref, Message: text("Nyt")}, adapters.Gone)
		}},
		{"called", func(b *bench) {
			b.do("lene", play.Command{Channel: "network", Text: "/bro glem  mig"})
			if _, called := got[chat.Called](b, "lene", b.Channel("network")); called.Name != "bro" || fold(called.Args) != "glem mig" {
				b.Fatalf("have %#v", called)
			}
			b.do("lene", play.Command{Text: "/bro"})
			if _, called := got[chat.Called](b, "lene", b.Account("lene").Direct()); called != (chat.Called{Name: "bro"}) {
				b.Fatalf("have %#v", called)
			}
		}},
		{"shortcut", func(b *bench) {
			ref, p := b.post("d1", b.Channel("network"), text("Pakke ordrer"), "lene")
			b.do("lene", play.Shortcut{Post: p.ID, Name: "opening"})
			_, s := got[chat.Shortcut](b, "lene", b.Channel("network"))
			if s.Name != "opening" || s.Message != ref || fold(s.Text) != "Pakke ordrer" {
				b.Fatalf("have %#v, want message %s", s, ref)
			}
		}},
		{"the sender", func(b *bench) {
			b.do("ali", play.Say{Channel: "network", Text: "@bot hej"})
			ev, _ := got[chat.Said](b, "ali", b.Channel("network"))
			from := ev.From
			if from.Name != "Ali Kaya" || !has(from.Channels, b.Channel("network")) || !has(from.Channels, b.Channel("jobcenter")) {
				b.Fatalf("from %+v", from)
			}
			b.do("sune", play.Say{Text: "hej"})
			ev, _ = got[chat.Said](b, "sune", b.Account("sune").Direct())
			if has(ev.From.Channels, b.Channel("network")) || !has(ev.From.Channels, b.Channel("jobcenter")) {
				b.Fatalf("from %+v", ev.From)
			}
		}},
		{"the sender's language", func(b *bench) {
			b.do("ali", play.Command{Text: "/bro hej"})
			if ev, _ := got[chat.Called](b, "ali", b.Account("ali").Direct()); ev.From.Lang != chat.EN {
				b.Fatalf("from %+v", ev.From)
			}
		}},
		{"the sender's groups", func(b *bench) {
			b.do("ali", play.Say{Channel: "network", Text: "@bot hej"})
			if ev, _ := got[chat.Said](b, "ali", b.Channel("network")); !slices.Contains(ev.From.Groups, "lead") {
				b.Fatalf("from %+v", ev.From)
			}
		}},
		{"joined and left", func(b *bench) {
			b.do("lene", play.Join{Channel: "jobcenter"})
			got[chat.Joined](b, "lene", b.Channel("jobcenter"))
			b.do("lene", play.Say{Text: "nu?"})
			if ev, _ := got[chat.Said](b, "lene", b.Account("lene").Direct()); !has(ev.From.Channels, b.Channel("jobcenter")) {
				b.Fatalf("joined, and the next sender is %+v", ev.From)
			}
			b.do("lene", play.Leave{Channel: "jobcenter"})
			got[chat.Left](b, "lene", b.Channel("jobcenter"))
			b.do("lene", play.Say{Text: "og nu?"})
			if ev, _ := got[chat.Said](b, "lene", b.Account("lene").Direct()); has(ev.From.Channels, b.Channel("jobcenter")) {
				b.Fatalf("left, and the next sender is %+v", ev.From)
			}
			b.refused("lene", play.Say{Channel: "jobcenter", Text: "@bot hej"})
		}},
		{"the bot left and joined", func(b *bench) {
			b.fault("gone", "jobcenter")
			got[chat.BotLeft](b, "", b.Channel("jobcenter"))
			b.class(adapters.Delivery{ID: "d1", Op: adapters.Post, Place: b.Channel("jobcenter"), Message: text("Et kort")}, adapters.Gone)
			b.do("sune", play.Say{Channel: "jobcenter", Text: "er den væk?"})
			b.silent()
			b.fault("back", "jobcenter")
			got[chat.BotJoined](b, "", b.Channel("jobcenter"))
			b.post("d2", b.Channel("jobcenter"), text("Et kort igen"), "sune")
		}},
		{"event ids differ", func(b *bench) {
			for range 20 {
				b.do("lene", play.Say{Text: "hej"})
				b.do("ali", play.Command{Channel: "network", Text: "/bro hej"})
			}
			ids := map[string]bool{}
			for _, ev := range b.host.taken() {
				ids[ev.ID] = true
			}
			if len(ids) != 40 {
				b.Fatalf("%d ids for 40 events", len(ids))
			}
		}},
	}
}

func has(channels []string, place chat.Place) bool { return slices.Contains(channels, place.Channel) }

// awkward are texts that a platform's own notation must not change.
func awkward() []string {
	return []string{
		"*fed* _kursiv_ ~væk~ `kode` **meget**",
		"<@U123> <!channel> <#C1|net> @here @everyone",
		"& &amp; <b> \"citat\" 'enkelt'",
		"[link](https://evil.example) og https://evil.example/x?a=1&b=2",
		"- et\n- to\n1. tre\n> citat\n# overskrift",
		":smile: \\* \\n æøå ÆØÅ 🙂",
	}
}
