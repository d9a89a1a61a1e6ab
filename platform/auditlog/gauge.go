package auditlog

import (
	"context"
	"database/sql"
	"errors"

	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/gauge"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Observe publishes how long ago the oldest line was written that is not sealed, in seconds, 0 where all are: it grows while
// sealing fails, and what is not sealed can be changed unnoticed.
func Observe(meter metric.MeterProvider, db *sqldb.DB, c clock.Clock) error {
	_, err := gauge.Set{
		Meter: meter, Scope: "meedoen/auditlog", Clock: c,
		Gauges: []gauge.Gauge{{
			Name: "meedoen.audit.unsealed.age", Unit: "s", Description: "Age of the oldest line of the audit log that is not sealed.",
		}},
		Look: func(ctx context.Context, put gauge.Put) error {
			var oldest sqldb.Time
			err := db.Read().QueryRowContext(ctx, `-- name: OldestUnsealed :one
SELECT created_at FROM audit_log WHERE batch = 0 ORDER BY id LIMIT 1`).Scan(&oldest)
			if errors.Is(err, sql.ErrNoRows) {
				put("meedoen.audit.unsealed.age", 0)
				return nil
			}
			if err == nil {
				put("meedoen.audit.unsealed.age", max(0, c.Now().Sub(oldest.Time).Seconds()))
			}
			return err
		},
	}.Observe()
	return err
}
