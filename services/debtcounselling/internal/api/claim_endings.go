package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateClaimEnding ends a claim.
func (s *Claims) CreateClaimEnding(
	ctx context.Context, req *debtcounsellingv1.CreateClaimEndingRequest,
) (*debtcounsellingv1.Claim, error) {
	row, t, err := s.openCaseOfClaim(ctx, req.GetClaimId())
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	on, to := d.Read("date", req.GetDate()), domain.ClaimState(enums.Text(req.GetState()))
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	entry, audit := s.about(ctx, claimFields, t.ClientIDs...), auditlog.Done(ctx, "claim/"+row.ID)
	ended, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateClaimEnding/"+row.ID, req.GetRequestId(), req),
		func(ctx context.Context, tx *sql.Tx, _ string) (store.Claim, error) {
			c, err := store.In(tx).Claim(ctx, row.ID)
			if err != nil {
				return c, err
			}
			return c, s.log(ctx, tx, entry, audit)
		},
		func(ctx context.Context, tx *sql.Tx) (store.Claim, error) {
			c, err := store.In(tx).LockClaim(ctx, row.ID)
			if err != nil {
				return c, err
			}
			if err := c.Finish(to, on, s.today(), made.Now); err != nil {
				return c, err
			}
			if err := store.In(tx).UpdateClaim(ctx, c); err != nil {
				return c, err
			}
			return c, s.log(ctx, tx, entry, audit)
		})
	if err != nil {
		return nil, err
	}
	list, err := s.openClaims(ctx, ended)
	if err != nil {
		return nil, err
	}
	return encodeClaim(list[0]), nil
}
