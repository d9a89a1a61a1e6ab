package page

import (
	"fmt"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// earlierView is a figure beside those of earlier years, the newest first; this year leads.
type earlierView struct {
	Years     []yearView
	Different bool // some are counted by another definition
}

// yearView is a figure in one year.
type yearView struct {
	Year      string
	Wording   string
	Share     float64 // of the highest year, 0 to 100
	This      bool
	Different bool // it was counted by another definition than this year
}

// earlierOf answers nil where there are no earlier years.
func earlierOf(f *reportingv1.Figure, year int32) *earlierView {
	if len(f.GetEarlierFigures()) == 0 || f.Value == nil {
		return nil
	}
	highest := f.GetValue()
	for _, e := range f.GetEarlierFigures() {
		highest = max(highest, e.GetValue())
	}
	v := &earlierView{Years: []yearView{{
		Year: fmt.Sprint(year), Wording: worded(f.GetWording(), f.GetValue()), Share: share(f.GetValue(), highest), This: true,
	}}}
	for _, e := range f.GetEarlierFigures() {
		different := !e.GetSameDefinition()
		v.Different = v.Different || different
		v.Years = append(v.Years, yearView{
			Year: fmt.Sprint(e.GetYear()), Wording: worded(e.GetWording(), e.GetValue()), Share: share(e.GetValue(), highest),
			Different: different,
		})
	}
	return v
}
