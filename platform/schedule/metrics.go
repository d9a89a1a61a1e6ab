package schedule

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// observe counts failures, and publishes how late the timer is that waits longest: 0 when all is well.
func (s *Scheduler) observe() (err error) {
	provider := s.Meter
	if provider == nil {
		provider = metricnoop.NewMeterProvider()
	}
	meter := provider.Meter("meedoen/schedule")
	s.failed, err = meter.Int64Counter("meedoen.schedule.failures",
		metric.WithDescription("Timers that could not be handled and are tried again, by kind."))
	if err != nil {
		return fmt.Errorf("observe timers: %w", err)
	}
	_, err = meter.Float64ObservableGauge("meedoen.schedule.delay",
		metric.WithUnit("s"),
		metric.WithDescription("How long ago the oldest timer was due that was not handled."),
		metric.WithFloat64Callback(s.observeDelay))
	if err != nil {
		return fmt.Errorf("observe timers: %w", err)
	}
	return nil
}

func (s *Scheduler) observeDelay(ctx context.Context, o metric.Float64Observer) error {
	now := s.Clock.Now()
	var oldest sqldb.Time
	err := s.DB.Read().QueryRowContext(ctx, `-- name: OldestTimer :one
SELECT COALESCE(MIN(due_at), 0) FROM timer WHERE due_at <= $1`, sqldb.At(now)).Scan(&oldest)
	if err != nil {
		return err
	}
	delay := 0.0
	if !oldest.IsZero() {
		delay = now.Sub(oldest.Time).Seconds()
	}
	o.Observe(delay)
	return nil
}

func (s *Scheduler) countFailure(ctx context.Context, kind string) {
	s.failed.Add(ctx, 1, metric.WithAttributes(attribute.String("kind", kind)))
}
