package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateClaimBalance records what is owed on a date.
func (s *Claims) CreateClaimBalance(
	ctx context.Context, req *debtcounsellingv1.CreateClaimBalanceRequest,
) (*debtcounsellingv1.ClaimBalance, error) {
	row, t, err := s.openCaseOfClaim(ctx, req.GetClaimId())
	if err != nil {
		return nil, err
	}
	m := req.GetBalance()
	var d resource.Dates
	made := resource.Making(s.Clock.Now())
	asked := domain.ClaimBalance{
		ID: made.ID, ClaimID: row.ID, Amount: int64(m.GetAmountCents()), Date: d.Read("balance.date", m.GetDate()),
		Recorder: auth.Subject(ctx), Created: made.Now,
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, claimFields, t.ClientIDs...), auditlog.Done(ctx, "claim/"+row.ID)
	balance, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateClaimBalance/"+row.ID, req.GetRequestId(), m),
		func(ctx context.Context, tx *sql.Tx, id string) (domain.ClaimBalance, error) {
			b, err := store.In(tx).ClaimBalance(ctx, id)
			if err != nil {
				return b, err
			}
			return b, s.log(ctx, tx, entry, audit)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.ClaimBalance, error) {
			if err := s.note(ctx, store.In(tx), asked); err != nil {
				return asked, err
			}
			return asked, s.log(ctx, tx, entry, audit)
		})
	if err != nil {
		return nil, err
	}
	return encodeClaimBalance(balance), nil
}

// note keeps a balance and makes it that of its claim.
func (d Deps) note(ctx context.Context, st store.Store, b domain.ClaimBalance) error {
	c, err := st.LockClaim(ctx, b.ClaimID)
	if err != nil {
		return err
	}
	if err := c.Note(b, d.today()); err != nil {
		return err
	}
	if err := st.UpdateClaim(ctx, c); err != nil {
		return err
	}
	return st.InsertClaimBalances(ctx, []domain.ClaimBalance{b})
}

// ListClaimBalances lists the balances of a claim, oldest first.
func (s *Claims) ListClaimBalances(
	ctx context.Context, req *debtcounsellingv1.ListClaimBalancesRequest,
) (*debtcounsellingv1.ListClaimBalancesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	row, t, err := s.openCaseOfClaim(ctx, req.GetClaimId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).ClaimBalances(ctx, row.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(b domain.ClaimBalance) string { return b.ID })
	answer := &debtcounsellingv1.ListClaimBalancesResponse{NextPageToken: next}
	for _, b := range list {
		answer.Balances = append(answer.Balances, encodeClaimBalance(b))
	}
	return answer, s.logRead(ctx, claimFields, "claim/"+row.ID, t.ClientIDs...)
}

func encodeClaimBalance(b domain.ClaimBalance) *debtcounsellingv1.ClaimBalance {
	return &debtcounsellingv1.ClaimBalance{
		Id: b.ID, ClaimId: b.ClaimID, AmountCents: int32(b.Amount), Date: b.Date.String(), Recorder: b.Recorder,
		CreateTime: timestamppb.New(b.Created),
	}
}
