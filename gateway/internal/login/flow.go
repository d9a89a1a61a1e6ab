package login

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"

	"github.com/deschoor/meedoen/platform/fault"
)

// attemptLifetime is how long somebody may take at the provider.
const attemptLifetime = 10 * time.Minute

// maxAttempts is how many logins a browser may have under way, each in a tab of its own: when a session ends, every tab
// may ask for a new one. Each is a cookie, and proxies bound what all cookies take.
const maxAttempts = 8

// attempt is one try to log in. The browser keeps it while it is at the provider.
type attempt struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"` // of PKCE
	Return   string    `json:"return"`
	Until    time.Time `json:"until"`
}

// session is who logged in. The browser keeps it until the token ends.
type session struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

// newState answers the state of a new attempt, with a cookie that no other of this browser has, as far as one is free:
// of two attempts with the same cookie the later counts.
func (l *Login) newState(r *http.Request) string {
	for range 4 * maxAttempts {
		state := rand.Text()
		if len(r.CookiesNamed(l.attempt(state).name)) == 0 {
			return state
		}
	}
	return rand.Text()
}

// attempt answers the cookie for the attempt with state.
func (l *Login) attempt(state string) cookie {
	if state == "" {
		return l.attempts[0]
	}
	return l.attempts[state[len(state)-1]%maxAttempts]
}

// begin sends the browser to the provider.
func (l *Login) begin(w http.ResponseWriter, r *http.Request) {
	if !l.config.IsSet() {
		l.show(w, r, notConfigured())
		return
	}
	provider, err := l.provider(r.Context())
	if err != nil {
		l.show(w, r, providerAway().because(err))
		return
	}
	query := r.URL.Query()
	a := attempt{
		State: l.newState(r), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(),
		Return: localPath(query.Get("return")), Until: l.options.Clock.Now().Add(attemptLifetime),
	}
	l.attempt(a.State).set(w, a, a.Until)
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if query.Get("prompt") == "login" {
		// Whoever logged out here may still be known there, and may want to come back as another.
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	http.Redirect(w, r, provider.AuthCodeURL(a.State, options...), http.StatusSeeOther)
}

// finish takes what the provider sent the browser back with.
func (l *Login) finish(w http.ResponseWriter, r *http.Request) {
	if !l.config.IsSet() {
		l.show(w, r, notConfigured())
		return
	}
	l.attempt(r.URL.Query().Get("state")).clear(w) // whatever comes of it, it counts once
	a, wrong := l.attemptOf(r)
	if wrong == nil {
		wrong = l.complete(w, r, a)
	}
	if wrong != nil {
		l.show(w, r, wrong)
		return
	}
	http.Redirect(w, r, l.options.PublicURL+a.Return, http.StatusSeeOther)
}

// attemptOf answers the attempt that r ends.
func (l *Login) attemptOf(r *http.Request) (a attempt, _ *Message) {
	query := r.URL.Query()
	switch {
	case !l.attempt(query.Get("state")).read(r, &a):
		return a, attemptOver().because(errors.New("the browser brought no attempt"))
	case !l.options.Clock.Now().Before(a.Until):
		return a, attemptOver().because(errors.New("the attempt took too long"))
	case subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.State)) != 1:
		return a, attemptOver().because(errors.New("the state is not that of the attempt"))
	case query.Get("error") == "access_denied":
		return a, cancelled()
	case query.Has("error"):
		return a, providerRefused().because(errors.New("the provider answered " + errorCode(query.Get("error"))))
	}
	return a, nil
}

// complete exchanges the code of an attempt, and has the browser keep who logged in.
func (l *Login) complete(w http.ResponseWriter, r *http.Request, a attempt) *Message {
	provider, err := l.provider(r.Context())
	if err != nil {
		return providerAway().because(err)
	}
	ctx := l.client(r.Context())
	tokens, err := provider.Exchange(ctx, r.URL.Query().Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return exchangeFailed(err)
	}
	name, wrong := who(ctx, provider.verifier, tokens, a.Nonce)
	if wrong != nil {
		return wrong
	}
	identity, err := l.options.Verifier.Verify(ctx, tokens.AccessToken)
	if err != nil {
		return tokenRefused(err)
	}
	if name == "" {
		name = identity.Subject
	}
	if !l.sessions.set(w, session{Token: tokens.AccessToken, Name: name}, identity.ExpiresAt) {
		return tokenTooLarge().because(fmt.Errorf("the access token has %d bytes", len(tokens.AccessToken)))
	}
	return nil
}

// exchangeFailed answers what became of a code. What the provider wrote is not repeated, but for its code of the error:
// it may hold anything.
func exchangeFailed(err error) *Message {
	var answered *oauth2.RetrieveError
	switch {
	case !errors.As(err, &answered):
		return providerAway().because(fmt.Errorf("exchange the code: %w", err))
	case answered.ErrorCode == "invalid_grant":
		return attemptOver().because(errors.New("the provider does not take the code (invalid_grant)"))
	case answered.Response.StatusCode >= http.StatusInternalServerError:
		return providerAway().because(fmt.Errorf("exchange the code: %s", answered.Response.Status))
	}
	return providerRefused().because(fmt.Errorf("exchange the code: %s %s", answered.Response.Status,
		errorCode(answered.ErrorCode)))
}

// who verifies the ID token, and answers the name in it for a person to recognise.
func who(ctx context.Context, verifier *oidc.IDTokenVerifier, tokens *oauth2.Token, nonce string) (string, *Message) {
	raw, _ := tokens.Extra("id_token").(string)
	if raw == "" {
		return "", providerRefused().because(errors.New("the provider sent no ID token"))
	}
	id, err := verifier.Verify(ctx, raw)
	var expired *oidc.TokenExpiredError
	switch {
	case errors.As(err, &expired):
		return "", clocksDiffer().because(errors.New("the ID token expired before it came"))
	case err != nil:
		return "", identityRefused().because(fmt.Errorf("ID token: %w", err))
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1:
		return "", identityRefused().because(errors.New("the nonce of the ID token is not that of the attempt"))
	case id.AccessTokenHash != "" && id.VerifyAccessToken(tokens.AccessToken) != nil:
		return "", identityRefused().because(errors.New("the ID token is about another access token"))
	}
	var claims struct {
		Name     string `json:"name"`
		Username string `json:"preferred_username"`
	}
	if err := id.Claims(&claims); err != nil {
		return "", identityRefused().because(fmt.Errorf("claims of the ID token: %w", err))
	}
	if claims.Name == "" {
		claims.Name = claims.Username
	}
	return shortened(claims.Name), nil
}

// tokenRefused answers why the access token that a provider gave is no session.
func tokenRefused(err error) *Message {
	switch {
	case fault.Is(err, "TOKEN_KEYS_UNAVAILABLE"):
		return providerAway().because(err)
	case fault.Is(err, "TOKEN_EXPIRED"), errors.Is(err, jwt.ErrIssuedInTheFuture), errors.Is(err, jwt.ErrNotValidYet):
		return clocksDiffer().because(err)
	}
	return tokenUnusable().because(err)
}

// errorCode answers a code of an error if it looks like one (RFC 6749 section 4.1.2.1), for the log.
func errorCode(code string) string {
	const longest = 60
	for _, c := range code {
		if (c < 'a' || c > 'z') && c != '_' {
			return "an error"
		}
	}
	return code[:min(len(code), longest)]
}

// shortened answers a name that leaves room for a token in the cookie.
func shortened(name string) string {
	const longest = 80
	if letters := []rune(name); len(letters) > longest {
		return string(letters[:longest-1]) + "…"
	}
	return name
}
