package login

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/gateway/internal/web"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
)

// visitor is who makes a request.
type visitor struct {
	*auth.Identity
	session
}

// Require answers a handler that lets in who has role, and nobody by a form of another site. Next finds who it is in the
// context (package auth), and the token in the header Authorization, as if it had been sent there; it sees no cookie.
//
// A browser that is not logged in is sent to do so, a program gets a problem. Who has another role reads which it takes.
func (l *Login) Require(role string, next http.Handler) http.Handler {
	return l.ownForms(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Cookie, Authorization")
		v, err := l.visitor(r)
		switch {
		case err != nil:
			l.turnAway(w, r, err)
		case !v.Has(role):
			l.refuseRole(w, r, role, v.Name)
		default:
			v.serve(w, r, next)
		}
	}))
}

// Recognise answers a handler for everybody, that finds who logged in as one behind Require does. What it answers may
// vary by the headers Authorization and Cookie; it says so itself, for a style sheet does not.
func (l *Login) Recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := l.visitor(r)
		if err != nil {
			v = visitor{}
		}
		v.serve(w, r, next)
	})
}

// serve has next answer r as it comes from v; as it came, but for its cookies, where v is nobody.
func (v visitor) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	from := r.Clone(r.Context())
	from.Header.Del("Cookie")
	if v.Identity != nil {
		from = from.WithContext(auth.With(r.Context(), v.Identity))
		from.Header.Set("Authorization", "Bearer "+v.Token)
	}
	next.ServeHTTP(w, from)
	r.Pattern = from.Pattern // names the span
}

// visitor answers who makes r: by its header Authorization where it has one, and otherwise by its session.
func (l *Login) visitor(r *http.Request) (v visitor, err error) {
	if header := r.Header.Values("Authorization"); len(header) > 0 {
		scheme, token, found := strings.Cut(header[0], " ")
		if len(header) > 1 || !found || !strings.EqualFold(scheme, "Bearer") {
			return v, fault.New(fault.Unauthenticated, "TOKEN_MALFORMED",
				"The token must be sent once, as 'Authorization: Bearer TOKEN'.")
		}
		v.Token = token
	} else if !l.sessions.read(r, &v.session) {
		v.session = session{}
	}
	v.Identity, err = l.options.Verifier.Verify(r.Context(), v.Token)
	if err == nil && v.Name == "" {
		v.Name = v.Subject
	}
	return v, err
}

// turnAway answers a visitor of whom nothing is known.
func (l *Login) turnAway(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case !wantsPage(r):
		problem.FromStatus(fault.Status(err, ""), nil).Write(r.Context(), w)
	case fault.Is(err, "TOKEN_KEYS_UNAVAILABLE"):
		l.show(w, r, providerAway().because(err))
	case !l.config.IsSet():
		l.show(w, r, notConfigured())
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		query := url.Values{"return": {r.URL.RequestURI()}}
		http.Redirect(w, r, l.options.PublicURL+loginPath+"?"+query.Encode(), http.StatusSeeOther)
	default:
		l.show(w, r, sessionOver())
	}
}

func (l *Login) refuseRole(w http.ResponseWriter, r *http.Request, role, name string) {
	if wantsPage(r) {
		l.show(w, r, roleMissing(role, name))
		return
	}
	problem.New(http.StatusForbidden, "ROLE_MISSING", "This needs the role %s.", role).Write(r.Context(), w)
}

// refuseForeign answers a form that another site sent.
func (l *Login) refuseForeign(w http.ResponseWriter, r *http.Request) {
	if wantsPage(r) {
		l.show(w, r, foreignForm())
		return
	}
	problem.New(http.StatusForbidden, "ORIGIN_REFUSED", "This takes no request from pages of another site.").
		Write(r.Context(), w)
}

// wantsPage says whether r comes from a browser that shows what it gets. A program sends its token, or takes no HTML.
func wantsPage(r *http.Request) bool {
	if r.Header.Get("Authorization") != "" {
		return false
	}
	return web.WantsPage(r)
}
