package rules

import (
	"net/http"
	"slices"
)

// callerHeaders are the only headers of a caller that anything behind the gateway gets to see. Others could pretend to
// come from within (Grpc-Timeout, X-Forwarded-For, Grpc-Metadata-...) or say who the caller is (ADR: filter internal
// headers).
func callerHeaders() []string {
	return []string{
		"Accept", "Accept-Encoding", "Accept-Language", "Access-Control-Request-Headers", "Access-Control-Request-Method",
		"Authorization", "Content-Encoding", "Content-Type", "If-Modified-Since", "If-None-Match", "Origin", "Range",
		"Traceparent", "Tracestate",
	}
}

// CallerHeaders drops every header of the caller that is neither known nor among more, and the caller's address: it is
// personal data and would end up in spans and calls.
func CallerHeaders(more ...string) Rule {
	known := append(callerHeaders(), more...)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			clean := r.Clone(r.Context())
			for name := range clean.Header {
				if !slices.Contains(known, name) {
					delete(clean.Header, name)
				}
			}
			clean.RemoteAddr, clean.Host = "", ""
			next.ServeHTTP(w, clean)
		})
	}
}
