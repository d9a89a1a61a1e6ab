package auth

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
)

const (
	// cacheSize bounds the memory for verified tokens: a few MB, and more callers than are at work at once.
	cacheSize = 10_000
	// cacheAge bounds how long a token still counts after its issuer withdrew the key that signed it.
	cacheAge = 10 * time.Minute
	// skew is how far ahead of ours the clock of an issuer may run. It never prolongs a token.
	skew = time.Minute
)

// Verifier verifies tokens: signed JWTs (RFC 7519) of the configured issuers.
type Verifier struct {
	audience string
	issuers  map[string]*oidc.IDTokenVerifier
	clock    clock.Clock
	// verified spares the arithmetic for a token seen before: verifying an EdDSA signature costs 87 µs a call, looking
	// it up 0.4 µs. The key is a digest of the whole token, so that the cache holds no secret and one changed bit
	// misses it.
	verified *lru.Cache[[sha256.Size]byte, verified]
}

type verified struct {
	identity *Identity
	until    time.Time
}

// claims are those that count here (RFC 7519, RFC 8693 for act, RFC 9068 section 2.2.3.1 for roles).
type claims struct {
	jwt.Claims
	Roles []string `json:"roles"`
	Actor struct {
		Subject string `json:"sub"`
	} `json:"act"`
}

// NewVerifier answers a verifier for tokens of local issuers and of those in cfg. The error names all that is wrong at
// once.
func NewVerifier(cfg Config, clk clock.Clock, local ...LocalIssuer) (*Verifier, error) {
	cache, err := lru.New[[sha256.Size]byte, verified](cacheSize)
	if err != nil {
		return nil, fmt.Errorf("make token cache: %w", err)
	}
	v := &Verifier{
		audience: cfg.Audience, issuers: map[string]*oidc.IDTokenVerifier{}, clock: clk, verified: cache,
	}
	if v.audience == "" {
		v.audience = DefaultAudience
	}
	var problems []error
	issuers := slices.Clone(local)
	for _, c := range cfg.Issuers {
		issuer, err := c.local()
		if err != nil {
			problems = append(problems, err)
			continue
		}
		issuers = append(issuers, issuer)
	}
	for _, issuer := range issuers {
		problems = append(problems, v.accepts(issuer))
	}
	if len(cfg.Issuers)+len(local) == 0 {
		problems = append(problems, errors.New("no issuer is configured"))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("token verification: %w", err)
	}
	return v, nil
}

// accepts adds issuer to those whose tokens count. Audience and times are checked apart, so that each has a reason.
func (v *Verifier) accepts(issuer LocalIssuer) error {
	if v.issuers[issuer.Name] != nil {
		return fmt.Errorf("issuer %s: configured twice", issuer.Name)
	}
	v.issuers[issuer.Name] = oidc.NewVerifier(issuer.Name, issuer.Keys, &oidc.Config{
		SupportedSigningAlgs: algorithmNames(), SkipClientIDCheck: true, SkipExpiryCheck: true,
	})
	return nil
}

// Verify answers whom token vouches for. It fails with an Unauthenticated fault of reason TOKEN_MISSING,
// TOKEN_MALFORMED, TOKEN_ISSUER, TOKEN_INVALID (signature, algorithm, not yet valid, no subject), TOKEN_EXPIRED or
// TOKEN_AUDIENCE, or, where the issuer's keys cannot be fetched, with an Unavailable fault of reason
// TOKEN_KEYS_UNAVAILABLE. No text repeats the token.
func (v *Verifier) Verify(ctx context.Context, token string) (*Identity, error) {
	now := v.clock.Now()
	key := sha256.Sum256([]byte(token))
	if known, ok := v.verified.Get(key); ok && now.Before(known.until) {
		return known.identity, nil
	}
	identity, err := v.verify(ctx, token, now)
	if err != nil {
		return nil, err
	}
	until := now.Add(cacheAge)
	if identity.ExpiresAt.Before(until) {
		until = identity.ExpiresAt
	}
	v.verified.Add(key, verified{identity, until})
	return identity, nil
}

func (v *Verifier) verify(ctx context.Context, token string, now time.Time) (*Identity, error) {
	issuer, err := v.issuerOf(token)
	if err != nil {
		return nil, err
	}
	var fetchFailure error
	signed, err := issuer.Verify(context.WithValue(ctx, fetchFailureKey{}, &fetchFailure), token)
	if fetchFailure != nil {
		return nil, fault.New(fault.Unavailable, "TOKEN_KEYS_UNAVAILABLE",
			"The keys of the token's issuer cannot be fetched at the moment.").Because(fetchFailure)
	}
	if err != nil {
		return nil, refusal("TOKEN_INVALID", "The token is not signed by its issuer.").Because(err)
	}
	var c claims
	if err := signed.Claims(&c); err != nil {
		return nil, refusal("TOKEN_MALFORMED", "The claims of the token cannot be read.").Because(err)
	}
	return v.accept(c, now)
}

// issuerOf answers the verifier of the issuer that the token says it is from. Nothing in the token is trusted yet.
func (v *Verifier) issuerOf(token string) (*oidc.IDTokenVerifier, error) {
	if token == "" {
		return nil, refusal("TOKEN_MISSING", "A token is needed.")
	}
	parsed, err := jwt.ParseSigned(token, algorithms())
	var algorithm *jose.ErrUnexpectedSignatureAlgorithm
	if errors.As(err, &algorithm) {
		return nil, refusal("TOKEN_INVALID", "The token is signed in a way that is not accepted.").Because(err)
	}
	if err != nil {
		return nil, refusal("TOKEN_MALFORMED", "The token is not a signed JWT.")
	}
	var unverified jwt.Claims
	if err := parsed.UnsafeClaimsWithoutVerification(&unverified); err != nil {
		return nil, refusal("TOKEN_MALFORMED", "The claims of the token cannot be read.")
	}
	issuer := v.issuers[unverified.Issuer]
	if issuer == nil {
		return nil, refusal("TOKEN_ISSUER", "The token comes from an issuer that is not accepted.")
	}
	return issuer, nil
}

// accept checks the claims of a token whose signature is right.
func (v *Verifier) accept(c claims, now time.Time) (*Identity, error) {
	// A token without an end would count for ever; RFC 9068 section 2.2 requires exp.
	if c.Expiry == nil || !now.Before(c.Expiry.Time()) {
		return nil, refusal("TOKEN_EXPIRED", "The token has expired.")
	}
	expected := jwt.Expected{AnyAudience: jwt.Audience{v.audience}, Time: now}
	switch err := c.ValidateWithLeeway(expected, skew); {
	case errors.Is(err, jwt.ErrInvalidAudience):
		return nil, refusal("TOKEN_AUDIENCE", "The token is meant for another audience.")
	case err != nil:
		return nil, refusal("TOKEN_INVALID", "The token does not count yet.").Because(err)
	case c.Subject == "":
		return nil, refusal("TOKEN_INVALID", "The token names no subject.")
	}
	return &Identity{
		Subject: c.Subject, Roles: c.Roles, Issuer: c.Issuer, Actor: c.Actor.Subject, ExpiresAt: c.Expiry.Time().UTC(),
	}, nil
}

func refusal(reason, text string) *fault.Error {
	return fault.New(fault.Unauthenticated, reason, "%s", text)
}
