package auth

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/fault"
)

const (
	// cacheSize bounds the memory for verified tokens: a few MB, and more callers than are at work at once.
	cacheSize = 10_000
	// skew is how far ahead of ours the clock of an issuer may run. It never prolongs a token.
	skew = time.Minute
)

// algorithms are the signatures that count. RS256 and PS256 are what the NLgov OAuth profile 1.1 names; the other two
// are at least as strong. Shared secrets (HS256) and unsigned tokens never count.
func algorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256, jose.EdDSA}
}

// Verifier verifies tokens: signed JWTs (RFC 7519) of the configured issuers.
type Verifier struct {
	audience string
	issuers  map[string]*keys
	roles    map[string]map[string][]string // of the subjects of issuers that know none
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

// claims are those that count here (RFC 7519, RFC 8693 for act, RFC 9068 section 2.2.3.1 for roles and groups).
type claims struct {
	jwt.Claims
	Roles  []string `json:"roles"`
	Groups []string `json:"groups"`
	Actor  struct {
		Subject string `json:"sub"`
	} `json:"act"`
}

// NewVerifier answers a verifier for tokens of local issuers and of those in cfg. Everything that is wrong with cfg is
// answered at once, as a *config.Error.
func NewVerifier(cfg Config, clk clock.Clock, local ...LocalIssuer) (*Verifier, error) {
	if problems := cfg.problems(local); len(problems) > 0 {
		return nil, &config.Error{Problems: problems}
	}
	if len(cfg.Issuers)+len(local) == 0 {
		return nil, errors.New("token verification: no issuer is configured")
	}
	cache, err := lru.New[[sha256.Size]byte, verified](cacheSize)
	if err != nil {
		return nil, fmt.Errorf("make token cache: %w", err)
	}
	v := &Verifier{audience: cfg.Audience, issuers: map[string]*keys{}, clock: clk, verified: cache,
		roles: map[string]map[string][]string{}}
	if v.audience == "" {
		v.audience = DefaultAudience
	}
	for _, issuer := range local {
		v.issuers[issuer.Name] = newKeys(issuer.Keys, clk)
	}
	for _, issuer := range cfg.Issuers {
		v.issuers[issuer.Issuer] = issuer.keys(clk)
		if roles := issuer.roles(); roles != nil {
			v.roles[issuer.Issuer] = roles
		}
	}
	return v, nil
}

// Knows says whether Verify would answer whom token vouches for without any arithmetic, for it did so before.
func (v *Verifier) Knows(token string) bool {
	known, ok := v.verified.Peek(sha256.Sum256([]byte(token)))
	return ok && v.clock.Now().Before(known.until)
}

// Recall answers whom token vouches for where Verify would answer that without any arithmetic, for it did so before.
func (v *Verifier) Recall(token string) (identity *Identity, known bool) {
	found, ok := v.verified.Get(sha256.Sum256([]byte(token)))
	return found.identity, ok && v.clock.Now().Before(found.until)
}

// LogTo has log get a line when the keys of an issuer can no longer be read, and when they can again. Call it before
// the first Verify.
func (v *Verifier) LogTo(log *slog.Logger) {
	for name, keys := range v.issuers {
		keys.log = log.With("issuer", name)
	}
}

// Verify answers whom token vouches for. It fails with an Unauthenticated fault of reason TOKEN_MISSING,
// TOKEN_MALFORMED, TOKEN_ISSUER, TOKEN_INVALID (signature, algorithm, not yet valid, no subject), TOKEN_EXPIRED,
// TOKEN_AUDIENCE or TOKEN_SUBJECT (nobody of whom the configuration knows the roles), or, where the issuer's keys cannot be
// read, with an Unavailable fault of reason TOKEN_KEYS_UNAVAILABLE. No text repeats the token.
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
	until := now.Add(maxAge)
	if identity.ExpiresAt.Before(until) {
		until = identity.ExpiresAt
	}
	v.verified.Add(key, verified{identity, until})
	return identity, nil
}

func (v *Verifier) verify(ctx context.Context, token string, now time.Time) (*Identity, error) {
	signed, err := parse(token)
	if err != nil {
		return nil, err
	}
	// Nothing in the token is trusted before its signature is verified, with the keys of the issuer it says it is from.
	var c claims
	if err := signed.UnsafeClaimsWithoutVerification(&c); err != nil {
		return nil, refusal("TOKEN_MALFORMED", "The claims of the token cannot be read.")
	}
	issuer := v.issuers[c.Issuer]
	if issuer == nil {
		return nil, refusal("TOKEN_ISSUER", "The token comes from an issuer that is not accepted.")
	}
	if err := issuer.verify(ctx, signed); err != nil {
		return nil, err
	}
	return v.accept(c, now)
}

func parse(token string) (*jwt.JSONWebToken, error) {
	if token == "" {
		return nil, refusal("TOKEN_MISSING", "A token is needed.")
	}
	signed, err := jwt.ParseSigned(token, algorithms())
	var algorithm *jose.ErrUnexpectedSignatureAlgorithm
	if errors.As(err, &algorithm) {
		return nil, refusal("TOKEN_INVALID", "The token is signed in a way that is not accepted.").Because(err)
	}
	if err != nil {
		return nil, refusal("TOKEN_MALFORMED", "The token is not a signed JWT.")
	}
	return signed, nil
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
	if roles, known := v.roles[c.Issuer]; known {
		given, counts := roles[c.Subject]
		if !counts {
			return nil, refusal("TOKEN_SUBJECT", "The token is of nobody who is known here.")
		}
		// What such a token says of roles, groups or others it speaks for was asked for by nobody.
		c.Roles, c.Groups, c.Actor.Subject = given, nil, ""
	}
	return &Identity{
		Subject: c.Subject, Roles: c.Roles, Groups: c.Groups, Issuer: c.Issuer, Actor: c.Actor.Subject,
		ExpiresAt: c.Expiry.Time().UTC(),
	}, nil
}

func refusal(reason, text string) *fault.Error {
	return fault.New(fault.Unauthenticated, reason, "%s", text)
}
