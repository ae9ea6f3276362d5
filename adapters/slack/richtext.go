package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"brobygger/chat"
)

// Text stands in rich_text blocks, never in mrkdwn: mrkdwn has no escape for
// * _ ~ and `, while a rich text element shows its text as it is. They are
// allowed in messages, modals and the Home tab:
// https://docs.slack.dev/changelog/2023/09/29/block-kit

// richText gives the elements that show Markdown: sections, and lists for
// lines that begin with "- ". front stands before the first text.
func richText(md string, front ...slack.RichTextSectionElement) []slack.RichTextElement {
	w := writer{section: front}
	for _, s := range chat.Spans(md) {
		w.write(s)
	}
	w.end()
	return w.out
}

// style is how a span looks, nil for plain.
func style(s chat.Span) *slack.RichTextSectionTextStyle {
	if !s.Bold && !s.Italic {
		return nil
	}
	return &slack.RichTextSectionTextStyle{Bold: s.Bold, Italic: s.Italic}
}

// writer collects elements; a list that goes on takes the next item.
type writer struct {
	out     []slack.RichTextElement
	section []slack.RichTextSectionElement // being written
	list    *slack.RichTextList            // the last element, while more items may follow
	inItem  bool
}

// write adds a span; a line break ends an item.
func (w *writer) write(s chat.Span) {
	if s.Item {
		w.item()
		return
	}
	text, look := s.Text, style(s)
	if w.inItem {
		line, rest, ended := strings.Cut(text, "\n")
		w.add(line, s.URL, look)
		if !ended {
			return
		}
		w.endItem()
		text = rest
	}
	w.add(text, s.URL, look)
}

func (w *writer) add(text, url string, look *slack.RichTextSectionTextStyle) {
	switch {
	case text == "":
		return
	case !w.inItem && len(w.section) == 0 && len(w.out) > 0:
		// What follows a list begins on a line of its own.
		if text = strings.TrimLeft(text, "\n"); text == "" {
			return
		}
	}
	if !w.inItem {
		w.list = nil
	}
	if url != "" {
		w.section = append(w.section, slack.NewRichTextSectionLinkElement(url, text, look))
		return
	}
	w.section = append(w.section, slack.NewRichTextSectionTextElement(text, look))
}

// item begins an item of a list.
func (w *writer) item() {
	if w.inItem {
		w.endItem()
	}
	w.endSection()
	if w.list == nil {
		w.list = slack.NewRichTextList(slack.RTEListBullet, 0)
		w.out = append(w.out, w.list)
	}
	w.inItem = true
}

func (w *writer) endItem() {
	w.list.Elements = append(w.list.Elements, slack.NewRichTextSection(w.section...))
	w.section, w.inItem = nil, false
}

// endSection puts the section away, without line breaks at its end: the next
// element begins on a line of its own.
func (w *writer) endSection() {
	for len(w.section) > 0 {
		last, ok := w.section[len(w.section)-1].(*slack.RichTextSectionTextElement)
		if !ok {
			break
		}
		if last.Text = strings.TrimRight(last.Text, "\n"); last.Text != "" {
			break
		}
		w.section = w.section[:len(w.section)-1]
	}
	if len(w.section) > 0 {
		w.out = append(w.out, slack.NewRichTextSection(w.section...))
		w.section = nil
	}
}

func (w *writer) end() {
	if w.inItem {
		w.endItem()
	}
	w.endSection()
}

// plain is a text object that shows s as it is: no emoji names, no notation.
func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// escape makes s safe in Slack's own notation, which knows no other escapes:
// https://docs.slack.dev/messaging/formatting-message-text#escaping
func escape(s string) string { return escapes.Replace(s) }

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
