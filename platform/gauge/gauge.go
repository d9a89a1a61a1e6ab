// Package gauge publishes values that have to be looked up, such as the age of what waits in a table. What cannot be looked up is
// absent, and never keeps other metrics from being sent: OpenTelemetry sends none of a module's when one of its callbacks errs,
// which would be all of them as soon as its database is away.
package gauge

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/clock"
)

// patience is how long one look may take. Whoever collects waits for it with everything else.
const patience = 5 * time.Second

// Gauge is one of the values, by its name in OpenTelemetry.
type Gauge struct {
	Name        string
	Unit        string // as UCUM has it: "s", "By", "{event}"; never "1", which Prometheus calls a ratio
	Description string
}

// Set is gauges whose values are looked up together.
type Set struct {
	Meter metric.MeterProvider // nil: nothing is published
	Scope string               // of the instruments, such as "meedoen/outbox"
	Clock clock.Clock
	// Every is how long values hold before they are looked up again; 0: they are at every collection. What costs more than a look
	// into an index says ten seconds or more, for collectors may ask as often as they like.
	Every  time.Duration
	Gauges []Gauge
	// Look looks the values up. What it put before an error is published.
	Look func(ctx context.Context, put Put) error
}

// Put gives a value to the gauge with a name, one for each set of attributes.
type Put func(name string, value float64, attributes ...attribute.KeyValue)

// Observe publishes the set until stop is called.
func (s Set) Observe() (stop func() error, err error) {
	if s.Meter == nil {
		return func() error { return nil }, nil
	}
	w := &watch{Set: s, gauges: map[string]metric.Float64Observable{}}
	meter := s.Meter.Meter(s.Scope)
	instruments := make([]metric.Observable, len(s.Gauges))
	for i, g := range s.Gauges {
		gauge, err := meter.Float64ObservableGauge(g.Name, metric.WithUnit(g.Unit), metric.WithDescription(g.Description))
		if err != nil {
			return nil, fmt.Errorf("observe %s: %w", g.Name, err)
		}
		w.gauges[g.Name], instruments[i] = gauge, gauge
	}
	// Registered apart: of a callback that comes with its instrument that of a second set with the same name would be left out.
	registration, err := meter.RegisterCallback(w.observe, instruments...)
	if err != nil {
		return nil, fmt.Errorf("observe %s: %w", s.Scope, err)
	}
	return registration.Unregister, nil
}

// watch is a set that is published.
type watch struct {
	Set
	gauges map[string]metric.Float64Observable

	mu     sync.Mutex // guards what follows
	looked time.Time
	values []value
}

type value struct {
	gauge      metric.Float64Observable
	value      float64
	attributes metric.MeasurementOption
}

func (w *watch) observe(ctx context.Context, o metric.Observer) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := w.Clock.Now(); w.looked.IsZero() || now.Sub(w.looked) >= w.Every || now.Before(w.looked) {
		w.looked = now
		w.look(ctx)
	}
	for _, v := range w.values {
		o.ObserveFloat64(v.gauge, v.value, v.attributes)
	}
	return nil
}

// look passes over the error: whoever works with the same thing tells of it, and an absent value is told by an alert.
func (w *watch) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	w.values = nil
	_ = w.Look(ctx, func(name string, v float64, attributes ...attribute.KeyValue) {
		if gauge := w.gauges[name]; gauge != nil {
			w.values = append(w.values, value{gauge, v, metric.WithAttributes(attributes...)})
		}
	})
}
