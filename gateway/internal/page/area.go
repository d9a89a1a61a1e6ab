package page

import (
	"slices"
	"strings"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// districtView is a city district with its wijken, as a table has them under each other.
type districtView struct {
	Name     string
	Value    string // empty where the figure says nothing of the district as a whole
	Withheld bool
	Wijken   []wijkView

	key string
}

// wijkView is a wijk of the map of the year, or a code of another year that no table translates.
type wijkView struct {
	Name     string
	Code     string // as "WK003401"; with the year of its map where that is not the map of the year
	Value    string
	Withheld bool
}

// otherCodes heads the codes that the map of the year does not have.
const otherCodes = "Code van een ander jaar"

// districtsOf answers the districts of f with the wijken in them, in the order of their codes, and last what is no wijk of the
// map. Nil where the figure has no wijken.
func districtsOf(f *reportingv1.Figure, fr frame) []districtView {
	wijken := partsOf(f.GetWijken(), withheldKeys(f, reportingv1.FigureDimension_FIGURE_DIMENSION_WIJK), keyPart)
	if len(wijken) == 0 {
		return nil
	}
	var all []districtView
	for _, p := range stadsdelenOf(f, fr.city) {
		all = append(all, districtView{Name: p.Name, Value: p.Value, Withheld: p.Withheld, key: p.key})
	}
	var other []wijkView
	for _, p := range wijken {
		area := fr.areas[p.key]
		edition, code, _ := strings.Cut(p.key, ":")
		w := wijkView{Name: area.GetDisplayName(), Code: code, Value: p.Value, Withheld: p.Withheld}
		if !area.GetKnown() {
			w.Name, w.Code = code, "kaart van "+edition
			other = append(other, w)
			continue
		}
		i := slices.IndexFunc(all, func(d districtView) bool { return d.key == area.GetStadsdeel() })
		if i < 0 {
			all = append(all, districtView{Name: districtName(fr.city, area.GetStadsdeel()), key: area.GetStadsdeel()})
			i = len(all) - 1
		}
		all[i].Wijken = append(all[i].Wijken, w)
	}
	if len(other) > 0 {
		all = append(all, districtView{Name: otherCodes, Wijken: other})
	}
	return all
}

func stadsdelenOf(f *reportingv1.Figure, city string) []part {
	return partsOf(f.GetStadsdelen(), withheldKeys(f, reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL),
		func(key string) part { return part{Name: districtName(city, key)} })
}

func keyPart(key string) part { return part{Name: key} }
