package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateSettlementTransition takes a settlement to its next state.
func (s *Settlements) CreateSettlementTransition(
	ctx context.Context, req *debtcounsellingv1.CreateSettlementTransitionRequest,
) (*debtcounsellingv1.Settlement, error) {
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	m, made := req.GetTransition(), resource.Making(s.Clock.Now())
	var d resource.Dates
	asked := domain.SettlementTransition{
		ID: made.ID, To: domain.SettlementState(enums.Text(m.GetTo())), Date: d.Read("transition.date", m.GetDate()),
		Recorder: auth.Subject(ctx), Created: made.Now,
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	return s.change(ctx, row, t, made, resource.RequestOf("CreateSettlementTransition/"+row.ID, req.GetRequestId(), m),
		func(ctx context.Context, tx *sql.Tx, locked domain.Trajectory, current *store.Settlement) error {
			if err := resource.MatchEtag(req.GetEtag(), current.Version); err != nil {
				return err
			}
			return s.stepSettlement(ctx, tx, locked, &current.Settlement, asked)
		})
}

// change changes a settlement once for a request, in both logs, and answers it. Its trajectory is what all that changes its
// settlements locks; the settlement is read again behind it.
func (s *Settlements) change(
	ctx context.Context, row store.Settlement, t domain.Trajectory, made resource.Made, request resource.Request,
	apply func(context.Context, *sql.Tx, domain.Trajectory, *store.Settlement) error,
) (*debtcounsellingv1.Settlement, error) {
	entry, audit := s.about(ctx, settlementFields, t.ClientIDs...), auditlog.Done(ctx, "settlement/"+row.ID)
	changed, err := resource.Create(ctx, s.DB, made, request,
		func(ctx context.Context, tx *sql.Tx, _ string) (store.Settlement, error) {
			current, err := store.In(tx).Settlement(ctx, row.ID)
			if err != nil {
				return current, err
			}
			return current, s.log(ctx, tx, entry, audit)
		},
		func(ctx context.Context, tx *sql.Tx) (current store.Settlement, err error) {
			st := store.In(tx)
			locked, err := st.LockTrajectory(ctx, row.TrajectoryID)
			if err != nil {
				return current, err
			}
			if current, err = st.Settlement(ctx, row.ID); err != nil {
				return current, err
			}
			if err := apply(ctx, tx, locked, &current); err != nil {
				return current, err
			}
			return current, s.log(ctx, tx, entry, audit)
		})
	if err != nil {
		return nil, err
	}
	return s.answerSettlement(ctx, changed)
}

// stepSettlement takes a step, with what follows from it: the term in which creditors answer.
func (s *Settlements) stepSettlement(
	ctx context.Context, tx *sql.Tx, t domain.Trajectory, m *domain.Settlement, step domain.SettlementTransition,
) error {
	st := store.In(tx)
	in := domain.SettlementStepping{Today: s.today(), Trajectory: t}
	term, runs := s.term(t, domain.ProposalAnswerTerm, step.Date, step.Created)
	if runs {
		in.Due = term.Due
	}
	var err error
	if in.Claims, err = s.claimsOf(ctx, st, t.ID); err != nil {
		return err
	}
	if in.Book, err = st.Ledger(ctx, domain.SettlementBook(m.ID)); err != nil {
		return err
	}
	if err := m.Step(&step, in); err != nil {
		return err
	}
	if err := st.UpdateSettlement(ctx, *m); err != nil {
		return err
	}
	if err := st.InsertSettlementTransition(ctx, step); err != nil {
		return err
	}
	if step.To != domain.SettlementProposed && step.To != domain.SettlementReconsideration {
		return s.voidTerm(ctx, tx, t.ID, domain.ProposalAnswerTerm, m.ID)
	}
	if !runs {
		return nil
	}
	term.Subject = m.ID
	if err := st.InsertTerms(ctx, []domain.Term{term}); err != nil {
		return err
	}
	return s.watchTerms(ctx, tx, term)
}

// ListSettlementTransitions lists what a settlement went through, oldest first.
func (s *Settlements) ListSettlementTransitions(
	ctx context.Context, req *debtcounsellingv1.ListSettlementTransitionsRequest,
) (*debtcounsellingv1.ListSettlementTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).SettlementTransitions(ctx, row.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.SettlementTransition) string { return t.ID })
	answer := &debtcounsellingv1.ListSettlementTransitionsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Transitions = append(answer.Transitions, encodeSettlementTransition(one))
	}
	return answer, s.logRead(ctx, settlementFields, "settlement/"+row.ID, t.ClientIDs...)
}

func encodeSettlementTransition(t domain.SettlementTransition) *debtcounsellingv1.SettlementTransition {
	return &debtcounsellingv1.SettlementTransition{
		Id: t.ID, SettlementId: t.SettlementID, From: enums.Value[debtcounsellingv1.SettlementState](string(t.From)),
		To: enums.Value[debtcounsellingv1.SettlementState](string(t.To)), Date: t.Date.String(), Recorder: t.Recorder,
		CreateTime: timestamppb.New(t.Created),
	}
}
