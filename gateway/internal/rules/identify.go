package rules

import (
	"net/http"
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
)

// Identify puts who calls into the context, for a caller that sends a token; one that does not count is refused as the
// API refuses it. Who may see what is for the handler to say. The API itself passes tokens on unread.
func Identify(verifier *auth.Verifier) Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header := r.Header.Get("Authorization")
			if header == "" {
				next.ServeHTTP(w, r)
				return
			}
			identity, err := identify(verifier, r, header)
			if err != nil {
				problem.FromStatus(fault.Status(err, ""), nil).Write(r.Context(), w)
				return
			}
			next.ServeHTTP(w, r.WithContext(auth.With(r.Context(), identity)))
		})
	}
}

func identify(verifier *auth.Verifier, r *http.Request, header string) (*auth.Identity, error) {
	scheme, token, _ := strings.Cut(header, " ")
	if len(r.Header.Values("Authorization")) > 1 || !strings.EqualFold(scheme, "Bearer") {
		return nil, fault.New(fault.Unauthenticated, "TOKEN_MALFORMED",
			"The token must be sent once, as 'Authorization: Bearer TOKEN'.")
	}
	return verifier.Verify(r.Context(), token)
}
