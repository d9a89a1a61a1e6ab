package rules

import "net/http"

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
	known := map[string]bool{}
	for _, name := range append(callerHeaders(), more...) {
		known[name] = true
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			kept := make(http.Header, len(r.Header))
			for name, values := range r.Header {
				if known[name] {
					kept[name] = values
				}
			}
			r, _ = finding(r)
			r.Header, r.RemoteAddr, r.Host = kept, "", ""
			next.ServeHTTP(w, r)
		})
	}
}
