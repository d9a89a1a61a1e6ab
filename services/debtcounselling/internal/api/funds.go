package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Funds answers FundService.
type Funds struct {
	debtcounsellingv1.UnimplementedFundServiceServer
	Deps
}

// CreateFundDeposit records what somebody paid into the fund.
func (s *Funds) CreateFundDeposit(
	ctx context.Context, req *debtcounsellingv1.CreateFundDepositRequest,
) (*debtcounsellingv1.FundEntry, error) {
	m := req.GetFundDeposit()
	var d resource.Dates
	on := d.Read("fund_deposit.date", m.GetDate())
	broken := d.Broken
	if on.After(s.today()) {
		broken = append(broken, fault.Field{Path: "fund_deposit.date", Reason: "DATE_IN_FUTURE", Text: "The date has not come yet."})
	}
	if err := fault.Violations(broken); err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	asked := domain.Entry{ID: made.ID, Date: on, Recorder: auth.Subject(ctx), Created: made.Now}
	audit := auditlog.Done(ctx, "fund-entry/"+made.ID)
	e, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateFundDeposit", req.GetRequestId(), m), loadFundEntry,
		func(ctx context.Context, tx *sql.Tx) (domain.Entry, error) {
			e := asked
			err := moveInFund(ctx, tx, &e, domain.FundMove{Kind: domain.FundDeposit, Cents: int64(m.GetAmountCents())})
			if err != nil {
				return e, err
			}
			return e, auditlog.Append(ctx, tx, s.now(), audit)
		})
	if err != nil {
		return nil, err
	}
	return encodeFundEntry(e), nil
}

// GetFundBalance answers how the fund stands.
func (s *Funds) GetFundBalance(
	ctx context.Context, _ *debtcounsellingv1.GetFundBalanceRequest,
) (*debtcounsellingv1.FundBalance, error) {
	var l domain.Ledger
	err := s.snapshot(ctx, func(st store.Store) (err error) {
		l, err = st.Ledger(ctx, domain.FundBook)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.FundBalance{
		BankCents: int32(l.Balance(domain.FundBank)), ReservedCents: int32(-l.Balance(domain.FundReserved)),
		AvailableCents: int32(domain.FundAvailable(l)), OwedCents: int32(l.Balance(domain.FundOwed)),
		DepositedCents: int32(-l.Balance(domain.FundDeposited)), InKindCents: int32(l.Balance(domain.FundInKind)),
		WaivedCents: int32(l.Balance(domain.FundWaived)),
	}, nil
}
