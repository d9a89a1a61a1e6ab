package rules

import (
	"net/http"
	"slices"

	"github.com/rs/cors"
)

// CORS lets pages of the listed origins call the API, and pages of any origin read its public routes (ADR
// /core/transport/cors). The methods of a route are its own; Methods answers the preflight itself.
func CORS(origins []string) Rule {
	listed := cors.New(corsOptions(func(origin string) bool { return slices.Contains(origins, origin) }))
	public := corsOptions(nil)
	public.AllowedOrigins = []string{"*"}
	anyone := cors.New(public)
	return func(next http.Handler) http.Handler {
		forListed, forAnyone := listed.Handler(next), anyone.Handler(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if MatchOf(r.Context()).Public {
				forAnyone.ServeHTTP(w, r)
				return
			}
			forListed.ServeHTTP(w, r)
		})
	}
}

func corsOptions(allow func(origin string) bool) cors.Options {
	return cors.Options{
		AllowOriginFunc: allow,
		AllowedMethods: []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		},
		AllowedHeaders:     []string{"Authorization", "Content-Type", "Traceparent", "Tracestate"},
		ExposedHeaders:     []string{"API-Version", "Location", "Retry-After"},
		OptionsPassthrough: true,
		MaxAge:             600,
	}
}
