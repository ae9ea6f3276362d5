package slack

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"brobygger/chat"
)

// Bound is a channel that the configuration names.
type Bound struct {
	What     string // "network vest", for the operator
	Place    chat.Place
	Handover bool // names and phone numbers stand there
}

// Check asks Slack itself what would keep the bot from working. fine are
// sentences on what is in order, wrong are those that say what to do.
func (a *Adapter) Check(ctx context.Context, bound []Bound) (fine, wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	who, header, err := a.web.authTest(ctx)
	if err != nil {
		if said := refusal(err); said != nil {
			bad("%s", said)
		} else {
			bad("Slack does not answer: %s; see whether this machine reaches https://slack.com, then try again", err)
		}
		return nil, wrong
	}
	fine = append(fine, fmt.Sprintf("the bot is @%s in the workspace %s (%s)", who.User, who.Team, who.TeamID))
	if missing := lacking(header); len(missing) > 0 {
		bad("the app lacks %s; paste the output of \"brobygger slack manifest\" into \"App Manifest\" of the app, and install it again", strings.Join(missing, ", "))
	}
	if off := a.skew(header); off > time.Minute {
		bad("the clock of this machine is %s off Slack's; set it by NTP, or Slack's deliveries will be refused and promises break", off.Round(time.Second))
	}
	if a.o.Mode == SocketMode {
		if _, err := a.web.openSocket(ctx, a.o.AppToken); err != nil {
			if said := refusal(err); said != nil {
				bad("app_token: %s", said)
			} else {
				bad("app_token: %s; make an App-Level Token with connections:write under \"Basic Information\"", err)
			}
		} else {
			fine = append(fine, "Socket Mode can connect")
		}
	}
	for _, b := range bound {
		if said := a.checkChannel(ctx, b, who); said != "" {
			bad("%s: %s", b.What, said)
		} else {
			fine = append(fine, fmt.Sprintf("%s: the bot is in its channel", b.What))
		}
	}
	return fine, wrong
}

// lacking names the scopes the token does not have. Slack lists those it has
// beside every answer: https://docs.slack.dev/authentication/installing-with-oauth
func lacking(h http.Header) (missing []string) {
	have := strings.FieldsFunc(h.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(have) == 0 {
		return nil // it cannot be told
	}
	for _, s := range scopes() {
		if !slices.Contains(have, s.name) {
			missing = append(missing, s.name)
		}
	}
	return missing
}

// skew is how far our clock is from Slack's.
func (a *Adapter) skew(h http.Header) time.Duration {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return a.o.Clock.Now().Sub(at).Abs()
}

// checkChannel says what is wrong with a bound channel, "" for nothing.
func (a *Adapter) checkChannel(ctx context.Context, b Bound, who botUser) string {
	if b.Place.Workspace != who.TeamID {
		return fmt.Sprintf("the channel is written with workspace %s, and the bot's is %s; write slack/%s/#%s", b.Place.Workspace, who.TeamID, who.TeamID, b.Place.Channel)
	}
	c, err := a.web.conversation(ctx, b.Place.Channel)
	switch code := errorCode(err); {
	case code == "channel_not_found":
		return fmt.Sprintf("there is no channel %s, or it is private and the bot is not in it; write \"/invite @%s\" there, and take the id from the end of the channel's \"View channel details\"", b.Place.Channel, who.User)
	case err != nil:
		return fmt.Sprintf("channel %s cannot be looked at: %s", b.Place.Channel, err)
	case c.Archived:
		return fmt.Sprintf("#%s is archived; unarchive it, or bind another channel", c.Name)
	case !c.Member:
		return fmt.Sprintf("the bot is not in #%s; write \"/invite @%s\" there", c.Name, who.User)
	case b.Handover && c.external() && !a.o.AllowExternal:
		return fmt.Sprintf("#%s is shared with another organisation (Slack Connect), and openings hold names and phone numbers; use a channel of your own, or write allow_external: true", c.Name)
	}
	return ""
}
