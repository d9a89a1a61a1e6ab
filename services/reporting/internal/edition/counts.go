package edition

import (
	"cmp"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/enums"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// Freezing answers the numbers of the account that are about people.
func (f Frozen) Freezing() domain.Freezing {
	spread := map[domain.Dimension]map[string]bool{}
	for _, figure := range f.Account.GetFigures() {
		for _, l := range lists(figure) {
			for _, p := range *l.parts {
				if spread[l.by] == nil {
					spread[l.by] = map[string]bool{}
				}
				spread[l.by][p.GetKey()] = true
			}
		}
	}
	freezing := domain.Freezing{Spread: map[domain.Dimension][]string{}, StadsdeelOf: stadsdelen(f.Account.GetAreas())}
	for by, keys := range spread {
		freezing.Spread[by] = slices.Sorted(maps.Keys(keys))
	}
	for _, figure := range f.Account.GetFigures() {
		if adding := f.Adding[figure.GetIndicator()]; adding != "" && figure.Value != nil {
			freezing.Figures = append(freezing.Figures, counts(figure, adding))
		}
	}
	return freezing
}

// list is the parts of a figure by one dimension.
type list struct {
	by    domain.Dimension
	parts *[]*reportingv1.FigurePart
}

// lists answers all parts of a figure by one dimension.
func lists(f *reportingv1.Figure) []list {
	return []list{
		{domain.ByMonth, &f.Months}, {domain.ByQuarter, &f.Quarters}, {domain.ByStadsdeel, &f.Stadsdelen},
		{domain.ByWijk, &f.Wijken}, {domain.ByAgeBand, &f.AgeBands},
	}
}

// pair answers by which dimensions a breakdown is.
func pair(b *reportingv1.FigureBreakdown) domain.Pair {
	return domain.Pair{
		domain.Dimension(enums.Text(b.GetDimension())), domain.Dimension(enums.Text(b.GetOtherDimension())),
	}
}

func counts(f *reportingv1.Figure, adding domain.Adding) domain.Counts {
	c := domain.Counts{
		Indicator: f.GetIndicator(), Adding: adding, Whole: int64(f.GetValue()), Parts: map[domain.Level][]domain.Part{},
	}
	for _, l := range lists(f) {
		for _, p := range *l.parts {
			c.Parts[l.by.Alone()] = append(c.Parts[l.by.Alone()], domain.Part{Key: p.GetKey(), Value: int64(p.GetValue())})
		}
	}
	for _, b := range f.GetBreakdowns() {
		level := pair(b).Level()
		for _, cell := range b.GetCells() {
			c.Parts[level] = append(c.Parts[level], domain.Part{
				Key: cell.GetKey(), Other: cell.GetOtherKey(), Value: int64(cell.GetValue()),
			})
		}
	}
	for _, parts := range c.Parts {
		slices.SortFunc(parts, func(a, b domain.Part) int {
			return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Other, b.Other))
		})
	}
	return c
}

// stadsdelen answers in which city district a wijk lies that the map of the year has.
func stadsdelen(areas []*reportingv1.AccountArea) func(string) string {
	of := map[string]string{}
	for _, a := range areas {
		if a.GetKnown() {
			of[a.GetKey()] = a.GetStadsdeel()
		}
	}
	return func(wijk string) string { return of[wijk] }
}
