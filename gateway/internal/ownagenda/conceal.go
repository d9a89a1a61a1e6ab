package ownagenda

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/rules"
)

type fileKey struct{}

// Conceal takes the secret out of the address of a request before anything that is behind it can keep it: the span, the
// metrics, the log, and the traces that admins see. They see Path instead. Only the handler of calendars gets it.
func Conceal() rules.Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			file := strings.TrimPrefix(r.URL.Path, prefix)
			r = r.WithContext(context.WithValue(r.Context(), fileKey{}, file))
			r.URL, r.RequestURI = &url.URL{Path: Path}, Path
			next.ServeHTTP(w, r)
		})
	}
}

// secretOf answers the secret in the address that r had, and whether there was one: 256 bits in base64url, as the service
// makes them.
func secretOf(r *http.Request) (secret string, ok bool) {
	file, _ := r.Context().Value(fileKey{}).(string)
	secret, ok = strings.CutSuffix(file, ".ics")
	return secret, ok && len(secret) == 43 && strings.Trim(secret, alphabet) == ""
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
