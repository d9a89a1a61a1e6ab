package local

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Retry is which calls that end as UNAVAILABLE are made again, and when: as the service config of a connection over a network
// says it (gRFC A6).
type Retry struct {
	// Of says whether a method, "/package.Service/Method", may be called again; nil: none may.
	Of func(method string) bool
	// Attempts is how often a call is made at most.
	Attempts int
	// First is how long the second attempt waits, Factor by how much longer each one after it, and Most what is the longest.
	First, Most time.Duration
	Factor      float64
	// Tokens is how many failures may be spared, and Ratio how much of one a success brings back: while half of them are spent
	// nothing is made again. 0: all is.
	Tokens, Ratio float64
}

// again does what once says until it goes well, or may not be done again.
func (c *Conn) again(ctx context.Context, method string, once func() (committed bool, err error)) error {
	retry := c.client.Retry
	for attempt := 1; ; attempt++ {
		committed, err := once()
		if status.Code(err) != codes.Unavailable {
			if err == nil {
				c.throttle.succeeded(retry)
			}
			return err
		}
		if committed || retry.Of == nil || !retry.Of(method) || c.throttle.failed(retry) || attempt >= retry.Attempts {
			return err
		}
		if !pause(ctx, retry.after(attempt)) {
			return outside(ctx.Err())
		}
	}
}

// after answers how long to wait after so many attempts: a fifth more or less, so that callers do not come back together.
func (r Retry) after(attempts int) time.Duration {
	wait := min(float64(r.First)*math.Pow(r.Factor, float64(attempts-1)), float64(r.Most))
	return time.Duration(wait * (0.8 + 0.4*rand.Float64()))
}

// pause says whether ctx lasted so long.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// throttle keeps a server in trouble from being pushed under by what is made again.
type throttle struct {
	mu    sync.Mutex
	spent float64
}

// failed counts a failure, and says whether too many were counted.
func (t *throttle) failed(r Retry) bool {
	if r.Tokens == 0 {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.spent = min(t.spent+1, r.Tokens)
	return t.spent >= r.Tokens/2
}

func (t *throttle) succeeded(r Retry) {
	if r.Tokens == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.spent = max(t.spent-r.Ratio, 0)
}
