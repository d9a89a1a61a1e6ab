package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/radar"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// OutcomeMeasures answers OutcomeMeasureService.
type OutcomeMeasures struct {
	supportv1.UnimplementedOutcomeMeasureServiceServer
	Deps
}

// CreateOutcomeMeasure adds what was measured.
func (s *OutcomeMeasures) CreateOutcomeMeasure(
	ctx context.Context, req *supportv1.CreateOutcomeMeasureRequest,
) (*supportv1.OutcomeMeasure, error) {
	of, err := s.openGuidance(ctx, req.GetGuidanceTrajectoryId(), guidanceObject(req.GetGuidanceTrajectoryId()))
	if err != nil {
		return nil, err
	}
	made, first := resource.Making(s.Clock.Now()), false
	var d resource.Dates
	measure := decodeMeasure(ctx, req.GetOutcomeMeasure(), &d)
	measure.ID, measure.GuidanceID, measure.Created = made.ID, of.ID, made.Now
	done := s.done(ctx, measureFields, guidanceObject(of.ID), of.ResidentID)
	kept, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateOutcomeMeasure/"+of.ID, req.GetRequestId(), req.GetOutcomeMeasure()), loadMeasure,
		func(ctx context.Context, tx *sql.Tx) (domain.OutcomeMeasure, error) {
			first = true
			of, err := s.lockGuided(ctx, tx, of.ID)
			if err != nil {
				return measure, err
			}
			earlier, err := store.In(tx).OutcomeMeasuresWith(ctx, of.ID, measure.Instrument)
			if err != nil {
				return measure, err
			}
			if err := measure.Check(of, earlier, s.today(), d.Broken...); err != nil {
				return measure, err
			}
			if err := store.In(tx).InsertOutcomeMeasure(ctx, measure); err != nil {
				return measure, err
			}
			return measure, s.log(ctx, tx, done)
		})
	if err == nil && !first {
		err = s.logApart(ctx, done)
	}
	if err != nil {
		return nil, err
	}
	return encodeMeasure(kept), nil
}

// ListOutcomeMeasures lists what was measured in a trajectory, oldest first.
func (s *OutcomeMeasures) ListOutcomeMeasures(
	ctx context.Context, req *supportv1.ListOutcomeMeasuresRequest,
) (*supportv1.ListOutcomeMeasuresResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	of, err := s.openGuidance(ctx, req.GetGuidanceTrajectoryId(), guidanceObject(req.GetGuidanceTrajectoryId()))
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).OutcomeMeasures(ctx, of.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(m domain.OutcomeMeasure) string { return m.ID })
	answer := &supportv1.ListOutcomeMeasuresResponse{NextPageToken: next}
	for _, m := range list {
		answer.OutcomeMeasures = append(answer.OutcomeMeasures, encodeMeasure(m))
	}
	return answer, s.logRead(ctx, measureFields, guidanceObject(of.ID), of.ResidentID)
}

// GetOutcomeRadar answers a picture of what was measured with an instrument.
func (s *OutcomeMeasures) GetOutcomeRadar(
	ctx context.Context, req *supportv1.GetOutcomeRadarRequest,
) (*supportv1.OutcomeRadar, error) {
	of, err := s.openGuidance(ctx, req.GetGuidanceTrajectoryId(), guidanceObject(req.GetGuidanceTrajectoryId()))
	if err != nil {
		return nil, err
	}
	instrument := domain.OutcomeInstrument(enums.Text(req.GetInstrument()))
	list, err := store.Reading(s.DB.Read()).OutcomeMeasuresWith(ctx, of.ID, instrument)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "NOTHING_MEASURED", "Nothing was measured with this instrument.")
	}
	return &supportv1.OutcomeRadar{
		FileName: "meting-" + s.today().String() + ".svg", MediaType: "image/svg+xml", Content: radar.SVG(instrument, list),
	}, s.logRead(ctx, measureFields, guidanceObject(of.ID)+"/outcome-radar", of.ResidentID)
}

func loadMeasure(ctx context.Context, tx *sql.Tx, id string) (domain.OutcomeMeasure, error) {
	return store.In(tx).OutcomeMeasure(ctx, id)
}

// decodeMeasure reads what was measured. Scores of another instrument are counted, and not kept.
func decodeMeasure(ctx context.Context, m *supportv1.OutcomeMeasure, d *resource.Dates) domain.OutcomeMeasure {
	measure := domain.OutcomeMeasure{
		Moment: domain.OutcomeMoment(enums.Text(m.GetMoment())), Date: d.Read("date", m.GetDate()),
		Instrument: domain.OutcomeInstrument(enums.Text(m.GetInstrument())), Version: m.GetInstrumentVersion(),
		Recorder: auth.Subject(ctx),
	}
	var life, health []domain.OutcomeScore
	for _, s := range m.GetLifeDomainScores() {
		life = append(life, domain.OutcomeScore{Dimension: enums.Text(s.GetLifeDomain()), Score: int(s.GetScore())})
	}
	for _, s := range m.GetHealthScores() {
		health = append(health, domain.OutcomeScore{Dimension: enums.Text(s.GetDimension()), Score: int(s.GetScore())})
	}
	measure.Scores, measure.Others = life, len(health)
	if measure.Instrument == domain.PositiveHealth {
		measure.Scores, measure.Others = health, len(life)
	}
	return measure
}

func encodeMeasure(m domain.OutcomeMeasure) *supportv1.OutcomeMeasure {
	answer := &supportv1.OutcomeMeasure{
		Id: m.ID, GuidanceTrajectoryId: m.GuidanceID, Moment: enums.Value[supportv1.OutcomeMoment](string(m.Moment)),
		Date: m.Date.String(), Instrument: enums.Value[supportv1.OutcomeInstrument](string(m.Instrument)),
		InstrumentVersion: m.Version, Recorder: m.Recorder, CreateTime: timestamppb.New(m.Created),
	}
	for _, s := range m.Scores {
		if m.Instrument == domain.PositiveHealth {
			answer.HealthScores = append(answer.HealthScores, &supportv1.HealthScore{
				Dimension: enums.Value[supportv1.HealthDimension](s.Dimension), Score: int32(s.Score),
			})
			continue
		}
		answer.LifeDomainScores = append(answer.LifeDomainScores, &supportv1.LifeDomainScore{
			LifeDomain: enums.Value[supportv1.LifeDomain](s.Dimension), Score: int32(s.Score),
		})
	}
	return answer
}
