package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateTrajectoryTransition takes a trajectory to its next state.
func (s *Trajectories) CreateTrajectoryTransition(
	ctx context.Context, req *debtcounsellingv1.CreateTrajectoryTransitionRequest,
) (*debtcounsellingv1.TrajectoryTransition, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	m := req.GetTransition()
	var d resource.Dates
	asked := domain.TrajectoryTransition{
		To: domain.TrajectoryState(enums.Text(m.GetTo())), Date: d.Read("transition.date", m.GetDate()),
		ExitReason: domain.ExitReason(enums.Text(m.GetExitReason())), DebtFree: m.GetDebtFree(), Recorder: auth.Subject(ctx),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	clients := map[string]bool{}
	for _, id := range t.ClientIDs {
		clients[id] = true
	}
	known, err := s.acquaint(ctx, clients)
	if err != nil {
		return nil, err
	}
	counted := make(map[string]*domain.Counted, len(known))
	for id, a := range known {
		counted[id] = a.counted
	}
	made, first := resource.Making(s.Clock.Now()), false
	entry := s.about(ctx, trajectoryFields, t.ClientIDs...)
	audit := auditlog.Done(ctx, "trajectory/"+t.ID)
	step, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateTrajectoryTransition/"+t.ID, req.GetRequestId(), m), loadTransition,
		func(ctx context.Context, tx *sql.Tx) (domain.TrajectoryTransition, error) {
			step := asked
			step.ID, step.Created, first = made.ID, made.Now, true
			if err := s.step(ctx, tx, t.ID, &step, req.GetEtag(), counted); err != nil {
				return step, err
			}
			return step, s.log(ctx, tx, entry, audit)
		})
	if err == nil && !first {
		err = s.logRead(ctx, trajectoryFields, "trajectory/"+t.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return encodeTransition(step), nil
}

// step locks a trajectory and takes the step, with what follows from it: terms, and the years it counts in.
func (s *Trajectories) step(
	ctx context.Context, tx *sql.Tx, id string, step *domain.TrajectoryTransition, etag string,
	counted map[string]*domain.Counted,
) error {
	st := store.In(tx)
	t, err := st.LockTrajectory(ctx, id)
	if err != nil {
		return err
	}
	if err := resource.MatchEtag(etag, t.Version); err != nil {
		return err
	}
	decisions, err := st.Decisions(ctx, id, "", mostDecisions)
	if err != nil {
		return err
	}
	if err := t.Step(step, decisions, s.today()); err != nil {
		return err
	}
	if step.To == domain.Exited {
		if err := refuseUnconcluded(ctx, st, t.ID); err != nil {
			return err
		}
	}
	if err := st.StepTrajectory(ctx, t, *step); err != nil {
		return err
	}
	if err := s.stepTerms(ctx, tx, t, *step); err != nil {
		return err
	}
	saved, err := s.tellYears(ctx, tx, []domain.Trajectory{t}, counted)
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, step.Created, events.Service, saved...)
}

// mostDecisions is more than there are of one trajectory.
const mostDecisions = 100

// ListTrajectoryTransitions lists what a trajectory went through, oldest first.
func (s *Trajectories) ListTrajectoryTransitions(
	ctx context.Context, req *debtcounsellingv1.ListTrajectoryTransitionsRequest,
) (*debtcounsellingv1.ListTrajectoryTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).TrajectoryTransitions(ctx, t.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.TrajectoryTransition) string { return t.ID })
	answer := &debtcounsellingv1.ListTrajectoryTransitionsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Transitions = append(answer.Transitions, encodeTransition(one))
	}
	return answer, s.logRead(ctx, trajectoryFields, "trajectory/"+t.ID, t.ClientIDs...)
}

func loadTransition(ctx context.Context, tx *sql.Tx, id string) (domain.TrajectoryTransition, error) {
	return store.In(tx).TrajectoryTransition(ctx, id)
}

func encodeTransition(t domain.TrajectoryTransition) *debtcounsellingv1.TrajectoryTransition {
	return &debtcounsellingv1.TrajectoryTransition{
		Id: t.ID, TrajectoryId: t.TrajectoryID, From: enums.Value[debtcounsellingv1.TrajectoryState](string(t.From)),
		To: enums.Value[debtcounsellingv1.TrajectoryState](string(t.To)), Date: t.Date.String(),
		ExitReason: enums.Value[debtcounsellingv1.ExitReason](string(t.ExitReason)), DebtFree: t.DebtFree,
		CreateTime: timestamppb.New(t.Created),
	}
}
