package outbox

import (
	"context"

	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// observe publishes the age of the oldest event that waits: 0 when all is well, growing while the stream is away.
func (r *Relay) observe() error {
	if r.Meter == nil {
		return nil
	}
	_, err := r.Meter.Meter("meedoen/outbox").Float64ObservableGauge("meedoen.outbox.age",
		metric.WithUnit("s"),
		metric.WithDescription("Age of the oldest event that was not sent to its stream."),
		metric.WithFloat64Callback(func(ctx context.Context, o metric.Float64Observer) error {
			var oldest sqldb.Time
			err := r.DB.Read().QueryRowContext(ctx, `-- name: OldestUnsent :one
SELECT COALESCE(MIN(created_at), 0) FROM outbox WHERE sent_at = 0`).Scan(&oldest)
			if err != nil {
				return err
			}
			age := 0.0
			if !oldest.IsZero() {
				age = r.Clock.Now().Sub(oldest.Time).Seconds()
			}
			o.Observe(age)
			return nil
		}))
	return err
}
