package limits

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/fault"
)

// overloaded is how long callers are asked to wait where too much is under way: most calls take far less.
const overloaded = time.Second

// RateLimited is the fault of a caller that makes more calls than it may, and may make the next after wait.
func RateLimited(wait time.Duration) *fault.Error {
	return fault.New(fault.Exhausted, "RATE_LIMITED", "You make more calls than one caller may. Wait, and go on slower.").
		After(wait)
}

// Overloaded is the fault of a call that comes while too many are under way.
func Overloaded() *fault.Error {
	return fault.New(fault.Unavailable, "OVERLOADED", "Too many calls are under way. Try again in a moment.").After(overloaded)
}

// TooManyStreams is the fault of a caller that has as many streams open as it may.
func TooManyStreams() *fault.Error {
	return fault.New(fault.Exhausted, "STREAMS_TOO_MANY", "You have as many streams open as one caller may. End one first.").
		After(overloaded)
}

// Counter counts what was refused, by the reason of the fault and never by who was.
type Counter struct{ refused metric.Int64Counter }

// NewCounter answers a counter whose numbers go to meter; nil: nowhere.
func NewCounter(meter metric.MeterProvider) (Counter, error) {
	if meter == nil {
		return Counter{}, nil
	}
	refused, err := meter.Meter("meedoen/limits").Int64Counter("meedoen.limits.refused",
		metric.WithDescription("Calls that were refused because there were too many."), metric.WithUnit("{call}"))
	if err != nil {
		return Counter{}, err
	}
	for _, f := range []*fault.Error{RateLimited(0), Overloaded(), TooManyStreams()} {
		refused.Add(context.Background(), 0, reasonOf(f)) // who watches sees the first one too
	}
	return Counter{refused}, nil
}

// Count counts a refusal, and answers it.
func (c Counter) Count(ctx context.Context, f *fault.Error) *fault.Error {
	if c.refused != nil {
		c.refused.Add(ctx, 1, reasonOf(f))
	}
	return f
}

func reasonOf(f *fault.Error) metric.MeasurementOption {
	return metric.WithAttributes(attribute.String("reason", f.Reason))
}
