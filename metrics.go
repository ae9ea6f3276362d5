package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	figures "github.com/VictoriaMetrics/metrics"

	"brobygger/adapters"
	"brobygger/chat"
	"brobygger/store"
)

const (
	// countUpTo bounds what one reading of the figures costs the store.
	countUpTo = 1000
	// countEvery is how long a reading of the store is given out again.
	countEvery = 10 * time.Second
)

// metrics is the figures of one process, in the form Prometheus reads:
//
//	brobygger_events_total{platform,project,result}  events offered by a platform: saved or refused
//	brobygger_ack_seconds{platform,project}          time from an event to its durable answer
//	brobygger_sends_total{platform,project,result}   deliveries handed to a platform: sent, or the class of the error
//	brobygger_items{project,state}                   outbox items that have not ended; at most 1000 of each are counted
//	brobygger_timers{project}                        timers that wait; at most 1000 are counted
//	brobygger_lag_seconds                            how long the oldest due timer has been waiting
//
// and those of the process. It measures where the bot and its adapters meet, so
// neither knows of it.
type metrics struct{ set *figures.Set }

func newMetrics() *metrics { return &metrics{figures.NewSet()} }

func (m *metrics) handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.set.WritePrometheus(w)
		figures.WriteProcessMetrics(w)
	})
}

// count adds one to a counter; what became of it is the last label.
func (m *metrics) count(name, platform, project, result string) {
	m.set.GetOrCreateCounter(fmt.Sprintf("%s{platform=%q,project=%q,result=%q}", name, platform, project, result)).Inc()
}

// measured gives the adapters with a meter on each.
func (m *metrics) measured(project string, all []adapters.Adapter) (out []adapters.Adapter) {
	for _, a := range all {
		out = append(out, &measuredAdapter{a, m, project})
	}
	return out
}

// measuredAdapter counts what goes through an adapter.
type measuredAdapter struct {
	adapters.Adapter
	metrics *metrics
	project string
}

func (a *measuredAdapter) Run(ctx context.Context, host adapters.Host) error {
	took := a.metrics.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("brobygger_ack_seconds{platform=%q,project=%q}", a.Platform(), a.project),
		[]float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2})
	return a.Adapter.Run(ctx, &measuredHost{host, a, took})
}

func (a *measuredAdapter) Send(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	ref, err := a.Adapter.Send(ctx, d)
	result := "sent"
	if class := adapters.ClassOf(err); class != "" {
		result = string(class)
	}
	a.metrics.count("brobygger_sends_total", a.Platform(), a.project, result)
	return ref, err
}

// measuredHost times the answers to events.
type measuredHost struct {
	adapters.Host
	of   *measuredAdapter
	took *figures.PrometheusHistogram
}

func (h *measuredHost) Accept(ctx context.Context, ev chat.Event) (chat.Ack, error) {
	began := time.Now()
	ack, err := h.Host.Accept(ctx, ev)
	h.took.UpdateDuration(began)
	result := "saved"
	if err != nil {
		result = "refused"
	}
	h.of.metrics.count("brobygger_events_total", h.of.Platform(), h.of.project, result)
	return ack, err
}

// watch adds what waits in the store to the figures.
func (m *metrics) watch(s store.Store, q store.Queue, projects []string) {
	w := &waiting{store: s, queue: q, projects: projects}
	m.set.RegisterMetricsWriter(w.write)
}

// waiting counts what waits in the store when the figures are asked for, at
// most every ten seconds. What cannot be counted is left out.
type waiting struct {
	store    store.Store
	queue    store.Queue
	projects []string

	mu   sync.Mutex
	read time.Time
	last bytes.Buffer
}

func (w *waiting) write(to io.Writer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := time.Now(); w.read.IsZero() || now.Sub(w.read) > countEvery {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		w.last.Reset()
		w.count(ctx, now)
		w.read = now
	}
	_, _ = to.Write(w.last.Bytes()) // whoever asked has gone
}

func (w *waiting) count(ctx context.Context, now time.Time) {
	gauge := func(name string, v float64) { figures.WriteGaugeFloat64(&w.last, name, v) }
	for _, id := range w.projects {
		_ = w.store.View(ctx, id, func(r store.Reader) error {
			for _, state := range []store.State{store.Held, store.Ready, store.Sending, store.Unknown} {
				items, err := r.Items(store.ItemQuery{States: []store.State{state}, Limit: countUpTo})
				if err != nil {
					return err
				}
				gauge(fmt.Sprintf("brobygger_items{project=%q,state=%q}", id, string(state)), float64(len(items)))
			}
			timers, err := r.Timers(countUpTo)
			if err != nil {
				return err
			}
			gauge(fmt.Sprintf("brobygger_timers{project=%q}", id), float64(len(timers)))
			return nil
		})
	}
	switch due, err := w.queue.Due(ctx, now, 1); {
	case err != nil:
	case len(due) > 0:
		gauge("brobygger_lag_seconds", now.Sub(due[0].Due).Seconds())
	default:
		gauge("brobygger_lag_seconds", 0)
	}
}
