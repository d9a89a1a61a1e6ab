package api

import (
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// accountAreas answers the wijken of the map of a year, and those that figures of the account name beside them: what a
// caller is not answered is not named either.
func accountAreas(c *domain.Catalogue, year int, figures []*reportingv1.Figure) []*reportingv1.AccountArea {
	areas := c.AreasOf(year, namedWijken(figures))
	list := make([]*reportingv1.AccountArea, len(areas))
	for i, a := range areas {
		list[i] = &reportingv1.AccountArea{Key: a.Key, DisplayName: a.Name, Stadsdeel: a.Stadsdeel, Known: a.Known}
	}
	return list
}

// namedWijken answers the wijken that figures name, alone and in pairs, shown or withheld.
func namedWijken(figures []*reportingv1.Figure) (keys []string) {
	name := func(d reportingv1.FigureDimension, key string) {
		if d == reportingv1.FigureDimension_FIGURE_DIMENSION_WIJK {
			keys = append(keys, key)
		}
	}
	for _, f := range figures {
		for _, p := range f.GetWijken() {
			keys = append(keys, p.GetKey())
		}
		for _, b := range f.GetBreakdowns() {
			for _, cell := range b.GetCells() {
				name(b.GetDimension(), cell.GetKey())
				name(b.GetOtherDimension(), cell.GetOtherKey())
			}
		}
		for _, p := range f.GetWithheldParts() {
			name(p.GetDimension(), p.GetKey())
			name(p.GetOtherDimension(), p.GetOtherKey())
		}
	}
	return keys
}
