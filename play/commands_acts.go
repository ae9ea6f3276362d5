package play

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"brobygger/chat"
)

// does is the deed of who doing act.
func (r *run) does(who string, act Act, format string, args ...any) deed {
	return deed{
		says: who + " " + fmt.Sprintf(format, args...),
		do:   func(ctx context.Context) error { return r.driver.Do(ctx, who, act) },
	}
}

// actVerbs write, join, leave and look at the home view.
func actVerbs() []verb {
	return []verb{{
		name: "say", args: "[-lines] PLACE TEXT", least: 2, most: -1, flag: "-lines",
		about:   "write TEXT; with -lines every TEXT is a line of one message",
		prepare: prepareSay,
	}, {
		name: "attach", args: "PLACE FILE [TEXT]", least: 2, most: 3,
		about: "write TEXT with a file; its bytes are nobody's business",
		prepare: func(args []string) (func(*run) (deed, error), error) {
			p, err := parseSpot(args[0])
			if err != nil {
				return nil, err
			}
			file := chat.File{Name: args[1], Type: mediaType(args[1]), Size: 1024, URL: "file:///" + args[1]}
			text := strings.Join(args[2:], "")
			says := strings.TrimSpace("(" + file.Name + ") " + text)
			return func(r *run) (deed, error) {
				s, err := r.own(p)
				if err != nil {
					return deed{}, err
				}
				return r.does(p.who, Say{Channel: s.channel, Root: s.root, Text: text, Files: []chat.File{file}},
					"→ %s: %s", r.target(s), says), nil
			}, nil
		},
	}, {
		name: "command", args: "WHO@channel '/bro …'", least: 2, most: 2,
		about: "type a slash command, in a channel or as WHO alone to the bot",
		prepare: func(args []string) (func(*run) (deed, error), error) {
			p, err := parseSpot(args[0])
			if err != nil {
				return nil, err
			}
			if p.match != nil {
				return nil, errors.New("commands can't be typed in a thread")
			}
			if !strings.HasPrefix(args[1], "/") {
				return nil, fmt.Errorf("%q is no command: it begins with /", args[1])
			}
			return func(r *run) (deed, error) {
				s, err := r.own(p)
				if err != nil {
					return deed{}, err
				}
				at := ""
				if s.channel != "" {
					at = "@" + s.channel
				}
				d := r.does(p.who, Command{Channel: s.channel, Text: args[1]}, "")
				d.says = p.who + at + " → bot: " + args[1]
				return r.leavesForm(p.who, d), nil
			}, nil
		},
	}, {
		name: "join", args: "WHO CHANNEL", least: 2, most: 2,
		about: "come into a channel",
		prepare: prepareWho(func(r *run, who string, args []string) (deed, error) {
			r.meetChannel(args[0])
			return r.does(who, Join{args[0]}, "joins %s", args[0]), nil
		}),
	}, {
		name: "leave", args: "WHO CHANNEL", least: 2, most: 2,
		about: "go out of a channel",
		prepare: prepareWho(func(r *run, who string, args []string) (deed, error) {
			return r.does(who, Leave{args[0]}, "leaves %s", args[0]), r.isChannel(args[0])
		}),
	}, {
		name: "home", args: "WHO", least: 1, most: 1,
		about: "open the bot's home view; shows, press and choose reach it as WHO",
		prepare: prepareWho(func(r *run, who string, _ []string) (deed, error) {
			return r.does(who, Home{}, "opens the home view"), nil
		}),
	}}
}

func prepareSay(args []string) (func(*run) (deed, error), error) {
	text := ""
	if args[0] == "-lines" {
		args = args[1:]
		text = strings.Join(args[1:], "\n")
	} else {
		if len(args) != 2 {
			return nil, errors.New("one TEXT, please: put it in single quotes, or use say -lines")
		}
		text = args[1]
	}
	p, err := parseSpot(args[0])
	if err != nil {
		return nil, err
	}
	return func(r *run) (deed, error) {
		s, err := r.own(p)
		if err != nil {
			return deed{}, err
		}
		return r.does(p.who, Say{Channel: s.channel, Root: s.root, Text: text},
			"→ %s: %s", r.target(s), strings.ReplaceAll(text, "\n", "\n        ")), nil
	}, nil
}

// prepareWho reads a command whose first word is a person.
func prepareWho(do func(r *run, who string, args []string) (deed, error)) func([]string) (func(*run) (deed, error), error) {
	return func(args []string) (func(*run) (deed, error), error) {
		return func(r *run) (deed, error) {
			if err := r.person(args[0]); err != nil {
				return deed{}, err
			}
			return do(r, args[0], args[1:])
		}, nil
	}
}

// target names for the transcript where a person writes.
func (r *run) target(s spot) string {
	switch {
	case s.channel == "":
		return Bot
	case s.root == "":
		return s.channel
	}
	root := r.newest(s, true, func(p Post) bool { return p.ID == s.root })
	return s.channel + "/" + short(root.Text)
}

// short is the beginning of a text, in quotes.
func short(text string) string {
	r := []rune(fold(text))
	if len(r) > 30 {
		r = append(r[:29], '…')
	}
	return "“" + string(r) + "”"
}

// mediaType is what a platform would say of a file's name.
func mediaType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv":
		return "text/csv"
	case ".txt":
		return "text/plain"
	case ".pdf":
		return "application/pdf"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".m4a":
		return "audio/mp4"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "application/octet-stream"
}
