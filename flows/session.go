package flows

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"brobygger/chat"
)

// A session is read and written at every step, so it has a codec of its own.
// It writes what encoding/json would write of the same fields, and hands
// anything it does not know the form of to encoding/json.

// plainSession is Session without its methods.
type plainSession Session

// MarshalJSON writes the session. [Session.AppendJSON] is faster.
func (s Session) MarshalJSON() ([]byte, error) { return s.AppendJSON(nil), nil }

// UnmarshalJSON reads a session. [ReadSession] is faster.
func (s *Session) UnmarshalJSON(b []byte) error {
	n, err := ReadSession(b)
	if err != nil {
		return err
	}
	*s = *n
	return nil
}

// AppendJSON writes the session as JSON after dst.
func (s *Session) AppendJSON(dst []byte) []byte {
	w := writer{dst, true}
	w.b = append(w.b, '{')
	w.str("id", s.ID)
	w.str("flow", s.Flow)
	w.str("version", s.Version)
	w.str("lang", string(s.Lang))
	w.str("step", s.Step)
	w.num("turn", s.Turn)
	w.some("asked", s.Asked)
	w.word("side", s.Side)
	w.answers("answers", s.Answers)
	w.list("path", s.Path)
	w.some("floor", s.Floor)
	w.word("return", s.Return)
	w.list("before", s.Before)
	w.list("did", s.Did)
	w.answers("draft", s.Draft)
	if s.Stale != nil {
		w.key("stale")
		w.b = append(w.b, `{"text":`...)
		w.b = append(appendString(w.b, s.Stale.Text), '}')
	}
	w.answers("heard", s.Heard)
	w.word("unread", s.Unread)
	if s.Paused {
		w.key("paused")
		w.b = append(w.b, "true"...)
	}
	w.some("misses", s.Misses)
	w.some("asides", s.Asides)
	w.time("started", s.Started)
	w.time("asked_at", s.AskedAt)
	w.some("count", s.Count)
	return append(w.b, '}')
}

type writer struct {
	b     []byte
	first bool
}

func (w *writer) key(k string) {
	if !w.first {
		w.b = append(w.b, ',')
	}
	w.first = false
	w.b = append(w.b, '"')
	w.b = append(w.b, k...)
	w.b = append(w.b, '"', ':')
}

func (w *writer) str(k, v string) {
	w.key(k)
	w.b = appendString(w.b, v)
}

func (w *writer) word(k, v string) {
	if v != "" {
		w.str(k, v)
	}
}

func (w *writer) num(k string, v int) {
	w.key(k)
	w.b = strconv.AppendInt(w.b, int64(v), 10)
}

func (w *writer) some(k string, v int) {
	if v != 0 {
		w.num(k, v)
	}
}

func (w *writer) float(k string, v float64) {
	if v != 0 && v-v == 0 {
		w.key(k)
		w.b = strconv.AppendFloat(w.b, v, 'f', -1, 64)
	}
}

func (w *writer) list(k string, v []string) {
	if len(v) == 0 {
		return
	}
	w.key(k)
	w.b = append(w.b, '[')
	for i, s := range v {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = appendString(w.b, s)
	}
	w.b = append(w.b, ']')
}

func (w *writer) time(k string, t time.Time) {
	w.key(k)
	w.b = append(w.b, '"')
	b, err := t.AppendText(w.b)
	if err != nil {
		b, _ = time.Time{}.AppendText(w.b) // a year that RFC 3339 can't hold
	}
	w.b = append(b, '"')
}

func (w *writer) answers(k string, v chat.Answers) {
	if len(v) == 0 {
		return
	}
	w.key(k)
	w.b = append(w.b, '{')
	w.first = true
	var few [24]string
	ids := few[:0]
	for id := range maps.Keys(v) {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i, id := range ids {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = append(appendString(w.b, id), ':', '{')
		w.first = true
		a := v[id]
		w.list("choice", a.Choice)
		w.list("text", a.Text)
		w.float("min", a.Min)
		w.float("max", a.Max)
		if a.Skip {
			w.key("skip")
			w.b = append(w.b, "true"...)
		}
		w.b = append(w.b, '}')
	}
	w.b = append(w.b, '}')
	w.first = false
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string; what is not UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			b = append(b, s[from:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			from = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			b = append(b, s[from:i]...)
			b = append(b, `\ufffd`...)
			from = i + 1
		}
		i += size
	}
	return append(append(b, s[from:]...), '"')
}

// ReadSession reads what [Session.AppendJSON] or encoding/json wrote. The
// session shares nothing with b.
func ReadSession(b []byte) (*Session, error) {
	s := &Session{}
	p := sessionParser{s: string(b)}
	if p.session(s) {
		return s, nil
	}
	var plain plainSession
	if err := json.Unmarshal(b, &plain); err != nil {
		return nil, fmt.Errorf("read session: %w", err)
	}
	out := Session(plain)
	return &out, nil
}
