package login

import (
	"net/url"
	"strings"
)

// maxReturn bounds the path that one goes back to after logging in, in bytes: it travels in a cookie.
const maxReturn = 1000

// localPath answers the path of our own to go back to, "/" where what was asked for is none: another site, or anything
// that a browser might take for one. Browsers take a backslash for a slash and leave out tabs and newlines.
func localPath(asked string) string {
	const home = "/"
	if len(asked) > maxReturn || !strings.HasPrefix(asked, "/") || strings.HasPrefix(asked, "//") {
		return home
	}
	if strings.ContainsFunc(asked, func(r rune) bool { return r <= ' ' || r == '\\' || r >= 0x7f }) {
		return home
	}
	u, err := url.Parse(asked)
	if err != nil || u.IsAbs() || u.Host != "" || u.Path == loginPath || u.Path == callbackPath || u.Path == logoutPath {
		return home
	}
	return asked
}
