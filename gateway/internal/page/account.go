package page

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// account shows the newest edition, and to an account manager the account as it is now.
func (s *site) account(w http.ResponseWriter, r *http.Request) { s.show(w, r, 0) }

// edition shows the edition that the path names.
func (s *site) edition(w http.ResponseWriter, r *http.Request) {
	edition, ok := parseEdition(r.PathValue("edition"))
	if !ok {
		s.Message(w, r, web.Unknown())
		return
	}
	s.show(w, r, edition)
}

func (s *site) show(w http.ResponseWriter, r *http.Request, edition int32) {
	year, ok := parseYear(r.PathValue("year"))
	if !ok {
		s.Message(w, r, web.Unknown())
		return
	}
	account, err := s.read(r, year, edition)
	if err != nil {
		s.Message(w, r, s.offerLogin(r, messageOf(err, year)))
		return
	}
	view := viewAccount(account, s.zone, s.options.City, s.options.PDF)
	s.found(w, r, "account", web.Page{
		Title:       titleOf(view),
		Description: fmt.Sprintf("De cijfers over %d, per thema, met uitleg over hoe er is geteld.", view.Year),
		Content:     view,
	})
}

// titleOf tells editions apart where somebody has more than one open, or kept.
func titleOf(v accountView) string {
	switch {
	case v.Edition != nil:
		return fmt.Sprintf("Verantwoording %d, editie %d", v.Year, v.Edition.Number)
	default:
		return fmt.Sprintf("Verantwoording %d, concept", v.Year)
	}
}

// parseYear reads a year of four digits, as the API accepts them: 1900 to 2999.
func parseYear(text string) (int32, bool) {
	year, err := strconv.ParseUint(text, 10, 16)
	return int32(year), err == nil && len(text) == 4 && year >= 1900 && year <= 2999
}

// parseEdition reads the number of an edition as the API accepts it, 1 to 9999, in one way of writing only.
func parseEdition(text string) (int32, bool) {
	edition, err := strconv.ParseUint(text, 10, 16)
	return int32(edition), err == nil && edition >= 1 && edition <= 9999 && strconv.FormatUint(edition, 10) == text
}

// read asks for an edition, or with 0 for what the visitor is shown without naming one.
func (s *site) read(r *http.Request, year, edition int32) (*reportingv1.Account, error) {
	ctx, cancel := context.WithTimeout(r.Context(), readTimeout)
	defer cancel()
	if token := r.Header.Get("Authorization"); token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", token)
	}
	return s.accounts.GetAccount(ctx, &reportingv1.GetAccountRequest{
		Year: year, View: reportingv1.AccountView_ACCOUNT_VIEW_FULL, Edition: edition,
	})
}
