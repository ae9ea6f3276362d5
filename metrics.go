package main

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

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

// metrics is the figures of one process, in a registry of its own. It measures
// where the bot and its adapters meet, so neither knows of it.
type metrics struct {
	registry *prometheus.Registry
	events   *prometheus.CounterVec
	acks     *prometheus.HistogramVec
	sends    *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		events:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "brobygger_events_total", Help: "Events offered by a platform, by what became of them: saved or refused."}, []string{"project", "platform", "result"}),
		acks: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "brobygger_ack_seconds", Help: "Time from an event to its durable answer.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2}}, []string{"project", "platform"}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "brobygger_sends_total", Help: "Deliveries handed to a platform, by class of result."}, []string{"project", "platform", "result"}),
	}
	m.registry.MustRegister(m.events, m.acks, m.sends, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
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
	return a.Adapter.Run(ctx, &measuredHost{host, a})
}

func (a *measuredAdapter) Send(ctx context.Context, d adapters.Delivery) (chat.Ref, error) {
	ref, err := a.Adapter.Send(ctx, d)
	result := "sent"
	if class := adapters.ClassOf(err); class != "" {
		result = string(class)
	}
	a.metrics.sends.WithLabelValues(a.project, a.Platform(), result).Inc()
	return ref, err
}

// measuredHost times the answers to events.
type measuredHost struct {
	adapters.Host
	of *measuredAdapter
}

func (h *measuredHost) Accept(ctx context.Context, ev chat.Event) (chat.Ack, error) {
	began := time.Now()
	ack, err := h.Host.Accept(ctx, ev)
	h.of.metrics.acks.WithLabelValues(h.of.project, h.of.Platform()).Observe(time.Since(began).Seconds())
	result := "saved"
	if err != nil {
		result = "refused"
	}
	h.of.metrics.events.WithLabelValues(h.of.project, h.of.Platform(), result).Inc()
	return ack, err
}

// watch adds what waits in the store to the figures.
func (m *metrics) watch(s store.Store, q store.Queue, projects []string) {
	m.registry.MustRegister(&waiting{
		store: s, queue: q, projects: projects,
		items:  prometheus.NewDesc("brobygger_items", "Outbox items that have not ended, by state; at most 1000 of each are counted.", []string{"project", "state"}, nil),
		timers: prometheus.NewDesc("brobygger_timers", "Timers that wait; at most 1000 are counted.", []string{"project"}, nil),
		lag:    prometheus.NewDesc("brobygger_lag_seconds", "How long the oldest due timer has been waiting.", nil, nil),
	})
}

// waiting counts what waits in the store when the figures are asked for, at
// most every ten seconds.
type waiting struct {
	store              store.Store
	queue              store.Queue
	projects           []string
	items, timers, lag *prometheus.Desc

	mu   sync.Mutex
	read time.Time
	last []prometheus.Metric
}

// Describe implements [prometheus.Collector].
func (w *waiting) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{w.items, w.timers, w.lag} {
		to <- d
	}
}

// Collect implements [prometheus.Collector].
func (w *waiting) Collect(to chan<- prometheus.Metric) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := time.Now(); w.read.IsZero() || now.Sub(w.read) > countEvery {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		w.last, w.read = w.count(ctx, now), now
	}
	for _, m := range w.last {
		to <- m
	}
}

func (w *waiting) count(ctx context.Context, now time.Time) (all []prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		all = append(all, prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...))
	}
	for _, id := range w.projects {
		err := w.store.View(ctx, id, func(r store.Reader) error {
			for _, state := range []store.State{store.Held, store.Ready, store.Sending, store.Unknown} {
				items, err := r.Items(store.ItemQuery{States: []store.State{state}, Limit: countUpTo})
				if err != nil {
					return err
				}
				gauge(w.items, float64(len(items)), id, string(state))
			}
			timers, err := r.Timers(countUpTo)
			if err != nil {
				return err
			}
			gauge(w.timers, float64(len(timers)), id)
			return nil
		})
		if err != nil {
			all = append(all, prometheus.NewInvalidMetric(w.items, err))
		}
	}
	due, err := w.queue.Due(ctx, now, 1)
	switch {
	case err != nil:
		all = append(all, prometheus.NewInvalidMetric(w.lag, err))
	case len(due) > 0:
		gauge(w.lag, now.Sub(due[0].Due).Seconds())
	default:
		gauge(w.lag, 0)
	}
	return all
}
