package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestAllowanceIsForTheApprovedHoursOfAMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		r.addHours(t, w.assignment, 1, 600) // waits for approval
		without := func() error {
			_, err := r.claims.CreateExpenseClaim(r.coordinator(t), allowance(w.assignment, 500))
			return err
		}
		r.refuses(t, invalid("expense_claim.month ALLOWANCE_WITHOUT_HOURS"), without)
		r.approveHours(t, r.addHours(t, w.assignment, 2, 90))
		claim := r.addClaim(t, allowance(w.assignment, 500))
		require.EqualValues(t, 90, claim.GetMinutes())
		require.EqualValues(t, 750, claim.GetAmountCents())
		require.Equal(t, volunteersv1.ExpenseClaimState_EXPENSE_CLAIM_STATE_SUBMITTED, claim.GetState())
		got, err := r.claims.GetExpenseClaim(r.coordinator(t), &volunteersv1.GetExpenseClaimRequest{Id: claim.GetId()})
		require.NoError(t, err)
		require.True(t, proto.Equal(claim, got), "want %v\ngot  %v", claim, got)
		r.refuses(t, invalid("expense_claim.month ALLOWANCE_WITHOUT_HOURS"), without)

		// Hours that are approved later can still be claimed, and those of a claim that was rejected again.
		r.approveHours(t, r.addHours(t, w.assignment, 3, 60))
		require.EqualValues(t, 60, r.addClaim(t, allowance(w.assignment, 500)).GetMinutes())
		_, err = r.claims.CreateExpenseClaimRejection(r.coordinator(t), &volunteersv1.CreateExpenseClaimRejectionRequest{
			ExpenseClaimId: claim.GetId(), Rejection: &volunteersv1.ExpenseClaimRejection{Reason: "wrong rate"},
		})
		require.NoError(t, err)
		require.EqualValues(t, 90, r.addClaim(t, allowance(w.assignment, 400)).GetMinutes())
	})
}

func TestHoursAreClaimedOnceAlsoByManyAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		r.approveHours(t, r.addHours(t, w.assignment, 2, 90))
		coordinator := r.coordinator(t)
		won := 0
		for _, err := range together(8, func(int) error {
			_, err := r.claims.CreateExpenseClaim(coordinator, allowance(w.assignment, 500))
			return err
		}) {
			if err == nil {
				won++
				continue
			}
			invalid("expense_claim.month ALLOWANCE_WITHOUT_HOURS").require(t, err)
		}
		require.Equal(t, 1, won)
	})
}

func TestEveryRuleThatAClaimBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		intern := r.anEngagement(t, w.person.ID, func(e *domain.Engagement) { e.Kind = domain.Intern })
		_, internship := r.moreWork(t, intern.ID)
		noMonth := allowance(w.assignment, 500)
		noMonth.ExpenseClaim.Month = "2022-13"
		for want, request := range map[string]*volunteersv1.CreateExpenseClaimRequest{
			"expense_claim.assignment_id ASSIGNMENT_UNKNOWN": travel(domain.Assignment{ID: "absent"}, 100),
			"expense_claim.assignment_id NOT_A_VOLUNTEER":    travel(internship, 100),
			"expense_claim.amount_cents AMOUNT_MISSING":      travel(w.assignment, 0),
		} {
			r.refuses(t, invalid(want), func() error {
				_, err := r.claims.CreateExpenseClaim(r.coordinator(t), request)
				return err
			})
		}
		r.refuses(t, invalid("expense_claim.month MONTH_INVALID", "expense_claim.month MONTH_MISSING"), func() error {
			_, err := r.claims.CreateExpenseClaim(r.coordinator(t), noMonth)
			return err
		})
	})
}

func TestClaimOverALimitNeedsAReason(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		r.approveHours(t, r.addHours(t, w.assignment, 2, 1200))
		first, second := r.addClaim(t, travel(w.assignment, 58_00)), r.addClaim(t, allowance(w.assignment, 7_50))
		_, err := r.approveClaim(t, first)
		require.NoError(t, err)

		found, err := r.claims.GetExpenseClaimAssessment(r.coordinator(t),
			&volunteersv1.GetExpenseClaimAssessmentRequest{ExpenseClaimId: second.GetId()})
		require.NoError(t, err)
		require.Equal(t, "2022-06-15", found.GetPaymentDate())
		require.NotEmpty(t, found.GetSource())
		require.Len(t, found.GetFlags(), 1)
		flag := found.GetFlags()[0]
		require.True(t, proto.Equal(&volunteersv1.AllowanceFlag{
			Limit: volunteersv1.AllowanceLimit_ALLOWANCE_LIMIT_MONTH, Period: "2022-06", LimitCents: 180_00, ActualCents: 208_00,
			OverCents: 28_00, TaxableCents: 208_00, Meaning: "De vergoeding in de maand 2022-06 wordt € 208,00: € 28,00 boven het " +
				"maximum van € 180,00. Daardoor is de hele € 208,00 belast, en niet alleen wat erboven komt.",
		}, flag), "%v", flag)
		require.Len(t, found.GetUnchecked(), 1, "the maximum of an hour of 2022 was not read")
		require.Equal(t, volunteersv1.UncheckedReason_UNCHECKED_REASON_LIMIT_UNKNOWN, found.GetUnchecked()[0].GetReason())

		over := refusal{codes.FailedPrecondition, "OVER_LIMIT", []string{"approval.override_reason OVER_MONTH"}}
		r.refuses(t, over, func() error {
			_, err := r.approveClaim(t, second)
			return err
		})
		approved, err := r.approveClaim(t, second, because("agreed with the board, reported as income"))
		require.NoError(t, err)
		require.EqualValues(t, 150_00, approved.GetAmountCents(), "nothing is cut")
		require.Equal(t, "agreed with the board, reported as income", approved.GetOverrideReason())

		// In the next month it would have been right.
		third := r.addClaim(t, travel(w.assignment, 180_00))
		_, err = r.approveClaim(t, third, payableOn("2022-07-01"))
		require.NoError(t, err)
	})
}

func TestClaimIsApprovedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		claim := r.addClaim(t, travel(r.aWorker(t).assignment, 12_50))
		request := &volunteersv1.CreateExpenseClaimApprovalRequest{ExpenseClaimId: claim.GetId(), RequestId: ids.New()}
		for range 2 {
			approved, err := r.claims.CreateExpenseClaimApproval(r.coordinator(t), request)
			require.NoError(t, err)
			require.Equal(t, "2022-06-15", approved.GetPaymentDate())
			require.Equal(t, "2", approved.GetEtag())
		}
		r.refuses(t, refusal{codes.FailedPrecondition, "CLAIM_APPROVED", nil}, func() error {
			_, err := r.approveClaim(t, claim)
			return err
		})
		rejected, err := r.claims.CreateExpenseClaimRejection(r.coordinator(t), &volunteersv1.CreateExpenseClaimRejectionRequest{
			ExpenseClaimId: claim.GetId(), Rejection: &volunteersv1.ExpenseClaimRejection{Reason: "paid in cash"},
		})
		require.NoError(t, err, "until it is paid")
		require.Nil(t, rejected.PaymentDate)
		r.refuses(t, refusal{codes.FailedPrecondition, "CLAIM_REJECTED", nil}, func() error {
			_, err := r.approveClaim(t, claim)
			return err
		})
	})
}

func TestClaimsOfOnePersonDoNotPassALimitTogetherUnseen(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		var claims []*volunteersv1.ExpenseClaim
		for range 6 {
			claims = append(claims, r.addClaim(t, travel(w.assignment, 50_00)))
		}
		won := 0
		for _, err := range together(len(claims), func(i int) error {
			_, err := r.approveClaim(t, claims[i])
			return err
		}) {
			if err == nil {
				won++
				continue
			}
			refusal{codes.FailedPrecondition, "OVER_LIMIT", []string{"approval.override_reason OVER_MONTH"}}.require(t, err)
		}
		require.Equal(t, 3, won, "of 180 euros in a month")
	})
}

func TestYearWithoutLimitsIsToldAndNeverGuessed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		claim := r.addClaim(t, travel(r.aWorker(t).assignment, 1))
		unknown := refusal{codes.FailedPrecondition, "LIMIT_UNKNOWN", nil}
		r.refuses(t, unknown, func() error {
			_, err := r.approveClaim(t, claim, payableOn("2026-01-01"), because("whatever it is"))
			require.ErrorContains(t, err, "volunteers.allowance-limits")
			return err
		})
		r.refuses(t, unknown, func() error {
			_, err := r.claims.GetExpenseClaimAssessment(r.coordinator(t), &volunteersv1.GetExpenseClaimAssessmentRequest{
				ExpenseClaimId: claim.GetId(), PaymentDate: "2026-01-01",
			})
			return err
		})
	})
}

func TestAllowanceForHoursThatWereWithdrawnIsNotApproved(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		h := r.approveHours(t, r.addHours(t, w.assignment, 2, 90))
		claim := r.addClaim(t, allowance(w.assignment, 500))
		_, err := r.hours.CreateHoursWithdrawal(r.coordinator(t), &volunteersv1.CreateHoursWithdrawalRequest{
			HoursId: h.GetId(), Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "another day"},
		})
		require.NoError(t, err)
		r.refuses(t, refusal{codes.FailedPrecondition, "ALLOWANCE_WITHOUT_HOURS", nil}, func() error {
			_, err := r.approveClaim(t, claim)
			return err
		})
	})
}

func TestClaimsAreListedByPersonAndState(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		one, other := r.aWorker(t), r.aWorker(t)
		first, second := r.addClaim(t, travel(one.assignment, 100)), r.addClaim(t, travel(one.assignment, 200))
		r.addClaim(t, travel(other.assignment, 300))
		_, err := r.approveClaim(t, second)
		require.NoError(t, err)
		list := func(request *volunteersv1.ListExpenseClaimsRequest) (ids []string) {
			answer, err := r.claims.ListExpenseClaims(r.coordinator(t), request)
			require.NoError(t, err)
			for _, c := range answer.GetExpenseClaims() {
				ids = append(ids, c.GetId())
			}
			return ids
		}
		require.Equal(t, []string{first.GetId(), second.GetId()},
			list(&volunteersv1.ListExpenseClaimsRequest{PersonId: one.person.ID}))
		require.Equal(t, []string{second.GetId()}, list(&volunteersv1.ListExpenseClaimsRequest{
			AssignmentId: one.assignment.ID, State: volunteersv1.ExpenseClaimState_EXPENSE_CLAIM_STATE_APPROVED,
		}))
	})
}
