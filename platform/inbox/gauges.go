package inbox

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/attribute"

	"github.com/deschoor/meedoen/platform/gauge"
	"github.com/deschoor/meedoen/platform/natsx"
)

// lagEvery is how long it holds how far the consumer is behind: the server is asked for that.
const lagEvery = 10 * time.Second

// observe publishes how many dead letters of the stream wait for somebody to retry or drop them, and how far the consumer is
// behind. Each instance tells the same, whichever of them handles the events.
func (c *Consumer) observe() error {
	_, err := gauge.Set{
		Meter: c.Meter, Scope: "meedoen/inbox", Clock: c.Clock,
		Gauges: []gauge.Gauge{{
			Name: "meedoen.inbox.dead_letters.waiting", Unit: "{event}",
			Description: "Events that were set aside and were neither handled nor dropped since.",
		}},
		Look: c.lookAtDeadLetters,
	}.Observe()
	if err != nil {
		return err
	}
	_, err = gauge.Set{
		Meter: c.Meter, Scope: "meedoen/inbox", Clock: c.Clock, Every: lagEvery,
		Gauges: []gauge.Gauge{
			{Name: "meedoen.inbox.lag", Unit: "{event}", Description: "Events of the stream that were not handled yet."},
			{Name: "meedoen.inbox.lag.age", Unit: "s", Description: "How long ago the oldest of them came into the stream."},
		},
		Look: c.lookAtLag,
	}.Observe()
	return err
}

func (c *Consumer) lookAtDeadLetters(ctx context.Context, put gauge.Put) error {
	var waiting int64
	err := c.DB.Read().QueryRowContext(ctx, `-- name: CountDeadLetters :one
SELECT COUNT(*) FROM dead_letter WHERE stream = $1`, c.Service).Scan(&waiting)
	if err == nil {
		put("meedoen.inbox.dead_letters.waiting", float64(waiting), c.about())
	}
	return err
}

// lookAtLag: who asks while the connection is away waits in vain.
func (c *Consumer) lookAtLag(ctx context.Context, put gauge.Put) error {
	if err := c.NATS.Ready(ctx); err != nil {
		return err
	}
	stream, err := c.NATS.JS.Stream(ctx, natsx.StreamName(c.Service))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil // nothing was ever told
	}
	if err != nil {
		return err
	}
	handled, err := sequenceOf(ctx, c.DB, c.Service)
	if err != nil {
		return err
	}
	// A stream that was made anew may be shorter than what was handled of the one before, until the consumer has begun it.
	last := stream.CachedInfo().State.LastSeq
	behind := last - min(last, uint64(handled))
	put("meedoen.inbox.lag", float64(behind), c.about())
	age := 0.0
	if behind > 0 {
		next, err := stream.GetMsg(ctx, uint64(handled)+1)
		if err != nil {
			return err
		}
		age = max(0, c.Clock.Now().Sub(next.Time).Seconds())
	}
	put("meedoen.inbox.lag.age", age, c.about())
	return nil
}

func (c *Consumer) about() attribute.KeyValue { return attribute.String("stream", c.Service) }
