package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// travel answers a request to claim travel on 14 June.
func travel(a domain.Assignment, cents int32) *volunteersv1.CreateExpenseClaimRequest {
	day := "2022-06-14"
	return &volunteersv1.CreateExpenseClaimRequest{ExpenseClaim: &volunteersv1.ExpenseClaim{
		AssignmentId: a.ID, Kind: volunteersv1.ExpenseKind_EXPENSE_KIND_TRAVEL, Date: &day, AmountCents: cents,
	}}
}

// allowance answers a request to claim for the hours of June.
func allowance(a domain.Assignment, rate int32) *volunteersv1.CreateExpenseClaimRequest {
	return &volunteersv1.CreateExpenseClaimRequest{ExpenseClaim: &volunteersv1.ExpenseClaim{
		AssignmentId: a.ID, Kind: volunteersv1.ExpenseKind_EXPENSE_KIND_ALLOWANCE, Month: "2022-06", RateCents: rate,
	}}
}

// addClaim claims.
func (r *rig) addClaim(t testing.TB, request *volunteersv1.CreateExpenseClaimRequest) *volunteersv1.ExpenseClaim {
	t.Helper()
	claim, err := r.claims.CreateExpenseClaim(r.coordinator(t), request)
	require.NoError(t, err)
	return claim
}

// approveClaim approves a claim as change says; to be paid today where it does not.
func (r *rig) approveClaim(
	t testing.TB, claim *volunteersv1.ExpenseClaim, change ...func(*volunteersv1.ExpenseClaimApproval),
) (*volunteersv1.ExpenseClaim, error) {
	t.Helper()
	approval := &volunteersv1.ExpenseClaimApproval{}
	for _, c := range change {
		c(approval)
	}
	return r.claims.CreateExpenseClaimApproval(r.coordinator(t), &volunteersv1.CreateExpenseClaimApprovalRequest{
		ExpenseClaimId: claim.GetId(), Approval: approval,
	})
}

func because(reason string) func(*volunteersv1.ExpenseClaimApproval) {
	return func(a *volunteersv1.ExpenseClaimApproval) { a.OverrideReason = reason }
}

func payableOn(day string) func(*volunteersv1.ExpenseClaimApproval) {
	return func(a *volunteersv1.ExpenseClaimApproval) { a.PaymentDate = day }
}
