package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// Mediations answers MediationService.
type Mediations struct {
	supportv1.UnimplementedMediationServiceServer
	Deps
}

// CreateMediation registers a mediation.
func (s *Mediations) CreateMediation(
	ctx context.Context, req *supportv1.CreateMediationRequest,
) (*supportv1.Mediation, error) {
	list, err := s.register(ctx, []*supportv1.CreateMediationRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateMediations registers all mediations, or none.
func (s *Mediations) BatchCreateMediations(
	ctx context.Context, req *supportv1.BatchCreateMediationsRequest,
) (*supportv1.BatchCreateMediationsResponse, error) {
	list, err := s.register(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &supportv1.BatchCreateMediationsResponse{Mediations: list}, nil
}

// GetMediation answers one mediation.
func (s *Mediations) GetMediation(ctx context.Context, req *supportv1.GetMediationRequest) (*supportv1.Mediation, error) {
	row, err := s.openMediation(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	list, err := s.openSummaries(ctx, row)
	if err != nil {
		return nil, err
	}
	return encodeMediation(list[0], s.today()), s.logApart(ctx, s.doneWithMediation(ctx, row.Mediation))
}

// ListMediations lists mediations of the own teams, oldest first.
func (s *Mediations) ListMediations(
	ctx context.Context, req *supportv1.ListMediationsRequest,
) (*supportv1.ListMediationsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	filter := store.MediationFilter{
		Teams: viewer(ctx).Teams, State: enums.Text(req.GetState()), Team: req.GetTeam(),
		ReferrerKind: enums.Text(req.GetReferrerKind()), ResidentID: req.GetResidentId(), FeedbackMissing: req.GetFeedbackMissing(),
	}
	if days := req.GetOpenMoreThanDays(); days > 0 {
		filter.OpenSinceBefore = s.today().AddDays(-int(days))
	}
	size := pages.Size(req.GetPageSize())
	var rows []store.Mediation
	if err := s.snapshot(ctx, func(st store.Store) (err error) {
		rows, err = st.Mediations(ctx, after, filter, size+1)
		return err
	}); err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(m store.Mediation) string { return m.ID })
	list, err := s.openSummaries(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &supportv1.ListMediationsResponse{NextPageToken: next}
	for _, m := range list {
		answer.Mediations = append(answer.Mediations, encodeMediation(m, s.today()))
	}
	return answer, s.logApart(ctx, s.doneWithMediations(ctx, "mediations", list...))
}
