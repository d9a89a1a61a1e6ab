package rules

import (
	"net/http"
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/problem"
)

// Methods answers 404 for an unknown path, 405 with the methods there are for an unknown method, and OPTIONS; it serves
// HEAD as GET (ADR /core/http-methods, RFC 9110 §9.3.2 and §15.5.6).
func Methods(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := MatchOf(r.Context())
		if !m.Known {
			problem.New(http.StatusNotFound, "PATH_UNKNOWN", "There is nothing at this path.").Write(r.Context(), w)
			return
		}
		if m.Route == nil {
			allow := strings.Join(m.Allow(), ", ")
			w.Header().Set("Allow", allow)
			if r.Method == http.MethodOptions {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			problem.New(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED",
				"This path has the methods %s.", allow).Write(r.Context(), w)
			return
		}
		if r.Method == http.MethodHead {
			// net/http leaves out the content of an answer to HEAD by itself.
			r = r.WithContext(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}
