package main

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/deschoor/meedoen/platform/clock"
)

const (
	issuer   = "monolith"
	lifetime = 12 * time.Hour
)

// tokens makes tokens, and says who calls with one.
type tokens struct {
	secret []byte
	signer jose.Signer
	clock  clock.Clock
}

func newTokens(clk clock.Clock) (*tokens, error) {
	t := &tokens{secret: make([]byte, 32), clock: clk}
	if _, err := rand.Read(t.secret); err != nil {
		return nil, err
	}
	var err error
	t.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: t.secret}, nil)
	return t, err
}

// roles are what a caller may be.
type roles struct {
	Roles []string `json:"roles"`
}

func (t *tokens) make(subject string, role string) (string, error) {
	now := t.clock.Now()
	return jwt.Signed(t.signer).Claims(jwt.Claims{
		Issuer: issuer, Subject: subject, IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(lifetime)),
	}).Claims(roles{[]string{role}}).Serialize()
}

var (
	errUnknown = errors.New("this needs a valid token")
	errRole    = errors.New("this is not allowed to the caller")
)

// verify answers who calls with an Authorization header. Errors: errUnknown, errRole.
func (t *tokens) verify(authorization string) (subject string, err error) {
	token, bearer := strings.CutPrefix(authorization, "Bearer ")
	if !bearer {
		return "", errUnknown
	}
	signed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return "", errUnknown
	}
	var is jwt.Claims
	var may roles
	if err := signed.Claims(t.secret, &is, &may); err != nil {
		return "", errUnknown
	}
	if err := is.ValidateWithLeeway(jwt.Expected{Issuer: issuer, Time: t.clock.Now()}, 0); err != nil || is.Subject == "" {
		return "", errUnknown
	}
	if !slices.Contains(may.Roles, "activities.staff") && !slices.Contains(may.Roles, "importer") {
		return "", errRole
	}
	return is.Subject, nil
}
