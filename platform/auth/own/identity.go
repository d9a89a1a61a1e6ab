// Package own is who a process is when it calls others by itself: a token of its own on every call, from a file that
// something else renews or from an issuer that it asks. Services in one process have theirs from an issuer inside it.
package own

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/fault"
)

// Identity puts the token of the process on calls over gRPC, and hands it to HTTP clients. It is renewed while calls go
// on with the one before; only without a token that counts does a call wait, and no longer than its own deadline.
type Identity struct {
	source source
	clock  clock.Clock
	log    *slog.Logger
	flight singleflight.Group
	latest atomic.Pointer[held]
}

// held is the newest token, and how the last look for a newer one went. It never changes.
type held struct {
	token string
	ends  time.Time
	next  time.Time // when to look again
	err   error     // why the last look failed, or nil
}

// New answers the identity that cfg describes; log gets a line when it cannot be renewed, and when it can again. What is
// wrong with cfg is answered at once, as a *config.Error; an issuer is not asked yet.
func New(cfg Config, clk clock.Clock, log *slog.Logger) (*Identity, error) {
	if problems := cfg.Validate(); len(problems) > 0 {
		return nil, &config.Error{Problems: problems}
	}
	if !cfg.IsSet() {
		return nil, errors.New("identity of the process: none is configured")
	}
	return newIdentity(cfg.source(), clk, log), nil
}

func newIdentity(from source, clk clock.Clock, log *slog.Logger) *Identity {
	i := &Identity{source: from, clock: clk, log: log}
	i.latest.Store(&held{})
	return i
}

// GetRequestMetadata answers the header with the token. It fails with UNAVAILABLE and reason OWN_TOKEN_UNAVAILABLE where
// there is none that counts, for that is no fault of the call's.
func (i *Identity) GetRequestMetadata(ctx context.Context, _ ...string) (map[string]string, error) {
	h, err := i.current(ctx)
	if err != nil {
		return nil, fault.Status(err, "").Err()
	}
	return map[string]string{"authorization": "Bearer " + h.token}, nil
}

// RequireTransportSecurity answers false: what is between services, a mesh or a proxy, brings TLS, and gRPC here cannot
// see that.
func (*Identity) RequireTransportSecurity() bool { return false }

// Token answers the token for an HTTP client (oauth2.TokenSource). It waits as long as reading it takes, ten seconds at
// most.
func (i *Identity) Token() (*oauth2.Token, error) {
	h, err := i.current(context.Background())
	if err != nil {
		return nil, err
	}
	return &oauth2.Token{AccessToken: h.token, TokenType: "Bearer", Expiry: h.ends}, nil
}

// current answers a token that counts.
func (i *Identity) current(ctx context.Context) (*held, error) {
	h, now := i.latest.Load(), i.clock.Now()
	if !now.Before(h.next) {
		newer := i.flight.DoChan("", func() (any, error) { return i.renew(), nil })
		if !now.Before(h.ends) {
			select {
			case done := <-newer:
				h = done.Val.(*held)
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
	if !i.clock.Now().Before(h.ends) {
		return nil, fault.New(fault.Unavailable, "OWN_TOKEN_UNAVAILABLE",
			"The service has no token of its own at the moment.").Because(h.err)
	}
	return h, nil
}

// renew looks for a newer token, unless somebody did between the question whether that is due and now. It is never run
// twice at a time.
func (i *Identity) renew() *held {
	last := i.latest.Load()
	if i.clock.Now().Before(last.next) {
		return last
	}
	// No caller's context: others wait for the same token.
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	fresh, err := i.read(ctx)
	if err != nil {
		fresh = &held{token: last.token, ends: last.ends, next: i.clock.Now().Add(i.source.pause), err: err}
	}
	i.latest.Store(fresh)
	switch {
	case err != nil && last.err == nil:
		i.log.Warn("the token of this process cannot be renewed", "error", err, "ends", last.ends)
	case err == nil && last.err != nil:
		i.log.Info("the token of this process can be renewed again")
	}
	return fresh
}

func (i *Identity) read(ctx context.Context) (*held, error) {
	token, err := i.source.read(ctx)
	if err != nil {
		return nil, err
	}
	end, err := ends(token)
	if err != nil {
		return nil, err
	}
	now := i.clock.Now()
	if !now.Before(end) {
		return nil, errors.New("the token ended at " + end.Format(time.RFC3339))
	}
	return &held{token: token, ends: end, next: now.Add(i.source.next(end.Sub(now)))}, nil
}
