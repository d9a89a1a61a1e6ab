package api

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// encodeTarget answers what was agreed about the figure of a year and how far it is today, nil where nothing was.
func encodeTarget(f domain.Figure, year int, today civil.Date) *reportingv1.FigureTarget {
	t, agreed := f.Indicator.Target(year)
	if !agreed {
		return nil
	}
	// The catalogue takes no target beyond 32 bits.
	m := &reportingv1.FigureTarget{
		Value: int32(t.Value), Unit: t.Unit, Direction: enums.Value[reportingv1.TargetDirection](t.Direction), Source: t.Source,
	}
	for _, s := range f.Standings(t, year, today) {
		m.Signal = enums.Value[reportingv1.FigureSignal](string(s.Signal))
		m.Quarters = append(m.Quarters, &reportingv1.FigureTargetQuarter{
			Key: quarter(year, s.Quarter), Expected: int32(s.Expected), Signal: m.GetSignal(),
		})
	}
	return m
}
