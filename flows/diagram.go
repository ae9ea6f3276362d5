package flows

import (
	"fmt"
	"strings"
)

// Diagram draws a flow as a Mermaid flowchart; "" when there is no such flow.
// Boxes are texts, rounded boxes questions, hexagons what is sent after a yes.
func Diagram(l *Library, name string) string {
	f := l.flow(name)
	if f == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	for _, s := range f.steps {
		label := s.id
		if s.ask.waits() {
			label += "<br/>" + string(s.ask)
		}
		for _, o := range s.options {
			if o.do != "" {
				label += "<br/>" + o.id + " → " + o.do
			}
		}
		if s.do != "" {
			label += "<br/>→ " + s.do
		}
		open, shut := "[", "]"
		switch {
		case s.ask == AskConfirm:
			open, shut = "{{", "}}"
		case s.ask.waits():
			open, shut = "(", ")"
		}
		fmt.Fprintf(&b, "  %s%s\"%s\"%s\n", node(s.n), open, label, shut)
	}
	ends := false
	for _, s := range f.steps {
		for _, e := range f.edges(s) {
			ends = ends || e.to == end
			arrow := "-->"
			if e.skip {
				arrow = "-.->"
			}
			if e.label != "" {
				arrow += "|\"" + strings.ReplaceAll(e.label, "\"", "'") + "\"|"
			}
			fmt.Fprintf(&b, "  %s %s %s\n", node(s.n), arrow, node(e.to))
		}
	}
	if ends {
		b.WriteString("  done([end])\n")
	}
	return b.String()
}

func node(n int) string {
	if n == end {
		return "done"
	}
	return fmt.Sprintf("s%d", n+1)
}
