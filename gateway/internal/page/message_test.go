package page

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
	"github.com/deschoor/meedoen/platform/fault"
)

func TestEveryRefusalIsAPageInDutch(t *testing.T) {
	unpublished := "De verantwoording over 2022 is nog niet openbaar"
	for name, c := range map[string]struct {
		err    error
		status int
		title  string
	}{
		"unknown year": {
			fault.New(fault.NotFound, "ACCOUNT_NOT_FOUND", "x"), http.StatusNotFound, "Over 2022 is er geen verantwoording",
		},
		"unknown edition": {
			fault.New(fault.NotFound, "EDITION_NOT_FOUND", "x"), http.StatusNotFound, "Deze editie is er niet",
		},
		"unpublished, without a token": {
			fault.New(fault.Unauthenticated, "ACCOUNT_NOT_PUBLISHED", "x"), http.StatusForbidden, unpublished,
		},
		"unpublished, another role": {
			fault.New(fault.PermissionDenied, "ACCOUNT_NOT_PUBLISHED", "x"), http.StatusForbidden, unpublished,
		},
		"token that is not valid": {
			fault.New(fault.Unauthenticated, "TOKEN_INVALID", "x"), http.StatusUnauthorized, "U bent niet meer aangemeld",
		},
		"reporting is down": {
			fault.New(fault.Unavailable, "DOWN", "x"), http.StatusServiceUnavailable, "De cijfers zijn nu even niet te lezen",
		},
		"reporting is slow": {
			fault.New(fault.DeadlineExceeded, "SLOW", "x"), http.StatusServiceUnavailable,
			"De cijfers zijn nu even niet te lezen",
		},
		"anything else": {errors.New("secret detail"), http.StatusInternalServerError, "Er ging iets mis"},
	} {
		t.Run(name, func(t *testing.T) {
			w := get(serve(t, &accounts{err: c.err}, Options{}), "/verantwoording/2022")
			require.Equal(t, c.status, w.Code)
			require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
			require.Equal(t, c.status == http.StatusServiceUnavailable, w.Header().Get("Retry-After") != "")
			require.Equal(t, c.status == http.StatusUnauthorized, w.Header().Get("WWW-Authenticate") == "Bearer")
			require.NotContains(t, w.Body.String(), "secret")
			d := webtest.Parse(t, w.Body)
			require.Equal(t, c.title, d.First("h1").Text())
			require.Equal(t, c.title, d.First("title").Text())
			require.NotEmpty(t, d.With("href", "/").Text())
		})
	}
}

func TestPageThatIsNotPublicOffersToLogInWhereThatMayHelp(t *testing.T) {
	unpublished := &accounts{err: fault.New(fault.Unauthenticated, "ACCOUNT_NOT_PUBLISHED", "x")}
	const link = "/login?return=%2Fverantwoording%2F2022"
	here := serve(t, unpublished, Options{Login: true})
	require.Equal(t, "Inloggen als medewerker", webtest.Parse(t, get(here, "/verantwoording/2022").Body).With("href", link).Text())
	for name, w := range map[string]*httptest.ResponseRecorder{
		"nobody can log in": get(serve(t, unpublished, Options{}), "/verantwoording/2022"),
		"one has":           get(here, "/verantwoording/2022", "Authorization", "Bearer x"),
		"it is not there":   get(here, "/verantwoording/3000"),
	} {
		require.NotContains(t, w.Body.String(), "/login", name)
	}
}

func TestPathThatIsNoPageIsNotFoundWithoutAskingForAnAccount(t *testing.T) {
	a := &accounts{account: sample()}
	h := serve(t, a, Options{})
	for _, path := range []string{
		"/nergens", "/verantwoording/vorig-jaar", "/verantwoording/22", "/verantwoording/02022", "/verantwoording/1899",
		"/verantwoording/3000", "/verantwoording/-202", "/verantwoording/2022/extra",
		"/verantwoording/2022/edities", "/verantwoording/2022/edities/0", "/verantwoording/2022/edities/01",
		"/verantwoording/2022/edities/10000", "/verantwoording/2022/edities/-1", "/verantwoording/2022/edities/een",
		"/verantwoording/22/edities/1", staticPath + "base.css",
	} {
		w := get(h, path)
		require.Equal(t, http.StatusNotFound, w.Code, path)
		require.Equal(t, "Deze pagina bestaat niet", webtest.Parse(t, w.Body).First("h1").Text(), path)
	}
	require.Nil(t, a.asked)
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	w := httptest.NewRecorder()
	serve(t, &accounts{}, Options{}).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/verantwoording/2022", nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
}
