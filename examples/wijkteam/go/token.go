package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// tokens puts a token on every call: one that it gets from your identity provider with client credentials and keeps until it
// runs out, or one that is ready, for trying.
type tokens struct {
	fetch     func(ctx context.Context) (*oauth2.Token, error)
	renewable bool // a token that ran out can be had anew
	plaintext bool

	mu      sync.Mutex
	current *oauth2.Token
}

// newTokens answers the tokens that the environment describes.
func newTokens() (*tokens, error) {
	endpoint, id, secret := os.Getenv("WIJKTEAM_TOKEN_URL"), os.Getenv("WIJKTEAM_CLIENT_ID"), os.Getenv("WIJKTEAM_CLIENT_SECRET")
	file, ready := os.Getenv("WIJKTEAM_TOKEN_FILE"), os.Getenv("WIJKTEAM_TOKEN")
	switch {
	case endpoint != "":
		u, err := url.Parse(endpoint)
		if err != nil || id == "" || secret == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Host)) {
			return nil, errors.New("WIJKTEAM_TOKEN_URL is an https address, and needs WIJKTEAM_CLIENT_ID and WIJKTEAM_CLIENT_SECRET")
		}
		config := clientcredentials.Config{
			ClientID: id, ClientSecret: secret, TokenURL: endpoint,
			Scopes:    strings.Fields(os.Getenv("WIJKTEAM_TOKEN_SCOPE")),
			AuthStyle: oauth2.AuthStyleInHeader,
		}
		return &tokens{fetch: config.Token, renewable: true}, nil
	case file != "":
		return &tokens{renewable: true, fetch: func(context.Context) (*oauth2.Token, error) {
			text, err := os.ReadFile(file) // which something else renews
			return &oauth2.Token{AccessToken: strings.TrimSpace(string(text))}, err
		}}, nil
	case ready != "":
		return &tokens{fetch: func(context.Context) (*oauth2.Token, error) {
			return &oauth2.Token{AccessToken: ready}, nil
		}}, nil
	}
	return nil, errors.New(
		"set WIJKTEAM_TOKEN_URL with WIJKTEAM_CLIENT_ID and WIJKTEAM_CLIENT_SECRET, or WIJKTEAM_TOKEN_FILE or WIJKTEAM_TOKEN")
}

// GetRequestMetadata answers the header with the token.
func (t *tokens) GetRequestMetadata(ctx context.Context, _ ...string) (map[string]string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.current.Valid() { // ten seconds before it runs out it counts as run out
		token, err := t.fetch(ctx)
		if err != nil {
			// An issuer that is away comes back; one that refuses does not change its mind.
			var refused *oauth2.RetrieveError
			if errors.As(err, &refused) && refused.Response.StatusCode < 500 {
				return nil, status.Error(codes.Unauthenticated, fmt.Sprintf("the issuer gives no token: %s", refused.Response.Status))
			}
			return nil, status.Error(codes.Unavailable, fmt.Sprintf("get a token: %v", err))
		}
		t.current = token
	}
	return map[string]string{"authorization": "Bearer " + t.current.AccessToken}, nil
}

// RequireTransportSecurity has gRPC refuse to send a token without TLS, but inside this machine.
func (t *tokens) RequireTransportSecurity() bool { return !t.plaintext }

// forget has the next call get a new token, where one can be had.
func (t *tokens) forget() (renewed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current = nil
	return t.renewable
}
