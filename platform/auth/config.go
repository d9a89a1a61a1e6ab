package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// DefaultAudience is the audience a token must name where none is configured.
const DefaultAudience = "meedoen"

// Config says which tokens count.
type Config struct {
	// Audience is what a token must name in its claim `aud`; DefaultAudience if empty.
	Audience string `koanf:"audience" doc:"The audience a token must name to count here."`
	// Issuers are the only issuers whose tokens count, but for those in the process itself.
	Issuers []IssuerConfig `koanf:"issuers" doc:"The issuers whose tokens count; no other issuer does."`
}

// IssuerConfig is one issuer whose tokens count, with exactly one source of its public keys.
type IssuerConfig struct {
	// Issuer is the claim `iss` of its tokens, to the letter.
	Issuer string `koanf:"issuer" doc:"The name of the issuer, exactly as the iss claim of its tokens has it."`
	// JWKSURL is where its keys are fetched when first needed, and again when a token names an unknown key.
	JWKSURL string `koanf:"jwks-url" doc:"The http or https address of the issuer's public keys (JWKS)."`
	// JWKSFile is a file with its keys, read at start and again when it has changed.
	JWKSFile string `koanf:"jwks-file" doc:"A file with the issuer's public keys (JWKS), read again when it changes."`
}

// LocalIssuer is an issuer in this very process, whose keys need not be fetched.
type LocalIssuer struct {
	// Name is the claim `iss` of its tokens.
	Name string
	// Keys verify them.
	Keys oidc.KeySet
}

// fetchTimeout bounds one fetch of keys. Callers wait for it, each no longer than its own deadline.
const fetchTimeout = 10 * time.Second

// local answers the issuer with its keys at hand, or on their way.
func (c IssuerConfig) local() (LocalIssuer, error) {
	if c.Issuer == "" {
		return LocalIssuer{}, errors.New("an issuer has no name")
	}
	keys, err := c.keys()
	if err != nil {
		return LocalIssuer{}, fmt.Errorf("issuer %s: %w", c.Issuer, err)
	}
	return LocalIssuer{c.Issuer, keys}, nil
}

func (c IssuerConfig) keys() (oidc.KeySet, error) {
	switch {
	case (c.JWKSURL == "") == (c.JWKSFile == ""):
		return nil, errors.New("set exactly one of jwks-url and jwks-file")
	case c.JWKSFile != "":
		return openFileKeys(c.JWKSFile)
	}
	if u, err := url.Parse(c.JWKSURL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("jwks-url %q is not an http or https address", c.JWKSURL)
	}
	// The default client of Go waits for ever.
	ctx := oidc.ClientContext(context.Background(), &http.Client{Timeout: fetchTimeout})
	return remoteKeys{oidc.NewRemoteKeySet(ctx, c.JWKSURL)}, nil
}
