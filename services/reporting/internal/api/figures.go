package api

import (
	"fmt"
	"math"

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

// encodeFigures answers figures as the contract has them, with their parts where full is asked for. A value that does
// not fit the contract is an error, never another value.
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
			list[i].Months, list[i].Stadsdelen = months(f, year), stadsdelen(f)
		}
	}
	return list, nil
}

// months: a month cannot be above the year, which was found to fit.
func months(f domain.Figure, year int) []*reportingv1.FigurePart {
	parts := make([]*reportingv1.FigurePart, len(f.Months))
	for i, value := range f.Months {
		parts[i] = &reportingv1.FigurePart{Key: fmt.Sprintf("%04d-%02d", year, i+1), Value: int32(value)}
	}
	return parts
}

func stadsdelen(f domain.Figure) []*reportingv1.FigurePart {
	parts := make([]*reportingv1.FigurePart, len(f.Stadsdelen))
	for i, s := range f.Stadsdelen {
		parts[i] = &reportingv1.FigurePart{Key: s.Stadsdeel, Value: int32(s.Value)}
	}
	return parts
}
