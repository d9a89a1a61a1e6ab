package login

import (
	"encoding/json"
	"net/http"
	"time"
)

// maxCookie is what every browser keeps of a cookie, name and value together, in bytes (RFC 6265 section 6.1).
const maxCookie = 4096

// cookie is one kind of cookie of ours.
type cookie struct {
	name   string
	path   string
	secure bool
	sealer sealer
}

// newCookie answers a cookie. Over TLS its name begins with __Host-: browsers then take it from this very host alone,
// not from a neighbour under the same domain, and ask for the path "/" in return. On loopback without TLS it goes to
// path.
func newCookie(name, path string, secure bool, s sealer) cookie {
	if secure {
		return cookie{name: "__Host-" + name, path: "/", secure: true, sealer: s}
	}
	return cookie{name: name, path: path, sealer: s}
}

// set has the browser keep content until an instant. It answers false where content is too large for browsers.
func (c cookie) set(w http.ResponseWriter, content any, until time.Time) bool {
	text, err := json.Marshal(content)
	if err != nil {
		// Only structs of strings and times are kept.
		panic(err)
	}
	value := c.sealer.seal(c.name, text)
	if len(c.name)+len(value) > maxCookie {
		return false
	}
	c.send(w, value, until, 0)
	return true
}

// clear has the browser forget the cookie.
func (c cookie) clear(w http.ResponseWriter) { c.send(w, "", time.Time{}, -1) }

func (c cookie) send(w http.ResponseWriter, value string, until time.Time, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: c.name, Value: value, Path: c.path, Expires: until, MaxAge: maxAge,
		// Lax and not Strict: the way back from the provider is a navigation from another site.
		Secure: c.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// read sets content to what the browser kept, and answers false where that is nothing of ours. A browser that was given
// a second cookie of the name by somebody else sends both.
func (c cookie) read(r *http.Request, content any) bool {
	for _, sent := range r.CookiesNamed(c.name) {
		text, ok := c.sealer.open(c.name, sent.Value)
		if ok && json.Unmarshal(text, content) == nil {
			return true
		}
	}
	return false
}
