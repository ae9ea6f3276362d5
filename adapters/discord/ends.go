package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// How a gateway connection ends, and what follows from it.

// permanent is an end that only an operator can mend.
type permanent struct{ text string }

func (p *permanent) Error() string { return "discord: " + p.text }

// pause is an end after which the next attempt has to wait.
type pause struct {
	wait time.Duration
	why  string
}

func (p *pause) Error() string { return p.why }

func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// ended tells what a closed connection means. For the codes see
// https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
func (s *shard) ended(err error) error {
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		return err
	}
	switch closed.Code {
	case 4004:
		return &permanent{badToken}
	case 4010, 4011:
		return &permanent{fmt.Sprintf("the bot is in too many servers for %d connections; set shards higher in the configuration", s.count)}
	case 4012:
		return &permanent{"Discord no longer speaks this version of its gateway; install a newer version of the bot"}
	case 4013:
		return &permanent{"Discord does not know the intents the bot asks for; install a newer version of the bot"}
	case 4014:
		return &permanent{"the bot may not use the intents in the configuration (" + strings.Join(s.a.Intents, ", ") +
			"); switch them on in the Developer Portal (Bot, Privileged Gateway Intents), or take them out of the configuration"}
	case 4007, 4009:
		s.session.forget() // cannot be resumed
	case 4008:
		return &pause{5 * s.a.Pause, "gateway: too many frames were sent"}
	}
	return fmt.Errorf("gateway closed: %d %s", closed.Code, closed.Text)
}
