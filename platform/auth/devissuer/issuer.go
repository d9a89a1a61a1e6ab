// Package devissuer is the development issuer: it makes tokens for whoever can read its key file, so that a machine
// without an identity provider can still run the suite with authentication on. It proves nothing about people and has
// no place where others can reach the process; its name says so in every token.
package devissuer

import (
	"crypto"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
)

// Name is the claim `iss` of every token made here. The top-level domain .invalid can never be anybody's (RFC 2606).
const Name = "https://development-issuer.meedoen.invalid"

// DefaultLifetime is how long a token counts where nothing else is asked: a working day.
const DefaultLifetime = 12 * time.Hour

// idLifetime is how long an ID token counts.
const idLifetime = 5 * time.Minute

// Issuer makes tokens.
type Issuer struct {
	public jose.JSONWebKey
	access jose.Signer // of access tokens
	id     jose.Signer // of ID tokens
	clock  clock.Clock
}

// Claims are what a token is to say.
type Claims struct {
	// Subject is the caller. Required.
	Subject string
	// Roles are what the caller may be.
	Roles []string
	// Groups are what the caller belongs to.
	Groups []string
	// Audience is whom the token is for; auth.DefaultAudience if empty.
	Audience string
	// Lifetime is how long the token counts from now on; DefaultLifetime if zero. A negative one makes a token that has
	// already expired, to try what becomes of it.
	Lifetime time.Duration
}

// Open answers the issuer whose key is in dir, and makes dir and key where there are none. Processes that open one dir
// at the same time get the same key. A key file that others than its owner may touch is an error.
func Open(dir string, clk clock.Clock) (*Issuer, error) {
	key, err := openKey(dir)
	if err != nil {
		return nil, fmt.Errorf("development issuer: %w", err)
	}
	jwk := jose.JSONWebKey{Key: key}
	thumbprint, err := jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("development issuer: name the key: %w", err)
	}
	jwk.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	issuer := &Issuer{public: jwk.Public(), clock: clk}
	// The type of an access token as RFC 9068 section 2.1 has it: no ID token passes for one.
	for signer, kind := range map[*jose.Signer]jose.ContentType{&issuer.access: "at+jwt", &issuer.id: "JWT"} {
		options := (&jose.SignerOptions{}).WithType(kind)
		if *signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: jwk}, options); err != nil {
			return nil, fmt.Errorf("development issuer: make signer: %w", err)
		}
	}
	return issuer, nil
}

// Issuer answers what makes an auth.Verifier in the same process accept the tokens made here.
func (i *Issuer) Issuer() auth.LocalIssuer {
	return auth.LocalIssuer{Name: Name, Keys: []jose.JSONWebKey{i.public}}
}

// JWKS answers the public keys as a JWK Set (RFC 7517 section 5), for a process that is to accept the tokens made here.
func (i *Issuer) JWKS() ([]byte, error) {
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{i.public}})
	if err != nil {
		return nil, fmt.Errorf("development issuer: write the public keys: %w", err)
	}
	return set, nil
}

// Token answers a signed token that says claims.
func (i *Issuer) Token(claims Claims) (string, error) {
	if claims.Subject == "" {
		return "", fmt.Errorf("a token needs a subject")
	}
	if claims.Audience == "" {
		claims.Audience = auth.DefaultAudience
	}
	if claims.Lifetime == 0 {
		claims.Lifetime = DefaultLifetime
	}
	now := i.clock.Now()
	standard := jwt.Claims{
		Issuer: Name, Subject: claims.Subject, Audience: jwt.Audience{claims.Audience},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(claims.Lifetime)),
		// 128 random bits at least, never used again (NLgov OAuth profile 1.1).
		ID: rand.Text(),
	}
	roles := struct {
		Roles  []string `json:"roles,omitempty"`
		Groups []string `json:"groups,omitempty"`
	}{claims.Roles, claims.Groups}
	return sign(i.access, standard, roles)
}

// IDToken answers a signed ID token (OpenID Connect Core 1.0 section 2) that tells client who logged in just now, with
// the nonce of the request. It counts for five minutes, as long as a client needs to take it in.
func (i *Issuer) IDToken(subject, client, nonce string) (string, error) {
	now := i.clock.Now()
	standard := jwt.Claims{
		Issuer: Name, Subject: subject, Audience: jwt.Audience{client}, ID: rand.Text(),
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(idLifetime)),
	}
	more := struct {
		Nonce    string           `json:"nonce,omitempty"`
		Name     string           `json:"name"`
		AuthTime *jwt.NumericDate `json:"auth_time"`
	}{nonce, subject, standard.IssuedAt}
	return sign(i.id, standard, more)
}

func sign(signer jose.Signer, standard jwt.Claims, more any) (string, error) {
	token, err := jwt.Signed(signer).Claims(standard).Claims(more).Serialize()
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return token, nil
}
