// Package openid makes a small OpenID provider of the development issuer: the code flow with PKCE (RFC 6749, RFC 7636,
// OpenID Connect Core 1.0) behind a page on which whoever comes by says who they are and what they may. It exists to try
// logging in on one machine, and proves nothing about people.
package openid

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
)

const (
	// codeLifetime is how long a code may be exchanged; a client does so at once.
	codeLifetime = time.Minute
	// maxCodes bounds the codes that wait. The oldest gives way.
	maxCodes = 1000
	// maxForm bounds what is read of a form, in bytes.
	maxForm = 16 << 10
)

// Options say whom the provider serves.
type Options struct {
	// URL is where browsers reach the provider, with its path: "http://127.0.0.1:8080/development-issuer".
	URL string
	// ClientID is the one client there is. It is public: it has no secret, and proves itself by PKCE.
	ClientID string
	// RedirectURI is where that client is sent back to, to the letter.
	RedirectURI string
	// Roles are what one may choose to be.
	Roles []string
	// Audience is whom access tokens are for; auth.DefaultAudience if empty.
	Audience string
}

// Provider serves everything under the path of its URL.
type Provider struct {
	issuer  *devissuer.Issuer
	options Options
	url     *url.URL
	clock   clock.Clock
	codes   *lru.Cache[string, grant]
	page    *template.Template
	style   style
	mux     *http.ServeMux
}

// New answers the provider that hands out tokens of issuer. The error says what is wrong with options.
func New(issuer *devissuer.Issuer, clk clock.Clock, options Options) (*Provider, error) {
	at, err := url.Parse(options.URL)
	if err != nil || at.Host == "" || strings.Trim(at.Path, "/") == "" {
		return nil, fmt.Errorf("development issuer: %q is not an address with a path", options.URL)
	}
	back, err := url.Parse(options.RedirectURI)
	if err != nil || back.Host == "" {
		return nil, fmt.Errorf("development issuer: %q is not an address to send a browser back to", options.RedirectURI)
	}
	codes, err := lru.New[string, grant](maxCodes)
	if err != nil {
		return nil, fmt.Errorf("development issuer: make room for codes: %w", err)
	}
	p := &Provider{issuer: issuer, options: options, url: at, clock: clk, codes: codes}
	if p.page, p.style, err = loadPage(); err != nil {
		return nil, fmt.Errorf("development issuer: %w", err)
	}
	path := strings.TrimSuffix(at.Path, "/")
	p.mux = http.NewServeMux()
	p.mux.HandleFunc("GET "+path+"/.well-known/openid-configuration", p.describe)
	p.mux.HandleFunc("GET "+path+"/keys", p.keys)
	p.mux.HandleFunc("GET "+path+"/authorize", p.ask)
	p.mux.Handle("POST "+path+"/authorize", p.sameOrigin().Handler(http.HandlerFunc(p.decide)))
	p.mux.HandleFunc("POST "+path+"/token", p.token)
	p.mux.HandleFunc("GET "+path+"/"+p.style.name, p.style.serve)
	return p, nil
}

// sameOrigin refuses a form that another site sent: it would log somebody in unasked.
func (p *Provider) sameOrigin() *http.CrossOriginProtection {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.fail(w, http.StatusForbidden, "Dit formulier kwam van een andere website. Begin opnieuw.")
	}))
	return protection
}

// ServeHTTP answers what is asked under the path of the provider.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	p.mux.ServeHTTP(w, r)
}

// Beside answers a handler that serves the provider under its path, and next everywhere else.
func (p *Provider) Beside(next http.Handler) http.Handler {
	under := strings.TrimSuffix(p.url.Path, "/") + "/"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, under) {
			p.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// at answers the address of a path of the provider.
func (p *Provider) at(path string) string { return strings.TrimSuffix(p.url.String(), "/") + path }
