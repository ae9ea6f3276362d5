package chat

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// length counts as the strictest platforms do, in UTF-16 units.
func length(s string) int {
	n := utf8.RuneCountInString(s)
	for i := range len(s) {
		if s[i] >= 0xF0 { // begins a character of two units
			n++
		}
	}
	return n
}

// split cuts Markdown into parts, the first of at most first characters and
// the others of at most limit; 0 means no limit. It cuts between paragraphs,
// else lines, sentences, words; only a word that is too long itself is cut
// inside. A pair of markers that is cut is closed and opened again.
func split(md string, first, limit int) (parts []string) {
	if limit <= 0 || length(md) <= first {
		return []string{md}
	}
	atoms := affordable(parse(md), min(first, limit))
	for len(atoms) > 0 {
		n := fits(atoms, first)
		if n == len(atoms) {
			parts = append(parts, write(atoms))
			break
		}
		cut := best(atoms, n)
		if part := write(trim(atoms[:cut])); part != "" {
			parts = append(parts, part)
			first = limit
		}
		atoms = safeStart(trim(atoms[cut:]), atoms[cut-1])
	}
	return parts
}

// affordable makes atoms ready to be cut anywhere. What is no marker gets a
// backslash, lest it becomes one beside the cut. Markers that leave no room
// for text within the limit go; the address of a link that goes so is put
// behind its last word.
func affordable(atoms []atom, limit int) []atom {
	out := make([]atom, 0, len(atoms))
	var behind []atom // addresses waiting for the end of the word
	for i, a := range atoms {
		if blank(a.text) {
			out, behind = append(out, behind...), nil
		}
		out = append(out, a.literal())
		m := a.marks
		if m == nil || overhead(m)+8 <= limit {
			continue
		}
		out[len(out)-1].marks = nil
		if url := m.address(); url != "" && (i+1 == len(atoms) || atoms[i+1].marks.address() != url) {
			behind = append(behind, parse(" "+Escape(url))...)
		}
	}
	out = append(out, behind...)
	return out
}

// literal puts a backslash before what could be a marker elsewhere.
func (a atom) literal() atom {
	if len(a.text) == 1 && strings.Contains("\\*_[]", a.text) {
		a.text = "\\" + a.text
	}
	return a
}

// bold puts one line of Markdown in bold.
func bold(md string) string {
	atoms := trim(parse(md))
	for i := range atoms {
		if atoms[i] = atoms[i].literal(); atoms[i].marks.has("**") {
			return write(atoms)
		}
	}
	return "**" + write(atoms) + "**"
}

// address is where a link around goes.
func (m *marks) address() string {
	for ; m != nil; m = m.outer {
		if m.open == "[" {
			return m.close[2 : len(m.close)-1]
		}
	}
	return ""
}

func overhead(m *marks) (n int) {
	for ; m != nil; m = m.outer {
		n += length(m.open) + length(m.close)
	}
	return n
}

// fits gives how many atoms can be written within limit characters, at least
// one. The first characters of a part may get a backslash: room is kept.
func fits(atoms []atom, limit int) int {
	used, open := 0, (*marks)(nil)
	for i, a := range atoms {
		if a.marks != open {
			shared := common(open, a.marks)
			used += overhead(a.marks) - overhead(shared) // opened here, and closed at the end at the latest
			open = a.marks
		}
		if used += length(a.text); used > limit-1 && !(i == len(atoms)-1 && used <= limit) {
			return max(1, i)
		}
	}
	return len(atoms)
}

// common gives the markers around both.
func common(a, b *marks) *marks {
	for a != b {
		switch {
		case a == nil || b == nil:
			return nil
		case a.depth > b.depth:
			a = a.outer
		case b.depth > a.depth:
			b = b.outer
		default:
			a, b = a.outer, b.outer
		}
	}
	return a
}

// best gives where to cut when n atoms fit, 1 <= best <= n: the last good
// place in the second half; if there is none, the last good place at all.
func best(atoms []atom, n int) int {
	const levels = 5
	var late, any [levels]int
	for i := n; i > 0; i-- {
		level := gap(atoms, i)
		if level < levels {
			if any[level] == 0 {
				any[level] = i
			}
			if late[level] == 0 && i > n/2 {
				late[level] = i
			}
		}
	}
	for _, at := range append(late[:], any[:]...) {
		if at > 0 {
			return at
		}
	}
	return n
}

// gap says what a cut in front of atoms[i] would part: 0 paragraphs, 1 lines,
// 2 sentences, 3 words, 4 words inside markers, 5 a word.
func gap(atoms []atom, i int) int {
	if i == len(atoms) {
		return 5
	}
	before := atoms[i-1].text
	if !blank(before) {
		return 5
	}
	if m := atoms[i-1].marks; m != nil && common(m, atoms[i].marks) != nil {
		return 4
	}
	switch {
	case before == "\n" && i > 1 && atoms[i-2].text == "\n":
		return 0
	case before == "\n":
		return 1
	case i > 1 && strings.Contains(".!?…:", atoms[i-2].text):
		return 2
	}
	return 3
}

func blank(s string) bool { return s == " " || s == "\n" || s == "\t" || s == "\u00A0" }

// trim takes white space off both ends.
func trim(atoms []atom) []atom {
	for len(atoms) > 0 && blank(atoms[0].text) {
		atoms = atoms[1:]
	}
	for len(atoms) > 0 && blank(atoms[len(atoms)-1].text) {
		atoms = atoms[:len(atoms)-1]
	}
	return atoms
}

// safeStart keeps a part that was cut in the middle of a line from beginning
// a list or a heading.
func safeStart(atoms []atom, before atom) []atom {
	if len(atoms) == 0 || before.text == "\n" || atoms[0].marks != nil {
		return atoms
	}
	front := write(atoms[:min(len(atoms), 12)])
	if strings.HasPrefix(front, "#") || strings.HasPrefix(front, ">") {
		front = `\`
	} else if front = guard(front); front == "" {
		return atoms
	}
	at := len(front) - 1
	out := slices.Clone(atoms)
	out[at].text = `\` + out[at].text
	return out
}

// write puts atoms down as Markdown.
func write(atoms []atom) string {
	var b strings.Builder
	open := (*marks)(nil)
	turn := func(to *marks) {
		shared := common(open, to)
		for ; open != shared; open = open.outer {
			b.WriteString(open.close)
		}
		var opening []string
		for m := to; m != shared; m = m.outer {
			opening = append(opening, m.open)
		}
		for i := len(opening) - 1; i >= 0; i-- {
			b.WriteString(opening[i])
		}
		open = to
	}
	for _, a := range atoms {
		turn(a.marks)
		b.WriteString(a.text)
	}
	turn(nil)
	return b.String()
}
