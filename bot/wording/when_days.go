package wording

import "strings"

// all reports whether every day of the week is meant: "alle ugens dage".
func (m *moment) all(toks []token) bool {
	for i := m.from; i+1 < m.to; i++ {
		a, b := toks[i].s, toks[i+1].s
		if (a == "syv" || a == "seven" || a == "7") && (b == "dage" || b == "days") || a == "alle" && b == "ugens" || a == "every" && b == "day" && spoken(toks, i+2, min(i+5, m.to), "week") {
			return true
		}
	}
	return false
}

// name notes the days that the word at i names, with the days of a range.
func (m *moment) name(toks []token, s span, i int, named *[7]bool) {
	t := toks[i]
	d, ok := dayNamed(t.s)
	except := spoken(toks, max(i-1, 0), i, "undtagen", "except", "ikke", "not")
	switch {
	case !ok && strings.HasPrefix(t.s, "weekend") && i > 0 && (except || toks[i-1].s == "fra" || toks[i-1].s == "from"):
	case !ok && strings.HasPrefix(t.s, "weekend"):
		named[5], named[6] = true, true
	case !ok && except:
	case !ok:
		for d := range 5 {
			named[d] = true
		}
	case except:
		named[d] = false
	case i > 0 && (toks[i-1].s == "fra" || toks[i-1].s == "from") && !spoken(toks, i+1, min(i+3, s.to), "til", "to", "-", "–", "kl"):
		// "ordrer fra weekenden"
	case i > 0 && until[toks[i-1].s] && (i < 2 || classAt(toks, s, i-2) != weekday && toks[i-2].s != "nat"):
		// "til mandag" is when it must be done
	default:
		named[d] = true
		j := i - 1
		if j-1 >= m.from && !chained(toks, j) && (toks[j].s == "-" || toks[j].s == "–" || toks[j].s == "til" || toks[j].s == "to" || toks[j].s == "through") {
			if e, ok := dayOf[toks[j-1].s]; ok && classAt(toks, s, j-1) == weekday {
				for ; e != d; e = (e + 1) % 7 {
					named[e] = true
				}
			}
		}
	}
}
