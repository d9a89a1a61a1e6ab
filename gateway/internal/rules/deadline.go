package rules

import (
	"context"
	"net/http"
	"time"
)

// Deadline bounds the time of a request; the calls made for it carry what is left of it.
func Deadline(timeout time.Duration) Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), timeout)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}
