package own

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
)

// Name is the claim `iss` of every token of an Issuer. The top-level domain .invalid can never be anybody's (RFC 2606).
const Name = "https://one-process.meedoen.invalid"

// lifetime is how long a token of an Issuer counts.
const lifetime = 5 * time.Minute

// Role is what a service may be that calls others by itself, whoever vouches for it.
func Role(service string) string { return service + ".service" }

// Issuer vouches for the services of one process to each other. Its key is made with it and never leaves it: nobody else can
// make a token of its name, no other process accepts one, and after the next start none of before counts.
type Issuer struct {
	public   jose.JSONWebKey
	signer   jose.Signer
	audience string
	clock    clock.Clock
}

// NewIssuer answers an issuer of tokens for audience, auth.DefaultAudience if empty.
func NewIssuer(audience string, clk clock.Clock) (*Issuer, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("issuer of the process: %w", err)
	}
	// The type of an access token as RFC 9068 section 2.1 has it.
	options := (&jose.SignerOptions{}).WithType("at+jwt")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: private}, options)
	if err != nil {
		return nil, fmt.Errorf("issuer of the process: make signer: %w", err)
	}
	if audience == "" {
		audience = auth.DefaultAudience
	}
	return &Issuer{public: jose.JSONWebKey{Key: public}, signer: signer, audience: audience, clock: clk}, nil
}

// Issuer answers what makes an auth.Verifier in the same process accept the tokens.
func (i *Issuer) Issuer() auth.LocalIssuer {
	return auth.LocalIssuer{Name: Name, Keys: []jose.JSONWebKey{i.public}}
}

// Identity answers who a service of the process is when it calls another: by its name, with its Role and no other.
func (i *Issuer) Identity(service string, log *slog.Logger) *Identity {
	return newIdentity(source{
		read:  func(context.Context) (string, error) { return i.token(service) },
		pause: askPause,
		next:  beforeEnd,
	}, i.clock, log)
}

func (i *Issuer) token(service string) (string, error) {
	now := i.clock.Now()
	standard := jwt.Claims{
		Issuer: Name, Subject: service, Audience: jwt.Audience{i.audience}, ID: rand.Text(),
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(lifetime)),
	}
	roles := struct {
		Roles []string `json:"roles"`
	}{[]string{Role(service)}}
	return jwt.Signed(i.signer).Claims(standard).Claims(roles).Serialize()
}
