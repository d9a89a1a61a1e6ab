package page

import (
	"fmt"
	"net/http"
	"net/url"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/gateway/internal/web"
	"github.com/deschoor/meedoen/platform/fault"
)

// messageOf answers what a visitor reads where the account of year could not be read. An account that is not published
// is refused alike for a visitor without a token (UNAUTHENTICATED) and one whose role may not see it.
func messageOf(err error, year int32) web.Message {
	s := status.Convert(err)
	if f := fault.FromStatus(s); f != nil && f.Reason == "ACCOUNT_NOT_PUBLISHED" {
		return accountUnpublished(year, err)
	} else if f != nil && f.Reason == "EDITION_NOT_FOUND" {
		return web.Message{
			Status: http.StatusNotFound, Cause: err,
			Title:  "Deze editie is er niet",
			Text:   fmt.Sprintf("De verantwoording over %d heeft geen editie met dit nummer.", year),
			Action: web.Action{Label: "Naar de nieuwste editie", Path: accountPath(year)},
		}
	}
	switch s.Code() {
	case codes.PermissionDenied:
		return accountUnpublished(year, err)
	case codes.NotFound, codes.InvalidArgument:
		return web.Message{
			Status: http.StatusNotFound, Cause: err,
			Title: fmt.Sprintf("Over %d is er geen verantwoording", year),
			Text:  "Misschien klopt het jaartal in het adres niet.",
		}
	case codes.Unauthenticated:
		return web.Message{
			Status: http.StatusUnauthorized, Cause: err,
			Title: "U bent niet meer aangemeld",
			Text:  "Het toegangsbewijs bij uw verzoek is verlopen of niet geldig. Meld u opnieuw aan.",
		}
	case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted, codes.Canceled:
		return web.Message{
			Status: http.StatusServiceUnavailable, Cause: err,
			Title: "De cijfers zijn nu even niet te lezen",
			Text:  "Er is een storing of er wordt aan het systeem gewerkt. Probeer het over een paar minuten opnieuw.",
		}
	default:
		return web.Broken(err)
	}
}

func accountUnpublished(year int32, cause error) web.Message {
	return web.Message{
		Status: http.StatusForbidden, Cause: cause,
		Title: fmt.Sprintf("De verantwoording over %d is nog niet openbaar", year),
		Text:  "Zodra de verantwoording openbaar is, staat zij op deze pagina.",
	}
}

// offerLogin answers m with a link to log in, where that may change the answer.
func (s *site) offerLogin(r *http.Request, m web.Message) web.Message {
	if s.options.Login && m.Status == http.StatusForbidden && r.Header.Get("Authorization") == "" {
		m.Action = web.Action{Label: "Inloggen als medewerker", Path: "/login?return=" + url.QueryEscape(r.URL.Path)}
	}
	return m
}
