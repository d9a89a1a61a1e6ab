package grpcx

import (
	"context"
	"errors"
	"net"
	"net/netip"

	"google.golang.org/grpc/peer"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/limits"
)

// guesses is how many tokens that do not count one address may send: verifying a signature costs some 90 µs, so that is 2 % of
// a processor. A gateway sends those of all its callers from one address; it bounds them itself, by the address of each.
func guesses() limits.Config { return limits.Config{Rate: 200, Burst: 2000} }

// bounds are what callers of a server may take of it.
type bounds struct {
	calls   *limits.Rate
	guesses *limits.Rate
	unary   *limits.Gate
	streams *limits.Gate
	refused limits.Counter
}

func newBounds(cfg ServerConfig) (bounds, error) {
	b := bounds{
		calls: limits.NewRate(cfg.Limits.Config, cfg.Clock), unary: limits.NewGate(cfg.Limits.InFlight),
		streams: limits.Each(cfg.Limits.Streams),
	}
	if b.calls != nil {
		b.guesses = limits.NewRate(guesses(), cfg.Clock)
	}
	var err error
	b.refused, err = limits.NewCounter(cfg.Meter)
	return b, err
}

// enter lets in a call, or a stream, of the caller whom ctx knows, and answers what is to be called when it ends.
func (b *bounds) enter(ctx context.Context, stream bool) (leave func(), err error) {
	key := callerOf(ctx)
	if key == "" { // the gateway in this process, which bounds those without a token itself
		return func() {}, nil
	}
	if wait := b.calls.Take(key); wait > 0 {
		return nil, b.refused.Count(ctx, limits.RateLimited(wait))
	}
	if stream {
		leave, ok := b.streams.Enter(key)
		if !ok {
			return nil, b.refused.Count(ctx, limits.TooManyStreams())
		}
		return leave, nil
	}
	leave, ok := b.unary.Enter(key)
	if !ok {
		return nil, b.refused.Count(ctx, limits.Overloaded())
	}
	return leave, nil
}

// verify answers whom a token vouches for. Where an address sent too many that do not count, only those are looked at that were
// verified before: who has one goes on.
func (s *Server) verify(ctx context.Context, token string) (*auth.Identity, error) {
	if known := s.cfg.Verifier.Known(token); known != nil {
		return known, nil
	}
	key := addressOf(ctx)
	guess := key != "" && token != ""
	if guess {
		if wait := s.bounds.guesses.Wait(key); wait > 0 {
			return nil, s.bounds.refused.Count(ctx, limits.RateLimited(wait))
		}
	}
	identity, err := s.cfg.Verifier.Verify(ctx, token)
	var f *fault.Error
	if guess && errors.As(err, &f) && f.Kind == fault.Unauthenticated {
		s.bounds.guesses.Take(key)
	}
	return identity, err
}

// callerOf answers by what a caller is known: who it is, or without a token from where it calls.
func callerOf(ctx context.Context) string {
	if identity := auth.From(ctx); identity != nil {
		return identity.Key()
	}
	return addressOf(ctx)
}

// addressOf answers the key of the address from which a call comes, "" where it comes from this very process.
func addressOf(ctx context.Context) string {
	from, ok := peer.FromContext(ctx)
	if !ok {
		return ""
	}
	tcp, ok := from.Addr.(*net.TCPAddr)
	if !ok {
		return ""
	}
	ip, _ := netip.AddrFromSlice(tcp.IP)
	return limits.Address(ip)
}
