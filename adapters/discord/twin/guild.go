package twin

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"brobygger/chat"
	"brobygger/play"
)

// epoch is Discord's: the first second of 2015, in milliseconds
// (docs: reference#snowflakes).
const epoch = 1420070400000

// lowBits are those of a snowflake that are not its time.
const lowBits = 22

// snowflake makes an id that says when and tells what was made then apart by n.
func snowflake(at time.Time, n int64) string {
	return strconv.FormatInt(max(0, at.UnixMilli()-epoch)<<lowBits|n&(1<<lowBits-1), 10)
}

// named gives what has a name in scripts an id of Discord's form, the same in
// every rehearsal.
func named(kind, name string) string {
	h := fnv.New64a()
	h.Write([]byte(kind + "/" + name))
	return strconv.FormatUint(1_150_000_000_000_000_000+h.Sum64()%100_000_000_000_000_000, 10)
}

func userID(name string) string    { return named("user", name) }
func roleID(name string) string    { return named("role", name) }
func dmID(name string) string      { return named("dm", name) }
func channelID(name string) string { return named("channel", name) }

// Channel types (docs: resources/channel#channel-object-channel-types).
const (
	guildText         = 0
	directMessage     = 1
	guildAnnouncement = 5
	announcementT     = 10
	publicThread      = 11
	privateThread     = 12
)

// room is what the twin knows of a channel beside the World.
type room struct {
	name    string
	kind    int
	away    bool // the bot may not see it
	mute    bool // the bot may see and not write
	deleted bool
}

// thread is a channel made of a message.
type thread struct {
	id, name string
	parent   *room
	root     string // the World's id of the message; "" for a private thread
	who      string // of a private thread: who was brought into it by being named
}

// private reports whether a spot is a private thread: the World shows it as
// the conversation with the one member in it.
func (s spot) private() bool { return s.thread != nil && s.thread.root == "" }

// spot is where a channel id leads: one of room and who is set, and thread in
// a thread of the room.
type spot struct {
	room   *room
	thread *thread
	who    string
}

// at finds the channel id. It is called with t.mu held.
func (t *Twin) at(id string) (spot, bool) {
	if th := t.threads[id]; th != nil {
		return spot{room: th.parent, thread: th}, true
	}
	for _, r := range t.rooms {
		if channelID(r.name) == id {
			return spot{room: r}, !r.deleted
		}
	}
	for _, m := range t.World.Members() {
		if dmID(m.Name) == id && t.opened[m.Name] {
			return spot{who: m.Name}, true
		}
	}
	return spot{}, false
}

// id is the channel id of a spot.
func (s spot) id() string {
	switch {
	case s.thread != nil:
		return s.thread.id
	case s.who != "":
		return dmID(s.who)
	}
	return channelID(s.room.name)
}

// member gives who from the cast.
func (t *Twin) member(who string) (play.Member, bool) {
	all := t.World.Members()
	i := slices.IndexFunc(all, func(m play.Member) bool { return m.Name == who })
	if i < 0 {
		return play.Member{}, false
	}
	return all[i], true
}

// person gives the member with a user id.
func (t *Twin) person(id string) (play.Member, bool) {
	all := t.World.Members()
	i := slices.IndexFunc(all, func(m play.Member) bool { return userID(m.Name) == id })
	if i < 0 {
		return play.Member{}, false
	}
	return all[i], true
}

func locale(l chat.Lang) string {
	if l == chat.EN {
		return "en-US"
	}
	return "da"
}

func (t *Twin) userObject(m play.Member) object {
	return object{"id": userID(m.Name), "username": m.Name, "global_name": m.Shown, "discriminator": "0", "avatar": nil, "bot": false}
}

func (t *Twin) botUser() object {
	return object{"id": t.botID, "username": "brobygger", "global_name": nil, "discriminator": "0", "avatar": nil, "bot": true}
}

// rolesOf are the ids of a member's roles: one for each channel the member is
// in, and one for each group.
func rolesOf(m play.Member) []string {
	roles := []string{}
	for _, name := range append(slices.Clone(m.Channels), m.Groups...) {
		if id := roleID(name); !slices.Contains(roles, id) {
			roles = append(roles, id)
		}
	}
	return roles
}

func (t *Twin) memberObject(m play.Member) object {
	return object{"user": t.userObject(m), "nick": nil, "roles": rolesOf(m), "joined_at": t.born.UTC().Format(time.RFC3339), "deaf": false, "mute": false, "flags": 0}
}

func (t *Twin) botMember() object {
	return object{"user": t.botUser(), "nick": nil, "roles": []string{roleID("brobygger")}, "joined_at": t.born.UTC().Format(time.RFC3339), "deaf": false, "mute": false, "flags": 0}
}

// roleObjects are @everyone, the bot's own role, and those of channels and groups.
func (t *Twin) roleObjects() []object {
	role := func(id, name string, bits int64) object {
		return object{"id": id, "name": name, "permissions": strconv.FormatInt(bits, 10), "position": 1, "color": 0, "hoist": false, "managed": false, "mentionable": false}
	}
	all := []object{role(t.guildID, "@everyone", permSendMessages|permReadHistory|permUseApplication), role(roleID("brobygger"), "brobygger", permissionsOfTheRole)}
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			all = append(all, role(roleID(name), name, 0))
		}
	}
	for _, r := range t.rooms {
		add(r.name)
	}
	for _, m := range t.World.Members() {
		for _, g := range m.Groups {
			add(g)
		}
	}
	return all
}

// Kinds of a permission overwrite (docs: resources/channel#overwrite-object).
const (
	forRole   = 0
	forMember = 1
)

// channelObject is called with t.mu held.
func (t *Twin) channelObject(s spot) object {
	if s.who != "" {
		m, _ := t.member(s.who)
		return object{"id": s.id(), "type": directMessage, "recipients": []object{t.userObject(m)}, "last_message_id": nil, "flags": 0}
	}
	if th := s.thread; th != nil {
		kind := publicThread
		switch {
		case th.root == "":
			kind = privateThread
		case th.parent.kind == guildAnnouncement:
			kind = announcementT
		}
		return object{"id": th.id, "type": kind, "guild_id": t.guildID, "parent_id": channelID(th.parent.name), "name": th.name, "owner_id": t.botID,
			"thread_metadata": object{"archived": false, "auto_archive_duration": 1440, "locked": false}, "message_count": 0, "member_count": 1}
	}
	overwrite := func(id string, kind int, allow, deny int64) object {
		return object{"id": id, "type": kind, "allow": strconv.FormatInt(allow, 10), "deny": strconv.FormatInt(deny, 10)}
	}
	all := []object{overwrite(t.guildID, forRole, 0, permViewChannel), overwrite(roleID(s.room.name), forRole, permViewChannel, 0)}
	if own := s.room.botDenied(); own != 0 {
		all = append(all, overwrite(t.botID, forMember, 0, own))
	} else {
		all = append(all, overwrite(roleID("brobygger"), forRole, permViewChannel, 0))
	}
	return object{"id": s.id(), "type": s.room.kind, "guild_id": t.guildID, "name": s.room.name, "position": 0, "parent_id": nil, "topic": nil,
		"permission_overwrites": all, "last_message_id": nil, "flags": 0, "nsfw": false}
}

func (r *room) botDenied() int64 {
	switch {
	case r.away:
		return permViewChannel
	case r.mute:
		return permSendMessages | permSendInThreads
	}
	return 0
}

// botMay are the bot's permissions in a room
// (docs: topics/permissions#permission-overwrites).
func (t *Twin) botMay(r *room) int64 {
	if t.kicked || r.away {
		return 0
	}
	return permissionsOfTheRole &^ r.botDenied()
}

// guildObject is what GUILD_CREATE carries: without the members intent no
// member but the bot (docs: events/gateway-events#guild-create). It is called
// with t.mu held.
func (t *Twin) guildObject(members bool) object {
	channels, threads := []object{}, []object{}
	for _, r := range t.rooms {
		if !r.deleted {
			channels = append(channels, t.channelObject(spot{room: r}))
		}
	}
	for _, th := range t.threads {
		if !th.parent.deleted && !th.parent.away {
			threads = append(threads, t.channelObject(spot{room: th.parent, thread: th}))
		}
	}
	list := []object{t.botMember()}
	if members {
		for _, m := range t.World.Members() {
			list = append(list, t.memberObject(m))
		}
	}
	return object{"id": t.guildID, "name": "Netværket", "owner_id": named("user", "owner"), "preferred_locale": "da", "unavailable": false, "large": false,
		"member_count": len(t.World.Members()) + 1, "roles": t.roleObjects(), "channels": channels, "threads": threads, "members": list,
		"joined_at": t.born.UTC().Format(time.RFC3339), "emojis": []object{}, "stickers": []object{}, "voice_states": []object{}, "presences": []object{},
		"stage_instances": []object{}, "guild_scheduled_events": []object{}, "features": []string{"COMMUNITY"}}
}

// name is what a mention shows.
func (t *Twin) name(kind byte, id string) string {
	switch kind {
	case '@':
		if id == t.botID {
			return "brobygger"
		}
		m, _ := t.person(id)
		return m.Shown
	case '#':
		for _, r := range t.rooms {
			if channelID(r.name) == id {
				return r.name
			}
		}
	case '&':
		for _, role := range t.roleObjects() {
			if role["id"] == id {
				return strings.TrimPrefix(role["name"].(string), "@")
			}
		}
	}
	return ""
}
