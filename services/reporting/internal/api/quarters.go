package api

import (
	"fmt"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// encodeQuarters: what there is at the end of a quarter cannot be above the year, which was found to fit.
func encodeQuarters(f domain.Figure, year int) []*reportingv1.FigurePart {
	list := make([]*reportingv1.FigurePart, len(f.Quarters))
	for i, value := range f.Quarters {
		list[i] = &reportingv1.FigurePart{Key: quarter(year, i+1), Value: int32(value)}
	}
	return list
}

// quarter answers the name of quarter n of a year, and that of the year as a whole for 0.
func quarter(year, n int) string {
	if n == 0 {
		return fmt.Sprintf("%04d", year)
	}
	return fmt.Sprintf("%04d-Q%d", year, n)
}
