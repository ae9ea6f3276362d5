package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Beginning a session is dear: a bot that does it over 1,000 times a day loses
// its token. https://docs.discord.com/developers/events/gateway#identifying
// So it is done only when no session can be resumed, with five seconds between
// two, and not at all when the day's last are left.

// gate lets one shard identify at a time.
type gate struct {
	mu   sync.Mutex
	next time.Time
}

// pass waits for its turn.
func (g *gate) pass(ctx context.Context, apart time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	sleep(ctx, time.Until(g.next))
	g.next = time.Now().Add(apart)
}

// gatewayBot is what Discord says of the gateway for this bot.
type gatewayBot struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"`
	Limit  struct {
		Total     int   `json:"total"`
		Remaining int   `json:"remaining"`
		After     int64 `json:"reset_after"` // milliseconds
	} `json:"session_start_limit"`
}

func (a *Adapter) gateway(ctx context.Context) (g gatewayBot, err error) {
	err = a.rest.do(ctx, request{method: http.MethodGet, route: "gateway/bot"}, &g)
	switch {
	case statusOf(err) == http.StatusUnauthorized:
		return g, &permanent{badToken}
	case err != nil:
		return g, fmt.Errorf("ask for the gateway: %w", err)
	}
	return g, nil
}

// askShards asks how many connections there should be, until it is told.
func (a *Adapter) askShards(ctx context.Context) error {
	for wait := a.Pause; ctx.Err() == nil; wait = min(2*wait, 60*a.Pause) {
		g, err := a.gateway(ctx)
		if p, ok := errors.AsType[*permanent](err); ok {
			return p
		}
		if err == nil {
			a.share(max(1, g.Shards))
			return nil
		}
		a.Log.Warn("gateway not asked", "error", err)
		sleep(ctx, wait)
	}
	return nil
}

// mayIdentify waits until a new session may begin, and gives the gateway's address.
func (s *shard) mayIdentify(ctx context.Context) (address string, err error) {
	s.a.identify.pass(ctx, 5*s.a.Pause)
	for {
		gateway, err := s.a.gateway(ctx)
		if err != nil {
			return "", err
		}
		if gateway.Limit.Total == 0 || gateway.Limit.Remaining > gateway.Limit.Total/100 {
			return gateway.URL, nil
		}
		wait := time.Duration(gateway.Limit.After) * time.Millisecond
		s.a.Log.Warn("the day's last gateway sessions are kept back; waiting", "shard", s.number, "left", gateway.Limit.Remaining, "wait", wait)
		s.is(fmt.Sprintf("waiting %s: too many sessions were begun today, so something restarts the bot again and again", wait.Round(time.Minute)))
		reached, stop := s.a.Clock.Until(s.a.Clock.Now().Add(wait))
		select {
		case <-ctx.Done():
			stop()
			return "", ctx.Err()
		case <-reached:
		}
		stop()
	}
}

// badToken is what an operator reads when Discord does not know the token.
const badToken = "the bot's token is not valid; make a new one in the Developer Portal (Bot, Reset Token) and write it in the configuration"
