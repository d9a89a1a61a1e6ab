package outbox

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/attribute"

	"github.com/deschoor/meedoen/platform/gauge"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// streamEvery is how long the size of the stream holds.
const streamEvery = 10 * time.Second

// observe publishes the age of the oldest event that waits: 0 when all is well, growing while the stream is away; and how much
// the stream holds.
func (r *Relay) observe() error {
	_, err := gauge.Set{
		Meter: r.Meter, Scope: "meedoen/outbox", Clock: r.Clock,
		Gauges: []gauge.Gauge{{
			Name: "meedoen.outbox.age", Unit: "s", Description: "Age of the oldest event that was not sent to its stream.",
		}},
		Look: r.lookAtAge,
	}.Observe()
	if err != nil {
		return err
	}
	_, err = gauge.Set{
		Meter: r.Meter, Scope: "meedoen/outbox", Clock: r.Clock, Every: streamEvery,
		Gauges: []gauge.Gauge{
			{Name: "meedoen.stream.size", Unit: "By", Description: "How much the stream of the service holds."},
			{Name: "meedoen.stream.events", Unit: "{event}", Description: "How many events the stream of the service holds."},
		},
		Look: r.lookAtStream,
	}.Observe()
	return err
}

func (r *Relay) lookAtAge(ctx context.Context, put gauge.Put) error {
	var oldest sqldb.Time
	err := r.DB.Read().QueryRowContext(ctx, `-- name: OldestUnsent :one
SELECT created_at FROM outbox WHERE sent_at = 0 ORDER BY id LIMIT 1`).Scan(&oldest)
	if errors.Is(err, sql.ErrNoRows) {
		put("meedoen.outbox.age", 0)
		return nil
	}
	if err == nil {
		put("meedoen.outbox.age", r.Clock.Now().Sub(oldest.Time).Seconds())
	}
	return err
}

// lookAtStream: who asks while the connection is away waits in vain.
func (r *Relay) lookAtStream(ctx context.Context, put gauge.Put) error {
	if err := r.NATS.Ready(ctx); err != nil {
		return err
	}
	stream, err := r.NATS.JS.Stream(ctx, natsx.StreamName(r.Service))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil // nothing was ever sent
	}
	if err == nil {
		state, about := stream.CachedInfo().State, attribute.String("stream", r.Service)
		put("meedoen.stream.size", float64(state.Bytes), about)
		put("meedoen.stream.events", float64(state.Msgs), about)
	}
	return err
}
