// Package login lets people log in to web pages: by the OpenID Connect code flow with PKCE at the provider of the
// organisation. What they get there, an access token, is their session; the browser keeps it in an encrypted cookie, and
// it is verified at each request as every token is. The gateway itself keeps nothing.
package login

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
)

const (
	loginPath    = "/login"
	callbackPath = "/login/callback"
	logoutPath   = "/logout"
)

// clientTimeout bounds one request to the provider.
const clientTimeout = 10 * time.Second

// Options are what logging in works with. All of it is needed, but for Client.
type Options struct {
	// PublicURL is where browsers reach the gateway: "https://meedoen.example.nl". Every address is made of it and none
	// of what a request says, which a caller could make up.
	PublicURL string
	// Verifier says whether an access token counts.
	Verifier *auth.Verifier
	// Show writes a page that says why there is nothing else to see.
	Show func(http.ResponseWriter, *http.Request, Message)
	// Log gets why somebody could not log in, and never who.
	Log *slog.Logger
	// Clock says when a login and its cookie end.
	Clock clock.Clock
	// Client asks the provider; one of its own if nil.
	Client *http.Client
}

// Login lets people log in, and asks handlers' visitors to.
type Login struct {
	options  Options
	config   Config
	provider func(context.Context) (*provider, error)
	client   func(context.Context) context.Context
	attempts [maxAttempts]cookie
	sessions cookie
	host     string // of the public address
	own      *http.CrossOriginProtection
}

// New answers a login by cfg, which Validate found right. Where cfg is not set, its pages say so.
func New(options Options, cfg Config) (*Login, error) {
	public, err := url.Parse(options.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("login: public address: %w", err)
	}
	keys, err := cfg.keys()
	if err != nil {
		return nil, fmt.Errorf("login: cookie-key: %w", err)
	}
	sealer, err := newSealer(keys)
	if err != nil {
		return nil, fmt.Errorf("login: %w", err)
	}
	if options.Client == nil {
		options.Client = &http.Client{Timeout: clientTimeout}
	}
	found := &directory{
		config: cfg, back: options.PublicURL + callbackPath, client: options.Client, clock: options.Clock,
	}
	secure := public.Scheme != "http"
	l := &Login{
		options: options, config: cfg, provider: found.provider, client: found.context,
		sessions: newCookie("meedoen-session", "/", secure, sealer),
		host:     cmp.Or(public.Host, "unset.invalid"),
		own:      http.NewCrossOriginProtection(),
	}
	for i := range l.attempts {
		l.attempts[i] = newCookie(fmt.Sprintf("meedoen-login-%d", i), loginPath, secure, sealer)
	}
	l.own.SetDenyHandler(http.HandlerFunc(l.refuseForeign))
	return l, nil
}

// Handler answers the handler of /login, which sends the browser to the provider and remembers the local path in the
// query key return, of /login/callback, where the provider sends it back to, and of /logout.
func (l *Login) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+loginPath, l.begin)
	mux.HandleFunc("GET "+callbackPath, l.finish)
	mux.HandleFunc("GET "+logoutPath, l.leave)
	mux.Handle("POST "+logoutPath, l.ownForms(http.HandlerFunc(l.logout)))
	return mux
}

// ownForms answers a handler that refuses what pages of other sites send. The site is that of the public address: the
// gateway leaves nothing of the host that a request names, and without one the origin "null" would pass for ours.
func (l *Login) ownForms(next http.Handler) http.Handler {
	checked := l.own.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		named := *r
		named.Host = l.host
		checked.ServeHTTP(w, &named)
		r.Pattern = named.Pattern // names the span
	})
}

// leave asks whether to log out, for whoever comes by a link.
func (l *Login) leave(w http.ResponseWriter, r *http.Request) {
	if v, err := l.visitor(r); err == nil {
		l.show(w, r, loggedIn(v.Name))
		return
	}
	l.show(w, r, loggedOut())
}

func (l *Login) logout(w http.ResponseWriter, r *http.Request) {
	l.sessions.clear(w)
	l.show(w, r, loggedOut())
}
