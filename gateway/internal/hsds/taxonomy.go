package hsds

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/deschoor/meedoen/gateway/internal/open"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// taxonomy is a list of terms.
type taxonomy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// term is a word of a taxonomy.
type term struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Taxonomy    string `json:"taxonomy"`
	TaxonomyID  string `json:"taxonomy_id"`
}

// themes answers the one taxonomy there is: the themes of the organisation.
func themes() taxonomy {
	const name = "Thema's"
	return taxonomy{ID: idOf("taxonomy", "theme"), Name: name, Description: "De thema's van de organisatie (doelstellingen)."}
}

func termID(theme activitiesv1.Theme) string { return idOf("theme", theme.String()) }

func termOf(p *activitiesv1.OfferProgramme) term {
	t := themes()
	return term{
		ID: termID(p.GetTheme()), Name: p.GetThemeDisplayName(), Description: "Thema " + p.GetThemeDisplayName(), Taxonomy: t.Name,
		TaxonomyID: t.ID,
	}
}

func (a *API) taxonomies(w http.ResponseWriter, r *http.Request) {
	if q, ok := a.query(w, r, "page", "per_page"); ok {
		a.write(w, r, cut(q, []taxonomy{themes()}))
	}
}

func (a *API) taxonomy(w http.ResponseWriter, r *http.Request) {
	if _, ok := a.query(w, r); !ok {
		return
	}
	if rules.MatchOf(r.Context()).Vars["id"] != themes().ID {
		open.Unknown(w, r)
		return
	}
	a.write(w, r, themes())
}

func (a *API) terms(w http.ResponseWriter, r *http.Request) {
	q, ok := a.query(w, r, "page", "per_page")
	if !ok {
		return
	}
	all, err := a.termsInUse(r.Context())
	if err != nil {
		open.Failed(w, r, a.log, err)
		return
	}
	a.write(w, r, cut(q, all))
}

func (a *API) term(w http.ResponseWriter, r *http.Request) {
	if _, ok := a.query(w, r); !ok {
		return
	}
	all, err := a.termsInUse(r.Context())
	if err != nil {
		open.Failed(w, r, a.log, err)
		return
	}
	i := slices.IndexFunc(all, func(t term) bool { return t.ID == rules.MatchOf(r.Context()).Vars["id"] })
	if i < 0 {
		open.Unknown(w, r)
		return
	}
	a.write(w, r, all[i])
}

// termsInUse answers the terms of what is offered, by name.
func (a *API) termsInUse(ctx context.Context) (all []term, err error) {
	for number := range activitiesv1.Theme_name {
		if number == 0 {
			continue
		}
		answer, err := a.offers.ListOffers(ctx, &activitiesv1.ListOffersRequest{PageSize: 1, Theme: activitiesv1.Theme(number)})
		if err != nil {
			return nil, err
		}
		for _, o := range answer.GetOffers() {
			all = append(all, termOf(o.GetProgramme()))
		}
	}
	slices.SortFunc(all, func(x, y term) int { return cmp.Compare(x.Name, y.Name) })
	return all, nil
}
