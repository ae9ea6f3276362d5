package twin

import (
	"slices"
	"strconv"
	"strings"

	"brobygger/chat"
	"brobygger/play"
)

func (t *Twin) authTest(*call) (answer, error) {
	return answer{"url": "https://brobygger.slack.com/", "team": "Brobygger", "user": play.Bot, "team_id": team, "user_id": botUser, "bot_id": botID, "is_enterprise_install": false}, nil
}

func (t *Twin) teamInfo(*call) (answer, error) {
	return answer{"team": object{"id": team, "name": "Brobygger", "domain": "brobygger"}}, nil
}

// conversationsOpen is conversations.open.
// https://docs.slack.dev/reference/methods/conversations.open
func (t *Twin) conversationsOpen(c *call) (answer, error) {
	user := c.args["users"]
	name := t.user(user)
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case name == "":
		return nil, refuse("user_not_found")
	case t.faults.closed[name]:
		return nil, refuse("user_disabled")
	}
	return answer{"channel": object{"id": directID(user), "is_im": true, "user": user}}, nil
}

func (t *Twin) channel(id, name string) object {
	return object{
		"id": id, "name": name, "is_channel": true, "is_group": false, "is_im": false, "is_private": false, "is_archived": false,
		"is_member": !t.outside[name], "is_ext_shared": t.faults.external[name], "is_shared": t.faults.external[name], "is_org_shared": false,
	}
}

// conversationsInfo is conversations.info.
// https://docs.slack.dev/reference/methods/conversations.info
func (t *Twin) conversationsInfo(c *call) (answer, error) {
	id := c.args["channel"]
	place, ok := t.place(id)
	if !ok {
		return nil, refuse("channel_not_found")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if place.IsDirect() {
		return answer{"channel": object{"id": id, "is_im": true, "user": userID(place.User)}}, nil
	}
	return answer{"channel": t.channel(id, place.Channel)}, nil
}

// conversationsMembers is conversations.members.
// https://docs.slack.dev/reference/methods/conversations.members
func (t *Twin) conversationsMembers(c *call) (answer, error) {
	place, ok := t.place(c.args["channel"])
	if !ok || place.IsDirect() {
		return nil, refuse("channel_not_found")
	}
	var ids []string
	for _, m := range t.world.Members() {
		if slices.Contains(m.Channels, place.Channel) {
			ids = append(ids, userID(m.Name))
		}
	}
	t.mu.Lock()
	if !t.outside[place.Channel] {
		ids = append(ids, botUser)
	}
	t.mu.Unlock()
	page, next, err := paged(c, ids, 100)
	return answer{"members": page, "response_metadata": next}, err
}

func (t *Twin) conversationsList(c *call) (answer, error) {
	return t.channelsWhere(c, func(string) bool { return true })
}

// usersConversations is users.conversations: the channels of a person, the bot
// when there is none. https://docs.slack.dev/reference/methods/users.conversations
func (t *Twin) usersConversations(c *call) (answer, error) {
	user := c.args["user"]
	if user == "" || user == botUser {
		return t.channelsWhere(c, func(name string) bool { return !t.outside[name] })
	}
	name := t.user(user)
	if name == "" {
		return nil, refuse("user_not_found")
	}
	for _, m := range t.world.Members() {
		if m.Name == name {
			return t.channelsWhere(c, func(channel string) bool { return slices.Contains(m.Channels, channel) })
		}
	}
	return nil, refuse("user_not_found")
}

func (t *Twin) channelsWhere(c *call, want func(name string) bool) (answer, error) {
	channels := []object{}
	t.mu.Lock()
	for id, name := range t.channels {
		if want(name) {
			channels = append(channels, t.channel(id, name))
		}
	}
	t.mu.Unlock()
	slices.SortFunc(channels, func(a, b object) int { return strings.Compare(a["id"].(string), b["id"].(string)) })
	page, next, err := paged(c, channels, 100)
	return answer{"channels": page, "response_metadata": next}, err
}

// usersInfo is users.info. https://docs.slack.dev/reference/methods/users.info
func (t *Twin) usersInfo(c *call) (answer, error) {
	for _, m := range t.world.Members() {
		if userID(m.Name) == c.args["user"] {
			return answer{"user": person(m, c.is("include_locale"))}, nil
		}
	}
	if c.args["user"] == botUser {
		return answer{"user": object{"id": botUser, "team_id": team, "name": play.Bot, "is_bot": true, "profile": object{"bot_id": botID}}}, nil
	}
	return nil, refuse("user_not_found")
}

func (t *Twin) usersList(c *call) (answer, error) {
	var all []object
	for _, m := range t.world.Members() {
		all = append(all, person(m, c.is("include_locale")))
	}
	page, next, err := paged(c, all, 1000)
	return answer{"members": page, "response_metadata": next}, err
}

// person is a member in Slack's JSON.
// https://docs.slack.dev/reference/objects/user-object
func person(m play.Member, locale bool) object {
	u := object{
		"id": userID(m.Name), "team_id": team, "name": m.Name, "real_name": m.Shown, "is_bot": false, "deleted": false,
		"tz": "Europe/Copenhagen", "tz_offset": 3600, "profile": object{"real_name": m.Shown, "display_name": m.Shown},
	}
	if locale {
		u["locale"] = map[chat.Lang]string{chat.DA: "da-DK", chat.EN: "en-GB"}[m.Lang]
	}
	return u
}

// paged gives the page of all that the call asks for, and where the next begins.
// https://docs.slack.dev/apis/web-api/pagination
func paged[T any](c *call, all []T, usual int) (page []T, next object, err error) {
	limit, from := usual, 0
	if s := c.args["limit"]; s != "" {
		if limit, err = strconv.Atoi(s); err != nil || limit < 1 || limit > 1000 {
			return nil, nil, refuse("invalid_limit")
		}
	}
	if s := c.args["cursor"]; s != "" {
		if from, err = strconv.Atoi(strings.TrimPrefix(s, "next:")); err != nil || from < 0 || from > len(all) {
			return nil, nil, refuse("invalid_cursor")
		}
	}
	to := min(from+limit, len(all))
	cursor := ""
	if to < len(all) {
		cursor = "next:" + strconv.Itoa(to)
	}
	return append([]T{}, all[from:to]...), object{"next_cursor": cursor}, nil
}
