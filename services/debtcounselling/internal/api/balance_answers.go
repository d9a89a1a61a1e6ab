package api

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateBalanceAnswer records what a creditor answered.
func (s *BalanceRequests) CreateBalanceAnswer(
	ctx context.Context, req *debtcounsellingv1.CreateBalanceAnswerRequest,
) (*debtcounsellingv1.BalanceRequest, error) {
	asked, t, err := s.openCaseOfRequest(ctx, req.GetBalanceRequestId())
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	answer, broken := decodeAnswer(req.GetAnswer(), auth.Subject(ctx), made)
	if err := fault.At("answer", fault.Violations(broken)); err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, claimFields, t.ClientIDs...), auditlog.Done(ctx, "balance-request/"+asked.ID)
	r, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateBalanceAnswer/"+asked.ID, req.GetRequestId(), req.GetAnswer()),
		func(ctx context.Context, tx *sql.Tx, _ string) (domain.BalanceRequest, error) {
			r, err := store.In(tx).BalanceRequest(ctx, asked.ID)
			if err != nil {
				return r, err
			}
			return r, s.log(ctx, tx, entry, audit)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.BalanceRequest, error) {
			r, err := s.keepAnswer(ctx, tx, asked, answer)
			if err != nil {
				return r, err
			}
			return r, s.log(ctx, tx, entry, audit)
		})
	if err != nil {
		return nil, err
	}
	return encodeBalanceRequest(r), nil
}

// keepAnswer applies an answer: the balances become those of the claims, and the term is met.
func (s *BalanceRequests) keepAnswer(
	ctx context.Context, tx *sql.Tx, asked domain.BalanceRequest, answer domain.BalanceAnswer,
) (r domain.BalanceRequest, err error) {
	st := store.In(tx)
	// Its trajectory is locked, so that nobody answers the same request meanwhile.
	if _, err := st.LockTrajectory(ctx, asked.TrajectoryID); err != nil {
		return r, err
	}
	if r, err = st.BalanceRequest(ctx, asked.ID); err != nil {
		return r, err
	}
	rows, claims := map[string]store.Claim{}, map[string]domain.Claim{}
	for _, id := range r.ClaimIDs {
		if rows[id], err = st.LockClaim(ctx, id); err != nil {
			return r, err
		}
		claims[id] = rows[id].Claim
	}
	changed, err := r.Answer(answer, claims, s.today())
	if err != nil {
		return r, err
	}
	for _, c := range changed {
		if err := st.UpdateClaim(ctx, store.Claim{Claim: c, Sealed: rows[c.ID].Sealed}); err != nil {
			return r, err
		}
	}
	if err := st.InsertClaimBalances(ctx, answer.Balances); err != nil {
		return r, err
	}
	if err := st.AnswerBalanceRequest(ctx, r); err != nil {
		return r, err
	}
	return r, s.meetTerms(ctx, tx, r.TrajectoryID, answer.Date, func(t domain.Term) bool {
		return t.Kind == domain.BalanceAnswerTerm && t.Subject == r.ID
	})
}

func decodeAnswer(
	m *debtcounsellingv1.BalanceAnswer, recorder string, made resource.Made,
) (domain.BalanceAnswer, []fault.Field) {
	var d resource.Dates
	a := domain.BalanceAnswer{
		Date: d.Read("date", m.GetDate()), Agrees: m.GetAgreesBeforehand(), NoCooperation: enums.Text(m.GetNoCooperation()),
		Now: made.Now,
	}
	for i, b := range m.GetBalances() {
		a.Balances = append(a.Balances, domain.ClaimBalance{
			ID: ids.New(), ClaimID: b.GetClaimId(), Amount: int64(b.GetAmountCents()),
			Date: d.Read(fmt.Sprintf("balances[%d].date", i), b.GetDate()), Recorder: recorder, Created: made.Now,
		})
	}
	return a, d.Broken
}
