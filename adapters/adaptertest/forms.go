package adaptertest

import (
	"maps"
	"slices"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/play"
)

func contact() chat.Form {
	return chat.Form{
		ID: "contact", Arg: "c-7", Lang: chat.DA, Title: "Jeres firma", Text: "To felter", Submit: "Gem", Cancel: "Luk",
		Inputs: []chat.Input{
			{ID: "company", Label: "Firma", Kind: chat.TextInput, Value: []string{"Nordlys"}, Max: 80},
			{ID: "phone", Label: "Telefon", Kind: chat.PhoneInput},
			{ID: "words", Label: "Bemærk", Kind: chat.LongInput, Optional: true},
		},
	}
}

// opened gives b a form that lene has opened by a button in the place.
func opened(b *bench, place chat.Place, f chat.Form) {
	b.Helper()
	_, p := b.post("open", place, card("Åbn", button("open", "", "Åbn")), "lene")
	b.host.answers(chat.Ack{Form: &f})
	b.do("lene", play.Press{Post: p.ID, Button: "open"})
	b.host.taken()
	b.host.answers(chat.Ack{})
}

// formTests: forms open, are sent, are corrected and follow each other.
func formTests() []test {
	return []test{
		{"form", func(b *bench) {
			place := b.Channel("network")
			opened(b, place, contact())
			f := b.Driver.See("lene").Form
			if f == nil || f.Title != "Jeres firma" || len(f.Inputs) != 3 ||
				f.Inputs[0].Label != "Firma" || !slices.Equal(f.Inputs[0].Value, []string{"Nordlys"}) {
				b.Fatalf("the form is %+v", f)
			}
			if b.Driver.See("ali").Form != nil {
				b.Fatal("somebody else sees the form")
			}
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"40 12 34 56"}, "words": {"linje 1\nlinje 2"}}})
			_, s := got[chat.Submitted](b, "lene", place)
			want := map[string][]string{"company": {"Nordlys"}, "phone": {"40 12 34 56"}, "words": {"linje 1\nlinje 2"}}
			if s.Form != "contact" || s.Arg != "c-7" || !maps.EqualFunc(s.Values, want, slices.Equal) {
				b.Fatalf("have %#v", s)
			}
			if b.Driver.See("lene").Form != nil {
				b.Fatal("the form is still open")
			}
			b.refused("lene", play.Submit{})
		}},
		{"form's own button", func(b *bench) {
			opened(b, b.Channel("network"), contact())
			if f := b.Driver.See("lene").Form; f == nil || f.Submit != "Gem" || f.Cancel != "Luk" {
				b.Fatalf("the form is %+v", f)
			}
		}},
		{"form from a command", func(b *bench) {
			f := contact()
			b.host.answers(chat.Ack{Form: &f})
			b.do("lene", play.Command{Channel: "network", Text: "/bro firma"})
			b.host.taken()
			b.host.answers(chat.Ack{})
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"1"}}})
			got[chat.Submitted](b, "lene", b.Channel("network"))
		}},
		{"form with nothing in an optional field", func(b *bench) {
			opened(b, b.Account("lene").Direct(), contact())
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"1"}, "words": {""}}})
			if _, s := got[chat.Submitted](b, "lene", b.Account("lene").Direct()); len(s.Values["words"]) != 0 {
				b.Fatalf("have %#v, want no value", s.Values["words"])
			}
		}},
		{"form with a required field left out", func(b *bench) {
			opened(b, b.Account("lene").Direct(), contact())
			b.refused("lene", play.Submit{})
			b.silent()
			if b.Driver.See("lene").Form == nil {
				b.Fatal("the form is closed")
			}
		}},
		{"form with choices", func(b *bench) {
			options := []chat.Option{{ID: "mon", Label: "Mandag"}, {ID: "tue", Label: "Tirsdag"}, {ID: "fri", Label: "Fredag"}}
			opened(b, b.Account("lene").Direct(), chat.Form{ID: "days", Title: "Dage", Submit: "Gem", Inputs: []chat.Input{
				{ID: "which", Label: "Hvilke", Kind: chat.SeveralInput, Options: options},
				{ID: "best", Label: "Bedst", Kind: chat.ChoiceInput, Options: options, Value: []string{"fri"}},
				{ID: "trade", Label: "Branche", Kind: chat.ChoiceInput, Options: many(b.adapter.Limits().InputOptions), Optional: true, Value: []string{"o-9"}},
			}})
			b.do("lene", play.Submit{Values: map[string][]string{"which": {"mon", "fri"}}})
			_, s := got[chat.Submitted](b, "lene", b.Account("lene").Direct())
			slices.Sort(s.Values["which"])
			if !slices.Equal(s.Values["which"], []string{"fri", "mon"}) || !slices.Equal(s.Values["best"], []string{"fri"}) || !slices.Equal(s.Values["trade"], []string{"o-9"}) {
				b.Fatalf("have %#v", s.Values)
			}
		}},
		{"form with errors", func(b *bench) {
			if !b.adapter.Limits().FormErrors {
				b.Skip("the platform's limits say it shows no errors on a form")
			}
			opened(b, b.Account("lene").Direct(), contact())
			b.host.answers(chat.Ack{Errors: map[string]string{"phone": "Otte cifre"}})
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"12"}}})
			v := b.Driver.See("lene")
			if v.Form == nil || v.Errors["phone"] != "Otte cifre" || !slices.Equal(v.Form.Inputs[1].Value, []string{"12"}) {
				b.Fatalf("form %+v, errors %v", v.Form, v.Errors)
			}
			b.host.taken()
			b.host.answers(chat.Ack{})
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"40123456"}}})
			if _, s := got[chat.Submitted](b, "lene", b.Account("lene").Direct()); !slices.Equal(s.Values["phone"], []string{"40123456"}) {
				b.Fatalf("have %#v", s)
			}
			if v := b.Driver.See("lene"); v.Form != nil || v.Errors != nil {
				b.Fatal("the form is still open")
			}
		}},
		{"form after a form", func(b *bench) {
			if !b.adapter.Limits().FormFromForm {
				b.Skip("the platform's limits say a form cannot answer a form")
			}
			opened(b, b.Account("lene").Direct(), contact())
			next := chat.Form{ID: "next", Title: "Mere", Submit: "Gem", Inputs: []chat.Input{{ID: "cvr", Label: "CVR", Kind: chat.NumberInput}}}
			b.host.answers(chat.Ack{Form: &next})
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"1"}}})
			if f := b.Driver.See("lene").Form; f == nil || f.ID != "next" {
				b.Fatalf("open is %+v", f)
			}
		}},
		{"form that changes its message", func(b *bench) {
			opened(b, b.Channel("network"), contact())
			after := text("Åbnet og gemt")
			b.host.answers(chat.Ack{Replace: &after})
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"1"}}})
			b.sees("ali", "Åbnet og gemt")
		}},
		{"form with a notice after it", func(b *bench) {
			opened(b, b.Channel("network"), contact())
			notice := text("Det er gemt, kun til dig")
			b.host.answers(chat.Ack{Notice: &notice})
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"1"}}})
			b.sees("lene", "Det er gemt, kun til dig")
			b.blind("ali", "Det er gemt, kun til dig")
		}},
		{"form dismissed", func(b *bench) {
			opened(b, b.Channel("network"), contact())
			b.do("lene", play.Dismiss{})
			if _, d := got[chat.Dismissed](b, "lene", b.Channel("network")); d != (chat.Dismissed{Form: "contact", Arg: "c-7"}) {
				b.Fatalf("have %#v", d)
			}
			if b.Driver.See("lene").Form != nil {
				b.Fatal("the form is still open")
			}
			b.refused("lene", play.Submit{Values: map[string][]string{"phone": {"1"}}})
		}},
		{"form whose place is gone", func(b *bench) {
			place := b.Channel("network")
			opened(b, place, contact())
			b.send(adapters.Delivery{ID: "del", Op: adapters.Delete, Place: place, Target: b.send(
				adapters.Delivery{ID: "other", Op: adapters.Post, Place: place, Message: text("noget andet")})})
			b.fault("gone", "network")
			b.host.taken()
			b.do("lene", play.Submit{Values: map[string][]string{"phone": {"1"}}})
			got[chat.Submitted](b, "lene", place)
		}},
	}
}
