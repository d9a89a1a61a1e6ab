package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// UpdateFundAgreement changes an agreement that was not signed.
func (s *FundAgreements) UpdateFundAgreement(
	ctx context.Context, req *debtcounsellingv1.UpdateFundAgreementRequest,
) (answer *debtcounsellingv1.FundAgreement, err error) {
	if req.GetFundAgreement().GetId() == "" {
		return nil, fault.Violation("fund_agreement.id", "ID_MISSING", "Say which agreement.")
	}
	err = resource.Again(func() error {
		answer, err = s.update(ctx, req)
		return err
	})
	return answer, err
}

func (s *FundAgreements) update(
	ctx context.Context, req *debtcounsellingv1.UpdateFundAgreementRequest,
) (*debtcounsellingv1.FundAgreement, error) {
	row, t, err := s.openCaseOfAgreement(ctx, req.GetFundAgreement().GetId())
	if err != nil {
		return nil, err
	}
	opened, err := s.openAgreements(ctx, row)
	if err != nil {
		return nil, err
	}
	draft, err := s.changedAgreement(ctx, opened[0], req)
	if err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, fundFields, t.ClientIDs...), auditlog.Done(ctx, "fund-agreement/"+row.ID)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := draft.check(ctx, tx, s.Limits); err != nil {
			return err
		}
		if err := resource.Overtaken(store.In(tx).RewriteFundAgreement(ctx, draft.row)); err != nil {
			return err
		}
		return s.log(ctx, tx, entry, audit)
	})
	if err != nil {
		return nil, err
	}
	return s.answerAgreement(ctx, draft.row)
}

// changedAgreement answers an agreement as it would become.
func (s *FundAgreements) changedAgreement(
	ctx context.Context, current domain.FundAgreement, req *debtcounsellingv1.UpdateFundAgreementRequest,
) (*drafting, error) {
	if err := resource.MatchEtag(req.GetFundAgreement().GetEtag(), current.Version); err != nil {
		return nil, err
	}
	if err := current.MustBeDraft(); err != nil {
		return nil, err
	}
	merged, err := patch.Merge(encodeAgreement(current), req.GetFundAgreement(), req.GetUpdateMask())
	if err != nil {
		return nil, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return nil, fault.At("fund_agreement", err)
	}
	a, broken := decodeAgreement(merged)
	if a.ClientID != current.ClientID {
		broken = append(broken, fault.Field{Path: "client_id", Reason: "FIELD_FIXED", Text: "This stays as it was recorded."})
	}
	a.ID, a.TrajectoryID, a.ClientID, a.Recorder = current.ID, current.TrajectoryID, current.ClientID, current.Recorder
	a.State, a.Version, a.Created, a.Updated = current.State, current.Version+1, current.Created, s.now()
	return s.drafting(ctx, a, merged.GetClaimIds(), broken)
}
