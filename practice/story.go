package practice

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"brobygger/chat"

	"github.com/robfig/cron/v3"
)

// storyParts is the structure that made others follow: company and everyday
// problem, tasks, hours and terms, start and one difficulty, effect, quote.
var storyParts = []string{"problem", "tasks_done", "hours_now", "difficulty", "effect"}

func storySchedule(expr string) (cron.Schedule, error) { return cron.ParseStandard(expr) }

// storySubmit is the company's own approval of its story; a coordinator's is next.
func (t *Turn) storySubmit(so chat.Answers) error {
	n := t.whoNetwork()
	if n == nil {
		return nil
	}
	s := &Story{ID: t.newID("s"), Network: n.ID, Company: t.Who.Company, Author: t.Who.ID, Lang: n.Lang, Parts: so, Named: so.One("naming") == "named", State: StoryWaiting, At: t.Now, Turn: 1}
	s.Review = t.Now.AddDate(1, 0, 0)
	t.Save(s)
	t.After("story.review", s.ID, t.Calendar.Next(s.Review), "", nil)
	// A copy for review is a copy like any other: it is taken back with the story.
	t.toCoordinators(Send{Batch: s.ID}, t.Settings.Coordinators, nil, func(w Words) (held, chat.Message) {
		return held{Kind: "story.review"}, chat.Message{Kind: "story.review", Lang: w.Lang(), Text: w.T("story.review", "name", t.Who.Name) + "\n\n" + t.storyText(s) + storyCheck(s, w),
			Buttons: t.reviewButtons(w, s)}
	})
	return nil
}

func (t *Turn) reviewButtons(w Words, s *Story) []chat.Button {
	return []chat.Button{
		{ID: "approve", Arg: s.ID, Label: w.L("button.approve"), Style: chat.Primary},
		{ID: "decline", Arg: s.ID, Label: w.L("button.decline")}}
}

func (t *Turn) storyPreview(so chat.Answers) string {
	s := &Story{Lang: t.Words.Lang(), Parts: so, Named: so.One("naming") == "named"}
	if t.Who != nil {
		s.Company = t.Who.Company
	}
	if n := t.whoNetwork(); n != nil {
		s.Lang = n.Lang
	}
	return t.storyMessage(s).Text + storyNumbers(s, t.Words)
}

// storyCheck is what a coordinator is to look for before a story is approved.
func storyCheck(s *Story, w Words) string {
	return storyNumbers(s, w) + "\n\n" + w.T("story.check")
}

// storyNumbers marks telephone numbers in a story, "" when there is none.
func storyNumbers(s *Story, w Words) string {
	var found []string
	for _, id := range append(storyParts, "pay_now", "quote") {
		for _, n := range numberLike.FindAllString(s.Parts.Words(id), -1) {
			if phone, ok := ParsePhone(n); ok && !slices.Contains(found, phone) {
				found = append(found, phone)
			}
		}
	}
	if len(found) == 0 {
		return ""
	}
	return "\n\n" + w.T("story.numbers", "n", len(found), "list", w.List(found))
}

var numberLike = regexp.MustCompile(`\+?\d[\d ()./-]{5,}\d`)

// storyText is the story as the network reads it. Without the company's yes it
// names neither company nor anybody, only the line of business.
func (t *Turn) storyText(s *Story) string {
	w := t.Practice.Words(s.Lang)
	who := w.L("story.anonymous")
	if c, ok, err := get[Company](t, s.Company); err == nil && ok {
		if in, known := t.Catalogue.Industry(c.Industry); s.Named {
			who = c.Name
		} else if known {
			who = w.L("story.anonymous_in", "industry", in.Name(s.Lang))
		}
	}
	parts := []string{w.T("story.head", "company", who)}
	for _, id := range storyParts {
		text := s.Parts.Words(id)
		if id == "hours_now" {
			text = storyTerms(s.Parts, w)
		}
		if text != "" {
			parts = append(parts, w.T("story."+id, "text", text))
		}
	}
	if quote := s.Parts.Words("quote"); quote != "" {
		parts = append(parts, w.T("story.quote", "text", quote))
	}
	return strings.Join(parts, "\n\n")
}

// storyTerms are the hours and the pay of a story, as far as they were told.
func storyTerms(so chat.Answers, w Words) string {
	hours, pay := so["hours_now"], so.Words("pay_now")
	text := w.Hours(hours.Min, hours.Max)
	if said := daysIn(so.Words("hours_now")); said != "" {
		text = said
	}
	if code := so.One("pay_now"); code != "" {
		pay = w.L("story.pay." + code)
	}
	if text != "" && pay != "" {
		text += ", "
	}
	return text + pay
}

func (t *Turn) storyMessage(s *Story) chat.Message {
	w := t.Practice.Words(s.Lang)
	return chat.Message{Kind: "story.post", Lang: s.Lang, Text: t.storyText(s) + "\n\n" + w.T("story.invitation"),
		Buttons: []chat.Button{{ID: "tasks", Arg: "begin", Label: w.L("button.tasks"), Style: chat.Primary}}}
}

// storyPressed takes the approval of a coordinator, or a withdrawal by the
// company or a coordinator.
func (t *Turn) storyPressed(button, id string) error {
	s, ok, err := get[Story](t, id)
	if err != nil || !ok {
		t.done("press.gone")
		return err
	}
	author, _, err := get[Person](t, s.Author)
	if err != nil {
		return err
	}
	own := t.Who != nil && (s.Author == t.Who.ID || s.Company != "" && s.Company == t.Who.Company)
	if !t.is(Coordinator) && !(own && (button == "withdraw_story" || button == "keep_story")) {
		t.refuse("refused.coordinator", "coordinator", t.coordinatorName())
		return nil
	}
	t.remember()
	switch {
	case button == "approve" && (s.State == StoryWaiting || s.State == StoryDeclined):
		s.State, s.Approver = StoryApproved, t.Who.ID
		t.toAuthor(s, author, "story.approved")
		if next := t.nextStory(s.Network); next != "" {
			t.done("story.approved_by", "next", next)
		} else {
			t.done("story.approved_unscheduled")
		}
	case button == "decline" && s.State == StoryWaiting:
		s.State, s.Approver = StoryDeclined, t.Who.ID
		t.toAuthor(s, author, "story.declined", "coordinator", t.Who.Name)
		t.done("story.declined_by")
	case button == "withdraw_story" && s.State != StoryWithdrawn:
		t.takeDown(s)
		if !own {
			t.toAuthor(s, author, "story.withdrawn")
		}
		// The message that was pressed is a copy, and goes with the others.
		t.answer(chat.Message{Kind: "story.withdrawn", Lang: t.Words.Lang(), Text: t.Words.T("story.withdrawn")})
	case button == "keep_story" && s.State == StoryApproved:
		s.Review = t.Now.AddDate(1, 0, 0)
		t.After("story.review", s.ID, t.Calendar.Next(s.Review), "", nil)
		t.done("story.kept")
	default:
		t.done("story.late." + string(s.State))
		return nil
	}
	s.Turn++
	t.Save(s)
	return nil
}

// takeDown ends a story: its words go, here and from every place it was posted.
func (t *Turn) takeDown(s *Story) {
	s.State, s.Withdrawn, s.Parts = StoryWithdrawn, t.Now, nil
	t.Cancel(s.ID, "story.review")
	t.Sends = append(t.Sends, Send{Op: "withdraw", Batch: s.ID})
	t.Save(s)
}

// toAuthor tells a story's author where it stands; what is held until morning
// is dropped when it stands elsewhere by then.
func (t *Turn) toAuthor(story *Story, author *Person, textID string, kv ...any) {
	if author == nil {
		return
	}
	w := t.wordsFor(author)
	s := Send{Place: t.place(author), Message: chat.Message{Kind: textID, Lang: w.Lang(), Text: w.T(textID, append(kv, "name", author.First())...)}}
	if !t.Calendar.ContactOpen(t.Now) {
		s.Fence = string(story.State)
		t.hold(&s, t.Calendar.NextContact(t.Now), held{Kind: textID, Story: story.ID}, nil)
	}
	t.Post(s)
}

// nextStory is when the network's next story comes; "" when no time is set.
func (t *Turn) nextStory(network string) string {
	n := t.network(network)
	if n == nil || n.Stories == "" {
		return ""
	}
	schedule, err := storySchedule(n.Stories)
	if err != nil {
		return ""
	}
	next := t.Calendar.Next(schedule.Next(t.Now))
	return t.Words.Day(next) + " " + t.Words.Clock(next)
}

// stories shows the sender's own stories, and all of them to a coordinator.
func (t *Turn) stories(_ string) error {
	q := Query{Name: "author", From: t.Who.ID}
	if t.is(Coordinator) {
		q = Query{Name: "at", To: "\xff"}
	}
	all, err := list[Story](t, q)
	if err != nil {
		return err
	}
	shown := 0
	for _, s := range all {
		if s.State == StoryWithdrawn {
			continue
		}
		shown++
		m := chat.Message{Kind: "story.mine", Lang: t.Words.Lang(), Text: t.Words.T("story.state."+string(s.State), "n", len(s.Posted)) + "\n\n" + t.storyText(s)}
		if t.is(Coordinator) && s.State != StoryApproved {
			m.Text += storyCheck(s, t.Words)
			m.Buttons = t.reviewButtons(t.Words, s)[:1]
		}
		m.Buttons = append(m.Buttons, chat.Button{ID: "withdraw_story", Arg: s.ID, Label: t.Words.L("button.withdraw"), Style: chat.Danger})
		t.Post(Send{Place: t.Event.From.Account.Direct(), Batch: s.ID, Message: m})
	}
	if shown == 0 {
		t.answer(chat.Message{Kind: "story.none", Lang: t.Words.Lang(), Text: t.Words.T("story.none"),
			Buttons: []chat.Button{{ID: "story", Arg: "begin", Label: t.Words.L("button.story"), Style: chat.Primary}}})
	}
	return nil
}

// Schedule sets each network's next story, and the nightly clean-up, unless
// they are set already; the host calls it at start. have names the timers that wait.
func (t *Turn) Schedule(have func(kind, subject string) bool) {
	for _, n := range t.Settings.Networks {
		if n.Stories != "" && !have("stories", n.ID) {
			t.scheduleStory(n.ID)
		}
	}
	if !have("retention", "daily") {
		t.scheduleRetention()
	}
}

func (t *Turn) scheduleStory(network string) {
	n := t.network(network)
	if n == nil || n.Stories == "" {
		return
	}
	if schedule, err := storySchedule(n.Stories); err == nil {
		t.After("stories", n.ID, t.Calendar.Next(schedule.Next(t.Now)), "", nil)
	}
}

// storyDue posts the network's next story: one that has not been posted, and
// when all have been, the one posted longest ago. When it falls due late, as
// after a stop, it still waits for a working hour.
func (t *Turn) storyDue(d chat.Due) error {
	if !t.Calendar.Open(t.Now) {
		t.After(d.Kind, d.Subject, t.Calendar.Next(t.Now), d.Fence, nil)
		return nil
	}
	t.scheduleStory(d.Subject)
	n := t.network(d.Subject)
	if n == nil {
		return nil
	}
	all, err := list[Story](t, Query{Name: "network", From: n.ID + "/" + string(StoryApproved)})
	if err != nil {
		return err
	}
	var next *Story
	for _, s := range all {
		if next == nil || lastPosted(s).Before(lastPosted(next)) || lastPosted(s).Equal(lastPosted(next)) && s.At.Before(next.At) {
			next = s
		}
	}
	place := t.networkPlace(n)
	if next == nil || place == (chat.Place{}) {
		return nil
	}
	until := t.Now.Add(fresh)
	next.Pending = t.Post(Send{Place: place, Lane: Broadcasts, Batch: next.ID, Subject: next.Key().String(), NotAfter: until, Message: t.storyMessage(next)})
	next.Posted = append(next.Posted, t.Now)
	next.Turn++
	t.Save(next)
	t.expectEnd(next.ID, until)
	return nil
}

// storyEnded sees what has become of a story's last post. Its author is told of
// the first one, as was said when it was told. One that is not there counts as
// never posted, so the story keeps its turn, and a coordinator is told.
func (t *Turn) storyEnded(s *Story) error {
	if s.Pending == "" || s.State == StoryWithdrawn {
		return nil
	}
	items, err := t.Batch(s.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(items, func(it BatchItem) bool { return it.ID == s.Pending })
	posted := lastPosted(s)
	if i >= 0 && !items[i].Sent && !items[i].Lost {
		t.expectEnd(s.ID, posted.Add(fresh))
		return nil
	}
	s.Pending = ""
	t.Save(s)
	network := s.Network
	if n := t.network(s.Network); n != nil {
		network = n.Name
	}
	if i < 0 || items[i].Lost {
		s.Posted = s.Posted[:len(s.Posted)-1]
		t.alert("alert.undelivered", func(w Words) (string, []chat.Button) { return w.T("alert.story_lost", "network", network), nil })
		return nil
	}
	author, ok, err := get[Person](t, s.Author)
	if err == nil && ok && len(s.Posted) == 1 {
		t.toAuthor(s, author, "story.posted", "network", network)
	}
	return err
}

func lastPosted(s *Story) time.Time {
	if len(s.Posted) == 0 {
		return time.Time{}
	}
	return s.Posted[len(s.Posted)-1]
}

// unanswered is the fence of the review that comes when the first got no answer.
const unanswered = "unanswered"

// storyReview asks the company, a year on, whether its story may stay. When
// nobody has answered for a month it comes down.
func (t *Turn) storyReview(d chat.Due) error {
	s, ok, err := get[Story](t, d.Subject)
	if err != nil || !ok || s.State == StoryWithdrawn {
		return err
	}
	if !t.Calendar.ContactOpen(t.Now) {
		t.After(d.Kind, d.Subject, t.Calendar.NextContact(t.Now), d.Fence, nil)
		return nil
	}
	author, ok, err := get[Person](t, s.Author)
	if err != nil || !ok {
		return err
	}
	if d.Fence == unanswered {
		t.takeDown(s)
		t.alert("alert.story", func(w Words) (string, []chat.Button) { return w.T("alert.story", "name", author.Name), nil })
		return nil
	}
	t.After(d.Kind, d.Subject, t.Calendar.Next(t.Now.AddDate(0, 1, 0)), unanswered, nil)
	w := t.wordsFor(author)
	t.Post(Send{Place: t.place(author), Lane: Reminders, Message: chat.Message{Kind: "story.keep", Lang: w.Lang(), Text: w.T("story.keep", "name", author.First()),
		Buttons: []chat.Button{{ID: "keep_story", Arg: s.ID, Label: w.L("button.keep"), Style: chat.Primary}, {ID: "withdraw_story", Arg: s.ID, Label: w.L("button.withdraw"), Style: chat.Danger}}}})
	return nil
}
