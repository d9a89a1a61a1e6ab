package rules

import "net/http"

// APIVersion names the full version of the API on every answer, errors too (ADR /core/version-header).
func APIVersion(version string) Rule {
	full := []string{version} // of all answers
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Api-Version"] = full
			next.ServeHTTP(w, r)
		})
	}
}
