package discord

import (
	"flag"
	"testing"

	"brobygger/adapters/adaptertest"
	"brobygger/chat"
)

var update = flag.Bool("update", false, "write the golden renderings anew")

// The neutral form beside Discord's: adapters/testdata/render.
func TestGoldenRenderings(t *testing.T) {
	adaptertest.Golden(t, "../testdata/render", "discord.json", *update,
		func(m chat.Message) (any, error) { return render(m, "") },
		func(f chat.Form) (any, error) {
			form, err := modalOf(f)
			if err != nil { // over Discord's limits: the dialog asks one by one instead
				return map[string]string{"refused": err.Error()}, nil
			}
			return form, nil
		})
}
