package rules

import "net/http"

// SecureHeaders puts the security headers on every answer (ADR /core/transport/security-headers). A page may replace
// the content policy and the caching of what it serves.
func SecureHeaders(next http.Handler) http.Handler {
	type header struct {
		name  string
		value []string
	}
	var secure []header
	for name, value := range secureHeaders() {
		secure = append(secure, header{name, value})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for _, s := range secure {
			h[s.name] = s.value
		}
		next.ServeHTTP(w, r)
	})
}

// secureHeaders are set as they are, and shared by all answers: who adds to one gets a list of its own.
func secureHeaders() http.Header {
	return http.Header{
		"Cache-Control":             {"no-store"},
		"Content-Security-Policy":   {"default-src 'none'; frame-ancestors 'none'"},
		"Feature-Policy":            {"'none'"},
		"Referrer-Policy":           {"no-referrer"},
		"Strict-Transport-Security": {"max-age=31536000; includeSubDomains"},
		"X-Content-Type-Options":    {"nosniff"},
		"X-Frame-Options":           {"DENY"},
	}
}
