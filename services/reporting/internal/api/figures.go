package api

import (
	"fmt"
	"math"
	"strconv"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/enums"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

var statuses = map[domain.Status]reportingv1.FigureStatus{
	domain.Recorded:     reportingv1.FigureStatus_FIGURE_STATUS_RECORDED,
	domain.NoData:       reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA,
	domain.NotRecorded:  reportingv1.FigureStatus_FIGURE_STATUS_NOT_RECORDED,
	domain.BeingCounted: reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED,
}

// encodeFigures answers figures as the contract has them, in the full view with their parts. A value that does not fit the
// contract is an error, never another value.
func encodeFigures(figures []domain.Figure, year int, full bool) ([]*reportingv1.Figure, error) {
	list := make([]*reportingv1.Figure, len(figures))
	for i, f := range figures {
		if f.Value > math.MaxInt32 {
			return nil, fmt.Errorf("figure %s of %d is %d, more than the contract can say", f.Indicator.ID, year, f.Value)
		}
		list[i] = &reportingv1.Figure{
			Indicator: f.Indicator.ID, Theme: f.Indicator.Theme, Programme: f.Indicator.Programme, Label: f.Indicator.Label,
			Definition: f.Indicator.Definition, Unit: f.Indicator.Unit, Service: f.Indicator.Service, Status: statuses[f.Status],
			Recounting: f.Recounting,
		}
		if f.Status != domain.Recorded {
			continue
		}
		list[i].Value = proto.Int32(int32(f.Value))
		list[i].Wording = f.Wording.Text
		list[i].Qualifier = enums.Value[reportingv1.Qualifier](string(f.Wording.Qualifier))
		if full {
			list[i].Months, list[i].Stadsdelen = months(f, year), parts(f.Stadsdelen)
			list[i].Wijken, list[i].AgeBands, list[i].Breakdowns = parts(f.Wijken), parts(f.AgeBands), breakdowns(f, year)
		}
	}
	return list, nil
}

// months: a part cannot be above the year, which was found to fit.
func months(f domain.Figure, year int) []*reportingv1.FigurePart {
	list := make([]*reportingv1.FigurePart, len(f.Months))
	for i, value := range f.Months {
		list[i] = &reportingv1.FigurePart{Key: month(year, i+1), Value: int32(value)}
	}
	return list
}

func month(year, n int) string { return fmt.Sprintf("%04d-%02d", year, n) }

func parts(of []domain.Part) []*reportingv1.FigurePart {
	list := make([]*reportingv1.FigurePart, len(of))
	for i, p := range of {
		list[i] = &reportingv1.FigurePart{Key: p.Key, Value: int32(p.Value)}
	}
	return list
}

func breakdowns(f domain.Figure, year int) []*reportingv1.FigureBreakdown {
	list := make([]*reportingv1.FigureBreakdown, len(f.Breakdowns))
	for i, b := range f.Breakdowns {
		list[i] = &reportingv1.FigureBreakdown{
			Dimension:      enums.Value[reportingv1.FigureDimension](string(b.By[0])),
			OtherDimension: enums.Value[reportingv1.FigureDimension](string(b.By[1])),
		}
		for _, p := range b.Parts {
			list[i].Cells = append(list[i].Cells, &reportingv1.FigureCell{
				Key: name(b.By[0], p.Key, year), OtherKey: name(b.By[1], p.Other, year), Value: int32(p.Value),
			})
		}
	}
	return list
}

// name answers a part as the contract names it: a month with its year.
func name(d domain.Dimension, part string, year int) string {
	if n, err := strconv.Atoi(part); err == nil && d == domain.ByMonth {
		return month(year, n)
	}
	return part
}
