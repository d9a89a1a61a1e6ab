package own

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	// filePause is the least time between two looks at a file.
	filePause = time.Second
	// askPause is the least time between two requests to an issuer that fail.
	askPause = 5 * time.Second
	// askTimeout bounds one request to an issuer.
	askTimeout = 10 * time.Second
	// margin is how long before its end a token is renewed, and no more than a fifth of what is left of it.
	margin = time.Minute
)

// source is where tokens come from.
type source struct {
	read func(context.Context) (token string, err error)
	// pause is how long to wait after a failure.
	pause time.Duration
	// next is how long a token with so much left is not asked for again.
	next func(left time.Duration) time.Duration
}

func (c Config) source() source {
	if c.TokenFile != "" {
		return source{
			read:  func(context.Context) (string, error) { return readFile(c.TokenFile) },
			pause: filePause,
			next:  func(time.Duration) time.Duration { return filePause },
		}
	}
	return source{
		read:  c.ask(),
		pause: askPause,
		next:  beforeEnd,
	}
}

// beforeEnd answers how long a token with so much left is not asked for again from an issuer.
func beforeEnd(left time.Duration) time.Duration { return left - min(margin, left/5) }

func readFile(path string) (string, error) {
	text, err := os.ReadFile(path)
	return strings.TrimSpace(string(text)), err
}

// ask answers what asks the issuer for a token (RFC 6749 section 4.4).
func (c Config) ask() func(context.Context) (string, error) {
	credentials := &clientcredentials.Config{
		ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(), TokenURL: c.TokenURL,
	}
	if c.Audience != "" {
		credentials.EndpointParams = map[string][]string{"audience": {c.Audience}}
	}
	client := &http.Client{Timeout: askTimeout}
	return func(ctx context.Context) (string, error) {
		token, err := credentials.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
		var refused *oauth2.RetrieveError
		switch {
		case errors.As(err, &refused):
			// Not the text of the answer: it may hold anything.
			return "", fmt.Errorf("%s answered %s %s", c.TokenURL, refused.Response.Status, word(refused.ErrorCode))
		case err != nil:
			return "", err
		}
		return token.AccessToken, nil
	}
}

// word answers a code of an error if it looks like one (RFC 6749 section 5.2).
func word(code string) string {
	if len(code) > 60 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return ""
	}
	return code
}

// ends answers when token no longer counts, by its own word: whom it is for verifies it. The error repeats none of it.
func ends(token string) (time.Time, error) {
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{
		jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
	})
	if err != nil {
		return time.Time{}, errors.New("it is not a signed token (JWT)")
	}
	var claims jwt.Claims
	if err := parsed.UnsafeClaimsWithoutVerification(&claims); err != nil || claims.Expiry == nil {
		return time.Time{}, errors.New("it is a token that does not say when it ends (exp)")
	}
	return claims.Expiry.Time().UTC(), nil
}
