package practice

import (
	"slices"

	"brobygger/chat"
)

// Role is what somebody may do. One person can have several.
type Role string

const (
	Leader      Role = "leader"      // member of a network's channel, or a known company's contact
	Staff       Role = "staff"       // member of a partner's channel, or named in the settings
	TeamLead    Role = "team_lead"   // named in the settings
	Coordinator Role = "coordinator" // named in the settings
)

// is reports whether the sender of the event has the role. The channels that
// count are those the adapter says the sender is in at this moment: who has
// left a channel has lost the right with it.
func (t *Turn) is(r Role) bool {
	from := t.Event.From
	switch r {
	case Leader:
		return t.networkOf(from) != nil || t.Who != nil && t.Who.Company != ""
	case Staff:
		return len(t.partnersOf(from)) > 0
	case TeamLead:
		return slices.ContainsFunc(t.Settings.Partners, func(p Partner) bool { return p.TeamLead == from.Account })
	case Coordinator:
		return t.isCoordinator(from.Account) || has(from, t.Settings.CoordinatorRoles)
	}
	return false
}

func (t *Turn) isCoordinator(a chat.Account) bool {
	if slices.Contains(t.Settings.Coordinators, a) {
		return true
	}
	return t.Who != nil && slices.ContainsFunc(t.Who.Accounts, func(a chat.Account) bool { return slices.Contains(t.Settings.Coordinators, a) })
}

// networkOf gives the network whose channel the sender is in.
func (t *Turn) networkOf(from chat.Sender) *Network {
	for i := range t.Settings.Networks {
		n := &t.Settings.Networks[i]
		if in(from, t.networkPlace(n)) {
			return n
		}
	}
	return nil
}

// partnersOf gives the partners whose staff the sender is.
func (t *Turn) partnersOf(from chat.Sender) (ids []string) {
	for i := range t.Settings.Partners {
		p := &t.Settings.Partners[i]
		if in(from, t.partnerPlace(p)) || slices.Contains(p.Staff, from.Account) || p.TeamLead == from.Account || has(from, p.StaffRoles) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func in(from chat.Sender, p chat.Place) bool {
	return p.Channel != "" && p.Platform == from.Account.Platform && p.Workspace == from.Account.Workspace && slices.Contains(from.Channels, p.Channel)
}

// has reports whether the sender has one of these roles on the platform.
func has(from chat.Sender, roles []string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(from.Groups, r) })
}

// networkPlace and partnerPlace give the bound channel: what was bound from
// the chat, else the settings; zero when nothing is bound. A network's channel
// is no partner's, whichever was bound last: openings never show there, but
// wait until the partner has one of its own.
func (t *Turn) networkPlace(n *Network) chat.Place {
	if p, ok := t.bindings.Networks[n.ID]; ok {
		return p
	}
	return n.Channel
}

func (t *Turn) partnerPlace(p *Partner) chat.Place {
	place, ok := t.bindings.Partners[p.ID]
	if !ok {
		place = p.Channel
	}
	if t.networkAt(place) != nil {
		return chat.Place{}
	}
	return place
}

// networkAt gives the network whose channel place is.
func (t *Turn) networkAt(place chat.Place) *Network {
	for i := range t.Settings.Networks {
		if n := &t.Settings.Networks[i]; place != (chat.Place{}) && t.networkPlace(n) == place {
			return n
		}
	}
	return nil
}

// mayHandle reports whether the sender may act on the card of an opening.
func (t *Turn) mayHandle(o *Opening) bool {
	return slices.Contains(t.partnersOf(t.Event.From), o.Partner) || t.is(Coordinator)
}

// ownerOf reports whether the sender is the leader of the opening.
func (t *Turn) ownerOf(o *Opening) bool {
	return t.Who != nil && (o.Leader == t.Who.ID || o.Leader == "" && o.Company != "" && o.Company == t.Who.Company)
}

// refuse tells the sender privately who may do what they tried.
func (t *Turn) refuse(textID string, kv ...any) {
	t.notice("role.refused", t.Words.T(textID, kv...))
}

// person finds or makes the person of a configured account.
func (t *Turn) person(a chat.Account) (*Person, error) {
	if a.User == "" {
		return nil, nil
	}
	l, ok, err := get[Link](t, a.String())
	if err != nil {
		return nil, err
	}
	if ok {
		p, ok, err := get[Person](t, l.Person)
		if err != nil || ok {
			return p, err
		}
	}
	p := &Person{ID: t.newID("p"), Accounts: []chat.Account{a}, Seen: t.Now}
	t.Save(p)
	if !ok {
		l = &Link{ID: a.String()}
	}
	l.Person = p.ID
	t.Save(l)
	return p, nil
}

// Name notes what a configured account's person is called.
func (t *Turn) Name(a chat.Account, name string) error {
	p, err := t.person(a)
	if err != nil {
		return err
	}
	p.Name = name
	t.Save(p)
	return nil
}
