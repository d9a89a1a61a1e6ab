package inbox

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"github.com/deschoor/meedoen/platform/gauge"
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
	waiting, err := c.countDeadLetters(ctx)
	if err == nil {
		put("meedoen.inbox.dead_letters.waiting", float64(waiting), c.about())
	}
	return err
}

func (c *Consumer) lookAtLag(ctx context.Context, put gauge.Put) error {
	s, err := c.progress(ctx)
	if err != nil || !s.Known {
		return err // who is away tells nothing, and a stream that is not there is one to which nothing was ever told
	}
	// A stream that was made anew may be shorter than what was handled of the one before, until the consumer has begun it.
	behind := max(0, s.End-s.Position)
	put("meedoen.inbox.lag", float64(behind), c.about())
	switch {
	case behind == 0:
		put("meedoen.inbox.lag.age", 0, c.about())
	case !s.WaitingSince.IsZero():
		put("meedoen.inbox.lag.age", max(0, c.Clock.Now().Sub(s.WaitingSince).Seconds()), c.about())
	}
	return nil
}

func (c *Consumer) about() attribute.KeyValue { return attribute.String("stream", c.Service) }
