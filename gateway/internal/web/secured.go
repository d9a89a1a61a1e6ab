package web

import "net/http"

// Secured has a page load its own style sheets and its icon, send its forms to forms, a source of the
// Content-Security-Policy such as 'none' or 'self', and nothing else.
func Secured(next http.Handler, forms string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header(), forms)
		next.ServeHTTP(w, r)
	})
}

func secure(h http.Header, forms string) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "+
		"form-action "+forms+"; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	// The design rules ask for Feature-Policy: 'none', of which browsers only say that they do not know it.
	h.Del("Feature-Policy")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
}
