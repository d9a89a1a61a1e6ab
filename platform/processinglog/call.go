package processinglog

import (
	"context"
	"sync/atomic"
)

// Call is a call to a method that processes personal data.
type Call struct {
	method, activity string
	logged           atomic.Bool
}

type callKey struct{}

// Begin answers the context of a call to a method which is the processing called activity.
func Begin(ctx context.Context, method, activity string) (context.Context, *Call) {
	c := &Call{method: method, activity: activity}
	return context.WithValue(ctx, callKey{}, c), c
}

// Logged says whether the call was entered into the log.
func (c *Call) Logged() bool { return c.logged.Load() }

// Stands says that what the call of ctx does is in the log already, by the line of a call before it: what a machine reads every
// few minutes may have one line a day.
func Stands(ctx context.Context) {
	if c := callIn(ctx); c != nil {
		c.logged.Store(true)
	}
}

func callIn(ctx context.Context) *Call {
	c, _ := ctx.Value(callKey{}).(*Call)
	return c
}
