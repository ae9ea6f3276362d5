package play

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"brobygger/chat"
)

// stageVerbs make things go wrong, and bring in people.
func stageVerbs() []verb {
	return []verb{{
		name: "again", most: 0,
		about: "the last event is delivered once more",
		prepare: func([]string) (func(*run) (deed, error), error) {
			return func(r *run) (deed, error) {
				return deed{says: "the last event comes once more", do: func(ctx context.Context) error { return r.driver.Again(ctx) }}, nil
			}, nil
		},
	}, {
		name: "crash", most: 0,
		about: "all that is not committed is lost and the bot starts again, the clock kept",
		run: func([]string) (func(*run) error, error) {
			return func(r *run) error {
				r.sayf("the bot crashes and starts again")
				if err := r.stage.Crash(r.ctx); err != nil {
					return r.broken(fmt.Errorf("start again: %w", err))
				}
				return nil
			}, nil
		},
	}, {
		name: "crash-at", args: "commit|send N", least: 2, most: 2,
		about: "the same, at the N-th commit or send from here",
		run: func(args []string) (func(*run) error, error) {
			n, err := strconv.Atoi(args[1])
			if args[0] != "commit" && args[0] != "send" || err != nil || n < 1 {
				return nil, errors.New("want commit or send and a number from 1")
			}
			return func(r *run) error {
				r.sayf("the bot will crash at %s %d from here", args[0], n)
				return r.stage.CrashAt(args[0], n)
			}, nil
		},
	}, {
		name: "fault", args: "KIND [ARGS...]", least: 1, most: -1,
		about: "the platform misbehaves: 429, 5xx, lost, late, repeat, disconnect …",
		run: func(args []string) (func(*run) error, error) {
			return func(r *run) error {
				r.sayf("the platform misbehaves: %s", strings.Join(args, " "))
				return r.driver.Fault(args[0], args[1:]...)
			}, nil
		},
	}, {
		name: "cast", args: "NAME ROLE [COMPANY]", least: 2, most: 3,
		about: "one more person: leader (network), staff or teamlead (jobcenter), coordinator (both), outsider",
		run: func(args []string) (func(*run) error, error) {
			m, err := parseMember(args)
			if err != nil {
				return nil, err
			}
			return func(r *run) error {
				if slices.Contains(r.people, m.Name) || slices.Contains(r.channels, m.Name) {
					return mistake{fmt.Errorf("there is a %s already", m.Name)}
				}
				if err := r.driver.Cast(m); err != nil {
					return err
				}
				r.meet([]Member{m})
				from := ""
				if m.Company != "" {
					from = ", " + m.Company
				}
				r.sayf("%s comes in (%s%s)", m.Name, args[1], from)
				return nil
			}, nil
		},
	}}
}

// parseMember reads NAME ROLE [COMPANY]. The shown name is NAME with a capital; the channels follow from the role;
// team leads and coordinators are also in the group of that name, because a
// channel alone does not tell them from others.
func parseMember(args []string) (Member, error) {
	m := Member{Name: args[0], Lang: chat.DA}
	if !regexp.MustCompile(`^\pL[\pL\pN_.-]*$`).MatchString(m.Name) || m.Name == Bot {
		return m, fmt.Errorf("%q is not a name: want a letter, then letters, digits, - or _", m.Name)
	}
	first, size := utf8.DecodeRuneInString(m.Name)
	m.Shown = string(unicode.ToUpper(first)) + m.Name[size:]
	switch args[1] {
	case "leader":
		m.Channels = []string{"network"}
	case "staff":
		m.Channels = []string{"jobcenter"}
	case "teamlead":
		m.Channels, m.Groups = []string{"jobcenter"}, []string{"teamlead"}
	case "coordinator":
		m.Channels, m.Groups = []string{"network", "jobcenter"}, []string{"coordinator"}
	case "outsider":
	default:
		return m, fmt.Errorf("%q is no role: want leader, staff, teamlead, coordinator or outsider", args[1])
	}
	if len(args) > 2 {
		m.Company = fold(args[2])
	}
	return m, nil
}
