package page

import (
	"fmt"
	"net/http"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
)

// message is a page that says why there is nothing to see.
type message struct {
	Status int
	Title  string
	Text   string
	Cause  error
}

func pageUnknown() message {
	return message{
		Status: http.StatusNotFound,
		Title:  "Deze pagina bestaat niet",
		Text:   "Misschien is het adres verkeerd getypt, of is de pagina verhuisd.",
	}
}

// messageOf answers what a visitor reads where the account of year could not be read. An account that is not published
// is refused alike for a visitor without a token (UNAUTHENTICATED) and one whose role may not see it.
func messageOf(err error, year int32) message {
	s := status.Convert(err)
	if f := fault.FromStatus(s); f != nil && f.Reason == "ACCOUNT_NOT_PUBLISHED" {
		return accountUnpublished(year, err)
	}
	switch s.Code() {
	case codes.PermissionDenied:
		return accountUnpublished(year, err)
	case codes.NotFound, codes.InvalidArgument:
		return message{
			Status: http.StatusNotFound, Cause: err,
			Title: fmt.Sprintf("Over %d is er geen verantwoording", year),
			Text:  "Misschien klopt het jaartal in het adres niet.",
		}
	case codes.Unauthenticated:
		return message{
			Status: http.StatusUnauthorized, Cause: err,
			Title: "U bent niet meer aangemeld",
			Text:  "Het toegangsbewijs bij uw verzoek is verlopen of niet geldig. Meld u opnieuw aan.",
		}
	case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted, codes.Canceled:
		return message{
			Status: http.StatusServiceUnavailable, Cause: err,
			Title: "De cijfers zijn nu even niet te lezen",
			Text:  "Er is een storing of er wordt aan het systeem gewerkt. Probeer het over een paar minuten opnieuw.",
		}
	default:
		return message{
			Status: http.StatusInternalServerError, Cause: err,
			Title: "Er ging iets mis",
			Text:  "De fout ligt bij ons. Probeer het later opnieuw.",
		}
	}
}

func accountUnpublished(year int32, cause error) message {
	return message{
		Status: http.StatusForbidden, Cause: cause,
		Title: fmt.Sprintf("De verantwoording over %d is nog niet openbaar", year),
		Text:  "Zodra de verantwoording openbaar is, staat zij op deze pagina.",
	}
}

// message writes m, never to be kept: the next request may well find the page.
func (s *site) message(w http.ResponseWriter, r *http.Request, m message) {
	if m.Status >= http.StatusInternalServerError && r.Context().Err() == nil {
		s.log.ErrorContext(r.Context(), "page not shown", "path", r.URL.Path, "status", m.Status, "error", m.Cause)
	}
	body, err := s.render("message", frame{Title: m.Title, Description: m.Text, Content: m})
	if err != nil {
		http.Error(w, m.Title, http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", "nl")
	h.Set("Cache-Control", "no-store")
	switch m.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "60")
	}
	w.WriteHeader(m.Status)
	if _, err := w.Write(body); err != nil {
		s.log.DebugContext(r.Context(), "visitor left before the page was sent", "error", err)
	}
}
