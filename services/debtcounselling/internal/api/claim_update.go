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

// UpdateClaim changes a claim that is open.
func (s *Claims) UpdateClaim(
	ctx context.Context, req *debtcounsellingv1.UpdateClaimRequest,
) (answer *debtcounsellingv1.Claim, err error) {
	if req.GetClaim().GetId() == "" {
		return nil, fault.Violation("claim.id", "ID_MISSING", "Say which claim.")
	}
	err = resource.Again(func() error {
		answer, err = s.update(ctx, req)
		return err
	})
	return answer, err
}

func (s *Claims) update(ctx context.Context, req *debtcounsellingv1.UpdateClaimRequest) (*debtcounsellingv1.Claim, error) {
	row, t, err := s.openCaseOfClaim(ctx, req.GetClaim().GetId())
	if err != nil {
		return nil, err
	}
	keys, err := s.vault().Keys(ctx, row.ClientID)
	if err != nil {
		return nil, err
	}
	current, err := openClaim(keys, row)
	if err != nil {
		return nil, err
	}
	c, err := s.changed(ctx, t, current, req)
	if err != nil {
		return nil, err
	}
	if row, err = sealClaim(keys, c); err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, claimFields, t.ClientIDs...), auditlog.Done(ctx, "claim/"+c.ID)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := resource.Overtaken(store.In(tx).UpdateClaim(ctx, row)); err != nil {
			return err
		}
		return s.log(ctx, tx, entry, audit)
	})
	if err != nil {
		return nil, err
	}
	return encodeClaim(c), nil
}

// changed answers a claim as it would become, or every rule that it would break.
func (s *Claims) changed(
	ctx context.Context, t domain.Trajectory, current domain.Claim, req *debtcounsellingv1.UpdateClaimRequest,
) (c domain.Claim, err error) {
	if err := resource.MatchEtag(req.GetClaim().GetEtag(), current.Version); err != nil {
		return c, err
	}
	merged, err := patch.Merge(encodeClaim(current), req.GetClaim(), req.GetUpdateMask())
	if err != nil {
		return c, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return c, fault.At("claim", err)
	}
	c, broken := decodeClaim(merged)
	if err := fault.At("claim", fault.Violations(broken)); err != nil {
		return c, err
	}
	creditors, err := s.creditors(ctx, map[string]bool{c.AgencyID: true})
	if err != nil {
		return c, err
	}
	if err := current.CheckChange(c, domain.Owing{Today: s.today(), Clients: t.ClientIDs, Creditors: creditors}); err != nil {
		return c, fault.At("claim", err)
	}
	c.ID, c.TrajectoryID, c.Number, c.State = current.ID, current.TrajectoryID, current.Number, current.State
	c.Version, c.Created, c.Updated = current.Version+1, current.Created, s.now()
	return c, nil
}
