package twin

import (
	"maps"
	"slices"
)

// The routes that only read, and opening a direct conversation.

func (t *Twin) getGateway(*request) (any, *trouble) {
	return object{"url": t.GatewayURL()}, nil
}

// getGatewayBot: docs: events/gateway#get-gateway-bot.
func (t *Twin) getGatewayBot(*request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	left := t.newDay()
	return object{"url": t.GatewayURL(), "shards": 1, "session_start_limit": object{
		"total": t.opts.Identifies, "remaining": max(0, t.opts.Identifies-t.identifies), "reset_after": left.Milliseconds(), "max_concurrency": 1}}, nil
}

func (t *Twin) getGuilds(*request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kicked {
		return []object{}, nil
	}
	return []object{{"id": t.guildID, "name": "Netværket", "permissions": "0", "features": []string{}}}, nil
}

// getApplication: the flags say which privileged intents are switched on
// (docs: resources/application#application-object-application-flags).
func (t *Twin) getApplication(*request) (any, *trouble) {
	flags := 0
	if t.portal()&intentMembers != 0 {
		flags |= 1 << 15 // GATEWAY_GUILD_MEMBERS_LIMITED
	}
	if t.portal()&intentContent != 0 {
		flags |= 1 << 19 // GATEWAY_MESSAGE_CONTENT_LIMITED
	}
	return object{"id": t.appID, "name": "brobygger", "flags": flags, "bot_public": false, "bot": t.botUser()}, nil
}

// openDirect: docs: resources/user#create-dm. It works also when the person
// takes no messages: that shows when one is sent.
func (t *Twin) openDirect(r *request) (any, *trouble) {
	var in struct {
		Recipient string `json:"recipient_id"`
	}
	if e := r.decode(&in); e != nil {
		return nil, e
	}
	m, ok := t.person(in.Recipient)
	if !ok {
		return nil, code(50033)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.opened[m.Name] = true
	return t.channelObject(spot{who: m.Name}), nil
}

// guild checks the guild of a request. It is called with t.mu held.
func (t *Twin) guild(r *request) *trouble {
	switch {
	case r.PathValue("guild") != t.guildID:
		return code(10004)
	case t.kicked:
		return code(50001)
	}
	return nil
}

func (t *Twin) getGuild(r *request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.guild(r); e != nil {
		return nil, e
	}
	out := t.guildObject(false)
	for _, only := range []string{"channels", "threads", "members", "joined_at", "voice_states", "presences"} {
		delete(out, only) // only in the gateway's form
	}
	return out, nil
}

func (t *Twin) getChannels(r *request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.guild(r); e != nil {
		return nil, e
	}
	return t.guildObject(false)["channels"], nil
}

func (t *Twin) getRoles(r *request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.guild(r); e != nil {
		return nil, e
	}
	return t.roleObjects(), nil
}

func (t *Twin) getThreads(r *request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.guild(r); e != nil {
		return nil, e
	}
	return object{"threads": t.guildObject(false)["threads"], "members": []object{}}, nil
}

// getMember: docs: resources/guild#get-guild-member.
func (t *Twin) getMember(r *request) (any, *trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.guild(r); e != nil {
		return nil, e
	}
	if id := r.PathValue("user"); id == t.botID || id == "@me" {
		return t.botMember(), nil
	}
	m, ok := t.person(r.PathValue("user"))
	if !ok {
		return nil, code(10007)
	}
	return t.memberObject(m), nil
}

func (t *Twin) getChannel(r *request) (any, *trouble) {
	s, e := t.reach(r.PathValue("channel"), 0)
	if e != nil {
		return nil, e
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.channelObject(s), nil
}

// registered is one application command
// (docs: interactions/application-commands#application-command-object).
type registered struct {
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations"`
	Type                     int               `json:"type"`
	Required                 bool              `json:"required"`
	Autocomplete             bool              `json:"autocomplete"`
	Contexts                 []int             `json:"contexts"`
	Options                  []registered      `json:"options"`
}

func (t *Twin) getCommands(r *request) (any, *trouble) {
	if r.PathValue("app") != t.appID {
		return nil, code(50001)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	out := []object{}
	for _, c := range t.commandRaw {
		out = append(out, maps.Clone(c))
	}
	return out, nil
}

// putCommands replaces all commands
// (docs: interactions/application-commands#bulk-overwrite-global-application-commands).
func (t *Twin) putCommands(r *request) (any, *trouble) {
	if r.PathValue("app") != t.appID {
		return nil, code(50001)
	}
	var in []registered
	var raw []object
	if e := r.decode(&in); e != nil {
		return nil, e
	}
	if e := r.decode(&raw); e != nil {
		return nil, e
	}
	if e := checkCommands(in); e != nil {
		return nil, e
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range raw {
		raw[i]["id"], raw[i]["application_id"], raw[i]["version"] = named("command", in[i].Name), t.appID, "1"
	}
	t.commands, t.commandRaw = in, raw
	t.tell()
	t.counts.Registrations++
	return slices.Clone(raw), nil
}
