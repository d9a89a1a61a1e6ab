package api

import (
	"context"
	"database/sql"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// FigureExplanations answers FigureExplanationService.
type FigureExplanations struct {
	reportingv1.UnimplementedFigureExplanationServiceServer
	DB         *sqldb.DB
	Clock      clock.Clock
	Catalogues *catalogues.Catalogues
}

// CreateFigureExplanation adds what people say about a figure. One that was taken back may be given again.
func (s *FigureExplanations) CreateFigureExplanation(
	ctx context.Context, req *reportingv1.CreateFigureExplanationRequest,
) (*reportingv1.FigureExplanationRecord, error) {
	given := domain.Explanation{
		Year: int(req.GetYear()), Indicator: req.GetIndicator(), Quarter: int(req.GetQuarter()),
		Text: strings.TrimSpace(req.GetText()),
	}
	if err := s.check(ctx, given); err != nil {
		return nil, err
	}
	content := &reportingv1.CreateFigureExplanationRequest{
		Year: req.GetYear(), Indicator: req.GetIndicator(), Quarter: req.GetQuarter(), Text: req.GetText(),
	}
	made := resource.Making(s.Clock.Now())
	e, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateFigureExplanation", req.GetRequestId(), content),
		func(ctx context.Context, tx *sql.Tx, _ string) (domain.Explanation, error) {
			// By what it is about: the first delivery may have given again one that was taken back, under the id it had.
			e, _, err := store.In(tx).ExplanationOf(ctx, given.Year, given.Indicator, given.Quarter)
			return e, err
		},
		func(ctx context.Context, tx *sql.Tx) (domain.Explanation, error) { return add(ctx, tx, given, made) })
	if s.DB.IsUnique(err) {
		return nil, exists(given)
	}
	if err != nil {
		return nil, err
	}
	return encodeExplanation(e), nil
}

// add keeps an explanation that is new or was taken back, and tells it.
func add(ctx context.Context, tx *sql.Tx, e domain.Explanation, made resource.Made) (domain.Explanation, error) {
	before, known, err := store.In(tx).ExplanationOf(ctx, e.Year, e.Indicator, e.Quarter)
	if err != nil {
		return e, err
	}
	if before.Text != "" {
		return e, exists(e)
	}
	e.ID, e.Version, e.Updated = made.ID, 1, made.Now
	put := store.In(tx).InsertExplanation
	if known {
		e.ID, e.Version, put = before.ID, before.Version+1, store.In(tx).UpdateExplanation
	}
	if err := put(ctx, e); err != nil {
		return e, err
	}
	return e, outbox.Append(ctx, tx, e.Updated, events.Service, events.FigureExplanationSaved(e))
}

// check answers everything that is wrong with a new explanation.
func (s *FigureExplanations) check(ctx context.Context, e domain.Explanation) error {
	if e.Text == "" {
		return fault.Violation("text", "TEXT_MISSING", "There is nothing in the text.")
	}
	if err := fault.Violations(domain.CheckPublishable("text", e.Text)); err != nil {
		return err
	}
	holds, err := s.Catalogues.Current(ctx, store.Reading(s.DB.Read()))
	if err != nil {
		return err
	}
	if !holds.Has(e.Indicator, e.Year) {
		return fault.New(fault.NotFound, "INDICATOR_NOT_FOUND", "The account of %d has no indicator %q.", e.Year, e.Indicator)
	}
	return nil
}

func exists(e domain.Explanation) error {
	return fault.New(fault.AlreadyExists, "EXPLANATION_EXISTS", "There is an explanation of %s of %s. Change it.",
		quarter(e.Year, e.Quarter), e.Indicator)
}

// UpdateFigureExplanation changes what people say about a figure, or takes it back.
func (s *FigureExplanations) UpdateFigureExplanation(
	ctx context.Context, req *reportingv1.UpdateFigureExplanationRequest,
) (*reportingv1.FigureExplanationRecord, error) {
	given := req.GetFigureExplanation()
	now := sqldb.At(s.Clock.Now()).Time
	var e domain.Explanation
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		current, err := store.In(tx).Explanation(ctx, given.GetId())
		if err != nil {
			return err
		}
		if err := resource.MatchEtag(given.GetEtag(), current.Version); err != nil {
			return err
		}
		merged, err := patch.Merge(encodeExplanation(current), given, req.GetUpdateMask())
		if err != nil {
			return err
		}
		if err := grpcx.Validate(merged); err != nil {
			return fault.At("figure_explanation", err)
		}
		e = current
		e.Text, e.Version, e.Updated = strings.TrimSpace(merged.GetText()), current.Version+1, now
		if err := fault.Violations(domain.CheckPublishable("figure_explanation.text", e.Text)); err != nil {
			return err
		}
		if err := store.In(tx).UpdateExplanation(ctx, e); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, now, events.Service, events.FigureExplanationSaved(e))
	})
	if err != nil {
		return nil, err
	}
	return encodeExplanation(e), nil
}

// ListFigureExplanations lists all explanations of a year, without those that were taken back.
func (s *FigureExplanations) ListFigureExplanations(
	ctx context.Context, req *reportingv1.ListFigureExplanationsRequest,
) (*reportingv1.ListFigureExplanationsResponse, error) {
	year := int(req.GetYear())
	reading := store.Reading(s.DB.Read())
	list, err := reading.Explanations(ctx, year)
	if err != nil {
		return nil, err
	}
	holds, err := s.Catalogues.Current(ctx, reading)
	if err != nil {
		return nil, err
	}
	answer := &reportingv1.ListFigureExplanationsResponse{}
	for _, e := range holds.InOrder(year, list) {
		answer.FigureExplanations = append(answer.FigureExplanations, encodeExplanation(e))
	}
	return answer, nil
}

func encodeExplanation(e domain.Explanation) *reportingv1.FigureExplanationRecord {
	return &reportingv1.FigureExplanationRecord{
		Id: e.ID, Year: int32(e.Year), Indicator: e.Indicator, Quarter: int32(e.Quarter), Text: e.Text,
		Etag: resource.Etag(e.Version), UpdateTime: timestamppb.New(e.Updated),
	}
}

// encodeExplanations answers explanations as they stand beside figures, by indicator.
func encodeExplanations(list []domain.Explanation) map[string][]*reportingv1.FigureExplanation {
	of := map[string][]*reportingv1.FigureExplanation{}
	for _, e := range list {
		of[e.Indicator] = append(of[e.Indicator], &reportingv1.FigureExplanation{Period: quarter(e.Year, e.Quarter), Text: e.Text})
	}
	return of
}
