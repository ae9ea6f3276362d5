package play

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"brobygger/chat"
)

// postVerbs do something with a message that is there.
func postVerbs() []verb {
	return []verb{{
		name: "press", args: "[-stale] PLACE LABEL", least: 2, most: 2, flag: "-stale",
		about:   "press a button of the newest message there that offers it now; with -stale, that ever offered it",
		prepare: preparePress,
	}, {
		name: "choose", args: "PLACE [SELECT] LABEL...", least: 2, most: -1,
		about:   "choose in a list of the newest message there that offers all LABELs; SELECT tells lists apart and alone chooses nothing",
		prepare: prepareChoose,
	}, {
		name: "edit", args: "PLACE MATCH TEXT", least: 3, most: 3,
		about: "change WHO's own newest message there that has MATCH",
		prepare: onMatch(func(r *run, who string, p Post, rest []string) deed {
			return r.does(who, Edit{Post: p.ID, Text: rest[0]}, "changes %s to: %s", short(p.Text), rest[0])
		}, false),
	}, {
		name: "delete", args: "PLACE MATCH", least: 2, most: 2,
		about: "delete the newest message there that has MATCH, WHO's own before others'",
		prepare: onMatch(func(r *run, who string, p Post, _ []string) deed {
			return r.does(who, Delete{Post: p.ID}, "deletes %s", short(p.Text))
		}, true),
	}, {
		name: "shortcut", args: "WHO@channel MATCH NAME", least: 3, most: 3,
		about: "pick the bot's command NAME from the menu of the newest message there that has MATCH",
		prepare: func(args []string) (func(*run) (deed, error), error) {
			p, w, err := parseMatch(args)
			if err != nil {
				return nil, err
			}
			return func(r *run) (deed, error) {
				s, err := r.own(p)
				if err != nil {
					return deed{}, err
				}
				post := r.newest(s, true, func(q Post) bool { return q.ID != HomePost && has(w, q) })
				if post == nil {
					return deed{}, r.instead(s, nil, "%s sees no message there that has %s", p.who, w)
				}
				d := r.does(p.who, Shortcut{Post: post.ID, Name: args[2]}, "picks %s from the menu of %s", args[2], short(post.Text))
				return r.leavesForm(p.who, d), nil
			}, nil
		},
	}}
}

func has(w what, p Post) bool { return w.in(p.Message.Kind, fold(p.Text)) }

func parseMatch(args []string) (place, what, error) {
	p, err := parseSpot(args[0])
	if err != nil {
		return p, what{}, err
	}
	w, err := parseWhat(args[1])
	return p, w, err
}

// onMatch reads PLACE MATCH …: a message of WHO's own, or else, with others,
// of anybody's.
func onMatch(do func(*run, string, Post, []string) deed, others bool) func([]string) (func(*run) (deed, error), error) {
	return func(args []string) (func(*run) (deed, error), error) {
		p, w, err := parseMatch(args)
		if err != nil {
			return nil, err
		}
		return func(r *run) (deed, error) {
			s, err := r.own(p)
			if err != nil {
				return deed{}, err
			}
			post := r.newest(s, true, func(q Post) bool { return q.Author == p.who && has(w, q) })
			if post == nil && others {
				post = r.newest(s, true, func(q Post) bool { return q.ID != HomePost && has(w, q) })
			}
			if post == nil {
				return deed{}, r.instead(s, nil, "%s has no message there that has %s", p.who, w)
			}
			return do(r, p.who, *post, args[2:]), nil
		}, nil
	}
}

func preparePress(args []string) (func(*run) (deed, error), error) {
	stale := args[0] == "-stale"
	if stale {
		args = args[1:]
	}
	p, err := parseSpot(args[0])
	if err != nil {
		return nil, err
	}
	l, err := parseLabel(args[1])
	if err != nil {
		return nil, err
	}
	return func(r *run) (deed, error) {
		s, err := r.own(p)
		if err != nil {
			return deed{}, err
		}
		offers := func(q Post) bool { return len(buttons(q, l)) > 0 }
		var post *Post
		if stale {
			post = r.newestEver(s, offers)
		} else {
			post = r.newest(s, true, offers)
		}
		if post == nil {
			ever := "offers"
			if stale {
				ever = "ever offered"
			}
			return deed{}, r.instead(s, offers, "no message there %s %s to %s", ever, l, p.who)
		}
		found := buttons(*post, l)
		if len(found) > 1 {
			return deed{}, r.instead(s, nil, "%d buttons of one message are called %s: write @id:arg", len(found), l)
		}
		u := found[0]
		if u.URL != "" {
			return deed{}, fmt.Errorf("%s only opens %s and tells the bot nothing", l, u.URL)
		}
		late := ""
		if now := r.newest(s, true, func(q Post) bool { return q.ID == post.ID }); now == nil || !slices.Contains(now.Message.Buttons, u) {
			late = ", which is no longer there"
		}
		d := r.does(p.who, Press{Post: post.ID, Button: u.ID, Arg: u.Arg, Stale: stale}, "presses [%s]%s%s", fold(u.Label), on(*post), late)
		return r.leavesForm(p.who, d), nil
	}, nil
}

// on says which message of a channel it is that somebody presses on.
func on(p Post) string {
	if p.Channel == "" || p.Private {
		return ""
	}
	return " on " + short(p.Text)
}

// buttons are a message's buttons that l names.
func buttons(p Post, l label) []chat.Button {
	var found []chat.Button
	for _, u := range p.Message.Buttons {
		if l.is(u.ID, u.Arg, u.Label) {
			found = append(found, u)
		}
	}
	return found
}

func prepareChoose(args []string) (func(*run) (deed, error), error) {
	p, err := parseSpot(args[0])
	if err != nil {
		return nil, err
	}
	labels, err := parseLabels(args[1:])
	if err != nil {
		return nil, err
	}
	return func(r *run) (deed, error) {
		s, err := r.own(p)
		if err != nil {
			return deed{}, err
		}
		offers := func(q Post) bool { return len(choices(q, labels)) > 0 }
		post := r.newest(s, true, offers)
		if post == nil {
			return deed{}, r.instead(s, offers, "no message there offers %s to choose to %s", join(labels), p.who)
		}
		found := choices(*post, labels)
		if len(found) > 1 {
			return deed{}, r.instead(s, nil, "%d lists of one message offer %s: name the list first", len(found), join(labels))
		}
		c := found[0]
		if !c.sel.Several && len(c.values) > 1 {
			return deed{}, errors.New("only one can be chosen in " + c.sel.Label)
		}
		d := r.does(p.who, Choose{Post: post.ID, Select: c.sel.ID, Arg: c.sel.Arg, Values: c.values},
			"chooses %s%s", formatChoice(c.sel, c.values), on(*post))
		return r.leavesForm(p.who, d), nil
	}, nil
}

// choice is a select with the option ids that were named.
type choice struct {
	sel    chat.Select
	values []string
}

// choices are the selects of a message that offer all labels, or whose own
// name is the first label and that offer the others.
func choices(p Post, labels []label) []choice {
	var found []choice
	for _, sel := range p.Message.Selects {
		if values, err := pick(sel.Options, labels); err == nil {
			found = append(found, choice{sel, values})
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, sel := range p.Message.Selects {
		if !labels[0].is(sel.ID, sel.Arg, sel.Label) {
			continue
		}
		if values, err := pick(sel.Options, labels[1:]); err == nil {
			found = append(found, choice{sel, values})
		}
	}
	return found
}

// pick gives the ids of the options that labels name, in that order.
func pick(options []chat.Option, labels []label) ([]string, error) {
	var ids []string
	for _, l := range labels {
		var hits []string
		for _, o := range options {
			if l.is(o.ID, "", o.Label) {
				hits = append(hits, o.ID)
			}
		}
		switch {
		case len(hits) == 0:
			return nil, fmt.Errorf("there is no %s; there are %s", l, formatOptions(options, nil, true))
		case len(hits) > 1:
			return nil, fmt.Errorf("%d options are called %s: write @id", len(hits), l)
		}
		if !slices.Contains(ids, hits[0]) {
			ids = append(ids, hits[0])
		}
	}
	return ids, nil
}

func formatChoice(sel chat.Select, values []string) string {
	s := optionLabels(sel.Options, values)
	if s == "" {
		s = "nothing"
	}
	if sel.Label != "" {
		s += " (" + fold(sel.Label) + ")"
	}
	return s
}

// optionLabels are the labels of options by their ids.
func optionLabels(options []chat.Option, values []string) string {
	var all []string
	for _, id := range values {
		i := slices.IndexFunc(options, func(o chat.Option) bool { return o.ID == id })
		if i >= 0 {
			id = fold(options[i].Label)
		}
		all = append(all, id)
	}
	return strings.Join(all, ", ")
}

func join(labels []label) string {
	var all []string
	for _, l := range labels {
		all = append(all, l.String())
	}
	return strings.Join(all, " and ")
}
