package flows

// FactKind is the type of a fact, as [Facts.Fact] gives it.
type FactKind string

const (
	YesNo    FactKind = "yes/no"   // bool
	Number   FactKind = "number"   // int or float64
	Words    FactKind = "words"    // string, escaped when it is shown
	Markdown FactKind = "markdown" // string, shown as it is
)

// Vocabulary is what flow files may ask the practice for. Anything else in a
// file is an error at load.
type Vocabulary struct {
	Facts  map[string]FactKind
	Lists  []string
	Verbs  []string
	Checks []string // of form inputs
	Reads  []string // what is read of a person's own words, as [Reader] names it
	Amends []string // who reads what is typed for a text, knowing what stands there; see [Amender]
}

// Contract is the vocabulary of the flows that come with the program.
func Contract() Vocabulary {
	return Vocabulary{
		Facts: map[string]FactKind{
			"known": YesNo, "first_contact": YesNo, "duplicate": YesNo,
			"duplicate_number": Number, "open_number": Number, "batch_good": Number, "batch_ask": Words, "batch_send": Words,
			"company": Words, "industry": Words, "unit": Words, "name": Words, "phone": Words, "coordinator": Words,
			"address": Words, "cvr": Words, "pnumber": Words,
			"card_preview": Markdown, "batch_preview": Markdown, "story_preview": Markdown, "broadcast_preview": Markdown,
		},
		Lists: []string{"industries", "tasks", "ideas", "networks"},
		Verbs: []string{"hand_over", "complete", "think_over", "ask_later",
			"hand_over_behalf", "hand_over_batch", "story_submit", "broadcast_send"},
		Checks: []string{"cvr", "pnumber", "phone"},
		Reads:  []string{"tasks", "hours", "days", "with", "needs", "season"},
		Amends: []string{"list", "post"},
	}
}

// Nearest gives the candidate most like word, "" when none is near.
func Nearest(word string, candidates []string) string {
	best, dist := "", len(word)/3+2
	for _, c := range candidates {
		if d := distance(word, c); d < dist {
			best, dist = c, d
		}
	}
	return best
}

// distance is the Levenshtein distance in bytes, which is near enough for a hint.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := prev
			if a[i] != b[j] {
				cost++
			}
			prev = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
