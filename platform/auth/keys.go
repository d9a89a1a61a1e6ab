package auth

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/sync/singleflight"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
)

const (
	// maxAge is how old the keys of an issuer may be, and how long a verified token is remembered: a key that its issuer
	// withdraws stops counting after one maxAge for tokens that come in, and after two for those remembered.
	maxAge = 10 * time.Minute
	// maxOutage is how long known keys go on counting from when they were read where they cannot be read anew. An office
	// must be able to work through a day without its identity provider; whoever stole a key and keeps the issuer from
	// telling so has no more than that day.
	maxOutage = 24 * time.Hour
	// fetchPause is the least time between two fetches. Anybody can make tokens that no key signed, and each would
	// otherwise be a call to the issuer.
	fetchPause = 10 * time.Second
	// filePause is the same for a file, and how old what was read from it may be.
	filePause = time.Second
)

// keys are the public keys of one issuer. They are read when a token needs them: for the first time, when those at hand
// are too old, and when none at hand signed it, for that may be the work of a new key.
type keys struct {
	read   func() ([]jose.JSONWebKey, error) // nil where they never change
	maxAge time.Duration
	pause  time.Duration
	clock  clock.Clock
	log    *slog.Logger

	flight singleflight.Group
	latest atomic.Pointer[reading]
}

// reading is how far the reading of keys has come. It never changes.
type reading struct {
	keys  []jose.JSONWebKey
	at    time.Time // when keys were read
	tried time.Time // when that was last tried
	err   error     // why the last try failed, or nil
}

// newKeys answers keys that are known and never change.
func newKeys(known []jose.JSONWebKey, clk clock.Clock) *keys {
	k := &keys{clock: clk, log: slog.New(slog.DiscardHandler)}
	k.latest.Store(&reading{keys: known})
	return k
}

// verify fails unless one of the keys signed token: with an Unavailable fault where the keys could not be read when it
// mattered, which is our trouble, and with an Unauthenticated one otherwise, which is the caller's.
func (k *keys) verify(ctx context.Context, token *jwt.JSONWebToken) error {
	var latest *reading
	for _, age := range []time.Duration{k.maxAge, 0} {
		if latest = k.atMost(ctx, age); latest.signed(token) {
			return nil
		}
	}
	if latest.err != nil {
		return fault.New(fault.Unavailable, "TOKEN_KEYS_UNAVAILABLE",
			"The keys of the token's issuer cannot be read at the moment.").Because(latest.err)
	}
	return refusal("TOKEN_INVALID", "The token is not signed by its issuer.")
}

// atMost answers keys that are younger than age, reading them anew where that is due. It gives up when ctx ends; the
// reading goes on for the others who wait.
func (k *keys) atMost(ctx context.Context, age time.Duration) *reading {
	if latest := k.latest.Load(); !k.due(latest, age) {
		return latest
	}
	select {
	case done := <-k.flight.DoChan("", func() (any, error) { return k.again(age), nil }):
		return done.Val.(*reading)
	case <-ctx.Done():
		return &reading{err: ctx.Err()}
	}
}

func (k *keys) due(r *reading, age time.Duration) bool {
	now := k.clock.Now()
	return k.read != nil && now.Sub(r.at) >= age && now.Sub(r.tried) >= k.pause
}

// again reads the keys, unless somebody did between the question whether that is due and now. It is never run twice at
// a time.
func (k *keys) again(age time.Duration) *reading {
	last := k.latest.Load()
	if !k.due(last, age) {
		return last
	}
	fresh, err := k.read()
	now := k.clock.Now()
	next := &reading{keys: fresh, at: now, tried: now, err: err}
	if err != nil {
		next.keys, next.at = nil, last.at
		if now.Sub(last.at) < maxOutage {
			next.keys = last.keys
		}
	}
	k.latest.Store(next)
	switch {
	case err != nil && last.err == nil:
		k.log.Warn("the keys of an issuer of tokens cannot be read", "error", err)
	case err == nil && last.err != nil:
		k.log.Info("the keys of an issuer of tokens can be read again")
	}
	return next
}

// signed says whether one of the keys signed token. A key is named by its id where both have one (RFC 7515 section
// 4.1.4).
func (r *reading) signed(token *jwt.JSONWebToken) bool {
	id := token.Headers[0].KeyID
	for _, key := range r.keys {
		if (id == "" || key.KeyID == "" || id == key.KeyID) && token.Claims(key) == nil {
			return true
		}
	}
	return false
}
