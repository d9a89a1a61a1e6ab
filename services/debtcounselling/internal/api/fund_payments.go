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

// FundEntries answers FundEntryService.
type FundEntries struct {
	debtcounsellingv1.UnimplementedFundEntryServiceServer
	Deps
}

// CreateFundPayout records that the fund bought a claim off.
func (s *FundEntries) CreateFundPayout(
	ctx context.Context, req *debtcounsellingv1.CreateFundPayoutRequest,
) (*debtcounsellingv1.FundEntry, error) {
	m := req.GetFundPayout()
	var d resource.Dates
	p := domain.FundPayment{
		ClaimID: m.GetClaimId(), Date: d.Read("fund_payout.date", m.GetDate()), Amount: int64(m.GetAmountCents()),
	}
	return s.pay(ctx, req.GetFundAgreementId(), d.Broken, paying{
		FundPayment: p, kind: domain.FundPayout,
		request: resource.RequestOf("CreateFundPayout/"+req.GetFundAgreementId(), req.GetRequestId(), m),
		note: func(a *domain.FundAgreement, made resource.Made) error {
			return a.Pay(p, s.today(), made.Now)
		},
	})
}

// CreateFundRepayment records what a client repaid in money.
func (s *FundEntries) CreateFundRepayment(
	ctx context.Context, req *debtcounsellingv1.CreateFundRepaymentRequest,
) (*debtcounsellingv1.FundEntry, error) {
	m := req.GetFundRepayment()
	var d resource.Dates
	p := domain.FundPayment{Date: d.Read("fund_repayment.date", m.GetDate()), Amount: int64(m.GetAmountCents())}
	return s.pay(ctx, req.GetFundAgreementId(), d.Broken, paying{
		FundPayment: p, kind: domain.FundRepayment,
		request: resource.RequestOf("CreateFundRepayment/"+req.GetFundAgreementId(), req.GetRequestId(), m),
		note: func(a *domain.FundAgreement, made resource.Made) error {
			return a.Repay(p, s.today(), made.Now)
		},
	})
}

// paying is a payment on its way in.
type paying struct {
	domain.FundPayment
	kind    domain.EntryKind
	request resource.Request
	note    func(*domain.FundAgreement, resource.Made) error // notes it with the agreement, or answers why it cannot be
}

// pay records a payment under an agreement: with the agreement, and in the book of the fund.
func (s *FundEntries) pay(
	ctx context.Context, agreementID string, broken []fault.Field, p paying,
) (*debtcounsellingv1.FundEntry, error) {
	row, t, err := s.openCaseOfAgreement(ctx, agreementID)
	if err != nil {
		return nil, err
	}
	if err := fault.Violations(broken); err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	asked := domain.Entry{
		ID: made.ID, Date: p.Date, Subject: domain.FundSubject(row.ID, p.ClaimID), Recorder: auth.Subject(ctx), Created: made.Now,
	}
	entry, audit := s.about(ctx, fundFields, t.ClientIDs...), auditlog.Done(ctx, "fund-agreement/"+row.ID)
	e, err := resource.Create(ctx, s.DB, made, p.request, loadFundEntry,
		func(ctx context.Context, tx *sql.Tx) (domain.Entry, error) {
			e := asked
			a, _, err := lockAgreement(ctx, tx, row)
			if err != nil {
				return e, err
			}
			if err := p.note(&a.FundAgreement, made); err != nil {
				return e, err
			}
			if err := store.In(tx).UpdateFundAgreement(ctx, a); err != nil {
				return e, err
			}
			if err := moveInFund(ctx, tx, &e, domain.FundMove{Kind: p.kind, Cents: p.Amount}); err != nil {
				return e, err
			}
			return e, s.log(ctx, tx, entry, audit)
		})
	if err == nil && e.ID != made.ID {
		err = s.logRead(ctx, fundFields, "fund-agreement/"+row.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return encodeFundEntry(e), nil
}
