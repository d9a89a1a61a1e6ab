package rules

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/limits"
)

// maxURL is how long the address of a request may be, in bytes: more than any of ours, and what servers take since long
// (RFC 9110 §4.1).
const maxURL = 8000

// Bounds are what callers may take.
type Bounds struct {
	// Calls bounds how many calls a caller makes: one with a token is known by whom that vouches for, and any other by the
	// address from which it comes.
	Calls *limits.Rate
	// Guesses bounds how many tokens that do not count come from an address: to find that out takes arithmetic.
	Guesses *limits.Rate
	// InFlight bounds how many requests are under way.
	InFlight *limits.Gate
	// Refused counts those that were refused.
	Refused limits.Counter
	// Verifier verifies tokens. A call with one that does not count goes on to the service, which says what is wrong with it.
	Verifier *auth.Verifier
}

// Rule refuses a request with too long an address (414), of a caller that makes too many (429), and that comes while too many
// are under way (503). Client comes before it.
func (b *Bounds) Rule(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.RequestURI) > maxURL {
			problem.New(http.StatusRequestURITooLong, "URL_TOO_LONG", "The address is longer than %d bytes.", maxURL).
				Write(r.Context(), w)
			return
		}
		caller, wait := b.caller(r)
		if wait == 0 {
			wait = b.Calls.Take(caller)
		}
		if wait > 0 {
			b.headers(w.Header(), wait)
			b.refuse(w, r, limits.RateLimited(wait))
			return
		}
		leave, ok := b.InFlight.Enter(clientOf(r.Context()))
		if !ok {
			b.refuse(w, r, limits.Overloaded())
			return
		}
		defer leave()
		next.ServeHTTP(w, r)
	})
}

func (b *Bounds) refuse(w http.ResponseWriter, r *http.Request, f *fault.Error) {
	problem.Of(b.Refused.Count(r.Context(), f)).Write(r.Context(), w)
}

// caller answers by what the caller of a request is known, or how long it must wait until another of its tokens is looked at.
func (b *Bounds) caller(r *http.Request) (key string, wait time.Duration) {
	from := clientOf(r.Context())
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return from, 0
	}
	if identity, known := b.Verifier.Recall(token); known {
		return identity.Key(), 0
	}
	if wait := b.Guesses.Wait(from); wait > 0 {
		return "", wait
	}
	identity, err := b.Verifier.Verify(r.Context(), token)
	var f *fault.Error
	switch {
	case err == nil:
		return identity.Key(), 0
	case errors.As(err, &f) && f.Kind == fault.Unauthenticated:
		b.Guesses.Take(from)
	}
	return from, 0
}

// headers says what a caller may (draft-ietf-httpapi-ratelimit-headers-10), and that nothing of it is left.
func (b *Bounds) headers(h http.Header, wait time.Duration) {
	if b.Calls == nil {
		return
	}
	calls, window := b.Calls.Limits()
	h.Set("RateLimit-Policy", fmt.Sprintf(`"caller";q=%d;w=%d`, calls, seconds(window)))
	h.Set("RateLimit", fmt.Sprintf(`"caller";r=0;t=%d`, seconds(wait)))
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
