package api

import (
	"context"
	"strconv"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// claimFields is the class of data in the processing log: what is owed to whom.
const claimFields = "claims"

// Claims answers ClaimService.
type Claims struct {
	debtcounsellingv1.UnimplementedClaimServiceServer
	Deps
}

// CreateClaim adds a claim.
func (s *Claims) CreateClaim(
	ctx context.Context, req *debtcounsellingv1.CreateClaimRequest,
) (*debtcounsellingv1.Claim, error) {
	list, err := s.add(ctx, []*debtcounsellingv1.CreateClaimRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateClaims adds all claims, or none.
func (s *Claims) BatchCreateClaims(
	ctx context.Context, req *debtcounsellingv1.BatchCreateClaimsRequest,
) (*debtcounsellingv1.BatchCreateClaimsResponse, error) {
	list, err := s.add(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.BatchCreateClaimsResponse{Claims: list}, nil
}

// GetClaim answers one claim.
func (s *Claims) GetClaim(ctx context.Context, req *debtcounsellingv1.GetClaimRequest) (*debtcounsellingv1.Claim, error) {
	row, t, err := s.openCaseOfClaim(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	list, err := s.openClaims(ctx, row)
	if err != nil {
		return nil, err
	}
	return encodeClaim(list[0]), s.logRead(ctx, claimFields, "claim/"+row.ID, t.ClientIDs...)
}

// ListClaims lists the claims of a trajectory by their number.
func (s *Claims) ListClaims(
	ctx context.Context, req *debtcounsellingv1.ListClaimsRequest,
) (*debtcounsellingv1.ListClaimsResponse, error) {
	after, err := claimMark(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	rows, err := store.Reading(s.DB.Read()).Claims(ctx, t.ID, after, enums.Text(req.GetState()), size+1)
	if err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(c store.Claim) string { return strconv.Itoa(c.Number) })
	list, err := s.openClaims(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &debtcounsellingv1.ListClaimsResponse{NextPageToken: next}
	for _, c := range list {
		answer.Claims = append(answer.Claims, encodeClaim(c))
	}
	return answer, s.logRead(ctx, claimFields, "trajectory/"+t.ID+"/claims", t.ClientIDs...)
}

// claimMark answers the number after which a page begins.
func claimMark(req *debtcounsellingv1.ListClaimsRequest) (int, error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return 0, err
	}
	return strconv.Atoi(key)
}

// openCaseOfClaim answers a claim of a trajectory that the caller may see. Error: PERMISSION_DENIED (CASE_NOT_YOURS), which is
// the same for a claim that is not there.
func (d Deps) openCaseOfClaim(ctx context.Context, id string) (store.Claim, domain.Trajectory, error) {
	return openPart(ctx, d, "claim/"+id, "CLAIM_NOT_FOUND",
		func(st store.Store) (store.Claim, error) { return st.Claim(ctx, id) },
		func(one store.Claim) string { return one.TrajectoryID })
}
