package limits

import (
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"github.com/deschoor/meedoen/platform/clock"
)

// remembered is of how many callers the use is known: some 10 MB. Who calls from more addresses than that is forgotten, and
// begins anew; nobody can make it grow.
const remembered = 50_000

// Rate gives each caller a bucket of tokens (token bucket): a call takes one, and they come back at a fixed rate. A nil Rate
// lets everybody through.
type Rate struct {
	rate  rate.Limit
	burst int
	clock clock.Clock

	mu      sync.Mutex
	buckets *lru.LRU[string, *rate.Limiter]
}

// NewRate answers the limit that cfg says, nil where it says none.
func NewRate(cfg Config, clk clock.Clock) *Rate {
	if cfg.Rate <= 0 {
		return nil
	}
	buckets, err := lru.NewLRU[string, *rate.Limiter](remembered, nil)
	if err != nil { // for a size of 0 or less alone
		panic(err)
	}
	return &Rate{rate: rate.Limit(cfg.Rate), burst: cfg.burst(), clock: clk, buckets: buckets}
}

// Take takes a token of the caller with a key. It answers 0, or how long it takes until there is one.
func (r *Rate) Take(key string) (wait time.Duration) {
	if r == nil {
		return 0
	}
	now, bucket := r.clock.Now(), r.bucket(key)
	if bucket.AllowN(now, 1) {
		return 0
	}
	token := bucket.ReserveN(now, 1)
	if wait = token.DelayFrom(now); wait > 0 {
		token.CancelAt(now) // what is refused costs nothing, or who keeps trying would never get in
	}
	return wait
}

// Wait answers what Take would, and takes nothing.
func (r *Rate) Wait(key string) time.Duration {
	if r == nil {
		return 0
	}
	missing := 1 - r.bucket(key).TokensAt(r.clock.Now())
	if missing <= 0 {
		return 0
	}
	return time.Duration(missing / float64(r.rate) * float64(time.Second))
}

// Limits answers how many calls may be made at once, and in how much time they come back.
func (r *Rate) Limits() (calls int, window time.Duration) {
	return r.burst, time.Duration(float64(r.burst) / float64(r.rate) * float64(time.Second))
}

// bucket answers the bucket of a caller, a full one where none is known.
func (r *Rate) bucket(key string) *rate.Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	b, known := r.buckets.Get(key)
	if !known {
		b = rate.NewLimiter(r.rate, r.burst)
		r.buckets.Add(key, b)
	}
	return b
}
