package api_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// fundBalance answers how the fund stands.
func (r *rig) fundBalance(t testing.TB) *debtcounsellingv1.FundBalance {
	t.Helper()
	b, err := r.funds.GetFundBalance(r.supervisor(t), &debtcounsellingv1.GetFundBalanceRequest{})
	require.NoError(t, err)
	return b
}

func (r *rig) payFromFund(t testing.TB, agreementID, claimID string, cents int32) (*debtcounsellingv1.FundEntry, error) {
	t.Helper()
	return r.fundEntries.CreateFundPayout(r.supervisor(t), &debtcounsellingv1.CreateFundPayoutRequest{
		FundAgreementId: agreementID,
		FundPayout:      &debtcounsellingv1.FundPayout{Date: "2026-11-12", AmountCents: cents, ClaimId: claimID},
	})
}

func (r *rig) repayFund(t testing.TB, agreementID string, cents int32) (*debtcounsellingv1.FundEntry, error) {
	t.Helper()
	return r.fundEntries.CreateFundRepayment(r.counsellor(t), &debtcounsellingv1.CreateFundRepaymentRequest{
		FundAgreementId: agreementID, FundRepayment: &debtcounsellingv1.FundRepayment{Date: "2026-11-20", AmountCents: cents},
	})
}

func (r *rig) undoInFund(t testing.TB, entryID string) error {
	t.Helper()
	_, err := r.fundEntries.CreateFundReversal(r.supervisor(t), &debtcounsellingv1.CreateFundReversalRequest{FundEntryId: entryID})
	return err
}

func TestMoneyOfTheFundGoesRound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, _ := r.runningAgreement(t)
		requireProto(t, &debtcounsellingv1.FundBalance{
			BankCents: 1_000_00, ReservedCents: 400_00, AvailableCents: 600_00, OwedCents: 400_00, DepositedCents: 1_000_00,
		}, r.fundBalance(t))
		paid, err := r.payFromFund(t, a.GetId(), a.GetClaimIds()[0], 300_00)
		require.NoError(t, err)
		require.Equal(t, a.GetClaimIds()[0], paid.GetClaimId())
		_, err = r.repayFund(t, a.GetId(), 50_00)
		require.NoError(t, err)
		given, err := r.agreements.CreateFundReturn(r.counsellor(t), &debtcounsellingv1.CreateFundReturnRequest{
			FundAgreementId: a.GetId(), FundReturn: &debtcounsellingv1.FundReturn{Kind: atWork, Minutes: 600, Date: "2026-11-20"},
		})
		require.NoError(t, err)
		requireProto(t, &debtcounsellingv1.FundBalance{
			BankCents: 750_00, ReservedCents: 100_00, AvailableCents: 650_00, OwedCents: 250_00, DepositedCents: 1_000_00,
			InKindCents: 100_00,
		}, r.fundBalance(t))
		breach, err := r.stepAgreement(t, a.GetId(), fundBreached, "2026-11-26")
		require.NoError(t, err)
		require.Equal(t, debtcounsellingv1.FundBreachRule_FUND_BREACH_RULE_WAIVER_UNDONE, breach.GetBreachRule())
		require.EqualValues(t, 150_00, breach.GetDueCents())
		require.EqualValues(t, 100_00, breach.GetReleasedCents())
		r.refuses(t, invalid("fund_repayment.amount_cents REPAYMENT_ABOVE_OWED"), func() error {
			_, err := r.repayFund(t, a.GetId(), 150_01)
			return err
		})
		_, err = r.repayFund(t, a.GetId(), 150_00)
		require.NoError(t, err)
		requireProto(t, &debtcounsellingv1.FundBalance{
			BankCents: 900_00, AvailableCents: 900_00, DepositedCents: 1_000_00, InKindCents: 100_00,
		}, r.fundBalance(t))
		got := r.getAgreement(t, a.GetId())
		require.Equal(t, []int32{300_00, 200_00, 100_00, 100_00, 0}, []int32{
			got.GetPaidCents(), got.GetRepaidCents(), got.GetRedeemedCents(), got.GetReleasedCents(), got.GetOwedCents(),
		})
		r.requireEntries(t, a.GetId(), given.GetId())
	})
}

// requireEntries checks the entries of the test before, of the agreement and of all.
func (r *rig) requireEntries(t testing.TB, agreementID, returnID string) {
	t.Helper()
	kinds := []debtcounsellingv1.FundEntryKind{2, 3, 4, 5, 6, 4}
	of, err := r.fundEntries.ListFundAgreementEntries(r.counsellor(t), &debtcounsellingv1.ListFundAgreementEntriesRequest{
		FundAgreementId: agreementID,
	})
	require.NoError(t, err)
	require.Len(t, of.GetFundEntries(), len(kinds))
	for i, e := range of.GetFundEntries() {
		require.Equal(t, kinds[i], e.GetKind())
		require.EqualValues(t, i+2, e.GetNumber())
		require.Equal(t, agreementID, e.GetFundAgreementId())
	}
	require.Equal(t, returnID, of.GetFundEntries()[3].GetId())
	req := &debtcounsellingv1.ListFundEntriesRequest{PageSize: 5}
	all, err := r.fundEntries.ListFundEntries(r.supervisor(t), req)
	require.NoError(t, err)
	require.Len(t, all.GetFundEntries(), 5)
	req.PageToken = all.GetNextPageToken()
	rest, err := r.fundEntries.ListFundEntries(r.supervisor(t), req)
	require.NoError(t, err)
	require.Len(t, rest.GetFundEntries(), 2)
	require.Len(t, r.lines(t, "ListFundEntries"), 2)
	require.Len(t, r.lines(t, "CreateFundPayout"), 1)
}

func TestFundThatHasTooLittleSignsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		trajectoryID, _, claimID, _ := r.youth(t)
		a, err := r.draftAgreement(t, trajectoryID, agreement(claimID))
		require.NoError(t, err)
		r.deposit(t, 399_99)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "FUND_ABOVE_BALANCE"}, func() error {
			_, err := r.stepAgreement(t, a.GetId(), fundSigned, "2026-11-11")
			return err
		})
		r.deposit(t, 1)
		_, err = r.stepAgreement(t, a.GetId(), fundSigned, "2026-11-11")
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "AGREEMENT_NOT_RUNNING"}, func() error {
			_, err := r.payFromFund(t, a.GetId(), claimID, 1)
			return err
		})
	})
}

func TestOfAgreementsThatAreSignedAtOnceTheFundReservesWhatItHas(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const all, have = 4, 2
		r.deposit(t, have*400_00)
		ids := make([]string, all)
		for i := range ids {
			trajectoryID, _, claimID, _ := r.youth(t)
			a, err := r.draftAgreement(t, trajectoryID, agreement(claimID))
			require.NoError(t, err)
			ids[i] = a.GetId()
		}
		var wait sync.WaitGroup
		ctx, errs := r.counsellor(t), make([]error, all)
		for i := range ids {
			wait.Go(func() {
				_, errs[i] = r.agreements.CreateFundAgreementTransition(ctx, &debtcounsellingv1.CreateFundAgreementTransitionRequest{
					FundAgreementId: ids[i], Transition: &debtcounsellingv1.FundAgreementTransition{To: fundSigned, Date: "2026-11-11"},
				})
			})
		}
		wait.Wait()
		signed := 0
		for _, err := range errs {
			if err == nil {
				signed++
				continue
			}
			refusal{code: codes.FailedPrecondition, reason: "FUND_ABOVE_BALANCE"}.require(t, err)
		}
		require.Equal(t, have, signed)
		require.Zero(t, r.fundBalance(t).GetAvailableCents())
	})
}

func TestEntryThatIsWrongIsUndoneOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, _ := r.runningAgreement(t)
		paid, err := r.payFromFund(t, a.GetId(), a.GetClaimIds()[0], 400_00)
		require.NoError(t, err)
		given, err := r.agreements.CreateFundReturn(r.counsellor(t), &debtcounsellingv1.CreateFundReturnRequest{
			FundAgreementId: a.GetId(), FundReturn: &debtcounsellingv1.FundReturn{Kind: atWork, Minutes: 60, Date: "2026-11-20"},
		})
		require.NoError(t, err)
		repaid, err := r.repayFund(t, a.GetId(), 20_00)
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "PAYOUT_REPAID"}, func() error { return r.undoInFund(t, paid.GetId()) })
		for _, id := range []string{repaid.GetId(), given.GetId(), paid.GetId()} {
			require.NoError(t, r.undoInFund(t, id))
			r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ENTRY_REVERSED"}, func() error { return r.undoInFund(t, id) })
		}
		got := r.getAgreement(t, a.GetId())
		require.Equal(t, []int32{0, 0, 0, 400_00}, []int32{
			got.GetPaidCents(), got.GetRepaidCents(), got.GetRedeemedCents(), got.GetOwedCents(),
		})
		list, err := r.agreements.ListFundReturns(r.counsellor(t), &debtcounsellingv1.ListFundReturnsRequest{FundAgreementId: a.GetId()})
		require.NoError(t, err)
		require.True(t, list.GetFundReturns()[0].GetReversed())
		require.EqualValues(t, 400_00, r.fundBalance(t).GetReservedCents())
		of, err := r.fundEntries.ListFundAgreementEntries(r.counsellor(t), &debtcounsellingv1.ListFundAgreementEntriesRequest{
			FundAgreementId: a.GetId(),
		})
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ENTRY_FOLLOWS"}, func() error {
			return r.undoInFund(t, of.GetFundEntries()[0].GetId())
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "ENTRY_NOT_FOUND"}, func() error { return r.undoInFund(t, ids.New()) })
		deposit := r.deposit(t, 50_00)
		require.NoError(t, r.undoInFund(t, deposit.GetId()))
		require.EqualValues(t, 1_000_00, r.fundBalance(t).GetBankCents())
	})
}

func TestPaymentsAreRecordedOnceForARequest(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, _ := r.runningAgreement(t)
		req := &debtcounsellingv1.CreateFundPayoutRequest{
			FundAgreementId: a.GetId(), RequestId: ids.New(),
			FundPayout: &debtcounsellingv1.FundPayout{Date: "2026-11-12", AmountCents: 100_00, ClaimId: a.GetClaimIds()[0]},
		}
		first, err := r.fundEntries.CreateFundPayout(r.supervisor(t), req)
		require.NoError(t, err)
		again, err := r.fundEntries.CreateFundPayout(r.supervisor(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.EqualValues(t, 100_00, r.getAgreement(t, a.GetId()).GetPaidCents())
		bad := &debtcounsellingv1.CreateFundPayoutRequest{
			FundAgreementId: a.GetId(), FundPayout: &debtcounsellingv1.FundPayout{Date: "2026-11-10", AmountCents: 300_01, ClaimId: "x"},
		}
		r.refuses(t, invalid("fund_payout.date BEFORE_SIGNATURE", "fund_payout.claim_id CLAIM_NOT_COVERED",
			"fund_payout.amount_cents PAYOUT_ABOVE_RESERVED"), func() error {
			_, err := r.fundEntries.CreateFundPayout(r.supervisor(t), bad)
			return err
		})
		other := r.caller(t, "other", "debt.counsellor")
		for _, id := range []string{a.GetId(), ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.fundEntries.CreateFundRepayment(other, &debtcounsellingv1.CreateFundRepaymentRequest{
					FundAgreementId: id, FundRepayment: &debtcounsellingv1.FundRepayment{Date: "2026-11-20", AmountCents: 1},
				})
				return err
			})
			r.refuses(t, notYours(), func() error {
				_, err := r.fundEntries.ListFundAgreementEntries(other, &debtcounsellingv1.ListFundAgreementEntriesRequest{FundAgreementId: id})
				return err
			})
		}
	})
}
