package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

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

// CreateMediationTransition takes a mediation to its next state.
func (s *Mediations) CreateMediationTransition(
	ctx context.Context, req *supportv1.CreateMediationTransitionRequest,
) (*supportv1.MediationTransition, error) {
	row, err := s.openMediation(ctx, req.GetMediationId())
	if err != nil {
		return nil, err
	}
	asked, err := decodeMediationTransition(ctx, req.GetTransition())
	if err != nil {
		return nil, err
	}
	step, err := recordOf(ctx, s.Deps, row.Mediation,
		resource.RequestOf("CreateMediationTransition/"+row.ID, req.GetRequestId(), req.GetTransition()),
		func(ctx context.Context, tx *sql.Tx, id string) (domain.MediationTransition, error) {
			return store.In(tx).MediationTransition(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx, made resource.Made) (domain.MediationTransition, error) {
			step := asked
			step.ID, step.Created = made.ID, made.Now
			return step, s.step(ctx, tx, row.ID, &step, req.GetEtag())
		})
	if err != nil {
		return nil, err
	}
	return encodeMediationTransition(step), nil
}

// recordOf records something of a mediation once for a request, which is in both logs: the first delivery makes it, a later one
// loads what the first made.
func recordOf[R any](
	ctx context.Context, d Deps, of domain.Mediation, asked resource.Request,
	load func(ctx context.Context, tx *sql.Tx, id string) (R, error),
	record func(ctx context.Context, tx *sql.Tx, made resource.Made) (R, error),
) (R, error) {
	made, done := resource.Making(d.Clock.Now()), d.doneWithMediation(ctx, of)
	return resource.Create(ctx, d.DB, made, asked,
		func(ctx context.Context, tx *sql.Tx, id string) (R, error) {
			r, err := load(ctx, tx, id)
			if err != nil {
				return r, err
			}
			return r, d.log(ctx, tx, done)
		},
		func(ctx context.Context, tx *sql.Tx) (R, error) {
			r, err := record(ctx, tx, made)
			if err != nil {
				return r, err
			}
			return r, d.log(ctx, tx, done)
		})
}

// step locks a mediation and takes the step.
func (s *Mediations) step(
	ctx context.Context, tx *sql.Tx, id string, step *domain.MediationTransition, etag string,
) error {
	st := store.In(tx)
	m, err := st.LockMediation(ctx, id)
	if err != nil {
		return err
	}
	if err := resource.MatchEtag(etag, m.Version); err != nil {
		return err
	}
	mediators, err := st.AllMediatorAssignments(ctx, id)
	if err != nil {
		return err
	}
	if err := m.Step(step, mediators, s.today()); err != nil {
		return err
	}
	if err := st.StepMediation(ctx, m, *step); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, step.Created, events.Service, s.tellMediation(m.Mediation))
}

// ListMediationTransitions lists what a mediation went through, oldest first.
func (s *Mediations) ListMediationTransitions(
	ctx context.Context, req *supportv1.ListMediationTransitionsRequest,
) (*supportv1.ListMediationTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	row, err := s.openMediation(ctx, req.GetMediationId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).MediationTransitions(ctx, row.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.MediationTransition) string { return t.ID })
	answer := &supportv1.ListMediationTransitionsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Transitions = append(answer.Transitions, encodeMediationTransition(one))
	}
	return answer, s.logApart(ctx, s.doneWithMediation(ctx, row.Mediation))
}

func decodeMediationTransition(ctx context.Context, m *supportv1.MediationTransition) (domain.MediationTransition, error) {
	var d resource.Dates
	t := domain.MediationTransition{
		To: domain.MediationState(enums.Text(m.GetTo())), Date: d.Read("transition.date", m.GetDate()),
		Outcome: domain.MediationOutcome(enums.Text(m.GetOutcome())), Worker: auth.Subject(ctx),
	}
	return t, fault.Violations(d.Broken)
}

func encodeMediationTransition(t domain.MediationTransition) *supportv1.MediationTransition {
	return &supportv1.MediationTransition{
		Id: t.ID, MediationId: t.MediationID, From: enums.Value[supportv1.MediationState](string(t.From)),
		To: enums.Value[supportv1.MediationState](string(t.To)), Date: t.Date.String(),
		Outcome: enums.Value[supportv1.MediationOutcome](string(t.Outcome)), Worker: t.Worker, CreateTime: timestamppb.New(t.Created),
	}
}
