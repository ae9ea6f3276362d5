package chat

import "slices"

// FitOne makes of one message what a platform can show as one message, for
// what is to be edited later or replaces another: the same message as [Fit]
// where that is one. Else it is shortened, and what is cut ends in "…":
//
//   - The values of fields go first, the longest most. Fields that have no room
//     even so are left out, the last first.
//   - Then the text is cut at its end. At least a quarter of Limits.Text is for it;
//     title, note and mentions take at most a quarter each.
//   - Buttons and selects stay, as many as the limits allow.
func FitOne(m Message, l Limits) Message {
	if parts := Fit(m, l); len(parts) == 1 {
		return parts[0]
	}
	l = l.least()
	m, whole := controls(m, l)
	m.Buttons, m.Selects = atMost(m.Buttons, l.Buttons), atMost(m.Selects, l.Selects)
	m.Fields = slices.Clone(m.Fields)
	for i := range m.Fields {
		if f := &m.Fields[i]; l.Field > 0 {
			shorten(&f.Label, l.Field, nil)
			f.Value = ellipsis(f.Value, l.Field)
		}
	}
	beyond := m.Fields[len(atMost(m.Fields, l.Fields)):]
	m.Fields = m.Fields[:len(m.Fields)-len(beyond)]
	for _, f := range beyond {
		m.Text = paragraphs(m.Text, spelled(f))
	}
	m.Text, m.Note = paragraphs(m.Text, whole), paragraphs(m.Note)
	if l.Title > 0 {
		m.Title = ellipsis(m.Title, l.Title)
	}
	if l.Text > 0 && m.Size() > l.Text {
		m = within(m, l.Text)
	}
	return m
}

// within shortens a message to at most most characters in all.
func within(m Message, most int) Message {
	quarter := most / 4
	m.Title, m.Note = ellipsis(m.Title, quarter-2), ellipsis(m.Note, quarter-2)
	for (Message{Mentions: m.Mentions}).Size() > quarter {
		m.Mentions = m.Mentions[:len(m.Mentions)-1]
	}
	var values []int
	room := most - m.Size()
	for _, f := range m.Fields {
		values = append(values, length(f.Value))
		room += length(f.Value)
	}
	level := waterline(values, room)
	for i := range m.Fields {
		m.Fields[i].Value = ellipsis(m.Fields[i].Value, level)
	}
	beside := func() int { return m.Size() - length(m.Text) }
	for len(m.Fields) > 0 && beside()+min(length(m.Text), quarter) > most {
		m.Fields = m.Fields[:len(m.Fields)-1]
	}
	m.Text = ellipsis(m.Text, most-beside())
	return m
}

// waterline gives what the highest must be cut down to for all to take no more
// than room together; 0 when there is none.
func waterline(heights []int, room int) int {
	slices.Sort(heights)
	for i, n := range heights {
		if share := max(0, room) / (len(heights) - i); n > share {
			return share
		}
		room -= n
	}
	return 1 << 30
}

// ellipsis cuts Markdown to at most most characters, "…" at its end included.
func ellipsis(md string, most int) string {
	const least = 12 // with less there is no room for a word between markers
	if length(md) <= most {
		return md
	}
	if most >= least {
		if parts := split(md, most-2, most-2); len(parts) > 0 {
			return parts[0] + " …"
		}
	}
	return "…"
}

func atMost[T any](all []T, limit int) []T {
	if limit > 0 && len(all) > limit {
		return all[:limit]
	}
	return all
}
