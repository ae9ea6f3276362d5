package practice

import (
	"slices"
	"strings"

	"brobygger/chat"
)

// duplicate finds an open opening of the company that has one of the tasks, or
// the wish for a visit; nil when there is none.
func (t *Turn) duplicate(c *Company, tasks []Task, visit bool) (*Opening, error) {
	all, err := list[Opening](t, Query{Name: "company", From: c.ID})
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if o.State.Over() {
			continue
		}
		if visit && o.Visit != "" || slices.ContainsFunc(tasks, func(task Task) bool {
			return slices.ContainsFunc(o.Tasks, func(have Task) bool { return t.sameTask(task, have) })
		}) {
			return o, nil
		}
	}
	return nil, nil
}

// sameTask reports whether two tasks are one: by code, or by what they are
// called, for one may have been chosen from the list and the other written.
func (t *Turn) sameTask(a, b Task) bool {
	if a.Code != "" && b.Code != "" {
		return a.Code == b.Code
	}
	for _, l := range []chat.Lang{chat.DA, chat.EN} {
		w := t.Practice.Words(l)
		if name := t.taskName(a, w); name != "" && strings.EqualFold(name, t.taskName(b, w)) {
			return true
		}
	}
	return false
}

// repeats tells of each readable line of a list which opening has its tasks
// already: its number, or an earlier line, as the text that says so; "" for
// what is new.
func (t *Turn) repeats(lines []batchLine) ([]string, error) {
	said := make([]string, len(lines))
	for i, b := range lines {
		if b.wrong != "" {
			continue
		}
		for j, earlier := range lines[:i] {
			if earlier.wrong == "" && said[j] == "" && nameTerm(earlier.company) == nameTerm(b.company) && t.sameTasks(earlier.so, b.so) {
				said[i] = t.Words.L("batch.twice", "n", j+1)
			}
		}
		if len(b.known) == 0 || said[i] != "" {
			continue
		}
		o, err := t.duplicate(b.known[0], t.tasksOf(b.so), b.visit())
		if err != nil {
			return nil, err
		}
		if o != nil {
			said[i] = t.Words.L("batch.there", "number", o.Number)
		}
	}
	return said, nil
}

// sameTasks reports whether two answers share a task, or are both a visit.
func (t *Turn) sameTasks(a, b chat.Answers) bool {
	one, two := t.tasksOf(a), t.tasksOf(b)
	if len(one) == 0 && len(two) == 0 {
		return true
	}
	return slices.ContainsFunc(one, func(x Task) bool {
		return slices.ContainsFunc(two, func(y Task) bool { return t.sameTask(x, y) })
	})
}
