package flows

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"brobygger/chat"
)

// sessionParser reads the JSON of a session in the form it is written in, without
// spaces. Every method gives false when the text has another form; the text is
// then for encoding/json. Strings are parts of s, which nothing else holds.
type sessionParser struct {
	s string
	i int
}

func (p *sessionParser) session(s *Session) bool {
	ok := p.object(func(key string) bool {
		switch key {
		case "id":
			return p.string(&s.ID)
		case "flow":
			return p.string(&s.Flow)
		case "version":
			return p.string(&s.Version)
		case "lang":
			return p.string((*string)(&s.Lang))
		case "step":
			return p.string(&s.Step)
		case "turn":
			return p.int(&s.Turn)
		case "asked":
			return p.int(&s.Asked)
		case "side":
			return p.string(&s.Side)
		case "answers":
			return p.answers(&s.Answers)
		case "path":
			return p.list(&s.Path)
		case "floor":
			return p.int(&s.Floor)
		case "return":
			return p.string(&s.Return)
		case "before":
			return p.list(&s.Before)
		case "did":
			return p.list(&s.Did)
		case "draft":
			return p.answers(&s.Draft)
		case "stale":
			s.Stale = &Stale{}
			return p.object(func(key string) bool { return key == "text" && p.string(&s.Stale.Text) })
		case "heard":
			return p.answers(&s.Heard)
		case "unread":
			return p.string(&s.Unread)
		case "paused":
			return p.bool(&s.Paused)
		case "misses":
			return p.int(&s.Misses)
		case "asides":
			return p.int(&s.Asides)
		case "started":
			return p.time(&s.Started)
		case "asked_at":
			return p.time(&s.AskedAt)
		case "count":
			return p.int(&s.Count)
		}
		return false
	})
	return ok && p.i == len(p.s)
}

func (p *sessionParser) eat(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *sessionParser) object(field func(key string) bool) bool {
	if !p.eat('{') {
		return false
	}
	if p.eat('}') {
		return true
	}
	for {
		var key string
		if !p.string(&key) || !p.eat(':') || !field(key) {
			return false
		}
		if p.eat('}') {
			return true
		}
		if !p.eat(',') {
			return false
		}
	}
}

// string reads a string; one with escapes other than \" \\ \n \t is left to
// encoding/json.
func (p *sessionParser) string(to *string) bool {
	if !p.eat('"') {
		return false
	}
	from := p.i
	escaped, ascii := false, true
	for ; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == '"':
			part := p.s[from:p.i]
			p.i++
			if !ascii && !utf8.ValidString(part) {
				return false
			}
			if escaped {
				return unescape(part, to)
			}
			*to = part
			return true
		case c == '\\':
			escaped = true
			p.i++
		case c < ' ':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return false
}

func unescape(part string, to *string) bool {
	var b strings.Builder
	b.Grow(len(part))
	for i := 0; i < len(part); i++ {
		c := part[i]
		if c == '\\' {
			i++
			switch part[i] { // the reader has seen that one follows
			case '"', '\\':
				c = part[i]
			case 'n':
				c = '\n'
			case 't':
				c = '\t'
			default:
				return false
			}
		}
		b.WriteByte(c)
	}
	*to = b.String()
	return true
}

func (p *sessionParser) number() string {
	from := p.i
	for p.i < len(p.s) {
		c := p.s[p.i]
		if (c < '0' || c > '9') && c != '.' && c != '-' {
			break
		}
		p.i++
	}
	n := p.s[from:p.i]
	if len(n) > 1 && n[0] == '0' && n[1] != '.' || n == "" || n[0] == '.' || n[len(n)-1] == '.' {
		return ""
	}
	return n
}

func (p *sessionParser) int(to *int) bool {
	n, err := strconv.Atoi(p.number())
	*to = n
	return err == nil
}

func (p *sessionParser) float(to *float64) bool {
	n := p.number()
	if n == "" || n[0] == '-' {
		return false
	}
	f, err := strconv.ParseFloat(n, 64)
	*to = f
	return err == nil
}

func (p *sessionParser) bool(to *bool) bool {
	switch rest := p.s[p.i:]; {
	case strings.HasPrefix(rest, "true"):
		p.i += 4
		*to = true
	case strings.HasPrefix(rest, "false"):
		p.i += 5
		*to = false
	default:
		return false
	}
	return true
}

func (p *sessionParser) time(to *time.Time) bool {
	var text string
	if !p.string(&text) || len(text) > 35 {
		return false
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	*to = t
	return err == nil
}

func (p *sessionParser) list(to *[]string) bool {
	if !p.eat('[') {
		return false
	}
	if p.eat(']') {
		*to = []string{}
		return true
	}
	n := 1
	for j := p.i; j < len(p.s) && p.s[j] != ']'; j++ {
		if p.s[j] == ',' {
			n++
		}
	}
	out := make([]string, 0, min(n, 64))
	for {
		var v string
		if !p.string(&v) {
			return false
		}
		out = append(out, v)
		if p.eat(']') {
			*to = out
			return true
		}
		if !p.eat(',') {
			return false
		}
	}
}

func (p *sessionParser) answers(to *chat.Answers) bool {
	out := make(chat.Answers, 8)
	*to = out
	return p.object(func(id string) bool {
		var a chat.Answer
		ok := p.object(func(key string) bool {
			switch key {
			case "choice":
				return p.list(&a.Choice)
			case "text":
				return p.list(&a.Text)
			case "min":
				return p.float(&a.Min)
			case "max":
				return p.float(&a.Max)
			case "skip":
				return p.bool(&a.Skip)
			}
			return false
		})
		out[id] = a
		return ok
	})
}
