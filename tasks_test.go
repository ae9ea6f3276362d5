package main

import (
	"bytes"
	"strings"
	"testing"

	"brobygger/chat"
)

func TestTasksPrintsOneObjectALine(t *testing.T) {
	var out bytes.Buffer
	in := "vi drukner i returvarer om mandagen og lageret ligner lort\nnej tak, ikke i år\n"
	if err := readTasks(t.Context(), strings.NewReader(in), &out, chat.DA, ""); err != nil {
		t.Fatal(err)
	}
	want := `{"tasks":[{"name":"tjekke returvarer og lægge dem på plads","code":"lager.returvarer","hours":null,"days":["mon"],"season":null,"alone":null,"needs":[],"from":[13,23]},` +
		`{"name":"holde gangene fri","code":"lager.gange","hours":null,"days":[],"season":null,"alone":null,"needs":[],"from":[39,58]}],"hours":null,"full_time":false}` + "\n" +
		`{"tasks":[],"hours":null,"full_time":false}` + "\n"
	if out.String() != want {
		t.Errorf("got  %s\nwant %s", out.String(), want)
	}
}

func TestTasksRefusesAndSaysWhere(t *testing.T) {
	for _, c := range []struct{ in, industry, want string }{
		{"opvask\n" + strings.Repeat("pakke ordrer ", 400), "", "line 2: read tasks: the text is longer than 4,000 characters"},
		{strings.Repeat("x", 20000), "", "line 1: read tasks: the text is longer than 4,000 characters"},
		{"", "fiskeri", "no such industry; they are detail, horeca"},
	} {
		var out bytes.Buffer
		err := readTasks(t.Context(), strings.NewReader(c.in), &out, chat.DA, c.industry)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v; want %q", err, c.want)
		}
	}
}
