package twin

import (
	"net/http"
	"time"
)

// rates are the buckets of calls, by what they count.
type rates map[string]*bucket

// bucket holds so many calls and fills steadily.
type bucket struct {
	left float64
	at   time.Time
	told time.Time // until when the client was told to wait
	more int       // calls refused since it was first told that
}

// underWay is how many calls of a method a client may have under way when one
// of them is told to wait.
const underWay = 16

// Slack lets a channel have about a message a second, and short bursts; how
// long a burst may be it does not say.
// https://docs.slack.dev/apis/web-api/rate-limits#rate-limits__limits-when-posting-messages
const (
	burst     = 12
	perSecond = 1.0
)

// limit counts one call of a method and refuses it when there were too many.
func (t *Twin) limit(method string, tier int) error {
	return t.spend(method, float64(tier), float64(tier)/60, false)
}

// limitChannel counts one message to a conversation.
func (t *Twin) limitChannel(id string) error {
	return t.spend("channel "+id, burst, perSecond, true)
}

// spend counts one call. A client finds out how many there may be by being
// told to wait, and must wait then; what is paced it must know beforehand.
func (t *Twin) spend(what string, size, fill float64, paced bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	b := t.rates[what]
	if b == nil {
		b = &bucket{left: size, at: now}
		t.rates[what] = b
	}
	b.left, b.at = min(size, b.left+now.Sub(b.at).Seconds()*fill), now
	if b.left < 1 {
		if now.Before(b.told) {
			b.more++
		} else {
			b.more = 0
		}
		if paced || b.more >= underWay {
			t.hasty++
		}
		wait := tooMany(time.Duration((1 - b.left) / fill * float64(time.Second)))
		b.told = now.Add(wait.after)
		return wait
	}
	b.left--
	return nil
}

func tooMany(after time.Duration) *refusal {
	return &refusal{code: "ratelimited", status: http.StatusTooManyRequests, after: max(after, time.Second)}
}

// Hasty counts the calls that an obedient client would not have made: messages
// faster than a channel takes them, and calls of a method before the time that
// it was told to wait had passed, but for those that were under way then.
func (t *Twin) Hasty() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.hasty
}
