package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreateExpenseClaimApproval approves a claim to be paid.
func (s *ExpenseClaims) CreateExpenseClaimApproval(
	ctx context.Context, req *volunteersv1.CreateExpenseClaimApprovalRequest,
) (*volunteersv1.ExpenseClaim, error) {
	m := req.GetApproval()
	var d resource.Dates
	on := d.Read("approval.payment_date", m.GetPaymentDate())
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	if on.IsZero() {
		on = s.today()
	}
	claim, err := store.Reading(s.DB.Read()).ExpenseClaim(ctx, req.GetExpenseClaimId())
	if err != nil {
		return nil, err
	}
	birth, err := s.birthOf(ctx, claim.PersonID)
	if err != nil {
		return nil, err
	}
	decision := claimDecision{claim.ID, req.GetRequestId(), m.GetEtag(), domain.ClaimApproved, m}
	logins := s.logins(ctx)
	return s.decide(ctx, decision, func(ctx context.Context, tx *sql.Tx, claim *domain.ExpenseClaim, made resource.Made) error {
		if err := claim.Approve(on, m.GetOverrideReason(), made.Now); err != nil {
			return err
		}
		approver, err := store.In(tx).PersonOfLogin(ctx, logins)
		if err != nil {
			return err
		}
		if err := claim.RefuseOwn(approver); err != nil {
			return err
		}
		stand, err := hoursStand(ctx, store.In(tx), *claim)
		if err != nil {
			return err
		}
		if !stand {
			return fault.New(fault.FailedPrecondition, "ALLOWANCE_WITHOUT_HOURS",
				"Hours that it is for were withdrawn since. Reject it, and claim what is left anew.")
		}
		found, err := s.assess(ctx, store.In(tx), *claim, on, birth)
		if err != nil || claim.Override != "" {
			return err
		}
		return overLimit(passed{"approval.override_reason", claim.ID, found.Flags})
	})
}

// CreateExpenseClaimRejection rejects a claim.
func (s *ExpenseClaims) CreateExpenseClaimRejection(
	ctx context.Context, req *volunteersv1.CreateExpenseClaimRejectionRequest,
) (*volunteersv1.ExpenseClaim, error) {
	m := req.GetRejection()
	decision := claimDecision{req.GetExpenseClaimId(), req.GetRequestId(), m.GetEtag(), domain.ClaimRejected, m}
	return s.decide(ctx, decision, func(_ context.Context, _ *sql.Tx, claim *domain.ExpenseClaim, made resource.Made) error {
		return claim.Reject(m.GetReason(), made.Now)
	})
}

// claimDecision is what a request decides about a claim.
type claimDecision struct {
	claimID, requestID, etag string
	to                       domain.ClaimState
	content                  proto.Message
}

// decide changes one claim and answers it. The lock on the person keeps two claims of one person, which are right alone, from
// passing a limit together.
func (s *ExpenseClaims) decide(
	ctx context.Context, d claimDecision,
	change func(context.Context, *sql.Tx, *domain.ExpenseClaim, resource.Made) error,
) (*volunteersv1.ExpenseClaim, error) {
	made := resource.Making(s.Clock.Now())
	request := resource.RequestOf("DecideExpenseClaim/"+string(d.to)+"/"+d.claimID, d.requestID, d.content)
	asItIs := func(ctx context.Context, tx *sql.Tx, _ string) (domain.ExpenseClaim, error) {
		return s.loadClaim(ctx, tx, d.claimID)
	}
	claim, err := resource.Create(ctx, s.DB, made, request, asItIs,
		func(ctx context.Context, tx *sql.Tx) (claim domain.ExpenseClaim, err error) {
			if claim, err = asItIs(ctx, tx, made.ID); err != nil {
				return claim, err
			}
			if err := resource.MatchEtag(d.etag, claim.Version); err != nil {
				return claim, err
			}
			if err := store.In(tx).LockPerson(ctx, claim.PersonID); err != nil {
				return claim, err
			}
			if err := change(ctx, tx, &claim, made); err != nil {
				return claim, err
			}
			return claim, store.In(tx).UpdateExpenseClaim(ctx, claim)
		})
	if err != nil {
		return nil, err
	}
	return encodeClaim(claim), nil
}

// hoursStand says whether the hours that a claim is for are still approved.
func hoursStand(ctx context.Context, st store.Store, claim domain.ExpenseClaim) (bool, error) {
	if claim.Kind != domain.AllowanceKind {
		return true, nil
	}
	left, err := st.UnclaimedMinutes(ctx, claim.AssignmentID, claim.Month)
	return left >= 0, err
}
