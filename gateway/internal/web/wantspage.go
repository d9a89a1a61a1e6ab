package web

import (
	"mime"
	"net/http"
	"strings"
)

// WantsPage says whether r comes from something that shows pages to people, as a browser does: it takes HTML.
func WantsPage(r *http.Request) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		if kind, _, err := mime.ParseMediaType(part); err == nil && kind == "text/html" {
			return true
		}
	}
	return false
}
