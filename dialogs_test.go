package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"brobygger/bot"
	"brobygger/chat"
	"brobygger/flows"
	"brobygger/play"
	"brobygger/practice"
)

// quoted writes a word of a script.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// TestEveryIndustryShowsItsTasks lets somebody of each line of business, in
// both languages, tick every task of it.
func TestEveryIndustryShowsItsTasks(t *testing.T) {
	catalogue, err := practice.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	industries := catalogue.Industries()
	if len(industries) != 16 {
		t.Errorf("%d lines of business, want 16", len(industries))
	}
	for _, l := range []chat.Lang{chat.DA, chat.EN} {
		for i, in := range industries {
			t.Run(string(l)+"/"+in.ID, func(t *testing.T) {
				t.Parallel()
				var all []string
				for _, task := range in.Tasks {
					all = append(all, quoted(task.Name(l)))
				}
				if len(all) < 5 {
					t.Errorf("%s has only %d tasks", in.ID, len(all))
				}
				word := map[chat.Lang]string{chat.DA: "dansk", chat.EN: "english"}[l]
				script := fmt.Sprintf(`cast ny leader
command ny@network '/bro %s'
command ny@network '/bro opgaver'
press ny @name_tasks
choose ny %s
say ny 'Firma %d, 20 30 40 50'
expect ny @tasks.tasks
choose ny %s
press ny @next
shows ny %s
expect ny @tasks.hours
`, word, quoted(in.Name(l)), i, strings.Join(all, " "), quoted(in.Tasks[0].Name(l)))
				if err := rehearse(t.Context(), in.ID+".txtar", []byte(script), "sim", io.Discard); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestDialogEndsInTheVersionItBeganIn changes the text of a flow while a
// leader is in the middle of it, and starts the bot again.
func TestDialogEndsInTheVersionItBeganIn(t *testing.T) {
	w, err := newWorld(t.Context(), "sim", nil, nil, "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	run := func(src string) {
		t.Helper()
		script, err := play.Parse("version.txtar", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		if err := script.Run(t.Context(), w, io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	run("command leader@network '/bro opgaver'\npress leader @name_tasks\nsay leader 'pakke ordrer'\npress leader @next\nexpect leader @tasks.hours\n")

	const before, after = "Hvornår passer det bedst, at {unit} ringer?", "Hvad tid skal {unit} ringe?"
	sources := flows.Builtin()
	changed := bytes.Replace(sources["tasks.yaml"], []byte(before), []byte(after), 1)
	if bytes.Equal(changed, sources["tasks.yaml"]) {
		t.Fatal("the question this test changes is not in the flow any more")
	}
	sources["tasks.yaml"] = changed
	lib, err := flows.Load(sources)
	if err != nil {
		t.Fatal(err)
	}
	bot.Acquaint(w.practice, lib)
	w.flows = lib
	if err := w.Crash(t.Context()); err != nil {
		t.Fatal(err)
	}

	run("press leader '5–9 timer'\npress leader @ordinary\nexpect leader @tasks.call 'Hvornår passer det bedst'\n" +
		"press leader @any\npress leader @send\nexpect leader @opening.receipt 'pakke ordrer'\npress leader @later\n" +
		"command leader2@network '/bro opgaver'\npress leader2 @name_tasks\nsay leader2 'opvask'\npress leader2 @next\n" +
		"press leader2 '5–9 timer'\npress leader2 @ordinary\nexpect leader2 @tasks.call 'Hvad tid skal'\n")
}

// A dialog can ask for just what the practice can do.
func TestDialogsKnowEveryVerb(t *testing.T) {
	have, want := flows.Contract().Verbs, practice.Verbs()
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("dialogs may ask for %q, the practice does %q", have, want)
	}
}
