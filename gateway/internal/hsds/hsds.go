// Package hsds serves what is offered in the form of Open Referral UK, which social maps and service finders read: the UK
// profile of the Human Services Data Specification (HSDS) 3.0.
package hsds

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/deschoor/meedoen/gateway/internal/open"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	"github.com/deschoor/meedoen/gateway/internal/web"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// Path is the stub below which every path of the profile stands.
const Path = "/hsds"

const keep = 15 * time.Minute

// Options say who offers. The zero value is usable.
type Options struct {
	// Organisation is the name of the organisation; a general word if empty.
	Organisation string
}

// API answers the paths of the profile.
type API struct {
	offers       activitiesv1.OfferServiceClient
	log          *slog.Logger
	zone         *time.Location
	organization organization
}

// New answers the API. It fails where this machine does not know the zone of the Netherlands.
func New(offers activitiesv1.OfferServiceClient, log *slog.Logger, options Options) (*API, error) {
	zone, err := web.Zone()
	if err != nil {
		return nil, err
	}
	name := options.Organisation
	if name == "" {
		name = "Welzijnsorganisatie"
	}
	return &API{offers: offers, log: log, zone: zone, organization: organization{
		ID: idOf("organization", name), Name: name,
		Description: "Welzijnsorganisatie die activiteiten aanbiedt voor inwoners.",
	}}, nil
}

// handlers are the paths of the profile that are served, by pattern.
func (a *API) handlers() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		Path:                          a.about,
		Path + "/services":            a.services,
		Path + "/services/{id}":       a.service,
		Path + "/taxonomies":          a.taxonomies,
		Path + "/taxonomies/{id}":     a.taxonomy,
		Path + "/taxonomy_terms":      a.terms,
		Path + "/taxonomy_terms/{id}": a.term,
	}
}

// Paths answers the patterns of the API.
func (a *API) Paths() (patterns []string) {
	for pattern := range a.handlers() {
		patterns = append(patterns, pattern)
	}
	return patterns
}

// ServeHTTP answers what the pattern that was matched stands for.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.handlers()[rules.MatchOf(r.Context()).Route.Pattern](w, r)
}

// about says which form this is, as the profile asks of the root.
func (a *API) about(w http.ResponseWriter, r *http.Request) {
	if _, ok := a.query(w, r); !ok {
		return
	}
	a.write(w, r, map[string]string{
		"version":     "3.0",
		"profile":     "https://open-referral-uk-profile.readthedocs.io/en/latest/",
		"openapi_url": "https://raw.githubusercontent.com/OpenReferralUK/uk-profile/main/schema/openapi.json",
	})
}

func (a *API) write(w http.ResponseWriter, r *http.Request, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		open.Failed(w, r, a.log, err)
		return
	}
	open.Write(w, r, "application/json", body, keep)
}

// idOf answers the identifier of something that has none of its own: always the same for the same words (RFC 9562, UUID
// version 5).
func idOf(kind, name string) string {
	namespace := uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:meedoen:hsds:"+kind))
	return uuid.NewSHA1(namespace, []byte(name)).String()
}
