package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// GuidanceTrajectories answers GuidanceTrajectoryService.
type GuidanceTrajectories struct {
	supportv1.UnimplementedGuidanceTrajectoryServiceServer
	Deps
	recording resource.Recording[starting]
}

// CreateGuidanceTrajectory registers a resident for a trajectory.
func (s *GuidanceTrajectories) CreateGuidanceTrajectory(
	ctx context.Context, req *supportv1.CreateGuidanceTrajectoryRequest,
) (*supportv1.GuidanceTrajectory, error) {
	list, err := s.register(ctx, []*supportv1.CreateGuidanceTrajectoryRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateGuidanceTrajectories registers all trajectories, or none.
func (s *GuidanceTrajectories) BatchCreateGuidanceTrajectories(
	ctx context.Context, req *supportv1.BatchCreateGuidanceTrajectoriesRequest,
) (*supportv1.BatchCreateGuidanceTrajectoriesResponse, error) {
	list, err := s.register(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &supportv1.BatchCreateGuidanceTrajectoriesResponse{GuidanceTrajectories: list}, nil
}

// GetGuidanceTrajectory answers one trajectory.
func (s *GuidanceTrajectories) GetGuidanceTrajectory(
	ctx context.Context, req *supportv1.GetGuidanceTrajectoryRequest,
) (*supportv1.GuidanceTrajectory, error) {
	g, err := s.openGuidance(ctx, req.GetId(), guidanceObject(req.GetId()))
	if err != nil {
		return nil, err
	}
	return encodeGuidance(g), s.logRead(ctx, guidanceFields, guidanceObject(g.ID), g.ResidentID)
}

// ListGuidanceTrajectories lists trajectories that the caller may see, oldest first.
func (s *GuidanceTrajectories) ListGuidanceTrajectories(
	ctx context.Context, req *supportv1.ListGuidanceTrajectoriesRequest,
) (*supportv1.ListGuidanceTrajectoriesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).GuidanceList(ctx, after, store.GuidanceFilter{
		Viewer: viewer(ctx), ResidentID: req.GetResidentId(), Kind: enums.Text(req.GetKind()), State: enums.Text(req.GetState()),
		Team: req.GetTeam(),
	}, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(g domain.Guidance) string { return g.ID })
	answer := &supportv1.ListGuidanceTrajectoriesResponse{NextPageToken: next}
	var residents []string
	for _, g := range list {
		answer.GuidanceTrajectories = append(answer.GuidanceTrajectories, encodeGuidance(g))
		residents = append(residents, g.ResidentID)
	}
	return answer, s.logRead(ctx, guidanceFields, "guidance-trajectories", residents...)
}

// CreateGuidanceTrajectoryTransition takes a trajectory to its next state.
func (s *GuidanceTrajectories) CreateGuidanceTrajectoryTransition(
	ctx context.Context, req *supportv1.CreateGuidanceTrajectoryTransitionRequest,
) (*supportv1.GuidanceTrajectoryTransition, error) {
	g, err := s.openGuidance(ctx, req.GetGuidanceTrajectoryId(), guidanceObject(req.GetGuidanceTrajectoryId()))
	if err != nil {
		return nil, err
	}
	m := req.GetTransition()
	var d resource.Dates
	asked := domain.GuidanceTransition{
		To: domain.GuidanceState(enums.Text(m.GetTo())), Date: d.Read("transition.date", m.GetDate()),
		Destination:   domain.Destination(enums.Text(m.GetDestination())),
		DropOutReason: domain.DropOutReason(enums.Text(m.GetDropOutReason())), Recorder: auth.Subject(ctx),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	made, first := resource.Making(s.Clock.Now()), false
	done := s.done(ctx, guidanceFields, guidanceObject(g.ID), g.ResidentID)
	step, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateGuidanceTrajectoryTransition/"+g.ID, req.GetRequestId(), m), loadGuidanceTransition,
		func(ctx context.Context, tx *sql.Tx) (domain.GuidanceTransition, error) {
			step := asked
			step.ID, step.Created, first = made.ID, made.Now, true
			if err := s.step(ctx, tx, g.ID, &step, req.GetEtag()); err != nil {
				return step, err
			}
			return step, s.log(ctx, tx, done)
		})
	if err == nil && !first {
		err = s.logApart(ctx, done)
	}
	if err != nil {
		return nil, err
	}
	return encodeGuidanceTransition(step), nil
}

// step locks a trajectory and takes the step, with the years it counts in.
func (s *GuidanceTrajectories) step(
	ctx context.Context, tx *sql.Tx, id string, step *domain.GuidanceTransition, etag string,
) error {
	st := store.In(tx)
	g, err := st.LockGuidance(ctx, id)
	if err != nil {
		return err
	}
	if err := resource.MatchEtag(etag, g.Version); err != nil {
		return err
	}
	if err := g.Step(step, s.today()); err != nil {
		return err
	}
	if err := st.StepGuidance(ctx, g, *step); err != nil {
		return err
	}
	saved, err := s.retellGuidance(ctx, tx, []domain.Guidance{g})
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, step.Created, events.Service, saved...)
}

// ListGuidanceTrajectoryTransitions lists what a trajectory went through, oldest first.
func (s *GuidanceTrajectories) ListGuidanceTrajectoryTransitions(
	ctx context.Context, req *supportv1.ListGuidanceTrajectoryTransitionsRequest,
) (*supportv1.ListGuidanceTrajectoryTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	g, err := s.openGuidance(ctx, req.GetGuidanceTrajectoryId(), guidanceObject(req.GetGuidanceTrajectoryId()))
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).GuidanceTransitions(ctx, g.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.GuidanceTransition) string { return t.ID })
	answer := &supportv1.ListGuidanceTrajectoryTransitionsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Transitions = append(answer.Transitions, encodeGuidanceTransition(one))
	}
	return answer, s.logRead(ctx, guidanceFields, guidanceObject(g.ID), g.ResidentID)
}

func loadGuidanceTransition(ctx context.Context, tx *sql.Tx, id string) (domain.GuidanceTransition, error) {
	return store.In(tx).GuidanceTransition(ctx, id)
}
