package api

import (
	"context"
	"fmt"
	"math"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// SteeringFigures answers SteeringFigureService.
type SteeringFigures struct {
	reportingv1.UnimplementedSteeringFigureServiceServer
	DB         *sqldb.DB
	Catalogues *catalogues.Catalogues
	Counts     []string // the services whose events are counted
}

// ListSteeringFigures lists all figures to steer by of a year.
func (s *SteeringFigures) ListSteeringFigures(
	ctx context.Context, req *reportingv1.ListSteeringFiguresRequest,
) (*reportingv1.ListSteeringFiguresResponse, error) {
	if err := inbox.Wait(ctx, s.DB, s.Counts, req.GetWaitFor()); err != nil {
		return nil, err
	}
	reading, year := store.Reading(s.DB.Read()), int(req.GetYear())
	// The positions are read first: the figures hold at least what they promise.
	positions, asOf, err := inbox.Positions(ctx, s.DB, s.Counts)
	if err != nil {
		return nil, err
	}
	counted, err := store.Counted(ctx, s.DB.Read(), year)
	if err != nil {
		return nil, err
	}
	told, err := reading.Told(ctx, year)
	if err != nil {
		return nil, err
	}
	codes, err := reading.ProgrammeCodes(ctx)
	if err != nil {
		return nil, err
	}
	holds, err := s.Catalogues.Current(ctx, reading)
	if err != nil {
		return nil, err
	}
	answer := &reportingv1.ListSteeringFiguresResponse{AsOf: timestamp(asOf), Positions: positions}
	for _, f := range holds.Steering(year, counted, told) {
		m, err := encodeSteering(f, req.GetProgrammeId(), codes)
		if err != nil {
			return nil, fmt.Errorf("figures of %d: %w", year, err)
		}
		answer.SteeringFigures = append(answer.SteeringFigures, m)
	}
	return answer, nil
}

// encodeSteering answers a figure as the contract has it, with one programme alone where that is not empty.
func encodeSteering(
	f domain.SteeringFigure, programme string, codes map[string]string,
) (*reportingv1.SteeringFigure, error) {
	in := f.Indicator
	m := &reportingv1.SteeringFigure{
		Indicator: in.ID, Label: in.Label, Definition: in.Definition, Unit: in.Unit, Service: in.Service,
		Status: statuses[f.Status], Recounting: f.Recounting,
	}
	if f.Status != domain.Recorded {
		return m, nil
	}
	// A part cannot be above the whole, so what fits here fits everywhere.
	if f.Whole.Value > math.MaxInt32 {
		return nil, fmt.Errorf("%s is %d, more than the contract can say", in.ID, f.Whole.Value)
	}
	m.Value, m.Base, m.AgeBands = proto.Int32(int32(f.Whole.Value)), base(f, f.Whole), parts(f.Whole.AgeBands)
	for _, p := range f.Programmes {
		if programme == "" || programme == p.ID {
			m.Programmes = append(m.Programmes, &reportingv1.SteeringFigurePart{
				ProgrammeId: p.ID, ProgrammeCode: codes[p.ID], Value: int32(p.Value), Base: base(f, p.Measured),
				AgeBands: parts(p.AgeBands),
			})
		}
	}
	return m, nil
}

// base answers of how many a value is: a part of others was told as 32-bit numbers.
func base(f domain.SteeringFigure, m domain.Measured) *int32 {
	if !f.Indicator.OfOthers() {
		return nil
	}
	return proto.Int32(int32(m.Base))
}
