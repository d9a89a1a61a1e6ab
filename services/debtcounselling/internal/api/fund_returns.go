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

// CreateFundReturn records what a client did in return.
func (s *FundAgreements) CreateFundReturn(
	ctx context.Context, req *debtcounsellingv1.CreateFundReturnRequest,
) (*debtcounsellingv1.FundReturn, error) {
	row, t, err := s.openCaseOfAgreement(ctx, req.GetFundAgreementId())
	if err != nil {
		return nil, err
	}
	m := req.GetFundReturn()
	var d resource.Dates
	made := resource.Making(s.Clock.Now())
	asked := domain.FundReturn{
		ID: made.ID, AgreementID: row.ID, Date: d.Read("fund_return.date", m.GetDate()), Recorder: auth.Subject(ctx),
		Effort: domain.Effort{
			Kind: domain.ReturnKind(enums.Text(m.GetKind())), Minutes: int64(m.GetMinutes()), Sessions: int64(m.GetSessions()),
		},
		Created: made.Now,
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, fundFields, t.ClientIDs...), auditlog.Done(ctx, "fund-agreement/"+row.ID)
	kept, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateFundReturn/"+row.ID, req.GetRequestId(), m),
		loadFundReturn,
		func(ctx context.Context, tx *sql.Tx) (domain.FundReturn, error) {
			given := asked
			if err := s.redeem(ctx, tx, row, &given); err != nil {
				return given, err
			}
			return given, s.log(ctx, tx, entry, audit)
		})
	if err == nil && kept.ID != made.ID {
		err = s.logRead(ctx, fundFields, "fund-agreement/"+row.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return encodeFundReturn(kept), nil
}

// redeem locks an agreement and redeems of its obligation what was done in return.
func (s *FundAgreements) redeem(ctx context.Context, tx *sql.Tx, row store.FundAgreement, given *domain.FundReturn) error {
	a, _, err := lockAgreement(ctx, tx, row)
	if err != nil {
		return err
	}
	if err := a.Redeem(given, s.Limits, s.today()); err != nil {
		return err
	}
	if err := store.In(tx).UpdateFundAgreement(ctx, a); err != nil {
		return err
	}
	if err := store.In(tx).InsertFundReturn(ctx, *given); err != nil {
		return err
	}
	e := domain.Entry{
		ID: given.ID, Date: given.Date, Subject: domain.FundSubject(a.ID, ""), Recorder: given.Recorder, Created: given.Created,
	}
	return moveInFund(ctx, tx, &e, domain.FundMove{Kind: domain.FundReturned, Cents: given.Value})
}

// ListFundReturns lists what was done in return under an agreement, oldest first.
func (s *FundAgreements) ListFundReturns(
	ctx context.Context, req *debtcounsellingv1.ListFundReturnsRequest,
) (*debtcounsellingv1.ListFundReturnsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	a, t, err := s.openCaseOfAgreement(ctx, req.GetFundAgreementId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).FundReturns(ctx, a.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.FundReturn) string { return r.ID })
	answer := &debtcounsellingv1.ListFundReturnsResponse{NextPageToken: next}
	for _, one := range list {
		answer.FundReturns = append(answer.FundReturns, encodeFundReturn(one))
	}
	return answer, s.logRead(ctx, fundFields, "fund-agreement/"+a.ID, t.ClientIDs...)
}

func loadFundReturn(ctx context.Context, tx *sql.Tx, id string) (domain.FundReturn, error) {
	return store.In(tx).FundReturn(ctx, id)
}

func encodeFundReturn(r domain.FundReturn) *debtcounsellingv1.FundReturn {
	return &debtcounsellingv1.FundReturn{
		Id: r.ID, FundAgreementId: r.AgreementID, Kind: enums.Value[debtcounsellingv1.FundReturnKind](string(r.Kind)),
		Date: r.Date.String(), Minutes: int32(r.Minutes), Sessions: int32(r.Sessions), ValueCents: int32(r.Value),
		Reversed: r.Reversed, Recorder: r.Recorder, CreateTime: timestamppb.New(r.Created),
	}
}
