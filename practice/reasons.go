package practice

import "brobygger/chat"

// reason is why an opening ended. It is about the opening and how it went,
// never about a person's health. The list is our default, built on what
// companies have told surveys about working with municipalities.
type reason struct {
	code string
	da   string
	en   string
	// told is the text the company reads, behind "opening.closed"; "" for what
	// came to nothing, whose reason is the partner's.
	told string
}

// Reasons gives the codes of every reason, in the order to show them.
func Reasons() (codes []string) {
	for _, r := range reasons() {
		codes = append(codes, r.code)
	}
	return codes
}

func reasons() []reason {
	return []reason{
		{"started", "Nogen er begyndt", "Somebody has started", ".started"},
		{"no_one_now", "Ingen, der passer lige nu", "Nobody suitable right now", ""},
		{"hours", "Timer eller tidspunkter passer ikke", "Hours or times do not fit", ""},
		{"transport", "For svært at komme dertil", "Too hard to get there", ""},
		{"requirements", "Krav om kørekort, bevis eller sprog", "Licence, certificate or language needed", ""},
		{"workplace", "Løft, støj eller tempo passer ikke", "Lifting, noise or pace does not fit", ""},
		{"person_declined", "Den ledige sagde nej tak", "The job seeker said no thanks", ""},
		{"company_declined", "Virksomheden sagde nej tak", "The company said no thanks", ""},
		{"no_show", "Mødte ikke op", "Did not turn up", ""},
		{"solved", "Virksomheden har selv løst det", "The company has sorted it out itself", ".settled"},
		{"unreachable", "Svarede ikke efter tre opkald", "No answer after three calls", ""},
		{"terms", "Ikke enige om løn eller vilkår", "No agreement on pay or terms", ""},
		{"duplicate", "Står der allerede", "Already on the list", ".double"},
		{"season", "Udsat til sæsonen", "Put off until the season", ".season"},
	}
}

// toldOf is the text in which a company hears that an opening is closed.
func toldOf(code string) string {
	for _, r := range reasons() {
		if r.code == code {
			return "opening.closed" + r.told
		}
	}
	return "opening.closed"
}

// ReasonName is the name of the reason with this code, the code itself when
// there is none.
func ReasonName(code string, l chat.Lang) string {
	for _, r := range reasons() {
		if r.code == code {
			return pick(l, r.da, r.en)
		}
	}
	return code
}

// What a company offers for the work. The three are kept apart, so that an
// unpaid try-out is never mixed up with paid hours: the law allows both at one
// workplace only for different tasks. Small steps may come first; ordinary pay
// is the aim.
const (
	PayOrdinary = "ordinary"  // ordinary pay from the first hour
	PayTryFirst = "try_first" // a short try-out first, wages as the aim
	PayTalk     = "talk"      // not decided; to be talked over
)

// PayTerms gives the three, in the order to offer them.
func PayTerms() []string { return []string{PayOrdinary, PayTryFirst, PayTalk} }
