package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Decisions answers DecisionService.
type Decisions struct {
	debtcounsellingv1.UnimplementedDecisionServiceServer
	Deps
}

// CreateDecision records a decision.
func (s *Decisions) CreateDecision(
	ctx context.Context, req *debtcounsellingv1.CreateDecisionRequest,
) (*debtcounsellingv1.Decision, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	m := req.GetDecision()
	var d resource.Dates
	asked := domain.Decision{
		TrajectoryID: t.ID, Kind: domain.DecisionKind(enums.Text(m.GetKind())), Date: d.Read("decision.date", m.GetDate()),
		Ground: enums.Text(m.GetGround()), Recorder: auth.Subject(ctx),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	made, first := resource.Making(s.Clock.Now()), false
	entry, audit := s.about(ctx, trajectoryFields, t.ClientIDs...), auditlog.Done(ctx, "trajectory/"+t.ID)
	decision, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateDecision/"+t.ID, req.GetRequestId(), m), loadDecision,
		func(ctx context.Context, tx *sql.Tx) (domain.Decision, error) {
			decision := asked
			decision.ID, decision.Created, first = made.ID, made.Now, true
			if err := s.decide(ctx, tx, decision); err != nil {
				return decision, err
			}
			return decision, s.log(ctx, tx, entry, audit)
		})
	if err == nil && !first {
		err = s.logRead(ctx, trajectoryFields, "trajectory/"+t.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return encodeDecision(decision), nil
}

// decide checks and keeps a decision. One on admission meets its term.
func (s *Decisions) decide(ctx context.Context, tx *sql.Tx, decision domain.Decision) error {
	st := store.In(tx)
	t, err := st.LockTrajectory(ctx, decision.TrajectoryID)
	if err != nil {
		return err
	}
	steps, err := st.TrajectoryTransitions(ctx, t.ID, "", mostSteps)
	if err != nil {
		return err
	}
	earlier, err := st.Decisions(ctx, t.ID, "", mostDecisions)
	if err != nil {
		return err
	}
	if err := decision.Check(domain.Deciding{
		Today: s.today(), Trajectory: t, Conversation: conversation(steps), Earlier: earlier, Grounds: s.Refusals,
	}); err != nil {
		return err
	}
	if err := st.InsertDecision(ctx, decision); err != nil {
		return err
	}
	if decision.Kind == domain.Ending {
		return nil
	}
	return s.meetTerm(ctx, tx, t.ID, domain.DecisionTerm, decision.Date)
}

// mostSteps is more than a trajectory ever takes.
const mostSteps = 10_000

// conversation answers when the first conversation was held: where the intake began.
func conversation(steps []domain.TrajectoryTransition) (held civil.Date) {
	for _, s := range steps {
		if s.To == domain.InIntake {
			held = s.Date
		}
	}
	return held
}

// ListDecisions lists the decisions of a trajectory, oldest first.
func (s *Decisions) ListDecisions(
	ctx context.Context, req *debtcounsellingv1.ListDecisionsRequest,
) (*debtcounsellingv1.ListDecisionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Decisions(ctx, t.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(d domain.Decision) string { return d.ID })
	answer := &debtcounsellingv1.ListDecisionsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Decisions = append(answer.Decisions, encodeDecision(one))
	}
	return answer, s.logRead(ctx, trajectoryFields, "trajectory/"+t.ID, t.ClientIDs...)
}

func loadDecision(ctx context.Context, tx *sql.Tx, id string) (domain.Decision, error) {
	return store.In(tx).Decision(ctx, id)
}

func encodeDecision(d domain.Decision) *debtcounsellingv1.Decision {
	return &debtcounsellingv1.Decision{
		Id: d.ID, TrajectoryId: d.TrajectoryID, Kind: enums.Value[debtcounsellingv1.DecisionKind](string(d.Kind)),
		Date: d.Date.String(), Ground: enums.Value[debtcounsellingv1.DecisionGround](d.Ground), Recorder: d.Recorder,
		CreateTime: timestamppb.New(d.Created),
	}
}
