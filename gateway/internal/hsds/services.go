package hsds

import (
	"net/http"

	"github.com/deschoor/meedoen/gateway/internal/open"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// services answers a page of what is offered from today on, each with what there is one of.
func (a *API) services(w http.ResponseWriter, r *http.Request) {
	q, ok := a.query(w, r, "page", "per_page", "taxonomy_id", "taxonomy_term_id")
	if !ok {
		return
	}
	req := &activitiesv1.ListOffersRequest{PageSize: int32(q.perPage), Skip: int32((q.page - 1) * q.perPage)}
	if !narrow(req, q) {
		a.write(w, r, pageOf[service](q, 0, nil))
		return
	}
	answer, err := a.offers.ListOffers(r.Context(), req)
	if err != nil {
		open.Failed(w, r, a.log, err)
		return
	}
	var contents []service
	for _, o := range answer.GetOffers() {
		contents = append(contents, a.serviceOf(o))
	}
	a.write(w, r, pageOf(q, int(answer.GetTotalSize()), contents))
}

// narrow asks for services of the terms in q, and says whether there can be any.
func narrow(req *activitiesv1.ListOffersRequest, q query) bool {
	if id, given := q.values["taxonomy_id"]; given && id != themes().ID {
		return false
	}
	id, given := q.values["taxonomy_term_id"]
	if !given {
		return true
	}
	for number := range activitiesv1.Theme_name {
		theme := activitiesv1.Theme(number)
		if theme != activitiesv1.Theme_THEME_UNSPECIFIED && termID(theme) == id {
			req.Theme = theme
			return true
		}
	}
	return false
}

// service answers one offer with all that belongs to it.
func (a *API) service(w http.ResponseWriter, r *http.Request) {
	if _, ok := a.query(w, r); !ok {
		return
	}
	id := rules.MatchOf(r.Context()).Vars["id"]
	o, err := a.offers.GetOffer(r.Context(), &activitiesv1.GetOfferRequest{Id: id})
	if err != nil {
		open.Failed(w, r, a.log, err)
		return
	}
	a.write(w, r, a.fullServiceOf(o))
}
