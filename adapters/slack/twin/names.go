package twin

import (
	"fmt"
	"strconv"
	"strings"

	"brobygger/chat"
	"brobygger/play"
)

// The ids of the workspace, in the form of Slack's own.
const (
	team    = "TBROBYGGER"
	app     = "ABROBYGGER"
	botUser = "UBOT"
	botID   = "BBOT"
)

// slackID makes the id of somebody or something of that name: a letter for
// what it is, then capitals and digits. What is neither stands as its code.
func slackID(kind byte, name string) string {
	b := []byte{kind}
	for _, c := range []byte(strings.ToUpper(name)) {
		if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			b = append(b, c)
		} else {
			b = fmt.Appendf(b, "%02X", c)
		}
	}
	return string(b)
}

func userID(name string) string {
	if name == play.Bot {
		return botUser
	}
	return slackID('U', name)
}

func channelID(name string) string { return slackID('C', name) }
func directID(user string) string  { return "D" + strings.TrimPrefix(user, "U") }

// Account is the account of a member, as the adapter names it.
func (t *Twin) Account(who string) chat.Account {
	return chat.Account{Platform: "slack", Workspace: team, User: userID(who)}
}

// Channel is the place of a channel, as the adapter names it.
func (t *Twin) Channel(name string) chat.Place {
	return chat.Place{Platform: "slack", Workspace: team, Channel: channelID(name)}
}

// user gives the name of a member by id, "" for nobody.
func (t *Twin) user(id string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.users[id]
}

// place is the world's place of a conversation id, and whether there is one:
// a channel, a direct conversation, or a person to talk to directly.
func (t *Twin) place(id string) (chat.Place, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if name, ok := t.channels[id]; ok {
		return t.world.Channel(name), true
	}
	if user, ok := strings.CutPrefix(id, "D"); ok {
		id = "U" + user
	}
	if name, ok := t.users[id]; ok {
		return t.world.Account(name).Direct(), true
	}
	return chat.Place{}, false
}

// conversation is the id of a place of the world.
func conversation(p chat.Place) string {
	if p.IsDirect() {
		return directID(userID(p.User))
	}
	return channelID(p.Channel)
}

// stamp is the ts of a post: the second it was made in, and its number.
// https://docs.slack.dev/messaging/retrieving-messages#individual_messages
func stamp(p play.Post) string { return fmt.Sprintf("%d.%06d", p.At.Unix(), p.Seq) }

// Stamp is the ts of a post as the bot knows it, by the World's id; "" for none.
func (t *Twin) Stamp(post string) string { return t.stampOf(chat.Ref(post)) }

// stampOf is the ts of the post with that reference, "" for none.
func (t *Twin) stampOf(ref chat.Ref) string {
	if p, ok := t.world.Post(string(ref)); ok {
		return stamp(p)
	}
	return ""
}

// stamped gives the post with that ts in the conversation.
func (t *Twin) stamped(conversationID, ts string) (play.Post, bool) {
	_, digits, ok := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil {
		return play.Post{}, false
	}
	p, ok := t.world.Post("m" + strconv.FormatInt(n, 10))
	if !ok || stamp(p) != ts {
		return play.Post{}, false
	}
	at, ok := t.place(conversationID)
	if !ok || p.Channel != at.Channel {
		return play.Post{}, false
	}
	return p, true
}
