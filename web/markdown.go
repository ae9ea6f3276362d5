package web

import (
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"brobygger/chat"
)

// markdown shows the small Markdown of a [chat.Message] as HTML, read by the
// vocabulary's own parser: paragraphs, lists, bold, italic and links, and
// nothing else. No HTML of a message reaches the page.
type markdown struct{}

// block renders text with its paragraphs and lists; inline only what looks
// different within one line.
func (m markdown) block(text string) templ.Component { return templ.Raw(m.html(text)) }

func (markdown) html(text string) string {
	var w page
	for _, s := range chat.Spans(text) {
		if s.Item {
			w.item()
			continue
		}
		w.lines(s)
	}
	w.open("")
	return w.out.String()
}

func (markdown) inline(text string) templ.Component {
	var w page
	for _, s := range chat.Spans(text) {
		w.span(s, s.Text)
	}
	return templ.Raw(w.out.String())
}

// page writes blocks: what is open is a paragraph "p", an item of a list "li",
// or nothing.
type page struct {
	out   strings.Builder
	in    string
	list  bool
	blank int // line breaks since the last text
}

// open closes what is open and opens another block.
func (w *page) open(block string) {
	if w.in != "" {
		w.out.WriteString("</" + w.in + ">\n")
	}
	if list := block == "li"; list != w.list {
		w.out.WriteString(map[bool]string{true: "<ul>\n", false: "</ul>\n"}[list])
		w.list = list
	}
	if w.in, w.blank = block, 0; block != "" {
		w.out.WriteString("<" + block + ">")
	}
}

func (w *page) item() { w.open("li") }

// lines writes a span; a blank line ends the paragraph, and any line an item.
func (w *page) lines(s chat.Span) {
	for i, line := range strings.Split(s.Text, "\n") {
		if i > 0 {
			w.blank++
		}
		if line == "" {
			continue
		}
		switch {
		case w.in == "", w.blank > 1, w.blank > 0 && w.in == "li":
			w.open("p")
		case w.blank > 0:
			w.out.WriteString("<br>\n")
			w.blank = 0
		}
		w.span(s, line)
	}
}

// unbroken is what stands on one line: "5-9", and the number of a telephone.
var unbroken = regexp.MustCompile(`\b(\d{1,2}[-–]\d{1,2}|\d\d( \d\d){3})\b`)

// span writes a text with its looks. A link opens in a window of its own, takes
// nothing along, and leads to the web or to nothing.
func (w *page) span(s chat.Span, text string) {
	text = template.HTMLEscapeString(text)
	text = unbroken.ReplaceAllString(text, `<span class="whole">$0</span>`)
	if s.Italic {
		text = "<em>" + text + "</em>"
	}
	if s.Bold {
		text = "<strong>" + text + "</strong>"
	}
	if to, err := url.Parse(s.URL); err == nil && (to.Scheme == "https" || to.Scheme == "http" || to.Scheme == "mailto") {
		text = `<a target="_blank" rel="noopener noreferrer" href="` + template.HTMLEscapeString(to.String()) + `">` + text + "</a>"
	}
	w.out.WriteString(text)
}
