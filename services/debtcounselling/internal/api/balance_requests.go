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

// BalanceRequests answers BalanceRequestService.
type BalanceRequests struct {
	debtcounsellingv1.UnimplementedBalanceRequestServiceServer
	Deps
}

// CreateBalanceRequest records that a creditor was asked.
func (s *BalanceRequests) CreateBalanceRequest(
	ctx context.Context, req *debtcounsellingv1.CreateBalanceRequestRequest,
) (*debtcounsellingv1.BalanceRequest, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	m, made := req.GetBalanceRequest(), resource.Making(s.Clock.Now())
	var d resource.Dates
	asked := domain.BalanceRequest{
		ID: made.ID, TrajectoryID: t.ID, ClaimIDs: m.GetClaimIds(), Date: d.Read("balance_request.date", m.GetDate()),
		State: domain.BalanceAsked, Recorder: auth.Subject(ctx), Version: 1, Created: made.Now, Updated: made.Now,
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, claimFields, t.ClientIDs...), auditlog.Done(ctx, "balance-request/"+made.ID)
	kept, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateBalanceRequest/"+t.ID, req.GetRequestId(), m),
		func(ctx context.Context, tx *sql.Tx, id string) (domain.BalanceRequest, error) {
			r, err := store.In(tx).BalanceRequest(ctx, id)
			if err != nil {
				return r, err
			}
			return r, s.log(ctx, tx, entry, audit)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.BalanceRequest, error) {
			r := asked
			if err := s.ask(ctx, tx, &r); err != nil {
				return r, err
			}
			return r, s.log(ctx, tx, entry, audit)
		})
	if err != nil {
		return nil, err
	}
	return encodeBalanceRequest(kept), nil
}

// ask checks and keeps a request, and has the term for its answer run.
func (s *BalanceRequests) ask(ctx context.Context, tx *sql.Tx, r *domain.BalanceRequest) error {
	st := store.In(tx)
	t, err := st.LockTrajectory(ctx, r.TrajectoryID)
	if err != nil {
		return err
	}
	if !t.State.Runs() {
		return fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory ended on %s.", t.End)
	}
	claims, err := s.claimsOf(ctx, st, t.ID)
	if err != nil {
		return err
	}
	known := make(map[string]domain.Claim, len(claims))
	for _, c := range claims {
		known[c.ID] = c
	}
	if err := fault.At("balance_request", fault.Violations(r.Check(known, s.today()))); err != nil {
		return err
	}
	r.Fetch, _ = s.Terms.Due(domain.BalanceFetchTerm, t.Crisis, r.Date, s.Days)
	term, runs := s.term(t, domain.BalanceAnswerTerm, r.Date, r.Created)
	if !runs {
		return st.InsertBalanceRequest(ctx, *r)
	}
	term.Subject, r.Due = r.ID, term.Due
	if err := st.InsertBalanceRequest(ctx, *r); err != nil {
		return err
	}
	if err := st.InsertTerms(ctx, []domain.Term{term}); err != nil {
		return err
	}
	return s.watchTerms(ctx, tx, term)
}

// GetBalanceRequest answers one balance request.
func (s *BalanceRequests) GetBalanceRequest(
	ctx context.Context, req *debtcounsellingv1.GetBalanceRequestRequest,
) (*debtcounsellingv1.BalanceRequest, error) {
	r, t, err := s.openCaseOfRequest(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeBalanceRequest(r), s.logRead(ctx, claimFields, "balance-request/"+r.ID, t.ClientIDs...)
}

// ListBalanceRequests lists the balance requests of a trajectory, oldest first.
func (s *BalanceRequests) ListBalanceRequests(
	ctx context.Context, req *debtcounsellingv1.ListBalanceRequestsRequest,
) (*debtcounsellingv1.ListBalanceRequestsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).BalanceRequests(ctx, t.ID, after, enums.Text(req.GetState()), size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.BalanceRequest) string { return r.ID })
	answer := &debtcounsellingv1.ListBalanceRequestsResponse{NextPageToken: next}
	for _, r := range list {
		answer.BalanceRequests = append(answer.BalanceRequests, encodeBalanceRequest(r))
	}
	return answer, s.logRead(ctx, claimFields, "trajectory/"+t.ID+"/balance-requests", t.ClientIDs...)
}

// openCaseOfRequest answers a balance request of a trajectory that the caller may see. Error: PERMISSION_DENIED
// (CASE_NOT_YOURS), which is the same for one that is not there.
func (d Deps) openCaseOfRequest(ctx context.Context, id string) (domain.BalanceRequest, domain.Trajectory, error) {
	return openPart(ctx, d, "balance-request/"+id, "BALANCE_REQUEST_NOT_FOUND",
		func(st store.Store) (domain.BalanceRequest, error) { return st.BalanceRequest(ctx, id) },
		func(one domain.BalanceRequest) string { return one.TrajectoryID })
}

func encodeBalanceRequest(r domain.BalanceRequest) *debtcounsellingv1.BalanceRequest {
	return &debtcounsellingv1.BalanceRequest{
		Id: r.ID, TrajectoryId: r.TrajectoryID, ClaimIds: r.ClaimIDs, CreditorId: r.CreditorID, Date: r.Date.String(),
		DueDate: resource.Optional(r.Due), FetchDate: resource.Optional(r.Fetch),
		State:      enums.Value[debtcounsellingv1.BalanceRequestState](string(r.State)),
		AnswerDate: resource.Optional(r.Answered), AgreesBeforehand: r.Agrees,
		NoCooperation: enums.Value[debtcounsellingv1.NoCooperation](r.NoCooperation), Recorder: r.Recorder,
		CreateTime: timestamppb.New(r.Created), UpdateTime: timestamppb.New(r.Updated),
	}
}
