package discord

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"brobygger/chat"
)

// interactions as Discord sends them, shortened.
func press(message string) map[string]any {
	return map[string]any{
		"id": "500", "token": "TOK", "type": 3, "guild_id": "10", "channel_id": "20", "locale": "da",
		"member":  map[string]any{"user": map[string]any{"id": "5", "username": "lene"}, "roles": []string{"11"}},
		"message": map[string]any{"id": "100", "flags": 0, "content": message},
		"data":    map[string]any{"component_type": 2, "custom_id": "b|claim|o-47"},
	}
}

func called() map[string]any {
	it := press("")
	it["type"], it["data"] = 2, map[string]any{"type": 1, "name": "bro"}
	delete(it, "message")
	return it
}

func sent(from map[string]any) map[string]any {
	it := from
	it["type"], it["data"] = 5, map[string]any{"custom_id": "f|contact|c-7", "components": []any{
		map[string]any{"type": 18, "component": map[string]any{"type": 4, "custom_id": "phone", "value": "40 12"}},
		map[string]any{"type": 18, "component": map[string]any{"type": 3, "custom_id": "days", "values": []string{"mon", "fri"}}},
		map[string]any{"type": 18, "component": map[string]any{"type": 4, "custom_id": "words", "value": "  "}},
		map[string]any{"type": 1, "components": []any{map[string]any{"type": 4, "custom_id": "old", "value": "row"}}},
		map[string]any{"type": 99, "custom_id": "", "value": "unknown"},
	}}
	return it
}

func ephemeral(it map[string]any) map[string]any {
	it["message"].(map[string]any)["flags"] = 64
	return it
}

// What Discord is told for each answer, in order: "callback TYPE KIND" for
// the first, else the call.
func TestAnswers(t *testing.T) {
	say := func(kind, text string) *chat.Message { return &chat.Message{Kind: kind, Text: text} }
	form := &chat.Form{ID: "contact", Arg: "c-7", Title: "Firma", Submit: "Gem", Inputs: []chat.Input{{ID: "phone", Label: "Telefon", Kind: chat.PhoneInput}}}
	key := keyOf("posted")
	for _, tt := range []struct {
		name string
		it   map[string]any
		ack  chat.Ack
		want []string
	}{
		{"press, nothing to say", press("Kort"), chat.Ack{}, []string{"callback 6 "}},
		{"press, notice", press("Kort"), chat.Ack{Notice: say("n", "Kun dig")}, []string{"callback 4 n"}},
		{"press, replaced", press("Kort" + key), chat.Ack{Replace: say("r", "Taget")}, []string{"callback 7 r"}},
		{"press, replaced and notice", press("Kort"), chat.Ack{Replace: say("r", "Taget"), Notice: say("n", "Kun dig")}, []string{"callback 7 r", "POST webhooks/1/TOK n"}},
		{"press, form", press("Kort"), chat.Ack{Form: form}, []string{"callback 9 form.contact"}},
		{"press, form and replaced", press("Kort"), chat.Ack{Form: form, Replace: say("r", "Åbnet")}, []string{"callback 9 form.contact", "PATCH channels/20/messages/100 r"}},
		{"press on a notice, form and replaced", ephemeral(press("Kort")), chat.Ack{Form: form, Replace: say("r", "Åbnet")}, []string{"callback 9 form.contact", "PATCH webhooks/1/TOK/messages/100 r"}},
		{"command, nothing to say", called(), chat.Ack{}, []string{"callback 5 ", "DELETE webhooks/1/TOK/messages/@original "}},
		{"command, notice", called(), chat.Ack{Notice: say("n", "Hjælp")}, []string{"callback 4 n"}},
		{"command, form", called(), chat.Ack{Form: form}, []string{"callback 9 form.contact"}},
		{"form from a message", sent(press("Kort")), chat.Ack{Replace: say("r", "Gemt")}, []string{"callback 7 r"}},
		{"form from a message, nothing to say", sent(press("Kort")), chat.Ack{}, []string{"callback 6 "}},
		{"form from a command", sent(called()), chat.Ack{}, []string{"callback 5 ", "DELETE webhooks/1/TOK/messages/@original "}},
		{"form with what is wrong", sent(press("Kort")), chat.Ack{Errors: map[string]string{"phone": "Otte cifre", "words": "Otte cifre"}}, []string{"callback 4 form.errors"}},
		{"form after a form cannot be", sent(press("Kort")), chat.Ack{Form: form}, []string{"callback 6 "}},
		{"too long to be shown", press("Kort"), chat.Ack{Notice: say("n", strings.Repeat("x", 3000))}, []string{"callback 6 "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(t)
			for _, route := range []string{"POST interactions/500/TOK/callback", "POST webhooks/1/TOK", "PATCH channels/20/messages/100", "PATCH webhooks/1/TOK/messages/100", "DELETE webhooks/1/TOK/messages/@original"} {
				s.on(route, says(200, `{}`))
			}
			h := newHost()
			h.ack = tt.ack
			a := s.adapter(newClock(), &state{}, withCommands)
			s.run(a, h)
			k := s.next(60000)
			k.gets(opIdentify)
			k.ready("s1")
			k.event(3, "INTERACTION_CREATE", tt.it)
			<-h.came
			a.Wait()
			var got []string
			s.mu.Lock()
			defer s.mu.Unlock()
			for _, c := range s.calls {
				switch {
				case strings.HasSuffix(c.what, "/callback"):
					got = append(got, checkCallback(t, c, key, tt.it))
				case strings.HasPrefix(c.what, "GET ") || strings.HasPrefix(c.what, "PUT "):
				default:
					got = append(got, c.what+" "+c.kind)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("told %q, want %q", got, tt.want)
			}
		})
	}
}

// checkCallback checks a first answer and names it.
func checkCallback(t *testing.T, c call, key string, it map[string]any) string {
	t.Helper()
	var r struct {
		Type int `json:"type"`
		Data struct {
			Content string `json:"content"`
			Flags   int    `json:"flags"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(c.body), &r); err != nil {
		t.Fatal(err)
	}
	if (r.Type == 4 || r.Type == 5) && r.Data.Flags&64 == 0 {
		t.Errorf("a notice that everybody sees: %s", c.body)
	}
	if m, ok := it["message"].(map[string]any); ok && r.Type == 7 && strings.HasSuffix(m["content"].(string), key) && !strings.HasSuffix(r.Data.Content, key) {
		t.Errorf("the key of the message is lost: %q", r.Data.Content)
	}
	return "callback " + string(rune('0'+r.Type)) + " " + c.kind
}

func TestInteractionsAsEvents(t *testing.T) {
	s, h := newServer(t), newHost()
	s.on("POST interactions/500/TOK/callback", says(204, ``))
	a := s.adapter(newClock(), &state{}, withCommands)
	s.run(a, h)
	k := s.next(60000)
	k.gets(opIdentify)
	k.ready("s1")
	thread := ephemeral(press("x"))
	thread["channel_id"], thread["channel"] = "77", map[string]any{"id": "77", "type": 11, "parent_id": "20"}
	k.event(3, "INTERACTION_CREATE", thread)
	<-h.came
	k.event(4, "INTERACTION_CREATE", sent(press("x")))
	<-h.came
	a.Wait()
	evs := h.taken()
	if ev := evs[0]; ev.ID != "i/500" || ev.Place.String() != "discord/10/#20" || ev.Thread != "20/77" ||
		ev.Body != (chat.Pressed{Message: "77/100", Button: "claim", Arg: "o-47", Notice: true}) || ev.From.Lang != chat.DA {
		t.Errorf("pressed in a thread: %+v", ev)
	}
	b, ok := evs[1].Body.(chat.Submitted)
	if !ok || b.Form != "contact" || b.Arg != "c-7" || len(b.Values) != 3 || !slices.Equal(b.Values["days"], []string{"mon", "fri"}) ||
		!slices.Equal(b.Values["phone"], []string{"40 12"}) || !slices.Equal(b.Values["old"], []string{"row"}) {
		t.Errorf("submitted: %#v", evs[1].Body)
	}
}

// What is not saved is not answered: the person's client says so.
func TestAnInteractionThatIsNotSavedGetsNoAnswer(t *testing.T) {
	s, h := newServer(t), newHost()
	h.fails = 1
	a := s.adapter(newClock(), &state{}, nil)
	s.run(a, h)
	k := s.next(60000)
	k.gets(opIdentify)
	k.ready("s1")
	k.event(3, "INTERACTION_CREATE", press("Kort"))
	<-h.came
	a.Wait()
	if made := s.made("POST interactions/500/TOK/callback"); len(made) > 0 || len(h.taken()) != 1 {
		t.Errorf("answered %v, offered %d times", made, len(h.taken()))
	}
}

func TestSuggestions(t *testing.T) {
	s := newServer(t)
	s.on("POST interactions/500/TOK/callback", says(204, ``))
	a := s.adapter(newClock(), &state{}, withCommands)
	s.run(a, newHost())
	k := s.next(60000)
	k.gets(opIdentify)
	k.ready("s1")
	it := called()
	it["type"], it["data"] = 4, map[string]any{"type": 1, "name": "bro", "options": []any{map[string]any{"name": "help", "type": 1, "options": []any{map[string]any{"name": "words", "type": 3, "value": "op", "focused": true}}}}}
	k.event(3, "INTERACTION_CREATE", it)
	eventually(t, "the suggestions come", func() bool { return len(s.made("POST interactions/500/TOK/callback")) == 1 })
	if got := s.made("POST interactions/500/TOK/callback")[0].body; got != `{"type":8,"data":{"choices":[{"name":"opgaver: fortæl","value":"opgaver op"}]}}` {
		t.Errorf("suggested %s", got)
	}
}

// The first answer was refused because the same interaction had been answered
// before: the rest of the answer is not shown a second time.
func TestWhatWasAnsweredIsNotAnsweredAgain(t *testing.T) {
	s, h := newServer(t), newHost()
	h.ack = chat.Ack{Replace: &chat.Message{Kind: "r", Text: "Taget"}, Notice: &chat.Message{Kind: "n", Text: "Kun dig"}}
	s.on("POST interactions/500/TOK/callback", says(http.StatusBadRequest, `{"code": 40060, "message": "Interaction has already been acknowledged."}`))
	a := s.adapter(newClock(), &state{}, nil)
	s.run(a, h)
	k := s.next(60000)
	k.gets(opIdentify)
	k.ready("s1")
	k.event(3, "INTERACTION_CREATE", press("Kort"))
	<-h.came
	a.Wait()
	if made := s.made("POST webhooks/1/TOK"); len(made) > 0 {
		t.Errorf("shown again: %v", made)
	}
}
