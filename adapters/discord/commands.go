package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"brobygger/chat"
)

// Commands are registered for all guilds and for direct messages, with every
// word as a subcommand in the person's own language.
// https://docs.discord.com/developers/interactions/application-commands

const (
	commandsKey = "commands"
	mostName    = 32
)

// word is a subcommand as it is registered.
type word struct {
	chat.CommandWord
	bare bool // stands for the command without a word
}

// in gives what to pass on for the word: nothing where the command is meant alone.
func (w word) in(l chat.Lang) string {
	switch {
	case w.bare:
		return ""
	case w.Word[l] != "":
		return w.Word[l]
	}
	return w.Word[chat.EN]
}

// command is what is registered.
type command struct {
	Type          discordgo.ApplicationCommandType `json:"type"`
	Name          string                           `json:"name"`
	Names         map[discordgo.Locale]string      `json:"name_localizations,omitempty"`
	About         string                           `json:"description,omitempty"`
	Abouts        map[discordgo.Locale]string      `json:"description_localizations,omitempty"`
	Options       []option                         `json:"options,omitempty"`
	Contexts      []int                            `json:"contexts"`          // 0 guilds, 1 direct messages with the bot
	Installations []int                            `json:"integration_types"` // 0 in a guild
}

type option struct {
	Type         discordgo.ApplicationCommandOptionType `json:"type"`
	Name         string                                 `json:"name"`
	Names        map[discordgo.Locale]string            `json:"name_localizations,omitempty"`
	About        string                                 `json:"description"`
	Abouts       map[discordgo.Locale]string            `json:"description_localizations,omitempty"`
	Options      []option                               `json:"options,omitempty"`
	Autocomplete bool                                   `json:"autocomplete,omitempty"`
}

// wordsOf gives every word by the path it is registered under.
func wordsOf(commands []chat.Command) map[string]word {
	all := map[string]word{}
	for _, c := range commands {
		for _, w := range c.Words {
			all[c.Name+" "+strings.Join(pathOf(c, w, chat.EN), " ")] = word{w, w.ID == c.Bare}
		}
	}
	return all
}

// pathOf gives the names under which a word is registered: one, or two when it
// is two words in every language. Where the first of them is also a word of
// its own in some language the two are joined with a hyphen.
func pathOf(c chat.Command, w chat.CommandWord, l chat.Lang) []string {
	for lang, text := range w.Word {
		parts := strings.Fields(text)
		if len(parts) != 2 || slices.ContainsFunc(c.Words, func(o chat.CommandWord) bool { return o.Word[lang] == parts[0] }) {
			return []string{nameOf(w.Word[l])}
		}
	}
	parts := strings.Fields(w.Word[l])
	return []string{nameOf(parts[0]), nameOf(parts[1])}
}

// nameOf makes of a text what can be a name: small letters and figures, with
// hyphens for what parts them.
func nameOf(s string) string {
	parts := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return cutRunes(strings.Join(parts, "-"), mostName)
}

func cutRunes(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// localized gives the texts for Discord's locales.
func localized(text func(chat.Lang) string) map[discordgo.Locale]string {
	return map[discordgo.Locale]string{discordgo.Danish: text(chat.DA), discordgo.EnglishGB: text(chat.EN), discordgo.EnglishUS: text(chat.EN)}
}

func about(m map[chat.Lang]string) (string, map[discordgo.Locale]string) {
	in := func(l chat.Lang) string { return cut(m[l], 100) }
	return in(chat.EN), localized(in)
}

// registered is all that is to be registered.
func (a *Adapter) registered() []command {
	all := []command{}
	for _, c := range a.Commands {
		cmd := command{Type: discordgo.ChatApplicationCommand, Name: c.Name, Contexts: []int{0, 1}, Installations: []int{0}}
		cmd.About, cmd.Abouts = about(c.About)
		for _, w := range c.Words {
			sub := option{Type: discordgo.ApplicationCommandOptionSubCommand}
			sub.About, sub.Abouts = about(w.About)
			if len(w.Arg) > 0 {
				arg := option{Type: discordgo.ApplicationCommandOptionString, Autocomplete: w.ID == c.Bare}
				arg.Name, arg.Names = nameOf(w.Arg[chat.EN]), localized(func(l chat.Lang) string { return nameOf(w.Arg[l]) })
				arg.About, arg.Abouts = about(w.Arg)
				sub.Options = []option{arg}
			}
			path := pathOf(c, w, chat.EN)
			at := func(i int) (string, map[discordgo.Locale]string) {
				return path[i], localized(func(l chat.Lang) string { return pathOf(c, w, l)[i] })
			}
			sub.Name, sub.Names = at(len(path) - 1)
			if len(path) == 1 {
				cmd.Options = append(cmd.Options, sub)
				continue
			}
			group := slices.IndexFunc(cmd.Options, func(o option) bool {
				return o.Name == path[0] && o.Type == discordgo.ApplicationCommandOptionSubCommandGroup
			})
			if group < 0 {
				group = len(cmd.Options)
				g := option{Type: discordgo.ApplicationCommandOptionSubCommandGroup, About: sub.About, Abouts: sub.Abouts}
				g.Name, g.Names = at(0)
				cmd.Options = append(cmd.Options, g)
			}
			cmd.Options[group].Options = append(cmd.Options[group].Options, sub)
		}
		all = append(all, cmd)
	}
	for _, s := range a.Shortcuts {
		all = append(all, command{
			Type: discordgo.MessageApplicationCommand, Name: s.ID, Contexts: []int{0, 1}, Installations: []int{0},
			Names: localized(func(l chat.Lang) string { return cutRunes(s.Word[l], mostName) }),
		})
	}
	return all
}

// register tells Discord of the commands when they are others than last time.
func (a *Adapter) register(ctx context.Context) {
	all := a.registered()
	a.inbox.put("commands", func() {
		body, err := json.Marshal(all)
		if err != nil {
			a.Log.Error("commands not registered", "error", err)
			return
		}
		sum := sha256.Sum256(append([]byte(a.AppID), body...))
		hash := hex.EncodeToString(sum[:])
		if was, err := a.State.Get(ctx, commandsKey); err == nil && string(was) == hash {
			return
		}
		if err := a.rest.do(ctx, request{method: http.MethodPut, route: "applications/" + a.AppID + "/commands", body: all}, nil); err != nil {
			if ctx.Err() != nil {
				return
			}
			a.Log.Error("commands not registered; people cannot type them until the next start", "error", err)
			return
		}
		if err := a.State.Put(ctx, commandsKey, []byte(hash)); err != nil {
			a.Log.Warn("registered commands not noted", "error", err)
		}
	})
}
