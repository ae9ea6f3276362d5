package bot

import (
	"brobygger/flows"
	"brobygger/practice"
)

// Acquaint lets a practice and its dialogs use each other: the practice reads
// typed words as the dialogs do, and the dialogs check numbers, put lists right
// and recognise tasks as the practice does.
func Acquaint(p *practice.Practice, lib *flows.Library) {
	p.ParseHours, p.OnlyWhen, p.ParseDate = flows.ParseHours, flows.OnlyWhen, flows.ParseDate
	p.Match, p.ParseYes, p.IsQuestion, p.OneOff = flows.Match, flows.ParseYes, flows.IsQuestion, flows.OneOff
	p.Read = Reader(p)
	lib.ReadWith(p.Read)
	lib.Check("phone", practice.ParsePhone)
	lib.Check("cvr", func(s string) (string, bool) { v, problem := practice.ParseCVR(s); return v, problem == "" })
	lib.Check("pnumber", func(s string) (string, bool) { v, problem := practice.ParsePNumber(s); return v, problem == "" })
	lib.AmendWith("list", practice.AmendList)
	lib.AmendWith("post", practice.AmendPost)
}
