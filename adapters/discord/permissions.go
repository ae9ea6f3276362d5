package discord

import (
	"slices"

	"github.com/bwmarrin/discordgo"
)

// may gives the permissions of a member in a channel.
// https://docs.discord.com/developers/topics/permissions#permission-overwrites
func (g *guild) may(ch channel, userID string, roles []string) int64 {
	if userID == g.owner {
		return discordgo.PermissionAll
	}
	may := g.roles[g.id].Permissions
	for _, r := range roles {
		may |= g.roles[r].Permissions
	}
	if may&discordgo.PermissionAdministrator != 0 {
		return discordgo.PermissionAll | discordgo.PermissionManageThreads | discordgo.PermissionCreatePublicThreads | discordgo.PermissionSendMessagesInThreads
	}
	var allow, deny int64
	for _, o := range ch.Overwrites {
		if o.Type == discordgo.PermissionOverwriteTypeRole && o.ID == g.id {
			may = may&^o.Deny | o.Allow
		}
	}
	for _, o := range ch.Overwrites {
		if o.Type == discordgo.PermissionOverwriteTypeRole && o.ID != g.id && slices.Contains(roles, o.ID) {
			allow, deny = allow|o.Allow, deny|o.Deny
		}
	}
	may = may&^deny | allow
	for _, o := range ch.Overwrites {
		if o.Type == discordgo.PermissionOverwriteTypeMember && o.ID == userID {
			may = may&^o.Deny | o.Allow
		}
	}
	if may&discordgo.PermissionViewChannel == 0 {
		return 0
	}
	return may
}

// botMay gives the bot's own permissions in a channel, or in the channel a
// thread belongs to; ok is false when the channel is not known.
func (g *guilds) botMay(channelID string) (may int64, ok bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if th, thread := g.threads[channelID]; thread {
		channelID = th.Parent
	}
	for _, gd := range g.known {
		if ch, found := gd.channels[channelID]; found {
			return gd.may(ch, g.me, gd.members[g.me].roles), true
		}
	}
	return 0, false
}
